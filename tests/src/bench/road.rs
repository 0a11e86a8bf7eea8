//! The whole road without a browser: start, two enrolments, and everything that a basement does to another's screen.

use std::time::Instant;

use super::{Measure, ROUNDS, millis, quantile};
use crate::road::{Scene, walk};

pub(super) fn run(measures: &mut Vec<Measure>) -> Result<(), Box<dyn std::error::Error>> {
    let runtime = tokio::runtime::Runtime::new()?;
    let mut times = Vec::new();
    for _ in 0..ROUNDS {
        #[expect(clippy::disallowed_methods, reason = "a bench reads the clock")]
        let start = Instant::now();
        runtime.block_on(async {
            let server = walk(Scene::set().await?).await?;
            times.push(millis(start.elapsed()));
            server.stop().await?;
            Ok::<_, Box<dyn std::error::Error>>(())
        })?;
    }
    measures.push(Measure::at_most(
        "road",
        "server, two devices, offline and back",
        quantile(&mut times, 0.5),
        "ms",
        2_000.0,
    ));
    Ok(())
}
