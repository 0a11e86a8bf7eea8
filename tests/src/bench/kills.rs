//! Real processes under SIGKILL: `kills --times N [--store sqlite|postgres] [--seed N]` prints what was lived through, and
//! fails on the first thing lost or doubled.

use std::process::ExitCode;

use super::say;
use crate::kills::{Kind, Plan, part, run};

/// Kills where none are named.
const TIMES: usize = 300;
/// The word before a part's own, by which this program runs as one.
const PART: &str = "part";

/// Runs what is asked for, or the part of it that this process is to be.
pub(super) fn main(arguments: &[String]) -> ExitCode {
    if let Some((PART, rest)) = arguments
        .split_first()
        .map(|(word, rest)| (word.as_str(), rest))
    {
        return part::main(rest);
    }
    let Some(plan) = parse_plan(arguments) else {
        say("`kills` takes --times N, --store sqlite|postgres, --seed N");
        return ExitCode::from(2);
    };
    let lived = tokio::runtime::Runtime::new()
        .map_err(Into::into)
        .and_then(|runtime| runtime.block_on(run(&plan)));
    match lived {
        Ok(Some(report)) => {
            say(&serde_json::to_string(&report).unwrap_or_else(|error| error.to_string()));
            if report.violations.is_empty() {
                ExitCode::SUCCESS
            } else {
                ExitCode::FAILURE
            }
        }
        Ok(None) => {
            say("there is no PostgreSQL on this machine: apt-get install postgresql");
            ExitCode::FAILURE
        }
        Err(error) => {
            say(&format!("it could not be lived through: {error}"));
            ExitCode::FAILURE
        }
    }
}

fn parse_plan(arguments: &[String]) -> Option<Plan> {
    let mut plan = Plan {
        kind: Kind::Sqlite,
        times: TIMES,
        seed: 1,
        harm: None,
        program: (
            std::env::current_exe().ok()?,
            vec!["kills".to_owned(), PART.to_owned()],
        ),
    };
    let mut words = arguments.iter().map(String::as_str);
    while let Some(word) = words.next() {
        match (word, words.next()?) {
            ("--times", times) => plan.times = times.parse().ok()?,
            ("--seed", seed) => plan.seed = seed.parse().ok()?,
            ("--store", "sqlite") => plan.kind = Kind::Sqlite,
            ("--store", "postgres") => plan.kind = Kind::Postgres,
            _ => return None,
        }
    }
    Some(plan)
}
