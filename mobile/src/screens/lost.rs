//! An address that leads nowhere.

use assets::Icon;
use dioxus::prelude::*;

use crate::components::{Drawing, Go};
use crate::route::Route;
use crate::screens::title::use_title;
use crate::t;

/// Says so, and leads to the camera.
#[component]
pub fn Lost(path: Vec<String>) -> Element {
    use_title(|| t!("lost-title"));
    let navigator = use_navigator();
    rsx! {
        main { class: "whole",
            Drawing { icon: Icon::Map }
            h1 { {t!("lost-title")} }
            p { class: "muted", {t!("lost-help")} }
            Go { icon: Icon::ScanLine,
                onclick: move |()| {
                    navigator.replace(Route::Scan {});
                },
                {t!("lost-go")}
            }
        }
    }
}
