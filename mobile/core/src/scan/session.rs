//! From what frames show to what a person scanned.
//!
//! Owns two judgements over time: how many frames must agree before a code is believed (FC-S2),
//! and when a code that is seen again was away in between (FC-S8). What a sighting then means
//! (counted, already counted, opened) is decided by who uses the session.

use super::decoded::Decoded;
use super::symbology::{Certainty, Symbology};

/// The times of a session, in milliseconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pace {
    /// A code unseen for longer was away, and counts as scanned again when it returns.
    pub away_ms: u64,
    /// As `away_ms`, where the person has turned to another code meanwhile. Shorter, because the
    /// turn itself shows that the first one was left.
    pub turned_away_ms: u64,
    /// Readings that lie further apart do not support each other.
    pub agreement_ms: u64,
}

impl Default for Pace {
    fn default() -> Self {
        Self {
            away_ms: 700,
            turned_away_ms: 250,
            agreement_ms: 1_500,
        }
    }
}

/// A code that a person has just scanned, by holding it before the camera.
#[derive(Debug, Clone, PartialEq)]
pub struct Sighting {
    /// The code, as the last frame shows it.
    pub code: Decoded,
    /// Whether this session has sighted it before.
    pub again: bool,
}

/// One stretch of scanning: from opening the camera to leaving the screen or the room.
#[derive(Debug, Clone, Default)]
pub struct Session {
    pace: Pace,
    tracks: Vec<Track>,
}

/// What the session knows of one code.
#[derive(Debug, Clone)]
struct Track {
    symbology: Symbology,
    bytes: Vec<u8>,
    /// Frames that agreed on it since it came into view.
    frames: u32,
    /// When it came into view.
    since_ms: u64,
    last_seen_ms: u64,
    /// Whether its present stay in view has been told.
    told: bool,
    sighted_before: bool,
}

impl Session {
    /// A session at the given pace, with nothing seen yet.
    pub fn new(pace: Pace) -> Self {
        Self {
            pace,
            tracks: Vec::new(),
        }
    }

    /// Takes the codes of one frame, read at `now_ms` on a clock that does not go back, and says
    /// which of them are scanned by it. A code that is held is told once; one whose readings
    /// disagree from frame to frame, not at all.
    pub fn observe(&mut self, now_ms: u64, codes: &[Decoded]) -> Vec<Sighting> {
        self.forget_stray_readings(now_ms);
        let mut sightings = Vec::new();
        for code in codes {
            let track = self.track(now_ms, code);
            let track = &mut self.tracks[track];
            if track.last_seen_ms != now_ms || track.frames == 0 {
                track.frames += 1;
            }
            track.last_seen_ms = now_ms;
            if !track.told && track.frames >= frames_needed(code.symbology) {
                track.told = true;
                sightings.push(Sighting {
                    code: code.clone(),
                    again: track.sighted_before,
                });
                track.sighted_before = true;
            }
        }
        sightings
    }

    /// Whether a code was believed and is in view at `now_ms`: those that get a box.
    pub fn is_held(&self, now_ms: u64, code: &Decoded) -> bool {
        self.tracks.iter().any(|track| {
            track.is_of(code) && track.told && now_ms - track.last_seen_ms <= self.pace.away_ms
        })
    }

    /// Makes every code new, as when a person undoes a count or enters another room.
    pub fn forget(&mut self) {
        self.tracks.clear();
    }

    /// Makes one code new.
    pub fn forget_code(&mut self, code: &Decoded) {
        self.tracks.retain(|track| !track.is_of(code));
    }

    /// The place of the code's track, renewed if the code comes back into view.
    fn track(&mut self, now_ms: u64, code: &Decoded) -> usize {
        let Some(place) = self.tracks.iter().position(|track| track.is_of(code)) else {
            self.tracks.push(Track::new(now_ms, code));
            return self.tracks.len() - 1;
        };
        if self.was_away(now_ms, &self.tracks[place]) {
            let track = &mut self.tracks[place];
            (track.frames, track.since_ms, track.told) = (0, now_ms, false);
        }
        place
    }

    fn was_away(&self, now_ms: u64, track: &Track) -> bool {
        let unseen = now_ms - track.last_seen_ms;
        let turned = self
            .tracks
            .iter()
            .any(|other| other.told && other.since_ms > track.last_seen_ms);
        unseen > self.pace.away_ms || (turned && unseen > self.pace.turned_away_ms)
    }

    /// Readings that no second frame supported in time were no codes.
    fn forget_stray_readings(&mut self, now_ms: u64) {
        let limit = self.pace.agreement_ms;
        self.tracks
            .retain(|track| track.sighted_before || now_ms - track.last_seen_ms <= limit);
    }
}

impl Track {
    fn new(now_ms: u64, code: &Decoded) -> Self {
        Self {
            symbology: code.symbology,
            bytes: code.bytes.clone(),
            frames: 0,
            since_ms: now_ms,
            last_seen_ms: now_ms,
            told: false,
            sighted_before: false,
        }
    }

    fn is_of(&self, code: &Decoded) -> bool {
        self.symbology == code.symbology && self.bytes == code.bytes
    }
}

/// Frames that must agree. A check digit is no proof: of ten wrong numbers one has the right one.
fn frames_needed(symbology: Symbology) -> u32 {
    match Certainty::of(symbology) {
        Certainty::Corrected => 1,
        Certainty::Checked => 2,
        Certainty::Weak => 3,
    }
}

#[cfg(test)]
mod tests {
    use super::super::decoded::PixelPoint;
    use super::*;

    fn code(symbology: Symbology, text: &str) -> Decoded {
        Decoded {
            symbology,
            aim: String::new(),
            bytes: text.as_bytes().to_vec(),
            text: text.to_owned(),
            corners: [PixelPoint { x: 0.0, y: 0.0 }; 4],
        }
    }

    /// Shows `texts` for `frames` frames of 33 ms and gives what was sighted.
    fn show(
        session: &mut Session,
        clock: &mut u64,
        frames: u32,
        codes: &[Decoded],
    ) -> Vec<(String, bool)> {
        (0..frames)
            .flat_map(|_| {
                *clock += 33;
                session.observe(*clock, codes)
            })
            .map(|sighting| (sighting.code.text, sighting.again))
            .collect()
    }

    fn seen(text: &str, again: bool) -> Vec<(String, bool)> {
        vec![(text.to_owned(), again)]
    }

    #[test]
    fn fc_s2_stray_frames_of_a_weak_code_decide_nothing() {
        let upc = |text| code(Symbology::UpcE, text);
        let (mut session, mut clock) = (Session::default(), 0);
        for (text, told) in [
            ("04904144", vec![]),
            ("04963406", vec![]),
            ("11904102", vec![]),
            ("04963406", vec![]),
            ("04904144", vec![]),
            ("04963406", seen("04963406", false)),
            ("04963406", vec![]),
        ] {
            assert_eq!(
                show(&mut session, &mut clock, 1, &[upc(text)]),
                told,
                "{text}"
            );
        }
    }

    #[test]
    fn fc_s2_strays_far_apart_do_not_add_up() {
        let (mut session, mut clock) = (Session::default(), 0);
        let stray = [code(Symbology::Ean13, "4006381333931")];
        for _ in 0..6 {
            assert!(show(&mut session, &mut clock, 1, &stray).is_empty());
            clock += 2_000;
        }
    }

    #[test]
    fn fc_s8_held_is_once_and_every_return_is_told() {
        for symbology in [Symbology::QrCode, Symbology::Code128, Symbology::Code39] {
            let (a, b) = ([code(symbology, "A")], [code(symbology, "B")]);
            let (mut session, mut clock) = (Session::default(), 0);
            assert_eq!(show(&mut session, &mut clock, 90, &a), seen("A", false));
            assert_eq!(show(&mut session, &mut clock, 30, &[]), []);
            assert_eq!(show(&mut session, &mut clock, 15, &a), seen("A", true));
            assert_eq!(show(&mut session, &mut clock, 15, &b), seen("B", false));
            assert_eq!(show(&mut session, &mut clock, 15, &a), seen("A", true));
        }
    }

    #[test]
    fn a_few_missed_frames_are_no_absence() {
        let a = [code(Symbology::QrCode, "A")];
        let (mut session, mut clock) = (Session::default(), 0);
        assert_eq!(show(&mut session, &mut clock, 3, &a), seen("A", false));
        for _ in 0..20 {
            assert_eq!(show(&mut session, &mut clock, 15, &[]), []);
            assert_eq!(show(&mut session, &mut clock, 1, &a), []);
        }
    }

    #[test]
    fn codes_side_by_side_that_flicker_are_each_told_once() {
        let (a, b) = (code(Symbology::QrCode, "A"), code(Symbology::QrCode, "B"));
        let (mut session, mut clock) = (Session::default(), 0);
        let both = show(&mut session, &mut clock, 3, &[a.clone(), b.clone()]);
        assert_eq!(both, [seen("A", false), seen("B", false)].concat());
        for _ in 0..20 {
            assert_eq!(
                show(&mut session, &mut clock, 10, std::slice::from_ref(&a)),
                []
            );
            assert_eq!(
                show(&mut session, &mut clock, 10, std::slice::from_ref(&b)),
                []
            );
        }
    }

    #[test]
    fn twice_in_one_frame_is_one_agreement() {
        let twins = [code(Symbology::Code128, "A"), code(Symbology::Code128, "A")];
        let (mut session, mut clock) = (Session::default(), 0);
        assert_eq!(show(&mut session, &mut clock, 1, &twins), []);
        assert_eq!(show(&mut session, &mut clock, 1, &twins), seen("A", false));
    }
}
