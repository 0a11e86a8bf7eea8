//! Writing what a push came to, under the heads that it holds: one pipeline, and each write says what it expects.
//!
//! **Invariant:** a write that finds something else than what was decided upon writes nothing, and the push is decided
//! anew. It never means that somebody may not.

use std::collections::BTreeMap;

use futures_util::future::{try_join, try_join_all, try_join3, try_join5};
use shared::alias::claim_of;
use shared::id::{InstallationId, OpId, PersonId};
use shared::identifier::ExactKey;
use shared::record::Scope;
use shared::time::Corrected;
use uuid::Uuid;

use super::draft::{Draft, Stored, Written};
use super::ledger::Head;
use super::lent::Bound;
use super::reader::Reader;
use super::row::{name_of, signed};
use super::sql;
use crate::store::StoreError;
use crate::store::intake::{find_owner, next_link};

/// One push's writes.
pub(super) struct Writing<'a> {
    pub(super) reader: Reader<'a>,
    pub(super) installation: InstallationId,
    pub(super) draft: &'a Draft,
    pub(super) heads: &'a BTreeMap<Scope, Head>,
}

/// What was written is not what was decided: somebody else was faster.
fn expect(written: u64, expected: usize) -> Result<(), StoreError> {
    if usize::try_from(written) == Ok(expected) {
        Ok(())
    } else {
        Err(StoreError::Overtaken)
    }
}

impl Writing<'_> {
    /// Writes everything but the commit.
    pub(super) async fn write(self) -> Result<(), StoreError> {
        try_join5(
            self.put_operations(),
            self.put_records(),
            self.publish(),
            try_join(self.wake(), self.park()),
            self.put_standing(),
        )
        .await?;
        Ok(())
    }

    async fn execute(&self, sql: &'static str, bound: &[Bound<'_>]) -> Result<u64, StoreError> {
        self.reader.lent.execute(sql, bound).await
    }

    /// Operations that came, in one statement; those that were parked and are decided now, one each.
    async fn put_operations(&self) -> Result<(), StoreError> {
        let (old, new): (Vec<_>, Vec<_>) = self
            .draft
            .stored
            .iter()
            .partition(|stored| stored.waited_for.is_some());
        try_join3(
            self.put_arrivals(&new),
            self.put_sent(),
            try_join_all(old.into_iter().map(|stored| self.put_decision(stored))),
        )
        .await?;
        Ok(())
    }

    async fn put_arrivals(&self, new: &[&Stored]) -> Result<(), StoreError> {
        if new.is_empty() {
            return Ok(());
        }
        let org = self.reader.org.0;
        macro_rules! column {
            ($of:expr) => {
                new.iter().map($of).collect::<Vec<_>>()
            };
        }
        let accepted = |it: &&Stored| it.accepted.as_ref().map(|it| signed(it.rev));
        let outcomes = new
            .iter()
            .map(|it| outcome_of(it))
            .collect::<Result<Vec<_>, _>>()?;
        let bound: [Bound<'_>; 20] = [
            &org,
            &self.installation.0,
            &column!(|it| it.id),
            &column!(|it| it.arrival.op_id == Some(OpId(it.id))),
            &column!(|it| &it.arrival.hash.0[..]),
            &column!(|it| it.arrival.text.as_str()),
            &column!(|it| it.arrival.installation.0),
            &column!(|it| it.arrival.sender.map(|PersonId(id)| id)),
            &column!(|it| it.arrival.received_at.0),
            &column!(|it| it.place),
            &column!(|it| match it.arrival.corrected {
                Corrected::Sure(at) => Some(at.0),
                Corrected::Uncertain => None,
            }),
            &column!(|it| it.arrival.floor.0),
            &outcomes,
            &column!(|it| it.was_parked),
            &column!(|it| it
                .accepted
                .as_ref()
                .map(|it| name_of(it.record.collection()))),
            &column!(|it| it.accepted.as_ref().map(|it| it.record.id().0)),
            &column!(accepted),
            &column!(|it| it.accepted.as_ref().map(|it| it.scope.to_string())),
            &column!(|it| it.accepted.as_ref().map(|it| it.at.0)),
            &column!(|it| it.accepted.as_ref().map(|it| it.uncertain)),
        ];
        expect(self.execute(sql!("put_arrivals"), &bound).await?, new.len())
    }

    async fn put_sent(&self) -> Result<(), StoreError> {
        if self.draft.sent.is_empty() {
            return Ok(());
        }
        let seqs: Vec<i64> = self.draft.sent.keys().copied().map(signed).collect();
        let hashes: Vec<&[u8]> = self.draft.sent.values().map(|hash| &hash.0[..]).collect();
        let bound: [Bound<'_>; 4] = [&self.reader.org.0, &self.installation.0, &seqs, &hashes];
        expect(self.execute(sql!("put_sent"), &bound).await?, seqs.len())
    }

    async fn put_decision(&self, stored: &Stored) -> Result<(), StoreError> {
        let org = self.reader.org.0;
        let outcome = outcome_of(stored)?;
        let written = match &stored.accepted {
            None => {
                let bound: [Bound<'_>; 3] = [&org, &stored.id, &outcome];
                self.execute(sql!("park_again"), &bound).await?
            }
            Some(accepted) => {
                let bound: [Bound<'_>; 9] = [
                    &org,
                    &stored.id,
                    &outcome,
                    &name_of(accepted.record.collection()),
                    &accepted.record.id().0,
                    &signed(accepted.rev),
                    &accepted.scope.to_string(),
                    &accepted.at.0,
                    &accepted.uncertain,
                ];
                self.execute(sql!("accept_parked"), &bound).await?
            }
        };
        expect(written, 1)
    }

    /// In order of their keys, so that two pushes that meet here do not wait for each other in a circle.
    async fn put_records(&self) -> Result<(), StoreError> {
        let mut records: Vec<_> = self.draft.records.values().collect();
        records.sort_by(|a, b| a.record.key.cmp(&b.record.key));
        try_join_all(records.into_iter().map(|written| self.put_record(written))).await?;
        Ok(())
    }

    async fn put_record(&self, written: &Written) -> Result<(), StoreError> {
        let record = &written.record;
        let body = serde_json::to_string(record)?;
        let (rev_before, scope_before) = match written.before {
            Some((rev, scope)) => (Some(signed(rev)), Some(scope.to_string())),
            None => (None, None),
        };
        let claim = claim_of(record);
        let bound: [Bound<'_>; 10] = [
            &self.reader.org.0,
            &name_of(record.key.collection()),
            &record.key.id().0,
            &record.scope.to_string(),
            &signed(record.rev),
            &find_owner(record).map(|owner| owner.0),
            &body,
            &claim.as_ref().map(ExactKey::as_str),
            &rev_before,
            &scope_before,
        ];
        expect(self.execute(sql!("put_record"), &bound).await?, 1)
    }

    /// Numbers the lines of each scope from its head on, and sets the heads to the last ones.
    async fn publish(&self) -> Result<(), StoreError> {
        let mut heads = self.heads.clone();
        let lines = &self.draft.lines;
        let mut scopes = Vec::with_capacity(lines.len());
        let mut seqs = Vec::with_capacity(lines.len());
        let mut operations: Vec<Uuid> = Vec::with_capacity(lines.len());
        let mut left_revs = Vec::with_capacity(lines.len());
        let mut bodies = Vec::with_capacity(lines.len());
        for line in lines {
            let head = heads.get_mut(&line.scope).ok_or(StoreError::Overtaken)?;
            head.seq += 1;
            head.chain = next_link(head.chain, line.hash, head.seq);
            let stored = self.draft.stored(line.number);
            let stored = stored.ok_or(StoreError::Column { column: "number" })?;
            scopes.push(line.scope.to_string());
            seqs.push(signed(head.seq));
            operations.push(stored.id);
            left_revs.push(line.left_rev.map(signed));
            bodies.push(line.body.as_deref());
        }
        let put_lines = async {
            if lines.is_empty() {
                return Ok(());
            }
            let org = self.reader.org.0;
            let bound: [Bound<'_>; 6] = [&org, &scopes, &seqs, &operations, &left_revs, &bodies];
            expect(self.execute(sql!("publish"), &bound).await?, lines.len())
        };
        let put_heads = try_join_all(
            heads
                .iter()
                .map(|(scope, head)| self.put_head(*scope, *head)),
        );
        try_join(put_lines, put_heads).await?;
        Ok(())
    }

    async fn put_head(&self, scope: Scope, head: Head) -> Result<(), StoreError> {
        let bound: [Bound<'_>; 5] = [
            &self.reader.org.0,
            &scope.to_string(),
            &signed(head.seq),
            &&head.chain[..],
            &signed(head.taken),
        ];
        expect(self.execute(sql!("put_head"), &bound).await?, 1)
    }

    /// What waits for something that this push brought is due. What it took up itself says so in [`Self::park`].
    async fn wake(&self) -> Result<(), StoreError> {
        if self.draft.woken.is_empty() {
            return Ok(());
        }
        let woken: Vec<&str> = self.draft.woken.iter().map(String::as_str).collect();
        let taken: Vec<Uuid> = self.draft.taken.iter().copied().collect();
        self.execute(sql!("wake"), &[&self.reader.org.0, &woken, &taken])
            .await?;
        Ok(())
    }

    /// What waits, anew or still, and what waits no longer.
    async fn park(&self) -> Result<(), StoreError> {
        let org = self.reader.org.0;
        if !self.draft.unparked.is_empty() {
            let freed: Vec<Uuid> = self.draft.unparked.iter().copied().collect();
            let removed = self.execute(sql!("unpark"), &[&org, &freed]).await?;
            expect(removed, freed.len())?;
        }
        let (mut ids, mut waits, mut due) = (Vec::new(), Vec::new(), Vec::new());
        for (number, parked) in &self.draft.parked {
            if let Some(stored) = self.draft.stored(*number) {
                ids.push(stored.id);
                waits.push(parked.waits_for.as_str());
                due.push(parked.is_new || parked.is_woken);
            }
        }
        if ids.is_empty() {
            return Ok(());
        }
        let bound: [Bound<'_>; 5] = [&org, &self.installation.0, &ids, &waits, &due];
        expect(self.execute(sql!("park"), &bound).await?, ids.len())
    }

    async fn put_standing(&self) -> Result<(), StoreError> {
        let org = self.reader.org.0;
        if let Some(standing) = self.draft.standing {
            let bound: [Bound<'_>; 4] = [
                &org,
                &self.installation.0,
                &signed(standing.high_water),
                &standing.floor.0,
            ];
            expect(self.execute(sql!("put_standing"), &bound).await?, 1)?;
        }
        if let Some(at) = self.draft.forked_at {
            let bound: [Bound<'_>; 3] = [&org, &self.installation.0, &at.0];
            expect(self.execute(sql!("flag_fork"), &bound).await?, 1)?;
        }
        Ok(())
    }
}

fn outcome_of(stored: &Stored) -> Result<String, StoreError> {
    let outcome = stored.outcome.as_ref();
    let outcome = outcome.ok_or(StoreError::Column { column: "outcome" })?;
    Ok(serde_json::to_string(outcome)?)
}
