//! `PouchDB` with `pouchdb-server`, both npm's: the peer that does the same work on the same machine, in the same run.

use std::ffi::OsStr;
use std::net::TcpListener;
use std::process::Command;

use super::super::note;
use super::Result;

/// Where `npm install pouchdb@9 pouchdb-server@4.2` was run.
const PACKAGES: &str = "RECENSE_POUCHDB";
const SCRIPT: &str = include_str!("peer.js");

/// Documents a second of a first replication; none where there is no peer.
pub(super) fn first_sync() -> Result<Option<f64>> {
    let Some(packages) = std::env::var_os(PACKAGES) else {
        note(&format!(
            "{PACKAGES} names no folder: nothing is compared with PouchDB"
        ));
        return Ok(None);
    };
    Ok(Some(play(&packages, "first")?))
}

/// Edits a second of 50 devices that send each as it is made, which is what an edit is there; how many a second they come
/// to that replicate what they have edited is told beside it. None where there is no peer.
pub(super) fn edits() -> Result<Option<f64>> {
    let Some(packages) = std::env::var_os(PACKAGES) else {
        note(&format!(
            "{PACKAGES} names no folder: nothing is compared with PouchDB"
        ));
        return Ok(None);
    };
    let replicated = play(&packages, "replicated")?;
    let sent = play(&packages, "sent")?;
    note(&format!(
        "PouchDB's edits a second: replicated {replicated:.0}, sent one by one {sent:.0}"
    ));
    Ok(Some(sent))
}

fn play(packages: &OsStr, what: &str) -> Result<f64> {
    let folder = tempfile::tempdir()?;
    let port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
    let script = folder.path().join("peer.js");
    std::fs::write(&script, SCRIPT)?;
    let played = Command::new("node")
        .arg(&script)
        .arg(packages)
        .arg(folder.path())
        .args([&port.to_string(), what])
        .output()?;
    if !played.status.success() {
        let error = String::from_utf8_lossy(&played.stderr).into_owned();
        return Err(format!("PouchDB could not {what}: {error}").into());
    }
    Ok(String::from_utf8(played.stdout)?.trim().parse()?)
}
