//! Bringing a file in: choose it, see what was found, say what its columns hold, try it, do it, take it back.

use assets::Icon;
use dioxus::html::{FileData, HasFileData as _};
use dioxus::prelude::*;
use mobile_core::api::{Answer, Command, ImportSettings, ImportStep, ImportView, RowsOf};

use super::import_reading::Reading;
use super::import_trial::{Counts, Questions, Rows};
use crate::components::{Alt, Go, Notice, Segments, TextButton, Tone};
use crate::screens::title::use_title;
use crate::session::{Session, failure, use_session};
use crate::t;

/// The file that is under way, as the engine last said.
#[derive(Clone, Copy, PartialEq)]
pub(super) struct Desk {
    session: Session,
    view: Signal<Option<ImportView>>,
    /// A step is under way.
    busy: Signal<bool>,
    trouble: Signal<Option<String>>,
}

impl Desk {
    /// One step; what came of it is drawn. Says whether there is more to do.
    async fn step(mut self, step: ImportStep) -> Option<ImportView> {
        match self.session.ask(Command::Import(step)).await {
            Ok(Answer::Import(view)) => {
                let view = view.map(|view| *view);
                if view.is_none() && self.view.peek().is_some() {
                    // The store has changed hands, and the file went with it.
                    self.trouble.set(Some(t!("import-lost")));
                }
                self.view.set(view.clone());
                view
            }
            Ok(_) => None,
            Err(error) => {
                self.trouble.set(Some(failure(&error)));
                None
            }
        }
    }

    /// Steps until there is nothing left.
    fn go_on(mut self, step: ImportStep, is_done: fn(&ImportView) -> bool) {
        self.busy.set(true);
        self.trouble.set(None);
        spawn(async move {
            while let Some(view) = self.step(step.clone()).await {
                if is_done(&view) {
                    break;
                }
            }
            self.busy.set(false);
        });
    }

    fn take(mut self, of: RowsOf, file: FileData) {
        self.busy.set(true);
        self.trouble.set(None);
        spawn(async move {
            match file.read_bytes().await {
                Ok(bytes) => {
                    let bytes = bytes.to_vec();
                    self.step(ImportStep::Take { of, bytes }).await;
                }
                Err(_) => self.trouble.set(Some(t!("import-unreadable"))),
            }
            self.busy.set(false);
        });
    }

    /// Reads the file otherwise; if it was tried already, it is tried again.
    pub(super) fn set(mut self, settings: ImportSettings) {
        let tried = self.view.peek().as_ref().is_some_and(|view| view.tried > 0);
        self.trouble.set(None);
        spawn(async move {
            self.step(ImportStep::Set(Box::new(settings))).await;
            if tried {
                self.try_all();
            }
        });
    }

    pub(super) fn try_all(self) {
        self.go_on(ImportStep::Try, |view| view.tried == view.rows);
    }

    fn run_all(self) {
        self.go_on(ImportStep::Run, |view| view.done == view.rows);
    }

    fn forget(mut self) {
        self.view.set(None);
        spawn(async move {
            self.step(ImportStep::Forget).await;
        });
    }
}

/// The screen.
#[component]
pub fn Import() -> Element {
    use_title(|| t!("import-title"));
    let desk = Desk {
        session: use_session(),
        view: use_signal(|| None),
        busy: use_signal(|| false),
        trouble: use_signal(|| None),
    };
    let trouble = desk.trouble.cloned();
    rsx! {
        div { class: "screen",
            header { class: "top", h1 { class: "grow", {t!("import-title")} } }
            if let Some(trouble) = trouble {
                div { class: "inset", Notice { tone: Tone::Wrong, p { "{trouble}" } } }
            }
            match desk.view.cloned() {
                None => rsx! { Choose { desk } },
                Some(view) if view.tried == 0 && !(desk.busy)() => rsx! { Found { desk, view } },
                Some(view) if view.tried < view.rows => rsx! {
                    p { class: "pad", role: "status", {t!("import-trying", done: view.tried, all: view.rows)} }
                },
                Some(view) if view.done == 0 && !(desk.busy)() => rsx! { Tried { desk, view } },
                Some(view) => rsx! { Done { desk, view } },
            }
        }
    }
}

/// Which file?
#[component]
fn Choose(desk: Desk) -> Element {
    let mut of = use_signal(|| RowsOf::Items);
    let kinds = [RowsOf::Items, RowsOf::Places];
    let chosen = kinds.iter().position(|kind| *kind == of()).unwrap_or(0);
    rsx! {
        div { class: "pad stack",
            Segments { name: t!("import-of"), words: vec![t!("import-of-items"), t!("import-of-places")], chosen,
                onchoose: move |index: usize| of.set(kinds[index]),
            }
            label {
                class: "alt accent",
                r#for: FILE,
                ondragover: move |event| event.prevent_default(),
                ondrop: move |event| {
                    event.prevent_default();
                    if let Some(file) = event.files().into_iter().next() {
                        desk.take(of(), file);
                    }
                },
                span { {t!("import-choose")} }
            }
            input {
                id: FILE,
                class: "said",
                r#type: "file",
                accept: ".csv,.txt,.tsv,text/csv,text/plain",
                disabled: (desk.busy)(),
                onchange: move |event| {
                    if let Some(file) = event.files().into_iter().next() {
                        desk.take(of(), file);
                    }
                },
            }
            p { class: "small muted", {t!("import-help")} }
        }
    }
}

const FILE: &str = "import-file";

/// What was found in it.
#[component]
fn Found(desk: Desk, view: ImportView) -> Element {
    let rows = view.rows;
    rsx! {
        Reading { desk, view }
        div { class: "pad bar-below",
            Go { icon: Icon::FileCheck, disabled: rows == 0, onclick: move |()| desk.try_all(), {t!("import-try", count: rows)} }
            TextButton { onclick: move |()| desk.forget(), {t!("import-other")} }
        }
    }
}

/// What the dry run says: nothing is written yet.
#[component]
fn Tried(desk: Desk, view: ImportView) -> Element {
    let [created, updated, ..] = view.counts;
    let does = created + updated;
    rsx! {
        Counts { counts: view.counts, rows: view.rows }
        Questions { desk, view: view.clone() }
        Rows { view: view.clone() }
        div { class: "pad bar-below",
            Go { icon: Icon::Check, disabled: does == 0, onclick: move |()| desk.run_all(), {t!("import-run", count: does)} }
            Alt {
                icon: Icon::Pencil,
                onclick: move |()| {
                    // The same settings again: what was tried is forgotten.
                    let settings = view.settings.clone();
                    spawn(async move {
                        desk.step(ImportStep::Set(Box::new(settings))).await;
                    });
                },
                {t!("import-back")}
            }
            TextButton { onclick: move |()| desk.forget(), {t!("import-other")} }
        }
    }
}

/// What was done, while it is being done and after.
#[component]
fn Done(desk: Desk, view: ImportView) -> Element {
    let session = use_session();
    let over = view.done == view.rows;
    let [created, updated, ..] = view.counts;
    let action = view.action;
    rsx! {
        Counts { counts: view.counts, rows: view.rows }
        div { class: "inset",
            if over {
                Notice { tone: Tone::Here, title: t!("import-done", count: created + updated), p { {t!("import-done-help")} } }
            } else {
                p { role: "status", {t!("import-running", done: view.done, all: view.rows)} }
            }
        }
        if over {
            Rows { view: view.clone() }
        }
        div { class: "pad bar-below",
            if over {
                Go { icon: Icon::FolderOpen, onclick: move |()| desk.forget(), {t!("import-other")} }
            } else if !(desk.busy)() {
                Go { icon: Icon::Refresh, onclick: move |()| desk.run_all(), {t!("import-go-on")} }
            }
            if let Some(action) = action.filter(|_| !(desk.busy)()) {
                Alt { icon: Icon::Undo, onclick: move |()| session.undo(action, move |_| desk.forget()), {t!("import-undo")} }
            }
        }
    }
}
