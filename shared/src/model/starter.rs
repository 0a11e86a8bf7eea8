//! The starter set: the teams of CMDB.md and their types, in French and English, with ids fixed for ever.
//!
//! Pure data, as the fields of the operations that create it. An organisation may rename, retire and extend all of it;
//! the ids stay, so that two organisations' starter types are the same types to an import or a report.
//!
//! **Invariant:** an id is never given to something else, and an attribute's kind never changes.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::{AttributeKind, CodeTarget, ItemState, State, Words, field};
use crate::id::{AttributeId, CategoryId, RecordId, SubStateId, TeamId, TypeId};
use crate::record::{Collection, Field, RecordKey};

mod catalogue;

pub use catalogue::{team, types};

/// Ids look like UUIDv7 of the first second of time, so that they sort before all others.
const FIXED: u128 = 0x0000_0000_03e8_7000_8000_0000_0000_0000;

const fn fixed(kind: u128, number: u128) -> u128 {
    FIXED | (kind << 32) | number
}

const fn team_id(number: u128) -> TeamId {
    TeamId::fixed(fixed(1, number))
}

const fn type_id(number: u128) -> TypeId {
    TypeId::fixed(fixed(2, number))
}

/// The attribute of that position in a type's list.
#[must_use]
pub const fn attribute_id(of: TypeId, position: u128) -> AttributeId {
    AttributeId::fixed(fixed(3, member(of, position)))
}

/// The sub-state of that position in a type's list.
#[must_use]
pub const fn sub_state_id(of: TypeId, position: u128) -> SubStateId {
    SubStateId::fixed(fixed(4, member(of, position)))
}

/// The category of that position in a type's list.
#[must_use]
pub const fn category_id(of: TypeId, position: u128) -> CategoryId {
    CategoryId::fixed(fixed(5, member(of, position)))
}

/// A type's number, and 256 positions below it.
const fn member(of: TypeId, position: u128) -> u128 {
    ((of.0.as_u128() & 0xffff) << 8) | position
}

/// Pair in both languages: French, English.
type Pair = (&'static str, &'static str);

/// A team of the starter set.
struct StarterTeam {
    id: TeamId,
    label: Pair,
    types: &'static [StarterType],
}

/// A type of the starter set.
struct StarterType {
    id: TypeId,
    label: Pair,
    /// A drawing of `assets/icons`.
    icon: &'static str,
    code_target: CodeTarget,
    /// The state of a new one.
    state: State,
    /// How long one lives, in months.
    life_span: Option<u16>,
    attributes: &'static [StarterAttribute],
    sub_states: &'static [(State, Pair)],
    categories: &'static [Pair],
}

/// An attribute of a starter type.
struct StarterAttribute {
    label: Pair,
    kind: AttributeKind,
    unit: Option<Pair>,
    choices: &'static [&'static str],
}

type Fields = BTreeMap<Field, Value>;

fn fields<const N: usize>(pairs: [(&str, Value); N]) -> Fields {
    pairs
        .into_iter()
        .map(|(name, value)| (Field::new(name), value))
        .collect()
}

fn label((fr, en): Pair) -> Value {
    Words::new(fr, en).to_value()
}

fn id(id: impl Into<RecordId>) -> Value {
    json!(id.into())
}

fn with(fields: &mut Fields, name: &str, value: Option<Value>) {
    if let Some(value) = value {
        fields.insert(Field::new(name), value);
    }
}

/// The whole set as the fields of one `create` each, in an order in which everything comes after what it refers to.
#[must_use]
pub fn starter() -> Vec<(RecordKey, Fields)> {
    let mut records = Vec::new();
    for (team_order, team) in (0_i64..).zip(catalogue::TEAMS) {
        records.push((
            RecordKey::new(Collection::Team, team.id),
            fields([
                (field::LABEL, label(team.label)),
                (field::ORDER, json!(team_order)),
            ]),
        ));
        for (order, item_type) in (0_i64..).zip(team.types) {
            records.push(type_record(team, item_type, order));
            records.extend(attribute_records(item_type));
            records.extend(sub_state_records(item_type));
            records.extend(category_records(item_type));
        }
    }
    records
}

fn type_record(team: &StarterTeam, item_type: &StarterType, order: i64) -> (RecordKey, Fields) {
    let mut made = fields([
        (field::LABEL, label(item_type.label)),
        (field::TEAM, id(team.id)),
        (field::ICON, json!(item_type.icon)),
        (field::CODE_TARGET, json!(item_type.code_target.word())),
        (
            field::DEFAULT_STATE,
            ItemState::plain(item_type.state).to_value(),
        ),
        (field::ORDER, json!(order)),
    ]);
    with(
        &mut made,
        field::LIFE_SPAN,
        item_type.life_span.map(|months| json!(months)),
    );
    (RecordKey::new(Collection::ItemType, item_type.id), made)
}

fn attribute_records(item_type: &StarterType) -> impl Iterator<Item = (RecordKey, Fields)> {
    (0_u8..)
        .zip(item_type.attributes)
        .map(|(position, attribute)| {
            let mut made = fields([
                (field::LABEL, label(attribute.label)),
                (field::TYPE, id(item_type.id)),
                (field::KIND, json!(attribute.kind.word())),
                (field::ORDER, json!(position)),
            ]);
            with(&mut made, field::UNIT, attribute.unit.map(label));
            let choices = (!attribute.choices.is_empty()).then(|| json!(attribute.choices));
            with(&mut made, field::CHOICES, choices);
            let id = attribute_id(item_type.id, u128::from(position));
            (RecordKey::new(Collection::Attribute, id), made)
        })
}

fn sub_state_records(item_type: &StarterType) -> impl Iterator<Item = (RecordKey, Fields)> {
    (0_u8..)
        .zip(item_type.sub_states)
        .map(|(position, (state, words))| {
            let made = fields([
                (field::LABEL, label(*words)),
                (field::TYPE, id(item_type.id)),
                (field::STATE, json!(state.word())),
                (field::ORDER, json!(position)),
            ]);
            let id = sub_state_id(item_type.id, u128::from(position));
            (RecordKey::new(Collection::SubState, id), made)
        })
}

fn category_records(item_type: &StarterType) -> impl Iterator<Item = (RecordKey, Fields)> {
    (0_u8..).zip(item_type.categories).map(|(position, words)| {
        let made = fields([
            (field::LABEL, label(*words)),
            (field::TYPE, id(item_type.id)),
            (field::ORDER, json!(position)),
        ]);
        let id = category_id(item_type.id, u128::from(position));
        (RecordKey::new(Collection::Category, id), made)
    })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::model::ValueKind;

    #[test]
    fn every_value_is_of_its_fields_kind() {
        for (key, fields) in starter() {
            for (field, value) in &fields {
                let kind = ValueKind::of(key.collection(), field.as_str());
                assert!(
                    kind.is_none_or(|kind| kind.admits(value)),
                    "{key:?} {field} {value}"
                );
            }
        }
    }

    #[test]
    fn no_id_is_given_twice() {
        let records = starter();
        let ids: BTreeSet<_> = records.iter().map(|(key, _)| key.id()).collect();
        assert_eq!(ids.len(), records.len());
    }

    #[test]
    fn everything_comes_after_what_it_refers_to() {
        let mut known = BTreeSet::new();
        for (key, fields) in starter() {
            for name in [field::TEAM, field::TYPE] {
                let referred = fields.get(name).and_then(Value::as_str);
                assert!(
                    referred.is_none_or(|id| known.contains(id)),
                    "{key:?} comes before {referred:?}"
                );
            }
            known.insert(key.id().to_string());
        }
    }

    #[test]
    fn both_languages_have_words_for_everything() {
        for (key, fields) in starter() {
            let label = &fields[field::LABEL];
            for language in ["fr", "en"] {
                assert!(
                    label[language]
                        .as_str()
                        .is_some_and(|word| !word.is_empty()),
                    "{key:?}"
                );
            }
        }
    }
}
