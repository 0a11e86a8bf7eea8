//! A server in memory: the fold, admission and feeds of `shared`, and none of a real one's storage.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex};

use mobile_core::sync::{Failure, Outgoing, SyncAnswer, SyncRequest};
use serde_json::Value;
use shared::access::{Access, Permission};
use shared::admit::{World, admit};
use shared::digest::{FORM, ScopeDigest};
use shared::id::{ActionId, InstallationId, OpId, OrgId, PersonId, RecordId, TeamId};
use shared::merge::{Accepted, Fold};
use shared::model::{ItemType, Membership};
use shared::operation::{
    APP_SCHEMA, Change, Intent, Operation, Outcome, ParkReason, SealedOperation,
};
use shared::record::{Collection, Field, Record, RecordKey, Scope};
use shared::time::{self, Corrected, Millis, Tick};
use shared::wire::{
    Cursor, DigestResponse, Epoch, ErrorCode, FeedEntry, FeedEvent, HistoryLine, HistoryResponse,
    LiveResponse, NumberBlock, NumbersRequest, NumbersResponse, PullRequest, PullResponse,
    PushOutcome, PushRequest, PushResponse, ScopePage, SessionResponse, SnapshotRecord,
    SnapshotResponse,
};

/// The refusal of a credential that counts no longer.
pub(crate) const UNAUTHORISED: Failure = Failure::Refused {
    status: 401,
    code: Some(ErrorCode::Unauthorised),
};

/// Records in one part of a snapshot: few, so that a first sync has many parts.
const PART: usize = 7;
/// Older lines of a history in one answer.
const OLDER: usize = 4;
/// By how much a series goes on where a backup is put back.
const LEAP: u64 = 100_000;
/// Entries of one scope in one page.
const PAGE: usize = 50;

/// A browser's cookies of this origin: one of each person.
pub(crate) type Jar = Arc<Mutex<BTreeMap<PersonId, String>>>;

#[derive(Clone)]
pub(crate) struct Office {
    pub(crate) now: Millis,
    pub(crate) epoch: Epoch,
    folds: BTreeMap<RecordKey, Fold>,
    lines: BTreeMap<RecordKey, Vec<HistoryLine>>,
    feeds: BTreeMap<Scope, Vec<FeedEntry>>,
    outcomes: HashMap<OpId, Outcome>,
    numbers: HashMap<(InstallationId, u64), OpId>,
    floors: HashMap<InstallationId, Millis>,
    /// Who each credential speaks for.
    pub(crate) tokens: HashMap<String, PersonId>,
    /// Credentials of devices that were put out.
    pub(crate) put_out: HashMap<String, PersonId>,
    /// What these delivered.
    pub(crate) held: Vec<OpId>,
    /// Whose office it is.
    pub(crate) org: OrgId,
    /// Devices are a browser: each credential is put into this jar, and goes along from there.
    pub(crate) jar: Option<Jar>,
    /// Whose each installation is.
    pub(crate) owners: HashMap<InstallationId, PersonId>,
    /// The next counter of each series of inventory numbers.
    series: BTreeMap<String, u64>,
    own: InstallationId,
    next: u128,
}

impl World for Office {
    type Error = std::convert::Infallible;

    fn record(&self, key: &RecordKey) -> Result<Option<Record>, Self::Error> {
        Ok(self.folds.get(key).and_then(Fold::record).cloned())
    }

    fn memberships(&self, team: TeamId) -> Result<Vec<Record>, Self::Error> {
        let all = self.folds.values().filter_map(Fold::record);
        Ok(all
            .filter(|record| Membership(record).team() == Some(team))
            .cloned()
            .collect())
    }
}

impl Office {
    pub(crate) fn new(now: Millis) -> Self {
        Self {
            now,
            epoch: Epoch(1),
            folds: BTreeMap::new(),
            lines: BTreeMap::new(),
            feeds: BTreeMap::new(),
            outcomes: HashMap::new(),
            numbers: HashMap::new(),
            floors: HashMap::new(),
            tokens: HashMap::new(),
            put_out: HashMap::new(),
            held: Vec::new(),
            org: OrgId::fixed(7),
            jar: None,
            owners: HashMap::new(),
            series: BTreeMap::new(),
            own: InstallationId::fixed(1),
            next: 1,
        }
    }

    /// The server is put back to what a backup holds, and begins another epoch.
    pub(crate) fn restore(&mut self, backup: &Self) {
        let epoch = Epoch(self.epoch.0 + 1);
        let now = self.now;
        *self = Self {
            epoch,
            now,
            ..backup.clone()
        };
        for next in self.series.values_mut() {
            *next += LEAP;
        }
    }

    /// The records of a collection.
    pub(crate) fn records<'a>(
        &'a self,
        collection: &'a Collection,
    ) -> impl Iterator<Item = &'a Record> {
        let all = self.folds.values().filter_map(Fold::record);
        all.filter(move |record| record.key.collection() == collection)
    }

    fn id(&mut self) -> u128 {
        self.next += 1;
        (0x0190_0000_0000_7000_8000_u128 << 48) | self.next
    }

    /// Makes a record by an operation of the server's own, whoever may do that.
    pub(crate) fn make(
        &mut self,
        actor: PersonId,
        key: RecordKey,
        scope: Scope,
        fields: &[(&str, Value)],
    ) {
        let fields = fields
            .iter()
            .map(|(name, value)| (Field::new(name), value.clone()))
            .collect();
        self.act(actor, key, scope, Change::Create { fields });
    }

    /// An operation of the server's own.
    pub(crate) fn act(&mut self, actor: PersonId, record: RecordKey, scope: Scope, change: Change) {
        let operation = Operation {
            op_id: OpId::fixed(self.id()),
            action: ActionId::fixed(self.id()),
            record,
            actor,
            observed_at: self.now,
            tick: Tick("office".into(), self.now.0),
            app_schema: APP_SCHEMA,
            seen: 0,
            intent: Intent::Imported,
            change,
        };
        let sealed = SealedOperation::seal(operation).unwrap();
        self.accept(sealed, self.own, Corrected::Sure(self.now), scope);
    }

    pub(crate) fn view(&self, key: &RecordKey) -> Option<&Record> {
        self.folds.get(key).and_then(Fold::record)
    }

    /// How often an operation was accepted, over all records.
    pub(crate) fn accepted(&self) -> usize {
        self.lines.values().map(Vec::len).sum()
    }

    fn access(&self, person: PersonId) -> Access {
        let memberships = self
            .folds
            .iter()
            .filter(|(key, _)| *key.collection() == Collection::Membership)
            .filter_map(|(_, fold)| fold.record());
        Access::of(person, memberships)
    }

    /// The scope in which the record lies with an operation, or why that waits.
    fn admit(
        &self,
        access: &Access,
        operation: &Operation,
        installation: InstallationId,
        corrected: Corrected,
    ) -> Result<Scope, ParkReason> {
        let unknown = Fold::new(operation.record.clone());
        let fold = self.folds.get(&operation.record).unwrap_or(&unknown);
        let floor = self.floors.get(&installation).copied().unwrap_or(Millis(0));
        let (at, uncertain) = fold.effective(operation, corrected, floor);
        let arriving = Accepted {
            operation: operation.clone(),
            installation,
            at,
            uncertain,
        };
        let Ok(taken) = admit(self, access, fold, arriving);
        Ok(taken?.fold.record().unwrap().scope)
    }

    fn accept(
        &mut self,
        sealed: SealedOperation,
        installation: InstallationId,
        corrected: Corrected,
        scope: Scope,
    ) -> Outcome {
        let key = sealed.record.clone();
        let fold = self
            .folds
            .entry(key.clone())
            .or_insert_with(|| Fold::new(key.clone()));
        let before = fold.record().map(|record| record.scope);
        let floor = self.floors.get(&installation).copied().unwrap_or(Millis(0));
        let (at, uncertain) = fold.effective(&sealed, corrected, floor);
        let outcome = fold.apply(Accepted {
            operation: (*sealed).clone(),
            installation,
            at,
            uncertain,
        });
        if matches!(outcome, Outcome::Parked { .. }) {
            return outcome;
        }
        fold.lie_in(scope);
        self.floors.insert(installation, at);
        let record = fold.record().unwrap().clone();
        let line = HistoryLine {
            op: sealed,
            installation,
            at,
            uncertain,
            received_at: self.now,
            rev: record.rev,
            outcome: outcome.clone(),
        };
        self.lines
            .entry(key.clone())
            .or_default()
            .push(line.clone());
        if let Some(before) = before.filter(|before| *before != scope) {
            let rev = record.rev;
            self.append(before, FeedEvent::Leave { record: key, rev });
        }
        self.append(scope, FeedEvent::Put { line, record });
        outcome
    }

    fn append(&mut self, scope: Scope, event: FeedEvent) {
        let feed = self.feeds.entry(scope).or_default();
        let seq = feed.len() as u64 + 1;
        feed.push(FeedEntry { seq, event });
    }

    /// Answers as a server would, by the wire's own JSON.
    pub(crate) fn answer(&mut self, outgoing: &Outgoing) -> Result<SyncAnswer, Failure> {
        let cookie = self.jar.as_ref().and_then(|jar| {
            let jar = jar.lock().unwrap();
            match outgoing.person {
                Some(person) => jar.get(&person).cloned(),
                None => jar.values().next().filter(|_| jar.len() == 1).cloned(),
            }
        });
        let presented = outgoing.token.clone().or(cookie);
        let person = match (&outgoing.request, &presented) {
            (SyncRequest::Enrol(enrol), _) => {
                let token = enrol.code.clone();
                let person = self.tokens.get(&token).copied().ok_or(Failure::Refused {
                    status: 403,
                    code: Some(ErrorCode::EnrolmentCode),
                })?;
                let given = match &self.jar {
                    Some(jar) => {
                        jar.lock().unwrap().insert(person, token);
                        None
                    }
                    None => Some(token),
                };
                return Ok(SyncAnswer::Session(self.session(person, given)));
            }
            (_, Some(token)) => self.tokens.get(token).copied(),
            (_, None) => None,
        };
        if let Some(token) = &presented
            && self.put_out.contains_key(token)
        {
            return self.take_from_put_out(&outgoing.request);
        }
        let meant = |person: &PersonId| outgoing.person.is_none_or(|named| named == *person);
        let person = person.filter(meant).ok_or(UNAUTHORISED)?;
        Ok(match &outgoing.request {
            SyncRequest::Enrol(_) => unreachable!("answered above"),
            SyncRequest::Leave => {
                self.tokens.remove(&presented.unwrap());
                if let Some(jar) = &self.jar {
                    jar.lock().unwrap().remove(&person);
                }
                SyncAnswer::Left
            }
            SyncRequest::Session => SyncAnswer::Session(self.session(person, None)),
            SyncRequest::Push(push) => {
                if *self.owners.entry(push.installation).or_insert(person) != person {
                    return Err(Failure::Refused {
                        status: 403,
                        code: Some(ErrorCode::ForeignInstallation),
                    });
                }
                SyncAnswer::Push(travel(&self.push(person, push)))
            }
            SyncRequest::Pull(pull) => SyncAnswer::Pull(Box::new(travel(&self.pull(person, pull)))),
            SyncRequest::Snapshot {
                scope, after, at, ..
            } => {
                if !self.access(person).scopes().contains(scope) {
                    return Err(Failure::Refused {
                        status: 403,
                        code: Some(ErrorCode::Forbidden),
                    });
                }
                let part = self.snapshot(*scope, after.as_ref(), *at);
                SyncAnswer::Snapshot(Box::new(travel(&part)))
            }
            SyncRequest::Digest { scope, .. } => SyncAnswer::Digest(travel(&self.digest(*scope))),
            // Nothing here harms a device's store: what it took in is what was sent.
            SyncRequest::Bucket { scope, bucket } => {
                panic!("what lies in {bucket:?} of {scope} is not what was sent")
            }
            SyncRequest::History { record, before } => {
                let lines = self.lines.get(record).into_iter().flatten().rev();
                let older = lines.filter(|line| before.is_none_or(|before| line.rev < before));
                SyncAnswer::History(travel(&HistoryResponse {
                    lines: older.take(OLDER).cloned().collect(),
                }))
            }
            SyncRequest::Numbers(asked) => {
                SyncAnswer::Numbers(travel(&self.reserve(person, asked)))
            }
            // This office has no tables of credentials: whoever asks about those plays the server.
            SyncRequest::Ask(_) => return Err(Failure::Unreachable("not here".to_owned())),
            SyncRequest::Live(_) => SyncAnswer::Live(LiveResponse {
                epoch: self.epoch,
                heads: BTreeMap::new(),
            }),
        })
    }

    /// Puts out the device that has a credential.
    pub(crate) fn put_out(&mut self, token: &str) {
        let person = self.tokens.remove(token).unwrap();
        self.put_out.insert(token.to_owned(), person);
    }

    fn take_from_put_out(&mut self, request: &SyncRequest) -> Result<SyncAnswer, Failure> {
        let SyncRequest::Push(push) = request else {
            return Err(Failure::Refused {
                status: 401,
                code: Some(ErrorCode::PutOut),
            });
        };
        let ops = push.entries.iter().map(|entry| entry.op.op_id);
        self.held.extend(ops.clone());
        let reason = ParkReason::Quarantined {};
        let outcomes = ops.map(|op_id| PushOutcome {
            op_id,
            outcome: Outcome::Parked {
                reason: reason.clone(),
            },
        });
        Ok(SyncAnswer::Push(travel(&PushResponse::Taken {
            epoch: self.epoch,
            outcomes: outcomes.collect(),
        })))
    }

    fn session(&self, person: PersonId, token: Option<String>) -> SessionResponse {
        SessionResponse {
            org: self.org,
            org_name: "Ville".to_owned(),
            person,
            person_name: String::new(),
            token,
        }
    }

    /// Counters for each type that has a pattern and of which the person may make items.
    fn reserve(&mut self, person: PersonId, asked: &NumbersRequest) -> NumbersResponse {
        let access = self.access(person);
        let mut blocks = BTreeMap::new();
        for (id, count) in &asked.wanted {
            let record = self.view(&key(Collection::ItemType, *id));
            let may = |record: &&Record| access.allows(Permission::Number { item_type: record });
            let pattern = record
                .filter(may)
                .and_then(|record| ItemType(record).number_pattern());
            if let Some(pattern) = pattern {
                let next = self.series.entry(pattern.series()).or_insert(1);
                let block = NumberBlock {
                    pattern: pattern.to_string(),
                    first: *next,
                    count: *count,
                };
                *next += u64::from(*count);
                blocks.insert(*id, block);
            }
        }
        NumbersResponse {
            epoch: self.epoch,
            blocks,
        }
    }

    fn push(&mut self, person: PersonId, push: &PushRequest) -> PushResponse {
        for entry in &push.entries {
            let known = self.numbers.get(&(push.installation, entry.seq));
            if known.is_some_and(|known| *known != entry.op.op_id) {
                let high_water = self
                    .numbers
                    .keys()
                    .filter(|(installation, _)| *installation == push.installation)
                    .map(|(_, seq)| *seq)
                    .max();
                return PushResponse::Fork {
                    high_water: high_water.unwrap_or(0),
                };
            }
        }
        let mut outcomes = Vec::new();
        for entry in &push.entries {
            self.numbers
                .insert((push.installation, entry.seq), entry.op.op_id);
            let known = self.outcomes.get(&entry.op.op_id).cloned();
            let outcome = known.unwrap_or_else(|| {
                let at =
                    time::corrected(entry.op.observed_at, &entry.op.tick, &push.anchor, self.now);
                // What came before it may have made the person somebody else.
                let access = self.access(person);
                let outcome = match self.admit(&access, &entry.op, push.installation, at) {
                    Err(reason) => Outcome::Parked { reason },
                    Ok(scope) => self.accept(entry.op.clone(), push.installation, at, scope),
                };
                self.outcomes.insert(entry.op.op_id, outcome.clone());
                outcome
            });
            outcomes.push(PushOutcome {
                op_id: entry.op.op_id,
                outcome,
            });
        }
        PushResponse::Taken {
            epoch: self.epoch,
            outcomes,
        }
    }

    fn pull(&self, person: PersonId, pull: &PullRequest) -> PullResponse {
        let may_read = self.access(person).scopes();
        let page = |scope: &Scope| match pull.cursors.get(scope) {
            Some(Cursor(epoch, seq)) if *epoch == self.epoch => {
                let feed = self.feeds.get(scope).map_or(&[][..], Vec::as_slice);
                let rest = feed.iter().filter(|entry| entry.seq > *seq);
                let entries: Vec<FeedEntry> = rest.take(PAGE).cloned().collect();
                let last = entries.last().map_or(*seq, |entry| entry.seq);
                ScopePage::Entries {
                    more: last < feed.len() as u64,
                    cursor: Cursor(self.epoch, last),
                    entries,
                }
            }
            _ => ScopePage::Snapshot {},
        };
        PullResponse {
            epoch: self.epoch,
            scopes: may_read.iter().map(|scope| (*scope, page(scope))).collect(),
            revoked: pull
                .cursors
                .keys()
                .filter(|scope| !may_read.contains(scope))
                .copied()
                .collect(),
            unparked: Vec::new(),
        }
    }

    fn digest(&self, scope: Scope) -> DigestResponse {
        let mut digest = ScopeDigest::default();
        for record in self.folds.values().filter_map(Fold::record) {
            if record.scope == scope {
                digest.add(record).unwrap();
            }
        }
        let head = self.feeds.get(&scope).map_or(0, Vec::len) as u64;
        DigestResponse {
            cursor: Cursor(self.epoch, head),
            form: FORM,
            buckets: digest.buckets().to_vec(),
        }
    }

    fn snapshot(
        &self,
        scope: Scope,
        after: Option<&RecordKey>,
        at: Option<u64>,
    ) -> SnapshotResponse {
        let head = self.feeds.get(&scope).map_or(0, Vec::len) as u64;
        // In the order of the wire's names, as the server's store has it.
        let on_the_wire = |key: &RecordKey| (key.collection().as_str().to_owned(), key.id());
        let mut folds: Vec<_> = self
            .folds
            .iter()
            .filter(|(key, _)| after.is_none_or(|after| on_the_wire(key) > on_the_wire(after)))
            .collect();
        folds.sort_by_key(|(key, _)| on_the_wire(key));
        let mut records: Vec<SnapshotRecord> = folds
            .into_iter()
            .filter_map(|(key, fold)| Some((key, fold.record()?)))
            .filter(|(_, record)| record.scope == scope)
            .take(PART + 1)
            .map(|(key, record)| SnapshotRecord {
                record: record.clone(),
                history: self.lines[key].iter().rev().take(3).cloned().collect(),
            })
            .collect();
        let next = (records.len() > PART).then(|| {
            records.truncate(PART);
            records[PART - 1].record.key.clone()
        });
        SnapshotResponse {
            cursor: Cursor(self.epoch, at.unwrap_or(head)),
            records,
            next,
            unparked: Vec::new(),
        }
    }
}

/// What arrives of something that travels as JSON.
fn travel<T: serde::Serialize + serde::de::DeserializeOwned>(value: &T) -> T {
    serde_json::from_str(&serde_json::to_string(value).unwrap()).unwrap()
}

pub(crate) fn key(collection: Collection, id: impl Into<RecordId>) -> RecordKey {
    RecordKey::new(collection, id)
}
