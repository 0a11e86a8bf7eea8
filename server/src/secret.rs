//! Secrets that stand for a person: enrolment codes and credentials. Only their hashes are ever stored or logged.

use std::fmt;

use data_encoding::BASE64URL_NOPAD;
use sha2::{Digest as _, Sha256};

use crate::surroundings::{NoEntropy, Surroundings};

/// The SHA-256 of a secret: what the server keeps of it.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct SecretHash(pub [u8; 32]);

impl fmt::Debug for SecretHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SecretHash(…)")
    }
}

/// Declares a secret of so many random bytes, written in base64url.
macro_rules! secrets {
    ($($(#[$doc:meta])* $name:ident($bytes:literal);)*) => {$(
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq)]
        pub struct $name(String);

        impl $name {
            /// A new one.
            ///
            /// # Errors
            /// If the system has no random bytes to give.
            pub fn random(surroundings: &Surroundings) -> Result<Self, NoEntropy> {
                let bytes: [u8; $bytes] = surroundings.random()?;
                Ok(Self(BASE64URL_NOPAD.encode(&bytes)))
            }

            /// The text that its owner keeps.
            #[must_use]
            pub fn reveal(&self) -> &str {
                &self.0
            }

            /// The hash of a text that somebody presents as one, whatever it is.
            #[must_use]
            pub fn hash_of(presented: &str) -> SecretHash {
                SecretHash(Sha256::digest(presented.as_bytes()).into())
            }

            /// Its hash.
            #[must_use]
            pub fn hash(&self) -> SecretHash {
                Self::hash_of(&self.0)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(concat!(stringify!($name), "(…)"))
            }
        }
    )*};
}

secrets! {
    /// What an enrolment address carries in its fragment: 128 bits, good for one credential.
    EnrolmentCode(16);
    /// What a device shows on every request: 256 bits.
    Token(32);
}
