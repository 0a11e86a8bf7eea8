//! Whatever people pushed, a replay gets the same answers and changes nothing: the server's part of a lost answer.

use std::collections::BTreeMap;

use serde_json::value::RawValue;
use serde_json::{Value, json};
use shared::id::{IdentifierId, ItemId, OpId, PersonId, PlaceId};
use shared::model::starter::team;
use shared::model::{IdentifierKind, ItemState, PlaceKind, Role, State, field};
use shared::operation::{Change, Outcome, SealedOperation};
use shared::record::{Collection, Record, RecordKey, Scope};
use shared::wire::Cursor;

use super::bench::{Bench, Device, EQUIPMENT, LAPTOP, ROOM, outcomes};
use crate::demo::dice::Dice;
use crate::organisation::fields;
use crate::store::{Entry, Push};

/// Days that differ in everything that chance decides.
const DAYS: u64 = 8;
/// Pushes of a day.
const PUSHES: usize = 10;

pub(super) async fn whatever_was_pushed_a_replay_is_answered_as_before_and_changes_nothing(
    bench: Bench,
) {
    let mut seen = BTreeMap::new();
    for seed in 0..DAYS {
        let mut day = Day::begin(&bench, seed).await;
        for _ in 0..PUSHES {
            day.push().await;
            if day.dice.chance(30) {
                day.replay(&format!("day {seed}")).await;
            }
        }
        for _ in 0..PUSHES {
            day.replay(&format!("the end of day {seed}")).await;
        }
        for answer in day.sent.iter().flat_map(|sent| &sent.answers) {
            *seen.entry(kind(answer)).or_insert(0) += 1;
        }
    }
    // A day on which nothing of that happens says nothing of it.
    for outcome in ["applied", "conflict", "merged", "parked", "superseded"] {
        assert!(seen.contains_key(outcome), "{seen:?}");
    }
}

/// Lives through days without a replay, and gives what was sent by whom.
pub(super) async fn live(bench: &Bench) -> Vec<(PersonId, Push)> {
    let mut all = Vec::new();
    for seed in 0..DAYS {
        let mut day = Day::begin(bench, seed).await;
        for _ in 0..PUSHES {
            day.push().await;
        }
        let sent = std::mem::take(&mut day.sent);
        all.extend(
            sent.into_iter()
                .map(|sent| (day.devices[sent.by].person, sent.push)),
        );
    }
    all
}

fn kind(outcome: &Outcome) -> &'static str {
    match outcome {
        Outcome::Applied {} => "applied",
        Outcome::Merged {} => "merged",
        Outcome::Superseded { .. } => "superseded",
        Outcome::Conflict { .. } => "conflict",
        Outcome::Parked { .. } => "parked",
        _ => "another",
    }
}

/// A push with what it was answered, entry by entry.
struct Sent {
    by: usize,
    push: Push,
    answers: Vec<Outcome>,
}

/// Four people of different rights over few records, so that they meet.
struct Day<'a> {
    bench: &'a Bench,
    dice: Dice,
    devices: Vec<Device>,
    /// What they act on. Some of it is not made yet when somebody does.
    records: Vec<RecordKey>,
    /// What was sent so far: any of it may be taken back or built upon, by whoever may or may not.
    operations: Vec<(RecordKey, OpId)>,
    sent: Vec<Sent>,
}

impl<'a> Day<'a> {
    async fn begin(bench: &'a Bench, seed: u64) -> Self {
        let (technician, membership) = bench.join(team::IT, Role::Technician).await;
        let (reader, _) = bench.join(team::IT, Role::Reader).await;
        let (other, _) = bench.join(team::LOGISTICS, Role::Manager).await;
        let items = (0..4).map(|_| RecordKey::new(Collection::Item, bench.id::<ItemId>()));
        let places = (0..3).map(|_| RecordKey::new(Collection::Place, bench.id::<PlaceId>()));
        let label = RecordKey::new(Collection::Identifier, bench.id::<IdentifierId>());
        Self {
            bench,
            dice: Dice::new(seed),
            devices: vec![bench.administrator(), technician, reader, other],
            records: items.chain(places).chain([label, membership]).collect(),
            operations: Vec::new(),
            sent: Vec::new(),
        }
    }

    fn any<T: Clone>(&mut self, of: &[T]) -> T {
        self.dice.one(of).clone()
    }

    /// Somebody sends something that they did.
    async fn push(&mut self) {
        self.bench
            .pass(i64::try_from(self.dice.below(400_000)).expect("little"));
        let by = usize::try_from(self.dice.below(4)).expect("few");
        let mut entries = Vec::new();
        for _ in 0..=self.dice.below(5) {
            let seq = self.devices[by].seq + 1;
            self.devices[by].seq = seq;
            if self.dice.chance(4) {
                let nonsense = RawValue::from_string(format!("[{seq}]")).expect("JSON");
                entries.push(Entry::read(seq, &nonsense));
                continue;
            }
            let operation = self.deed(by).await;
            self.operations
                .push((operation.record.clone(), operation.op_id));
            entries.push(Entry::sealed(seq, operation));
        }
        let push = self.bench.push_of(&self.devices[by], entries);
        let answers = self.send(by, push.clone()).await;
        self.sent.push(Sent { by, push, answers });
    }

    async fn send(&self, by: usize, push: Push) -> Vec<Outcome> {
        let answered = outcomes(self.bench.send(&self.devices[by], push).await);
        answered.into_iter().map(|one| one.outcome).collect()
    }

    async fn deed(&mut self, by: usize) -> SealedOperation {
        let key = self.any(&self.records.clone());
        let record = self.bench.record(&key).await;
        let known = record.as_ref().map_or(0, |record| record.rev);
        let seen = known.saturating_sub(self.dice.below(3));
        let change = match self.dice.below(10) {
            0..3 => self.creation(&key),
            3..7 => self.assignment(&key, record.as_ref()),
            7 | 8 => match self.operations.len() {
                0 => self.creation(&key),
                _ => {
                    let (record, op) = self.any(&self.operations.clone());
                    let change = Change::Withdraw { op };
                    return self
                        .bench
                        .operation(&self.devices[by], record, seen, change);
                }
            },
            _ => match record.as_ref().and_then(|record| record.conflicts.first()) {
                Some(open) => Change::Settle {
                    conflict: open.id,
                    field: open.field.clone(),
                    value: open.other.value.clone(),
                },
                None => self.assignment(&key, record.as_ref()),
            },
        };
        self.bench.operation(&self.devices[by], key, seen, change)
    }

    fn creation(&mut self, key: &RecordKey) -> Change {
        let made = match key.collection() {
            Collection::Item => {
                let of = self.any(&[LAPTOP, LAPTOP, EQUIPMENT]);
                fields([
                    (field::TYPE, json!(of)),
                    (field::NAME, json!("PC")),
                    (field::PLACE, json!(ROOM)),
                ])
            }
            Collection::Place => fields([
                (field::NAME, json!("P")),
                (field::KIND, json!(PlaceKind::Room.word())),
            ]),
            _ => fields([
                (field::ITEM, json!(self.records[0].id())),
                (field::KIND, json!(IdentifierKind::OldTag.word())),
                (field::TEXT, json!("V-001")),
            ]),
        };
        Change::Create { fields: made }
    }

    fn assignment(&mut self, key: &RecordKey, record: Option<&Record>) -> Change {
        let places: Vec<_> = (self.records.iter())
            .filter(|known| *known.collection() == Collection::Place)
            .map(RecordKey::id)
            .collect();
        let word = self.any(&["a", "b", "c"]);
        let (name, value): (&str, Value) = match key.collection() {
            Collection::Place => (field::PARENT, json!(self.any(&places))),
            // It ends and goes on: what waited for it is freed.
            Collection::Membership => (field::RETIRED, json!(self.dice.chance(50))),
            Collection::Identifier => (field::TEXT, json!(word)),
            _ => match self.dice.below(5) {
                0 => (field::NAME, json!(word)),
                1 => (field::NOTES, json!(word)),
                2 => (field::PLACE, json!(self.any(&places))),
                3 => {
                    let state = self.any(&[State::InService, State::InRepair, State::Retired]);
                    (field::STATE, ItemState::plain(state).to_value())
                }
                _ => (field::TYPE, json!(self.any(&[LAPTOP, EQUIPMENT]))),
            },
        };
        let base = match self.dice.below(4) {
            0 => None,
            1 if !self.operations.is_empty() => Some(self.any(&self.operations.clone()).1),
            _ => record.and_then(|record| record.base(name)),
        };
        Change::Set(vec![shared::operation::Assign {
            field: name.into(),
            base,
            value,
        }])
    }

    /// Something of what was sent comes again: a push, a part of it, all of a device so far; under its own numbers or under
    /// another installation's.
    async fn replay(&mut self, when: &str) {
        let before = self.state().await;
        let one = usize::try_from(self.dice.below(self.sent.len() as u64)).expect("few");
        let by = self.sent[one].by;
        let whole = self.dice.chance(20);
        let mut again = Vec::new();
        for (number, sent) in self.sent.iter().enumerate() {
            if number == one || (whole && sent.by == by) {
                again.extend((0..sent.answers.len()).map(|entry| (number, entry)));
            }
        }
        if self.dice.chance(30) {
            again.retain(|_| self.dice.chance(60));
        }
        let renumbered = self.dice.chance(20);
        let mut entries = Vec::new();
        for (number, entry) in &again {
            let mut entry = self.sent[*number].push.entries[*entry].clone();
            if renumbered {
                entry.seq = entries.len() as u64 + 1;
            }
            entries.push(entry);
        }
        self.bench.pass(60_000);
        let mut push = self.bench.push_of(&self.devices[by], entries);
        if renumbered {
            push.installation = self.bench.device(self.devices[by].person).installation;
            // What nobody could read has no id by which it would be known.
            let read = |entry: &Entry| matches!(entry.body, crate::store::EntryBody::Operation(_));
            let mut kept = push.entries.iter().map(read);
            again.retain(|_| kept.next().unwrap_or(false));
            push.entries.retain(read);
        }
        let answers = self.send(by, push).await;
        assert_eq!(answers.len(), again.len(), "{when}");
        for ((number, entry), answer) in again.into_iter().zip(answers) {
            let known = &mut self.sent[number].answers[entry];
            // What waited may have been freed by others since.
            let freed = matches!(known, Outcome::Parked { .. });
            assert!(
                freed || *known == answer,
                "{when}: {known:?} became {answer:?}"
            );
            *known = answer;
        }
        assert_eq!(self.state().await, before, "{when}");
    }

    /// What anybody can be told: the records of the day, how each feed goes, what each device is known by.
    async fn state(&self) -> Value {
        let store = &self.bench.store;
        let mut records = Vec::new();
        for collection in [
            Collection::Item,
            Collection::Place,
            Collection::Identifier,
            Collection::Membership,
        ] {
            let mut all = store.records(collection).await.expect("records");
            all.retain(|record| self.records.contains(&record.key));
            all.sort_by_key(|record| record.key.clone());
            records.push(all);
        }
        let chains = store.chains().await.expect("chains");
        let ends = chains.iter().map(|(scope, (seq, _))| (*scope, *seq));
        let epoch = self.bench.head(Scope::Org).await.0;
        let cursors: Vec<_> = ends
            .map(|(scope, seq)| (scope, Cursor(epoch, seq)))
            .collect();
        let mut devices = Vec::new();
        for device in &self.devices {
            let told = self.bench.pull(device.person, cursors.clone()).await;
            let known = store.high_water(device.installation).await;
            devices.push((told, known.expect("a number")));
        }
        let links: Vec<_> = chains.values().collect();
        let forks = store.forks().await.expect("forks");
        json!([records, links, devices, forks])
    }
}
