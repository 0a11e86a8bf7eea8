//! Measures, one JSON object a line: ratios against plain rusqlite in the same run, and absolute times as the median of
//! five runs. Machines are shared: a ratio says more than a time.

mod fleet;
mod kills;
mod local;
mod road;
mod screen;
mod sim;
mod size;
mod sync;

use std::borrow::Cow;
use std::process::ExitCode;
use std::time::{Duration, Instant};

use serde::Serialize;

/// Runs of what is timed: the median of them counts.
const ROUNDS: usize = 5;

/// A bench measures and says what it found; it fails only where it could not measure.
type Run = fn(&mut Vec<Measure>) -> Result<(), Box<dyn std::error::Error>>;

const BENCHES: &[(&str, Run)] = &[
    ("local", local::run),
    ("road", road::run),
    ("screen", screen::run),
    ("size", size::run),
    ("sync first", sync::native),
    ("sync large", sync::large),
    ("sync web", sync::web),
    ("sync push", sync::push),
    ("sync fleet", sync::fleet),
    ("sync live", sync::live),
    ("sync idle", sync::idle),
];

/// One measure and whether it keeps its promise.
#[derive(Debug, Serialize)]
pub struct Measure {
    bench: &'static str,
    measure: Cow<'static, str>,
    value: f64,
    unit: &'static str,
    limit: f64,
    ok: bool,
}

impl Measure {
    /// A value that must not lie above its limit.
    fn at_most(
        bench: &'static str,
        measure: impl Into<Cow<'static, str>>,
        value: f64,
        unit: &'static str,
        limit: f64,
    ) -> Self {
        Self {
            bench,
            measure: measure.into(),
            value: (value * 1_000.0).round() / 1_000.0,
            unit,
            limit,
            ok: value <= limit,
        }
    }

    /// A value that must not lie below its limit.
    fn at_least(
        bench: &'static str,
        measure: impl Into<Cow<'static, str>>,
        value: f64,
        unit: &'static str,
        limit: f64,
    ) -> Self {
        Self {
            ok: value >= limit,
            ..Self::at_most(bench, measure, value, unit, limit)
        }
    }
}

/// Runs the bench of a name, those whose name begins with it (`sync`), all of them if none is given, or lists them.
#[must_use]
pub fn main(names: &[String]) -> ExitCode {
    if names.iter().any(|name| name == "list") {
        for (name, _) in BENCHES {
            say(name);
        }
        say("sim --seeds A..B");
        say("kills --times N --store sqlite|postgres");
        return ExitCode::SUCCESS;
    }
    if let Some((name, arguments)) = names.split_first() {
        match name.as_str() {
            "sim" => return sim::main(arguments),
            "kills" => return kills::main(arguments),
            _ => {}
        }
    }
    if let [argument, part] = names
        && argument == sync::part::ARGUMENT
    {
        return sync::part::main(part);
    }
    let names = names.join(" ");
    let is_named = |known: &str| {
        let parts = known.strip_prefix(&*names);
        parts.is_some_and(|rest| names.is_empty() || rest.is_empty() || rest.starts_with(' '))
    };
    if !BENCHES.iter().any(|(known, _)| is_named(known)) {
        say(&format!(
            "no bench is called {names}; `bench -- list` names them"
        ));
        return ExitCode::from(2);
    }
    let mut kept = true;
    for (name, run) in BENCHES.iter().filter(|(known, _)| is_named(known)) {
        let mut measures = Vec::new();
        if let Err(error) = run(&mut measures) {
            say(&format!("{name} could not be measured: {error}"));
            kept = false;
        }
        for measure in measures {
            kept &= measure.ok;
            say(&serde_json::to_string(&measure).unwrap_or_else(|error| error.to_string()));
        }
    }
    if kept {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}

#[expect(clippy::print_stdout, reason = "what a bench prints is what it is for")]
fn say(line: &str) {
    println!("{line}");
}

/// Says what stands behind a measure, for whoever reads along.
#[expect(clippy::print_stderr, reason = "it is not one of the measures")]
fn note(line: &str) {
    eprintln!("{line}");
}

/// How long something takes.
#[expect(clippy::disallowed_methods, reason = "a bench reads the clock")]
fn timed<T>(what: impl FnOnce() -> T) -> (Duration, T) {
    let start = Instant::now();
    let result = what();
    (start.elapsed(), result)
}

/// The value below which a share of all lies, 0.5 for the median.
fn quantile(values: &mut [f64], share: f64) -> f64 {
    values.sort_by(f64::total_cmp);
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        clippy::cast_precision_loss,
        reason = "a position in a list of some thousand"
    )]
    let position = ((values.len() as f64 * share).ceil() as usize).saturating_sub(1);
    values.get(position).copied().unwrap_or(f64::NAN)
}

fn millis(duration: Duration) -> f64 {
    duration.as_secs_f64() * 1_000.0
}
