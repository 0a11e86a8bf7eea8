//! What a browser's camera has before it, changed while it looks.

use std::fs::OpenOptions;
use std::io;
use std::path::{Path, PathBuf};

use super::{Conditions, Label, Scene, Symbol, write_frames};

/// Frames a second, and how many of them there are before they begin again.
const PACE: u32 = 5;
const FRAMES: u32 = 3;

/// A video of a few frames for Chromium's `--use-file-for-fake-video-capture`.
///
/// Chromium reads each frame from the file when its turn comes, and all are of one size: something else is held before the
/// camera by writing over them where they lie. So a test need not be as quick as a video, and waits for none.
#[derive(Debug)]
pub struct Sight {
    path: PathBuf,
    held: u64,
}

impl Sight {
    /// A camera that looks into the room.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn open(path: &Path) -> io::Result<Self> {
        let mut sight = Self {
            path: path.to_owned(),
            held: 0,
        };
        sight.show(None)?;
        Ok(sight)
    }

    /// Where the video lies.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Holds a label before the camera, or nothing.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn show(&mut self, label: Option<&Label>) -> io::Result<()> {
        self.held += 1;
        let conditions = Conditions::good(&Symbol::Qr(String::new()), self.held);
        let scene = Scene::held(label, &conditions, FRAMES as f32 / PACE as f32);
        let file = OpenOptions::new()
            .create(true)
            .truncate(false)
            .write(true)
            .open(&self.path)?;
        write_frames(file, PACE, &[scene])
    }
}
