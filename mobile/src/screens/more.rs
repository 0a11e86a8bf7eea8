//! Plus: language, appearance, sounds, who one is, this device, and the way out for unsent work.

use assets::Icon;
use dioxus::prelude::*;
use mobile_core::api::{Answer, Command, Query, RowsOf, SessionView};

use crate::components::{Alt, Fact, Facts, Notice, Segments, TextButton, Tone};
use crate::i18n::label;
use crate::i18n::names::role_name;
use crate::page::Storage;
use crate::platform::{Persistence, device};
use crate::route::Route;
use crate::screens::find::export;
use crate::screens::installing::Installing;
use crate::screens::labels::LabelLink;
use crate::screens::sharing::SharedDevice;
use crate::screens::title::use_title;
use crate::screens::unsent::Unsent;
use crate::session::{
    Asked, LANGUAGE_PREFERENCE, SILENT, SOUND_PREFERENCE, SPOKEN, THEME_PREFERENCE, failure,
    use_answer, use_session,
};
use crate::{page, t};

/// The screen.
#[component]
pub fn More() -> Element {
    use_title(|| t!("more-title"));
    rsx! {
        div { class: "screen",
            header { class: "top", h1 { class: "grow", {t!("more-title")} } }
            Preferences {}
            Who {}
            SharedDevice {}
            Device {}
            Installing {}
            div { class: "pad stack",
                Link { class: "alt", to: Route::Places {}, span { {t!("places-title")} } }
                Link { class: "alt", to: Route::TryScanner {}, span { {t!("try-scanner")} } }
            }
            Organisation {}
            Files {}
            Unsent {}
            Leaving {}
        }
    }
}

/// How the organisation is set up; whoever may not change it reads it.
#[component]
fn Organisation() -> Element {
    let session = use_session();
    let enrolled = session
        .who
        .read()
        .as_ref()
        .is_some_and(|who| who.person.is_some());
    if !enrolled {
        return rsx! {};
    }
    rsx! {
        h2 { class: "section", {t!("more-organisation")} }
        div { class: "pad stack",
            Link { class: "alt", to: Route::People {}, span { {t!("more-people")} } }
            Link { class: "alt", to: Route::Teams {}, span { {t!("more-teams")} } }
            Link { class: "alt", to: Route::Types {}, span { {t!("more-types")} } }
            Link { class: "alt", to: Route::Organisation {}, span { {t!("more-settings")} } }
            Link { class: "alt", to: Route::NewPhone {}, span { {t!("new-phone-title")} } }
        }
    }
}

/// One preference among a few words; the first follows the device.
#[component]
pub(super) fn Preference(
    name: &'static str,
    title: String,
    words: Vec<String>,
    values: Vec<&'static str>,
) -> Element {
    let session = use_session();
    let mut kept = use_signal(|| device::find_preference(name).unwrap_or_default());
    let chosen = values
        .iter()
        .position(|value| *value == kept.read().as_str())
        .unwrap_or(0);
    rsx! {
        div { class: "pad stack",
            h2 { class: "small muted", "{title}" }
            Segments { name: title.clone(), words, chosen,
                onchoose: move |index: usize| {
                    let value = values[index];
                    kept.set(value.to_owned());
                    session.prefer(name, Some(value).filter(|value| !value.is_empty()));
                },
            }
        }
    }
}

#[component]
fn Preferences() -> Element {
    let mut sounds = vec![t!("more-sound-on"), t!("more-sound-off")];
    let mut values = vec!["", SILENT];
    if page::can_say() {
        sounds.insert(1, t!("more-sound-spoken"));
        values.insert(1, SPOKEN);
    }
    rsx! {
        Preference { name: LANGUAGE_PREFERENCE, title: t!("more-language"),
            words: vec![t!("more-language-device"), t!("more-language-fr"), t!("more-language-en")],
            values: vec!["", "fr", "en"],
        }
        Preference { name: THEME_PREFERENCE, title: t!("more-theme"),
            words: vec![t!("more-theme-device"), t!("more-theme-light"), t!("more-theme-dark")],
            values: vec!["", "light", "dark"],
        }
        Preference { name: SOUND_PREFERENCE, title: t!("more-sound"), words: sounds, values }
    }
}

/// Whom the device works for, as it is now: roles come and go by sync.
fn use_who() -> Signal<Asked<SessionView>> {
    use_answer(
        || Some(Command::Session),
        |answer| match answer {
            Answer::Session(who) => Some(who),
            _ => None,
        },
    )
}

#[component]
fn Who() -> Element {
    let who = use_who();
    let Some(who) = who.read().known().cloned() else {
        return rsx! {};
    };
    rsx! {
        h2 { class: "section", {t!("more-who")} }
        div { class: "card inset",
            Facts {
                Fact { name: t!("more-person"),
                    match &who.person {
                        Some(person) => rsx! { span { class: "text", "{person.name}" } },
                        None => rsx! { Link { class: "link", to: Route::Enrol {}, {t!("more-enrol")} } },
                    }
                }
                if let Some(organisation) = &who.organisation {
                    Fact { name: t!("more-organisation"), span { class: "text", "{organisation}" } }
                }
                for team in who.teams.clone() {
                    Fact { name: t!("more-team", team: label(&team.label)), {role_name(team.role)} }
                }
            }
        }
    }
}

/// What this device keeps, and whether the browser will go on keeping it.
#[component]
fn Device() -> Element {
    let who = use_who();
    let mut storage = use_signal(Storage::default);
    use_future(move || async move { storage.set(page::storage().await) });
    let items = who.read().known().map(|who| who.items);
    let kept = storage().kept;
    rsx! {
        h2 { class: "section", {t!("more-device")} }
        div { class: "card inset",
            Facts {
                Fact { name: t!("more-items"), span { class: "num", {items.map_or_else(|| t!("nothing"), |items| t!("count", count: items))} } }
                Fact { name: t!("more-server"), span { class: "text", {page::host()} } }
                if let Some(used) = storage().used {
                    Fact { name: t!("more-storage"), {t!("more-storage-used", used: size(used))} }
                }
                Fact { name: t!("more-version"), span { class: "num", {env!("CARGO_PKG_VERSION")} } }
            }
        }
        div { class: "inset",
            match kept {
                Some(true) => rsx! { Notice { tone: Tone::Here, p { {t!("more-storage-kept")} } } },
                Some(false) => rsx! {
                    Notice { tone: Tone::Unknown, title: t!("more-storage-loose"),
                        p { {t!("more-storage-loose-help")} }
                        TextButton { icon: Icon::HardDrive,
                            onclick: move |()| {
                                spawn(async move {
                                    let answer = device::request_persistence().await;
                                    let kept = Some(answer == Persistence::Kept);
                                    storage.with_mut(|storage| storage.kept = kept);
                                });
                            },
                            {t!("more-storage-ask")}
                        }
                    }
                },
                None => rsx! { Notice { tone: Tone::Again, p { {t!("more-storage-unknown")} } } },
            }
        }
    }
}

/// Bytes as a person reads them.
fn size(bytes: u64) -> String {
    match bytes {
        0..1_000_000 => t!("size-kilobytes", count: bytes.div_ceil(1_000)),
        _ => t!("size-megabytes", count: bytes.div_ceil(1_000_000)),
    }
}

/// Tables in and out.
#[component]
fn Files() -> Element {
    let session = use_session();
    let save = move |of: RowsOf| {
        spawn(export(session, of, Query::default()));
    };
    rsx! {
        h2 { class: "section", {t!("files-title")} }
        div { class: "pad stack",
            Link { class: "alt", to: Route::Import {}, span { {t!("import-title")} } }
            Alt { icon: Icon::Download, onclick: move |()| save(RowsOf::Items), {t!("export-all")} }
            Alt { icon: Icon::Download, onclick: move |()| save(RowsOf::Places), {t!("export-places")} }
        }
    }
}

/// Labels without a CI, and whom the device works for from now on.
#[component]
fn Leaving() -> Element {
    let session = use_session();
    rsx! {
        div { class: "pad stack",
            LabelLink { class: "alt", {t!("more-blank-labels")} }
            Link { class: "link small", to: Route::Enrol {}, {t!("more-enrol-other")} }
            if session.who.read().as_ref().is_some_and(|who| who.person.is_some()) {
                Alt { icon: Icon::Lock,
                    onclick: move |()| {
                        spawn(async move {
                            // What comes of it is told by an event, which leads to the way in.
                            if let Err(error) = session.ask(Command::SignOut).await {
                                session.tell(failure(&error));
                            }
                        });
                    },
                    {t!("more-sign-out")}
                }
                p { class: "small muted", {t!("more-sign-out-help")} }
            }
        }
    }
}
