//! The page that a browser prints: sheets on paper, and on the screen above them what was left out and a form for the
//! sheet. It runs no script; the browser's own command prints it.

use std::fmt::Write as _;

use fluent_bundle::FluentValue;
use shared::wire::MAX_LABELS;

use super::code::Correction;
use super::face::{Face, Refusal};
use super::measure::{Length, Resolution, Size};
use super::order::{Asked, FREE, Mistake, Paper};
use super::print::Print;
use super::sheet::{KNOWN, SheetError};
use super::subject::LeftOut;
use crate::speech::Speech;
use crate::words::escape;

/// Where the page lies.
pub(crate) const PATH: &str = "/labels";
/// Where its styles lie.
pub(crate) const STYLES: &str = "/labels.css";

/// How often the page looks again for codes that are on their way, and after how many seconds each time.
const LOOKS: u32 = 5;
const LOOK_AFTER: u32 = 2;

/// What is shown under the form.
pub(crate) enum Content<'a> {
    /// Sheets.
    Sheets(Print, &'a Paper, &'a Face),
    /// Nothing, because something in the form is wrong.
    Mistake(Mistake),
    /// Nothing, because it could not be read.
    Refusal(Refusal, &'a Paper),
}

/// The whole page.
pub(crate) fn page(
    speech: &Speech,
    asked: &Asked,
    left_out: &[LeftOut],
    content: &Content<'_>,
) -> String {
    let is_coming = left_out.contains(&LeftOut::WithoutCode) && looks(asked) < LOOKS;
    let mut page = head(speech, asked, content, is_coming);
    let _ = write!(
        page,
        "<main class=\"desk stack\"><h1>{}</h1>",
        speech.say("labels-title")
    );
    match content {
        Content::Sheets(print, paper, face) => sheets_notice(&mut page, speech, print, paper, face),
        Content::Mistake(mistake) => {
            notice(
                &mut page,
                "wrong",
                &speech.say("labels-mistake"),
                &told_mistake(speech, *mistake),
            );
        }
        Content::Refusal(refusal, paper) => {
            notice(
                &mut page,
                "wrong",
                &speech.say("labels-refused"),
                &told_refusal(speech, refusal, paper),
            );
        }
    }
    let count = |which: LeftOut| left_out.iter().filter(|left| **left == which).count();
    let coming = if is_coming {
        "labels-coming"
    } else {
        "labels-without-code"
    };
    for (message, count) in [
        ("labels-missing", count(LeftOut::Missing)),
        ("labels-retired", count(LeftOut::Retired)),
        (coming, count(LeftOut::WithoutCode)),
    ] {
        counted(&mut page, speech, message, count);
    }
    form(&mut page, speech, asked);
    page.push_str("</main>");
    if let Content::Sheets(print, ..) = content {
        for sheet in &print.pages {
            let _ = write!(page, "<div class=\"page\">{sheet}</div>");
        }
    }
    page.push_str("</body></html>");
    page
}

/// The page for a browser that nobody signed in on.
pub(crate) fn signed_out(speech: &Speech) -> String {
    let mut page = String::new();
    begin(&mut page, speech, "labels-signed-out", "", STYLES);
    let _ = write!(
        page,
        "<main class=\"desk stack\"><h1>{}</h1><p>{}</p><a class=\"go\" href=\"/\">{}</a></main></body></html>",
        speech.say("labels-signed-out"),
        speech.say("labels-signed-out-help"),
        speech.say("labels-open"),
    );
    page
}

/// What a sheet asks of the style sheet: the size of its page.
pub(crate) fn page_rule(page: Size) -> String {
    // A hair less than the page, which some browsers would otherwise round up to a second one.
    let height = page.height - Length(200);
    format!(
        "@page{{size:{0}mm {1}mm;margin:0}}.page{{width:{0}mm}}@media print{{.page{{height:{height}mm}}}}",
        page.width, page.height
    )
}

fn looks(asked: &Asked) -> u32 {
    asked.again.parse().unwrap_or(0)
}

/// A value as a query holds it.
fn percent_coded(value: &str) -> String {
    let mut coded = String::with_capacity(value.len());
    for byte in value.bytes() {
        if byte.is_ascii_alphanumeric() || b"-_.,".contains(&byte) {
            coded.push(char::from(byte));
        } else {
            let _ = write!(coded, "%{byte:02X}");
        }
    }
    coded
}

fn head(speech: &Speech, asked: &Asked, content: &Content<'_>, is_coming: bool) -> String {
    let mut page = String::new();
    let again = if is_coming {
        let mut query = String::new();
        let next = (looks(asked) + 1).to_string();
        for (name, value) in asked.fields().into_iter().chain([("again", next.as_str())]) {
            if !value.is_empty() {
                let _ = write!(query, "&{name}={}", percent_coded(value));
            }
        }
        let query = query.trim_start_matches('&');
        format!(
            "<meta http-equiv=\"refresh\" content=\"{LOOK_AFTER};url={PATH}?{}\">",
            escape(query)
        )
    } else {
        String::new()
    };
    let styles = match content {
        Content::Sheets(_, paper, _) => {
            let Size { width, height } = paper.sheet.page;
            format!("{STYLES}?width={width}&amp;height={height}")
        }
        Content::Mistake(_) | Content::Refusal(..) => STYLES.to_owned(),
    };
    begin(&mut page, speech, "labels-title", &again, &styles);
    page
}

fn begin(page: &mut String, speech: &Speech, title: &str, more: &str, styles: &str) {
    let _ = write!(
        page,
        "<!doctype html><html lang=\"{}\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width\">{more}<title>{} · Recense</title>\
         <link rel=\"stylesheet\" href=\"{}\"><link rel=\"stylesheet\" href=\"{styles}\"></head><body class=\"labels\">",
        speech.language.code(),
        speech.say(title),
        assets::stylesheet().path,
    );
}

fn notice(page: &mut String, tone: &str, title: &str, text: &str) {
    let _ = write!(
        page,
        "<div class=\"notice {tone}\" role=\"status\"><div class=\"grow\"><b>{title}</b>{text}</div></div>"
    );
}

fn counted(page: &mut String, speech: &Speech, message: &str, count: usize) {
    if count > 0 {
        let text = speech.tell(message, [("count", count.into())]);
        let _ = write!(
            page,
            "<div class=\"notice unknown\" role=\"status\"><p class=\"grow\">{text}</p></div>"
        );
    }
}

fn sheets_notice(page: &mut String, speech: &Speech, print: &Print, paper: &Paper, face: &Face) {
    let mut title = speech.tell("labels-count", [("labels", print.labels.into())]);
    let mut text = String::new();
    if print.labels > 0 {
        let pages = speech.tell("labels-pages", [("pages", print.pages.len().into())]);
        let _ = write!(title, " · {pages}");
        let width = paper
            .resolution
            .length_of(face.dots)
            .in_words(speech.language);
        let module = speech.tell(
            "labels-module",
            [("dots", face.dots.into()), ("width", width.into())],
        );
        let _ = write!(text, "<p>{}</p><p>{module}</p>", speech.say("labels-how"));
    }
    notice(page, "here", &title, &text);
    counted(page, speech, "labels-without-number", print.without_number);
    counted(page, speech, "labels-unreadable", print.unreadable.len());
}

fn told_mistake(speech: &Speech, mistake: Mistake) -> String {
    let words = |length: Length| FluentValue::from(length.in_words(speech.language));
    let text = match mistake {
        Mistake::Field(field) => {
            // The name of the field is shown as it stands above it, escaped already.
            let field_name = speech.say(&format!("labels-{field}"));
            speech
                .tell("labels-mistake-field", [("field", "\u{0}".into())])
                .replace('\u{0}', &field_name)
        }
        Mistake::Sheet(SheetError::NoLabels) => speech.say("labels-mistake-none"),
        Mistake::Sheet(SheetError::TooWide(width)) => {
            speech.tell("labels-mistake-wide", [("width", words(width))])
        }
        Mistake::Sheet(SheetError::TooHigh(height)) => {
            speech.tell("labels-mistake-high", [("height", words(height))])
        }
        Mistake::First(most) => speech.tell("labels-mistake-first", [("most", most.into())]),
        Mistake::TooMany => speech.tell("labels-mistake-many", [("most", MAX_LABELS.into())]),
    };
    format!("<p>{text}</p>")
}

fn told_refusal(speech: &Speech, refusal: &Refusal, paper: &Paper) -> String {
    let words = |length: Length| FluentValue::from(length.in_words(speech.language));
    let at_least = |length: Length| words(length.up_to_a_tenth());
    let label = paper.sheet.label;
    let why = speech.tell(
        "labels-refused-why",
        [
            ("width", words(label.width)),
            ("height", words(label.height)),
            ("dpi", paper.resolution.dots_per_inch().into()),
        ],
    );
    let least = speech.tell(
        "labels-refused-least",
        [
            ("beside-width", at_least(refusal.least_beside.width)),
            ("beside-height", at_least(refusal.least_beside.height)),
            ("under-width", at_least(refusal.least_under.width)),
            ("under-height", at_least(refusal.least_under.height)),
        ],
    );
    let mut text = format!("<p>{why}</p><p>{least}</p>");
    if let Some((resolution, correction)) = refusal.otherwise {
        let otherwise = speech.tell(
            "labels-refused-otherwise",
            [
                ("dpi", resolution.dots_per_inch().into()),
                ("correction", correction.letter().into()),
            ],
        );
        let _ = write!(text, "<p>{otherwise}</p>");
    }
    text
}

fn form(page: &mut String, speech: &Speech, asked: &Asked) {
    let _ = write!(
        page,
        "<form class=\"stack\" action=\"{PATH}\" method=\"get\">"
    );
    for (name, value) in [
        ("items", &asked.items),
        ("places", &asked.places),
        ("lang", &asked.lang),
        ("person", &asked.person),
    ] {
        if !value.is_empty() {
            let _ = write!(
                page,
                "<input type=\"hidden\" name=\"{name}\" value=\"{}\">",
                escape(value)
            );
        }
    }
    page.push_str("<div class=\"fields\">");
    let known = KNOWN.iter().map(|known| {
        let Size { width, height } = known.sheet.label;
        let words = |length: Length| length.in_words(speech.language);
        (
            known.id,
            format!(
                "{} · {} × {} mm",
                escape(known.name),
                words(width),
                words(height)
            ),
        )
    });
    let sheets = known.chain([(FREE, speech.say("labels-free"))]);
    select(page, speech, "sheet", &asked.sheet, sheets);
    let dpi = Resolution::ALL.map(|known| known.dots_per_inch().to_string());
    let usual = ("", speech.say("labels-dpi-usual"));
    let resolutions = dpi.iter().map(|dpi| (dpi.as_str(), dpi.clone()));
    select(
        page,
        speech,
        "dpi",
        &asked.dpi,
        std::iter::once(usual).chain(resolutions),
    );
    let chosen = if asked.correction.is_empty() {
        Correction::Quartile.letter()
    } else {
        &asked.correction
    };
    let corrections = Correction::ALL
        .iter()
        .map(|known| (known.letter(), known.letter().to_owned()));
    select(page, speech, "correction", chosen, corrections);
    let first = if asked.first.is_empty() {
        "1"
    } else {
        &asked.first
    };
    input(page, speech, "first", first);
    if asked.items.is_empty() && asked.places.is_empty() {
        input(page, speech, "blank", &asked.blank);
    }
    let is_free = asked.sheet == FREE;
    let _ = write!(
        page,
        "</div><details{}><summary>{}</summary><div class=\"fields\">",
        if is_free { " open" } else { "" },
        speech.say("labels-free")
    );
    for (name, value) in measures(asked) {
        input(page, speech, name, &value);
    }
    let _ = write!(
        page,
        "</div></details><button class=\"go\">{}</button></form>",
        speech.say("labels-show")
    );
}

/// The form's own measures; where a known sheet was chosen, its, to begin with.
fn measures(asked: &Asked) -> [(&'static str, String); 10] {
    let own = asked.measures();
    let Ok(Some(known)) = asked.known() else {
        return own.map(|(name, value)| (name, value.to_owned()));
    };
    let sheet = known.sheet;
    let values = [
        sheet.page.width.to_string(),
        sheet.page.height.to_string(),
        sheet.left.to_string(),
        sheet.top.to_string(),
        sheet.label.width.to_string(),
        sheet.label.height.to_string(),
        sheet.gap_across.to_string(),
        sheet.gap_down.to_string(),
        sheet.columns.to_string(),
        sheet.rows.to_string(),
    ];
    let mut values = values.into_iter();
    own.map(|(name, _)| (name, values.next().unwrap_or_default()))
}

fn select<'a>(
    page: &mut String,
    speech: &Speech,
    name: &str,
    chosen: &str,
    options: impl Iterator<Item = (&'a str, String)>,
) {
    let _ = write!(
        page,
        "<div class=\"field\"><label for=\"{name}\">{}</label><div class=\"in\"><select id=\"{name}\" name=\"{name}\">",
        speech.say(&format!("labels-{name}")),
    );
    for (value, words) in options {
        let selected = if value == chosen { " selected" } else { "" };
        let _ = write!(page, "<option value=\"{value}\"{selected}>{words}</option>");
    }
    page.push_str("</select></div></div>");
}

fn input(page: &mut String, speech: &Speech, name: &str, value: &str) {
    let _ = write!(
        page,
        "<div class=\"field\"><label for=\"{name}\">{}</label><div class=\"in\"><input id=\"{name}\" name=\"{name}\" \
         inputmode=\"decimal\" autocomplete=\"off\" value=\"{}\"></div></div>",
        speech.say(&format!("labels-{name}")),
        escape(value),
    );
}
