//! Moving the organisation from one store to another.

use std::path::PathBuf;

use clap::Args;
use server::running::migrate::{Place, migrate};
use server::surroundings::Surroundings;
use server::words;

use super::{Failure, say};

/// Stop every server on --from first. --to must be empty. Both are compared before anything counts; until then, and if
/// anything goes wrong, --from is as it was and goes on.
#[derive(Debug, Args)]
pub(super) struct Migrate {
    /// Where the organisation is: a data folder, or `postgres://USER:PASSWORD@HOST/DATABASE`.
    #[arg(long, value_name = "STORE")]
    from: String,
    /// Where it is to be, named in the same way.
    #[arg(long, value_name = "STORE")]
    to: String,
    /// The root certificate that vouches for the databases, where this machine does not know it (PEM).
    #[arg(long, value_name = "FILE")]
    store_root: Option<PathBuf>,
}

impl Migrate {
    pub(super) async fn run(self) -> Result<(), Failure> {
        let place = |text: &str| {
            let place = Place::parse(text)?;
            Ok::<_, Failure>(place.vouched_for(self.store_root.clone()))
        };
        let (from, to) = (place(&self.from)?, place(&self.to)?);
        let moved = migrate(&from, &to, Surroundings::system().now()).await?;
        say(&words::moved(&moved, &from, &to));
        Ok(())
    }
}
