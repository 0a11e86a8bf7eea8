//! A secure address: how this server comes to a certificate that devices trust, and shows it.
//!
//! [`Security`] says which way; `Secure` is that way taken up: an origin, a certificate that is swapped while
//! connections go on, and somebody who looks after it. What is said over plain HTTP beside it is `porch`'s; serving is
//! `running`'s.

pub mod acme;
pub mod authority;
pub mod certificate;
pub mod files;
pub mod kept;
pub mod listener;
pub mod machine;
pub mod shown;

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::watch;

use crate::surroundings::Surroundings;
use acme::{Acme, AcmeError, AcmeOptions};
use authority::{Authority, AuthorityError, Root};
use files::{CertificateFiles, FilesError};
use kept::Kept;
use machine::Reach;
use shown::Shown;

/// The port that an https address does not have to name.
const HTTPS_PORT: u16 = 443;

/// How devices are kept safe on their way to this server.
#[derive(Clone, Debug, Default)]
pub enum Security {
    /// Plain HTTP: for this machine alone, or with something in front that was not named.
    #[default]
    Plain,
    /// A proxy in front speaks https, and what it says of who asks is believed.
    Proxy,
    /// A certificate that somebody else looks after.
    Files(CertificateFiles),
    /// A public authority.
    Acme(AcmeOptions),
    /// An authority of this server's own.
    Local {
        /// A name for this machine beside its own.
        name: Option<String>,
    },
}

/// How often things are looked at and tried again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pace {
    /// How often files, addresses and ages are looked at.
    pub look_every: Duration,
    /// How long after its first refusal an authority is asked again. Twice as long after each further one.
    pub first_retry: Duration,
    /// The longest time between two questions.
    pub longest_retry: Duration,
}

impl Default for Pace {
    fn default() -> Self {
        Self {
            look_every: Duration::from_secs(10),
            // Let's Encrypt takes five failures an hour for one name; this makes as many.
            first_retry: Duration::from_secs(2 * 60),
            longest_retry: Duration::from_secs(6 * 3_600),
        }
    }
}

impl Pace {
    /// How long to wait after so many refusals in a row.
    #[must_use]
    pub fn retry_after(&self, failures: u32) -> Duration {
        let doubled = 2_u32.saturating_pow(failures.saturating_sub(1));
        self.first_retry
            .saturating_mul(doubled)
            .min(self.longest_retry)
    }
}

/// Hears when the server stops.
#[derive(Clone, Debug)]
pub(crate) struct Stopping(watch::Receiver<bool>);

impl Stopping {
    /// Listens.
    pub(crate) fn new(stopping: watch::Receiver<bool>) -> Self {
        Self(stopping)
    }

    /// Returns when the server stops.
    pub(crate) async fn stopped(&mut self) {
        // An error means that whoever could stop the server is gone.
        let _ = self.0.wait_for(|stop| *stop).await;
    }

    /// Waits; gives whether the server still goes on.
    pub(crate) async fn goes_on_for(&mut self, wait: Duration) -> bool {
        tokio::select! {
            () = self.stopped() => false,
            () = tokio::time::sleep(wait) => true,
        }
    }
}

/// Why there is no secure address.
#[derive(Debug, thiserror::Error)]
pub enum TlsError {
    /// The given files will not do.
    #[error(transparent)]
    Files(#[from] FilesError),
    /// The local authority will not do.
    #[error(transparent)]
    Authority(#[from] AuthorityError),
    /// What an earlier start kept of a public authority cannot be read.
    #[error("what was kept of the certificate authority cannot be used: {0}")]
    Acme(#[from] AcmeError),
    /// Devices come by this name, and it is none.
    #[error("{0} is not a name of the internet, such as inventaire.example.org")]
    Name(String),
    /// TLS itself cannot be had.
    #[error("TLS cannot be set up: {0}")]
    Tls(#[from] rustls::Error),
}

enum Upkeep {
    Files(CertificateFiles),
    Acme(Acme),
    Local {
        authority: Box<Authority>,
        given: Option<String>,
        reach: Reach,
    },
}

/// A secure address that has been taken up.
pub(crate) struct Secure {
    /// How a browser writes it: `https://inventaire.example.org`.
    pub(crate) origin: String,
    /// What handshakes show.
    pub(crate) shown: Arc<Shown>,
    /// What people have to install first.
    pub(crate) root: Option<Root>,
    upkeep: Upkeep,
}

impl Secure {
    /// Takes up a secure address on a port; none where plain HTTP was asked for.
    ///
    /// # Errors
    /// If it cannot be had. An authority that is only asked later is no reason.
    pub(crate) async fn take_up(
        security: Security,
        kept: &Kept,
        port: u16,
        surroundings: &Surroundings,
    ) -> Result<Option<Self>, TlsError> {
        let shown = Arc::new(Shown::default());
        let now = surroundings.now();
        let (name, root, upkeep) = match security {
            Security::Plain | Security::Proxy => return Ok(None),
            Security::Files(mut files) => {
                let (certificate, name) = files.load(now)?;
                shown.show(certificate);
                // Links to this name are out: a later certificate has to be for it too.
                files.name = Some(name.clone());
                (name, None, Upkeep::Files(files))
            }
            Security::Acme(options) => {
                let name = options.name.clone();
                if !is_public_name(&name) {
                    return Err(TlsError::Name(name));
                }
                let acme = Acme::new(options, kept, Arc::clone(&shown));
                acme.show_kept()?;
                (name, None, Upkeep::Acme(acme))
            }
            Security::Local { name: given } => {
                let reach = Reach::of_this_machine(given.as_deref());
                let authority = Authority::take_up(kept, &reach, now)?;
                if let Some(name) = &given {
                    authority.check(&name.to_lowercase())?;
                }
                let reach = authority.within(reach);
                let best = reach.best(given.as_deref()).await;
                shown.show(authority.issue(&reach, now)?);
                let root = authority.root();
                let upkeep = Upkeep::Local {
                    authority: Box::new(authority),
                    given,
                    reach,
                };
                (best, Some(root), upkeep)
            }
        };
        let origin = if port == HTTPS_PORT {
            format!("https://{name}")
        } else {
            format!("https://{name}:{port}")
        };
        Ok(Some(Self {
            origin,
            shown,
            root,
            upkeep,
        }))
    }

    /// Looks after the certificate until the server stops.
    pub(crate) async fn keep(self, surroundings: Surroundings, pace: Pace, stopping: Stopping) {
        match self.upkeep {
            Upkeep::Files(files) => files.keep(self.shown, surroundings, pace, stopping).await,
            Upkeep::Acme(acme) => acme.keep(surroundings, pace, stopping).await,
            Upkeep::Local {
                authority,
                given,
                reach,
            } => {
                authority
                    .keep(given, reach, self.shown, surroundings, pace, stopping)
                    .await;
            }
        }
    }
}

/// Whether a public authority can vouch for a name: letters, digits and hyphens between dots.
fn is_public_name(name: &str) -> bool {
    let is_label = |label: &str| {
        !label.is_empty()
            && label.len() <= 63
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label
                .bytes()
                .all(|it| it.is_ascii_alphanumeric() || it == b'-')
    };
    name.len() <= 253
        && name.contains('.')
        && name.parse::<std::net::Ipv4Addr>().is_err()
        && name.split('.').all(is_label)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_authority_is_asked_five_times_in_the_first_hour_and_then_seldom() {
        let pace = Pace::default();
        let mut passed = Duration::ZERO;
        let mut asked = 1;
        while passed < Duration::from_secs(3_600) {
            passed += pace.retry_after(asked);
            asked += 1;
        }
        assert_eq!(asked - 1, 5);
        assert_eq!(pace.retry_after(1_000), pace.longest_retry);
    }

    #[test]
    fn a_public_name_is_one_that_an_authority_can_find() {
        for name in ["inventaire.example.org", "a-b.example", "XN--t-1ga.example"] {
            assert!(is_public_name(name), "{name}");
        }
        for name in [
            "localhost",
            "192.0.2.1",
            "a..b",
            "-a.example",
            "été.example",
            "",
            "a/b.c",
        ] {
            assert!(!is_public_name(name), "{name}");
        }
    }
}
