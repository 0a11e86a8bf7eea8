//! The way out for unsent work, and the way in on another device: as a file.

use assets::Icon;
use dioxus::html::FileData;
use dioxus::prelude::*;
use mobile_core::EngineError;
use mobile_core::api::{Answer, Command, MAX_UNSENT_BYTES, TakenIn, UnsentRefusal};

use crate::components::{Alt, Drawing, Notice, Tone};
use crate::platform::StoreError;
use crate::session::{Session, failure, use_session};
use crate::{page, t};

/// What came of taking a file in.
#[derive(Clone, PartialEq)]
enum Came {
    In(TakenIn),
    Not(String),
}

/// Saving and taking in.
#[component]
pub fn Unsent() -> Element {
    let session = use_session();
    let pending = session.sync.read().pending;
    let mut came = use_signal(|| None::<Came>);
    rsx! {
        h2 { class: "section", {t!("more-unsent")} }
        div { class: "pad stack",
            p { {t!("more-unsent-count", count: pending)} }
            if pending > 0 {
                Alt { icon: Icon::Download,
                    onclick: move |()| {
                        spawn(save(session));
                    },
                    {t!("more-unsent-save")}
                }
            }
            label { class: "alt", r#for: FILE,
                Drawing { icon: Icon::FolderOpen }
                span { {t!("unsent-take")} }
            }
            input {
                id: FILE,
                class: "said",
                r#type: "file",
                accept: ".json,.recense,application/json",
                onchange: move |event| {
                    let chosen = event.files().into_iter().next();
                    page::forget_choice(FILE);
                    if let Some(file) = chosen {
                        came.set(None);
                        spawn(async move {
                            let what = take(session, file).await;
                            came.set(Some(what));
                        });
                    }
                },
            }
            p { class: "small muted", {t!("unsent-take-help")} }
            match came.cloned() {
                Some(Came::In(TakenIn { taken: 0, known })) => rsx! {
                    Notice { tone: Tone::Again, p { {t!("unsent-nothing-new", count: known)} } }
                },
                Some(Came::In(TakenIn { taken, known })) => rsx! {
                    Notice { tone: Tone::Here,
                        p { {t!("unsent-taken", count: taken)} }
                        if known > 0 {
                            p { {t!("unsent-known", count: known)} }
                        }
                    }
                },
                Some(Came::Not(why)) => rsx! {
                    Notice { tone: Tone::Wrong, title: t!("unsent-refused"), p { class: "text", "{why}" } }
                },
                None => rsx! {},
            }
        }
    }
}

const FILE: &str = "unsent-file";

async fn save(session: Session) {
    match session.ask(Command::SaveUnsent).await {
        Ok(Answer::Unsent(text)) => {
            if page::save_file(&t!("more-unsent-file"), &text).await {
                session.tell(t!("more-unsent-saved"));
            }
        }
        Ok(_) => {}
        Err(error) => session.tell(failure(&error)),
    }
}

async fn take(session: Session, file: FileData) -> Came {
    // Nothing that large is read into memory.
    if usize::try_from(file.size()).is_ok_and(|size| size > MAX_UNSENT_BYTES) {
        return Came::Not(t!("unsent-too-large"));
    }
    let Ok(bytes) = file.read_bytes().await else {
        return Came::Not(t!("unsent-unreadable"));
    };
    let Ok(text) = String::from_utf8(bytes.to_vec()) else {
        return Came::Not(t!("unsent-not-ours"));
    };
    match session.ask(Command::TakeUnsent(text)).await {
        Ok(Answer::TakenIn(taken)) => Came::In(taken),
        Ok(_) => Came::Not(t!("failed-help")),
        Err(StoreError::Engine(EngineError::UnsentFile(why))) => Came::Not(refused(&why)),
        Err(error) => Came::Not(failure(&error)),
    }
}

/// Why a file of unsent work is not taken in.
fn refused(refusal: &UnsentRefusal) -> String {
    match refusal {
        UnsentRefusal::NotOurs => t!("unsent-not-ours"),
        UnsentRefusal::TooLarge => t!("unsent-too-large"),
        UnsentRefusal::Damaged => t!("unsent-damaged"),
        UnsentRefusal::Newer => t!("unsent-newer"),
        UnsentRefusal::OtherOrganisation => t!("unsent-other-organisation"),
        UnsentRefusal::OtherPerson(name) if name.is_empty() => t!("unsent-somebodys"),
        UnsentRefusal::OtherPerson(name) => t!("unsent-other-person", person: name.as_str()),
    }
}
