//! What the rows of a store come to: how many each table has and their digest, and the digest of each scope's records,
//! as devices compare it.

use std::collections::BTreeMap;
use std::fmt;

use sha2::{Digest as _, Sha256};
use shared::digest::ScopeDigest;
use shared::record::Record;

use super::{Hash, Row};
use crate::store::StoreError;

/// How many rows a table has, and the exclusive or of their SHA-256: in which order they are read does not matter.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Sum {
    rows: u64,
    digest: Hash,
}

/// What a store's rows come to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Tally {
    tables: BTreeMap<&'static str, Sum>,
    scopes: BTreeMap<String, ScopeDigest>,
}

/// What two stores do not have alike.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Difference {
    /// A table has more rows or fewer.
    Count {
        /// The table.
        table: &'static str,
        /// How many were sent.
        sent: u64,
        /// How many are there.
        kept: u64,
    },
    /// As many rows, and not the same.
    Rows {
        /// The table.
        table: &'static str,
    },
    /// The records of a scope do not come to the same.
    Scope {
        /// The scope.
        scope: String,
    },
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Count { table, sent, kept } => {
                write!(f, "of {sent} rows of {table}, {kept} are there")
            }
            Self::Rows { table } => write!(f, "the rows of {table} are not those that were sent"),
            Self::Scope { scope } => {
                write!(f, "the records of {scope} do not come to the same digest")
            }
        }
    }
}

impl Row {
    /// The table that it is of.
    fn table(&self) -> &'static str {
        match self {
            Self::Installation { .. } => "installation",
            Self::Sent { .. } => "sent",
            Self::Operation(_) => "operation",
            Self::Parked { .. } => "parked",
            Self::Record { .. } => "record",
            Self::Head { .. } => "scope_head",
            Self::Feed { .. } => "feed",
            Self::Code { .. } => "enrolment_code",
            Self::Credential { .. } => "credential",
            Self::Series { .. } => "number_series",
            Self::Held { .. } => "held",
        }
    }
}

impl Tally {
    /// Counts rows.
    ///
    /// # Errors
    /// If a record is none.
    pub(super) fn add(&mut self, rows: &[Row]) -> Result<(), StoreError> {
        for row in rows {
            let sum = self.tables.entry(row.table()).or_default();
            sum.rows += 1;
            let hash: Hash = Sha256::digest(serde_json::to_vec(row)?).into();
            for (kept, byte) in sum.digest.iter_mut().zip(hash) {
                *kept ^= byte;
            }
            if let Row::Record { scope, body, .. } = row {
                let record: Record = serde_json::from_str(body)?;
                let digest = self.scopes.entry(scope.clone()).or_default();
                digest.add(&record)?;
            }
        }
        Ok(())
    }

    /// The same but for a table.
    #[cfg(test)]
    pub(super) fn without(&self, table: &str) -> Self {
        let mut rest = self.clone();
        rest.tables.remove(table);
        rest
    }

    /// How many rows a table has.
    pub(crate) fn rows(&self, table: &str) -> u64 {
        self.tables.get(table).map_or(0, |sum| sum.rows)
    }

    /// The first thing in which what is kept differs from what was sent.
    pub(super) fn find_difference(&self, kept: &Self) -> Option<Difference> {
        let tables = self.tables.keys().chain(kept.tables.keys());
        for table in tables.copied() {
            let [sent, there] =
                [self, kept].map(|it| it.tables.get(table).copied().unwrap_or_default());
            if sent.rows != there.rows {
                return Some(Difference::Count {
                    table,
                    sent: sent.rows,
                    kept: there.rows,
                });
            }
            if sent != there {
                return Some(Difference::Rows { table });
            }
        }
        let mut scopes = self.scopes.keys().chain(kept.scopes.keys());
        scopes
            .find(|scope| self.scopes.get(*scope) != kept.scopes.get(*scope))
            .map(|scope| Difference::Scope {
                scope: scope.clone(),
            })
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    fn series(named: &[(&str, i64)]) -> Tally {
        let rows: Vec<_> = named
            .iter()
            .map(|(series, next)| Row::Series {
                series: (*series).to_owned(),
                next: *next,
            })
            .collect();
        let mut tally = Tally::default();
        tally.add(&rows).expect("rows");
        tally
    }

    #[test]
    fn what_is_lost_doubled_or_changed_is_found_and_another_order_is_none() {
        let sent = series(&[("PC", 3), ("SN", 9)]);
        assert_eq!(sent.find_difference(&series(&[("SN", 9), ("PC", 3)])), None);
        let table = "number_series";
        let count = |kept| {
            Some(Difference::Count {
                table,
                sent: 2,
                kept,
            })
        };
        assert_eq!(sent.find_difference(&series(&[("PC", 3)])), count(1));
        let doubled = series(&[("PC", 3), ("SN", 9), ("SN", 9)]);
        assert_eq!(sent.find_difference(&doubled), count(3));
        let changed = sent.find_difference(&series(&[("PC", 4), ("SN", 9)]));
        assert_eq!(changed, Some(Difference::Rows { table }));
        assert_eq!(sent.find_difference(&Tally::default()), count(0));
        let sent = Tally::default().find_difference(&series(&[("PC", 3)]));
        assert!(matches!(
            sent,
            Some(Difference::Count {
                sent: 0,
                kept: 1,
                ..
            })
        ));
    }

    #[test]
    fn a_record_that_is_none_is_said() {
        let row = Row::Record {
            collection: "item".to_owned(),
            id: Uuid::nil(),
            scope: "org".to_owned(),
            rev: 1,
            owner: None,
            claim: None,
            body: "{".to_owned(),
        };
        assert!(Tally::default().add(&[row]).is_err());
    }
}
