//! What happens to one CI: bought, put into service, moved, counted, lent, repaired, now and then lost or retired.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use shared::id::{IdentifierId, ItemId, OpId, PersonId, PlaceId};
use shared::label::LabelCode;
use shared::model::starter::sub_state_id;
use shared::model::{IdentifierKind, ItemState, LastSeen, State, field};
use shared::operation::{Assign, Change, Intent};
use shared::record::{Collection, Field, RecordKey};
use shared::time::Millis;

use super::calendar::day;
use super::dice::Dice;
use super::people::People;
use super::place::Rooms;
use super::stock::{self, Bought};
use super::{Device, Told};
use crate::organisation::{Deed, fields};

const HOUR: i64 = 3_600_000;
const YEAR: i64 = 365 * Millis::DAY.0;

/// One CI as its story goes on.
struct Story<'a> {
    key: RecordKey,
    /// The operation that stands behind each field.
    bases: BTreeMap<Field, OpId>,
    rev: u64,
    told: &'a mut Vec<Told>,
}

impl Story<'_> {
    fn set<const N: usize>(
        &mut self,
        dice: &mut Dice,
        actor: PersonId,
        at: Millis,
        intent: Intent,
        values: [(&str, Value); N],
    ) {
        let told = Told::new(dice, self.deed(actor, at, intent, values));
        for name in values_of(&told) {
            self.bases.insert(name, told.op);
        }
        self.rev += 1;
        self.told.push(told);
    }

    fn deed<const N: usize>(
        &self,
        actor: PersonId,
        at: Millis,
        intent: Intent,
        values: [(&str, Value); N],
    ) -> Deed {
        let assigns = values
            .into_iter()
            .map(|(name, value)| Assign {
                field: Field::new(name),
                base: self.bases.get(name).copied(),
                value,
            })
            .collect();
        Deed {
            record: self.key.clone(),
            actor,
            at,
            seen: self.rev,
            intent,
            change: Change::Set(assigns),
        }
    }
}

fn values_of(told: &Told) -> Vec<Field> {
    match &told.deed.change {
        Change::Set(assigns) => assigns.iter().map(|assign| assign.field.clone()).collect(),
        _ => Vec::new(),
    }
}

/// Tells the life of one thing between two times.
pub(super) fn tell(
    dice: &mut Dice,
    bought: &Bought,
    people: &People,
    places: &Rooms,
    (start, end): (Millis, Millis),
    told: &mut Vec<Told>,
) {
    // Nothing of the last hours: a newcomer's own work is the newest.
    let latest = end.0 - 12 * HOUR;
    let mut at = Millis(dice.between(start.0 + HOUR, latest - 30 * Millis::DAY.0));
    let buyer = *dice.one(&people.technicians);
    let store = *dice.one(&places.stores);
    let id = ItemId::new(at, dice.bytes());
    let key = RecordKey::new(Collection::Item, id);

    let mut made = bought.fields.clone();
    made.extend(fields([
        (field::STATE, ItemState::plain(State::InStock).to_value()),
        (field::PLACE, json!(store)),
        (field::RESPONSIBLE, json!(dice.one(&people.all))),
        (field::PURCHASE_DATE, json!(day(at))),
        (field::LAST_SEEN, LastSeen::value(buyer, Some(store))),
    ]));
    if let Some(years) = bought.model.warranty {
        let warranty = day(at.plus(Millis(years * YEAR)));
        made.extend(fields([(field::WARRANTY_END, json!(warranty))]));
    }
    let names: Vec<Field> = made.keys().cloned().collect();
    let creation = Told::new(
        dice,
        Deed {
            intent: Intent::Received,
            ..Deed::create(key.clone(), buyer, at, made)
        },
    );
    let mut story = Story {
        key,
        bases: names.into_iter().map(|name| (name, creation.op)).collect(),
        rev: 1,
        told,
    };
    story.told.push(creation);
    identify(dice, id, bought, buyer, at, story.told);

    let rooms = places.in_use(bought.model.item_type);
    let turns = 1 + dice.below(5);
    for turn in 0..turns {
        let left = latest - at.0;
        if left < 2 * HOUR {
            return;
        }
        let step = dice.between(HOUR, (left / 2).max(2 * HOUR));
        at = at.plus(Millis(step));
        let who = *dice.one(&people.technicians);
        if turn == 0 {
            put_into_service(dice, &mut story, people, rooms, who, at);
        } else if !go_on(dice, &mut story, people, rooms, who, at) {
            return;
        }
    }
}

/// The label that was stuck on it, and its hardware address.
fn identify(
    dice: &mut Dice,
    item: ItemId,
    bought: &Bought,
    buyer: PersonId,
    at: Millis,
    told: &mut Vec<Told>,
) {
    let label = LabelCode::from_random(dice.next()).to_string();
    let mut texts = vec![(IdentifierKind::Label, label)];
    if bought.model.has_mac {
        texts.push((IdentifierKind::Mac, stock::mac(dice)));
    }
    if dice.chance(6) {
        let tag = format!("V{:05}", dice.below(100_000));
        texts.push((IdentifierKind::OldTag, tag));
    }
    for (kind, text) in texts {
        let key = RecordKey::new(Collection::Identifier, IdentifierId::new(at, dice.bytes()));
        let made = fields([
            (field::ITEM, json!(item)),
            (field::KIND, json!(kind.word())),
            (field::TEXT, json!(text)),
        ]);
        let deed = Deed {
            intent: Intent::Received,
            ..Deed::create(key, buyer, at, made)
        };
        told.push(Told::new(dice, deed));
    }
}

fn put_into_service(
    dice: &mut Dice,
    story: &mut Story<'_>,
    people: &People,
    rooms: &[PlaceId],
    who: PersonId,
    at: Millis,
) {
    let office = *dice.one(rooms);
    let user = *dice.one(&people.all);
    story.set(
        dice,
        who,
        at,
        Intent::Moved,
        [
            (field::PLACE, json!(office)),
            (field::STATE, ItemState::plain(State::InService).to_value()),
            (field::USER, json!(user)),
            (field::LAST_SEEN, LastSeen::value(who, Some(office))),
        ],
    );
}

/// One more turn. False where the story ends.
fn go_on(
    dice: &mut Dice,
    story: &mut Story<'_>,
    people: &People,
    rooms: &[PlaceId],
    who: PersonId,
    at: Millis,
) -> bool {
    let office = *dice.one(rooms);
    let seen = (field::LAST_SEEN, LastSeen::value(who, Some(office)));
    match dice.below(100) {
        0..30 => story.set(
            dice,
            who,
            at,
            Intent::Moved,
            [(field::PLACE, json!(office)), seen],
        ),
        30..55 => story.set(dice, who, at, Intent::Counted, [seen]),
        55..70 => {
            let user = *dice.one(&people.all);
            story.set(dice, who, at, Intent::Edited, [(field::USER, json!(user))]);
        }
        70..78 => {
            let note = *dice.one(NOTES);
            story.set(dice, who, at, Intent::Edited, [(field::NOTES, json!(note))]);
        }
        78..86 => set_state(dice, story, who, at, State::InRepair),
        86..90 => lend(dice, story, who, at),
        90 => {
            contest(dice, story, people, rooms, at);
            return false;
        }
        91..95 => set_state(dice, story, who, at, State::Missing),
        95..98 => set_state(dice, story, who, at, State::InStock),
        _ => {
            set_state(dice, story, who, at, State::Retired);
            return false;
        }
    }
    true
}

fn set_state(dice: &mut Dice, story: &mut Story<'_>, who: PersonId, at: Millis, state: State) {
    let state = ItemState::plain(state).to_value();
    story.set(dice, who, at, Intent::Edited, [(field::STATE, state)]);
}

/// The first sub-state of every thing's type is “loaned”.
fn lend(dice: &mut Dice, story: &mut Story<'_>, who: PersonId, at: Millis) {
    let item_type = story
        .told
        .iter()
        .rev()
        .find_map(|told| match &told.deed.change {
            Change::Create { fields } if told.deed.record == story.key => {
                fields.get(field::TYPE)?.as_str()?.parse().ok()
            }
            _ => None,
        });
    let state = ItemState {
        state: State::InService,
        sub_state: item_type.map(|item_type| sub_state_id(item_type, 0)),
    };
    let value = state.to_value();
    story.set(dice, who, at, Intent::Edited, [(field::STATE, value)]);
}

/// Two people who know nothing of each other see it in two rooms within minutes, and nobody has settled that yet.
fn contest(dice: &mut Dice, story: &mut Story<'_>, people: &People, rooms: &[PlaceId], at: Millis) {
    let [first, second] = [(); 2].map(|()| *dice.one(&people.technicians));
    let [here, there] = [(); 2].map(|()| *dice.one(rooms));
    let move_to = |place: PlaceId| [(field::PLACE, json!(place))];
    let soon = at.plus(Millis(6 * Millis::MINUTE.0));
    let other = story.deed(second, soon, Intent::Moved, move_to(there));
    story.set(dice, first, at, Intent::Moved, move_to(here));
    let other = Told {
        on: Device::Basement,
        ..Told::new(dice, other)
    };
    story.told.push(other);
}

const NOTES: &[&str] = &[
    "Batterie remplacée.",
    "Écran rayé dans le coin supérieur gauche.",
    "Station d’accueil au poste, ne pas déplacer.",
    "Keyboard layout: Canadian French.",
    "Prêté pour les élections.",
    "Touche Échap difficile.",
];
