//! What the tab is called: each screen says it, in the language of the screens.

use dioxus::prelude::*;

use crate::{page, t};

/// Names the tab after the screen, and anew when the words change.
pub(super) fn use_title(words: impl Fn() -> String + 'static) {
    use_effect(move || page::set_title(&format!("{} · {}", words(), t!("app-name"))));
}
