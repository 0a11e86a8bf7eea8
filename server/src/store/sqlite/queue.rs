//! Pushes that arrive together commit together: what waits for the one writer is taken in one transaction, because
//! bringing it to the disk costs more than deciding it.
//!
//! **Invariant:** nobody's push fails because of another's. Where one of a group does, none of it has happened, and each
//! is taken by itself.

use std::mem;
use std::sync::Mutex;

use rusqlite::{Connection, TransactionBehavior};
use shared::time::Millis;
use shared::wire::PushResponse;
use tokio::sync::{oneshot, watch};

use super::ledger::SqliteLedger;
use super::{Writer, lock};
use crate::store::intake::take_push;
use crate::store::{Authority, Push, StoreError};

/// Operations in one transaction, unless one push alone has more: nobody waits for more than some hundred milliseconds
/// of others' work.
const MOST_TOGETHER: usize = 2_000;

type Answer = Result<PushResponse, StoreError>;

/// A push with whoever waits for its answer.
#[derive(Debug)]
pub(super) struct Waiting {
    authority: Authority,
    push: Push,
    now: Millis,
    answer: oneshot::Sender<Answer>,
}

impl Waiting {
    /// A push, and where its answer comes.
    pub(super) fn new(
        authority: Authority,
        push: Push,
        now: Millis,
    ) -> (Self, oneshot::Receiver<Answer>) {
        let (answer, answered) = oneshot::channel();
        let waiting = Self {
            authority,
            push,
            now,
            answer,
        };
        (waiting, answered)
    }

    fn take(&self, connection: &Connection) -> Answer {
        let push = self.push.clone();
        take_push(&SqliteLedger(connection), self.authority, push, self.now)
    }
}

/// What waits for the writer.
#[derive(Debug, Default)]
pub(super) struct Queue(Mutex<Line>);

#[derive(Debug, Default)]
struct Line {
    waiting: Vec<Waiting>,
    /// Somebody is at work on it.
    is_served: bool,
}

impl Queue {
    /// Joins the line. Whether somebody has to be sent to serve it.
    pub(super) fn join(&self, waiting: Waiting) -> bool {
        let mut line = lock(&self.0);
        line.waiting.push(waiting);
        !mem::replace(&mut line.is_served, true)
    }

    /// Serves the line until nobody waits. Whoever watches is told of each group before it is answered.
    pub(super) fn take_all(&self, writer: &Mutex<Writer>, moved: &watch::Sender<u64>) {
        // Should this thread die, the next to come is served by another.
        let _end = End(self);
        loop {
            // Those who come while others write are taken with the next.
            let mut writer = lock(writer);
            let group = self.next_group();
            if group.is_empty() {
                return;
            }
            let answers = take(&mut writer.connection, &group);
            drop(writer);
            moved.send_modify(|count| *count += 1);
            for (waiting, answer) in group.into_iter().zip(answers) {
                // Whoever asked may have given up.
                let _ = waiting.answer.send(answer);
            }
        }
    }

    /// Those who came first, as many as go together; with nobody left nobody is served any more.
    fn next_group(&self) -> Vec<Waiting> {
        let mut line = lock(&self.0);
        let mut operations = 0;
        let count = line
            .waiting
            .iter()
            .take_while(|waiting| {
                let before = operations;
                operations += waiting.push.entries.len().max(1);
                before == 0 || operations <= MOST_TOGETHER
            })
            .count();
        line.is_served = count > 0;
        line.waiting.drain(..count).collect()
    }
}

struct End<'a>(&'a Queue);

impl Drop for End<'_> {
    fn drop(&mut self) {
        if std::thread::panicking() {
            let mut line = lock(&self.0.0);
            line.is_served = false;
            // Whoever waits is told that it died, and may repeat.
            line.waiting.clear();
        }
    }
}

/// Takes a group in one transaction, or each by itself if that cannot be.
fn take(connection: &mut Connection, group: &[Waiting]) -> Vec<Answer> {
    match take_together(connection, group) {
        Ok(answers) => answers,
        Err(error) if group.len() == 1 => vec![Err(error)],
        Err(_) => group
            .iter()
            .map(|one| {
                let alone = take_together(connection, std::slice::from_ref(one));
                alone.and_then(|mut answers| answers.pop().unwrap_or(Err(StoreError::Overtaken)))
            })
            .collect(),
    }
}

/// Takes pushes in one transaction, all of them or none. A refusal is an answer: nothing was written for it.
fn take_together(
    connection: &mut Connection,
    group: &[Waiting],
) -> Result<Vec<Answer>, StoreError> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let answers = group
        .iter()
        .map(|waiting| match waiting.take(&transaction) {
            Err(StoreError::ForeignInstallation) => Ok(Err(StoreError::ForeignInstallation)),
            answer => answer.map(Ok),
        })
        .collect::<Result<_, StoreError>>()?;
    transaction.commit()?;
    Ok(answers)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use shared::model::field;

    use super::*;
    use crate::organisation::fields;
    use crate::store::Store as _;
    use crate::store::conformance::bench::{Bench, Device, LAPTOP, outcomes};
    use crate::store::sqlite::SqliteStore;

    async fn bench() -> (SqliteStore, Bench) {
        let store = SqliteStore::in_memory().expect("memory");
        let bench = Bench::new(Arc::new(store.clone())).await;
        (store, bench)
    }

    /// A push of so many new items, the first of which has a name.
    fn waiting(bench: &Bench, device: &mut Device, name: &str, count: usize) -> Waiting {
        let mut operations: Vec<_> = (0..count)
            .map(|_| bench.create_item(device, LAPTOP).1)
            .collect();
        let (key, _) = bench.create_item(device, LAPTOP);
        let named = fields([
            (field::TYPE, serde_json::json!(LAPTOP)),
            (field::NAME, serde_json::json!(name)),
        ]);
        operations.push(bench.create(device, key, named));
        let push = bench.envelope(device, operations);
        Waiting::new(Authority::Person(device.person), push, bench.time()).0
    }

    #[tokio::test]
    async fn what_waits_is_taken_in_its_order_and_together_as_far_as_that_is_soon_done() {
        let (_, bench) = bench().await;
        let queue = Queue::default();
        let mut device = bench.administrator();
        assert!(
            queue.join(waiting(&bench, &mut device, "A", 900)),
            "somebody is to serve"
        );
        assert!(
            !queue.join(waiting(&bench, &mut device, "B", 900)),
            "somebody does"
        );
        assert!(!queue.join(waiting(&bench, &mut device, "C", 900)));
        let sizes = |group: Vec<Waiting>| -> Vec<u64> {
            group.iter().map(|one| one.push.entries[0].seq).collect()
        };
        assert_eq!(sizes(queue.next_group()), [1, 902]);
        assert_eq!(sizes(queue.next_group()), [1803]);
        assert!(queue.next_group().is_empty());
        assert!(
            queue.join(waiting(&bench, &mut device, "D", 1)),
            "nobody serves any more"
        );
        let large = waiting(&bench, &mut device, "E", MOST_TOGETHER + 1);
        let _ = queue.next_group();
        queue.join(large);
        assert_eq!(
            queue.next_group().len(),
            1,
            "larger than a group, by itself"
        );
    }

    #[tokio::test]
    async fn a_push_that_fails_or_is_refused_takes_nobody_elses_with_it() {
        let (store, bench) = bench().await;
        let [mut one, mut two, mut three, mut other] = [(); 4].map(|()| bench.administrator());
        let own = bench.create_item(&other, LAPTOP).1;
        bench.applied(&mut other, vec![own]).await;
        let (bo, _) = bench
            .join(
                shared::model::starter::team::IT,
                shared::model::Role::Technician,
            )
            .await;
        let mut forged = bench.device(bo.person);
        forged.installation = other.installation;
        let group = vec![
            waiting(&bench, &mut one, "good", 2),
            waiting(&bench, &mut two, "poison", 2),
            waiting(&bench, &mut forged, "forged", 2),
            waiting(&bench, &mut three, "good", 2),
        ];
        let before = bench.head(crate::store::conformance::bench::IT).await;
        let answers = {
            let mut writer = lock(&store.inner.writer);
            let poison = "CREATE TEMP TRIGGER poison BEFORE INSERT ON operation WHEN NEW.text LIKE '%poison%'
                BEGIN SELECT RAISE(ABORT, 'poison'); END";
            writer.connection.execute_batch(poison).expect("a trigger");
            take(&mut writer.connection, &group)
        };
        let [first, second, third, last] = <[Answer; 4]>::try_from(answers).expect("four");
        assert_eq!(outcomes(first.expect("taken")).len(), 3);
        assert!(matches!(second, Err(StoreError::Sqlite(_))));
        assert!(matches!(third, Err(StoreError::ForeignInstallation)));
        assert_eq!(outcomes(last.expect("taken")).len(), 3);
        let after = bench.head(crate::store::conformance::bench::IT).await;
        assert_eq!(after.1, before.1 + 6, "of the one that failed nothing");
        assert_eq!(
            store.high_water(two.installation).await.expect("a number"),
            0
        );
    }
}
