//! One of each thing that travels, as this build writes it. No variant can be added without a line here.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::{Value, json};
use shared::digest::{BucketDigest, FORM, ScopeDigest};
use shared::id::{
    ActionId, DeviceId, InstallationId, ItemId, OpId, OrgId, PersonId, TeamId, TypeId,
};
use shared::operation::{Assign, Change, Intent, Operation, Outcome, ParkReason, SealedOperation};
use shared::record::{
    Collection, Conflict, Field, FieldState, Flag, Life, Record, RecordKey, Scope, Stamp,
};
use shared::time::{Anchor, Millis, Tick};
use shared::wire::{
    Cursor, DeviceResponse, DevicesResponse, DigestResponse, EnrolRequest, Epoch, ErrorCode,
    ErrorResponse, FeedEntry, FeedEvent, HistoryLine, HistoryResponse, InvitationRequest,
    InvitationResponse, LiveResponse, NumberBlock, NumbersRequest, NumbersResponse, PullRequest,
    PullResponse, PushEntry, PushOutcome, PushRequest, PushResponse, ScopePage, SessionResponse,
    SnapshotRecord, SnapshotResponse, Verdict,
};

const AT: Millis = Millis(1_795_772_520_123);
const ITEM: ItemId = ItemId::fixed(0x1);
const ANNE: PersonId = PersonId::fixed(0xa);
const BRUNO: PersonId = PersonId::fixed(0xb);
const PHONE: InstallationId = InstallationId::fixed(0x70);
const TEAM: Scope = Scope::TeamOpen(TeamId::fixed(0x7ea));
const LAPTOP: TypeId = TypeId::fixed(0x1a);

fn item() -> RecordKey {
    RecordKey::new(Collection::Item, ITEM)
}

fn op(number: u128) -> OpId {
    OpId::fixed(0x100 + number)
}

fn operation(number: u128, intent: Intent, change: Change) -> Operation {
    Operation {
        op_id: op(number),
        action: ActionId::fixed(0x200 + number),
        record: item(),
        actor: ANNE,
        observed_at: AT,
        tick: Tick("boot-7".into(), 812_345),
        // Not what this build writes: that may count up without any form's being another.
        app_schema: 1,
        seen: 17,
        intent,
        change,
    }
}

fn changes() -> Vec<(&'static str, Change)> {
    let name = Field::new("name");
    let assign = |base, value| Assign {
        field: name.clone(),
        base,
        value,
    };
    let all = vec![
        Change::Create {
            fields: [
                (name.clone(), json!("Écran “27”")),
                (Field::new("state"), json!({"state": "in_service"})),
            ]
            .into(),
        },
        Change::Set(vec![
            assign(Some(op(1)), json!("Latitude 5440")),
            assign(None, Value::Null),
        ]),
        Change::Withdraw { op: op(2) },
        Change::Settle {
            conflict: op(3),
            field: name.clone(),
            value: json!(["a", 1, 2.5, true]),
        },
    ];
    let named = |change| match change {
        Change::Create { .. } => ("operation/create", change),
        Change::Set(_) => ("operation/set", change),
        Change::Withdraw { .. } => ("operation/withdraw", change),
        Change::Settle { .. } => ("operation/settle", change),
    };
    all.into_iter().map(named).collect()
}

fn intents() -> Vec<(&'static str, Intent)> {
    let all = [
        Intent::LookedUp,
        Intent::Counted,
        Intent::Moved,
        Intent::Received,
        Intent::Edited,
        Intent::Undone,
        Intent::Imported,
        Intent::Followed,
    ];
    let named = |intent| match intent {
        Intent::LookedUp => ("operation/looked_up", intent),
        Intent::Counted => ("operation/counted", intent),
        Intent::Moved => ("operation/moved", intent),
        Intent::Received => ("operation/received", intent),
        Intent::Edited => ("operation/edited", intent),
        Intent::Undone => ("operation/undone", intent),
        Intent::Imported => ("operation/imported", intent),
        Intent::Followed => ("operation/followed", intent),
    };
    all.into_iter().map(named).collect()
}

fn outcomes() -> Vec<(&'static str, Outcome)> {
    let mut all = vec![
        Outcome::Applied {},
        Outcome::Merged {},
        Outcome::Superseded { by: Some(op(4)) },
        Outcome::Conflict {
            fields: vec![Field::new("name")],
        },
        Outcome::DuplicateOf {
            record: Some(item()),
        },
    ];
    all.extend(reasons().map(|reason| Outcome::Parked { reason }));
    let named = |outcome: Outcome| {
        let name = match &outcome {
            Outcome::Applied {} => "outcome/applied",
            Outcome::Merged {} => "outcome/merged",
            Outcome::Superseded { .. } => "outcome/superseded",
            Outcome::Conflict { .. } => "outcome/conflict",
            Outcome::DuplicateOf { .. } => "outcome/duplicate_of",
            Outcome::Parked { reason } => match reason {
                ParkReason::NotAllowed {} => "outcome/parked/not_allowed",
                ParkReason::Unknown { .. } => "outcome/parked/unknown",
                ParkReason::Exists {} => "outcome/parked/exists",
                ParkReason::PlaceWithinItself {} => "outcome/parked/place_within_itself",
                ParkReason::TreeChanged {} => "outcome/parked/tree_changed",
                ParkReason::Invalid { .. } => "outcome/parked/invalid",
                ParkReason::Unreadable {} => "outcome/parked/unreadable",
                ParkReason::NotYours {} => "outcome/parked/not_yours",
                ParkReason::NothingToUndo {} => "outcome/parked/nothing_to_undo",
                ParkReason::TooManyFollow {} => "outcome/parked/too_many_follow",
                ParkReason::LastAdministrator {} => "outcome/parked/last_administrator",
                ParkReason::Quarantined {} => "outcome/parked/quarantined",
            },
        };
        (name, outcome)
    };
    all.into_iter().map(named).collect()
}

fn reasons() -> impl Iterator<Item = ParkReason> {
    [
        ParkReason::NotAllowed {},
        ParkReason::Unknown { record: item() },
        ParkReason::Exists {},
        ParkReason::PlaceWithinItself {},
        ParkReason::TreeChanged {},
        ParkReason::Invalid {
            field: Field::new("name"),
        },
        ParkReason::Unreadable {},
        ParkReason::NotYours {},
        ParkReason::NothingToUndo {},
        ParkReason::TooManyFollow {},
        ParkReason::LastAdministrator {},
        ParkReason::Quarantined {},
    ]
    .into_iter()
}

fn stamp(number: u128, by: PersonId, uncertain: bool) -> Stamp {
    Stamp {
        op: op(number),
        at: AT,
        uncertain,
        by,
        installation: PHONE,
        rev: 1,
    }
}

fn state(value: Value, number: u128, by: PersonId) -> FieldState {
    FieldState {
        value,
        stamp: stamp(number, by, number.is_multiple_of(2)),
    }
}

/// A record with all that one can have.
fn record() -> Record {
    let field = Field::new;
    Record {
        key: item(),
        scope: TEAM,
        rev: 5,
        created: stamp(1, ANNE, false),
        touched: true,
        life: Life::Undone,
        fields: [
            (field("name"), state(json!("Latitude"), 1, ANNE)),
            (field("place"), state(Value::Null, 2, BRUNO)),
            (field("unheard_of"), state(json!({"new": [1]}), 1, ANNE)),
        ]
        .into(),
        under: [(field("place"), state(json!("under"), 1, ANNE))].into(),
        conflicts: vec![Conflict {
            id: op(3),
            field: field("name"),
            kept: state(json!("Latitude"), 1, ANNE),
            other: state(json!("ThinkPad"), 2, BRUNO),
            before: Some(json!("before")),
        }],
        flags: vec![
            Flag::Revived {
                retirement: op(4),
                by: op(5),
            },
            Flag::CreationUndone {},
        ],
    }
}

/// A record with no more than each has.
fn plain() -> Record {
    Record {
        rev: 1,
        touched: false,
        life: Life::Present,
        fields: BTreeMap::new(),
        under: BTreeMap::new(),
        conflicts: Vec::new(),
        flags: Vec::new(),
        ..record()
    }
}

fn sealed(number: u128) -> SealedOperation {
    let change = Change::Withdraw { op: op(number) };
    SealedOperation::seal(operation(number, Intent::Undone, change)).expect("a JSON form")
}

fn line(uncertain: bool) -> HistoryLine {
    HistoryLine {
        op: sealed(6),
        installation: PHONE,
        at: AT,
        uncertain,
        received_at: AT.next(),
        rev: 5,
        outcome: Outcome::Applied {},
    }
}

fn pulled(unparked: Vec<PushOutcome>) -> PullResponse {
    let entries = vec![
        FeedEntry {
            seq: 7,
            event: FeedEvent::Put {
                line: line(true),
                record: record(),
            },
        },
        FeedEntry {
            seq: 8,
            event: FeedEvent::Leave {
                record: item(),
                rev: 6,
            },
        },
    ];
    let page = ScopePage::Entries {
        entries,
        cursor: Cursor(Epoch(3), 8),
        more: true,
    };
    PullResponse {
        epoch: Epoch(3),
        scopes: [(Scope::Org, ScopePage::Snapshot {}), (TEAM, page)].into(),
        revoked: vec![Scope::TeamOpen(TeamId::fixed(0x7eb))],
        unparked,
    }
}

fn snapshot(unparked: Vec<PushOutcome>) -> SnapshotResponse {
    SnapshotResponse {
        cursor: Cursor(Epoch(3), 8),
        records: vec![SnapshotRecord {
            record: plain(),
            history: vec![line(false)],
        }],
        next: Some(item()),
        unparked,
    }
}

fn outcome() -> PushOutcome {
    PushOutcome {
        op_id: op(6),
        outcome: Outcome::Applied {},
    }
}

fn device(put_out_at: Option<Millis>, held: u64) -> DevicesResponse {
    DevicesResponse {
        devices: vec![DeviceResponse {
            id: DeviceId::fixed(0xd),
            name: "Chromium".to_owned(),
            enrolled_at: AT,
            seen_at: Some(AT.next()),
            own: true,
            put_out_at,
            held,
        }],
    }
}

fn session(token: Option<&str>) -> SessionResponse {
    SessionResponse {
        org: OrgId::fixed(0x0),
        org_name: "Ville".to_owned(),
        person: ANNE,
        person_name: "Anne Côté".to_owned(),
        token: token.map(str::to_owned),
    }
}

fn errors() -> Vec<(&'static str, ErrorCode)> {
    let all = [
        ErrorCode::BadRequest,
        ErrorCode::Unauthorised,
        ErrorCode::PutOut,
        ErrorCode::Forbidden,
        ErrorCode::ForeignInstallation,
        ErrorCode::NotFound,
        ErrorCode::EnrolmentCode,
        ErrorCode::TooLarge,
        ErrorCode::Throttled,
        ErrorCode::UpgradeRequired,
        ErrorCode::Internal,
    ];
    let named = |error| match error {
        ErrorCode::BadRequest => ("error/bad_request", error),
        ErrorCode::Unauthorised => ("error/unauthorised", error),
        ErrorCode::PutOut => ("error/put_out", error),
        ErrorCode::Forbidden => ("error/forbidden", error),
        ErrorCode::ForeignInstallation => ("error/foreign_installation", error),
        ErrorCode::NotFound => ("error/not_found", error),
        ErrorCode::EnrolmentCode => ("error/enrolment_code", error),
        ErrorCode::TooLarge => ("error/too_large", error),
        ErrorCode::Throttled => ("error/throttled", error),
        ErrorCode::UpgradeRequired => ("error/upgrade_required", error),
        ErrorCode::Internal => ("error/internal", error),
    };
    all.into_iter().map(named).collect()
}

/// All of it, by kind and name.
pub(crate) fn today() -> Vec<(&'static str, String)> {
    let mut all = Vec::new();
    for (name, change) in changes() {
        all.push((name, text(&operation(1, Intent::Edited, change))));
    }
    for (name, intent) in intents() {
        let change = Change::Set(Vec::new());
        all.push((name, text(&operation(2, intent, change))));
    }
    for (name, outcome) in outcomes() {
        all.push((name, text(&outcome)));
    }
    all.push(("record/full", text(&record())));
    all.push(("record/plain", text(&plain())));
    let enrol = EnrolRequest {
        code: "CODE".to_owned(),
        device: "Chromium".to_owned(),
    };
    all.push(("enrol", text(&enrol)));
    all.push(("session", text(&session(None))));
    all.push(("session/token", text(&session(Some("secret")))));
    let invitation = |replaces| InvitationRequest {
        person: BRUNO,
        replaces,
    };
    let replaces = Some(DeviceId::fixed(0xd));
    all.push(("invitation", text(&invitation(None))));
    all.push(("invitation/replaces", text(&invitation(replaces))));
    let invited = InvitationResponse {
        link: "https://example.org/#enrol/CODE".to_owned(),
        minutes: 30,
    };
    all.push(("invited", text(&invited)));
    all.push(("devices", text(&device(Some(AT), 2))));
    all.push(("verdict/accept", text(&Verdict::Accept {})));
    all.push(("verdict/refuse", text(&Verdict::Refuse {})));
    let push = PushRequest {
        installation: PHONE,
        anchor: Anchor {
            wall: AT,
            tick: Tick("boot-7".into(), 900_000),
        },
        entries: vec![PushEntry {
            seq: 4,
            op: sealed(6),
        }],
    };
    all.push(("push", text(&push)));
    let taken = PushResponse::Taken {
        epoch: Epoch(3),
        outcomes: vec![outcome()],
    };
    all.push(("pushed/taken", text(&taken)));
    all.push(("pushed/fork", text(&PushResponse::Fork { high_water: 9 })));
    let cursors = [
        (Scope::Org, Cursor(Epoch(3), 12)),
        (TEAM, Cursor(Epoch(3), 7)),
    ];
    let pull = PullRequest {
        cursors: cursors.into(),
    };
    all.push(("pull", text(&pull)));
    all.push(("pulled", text(&pulled(Vec::new()))));
    all.push(("pulled/unparked", text(&pulled(vec![outcome()]))));
    all.push(("snapshot", text(&snapshot(Vec::new()))));
    all.push(("snapshot/unparked", text(&snapshot(vec![outcome()]))));
    let lines = vec![line(true), line(false)];
    all.push(("history", text(&HistoryResponse { lines })));
    let mut digest = ScopeDigest::default();
    digest.add(&record()).expect("a JSON form");
    // One digest of many: the buckets that hold nothing say nothing.
    let held = digest.buckets().iter().copied();
    let digest = DigestResponse {
        cursor: Cursor(Epoch(3), 8),
        form: FORM,
        buckets: held.filter(|one| *one != BucketDigest::default()).collect(),
    };
    all.push(("digest", text(&digest)));
    let live = LiveResponse {
        epoch: Epoch(3),
        heads: [(Scope::Org, 13)].into(),
    };
    all.push(("live", text(&live)));
    let numbers = NumbersRequest {
        wanted: [(LAPTOP, 50)].into(),
    };
    all.push(("numbers", text(&numbers)));
    let block = NumberBlock {
        pattern: "PC-{0000}".to_owned(),
        first: 51,
        count: 50,
    };
    let reserved = NumbersResponse {
        epoch: Epoch(3),
        blocks: [(LAPTOP, block)].into(),
    };
    all.push(("reserved", text(&reserved)));
    for (name, error) in errors() {
        all.push((name, text(&ErrorResponse { error })));
    }
    all
}

/// What the lines of the oldest form mean that leave something out.
pub(crate) fn left_out() -> Vec<(&'static str, String)> {
    let change = Change::Set(vec![Assign {
        field: Field::new("name"),
        base: None,
        value: json!("Latitude 5440"),
    }]);
    vec![
        (
            "operation/without_base",
            text(&operation(1, Intent::Edited, change)),
        ),
        (
            "outcome/superseded_by_nothing",
            text(&Outcome::Superseded { by: None }),
        ),
        ("devices/without_quarantine", text(&device(None, 0))),
    ]
}

fn text(what: &impl Serialize) -> String {
    serde_json::to_string(what).expect("a JSON form")
}
