//! The tones of the outcomes: short, and different enough to be told apart in a noisy room.

/// A file of 16 kHz mono WAV, under half a second.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub enum Sound {
    /// In its place: a bright rising pair.
    Here,
    /// Expected elsewhere: one long glide upward.
    Moved,
    /// Unknown: two level notes, a question.
    Unknown,
    /// A contradiction: three low, rough strokes.
    Wrong,
    /// Already seen: one dull knock.
    Again,
}

impl Sound {
    /// Every tone.
    pub const ALL: [Self; 5] = [
        Self::Here,
        Self::Moved,
        Self::Unknown,
        Self::Wrong,
        Self::Again,
    ];

    /// The whole WAV file.
    #[must_use]
    pub const fn wav(self) -> &'static [u8] {
        match self {
            Self::Here => include_bytes!("../sounds/here.wav"),
            Self::Moved => include_bytes!("../sounds/moved.wav"),
            Self::Unknown => include_bytes!("../sounds/unknown.wav"),
            Self::Wrong => include_bytes!("../sounds/wrong.wav"),
            Self::Again => include_bytes!("../sounds/again.wav"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Sound;

    #[test]
    fn tones_are_waves_that_differ() {
        for (index, sound) in Sound::ALL.iter().enumerate() {
            assert_eq!(&sound.wav()[8..12], b"WAVE");
            assert!(
                Sound::ALL[..index]
                    .iter()
                    .all(|other| other.wav() != sound.wav())
            );
        }
    }
}
