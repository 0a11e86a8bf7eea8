//! What a person writes into a field, and the value that it stands for. Pure.
//!
//! **Invariant:** a field left empty changes nothing; only an explicit clearing clears.

use mobile_core::api::{FormField, Input};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use shared::model::{AttributeKind, field};

use crate::t;

/// What was done to a field of the form.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Draft {
    /// This was typed.
    Text(String),
    /// This was chosen.
    Value {
        /// The value.
        value: Value,
        /// What it is called, where the form cannot know.
        words: String,
    },
    /// The person asked for it to be cleared.
    Cleared,
}

/// Why what was typed is no value of the field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Refusal {
    /// Longer than so many signs.
    TooLong(u32),
    /// Not a whole number.
    NotWhole,
    /// Not a whole number from 0.
    NotPositive,
    /// Not a decimal.
    NotDecimal,
    /// Not a day.
    NotDate,
}

impl Refusal {
    /// What to write instead.
    pub(super) fn words(self) -> String {
        match self {
            Self::TooLong(limit) => t!("edit-refused-text", limit: limit),
            Self::NotWhole => t!("edit-refused-number"),
            Self::NotPositive => t!("edit-refused-positive"),
            Self::NotDecimal => t!("edit-refused-decimal"),
            Self::NotDate => t!("edit-refused-date"),
        }
    }
}

/// A value as it stands in an input.
pub(super) fn written(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

impl Draft {
    /// The value to send: none where nothing changes.
    ///
    /// # Errors
    /// [`Refusal`], if what was typed is no value of the field.
    pub(super) fn change(&self, field: &FormField) -> Result<Option<Value>, Refusal> {
        let value = match self {
            Self::Cleared => Value::Null,
            Self::Value { value, .. } => value.clone(),
            Self::Text(text) if text.trim().is_empty() => return Ok(None),
            Self::Text(text) => parse_text(text, &field.input)?,
        };
        Ok((value != field.value).then_some(value))
    }
}

fn parse_text(text: &str, input: &Input) -> Result<Value, Refusal> {
    let trimmed = text.trim();
    match input {
        Input::Text {
            multiline: true,
            limit,
        } => within(text, *limit),
        Input::Text { limit, .. } => within(trimmed, *limit),
        Input::Date => date(trimmed),
        Input::Decimal | Input::Price(_) => decimal(trimmed),
        Input::Attribute { kind, .. } => match kind {
            AttributeKind::Integer => whole(trimmed).map(Value::from),
            AttributeKind::PositiveInteger => match whole(trimmed) {
                Ok(number @ 0..) => Ok(number.into()),
                _ => Err(Refusal::NotPositive),
            },
            AttributeKind::Decimal => decimal(trimmed),
            AttributeKind::Date => date(trimmed),
            AttributeKind::Text
            | AttributeKind::DateTime
            | AttributeKind::Bool
            | AttributeKind::List
            | AttributeKind::Person
            | AttributeKind::Item => within(trimmed, LIMIT),
        },
        Input::Identifier | Input::Bool | Input::Person | Input::Choice(_) | Input::Words(_) => {
            within(trimmed, LIMIT)
        }
    }
}

const LIMIT: u32 = field::MAX_TEXT as u32;

fn within(text: &str, limit: u32) -> Result<Value, Refusal> {
    match u32::try_from(text.chars().count()) {
        Ok(count) if count <= limit => Ok(text.into()),
        _ => Err(Refusal::TooLong(limit)),
    }
}

fn whole(text: &str) -> Result<i64, Refusal> {
    unspaced(text).parse().map_err(|_| Refusal::NotWhole)
}

/// Both decimal signs are understood, whatever the language, and spaces between groups of digits.
fn decimal(text: &str) -> Result<Value, Refusal> {
    let digits = unspaced(text).replace(',', ".");
    if field::is_decimal(&digits) {
        Ok(digits.into())
    } else {
        Err(Refusal::NotDecimal)
    }
}

fn date(text: &str) -> Result<Value, Refusal> {
    if field::is_date(text) {
        Ok(text.into())
    } else {
        Err(Refusal::NotDate)
    }
}

fn unspaced(text: &str) -> String {
    text.chars().filter(|sign| !sign.is_whitespace()).collect()
}

#[cfg(test)]
mod tests {
    use mobile_core::api::Shown;
    use serde_json::json;

    use super::*;

    fn form_field(input: Input, value: Value) -> FormField {
        FormField {
            field: "notes".into(),
            label: None,
            input,
            value,
            shown: Shown::Nothing,
            base: None,
            required: false,
        }
    }

    fn attribute(kind: AttributeKind) -> Input {
        Input::Attribute {
            kind,
            unit: None,
            choices: Vec::new(),
        }
    }

    #[track_caller]
    fn check(
        input: Input,
        before: Value,
        draft: &Draft,
        expected: &Result<Option<Value>, Refusal>,
    ) {
        assert_eq!(draft.change(&form_field(input, before)), *expected);
    }

    #[test]
    fn only_what_differs_is_a_change_and_only_clearing_clears() {
        let line = || Input::Text {
            multiline: false,
            limit: 5,
        };
        let text = |text: &str| Draft::Text(text.to_owned());
        check(line(), json!("a"), &text("a"), &Ok(None));
        check(line(), json!("a"), &text(" a "), &Ok(None));
        check(line(), json!("a"), &text("b"), &Ok(Some(json!("b"))));
        check(line(), json!("a"), &text(""), &Ok(None));
        check(line(), json!("a"), &Draft::Cleared, &Ok(Some(Value::Null)));
        check(line(), Value::Null, &Draft::Cleared, &Ok(None));
        check(
            line(),
            Value::Null,
            &text("éééééé"),
            &Err(Refusal::TooLong(5)),
        );
    }

    #[test]
    fn numbers_and_days_are_read_as_people_write_them() {
        let text = |text: &str| Draft::Text(text.to_owned());
        check(
            Input::Decimal,
            Value::Null,
            &text("1 234,50"),
            &Ok(Some(json!("1234.50"))),
        );
        check(
            Input::Decimal,
            Value::Null,
            &text("12 €"),
            &Err(Refusal::NotDecimal),
        );
        check(
            attribute(AttributeKind::Integer),
            Value::Null,
            &text("-3"),
            &Ok(Some(json!(-3))),
        );
        check(
            attribute(AttributeKind::PositiveInteger),
            Value::Null,
            &text("-3"),
            &Err(Refusal::NotPositive),
        );
        check(
            attribute(AttributeKind::Integer),
            Value::Null,
            &text("12 Go"),
            &Err(Refusal::NotWhole),
        );
        check(
            Input::Date,
            Value::Null,
            &text("2027-02-30"),
            &Err(Refusal::NotDate),
        );
        check(
            Input::Date,
            Value::Null,
            &text("2027-05-14"),
            &Ok(Some(json!("2027-05-14"))),
        );
    }
}
