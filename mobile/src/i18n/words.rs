//! The languages and their messages.

use std::borrow::Cow;
use std::cell::RefCell;

use assets::Translations;
use fluent_bundle::{FluentArgs, FluentBundle, FluentResource, FluentValue};
use unic_langid::LanguageIdentifier;

/// A language that the app speaks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Language {
    /// French, the first.
    #[default]
    French,
    /// English.
    English,
}

impl Language {
    /// The language's code (ISO 639-1), which is also its name in preferences and in labels.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::French => "fr",
            Self::English => "en",
        }
    }

    /// The language of a tag such as `fr-CA`, if the app speaks it.
    #[must_use]
    pub fn of_tag(tag: &str) -> Option<Self> {
        match tag.split(['-', '_']).next()?.to_ascii_lowercase().as_str() {
            "fr" => Some(Self::French),
            "en" => Some(Self::English),
            _ => None,
        }
    }

    /// The first wanted language that the app speaks; English where it speaks none of them.
    #[must_use]
    pub fn of_device(wanted: &[String]) -> Self {
        wanted
            .iter()
            .find_map(|tag| Self::of_tag(tag))
            .unwrap_or(Self::English)
    }
}

type Bundle = FluentBundle<FluentResource>;

/// What is known of the words: those of parts come with the parts.
struct Known {
    translations: Vec<Translations>,
    french: Option<Bundle>,
    english: Option<Bundle>,
}

thread_local! {
    static KNOWN: RefCell<Known> = RefCell::new(Known {
        #[cfg(feature = "split")]
        translations: vec![assets::APP],
        #[cfg(not(feature = "split"))]
        translations: vec![assets::APP, assets::DAILY, assets::OFFICE],
        french: None,
        english: None,
    });
}

/// Takes the words of a part that was loaded.
#[cfg(feature = "split")]
pub(crate) fn learn(translations: Translations) {
    KNOWN.with_borrow_mut(|known| {
        if !known.translations.contains(&translations) {
            known.translations.push(translations);
            known.french = None;
            known.english = None;
        }
    });
}

/// A message in a language. An id without a message says itself; a test holds that none does.
#[must_use]
pub fn say(language: Language, id: &str, args: &[(&'static str, FluentValue<'_>)]) -> String {
    KNOWN.with_borrow_mut(|known| {
        let bundle = match language {
            Language::French => &mut known.french,
            Language::English => &mut known.english,
        };
        let bundle = bundle.get_or_insert_with(|| load(language, &known.translations));
        let Some(pattern) = bundle.get_message(id).and_then(|message| message.value()) else {
            return id.to_owned();
        };
        let args: FluentArgs<'_> = args
            .iter()
            .map(|(name, value)| (Cow::Borrowed(*name), isolated(value)))
            .collect();
        let mut errors = Vec::new();
        bundle
            .format_pattern(pattern, Some(&args), &mut errors)
            .into_owned()
    })
}

fn load(language: Language, translations: &[Translations]) -> Bundle {
    // The codes are tags by construction.
    let tag: LanguageIdentifier = language.code().parse().unwrap_or_default();
    let mut bundle = Bundle::new(vec![tag]);
    // Isolation marks around every argument would be copied with numbers and names; `isolated` puts
    // them where they are needed.
    bundle.set_use_isolating(false);
    let numbers: fn(&FluentValue<'_>, &_) -> Option<String> = match language {
        Language::French => |value, _| grouped(value, '\u{202f}'),
        Language::English => |value, _| grouped(value, ','),
    };
    bundle.set_formatter(Some(numbers));
    let files = translations.iter().flat_map(|words| match language {
        Language::French => words.french,
        Language::English => words.english,
    });
    for (_, source) in files {
        // A file with an error still gives the messages that it has; a test keeps all whole.
        let resource = FluentResource::try_new((*source).to_owned());
        bundle.add_resource_overriding(resource.unwrap_or_else(|(resource, _)| resource));
    }
    bundle
}

/// Whole numbers in groups of three digits; everything else as it is.
fn grouped(value: &FluentValue<'_>, separator: char) -> Option<String> {
    let FluentValue::Number(number) = value else {
        return None;
    };
    let digits = number.as_string();
    if digits.len() < 4 || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let mut text = String::with_capacity(digits.len() + 4);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(separator);
        }
        text.push(digit);
    }
    Some(text)
}

/// Keeps text that runs from right to left, or that steers direction, from turning the sentence
/// around it.
fn isolated<'a>(value: &'a FluentValue<'_>) -> FluentValue<'a> {
    match value {
        FluentValue::String(text) if text.chars().any(turns) => {
            // Isolates that the text leaves open are closed, so that it ends where we say.
            let open = text
                .chars()
                .filter(|sign| ('\u{2066}'..='\u{2068}').contains(sign))
                .count();
            let ends = "\u{2069}".repeat(open + 1);
            FluentValue::from(format!("\u{2068}{text}{ends}"))
        }
        FluentValue::String(text) => FluentValue::from(text.as_ref()),
        other => other.clone(),
    }
}

/// Hebrew, Arabic and their neighbours, and the signs that steer direction.
const fn turns(sign: char) -> bool {
    matches!(sign,
        '\u{0590}'..='\u{08ff}'
        | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}'
        | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{feff}'
        | '\u{10800}'..='\u{10fff}' | '\u{1e800}'..='\u{1efff}')
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::path::{Path, PathBuf};

    use super::*;

    #[track_caller]
    fn check(language: Language, id: &str, args: &[(&'static str, FluentValue<'_>)], said: &str) {
        assert_eq!(say(language, id, args), said);
    }

    #[test]
    fn a_message_is_said_with_its_arguments_and_plurals() {
        let count = |n: u64| [("count", FluentValue::from(n))];
        check(
            Language::French,
            "scan-put-in",
            &[("place", "B-214".into())],
            "Mettre en B-214",
        );
        check(
            Language::English,
            "scan-put-in",
            &[("place", "B-214".into())],
            "Put in B-214",
        );
        check(
            Language::French,
            "edit-save-count",
            &count(0),
            "Enregistrer 0 changement",
        );
        check(
            Language::French,
            "edit-save-count",
            &count(2),
            "Enregistrer 2 changements",
        );
        check(
            Language::English,
            "edit-save-count",
            &count(0),
            "Save 0 changes",
        );
        check(
            Language::English,
            "edit-save-count",
            &count(1),
            "Save 1 change",
        );
        // French has zero among one.
        let none = "Aucune ligne trouvée";
        check(Language::French, "import-found", &count(0), none);
        check(Language::French, "count", &count(104_212), "104\u{202f}212");
        check(Language::English, "count", &count(1_284), "1,284");
    }

    #[test]
    fn text_from_right_to_left_stays_within_its_place() {
        let said = say(
            Language::English,
            "scan-put-in",
            &[("place", "\u{202e}B-214".into())],
        );
        assert_eq!(said, "Put in \u{2068}\u{202e}B-214\u{2069}");
    }

    #[test]
    fn the_language_follows_the_device_as_far_as_the_app_speaks_it() {
        let of = |tags: &[&str]| {
            Language::of_device(&tags.iter().map(|&tag| tag.to_owned()).collect::<Vec<_>>())
        };
        assert_eq!(of(&["de-CH", "fr-CA", "en"]), Language::French);
        assert_eq!(of(&["EN_us"]), Language::English);
        assert_eq!(of(&["de"]), Language::English);
        assert_eq!(of(&[]), Language::English);
    }

    /// The ids of messages.
    fn ids(words: Translations) -> BTreeSet<&'static str> {
        let lines = words.french.iter().flat_map(|(_, source)| source.lines());
        lines
            .filter_map(|line| line.split_once(" = ").or(line.split_once(" =")))
            .filter(|(id, _)| id.starts_with(|sign: char| sign.is_ascii_lowercase()))
            .map(|(id, _)| id)
            .collect()
    }

    /// The ids that are said in the sources below a folder, each with the source.
    fn said(folder: &Path, found: &mut Vec<(String, PathBuf)>) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                said(&path, found);
                continue;
            }
            let code = std::fs::read_to_string(&path).unwrap();
            let messages = code.split(concat!("t!", "(")).skip(1);
            for id in messages.filter_map(|rest| rest.trim_start().strip_prefix('"')) {
                let id = id.split('"').next().unwrap_or_default();
                let plain =
                    |sign: u8| sign.is_ascii_lowercase() || sign.is_ascii_digit() || sign == b'-';
                if id.bytes().all(plain) {
                    found.push((id.to_owned(), path.clone()));
                }
            }
        }
    }

    fn all_said() -> Vec<(String, PathBuf)> {
        let mut found = Vec::new();
        said(
            Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/src")),
            &mut found,
        );
        found
    }

    /// A message of a part that another says would be its bare id until that part is loaded.
    #[test]
    fn the_words_of_a_part_are_said_in_that_part_alone() {
        let daily = [
            "conflict.rs",
            "create.rs",
            "edit",
            "edit.rs",
            "evicted.rs",
            "find",
            "history.rs",
            "install.rs",
            "installing.rs",
            "more.rs",
            "outbox.rs",
            "record.rs",
            "sharing",
            "sharing.rs",
            "suspects.rs",
            "try_scanner.rs",
            "unsent.rs",
        ];
        let screens = concat!(env!("CARGO_MANIFEST_DIR"), "/src/screens");
        for (words, folders) in [(assets::DAILY, &daily[..]), (assets::OFFICE, &["office"])] {
            let ids = ids(words);
            for (id, path) in all_said() {
                let within = path.strip_prefix(screens).ok();
                let there = within
                    .is_some_and(|path| folders.iter().any(|folder| path.starts_with(folder)));
                assert!(
                    there || !ids.contains(id.as_str()),
                    "{id} in {}",
                    path.display()
                );
            }
        }
    }

    #[test]
    fn every_message_that_is_said_exists_and_every_one_that_exists_is_said() {
        let found = all_said();
        let said: BTreeSet<&str> = found.iter().map(|(id, _)| id.as_str()).collect();
        let all = [assets::APP, assets::DAILY, assets::OFFICE];
        let written: BTreeSet<&str> = all.into_iter().flat_map(ids).collect();
        let missing: Vec<_> = said.difference(&written).collect();
        let unsaid: Vec<_> = written.difference(&said).collect();
        assert!(
            missing.is_empty() && unsaid.is_empty(),
            "missing {missing:?}, never said {unsaid:?}"
        );
    }
}
