//! One label: where its code and its text lie, how large each is, and when there is no room for what can be read.

use super::code::{Correction, TooDense, fit_dots, least};
use super::measure::{Length, Resolution, Size};
use super::picture;
use super::text::{CODE_SIGNS, LEADING, SMALLEST, signs_width};

/// From the label's edge to what is printed: sheets lie askew and cutters are not exact.
const PADDING: Length = Length(1_500);
/// Of the width, what the code leaves to a text beside it, in hundredths.
const BESIDE: i64 = 55;
/// Of the height, what the code leaves to a text under it, in hundredths.
const OVER: i64 = 62;

/// Where code and text lie on every label of a sheet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Face {
    /// The printer's resolution, whose dots the code keeps to.
    pub(crate) resolution: Resolution,
    /// Dots a module.
    pub(crate) dots: u32,
    /// The code's square with its quiet zone, before it is brought onto whole dots of the page, which moves it by less
    /// than one.
    pub(crate) code: Area,
    /// The text.
    pub(crate) text: Area,
    /// The text lies under the code and is centred; else it lies beside it.
    pub(crate) is_under: bool,
}

/// A rectangle on a label.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Area {
    pub(crate) left: Length,
    pub(crate) top: Length,
    pub(crate) size: Size,
}

/// What cannot be read on a label of that size, and what would be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{cause}")]
pub(crate) struct Refusal {
    /// Why.
    pub(crate) cause: TooDense,
    /// The smallest label with the text beside the code.
    pub(crate) least_beside: Size,
    /// The smallest label with the text under the code.
    pub(crate) least_under: Size,
    /// What would do on this label: the nearest to what was asked for.
    pub(crate) otherwise: Option<(Resolution, Correction)>,
}

impl Face {
    /// Lays out a label. The code becomes as large as leaves the text its share.
    ///
    /// # Errors
    /// [`Refusal`] if code or text could not be read.
    pub(crate) fn plan(
        label: Size,
        resolution: Resolution,
        correction: Correction,
    ) -> Result<Self, Refusal> {
        place(label, resolution, correction).map_err(|cause| {
            let least = least_code(resolution, correction);
            let text = least_text();
            let around = PADDING * 2;
            let same_correction = Resolution::ALL.map(|other| (other, correction));
            let same_resolution = Correction::ALL.map(|other| (resolution, other));
            Refusal {
                cause,
                least_beside: Size {
                    width: around + least + text.width,
                    height: around + least.max(text.height),
                },
                least_under: Size {
                    width: around + least.max(text.width),
                    height: around + least + text.height,
                },
                otherwise: same_correction.into_iter().chain(same_resolution).find(
                    |(resolution, correction)| place(label, *resolution, *correction).is_ok(),
                ),
            }
        })
    }
}

/// The least that a code of ours needs, and a dot more to be brought onto the page's.
fn least_code(resolution: Resolution, correction: Correction) -> Length {
    least(picture::modules(correction), resolution) + resolution.length_of(1)
}

/// The least that the text needs: the code in letters, on one line.
fn least_text() -> Size {
    Size {
        width: signs_width(CODE_SIGNS, SMALLEST),
        height: LEADING.of(SMALLEST),
    }
}

fn place(label: Size, resolution: Resolution, correction: Correction) -> Result<Face, TooDense> {
    let width = label.width - PADDING * 2;
    let height = label.height - PADDING * 2;
    let modules = picture::modules(correction);
    let dot = resolution.length_of(1);
    let fit = |room: Length, share: Length| {
        let wanted = room.min(share.max(least_code(resolution, correction)));
        fit_dots(modules, wanted - dot, resolution)
    };
    let beside = fit(
        height.min(width - least_text().width),
        Length(width.0 * BESIDE / 100),
    );
    let under = fit(
        width.min(height - least_text().height),
        Length(height.0 * OVER / 100),
    );
    let is_wide = width.0 * 4 >= height.0 * 5;
    let (dots, is_under) = match (beside, under) {
        (Ok(dots), Ok(_)) if is_wide => (dots, false),
        (_, Ok(dots)) => (dots, true),
        (Ok(dots), Err(_)) => (dots, false),
        (Err(beside), Err(under)) => {
            return Err(if beside.room >= under.room {
                beside
            } else {
                under
            });
        }
    };
    let side = resolution.length_of(dots * modules) + dot;
    let square = Size {
        width: side,
        height: side,
    };
    Ok(if is_under {
        Face {
            resolution,
            dots,
            code: Area {
                left: Length((label.width - side).0 / 2),
                top: PADDING,
                size: square,
            },
            text: Area {
                left: PADDING,
                top: PADDING + side,
                size: Size {
                    width,
                    height: height - side,
                },
            },
            is_under,
        }
    } else {
        Face {
            resolution,
            dots,
            code: Area {
                left: PADDING,
                top: Length((label.height - side).0 / 2),
                size: square,
            },
            text: Area {
                left: PADDING + side,
                top: PADDING,
                size: Size {
                    width: width - side,
                    height,
                },
            },
            is_under,
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::labels::sheet::KNOWN;

    fn mm(width: i64, height: i64) -> Size {
        Size {
            width: Length(width),
            height: Length(height),
        }
    }

    #[test]
    fn on_every_known_sheet_code_and_text_have_room_and_lie_inside() {
        for known in KNOWN {
            let label = known.sheet.label;
            for resolution in Resolution::ALL {
                let face = Face::plan(label, resolution, Correction::Quartile).expect(known.name);
                for area in [face.code, face.text] {
                    assert!(
                        area.left >= PADDING && area.top >= PADDING,
                        "{}",
                        known.name
                    );
                    assert!(
                        area.left + area.size.width <= label.width - PADDING,
                        "{}",
                        known.name
                    );
                    assert!(
                        area.top + area.size.height <= label.height - PADDING,
                        "{}",
                        known.name
                    );
                }
                assert!(face.text.size.width >= least_text().width, "{}", known.name);
                assert!(
                    face.text.size.height >= least_text().height,
                    "{}",
                    known.name
                );
            }
        }
    }

    #[test]
    fn fc_p2_a_label_too_small_is_refused_and_what_is_said_to_fit_does() {
        for label in [
            mm(12_000, 12_000),
            mm(40_000, 9_000),
            mm(20_000, 11_000),
            mm(1, 1),
        ] {
            for resolution in Resolution::ALL {
                let correction = Correction::High;
                let Err(refusal) = Face::plan(label, resolution, correction) else {
                    continue;
                };
                for least in [refusal.least_beside, refusal.least_under] {
                    assert!(
                        Face::plan(least, resolution, correction).is_ok(),
                        "{label:?} {least:?}"
                    );
                }
                if let Some((resolution, correction)) = refusal.otherwise {
                    assert!(Face::plan(label, resolution, correction).is_ok());
                }
            }
        }
        assert!(Face::plan(mm(12_000, 12_000), Resolution::Dpi203, Correction::Quartile).is_err());
    }

    #[test]
    fn a_weaker_correction_is_named_where_it_would_do() {
        // 33 modules of high correction need 8.26 mm at 203 dots an inch, 29 need 7.26.
        let label = mm(40_000, 11_000);
        let refusal = Face::plan(label, Resolution::Dpi203, Correction::High).expect_err("too low");
        assert_eq!(
            refusal.otherwise,
            Some((Resolution::Dpi203, Correction::Low))
        );
    }

    #[test]
    fn wide_labels_have_the_text_beside_and_square_ones_under() {
        let plan = |size| Face::plan(size, Resolution::Dpi300, Correction::Quartile).expect("room");
        assert!(!plan(mm(62_000, 29_000)).is_under);
        assert!(plan(mm(23_000, 23_000)).is_under);
        assert!(plan(mm(25_000, 54_000)).is_under);
    }
}
