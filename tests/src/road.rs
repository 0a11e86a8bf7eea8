//! The whole road without a browser: two engines, the product's transport, a server. A test walks it and a bench times it.

use std::collections::BTreeMap;

use mobile_core::api::{
    Answer, Command, DoneView, Found, HistoryPage, NewItem, PlaceView, Seen, Target,
};
use serde_json::json;
use server::organisation::Newcomer;
use server::running::{Options, Running};
use shared::id::ItemId;
use shared::model::{ItemState, Role, State, field, starter};
use shared::record::Field;

use crate::proxy::{Proxy, Weather};
use crate::staff::Staff;

type Result<T> = std::result::Result<T, Box<dyn std::error::Error>>;

/// A small organisation, and a network that can be broken.
#[derive(Debug)]
pub struct Scene {
    /// The server.
    pub server: Running,
    /// The network between it and whoever is in the basement.
    pub network: Proxy,
    /// Somebody in the office, whose network is never broken.
    pub mona: Staff,
    /// Somebody in the basement.
    pub marc: Staff,
    /// A place.
    pub place: PlaceView,
}

impl Scene {
    /// Starts the server and enrols both.
    ///
    /// # Errors
    /// If that fails.
    pub async fn set() -> Result<Self> {
        let server = Running::start(Options::for_test()).await?;
        let network = Proxy::start(server.address()).await?;
        let mona = enrol(&server, "Mona Roy", Role::Manager, server.origin()).await?;
        let marc = enrol(&server, "Marc Caron", Role::Technician, &network.origin()).await?;
        let places = Command::Places {
            within: None,
            text: String::new(),
            without: None,
        };
        let place = match marc.run(places).await? {
            Answer::Places(places) => places.into_iter().next().ok_or("there is no place")?,
            other => return Err(format!("not places: {other:?}").into()),
        };
        Ok(Self {
            server,
            network,
            mona,
            marc,
            place,
        })
    }
}

/// Gives a person a device and enrols it.
///
/// # Errors
/// If that fails.
pub async fn enrol(server: &Running, name: &str, role: Role, origin: &str) -> Result<Staff> {
    let newcomer = Newcomer {
        name: name.to_owned(),
        membership: Some((role, "it".to_owned())),
    };
    let invitation = server.enrol(newcomer).await?;
    let staff = Staff::equip(origin)?;
    staff.enrol(&invitation.code).await?;
    Ok(staff)
}

/// Does something that is committed.
///
/// # Errors
/// If the engine refuses.
pub async fn done(staff: &Staff, command: Command) -> Result<DoneView> {
    match staff.run(command).await? {
        Answer::Done(done) => Ok(done),
        other => Err(format!("not done: {other:?}").into()),
    }
}

/// Makes a laptop from an unknown code.
///
/// # Errors
/// If the engine refuses.
pub async fn create_laptop(staff: &Staff, code: &str) -> Result<ItemId> {
    let new = NewItem {
        item_type: starter::types::LAPTOP,
        code: Some(code.to_owned()),
        place: None,
        state: None,
        fields: BTreeMap::from([(Field::new(field::NAME), json!("Latitude 5440"))]),
    };
    let done = done(staff, Command::Create(new)).await?;
    Ok(done.item.ok_or("no item came back")?.row.id)
}

/// Puts an item somewhere, as it is on the device now.
///
/// # Errors
/// If the engine refuses.
pub async fn put(staff: &Staff, item: ItemId, place: &PlaceView) -> Result<DoneView> {
    done(
        staff,
        Command::Move {
            items: vec![Target { item, seen: None }],
            place: place.id,
        },
    )
    .await
}

/// Scan a known item → change its room and state with the network off → scan an unknown one and create it → undo one
/// change → start the app again (all still there) → network on → the other person has it all, with who did it and when.
///
/// # Errors
/// If anything of it does not happen.
///
/// # Panics
/// If something happens otherwise than it should.
pub async fn walk(scene: Scene) -> Result<Running> {
    let Scene {
        mona,
        mut marc,
        place,
        network,
        server,
    } = scene;
    let known = create_laptop(&mona, "7XKQ2M3").await?;
    let arrived = |answer| match answer {
        Answer::Item(item) => item,
        _ => None,
    };
    marc.until_answer("the laptop's arrival", Command::Open(known), arrived)
        .await?;

    network.set(Weather::Cut);
    let Found::Item(found) = marc.scan("7XKQ2M3").await? else {
        return Err("the laptop is known".into());
    };
    let item = found.item;
    assert_eq!(item.row.id, known);
    let seen = Some(Seen {
        rev: item.rev,
        base: item.bases.get(field::PLACE).copied(),
    });
    let to_place = Command::Move {
        items: vec![Target { item: known, seen }],
        place: place.id,
    };
    let moved = done(&marc, to_place).await?;
    let items = vec![Target {
        item: known,
        seen: None,
    }];
    done(
        &marc,
        Command::SetState {
            items,
            state: ItemState::plain(State::InRepair),
        },
    )
    .await?;
    let Found::Unknown(unknown) = marc.scan("CN-0VH82-74261").await? else {
        return Err("nobody knows it".into());
    };
    let made = create_laptop(&marc, &unknown.code).await?;
    let wrong = put(&marc, made, &place).await?;
    done(&marc, Command::Undo(wrong.action)).await?;
    marc = marc.restart().await?;
    let offline = marc.open(known).await?;
    assert_eq!(
        offline.row.place.as_ref().map(|there| there.id),
        Some(place.id)
    );
    assert_eq!(
        offline.row.state.as_ref().map(|state| state.state),
        Some(State::InRepair)
    );

    let created = marc.open(made).await?;
    assert_eq!(created.row.serial.as_deref(), Some("CN-0VH82-74261"));
    assert!(created.row.place.is_none(), "the undo is undone");
    // That the known one was seen, the move, the state, the creation, the other move and its undo.
    let Answer::Session(session) = marc.run(Command::Session).await? else {
        return Err("not a session".into());
    };
    assert_eq!(session.sync.pending, 6);

    network.set(Weather::Clear);
    marc.run(Command::SyncNow).await?;
    marc.until_sent().await?;
    let seen = mona
        .until_answer("what Marc made", Command::Open(made), arrived)
        .await?;
    assert_eq!(seen.row.serial.as_deref(), Some("CN-0VH82-74261"));
    let own = marc.history(known).await?;
    let own = own.iter().find(|line| line.action == moved.action);
    let own = own.ok_or("he has no line of it")?;
    let line = mona
        .until_answer(
            "who moved it",
            Command::History { item: known },
            |answer| match answer {
                Answer::History(HistoryPage { lines, .. }) => {
                    lines.into_iter().find(|line| line.action == moved.action)
                }
                _ => None,
            },
        )
        .await?;
    assert_eq!(line.by.name, "Marc Caron");
    // The server sets what was done in one millisecond apart.
    assert!(
        line.at.since(own.at).0.abs() < 100,
        "{:?} {:?}",
        line.at,
        own.at
    );
    let lines = mona.history(made).await?;
    let creation = lines.iter().find(|line| line.created);
    assert_eq!(creation.map(|line| &*line.by.name), Some("Marc Caron"));
    let undone = |answer| match answer {
        Answer::Item(Some(item)) if item.row.place.is_none() => Some(()),
        _ => None,
    };
    mona.until_answer("the undo", Command::Open(made), undone)
        .await?;
    Ok(server)
}
