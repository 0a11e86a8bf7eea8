//! A first engine for the owner of the store: lines of text in one table.

use rusqlite::Connection;
use serde::{Deserialize, Serialize};

/// What can be asked.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Command {
    /// Keep a line.
    Keep(String),
    /// All lines.
    List,
}

/// What comes back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Answer {
    /// The lines that are kept.
    Lines(Vec<String>),
}

/// What the engine tells without being asked.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Event {
    /// There are more lines.
    Changed,
}

/// Why a command was refused.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[error("{0}")]
pub struct EngineError(String);

impl From<rusqlite::Error> for EngineError {
    fn from(error: rusqlite::Error) -> Self {
        Self(error.to_string())
    }
}

/// The engine over the connection that it owns.
#[derive(Debug)]
pub(super) struct Engine {
    connection: Connection,
}

impl Engine {
    /// Opens the tables.
    pub(super) fn open(connection: Connection) -> Result<Self, EngineError> {
        connection.execute_batch("CREATE TABLE IF NOT EXISTS line (text TEXT NOT NULL) STRICT")?;
        Ok(Self { connection })
    }

    /// Runs one command to its end.
    pub(super) fn run(&mut self, command: Command) -> Result<Answer, EngineError> {
        if let Command::Keep(line) = command {
            self.connection
                .execute("INSERT INTO line (text) VALUES (?1)", [line])?;
        }
        let mut statement = self
            .connection
            .prepare("SELECT text FROM line ORDER BY rowid")?;
        let lines = statement
            .query_map([], |row| row.get(0))?
            .collect::<Result<_, _>>()?;
        Ok(Answer::Lines(lines))
    }
}
