//! Sheets as SVG: one drawing a page, in millimetres, with every code on whole dots of the page.

use std::fmt::Write as _;

use super::face::Face;
use super::measure::{Length, Resolution};
use super::order::Paper;
use super::picture::{Picture, PictureError};
use super::subject::Subject;
use super::text::{Line, lines};
use crate::words::escape;

/// What is printed.
#[derive(Debug, Default)]
pub(crate) struct Print {
    /// One drawing a page.
    pub(crate) pages: Vec<String>,
    /// Labels on them.
    pub(crate) labels: usize,
    /// Labels on which there was no room for the whole number.
    pub(crate) without_number: usize,
    /// Labels whose picture did not read as it should: they are not shown.
    pub(crate) unreadable: Vec<PictureError>,
}

/// Draws labels from the first free position on.
pub(crate) fn print(subjects: &[Subject], paper: &Paper, face: &Face) -> Print {
    let mut print = Print::default();
    let count = paper.sheet.count();
    let mut position = paper.used;
    let mut page = String::new();
    for subject in subjects {
        let picture = match Picture::of(subject.code, paper.correction, face.dots) {
            Ok(picture) => picture,
            Err(error) => {
                print.unreadable.push(error);
                continue;
            }
        };
        if position == count {
            print.pages.push(whole(&page, paper));
            page.clear();
            position = 0;
        }
        let text = lines(subject, face.text.size);
        print.without_number += usize::from(text.is_without_number);
        draw(
            &mut page,
            subject,
            &picture,
            &text.lines,
            paper,
            face,
            position,
        );
        print.labels += 1;
        position += 1;
    }
    if !page.is_empty() {
        print.pages.push(whole(&page, paper));
    }
    print
}

fn whole(labels: &str, paper: &Paper) -> String {
    let page = paper.sheet.page;
    format!(
        "<svg class=\"paper\" xmlns=\"http://www.w3.org/2000/svg\" width=\"{0}mm\" height=\"{1}mm\" \
         viewBox=\"0 0 {0} {1}\">{labels}</svg>",
        page.width, page.height,
    )
}

/// Draws one label into a page.
fn draw(
    page: &mut String,
    subject: &Subject,
    picture: &Picture,
    lines: &[Line],
    paper: &Paper,
    face: &Face,
    position: u32,
) {
    let (left, top) = paper.sheet.corner(position);
    let label = paper.sheet.label;
    let name = [
        subject.title.as_deref(),
        subject.number.as_deref(),
        Some(picture.code().grouped().as_str()),
    ]
    .into_iter()
    .flatten()
    .collect::<Vec<_>>()
    .join(", ");
    // A drawing of its own for each, so that nothing of it reaches the next one.
    let _ = write!(
        page,
        "<svg x=\"{left}\" y=\"{top}\" width=\"{0}\" height=\"{1}\" viewBox=\"{left} {top} {0} {1}\" role=\"img\" \
         aria-label=\"{2}\"><path class=\"dark\" shape-rendering=\"crispEdges\" \
         transform=\"translate({3} {4}) scale({5})\" d=\"{6}\"/>",
        label.width,
        label.height,
        escape(&name),
        on_dots(left + face.code.left, face.resolution),
        on_dots(top + face.code.top, face.resolution),
        face.resolution.exactly(face.dots),
        picture.path(),
    );
    let (x, anchor) = if face.is_under {
        (
            left + face.text.left + Length(face.text.size.width.0 / 2),
            "middle",
        )
    } else {
        (left + face.text.left, "start")
    };
    for line in lines {
        let _ = write!(
            page,
            "<text class=\"{}\" x=\"{x}\" y=\"{}\" font-size=\"{}\" text-anchor=\"{anchor}\"",
            line.kind.class(),
            top + face.text.top + line.baseline,
            line.size,
        );
        if let Some(width) = line.width {
            let _ = write!(
                page,
                " textLength=\"{width}\" lengthAdjust=\"spacingAndGlyphs\""
            );
        }
        let _ = write!(page, ">{}</text>", escape(&line.text));
    }
    page.push_str("</svg>");
}

/// The next whole dot of the page, in millimetres.
fn on_dots(at: Length, resolution: Resolution) -> String {
    resolution.exactly(resolution.dots_for(at))
}

#[cfg(test)]
mod tests {
    use resvg::tiny_skia::{Color, Pixmap, Transform};
    use resvg::usvg::{Options, Tree};
    use rxing::common::HybridBinarizer;
    use rxing::qrcode::QRCodeReader;
    use rxing::{BinaryBitmap, Luma8Source, Reader as _};
    use shared::label::LabelCode;

    use super::*;
    use crate::labels::code::Correction;
    use crate::labels::sheet::{KNOWN, KnownSheet};

    /// The page as a printer's dots, grey where a dot is only partly covered.
    fn printed(page: &str, resolution: Resolution) -> Pixmap {
        let options = Options {
            #[expect(clippy::cast_precision_loss, reason = "a few hundred")]
            dpi: resolution.dots_per_inch() as f32,
            ..Options::default()
        };
        // With edges smoothed, what does not lie on whole dots shows.
        let smooth = page.replace("crispEdges", "geometricPrecision");
        let tree = Tree::from_str(&smooth, &options).expect("a drawing");
        let size = tree.size().to_int_size();
        let mut dots = Pixmap::new(size.width(), size.height()).expect("a page");
        dots.fill(Color::WHITE);
        resvg::render(&tree, Transform::default(), &mut dots.as_mut());
        dots
    }

    /// The dots of one label.
    fn cut(page: &Pixmap, paper: &Paper, position: u32) -> (Vec<u8>, u32, u32) {
        let (left, top) = paper.sheet.corner(position);
        let dots = |length| paper.resolution.dots_in(length) as usize;
        let (left, top) = (dots(left), dots(top));
        let right = (left + dots(paper.sheet.label.width)).min(page.width() as usize);
        let bottom = (top + dots(paper.sheet.label.height)).min(page.height() as usize);
        let mut pixels = Vec::new();
        for row in top..bottom {
            let row = row * page.width() as usize;
            pixels.extend(
                page.pixels()[row + left..row + right]
                    .iter()
                    .map(|pixel| pixel.red()),
            );
        }
        let size = |dots: usize| u32::try_from(dots).expect("few");
        (pixels, size(right - left), size(bottom - top))
    }

    /// The texts of a class on a page, in order.
    fn texts<'a>(page: &'a str, class: &str) -> Vec<&'a str> {
        let start = format!("<text class=\"{class}\"");
        let after = page.split(start.as_str()).skip(1);
        after
            .filter_map(|rest| {
                rest.split_once('>')?
                    .1
                    .split_once('<')
                    .map(|(text, _)| text)
            })
            .collect()
    }

    #[track_caller]
    fn check(known: &KnownSheet, resolution: Resolution, correction: Correction, used: u32) {
        let paper = Paper {
            sheet: known.sheet,
            resolution,
            correction,
            used,
        };
        let face = Face::plan(paper.sheet.label, resolution, correction).expect("room");
        let subjects: Vec<Subject> = (0..paper.sheet.count() - used)
            .map(|number| Subject {
                // Codes that begin with zeros, digits and letters.
                code: LabelCode::from_random(u64::from(number).wrapping_mul(0x0123_4567_89ab_cdef)),
                title: Some("Portable".to_owned()),
                number: Some(format!("PC-{number:04}")),
                owner: None,
            })
            .collect();
        let print = print(&subjects, &paper, &face);
        assert_eq!(
            (print.labels, print.pages.len()),
            (subjects.len(), 1),
            "{}",
            known.name
        );
        assert!(print.unreadable.is_empty());
        let [page] = print.pages.as_slice() else {
            unreachable!()
        };
        let written = texts(page, "label-code");
        assert_eq!(texts(page, "label-number").len(), subjects.len());
        let dots = printed(page, resolution);
        for (subject, (position, written)) in subjects.iter().zip((used..).zip(written)) {
            let (pixels, width, height) = cut(&dots, &paper, position);
            let grey = pixels.iter().filter(|dot| (8..248).contains(*dot)).count();
            assert_eq!(
                grey, 0,
                "{} at {resolution:?}: dots partly covered at {position}",
                known.name
            );
            let source = Luma8Source::new(pixels, width, height).expect("dots");
            let read =
                QRCodeReader::new().decode(&mut BinaryBitmap::new(HybridBinarizer::new(source)));
            let read = read.unwrap_or_else(|error| panic!("{} at {position}: {error}", known.name));
            assert_eq!(read.getText(), subject.code.to_string());
            assert_eq!(
                LabelCode::parse(written),
                Ok(subject.code),
                "what is written is what is read"
            );
        }
    }

    #[test]
    fn every_label_of_every_sheet_reads_from_the_printer_s_own_dots() {
        for known in KNOWN {
            let is_roll = known.sheet.count() == 1;
            // A whole office page at 600 dots an inch is 35 million; rolls say as much.
            for resolution in Resolution::ALL {
                if is_roll || resolution != Resolution::Dpi600 {
                    check(known, resolution, Correction::Quartile, 0);
                }
            }
        }
        check(&KNOWN[0], Resolution::Dpi300, Correction::High, 5);
        check(&KNOWN[3], Resolution::Dpi203, Correction::Low, 29);
    }

    #[test]
    fn a_used_sheet_is_filled_from_its_first_free_position_and_goes_on_on_the_next() {
        let paper = Paper {
            sheet: KNOWN[0].sheet,
            resolution: Resolution::Dpi300,
            correction: Correction::Quartile,
            used: 19,
        };
        let face = Face::plan(paper.sheet.label, paper.resolution, paper.correction).expect("room");
        let subject = |bits| Subject {
            code: LabelCode::from_random(bits),
            title: None,
            number: None,
            owner: None,
        };
        let subjects: Vec<_> = (0..24).map(subject).collect();
        let print = print(&subjects, &paper, &face);
        let counts: Vec<_> = print
            .pages
            .iter()
            .map(|page| texts(page, "label-code").len())
            .collect();
        assert_eq!(counts, [2, 21, 1]);
        let (left, top) = paper.sheet.corner(19);
        assert!(print.pages[0].contains(&format!("<svg x=\"{left}\" y=\"{top}\"")));
    }

    #[test]
    fn fc_x2_names_are_letters_and_never_markup() {
        let paper = Paper {
            sheet: KNOWN[0].sheet,
            resolution: Resolution::Dpi300,
            correction: Correction::Quartile,
            used: 0,
        };
        let face = Face::plan(paper.sheet.label, paper.resolution, paper.correction).expect("room");
        for text in [
            "<img src=x onerror=alert(1)>",
            "<marquee onstart=alert(1)>",
            "O'Brien\"/><svg onload=alert(1)>",
            "</text></svg><script>alert(1)</script>",
        ] {
            let subject = Subject {
                code: LabelCode::from_random(7),
                title: Some(text.to_owned()),
                number: Some(text.to_owned()),
                owner: Some(text.to_owned()),
            };
            let print = print(&[subject], &paper, &face);
            let [page] = print.pages.as_slice() else {
                panic!("one page")
            };
            assert!(!page.contains(text), "{page}");
            for tag in page.split('<').skip(1) {
                let name: String = tag
                    .chars()
                    .take_while(|sign| *sign != ' ' && *sign != '>')
                    .collect();
                assert!(
                    ["svg", "/svg", "path", "text", "/text"].contains(&name.as_str()),
                    "{name}"
                );
            }
        }
    }
}
