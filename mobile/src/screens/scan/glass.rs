//! What lies on the picture: the room that applies, the network, and the ways to a code without the
//! camera.

use assets::Icon;
use dioxus::prelude::*;
use mobile_core::api::Link;

use super::missed::MissedChip;
use super::relabel::RelabelChip;
use super::{Asking, Scanning};
use crate::components::{Chip, ClearableChip, IconButton};
use crate::route::Route;
use crate::t;

/// Above: where the person stands, and the torch.
#[component]
pub(super) fn GlassAbove() -> Element {
    let scanning = use_context::<Scanning>();
    let mut asking = scanning.asking;
    let mut room = scanning.session.room;
    rsx! {
        div { class: "over",
            div { class: "grow chips",
                if let Some(place) = room.cloned() {
                    ClearableChip {
                        icon: Icon::MapPin,
                        glass: true,
                        name: t!("scan-room-clear", place: place.name.as_str()),
                        onclear: move |()| room.set(None),
                        span { class: "text", {t!("scan-room-is", place: place.name.as_str())} }
                    }
                } else {
                    Chip { icon: Icon::MapPin, glass: true, onclick: move |()| asking.set(Asking::Room(None)), {t!("scan-room")} }
                }
                PersonChip {}
                RelabelChip {}
            }
            super::camera::TorchButton {}
        }
    }
}

/// Who works, where several might.
#[component]
fn PersonChip() -> Element {
    let navigator = use_navigator();
    let who = use_context::<Scanning>().session.who;
    let who = who.read();
    let shared = who.as_ref().filter(|who| who.known.len() > 1);
    let Some(person) = shared.and_then(|who| who.person.clone()) else {
        return rsx! {};
    };
    rsx! {
        Chip {
            icon: Icon::User,
            glass: true,
            name: t!("scan-person", person: person.name.as_str()),
            onclick: move |()| {
                navigator.push(Route::Switch {});
            },
            span { class: "text", "{person.name}" }
        }
    }
}

/// Below: whether the network is there, and typing and photo within reach of the thumb.
#[component]
pub(super) fn GlassBelow() -> Element {
    let scanning = use_context::<Scanning>();
    let mut asking = scanning.asking;
    rsx! {
        div { class: "over below",
            div { class: "grow chips",
                MissedChip {}
                NetworkChip {}
            }
            div { class: "buttons",
                super::camera::PhotoButton {}
                IconButton { icon: Icon::Keyboard, glass: true, name: t!("scan-type"), onclick: move |()| asking.set(Asking::Code) }
            }
        }
    }
}

/// The network is a fact, not an alarm: nothing is said while all is well.
#[component]
fn NetworkChip() -> Element {
    let sync = use_context::<Scanning>().session.sync.cloned();
    let (icon, words) = match (sync.link, sync.first_sync) {
        (_, Some(received)) => (Icon::Download, t!("first-sync", count: received)),
        (Link::Unknown | Link::Online, None) => return rsx! {},
        (Link::Offline, None) => (Icon::CloudOff, t!("offline-kept")),
        (Link::Troubled, None) => (Icon::CloudOff, t!("troubled-kept")),
        (Link::Revoked | Link::PutOut, None) => (Icon::Lock, t!("revoked-kept")),
        (Link::Outdated, None) => (Icon::Refresh, t!("outdated-kept")),
        (Link::OtherPerson, None) => (Icon::Lock, t!("other-person-kept")),
        (Link::OtherOrganisation, None) => (Icon::Lock, t!("other-organisation-kept")),
    };
    rsx! {
        Chip { icon, glass: true, "{words}" }
    }
}
