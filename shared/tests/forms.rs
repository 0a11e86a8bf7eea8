//! FC-Y9: what travels, in each form in which a release wrote it. A fixture is kept for ever: each line of it is read
//! today, and means what it meant. Whoever changes a form adds a fixture and leaves the older ones as they are.

#[path = "forms/samples.rs"]
mod samples;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use sha2::{Digest as _, Sha256};
use shared::operation::{Outcome, SealedOperation};
use shared::record::Record;
use shared::wire::{
    DevicesResponse, DigestResponse, EnrolRequest, ErrorResponse, HistoryResponse,
    InvitationRequest, InvitationResponse, LiveResponse, NumbersRequest, NumbersResponse,
    PullRequest, PullResponse, PushRequest, PushResponse, SessionResponse, SnapshotResponse,
    Verdict,
};

/// A form: a text of lines, each a kind with a name, a space and JSON. With its SHA-256, because it never changes.
struct Form {
    name: &'static str,
    text: &'static str,
    hash: &'static str,
}

/// In their order; what is written today is the last.
const FORMS: &[Form] = &[
    Form {
        name: "wire-0",
        text: include_str!("fixtures/wire-0.txt"),
        hash: "4e30cde00240f789fb984cdfdc564409e06c5ef376d6c5507ef0be3845a9247d",
    },
    Form {
        name: "wire-1",
        text: include_str!("fixtures/wire-1.txt"),
        hash: "28a8bc2d6e57d902c8917e297424a84d33b3fedeb2fcc11838ccd246132809ff",
    },
];

impl Form {
    fn lines(&self) -> impl Iterator<Item = (&'static str, &'static str)> {
        let lines = self.text.lines();
        lines.map(|line| line.split_once(' ').expect("a name and its JSON"))
    }
}

/// Reads a text as what its kind is, and writes what was read.
fn read_and_write(name: &str, text: &str) -> serde_json::Result<String> {
    fn through<T: DeserializeOwned + Serialize>(text: &str) -> serde_json::Result<String> {
        serde_json::to_string(&serde_json::from_str::<T>(text)?)
    }
    match name.split('/').next().unwrap_or_default() {
        // Its text is kept as it is, so that what it says is looked at.
        "operation" => serde_json::to_string(&SealedOperation::parse(text)?.into_operation()),
        "outcome" => through::<Outcome>(text),
        "record" => through::<Record>(text),
        "enrol" => through::<EnrolRequest>(text),
        "session" => through::<SessionResponse>(text),
        "invitation" => through::<InvitationRequest>(text),
        "invited" => through::<InvitationResponse>(text),
        "devices" => through::<DevicesResponse>(text),
        "verdict" => through::<Verdict>(text),
        "push" => through::<PushRequest>(text),
        "pushed" => through::<PushResponse>(text),
        "pull" => through::<PullRequest>(text),
        "pulled" => through::<PullResponse>(text),
        "snapshot" => through::<SnapshotResponse>(text),
        "history" => through::<HistoryResponse>(text),
        "digest" => through::<DigestResponse>(text),
        "live" => through::<LiveResponse>(text),
        "numbers" => through::<NumbersRequest>(text),
        "reserved" => through::<NumbersResponse>(text),
        "error" => through::<ErrorResponse>(text),
        other => panic!("no kind {other}"),
    }
}

/// Whether all that `older` says is said by `newer` too. What a form added since reads as its default.
fn holds(newer: &Value, older: &Value) -> bool {
    match (newer, older) {
        (Value::Object(newer), Value::Object(older)) => older
            .iter()
            .all(|(name, value)| newer.get(name).is_some_and(|newer| holds(newer, value))),
        (Value::Array(newer), Value::Array(older)) => {
            newer.len() == older.len()
                && newer
                    .iter()
                    .zip(older)
                    .all(|(one, other)| holds(one, other))
        }
        _ => newer == older,
    }
}

#[test]
fn fc_y9_every_form_that_a_release_wrote_is_read_and_loses_nothing() {
    for form in FORMS {
        for (name, text) in form.lines() {
            let read = read_and_write(name, text);
            let read = read.unwrap_or_else(|error| panic!("{}, {name}: {error}", form.name));
            let value =
                |text: &str| Value::deserialize(&mut serde_json::Deserializer::from_str(text));
            let (read, written) = (value(&read).unwrap(), value(text).unwrap());
            assert!(
                holds(&read, &written),
                "{}, {name}:\n{written}\n{read}",
                form.name
            );
        }
    }
}

#[test]
fn fc_y9_what_an_older_form_left_out_reads_as_what_it_meant() {
    let older: Vec<_> = FORMS[0].lines().collect();
    let expected = samples::left_out();
    for (name, meant) in expected {
        let text = older.iter().find(|(line, _)| *line == name);
        let (_, text) = text.unwrap_or_else(|| panic!("{name} is missing"));
        assert_eq!(read_and_write(name, text).unwrap(), meant, "{name}");
    }
}

#[test]
fn fc_y9_whoever_changes_a_form_adds_a_fixture() {
    let newest = FORMS.last().expect("a form");
    let mut today = String::new();
    for (name, text) in samples::today() {
        today.push_str(&format!("{name} {text}\n"));
    }
    assert!(
        today == newest.text,
        "another form than {}: keep that file, and add this one as the next form:\n{today}",
        newest.name
    );
}

#[test]
fn fc_y9_a_fixture_never_changes() {
    for form in FORMS {
        let hash: String = Sha256::digest(form.text)
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect();
        assert_eq!(hash, form.hash, "{}", form.name);
    }
}
