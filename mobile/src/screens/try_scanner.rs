//! What this device's scanner types, stroke by stroke, and learning its ways from one printed label.

use assets::Icon;
use dioxus::prelude::*;
use mobile_core::wedge::{
    Arrival, How, Lesson, Picture, Profile, STEP_PICTURE, Stroke, TEST_LABEL_PICTURE, Way, learn,
};

use crate::components::{Alt, Fact, Facts, IconButton, Notice, Tone};
use crate::keyboard::use_keys;
use crate::page::{self, Shortcut};
use crate::screens::title::use_title;
use crate::t;
use crate::typing::{sense, use_scans, use_strokes, use_typing_here};

/// So many of the last strokes are shown.
const SHOWN: usize = 120;

/// What came of the last scan here.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Trial {
    /// It was the test label.
    Learned(Lesson),
    /// It was another, or came too garbled; what it may be.
    Other(Vec<(String, How)>),
}

/// The screen.
#[component]
pub fn TryScanner() -> Element {
    use_title(|| t!("try-scanner"));
    let navigator = use_navigator();
    let typing = use_typing_here();
    let mut strokes = use_signal(Vec::<Stroke>::new);
    let mut trial = use_signal(|| None::<Trial>);
    use_strokes(move |stroke| {
        let mut strokes = strokes.write();
        if strokes.len() == SHOWN {
            strokes.remove(0);
        }
        strokes.push(stroke);
    });
    use_scans(move |scan| {
        let come = match learn(&scan) {
            Some(lesson) => {
                typing.learn(lesson.profile.clone());
                sense(Tone::Here);
                Trial::Learned(lesson)
            }
            None => {
                sense(Tone::Unknown);
                let readings = typing.readings(&scan).into_iter();
                Trial::Other(
                    readings
                        .filter(|reading| reading.how != How::Guessed)
                        .map(|reading| (reading.text, reading.how))
                        .collect(),
                )
            }
        };
        trial.set(Some(come));
    });
    use_keys(move |key| {
        let leaves = key == Shortcut::Back;
        if leaves {
            navigator.go_back();
        }
        leaves
    });
    rsx! {
        div { class: "screen",
            header { class: "top",
                IconButton { icon: Icon::ArrowLeft, name: t!("back"), onclick: move |()| navigator.go_back() }
                h1 { class: "grow", {t!("try-scanner")} }
            }
            div { class: "pad stack",
                p { {t!("try-help")} }
                div { class: "printed", Drawn { picture: TEST_LABEL_PICTURE, name: t!("try-label") } }
                Alt { icon: Icon::Printer, onclick: move |()| page::print(), {t!("try-print")} }
                match &*trial.read() {
                    Some(Trial::Learned(lesson)) => rsx! {
                        Notice { tone: Tone::Here, title: t!("try-learned"),
                            p { {way_words(&lesson.profile.way)} }
                            if !lesson.has_end {
                                p { {t!("try-no-end")} }
                            }
                            if lesson.twice {
                                p { {t!("typed-twice-told")} }
                            }
                        }
                    },
                    Some(Trial::Other(readings)) => rsx! {
                        Notice { tone: Tone::Unknown, title: t!("try-other"),
                            p { {t!("try-other-help")} }
                            for (text , how) in readings.clone() {
                                p { key: "{text}",
                                    span { class: "small muted", {how_words(how)} }
                                    " "
                                    span { class: "code text", "{text}" }
                                }
                            }
                        }
                    },
                    None => rsx! {},
                }
            }
            Known { profile: typing.profile.cloned(), onforget: move |()| {
                trial.set(None);
                typing.learn(Profile::default());
            } }
            Strokes { strokes: strokes.cloned() }
            h2 { class: "section", {t!("try-step")} }
            div { class: "pad stack",
                p { {t!("try-step-help")} }
                div { class: "printed small-print", Drawn { picture: STEP_PICTURE, name: t!("try-step") } }
            }
        }
    }
}

/// What is remembered of the scanner.
#[component]
fn Known(profile: Profile, onforget: EventHandler<()>) -> Element {
    if profile == Profile::default() {
        return rsx! {};
    }
    rsx! {
        h2 { class: "section", {t!("try-known")} }
        div { class: "card inset",
            Facts {
                Fact { name: t!("try-way"), {way_words(&profile.way)} }
                if !profile.prefix.is_empty() {
                    Fact { name: t!("try-prefix"), span { class: "code text", "{profile.prefix}" } }
                }
                if !profile.suffix.is_empty() {
                    Fact { name: t!("try-suffix"), span { class: "code text", "{profile.suffix}" } }
                }
                if let Some(gap) = profile.gap_ms {
                    Fact { name: t!("try-pace"), {t!("try-milliseconds", count: gap)} }
                }
            }
        }
        div { class: "pad",
            Alt { icon: Icon::Undo, onclick: move |()| onforget.call(()), {t!("try-forget")} }
        }
    }
}

/// Each stroke: the physical key, what the layout makes of it, and the time since the one before.
#[component]
fn Strokes(strokes: Vec<Stroke>) -> Element {
    if strokes.is_empty() {
        return rsx! {};
    }
    let mut before = None::<u64>;
    let lines = strokes.into_iter().map(|stroke| {
        let gap = before.map(|before| stroke.at_ms.saturating_sub(before));
        before = Some(stroke.at_ms);
        let (code, sign) = match stroke.arrived {
            Arrival::Key(key) => (key.code, key.key),
            Arrival::Text(text) => (String::new(), text),
        };
        (
            code,
            sign,
            gap.map_or_else(String::new, |gap| gap.to_string()),
        )
    });
    rsx! {
        h2 { class: "section", {t!("try-strokes")} }
        div { class: "pad",
            table { class: "strokes small",
                thead {
                    tr {
                        th { {t!("try-key")} }
                        th { {t!("try-sign")} }
                        th { {t!("try-gap")} }
                    }
                }
                tbody {
                    for (code , sign , gap) in lines {
                        tr {
                            td { class: "num", "{code}" }
                            td { class: "num", "{sign}" }
                            td { class: "num", "{gap}" }
                        }
                    }
                }
            }
        }
    }
}

/// A picture of modules with its quiet zone.
#[component]
fn Drawn(picture: Picture, name: String) -> Element {
    /// What the standard asks around a code.
    const QUIET: usize = 4;
    let across = picture.width + 2 * QUIET;
    let modules: String = (0..picture.width)
        .flat_map(|y| (0..picture.width).map(move |x| (x, y)))
        .filter(|(x, y)| picture.is_dark(*x, *y))
        .map(|(x, y)| format!("M{} {}h1v1h-1z", x + QUIET, y + QUIET))
        .collect();
    rsx! {
        svg {
            view_box: "0 0 {across} {across}",
            role: "img",
            "aria-label": "{name}",
            shape_rendering: "crispEdges",
            path { d: "{modules}" }
        }
    }
}

fn way_words(way: &Way) -> String {
    match way {
        Way::Unknown => t!("try-way-unknown"),
        Way::AsTyped => t!("try-way-typed"),
        Way::Keys => t!("try-way-keys"),
        Way::Layout(name) => t!("try-way-layout", layout: name.as_str()),
        Way::Table(_) => t!("try-way-table"),
    }
}

fn how_words(how: How) -> String {
    match how {
        How::Learned => t!("try-how-learned"),
        How::AsTyped => t!("try-how-typed"),
        How::ByKeys => t!("try-how-keys"),
        How::Guessed | How::WithoutAffix => t!("try-how-part"),
        How::Once => t!("try-how-once"),
    }
}
