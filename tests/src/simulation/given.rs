//! What the server has said, held against what it says and does afterwards.

use std::collections::{BTreeMap, BTreeSet};

use mobile_core::sync::{Outgoing, SyncAnswer, SyncRequest};
use rusqlite::Connection;
use shared::id::PersonId;
use shared::record::Scope;
use shared::wire::ScopePage;

use super::broken;
use crate::small_world::Fallible;

const CURSORS: &str = "nothing ever appears at or below a cursor already given out";
const SCOPES: &str = "nobody is told anything outside of their scopes, or after these were revoked";

/// It.
#[derive(Debug, Default)]
pub(super) struct Given {
    /// The furthest number that was given out for each scope.
    cursors: BTreeMap<String, i64>,
    /// The last row of the feed that was looked at.
    looked: i64,
}

impl Given {
    /// An old backup was put back: a new epoch begins, in which no number of the last one counts.
    pub(super) fn forget(&mut self, server: &Connection) -> Fallible {
        self.cursors.clear();
        let sql = "SELECT coalesce(max(rowid), 0) FROM feed";
        self.looked = server.query_row(sql, [], |row| row.get(0))?;
        Ok(())
    }

    /// Looks at what the feed says more than before.
    pub(super) fn look(&mut self, server: &Connection) -> Fallible {
        let sql = "SELECT rowid, scope, seq FROM feed WHERE rowid > ?1 ORDER BY rowid";
        let mut statement = server.prepare_cached(sql)?;
        let mut rows = statement.query([self.looked])?;
        while let Some(row) = rows.next()? {
            let (scope, seq): (String, i64) = (row.get(1)?, row.get(2)?);
            let given = self.cursors.get(&scope).copied().unwrap_or_default();
            if seq <= given {
                return broken(
                    CURSORS,
                    format_args!("{scope} {seq}, and {given} was given"),
                );
            }
            self.looked = row.get(0)?;
        }
        Ok(())
    }

    /// Notes what a device is told.
    pub(super) fn take(
        &mut self,
        server: &Connection,
        outgoing: &Outgoing,
        answer: &SyncAnswer,
    ) -> Fallible {
        let mut told = Vec::new();
        match (&outgoing.request, answer) {
            (_, SyncAnswer::Pull(page)) => {
                for (scope, page) in &page.scopes {
                    if let ScopePage::Entries { cursor, .. } = page {
                        told.push((*scope, Some(cursor.1)));
                    }
                }
            }
            (SyncRequest::Snapshot { scope, .. }, SyncAnswer::Snapshot(part)) => {
                told.push((*scope, Some(part.cursor.1)));
            }
            (_, SyncAnswer::Live(news)) => {
                told.extend(news.heads.keys().map(|scope| (*scope, None)));
            }
            _ => {}
        }
        let Some(person) = outgoing.person else {
            return Ok(());
        };
        let reads = match told.is_empty() {
            true => BTreeSet::new(),
            false => scopes_of(server, person)?,
        };
        for (scope, seq) in told {
            if !reads.contains(&scope.to_string()) {
                return broken(SCOPES, format_args!("{person} is told of {scope}"));
            }
            if let Some(seq) = seq {
                let given = self.cursors.entry(scope.to_string()).or_default();
                *given = i64::try_from(seq)?.max(*given);
            }
        }
        Ok(())
    }
}

/// The scopes that somebody reads, as plainly as it can be said: that of everybody who is in a team, and those of their
/// teams.
pub(super) fn scopes_of(server: &Connection, person: PersonId) -> Fallible<BTreeSet<String>> {
    let sql = "SELECT body ->> '$.fields.team[0]' FROM record
        WHERE collection = 'membership' AND body ->> '$.fields.person[0]' = ?1
        AND coalesce(body ->> '$.fields.retired[0]', 0) = 0
        AND coalesce(body ->> '$.life', 'present') = 'present'";
    let mut statement = server.prepare_cached(sql)?;
    let teams = statement.query_map([person.to_string()], |row| row.get::<_, String>(0))?;
    let mut scopes = BTreeSet::new();
    for team in teams {
        scopes.insert(Scope::TeamOpen(team?.parse()?).to_string());
        scopes.insert(Scope::Org.to_string());
    }
    Ok(scopes)
}
