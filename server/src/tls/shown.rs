//! Which certificate a handshake shows: the one there is now, or the answer to an authority that asks whether this
//! name is ours. Swapped while connections go on.

use std::sync::{Arc, Mutex, PoisonError, RwLock};

use rustls::server::{ClientHello, ResolvesServerCert};
use rustls::sign::CertifiedKey;

use super::certificate::Certificate;

/// The protocol in which an authority asks (RFC 8737).
pub(super) const CHALLENGE_PROTOCOL: &[u8] = b"acme-tls/1";

/// The certificate of the moment, shared by the listener and whoever renews it.
#[derive(Debug, Default)]
pub struct Shown {
    certificate: RwLock<Option<Arc<Certificate>>>,
    challenge: Mutex<Option<Arc<CertifiedKey>>>,
}

impl Shown {
    /// Shows a certificate from the next handshake on.
    pub(super) fn show(&self, certificate: Certificate) {
        let mut shown = self
            .certificate
            .write()
            .unwrap_or_else(PoisonError::into_inner);
        *shown = Some(Arc::new(certificate));
    }

    /// The certificate that is shown; none before the first was had.
    #[must_use]
    pub fn certificate(&self) -> Option<Arc<Certificate>> {
        self.certificate
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    /// Answers an authority's question from now on, or no longer.
    pub(super) fn answer(&self, challenge: Option<Arc<CertifiedKey>>) {
        *self
            .challenge
            .lock()
            .unwrap_or_else(PoisonError::into_inner) = challenge;
    }
}

impl ResolvesServerCert for Shown {
    fn resolve(&self, hello: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        let is_challenge = hello
            .alpn()
            .is_some_and(|mut protocols| protocols.any(|it| it == CHALLENGE_PROTOCOL));
        if is_challenge {
            return self
                .challenge
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .clone();
        }
        self.certificate().map(|certificate| certificate.key())
    }
}
