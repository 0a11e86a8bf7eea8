//! Enrolling: a person, a membership, and a code that is good for one device.

use serde_json::json;
use shared::access::Access;
use shared::id::{DeviceId, PersonId, RecordId, TeamId};
use shared::model::{Person, Role, Team, field};
use shared::record::{Collection, Record, RecordKey, Scope};
use shared::time::Millis;

use super::{Deed, Machine, OrganisationError, fields};
use crate::secret::{EnrolmentCode, Token};
use crate::store::{Admission, Authority, Store, StoreError, Ticket};

/// How long an enrolment code lives, in minutes.
const CODE_MINUTES: i64 = 15;

/// Somebody to be enrolled.
#[derive(Clone, Debug)]
pub struct Newcomer {
    /// Their name. Somebody of that name who is known already gets another device.
    pub name: String,
    /// What they may do, and in which team, by its name in either language or its id.
    pub membership: Option<(Role, String)>,
}

/// A way in for one device of one person.
#[derive(Clone, Debug)]
pub struct Invitation {
    /// The address that enrols, with the code in its fragment. A secret.
    pub link: String,
    /// The code alone. A secret.
    pub code: String,
    /// Whom it stands for.
    pub person: PersonId,
    /// Their name.
    pub person_name: String,
    /// How long it lives, in minutes.
    pub minutes: i64,
    /// The person was on record before: this is another device of theirs.
    pub is_known: bool,
    /// What became of the role that was asked for them.
    pub role: Option<RoleGiven>,
}

/// A role that was asked for a person in a team. Enrolling takes nothing away: of what they were and what was asked they
/// are what may do more.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RoleGiven {
    /// The team's name.
    pub team: String,
    /// What they were in it.
    pub before: Option<Role>,
    /// What was asked.
    pub asked: Role,
}

/// A wish to let a device of somebody's in.
#[derive(Clone, Copy, Debug)]
pub struct Wish {
    /// Who wishes it.
    pub by: Authority,
    /// Whose device it will be.
    pub person: PersonId,
    /// A device of theirs that is put out as the new one comes in.
    pub replaces: Option<DeviceId>,
}

impl Wish {
    /// Makes a way in, if whoever wishes it may. `origin` is how devices reach this server.
    ///
    /// # Errors
    /// If the store fails.
    pub async fn grant(
        self,
        code: &EnrolmentCode,
        now: Millis,
        store: &dyn Store,
        origin: &str,
    ) -> Result<Admission<Invitation>, StoreError> {
        let ticket = Ticket {
            code: code.hash(),
            person: self.person,
            expires: now.plus(Millis(CODE_MINUTES * Millis::MINUTE.0)),
            replaces: self.replaces,
        };
        Ok(match store.invite(self.by, ticket).await? {
            Admission::Granted(session) => Admission::Granted(Invitation {
                link: format!("{}/enrol#{}", origin.trim_end_matches('/'), code.reveal()),
                code: code.reveal().to_owned(),
                person: session.person,
                person_name: session.person_name,
                minutes: CODE_MINUTES,
                is_known: true,
                role: None,
            }),
            Admission::Refused => Admission::Refused,
            Admission::Unknown => Admission::Unknown,
        })
    }
}

impl Machine {
    /// Makes a person where there is none of that name, and a membership where they may not do as much in that team, and
    /// invites one device of theirs.
    ///
    /// # Errors
    /// If the store fails, or there is no such team.
    pub async fn enrol(
        &self,
        newcomer: Newcomer,
        origin: &str,
    ) -> Result<Invitation, OrganisationError> {
        let at = self.surroundings.now();
        let membership = match newcomer.membership {
            None => None,
            Some((role, team)) => Some((role, self.load_team(&team).await?)),
        };
        let mut deeds = Vec::new();
        let mut is_known = true;
        let person = match self.find_person(&newcomer.name).await? {
            Some(person) => person,
            None if membership.is_none() => {
                return Err(OrganisationError::NoPerson(newcomer.name));
            }
            None => {
                let person = PersonId::new(at, self.surroundings.random()?);
                is_known = false;
                deeds.push(Deed::create(
                    RecordKey::new(Collection::Person, person),
                    self.organisation.administrator,
                    at,
                    fields([(field::NAME, json!(newcomer.name))]),
                ));
                person
            }
        };
        let mut role = None;
        if let Some((asked, (team, name))) = membership {
            let memberships = self.store.records(Collection::Membership).await?;
            let before = Access::of(person, &memberships).role_in(Scope::TeamOpen(team));
            if before.is_none_or(|before| before < asked) {
                deeds.push(self.membership(person, team, asked, at)?);
            }
            role = Some(RoleGiven {
                team: name,
                before,
                asked,
            });
        }
        self.do_all(deeds).await?;
        let invitation = self.invite(person, newcomer.name, origin).await?;
        Ok(Invitation {
            is_known,
            role,
            ..invitation
        })
    }

    /// Whether a device of the administrator's is in.
    ///
    /// # Errors
    /// If the store fails.
    pub async fn administrator_is_in(&self) -> Result<bool, OrganisationError> {
        let administrator = self.organisation.administrator;
        let nobody = Token::random(&self.surroundings)?.hash();
        let devices = self
            .store
            .devices(administrator, nobody, administrator)
            .await?;
        Ok(matches!(devices, Admission::Granted(devices) if !devices.is_empty()))
    }

    /// Lets the administrator in again, from the machine itself.
    ///
    /// # Errors
    /// If the store fails.
    pub async fn enrol_administrator(&self, origin: &str) -> Result<Invitation, OrganisationError> {
        let administrator = self.organisation.administrator;
        let people = self.store.records(Collection::Person).await?;
        let name = people
            .iter()
            .find(|record| PersonId::from(record.key.id()) == administrator)
            .and_then(|record| Person(record).name())
            .unwrap_or_default()
            .to_owned();
        self.invite(administrator, name, origin).await
    }

    async fn invite(
        &self,
        person: PersonId,
        person_name: String,
        origin: &str,
    ) -> Result<Invitation, OrganisationError> {
        let wish = Wish {
            by: Authority::Machine,
            person,
            replaces: None,
        };
        let code = EnrolmentCode::random(&self.surroundings)?;
        let now = self.surroundings.now();
        match wish.grant(&code, now, &*self.store, origin).await? {
            Admission::Granted(invitation) => Ok(invitation),
            Admission::Refused | Admission::Unknown => {
                Err(OrganisationError::NoPerson(person_name))
            }
        }
    }

    async fn find_person(&self, name: &str) -> Result<Option<PersonId>, OrganisationError> {
        let people = self.store.records(Collection::Person).await?;
        Ok(people
            .iter()
            .find(|record| Person(record).name() == Some(name))
            .map(|record| record.key.id().into()))
    }

    /// A team with its name.
    async fn load_team(&self, name: &str) -> Result<(TeamId, String), OrganisationError> {
        let teams = self.store.records(Collection::Team).await?;
        let wanted = name.trim().to_lowercase();
        let is_wanted = |record: &&Record| {
            let label = Team(record).label();
            label.fr.to_lowercase() == wanted
                || label.en.to_lowercase() == wanted
                || wanted.parse::<RecordId>().ok() == Some(record.key.id())
        };
        teams
            .iter()
            .find(is_wanted)
            .map(|record| (record.key.id().into(), Team(record).label().en))
            .ok_or_else(|| OrganisationError::NoTeam {
                name: name.to_owned(),
                known: teams
                    .iter()
                    .map(|record| Team(record).label().en)
                    .collect::<Vec<_>>()
                    .join(", "),
            })
    }
}
