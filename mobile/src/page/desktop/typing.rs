//! What is typed in a desktop's window. The page catches each stroke before anything in it does, and waits while it is
//! asked here whose it is.

use std::cell::RefCell;

use dioxus::core::{Runtime, ScopeId};
use dioxus::desktop::wry::http::{Request, Response};
use futures_channel::mpsc::UnboundedReceiver;
use mobile_core::wedge::{Arrival, Key, Profile, Stroke, Verdict};
use serde::{Deserialize, Serialize};

use crate::page::Typed;
use crate::page::hearing::{Brought, Hearing};

/// What stands first in the addresses by which the page asks.
const PAGE: &str = "page";

/// A field that holds a code: the number under which the page knows it.
#[derive(Clone, Debug)]
pub struct CodeField(u32);

impl CodeField {
    /// Writes a code over what the field holds.
    pub fn write(&self, code: &str) {
        super::call("writeCode", &(self.0, code));
    }
}

thread_local! {
    /// The window's thread has one page.
    static HEARING: RefCell<Option<Hearing>> = const { RefCell::new(None) };
}

/// What is typed, from now on.
#[must_use]
pub fn typing(profile: &Profile) -> UnboundedReceiver<Typed> {
    let (hearing, receive) = Hearing::new(profile);
    let first = HEARING
        .with_borrow_mut(|own| own.replace(hearing))
        .is_none();
    if first && let Some(window) = super::window() {
        // The handler is the app's and not this screen's, after which others come.
        Runtime::current().in_scope(ScopeId::ROOT, || {
            window.register_asset_handler(PAGE.to_owned(), |request, responder| {
                responder.respond(answer(&request));
            });
        });
    }
    receive
}

/// Listens at that scanner's pace; without one to any, because nobody types now.
pub fn set_pace(profile: Option<&Profile>) {
    with_hearing(|hearing| hearing.set_pace(profile));
}

fn with_hearing<T>(then: impl FnOnce(&mut Hearing) -> T) -> Option<T> {
    HEARING.with_borrow_mut(|hearing| {
        hearing
            .as_mut()
            .filter(|hearing| hearing.is_heard())
            .map(then)
    })
}

/// What the page asks.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Asked {
    /// A key went down.
    Key {
        at_ms: u64,
        field: Option<u32>,
        code: String,
        key: String,
        shift: bool,
        ctrl: bool,
        alt: bool,
        repeats: bool,
    },
    /// Text is about to come.
    Text {
        at_ms: u64,
        field: Option<u32>,
        data: Option<String>,
        input_type: String,
    },
    /// Nothing more came.
    Pause { field: Option<u32> },
    /// An input method begins to compose, or ends.
    Compose(bool),
}

/// What the page is to do.
#[derive(Debug, Default, PartialEq, Eq, Serialize)]
struct Answer {
    /// It was a stroke; what follows is of it.
    stroke: bool,
    /// It is to come to nothing, stroke or not.
    swallow: bool,
    /// A scan has ended: what was remembered for it is of no more use.
    ended: bool,
    /// A run begins: what has the focus is to be remembered as it is.
    begins: bool,
    /// A scanner typed it: nothing else is to see it.
    take: bool,
    /// Only now is that certain: what has the focus is to be as it was remembered.
    becomes: bool,
    /// A text was being composed in it.
    composing: bool,
    /// The last strokes are not each for themselves.
    running: bool,
    /// How long to wait for the next before saying that nothing more came.
    wait_ms: Option<u64>,
}

/// Answers a request of the page; without a body where nobody hears.
fn answer(request: &Request<Vec<u8>>) -> Response<Vec<u8>> {
    let answer = read(request.uri().path(), request.uri().query())
        .and_then(|asked| with_hearing(|hearing| hear(hearing, asked)))
        .and_then(|answer| serde_json::to_vec(&answer).ok());
    Response::new(answer.unwrap_or_default())
}

/// Reads what the page asks: what, in the path, and of what, in the query.
fn read(path: &str, query: Option<&str>) -> Option<Asked> {
    let what = path
        .strip_prefix('/')?
        .strip_prefix(PAGE)?
        .strip_prefix('/')?;
    let said = percent_decoded(query?)?;
    let said: serde_json::Value = serde_json::from_str(&said).ok()?;
    let asked = serde_json::Map::from_iter([(what.to_owned(), said)]);
    serde_json::from_value(asked.into()).ok()
}

fn percent_decoded(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, after @ ..] = rest {
        rest = after;
        if *first != b'%' {
            bytes.push(*first);
            continue;
        }
        let (digits, after) = rest.split_at_checked(2)?;
        bytes.push(u8::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok()?);
        rest = after;
    }
    String::from_utf8(bytes).ok()
}

fn hear(hearing: &mut Hearing, asked: Asked) -> Answer {
    let (at_ms, field, arrived) = match asked {
        Asked::Key {
            at_ms,
            field,
            code,
            key,
            shift,
            ctrl,
            alt,
            repeats,
        } => {
            let key = Key {
                code,
                key,
                shift,
                ctrl,
                alt,
                repeats,
            };
            (at_ms, field, hearing.press(key))
        }
        Asked::Text {
            at_ms,
            field,
            data,
            input_type,
        } => match hearing.bring(data, &input_type) {
            Brought::Stroke(arrived) => (at_ms, field, arrived),
            brought => {
                return Answer {
                    swallow: brought == Brought::Swallow,
                    ..Answer::default()
                };
            }
        },
        Asked::Pause { field } => {
            let mut ended = false;
            hearing.pause(|| {
                ended = true;
                field.map(CodeField)
            });
            return Answer {
                ended,
                ..Answer::default()
            };
        }
        Asked::Compose(begins) => {
            hearing.compose(begins);
            return Answer::default();
        }
    };
    take(hearing, at_ms, field, arrived)
}

fn take(hearing: &mut Hearing, at_ms: u64, field: Option<u32>, arrived: Arrival) -> Answer {
    let mut ended = false;
    let heard = hearing.take(Stroke { at_ms, arrived }, || {
        ended = true;
        field.map(CodeField)
    });
    let (begins, take, becomes) = match heard.verdict {
        Verdict::Leave { begins } => (begins, false, false),
        Verdict::Take { becomes } => (false, true, becomes),
    };
    Answer {
        stroke: true,
        swallow: false,
        ended,
        begins,
        take,
        becomes,
        composing: heard.composing,
        running: hearing.is_running(),
        wait_ms: hearing.wait_ms(),
    }
}

#[cfg(test)]
mod tests {
    use mobile_core::wedge::Scan;

    use super::*;

    /// What the page asks for each key of a text, `gap_ms` apart, the last Enter.
    fn typed(hearing: &mut Hearing, text: &str, gap_ms: u64, field: Option<u32>) -> Vec<Answer> {
        let signs = text.chars().map(|sign| sign.to_string());
        signs
            .chain(["Enter".to_owned()])
            .enumerate()
            .map(|(index, key)| {
                let said = serde_json::json!({
                    "at_ms": 1_000 + gap_ms * index as u64, "field": field, "code": "", "key": key,
                    "shift": false, "ctrl": false, "alt": false, "repeats": false,
                });
                let query: String = said
                    .to_string()
                    .bytes()
                    .map(|byte| format!("%{byte:02X}"))
                    .collect();
                hear(hearing, read("/page/key", Some(&query)).unwrap())
            })
            .collect()
    }

    fn scans(receive: &mut UnboundedReceiver<Typed>) -> Vec<(Scan, Option<u32>)> {
        std::iter::from_fn(|| receive.try_recv().ok())
            .filter_map(|typed| match typed {
                Typed::Scan { scan, field } => Some((scan, field.map(|field| field.0))),
                Typed::Stroke(_) => None,
            })
            .collect()
    }

    #[test]
    fn what_a_scanner_types_is_a_scan_and_comes_to_nothing_in_the_page() {
        let (mut hearing, mut receive) = Hearing::new(&Profile::default());
        let answers = typed(&mut hearing, "SN-12345678", 3, Some(4));
        assert!(answers[0].begins && !answers[0].take);
        assert!(answers.last().is_some_and(|last| last.take));
        assert_eq!(answers.iter().filter(|answer| answer.becomes).count(), 1);
        assert!(answers.iter().all(|answer| answer.stroke));
        let asked = read("/page/pause", Some("{%22field%22:4}")).unwrap();
        assert!(hear(&mut hearing, asked).ended);
        let scans = scans(&mut receive);
        let [(scan, Some(4))] = scans.as_slice() else {
            panic!("{scans:?}")
        };
        assert_eq!(scan.likeliest(&Profile::default()), "SN-12345678");
    }

    #[test]
    fn what_a_person_types_is_left_to_them() {
        let (mut hearing, mut receive) = Hearing::new(&Profile::default());
        let answers = typed(&mut hearing, "SN-1234", 140, None);
        assert!(answers.iter().all(|answer| !answer.take && !answer.swallow));
        assert_eq!(scans(&mut receive), []);
    }

    #[test]
    fn what_is_no_question_of_the_page_has_no_answer() {
        for (path, query) in [
            ("/page/key", None),
            ("/page/key", Some("%7B%22at_ms")),
            ("/page/key", Some("%7")),
            ("/page/else", Some("{}")),
            ("/else", Some("{}")),
        ] {
            assert!(read(path, query).is_none(), "{path} {query:?}");
        }
        assert!(matches!(
            read("/page/compose", Some("true")),
            Some(Asked::Compose(true))
        ));
    }
}
