//! The sheet of shortcuts.

use dioxus::prelude::*;

use crate::components::Dialog;
use crate::t;

/// What the keyboard does here.
#[component]
pub(super) fn Shortcuts(onclose: EventHandler<()>) -> Element {
    let keys = [
        (vec!["/".to_owned()], t!("keys-find")),
        (vec!["↓".to_owned(), "↑".to_owned()], t!("keys-move")),
        (
            vec![t!("key-shift"), "↓".to_owned(), "↑".to_owned()],
            t!("keys-also"),
        ),
        (vec![t!("key-control"), "A".to_owned()], t!("keys-all")),
        (vec![t!("key-enter")], t!("keys-open")),
        (vec![t!("key-enter")], t!("keys-step")),
        (vec!["1".to_owned(), "9".to_owned()], t!("keys-choose")),
        (vec![t!("key-escape")], t!("keys-back")),
        (vec!["M".to_owned()], t!("keys-place")),
        (vec!["S".to_owned()], t!("keys-state")),
        (vec!["E".to_owned()], t!("keys-edit")),
        (vec!["?".to_owned()], t!("keys-show")),
    ];
    rsx! {
        Dialog { title: t!("keys-title"), onclose,
            dl { class: "facts",
                for (keys , words) in keys {
                    div { key: "{words}",
                        dt { "{words}" }
                        dd {
                            for key in keys {
                                kbd { "{key}" }
                                " "
                            }
                        }
                    }
                }
            }
        }
    }
}
