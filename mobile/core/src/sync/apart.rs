//! What of the exchange is loaded apart, since nobody waits for it: reserving inventory numbers, and holding scopes
//! against the server's.

use super::check::CheckStep;
use super::numbers::NumbersStep;
use super::transport::SyncRequest;
use crate::api::Event;
use crate::engine::Engine;
use crate::error::EngineError;

/// What the exchange asks of it.
#[derive(Debug)]
pub(crate) enum ApartStep<'a> {
    /// About inventory numbers.
    Numbers(NumbersStep<'a>),
    /// About a scope that is held against the server's.
    Check(CheckStep),
}

/// The way into it: does a step, and says what is to be asked next.
pub(crate) fn step(
    engine: &mut Engine,
    step: ApartStep<'_>,
) -> Result<Option<SyncRequest>, EngineError> {
    match step {
        ApartStep::Numbers(step) => engine.do_numbers(step),
        ApartStep::Check(step) => {
            engine.do_check(step)?;
            Ok(None)
        }
    }
}

impl Engine {
    /// Whether that code is there. Where it is not, whoever runs the engine is told, once.
    pub(super) fn has_code_apart(&mut self) -> bool {
        let is_there = self.is_equipped();
        if !is_there && !std::mem::replace(&mut self.sync.code_wanted, true) {
            self.tell(Event::CodeWanted);
        }
        is_there
    }
}
