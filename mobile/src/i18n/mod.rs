//! Words, dates and numbers in the person's language.
//!
//! The words are Fluent files in `assets/translations`; [`t!`](crate::t) says one of them. Which
//! language it is follows the device until the person chooses another one.

mod moment;
pub mod names;
mod words;

use dioxus::prelude::{GlobalSignal, Signal};
pub use moment::{Clock, date};
use shared::model::Words;
#[cfg(feature = "split")]
pub(crate) use words::learn;
pub use words::{Language, say};

/// The language of the screens. Reading it in a component draws that anew when it changes.
pub static LANGUAGE: GlobalSignal<Language> = Signal::global(|| Language::French);

/// What a team called something, in the person's language.
#[must_use]
pub fn label(label: &Words) -> String {
    label.get(LANGUAGE().code()).to_owned()
}

/// A decimal (`1234.5`) with the decimal sign of the person's language.
#[must_use]
pub fn decimal(digits: &str) -> String {
    match LANGUAGE() {
        Language::French => digits.replace('.', ","),
        Language::English => digits.to_owned(),
    }
}

/// A decimal to be read, not written: its whole digits in groups of three.
#[must_use]
pub fn quantity(digits: &str) -> String {
    let (whole, fraction) = digits
        .split_once('.')
        .map_or((digits, None), |(whole, fraction)| (whole, Some(fraction)));
    let whole = whole.parse::<u64>().map_or_else(
        |_| whole.to_owned(),
        |whole| crate::t!("count", count: whole),
    );
    match fraction {
        Some(fraction) => whole + &decimal(&format!(".{fraction}")),
        None => whole,
    }
}

/// Says a message in the language of the screens: `t!("undo")`, `t!("scan-put-in", place: name)`.
#[macro_export]
macro_rules! t {
    ($id:literal $(, $name:ident : $value:expr)* $(,)?) => {
        $crate::i18n::say(
            $crate::i18n::LANGUAGE(),
            $id,
            &[$((stringify!($name), ::fluent_bundle::FluentValue::from($value))),*],
        )
    };
}
