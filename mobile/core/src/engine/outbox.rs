//! The outbox as a person reads it: what waits here, what waits on the server, what was sent, what is to settle.

use std::collections::BTreeSet;

use shared::id::{ActionId, ItemId, PlaceId};
use shared::model::{ConfigItem, Role, field};
use shared::operation::{Change, Operation};
use shared::record::Collection;

use super::Engine;
use super::history::{assigned, kept_values, withdrawn_own};
use super::reading::{Reading, shown_text};
use crate::api::{ActionView, OthersWork, OutboxView};
use crate::error::EngineError;
use crate::store::{OwnOperation, Stage, Suspect};
use crate::sync::Others;

/// Actions listed of what waits.
const MOST_WAITING: u32 = 200;
/// Actions listed of what was sent.
const MOST_SENT: usize = 50;
/// Operations looked at to find those actions: an action on a thousand items is one line.
const SENT_OPERATIONS: u32 = 5_000;

impl Engine {
    pub(super) fn outbox(&self) -> Result<OutboxView, EngineError> {
        let reading = self.reading()?;
        let to_send = self.store.pending_actions(MOST_WAITING)?;
        let parked = self.store.parked_actions(MOST_WAITING)?;
        let sent: Vec<ActionId> = self
            .store
            .sent_actions(SENT_OPERATIONS)?
            .into_iter()
            .filter(|action| !to_send.contains(action) && !parked.contains(action))
            .take(MOST_SENT)
            .collect();
        let mut conflicts = Vec::new();
        if let Some(person) = reading.person_id() {
            for key in self.store.conflicts_of(person, MOST_WAITING)? {
                if let Some(viewed) = self.store.find_view_by_key(key)? {
                    let open = reading.conflicts(&viewed.record)?;
                    conflicts.extend(
                        open.into_iter()
                            .filter(|view| view.kept.own || view.other.own),
                    );
                }
            }
        }
        Ok(OutboxView {
            to_send: reading.actions(&to_send)?,
            to_send_count: self.store.pending_count()?,
            parked: reading.actions(&parked)?,
            sent: reading.actions(&sent)?,
            sent_count: self.store.sent_count()?,
            conflicts,
            suspects: self.own_suspects()?.len() as u64,
            to_settle_count: self.to_settle()?,
            others: reading.others_work(&self.sync.others)?,
        })
    }

    /// How much a person has to decide, counted as it is listed.
    pub(super) fn to_settle(&self) -> Result<u64, EngineError> {
        let conflicts = match self.store.session()? {
            Some(session) => self.store.conflict_count(session.person)?,
            None => 0,
        };
        let reading = self.reading()?;
        let suspects = self.own_suspects()?;
        let to_say = suspects
            .iter()
            .filter(|suspect| reading.has_role(Role::Manager, suspect.scope));
        Ok(self.store.parked_count()? + conflicts + to_say.count() as u64)
    }

    /// Pairs that may be one thing by a text that the signed-in person gave to one of them.
    fn own_suspects(&self) -> Result<Vec<Suspect>, EngineError> {
        match self.store.session()? {
            Some(session) => {
                let mut suspects = self.store.suspects(Some(session.person))?;
                suspects.dedup_by(|one, other| one.items == other.items);
                Ok(suspects)
            }
            None => Ok(Vec::new()),
        }
    }
}

impl Reading<'_> {
    /// What others did here and have not sent.
    pub(super) fn others_work(&self, others: &Others) -> Result<Vec<OthersWork>, EngineError> {
        let mut work = Vec::new();
        for author in self.store.pending_of_others()? {
            let by = self.known_person(author.person, &author.name)?;
            work.push(OthersWork {
                by,
                count: author.unsent,
                goes_by_itself: author.is_enrolled && !others.is_refused(author.person),
            });
        }
        Ok(work)
    }

    fn actions(&self, actions: &[ActionId]) -> Result<Vec<ActionView>, EngineError> {
        let mut views = Vec::with_capacity(actions.len());
        for action in actions {
            let own = self.store.own_of_action(*action)?;
            if let Some(first) = own.first() {
                views.push(self.action(*action, first, &own)?);
            }
        }
        Ok(views)
    }

    fn action(
        &self,
        action: ActionId,
        first: &OwnOperation,
        own: &[OwnOperation],
    ) -> Result<ActionView, EngineError> {
        // An undo runs backwards: its item may come after the label that hung on it. Of a label and what it replaces it is
        // the label.
        let lead = own
            .iter()
            .find(|own| *own.sealed.record.collection() == Collection::Item)
            .or_else(|| own.iter().find(|own| identifies(&own.sealed)))
            .unwrap_or(first);
        let on_record = match self.store.find_key(&lead.sealed.record)? {
            Some(key) => self.store.own_of_record(key)?,
            None => Vec::new(),
        };
        let items: BTreeSet<ItemId> = own.iter().filter_map(|own| item_of(&own.sealed)).collect();
        let item =
            item_of(&lead.sealed).or_else(|| on_record.iter().find_map(|own| item_of(&own.sealed)));
        let heading = match item {
            Some(item) => self.item_heading(item)?,
            None => None,
        };
        let heading = match (item, heading) {
            (None, _) => self.store.find_view(&lead.sealed.record)?,
            (Some(_), heading) => heading,
        };
        let places: BTreeSet<PlaceId> = match item {
            Some(_) => BTreeSet::new(),
            None => own.iter().filter_map(|own| place_of(&own.sealed)).collect(),
        };
        let place = place_of(&lead.sealed).filter(|_| item.is_none());
        let place_name = match place {
            Some(place) => self.place_itself(place)?.map(|place| place.name),
            None => None,
        };
        let record = heading.as_ref().map(|viewed| &viewed.record);
        let (title, label) = match record {
            Some(record) => self.called(record)?,
            None => (String::new(), None),
        };
        let shown = record.map(ConfigItem);
        let collection = lead.sealed.record.collection();
        Ok(ActionView {
            action,
            at: lead.sealed.observed_at,
            intent: lead.sealed.intent,
            created: matches!(lead.sealed.change, Change::Create { .. }),
            title: place_name.unwrap_or(title),
            label,
            number: shown.and_then(ConfigItem::inventory_number).map(shown_text),
            item,
            item_type: match shown.and_then(ConfigItem::item_type) {
                Some(id) => self.item_type(id)?,
                None => None,
            },
            items: u32::try_from(items.len()).unwrap_or(u32::MAX),
            place,
            places: u32::try_from(places.len()).unwrap_or(u32::MAX),
            changes: self.changes(collection, &lead.sealed.change, &kept_values(&lead.before))?,
            undoes: self.undone(collection, (&*lead.sealed).into(), |op| {
                let taken = on_record.iter().find(|own| own.sealed.op_id == op)?;
                Some(((&*taken.sealed).into(), kept_values(&taken.before)))
            })?,
            delivery: self.delivery(least_far(lead, own), record)?,
            withdrawn: withdrawn_own(&on_record).contains(&lead.sealed.op_id),
        })
    }
}

/// An action has come as far as the operation of it that is least far.
fn least_far<'a>(lead: &'a OwnOperation, own: &'a [OwnOperation]) -> &'a OwnOperation {
    let least = own
        .iter()
        .find(|own| own.stage == Stage::Pending)
        .or_else(|| own.iter().find(|own| own.stage == Stage::Parked));
    least.unwrap_or(lead)
}

/// Whether an operation gives something a label or another code.
fn identifies(operation: &Operation) -> bool {
    *operation.record.collection() == Collection::Identifier
        && matches!(operation.change, Change::Create { .. })
}

/// The item that an operation is about.
fn item_of(operation: &Operation) -> Option<ItemId> {
    if *operation.record.collection() == Collection::Item {
        return Some(ItemId::from(operation.record.id()));
    }
    named_in(operation, field::ITEM)
}

/// The place that an operation is about: it, or that of its label.
fn place_of(operation: &Operation) -> Option<PlaceId> {
    match operation.record.collection() {
        Collection::Place => Some(PlaceId::from(operation.record.id())),
        Collection::Identifier => named_in(operation, field::PLACE),
        _ => None,
    }
}

/// The record that an operation names in a field.
fn named_in<I: std::str::FromStr>(operation: &Operation, wanted: &str) -> Option<I> {
    assigned(&operation.change)
        .into_iter()
        .find(|(name, _)| name.as_str() == wanted)
        .and_then(|(_, value)| value.as_str()?.parse().ok())
}
