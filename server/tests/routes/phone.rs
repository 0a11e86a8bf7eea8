//! A server to test against, a clock that the test moves, and a person's phone.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};

use reqwest::{Client, RequestBuilder, Response, StatusCode};
use serde_json::{Value, json};
use server::organisation::{Invitation, Newcomer};
use server::running::{Options, Running};
use server::surroundings::{Clock, Surroundings};
use shared::id::{ActionId, InstallationId, ItemId, OpId, PersonId, RecordId, TeamId, TypeId};
use shared::model::{Membership, Role, field};
use shared::operation::{APP_SCHEMA, Assign, Change, Intent, Operation, Outcome, SealedOperation};
use shared::record::{Collection, Field, RecordKey, Scope};
use shared::time::{Anchor, Millis, Tick};
use shared::wire::{
    Cursor, EnrolRequest, ErrorCode, ErrorResponse, PullRequest, PullResponse, PushEntry,
    PushRequest, PushResponse, SessionResponse, SnapshotResponse,
};

/// A client of HTTP. In a build of the whole workspace reqwest speaks TLS too, and wants to be told how.
pub(crate) fn client() -> Client {
    client_builder().build().expect("a client")
}

/// The same, before its settings are final.
pub(crate) fn client_builder() -> reqwest::ClientBuilder {
    // Another test of this process may have chosen before: then that counts.
    let _ = rustls::crypto::ring::default_provider().install_default();
    Client::builder()
}

/// A clock that stands still until the test moves it.
pub(crate) struct Hands(AtomicI64);

impl Clock for Hands {
    fn now(&self) -> Millis {
        Millis(self.0.load(Ordering::Relaxed))
    }
}

impl Hands {
    pub(crate) fn pass(&self, millis: Millis) {
        self.0.fetch_add(millis.0, Ordering::Relaxed);
    }
}

pub(crate) struct Site {
    pub(crate) running: Running,
    pub(crate) clock: Arc<Hands>,
}

impl Site {
    pub(crate) async fn open() -> Self {
        Self::open_with(|_| ()).await
    }

    pub(crate) async fn open_with(adapt: impl FnOnce(&mut Options)) -> Self {
        let clock = Arc::new(Hands(AtomicI64::new(1_795_780_800_000)));
        let mut options = Options::for_test();
        options.surroundings = Surroundings {
            clock: clock.clone(),
            ..Surroundings::system()
        };
        adapt(&mut options);
        let running = Running::start(options).await.expect("a server");
        Self { running, clock }
    }

    pub(crate) fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.running.address())
    }

    pub(crate) async fn invite(&self, name: &str, role: Role, team: &str) -> Invitation {
        let newcomer = Newcomer {
            name: name.to_owned(),
            membership: Some((role, team.to_owned())),
        };
        self.running.enrol(newcomer).await.expect("an invitation")
    }

    pub(crate) async fn phone(&self, name: &str, role: Role, team: &str) -> Phone {
        let invitation = self.invite(name, role, team).await;
        self.enrol(&invitation).await
    }

    pub(crate) async fn administrator(&self) -> Phone {
        let invitation = self.running.enrol_administrator().await;
        self.enrol(&invitation.expect("an invitation")).await
    }

    pub(crate) async fn enrol(&self, invitation: &Invitation) -> Phone {
        let response = self.spend(&invitation.code, "?token=1").await;
        let session: SessionResponse = response.json().await.expect("a session");
        Phone::new(self.url(""), self.clock.clone(), session)
    }

    pub(crate) async fn spend(&self, code: &str, query: &str) -> Response {
        spend(&self.url(""), code, query).await
    }
}

async fn spend(origin: &str, code: &str, query: &str) -> Response {
    let request = EnrolRequest {
        code: code.to_owned(),
        device: "a test".to_owned(),
    };
    client()
        .post(format!("{origin}/api/enrol{query}"))
        .json(&request)
        .send()
        .await
        .expect("an answer")
}

static IDS: AtomicU64 = AtomicU64::new(1);

pub(crate) fn id() -> RecordId {
    RecordId::fixed(u128::from(IDS.fetch_add(1, Ordering::Relaxed)) << 64 | 0xbeef)
}

/// One store on one device of one person.
pub(crate) struct Phone {
    pub(crate) client: Client,
    pub(crate) token: String,
    pub(crate) person: PersonId,
    pub(crate) installation: InstallationId,
    pub(crate) seq: u64,
    origin: String,
    clock: Arc<Hands>,
}

impl Phone {
    /// A phone of whoever an invitation of a server, which may run anywhere, is for.
    pub(crate) async fn enrol(origin: &str, code: &str) -> Self {
        let response = spend(origin, code, "?token=1").await;
        let session: SessionResponse = response.json().await.expect("a session");
        let now = Surroundings::system().clock.now();
        Self::new(
            origin.to_owned(),
            Arc::new(Hands(AtomicI64::new(now.0))),
            session,
        )
    }

    fn new(origin: String, clock: Arc<Hands>, session: SessionResponse) -> Self {
        Self {
            client: client(),
            token: session.token.expect("a token"),
            person: session.person,
            installation: InstallationId(id().0),
            seq: 0,
            origin,
            clock,
        }
    }

    pub(crate) fn get(&self, path: &str) -> RequestBuilder {
        let url = format!("{}{path}", self.origin);
        self.client.get(url).bearer_auth(&self.token)
    }

    pub(crate) fn post(&self, path: &str) -> RequestBuilder {
        let url = format!("{}{path}", self.origin);
        self.client.post(url).bearer_auth(&self.token)
    }

    pub(crate) fn delete(&self, path: &str) -> RequestBuilder {
        let url = format!("{}{path}", self.origin);
        self.client.delete(url).bearer_auth(&self.token)
    }

    pub(crate) fn operation(
        &self,
        record: RecordKey,
        seen: u64,
        change: Change,
    ) -> SealedOperation {
        SealedOperation::seal(Operation {
            op_id: OpId(id().0),
            action: ActionId(id().0),
            record,
            actor: self.person,
            observed_at: self.clock.now(),
            tick: Tick("boot".into(), self.clock.now().0),
            app_schema: APP_SCHEMA,
            seen,
            intent: Intent::Edited,
            change,
        })
        .expect("an operation")
    }

    pub(crate) fn create(&self, of: TypeId, name: &str) -> (RecordKey, SealedOperation) {
        let key = RecordKey::new(Collection::Item, ItemId::from(id()));
        let fields = BTreeMap::from([
            (Field::new(field::TYPE), json!(of)),
            (Field::new(field::NAME), json!(name)),
        ]);
        let operation = self.operation(key.clone(), 0, Change::Create { fields });
        (key, operation)
    }

    pub(crate) fn set(
        &self,
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
        self.operation(record.clone(), 1, Change::Set(vec![assign]))
    }

    pub(crate) fn request(&mut self, operations: Vec<SealedOperation>) -> PushRequest {
        let entries = operations
            .into_iter()
            .map(|op| {
                self.seq += 1;
                PushEntry { seq: self.seq, op }
            })
            .collect();
        PushRequest {
            installation: self.installation,
            anchor: Anchor {
                wall: self.clock.now(),
                tick: Tick("boot".into(), self.clock.now().0),
            },
            entries,
        }
    }

    pub(crate) async fn send(&self, request: &PushRequest) -> PushResponse {
        read(self.post("/api/push").json(request)).await
    }

    pub(crate) async fn push(&mut self, operations: Vec<SealedOperation>) -> Vec<Outcome> {
        let request = self.request(operations);
        match self.send(&request).await {
            PushResponse::Taken { outcomes, .. } => {
                outcomes.into_iter().map(|taken| taken.outcome).collect()
            }
            PushResponse::Fork { high_water } => panic!("a fork at {high_water}"),
        }
    }

    /// All memberships: their keys, whose they are, and of which team.
    pub(crate) async fn memberships(&self) -> Vec<(RecordKey, PersonId, TeamId)> {
        let mut found = Vec::new();
        let mut after = String::new();
        loop {
            let path = format!("/api/snapshot/org{after}");
            let part: SnapshotResponse = read(self.get(&path)).await;
            let records = part.records.iter().map(|entry| &entry.record);
            found.extend(records.filter_map(|record| {
                let membership = Membership(record);
                Some((record.key.clone(), membership.person()?, membership.team()?))
            }));
            let Some(next) = part.next else { return found };
            let at = part.cursor.1;
            after = format!("?after={}/{}&at={at}", next.collection(), next.id());
        }
    }

    pub(crate) async fn pull(
        &self,
        cursors: impl IntoIterator<Item = (Scope, Cursor)>,
    ) -> PullResponse {
        let request = PullRequest {
            cursors: cursors.into_iter().collect(),
        };
        read(self.post("/api/pull").json(&request)).await
    }
}

/// The body of a success.
pub(crate) async fn read<T: serde::de::DeserializeOwned>(request: RequestBuilder) -> T {
    let response = request.send().await.expect("an answer");
    let status = response.status();
    let text = response.text().await.expect("a body");
    assert!(status.is_success(), "{status}: {text}");
    serde_json::from_str(&text).expect("what was asked for")
}

/// The status and the code of a refusal.
pub(crate) async fn refusal(request: RequestBuilder) -> (StatusCode, ErrorCode) {
    let response = request.send().await.expect("an answer");
    let status = response.status();
    let body: ErrorResponse = response.json().await.expect("a reason");
    (status, body.error)
}
