//! The words of a table that comes in: how it was written, and why a row is refused.

use mobile_core::api::{Cell, Encoding, Refusal, RowKind};

use crate::components::Tone;
use crate::i18n::label;
use crate::i18n::names::BESIDE;
use crate::t;

pub(super) fn encoding_name(encoding: Encoding) -> String {
    match encoding {
        Encoding::Utf8 => t!("encoding-utf8"),
        Encoding::Utf16Le => t!("encoding-utf16-le"),
        Encoding::Utf16Be => t!("encoding-utf16-be"),
        Encoding::Windows1252 => t!("encoding-windows"),
        Encoding::MacRoman => t!("encoding-mac"),
        Encoding::Dos => t!("encoding-dos"),
    }
}

pub(super) fn separator_name(separator: char) -> String {
    match separator {
        '\t' => t!("separator-tab"),
        other => other.to_string(),
    }
}

pub(super) fn kind_tone(kind: RowKind) -> Tone {
    match kind {
        RowKind::Create => Tone::Here,
        RowKind::Update => Tone::Moved,
        RowKind::Unchanged => Tone::Again,
        RowKind::Refused => Tone::Wrong,
    }
}

/// Why a row is refused, in one line.
pub(super) fn refusal_text(refusal: &Refusal) -> String {
    let list = |words: &[String]| words.join(BESIDE);
    match refusal {
        Refusal::Blank => t!("refused-blank"),
        Refusal::Garbled => t!("refused-garbled"),
        Refusal::TooWide => t!("refused-too-wide"),
        Refusal::NoType => t!("refused-no-type"),
        Refusal::Nameless => t!("refused-nameless"),
        Refusal::NotAllowed => t!("failed-right"),
        Refusal::OpenColumn(column) => t!("refused-open-column", column: column.as_str()),
        Refusal::Unknown(Cell { column, text }) => {
            t!("refused-unknown", column: column.as_str(), text: text.as_str())
        }
        Refusal::Near(Cell { column, text }, near) => {
            t!("refused-near", column: column.as_str(), text: with_blanks(text), near: list(near))
        }
        Refusal::Several(Cell { column, text }, found) => {
            t!("refused-several", column: column.as_str(), text: text.as_str(), found: list(found))
        }
        Refusal::NewPlace(path) => t!("refused-new-place", path: path.as_str()),
        Refusal::NoAttribute(column) => t!("refused-no-attribute", column: column.as_str()),
        Refusal::OtherType(words) => t!("refused-other-type", stands: label(words)),
        Refusal::SameKey(row) => t!("refused-same-key", number: *row),
        Refusal::Invalid(Cell { column, text }) => {
            t!("refused-invalid", column: column.as_str(), text: text.as_str())
        }
        Refusal::DayOrder(Cell { column, text }) => {
            t!("refused-day-order", column: column.as_str(), text: text.as_str())
        }
        Refusal::Undated => t!("refused-undated"),
        Refusal::Taken(text) => t!("refused-taken", text: text.as_str()),
        Refusal::NotKept => t!("refused-not-kept"),
    }
}

/// A text with the blanks around it seen: they may be all that makes it another word.
pub(super) fn with_blanks(text: &str) -> String {
    let blanks = |more: &str, less: &str| "␣".repeat(more.chars().count() - less.chars().count());
    let begun = text.trim_start();
    let inside = begun.trim_end();
    format!("{}{inside}{}", blanks(text, begun), blanks(begun, inside))
}
