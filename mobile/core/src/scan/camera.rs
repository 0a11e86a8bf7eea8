//! A camera of a desktop or a rugged tablet, through nokhwa.

use nokhwa::pixel_format::LumaFormat;
use nokhwa::utils::{
    ApiBackend, CameraFormat, CameraIndex, FrameFormat, RequestedFormat, RequestedFormatType,
    Resolution,
};

use super::frame::LumaPicture;
use super::source::{FrameSource, SourceError};

/// An open camera; closed when dropped.
pub struct Camera {
    device: nokhwa::Camera,
}

impl Camera {
    /// The cameras of this device, by the names that people know.
    ///
    /// # Errors
    /// When the system does not tell.
    pub fn names() -> Result<Vec<String>, SourceError> {
        let devices = nokhwa::query(ApiBackend::Auto)?;
        Ok(devices
            .iter()
            .map(nokhwa::utils::CameraInfo::human_name)
            .collect())
    }

    /// Opens the camera with this place in [`Self::names`], at 1280 × 720 and 30 frames a second
    /// or what comes nearest.
    ///
    /// # Errors
    /// When there is none, or another program holds it.
    pub fn open(place: u32) -> Result<Self, SourceError> {
        let wish = CameraFormat::new(Resolution::new(1280, 720), FrameFormat::YUYV, 30);
        let format = RequestedFormat::new::<LumaFormat>(RequestedFormatType::Closest(wish));
        let mut device = nokhwa::Camera::new(CameraIndex::Index(place), format)?;
        device.open_stream()?;
        Ok(Self { device })
    }
}

impl FrameSource for Camera {
    fn next_frame(&mut self) -> Result<Option<LumaPicture>, SourceError> {
        let luma = self.device.frame()?.decode_image::<LumaFormat>()?;
        let (width, height) = luma.dimensions();
        Ok(Some(LumaPicture::new(luma.into_raw(), width, height)?))
    }
}
