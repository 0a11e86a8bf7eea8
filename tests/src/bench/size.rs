//! What the browser loads for the first screen.

use super::Measure;
use crate::web_app::{self, Site};

pub(super) fn run(measures: &mut Vec<Measure>) -> Result<(), Box<dyn std::error::Error>> {
    let runtime = tokio::runtime::Runtime::new()?;
    let first = runtime.block_on(async { Site::start().await?.first_screen_bytes().await })?;
    let app = web_app::built()?;
    let megabytes = |bytes: u64| f64::from(u32::try_from(bytes).unwrap_or(u32::MAX)) / 1_000_000.0;
    let limit = megabytes(web_build::BUDGET_BYTES);
    measures.push(Measure::at_most(
        "size",
        "first screen, gzipped",
        megabytes(first),
        "MB",
        limit,
    ));
    measures.push(Measure::at_most(
        "size",
        "screens loaded apart, gzipped",
        megabytes(app.apart_gzip_size()),
        "MB",
        megabytes(web_build::APART_BUDGET_BYTES),
    ));
    Ok(())
}
