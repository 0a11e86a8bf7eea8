//! What a person does to one CI, from wherever it is shown.

use mobile_core::api::{Command, DoneView, ItemView, PlaceView, Seen, Target, TypeView};
use shared::model::{ItemState, field};
use shared::record::Field;

use super::pick::is_number;
use crate::i18n::label;
use crate::session::Session;
use crate::t;

/// The item with what the person saw of one of its fields.
fn target(item: &ItemView, name: &str) -> Target {
    // What is seen of one of several that are shown as one is seen of the one by which it was found.
    if let Some(through) = item.through.filter(|_| name != field::TYPE) {
        return Target {
            item: through,
            seen: None,
        };
    }
    let base = item.bases.get(&Field::new(name)).copied();
    Target {
        item: item.row.id,
        seen: Some(Seen {
            rev: item.rev,
            base,
        }),
    }
}

/// Puts an item in a place.
pub(super) fn put(
    session: Session,
    item: &ItemView,
    place: &PlaceView,
    then: impl FnOnce(DoneView) + 'static,
) {
    let name = place.name.clone();
    session.act(
        Command::Move {
            items: vec![target(item, field::PLACE)],
            place: place.id,
        },
        move |_| {
            if is_number(&name) {
                t!("scan-done-move", place: name)
            } else {
                t!("scan-done-move-named", place: name)
            }
        },
        then,
    );
}

/// Says what an item is.
pub(super) fn set_type(session: Session, item: &ItemView, item_type: &TypeView) {
    let word = label(&item_type.label);
    session.act(
        Command::SetType {
            items: vec![target(item, field::TYPE)],
            item_type: item_type.id,
        },
        move |_| t!("type-set", name: word),
        |_| (),
    );
}

/// Gives an item a state; `word` is what that state is called.
pub(super) fn set_state(
    session: Session,
    item: &ItemView,
    state: ItemState,
    word: String,
    then: impl FnOnce(DoneView) + 'static,
) {
    session.act(
        Command::SetState {
            items: vec![target(item, field::STATE)],
            state,
        },
        move |_| word,
        then,
    );
}
