//! Seeded chance: the same numbers each time (`SplitMix64`, Steele, Lea and Flood 2014). Nothing secret comes from it.

/// A sequence of numbers that looks random.
#[derive(Debug)]
pub(crate) struct Dice(u64);

impl Dice {
    pub(crate) const fn new(seed: u64) -> Self {
        Self(seed)
    }

    pub(crate) const fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number below a limit.
    pub(crate) const fn below(&mut self, limit: u64) -> u64 {
        self.next() % limit
    }

    /// A time within a span.
    pub(crate) fn between(&mut self, from: i64, to: i64) -> i64 {
        let span = to.saturating_sub(from).max(1).unsigned_abs();
        from.saturating_add_unsigned(self.below(span))
    }

    /// Whether something happens that happens so many times in a hundred.
    pub(crate) const fn chance(&mut self, in_hundred: u64) -> bool {
        self.below(100) < in_hundred
    }

    /// One of several. They must not be none.
    pub(crate) fn one<'a, T>(&mut self, of: &'a [T]) -> &'a T {
        let position = self.below(of.len() as u64);
        &of[usize::try_from(position).unwrap_or(0)]
    }

    /// The random part of an id.
    pub(crate) fn bytes(&mut self) -> [u8; 10] {
        let [first, second] = [self.next().to_be_bytes(), self.next().to_be_bytes()];
        let mut bytes = [0; 10];
        bytes[..8].copy_from_slice(&first);
        bytes[8..].copy_from_slice(&second[..2]);
        bytes
    }
}
