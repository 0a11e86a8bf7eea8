//! Looking a code up: every reading of it exactly, then places, then what is nearly the same.

use shared::id::{ItemId, PlaceId};
use shared::identifier::{ExactKey, Found as Match, Identity, choose_found};
use shared::label::{Candidate, CandidateKind, DISPLAY_LIMIT, Label, Symbology, parse_label};
use shared::model::{ConfigItem, ItemType, LastSeen, Team, field};
use shared::operation::{Assign, Change, Intent};
use shared::record::{Collection, Field, Life, Record, RecordKey};
use shared::time::Millis;

use super::Engine;
use super::action::{Draft, Refused, item_key, may_observe};
use super::reading::{Reading, type_view};
use crate::api::{Found, FoundItem, ItemView, TypeView, UnknownView};
use crate::error::EngineError;
use crate::store::{Key, Viewed};

/// Seen again by the same person in the same place within this time, an item is not written as seen again.
const SEEN_AGAIN: Millis = Millis(10 * 60_000);

/// Characters of a code that can be kept; longer ones are shown and nothing is made from them.
const LONGEST_CODE: usize = field::MAX_NOTES;

/// Where a code leads.
enum Led {
    /// To one item, exactly; by which text.
    One(Key, String),
    /// To several, by a text that is exactly one's or differs only in case.
    Several(Vec<Key>, Label),
    /// To no item exactly; to these nearly.
    Nowhere(Label, Vec<Key>),
}

impl Engine {
    pub(super) fn look_up(
        &mut self,
        code: &str,
        symbology: Option<Symbology>,
        place: Option<PlaceId>,
    ) -> Result<Found, EngineError> {
        let place = place.map(|id| self.store.standing_place(id)).transpose()?;
        match self.lead(code, symbology)? {
            Led::One(item, text) => {
                self.expect_signed_in()?;
                self.open_scanned(item, &text, place)
            }
            Led::Several(items, label) => {
                self.expect_signed_in()?;
                self.several(&label, &items, false)
            }
            Led::Nowhere(label, near) => self.look_further(&label, &near),
        }
    }

    /// What a code is that leads to no item exactly: an invitation, a place, nearly an item, or unknown.
    fn look_further(&self, label: &Label, near: &[Key]) -> Result<Found, EngineError> {
        if let Some(link) = label.enrolment() {
            return Ok(Found::Enrolment {
                host: link.host().to_owned(),
                foreign: self
                    .server
                    .as_deref()
                    .is_some_and(|server| server != link.origin()),
            });
        }
        self.expect_signed_in()?;
        if let Some(found) = self.place_of(label)? {
            return Ok(found);
        }
        if !near.is_empty() {
            return self.several(label, near, true);
        }
        self.unknown(label).map(Found::Unknown)
    }

    /// The one item that a code leads to exactly; reads only. [`Command::LookUp`](crate::api::Command::LookUp) without
    /// what it writes and shows.
    ///
    /// # Errors
    /// What the store says.
    pub fn find_item(
        &self,
        code: &str,
        symbology: Option<Symbology>,
    ) -> Result<Option<ItemId>, EngineError> {
        match self.lead(code, symbology)? {
            Led::One(item, _) => self.store.find_item_id(item),
            Led::Several(..) | Led::Nowhere(..) => Ok(None),
        }
    }

    /// Where a code leads, by each of its readings in turn.
    fn lead(&self, code: &str, symbology: Option<Symbology>) -> Result<Led, EngineError> {
        // Nearly always the raw text is what is stored: its one seek comes before any other reading.
        let mut raw = Some(self.match_text(code)?);
        if let Some(Match::One(item)) = raw {
            let text = ExactKey::new(code).map(ExactKey::into_string);
            return Ok(Led::One(item, text.unwrap_or_default()));
        }
        let label = parse_label(code, symbology);
        let mut near = Vec::new();
        for candidate in label.candidates() {
            let matched = match raw.take() {
                Some(matched) => matched,
                None => self.match_candidate(candidate)?,
            };
            let close = match matched {
                Match::One(item) => return Ok(Led::One(item, candidate.text.clone())),
                Match::Several(items) => {
                    let (exact, close) = self.tell_exact(candidate, items)?;
                    if !exact.is_empty() {
                        return Ok(Led::Several(exact, label));
                    }
                    close
                }
                Match::Near(item) => vec![item],
                Match::Nothing => continue,
            };
            for item in close {
                if !near.contains(&item) {
                    near.push(item);
                }
            }
        }
        Ok(Led::Nowhere(label, near))
    }

    fn match_candidate(&self, candidate: &Candidate) -> Result<Match<Key>, EngineError> {
        match candidate.kind {
            // They name an article, of which there may be many: the raw text has been looked up before.
            CandidateKind::Article | CandidateKind::Part | CandidateKind::Enrolment(_) => {
                Ok(Match::Nothing)
            }
            _ => self.match_text(&candidate.text),
        }
    }

    pub(super) fn match_text(&self, text: &str) -> Result<Match<Key>, EngineError> {
        let Some(identity) = Identity::of(text) else {
            return Ok(Match::Nothing);
        };
        let rows = self.store.find_identified(&identity.near)?;
        Ok(choose_found(&identity.exact, rows))
    }

    /// Of several items, those that an exact reading or one of another case leads to, and those that are only near.
    fn tell_exact(
        &self,
        candidate: &Candidate,
        items: Vec<Key>,
    ) -> Result<(Vec<Key>, Vec<Key>), EngineError> {
        let Some(identity) = Identity::of(&candidate.text) else {
            return Ok((Vec::new(), items));
        };
        let rows = self.store.find_identified(&identity.near)?;
        if rows.iter().any(|(exact, _)| *exact == identity.exact) {
            Ok((items, Vec::new()))
        } else {
            Ok((Vec::new(), items))
        }
    }

    /// Opens the one of several that the person said it is, as if the code had led to it alone.
    pub(super) fn choose(
        &mut self,
        item: ItemId,
        code: &str,
        place: Option<PlaceId>,
    ) -> Result<Found, EngineError> {
        let name = item_key(item);
        let Some(key) = self.store.find_key(&name)? else {
            return Err(EngineError::UnknownRecord(name));
        };
        // It may have gone while the person chose.
        self.store.load_view(&name)?;
        let label = parse_label(code, None);
        let mut text = label.raw();
        for candidate in label.candidates() {
            if self.is_on_replaced_label(key, &candidate.text)? {
                text = &candidate.text;
            }
        }
        self.open_scanned(key, text, place)
    }

    fn open_scanned(
        &mut self,
        item: Key,
        text: &str,
        place: Option<PlaceId>,
    ) -> Result<Found, EngineError> {
        // What is seen through a label is seen of the one that bears it.
        let item = self.store.bearer(item, text)?;
        let viewed = self.store.find_view_by_key(item)?;
        let Some(viewed) = viewed.filter(|viewed| viewed.record.life == Life::Present) else {
            return Err(EngineError::Corrupt(
                "a listed item has no record".to_owned(),
            ));
        };
        let replaced = self.is_on_replaced_label(item, text)?;
        let now = self.clock.wall();
        let just_seen = self.was_just_seen(&viewed.record, None, now)?;
        let shown = self.store.find_shown(item)?;
        let shown = shown.as_ref().unwrap_or(&viewed);
        let seen_before = self.reading()?.last_seen(ConfigItem(&shown.record))?;
        let (seen, unnoted) = match self.write_seen(&viewed, place, now) {
            Ok(seen) => (seen, None),
            // What a person asked is what it is; that it was seen can be written another time.
            Err(error) if error.is_of_storage() => (None, Some(error)),
            Err(error) => return Err(error),
        };
        let item = match seen {
            Some(item) => item,
            None => Box::new(self.reading()?.item_of(item, &viewed)?),
        };
        Ok(Found::Item(FoundItem {
            item,
            seen_before,
            just_seen,
            replaced,
            unnoted,
        }))
    }

    /// Whether the signed-in person saw an item in a place a moment ago; without a place, in any.
    fn was_just_seen(
        &self,
        record: &Record,
        place: Option<PlaceId>,
        now: Millis,
    ) -> Result<bool, EngineError> {
        let person = self.store.session()?.map(|session| session.person);
        Ok(ConfigItem(record).last_seen().is_some_and(|seen| {
            let since = now.since(seen.at);
            Some(seen.by) == person
                && (place.is_none() || seen.place == place)
                && since.0.abs() < SEEN_AGAIN.0
        }))
    }

    /// Writes that an item was seen, if the person may observe and did not just do so; gives the item as it is then.
    fn write_seen(
        &mut self,
        viewed: &Viewed,
        place: Option<PlaceId>,
        now: Millis,
    ) -> Result<Option<Box<ItemView>>, EngineError> {
        let record = &viewed.record;
        let Some(access) = self.store.access()? else {
            return Ok(None);
        };
        if !may_observe(&access, record.scope) || self.was_just_seen(record, place, now)? {
            return Ok(None);
        }
        let draft = Draft {
            record: record.key.clone(),
            seen: viewed.seen,
            intent: Intent::LookedUp,
            change: Change::Set(vec![Assign {
                field: Field::new(field::LAST_SEEN),
                base: record.base(field::LAST_SEEN),
                value: LastSeen::value(access.person, place),
            }]),
        };
        let item = ConfigItem(record).id();
        Ok(self.commit(vec![draft], Refused::Stops, Some(item))?.item)
    }

    pub(super) fn several(
        &self,
        label: &Label,
        items: &[Key],
        near: bool,
    ) -> Result<Found, EngineError> {
        Ok(Found::Several {
            code: shown_code(label),
            rows: self.reading()?.rows(items)?,
            near,
        })
    }

    /// A place: by its label, also that of one that is retired or turned out to be another, or if the raw text is its
    /// name and no other's.
    pub(super) fn place_of(&self, label: &Label) -> Result<Option<Found>, EngineError> {
        let reading = self.reading()?;
        if let Some(code) = label.own_code()
            && let Some(own) = self.store.place_coded(&code.to_string())?
        {
            let was = match reading.place_itself(own)? {
                Some(itself) if self.store.standing_place(own)? != own => Some(itself.name),
                _ => None,
            };
            return Ok(reading.place(own)?.map(|place| Found::Place { place, was }));
        }
        let Some(exact) = ExactKey::new(label.raw()) else {
            return Ok(None);
        };
        let near = shared::identifier::NearKey::of(&exact);
        match self.store.places_named(&near)?.as_slice() {
            [only] => {
                let place = reading.place(*only)?;
                Ok(place.map(|place| Found::Place { place, was: None }))
            }
            _ => Ok(None),
        }
    }

    pub(super) fn unknown(&self, label: &Label) -> Result<UnknownView, EngineError> {
        Ok(UnknownView {
            code: label.raw().to_owned(),
            shown: shown_code(label),
            names_article: label.names_article(),
            own_label: label.own_code().is_some(),
            unusable: is_unusable(label),
            types: self.offered_types()?,
        })
    }

    /// The types of which the person may create items: the most used first, the others team by team, as the teams and
    /// their types stand in lists. So whoever begins with nothing is offered what lies together, not each team's first.
    pub(super) fn offered_types(&self) -> Result<Vec<TypeView>, EngineError> {
        self.reading()?.offered_types()
    }
}

impl Reading<'_> {
    fn offered_types(&self) -> Result<Vec<TypeView>, EngineError> {
        let counts = self.store.type_counts()?;
        let used = |view: &TypeView| {
            counts
                .iter()
                .find(|(id, _)| *id == view.id)
                .map_or(0, |(_, many)| *many)
        };
        let mut types = Vec::new();
        for record in self.store.all_small(&Collection::ItemType)? {
            let item_type = ItemType(&record);
            if !item_type.is_retired() && self.may_observe(record.scope) {
                let place = (self.team_order(item_type)?, item_type.order());
                types.push((place, type_view(item_type)));
            }
        }
        types.sort_by_key(|(place, view)| {
            (std::cmp::Reverse(used(view)), *place, view.label.fr.clone())
        });
        Ok(types.into_iter().map(|(_, view)| view).collect())
    }

    /// Where the team of a type stands among the teams; one that is not here stands last.
    fn team_order(&self, item_type: ItemType<'_>) -> Result<i64, EngineError> {
        let Some(team) = item_type.team() else {
            return Ok(i64::MAX);
        };
        let team = self
            .store
            .find_small(&RecordKey::new(Collection::Team, team))?;
        Ok(team.map_or(i64::MAX, |team| Team(&team).order()))
    }
}

/// A code that nothing can be made from.
pub(super) fn is_unusable(label: &Label) -> bool {
    label.is_empty() || label.is_secret() || label.raw().chars().count() > LONGEST_CODE
}

fn shown_code(label: &Label) -> String {
    let shown = label.displayable(DISPLAY_LIMIT);
    if shown.left_off == 0 {
        shown.text
    } else {
        format!("{}… (+{})", shown.text, shown.left_off)
    }
}
