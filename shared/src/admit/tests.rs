//! Who may do what, and what waits: tables over a small organisation.

use std::collections::BTreeMap;
use std::convert::Infallible;

use serde_json::{Value, json};

use super::{World, admit};
use crate::access::{Access, Permission};
use crate::id::{
    ActionId, InstallationId, ItemId, MembershipId, OpId, PersonId, PlaceId, RecordId, TeamId,
    TypeId,
};
use crate::merge::{Accepted, Fold};
use crate::model::{ItemState, Membership, Role, State, field};
use crate::operation::{Assign, Change, Intent, Operation, Outcome, ParkReason};
use crate::record::{Collection, Field, Record, RecordKey, Scope};
use crate::time::{Millis, Tick};

mod roles;
mod waits;

const TEAM: TeamId = TeamId::fixed(1);
const OTHER_TEAM: TeamId = TeamId::fixed(2);
const LAPTOP: TypeId = TypeId::fixed(10);
const FOREIGN_TYPE: TypeId = TypeId::fixed(11);
const ITEM: ItemId = ItemId::fixed(20);
const SITE: PlaceId = PlaceId::fixed(30);
const BUILDING: PlaceId = PlaceId::fixed(31);
const ME: PersonId = PersonId::fixed(40);

#[derive(Default)]
struct Office {
    folds: BTreeMap<RecordKey, Fold>,
}

impl World for Office {
    type Error = Infallible;

    fn record(&self, key: &RecordKey) -> Result<Option<Record>, Infallible> {
        Ok(self.folds.get(key).and_then(Fold::record).cloned())
    }

    fn memberships(&self, team: TeamId) -> Result<Vec<Record>, Infallible> {
        let all = self.records().cloned();
        Ok(all
            .filter(|record| Membership(record).team() == Some(team))
            .collect())
    }
}

impl Office {
    fn new() -> Self {
        let mut office = Self::default();
        office.put(
            Collection::ItemType,
            LAPTOP.into(),
            Scope::TeamOpen(TEAM),
            &[(field::TEAM, json!(TEAM))],
        );
        let foreign = Scope::TeamOpen(OTHER_TEAM);
        office.put(
            Collection::ItemType,
            FOREIGN_TYPE.into(),
            foreign,
            &[(field::TEAM, json!(OTHER_TEAM))],
        );
        office.put(
            Collection::Item,
            ITEM.into(),
            Scope::TeamOpen(TEAM),
            &[(field::TYPE, json!(LAPTOP))],
        );
        office.put(
            Collection::Place,
            SITE.into(),
            Scope::Org,
            &[(field::NAME, json!("S2"))],
        );
        let building = [(field::NAME, json!("B1")), (field::PARENT, json!(SITE))];
        office.put(Collection::Place, BUILDING.into(), Scope::Org, &building);
        office
    }

    fn put(
        &mut self,
        collection: Collection,
        id: RecordId,
        scope: Scope,
        fields: &[(&str, Value)],
    ) {
        let key = RecordKey(collection, id);
        let fields = fields
            .iter()
            .map(|(name, value)| (Field::new(name), value.clone()))
            .collect();
        let operation = operation(key.clone(), Change::Create { fields });
        let accepted = Accepted {
            operation,
            installation: InstallationId::fixed(1),
            at: Millis(1),
            uncertain: false,
        };
        let mut fold = Fold::replay(key.clone(), [accepted]);
        fold.lie_in(scope);
        self.folds.insert(key, fold);
    }

    fn records(&self) -> impl Iterator<Item = &Record> {
        self.folds.values().filter_map(Fold::record)
    }

    /// Decides, and goes on with what came of it.
    fn take(
        &mut self,
        roles: &[(TeamId, Role)],
        operation: Operation,
    ) -> Result<Outcome, ParkReason> {
        let key = operation.record.clone();
        let access = Access {
            person: operation.actor,
            roles: roles.iter().copied().collect(),
        };
        let unknown = Fold::new(key.clone());
        let fold = self.folds.get(&key).unwrap_or(&unknown);
        let Ok(taken) = admit(self, &access, fold, arriving(operation));
        let taken = taken?;
        self.folds.insert(key, taken.fold);
        Ok(taken.outcome)
    }

    #[track_caller]
    fn check(&self, role: Role, operation: &Operation, expected: &Result<Scope, ParkReason>) {
        let access = Access {
            person: ME,
            roles: BTreeMap::from([(TEAM, role)]),
        };
        let unknown = Fold::new(operation.record.clone());
        let fold = self.folds.get(&operation.record).unwrap_or(&unknown);
        let Ok(got) = admit(self, &access, fold, arriving(operation.clone()));
        let got = got.map(|taken| taken.fold.record().expect("a record").scope);
        assert_eq!(&got, expected, "as {role:?}");
    }
}

fn arriving(operation: Operation) -> Accepted {
    Accepted {
        at: operation.observed_at,
        installation: InstallationId::fixed(2),
        uncertain: false,
        operation,
    }
}

fn operation(record: RecordKey, change: Change) -> Operation {
    Operation {
        op_id: OpId::fixed(1),
        action: ActionId::fixed(1),
        record,
        actor: ME,
        observed_at: Millis(0),
        tick: Tick("boot".into(), 0),
        app_schema: 1,
        seen: 1,
        intent: Intent::Edited,
        change,
    }
}

fn set(collection: Collection, id: impl Into<RecordId>, name: &str, value: Value) -> Operation {
    let base = Some(OpId::fixed(1));
    let assign = Assign {
        field: name.into(),
        base,
        value,
    };
    operation(RecordKey::new(collection, id), Change::Set(vec![assign]))
}

fn create(collection: Collection, fields: &[(&str, Value)]) -> Operation {
    let fields = fields
        .iter()
        .map(|(name, value)| (Field::new(name), value.clone()))
        .collect();
    operation(
        RecordKey::new(collection, RecordId::fixed(99)),
        Change::Create { fields },
    )
}

/// One of several operations of a person, in an order in which they arrive.
fn act(number: u128, actor: PersonId, record: &RecordKey, change: Change) -> Operation {
    Operation {
        op_id: OpId::fixed(number),
        actor,
        observed_at: Millis(i64::try_from(number).expect("a small number")),
        ..operation(record.clone(), change)
    }
}

fn assign(name: &str, base: u128, value: Value) -> Change {
    Change::Set(vec![Assign {
        field: name.into(),
        base: (base != 0).then(|| OpId::fixed(base)),
        value,
    }])
}

fn undo(number: u128) -> Change {
    Change::Withdraw {
        op: OpId::fixed(number),
    }
}
