//! How a command is told where the organisation's data lies, where that is not the data folder.

use std::path::PathBuf;

use clap::Args;
use server::store::postgres::{Database, DatabaseError};

/// Without --store everything lies in the data folder. With it the organisation's data lies in a PostgreSQL database,
/// which several servers may share, and the folder keeps only what is this server's own: certificates and address.
#[derive(Debug, Default, Args)]
#[command(next_help_heading = "Store")]
pub(super) struct StoreArgs {
    /// A PostgreSQL database (15 or newer). With ?sslmode=require the connection is encrypted and verified. The
    /// environment keeps a password out of the list of processes.
    #[arg(
        long,
        value_name = "postgres://USER:PASSWORD@HOST/DATABASE",
        env = "RECENSE_STORE",
        hide_env_values = true
    )]
    store: Option<String>,
    /// The root certificate that vouches for the database, where this machine does not know it (PEM).
    #[arg(long, value_name = "FILE", requires = "store")]
    store_root: Option<PathBuf>,
}

impl StoreArgs {
    /// The database that was named.
    pub(super) fn database(self) -> Result<Option<Database>, DatabaseError> {
        let database = self.store.as_deref().map(Database::parse).transpose()?;
        Ok(database.map(|database| database.vouched_for(self.store_root)))
    }
}
