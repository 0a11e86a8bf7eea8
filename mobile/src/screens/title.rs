//! What the tab is called: each screen says it, in the language of the screens.

use dioxus::prelude::*;

use crate::{page, t};

/// Names the tab after the screen, and anew when the words change.
pub(super) fn use_title(words: impl Fn() -> String + 'static) {
    use_title_if(move || Some(words()));
}

/// The same, and leaves the tab its name where there are no words.
pub(super) fn use_title_if(words: impl Fn() -> Option<String> + 'static) {
    use_effect(move || {
        if let Some(words) = words() {
            page::set_title(&format!("{words} · {}", t!("app-name")));
        }
    });
}
