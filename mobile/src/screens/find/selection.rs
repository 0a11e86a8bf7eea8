//! Rows that are chosen, one by one, from one to another, or all: they act together, as one action with one way back.

use std::collections::BTreeSet;

use assets::Icon;
use dioxus::prelude::*;
use mobile_core::api::{
    Anchor, Answer, ChoiceView, Command, DoneView, MOST_CHOSEN, PlaceView, Query, Target, TypeView,
};
use shared::id::ItemId;
use shared::model::Role;

use crate::components::{Chip, IconButton};
use crate::i18n::label;
use crate::page::Shortcut;
use crate::screens::labels::LabelLink;
use crate::screens::pick::{PlacePicker, StatePicker, TypePicker};
use crate::session::{Session, failure, use_session};
use crate::t;

/// As many are said to be one thing at a time: more were hardly chosen for that.
const MOST_MERGED: usize = 10;

/// What is chosen. Copies lead to the same.
#[derive(Clone, Copy, PartialEq)]
pub(super) struct Selection {
    session: Session,
    items: Signal<BTreeSet<ItemId>>,
    /// The row that was chosen or opened by itself last: from there one goes on with Shift.
    from: CopyValue<Option<Anchor>>,
    /// What was chosen beside the rows from there on.
    beside: CopyValue<BTreeSet<ItemId>>,
}

/// Nothing is chosen yet.
pub(super) fn use_selection() -> Selection {
    let session = use_session();
    let items = use_signal(BTreeSet::new);
    use_hook(|| Selection {
        session,
        items,
        from: CopyValue::new(None),
        beside: CopyValue::default(),
    })
}

impl Selection {
    pub(super) fn has(self, item: ItemId) -> bool {
        self.items.read().contains(&item)
    }

    pub(super) fn count(self) -> usize {
        self.items.read().len()
    }

    pub(super) fn is_empty(self) -> bool {
        self.items.peek().is_empty()
    }

    /// From here one goes on with Shift, unless it was begun elsewhere.
    pub(super) fn begin_at_least(self, row: Anchor) {
        if self.from.peek().is_none() {
            self.begin(row);
        }
    }

    /// From here one goes on with Shift.
    pub(super) fn begin(mut self, row: Anchor) {
        self.from.set(Some(row));
        self.beside.set(self.items.peek().clone());
    }

    /// Chooses a row, or no longer.
    pub(super) fn set(mut self, row: Anchor, chosen: bool) {
        if chosen {
            self.items.write().insert(row.item);
        } else {
            self.items.write().remove(&row.item);
        }
        self.begin(row);
    }

    /// Chooses the rows from where one began to here, and of those that this was done with before no others.
    pub(super) fn reach(self, query: Query, to: Anchor) {
        let from = *self.from.peek();
        if from.is_none() {
            self.begin(to);
        }
        let from = from.unwrap_or(to);
        self.choose(query, Some([from, to]));
    }

    /// Chooses all that the search leads to.
    pub(super) fn choose_all(mut self, query: Query) {
        self.from.set(None);
        self.beside.set(BTreeSet::new());
        self.choose(query, None);
    }

    /// Chooses nothing any more.
    pub(super) fn clear(mut self) {
        self.from.set(None);
        self.beside.set(BTreeSet::new());
        self.items.write().clear();
    }

    fn choose(self, query: Query, between: Option<[Anchor; 2]>) {
        spawn(async move {
            match self
                .session
                .ask(Command::Choosable { query, between })
                .await
            {
                Ok(Answer::Choice(ChoiceView { items, more })) => self.add(items, more),
                Ok(_) => {}
                Err(error) => self.session.tell(failure(&error)),
            }
        });
    }

    /// Chooses these beside what stands beside them, as many as may be chosen together.
    fn add(mut self, items: impl IntoIterator<Item = ItemId>, mut more: bool) {
        let mut chosen = self.beside.peek().clone();
        for item in items {
            if chosen.contains(&item) || chosen.len() < MOST_CHOSEN as usize {
                chosen.insert(item);
            } else {
                more = true;
            }
        }
        if more {
            self.session.tell(t!("selected-most", count: MOST_CHOSEN));
        }
        if *self.items.peek() != chosen {
            self.items.set(chosen);
        }
    }
}

/// How many are chosen, and what can be done with all of them.
#[component]
pub(super) fn SelectionBar(
    selection: Selection,
    /// A key that was pressed for what is chosen.
    shortcut: ReadSignal<Option<Shortcut>>,
) -> Element {
    let session = use_session();
    let mut asking_place = use_signal(|| false);
    let mut asking_state = use_signal(|| false);
    let mut asking_type = use_signal(|| false);
    use_effect(move || match shortcut() {
        Some(Shortcut::Move) => asking_place.set(true),
        Some(Shortcut::State) => asking_state.set(true),
        _ => {}
    });
    let count = selection.count();
    let taken = move |done: &DoneView| {
        let left = done.left.as_ref().map_or(0, |left| left.count);
        count.saturating_sub(left as usize)
    };
    let targets = move || -> Vec<Target> {
        selection
            .items
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
        // There before what it says changes: only then it is said.
        p { class: "said", role: "status",
            if count > 0 {
                {t!("selected", count: count)}
            }
        }
        if count > 0 {
            div { class: "selection line", role: "region", "aria-label": t!("selected-do"),
                b { class: "grow", {t!("selected", count: count)} }
                Chip { icon: Icon::MapPin, onclick: move |()| asking_place.set(true), {t!("item-move")} }
                Chip { icon: Icon::CircleDot, onclick: move |()| asking_state.set(true), {t!("item-state")} }
                Chip { icon: Icon::Shapes, onclick: move |()| asking_type.set(true), {t!("field-type")} }
                if may_retire && (2..=MOST_MERGED).contains(&count) {
                    Chip { icon: Icon::GitMerge,
                        onclick: move |()| {
                            let items = selection.items.peek().iter().copied().collect();
                            session.act(Command::Merge(items), |_| t!("merge-done"), move |_| selection.clear());
                        },
                        {t!("selected-merge")}
                    }
                }
                LabelLink { class: "chip", items: selection.items.read().iter().copied().collect::<Vec<_>>(), {t!("labels")} }
                IconButton { icon: Icon::X, name: t!("selected-none"), onclick: move |()| selection.clear() }
            }
        }
        if asking_place() {
            PlacePicker { title: t!("place-title"),
                onpick: move |place: PlaceView| {
                    asking_place.set(false);
                    let command = Command::Move { items: targets(), place: place.id };
                    session.act(
                        command,
                        move |done| t!("selected-moved", count: taken(done), place: place.name.as_str()),
                        move |_| selection.clear(),
                    );
                },
                onclose: move |()| asking_place.set(false),
            }
        }
        if asking_type() {
            TypePicker { title: t!("create-what"),
                onpick: move |item_type: TypeView| {
                    asking_type.set(false);
                    let word = label(&item_type.label);
                    session.act(
                        Command::SetType { items: targets(), item_type: item_type.id },
                        move |done| t!("selected-now", count: taken(done), now: word.as_str()),
                        move |_| selection.clear(),
                    );
                },
                onclose: move |()| asking_type.set(false),
            }
        }
        if asking_state() {
            // A sub-state belongs to one type; many rows share only the states.
            StatePicker { item_type: None, chosen: None, may_retire,
                onpick: move |(state, word): (_, String)| {
                    asking_state.set(false);
                    session.act(
                        Command::SetState { items: targets(), state },
                        move |done| t!("selected-now", count: taken(done), now: word.as_str()),
                        move |_| selection.clear(),
                    );
                },
                onclose: move |()| asking_state.set(false),
            }
        }
    }
}
