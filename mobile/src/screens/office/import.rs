//! Bringing a file in: choose it, see what was found, say what its columns hold, try it, do it, take it back.

use assets::Icon;
use dioxus::html::{FileData, HasFileData as _};
use dioxus::prelude::*;
use futures_util::StreamExt as _;
use mobile_core::api::{Answer, Command, ImportSettings, ImportStep, ImportView, RowsOf};

use super::import_reading::Reading;
use super::import_trial::{Counts, Questions, Rows};
use crate::components::{Alt, Go, Notice, Segments, TextButton, Tone};
use crate::screens::title::use_title;
use crate::session::{Session, failure, use_session};
use crate::t;

/// The file that is under way, and the way to the one who works on it.
#[derive(Clone, Copy, PartialEq)]
pub(super) struct Desk {
    work: Coroutine<Work>,
    doing: Signal<Doing>,
}

/// What is under way.
#[derive(Clone, Copy, PartialEq)]
enum Doing {
    Nothing,
    Reading,
    Trying,
    Running,
}

/// What is to be done with the file, one after the other, as long as the screen stands.
enum Work {
    Take(RowsOf, FileData),
    Set(Box<ImportSettings>),
    Try,
    Run,
    /// Back to how it is read: what was tried is forgotten.
    Back,
    Forget,
}

impl Desk {
    /// Reads the file otherwise; if it was tried already, it is tried again.
    pub(super) fn set(self, settings: ImportSettings) {
        self.work.send(Work::Set(Box::new(settings)));
    }
}

/// What the one who works on the file tells.
#[derive(Clone, Copy)]
struct Said {
    view: Signal<Option<ImportView>>,
    doing: Signal<Doing>,
    trouble: Signal<Option<String>>,
}

impl Said {
    async fn work(mut self, session: Session, work: Work) {
        let tried = self.view.peek().as_ref().is_some_and(|view| view.tried > 0);
        self.doing.set(match &work {
            Work::Try => Doing::Trying,
            Work::Set(_) if tried => Doing::Trying,
            Work::Run => Doing::Running,
            Work::Take(..) | Work::Set(_) | Work::Back | Work::Forget => Doing::Reading,
        });
        self.trouble.set(None);
        match work {
            Work::Take(of, file) => match file.read_bytes().await {
                Ok(bytes) => {
                    let bytes = bytes.to_vec();
                    self.step(session, ImportStep::Take { of, bytes }).await;
                }
                Err(_) => self.trouble.set(Some(t!("import-unreadable"))),
            },
            Work::Set(settings) => {
                self.step(session, ImportStep::Set(settings)).await;
                if tried {
                    self.go_on(session, &ImportStep::Try).await;
                }
            }
            Work::Try => self.go_on(session, &ImportStep::Try).await,
            Work::Run => self.go_on(session, &ImportStep::Run).await,
            Work::Back => {
                let settings = self.view.peek().as_ref().map(|view| view.settings.clone());
                if let Some(settings) = settings {
                    self.step(session, ImportStep::Set(Box::new(settings)))
                        .await;
                }
            }
            Work::Forget => {
                self.view.set(None);
                self.step(session, ImportStep::Forget).await;
            }
        }
        self.doing.set(Doing::Nothing);
    }

    /// Steps until there is nothing left.
    async fn go_on(self, session: Session, step: &ImportStep) {
        while let Some(view) = self.step(session, step.clone()).await {
            let reached = match step {
                ImportStep::Try => view.tried,
                _ => view.done,
            };
            if reached == view.rows {
                return;
            }
        }
    }

    /// One step; what came of it is drawn.
    async fn step(mut self, session: Session, step: ImportStep) -> Option<ImportView> {
        match session.ask(Command::Import(step)).await {
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
}

/// The screen.
#[component]
pub fn Import() -> Element {
    use_title(|| t!("import-title"));
    let session = use_session();
    let said = Said {
        view: use_signal(|| None),
        doing: use_signal(|| Doing::Nothing),
        trouble: use_signal(|| None),
    };
    let desk = Desk {
        work: use_coroutine(move |mut work: UnboundedReceiver<Work>| async move {
            while let Some(work) = work.next().await {
                said.work(session, work).await;
            }
        }),
        doing: said.doing,
    };
    let trouble = said.trouble.cloned();
    let doing = (said.doing)();
    rsx! {
        div { class: "screen",
            header { class: "top", h1 { class: "grow", {t!("import-title")} } }
            if let Some(trouble) = trouble {
                div { class: "inset", Notice { tone: Tone::Wrong, p { "{trouble}" } } }
            }
            match (said.view.cloned(), doing) {
                (None, _) => rsx! { Choose { desk } },
                (Some(view), Doing::Trying) => rsx! {
                    p { class: "pad", role: "status", {t!("import-trying", done: view.tried, all: view.rows)} }
                },
                (Some(view), Doing::Running) => rsx! { Done { desk, view } },
                (Some(view), _) if view.done > 0 => rsx! { Done { desk, view } },
                (Some(view), _) if view.tried == 0 => rsx! { Found { desk, view } },
                (Some(view), _) => rsx! { Tried { desk, view } },
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
            h2 { class: "small muted", {t!("import-of")} }
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
                        desk.work.send(Work::Take(of(), file));
                    }
                },
                span { {t!("import-choose")} }
            }
            input {
                id: FILE,
                class: "said",
                r#type: "file",
                accept: ".csv,.txt,.tsv,text/csv,text/plain",
                disabled: (desk.doing)() == Doing::Reading,
                onchange: move |event| {
                    if let Some(file) = event.files().into_iter().next() {
                        desk.work.send(Work::Take(of(), file));
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
        div { class: "inset bar-below",
            Go { icon: Icon::FileCheck, disabled: rows == 0, onclick: move |()| desk.work.send(Work::Try), {t!("import-try", count: rows)} }
        }
        div { class: "pad",
            TextButton { onclick: move |()| desk.work.send(Work::Forget), {t!("import-other")} }
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
        div { class: "inset bar-below",
            Go { icon: Icon::Check, disabled: does == 0, onclick: move |()| desk.work.send(Work::Run), {t!("import-run", count: does)} }
        }
        div { class: "pad stack",
            Alt {
                icon: Icon::Pencil,
                onclick: move |()| desk.work.send(Work::Back),
                {t!("import-back")}
            }
            TextButton { onclick: move |()| desk.work.send(Work::Forget), {t!("import-other")} }
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
    let idle = (desk.doing)() == Doing::Nothing;
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
        div { class: "inset bar-below",
            if over {
                Go { icon: Icon::FolderOpen, onclick: move |()| desk.work.send(Work::Forget), {t!("import-other")} }
            } else if idle {
                Go { icon: Icon::Refresh, onclick: move |()| desk.work.send(Work::Run), {t!("import-go-on")} }
            }
            if let Some(action) = action.filter(|_| idle) {
                Alt { icon: Icon::Undo, onclick: move |()| session.undo(action, move |_| desk.work.send(Work::Forget)), {t!("import-undo")} }
            }
        }
    }
}
