//! The `recense` command as a person uses it: in a terminal, beside a running server, stopped by the system.

#![cfg(unix)]

#[path = "../src/store/postgres/cluster.rs"]
mod cluster;
#[path = "command/enrol.rs"]
mod enrol;
#[path = "command/migrate.rs"]
mod migrate;

use std::process::Stdio;

use shared::wire::{EnrolRequest, SessionResponse};
use tokio::io::{AsyncBufReadExt as _, AsyncReadExt as _, BufReader, Lines};
use tokio::process::{Child, ChildStdout, Command};

const RECENSE: &str = env!("CARGO_BIN_EXE_recense");

fn start(arguments: &[&str]) -> (Child, Lines<BufReader<ChildStdout>>) {
    run(Command::new(RECENSE).args(arguments))
}

fn run(command: &mut Command) -> (Child, Lines<BufReader<ChildStdout>>) {
    let mut child = command
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .kill_on_drop(true)
        .spawn()
        .expect("the command starts");
    let stdout = child.stdout.take().expect("its words");
    (child, BufReader::new(stdout).lines())
}

/// The first enrolment link that a command prints.
async fn link(lines: &mut Lines<BufReader<ChildStdout>>) -> (String, String) {
    while let Some(line) = lines.next_line().await.expect("words") {
        if let Some((origin, code)) = line.trim().split_once("/enrol#") {
            return (origin.to_owned(), code.to_owned());
        }
    }
    panic!("no link was printed");
}

async fn spend(origin: &str, code: &str) -> SessionResponse {
    let request = EnrolRequest {
        code: code.to_owned(),
        device: "a test".to_owned(),
    };
    // In a build of the whole workspace reqwest speaks TLS too, and wants to be told how.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let response = reqwest::Client::new()
        .post(format!("{origin}/api/enrol?token=1"))
        .json(&request)
        .send()
        .await
        .expect("an answer");
    response.json().await.expect("a session")
}

/// Asks a server to stop, as the system does, and waits until it has.
async fn end(server: &mut Child) {
    let process = server.id().expect("it runs").to_string();
    let asked = Command::new("kill").args(["-TERM", &process]).status();
    assert!(asked.await.expect("a signal").success());
    let ended = server.wait().await.expect("an end");
    assert!(ended.success(), "{ended}");
}

#[tokio::test]
async fn a_first_start_invites_enrol_works_beside_it_and_the_system_stops_it() {
    let folder = tempfile::tempdir().expect("a folder");
    let data = folder.path().to_str().expect("a path");
    let serve = ["serve", "--data", data, "--listen", "127.0.0.1:0"];
    let (mut server, mut lines) = start(&[&serve[..], &["--administrator", "Ada"]].concat());
    let (origin, code) = link(&mut lines).await;
    assert_eq!(spend(&origin, &code).await.person_name, "Ada");

    let person = [
        "--person",
        "Zoé",
        "--role",
        "technician",
        "--team",
        "Informatique",
    ];
    // It finds the port that the running server took.
    let enrol = ["enrol", "--data", data];
    let (_enrolling, mut words) = start(&[&enrol[..], &person].concat());
    let (printed, code) = link(&mut words).await;
    assert_eq!(printed, origin);
    assert_eq!(spend(&origin, &code).await.person_name, "Zoé");

    end(&mut server).await;
    assert_eq!(server::running::find_origin(folder.path()), None);
}

#[tokio::test]
async fn enrol_says_so_where_there_is_no_data() {
    let folder = tempfile::tempdir().expect("a folder");
    let data = folder.path().to_str().expect("a path");
    let said = Command::new(RECENSE)
        .args(["enrol", "--data", data, "--admin"])
        .output()
        .await
        .expect("words");
    assert!(!said.status.success());
    let words = String::from_utf8_lossy(&said.stderr);
    assert!(words.contains("there is no data"), "{words}");
    assert_eq!(folder.path().read_dir().expect("a folder").count(), 0);
}

/// What a command says before it ends, and whether it ended well.
async fn said(arguments: &[&str]) -> (bool, String) {
    let output = Command::new(RECENSE).args(arguments).output();
    let output = output.await.expect("words");
    let words = [output.stdout, output.stderr].concat();
    (
        output.status.success(),
        String::from_utf8_lossy(&words).into_owned(),
    )
}

#[tokio::test]
async fn data_is_backed_up_and_verified_beside_a_running_server_and_put_back_once_it_stopped() {
    let folder = tempfile::tempdir().expect("a folder");
    let data = folder.path().join("data");
    let data = data.to_str().expect("a path");
    let backup = folder.path().join("backup");
    let backup = backup.to_str().expect("a path");
    let (mut server, mut lines) = start(&["serve", "--data", data, "--listen", "127.0.0.1:0"]);
    link(&mut lines).await;

    let backed_up = said(&["backup", "--data", data, "--to", backup]).await;
    assert!(backed_up.0 && backed_up.1.contains(backup), "{backed_up:?}");
    let verified = said(&["verify", "--data", data]).await;
    assert!(verified.0 && verified.1.contains("org "), "{verified:?}");
    let restore = ["restore", "--data", data, "--from", backup];
    let refused = said(&restore).await;
    assert!(
        !refused.0 && refused.1.contains("already serves"),
        "{refused:?}"
    );
    end(&mut server).await;
    let restored = said(&restore).await;
    assert!(
        restored.0 && restored.1.contains(".before-"),
        "{restored:?}"
    );
    let nowhere = folder.path().join("nowhere");
    let nowhere = nowhere.to_str().expect("a path");
    for command in ["backup", "verify"] {
        let mut arguments = vec![command, "--data", nowhere];
        if command == "backup" {
            arguments.extend(["--to", nowhere]);
        }
        let none = said(&arguments).await;
        assert!(!none.0 && none.1.contains("there is no data"), "{none:?}");
    }
}

/// What a command prints until it says a word.
async fn told(lines: &mut Lines<BufReader<ChildStdout>>, until: &str) -> String {
    let mut told = String::new();
    while let Some(line) = lines.next_line().await.expect("words") {
        told.push_str(&line);
        told.push('\n');
        if line.contains(until) {
            return told;
        }
    }
    panic!("{until:?} was never said: {told}");
}

#[tokio::test]
async fn the_demo_says_which_port_it_found_shows_its_qr_and_what_a_phone_needs() {
    let folder = tempfile::tempdir().expect("a folder");
    let data = folder.path().to_str().expect("a path");
    let taken = std::net::TcpListener::bind(("127.0.0.1", 0)).expect("a port");
    let port = taken.local_addr().expect("an address").port().to_string();
    let (_demo, mut lines) = start(&["demo", "--data", data, "--port", &port]);
    let words = told(&mut lines, "--role").await;
    assert!(words.contains(&format!("Port {port} is taken")), "{words}");
    assert!(
        words.contains("/enrol#") && words.contains("/labels"),
        "{words}"
    );
    // A QR of version 3 at least, two rows of modules a line.
    let drawn = words
        .lines()
        .filter(|line| line.contains('▀') || line.contains('█'));
    assert!(drawn.count() >= 14, "{words}");
    assert!(words.contains("Phones ask for a secure address"), "{words}");
}

#[tokio::test]
async fn the_command_alone_makes_its_demo_in_no_database_that_the_environment_names() {
    let home = tempfile::tempdir().expect("a folder");
    let (_demo, mut lines) = run(Command::new(RECENSE)
        .env("HOME", home.path())
        .env("XDG_DATA_HOME", home.path())
        .env("RECENSE_STORE", "postgres://nobody@127.0.0.1:1/nowhere"));
    let words = told(&mut lines, "--role").await;
    let data = home.path().to_str().expect("a path");
    assert!(words.contains(data), "{words}");
}

#[tokio::test]
async fn a_demo_for_phones_names_the_certificate_s_page_first_and_invites_to_a_secure_address() {
    let folder = tempfile::tempdir().expect("a folder");
    let data = folder.path().to_str().expect("a path");
    let demo = ["demo", "--data", data, "--local"];
    let any_port = ["--listen", "127.0.0.1:0", "--http-listen", "127.0.0.1:0"];
    let (_demo, mut lines) = start(&[&demo[..], &any_port[..]].concat());
    let words = told(&mut lines, "--role").await;
    let (first, then) = words
        .split_once("SHA-256 fingerprint")
        .expect("a fingerprint");
    assert!(first.contains("The steps are at http://"), "{words}");
    assert!(first.contains("/labels"), "{words}");
    let invitation = then.lines().find(|line| line.contains("/enrol#"));
    assert!(
        invitation.is_some_and(|line| line.trim().starts_with("https://")),
        "{words}"
    );
    assert!(!words.contains("Phones ask"), "{words}");
}

#[tokio::test]
async fn each_line_of_a_log_as_json_is_an_object() {
    let folder = tempfile::tempdir().expect("a folder");
    let data = folder.path().to_str().expect("a path");
    let mut server = Command::new(RECENSE)
        .args(["serve", "--log-json", "--verbose", "--data", data])
        .args(["--listen", "127.0.0.1:0"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .kill_on_drop(true)
        .spawn()
        .expect("the command starts");
    let stdout = server.stdout.take().expect("its words");
    let mut log = server.stderr.take().expect("its log");
    let reading = tokio::spawn(async move {
        let mut lines = String::new();
        log.read_to_string(&mut lines).await.map(|_| lines)
    });
    let mut lines = BufReader::new(stdout).lines();
    let (origin, code) = link(&mut lines).await;
    spend(&origin, &code).await;
    end(&mut server).await;
    let log = reading.await.expect("it is read").expect("a log");
    let mut of_the_request = false;
    for line in log.lines() {
        let entry: serde_json::Value = serde_json::from_str(line).expect(line);
        for name in ["timestamp", "level", "target"] {
            assert!(entry[name].is_string(), "{name}: {line}");
        }
        assert!(entry["fields"].is_object(), "{line}");
        of_the_request |= line.contains("/api/enrol");
        assert!(!line.contains(&code), "a log names no code: {line}");
    }
    assert!(of_the_request, "{log}");
}

#[tokio::test]
async fn help_names_every_command() {
    let help = Command::new(RECENSE).arg("--help").output().await;
    let help = help.expect("words");
    assert!(help.status.success());
    let words = String::from_utf8_lossy(&help.stdout);
    for command in ["demo", "serve", "enrol", "migrate"] {
        assert!(words.contains(command), "{words}");
    }
}

/// What a command says that comes to its end, and whether it succeeded.
async fn says(arguments: &[&str]) -> (bool, String) {
    let said = Command::new(RECENSE).args(arguments).output().await;
    let said = said.expect("words");
    let words = [said.stdout, said.stderr].concat();
    (
        said.status.success(),
        String::from_utf8_lossy(&words).into_owned(),
    )
}

#[tokio::test]
async fn a_first_start_that_cannot_be_made_secure_founds_nothing() {
    let folder = tempfile::tempdir().expect("a folder");
    let data = folder.path().join("data");
    let data = data.to_str().expect("a path");
    let serve = ["serve", "--data", data, "--listen", "127.0.0.1:0"];
    let missing = ["--cert", "nope.pem", "--key", "nope.key"];
    let (fine, words) = says(&[&serve[..], &missing[..]].concat()).await;
    assert!(!fine && words.contains("nope.pem"), "{words}");
    let (_server, mut lines) = start(&[&serve[..], &["--administrator", "Ada"]].concat());
    let (origin, code) = link(&mut lines).await;
    assert_eq!(spend(&origin, &code).await.person_name, "Ada");
}

#[tokio::test]
async fn the_administrator_is_invited_at_each_start_until_a_device_of_theirs_is_in() {
    let folder = tempfile::tempdir().expect("a folder");
    let data = folder.path().to_str().expect("a path");
    let serve = ["serve", "--data", data, "--listen", "127.0.0.1:0"];
    for spends in [false, true] {
        let (mut server, mut lines) = start(&serve);
        let (origin, code) = link(&mut lines).await;
        if spends {
            spend(&origin, &code).await;
        }
        server.kill().await.expect("it runs");
    }
    let (mut server, mut lines) = start(&serve);
    told(&mut lines, "runs at").await;
    server.kill().await.expect("it runs");
    while let Some(line) = lines.next_line().await.expect("words") {
        assert!(!line.contains("/enrol#"), "{line}");
    }
}

#[tokio::test]
async fn enrol_asks_for_a_name_says_who_is_known_and_that_nobody_answers_yet() {
    let folder = tempfile::tempdir().expect("a folder");
    let data = folder.path().to_str().expect("a path");
    let (mut server, mut lines) = start(&["serve", "--data", data, "--listen", "127.0.0.1:0"]);
    told(&mut lines, "runs at").await;
    end(&mut server).await;
    let enrol = ["enrol", "--data", data];
    let named = |name| {
        [
            &enrol[..],
            &["--person", name, "--role", "reader", "--team", "IT"],
        ]
        .concat()
    };

    let (fine, words) = says(&named("  ")).await;
    assert!(!fine && words.contains("at least one letter"), "{words}");
    let (fine, words) = says(&enrol).await;
    assert!(!fine && words.contains("--admin"), "{words}");
    let (fine, words) = says(&named("Marie Caron")).await;
    assert!(fine && words.contains("--public-url"), "{words}");
    assert!(!words.contains("known already"), "{words}");
    let (fine, words) = says(&named("Marie Caron")).await;
    assert!(fine && words.contains("known already"), "{words}");
}

/// Where a server says that it runs.
async fn origin(lines: &mut Lines<BufReader<ChildStdout>>) -> String {
    while let Some(line) = lines.next_line().await.expect("words") {
        if let Some((_, rest)) = line.split_once("Recense runs at ") {
            return rest.split(';').next().expect("an origin").to_owned();
        }
    }
    panic!("it ended");
}

#[tokio::test]
async fn two_servers_on_one_database_are_one_organisation_and_one_outlives_the_other() {
    let Some(url) = cluster::database() else {
        return;
    };
    let folder = tempfile::tempdir().expect("a folder");
    let [one, two] = ["one", "two"].map(|it| folder.path().join(it).display().to_string());
    let serve = |data| {
        start(&[
            "serve",
            "--listen",
            "127.0.0.1:0",
            "--data",
            data,
            "--store",
            &url,
        ])
    };
    let (mut first, mut first_said) = serve(&one);
    let (_, code) = link(&mut first_said).await;
    let (_second, mut second_said) = serve(&two);
    let second = origin(&mut second_said).await;
    let administrator = spend(&second, &code).await;
    first.kill().await.expect("killed");
    // The command finds the server of its folder, and the organisation in the database.
    let (_enrol, mut said) = start(&[
        "enrol", "--data", &two, "--store", &url, "--person", "Bo", "--role", "reader", "--team",
        "IT",
    ]);
    let (at, code) = link(&mut said).await;
    assert_eq!(at, second);
    let bo = spend(&second, &code).await;
    assert_eq!(bo.org, administrator.org);
}
