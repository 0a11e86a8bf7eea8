//! The device of a desktop's window, without the window: a folder, a server that the person names, a credential that is
//! kept apart.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use futures_util::StreamExt as _;
use mobile::platform::home::Home;
use mobile::platform::invitation::Invitation;
use mobile::platform::{StoreError, StoreEvent, StorePort};
use mobile_core::api::{Answer, Command, EnrolFailure, Event, NewItem, SessionView};
use serde_json::json;
use server::organisation::Newcomer;
use server::running::{Options, Running};
use shared::model::{Role, field, starter};
use shared::record::Field;
use tests::staff::PATIENCE;
use tokio::time::timeout;

type Outcome<T = ()> = Result<T, Box<dyn std::error::Error>>;

/// What the person is given, as they would paste it.
async fn link(server: &Running) -> Outcome<String> {
    let newcomer = Newcomer {
        name: "Marc Caron".to_owned(),
        membership: Some((Role::Technician, "it".to_owned())),
    };
    Ok(server.enrol(newcomer).await?.link)
}

/// Enrols with a pasted link and waits for what comes of it.
async fn enrol(home: &Home, port: &StorePort, link: &str) -> Outcome<Result<(), EnrolFailure>> {
    let invitation = Invitation::read("", link).ok_or("no link")?;
    home.invite(&invitation.server);
    let mut events = port.events();
    let enrol = Command::Enrol {
        code: invitation.code,
        device: "desk".to_owned(),
    };
    port.run(enrol).await?;
    let told = async {
        loop {
            match events.next().await {
                Some(StoreEvent::Engine(Event::Enrolled(_))) => return Ok(Ok(())),
                Some(StoreEvent::Engine(Event::EnrolFailed(why))) => return Ok(Err(why)),
                Some(_) => {}
                None => return Err("the store has ended".into()),
            }
        }
    };
    timeout(PATIENCE, told).await?
}

async fn session(port: &StorePort) -> Outcome<SessionView> {
    match port.run(Command::Session).await? {
        Answer::Session(session) => Ok(session),
        other => Err(format!("no session: {other:?}").into()),
    }
}

/// Waits until the session is as wished; looks again whenever the engine tells something.
async fn until(port: &StorePort, wished: impl Fn(&SessionView) -> bool) -> Outcome {
    let mut events = port.events();
    let wait = async {
        while !wished(&session(port).await?) {
            events.next().await.ok_or("the store has ended")?;
        }
        Ok(())
    };
    timeout(PATIENCE, wait).await?
}

/// The files of credentials.
fn credentials(folder: &Path) -> Vec<PathBuf> {
    let files = fs::read_dir(folder.join("credentials"));
    let files = files.into_iter().flatten().flatten();
    files.map(|file| file.path()).collect()
}

/// Whether a file of the folder, other than those of credentials, holds a text.
fn holds(folder: &Path, text: &str) -> Outcome<bool> {
    for file in fs::read_dir(folder)? {
        let path = file?.path();
        let found = |bytes: Vec<u8>| {
            bytes
                .windows(text.len())
                .any(|window| window == text.as_bytes())
        };
        if path.is_file() && found(fs::read(path)?) {
            return Ok(true);
        }
    }
    Ok(false)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_device_in_a_folder_enrols_and_its_replica_holds_no_credential() -> Outcome {
    let server = Running::start(Options::for_test()).await?;
    let folder = tempfile::tempdir()?;
    let home = Home::open(folder.path())?;
    let port = StorePort::start(Ok(Arc::clone(&home)));
    assert!(session(&port).await?.person.is_none());
    assert!(matches!(
        StorePort::start(Home::open(folder.path()))
            .run(Command::Session)
            .await,
        Err(StoreError::Elsewhere)
    ));

    let link = link(&server).await?;
    assert_eq!(enrol(&home, &port, &link).await?, Ok(()));
    assert_eq!(home.server().as_deref(), Some(server.origin()));
    let synced = |session: &SessionView| {
        session.sync.pending == 0
            && session.sync.last.is_some()
            && session.sync.first_sync.is_none()
    };
    until(&port, synced).await?;
    let new = NewItem {
        item_type: starter::types::LAPTOP,
        code: Some("7XKQ2M3".to_owned()),
        place: None,
        state: None,
        fields: BTreeMap::from([(Field::new(field::NAME), json!("Latitude 5440"))]),
    };
    port.run(Command::Create(new)).await?;
    until(&port, synced).await?;

    let [file] = credentials(folder.path())
        .try_into()
        .map_err(|_| "not one credential")?;
    let kept: serde_json::Value = serde_json::from_slice(&fs::read(&file)?)?;
    let token = kept["token"].as_str().ok_or("no credential")?;
    assert!(token.len() > 20, "a secret that could be found anywhere");
    assert!(!holds(folder.path(), token)?);
    assert!(
        holds(folder.path(), "Latitude 5440")?,
        "what would be found"
    );

    // Who signs out leaves none behind.
    port.run(Command::SignOut).await?;
    let gone = async {
        let mut events = port.events();
        while !credentials(folder.path()).is_empty() {
            // Each answer of the server is followed by an event or a command.
            let next = timeout(std::time::Duration::from_millis(100), events.next());
            let _ = next.await;
        }
    };
    timeout(PATIENCE, gone).await?;
    server.stop().await?;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn another_organisation_is_told_nothing_and_the_device_stays_where_it_belongs() -> Outcome {
    let (own, other) = (
        Running::start(Options::for_test()).await?,
        Running::start(Options::for_test()).await?,
    );
    let folder = tempfile::tempdir()?;
    let home = Home::open(folder.path())?;
    let port = StorePort::start(Ok(Arc::clone(&home)));
    assert_eq!(enrol(&home, &port, &link(&own).await?).await?, Ok(()));
    let before = credentials(folder.path());
    assert_eq!(
        enrol(&home, &port, &link(&other).await?).await?,
        Err(EnrolFailure::OtherOrganisation)
    );
    assert_eq!(home.server().as_deref(), Some(own.origin()));
    assert_eq!(credentials(folder.path()), before);
    other.stop().await?;
    // What it goes on with is its own server.
    port.run(Command::SyncNow).await?;
    until(&port, |session| {
        session.sync.link == mobile_core::api::Link::Online && session.person.is_some()
    })
    .await?;
    own.stop().await?;
    Ok(())
}
