//! Chance, drawn anew for each step, so that a step is the same whatever steps there were before.

use std::hash::{DefaultHasher, Hash, Hasher as _};

/// The chance of one step, or of one machine in it.
#[derive(Clone, Debug)]
pub(super) struct Dice(fastrand::Rng);

impl Dice {
    /// What chance has for somebody in a step of a seed.
    pub(super) fn of(seed: u64, step: u32, whose: u32) -> Self {
        Self(fastrand::Rng::with_seed(hash(&(seed, step, whose))))
    }

    /// A number below another one.
    pub(super) fn below(&mut self, end: u32) -> u32 {
        self.0.u32(0..end)
    }

    /// A number of a range.
    pub(super) fn between(&mut self, from: i64, to: i64) -> i64 {
        self.0.i64(from..=to)
    }

    /// It is so as often as not.
    pub(super) fn flip(&mut self) -> bool {
        self.0.bool()
    }

    /// One of several; none where there are none. Without one of the others it would be the same.
    pub(super) fn choose<T: Hash>(&mut self, from: impl IntoIterator<Item = T>) -> Option<T> {
        let key = self.0.u64(..);
        from.into_iter().max_by_key(|one| hash(&(key, one)))
    }

    /// For a machine.
    pub(super) fn into_source(self) -> fastrand::Rng {
        self.0
    }
}

fn hash(of: &impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    of.hash(&mut hasher);
    hasher.finish()
}
