//! Setting up an organisation: what somebody makes, renames, gives and ends. All of it operations on records, on the
//! one road; who may is `shared::access`'s, asked before anything is written.

mod view;

use std::collections::BTreeMap;

use serde_json::{Value, json};
use shared::admit::MOST_FOLLOWING;
use shared::id::{MembershipId, PersonId, TeamId, TypeId};
use shared::model::{Membership, NumberPattern, Role, Words, field};
use shared::operation::{Assign, Change, Intent};
use shared::record::{Collection, Field, Record, RecordKey};

use super::Engine;
use super::action::{Draft, Refused};
use crate::api::{Administration, Answer, Command, DoneView};
use crate::error::EngineError;

/// The longest name of a person, a team or an organisation, in characters.
const MOST_NAME: usize = 200;

pub(super) fn run(engine: &mut Engine, command: Command) -> Result<Answer, EngineError> {
    match command {
        Command::Setup(setup) => engine.reading()?.setup(&setup).map(Answer::Setup),
        Command::Administer(step) => engine.administer(step).map(Answer::Done),
        // The others are not about this.
        _ => Err(EngineError::NotLoaded),
    }
}

impl Engine {
    fn administer(&mut self, step: Administration) -> Result<DoneView, EngineError> {
        match step {
            Administration::MakePerson { name, role } => self.make_person(&name, role),
            Administration::RenamePerson { person, name } => {
                let name = name_value(&name)?;
                self.set_field(
                    &RecordKey::new(Collection::Person, person),
                    field::NAME,
                    name,
                )
            }
            Administration::SetRole { person, team, role } => self.set_role(person, team, role),
            Administration::MakeTeam(label) => self.make_team(&label),
            Administration::RenameTeam { team, label } => {
                let label = label_value(&label)?;
                self.set_field(&RecordKey::new(Collection::Team, team), field::LABEL, label)
            }
            Administration::MoveType { item_type, team } => self.move_type(item_type, team),
            Administration::SetNumberPattern { item_type, pattern } => {
                let pattern = match pattern {
                    Some(text) => pattern_value(&text)?,
                    None => Value::Null,
                };
                let key = RecordKey::new(Collection::ItemType, item_type);
                self.set_field(&key, field::NUMBER_PATTERN, pattern)
            }
            Administration::RenameOrganisation(name) => {
                let name = name_value(&name)?;
                self.set_organisation(field::NAME, name)
            }
            Administration::SetCurrency(currency) => {
                self.set_organisation(field::CURRENCY, json!(currency))
            }
            Administration::SetLanguages(languages) => {
                self.set_organisation(field::LANGUAGES, languages.to_value())
            }
        }
    }

    fn make_person(
        &mut self,
        name: &str,
        role: Option<(TeamId, Role)>,
    ) -> Result<DoneView, EngineError> {
        let name = name_value(name)?;
        let person = self.fresh(PersonId::new);
        let key = RecordKey::new(Collection::Person, person);
        let mut drafts = vec![create(key.clone(), [(field::NAME, name)])];
        if let Some((team, role)) = role {
            drafts.push(self.membership_draft(person, team, role));
        }
        self.commit_made(drafts, key)
    }

    fn make_team(&mut self, label: &Words) -> Result<DoneView, EngineError> {
        let label = label_value(label)?;
        let own = self.person()?;
        let last = self.reading()?.last_team_order()?;
        let team = self.fresh(TeamId::new);
        let key = RecordKey::new(Collection::Team, team);
        let made = create(
            key.clone(),
            [(field::LABEL, label), (field::ORDER, json!(last + 1))],
        );
        let first = self.membership_draft(own, team, Role::Administrator);
        self.commit_made(vec![made, first], key)
    }

    /// A membership is given, changed and ended as one record; were two made without knowing of each other, one stays.
    fn set_role(
        &mut self,
        person: PersonId,
        team: TeamId,
        role: Option<Role>,
    ) -> Result<DoneView, EngineError> {
        for key in [
            RecordKey::new(Collection::Person, person),
            RecordKey::new(Collection::Team, team),
        ] {
            if self.store.find_small(&key)?.is_none() {
                return Err(EngineError::UnknownRecord(key));
            }
        }
        let standing = self.memberships_of(person, team)?;
        let mut drafts = Vec::new();
        match (role, standing.split_first()) {
            (None, _) => {
                for record in &standing {
                    drafts.push(self.set_draft(record, field::RETIRED, json!(true))?);
                }
            }
            (Some(role), None) => drafts.push(self.membership_draft(person, team, role)),
            (Some(role), Some((kept, others))) => {
                if Membership(kept).role() != Some(role) {
                    drafts.push(self.set_draft(kept, field::ROLE, json!(role.word()))?);
                }
                for record in others {
                    drafts.push(self.set_draft(record, field::RETIRED, json!(true))?);
                }
            }
        }
        if drafts.is_empty() {
            return self.done_nothing(None);
        }
        self.commit(drafts, Refused::Stops, None)
    }

    fn move_type(&mut self, item_type: TypeId, team: TeamId) -> Result<DoneView, EngineError> {
        if self.reading()?.follow_count(item_type)? > MOST_FOLLOWING as u64 {
            return Err(EngineError::TooManyFollow);
        }
        let key = RecordKey::new(Collection::ItemType, item_type);
        self.set_field(&key, field::TEAM, json!(team))
    }

    /// The organisation's settings are a record under its own id, which an older organisation has none of before its
    /// first change.
    fn set_organisation(&mut self, name: &str, value: Value) -> Result<DoneView, EngineError> {
        let session = self.store.session()?.ok_or(EngineError::NotEnrolled)?;
        let key = RecordKey::new(Collection::Organisation, session.org);
        if self.store.find_view(&key)?.is_some() {
            return self.set_field(&key, name, value);
        }
        self.commit(vec![create(key, [(name, value)])], Refused::Stops, None)
    }

    /// The memberships of a person in a team that stand, the oldest first.
    fn memberships_of(&self, person: PersonId, team: TeamId) -> Result<Vec<Record>, EngineError> {
        let all = self.store.all_small(&Collection::Membership)?;
        let mut own: Vec<Record> = all
            .iter()
            .filter(|record| {
                let membership = Membership(record);
                membership.person() == Some(person)
                    && membership.team() == Some(team)
                    && !membership.is_retired()
            })
            .map(|record| (**record).clone())
            .collect();
        own.sort_by(|one, other| one.key.cmp(&other.key));
        Ok(own)
    }

    fn set_field(
        &mut self,
        key: &RecordKey,
        name: &str,
        value: Value,
    ) -> Result<DoneView, EngineError> {
        let viewed = self.store.load_view(key)?;
        if viewed.record.value(name).unwrap_or(&Value::Null) == &value {
            return self.done_nothing(None);
        }
        let draft = set(&viewed.record, viewed.seen, name, value);
        self.commit(vec![draft], Refused::Stops, None)
    }

    fn set_draft(&self, record: &Record, name: &str, value: Value) -> Result<Draft, EngineError> {
        let viewed = self.store.load_view(&record.key)?;
        Ok(set(record, viewed.seen, name, value))
    }

    fn membership_draft(&mut self, person: PersonId, team: TeamId, role: Role) -> Draft {
        let id = self.fresh(MembershipId::new);
        create(
            RecordKey::new(Collection::Membership, id),
            [
                (field::PERSON, json!(person)),
                (field::TEAM, json!(team)),
                (field::ROLE, json!(role.word())),
            ],
        )
    }

    fn commit_made(&mut self, drafts: Vec<Draft>, key: RecordKey) -> Result<DoneView, EngineError> {
        let done = self.commit(drafts, Refused::Stops, None)?;
        Ok(DoneView {
            made: Some(key),
            ..done
        })
    }
}

fn create<const N: usize>(record: RecordKey, fields: [(&str, Value); N]) -> Draft {
    Draft {
        record,
        seen: 0,
        intent: Intent::Edited,
        change: Change::Create {
            fields: BTreeMap::from(fields.map(|(name, value)| (Field::new(name), value))),
        },
    }
}

fn set(record: &Record, seen: u64, name: &str, value: Value) -> Draft {
    Draft {
        record: record.key.clone(),
        seen,
        intent: Intent::Edited,
        change: Change::Set(vec![Assign {
            field: Field::new(name),
            base: record.base(name),
            value,
        }]),
    }
}

/// A name that says something.
fn name_value(name: &str) -> Result<Value, EngineError> {
    let name = name.trim();
    if name.is_empty() || name.chars().count() > MOST_NAME {
        return Err(EngineError::InvalidValue(Field::new(field::NAME)));
    }
    Ok(json!(name))
}

/// A pattern of numbers.
fn pattern_value(text: &str) -> Result<Value, EngineError> {
    let pattern = NumberPattern::parse(text.trim())
        .map_err(|_| EngineError::InvalidValue(Field::new(field::NUMBER_PATTERN)))?;
    Ok(json!(pattern.to_string()))
}

/// Words of which one says something.
fn label_value(label: &Words) -> Result<Value, EngineError> {
    let label = Words::new(label.fr.trim(), label.en.trim());
    let is_long = |word: &str| word.chars().count() > MOST_NAME;
    if label.get("fr").is_empty() || is_long(&label.fr) || is_long(&label.en) {
        return Err(EngineError::InvalidValue(Field::new(field::NAME)));
    }
    Ok(label.to_value())
}
