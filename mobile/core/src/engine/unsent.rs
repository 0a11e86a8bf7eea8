//! Unsent work as a file: saved on one device, taken in on another.
//!
//! The file is JSON: [`File`]. An operation lies in it as text within text, in the very bytes in which it would travel,
//! with the installation and the number under which it would travel. Taken in, it goes under these: the device that
//! saved it may have sent it before or may send it later, and to the server the one is a replay of the other.
//!
//! **Invariant:** a file is taken in by the person whose work it is, and whole, or nothing of it is.

use serde::{Deserialize, Serialize};
use shared::access::Access;
use shared::admit::admit;
use shared::id::{InstallationId, OrgId, PersonId};
use shared::merge::Accepted;
use shared::operation::{APP_SCHEMA, MAX_OPERATION_BYTES, OperationHash, SealedOperation};
use shared::record::{Record, RecordKey, Scope};
use shared::time::{Anchor, Corrected};

use super::Engine;
use crate::api::{Event, MAX_UNSENT_BYTES, TakenIn, UnsentRefusal};
use crate::error::EngineError;
use crate::store::{Key, Laid, Store, values_before};

/// The format that this build writes, and the newest that it reads.
const FORMAT: u32 = 1;
/// What a file of ours begins with, but for spaces.
const MARK: &str = "{\"recense_unsent\":";
/// Lines of a record's history in which an operation is looked for.
const LINES: usize = 20;

/// All that one person has not sent.
#[derive(Debug, Serialize, Deserialize)]
struct File {
    recense_unsent: u32,
    org: OrgId,
    person: PersonId,
    /// The clocks of the device as it saved, so that somebody can tell how wrong they were.
    anchor: Anchor,
    operations: Vec<Line>,
}

/// What a file of any format says.
#[derive(Deserialize)]
struct Header {
    recense_unsent: u32,
}

/// One operation.
#[derive(Debug, Serialize, Deserialize)]
struct Line {
    installation: InstallationId,
    seq: u64,
    /// The SHA-256 of the text, in hexadecimal.
    hash: String,
    text: String,
}

/// One operation of a file that is as it was saved.
struct Checked {
    installation: InstallationId,
    seq: u64,
    sealed: SealedOperation,
}

impl Engine {
    /// All unsent work of the signed-in person as text, to be taken in elsewhere.
    pub(super) fn unsent(&self) -> Result<String, EngineError> {
        let session = self.store.session()?.ok_or(EngineError::NotEnrolled)?;
        let operations = self
            .store
            .pending_texts()?
            .into_iter()
            .map(|(installation, seq, text)| Line {
                installation,
                seq,
                hash: OperationHash::of(&text).to_string(),
                text,
            })
            .collect();
        let file = File {
            recense_unsent: FORMAT,
            org: session.org,
            person: session.person,
            anchor: self.clock.anchor(),
            operations,
        };
        Ok(serde_json::to_string(&file)?)
    }

    /// Takes in what the signed-in person did elsewhere and saved there.
    pub(super) fn take_unsent(&mut self, text: &str) -> Result<TakenIn, EngineError> {
        let checked = self.check(text)?;
        let offered = checked.len();
        let own = self.store.installation()?;
        let access = self.store.access()?.ok_or(EngineError::NotEnrolled)?;
        let laid = self.store.write(|store| {
            let mut laid = Vec::with_capacity(checked.len());
            let mut next_seq = own.next_seq;
            for one in checked {
                if one.installation == own.id {
                    // Saved here, before this store was put back: what is done from now on is numbered after it.
                    next_seq = next_seq.max(one.seq.saturating_add(1));
                }
                laid.extend(lay(store, &access, one)?);
            }
            store.set_next_seq(next_seq)?;
            Ok(laid)
        })?;
        let taken = TakenIn {
            taken: count(laid.len()),
            known: count(offered - laid.len()),
        };
        self.sync.hurry_push();
        self.tell(Event::Changed(laid));
        Ok(taken)
    }

    /// Reads a file. What is not as it was saved, or not for who is signed in, refuses all of it.
    fn check(&self, text: &str) -> Result<Vec<Checked>, EngineError> {
        let session = self.store.session()?.ok_or(EngineError::NotEnrolled)?;
        if text.len() > MAX_UNSENT_BYTES {
            return Err(UnsentRefusal::TooLarge.into());
        }
        if !text.trim_start().starts_with(MARK) {
            return Err(UnsentRefusal::NotOurs.into());
        }
        let damaged = |_| UnsentRefusal::Damaged;
        let header: Header = serde_json::from_str(text).map_err(damaged)?;
        if header.recense_unsent > FORMAT {
            return Err(UnsentRefusal::Newer.into());
        }
        let file: File = serde_json::from_str(text).map_err(damaged)?;
        if file.org != session.org {
            return Err(UnsentRefusal::OtherOrganisation.into());
        }
        if file.person != session.person {
            let by = self.reading()?.person(file.person)?;
            return Err(UnsentRefusal::OtherPerson(by.name).into());
        }
        let checked: Result<Vec<Checked>, UnsentRefusal> = file
            .operations
            .into_iter()
            .map(|line| line.check(file.person))
            .collect();
        Ok(checked?)
    }
}

impl Line {
    fn check(self, author: PersonId) -> Result<Checked, UnsentRefusal> {
        if OperationHash::of(&self.text).to_string() != self.hash
            || self.text.len() > MAX_OPERATION_BYTES
        {
            return Err(UnsentRefusal::Damaged);
        }
        // Whole, and not understood: an app that knows more wrote it.
        let sealed = SealedOperation::parse(&self.text).map_err(|_| UnsentRefusal::Newer)?;
        if sealed.app_schema > APP_SCHEMA {
            return Err(UnsentRefusal::Newer);
        }
        if sealed.actor != author {
            return Err(UnsentRefusal::Damaged);
        }
        Ok(Checked {
            installation: self.installation,
            seq: self.seq,
            sealed,
        })
    }
}

/// Puts an operation into the outbox and lays it on its record, unless it is here already. Says on which.
///
/// What this device's state does not admit goes all the same: it was done, and the server decides.
fn lay(store: &Store, access: &Access, one: Checked) -> Result<Option<RecordKey>, EngineError> {
    let Checked {
        installation,
        seq,
        sealed,
    } = one;
    if let Some(known) = store.own_text(sealed.op_id)? {
        if known != sealed.text() {
            return Err(UnsentRefusal::Damaged.into());
        }
        return Ok(None);
    }
    let name = sealed.record.clone();
    let key = store.ensure_key(&name)?;
    let base = store.find_base(key)?.and_then(|(_, base)| base);
    if came_by_the_feed(store, key, base.as_ref(), &sealed)? {
        return Ok(None);
    }
    let Laid { fold, floor, .. } = store.load_fold(&name)?;
    let before = fold.record();
    let mut scope = before.map_or(Scope::Org, |record| record.scope);
    let kept = before
        .map(|record| values_before(&sealed, record))
        .unwrap_or_default();
    let (at, uncertain) = fold.effective(&sealed, Corrected::Sure(sealed.observed_at), floor);
    let arriving = Accepted {
        operation: (*sealed).clone(),
        installation,
        at,
        uncertain,
    };
    if let Ok(taken) = admit(store, access, &fold, arriving)?
        && let Some(after) = taken.fold.record()
    {
        scope = after.scope;
    }
    store.add_own(key, &sealed, installation, seq, scope, &kept)?;
    store.project_anew(key)?;
    Ok(Some(name))
}

/// Whether the server has told of an operation already, as far as this device can see.
fn came_by_the_feed(
    store: &Store,
    key: Key,
    base: Option<&Record>,
    sealed: &SealedOperation,
) -> Result<bool, EngineError> {
    let mut fields = base.iter().flat_map(|base| base.fields.values());
    Ok(fields.any(|state| state.stamp.op == sealed.op_id)
        || store
            .past(key, LINES)?
            .iter()
            .any(|line| line.op == sealed.op_id))
}

fn count(operations: usize) -> u32 {
    u32::try_from(operations).unwrap_or(u32::MAX)
}
