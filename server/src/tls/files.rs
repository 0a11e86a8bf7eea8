//! A certificate that somebody else looks after: two files, read at the start and again whenever they change.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::SystemTime;

use shared::time::Millis;

use super::certificate::{Certificate, CertificateError};
use super::shown::Shown;
use super::{Pace, Stopping};
use crate::surroundings::Surroundings;

/// From this long before its end on, a certificate that nobody replaced is spoken of.
const WARN_BEFORE: Millis = Millis(14 * Millis::DAY.0);

/// Where certificate and key lie, both PEM.
#[derive(Clone, Debug)]
pub struct CertificateFiles {
    /// The chain, the server's own certificate first.
    pub chain: PathBuf,
    /// Its key.
    pub key: PathBuf,
    /// The name by which devices come; the certificate's first if none is given.
    pub name: Option<String>,
}

/// Why two files are no certificate for this server.
#[derive(Debug, thiserror::Error)]
pub enum FilesError {
    /// A file cannot be read.
    #[error("{path} cannot be read: {source}")]
    Read {
        /// Which.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// They can be read, and will not do.
    #[error("the certificate in {path} cannot be used: {source}")]
    Certificate {
        /// The chain's file.
        path: PathBuf,
        /// What is wrong.
        source: CertificateError,
    },
    /// Nobody said by which name devices come, and the certificate names none that would do.
    #[error("the certificate in {path} names no one address; say which with --name")]
    NoName {
        /// The chain's file.
        path: PathBuf,
    },
}

/// What the files look like from outside: when they were written, how long they are.
type Look = [Option<(SystemTime, u64)>; 2];

impl CertificateFiles {
    /// Reads them; gives the certificate and the name by which devices come.
    ///
    /// # Errors
    /// If they cannot be read, do not belong together, or are not good now for that name.
    pub(super) fn load(&self, now: Millis) -> Result<(Certificate, String), FilesError> {
        let read = |path: &PathBuf| {
            std::fs::read(path).map_err(|source| FilesError::Read {
                path: path.clone(),
                source,
            })
        };
        let unusable = |source| FilesError::Certificate {
            path: self.chain.clone(),
            source,
        };
        let certificate =
            Certificate::read(&read(&self.chain)?, &read(&self.key)?).map_err(unusable)?;
        let name = self.name.clone().or_else(|| certificate.first_name());
        let name = name.ok_or_else(|| FilesError::NoName {
            path: self.chain.clone(),
        })?;
        certificate.check(&name, now).map_err(unusable)?;
        Ok((certificate, name))
    }

    fn look(&self) -> Look {
        [&self.chain, &self.key].map(|path| {
            let facts = path.metadata().ok()?;
            Some((facts.modified().ok()?, facts.len()))
        })
    }

    /// Shows what the files hold, whenever that changes, until the server stops. A pair that will not do is said once,
    /// and what was shown before stays: half of a pair may have been written, and the other half comes.
    pub(super) async fn keep(
        self,
        shown: Arc<Shown>,
        surroundings: Surroundings,
        pace: Pace,
        mut stopping: Stopping,
    ) {
        let mut seen = self.look();
        let mut told = (Age::Good, 0);
        while stopping.goes_on_for(pace.look_every).await {
            let now = surroundings.now();
            let found = self.look();
            if found != seen {
                seen = found;
                match self.load(now) {
                    Ok((certificate, _)) => {
                        tracing::info!("a new certificate, good until {}", certificate.last_day());
                        shown.show(certificate);
                    }
                    Err(error) => tracing::warn!(
                        "{error}; the certificate from before is still shown, and these files are read again when they change"
                    ),
                }
            }
            let Some(certificate) = shown.certificate() else {
                continue;
            };
            // Once a day: a log that says it every second is a log that nobody reads.
            let news = (Age::of(&certificate, now), now.0.div_euclid(Millis::DAY.0));
            if news != told {
                self.speak_of(&certificate, &news.0);
                told = news;
            }
        }
    }

    fn speak_of(&self, certificate: &Certificate, age: &Age) {
        let path = self.chain.display();
        match age {
            Age::Good => {}
            Age::EndsSoon => tracing::warn!(
                "the certificate in {path} is only good until {}: put a new one there, it is taken up by itself",
                certificate.last_day()
            ),
            Age::Over(why) => tracing::error!(
                "the certificate in {path} is refused by every device now: {why}. What they do is kept on them; put a new one there, it is taken up by itself"
            ),
        }
    }
}

/// How a certificate stands to its time.
#[derive(Debug, PartialEq, Eq)]
enum Age {
    /// There is nothing to say.
    Good,
    /// It ends soon, and nobody has replaced it.
    EndsSoon,
    /// It is not good now, and why.
    Over(String),
}

impl Age {
    fn of(certificate: &Certificate, now: Millis) -> Self {
        if let Err(why) = certificate.check_time(now) {
            return Self::Over(why.to_string());
        }
        match certificate.check_time(now.plus(WARN_BEFORE)) {
            Ok(()) => Self::Good,
            Err(_) => Self::EndsSoon,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::certificate::tests::{START, after, made};
    use super::*;

    #[test]
    fn a_certificate_is_spoken_of_in_its_last_two_weeks_and_once_it_is_over() {
        let (chain, key) = made("inventaire.example.org", START, after(90));
        let certificate = Certificate::read(chain.as_bytes(), key.as_bytes()).expect("one");
        let a_moment = Millis(1_000);
        let over = Age::Over("it expired on 2024-02-12".to_owned());
        for (now, expected) in [
            (START, Age::Good),
            (Millis(after(76).0 - a_moment.0), Age::Good),
            (after(76), Age::EndsSoon),
            (Millis(after(90).0 - a_moment.0), Age::EndsSoon),
            (after(90), over),
        ] {
            assert_eq!(Age::of(&certificate, now), expected, "{now:?}");
        }
        let early = Age::of(&certificate, Millis(0));
        assert!(matches!(early, Age::Over(why) if why.contains("2023-11-14")));
    }
}
