//! What sync remembers between two requests. All of it may be lost: the store says what is to be done.

use std::collections::BTreeSet;

use shared::id::{PersonId, TypeId};
use shared::record::RecordKey;
use shared::time::Millis;
use shared::wire::PartSize;

use super::backoff::Backoff;
use super::check::Check;
use crate::api::{Inquiry, Link};
use crate::error::EngineError;

/// A person's wish to enrol this device.
#[derive(Clone, Debug)]
pub(super) struct Enrolment {
    pub(super) code: String,
    pub(super) device: String,
}

/// Whether the credential that goes along with requests speaks for whom this store works for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Identity {
    /// The server has not said it yet.
    Unknown,
    /// It does.
    Ours,
    /// It speaks for another person of the organisation.
    OtherPerson,
    /// It speaks for somebody of another organisation.
    OtherOrganisation,
    /// It did, until the device was put out: what is unsent may still be delivered, and nothing else is said.
    PutOut,
}

/// A request under way.
#[derive(Clone, Copy, Debug)]
pub(super) struct Flight {
    /// How often somebody had asked to try at once as it began.
    pub(super) hurries: u32,
    /// Whose it is: that many people had signed in or out as it began.
    pub(super) sitting: u32,
    /// The author whose work it carries, where that is not who was signed in.
    pub(super) other: Option<PersonId>,
}

/// How it stands with what others than the signed-in person left to send: for each of them of whom something failed.
#[derive(Debug, Default)]
pub(crate) struct Others(Vec<(PersonId, Trouble)>);

/// Why somebody's work did not go.
#[derive(Debug)]
enum Trouble {
    /// Their credential counts no longer, as far as the server said since somebody last asked.
    Refused,
    /// It is tried again by itself.
    Waits(Backoff),
}

impl Others {
    fn trouble(&self, person: PersonId) -> Option<&Trouble> {
        let of_them = self.0.iter().find(|(of, _)| *of == person);
        of_them.map(|(_, trouble)| trouble)
    }

    pub(super) fn may_try(&self, person: PersonId, now: Millis) -> bool {
        match self.trouble(person) {
            None => true,
            Some(Trouble::Refused) => false,
            Some(Trouble::Waits(backoff)) => backoff.until(now).is_none(),
        }
    }

    /// The server takes nothing by a person's credential: only a new one changes that.
    pub(super) fn refuse(&mut self, person: PersonId) {
        self.0.retain(|(of, _)| *of != person);
        self.0.push((person, Trouble::Refused));
    }

    /// Whether it does not.
    pub(crate) fn is_refused(&self, person: PersonId) -> bool {
        matches!(self.trouble(person), Some(Trouble::Refused))
    }

    pub(super) fn fail(&mut self, person: PersonId, now: Millis, jitter: u32) {
        let mut backoff = match self.trouble(person) {
            Some(Trouble::Waits(backoff)) => *backoff,
            Some(Trouble::Refused) | None => Backoff::default(),
        };
        backoff.fail(now, jitter);
        self.0.retain(|(of, _)| *of != person);
        self.0.push((person, Trouble::Waits(backoff)));
    }

    /// When to look again for one of them.
    pub(super) fn until(&self, now: Millis) -> Option<Millis> {
        let waits = self.0.iter().filter_map(|(_, trouble)| match trouble {
            Trouble::Waits(backoff) => backoff.until(now),
            Trouble::Refused => None,
        });
        waits.min()
    }

    fn hurry(&mut self) {
        self.0.clear();
    }
}

/// An exchange that failed.
#[derive(Clone, Copy, Debug)]
pub(super) struct Failed {
    /// How the link stands by it.
    pub(super) link: Link,
    /// Only a person can change that.
    pub(super) halted: bool,
    /// How often somebody had asked to try at once as it began.
    pub(super) begun: u32,
}

/// The state of sync.
#[derive(Debug)]
pub(crate) struct SyncState {
    /// A code to be spent. One try: a person sees what came of it.
    pub(super) enrolment: Option<Enrolment>,
    /// What a person waits for the server to answer, in the order in which they asked. One try each.
    pub(super) inquiries: Vec<Inquiry>,
    /// The server is to be asked whom the credential speaks for: once an opening, and after each enrolment.
    pub(super) session_wanted: bool,
    /// What it said. Anything but [`Identity::Ours`] and nothing of the store is sent or written over.
    pub(super) identity: Identity,
    /// Something new may lie on the server.
    pub(super) pull_wanted: bool,
    /// How long the next part of a snapshot may be.
    pub(super) part_size: PartSize,
    /// Somebody waits for what came before in this record's history.
    pub(super) history_wanted: Option<RecordKey>,
    /// Records of which the server has no more history than is kept here.
    pub(super) whole_histories: BTreeSet<RecordKey>,
    /// How far this device has come in holding a scope against the server's.
    pub(super) check: Check,
    /// Numbers may be to be reserved, or final ones to be given.
    pub(crate) numbers_due: bool,
    /// Types for which the server reserves none, until somebody asks to try again.
    pub(super) numbers_refused: BTreeSet<TypeId>,
    /// Series of which all that was last reserved is given already, by hand.
    pub(super) numbers_taken: BTreeSet<String>,
    /// A request other than the wait is under way.
    pub(super) busy: Option<Flight>,
    /// The wait is under way.
    pub(super) waiting: Option<Flight>,
    /// How often somebody asked to try at once, and how many people signed in or out.
    pub(super) now: Flight,
    pub(super) link: Link,
    pub(super) backoff: Backoff,
    /// Ending a credential on the server waits by itself: it holds up nobody.
    pub(super) leaving: Backoff,
    /// What others left here to be sent.
    pub(crate) others: Others,
    /// The credential counts no longer, or the app is too old: only a person can change that.
    pub(super) halted: bool,
    /// How the store last failed, until something could be kept again: said once.
    pub(super) store_failure: Option<EngineError>,
}

impl Default for SyncState {
    fn default() -> Self {
        Self {
            enrolment: None,
            inquiries: Vec::new(),
            session_wanted: true,
            identity: Identity::Unknown,
            pull_wanted: true,
            part_size: PartSize::default(),
            history_wanted: None,
            whole_histories: BTreeSet::new(),
            check: Check::default(),
            numbers_due: true,
            numbers_refused: BTreeSet::new(),
            numbers_taken: BTreeSet::new(),
            busy: None,
            waiting: None,
            now: Flight {
                hurries: 0,
                sitting: 0,
                other: None,
            },
            link: Link::default(),
            backoff: Backoff::default(),
            leaving: Backoff::default(),
            others: Others::default(),
            halted: false,
            store_failure: None,
        }
    }
}

impl SyncState {
    /// A person wants to enrol.
    pub(crate) fn enrol(&mut self, code: String, device: String) {
        self.enrolment = Some(Enrolment { code, device });
        self.hurry_push();
    }

    /// Somebody wants to read what came before in a record's history.
    pub(crate) fn fetch_history(&mut self, record: RecordKey) {
        self.history_wanted = Some(record);
        self.hurry();
    }

    /// Whether the server is known to have no more of a record's history.
    pub(crate) fn knows_whole_history(&self, record: &RecordKey) -> bool {
        self.whole_histories.contains(record)
    }

    /// A person asks what only the server knows.
    pub(crate) fn ask(&mut self, inquiry: Inquiry) {
        self.inquiries.push(inquiry);
        self.hurry();
    }

    /// A person asked, the network returned, or the app became visible.
    pub(crate) fn hurry(&mut self) {
        self.pull_wanted = true;
        self.halted = false;
        self.numbers_due = true;
        self.numbers_refused.clear();
        // Whoever runs the server may have put it right: only its own word opens the way again.
        self.session_wanted |= self.identity != Identity::Ours;
        self.leaving.hurry();
        self.others.hurry();
        self.hurry_push();
    }

    /// The credential that goes along may have changed.
    pub(super) fn doubt_identity(&mut self) {
        self.identity = Identity::Unknown;
        self.session_wanted = true;
        self.halted = false;
    }

    /// Another person sits here now, or nobody: what was asked before is answered to nobody.
    pub(super) fn change_sitting(&mut self) {
        self.now.sitting += 1;
        // What one asked for is not asked for as the next one, who may not read it.
        self.history_wanted = None;
        self.whole_histories.clear();
        self.inquiries.clear();
        self.check = Check::default();
        self.numbers_due = true;
        self.numbers_refused.clear();
        self.identity = Identity::Unknown;
        self.halted = false;
        self.backoff.hurry();
        self.leaving.hurry();
        self.others.hurry();
    }

    /// Something is to be sent.
    pub(crate) fn hurry_push(&mut self) {
        self.now.hurries += 1;
        self.backoff.hurry();
    }

    pub(crate) fn link(&self) -> Link {
        match self.identity {
            Identity::Unknown | Identity::Ours => self.link,
            Identity::OtherPerson => Link::OtherPerson,
            Identity::OtherOrganisation => Link::OtherOrganisation,
            Identity::PutOut => Link::PutOut,
        }
    }

    /// An exchange went through.
    pub(super) fn went_well(&mut self) {
        self.link = Link::Online;
        self.halted = false;
        self.store_failure = None;
        self.backoff.succeed();
    }

    /// An exchange that began after so many hurries failed. What was under way before the last of them says nothing
    /// of now: it does not hold up the next try.
    pub(super) fn went_wrong(&mut self, failed: Failed, now: Millis, jitter: u32) {
        self.link = failed.link;
        let is_stale = failed.begun != self.now.hurries;
        self.halted = failed.halted && !is_stale;
        self.backoff.fail(now, jitter);
        if is_stale {
            self.backoff.hurry();
        }
    }
}
