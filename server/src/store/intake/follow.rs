//! What goes along when a record moves to another team: what belongs to it, in the same transaction.
//!
//! A record's scope follows from what it belongs to, so that nothing has to be decided here: each gets an operation
//! that sets nothing, made by the server in the name of whoever moved the owner, and lies where it now belongs. By
//! that operation its `rev` goes on, its history says why, and a feed tells of it like of any other.
//!
//! **Invariant:** after a push every record lies in the scope of what it belongs to.

use sha2::{Digest as _, Sha256};
use shared::admit::{MOST_FOLLOWING as MOST_FOLLOWING_OF_ALL, scope_of};
use shared::id::OpId;
use shared::merge::{Accepted, Fold};
use shared::operation::{APP_SCHEMA, Change, Intent, Operation, SealedOperation};
use shared::record::{RecordKey, Scope};
use shared::time::{Corrected, Millis, Tick};
use uuid::{Builder, Variant, Version};

use super::{Acceptance, Arrival, Intake, Ledger};
use crate::store::StoreError;

/// Records that one operation may take along, at most: the transaction stays within a few seconds, and its pages of
/// the feed within what a device reads in one exchange.
pub(in crate::store) const MOST_FOLLOWING: usize = if cfg!(test) {
    40
} else {
    MOST_FOLLOWING_OF_ALL
};

impl<L: Ledger> Intake<'_, L> {
    /// What belongs to a record, owners before what belongs to them; none if it is too much for one transaction.
    pub(super) fn find_following(
        &self,
        owner: &RecordKey,
    ) -> Result<Option<Vec<RecordKey>>, StoreError> {
        let mut following = self.ledger.dependants(owner, MOST_FOLLOWING + 1)?;
        let mut asked = 0;
        while let Some(next) = following.get(asked) {
            if following.len() > MOST_FOLLOWING {
                return Ok(None);
            }
            let room = MOST_FOLLOWING + 1 - following.len();
            let more = self.ledger.dependants(next, room)?;
            following.extend(more);
            asked += 1;
        }
        Ok(Some(following))
    }

    /// Takes one record along. Whoever may move the owner may move this.
    pub(super) fn follow(
        &mut self,
        key: RecordKey,
        cause: &Operation,
        arrival: &Arrival,
    ) -> Result<(), StoreError> {
        let mut fold = self.take_fold(&key)?;
        let Some(record) = fold.record() else {
            return Ok(());
        };
        let before = (record.rev, record.scope);
        let scope = match scope_of(&self.surrounding, record)? {
            Ok(scope) if scope != record.scope => scope,
            _ => {
                self.folds.insert(key, fold);
                return Ok(());
            }
        };
        let operation = self.going_along(&key, record.rev, cause);
        self.accept_own(operation, arrival, &mut fold, scope, Some(before))?;
        self.wake(&key)?;
        // Read again where it is needed: a push would otherwise hold a whole type in hand.
        self.surrounding.records.borrow_mut().remove(&key);
        Ok(())
    }

    /// Takes an operation of the server's own, made in the name of whoever brought it about.
    pub(super) fn accept_own(
        &self,
        operation: Operation,
        arrival: &Arrival,
        fold: &mut Fold,
        scope: Scope,
        before: Option<(u64, Scope)>,
    ) -> Result<(), StoreError> {
        let sealed = SealedOperation::seal(operation)?;
        let corrected = Corrected::Sure(self.now);
        let op_id = sealed.op_id;
        let free = self.ledger.known(op_id)?.is_none();
        let own = Arrival {
            op_id: free.then_some(op_id),
            hash: sealed.hash(),
            text: sealed.text().to_owned(),
            installation: arrival.installation,
            sender: arrival.sender,
            received_at: self.now,
            corrected,
            floor: Millis(0),
            waited: false,
        };
        let number = self.ledger.put_arrival(&own)?;
        let (at, uncertain) = fold.effective(&sealed, corrected, own.floor);
        let outcome = fold.apply(Accepted {
            operation: sealed.into_operation(),
            installation: own.installation,
            at,
            uncertain,
        });
        fold.lie_in(scope);
        let Some(record) = fold.record() else {
            return Err(StoreError::Column { column: "record" });
        };
        self.ledger.accept(
            number,
            &Acceptance {
                hash: own.hash,
                at,
                uncertain,
                outcome: &outcome,
                record,
                before,
            },
        )
    }

    fn going_along(&self, key: &RecordKey, rev: u64, cause: &Operation) -> Operation {
        Operation {
            op_id: id_of(cause.op_id, key),
            action: cause.action,
            record: key.clone(),
            actor: cause.actor,
            observed_at: self.now,
            tick: Tick("server".into(), self.now.0),
            app_schema: APP_SCHEMA,
            seen: rev,
            intent: Intent::Followed,
            change: Change::Set(Vec::new()),
        }
    }
}

/// An id that follows from the cause and the record, with the cause's time in front: nothing here is random.
pub(super) fn id_of(cause: OpId, key: &RecordKey) -> OpId {
    let mut digest = Sha256::new();
    digest.update(cause.0.as_bytes());
    digest.update(key.collection().as_str());
    digest.update(key.id().0.as_bytes());
    let digest: [u8; 32] = digest.finalize().into();
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&digest[..16]);
    bytes[..6].copy_from_slice(&cause.0.as_bytes()[..6]);
    let id = Builder::from_bytes(bytes)
        .with_variant(Variant::RFC4122)
        .with_version(Version::SortRand)
        .into_uuid();
    OpId(id)
}
