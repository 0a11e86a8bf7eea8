//! `GET /metrics`: counters in Prometheus' text form, for administrators and for the machine itself.

use std::fmt::Write as _;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};

use axum::extract::{ConnectInfo, FromRequestParts as _, Request, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use shared::operation::Outcome;
use shared::wire::PushOutcome;

use super::Office;
use super::caller::Caller;
use super::error::ApiError;

/// The outcomes by name, in the order of [`Metrics::operations`].
const OUTCOMES: [&str; 6] = [
    "applied",
    "merged",
    "superseded",
    "conflict",
    "duplicate",
    "parked",
];

/// What the server counts since its start.
#[derive(Debug, Default)]
pub struct Metrics {
    /// Answers by the first digit of their status.
    answers: [AtomicU64; 6],
    operations: [AtomicU64; OUTCOMES.len()],
    forks: AtomicU64,
    repairs: AtomicU64,
    live: Arc<AtomicI64>,
}

/// One open live connection, counted until it is dropped.
#[derive(Debug)]
pub(super) struct LiveConnection(Arc<AtomicI64>);

impl Drop for LiveConnection {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

impl Metrics {
    pub(super) fn answered(&self, status: StatusCode) {
        if let Some(count) = self.answers.get(usize::from(status.as_u16() / 100)) {
            count.fetch_add(1, Ordering::Relaxed);
        }
    }

    pub(super) fn taken(&self, outcomes: &[PushOutcome]) {
        for PushOutcome { outcome, .. } in outcomes {
            let which = match outcome {
                Outcome::Applied {} => 0,
                Outcome::Merged {} => 1,
                Outcome::Superseded { .. } => 2,
                Outcome::Conflict { .. } => 3,
                Outcome::DuplicateOf { .. } => 4,
                Outcome::Parked { .. } => 5,
            };
            self.operations[which].fetch_add(1, Ordering::Relaxed);
        }
    }

    pub(super) fn forked(&self) {
        self.forks.fetch_add(1, Ordering::Relaxed);
    }

    pub(super) fn repaired(&self) {
        self.repairs.fetch_add(1, Ordering::Relaxed);
    }

    pub(super) fn live(&self) -> LiveConnection {
        self.live.fetch_add(1, Ordering::Relaxed);
        LiveConnection(Arc::clone(&self.live))
    }
}

pub(super) async fn metrics(
    State(office): State<Office>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    request: Request,
) -> Result<Response, ApiError> {
    let (mut parts, _) = request.into_parts();
    if !is_the_machine_itself(peer, &parts.headers) {
        let caller = Caller::from_request_parts(&mut parts, &office).await?;
        if !office.store.administers(caller.person).await? {
            return Err(ApiError::Forbidden);
        }
    }
    let kind = [(header::CONTENT_TYPE, "text/plain; version=0.0.4")];
    Ok((kind, render(&office).await?).into_response())
}

/// A proxy in front of the server also comes from this machine, and says for whom.
fn is_the_machine_itself(peer: SocketAddr, headers: &HeaderMap) -> bool {
    peer.ip().to_canonical().is_loopback()
        && !headers.contains_key("forwarded")
        && !headers.contains_key("x-forwarded-for")
}

async fn render(office: &Office) -> Result<String, ApiError> {
    let metrics = &office.metrics;
    let mut text = String::new();
    let mut say = |name: &str, kind: &str, help: &str, samples: &[(String, String)]| {
        // Writing to a string cannot fail.
        let _ = writeln!(text, "# HELP {name} {help}\n# TYPE {name} {kind}");
        for (labels, value) in samples {
            let _ = writeln!(text, "{name}{labels} {value}");
        }
    };
    let answers: Vec<_> = (1..)
        .zip(&metrics.answers[1..])
        .map(|(digit, count)| (format!("{{status=\"{digit}xx\"}}"), read(count)))
        .collect();
    let operations: Vec<_> = OUTCOMES
        .iter()
        .zip(&metrics.operations)
        .map(|(outcome, count)| (format!("{{outcome=\"{outcome}\"}}"), read(count)))
        .collect();
    let heads: Vec<_> = office
        .store
        .chains()
        .await?
        .into_iter()
        .map(|(scope, (seq, _))| (format!("{{scope=\"{scope}\"}}"), seq.to_string()))
        .collect();
    let live = metrics.live.load(Ordering::Relaxed).to_string();
    let forks = office.store.forks().await?.len().to_string();
    say(
        "recense_answers_total",
        "counter",
        "Answers by status.",
        &answers,
    );
    say(
        "recense_operations_total",
        "counter",
        "Operations answered by outcome, replays included.",
        &operations,
    );
    say(
        "recense_fork_answers_total",
        "counter",
        "Pushes refused because their installation was copied.",
        &[(String::new(), read(&metrics.forks))],
    );
    say(
        "recense_forked_installations",
        "gauge",
        "Installations known to be copies.",
        &[(String::new(), forks)],
    );
    say(
        "recense_repairs_total",
        "counter",
        "Parts of a scope in which a device held something else, and that it was given anew.",
        &[(String::new(), read(&metrics.repairs))],
    );
    say(
        "recense_live",
        "gauge",
        "Open live connections.",
        &[(String::new(), live)],
    );
    say(
        "recense_head",
        "gauge",
        "The newest number of each scope.",
        &heads,
    );
    Ok(text)
}

fn read(count: &AtomicU64) -> String {
    count.load(Ordering::Relaxed).to_string()
}
