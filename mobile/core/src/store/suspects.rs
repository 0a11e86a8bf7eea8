//! Items that may be one thing: those of one team that bear one text as the same kind of thing, until somebody says
//! whether they are.
//!
//! A projection that notes, as items and identifiers change, of which texts it is to be found out anew; that is done once,
//! at the end of the same transaction. Nothing here is a record: what is suspected follows from what there is.

use rusqlite::{Row, params};
use shared::id::PersonId;
use shared::record::Scope;

use super::{Key, Store, sql, uuid};
use crate::error::EngineError;

/// Two items that may be one thing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Suspect {
    /// They.
    pub(crate) items: [Key; 2],
    /// The team's scope in which both lie.
    pub(crate) scope: Scope,
    /// As what both bear a text: a field of their own, or an identifier's kind.
    pub(crate) kind: String,
    /// That text.
    pub(crate) text: String,
    /// Who gave it to each.
    pub(crate) by: [PersonId; 2],
}

impl Store {
    /// What may be one thing, by each text; of one person, by the texts that they gave.
    pub(crate) fn suspects(&self, of: Option<PersonId>) -> Result<Vec<Suspect>, EngineError> {
        if !self.has_suspects()? {
            return Ok(Vec::new());
        }
        let of = of.map(|person| *person.0.as_bytes());
        let rows = self.all(sql!("suspect_all"), [of], read)?;
        Ok(rows.into_iter().flatten().collect())
    }

    /// A text came to an item: another may bear it.
    pub(super) fn suspect_text(
        &self,
        near: &str,
        exact: &str,
        item: Key,
    ) -> Result<(), EngineError> {
        self.execute(sql!("suspect_wait"), params![near, exact, item.0])?;
        Ok(())
    }

    /// An item came, of which texts may have been said before.
    pub(super) fn suspect_bound(&self, item: Key) -> Result<(), EngineError> {
        self.execute(sql!("suspect_wait_bound"), [item.0])?;
        Ok(())
    }

    /// An item changed, or what gives it its texts: it may bear another, lie elsewhere, or be there no longer.
    pub(super) fn doubt(&self, source: Key) -> Result<(), EngineError> {
        if self.has_suspects()? {
            self.execute(sql!("suspect_wait_source"), [source.0])?;
        }
        Ok(())
    }

    fn has_suspects(&self) -> Result<bool, EngineError> {
        if let Some(known) = self.memo.borrow().has_suspects {
            return Ok(known);
        }
        let has = !self.keys(sql!("suspect_any"), &[])?.is_empty();
        self.memo.borrow_mut().has_suspects = Some(has);
        Ok(has)
    }

    /// Finds out anew what is suspected by each text of which that may have changed; inside a transaction.
    pub(super) fn take_in_suspects(&self) -> Result<(), EngineError> {
        if self.keys(sql!("suspect_waits"), &[])?.is_empty() {
            return Ok(());
        }
        self.execute(sql!("suspect_forget"), [])?;
        self.execute(sql!("suspect_find"), [])?;
        self.execute(sql!("suspect_up_to_date"), [])?;
        for one in self.keys(sql!("suspect_unnamed"), &[])? {
            for (side, item) in (0_i64..).zip(self.keys(sql!("suspect_items"), &[&one.0])?) {
                let kind =
                    self.find(sql!("suspect_kind"), [one.0], |row| row.get::<_, String>(0))?;
                let viewed = self.find_view_by_key(item)?;
                let (Some(kind), Some(viewed)) = (kind, viewed) else {
                    continue;
                };
                let record = viewed.record;
                // What identifies it came with it, most often.
                let given = record.fields.get(kind.as_str()).map(|state| &state.stamp);
                let by = given.unwrap_or(&record.created).by;
                self.execute(sql!("suspect_name"), params![one.0, side, by.0.as_bytes()])?;
            }
        }
        self.memo.borrow_mut().has_suspects = None;
        Ok(())
    }
}

/// None where a newer app wrote a scope that this one does not know.
fn read(row: &Row<'_>) -> rusqlite::Result<Option<Suspect>> {
    let scope: String = row.get(2)?;
    let Ok(scope) = scope.parse() else {
        return Ok(None);
    };
    Ok(Some(Suspect {
        items: [Key(row.get(0)?), Key(row.get(1)?)],
        scope,
        kind: row.get(3)?,
        text: row.get(4)?,
        by: [PersonId(uuid(row, 5)?), PersonId(uuid(row, 6)?)],
    }))
}
