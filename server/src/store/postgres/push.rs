//! How a push is taken by several servers at once.
//!
//! It is decided twice. First without any lock, to learn which scopes it writes to; a push that changes nothing ends
//! there. Then the heads of those scopes are taken, in their order and before anything else is written, everything that
//! mattered is read again, and what is decided now is written, each write guarded by what was read. Whoever holds a
//! scope's head is the only one that writes in it, so that its numbers have no gap and are in the order of the commits.
//!
//! Whatever goes wrong in a way that may pass is answered by taking the whole push again: it is idempotent, also where
//! nobody can tell whether a commit happened.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::sync::Arc;

use shared::record::Scope;
use shared::time::Millis;
use shared::wire::PushResponse;
use tokio::runtime::Handle;
use uuid::Uuid;

use super::again::Tries;
use super::draft::Draft;
use super::found::{Asked, Found};
use super::ledger::{Head, PostgresLedger};
use super::lent::{Bound, Lent};
use super::pooled::Pooled;
use super::reader::{Reader, standing_in};
use super::row::{self, signed, unsigned};
use super::sql;
use super::waiting;
use super::write::Writing;
use crate::store::intake::{Standing, take_push};
use crate::store::{Authority, Organisation, Push, StoreError};

/// Rounds in which the store asks once more about what was just parked. What is left then is the next push's.
const ROUNDS: usize = 4;

/// How a push ended.
struct Taken {
    response: PushResponse,
    /// Something was parked anew or freed, and somebody should look at it once more.
    leaves_due: bool,
}

/// Takes a push to its end, however often that takes, and asks once more about what it parked.
pub(super) async fn take(
    pooled: &Pooled,
    authority: Authority,
    push: Push,
    now: Millis,
) -> Result<PushResponse, StoreError> {
    let nothing_more = Push {
        entries: Vec::new(),
        ..push.clone()
    };
    let Taken {
        response,
        mut leaves_due,
    } = take_once(pooled, authority, push, now).await?;
    for _ in 0..ROUNDS {
        if !leaves_due {
            break;
        }
        leaves_due = match take_once(pooled, authority, nothing_more.clone(), now).await {
            Ok(taken) => taken.leaves_due,
            Err(error) => {
                // The push itself is safe, and what is due stays due.
                tracing::warn!(
                    error = &error as &dyn std::error::Error,
                    "what waits was not asked again"
                );
                false
            }
        };
    }
    Ok(response)
}

async fn take_once(
    pooled: &Pooled,
    authority: Authority,
    push: Push,
    now: Millis,
) -> Result<Taken, StoreError> {
    let organisation = pooled.organisation().await?;
    let (_, stagger) = push.installation.0.as_u64_pair();
    let mut tries = Tries::of(stagger);
    let mut needed = BTreeMap::new();
    let mut attempt = Attempt {
        pooled,
        organisation,
        authority,
        push,
        now,
        brought: Brought::default(),
    };
    loop {
        let error = match attempt.make(&mut needed).await {
            Ok(taken) => {
                return Ok(Taken {
                    leaves_due: attempt.wake_once_more().await || taken.leaves_due,
                    ..taken
                });
            }
            Err(error) => error,
        };
        let Some(pause) = tries.next(&error) else {
            return Err(error);
        };
        tracing::debug!(
            error = &error as &dyn std::error::Error,
            ?pause,
            "a push is taken again"
        );
        tokio::time::sleep(pause).await;
    }
}

struct Attempt<'a> {
    pooled: &'a Pooled,
    organisation: &'a Organisation,
    authority: Authority,
    push: Push,
    now: Millis,
    brought: Brought,
}

/// For what something may wait that a push brought, and the parked operations that it took up itself.
#[derive(Default)]
struct Brought {
    woken: BTreeSet<String>,
    taken: HashSet<Uuid>,
}

impl Attempt<'_> {
    /// Takes the push once, whole or not at all. Scopes that turned out to be needed are left for the next attempt.
    async fn make(&mut self, needed: &mut BTreeMap<Scope, u64>) -> Result<Taken, StoreError> {
        let lent = Arc::new(self.pooled.lend().await?);
        let asked = Asked::of(&self.push, self.authority);
        let found = asked
            .read(self.reader(&lent), self.push.installation)
            .await?;
        let (tried, response) = self.decide(&lent, None, HashSet::new(), found).await?;
        let draft = tried.draft.into_inner();
        if draft.is_empty() {
            return response.map(|response| Taken {
                response,
                leaves_due: false,
            });
        }
        response?;
        for (scope, count) in draft.needed() {
            let wanted = needed.entry(scope).or_default();
            *wanted = count.max(*wanted);
        }
        let asked = Asked::again(&tried.found.into_inner());

        lent.begin().await?;
        let (heads, standing) = self.take_locks(&lent, needed).await?;
        let locked = waiting::lock(self.reader(&lent), &draft.taken).await?;
        let mut found = asked
            .read(self.reader(&lent), self.push.installation)
            .await?;
        found.standing = Some(Some(standing));
        let (ledger, response) = self.decide(&lent, Some(heads), locked, found).await?;
        let draft = ledger.draft.into_inner();
        let response = match response {
            Ok(response) => response,
            Err(error) => {
                for scope in draft.needed().into_keys() {
                    needed.entry(scope).or_default();
                }
                lent.roll_back().await?;
                return Err(error);
            }
        };
        let writing = Writing {
            reader: self.reader(&lent),
            installation: self.push.installation,
            draft: &draft,
            heads: &ledger.heads.unwrap_or_default(),
        };
        if let Err(error) = writing.write().await {
            // A connection that is lost cannot roll back, and need not.
            let _ = lent.roll_back().await;
            return Err(error);
        }
        let leaves_due = draft.leaves_due();
        // Noted before the commit, of which nobody may learn whether it happened.
        self.brought = Brought {
            woken: draft.woken,
            taken: draft.taken,
        };
        lent.commit().await?;
        Ok(Taken {
            response,
            leaves_due,
        })
    }

    /// What another push parked, and asked about once more, before this one's rows could be seen, is due again. Whether
    /// there was anything. (Should this machine die right here, the next start does it: `PostgresStore::open`.)
    async fn wake_once_more(&self) -> bool {
        if self.brought.woken.is_empty() {
            return false;
        }
        let mut tries = Tries::of(0);
        loop {
            let error = match self.wake().await {
                Ok(count) => return count > 0,
                Err(error) => error,
            };
            let Some(pause) = tries.next(&error) else {
                tracing::warn!(
                    error = &error as &dyn std::error::Error,
                    "what waits was not woken"
                );
                return false;
            };
            tokio::time::sleep(pause).await;
        }
    }

    async fn wake(&self) -> Result<u64, StoreError> {
        let Brought { woken, taken } = &self.brought;
        let woken: Vec<&str> = woken.iter().map(String::as_str).collect();
        let taken: Vec<Uuid> = taken.iter().copied().collect();
        let lent = self.pooled.lend().await?;
        let bound: [Bound<'_>; 3] = [&self.organisation.id.0, &woken, &taken];
        lent.execute(sql!("wake"), &bound).await
    }

    fn reader<'l>(&self, lent: &'l Lent) -> Reader<'l> {
        Reader {
            lent,
            org: self.organisation.id,
        }
    }

    /// The heads in their order, then the installation: two pushes never wait for each other in a circle.
    async fn take_locks(
        &self,
        lent: &Lent,
        needed: &BTreeMap<Scope, u64>,
    ) -> Result<(BTreeMap<Scope, Head>, Standing), StoreError> {
        let org = self.organisation.id.0;
        let mut heads = BTreeMap::new();
        for (scope, count) in needed {
            let chain: &[u8] = &[0; 32];
            let bound: [Bound<'_>; 4] = [&org, &scope.to_string(), &signed(*count), &chain];
            let found = lent.find(sql!("take_head"), &bound).await?;
            let found = found.ok_or(StoreError::Overtaken)?;
            let taken = unsigned(&found, 0)?;
            let head = Head {
                taken,
                seq: taken.saturating_sub(*count),
                chain: row::bytes(&found, 1)?,
            };
            heads.insert(*scope, head);
        }
        let owner = self.authority.person().map(|person| person.0);
        let bound: [Bound<'_>; 3] = [&org, &self.push.installation.0, &owner];
        let found = lent.find(sql!("take_installation"), &bound).await?;
        let standing = standing_in(&found.ok_or(StoreError::Overtaken)?)?;
        Ok((heads, standing))
    }

    /// Decides over what was found, on a thread that may wait for what was not.
    async fn decide(
        &self,
        lent: &Arc<Lent>,
        heads: Option<BTreeMap<Scope, Head>>,
        locked: HashSet<Uuid>,
        found: Found,
    ) -> Result<(PostgresLedger, Result<PushResponse, StoreError>), StoreError> {
        let ledger = PostgresLedger {
            lent: Arc::clone(lent),
            org: self.organisation.id,
            installation: self.push.installation,
            heads,
            locked,
            found: RefCell::new(found),
            draft: RefCell::new(Draft::default()),
            runtime: Handle::current(),
        };
        let (authority, push, now) = (self.authority, self.push.clone(), self.now);
        tokio::task::spawn_blocking(move || {
            let response = take_push(&ledger, authority, push, now);
            (ledger, response)
        })
        .await
        .map_err(|error| StoreError::Died(error.to_string()))
    }
}
