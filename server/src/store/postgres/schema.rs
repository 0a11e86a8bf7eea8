//! The tables of the PostgreSQL store, and how older ones become newer ones.
//!
//! They are those of the SQLite store (`sqlite::schema` says what each is for), with what many writers and many
//! machines ask for:
//!
//! - The organisation leads every key, unique index and condition, so that all of an organisation's rows lie on one
//!   machine and every statement goes to that one alone. Only `organisation` and `enrolment_code` are not one
//!   organisation's: small, asked rarely, and never written within a push.
//! - `operation` has no running number, because a number that all pushes take is a lock that all of them wait for. Its
//!   key is the operation's own id; where it has none (`NOT is_named`) one that follows from where, when and as what it
//!   came. In order of arrival means by `received_at, place`.
//! - `parked.waits_for` names in one text what an operation waits for.
//! - `organisation.called` is the name by which a server asks for its organisation.
//!
//! Each step is one statement that may run twice: DDL on a distributed database cannot be part of a larger transaction,
//! and two servers may start at the same moment. A step is never edited once released.

use tokio_postgres::error::SqlState;

use super::lent::Lent;
use super::sql;
use crate::store::StoreError;

macro_rules! steps {
    ($($name:literal),* $(,)?) => {
        /// In their order, with their names.
        pub(super) const STEPS: &[(&str, &str)] = &[
            $(($name, include_str!(concat!("migrations/", $name, ".sql")))),*
        ];
    };
}

steps![
    "0001_organisation",
    "0002_enrolment_code",
    "0003_installation",
    "0004_sent",
    "0005_operation",
    "0006_operation_of_record",
    "0007_operation_freed",
    "0008_parked",
    "0009_parked_waiting",
    "0010_parked_due",
    "0011_record",
    "0012_record_in_scope",
    "0013_record_of_owner",
    "0014_scope_head",
    "0015_feed",
    "0016_credential",
    "0017_credential_id",
    "0018_credential_of_person",
    "0019_number_series",
    "0020_held",
    "0021_record_claim",
    "0022_record_claimed",
    "0023_held_hash",
    "0024_credential_given_back",
];

/// How often one step is tried: two servers that make the same table at the same moment meet in the system's own tables.
const TRIES: usize = 5;

/// Brings a database up to date.
///
/// # Errors
/// If it was written by a newer release, or cannot be written.
pub(super) async fn migrate(lent: &Lent) -> Result<(), StoreError> {
    define(lent, sql!("schema_step")).await?;
    let newest = lent.find(sql!("newest_step"), &[]).await?;
    let found: i32 = match newest {
        Some(row) => super::row::get(&row, 0)?,
        None => 0,
    };
    let known = i32::try_from(STEPS.len()).unwrap_or(i32::MAX);
    if found > known {
        return Err(StoreError::Newer {
            found: found.unsigned_abs(),
            known: known.unsigned_abs(),
        });
    }
    for (step, (_, sql)) in (1_i32..).zip(STEPS) {
        if step > found {
            define(lent, sql).await?;
            lent.execute(sql!("put_step"), &[&step]).await?;
        }
    }
    Ok(())
}

/// Whether a database has exactly this release's tables.
///
/// # Errors
/// If it has older or newer ones.
pub(super) async fn check(lent: &Lent) -> Result<(), StoreError> {
    let newest = lent.find(sql!("newest_step"), &[]).await?;
    let found: i32 = newest.map_or(Ok(0), |row| super::row::get(&row, 0))?;
    let known = u32::try_from(STEPS.len()).unwrap_or(u32::MAX);
    match found.unsigned_abs() {
        found if found == known => Ok(()),
        found => Err(StoreError::of_schema(found, known)),
    }
}

/// Runs a step that may have been run.
async fn define(lent: &Lent, sql: &str) -> Result<(), StoreError> {
    let mut tries = 0;
    loop {
        let error = match lent.define(sql).await {
            Ok(()) => return Ok(()),
            Err(error) => error,
        };
        tries += 1;
        if tries == TRIES || !is_of_another(&error) {
            return Err(error);
        }
    }
}

/// Another server just made the same thing.
fn is_of_another(error: &StoreError) -> bool {
    let StoreError::Postgres(error) = error else {
        return false;
    };
    [
        SqlState::UNIQUE_VIOLATION,
        SqlState::DUPLICATE_TABLE,
        SqlState::DUPLICATE_OBJECT,
        SqlState::T_R_DEADLOCK_DETECTED,
        SqlState::INTERNAL_ERROR,
    ]
    .iter()
    .any(|code| error.code() == Some(code))
}
