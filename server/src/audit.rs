//! Walking the audit chain: whether what a store holds is what arrived, in the order in which it was taken.
//!
//! Each scope's head carries `sha256(link before || hash of the operation || number)`. Whoever changes, drops, adds or
//! reorders an operation afterwards has to change the head as well; whoever keeps a head (a backup, a line of paper)
//! can tell.

use std::collections::BTreeMap;

use shared::record::Scope;

use crate::store::intake::next_link;
use crate::store::{Store, StoreError, hash_of};

/// What was walked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Audit {
    /// The links walked, over all scopes.
    pub links: u64,
    /// Each scope's head: its number, and the hash that stands for all before it.
    pub heads: BTreeMap<Scope, (u64, [u8; 32])>,
}

/// Where a chain does not hold, at the first such number of its scope.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Break {
    /// The bytes of an operation are not those that arrived.
    #[error("{scope}, number {seq}: the operation is not the one that arrived")]
    Changed {
        /// The scope.
        scope: Scope,
        /// The number.
        seq: u64,
    },
    /// There is no such number, though there are later ones.
    #[error("{scope}, number {seq}: it is missing")]
    Missing {
        /// The scope.
        scope: Scope,
        /// The number.
        seq: u64,
    },
    /// Every operation is in itself what its row says, and together they are not what was taken: one up to there was
    /// exchanged for another, or put elsewhere.
    #[error(
        "{scope}, up to number {seq}: the operations are not the ones that were taken, in their order"
    )]
    Rewritten {
        /// The scope.
        scope: Scope,
        /// The head.
        seq: u64,
    },
}

/// Why there is no audit to show.
#[derive(Debug, thiserror::Error)]
pub enum AuditError {
    /// A chain does not hold.
    #[error(transparent)]
    Broken(#[from] Break),
    /// The store could not be read.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Walks every scope's chain up to its head as it is now. A server may go on meanwhile.
///
/// # Errors
/// [`Break`] for the first scope whose chain does not hold; [`StoreError`] if the store cannot be read.
pub async fn verify(store: &dyn Store) -> Result<Audit, AuditError> {
    let heads = store.chains().await?;
    let mut links = 0;
    for (scope, head) in &heads {
        links += walk(store, *scope, *head).await?;
    }
    Ok(Audit { links, heads })
}

/// Walks one chain, and gives how many links it has.
async fn walk(
    store: &dyn Store,
    scope: Scope,
    (head, expected): (u64, [u8; 32]),
) -> Result<u64, AuditError> {
    let mut chain = [0; 32];
    let mut at = 0;
    while at < head {
        let page = store.links(scope, at).await?;
        if page.is_empty() {
            return Err(Break::Missing { scope, seq: at + 1 }.into());
        }
        for link in page.into_iter().take_while(|link| link.seq <= head) {
            if link.seq != at + 1 {
                return Err(Break::Missing { scope, seq: at + 1 }.into());
            }
            at = link.seq;
            if hash_of(&link.text) != link.hash {
                return Err(Break::Changed { scope, seq: at }.into());
            }
            chain = next_link(chain, link.hash, at);
        }
    }
    if chain == expected {
        Ok(head)
    } else {
        Err(Break::Rewritten { scope, seq: head }.into())
    }
}
