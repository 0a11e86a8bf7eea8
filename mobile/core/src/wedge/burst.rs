//! Telling a scanner from a person by its pace.

use super::key::{Arrival, Meaning, Stroke};
use super::profile::Profile;
use super::scan::{Scan, Step};

/// Strokes that lie no further apart may be a scanner's. Two fingers that roll over two keys come as close; five
/// keys in a row do not.
const QUICK_MS: u64 = 35;
/// A slow scanner's own gap widens that, but not to where people type.
const QUICK_MOST_MS: u64 = 70;
/// So many quick strokes are a scanner's.
const CERTAIN: usize = 5;
/// So many are, where the scanner is known to be as slow as a person.
const CERTAIN_SLOW: usize = 8;
/// So many are, if Enter or Tab follows as quickly.
const CERTAIN_WITH_END: usize = 3;
/// When nothing has come for so long, the code is over.
const PAUSE_MS: u64 = 120;
/// After Enter or Tab: scanners that read several codes at once send the next at their own pace.
const PAUSE_AFTER_END_MS: u64 = 50;
/// Where nobody types, gaps may be as long as the slowest scanner's.
const PATIENT_MS: u64 = 400;
/// Longer than any code; whatever types so much is not heard to the end.
const LONGEST: usize = 8_192;

/// What to do with a stroke.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// A person may have typed it: it does what it always does.
    Leave {
        /// It begins a run, before which everything is as it was left: what has the focus is to be remembered as it is.
        begins: bool,
    },
    /// A scanner typed it: it must do nothing.
    Take {
        /// Only now is that certain: what the run's strokes have done before has to be undone.
        becomes: bool,
    },
}

/// What came of a stroke.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Taken {
    /// The scan that had ended before it, if nobody had said so yet.
    pub ended: Option<Scan>,
    /// What to do with this stroke.
    pub verdict: Verdict,
}

/// Strokes on their way to be a scan.
#[derive(Debug)]
pub struct Wedge {
    quick_ms: u64,
    pause_ms: u64,
    certain_at: usize,
    steps: Vec<Step>,
    /// Quick strokes that bring a sign.
    strokes: usize,
    last_ms: u64,
    slowest_ms: u64,
    certain: bool,
}

impl Wedge {
    /// Listens at the pace of the scanner that is known.
    #[must_use]
    pub fn new(profile: &Profile) -> Self {
        // Half as much again: radio scanners hiccup.
        let own = profile.gap_ms.map_or(0, |gap| u64::from(gap) * 3 / 2);
        let quick_ms = own.clamp(QUICK_MS, QUICK_MOST_MS);
        let certain_at = if quick_ms > QUICK_MS {
            CERTAIN_SLOW
        } else {
            CERTAIN
        };
        Self::at_pace(quick_ms, PAUSE_MS, certain_at)
    }

    /// Listens to any scanner, however slow: where nobody types.
    #[must_use]
    pub fn patient() -> Self {
        Self::at_pace(PATIENT_MS, PATIENT_MS, CERTAIN)
    }

    fn at_pace(quick_ms: u64, pause_ms: u64, certain_at: usize) -> Self {
        Self {
            quick_ms,
            pause_ms,
            certain_at,
            steps: Vec::new(),
            strokes: 0,
            last_ms: 0,
            slowest_ms: 0,
            certain: false,
        }
    }

    /// Takes a stroke and says whose it is.
    pub fn take(&mut self, stroke: &Stroke) -> Taken {
        let gap = stroke.at_ms.saturating_sub(self.last_ms);
        let ended = (gap > self.patience_ms()).then(|| self.end()).flatten();
        Taken {
            verdict: self.verdict(stroke, gap),
            ended,
        }
    }

    /// How long to wait, from the last stroke, before the run is over by a pause; none while there is no run.
    #[must_use]
    pub fn wait_ms(&self) -> Option<u64> {
        let after_end = matches!(self.steps.last(), Some(Step::End));
        match (self.steps.is_empty(), after_end) {
            (true, _) => None,
            (false, true) => Some(PAUSE_AFTER_END_MS),
            (false, false) => Some(self.pause_ms),
        }
    }

    /// Nothing more came: gives what was scanned, if a scanner it was.
    pub fn end(&mut self) -> Option<Scan> {
        let steps = std::mem::take(&mut self.steps);
        let slowest_ms = std::mem::take(&mut self.slowest_ms);
        self.strokes = 0;
        std::mem::take(&mut self.certain).then_some(Scan { steps, slowest_ms })
    }

    /// Whether the last strokes lie so close together that they are not each for themselves.
    #[must_use]
    pub fn is_running(&self) -> bool {
        self.steps.len() > 1
    }

    /// Whether a scanner is typing.
    #[must_use]
    pub fn is_certain(&self) -> bool {
        self.certain
    }

    fn patience_ms(&self) -> u64 {
        if self.certain {
            self.pause_ms
        } else {
            self.quick_ms
        }
    }

    fn verdict(&mut self, stroke: &Stroke, gap: u64) -> Verdict {
        let key = match &stroke.arrived {
            Arrival::Text(text) => {
                return self.hear(stroke.at_ms, gap, Step::Text(text.clone()));
            }
            Arrival::Key(key) => key,
        };
        let step = match key.meaning() {
            Meaning::Sign { typed, keyed } => Step::Sign { typed, keyed },
            Meaning::Control(sign) => Step::Control(sign),
            Meaning::AltDigit(digit) => Step::AltDigit {
                digit,
                begins: !matches!(self.steps.last(), Some(Step::AltDigit { .. })),
            },
            Meaning::End => return self.hear_end(stroke.at_ms, gap),
            Meaning::Modifier => {
                if self.steps.is_empty() {
                    return LEFT;
                }
                // Between Alt's sequences it parts one sign from the next.
                if key.key == "Alt" && matches!(self.steps.last(), Some(Step::AltDigit { .. })) {
                    self.steps.push(Step::AltOver);
                }
                self.last_ms = stroke.at_ms;
                return LEFT;
            }
            Meaning::Composes => return LEFT,
            Meaning::Other if self.certain => return Verdict::Take { becomes: false },
            Meaning::Other => {
                self.end();
                return LEFT;
            }
        };
        self.hear(stroke.at_ms, gap, step)
    }

    fn hear(&mut self, at_ms: u64, gap: u64, step: Step) -> Verdict {
        let begins = self.steps.is_empty();
        if !begins {
            self.slowest_ms = self.slowest_ms.max(gap);
        }
        self.last_ms = at_ms;
        if self.steps.len() < LONGEST {
            self.steps.push(step);
        }
        self.strokes += 1;
        if self.certain {
            return Verdict::Take { becomes: false };
        }
        self.certain = self.strokes >= self.certain_at;
        if self.certain {
            Verdict::Take { becomes: true }
        } else {
            Verdict::Leave { begins }
        }
    }

    fn hear_end(&mut self, at_ms: u64, gap: u64) -> Verdict {
        let enough = self.signs() >= CERTAIN_WITH_END;
        if !self.certain && !enough {
            self.end();
            return LEFT;
        }
        self.slowest_ms = self.slowest_ms.max(gap);
        self.last_ms = at_ms;
        self.steps.push(Step::End);
        Verdict::Take {
            becomes: !std::mem::replace(&mut self.certain, true),
        }
    }

    fn signs(&self) -> usize {
        let signs = |step: &Step| match step {
            Step::Text(text) => text.chars().count(),
            _ => 1,
        };
        self.steps.iter().map(signs).sum()
    }
}

const LEFT: Verdict = Verdict::Leave { begins: false };
