//! A data folder that a server may not have: it says what is so, what is kept and what to do, changes nothing, and ends
//! as a failure.

#![cfg(target_os = "linux")]

use std::collections::BTreeMap;
use std::path::Path;
use std::process::{Output, Stdio};
use std::time::Duration;

use tempfile::TempDir;
use tokio::io::{AsyncBufReadExt as _, BufReader};
use tokio::process::{Child, Command};

const RECENSE: &str = env!("CARGO_BIN_EXE_recense");
/// A server that should have refused by now.
const DEADLINE: Duration = Duration::from_secs(60);

/// Asks a server to start on a folder, through a command that goes before it.
fn serve(before: &[&str], data: &Path) -> Command {
    start("serve", before, data)
}

fn start(what: &str, before: &[&str], data: &Path) -> Command {
    let mut words = before.iter().copied().chain([RECENSE]);
    let mut command = Command::new(words.next().expect("a program"));
    command
        .args(words)
        .args([what, "--listen", "127.0.0.1:0", "--data"])
        .arg(data)
        .kill_on_drop(true);
    command
}

async fn refusal(mut command: Command) -> String {
    let ended = tokio::time::timeout(DEADLINE, command.output()).await;
    let Output { status, stderr, .. } = ended.expect("it does not run").expect("words");
    let said = String::from_utf8(stderr).expect("text");
    assert_eq!(status.code(), Some(1), "{said}");
    said
}

/// A server that runs, until it is dropped.
async fn running(data: &Path) -> Child {
    running_after(&[], data).await
}

async fn running_after(before: &[&str], data: &Path) -> Child {
    let mut server = serve(before, data)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("it starts");
    let mut lines = BufReader::new(server.stdout.take().expect("words")).lines();
    while let Some(line) = lines.next_line().await.expect("words") {
        if line.contains("Recense runs at") {
            // Nobody reads on; the words that follow are few and stay in the pipe.
            server.stdout = Some(lines.into_inner().into_inner());
            return server;
        }
    }
    panic!("it ended");
}

/// A folder in which a server has run.
async fn founded() -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    let mut server = running(folder.path()).await;
    let process = server.id().expect("it runs").to_string();
    let asked = Command::new("kill").args(["-TERM", &process]).status();
    assert!(asked.await.expect("a signal").success());
    assert!(server.wait().await.expect("an end").success());
    folder
}

/// Every file of a folder with its bytes.
fn contents(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let files = folder.read_dir().expect("a folder").map(|entry| {
        let path = entry.expect("an entry").path();
        let name = path.file_name().expect("a name").to_string_lossy();
        (name.into_owned(), std::fs::read(&path).expect("a file"))
    });
    files.collect()
}

/// How many operations a folder's data tells of.
fn told(folder: &Path) -> i64 {
    let database = rusqlite::Connection::open(folder.join("recense.sqlite")).expect("a database");
    let count = "SELECT count(*) FROM operation";
    (database.query_row(count, [], |row| row.get(0))).expect("a count")
}

#[track_caller]
fn check(said: &str, folder: &Path, words: &[&str]) {
    let folder = folder.to_str().expect("text");
    for word in words.iter().chain([&folder]) {
        assert!(said.contains(word), "{word:?} is not in: {said}");
    }
}

#[tokio::test]
async fn data_of_a_newer_release_is_left_alone() {
    let folder = founded().await;
    let database = folder.path().join("recense.sqlite");
    let connection = rusqlite::Connection::open(database).expect("a database");
    connection
        .pragma_update(None, "user_version", 1_000)
        .expect("a version");
    connection.close().expect("an end");
    let before = contents(folder.path());
    let said = refusal(serve(&[], folder.path())).await;
    check(
        &said,
        folder.path(),
        &[
            "newer release",
            "schema 1000",
            "Nothing was changed",
            "Start that release",
        ],
    );
    assert!(contents(folder.path()) == before, "a file is another");
}

#[tokio::test]
async fn a_demo_takes_no_organisation_that_is_none_for_its_own() {
    let folder = founded().await;
    let before = told(folder.path());
    let said = refusal(start("demo", &[], folder.path())).await;
    for words in [
        "is no demo",
        "nothing was changed",
        "recense serve",
        "--data",
    ] {
        assert!(said.contains(words), "{words:?} is not in: {said}");
    }
    assert_eq!(told(folder.path()), before);
    running(folder.path()).await;
}

#[tokio::test]
async fn a_second_server_leaves_the_folder_to_the_first() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut first = running(folder.path()).await;
    let said = refusal(serve(&[], folder.path())).await;
    check(
        &said,
        folder.path(),
        &["already serves", "nothing was changed", "stop it first"],
    );
    assert!(
        first.try_wait().expect("a look").is_none(),
        "the first goes on"
    );

    // Killed without a word, it leaves nothing that keeps the next from starting.
    first.kill().await.expect("an end");
    running(folder.path()).await;
}

/// What takes from root the right to write where nobody may; anybody else has none anyway.
fn without_rights() -> &'static [&'static str] {
    let is_root = std::fs::metadata("/proc/self")
        .is_ok_and(|it| std::os::unix::fs::MetadataExt::uid(&it) == 0);
    if is_root {
        &[
            "setpriv",
            "--bounding-set",
            "-dac_override,-dac_read_search",
        ]
    } else {
        &["env"]
    }
}

#[tokio::test]
async fn a_folder_that_may_not_be_written_is_not_touched() {
    use std::os::unix::fs::PermissionsExt as _;
    let mode = |path: &Path, mode| {
        std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).expect("a mode");
    };
    for folder in [tempfile::tempdir().expect("a folder"), founded().await] {
        let before = contents(folder.path());
        for file in before.keys() {
            mode(&folder.path().join(file), 0o400);
        }
        mode(folder.path(), 0o500);
        let said = refusal(serve(without_rights(), folder.path())).await;
        mode(folder.path(), 0o700);
        check(
            &said,
            folder.path(),
            &[
                "cannot be written",
                "Nothing in it was changed",
                "right to write",
            ],
        );
        assert!(contents(folder.path()) == before, "a file is another");
    }
}

/// What goes before a command of an account that lets everybody read what it makes.
const OPEN_TO_ALL: &[&str] = &["sh", "-c", "umask 0; exec \"$@\"", "sh"];

#[tokio::test]
async fn what_a_server_makes_is_for_its_own_account_and_what_was_there_keeps_its_rights() {
    use std::os::unix::fs::PermissionsExt as _;
    let mode = |path: &Path| path.metadata().expect("it is there").permissions().mode() & 0o777;
    let folder = tempfile::tempdir().expect("a folder");
    let of_others = folder.path().join("of others");
    std::fs::create_dir(&of_others).expect("a folder");
    std::fs::set_permissions(&of_others, std::fs::Permissions::from_mode(0o750)).expect("rights");
    for (data, rights) in [(folder.path().join("new"), 0o700), (of_others, 0o750)] {
        let server = running_after(OPEN_TO_ALL, &data).await;
        let database = data.join("recense.sqlite");
        assert_eq!(mode(&data), rights);
        for ending in ["", "-wal", "-shm"] {
            let mut name = database.clone().into_os_string();
            name.push(ending);
            assert_eq!(mode(Path::new(&name)), 0o600, "{name:?}");
        }
        let backup = folder.path().join(format!("backup of {rights:o}"));
        let mut ask = Command::new(OPEN_TO_ALL[0]);
        ask.args(&OPEN_TO_ALL[1..]);
        ask.args([RECENSE, "backup", "--data"]).arg(&data);
        ask.arg("--to").arg(&backup).stdout(Stdio::null());
        assert!(ask.status().await.expect("an end").success());
        assert_eq!(mode(&backup), 0o600);
        drop(server);
    }
}

/// Puts a small disk in a folder, copies data there, fills what room is left, and runs what follows on it; then says
/// whether the data is as it was.
const ON_A_FULL_DISK: &str = r#"
    set -eu
    disk=$1 data=$2
    shift 2
    mount -t tmpfs -o size=8m tmpfs "$disk"
    cp "$data"/* "$disk" 2>/dev/null || true
    dd if=/dev/zero of="$disk/filler" bs=4k 2>/dev/null || true
    code=0
    "$@" || code=$?
    for file in "$data"/*; do
        [ ! -e "$file" ] || cmp "$file" "$disk/${file##*/}" >&2 || code=99
    done
    exit $code
"#;

#[tokio::test]
async fn a_full_disk_is_said_and_the_data_is_as_it_was() {
    for data in [tempfile::tempdir().expect("a folder"), founded().await] {
        let disk = tempfile::tempdir().expect("a folder");
        let (to, from) = (
            disk.path().to_str().expect("text"),
            data.path().to_str().expect("text"),
        );
        let on_a_full_disk = [
            "unshare",
            "--map-root-user",
            "--mount",
            "sh",
            "-c",
            ON_A_FULL_DISK,
            "sh",
            to,
            from,
        ];
        let said = refusal(serve(&on_a_full_disk, disk.path())).await;
        check(
            &said,
            disk.path(),
            &["is full", "kept as it was", "Make room"],
        );
    }
}
