//! The decoder as a native thread that can be lost.
//!
//! A panic ends with the frame that caused it; a frame that never ends costs its thread, which is
//! left behind and replaced (no operating system lets a thread be stopped from outside).

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{Receiver, Sender, SyncSender, channel, sync_channel};
use std::thread;

use super::decoded::Decoded;
use super::frame::LumaPicture;
use super::gate::{Admission, FrameId, Gate};
use super::pipeline::{Scanner, decode_photo};

/// What the decoder tells.
#[derive(Debug, Clone, PartialEq)]
pub enum DecodeEvent {
    /// A frame was read; `codes` may be empty.
    Frame {
        /// Width of the frame in pixels, to draw over it.
        width: u32,
        /// Height of the frame in pixels.
        height: u32,
        /// What it holds.
        codes: Vec<Decoded>,
    },
    /// The decoder stumbled over a frame and started anew. Nothing is lost but that frame.
    Restarted,
}

enum Task {
    Video(LumaPicture),
    Photo(LumaPicture),
}

enum Answer {
    Read {
        width: u32,
        height: u32,
        codes: Vec<Decoded>,
    },
    Panicked,
}

/// A decoder behind a gate, for desktops and rugged tablets.
#[derive(Debug)]
pub struct DecodeThread {
    gate: Gate,
    tasks: SyncSender<(FrameId, Task)>,
    answers: Receiver<(FrameId, Answer)>,
}

impl DecodeThread {
    /// Starts a decoder.
    pub fn start() -> Self {
        let (tasks, answers) = start_thread();
        Self {
            gate: Gate::new(),
            tasks,
            answers,
        }
    }

    /// Offers a frame of a video at `now_ms`. False where it was dropped because another one is
    /// being decoded.
    pub fn offer(&mut self, frame: LumaPicture, now_ms: u64) -> bool {
        self.send(Task::Video(frame), now_ms, Gate::VIDEO_LIMIT_MS)
    }

    /// Offers a picture that will not come again, to be read with all care. False where it was
    /// dropped because another one is being decoded.
    pub fn offer_photo(&mut self, photo: LumaPicture, now_ms: u64) -> bool {
        self.send(Task::Photo(photo), now_ms, Gate::PHOTO_LIMIT_MS)
    }

    fn send(&mut self, task: Task, now_ms: u64, limit_ms: u64) -> bool {
        let id = match self.gate.admit(now_ms, limit_ms) {
            Admission::Drop => return false,
            Admission::Send(id) => id,
            Admission::ReplaceAndSend(id) => {
                self.replace();
                id
            }
        };
        // The queue has one place and the gate lets one frame in, so this fails only where the
        // thread is gone; then a new one takes the frame.
        if let Err(refused) = self.tasks.try_send((id, task)) {
            use std::sync::mpsc::TrySendError::{Disconnected, Full};
            let (Disconnected(frame) | Full(frame)) = refused;
            self.replace();
            return self.tasks.try_send(frame).is_ok();
        }
        true
    }

    fn replace(&mut self) {
        (self.tasks, self.answers) = start_thread();
    }

    /// What has happened by `now_ms`, without waiting; None where nothing has.
    pub fn poll(&mut self, now_ms: u64) -> Option<DecodeEvent> {
        while let Ok((id, answer)) = self.answers.try_recv() {
            if let Some(event) = self.accept(id, answer) {
                return Some(event);
            }
        }
        if self.gate.is_overdue(now_ms) {
            self.gate.died();
            self.replace();
            return Some(DecodeEvent::Restarted);
        }
        None
    }

    /// Waits for the next answer; None where none comes within `patience`.
    pub fn wait(&mut self, patience: std::time::Duration) -> Option<DecodeEvent> {
        let (id, answer) = self.answers.recv_timeout(patience).ok()?;
        self.accept(id, answer)
    }

    fn accept(&mut self, id: FrameId, answer: Answer) -> Option<DecodeEvent> {
        if !self.gate.answered(id) {
            return None;
        }
        Some(match answer {
            Answer::Read {
                width,
                height,
                codes,
            } => DecodeEvent::Frame {
                width,
                height,
                codes,
            },
            Answer::Panicked => DecodeEvent::Restarted,
        })
    }
}

type Ends = (SyncSender<(FrameId, Task)>, Receiver<(FrameId, Answer)>);

fn start_thread() -> Ends {
    let (tasks, todo) = sync_channel::<(FrameId, Task)>(1);
    let (done, answers) = channel();
    thread::spawn(move || decode_until_dropped(&todo, &done));
    (tasks, answers)
}

fn decode_until_dropped(tasks: &Receiver<(FrameId, Task)>, answers: &Sender<(FrameId, Answer)>) {
    let mut scanner = Scanner::new();
    while let Ok((id, task)) = tasks.recv() {
        // Nothing that the decoder touched is used after a panic: the scanner is made anew.
        let answer = catch_unwind(AssertUnwindSafe(|| read(&mut scanner, &task)));
        let answer = answer.unwrap_or_else(|_| {
            scanner = Scanner::new();
            Answer::Panicked
        });
        if answers.send((id, answer)).is_err() {
            return;
        }
    }
}

fn read(scanner: &mut Scanner, task: &Task) -> Answer {
    let (picture, codes) = match task {
        Task::Video(picture) => (picture, scanner.decode(picture.frame())),
        Task::Photo(picture) => (picture, decode_photo(picture.frame())),
    };
    Answer::Read {
        width: picture.width(),
        height: picture.height(),
        codes,
    }
}
