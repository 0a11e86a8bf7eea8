//! Saying that items are one thing, or that they are not. What a group shows is `shared::alias`'s; that it is listed once
//! is the store's.

use std::collections::BTreeSet;

use serde_json::{Value, json};
use shared::alias::{fields, key_of};
use shared::id::{ItemId, PersonId};
use shared::model::{Role, Verdict, field};
use shared::operation::{Assign, Change, Intent};
use shared::record::{Collection, Field, Record};

use super::Engine;
use super::action::{Draft, Refused, item_key};
use super::reading::{Reading, shown_text};
use crate::api::{ComparedFact, DoneView, SharedText, Shown, SuspectSide, SuspectView};
use crate::error::EngineError;
use crate::store::Suspect;

/// Pairs shown at most: whoever has said of these what they are sees the next.
const MOST_SUSPECTS: usize = 200;

/// What is compared of two items, in the order in which it is shown.
const COMPARED: &[&str] = &[
    field::NAME,
    field::INVENTORY_NUMBER,
    field::SERIAL_NUMBER,
    field::TYPE,
    field::MANUFACTURER,
    field::MODEL,
    field::PLACE,
    field::STATE,
    field::RESPONSIBLE,
];

impl Engine {
    /// Says that items are one thing: of each that it is the lowest of them.
    pub(super) fn merge(&mut self, items: &[ItemId]) -> Result<DoneView, EngineError> {
        let items: BTreeSet<ItemId> = items.iter().copied().collect();
        let mut others = items.iter().copied();
        let Some(lowest) = others.next() else {
            return self.done_nothing(None);
        };
        let pairs: Vec<[ItemId; 2]> = others.map(|other| [lowest, other]).collect();
        self.say(&pairs, Verdict::Same)
    }

    /// Says that the second of two is not the first. Where they were shown as one, it is none of those.
    pub(super) fn keep_apart(
        &mut self,
        [one, other]: [ItemId; 2],
    ) -> Result<DoneView, EngineError> {
        let mut pairs = BTreeSet::from([sorted([one, other])]);
        if let Some(key) = self.store.find_key(&item_key(other))?
            && let Some(first) = self.store.find_key(&item_key(one))?
        {
            let members = self.store.members(key)?;
            for said in self.store.said_of(key)? {
                let Some(said) = self.store.find_said(said)? else {
                    continue;
                };
                let joins = said.verdict == Verdict::Same
                    && members.contains(&first)
                    && said.items.iter().all(|item| members.contains(item));
                if joins {
                    let names = said.items.map(|item| self.store.find_base(item));
                    if let [Ok(Some((one, _))), Ok(Some((other, _)))] = names {
                        pairs.insert(sorted([one.id().into(), other.id().into()]));
                    }
                }
            }
        }
        let pairs: Vec<[ItemId; 2]> = pairs.into_iter().collect();
        self.say(&pairs, Verdict::NotSame)
    }

    /// Items that may be one thing, those that were made last first: by a text of the signed-in person's, or wherever they
    /// may say whether they are.
    pub(super) fn suspects(&self, all: bool) -> Result<Vec<SuspectView>, EngineError> {
        let reading = self.reading()?;
        let Some(person) = reading.person_id() else {
            return Ok(Vec::new());
        };
        let mut views = Vec::new();
        for suspect in self.store.suspects((!all).then_some(person))? {
            let may_settle = reading.has_role(Role::Manager, suspect.scope);
            if may_settle || !all {
                views.extend(reading.suspect(&suspect, may_settle)?);
            }
        }
        views.sort_by_key(|view: &SuspectView| std::cmp::Reverse(view.items()));
        views.sort_by_key(|view| {
            std::cmp::Reverse(view.sides.iter().map(|side| side.made_at).max())
        });
        views.truncate(MOST_SUSPECTS);
        Ok(views)
    }

    /// Says it of each pair of which it is not said yet, in one action.
    fn say(&mut self, pairs: &[[ItemId; 2]], verdict: Verdict) -> Result<DoneView, EngineError> {
        let mut drafts = Vec::new();
        for pair in pairs {
            for item in pair {
                self.store.load_view(&item_key(*item))?;
            }
            let record = key_of(*pair);
            // Whether its making was taken back or not: who says it anew says it of the record that there is.
            let (seen, change) = match self.store.find_view(&record)? {
                None => (
                    0,
                    Change::Create {
                        fields: fields(*pair, verdict),
                    },
                ),
                Some(viewed) => {
                    let value = json!(verdict.word());
                    if viewed.record.value(field::VERDICT) == Some(&value) {
                        continue;
                    }
                    let assign = Assign {
                        field: Field::new(field::VERDICT),
                        base: viewed.record.base(field::VERDICT),
                        value,
                    };
                    (viewed.seen, Change::Set(vec![assign]))
                }
            };
            drafts.push(Draft {
                record,
                seen,
                intent: Intent::Edited,
                change,
            });
        }
        let shown = pairs.first().map(|[lowest, _]| *lowest);
        if drafts.is_empty() {
            return self.done_nothing(shown);
        }
        let done = self.commit(drafts, Refused::Stops, None)?;
        let item = match shown {
            Some(item) => self.open_item(item)?.map(Box::new),
            None => None,
        };
        Ok(DoneView { item, ..done })
    }
}

impl Reading<'_> {
    fn suspect(
        &self,
        suspect: &Suspect,
        may_settle: bool,
    ) -> Result<Option<SuspectView>, EngineError> {
        let views = suspect.items.map(|item| self.store.find_view_by_key(item));
        let [Some(one), Some(other)] = views.map(|view| view.ok().flatten()) else {
            return Ok(None);
        };
        let mut records = [one.record, other.record];
        let mut shared = self.store.shared_texts(suspect.items)?;
        if records[0].key.id() > records[1].key.id() {
            records.reverse();
            shared.iter_mut().for_each(|one| one.by.reverse());
        }
        let Some(by) = shared.first().map(|one| one.by) else {
            return Ok(None);
        };
        let mut facts = Vec::new();
        for name in COMPARED {
            let values = [&records[0], &records[1]].map(|record| record.value(name));
            if values == [None, None] {
                continue;
            }
            let name = Field::new(name);
            let mut shown = Vec::with_capacity(2);
            for value in values {
                shown.push(self.shown(&Collection::Item, &name, value.unwrap_or(&Value::Null))?);
            }
            if let Ok(values) = <[Shown; 2]>::try_from(shown) {
                let fact = self.fact_label(&name)?;
                facts.push(ComparedFact { fact, values });
            }
        }
        let shared = shared.into_iter().map(|one| SharedText {
            kind: one.kind,
            text: shown_text(&one.text),
        });
        Ok(Some(SuspectView {
            sides: [
                self.suspect_side(&records[0], by[0])?,
                self.suspect_side(&records[1], by[1])?,
            ],
            shared: shared.collect(),
            facts,
            may_settle,
        }))
    }

    fn suspect_side(&self, record: &Record, by: PersonId) -> Result<SuspectSide, EngineError> {
        Ok(SuspectSide {
            row: self.row_of(record)?,
            by: self.person(by)?,
            own: Some(by) == self.person_id(),
            made_at: record.created.at,
        })
    }
}

fn sorted(mut pair: [ItemId; 2]) -> [ItemId; 2] {
    pair.sort_unstable();
    pair
}
