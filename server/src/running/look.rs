//! Looking whether another process wrote to the store: a command beside this server, or another server on its database.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::watch;

use super::stopped;
use crate::store::Store;

/// How often the store is asked whether another process wrote to it.
const LOOK_EVERY: Duration = Duration::from_secs(1);

/// Looks until the server stops.
pub(super) async fn look(store: Arc<dyn Store>, stopping: watch::Receiver<bool>) {
    let mut tick = tokio::time::interval(LOOK_EVERY);
    tick.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    let end = stopped(stopping);
    tokio::pin!(end);
    loop {
        tokio::select! {
            () = &mut end => return,
            _ = tick.tick() => {
                if let Err(error) = store.look().await {
                    tracing::warn!(error = &error as &dyn std::error::Error, "the store cannot be asked");
                }
            }
        }
    }
}
