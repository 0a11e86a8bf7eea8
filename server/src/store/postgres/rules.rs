//! What the statements may not contain, so that the same ones run on one machine and on many: read from the files.

use std::collections::BTreeSet;
use std::path::Path;

use super::distributed::{BY_ORGANISATION, REFERENCE};

/// Words that no statement has, and why.
const FORBIDDEN: &[(&str, &[&str])] = &[
    (
        "a number that all pushes take is a lock that all wait for",
        &[
            "serial",
            "bigserial",
            "smallserial",
            "sequence",
            "nextval",
            "identity",
        ],
    ),
    (
        "what is written says all that happens",
        &["trigger", "rule"],
    ),
    (
        "locks are rows",
        &[
            "advisory",
            "pg_advisory_lock",
            "pg_advisory_xact_lock",
            "pg_try_advisory_lock",
        ],
    ),
    (
        "wake-ups are looked for",
        &["listen", "notify", "pg_notify"],
    ),
    (
        "a constraint holds at each statement",
        &["deferrable", "deferred"],
    ),
    ("a transaction happens or does not", &["savepoint"]),
    (
        "times are bound",
        &[
            "now",
            "current_timestamp",
            "current_date",
            "current_time",
            "localtime",
            "localtimestamp",
            "clock_timestamp",
            "statement_timestamp",
            "transaction_timestamp",
            "timeofday",
        ],
    ),
    ("rows go to their organisation's machine", &["copy"]),
    ("the isolation is read committed", &["serializable"]),
];

/// A statement in words and signs, without regard to case and space.
fn words_of(sql: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    for sign in sql.to_lowercase().chars() {
        let is_part = |it: char| it.is_alphanumeric() || "_$.".contains(it);
        let goes_on = words.last().is_some_and(|word| word.chars().all(is_part));
        if is_part(sign) && goes_on {
            words.last_mut().expect("one").push(sign);
        } else if !sign.is_whitespace() {
            words.push(sign.to_string());
        } else {
            words.push(String::new());
        }
    }
    words.retain(|word| !word.is_empty());
    words
}

/// What is wrong with a statement; nothing if all is well.
fn find_fault(sql: &str) -> Option<String> {
    let words = words_of(sql);
    for (why, forbidden) in FORBIDDEN {
        if let Some(word) = words.iter().find(|word| forbidden.contains(&word.as_str())) {
            return Some(format!("{word}: {why}"));
        }
    }
    let text = words.join(" ");
    let table_of = |before: &str| {
        let (_, rest) = text.split_once(before)?;
        rest.split(' ').next()
    };
    let is_of_organisation = |table: &str| BY_ORGANISATION.contains(&table);
    if let Some(table) = table_of("create table if not exists ") {
        let leads = REFERENCE.contains(&table) || table == "schema_step";
        let key = text.split_once("primary key ( ").map(|(_, key)| key);
        let key = key.or_else(|| Some(text.split_once(" unique ( ")?.1));
        return match key {
            None => Some("the key is named last".to_owned()),
            Some(key) if leads || key.starts_with("org ") => None,
            Some(_) => Some(format!(
                "the key of {table} does not begin with the organisation"
            )),
        };
    }
    if text.starts_with("create") {
        return match text.split_once(" on ") {
            Some((made, on)) if made.contains("if not exists") => {
                let columns = on.split_once(" ( ").map(|(_, columns)| columns);
                let leads = columns.is_some_and(|columns| columns.starts_with("org "));
                (!leads).then(|| "an index does not begin with the organisation".to_owned())
            }
            _ => Some("a step cannot run twice".to_owned()),
        };
    }
    if let Some(table) = table_of("insert into ")
        && is_of_organisation(table)
        && !text.contains(" ( org ,")
    {
        return Some(format!("a row of {table} without its organisation"));
    }
    if text.contains("unnest") && (text.contains("from unnest") || !text.contains("org = $1")) {
        return Some("a bare unnest goes to no machine".to_owned());
    }
    let reads = words.windows(2).any(|pair| {
        ["from", "join", "update"].contains(&pair[0].as_str()) && is_of_organisation(&pair[1])
    });
    let mut conditions = text.split(" where ").skip(1).peekable();
    if reads && conditions.peek().is_none() {
        return Some("it asks every organisation".to_owned());
    }
    conditions
        .find(|condition| reads && !condition.contains("org = $1"))
        .map(|condition| format!("a condition without the organisation: {condition}"))
}

/// All statements beside the store, by their files' names.
fn statements() -> Vec<(String, String)> {
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/store/postgres");
    let folders = ["sql", "migrations"].map(|folder| beside.join(folder));
    let files = folders
        .iter()
        .flat_map(|folder| folder.read_dir().expect("a folder"))
        .map(|entry| entry.expect("an entry").path());
    files
        .map(|file| {
            let name = file.file_name().expect("a name").to_string_lossy();
            (
                name.into_owned(),
                std::fs::read_to_string(&file).expect("SQL"),
            )
        })
        .collect()
}

#[test]
fn every_statement_runs_on_one_machine_and_on_many() {
    let statements = statements();
    assert!(statements.len() > 50, "{}", statements.len());
    for (name, sql) in statements {
        assert_eq!(find_fault(&sql), None, "{name}");
        let is_one = !sql.contains(';') || name == "begin.sql";
        assert!(is_one, "{name} is more than one statement");
    }
}

#[test]
fn a_push_writes_no_table_that_is_not_one_organisation_s() {
    let written: BTreeSet<String> = statements()
        .into_iter()
        .filter(|(_, sql)| {
            let words = words_of(sql);
            words.windows(3).any(|it| {
                let (verb, table) = match it[0].as_str() {
                    "insert" | "delete" => (true, &it[2]),
                    "update" => (true, &it[1]),
                    _ => (false, &it[1]),
                };
                verb && REFERENCE.contains(&table.as_str())
            })
        })
        .map(|(name, _)| name)
        .collect();
    // Founding, letting somebody in, a restore, and moving in from another store.
    let no_push = [
        "carry_code.sql",
        "found.sql",
        "invite.sql",
        "renew_epoch.sql",
        "spend.sql",
    ];
    let no_push = no_push.map(str::to_owned);
    assert_eq!(written, BTreeSet::from(no_push));
}

#[test]
fn what_is_forbidden_is_found() {
    for bad in [
        "CREATE TABLE IF NOT EXISTS feed (org uuid, n bigserial, PRIMARY KEY (org, n))",
        "CREATE SEQUENCE IF NOT EXISTS numbers",
        "CREATE TRIGGER t AFTER INSERT ON feed EXECUTE FUNCTION f()",
        "SELECT pg_advisory_xact_lock($1)",
        "LISTEN moved",
        "SELECT pg_notify('moved', $1)",
        "ALTER TABLE feed ADD FOREIGN KEY (org) REFERENCES record DEFERRABLE INITIALLY DEFERRED",
        "SAVEPOINT before",
        "UPDATE credential SET revoked_at = now() WHERE org = $1",
        "UPDATE credential SET revoked_at = CURRENT_TIMESTAMP WHERE org = $1",
        "COPY feed FROM STDIN",
        "BEGIN ISOLATION LEVEL SERIALIZABLE",
        "INSERT INTO sent (org, installation, seq, hash) SELECT * FROM unnest($1::uuid[], $2::uuid[])",
        "CREATE TABLE IF NOT EXISTS feed (scope text, org uuid, PRIMARY KEY (scope, org))",
        "CREATE TABLE IF NOT EXISTS feed (scope text PRIMARY KEY)",
        "CREATE UNIQUE INDEX IF NOT EXISTS feed_scope ON feed (scope, org)",
        "CREATE INDEX feed_scope ON feed (org, scope)",
        "SELECT seq FROM feed WHERE scope = $1",
        "SELECT seq FROM feed",
        "UPDATE parked SET due = true WHERE waits_for = ANY($2)",
        "DELETE FROM parked WHERE operation = $1",
        "SELECT r.id FROM record AS r WHERE r.org = $1 AND EXISTS (SELECT FROM feed AS f WHERE f.scope = r.scope)",
        "INSERT INTO scope_head (scope, seq) VALUES ($1, $2)",
    ] {
        assert!(find_fault(bad).is_some(), "{bad}");
    }
    for good in [
        "SELECT seq FROM feed WHERE org = $1 AND scope = $2",
        "SELECT epoch FROM organisation WHERE id = $1",
        "SELECT text FROM operation WHERE org = $1 AND id = $2 AND rev IS NOT NULL",
    ] {
        assert_eq!(find_fault(good), None);
    }
}
