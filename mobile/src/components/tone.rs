//! The five tones: what an outcome looks, sounds and feels like, everywhere the same.

use assets::{Icon, Sound};
use mobile_core::api::{Standing, StateView};
use shared::model::State;

/// What kind of news something is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    /// As it should be.
    Here,
    /// Elsewhere than expected.
    Moved,
    /// Nobody knows it.
    Unknown,
    /// It cannot be, and yet it is.
    Wrong,
    /// Nothing new.
    Again,
}

impl Tone {
    /// The word that style sheets know it by.
    #[must_use]
    pub const fn class(self) -> &'static str {
        match self {
            Self::Here => "here",
            Self::Moved => "moved",
            Self::Unknown => "unknown",
            Self::Wrong => "wrong",
            Self::Again => "again",
        }
    }

    /// Its drawing.
    #[must_use]
    pub const fn icon(self) -> Icon {
        match self {
            Self::Here => Icon::CircleCheck,
            Self::Moved => Icon::ArrowLeftRight,
            Self::Unknown => Icon::CircleQuestion,
            Self::Wrong => Icon::TriangleAlert,
            Self::Again => Icon::History,
        }
    }

    /// Its sound.
    #[must_use]
    pub const fn sound(self) -> Sound {
        match self {
            Self::Here => Sound::Here,
            Self::Moved => Sound::Moved,
            Self::Unknown => Sound::Unknown,
            Self::Wrong => Sound::Wrong,
            Self::Again => Sound::Again,
        }
    }

    /// Milliseconds of vibration on, off, on…: told apart through a glove.
    #[must_use]
    pub const fn vibration(self) -> &'static [u32] {
        match self {
            Self::Here => &[40],
            Self::Moved => &[40, 60, 40],
            Self::Unknown => &[120, 80, 120],
            Self::Wrong => &[300, 80, 300],
            Self::Again => &[15],
        }
    }

    /// The tone of how a scanned item stands to what was expected.
    #[must_use]
    pub const fn of_standing(standing: Standing) -> Self {
        match standing {
            Standing::Here => Self::Here,
            Standing::Elsewhere => Self::Moved,
            Standing::Contradiction => Self::Wrong,
            Standing::Again => Self::Again,
        }
    }
}

/// The tone of a state: green works, red is lost, grey waits, blue is away with somebody.
#[must_use]
pub const fn state_tone(view: &StateView) -> Tone {
    match (view.state, view.sub_state.is_some()) {
        (State::InService, true) | (State::Ordered, _) => Tone::Moved,
        (State::InService, false) => Tone::Here,
        (State::InStock | State::Retired, _) => Tone::Again,
        (State::InRepair, _) => Tone::Unknown,
        (State::Missing, _) => Tone::Wrong,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALL: [Tone; 5] = [
        Tone::Here,
        Tone::Moved,
        Tone::Unknown,
        Tone::Wrong,
        Tone::Again,
    ];

    /// Whether two patterns are told apart through a glove: by how often they buzz, or one by twice as long.
    fn differ(one: &[u32], other: &[u32]) -> bool {
        let shorter = one[0].min(other[0]);
        one.len() != other.len() || one[0].max(other[0]) >= 2 * shorter
    }

    #[test]
    fn fc_u1_each_outcome_has_a_sound_and_a_vibration_that_no_other_has() {
        for (place, one) in ALL.into_iter().enumerate() {
            for other in &ALL[..place] {
                assert_ne!(one.sound(), other.sound(), "{one:?} {other:?}");
                assert_ne!(one.sound().wav(), other.sound().wav(), "{one:?} {other:?}");
                let (here, there) = (one.vibration(), other.vibration());
                assert!(differ(here, there), "{one:?} {other:?}");
            }
        }
    }
}
