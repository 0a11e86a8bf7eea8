//! What a label is of: code and text from one record, or the reason why there is no label.
//!
//! **Invariant:** code and text of a label come from the same record (FC-P4): both are there, or neither is.

use shared::id::{PlaceId, TeamId};
use shared::label::{LabelCode, displayable};
use shared::model::{ConfigItem, IdentifierKind, ItemIdentifier, Place, Team, Words, field};
use shared::record::{Collection, Life, Record, Scope};

use crate::words::Language;

/// Characters of a name that a label could ever show.
const MOST_SIGNS: usize = 400;

/// What one label says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Subject {
    /// What the picture holds.
    pub(crate) code: LabelCode,
    /// What a person calls it.
    pub(crate) title: Option<String>,
    /// Its number.
    pub(crate) number: Option<String>,
    /// Whose it is, or where it lies.
    pub(crate) owner: Option<String>,
}

/// Why something has no label.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum LeftOut {
    /// It is retired.
    Retired,
    /// No code is bound to it yet.
    WithoutCode,
    /// It is not here, or not the asker's to read: which of the two is not said.
    Missing,
}

/// Whose things are: what stands under every name.
#[derive(Clone, Debug)]
pub(crate) struct Owners {
    /// The organisation's name.
    pub(crate) organisation: String,
    /// Its teams.
    pub(crate) teams: Vec<Record>,
    /// Its places.
    pub(crate) places: Vec<Record>,
    /// In which words.
    pub(crate) language: Language,
}

impl Owners {
    fn team(&self, id: TeamId) -> Option<Words> {
        let record = self.teams.iter().find(|record| Team(record).id() == id)?;
        Some(Team(record).label())
    }

    /// The team and the organisation of what lies in a scope.
    fn of_scope(&self, scope: Scope) -> String {
        let team = match scope {
            Scope::TeamOpen(id) => self.team(id),
            Scope::Org => None,
        };
        let team = team.map(|words| match self.language {
            Language::English => words.en,
            Language::French => words.fr,
        });
        match team.filter(|team| !team.is_empty()) {
            Some(team) => format!("{team} · {}", self.organisation),
            None => self.organisation.clone(),
        }
    }

    /// The place that a place lies in, by name; the organisation for a site.
    fn around(&self, place: Place<'_>) -> String {
        let mut parent = place.parent().and_then(|id| self.place(id));
        // One that turned out to be another goes by that one's name. Each leads up the tree, which has an end.
        for _ in 0..self.places.len() {
            match parent.and_then(Place::merged) {
                Some(id) => parent = self.place(id),
                None => break,
            }
        }
        parent
            .and_then(Place::name)
            .map_or_else(|| self.organisation.clone(), str::to_owned)
    }

    fn place(&self, id: PlaceId) -> Option<Place<'_>> {
        self.places.iter().map(Place).find(|place| place.id() == id)
    }
}

impl Subject {
    /// The label of a CI or a place, from its record and those that identify it.
    ///
    /// # Errors
    /// Why there is none.
    pub(crate) fn of(
        record: &Record,
        identifiers: &[Record],
        owners: &Owners,
    ) -> Result<Self, LeftOut> {
        if record.life != Life::Present {
            return Err(LeftOut::Missing);
        }
        let (is_retired, title, number, owner) = match record.key.collection() {
            Collection::Item => {
                let item = ConfigItem(record);
                // A title that is itself a number is said once, as one.
                let title = item.name().or(record.text(field::MODEL));
                let number = item.inventory_number();
                let serial = item.serial_number().filter(|_| title.is_none());
                (
                    item.is_retired(),
                    title,
                    number.or(serial),
                    owners.of_scope(record.scope),
                )
            }
            Collection::Place => {
                let place = Place(record);
                (place.is_retired(), place.name(), None, owners.around(place))
            }
            _ => return Err(LeftOut::Missing),
        };
        if is_retired {
            return Err(LeftOut::Retired);
        }
        Ok(Self {
            code: current_code(identifiers).ok_or(LeftOut::WithoutCode)?,
            title: title.map(shown),
            // Whole, however long: a part of a number is another number.
            number: number.map(|number| displayable(number, field::MAX_NOTES).text),
            owner: Some(shown(&owner)),
        })
    }

    /// A label that is not yet of anything: whoever scans it first says of what.
    pub(crate) fn blank(code: LabelCode, owners: &Owners) -> Self {
        Self {
            code,
            title: None,
            number: None,
            owner: Some(shown(&owners.organisation)),
        }
    }
}

/// The newest code that was not replaced.
fn current_code(identifiers: &[Record]) -> Option<LabelCode> {
    identifiers
        .iter()
        .filter(|record| record.life == Life::Present)
        .map(ItemIdentifier)
        .filter(|identifier| {
            identifier.kind() == Some(IdentifierKind::Label) && !identifier.is_replaced()
        })
        .max_by_key(|identifier| identifier.id())
        .and_then(|identifier| LabelCode::parse(identifier.text()?).ok())
}

/// Text with its control signs made visible: a label is read by people.
fn shown(text: &str) -> String {
    displayable(text, MOST_SIGNS).text
}
