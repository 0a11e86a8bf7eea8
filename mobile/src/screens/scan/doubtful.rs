//! It is not sure what a scanner typed: a tap says what is printed, and teaches how this scanner types.

use assets::Icon;
use dioxus::prelude::*;
use mobile_core::api::TypedDoubt;
use mobile_core::wedge::{How, Reading, Way};

use super::{Scanned, Scanning, use_sheet_keys};
use crate::components::{Choice, Drawing};
use crate::page::Shortcut;
use crate::route::Route;
use crate::t;
use crate::typing::use_typing_here;

/// What it may be, each a tap away, and the way to teach this device the scanner for good.
#[component]
pub(super) fn DoubtfulSheet(why: TypedDoubt, readings: Vec<Reading>) -> Element {
    let scanning = use_context::<Scanning>();
    let typing = use_typing_here();
    let choose = move |reading: &Reading| {
        match reading.how {
            How::AsTyped if why == TypedDoubt::Keyboard => typing.learn_way(Way::AsTyped),
            How::ByKeys => typing.learn_way(Way::Keys),
            _ => {}
        }
        scanning.look_up(Scanned {
            code: reading.text.clone(),
            symbology: None,
        });
    };
    use_sheet_keys({
        let readings = readings.clone();
        move |key| {
            let nth = match key {
                Shortcut::Nth(place) => readings.get(usize::from(place) - 1),
                _ => None,
            };
            nth.map(choose).is_some()
        }
    });
    rsx! {
        div { class: "body",
            p { class: "small muted",
                match why {
                    TypedDoubt::Keyboard => t!("typed-keyboard-help"),
                    TypedDoubt::Twice => t!("typed-twice-help"),
                }
            }
            div { class: "choices",
                for reading in readings {
                    Choice { key: "{reading.text}",
                        onclick: {
                            let reading = reading.clone();
                            move |()| choose(&reading)
                        },
                        span { class: "code text", "{reading.text}" }
                    }
                }
            }
            Link { class: "alt", to: Route::TryScanner {},
                Drawing { icon: Icon::Keyboard }
                span { {t!("try-scanner")} }
            }
        }
    }
}
