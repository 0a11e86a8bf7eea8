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
use tokio::sync::oneshot;

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

    /// Serves the line until nobody waits.
    pub(super) fn take_all(&self, writer: &Mutex<Writer>) {
        // Should this thread die, the next to come is served by another.
        let _end = End(self);
        loop {
            // Those who come while others write are taken with the next.
            let mut writer = lock(writer);
            let group = self.next_group();
            if group.is_empty() {
                return;
            }
            answer_all(&mut writer.connection, group);
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
fn answer_all(connection: &mut Connection, group: Vec<Waiting>) {
    let answers = match take_together(connection, &group) {
        Ok(answers) => answers,
        Err(error) if group.len() == 1 => vec![Err(error)],
        Err(_) => group
            .iter()
            .map(|one| {
                let alone = take_together(connection, std::slice::from_ref(one));
                alone.and_then(|mut answers| answers.pop().unwrap_or(Err(StoreError::Overtaken)))
            })
            .collect(),
    };
    for (waiting, answer) in group.into_iter().zip(answers) {
        // Whoever asked may have given up.
        let _ = waiting.answer.send(answer);
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
