//! People, devices and a clock for the suite.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};

use serde_json::{Value, json};
use shared::id::{
    ActionId, InstallationId, ItemId, MembershipId, OpId, PersonId, PlaceId, RecordId, TeamId,
    TypeId,
};
use shared::model::starter::{starter, team, types};
use shared::model::{PlaceKind, Role, field};
use shared::operation::{APP_SCHEMA, Assign, Change, Intent, Operation, Outcome, SealedOperation};
use shared::record::{Collection, Field, Record, RecordKey, Scope};
use shared::time::{Anchor, Millis, Tick};
use shared::wire::{Cursor, PullRequest, PullResponse, PushOutcome, PushResponse, ScopePage};

use super::organisation;
use crate::organisation::fields;
use crate::store::{Authority, Entry, Push, Store};

/// A store with an organisation in it: the starter types, one administrator of every team, one place.
pub(crate) struct Bench {
    pub(crate) store: Arc<dyn Store>,
    now: AtomicI64,
    ids: AtomicU64,
}

/// One store on one device of one person.
pub(crate) struct Device {
    pub(crate) person: PersonId,
    pub(crate) installation: InstallationId,
    pub(crate) seq: u64,
    /// How far its wall clock is off.
    pub(crate) off: i64,
}

pub(crate) const IT: Scope = Scope::TeamOpen(team::IT);
pub(crate) const LOGISTICS: Scope = Scope::TeamOpen(team::LOGISTICS);
pub(crate) const ROOM: PlaceId = PlaceId::fixed(0xa1);
const NOON: i64 = 1_795_780_800_000;

impl Bench {
    pub(crate) async fn new(store: Arc<dyn Store>) -> Self {
        let bench = Self {
            store,
            now: AtomicI64::new(NOON),
            ids: AtomicU64::new(1_000),
        };
        bench.store.found(organisation()).await.expect("founded");
        let mut server = Device {
            person: organisation().administrator,
            installation: organisation().installation,
            seq: 0,
            off: 0,
        };
        let mut made = starter();
        made.push((
            RecordKey::new(Collection::Person, server.person),
            fields([(field::NAME, json!("Ada"))]),
        ));
        for team in [team::IT, team::LOGISTICS] {
            made.push((
                RecordKey::new(Collection::Membership, bench.id::<MembershipId>()),
                membership(server.person, team, Role::Administrator),
            ));
        }
        made.push((
            RecordKey::new(Collection::Place, ROOM),
            fields([
                (field::NAME, json!("R1")),
                (field::KIND, json!(PlaceKind::Room.word())),
            ]),
        ));
        let operations = made
            .into_iter()
            .map(|(key, fields)| bench.create(&server, key, fields))
            .collect();
        let push = bench.envelope(&mut server, operations);
        let response = bench
            .store
            .push(Authority::Machine, push, bench.time())
            .await
            .expect("a founding");
        for taken in outcomes(response) {
            assert_eq!(taken.outcome, Outcome::Applied {});
        }
        bench
    }

    /// The same people, devices and clock over another store, which holds the same organisation.
    pub(crate) fn on(self, store: Arc<dyn Store>) -> Self {
        Self { store, ..self }
    }

    pub(crate) fn time(&self) -> Millis {
        Millis(self.now.load(Ordering::Relaxed))
    }

    pub(crate) fn pass(&self, millis: i64) {
        self.now.fetch_add(millis, Ordering::Relaxed);
    }

    pub(crate) fn id<I: From<RecordId>>(&self) -> I {
        let number = self.ids.fetch_add(1, Ordering::Relaxed);
        RecordId::fixed(u128::from(number) << 64).into()
    }

    fn op_id(&self) -> OpId {
        let RecordId(id) = self.id();
        OpId(id)
    }

    /// The administrator on a device of their own.
    pub(crate) fn administrator(&self) -> Device {
        self.device(organisation().administrator)
    }

    pub(crate) fn device(&self, person: PersonId) -> Device {
        let RecordId(id) = self.id();
        Device {
            person,
            installation: InstallationId(id),
            seq: 0,
            off: 0,
        }
    }

    /// A new person with a role in a team, on a device of theirs; and the key of the membership.
    pub(crate) async fn join(&self, team: TeamId, role: Role) -> (Device, RecordKey) {
        let mut administrator = self.administrator();
        let person: PersonId = self.id();
        let key = RecordKey::new(Collection::Membership, self.id::<MembershipId>());
        let operations = vec![
            self.create(
                &administrator,
                RecordKey::new(Collection::Person, person),
                fields([(field::NAME, json!("Bo"))]),
            ),
            self.create(&administrator, key.clone(), membership(person, team, role)),
        ];
        self.applied(&mut administrator, operations).await;
        (self.device(person), key)
    }

    pub(crate) fn operation(
        &self,
        device: &Device,
        record: RecordKey,
        seen: u64,
        change: Change,
    ) -> SealedOperation {
        let RecordId(action) = self.id();
        SealedOperation::seal(Operation {
            op_id: self.op_id(),
            action: ActionId(action),
            record,
            actor: device.person,
            observed_at: self.time().plus(Millis(device.off)),
            tick: Tick("boot".into(), self.time().0),
            app_schema: APP_SCHEMA,
            seen,
            intent: Intent::Edited,
            change,
        })
        .expect("an operation has a JSON form")
    }

    pub(crate) fn create(
        &self,
        device: &Device,
        record: RecordKey,
        fields: BTreeMap<Field, Value>,
    ) -> SealedOperation {
        self.operation(device, record, 0, Change::Create { fields })
    }

    pub(crate) fn create_item(&self, device: &Device, of: TypeId) -> (RecordKey, SealedOperation) {
        let key = RecordKey::new(Collection::Item, self.id::<ItemId>());
        let made = fields([
            (field::TYPE, json!(of)),
            (field::NAME, json!("PC-1")),
            (field::PLACE, json!(ROOM)),
        ]);
        let operation = self.create(device, key.clone(), made);
        (key, operation)
    }

    pub(crate) fn set(
        &self,
        device: &Device,
        record: &RecordKey,
        name: &str,
        base: Option<OpId>,
        value: Value,
    ) -> SealedOperation {
        let assign = Assign {
            field: Field::new(name),
            base,
            value,
        };
        self.operation(device, record.clone(), 1, Change::Set(vec![assign]))
    }

    /// What a device sends for operations, numbered on.
    pub(crate) fn envelope(&self, device: &mut Device, operations: Vec<SealedOperation>) -> Push {
        let entries = operations
            .into_iter()
            .map(|operation| {
                device.seq += 1;
                Entry::sealed(device.seq, operation)
            })
            .collect();
        self.push_of(device, entries)
    }

    pub(crate) fn push_of(&self, device: &Device, entries: Vec<Entry>) -> Push {
        Push {
            installation: device.installation,
            anchor: Anchor {
                wall: self.time().plus(Millis(device.off)),
                tick: Tick("boot".into(), self.time().0),
            },
            entries,
        }
    }

    pub(crate) async fn send(&self, device: &Device, push: Push) -> PushResponse {
        self.store
            .push(Authority::Person(device.person), push, self.time())
            .await
            .expect("the store takes a push")
    }

    pub(crate) async fn push(
        &self,
        device: &mut Device,
        operations: Vec<SealedOperation>,
    ) -> Vec<Outcome> {
        let push = self.envelope(device, operations);
        outcomes(self.send(device, push).await)
            .into_iter()
            .map(|taken| taken.outcome)
            .collect()
    }

    /// Pushes what is expected to take effect, beside others' changes or alone.
    #[track_caller]
    pub(crate) fn applied<'a>(
        &'a self,
        device: &'a mut Device,
        operations: Vec<SealedOperation>,
    ) -> impl Future<Output = ()> + 'a {
        let at = std::panic::Location::caller();
        async move {
            for outcome in self.push(device, operations).await {
                assert!(
                    matches!(outcome, Outcome::Applied {} | Outcome::Merged {}),
                    "{outcome:?}, pushed at {at}"
                );
            }
        }
    }

    pub(crate) async fn pull(
        &self,
        person: PersonId,
        cursors: impl IntoIterator<Item = (Scope, Cursor)>,
    ) -> PullResponse {
        let request = PullRequest {
            cursors: cursors.into_iter().collect(),
        };
        self.store.pull(person, request).await.expect("a pull")
    }

    /// Where the feed of a scope ends now.
    pub(crate) async fn head(&self, scope: Scope) -> Cursor {
        let live = self
            .store
            .heads(organisation().administrator)
            .await
            .expect("heads");
        Cursor(live.epoch, live.heads[&scope])
    }

    pub(crate) async fn record(&self, key: &RecordKey) -> Option<Record> {
        let all = self.store.records(key.collection().clone()).await;
        all.expect("records")
            .into_iter()
            .find(|record| record.key == *key)
    }
}

pub(crate) fn membership(person: PersonId, team: TeamId, role: Role) -> BTreeMap<Field, Value> {
    fields([
        (field::PERSON, json!(person)),
        (field::TEAM, json!(team)),
        (field::ROLE, json!(role.word())),
    ])
}

#[track_caller]
pub(crate) fn outcomes(response: PushResponse) -> Vec<PushOutcome> {
    match response {
        PushResponse::Taken { outcomes, .. } => outcomes,
        PushResponse::Fork { high_water } => panic!("a fork at {high_water}"),
    }
}

#[track_caller]
pub(crate) fn entries(response: &PullResponse, scope: Scope) -> &[shared::wire::FeedEntry] {
    match response.scopes.get(&scope) {
        Some(ScopePage::Entries { entries, .. }) => entries,
        other => panic!("{scope}: {other:?}"),
    }
}

pub(crate) const LAPTOP: TypeId = types::LAPTOP;
pub(crate) const EQUIPMENT: TypeId = types::EQUIPMENT;
