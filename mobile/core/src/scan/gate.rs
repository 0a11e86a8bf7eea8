//! One frame in flight, none queued, and an end to waiting.
//!
//! The decoder sits behind a worker or a thread. This is the rule of the road to it, the same in
//! the browser and natively: who holds the gate asks it before sending a frame, tells it of each
//! answer, and throws the decoder away when the gate says so.

/// The number of a frame within one session of scanning. Answers carry it back, so that the late
/// answer of a decoder that was given up is recognised.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FrameId(pub u64);

/// What to do with a frame that has just come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Admission {
    /// Send it under this number.
    Send(FrameId),
    /// Drop it: the decoder is busy, and an old frame is worth nothing.
    Drop,
    /// The decoder has exceeded its time: replace it, then send the frame to the new one.
    ReplaceAndSend(FrameId),
}

/// The gate before a decoder.
#[derive(Debug, Clone, Default)]
pub struct Gate {
    next: u64,
    /// The frame that the decoder has, with the time by which it must be answered.
    in_flight: Option<(FrameId, u64)>,
}

impl Gate {
    /// Time for a frame of a video, in milliseconds. A hundred times what a slow phone needs.
    pub const VIDEO_LIMIT_MS: u64 = 2_000;
    /// Time for a photo, in milliseconds.
    pub const PHOTO_LIMIT_MS: u64 = 10_000;

    /// A gate before an idle decoder.
    pub fn new() -> Self {
        Self::default()
    }

    /// Asks at `now_ms`, on any clock that does not go back, for admission of a frame that may
    /// take `limit_ms` ([`Self::VIDEO_LIMIT_MS`] or [`Self::PHOTO_LIMIT_MS`]).
    pub fn admit(&mut self, now_ms: u64, limit_ms: u64) -> Admission {
        let overdue = self.is_overdue(now_ms);
        if self.in_flight.is_some() && !overdue {
            return Admission::Drop;
        }
        let id = FrameId(self.next);
        self.next += 1;
        self.in_flight = Some((id, now_ms.saturating_add(limit_ms)));
        if overdue {
            Admission::ReplaceAndSend(id)
        } else {
            Admission::Send(id)
        }
    }

    /// Whether the frame in flight has exceeded its time at `now_ms`.
    pub fn is_overdue(&self, now_ms: u64) -> bool {
        self.in_flight
            .is_some_and(|(_, deadline)| now_ms > deadline)
    }

    /// Notes an answer. False where it is late, of a frame that was given up: ignore it.
    pub fn answered(&mut self, id: FrameId) -> bool {
        let expected = self.in_flight.is_some_and(|(sent, _)| sent == id);
        if expected {
            self.in_flight = None;
        }
        expected
    }

    /// Notes that the decoder died, and its frame with it.
    pub fn died(&mut self) {
        self.in_flight = None;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn frames_are_dropped_never_queued() {
        let mut gate = Gate::new();
        assert_eq!(gate.admit(0, 2_000), Admission::Send(FrameId(0)));
        assert_eq!(gate.admit(33, 2_000), Admission::Drop);
        assert!(gate.answered(FrameId(0)));
        assert_eq!(gate.admit(66, 2_000), Admission::Send(FrameId(1)));
    }

    #[test]
    fn an_endless_frame_replaces_the_decoder_and_its_late_answer_is_ignored() {
        let mut gate = Gate::new();
        gate.admit(0, 2_000);
        assert_eq!(gate.admit(2_000, 2_000), Admission::Drop);
        assert_eq!(
            gate.admit(2_001, 2_000),
            Admission::ReplaceAndSend(FrameId(1))
        );
        assert!(!gate.answered(FrameId(0)));
        assert!(gate.answered(FrameId(1)));
    }

    #[test]
    fn after_a_death_the_next_frame_is_sent() {
        let mut gate = Gate::new();
        gate.admit(0, 2_000);
        gate.died();
        assert_eq!(gate.admit(10, 2_000), Admission::Send(FrameId(1)));
    }
}
