//! The organisation itself: founding it, enrolling people. All of it by operations, under the server's own
//! installation, through the same push as everybody's.

mod deed;
mod invitation;

use std::sync::Arc;

use serde_json::json;
use shared::id::{ActionId, InstallationId, MembershipId, OpId, OrgId, PersonId, PlaceId, TeamId};
use shared::model::{Organisation as Settings, PlaceKind, Role, field, starter::starter};
use shared::operation::{Outcome, SealedOperation};
use shared::record::{Collection, RecordKey};
use shared::time::{Anchor, Millis, Tick};
use shared::wire::{Epoch, MAX_PUSH, PushOutcome, PushResponse};

use crate::store::{Authority, Entry, Organisation, Push, Store, StoreError};
use crate::surroundings::{NoEntropy, Surroundings};
pub use deed::{Deed, fields};
pub use invitation::{Invitation, Newcomer, RoleGiven, Wish};

/// How often a batch is numbered anew.
const MAX_TRIES: usize = 100;

/// Why the organisation could not be founded or changed from the machine.
#[derive(Debug, thiserror::Error)]
pub enum OrganisationError {
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The system has no random bytes.
    #[error(transparent)]
    NoEntropy(#[from] NoEntropy),
    /// An operation has no JSON form.
    #[error("an operation cannot be written: {0}")]
    Unwritable(#[from] serde_json::Error),
    /// The server's own operation was not accepted.
    #[error("the server's own operation on {record:?} came out as {outcome:?}")]
    NotAccepted {
        /// The record.
        record: RecordKey,
        /// What became of it.
        outcome: Outcome,
    },
    /// A demo was asked for where a real organisation's data lies.
    #[error(
        "{name:?} is no demo: nothing was changed, and no link to it was made. `recense serve` goes on with it; a demo \
         takes another `--data` folder or `--store` database"
    )]
    NoDemo {
        /// The organisation that is there.
        name: String,
    },
    /// Others that act for this machine left no turn.
    #[error("other commands write to this data folder all the time: try again")]
    Busy,
    /// There is no team of that name.
    #[error("there is no team {name:?}; there are: {known}")]
    NoTeam {
        /// The name asked for.
        name: String,
        /// The names that there are.
        known: String,
    },
    /// Nobody is called that.
    #[error("nobody is called {0:?}")]
    NoPerson(String),
}

/// What a first start makes.
#[derive(Clone, Debug)]
pub struct Founding {
    /// The organisation's name.
    pub name: String,
    /// The administrator's.
    pub administrator: String,
    /// The first site's; none makes no site.
    pub site: Option<String>,
    /// The money of its prices (ISO 4217); none leaves it open.
    pub currency: Option<String>,
    /// It is made up, to try Recense with.
    pub is_demo: bool,
}

/// The founded organisation, with the right to act for it: held by whoever runs the machine, never by a request.
#[derive(Clone)]
pub struct Machine {
    store: Arc<dyn Store>,
    surroundings: Surroundings,
    organisation: Organisation,
    is_new: bool,
}

impl std::fmt::Debug for Machine {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Machine").field(&self.organisation).finish()
    }
}

/// The name of the organisation: its record's, where that has one, so that a new name travels as everything does; else
/// the one that it was founded under.
///
/// # Errors
/// If the store fails.
pub async fn name_of(organisation: &Organisation, store: &dyn Store) -> Result<String, StoreError> {
    let settings = store.records(Collection::Organisation).await?;
    let own = settings
        .iter()
        .find(|record| record.key.id() == organisation.id.into())
        .and_then(|record| Settings(record).name());
    Ok(own.unwrap_or(&organisation.name).to_owned())
}

impl Machine {
    /// Founds the organisation on a first start; on any other, takes up the one that is there.
    ///
    /// # Errors
    /// If the store fails, or a demo is asked for and the organisation is none.
    pub async fn found(
        store: Arc<dyn Store>,
        surroundings: Surroundings,
        founding: Founding,
    ) -> Result<Self, OrganisationError> {
        let existing = store.organisation().await?;
        let is_new = existing.is_none();
        let organisation = match existing {
            Some(organisation) if founding.is_demo && !organisation.is_demo => {
                return Err(OrganisationError::NoDemo {
                    name: name_of(&organisation, store.as_ref()).await?,
                });
            }
            Some(organisation) => organisation,
            None => {
                let now = surroundings.now();
                let organisation = Organisation {
                    id: OrgId::new(now, surroundings.random()?),
                    name: founding.name.clone(),
                    // Never 0, which a device means by “nothing yet”, and another one for each founding.
                    epoch: Epoch(now.0.unsigned_abs().max(1)),
                    installation: InstallationId::new(now, surroundings.random()?),
                    administrator: PersonId::new(now, surroundings.random()?),
                    is_demo: founding.is_demo,
                };
                store.found(organisation).await?
            }
        };
        let machine = Self {
            store,
            surroundings,
            organisation,
            is_new,
        };
        // Also where an earlier first start was cut off between its row and its operations.
        if machine
            .store
            .records(Collection::Membership)
            .await?
            .is_empty()
        {
            let at = machine.surroundings.now();
            machine
                .do_all(machine.founding_deeds(founding, at)?)
                .await?;
        }
        Ok(machine)
    }

    /// Takes up the organisation that is there.
    ///
    /// # Errors
    /// If the store fails.
    pub async fn find(
        store: Arc<dyn Store>,
        surroundings: Surroundings,
    ) -> Result<Option<Self>, OrganisationError> {
        let organisation = store.organisation().await?;
        Ok(organisation.map(|organisation| Self {
            store,
            surroundings,
            organisation,
            is_new: false,
        }))
    }

    /// The organisation.
    #[must_use]
    pub fn organisation(&self) -> &Organisation {
        &self.organisation
    }

    /// It was founded just now.
    #[must_use]
    pub fn is_new(&self) -> bool {
        self.is_new
    }

    fn founding_deeds(
        &self,
        founding: Founding,
        at: Millis,
    ) -> Result<Vec<Deed>, OrganisationError> {
        let administrator = self.organisation.administrator;
        let deed = |record: RecordKey, fields| Deed::create(record, administrator, at, fields);
        let mut deeds = vec![deed(
            RecordKey::new(Collection::Person, administrator),
            fields([(field::NAME, json!(founding.administrator))]),
        )];
        if let Some(currency) = founding.currency {
            deeds.push(deed(
                RecordKey::new(Collection::Organisation, self.organisation.id),
                fields([(field::CURRENCY, json!(currency))]),
            ));
        }
        for (key, fields) in starter() {
            deeds.push(deed(key, fields));
        }
        let teams: Vec<_> = deeds
            .iter()
            .filter(|deed| *deed.record.collection() == Collection::Team)
            .map(|deed| TeamId::from(deed.record.id()))
            .collect();
        for team in teams {
            deeds.push(self.membership(administrator, team, Role::Administrator, at)?);
        }
        if let Some(site) = founding.site {
            let id = PlaceId::new(at, self.surroundings.random()?);
            deeds.push(deed(
                RecordKey::new(Collection::Place, id),
                fields([
                    (field::NAME, json!(site)),
                    (field::KIND, json!(PlaceKind::Site.word())),
                ]),
            ));
        }
        Ok(deeds)
    }

    /// The making of a membership.
    ///
    /// # Errors
    /// If the system has no random bytes.
    pub fn membership(
        &self,
        person: PersonId,
        team: TeamId,
        role: Role,
        at: Millis,
    ) -> Result<Deed, OrganisationError> {
        let id = MembershipId::new(at, self.surroundings.random()?);
        Ok(Deed::create(
            RecordKey::new(Collection::Membership, id),
            self.organisation.administrator,
            at,
            fields([
                (field::PERSON, json!(person)),
                (field::TEAM, json!(team)),
                (field::ROLE, json!(role.word())),
            ]),
        ))
    }

    /// Does deeds in their order, in batches of one transaction each. Their times must not decrease.
    ///
    /// # Errors
    /// If the store fails, or one of them is not accepted.
    pub async fn do_all(&self, deeds: Vec<Deed>) -> Result<(), OrganisationError> {
        let mut operations = Vec::with_capacity(deeds.len());
        for deed in deeds {
            let op_id = OpId::new(deed.at, self.surroundings.random()?);
            let action = ActionId::new(deed.at, self.surroundings.random()?);
            operations.push(deed.seal(op_id, action)?);
        }
        self.push_all(self.organisation.installation, operations)
            .await
    }

    /// Pushes operations of an installation that stands on this machine.
    ///
    /// # Errors
    /// If the store fails, or one of them is not accepted.
    pub async fn push_all(
        &self,
        installation: InstallationId,
        operations: Vec<SealedOperation>,
    ) -> Result<(), OrganisationError> {
        for batch in operations.chunks(MAX_PUSH) {
            for (operation, taken) in batch.iter().zip(self.push(installation, batch).await?) {
                if let Outcome::Parked { .. } = taken.outcome {
                    return Err(OrganisationError::NotAccepted {
                        record: operation.record.clone(),
                        outcome: taken.outcome,
                    });
                }
            }
        }
        Ok(())
    }

    /// Pushes one batch under the next numbers; anew where another command took them meanwhile.
    async fn push(
        &self,
        installation: InstallationId,
        batch: &[SealedOperation],
    ) -> Result<Vec<PushOutcome>, OrganisationError> {
        for _ in 0..MAX_TRIES {
            let next = self.store.high_water(installation).await? + 1;
            let now = self.surroundings.now();
            let push = Push {
                installation,
                anchor: Anchor {
                    wall: now,
                    tick: Tick("now".into(), 0),
                },
                entries: (next..)
                    .zip(batch)
                    .map(|(seq, operation)| Entry::sealed(seq, operation.clone()))
                    .collect(),
            };
            if let PushResponse::Taken { outcomes, .. } =
                self.store.push(Authority::Machine, push, now).await?
            {
                return Ok(outcomes);
            }
        }
        Err(OrganisationError::Busy)
    }
}
