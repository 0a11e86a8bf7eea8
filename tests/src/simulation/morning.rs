//! What is so before each run, made once: an organisation, its rooms, and everybody's device.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use mobile_core::api::{Administration, Answer, Command, NewPlaces};
use shared::id::{PersonId, PlaceId};
use shared::model::starter::types;
use shared::model::{PlaceKind, Role};
use shared::time::Millis;
use tempfile::TempDir;

use super::chance::Dice;
use crate::small_world::{Device, Fallible, Server, exchange, memory, runtime};

/// When it begins: a noon in 2026.
pub(super) const BEGIN: Millis = Millis(1_795_780_800_000);
/// Nobody draws for a step of that number.
const BEFORE: u32 = u32::MAX;
/// For whom the server draws.
pub(super) const SERVER: u32 = u32::MAX;

/// How laptops are numbered.
const PATTERN: &str = "PC-{0000}";

/// What somebody may do, and in which teams.
type Roles = &'static [(Role, &'static str)];

/// Who has a device, by its number: an administrator first, and last somebody who connects only at the end.
pub(super) const PEOPLE: [(&str, Roles); 5] = [
    (
        "Olga Dion",
        &[
            (Role::Administrator, "it"),
            (Role::Administrator, "logistics"),
        ],
    ),
    (
        "Mona Roy",
        &[(Role::Manager, "it"), (Role::Manager, "logistics")],
    ),
    ("Marc Caron", &[(Role::Technician, "it")]),
    (
        "Ana Prado",
        &[(Role::Technician, "it"), (Role::Technician, "logistics")],
    ),
    (
        "Nora New",
        &[(Role::Technician, "it"), (Role::Technician, "logistics")],
    ),
];
/// The administrator's device.
pub(super) const OFFICE: u32 = 0;
/// That of whoever connects only at the end.
pub(super) const NEWCOMER: u32 = 4;

/// It.
pub(super) struct Morning {
    pub(super) folder: TempDir,
    pub(super) rooms: Vec<PlaceId>,
    /// By their numbers.
    pub(super) people: BTreeMap<u32, PersonId>,
}

/// A device's store.
pub(super) fn device_file(folder: &Path, number: u32) -> PathBuf {
    folder.join(format!("device-{number}"))
}

/// The newcomer's store as it is before the first exchange.
pub(super) fn fresh_file(folder: &Path) -> PathBuf {
    folder.join("fresh")
}

/// The server's folder.
pub(super) fn server_folder(folder: &Path) -> PathBuf {
    folder.join("server")
}

/// The server's backup of a number.
pub(super) fn backup_file(folder: &Path, number: u32) -> PathBuf {
    folder.join(format!("backup-{number}"))
}

/// What is so before each run.
pub(super) fn morning() -> Fallible<&'static Morning> {
    static MORNING: OnceLock<Result<Morning, String>> = OnceLock::new();
    let made = MORNING.get_or_init(|| {
        let made = std::thread::scope(|scope| {
            let making = scope.spawn(|| {
                let made = runtime().and_then(|runtime| runtime.block_on(Morning::make()));
                made.map_err(|error| error.to_string())
            });
            making.join()
        });
        made.unwrap_or_else(|_| Err("it could not be made".to_owned()))
    });
    made.as_ref().map_err(|error| error.clone().into())
}

impl Morning {
    async fn make() -> Fallible<Self> {
        let folder = memory()?;
        let chance = |whose| Dice::of(0, BEFORE, whose).into_source();
        let at = server_folder(folder.path());
        let server = Server::found(&at, BEGIN, chance(SERVER)).await?;
        let mut people = BTreeMap::new();
        let mut devices = Vec::new();
        for (number, (name, roles)) in (0..).zip(PEOPLE) {
            let file = device_file(folder.path(), number);
            let mut device = Device::new(file, BEGIN, chance(number))?;
            let mut code = String::new();
            for role in roles {
                code = server.invite(name, Some(*role)).await?;
            }
            device.run(Command::Enrol {
                code,
                device: format!("device {number}"),
            })?;
            let asked = device.next_request()?.ok_or("nobody enrols")?;
            let (status, body) = server.answer(&asked).await?;
            let answer = mobile_core::sync::read_answer(&asked.request, status, &body);
            device.receive(&asked, answer)?;
            if let Answer::Session(session) = device.run(Command::Session)? {
                people.insert(number, session.person.ok_or("nobody is enrolled")?.id);
            }
            devices.push(device);
        }
        let office = devices.first_mut().ok_or("no office")?;
        exchange(office, &server).await?;
        let rooms = furnish(office)?;
        office.run(Command::Administer(Administration::SetNumberPattern {
            item_type: types::LAPTOP,
            pattern: Some(PATTERN.to_owned()),
        }))?;
        for (number, device) in (0..).zip(&mut devices) {
            if number == NEWCOMER {
                device.keep_copy(&fresh_file(folder.path()))?;
            }
            exchange(device, &server).await?;
        }
        server.back_up(&backup_file(folder.path(), 0))?;
        Ok(Self {
            folder,
            rooms,
            people,
        })
    }
}

/// Makes rooms.
fn furnish(office: &mut Device) -> Fallible<Vec<PlaceId>> {
    let site = places(office, None)?;
    office.run(Command::MakePlaces(NewPlaces {
        text: "R1\nR2\nR3\nR4".to_owned(),
        kind: PlaceKind::Room,
        parent: site.first().copied(),
    }))?;
    places(office, site.first().copied())
}

fn places(device: &mut Device, within: Option<PlaceId>) -> Fallible<Vec<PlaceId>> {
    let wanted = Command::Places {
        within,
        text: String::new(),
        without: None,
    };
    match device.run(wanted)? {
        Answer::Places(places) => Ok(places.into_iter().map(|place| place.id).collect()),
        other => Err(format!("not places: {other:?}").into()),
    }
}
