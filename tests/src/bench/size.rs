//! What the browser loads for the first screen.

use super::Measure;
use crate::web_app;

pub(super) fn run(measures: &mut Vec<Measure>) -> Result<(), Box<dyn std::error::Error>> {
    let app = web_app::built()?;
    let megabytes = |bytes: u64| f64::from(u32::try_from(bytes).unwrap_or(u32::MAX)) / 1_000_000.0;
    let limit = megabytes(web_build::BUDGET_BYTES);
    measures.push(Measure::at_most(
        "size",
        "first screen, gzipped",
        megabytes(app.first_gzip_size()),
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
