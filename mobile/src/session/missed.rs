//! What was scanned and wants a person: kept by the device for whoever scanned it, until they have dealt with it.

use dioxus::prelude::*;
use mobile_core::api::SessionView;
use shared::id::PersonId;
use shared::label::parse_label;

use super::Session;
use crate::platform::device;

/// What stands between two codes, and in none that is kept.
const BETWEEN: &str = "\0";
/// Codes of one person.
const MOST: usize = 200;
/// Signs of a code that outlasts the app: preferences are small.
const LONGEST: usize = 200;

impl Session {
    /// Changes which codes want a person.
    pub fn change_missed(mut self, change: impl FnOnce(&mut Vec<String>)) {
        self.missed.with_mut(|missed| {
            change(missed);
            let many = missed.len().saturating_sub(MOST);
            missed.drain(..many);
        });
        if let Some(person) = self.person() {
            keep(person, &self.missed.peek());
        }
    }

    /// Somebody sits here, and finds what they left.
    pub(super) fn seat(mut self, view: SessionView) {
        let before = self.person();
        self.who.set(Some(view));
        let now = self.person();
        if now == before {
            return;
        }
        let mut left = now.map(kept).unwrap_or_default();
        self.change_missed(|missed| {
            if before.is_none() {
                // The first code may come before it is known who works here.
                left.retain(|code| !missed.contains(code));
                left.append(missed);
            }
            *missed = left;
        });
    }

    fn person(self) -> Option<PersonId> {
        let who = self.who.peek();
        who.as_ref()?.person.as_ref().map(|person| person.id)
    }
}

/// The name of what is kept of a person among a device's preferences.
fn preference(person: PersonId) -> String {
    format!("missed-{person}")
}

fn kept(person: PersonId) -> Vec<String> {
    let text = device::find_preference(&preference(person)).unwrap_or_default();
    let codes = text.split(BETWEEN).filter(|code| !code.is_empty());
    codes.map(str::to_owned).collect()
}

fn keep(person: PersonId, codes: &[String]) {
    let text = lasting(codes).join(BETWEEN);
    device::set_preference(
        &preference(person),
        Some(text.as_str()).filter(|text| !text.is_empty()),
    );
}

/// Those that outlast the app: no secret does.
fn lasting(codes: &[String]) -> Vec<String> {
    let lasts = |code: &&String| {
        let fits = code.chars().nth(LONGEST).is_none() && !code.contains(BETWEEN);
        fits && !parse_label(code, None).is_secret()
    };
    codes.iter().filter(lasts).cloned().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_outlasts_the_app_is_short_and_no_secret() {
        let codes = [
            "CN-0VH82-74261".to_owned(),
            "é".repeat(LONGEST),
            "é".repeat(LONGEST + 1),
            "https://inv.example.ca/enrol#3q2-7wEAAAAAAAAAAAAAAQ".to_owned(),
            "]Q3\u{1d}21SN-1".to_owned(),
            "SN\0-1".to_owned(),
        ];
        let expected = [&codes[0], &codes[1], &codes[4]].map(Clone::clone);
        assert_eq!(lasting(&codes), expected);
    }
}
