//! Questions with a list for an answer: a place, a state, a person, a type.

mod place;

use assets::Icon;
use dioxus::prelude::*;
use mobile_core::api::{Answer, Command, PersonView, PlaceView, SubStateView, TypeView};
use shared::id::{PlaceId, TypeId};
use shared::model::{ItemState, State};

pub(super) use self::place::{PlacePicker, kind_within, place_icon};
use crate::components::{Choice, Dialog, Drawing, Empty, TextButton, Tile, type_icon};
use crate::i18n::{label, names::state_name};
use crate::session::use_answer;
use crate::t;

/// A line to search in, above a list.
#[component]
pub(super) fn SearchLine(id: &'static str, hint: String, text: Signal<String>) -> Element {
    rsx! {
        div { class: "pad",
            div { class: "field",
                div { class: "in",
                    Drawing { icon: Icon::Search }
                    input {
                        id,
                        r#type: "search",
                        autocomplete: "off",
                        "data-code-field": "",
                        placeholder: "{hint}",
                        "aria-label": "{hint}",
                        value: "{text}",
                        oninput: move |event| text.set(event.value()),
                        // It may stand in a form, which is not what is asked here.
                        onkeydown: move |event| {
                            if event.key() == Key::Enter {
                                event.prevent_default();
                            }
                        },
                    }
                }
            }
        }
    }
}

/// Names from the site down.
#[must_use]
pub(super) fn path(names: &[String]) -> String {
    names.join(" › ")
}

/// Which state? Each with the sub-states that the item's type gives it.
#[component]
pub fn StatePicker(
    item_type: Option<TypeId>,
    chosen: Option<ItemState>,
    may_retire: bool,
    /// The state and what it is called.
    onpick: EventHandler<(ItemState, String)>,
    onclose: EventHandler<()>,
) -> Element {
    let sub_states = use_answer(
        move || item_type.map(Command::SubStates),
        |answer| match answer {
            Answer::SubStates(sub_states) => Some(sub_states),
            _ => None,
        },
    );
    let of = move |state: State| -> Vec<SubStateView> {
        let sub_states = sub_states.read();
        sub_states
            .known()
            .into_iter()
            .flatten()
            .filter(|sub_state| sub_state.state == state)
            .cloned()
            .collect()
    };
    let states = State::ALL
        .iter()
        .copied()
        .filter(move |state| may_retire || *state != State::Retired);
    rsx! {
        Dialog { title: t!("state-title"), onclose,
            div { class: "scroll",
                div { class: "choices",
                    for state in states {
                        Choice {
                            key: "{state.word()}",
                            chosen: chosen == Some(ItemState::plain(state)),
                            onclick: move |()| onpick.call((ItemState::plain(state), state_name(state))),
                            StateWord { state }
                        }
                        for sub_state in of(state) {
                            Choice {
                                key: "{sub_state.id}",
                                chosen: chosen == Some(ItemState { state, sub_state: Some(sub_state.id) }),
                                onclick: {
                                    let word = label(&sub_state.label);
                                    move |()| {
                                        onpick.call((ItemState { state, sub_state: Some(sub_state.id) }, word.clone()));
                                    }
                                },
                                span { class: "text sub-state", {label(&sub_state.label)} }
                            }
                        }
                    }
                }
            }
        }
    }
}

#[component]
fn StateWord(state: State) -> Element {
    let view = mobile_core::api::StateView {
        state,
        sub_state: None,
    };
    rsx! { crate::components::StateBadge { state: view } }
}

/// Which person?
#[component]
pub fn PersonPicker(onpick: EventHandler<PersonView>, onclose: EventHandler<()>) -> Element {
    let text = use_signal(String::new);
    let people = use_answer(
        move || {
            Some(Command::People {
                text: text.cloned(),
            })
        },
        |answer| match answer {
            Answer::People(people) => Some(people),
            _ => None,
        },
    );
    rsx! {
        Dialog { title: t!("edit-choose-person"), first: "person-search", onclose,
            SearchLine { id: "person-search", hint: t!("person-search"), text }
            div { class: "scroll",
                if let Some(people) = people.read().known() {
                    if people.is_empty() {
                        Empty { icon: Icon::Users, title: t!("person-none"), help: t!("place-none-help") }
                    }
                    div { class: "choices",
                        for person in people.clone() {
                            Choice { key: "{person.id}", icon: Icon::User,
                                onclick: {
                                    let person = person.clone();
                                    move |()| onpick.call(person.clone())
                                },
                                span { class: "text", "{person.name}" }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// Which type?
#[component]
pub fn TypePicker(
    title: String,
    onpick: EventHandler<TypeView>,
    onclose: EventHandler<()>,
) -> Element {
    let types = use_answer(
        || Some(Command::Types),
        |answer| match answer {
            Answer::Types(types) => Some(types),
            _ => None,
        },
    );
    rsx! {
        Dialog { title, onclose,
            div { class: "scroll",
                if let Some(types) = types.read().known() {
                    div { class: "choices",
                        for item_type in types.clone() {
                            Choice { key: "{item_type.id}", icon: type_icon(&item_type.icon),
                                onclick: {
                                    let item_type = item_type.clone();
                                    move |()| onpick.call(item_type.clone())
                                },
                                span { class: "text", {label(&item_type.label)} }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// What is it? The likeliest types as tiles, the others a tap away.
#[component]
pub fn TypeTiles(
    types: Vec<TypeView>,
    chosen: Option<TypeId>,
    onpick: EventHandler<TypeView>,
) -> Element {
    let mut all = use_signal(|| false);
    let mut text = use_signal(String::new);
    let many = types.len() > LIKELY;
    let wanted = text.read().trim().to_lowercase();
    let shown = types.iter().enumerate().filter(|(index, item_type)| {
        let named = || label(&item_type.label).to_lowercase().contains(&wanted);
        if all() {
            named()
        } else {
            *index < LIKELY || chosen == Some(item_type.id)
        }
    });
    rsx! {
        div { class: "section bare",
            h2 { {t!("create-what")} }
            if many {
                TextButton {
                    onclick: move |()| {
                        all.toggle();
                        text.set(String::new());
                    },
                    if all() { {t!("create-fewer-types")} } else { {t!("create-all-types")} }
                }
            }
        }
        if all() {
            div { class: "field",
                div { class: "in",
                    Drawing { icon: Icon::Search }
                    input {
                        r#type: "search",
                        "aria-label": t!("type-search"),
                        placeholder: t!("type-search"),
                        value: "{text}",
                        oninput: move |event| text.set(event.value()),
                    }
                }
            }
        }
        div { class: "tiles",
            for (_ , item_type) in shown {
                Tile {
                    key: "{item_type.id}",
                    icon: type_icon(&item_type.icon),
                    pressed: chosen == Some(item_type.id),
                    onclick: {
                        let item_type = item_type.clone();
                        move |()| onpick.call(item_type.clone())
                    },
                    {label(&item_type.label)}
                }
            }
        }
    }
}

/// How many types are offered before the others are asked for.
const LIKELY: usize = 6;

/// Whether a place is called by a number (`B-214`), which a sentence takes in, or by a name
/// (`Salle du conseil`), which stands beside it.
#[must_use]
pub(super) fn is_number(name: &str) -> bool {
    name.chars().any(|sign| sign.is_ascii_digit()) && !name.contains(char::is_whitespace)
}

/// What a place is called, as a chip's words.
#[must_use]
pub(super) fn place_words(place: Option<&PlaceView>) -> String {
    place.map_or_else(|| t!("item-no-place"), |place| place.name.clone())
}

/// The id of a place that may be absent.
#[must_use]
pub(super) fn place_id(place: Option<&PlaceView>) -> Option<PlaceId> {
    place.map(|place| place.id)
}
