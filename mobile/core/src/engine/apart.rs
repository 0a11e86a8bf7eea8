//! The engine's code that a browser loads when it is first needed: tables in and out, unsent work in a file, another label
//! or type, and setting up an organisation and its places.

use super::{Engine, administration, import};
use crate::api::{Answer, Command};
use crate::error::EngineError;

type Run = fn(&mut Engine, Command) -> Result<Answer, EngineError>;

/// The way into it. Whoever has none of these has none of that code.
#[derive(Clone, Copy, Debug)]
pub struct Apart {
    run: Run,
}

impl Apart {
    /// All of it.
    #[expect(clippy::new_without_default, reason = "it is loaded, not defaulted")]
    #[must_use]
    pub fn new() -> Self {
        Self { run }
    }

    /// Runs a command of which [`Command::is_apart`] is true.
    pub(super) fn run(self, engine: &mut Engine, command: Command) -> Result<Answer, EngineError> {
        (self.run)(engine, command)
    }
}

fn run(engine: &mut Engine, command: Command) -> Result<Answer, EngineError> {
    match command {
        Command::Setup(_) | Command::Administer(_) => administration::run(engine, command),
        Command::ReplaceLabel { item, code } => {
            Ok(Answer::Done(engine.replace_label(item, &code)?))
        }
        Command::SetType { items, item_type } => {
            Ok(Answer::Done(engine.set_type(&items, item_type)?))
        }
        Command::TryPlaces(new) => Ok(Answer::PlaceLines(engine.place_lines(&new)?)),
        Command::MakePlaces(new) => Ok(Answer::PlacesMade(engine.make_places(&new)?)),
        Command::EditPlace {
            place,
            rev,
            changes,
        } => Ok(Answer::Done(engine.edit_place(place, rev, changes)?)),
        Command::MergePlace { place, into } => Ok(Answer::Done(engine.merge_place(place, into)?)),
        Command::Merge(items) => Ok(Answer::Done(engine.merge(&items)?)),
        Command::KeepApart(items) => Ok(Answer::Done(engine.keep_apart(&items)?)),
        Command::Suspects { all } => Ok(Answer::Suspects(engine.suspects(all)?)),
        Command::SaveUnsent => Ok(Answer::Unsent(engine.unsent()?)),
        Command::TakeUnsent(text) => Ok(Answer::TakenIn(engine.take_unsent(&text)?)),
        command => import::run(engine, command),
    }
}
