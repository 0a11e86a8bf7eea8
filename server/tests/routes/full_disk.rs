//! A disk that is full while the server runs: what a device sends is to be sent again, whole, and counts once.

use std::process::Stdio;

use reqwest::StatusCode;
use serde_json::json;
use shared::model::field;
use shared::model::starter::types;
use shared::operation::Outcome;
use shared::record::RecordKey;
use shared::wire::{ErrorCode, HistoryResponse, PushRequest, PushResponse};
use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader, Lines};
use tokio::process::{Child, ChildStdin, ChildStdout, Command};

use crate::phone::{Phone, read, refusal};

/// A server on a small disk that nobody else sees, which is filled and freed as the standard input says; with its end, the
/// server's comes.
const ON_A_SMALL_DISK: &str = r#"
    set -eu
    disk=$1
    shift
    mount -t tmpfs -o size=16m tmpfs "$disk"
    "$@" --data "$disk" &
    while read -r deed; do
        case $deed in
            fill) dd if=/dev/zero of="$disk/filler" bs=4k 2>/dev/null || true ;;
            free) rm "$disk/filler" ;;
        esac
        echo "$deed: done"
    done
    kill $!
    wait
"#;

/// It, and what it prints.
struct SmallDisk {
    _server: Child,
    deeds: ChildStdin,
    lines: Lines<BufReader<ChildStdout>>,
}

impl SmallDisk {
    fn start(at: &str) -> Self {
        let mut server = Command::new("unshare")
            .args(["--map-root-user", "--mount", "sh", "-c", ON_A_SMALL_DISK])
            .args(["sh", at, env!("CARGO_BIN_EXE_recense")])
            .args(["serve", "--listen", "127.0.0.1:0"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("it starts");
        let deeds = server.stdin.take().expect("its input");
        let lines = BufReader::new(server.stdout.take().expect("its words")).lines();
        Self {
            _server: server,
            deeds,
            lines,
        }
    }

    async fn said(&mut self, part: &str) -> String {
        while let Some(line) = self.lines.next_line().await.expect("words") {
            if line.contains(part) {
                return line.trim().to_owned();
            }
        }
        panic!("{part:?} was not said");
    }

    async fn do_it(&mut self, deed: &str) {
        let line = format!("{deed}\n");
        self.deeds.write_all(line.as_bytes()).await.expect("input");
        self.said(&format!("{deed}: done")).await;
    }
}

/// A push of many long operations, and what they make.
fn long(phone: &mut Phone) -> (PushRequest, Vec<RecordKey>) {
    let notes = "n".repeat(field::MAX_NOTES);
    let mut keys = Vec::new();
    let mut operations = Vec::new();
    for _ in 0..20 {
        let (key, create) = phone.create(types::LAPTOP, "PC");
        operations.push(create);
        operations.push(phone.set(&key, field::NOTES, None, json!(notes)));
        keys.push(key);
    }
    (phone.request(operations), keys)
}

async fn history(phone: &Phone, key: &RecordKey) -> HistoryResponse {
    let path = format!("/api/history/{}/{}", key.collection(), key.id());
    read(phone.get(&path)).await
}

#[tokio::test]
async fn what_a_full_disk_does_not_hold_is_sent_again_and_counts_once() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut disk = SmallDisk::start(folder.path().to_str().expect("text"));
    let link = disk.said("/enrol#").await;
    let (origin, code) = link.split_once("/enrol#").expect("a link");
    let mut phone = Phone::enrol(origin, code).await;
    let (before, known) = long(&mut phone);
    phone.send(&before).await;

    disk.do_it("fill").await;
    // What the log has room for is still taken: the disk holds it.
    let (refused, missing) = loop {
        let (push, keys) = long(&mut phone);
        let sent = phone.post("/api/push").json(&push).send().await;
        if !sent.expect("an answer").status().is_success() {
            break (push, keys);
        }
    };
    for _ in 0..2 {
        let said = refusal(phone.post("/api/push").json(&refused)).await;
        assert_eq!(said, (StatusCode::SERVICE_UNAVAILABLE, ErrorCode::Internal));
    }
    // What is there is read as before, and of what was refused there is nothing.
    assert_eq!(history(&phone, &known[0]).await.lines.len(), 2);
    for key in &missing {
        let path = format!("/api/history/{}/{}", key.collection(), key.id());
        let (status, _) = refusal(phone.get(&path)).await;
        assert_eq!(status, StatusCode::NOT_FOUND, "{key:?}");
    }

    disk.do_it("free").await;
    for _ in 0..2 {
        match phone.send(&refused).await {
            PushResponse::Taken { outcomes, .. } => {
                assert_eq!(outcomes.len(), refused.entries.len());
                for taken in outcomes {
                    let outcome = taken.outcome;
                    assert!(!matches!(outcome, Outcome::Parked { .. }), "{outcome:?}");
                }
            }
            PushResponse::Fork { high_water } => panic!("a fork at {high_water}"),
        }
    }
    for key in &missing {
        assert_eq!(history(&phone, key).await.lines.len(), 2, "{key:?}");
    }
}
