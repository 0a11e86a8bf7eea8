//! The label of a place that is no longer used.

use assets::Icon;
use dioxus::prelude::*;

use super::{Asking, Scanning};
use crate::components::Alt;
use crate::t;

/// The label of a place that is no longer used: nobody can be in it.
#[component]
pub(super) fn RetiredPlaceSheet(was: Option<String>) -> Element {
    let mut scanning = use_context::<Scanning>();
    rsx! {
        div { class: "body",
            if let Some(was) = was {
                p { class: "small muted text", {t!("place-was", was: was)} }
            }
            p { {t!("outcome-place-retired-help")} }
            Alt { icon: Icon::MapPin, accent: true, onclick: move |()| scanning.asking.set(Asking::Room(None)), {t!("scan-room")} }
        }
    }
}
