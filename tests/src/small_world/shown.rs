//! What people see at the end of a day, in the words of the merge cases.

use std::collections::BTreeMap;

use mobile_core::api::{
    ActionView, Answer, Command, ConflictView, Delivery, Found, HistoryView, ItemView, Late, Shown,
    SuspectView,
};
use shared::id::ItemId;
use shared::model::field;
use shared::operation::{Intent, Outcome, ParkReason};
use shared::record::Collection;
use shared::time::Millis;

use super::Fallible;
use super::day::{Day, MIDNIGHT, runtime};
use super::deed::look_up;

impl Day {
    /// The letters of all who have a device, and of N, who connected only at the end.
    #[must_use]
    pub fn everybody(&self) -> String {
        self.hands.keys().collect()
    }

    /// What somebody sees of the item: `place=R2 name=X in_service`, or `gone`.
    ///
    /// # Errors
    /// If two ways to look at it do not agree.
    pub fn shown(&mut self, name: char) -> Fallible<String> {
        let item = self.item;
        let device = &mut self.hand(name)?.device;
        let listed = device.items()?.contains(&item);
        let shown = device.item(item)?;
        if listed != shown.is_some() {
            return Err(
                format!("{name} has it listed and not to be opened, or the reverse").into(),
            );
        }
        Ok(shown.map_or_else(|| "gone".to_owned(), |shown| line(&shown)))
    }

    /// What somebody sees of every item.
    ///
    /// # Errors
    /// If the engine fails.
    pub fn all_shown(&mut self, name: char) -> Fallible<BTreeMap<ItemId, String>> {
        let device = &mut self.hand(name)?.device;
        let mut all = BTreeMap::new();
        for item in device.items()? {
            let shown = device.item(item)?.ok_or("it is listed and is not there")?;
            all.insert(item, line(&shown));
        }
        Ok(all)
    }

    /// The inventory numbers of every item that has one, as somebody sees them, in their order.
    ///
    /// # Errors
    /// If the engine fails.
    pub fn numbers(&mut self, name: char) -> Fallible<Vec<String>> {
        let device = &mut self.hand(name)?.device;
        let mut numbers = Vec::new();
        for item in device.items()? {
            let shown = device.item(item)?.ok_or("it is listed and is not there")?;
            numbers.extend(shown.row.number);
        }
        numbers.sort();
        Ok(numbers)
    }

    /// The labels that there are, each with the number of what it leads to, as somebody sees them.
    ///
    /// # Errors
    /// If a label leads to something else than it is on.
    pub fn labels(&mut self, name: char) -> Fallible<BTreeMap<String, String>> {
        let device = &mut self.hand(name)?.device;
        let mut labels = BTreeMap::new();
        for item in device.items()? {
            let shown = device.item(item)?.ok_or("it is listed and is not there")?;
            for label in shown.identifiers {
                match look_up(device, &label.text)? {
                    Found::Item(found) if found.item.row.id == item => {}
                    other => return Err(format!("{} leads to {other:?}", label.text).into()),
                }
                labels.insert(label.text, shown.row.number.clone().unwrap_or_default());
            }
        }
        Ok(labels)
    }

    /// What somebody is told may be one thing: `PC-1+PC-2 by CCC`.
    ///
    /// # Errors
    /// If the engine fails.
    pub fn suspects(&mut self, name: char) -> Fallible<Vec<String>> {
        let device = &mut self.hand(name)?.device;
        let suspects = match device.run(Command::Suspects { all: false })? {
            Answer::Suspects(suspects) => suspects,
            other => return Err(format!("no suspects: {other:?}").into()),
        };
        let mut told: Vec<String> = suspects.iter().map(suspect).collect();
        told.sort();
        Ok(told)
    }

    /// How many records of a collection the server has.
    ///
    /// # Errors
    /// If its store fails.
    pub fn records(&self, collection: Collection) -> Fallible<usize> {
        runtime()?.block_on(async { Ok(self.server.store()?.records(collection).await?.len()) })
    }

    /// What a code leads to, as somebody sees it, with the numbers of those that are shown as one with it.
    ///
    /// # Errors
    /// If it leads to nothing, or the engine fails.
    pub fn found(&mut self, name: char, code: &str) -> Fallible<String> {
        match look_up(&mut self.hand(name)?.device, code)? {
            Found::Item(found) => Ok(line(&found.item)),
            other => Err(format!("{code}: {other:?}").into()),
        }
    }

    /// Whether nothing bears a code, as somebody sees it.
    ///
    /// # Errors
    /// If the engine fails.
    pub fn is_unknown(&mut self, name: char, code: &str) -> Fallible<bool> {
        let found = look_up(&mut self.hand(name)?.device, code)?;
        Ok(matches!(found, Found::Unknown(_)))
    }

    /// What became of what somebody did, oldest first, as their outbox tells it.
    ///
    /// # Errors
    /// If the engine fails.
    pub fn told(&mut self, name: char) -> Fallible<Vec<&'static str>> {
        let hand = self.hand(name)?;
        let outbox = hand.device.outbox()?;
        let listed: Vec<ActionView> = [outbox.to_send, outbox.parked, outbox.sent].concat();
        hand.done
            .iter()
            .map(|action| {
                let view = listed.iter().find(|view| view.action == *action);
                Ok(delivery(&view.ok_or("it is not listed")?.delivery))
            })
            .collect()
    }

    /// The history of the item as somebody reads it, oldest first: who, what for, when, `?` where that is a guess, and
    /// `~` where it was taken back.
    ///
    /// # Errors
    /// If the engine fails.
    pub fn history(&mut self, name: char) -> Fallible<String> {
        let item = self.item;
        let device = &mut self.hand(name)?.device;
        let mut lines = match device.run(Command::History { item })? {
            Answer::History(page) => page.lines,
            other => return Err(format!("not a history: {other:?}").into()),
        };
        lines.reverse();
        let lines: Vec<String> = lines.iter().map(told).collect();
        Ok(lines.join(" "))
    }

    /// When and by whom the item was last seen, as somebody sees it.
    ///
    /// # Errors
    /// If it is not there, or nobody saw it.
    pub fn last_seen(&mut self, name: char) -> Fallible<String> {
        let item = self.item;
        let shown = self.hand(name)?.device.item(item)?;
        let seen = shown.and_then(|shown| shown.last_seen);
        let seen = seen.ok_or("nobody saw it")?;
        Ok(format!("{}@{}", seen.by.name, clock(seen.at)))
    }

    /// What a place lies in, as somebody sees it.
    ///
    /// # Errors
    /// If the engine fails.
    pub fn lies_in(&mut self, name: char, place: &str) -> Fallible<String> {
        let id = *self.rooms.get(place).ok_or("no such place")?;
        match self.hand(name)?.device.run(Command::OpenPlace(id))? {
            Answer::Place(Some(detail)) => {
                Ok(detail.parent.map(|parent| parent.name).unwrap_or_default())
            }
            other => Err(format!("not a place: {other:?}").into()),
        }
    }
}

/// An item in one line.
fn line(item: &ItemView) -> String {
    let mut parts = Vec::new();
    let row = &item.row;
    parts.extend(
        row.place
            .as_ref()
            .map(|place| format!("place={}", place.name)),
    );
    parts.push(format!("name={}", row.title));
    for fact in &item.facts {
        if fact.field.as_str() == field::NOTES {
            parts.push(format!("notes={}", side(&fact.value)));
        }
    }
    parts.extend(
        row.responsible
            .as_ref()
            .map(|person| format!("responsible={}", person.name)),
    );
    parts.extend(row.state.as_ref().map(|state| {
        let refined = if state.sub_state.is_some() {
            "/sub"
        } else {
            ""
        };
        format!("{}{refined}", state.state.word())
    }));
    parts.extend(item.conflicts.iter().map(conflict));
    for one in &item.merged {
        parts.push(format!("with={}", one.number.as_deref().unwrap_or("?")));
    }
    let flags = [
        (item.contradiction, "contradiction"),
        (item.revived, "revived"),
        (item.creation_undone, "creation-undone"),
    ];
    parts.extend(
        flags
            .iter()
            .filter(|(is_so, _)| *is_so)
            .map(|(_, flag)| (*flag).to_owned()),
    );
    parts.join(" ")
}

fn conflict(open: &ConflictView) -> String {
    let before = open.before.as_ref().map_or_else(|| "?".to_owned(), side);
    let (kept, other) = (side(&open.kept.value), side(&open.other.value));
    format!("conflict({kept}|{other}<{before})")
}

fn suspect(suspect: &SuspectView) -> String {
    let mut numbers: Vec<&str> = suspect
        .rows
        .iter()
        .filter_map(|row| row.number.as_deref())
        .collect();
    numbers.sort_unstable();
    let texts: Vec<String> = suspect.shared.iter().map(|one| side(&one.value)).collect();
    format!("{} by {}", numbers.join("+"), texts.join(" and "))
}

/// A time as a clock shows it.
fn clock(at: Millis) -> String {
    let minutes = at.since(MIDNIGHT).0 / Millis::MINUTE.0;
    format!("{:02}:{:02}", minutes / 60, minutes % 60)
}

/// A value in one word.
pub(super) fn side(value: &Shown) -> String {
    match value {
        Shown::Text(text) | Shown::Number(text) | Shown::Word(text) => text.clone(),
        Shown::Place(place) => place.name.clone(),
        Shown::Person(person) => person.name.clone(),
        Shown::State(state) => state.state.word().to_owned(),
        Shown::Nothing => "-".to_owned(),
        other => format!("{other:?}"),
    }
}

fn told(line: &HistoryView) -> String {
    let what = match line.intent {
        _ if line.created => "made",
        Intent::LookedUp => "looked",
        Intent::Moved => "moved",
        Intent::Edited => "edited",
        Intent::Undone => "undid",
        Intent::Counted | Intent::Received | Intent::Imported | Intent::Followed => "other",
    };
    let clock = clock(line.at);
    let guessed = if line.uncertain { "?" } else { "" };
    let taken_back = if line.withdrawn { "~" } else { "" };
    let who = &line.by.name;
    format!("{who}:{what}@{clock}{guessed}{taken_back}")
}

fn delivery(delivery: &Delivery) -> &'static str {
    match delivery {
        Delivery::Pending => "unsent",
        Delivery::Parked(ParkReason::NotAllowed {}) => "not allowed",
        Delivery::Parked(ParkReason::PlaceWithinItself {}) => "within itself",
        Delivery::Parked(ParkReason::Unknown { .. }) => "unknown",
        Delivery::Parked(_) => "parked",
        Delivery::TakenBack => "taken back",
        Delivery::Settled { .. } => "settled",
        Delivery::Late { why, .. } => match why {
            Late::Newer => "a newer one holds",
            Late::Settled => "settled already",
            Late::TakenBack => "taken back already",
            Late::ChangedByOneself => "changed since by oneself",
            Late::ChangedBy(Some(_)) => "changed since",
            Late::ChangedBy(None) => "changed since by nobody known",
        },
        Delivery::Delivered { outcome, .. } => match outcome {
            Outcome::Applied {} => "applied",
            Outcome::Merged {} => "merged",
            Outcome::Superseded { .. } => "superseded for no reason",
            Outcome::Conflict { .. } => "conflict",
            Outcome::DuplicateOf { .. } => "duplicate",
            Outcome::Parked { .. } => "parked",
        },
    }
}
