//! Saying that items are one thing, or that they are not. What a group shows is `shared::alias`'s; that it is listed once
//! is the store's.

use std::collections::BTreeSet;

use serde_json::{Value, json};
use shared::alias::{fields, key_of};
use shared::id::ItemId;
use shared::model::{Role, Verdict, field};
use shared::operation::{Assign, Change, Intent};
use shared::record::{Collection, Field};

use super::Engine;
use super::action::{Draft, Refused, item_key};
use super::reading::{Reading, shown_text};
use crate::api::{DoneView, FactView, Shown, SuspectView};
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
        let scope = self.store.load_view(&item_key(lowest))?.record.scope;
        let mut said = Vec::new();
        for other in others {
            if self.store.load_view(&item_key(other))?.record.scope != scope {
                return Err(EngineError::TwoTeams);
            }
            said.push(([lowest, other], Verdict::Same));
        }
        self.say(&said)
    }

    /// Says that the second of two is not the first. Where they were shown as one, it is none of those; the others stay
    /// one, also where only it held them together.
    pub(super) fn keep_apart(&mut self, items: &[ItemId]) -> Result<DoneView, EngineError> {
        let &[one, other] = items else {
            return self.done_nothing(None);
        };
        let mut said = vec![(sorted([one, other]), Verdict::NotSame)];
        let keys = [one, other].map(|item| self.store.find_key(&item_key(item)));
        if let [Ok(Some(one)), Ok(Some(other))] = keys {
            let members = self.store.members(other)?;
            for alias in self.store.said_of(&[other])? {
                let pair = self.store.pair_of(alias)?;
                if !members.contains(&one) || pair.iter().any(|item| !members.contains(item)) {
                    continue;
                }
                let mut ids = Vec::with_capacity(2);
                for item in pair {
                    ids.extend(self.store.find_item_named(item)?);
                }
                if let Ok(pair) = <[ItemId; 2]>::try_from(ids) {
                    said.push((sorted(pair), Verdict::NotSame));
                }
            }
            if said.len() > 2 {
                let mut rest = BTreeSet::new();
                for member in members {
                    if member != other {
                        rest.extend(self.store.find_item_named(member)?);
                    }
                }
                let mut rest = rest.into_iter();
                let lowest = rest.next();
                for member in rest {
                    said.extend(lowest.map(|lowest| ([lowest, member], Verdict::Same)));
                }
            }
        }
        said.sort_unstable_by_key(|(pair, _)| *pair);
        said.dedup_by_key(|(pair, _)| *pair);
        self.say(&said)
    }

    /// Items that may be one thing: by a text of the signed-in person's, or wherever they
    /// may say whether they are.
    pub(super) fn suspects(&self, all: bool) -> Result<Vec<SuspectView>, EngineError> {
        let reading = self.reading()?;
        let Some(person) = reading.person_id() else {
            return Ok(Vec::new());
        };
        let mut views: Vec<SuspectView> = Vec::new();
        let mut last = None;
        for suspect in self.store.suspects((!all).then_some(person))? {
            let may_settle = reading.has_role(Role::Manager, suspect.scope);
            if !may_settle && all {
                continue;
            }
            // What bears several texts is one pair.
            if last == Some(suspect.items)
                && let Some(view) = views.last_mut()
            {
                view.shared.push(reading.shared_text(&suspect));
                continue;
            }
            last = Some(suspect.items);
            views.extend(reading.suspect(&suspect, may_settle)?);
            if views.len() == MOST_SUSPECTS {
                break;
            }
        }
        Ok(views)
    }

    /// Says it of each pair of which it is not said yet, in one action.
    fn say(&mut self, said: &[([ItemId; 2], Verdict)]) -> Result<DoneView, EngineError> {
        let mut drafts = Vec::new();
        for (pair, verdict) in said {
            for item in pair {
                self.store.load_view(&item_key(*item))?;
            }
            let record = key_of(*pair);
            // Whether its making was taken back or not: who says it anew says it of the record that there is.
            let (seen, change) = match self.store.find_view(&record)? {
                None => (
                    0,
                    Change::Create {
                        fields: fields(*pair, *verdict),
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
        let shown = said.first().map(|([lowest, _], _)| *lowest);
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
        let [Ok(Some(one)), Ok(Some(other))] = views else {
            return Ok(None);
        };
        let mut sides = [(one.record, suspect.by[0]), (other.record, suspect.by[1])];
        if sides[0].0.key.id() > sides[1].0.key.id() {
            sides.reverse();
        }
        let mut view = SuspectView {
            rows: Vec::new(),
            by: Vec::new(),
            shared: vec![self.shared_text(suspect)],
            first: Vec::new(),
            second: Vec::new(),
            may_settle,
        };
        for (record, by) in &sides {
            view.rows.push(self.row_of(record)?);
            view.by.push(self.person(*by)?);
        }
        for name in COMPARED {
            let values = sides.each_ref().map(|(record, _)| record.value(name));
            if values == [None, None] {
                continue;
            }
            let [one, other] = values.map(|value| {
                let value = value.unwrap_or(&Value::Null);
                self.fact(&Collection::Item, &Field::new(name), value)
            });
            view.first.push(one?);
            view.second.push(other?);
        }
        Ok(Some(view))
    }

    fn shared_text(&self, suspect: &Suspect) -> FactView {
        FactView {
            field: Field::new(&suspect.kind),
            label: None,
            value: Shown::Number(shown_text(&suspect.text)),
        }
    }
}

fn sorted(mut pair: [ItemId; 2]) -> [ItemId; 2] {
    pair.sort_unstable();
    pair
}
