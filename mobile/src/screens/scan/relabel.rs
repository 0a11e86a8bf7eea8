//! The new label of a CI: what is scanned next is it, until it is one or the person lets that be.

use assets::Icon;
use dioxus::prelude::*;
use mobile_core::api::{Answer, Command};
use mobile_core::wedge::Reading;
use shared::label::LabelCode;

use super::{Scanned, Scanning, Shown};
use crate::components::{ClearableChip, Tone};
use crate::i18n::names::item_name;
use crate::session::{Back, Said};
use crate::t;
use crate::typing::sense;

impl Scanning {
    /// What was scanned here is the new label that is waited for; else it is looked up.
    pub(super) fn take(self, scanned: Scanned) {
        if self.relabelled.peek().is_some() {
            self.relabel(scanned.code);
        } else {
            self.look_up(scanned);
        }
    }

    /// The same of what a scanner typed: of its readings the one that is a label of ours.
    pub(super) fn take_typed(self, readings: Vec<Reading>) {
        if self.relabelled.peek().is_none() {
            return self.look_up_typed(readings);
        }
        let is_ours = |reading: &&Reading| LabelCode::parse(&reading.text).is_ok();
        let label = readings.iter().find(is_ours).or(readings.first());
        if let Some(label) = label {
            self.relabel(label.text.clone());
        }
    }

    /// Puts the new label on its CI, and goes back to that. A code that comes meanwhile is not one too: on a sheet of blank
    /// ones the camera soon sees the next.
    fn relabel(mut self, code: String) {
        let item = self.relabelled.peek().as_ref().map(|row| row.id);
        let Some(item) = item.filter(|_| !*self.relabelling.peek()) else {
            return;
        };
        self.relabelling.set(true);
        spawn(async move {
            let label = Command::ReplaceLabel {
                item,
                code: code.clone(),
            };
            let answer = self.session.ask(label).await;
            self.relabelling.set(false);
            match answer {
                Ok(Answer::Done(done)) => {
                    sense(Tone::Here);
                    self.session.said.set(Some(Said {
                        text: t!("scan-done-relabel"),
                        back: Some(Back::Undo(done.action)),
                    }));
                    navigator().go_back();
                }
                Ok(_) => {}
                Err(error) => {
                    self.code.set(code);
                    self.present(Shown::Failed(error));
                }
            }
        });
    }
}

/// Whose new label is waited for, and the way out of that.
#[component]
pub(super) fn RelabelChip() -> Element {
    let mut relabelled = use_context::<Scanning>().relabelled;
    let Some(row) = relabelled.cloned() else {
        return rsx! {};
    };
    let item = item_name(&row);
    rsx! {
        ClearableChip {
            icon: Icon::Tag,
            glass: true,
            name: t!("scan-relabel-not", item: item.as_str()),
            onclear: move |()| relabelled.set(None),
            span { class: "text", {t!("scan-relabel", item: item.as_str())} }
        }
    }
}
