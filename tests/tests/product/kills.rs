//! Processes that are killed in the middle of their work.

use tests::kills::{Kind, Plan, run};

type Outcome = Result<(), Box<dyn std::error::Error>>;

fn plan(kind: Kind, times: usize, harm: Option<&'static str>) -> Plan {
    Plan {
        kind,
        times,
        seed: 7,
        harm,
        program: (
            env!("CARGO_BIN_EXE_bench").into(),
            vec!["kills".to_owned(), "part".to_owned()],
        ),
    }
}

async fn check(kind: Kind, times: usize) -> Outcome {
    let Some(report) = run(&plan(kind, times, None)).await? else {
        return Ok(());
    };
    assert!(report.violations.is_empty(), "{report:?}");
    let killed = report.servers_killed + report.devices_killed + report.databases_killed;
    assert_eq!(killed, times);
    assert!(
        report.servers_killed > 0 && report.devices_killed > 0,
        "{report:?}"
    );
    assert_eq!(
        report.databases_killed > 0,
        kind == Kind::Postgres,
        "{report:?}"
    );
    assert!(
        report.actions > times,
        "hardly anything was done: {report:?}"
    );
    assert_eq!(report.operations, report.found_once);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_and_devices_that_are_killed_at_work_lose_and_double_nothing() -> Outcome {
    check(Kind::Sqlite, 20).await
}

#[tokio::test(flavor = "multi_thread")]
async fn two_servers_and_their_database_that_are_killed_at_work_lose_and_double_nothing() -> Outcome
{
    check(Kind::Postgres, 8).await
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_lost_or_doubled_would_be_found() -> Outcome {
    for (harm, said) in [
        (
            "PRAGMA foreign_keys = OFF; DELETE FROM feed WHERE scope <> 'org' AND seq = (SELECT max(seq) FROM feed WHERE scope <> 'org')",
            "it is lost",
        ),
        (
            "INSERT INTO feed (scope, seq, operation, left_rev, body)
            SELECT 'org', seq + 100000, operation, left_rev, body FROM feed
            WHERE scope <> 'org' AND seq = (SELECT max(seq) FROM feed WHERE scope <> 'org')",
            "it is there 2 times",
        ),
        (
            "UPDATE operation SET text = text || ' ' WHERE number = (SELECT max(operation) FROM feed)",
            "the audit chain does not hold",
        ),
    ] {
        let report = run(&plan(Kind::Sqlite, 1, Some(harm))).await?;
        let violations = report.ok_or("it needs no database")?.violations;
        let found = violations.iter().any(|it| it.starts_with(said));
        assert!(found, "{said}: {violations:?}");
    }
    Ok(())
}
