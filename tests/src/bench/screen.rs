//! The engine on a device, timed inside its owner.
use super::Measure;
pub(super) fn run(_: &mut Vec<Measure>) -> Result<(), Box<dyn std::error::Error>> {
    Ok(())
}
