//! What looks after the data itself: backing it up, putting it back, walking its audit chain.

use std::path::PathBuf;

use clap::Args;
use server::audit;
use server::running::{moved, open_store, restore};
use server::store::sqlite::SqliteStore;
use server::surroundings::Surroundings;
use server::words;
use shared::wire::Epoch;

use super::store::StoreArgs;
use super::{Failure, say};

#[derive(Debug, Args)]
pub(super) struct Backup {
    /// Where the data lies.
    #[arg(long)]
    data: PathBuf,
    /// The file to make. One that is there already is never written over.
    #[arg(long, value_name = "FILE")]
    to: PathBuf,
}

#[derive(Debug, Args)]
pub(super) struct Restore {
    /// Where the data lies, or will.
    #[arg(long)]
    data: PathBuf,
    #[command(flatten)]
    store: StoreArgs,
    /// The backup. Not with --store: PostgreSQL's own tools have put its data back already.
    #[arg(
        long,
        value_name = "FILE",
        required_unless_present = "store",
        conflicts_with = "store"
    )]
    from: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(super) struct Verify {
    /// Where the data lies.
    #[arg(long)]
    data: PathBuf,
    #[command(flatten)]
    store: StoreArgs,
}

impl Backup {
    pub(super) fn run(self) -> Result<(), Failure> {
        moved::check(&self.data)?;
        if !SqliteStore::exists(&self.data) {
            return Err(words::no_data(&self.data).into());
        }
        SqliteStore::back_up(&self.data, &self.to)?;
        say(&words::backed_up(&self.to));
        Ok(())
    }
}

impl Restore {
    pub(super) async fn run(self) -> Result<(), Failure> {
        let now = Surroundings::system().now();
        if let Some(from) = &self.from {
            let put_back = restore(&self.data, from, now)?;
            let name = &put_back.organisation.name;
            say(&words::restored(name, put_back.aside.as_deref()));
            return Ok(());
        }
        let database = self.store.database()?;
        let store = open_store(&self.data, database.as_ref()).await?;
        let store = store.ok_or_else(|| words::no_data(&self.data))?;
        store.renew_epoch(Epoch(now.0.unsigned_abs())).await?;
        let organisation = store.organisation().await?;
        let name = organisation.map(|it| it.name).unwrap_or_default();
        say(&words::restored(&name, None));
        Ok(())
    }
}

impl Verify {
    pub(super) async fn run(self) -> Result<(), Failure> {
        let database = self.store.database()?;
        let store = open_store(&self.data, database.as_ref()).await?;
        let store = store.ok_or_else(|| words::no_data(&self.data))?;
        let audit = audit::verify(store.as_ref()).await?;
        say(&words::verified(&audit));
        Ok(())
    }
}
