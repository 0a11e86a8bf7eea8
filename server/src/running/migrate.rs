//! Moving an organisation from one store to another, whole or not at all.
//!
//! **Invariant:** at no moment do two stores take devices' work for one organisation without the devices hearing of it.
//! A folder is held from before it is read, and its note says where its organisation went from before the other store
//! has it; so nobody can write to it any more, the epoch stays, and devices go on with their cursors. Which servers are at
//! work on a database nobody can say for sure: its organisation begins a new epoch elsewhere, and each device sends again
//! what it was told there meanwhile.

use std::path::PathBuf;

use shared::time::Millis;
use shared::wire::Epoch;

use super::folder::DataFolder;
use super::{FolderError, ServerError, moved};
use crate::store::postgres::{Database, DatabaseError, PostgresSource, PostgresTarget};
use crate::store::sqlite::{CopyError, SqliteSource, SqliteStore, SqliteTarget};
use crate::store::transfer::tally::{Difference, Tally};
use crate::store::transfer::{CarryError, Source, Target, carry};
use crate::store::{Organisation, StoreError};

/// A store, as it is named to be moved from or to.
#[derive(Clone, Debug)]
pub enum Place {
    /// The SQLite database in a data folder.
    Folder(PathBuf),
    /// A PostgreSQL database.
    Database(Box<Database>),
}

impl Place {
    /// Reads `postgres://…`, or else a folder's path.
    ///
    /// # Errors
    /// If it is another kind of address.
    pub fn parse(text: &str) -> Result<Self, DatabaseError> {
        if text.contains("://") {
            Database::parse(text).map(|database| Self::Database(Box::new(database)))
        } else {
            Ok(Self::Folder(PathBuf::from(text)))
        }
    }

    /// The same; a root certificate of one's own vouches for it where it is a database.
    #[must_use]
    pub fn vouched_for(self, root: Option<PathBuf>) -> Self {
        match self {
            Self::Database(database) => Self::Database(Box::new(database.vouched_for(root))),
            folder @ Self::Folder(_) => folder,
        }
    }

    /// Where it is, without its secrets.
    #[must_use]
    pub fn shown(&self) -> String {
        match self {
            Self::Folder(folder) => folder.display().to_string(),
            Self::Database(database) => format!("the database {}", database.shown()),
        }
    }

    fn is(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Folder(one), Self::Folder(other)) => {
                one == other
                    || matches!((one.canonicalize(), other.canonicalize()), (Ok(one), Ok(other)) if one == other)
            }
            (Self::Database(one), Self::Database(other)) => one.is(other),
            _ => false,
        }
    }
}

/// Why an organisation was not moved.
#[derive(Debug, thiserror::Error)]
pub enum MigrateError {
    /// Both are the same store.
    #[error("--from and --to are both {0}. Nothing was changed. Name another store with --to")]
    Same(String),
    /// There is nothing to move.
    #[error("there is no organisation in {0}, so there is nothing to move. Nothing was changed")]
    Nothing(String),
    /// It is made up.
    #[error(
        "{name:?} in {from} is a demo, and a demo is not moved: what is made up would be taken for real. Nothing was \
         changed. `recense serve` founds an organisation in the other store by itself"
    )]
    Demo {
        /// Where it is.
        from: String,
        /// Its name.
        name: String,
    },
    /// An older release wrote the source.
    #[error(
        "{from} has schema {found}, of an older release, and this one moves schema {known}. Nothing was changed. \
         `recense verify` on it, by this release, brings it up to date; then move it"
    )]
    Older {
        /// Where.
        from: String,
        /// The data's.
        found: u32,
        /// This release's.
        known: u32,
    },
    /// A newer release wrote one of the two.
    #[error(
        "{place} was written by a newer release of recense (schema {found}, this one knows up to {known}). Nothing was \
         changed. Move it with that release or a newer one"
    )]
    Newer {
        /// Where.
        place: String,
        /// The data's.
        found: u32,
        /// This release's.
        known: u32,
    },
    /// Servers are at work on the source.
    #[error(
        "recense is at work on {from} ({connections} connections). It goes on, and nothing was changed. Stop every server \
         on it first: what it took meanwhile would be missing"
    )]
    AtWork {
        /// Where.
        from: String,
        /// How many.
        connections: u64,
    },
    /// The target is not empty.
    #[error(
        "there is an organisation in {to} already{}. An organisation moves into an empty store only. Nothing was changed",
        .name.as_deref().map(|name| format!(": {name:?}")).unwrap_or_default()
    )]
    Holds {
        /// Where.
        to: String,
        /// Its name, where it can be read.
        name: Option<String>,
    },
    /// The same organisation is in the target: it was moved there before.
    #[error(
        "{name:?} is in {to} already: it was moved there before. Nothing was changed. Serve it from there"
    )]
    There {
        /// Where.
        to: String,
        /// Its name.
        name: String,
    },
    /// The folder of the source or target may not be had.
    #[error(transparent)]
    Folder(#[from] FolderError),
    /// The source could not be read.
    #[error("{from} could not be read. What is in it is as it was, and nothing was moved")]
    From {
        /// Where.
        from: String,
        /// Why.
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    /// The target could not be written.
    #[error(
        "{to} could not be written. Nothing of it is there, and {from} is as it was. Move it again once that is seen to"
    )]
    To {
        /// From where.
        from: String,
        /// Where.
        to: String,
        /// Why.
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    /// What arrived is not what was sent.
    #[error(
        "what arrived in {to} is not what is in {from}: {difference}. Nothing of it was kept there, and {from} is as it was. \
         Look at the disk and the memory of both machines, then move it again"
    )]
    Differs {
        /// From where.
        from: String,
        /// Where.
        to: String,
        /// In what.
        difference: Difference,
    },
    /// The target's last word got lost.
    #[error(
        "the connection to {to} broke off at the last step, so that nobody knows whether it is there. {from} is kept as it \
         was. Move it again: if it is there, that says so"
    )]
    Unknown {
        /// From where.
        from: String,
        /// Where.
        to: String,
        /// Why.
        source: StoreError,
    },
}

/// An organisation that was moved.
#[derive(Clone, Debug)]
pub struct Moved {
    /// The organisation, as it is in its new store.
    pub organisation: Organisation,
    /// Each device starts anew from the new store, and sends what that does not know of its work.
    pub is_new_epoch: bool,
    /// Operations.
    pub operations: u64,
    /// Records.
    pub records: u64,
    /// Devices, those included that were put out.
    pub devices: u64,
}

/// What is being done.
struct Move<'a> {
    from: &'a Place,
    to: &'a Place,
}

/// Moves the organisation of one store into another, which must be empty, compares both, and only then makes it so.
///
/// # Errors
/// If that cannot be done. What is in the source is then as it was, and nothing of it is served from the target.
pub async fn migrate(from: &Place, to: &Place, now: Millis) -> Result<Moved, MigrateError> {
    Move { from, to }.run(now).await
}

impl Move<'_> {
    async fn run(&self, now: Millis) -> Result<Moved, MigrateError> {
        let from = self.from.shown();
        if self.from.is(self.to) {
            return Err(MigrateError::Same(from));
        }
        // Held until all is done: no server starts on it meanwhile.
        let (_held, mut source) = self.open_source().await?;
        let organisation = source.organisation().await;
        let organisation = organisation.map_err(|error| self.unread(error))?;
        let organisation = organisation.ok_or_else(|| MigrateError::Nothing(from.clone()))?;
        if organisation.is_demo {
            return Err(MigrateError::Demo {
                from,
                name: organisation.name,
            });
        }
        let (_held, mut target) = self.begin_target().await?;
        let there = target.take(&organisation).await;
        if let Some(there) = there.map_err(|error| self.unwritten(error))? {
            return Err(self.holds(there, &organisation));
        }
        let tally = self.carry(source.as_mut(), target.as_mut()).await?;
        let is_new_epoch = matches!(self.from, Place::Database(_));
        let epoch = if is_new_epoch {
            let at_least = Epoch(now.0.unsigned_abs());
            let renewed = target.renew_epoch(at_least).await;
            renewed.map_err(|error| self.unwritten(error))?
        } else {
            organisation.epoch
        };
        let moved = Organisation {
            epoch,
            ..organisation
        };
        let found = target.organisation().await;
        if found.map_err(|error| self.unwritten(error))?.as_ref() != Some(&moved) {
            let difference = Difference::Rows {
                table: "organisation",
            };
            return Err(self.differs(difference));
        }
        self.make_it_so(target).await?;
        Ok(Moved {
            organisation: moved,
            is_new_epoch,
            operations: tally.rows("operation"),
            records: tally.rows("record"),
            devices: tally.rows("credential"),
        })
    }

    async fn open_source(&self) -> Result<(Option<DataFolder>, Box<dyn Source>), MigrateError> {
        match self.from {
            Place::Folder(folder) => {
                if !SqliteStore::exists(folder) {
                    return Err(MigrateError::Nothing(self.from.shown()));
                }
                // A move that broke off may be done again, and no second one to somewhere else.
                if moved::find(folder).is_some_and(|to| to != self.to.shown()) {
                    let refused = moved::check(folder);
                    refused.map_err(|error| self.refused(self.from, error))?;
                }
                let held =
                    DataFolder::take(folder).map_err(|error| self.refused(self.from, error))?;
                let source = SqliteSource::open(folder);
                let source = source.map_err(|error| match error {
                    CopyError::Store(error) => self.unread(error),
                    error => self.unread_because(error),
                })?;
                Ok((Some(held), Box::new(source)))
            }
            Place::Database(database) => {
                let source = PostgresSource::open(database).await;
                let source = source.map_err(|error| self.unread(error))?;
                let source = source.ok_or_else(|| MigrateError::Nothing(self.from.shown()))?;
                match source.others() {
                    0 => Ok((None, Box::new(source))),
                    connections => Err(MigrateError::AtWork {
                        from: self.from.shown(),
                        connections,
                    }),
                }
            }
        }
    }

    async fn begin_target(&self) -> Result<(Option<DataFolder>, Box<dyn Target>), MigrateError> {
        match self.to {
            Place::Folder(folder) => {
                // What was moved away from there is kept beside what comes.
                if SqliteStore::exists(folder) && moved::find(folder).is_none() {
                    return Err(MigrateError::Holds {
                        to: self.to.shown(),
                        name: None,
                    });
                }
                let held =
                    DataFolder::take(folder).map_err(|error| self.refused(self.to, error))?;
                let target = SqliteTarget::begin(folder);
                let target = target.map_err(|error| self.unwritten_because(error))?;
                Ok((Some(held), Box::new(target)))
            }
            Place::Database(database) => {
                let target = PostgresTarget::begin(database).await;
                let target = target.map_err(|error| match error {
                    StoreError::Newer { found, known } => self.newer(self.to, found, known),
                    error => self.unwritten(error),
                })?;
                Ok((None, Box::new(target)))
            }
        }
    }

    async fn carry(
        &self,
        source: &mut dyn Source,
        target: &mut dyn Target,
    ) -> Result<Tally, MigrateError> {
        carry(source, target).await.map_err(|error| match error {
            CarryError::Source(error) => self.unread(error),
            CarryError::Target(error) => self.unwritten(error),
            CarryError::Differs(difference) => self.differs(difference),
        })
    }

    /// Commits. From the note on, nobody takes the folder's data for what counts.
    async fn make_it_so(&self, target: Box<dyn Target>) -> Result<(), MigrateError> {
        if let Place::Folder(folder) = self.from {
            let left = moved::leave(folder, &self.to.shown());
            left.map_err(|error| self.unread_because(error))?;
        }
        let Err(error) = target.commit().await else {
            if let Place::Folder(folder) = self.to {
                let removed = moved::remove(folder);
                removed.map_err(|error| self.unwritten_because(error))?;
            }
            return Ok(());
        };
        match self.to {
            // The note stays: the organisation may be there.
            Place::Database(_) => Err(MigrateError::Unknown {
                from: self.from.shown(),
                to: self.to.shown(),
                source: error,
            }),
            Place::Folder(_) => {
                if let Place::Folder(folder) = self.from {
                    moved::remove(folder).map_err(|error| self.unread_because(error))?;
                }
                Err(self.unwritten(error))
            }
        }
    }

    fn holds(&self, there: Organisation, moving: &Organisation) -> MigrateError {
        let to = self.to.shown();
        if there.id == moving.id {
            return MigrateError::There {
                to,
                name: there.name,
            };
        }
        MigrateError::Holds {
            to,
            name: Some(there.name),
        }
    }

    fn newer(&self, place: &Place, found: u32, known: u32) -> MigrateError {
        MigrateError::Newer {
            place: place.shown(),
            found,
            known,
        }
    }

    fn unread(&self, error: StoreError) -> MigrateError {
        match error {
            StoreError::Newer { found, known } => self.newer(self.from, found, known),
            StoreError::Older { found, known } => MigrateError::Older {
                from: self.from.shown(),
                found,
                known,
            },
            error => self.unread_because(error),
        }
    }

    fn unread_because(
        &self,
        error: impl std::error::Error + Send + Sync + 'static,
    ) -> MigrateError {
        MigrateError::From {
            from: self.from.shown(),
            source: Box::new(error),
        }
    }

    fn unwritten(&self, error: StoreError) -> MigrateError {
        self.unwritten_because(error)
    }

    fn unwritten_because(
        &self,
        error: impl std::error::Error + Send + Sync + 'static,
    ) -> MigrateError {
        MigrateError::To {
            from: self.from.shown(),
            to: self.to.shown(),
            source: Box::new(error),
        }
    }

    fn differs(&self, difference: Difference) -> MigrateError {
        MigrateError::Differs {
            from: self.from.shown(),
            to: self.to.shown(),
            difference,
        }
    }

    /// Why a folder may not be had.
    fn refused(&self, place: &Place, error: ServerError) -> MigrateError {
        match error {
            ServerError::Folder(FolderError::Newer { found, known, .. }) => {
                self.newer(place, found, known)
            }
            ServerError::Folder(error) => error.into(),
            error => self.unread_because(error),
        }
    }
}
