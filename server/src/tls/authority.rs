//! This server's own certificate authority, for networks where no public one can know its name. People install its
//! root on their phones; name constraints see to it that a stolen key opens nothing but this server's own addresses.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::sync::Arc;

use data_encoding::HEXUPPER;
use rcgen::{
    BasicConstraints, CertificateParams, CidrSubnet, DistinguishedName, DnType,
    ExtendedKeyUsagePurpose, GeneralSubtree, IsCa, Issuer, KeyPair, KeyUsagePurpose,
    NameConstraints, SanType,
};
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use sha2::{Digest as _, Sha256};
use shared::time::Millis;
use x509_parser::extensions::GeneralName;
use x509_parser::prelude::{FromDer as _, X509Certificate};

use super::certificate::{Certificate, CertificateError, Day, instant};
use super::kept::{Kept, KeptError};
use super::machine::Reach;
use super::shown::Shown;
use super::{Pace, Stopping};
use crate::surroundings::Surroundings;

const ROOT: &str = "authority.pem";
const KEY: &str = "authority.key";

/// How long the root is good: nobody installs it twice on a phone.
const ROOT_LIFE: Millis = Millis(3_650 * Millis::DAY.0);
/// How long a certificate of this server is good. Apple takes at most 397 days of anybody; a month before its end
/// the next one is there.
const LEAF_LIFE: Millis = Millis(90 * Millis::DAY.0);
/// A phone's clock may be a day behind.
const CLOCKS_DIFFER: Millis = Millis::DAY;

/// Why there is no local authority.
#[derive(Debug, thiserror::Error)]
pub enum AuthorityError {
    /// Its files cannot be read or written.
    #[error(transparent)]
    Kept(#[from] KeptError),
    /// Its root is there without its key.
    #[error(
        "{ROOT} lies in the data folder without {KEY}; nothing was changed. Put the key back, or remove {ROOT}: \
         the next start then makes a new authority, which every phone has to install again"
    )]
    NoKey,
    /// Its files hold something else.
    #[error("{ROOT} and {KEY} in the data folder are no certificate authority: {0}")]
    Unreadable(String),
    /// Its time is over.
    #[error(
        "the authority in the data folder expired on {0}; remove {ROOT} and {KEY}: the next start makes a new one, \
         which every phone has to install again"
    )]
    Expired(Day),
    /// It was founded for other names.
    #[error(
        "the authority in the data folder may not vouch for {0}: it was made for {1} and phones hold it to that. \
         Use one of these, or remove {ROOT} and {KEY}: the next start makes a new one, which every phone has to \
         install again"
    )]
    NotPermitted(String, String),
    /// A certificate could not be made.
    #[error("no certificate could be made: {0}")]
    Make(#[from] rcgen::Error),
    /// A certificate was made that cannot be used.
    #[error("the certificate that was made cannot be used: {0}")]
    Certificate(#[from] CertificateError),
}

/// The certificate that people install.
#[derive(Clone, Debug)]
pub struct Root {
    /// As it is downloaded.
    pub der: Arc<[u8]>,
    /// Its SHA-256 in groups, as phones show it: what a person compares.
    pub fingerprint: String,
}

impl Root {
    fn new(der: &[u8]) -> Self {
        let pairs: Vec<_> = Sha256::digest(der)
            .iter()
            .map(|byte| HEXUPPER.encode(&[*byte]))
            .collect();
        Self {
            der: der.into(),
            fingerprint: pairs.join(" "),
        }
    }
}

/// What a root may vouch for.
#[derive(Debug, Default)]
struct Permitted {
    names: Vec<String>,
    subnets: Vec<(IpAddr, IpAddr)>,
}

impl Permitted {
    fn read(root: &[u8]) -> Option<Self> {
        let (_, parsed) = X509Certificate::from_der(root).ok()?;
        let constraints = parsed.name_constraints().ok()??;
        let mut permitted = Self::default();
        for subtree in constraints.value.permitted_subtrees.iter().flatten() {
            match subtree.base {
                GeneralName::DNSName(name) => permitted.names.push(name.to_owned()),
                GeneralName::IPAddress(bytes) => {
                    let (address, mask) = bytes.split_at_checked(bytes.len() / 2)?;
                    permitted
                        .subnets
                        .push((address_from(address)?, address_from(mask)?));
                }
                _ => {}
            }
        }
        Some(permitted)
    }

    fn allows_name(&self, name: &str) -> bool {
        self.names.iter().any(|permitted| {
            name.strip_suffix(permitted.as_str())
                .is_some_and(|before| before.is_empty() || before.ends_with('.'))
        })
    }

    fn allows_address(&self, address: IpAddr) -> bool {
        self.subnets
            .iter()
            .any(|(base, mask)| match (address, base, mask) {
                (IpAddr::V4(it), IpAddr::V4(base), IpAddr::V4(mask)) => it & mask == *base,
                (IpAddr::V6(it), IpAddr::V6(base), IpAddr::V6(mask)) => it & mask == *base,
                _ => false,
            })
    }
}

fn address_from(bytes: &[u8]) -> Option<IpAddr> {
    let v4 = <[u8; 4]>::try_from(bytes).map(|it| IpAddr::V4(Ipv4Addr::from(it)));
    v4.or_else(|_| <[u8; 16]>::try_from(bytes).map(|it| IpAddr::V6(Ipv6Addr::from(it))))
        .ok()
}

/// The authority: its root, and the key with which it signs.
#[derive(Debug)]
pub(super) struct Authority {
    root: CertificateDer<'static>,
    issuer: Issuer<'static, KeyPair>,
    permitted: Permitted,
}

impl Authority {
    /// The authority of the data folder; where there is none it is founded for these names.
    ///
    /// # Errors
    /// If it is incomplete or over, or cannot be kept.
    pub(super) fn take_up(kept: &Kept, reach: &Reach, now: Millis) -> Result<Self, AuthorityError> {
        let found = match (kept.find(ROOT)?, kept.find(KEY)?) {
            (Some(root), Some(key)) => Self::read(&root, &key)?,
            (Some(_), None) => return Err(AuthorityError::NoKey),
            // A key alone was never installed anywhere: its root is written last.
            (None, _) => Self::found(kept, reach, now)?,
        };
        let (_, parsed) = X509Certificate::from_der(&found.root)
            .map_err(|error| AuthorityError::Unreadable(error.to_string()))?;
        let end = Millis(
            parsed
                .validity()
                .not_after
                .timestamp()
                .saturating_mul(1_000),
        );
        if now >= end {
            return Err(AuthorityError::Expired(Day::of(end)));
        }
        Ok(found)
    }

    fn read(root: &[u8], key: &[u8]) -> Result<Self, AuthorityError> {
        let unreadable =
            |error: &dyn std::fmt::Display| AuthorityError::Unreadable(error.to_string());
        let root = CertificateDer::from_pem_slice(root).map_err(|error| unreadable(&error))?;
        let key = std::str::from_utf8(key).map_err(|error| unreadable(&error))?;
        let key = KeyPair::from_pem(key).map_err(|error| unreadable(&error))?;
        let issuer = Issuer::from_ca_cert_der(&root, key).map_err(|error| unreadable(&error))?;
        let permitted = Permitted::read(&root)
            .ok_or_else(|| AuthorityError::Unreadable("it is not held to any names".to_owned()))?;
        Ok(Self {
            root,
            issuer,
            permitted,
        })
    }

    fn found(kept: &Kept, reach: &Reach, now: Millis) -> Result<Self, AuthorityError> {
        let key = KeyPair::generate()?;
        let mut params = CertificateParams::default();
        let first = reach.names.first().map_or("localhost", String::as_str);
        params.distinguished_name = DistinguishedName::new();
        // With the day, so that a phone that had an older one shows which is which.
        let name = format!("Recense {first} {}", Day::of(now));
        params.distinguished_name.push(DnType::CommonName, name);
        params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
        params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
        params.name_constraints = Some(NameConstraints {
            permitted_subtrees: subtrees(reach),
            excluded_subtrees: Vec::new(),
        });
        last(&mut params, now, ROOT_LIFE);
        let root = params.self_signed(&key)?;
        kept.keep(KEY, key.serialize_pem().as_bytes())?;
        kept.keep(ROOT, root.pem().as_bytes())?;
        tracing::info!(
            "a local certificate authority was made for {}",
            reach.names.join(", ")
        );
        Self::read(root.pem().as_bytes(), key.serialize_pem().as_bytes())
    }

    /// The certificate that people install.
    pub(super) fn root(&self) -> Root {
        Root::new(&self.root)
    }

    /// Whether it may vouch for a name that somebody asked for.
    ///
    /// # Errors
    /// If it was founded for others.
    pub(super) fn check(&self, name: &str) -> Result<(), AuthorityError> {
        if self.permitted.allows_name(name) {
            return Ok(());
        }
        let names = self.permitted.names.join(", ");
        Err(AuthorityError::NotPermitted(name.to_owned(), names))
    }

    /// What of a machine's reach it may vouch for. The rest is left out of certificates: one such name, and phones
    /// would refuse them for all.
    pub(super) fn within(&self, mut reach: Reach) -> Reach {
        reach.names.retain(|it| self.permitted.allows_name(it));
        reach
            .addresses
            .retain(|it| self.permitted.allows_address(*it));
        reach
    }

    /// A certificate for a reach that lies [within](Authority::within) what it may vouch for.
    ///
    /// # Errors
    /// If it cannot be made.
    pub(super) fn issue(&self, reach: &Reach, now: Millis) -> Result<Certificate, AuthorityError> {
        let mut names = Vec::new();
        for name in &reach.names {
            names.push(SanType::DnsName(name.as_str().try_into()?));
        }
        names.extend(reach.addresses.iter().copied().map(SanType::IpAddress));
        let key = KeyPair::generate()?;
        let mut params = CertificateParams::default();
        params.distinguished_name = DistinguishedName::new();
        params
            .distinguished_name
            .push(DnType::CommonName, "Recense");
        params.subject_alt_names = names;
        params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
        params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
        params.use_authority_key_identifier_extension = true;
        last(&mut params, now, LEAF_LIFE);
        let leaf = params.signed_by(&key, &self.issuer)?;
        let key = PrivateKeyDer::try_from(key.serialize_der())
            .map_err(|error| AuthorityError::Unreadable(error.to_owned()))?;
        Ok(Certificate::new(vec![leaf.der().clone()], key)?)
    }

    /// Shows a fresh certificate whenever the one before grows old or the machine can be reached otherwise, until the
    /// server stops.
    pub(super) async fn keep(
        self,
        given: Option<String>,
        mut reach: Reach,
        shown: Arc<Shown>,
        surroundings: Surroundings,
        pace: Pace,
        mut stopping: Stopping,
    ) {
        while stopping.goes_on_for(pace.look_every).await {
            let now = surroundings.now();
            let found = self.within(Reach::of_this_machine(given.as_deref()));
            let is_due = shown.certificate().is_none_or(|it| now >= it.renew_at());
            if !is_due && found == reach {
                continue;
            }
            match self.issue(&found, now) {
                Ok(certificate) => {
                    tracing::info!("a new certificate, good until {}", certificate.last_day());
                    shown.show(certificate);
                    reach = found;
                }
                Err(error) => tracing::warn!("{error}; the certificate from before is still shown"),
            }
        }
    }
}

/// What an authority may vouch for: the machine's own names, networks that the world never routes (the machine may
/// get another address of its network tomorrow), and what other addresses it has today.
fn subtrees(reach: &Reach) -> Vec<GeneralSubtree> {
    let v4 =
        |address, prefix| GeneralSubtree::IpAddress(CidrSubnet::from_v4_prefix(address, prefix));
    let v6 = |first: u16, prefix| {
        let address = Ipv6Addr::new(first, 0, 0, 0, 0, 0, 0, 0).octets();
        GeneralSubtree::IpAddress(CidrSubnet::from_v6_prefix(address, prefix))
    };
    let mut subtrees: Vec<_> = reach
        .names
        .iter()
        .map(|name| GeneralSubtree::DnsName(name.clone()))
        .collect();
    subtrees.extend([
        v4([10, 0, 0, 0], 8),
        v4([172, 16, 0, 0], 12),
        v4([192, 168, 0, 0], 16),
        v4([169, 254, 0, 0], 16),
        v4([127, 0, 0, 0], 8),
        v6(0xfc00, 7),
    ]);
    subtrees.extend(reach.addresses.iter().map(|address| {
        let all = if address.is_ipv4() { 32 } else { 128 };
        GeneralSubtree::IpAddress(CidrSubnet::from_addr_prefix(*address, all))
    }));
    subtrees
}

fn last(params: &mut CertificateParams, now: Millis, life: Millis) {
    let from = Millis(now.0 - CLOCKS_DIFFER.0);
    if let Some((from, to)) = instant(from).zip(instant(from.plus(life))) {
        params.not_before = from;
        params.not_after = to;
    }
}
