//! What only some of a shared device's people read, while somebody else is here: put aside whole, scope by scope, and
//! brought back without the network when one of them is back.
//!
//! **Invariant:** nothing reads what lies hidden but `sitting`, as it brings a scope back or asks who is in which team:
//! the tables that a person's questions go to do not have it.

use rusqlite::params;
use shared::record::{Record, Scope};

use super::{FeedPage, Key, Store, sql};
use crate::error::EngineError;

/// Records brought back at a time: a page holds its records in memory.
const BATCH: i64 = 500;

/// A record that lay hidden.
pub(super) struct Hidden {
    pub(super) key: Key,
    pub(super) mark: i64,
    /// It had left the scope while something waited on it.
    pub(super) frozen: bool,
    body: String,
}

impl Store {
    /// Puts a scope aside as it is, to be withheld then.
    pub(super) fn hide(&self, scope: Scope) -> Result<(), EngineError> {
        let name = scope.to_string();
        self.execute(sql!("hidden_scope_add"), [&name])?;
        self.execute(sql!("hidden_record_add"), [&name])?;
        self.execute(sql!("hidden_history_add"), [&name])?;
        Ok(())
    }

    /// Scopes that lie hidden, by name: that of the organisation is first, and what the others are shown with is in it.
    pub(super) fn hidden_scopes(&self) -> Result<Vec<Scope>, EngineError> {
        let names = self.all(sql!("hidden_scope_all"), [], |row| row.get::<_, String>(0))?;
        // A scope of a newer build's kind is left alone.
        Ok(names.iter().filter_map(|name| name.parse().ok()).collect())
    }

    /// Memberships that lie hidden.
    pub(super) fn hidden_memberships(&self) -> Result<Vec<Record>, EngineError> {
        let bodies = self.all(sql!("hidden_memberships"), [], |row| {
            row.get::<_, String>(0)
        })?;
        bodies
            .iter()
            .map(|body| Ok(serde_json::from_str(body)?))
            .collect()
    }

    /// Brings a scope back as it was put aside: its feed goes on from there. A record that has since come by another
    /// scope stays as it came.
    pub(super) fn show(&self, scope: Scope) -> Result<(), EngineError> {
        let name = scope.to_string();
        self.execute(sql!("hidden_scope_show"), [&name])?;
        self.execute(sql!("hidden_history_show"), [&name])?;
        let mut after = Key(i64::MIN);
        loop {
            let batch = self.all(sql!("hidden_page"), params![name, after.0, BATCH], |row| {
                Ok(Hidden {
                    key: Key(row.get(0)?),
                    mark: row.get(1)?,
                    frozen: row.get(2)?,
                    body: row.get(3)?,
                })
            })?;
            let Some(last) = batch.last() else { break };
            after = last.key;
            let mut page = FeedPage::begin(self)?;
            for hidden in batch {
                let record = serde_json::from_str(&hidden.body)?;
                page.bring_back(&hidden, record)?;
            }
            page.finish()?;
        }
        self.forget_hidden(scope)
    }

    /// A hidden scope goes from the device.
    pub(super) fn forget_hidden(&self, scope: Scope) -> Result<(), EngineError> {
        let name = scope.to_string();
        self.execute(sql!("hidden_history_delete"), [&name])?;
        self.execute(sql!("hidden_record_delete"), [&name])?;
        self.execute(sql!("hidden_scope_delete"), [&name])?;
        Ok(())
    }

    /// All that lies hidden goes: the server's history is another, and sends it anew.
    pub(crate) fn forget_all_hidden(&self) -> Result<(), EngineError> {
        for scope in self.hidden_scopes()? {
            self.forget_hidden(scope)?;
        }
        Ok(())
    }
}
