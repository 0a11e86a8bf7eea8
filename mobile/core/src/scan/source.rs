//! Where frames come from, when not from a browser.

use thiserror::Error;

use super::frame::{FrameError, LumaPicture};

/// Why a source gives no frame.
#[derive(Debug, Error)]
pub enum SourceError {
    /// A picture that cannot be scanned.
    #[error(transparent)]
    Frame(#[from] FrameError),
    /// A file or folder that cannot be read.
    #[cfg(feature = "pictures")]
    #[error("{path} cannot be read")]
    File {
        /// The file or folder.
        path: std::path::PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// A file that holds no picture, or one of an unknown kind.
    #[cfg(feature = "pictures")]
    #[error("{path} is not a picture")]
    NotAPicture {
        /// The file.
        path: std::path::PathBuf,
        /// Why.
        source: image::ImageError,
    },
    /// The camera that cannot be opened or does not deliver.
    #[cfg(feature = "camera")]
    #[error("the camera does not deliver")]
    Camera(#[from] nokhwa::NokhwaError),
}

/// A stream of frames.
pub trait FrameSource {
    /// The next frame; None at the end. May wait for a camera, so it is called from a thread of
    /// its own, never from the one that draws.
    ///
    /// # Errors
    /// When this frame cannot be had. A later call may succeed.
    fn next_frame(&mut self) -> Result<Option<LumaPicture>, SourceError>;
}

/// Pictures that are already in memory, one after the other.
#[derive(Debug)]
pub struct Pictures(std::vec::IntoIter<LumaPicture>);

impl Pictures {
    /// A source of these pictures.
    pub fn new(pictures: Vec<LumaPicture>) -> Self {
        Self(pictures.into_iter())
    }
}

impl FrameSource for Pictures {
    fn next_frame(&mut self) -> Result<Option<LumaPicture>, SourceError> {
        Ok(self.0.next())
    }
}

/// Why a file is no picture that can be scanned.
#[cfg(feature = "pictures")]
#[derive(Debug, Error)]
pub enum PictureError {
    /// It holds none, or one of an unknown kind.
    #[error("it is not a picture")]
    Unreadable(#[from] image::ImageError),
    /// It holds one that cannot be scanned.
    #[error(transparent)]
    Frame(#[from] FrameError),
}

#[cfg(feature = "pictures")]
impl LumaPicture {
    /// The picture in the bytes of a file (JPEG, PNG, WebP).
    ///
    /// # Errors
    /// [`PictureError`].
    pub fn of_file(bytes: &[u8]) -> Result<Self, PictureError> {
        let rgba = image::load_from_memory(bytes)?.into_rgba8();
        Ok(Self::from_rgba(rgba.as_raw(), rgba.width(), rgba.height())?)
    }
}

/// The pictures of a folder in the order of their names, or a single picture.
#[cfg(feature = "pictures")]
#[derive(Debug)]
pub struct PictureFolder {
    paths: std::vec::IntoIter<std::path::PathBuf>,
    current: Option<std::path::PathBuf>,
}

#[cfg(feature = "pictures")]
impl PictureFolder {
    /// Extensions of the files that are taken for pictures.
    const EXTENSIONS: [&str; 4] = ["png", "jpg", "jpeg", "webp"];

    /// Lists the pictures of `path`, which is a folder or one picture.
    ///
    /// # Errors
    /// When the folder cannot be listed.
    pub fn open(path: &std::path::Path) -> Result<Self, SourceError> {
        let in_folder = |source| SourceError::File {
            path: path.to_owned(),
            source,
        };
        let mut paths = Vec::new();
        if path.is_dir() {
            for entry in std::fs::read_dir(path).map_err(in_folder)? {
                let file = entry.map_err(in_folder)?.path();
                let extension = file
                    .extension()
                    .and_then(|e| e.to_str())
                    .unwrap_or_default();
                if Self::EXTENSIONS
                    .iter()
                    .any(|known| extension.eq_ignore_ascii_case(known))
                {
                    paths.push(file);
                }
            }
            paths.sort();
        } else {
            paths.push(path.to_owned());
        }
        Ok(Self {
            paths: paths.into_iter(),
            current: None,
        })
    }

    /// The file of the last frame.
    pub fn current(&self) -> Option<&std::path::Path> {
        self.current.as_deref()
    }
}

#[cfg(feature = "pictures")]
impl FrameSource for PictureFolder {
    fn next_frame(&mut self) -> Result<Option<LumaPicture>, SourceError> {
        let Some(path) = self.paths.next() else {
            return Ok(None);
        };
        self.current = Some(path.clone());
        let bytes = std::fs::read(&path).map_err(|source| SourceError::File {
            path: path.clone(),
            source,
        })?;
        LumaPicture::of_file(&bytes)
            .map(Some)
            .map_err(|error| match error {
                PictureError::Frame(error) => SourceError::Frame(error),
                PictureError::Unreadable(source) => SourceError::NotAPicture { path, source },
            })
    }
}
