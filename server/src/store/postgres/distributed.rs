//! Spreading the tables over the workers of Citus: by organisation, so that all of one organisation lies together.

use std::collections::BTreeSet;

use super::connect::DatabaseError;
use super::lent::Lent;
use super::{row, sql};
use crate::store::StoreError;

/// Not one organisation's: small, and the same on every worker.
pub(super) const REFERENCE: &[&str] = &["organisation", "enrolment_code"];
/// By organisation. The first one says how many parts there are; the others lie beside it.
pub(super) const BY_ORGANISATION: &[&str] = &[
    "scope_head",
    "installation",
    "sent",
    "operation",
    "parked",
    "record",
    "feed",
    "credential",
    "number_series",
    "held",
];

/// The statements that are still to be run, given the tables that are spread already.
fn statements(spread: &BTreeSet<String>) -> Vec<String> {
    let missing = |table: &&&str| !spread.contains(**table);
    let reference = REFERENCE
        .iter()
        .filter(missing)
        .map(|table| format!("SELECT create_reference_table('{table}')"));
    let first = BY_ORGANISATION.first().copied().unwrap_or_default();
    let by_organisation = BY_ORGANISATION.iter().filter(missing).map(|table| {
        if *table == first {
            format!("SELECT create_distributed_table('{table}', 'org')")
        } else {
            format!("SELECT create_distributed_table('{table}', 'org', colocate_with => '{first}')")
        }
    });
    reference.chain(by_organisation).collect()
}

/// Spreads what is not spread yet. May be asked for at every start.
///
/// # Errors
/// If the database has no Citus.
pub(super) async fn distribute(lent: &Lent) -> Result<(), StoreError> {
    let can = lent.find(sql!("can_distribute"), &[]).await?;
    let can = can.map(|found| row::get::<bool>(&found, 0)).transpose()?;
    if can != Some(true) {
        return Err(DatabaseError::NotDistributed.into());
    }
    let spread = lent.rows(sql!("distributed"), &[]).await?;
    let spread = spread
        .iter()
        .map(|found| row::get(found, 0))
        .collect::<Result<_, _>>()?;
    for statement in statements(&spread) {
        lent.define(&statement).await?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::postgres::schema::STEPS;

    #[test]
    fn every_table_is_spread_once_and_lies_with_its_organisation() {
        let said = statements(&BTreeSet::new());
        let tables = STEPS.iter().filter_map(|(_, sql)| {
            let rest = sql.strip_prefix("CREATE TABLE IF NOT EXISTS ")?;
            rest.split_whitespace().next()
        });
        for table in tables {
            let quoted = format!("('{table}'");
            let made: Vec<_> = said.iter().filter(|it| it.contains(&quoted)).collect();
            assert_eq!(made.len(), 1, "{table}: {made:?}");
        }
        assert_eq!(said.len(), REFERENCE.len() + BY_ORGANISATION.len());
        assert_eq!(
            said[2],
            "SELECT create_distributed_table('scope_head', 'org')"
        );
        let beside = "'org', colocate_with => 'scope_head')";
        assert!(said[3..].iter().all(|it| it.ends_with(beside)), "{said:?}");
    }

    #[test]
    fn what_is_spread_already_is_left_alone() {
        let spread = ["organisation", "scope_head", "feed"].map(str::to_owned);
        let said = statements(&BTreeSet::from(spread));
        assert_eq!(said.len(), REFERENCE.len() + BY_ORGANISATION.len() - 3);
        assert!(
            said.iter()
                .all(|it| it.contains("reference") || it.contains("colocate_with"))
        );
    }
}
