//! Many rows chosen act together, as one action with one way back.

use std::collections::BTreeSet;

use assets::Icon;
use dioxus::prelude::*;
use mobile_core::api::{Command, DoneView, PlaceView, Target};
use shared::id::ItemId;
use shared::model::Role;

use crate::components::{Chip, IconButton};
use crate::screens::labels::LabelLink;
use crate::screens::pick::{PlacePicker, StatePicker};
use crate::session::use_session;
use crate::t;

/// How many are chosen, and what can be done with all of them.
#[component]
pub(super) fn SelectionBar(mut selected: Signal<BTreeSet<ItemId>>) -> Element {
    let session = use_session();
    let mut asking_place = use_signal(|| false);
    let mut asking_state = use_signal(|| false);
    let count = selected.read().len();
    if count == 0 {
        return rsx! {};
    }
    let taken = move |done: &DoneView| {
        let left = done.left.as_ref().map_or(0, |left| left.count);
        count.saturating_sub(left as usize)
    };
    let targets = move || -> Vec<Target> {
        selected
            .peek()
            .iter()
            .map(|item| Target {
                item: *item,
                seen: None,
            })
            .collect()
    };
    let may_retire = session
        .who
        .read()
        .as_ref()
        .and_then(|who| who.role)
        .is_some_and(|role| role >= Role::Manager);
    rsx! {
        div { class: "selection line", role: "region", "aria-label": t!("selected", count: count),
            b { class: "grow", {t!("selected", count: count)} }
            Chip { icon: Icon::MapPin, onclick: move |()| asking_place.set(true), {t!("item-move")} }
            Chip { icon: Icon::CircleDot, onclick: move |()| asking_state.set(true), {t!("item-state")} }
            LabelLink { class: "chip", items: selected.read().iter().copied().collect::<Vec<_>>(), {t!("labels")} }
            IconButton { icon: Icon::X, name: t!("selected-none"), onclick: move |()| selected.write().clear() }
        }
        if asking_place() {
            PlacePicker { title: t!("place-title"),
                onpick: move |place: PlaceView| {
                    asking_place.set(false);
                    let command = Command::Move { items: targets(), place: place.id };
                    session.act(
                        command,
                        move |done| t!("selected-moved", count: taken(done), place: place.name.as_str()),
                        move |_| selected.write().clear(),
                    );
                },
                onclose: move |()| asking_place.set(false),
            }
        }
        if asking_state() {
            // A sub-state belongs to one type; many rows share only the states.
            StatePicker { item_type: None, chosen: None, may_retire,
                onpick: move |(state, word): (_, String)| {
                    asking_state.set(false);
                    session.act(
                        Command::SetState { items: targets(), state },
                        move |done| t!("selected-state", count: taken(done), state: word.as_str()),
                        move |_| selected.write().clear(),
                    );
                },
                onclose: move |()| asking_state.set(false),
            }
        }
    }
}
