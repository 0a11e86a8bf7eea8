//! What is given to a command, read and checked before the command begins.

use std::ffi::OsStr;

use clap::builder::{StringValueParser, TypedValueParser};
use clap::error::ErrorKind;
use clap::{Arg, Command};
use server::words;
use shared::model::{Role, field};

pub(super) fn parse_role(word: &str) -> Result<Role, String> {
    Role::from_word(word).ok_or_else(|| words::unknown_role(word))
}

pub(super) fn parse_currency(code: &str) -> Result<String, String> {
    if field::is_currency(code) {
        Ok(code.to_owned())
    } else {
        Err(words::NO_CURRENCY.to_owned())
    }
}

/// Reads a name as people bear it: without blanks at its ends, not empty, and of signs that a terminal only shows. What is
/// none is not said again: clap would print it as it is.
#[derive(Clone)]
pub(super) struct Name;

impl TypedValueParser for Name {
    type Value = String;

    fn parse_ref(
        &self,
        command: &Command,
        argument: Option<&Arg>,
        value: &OsStr,
    ) -> Result<String, clap::Error> {
        let text = StringValueParser::new().parse_ref(command, argument, value)?;
        let name = text.trim();
        let fault = if name.is_empty() {
            words::NO_NAME
        } else if name.contains(char::is_control) {
            words::NAME_OF_CONTROLS
        } else {
            return Ok(name.to_owned());
        };
        let argument = argument.map(ToString::to_string).unwrap_or_default();
        let message = format!("{argument}: {fault}\n");
        Err(clap::Error::raw(ErrorKind::ValueValidation, message).with_cmd(command))
    }
}
