//! What people do.

use std::collections::BTreeMap;

use mobile_core::api::{
    Administration, Answer, Command, FieldChange, NewItem, RoleView, Setup, SetupView, Side, Target,
};
use serde_json::json;
use shared::id::{ItemId, PlaceId, TeamId};
use shared::model::starter::{team, types};
use shared::model::{ItemState, Role, State, field};
use shared::record::{Collection, RecordKey};

use super::broken;
use super::morning::{NEWCOMER, OFFICE};
use super::world::World;
use crate::small_world::{Device, Fallible};

const ATOMIC: &str = "what is refused is not done by halves";
const OWN_WRITES: &str = "a device always reads its own writes";

/// Teams of which things are.
const TEAMS: [TeamId; 2] = [team::IT, team::LOGISTICS];

/// What people find printed on things. Few, so that two meet the same.
const CODES: u32 = 12;
/// Items that somebody takes to a room at once.
const TOGETHER: usize = 4;
/// States that people give.
const STATES: [State; 4] = [
    State::InService,
    State::InStock,
    State::InRepair,
    State::Retired,
];

/// What somebody does, and how it is told.
type Deed = Option<(String, Command)>;

impl World {
    /// Somebody does something.
    pub(super) fn act(&mut self, number: u32) -> Fallible {
        let items = self.device(number)?.listed()?;
        let item = self.dice.choose(items.iter().copied());
        let deed = match (self.dice.below(100), item) {
            (0..16, _) | (_, None) => self.creation(),
            (16..36, Some(item)) => self.moving(vec![item]),
            (36..40, Some(_)) => self.moving(items.into_iter().take(TOGETHER).collect()),
            (40..48, Some(_)) => self.sighting(),
            (48..60, Some(item)) => self.state(item),
            (60..77, Some(item)) => self.edit(number, item)?,
            (77..88, Some(item)) => self.undo(number, item)?,
            (88..93, Some(item)) => self.pairing(item, items),
            (_, Some(_)) => self.settling(number)?,
        };
        match deed {
            Some((what, command)) => self.perform(number, &what, command),
            None => Ok(()),
        }
    }

    /// Somebody does this.
    pub(super) fn perform(&mut self, number: u32, what: &str, command: Command) -> Fallible {
        let shown = Shown::of(&command);
        let hand = self.hand(number)?;
        let device = &mut hand.device;
        let before = device.own()?;
        let is_done = device.does(command)?;
        let mut own = device.own()?;
        own.retain(|op| !before.contains(op));
        if !is_done && !own.is_empty() {
            return broken(ATOMIC, format_args!("device {number}, {what}: {own:?}"));
        }
        if let (Some(schema), false) = (hand.schema, own.is_empty()) {
            device.rewrite(&own, schema)?;
        }
        if let (true, Some(shown)) = (is_done, shown)
            && let Some(sees) = shown.sees_otherwise(device)?
        {
            return broken(OWN_WRITES, format_args!("device {number}, {what}: {sees}"));
        }
        self.made.extend(own);
        let refused = if is_done { "" } else { ", refused" };
        self.tell(format_args!("device {number}: {what}{refused}"));
        Ok(())
    }

    /// The administrator gives somebody a role in a team, or ends it; never the last that they have.
    pub(super) fn arrange(&mut self) -> Fallible {
        let people = self.morning.people.clone();
        let workers = people
            .iter()
            .filter(|(number, _)| (1..NEWCOMER).contains(number));
        let Some(person) = self.dice.choose(workers.map(|(_, person)| *person)) else {
            return Ok(());
        };
        let team = self.dice.choose(TEAMS).ok_or("no team")?;
        let role = self.dice.choose([Role::Technician, Role::Manager]);
        let member = match self
            .device(OFFICE)?
            .run(Command::Setup(Setup::Person(person)))?
        {
            Answer::Setup(SetupView::Person(Some(member))) => member,
            other => return Err(format!("nobody knows {person}: {other:?}").into()),
        };
        let has = |held: &RoleView| held.role.is_some();
        let held = member.roles.iter().filter(|held| has(held)).count();
        let is_in = member
            .roles
            .iter()
            .any(|held| held.team.id == team && has(held));
        let (kind, role) = match is_in {
            true if held > 1 => ("scope revoked", None),
            true => return Ok(()),
            false => ("scope granted", role),
        };
        self.fault(kind, format_args!("{person} in {team}"));
        let command = Command::Administer(Administration::SetRole { person, team, role });
        self.perform(OFFICE, "arranges that", command)
    }

    fn creation(&mut self) -> Deed {
        let code = format!("SN-{}", self.dice.below(CODES));
        let new = NewItem {
            item_type: self.dice.choose([types::LAPTOP, types::EQUIPMENT])?,
            code: Some(code.clone()),
            place: self.dice.choose(self.morning.rooms.iter().copied()),
            state: None,
            fields: BTreeMap::new(),
        };
        Some((format!("makes {code}"), Command::Create(new)))
    }

    fn moving(&mut self, items: Vec<ItemId>) -> Deed {
        let place = self.dice.choose(self.morning.rooms.iter().copied())?;
        let what = format!(
            "{} of them, first {:?}, to {place}",
            items.len(),
            items.first()
        );
        let items = items.into_iter().map(target).collect();
        Some((what, Command::Move { items, place }))
    }

    fn sighting(&mut self) -> Deed {
        let code = format!("SN-{}", self.dice.below(CODES));
        let place = self.dice.choose(self.morning.rooms.iter().copied());
        let what = format!("scans {code}");
        let symbology = None;
        let look_up = Command::LookUp {
            code,
            symbology,
            place,
        };
        Some((what, look_up))
    }

    fn state(&mut self, item: ItemId) -> Deed {
        let state = self.dice.choose(STATES)?;
        let command = Command::SetState {
            items: vec![target(item)],
            state: ItemState::plain(state),
        };
        Some((format!("{item} becomes {state:?}"), command))
    }

    fn edit(&mut self, number: u32, item: ItemId) -> Fallible<Deed> {
        let view = self.device(number)?.item(item)?.ok_or("it is gone")?;
        let Some(name) = self.dice.choose([field::NAME, field::MODEL]) else {
            return Ok(None);
        };
        // Few, so that two may write the same.
        let value = format!("{name} {}", self.dice.below(6));
        let command = Command::Edit {
            item,
            rev: view.rev,
            changes: vec![FieldChange {
                field: name.into(),
                base: view.bases.get(name).copied(),
                value: json!(value),
            }],
        };
        Ok(Some((format!("{item}: {value}"), command)))
    }

    fn undo(&mut self, number: u32, item: ItemId) -> Fallible<Deed> {
        let view = self.device(number)?.item(item)?.ok_or("it is gone")?;
        let mine = view.history.iter().filter(|line| line.undoable);
        let op = self.dice.choose(mine.map(|line| line.op));
        let line = view.history.iter().find(|line| Some(line.op) == op);
        Ok(line.map(|line| {
            let what = format!("takes back {} on {item}", line.op);
            (what, Command::Undo(line.action))
        }))
    }

    /// Somebody says of two that they are one, or are not.
    fn pairing(&mut self, item: ItemId, items: Vec<ItemId>) -> Deed {
        let others = items.into_iter().filter(|other| *other != item);
        let pair = vec![item, self.dice.choose(others.collect::<Vec<_>>())?];
        Some(match self.dice.below(3) {
            0 => (format!("keeps {pair:?} apart"), Command::KeepApart(pair)),
            _ => (format!("takes {pair:?} for one"), Command::Merge(pair)),
        })
    }

    fn settling(&mut self, number: u32) -> Fallible<Deed> {
        let items = self.device(number)?.in_conflict()?;
        let Some(item) = self.dice.choose(items) else {
            return Ok(None);
        };
        let view = self.device(number)?.item(item)?.ok_or("it is gone")?;
        let open = view.conflicts.iter().filter(|open| open.may_settle);
        let side = match self.dice.flip() {
            true => Side::Kept,
            false => Side::Other,
        };
        let conflict = self.dice.choose(open.map(|open| open.id));
        Ok(conflict.map(|conflict| {
            let record = RecordKey::new(Collection::Item, item);
            let command = Command::Settle {
                record,
                conflict,
                side,
            };
            (format!("settles {conflict} for {side:?}"), command)
        }))
    }
}

/// What somebody must see who has just done something.
enum Shown {
    In(ItemId, PlaceId),
    As(ItemId, State),
}

impl Shown {
    fn of(command: &Command) -> Option<Self> {
        match command {
            Command::Move { items, place } if items.len() == 1 => {
                items.first().map(|target| Self::In(target.item, *place))
            }
            Command::SetState { items, state } if items.len() == 1 => items
                .first()
                .map(|target| Self::As(target.item, state.state)),
            _ => None,
        }
    }

    /// What they see instead.
    fn sees_otherwise(&self, device: &mut Device) -> Fallible<Option<String>> {
        let (Self::In(item, _) | Self::As(item, _)) = self;
        let Some(view) = device.item(*item)? else {
            return Ok(Some("it is gone".to_owned()));
        };
        // Of several that are shown as one the latest sighting shows, which a clock that was set back does not date
        // after those of the others.
        if !view.merged.is_empty() {
            return Ok(None);
        }
        let (sees, found) = match self {
            Self::In(_, place) => {
                let found = view.row.place.map(|place| place.id);
                (found == Some(*place), format!("{found:?}"))
            }
            Self::As(_, state) => {
                let found = view.row.state.map(|state| state.state);
                (found == Some(*state), format!("{found:?}"))
            }
        };
        Ok((!sees).then_some(found))
    }
}

fn target(item: ItemId) -> Target {
    Target { item, seen: None }
}
