//! Whether two stores hold the same of a scope, said in a few kilobytes: one digest for each of [`BUCKETS`] parts of it.
//!
//! A record's digest is the SHA-256 of its canonical JSON, cut to 128 bits; a bucket's is the exclusive or of those of
//! its records, so that their order does not matter. That finds what got lost, what stayed too long and what rotted. It
//! is no proof against somebody who chooses records in order to deceive: that is the audit chain's to find.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use sha2::{Digest as _, Sha256};

use crate::record::{Record, RecordKey};

/// The form of a record over which digests are made. It counts up whenever a record's JSON changes, so that releases
/// that write it otherwise do not take each other's for loss.
pub const FORM: u32 = 1;

/// Parts that a scope is divided into. Of 100,000 records some 400 lie in each: what one answer brings anew.
pub const BUCKETS: usize = 256;

/// A part of a scope: the records whose keys hash to its number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Bucket(pub u8);

impl Bucket {
    /// The bucket that a record lies in: the first byte of its key's SHA-256, because ids made in one moment begin
    /// alike.
    #[must_use]
    pub fn of(key: &RecordKey) -> Self {
        let mut hash = Sha256::new();
        hash.update(key.collection().as_str());
        hash.update(key.id().0.as_bytes());
        Self(hash.finalize()[0])
    }
}

/// What the records of one bucket come to; zero for none.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct BucketDigest(u128);

/// As 32 hexadecimal digits.
impl fmt::Display for BucketDigest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:032x}", self.0)
    }
}

impl Serialize for BucketDigest {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for BucketDigest {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let digest = u128::from_str_radix(&text, 16);
        digest.map(Self).map_err(de::Error::custom)
    }
}

/// What the records of a scope come to, bucket by bucket.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScopeDigest(Vec<BucketDigest>);

impl Default for ScopeDigest {
    fn default() -> Self {
        Self(vec![BucketDigest::default(); BUCKETS])
    }
}

impl ScopeDigest {
    /// One record more. Taken twice it is out again.
    ///
    /// # Errors
    /// None in practice: every record has a JSON form.
    pub fn add(&mut self, record: &Record) -> Result<(), serde_json::Error> {
        let text = serde_json::to_vec(record)?;
        let hash: [u8; 32] = Sha256::digest(&text).into();
        let mut half = [0; 16];
        half.copy_from_slice(&hash[..16]);
        if let Some(BucketDigest(bucket)) = self.0.get_mut(usize::from(Bucket::of(&record.key).0)) {
            *bucket ^= u128::from_be_bytes(half);
        }
        Ok(())
    }

    /// The digests in the order of their buckets, [`BUCKETS`] of them.
    #[must_use]
    pub fn buckets(&self) -> &[BucketDigest] {
        &self.0
    }

    /// The buckets in which this differs from what another store says.
    #[must_use]
    pub fn differing(&self, other: &[BucketDigest]) -> Vec<Bucket> {
        (0..=u8::MAX)
            .filter(|number| {
                let at = usize::from(*number);
                self.0.get(at) != other.get(at)
            })
            .map(Bucket)
            .collect()
    }
}

#[cfg(test)]
mod tests;
