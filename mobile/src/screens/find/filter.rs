//! What narrows the list: a type, a state, a place.

use assets::Icon;
use dioxus::prelude::*;
use mobile_core::api::{PlaceView, Query, StateView, TypeView};
use shared::model::State;

use crate::components::{Chip, Choice, ClearableChip, Dialog, StateBadge, type_icon};
use crate::i18n::label;
use crate::i18n::names::state_name;
use crate::screens::labels::LabelLink;
use crate::screens::pick::{PlacePicker, TypePicker};
use crate::t;

/// What the list is narrowed to.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Filter {
    /// To one type.
    pub(super) item_type: Option<TypeView>,
    /// To one state.
    pub(super) state: Option<State>,
    /// To one place and what lies in it.
    pub(super) place: Option<PlaceView>,
}

impl Filter {
    /// The query of a text under this filter.
    pub(super) fn query(&self, text: String) -> Query {
        Query {
            text,
            item_type: self.item_type.as_ref().map(|item_type| item_type.id),
            state: self.state,
            place: self.place.as_ref().map(|place| place.id),
            ..Query::default()
        }
    }

    /// Whether it lets everything through.
    pub(super) fn is_open(&self) -> bool {
        *self == Self::default()
    }
}

/// The question that a chip asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Asking {
    Nothing,
    Type,
    State,
    Place,
}

/// One chip for each way to narrow; what is set is let go by a tap.
#[component]
pub(super) fn Filters(mut filter: Signal<Filter>) -> Element {
    let mut asking = use_signal(|| Asking::Nothing);
    let Filter {
        item_type,
        state,
        place,
    } = filter.cloned();
    rsx! {
        div { class: "chips filters",
            match item_type {
                Some(item_type) => rsx! {
                    ClearableChip { icon: type_icon(&item_type.icon), name: t!("filter-clear-type"),
                        onclear: move |()| filter.with_mut(|filter| filter.item_type = None),
                        span { class: "text", {label(&item_type.label)} }
                    }
                },
                None => rsx! {
                    Chip { icon: Icon::Shapes, onclick: move |()| asking.set(Asking::Type), {t!("field-type")} }
                },
            }
            match state {
                Some(state) => rsx! {
                    ClearableChip { icon: Icon::CircleDot, name: t!("filter-clear-state"),
                        onclear: move |()| filter.with_mut(|filter| filter.state = None),
                        {state_name(state)}
                    }
                },
                None => rsx! {
                    Chip { icon: Icon::CircleDot, onclick: move |()| asking.set(Asking::State), {t!("state")} }
                },
            }
            match place {
                Some(place) => rsx! {
                    ClearableChip { icon: Icon::MapPin, name: t!("filter-clear-place"),
                        onclear: move |()| filter.with_mut(|filter| filter.place = None),
                        span { class: "text", "{place.name}" }
                    }
                    LabelLink { class: "chip", places: vec![place.id], {t!("place-label")} }
                },
                None => rsx! {
                    Chip { icon: Icon::MapPin, onclick: move |()| asking.set(Asking::Place), {t!("find-column-place")} }
                },
            }
        }
        match asking() {
            Asking::Nothing => rsx! {},
            Asking::Type => rsx! {
                TypePicker { title: t!("filter-type"),
                    onpick: move |picked| {
                        asking.set(Asking::Nothing);
                        filter.with_mut(|filter| filter.item_type = Some(picked));
                    },
                    onclose: move |()| asking.set(Asking::Nothing),
                }
            },
            Asking::State => rsx! {
                Dialog { title: t!("state-title"), onclose: move |()| asking.set(Asking::Nothing),
                    div { class: "scroll choices",
                        for state in State::ALL.iter().copied() {
                            Choice { key: "{state.word()}",
                                onclick: move |()| {
                                    asking.set(Asking::Nothing);
                                    filter.with_mut(|filter| filter.state = Some(state));
                                },
                                StateBadge { state: StateView { state, sub_state: None } }
                            }
                        }
                    }
                }
            },
            Asking::Place => rsx! {
                PlacePicker { title: t!("place-title"),
                    onpick: move |picked| {
                        asking.set(Asking::Nothing);
                        filter.with_mut(|filter| filter.place = Some(picked));
                    },
                    onclose: move |()| asking.set(Asking::Nothing),
                }
            },
        }
    }
}
