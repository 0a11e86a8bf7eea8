//! A certificate chain with its key: read, checked against each other, asked until when and for which name it is good.
//!
//! Where it comes from is its owners' (`files`, `acme`, `authority`); when it is shown is `shown`'s.

use std::fmt;
use std::sync::Arc;

use rustls::InconsistentKeys;
use rustls::client::verify_server_name;
use rustls::pki_types::pem::{self, PemObject as _};
use rustls::pki_types::{CertificateDer, PrivateKeyDer, ServerName};
use rustls::server::ParsedCertificate;
use rustls::sign::{CertifiedKey, SigningKey};
use shared::time::Millis;
use time::OffsetDateTime;
use x509_parser::prelude::{FromDer as _, X509Certificate};

/// Why a certificate cannot be shown, or not for that name, or not now.
#[derive(Debug, thiserror::Error)]
pub enum CertificateError {
    /// The text holds no certificate.
    #[error("there is no certificate in it")]
    NoCertificate,
    /// The text holds no private key that can be used.
    #[error("there is no private key in it that this release can use")]
    NoKey,
    /// It is not what it says it is.
    #[error("it cannot be read: {0}")]
    Unreadable(String),
    /// The key belongs to another certificate.
    #[error("the key belongs to another certificate")]
    Mismatch,
    /// It was made for other names.
    #[error("it is not made for {0}")]
    OtherName(String),
    /// It is no longer good.
    #[error("it expired on {0}")]
    Expired(Day),
    /// It is not good yet.
    #[error("it is only good from {0} on; is the clock of this machine right?")]
    NotYet(Day),
}

/// A day as a person reads it, UTC: `2026-11-25`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Day(Millis);

impl Day {
    /// The day of a time.
    #[must_use]
    pub fn of(at: Millis) -> Self {
        Self(at)
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match instant(self.0) {
            Some(instant) => instant.date().fmt(f),
            None => f.write_str("?"),
        }
    }
}

/// A time as certificates write it, none beyond the years that they can name.
pub(super) fn instant(at: Millis) -> Option<OffsetDateTime> {
    OffsetDateTime::from_unix_timestamp(at.0.div_euclid(1_000)).ok()
}

/// A private key as a handshake signs with it.
pub(super) fn load(key: PrivateKeyDer<'static>) -> Result<Arc<dyn SigningKey>, CertificateError> {
    let provider = rustls::crypto::ring::default_provider();
    provider
        .key_provider
        .load_private_key(key)
        .map_err(|_| CertificateError::NoKey)
}

/// A chain with its key.
#[derive(Debug)]
pub struct Certificate {
    key: Arc<CertifiedKey>,
    not_before: Millis,
    not_after: Millis,
}

impl Certificate {
    /// Reads a chain (the server's own certificate first) and its key, both PEM.
    ///
    /// # Errors
    /// If either is missing or unreadable, or they do not belong together.
    pub fn read(chain: &[u8], key: &[u8]) -> Result<Self, CertificateError> {
        let chain = CertificateDer::pem_slice_iter(chain)
            .collect::<Result<Vec<_>, pem::Error>>()
            .map_err(|error| CertificateError::Unreadable(error.to_string()))?;
        let key = PrivateKeyDer::from_pem_slice(key).map_err(|_| CertificateError::NoKey)?;
        Self::new(chain, key)
    }

    /// A chain and its key.
    ///
    /// # Errors
    /// As [`Certificate::read`].
    pub fn new(
        chain: Vec<CertificateDer<'static>>,
        key: PrivateKeyDer<'static>,
    ) -> Result<Self, CertificateError> {
        let own = chain.first().ok_or(CertificateError::NoCertificate)?;
        let (_, parsed) = X509Certificate::from_der(own)
            .map_err(|error| CertificateError::Unreadable(error.to_string()))?;
        let validity = parsed.validity();
        let not_before = Millis(validity.not_before.timestamp().saturating_mul(1_000));
        let not_after = Millis(validity.not_after.timestamp().saturating_mul(1_000));
        let key = CertifiedKey::new(chain, load(key)?);
        match key.keys_match() {
            Ok(()) | Err(rustls::Error::InconsistentKeys(InconsistentKeys::Unknown)) => {}
            Err(rustls::Error::InconsistentKeys(_)) => return Err(CertificateError::Mismatch),
            Err(error) => return Err(CertificateError::Unreadable(error.to_string())),
        }
        Ok(Self {
            key: Arc::new(key),
            not_before,
            not_after,
        })
    }

    /// Whether it is good now, and for the name or address by which devices come.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn check(&self, name: &str, now: Millis) -> Result<(), CertificateError> {
        let other_name = || CertificateError::OtherName(name.to_owned());
        let own = self.key.end_entity_cert();
        let own = own.map_err(|_| CertificateError::NoCertificate)?;
        let own = ParsedCertificate::try_from(own)
            .map_err(|error| CertificateError::Unreadable(error.to_string()))?;
        let asked = ServerName::try_from(name).map_err(|_| other_name())?;
        verify_server_name(&own, &asked).map_err(|_| other_name())?;
        self.check_time(now)
    }

    /// Whether it is good now.
    ///
    /// # Errors
    /// That it no longer is, or not yet.
    pub fn check_time(&self, now: Millis) -> Result<(), CertificateError> {
        if now >= self.not_after {
            return Err(CertificateError::Expired(Day::of(self.not_after)));
        }
        if now < self.not_before {
            return Err(CertificateError::NotYet(Day::of(self.not_before)));
        }
        Ok(())
    }

    /// When the next one should be asked for: once two thirds of its life are over.
    #[must_use]
    pub fn renew_at(&self) -> Millis {
        let life = self.not_after.since(self.not_before);
        self.not_before.plus(Millis(life.0 / 3 * 2))
    }

    /// Its last day.
    #[must_use]
    pub fn last_day(&self) -> Day {
        Day::of(self.not_after)
    }

    /// The first name that it is made for, if it is one that a device can come by.
    #[must_use]
    pub fn first_name(&self) -> Option<String> {
        let own = self.key.cert.first()?;
        let (_, parsed) = X509Certificate::from_der(own).ok()?;
        let names = parsed.subject_alternative_name().ok()??;
        names
            .value
            .general_names
            .iter()
            .find_map(|name| match name {
                x509_parser::extensions::GeneralName::DNSName(name) if !name.contains('*') => {
                    Some((*name).to_owned())
                }
                _ => None,
            })
    }

    /// What a TLS handshake takes.
    pub(super) fn key(&self) -> Arc<CertifiedKey> {
        Arc::clone(&self.key)
    }
}

#[cfg(test)]
pub(super) mod tests {
    use rcgen::{CertificateParams, KeyPair};

    use super::*;

    /// A chain and its key, good from the first to the second.
    pub(in crate::tls) fn made(name: &str, from: Millis, to: Millis) -> (String, String) {
        let key = KeyPair::generate().expect("a key");
        let mut params = CertificateParams::new([name.to_owned()]).expect("a name");
        params.not_before = instant(from).expect("a time");
        params.not_after = instant(to).expect("a time");
        let certificate = params.self_signed(&key).expect("a certificate");
        (certificate.pem(), key.serialize_pem())
    }

    pub(in crate::tls) const START: Millis = Millis(1_700_000_000_000);

    pub(in crate::tls) fn after(days: i64) -> Millis {
        START.plus(Millis(days * Millis::DAY.0))
    }

    #[test]
    fn a_certificate_is_good_for_its_names_within_its_time() {
        let (chain, key) = made("inventaire.example.org", START, after(90));
        let certificate = Certificate::read(chain.as_bytes(), key.as_bytes()).expect("one");
        let check = |name: &str, now| {
            certificate
                .check(name, now)
                .err()
                .map(|error| error.to_string())
        };
        let name = "inventaire.example.org";
        assert_eq!(check(name, START), None);
        assert_eq!(check(name, after(89)), None);
        assert_eq!(
            check(name, after(90)).as_deref(),
            Some("it expired on 2024-02-12")
        );
        assert!(check(name, Millis(0)).is_some_and(|said| said.contains("2023-11-14")));
        assert!(check("example.org", START).is_some_and(|said| said.contains("not made for")));
        assert_eq!(certificate.renew_at(), after(60));
        assert_eq!(certificate.first_name().as_deref(), Some(name));
    }

    #[test]
    fn what_is_no_pair_says_what_is_wrong() {
        let (chain, key) = made("a.example", START, after(90));
        let (other, _) = made("b.example", START, after(90));
        let check = |chain: &str, key: &str| {
            Certificate::read(chain.as_bytes(), key.as_bytes())
                .expect_err("no pair")
                .to_string()
        };
        assert!(check(&other, &key).contains("another certificate"));
        assert!(check("", &key).contains("no certificate"));
        assert!(check(&chain, &chain).contains("no private key"));
        let torn = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";
        assert!(check(torn, &key).contains("cannot be read"));
    }
}
