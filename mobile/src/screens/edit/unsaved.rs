//! What was written into forms and not saved yet, kept while the app is open.
//!
//! Whoever leaves a form finds it again as they left it. What they changed stays based on what they saw then; the other
//! fields are as they are now.

use std::collections::BTreeMap;

use dioxus::prelude::*;
use mobile_core::api::{FormField, FormView};
use shared::id::{ItemId, PersonId};

use super::Drafts;
use crate::session::Session;

/// What is kept of one form.
#[derive(Clone, Debug, PartialEq)]
struct Kept {
    /// Who wrote it: a device may pass to somebody else.
    by: Option<PersonId>,
    /// What the person had seen of the item.
    rev: u64,
    /// The written fields, as they stood when they were written in.
    fields: Vec<FormField>,
    drafts: Drafts,
}

/// The forms that were left. Copies lead to the same.
#[derive(Clone, Copy, PartialEq)]
pub(super) struct Unsaved(Signal<BTreeMap<ItemId, Kept>>);

/// Provides them. Once, at the root.
pub fn use_unsaved_provider() {
    let unsaved = Unsaved(use_signal(BTreeMap::new));
    use_context_provider(|| unsaved);
}

fn writer(session: Session) -> Option<PersonId> {
    let who = session.who.peek();
    who.as_ref()?.person.as_ref().map(|person| person.id)
}

impl Unsaved {
    /// Keeps what differs from the form; nothing where nothing does.
    pub(super) fn keep(mut self, session: Session, item: ItemId, form: &FormView, drafts: &Drafts) {
        let differs = |field: &&FormField| {
            let draft = drafts.get(&field.field);
            draft.is_some_and(|draft| !matches!(draft.change(field), Ok(None)))
        };
        let fields: Vec<FormField> = form.fields.iter().filter(differs).cloned().collect();
        if fields.is_empty() {
            return self.forget(item);
        }
        let written = |field: &FormField| {
            let draft = drafts.get(&field.field)?;
            Some((field.field.clone(), draft.clone()))
        };
        let kept = Kept {
            by: writer(session),
            rev: form.rev,
            drafts: fields.iter().filter_map(written).collect(),
            fields,
        };
        self.0.write().insert(item, kept);
    }

    /// Lays what was kept of an item over its form as it is now, and gives what was written.
    pub(super) fn restore(self, session: Session, item: ItemId, form: &mut FormView) -> Drafts {
        let all = self.0.peek();
        let Some(kept) = all.get(&item).filter(|kept| kept.by == writer(session)) else {
            return Drafts::new();
        };
        form.rev = kept.rev;
        for field in &mut form.fields {
            if let Some(seen) = kept.fields.iter().find(|seen| seen.field == field.field) {
                *field = seen.clone();
            }
        }
        kept.drafts.clone()
    }

    /// Lets go what was kept of an item.
    pub(super) fn forget(mut self, item: ItemId) {
        if self.0.peek().contains_key(&item) {
            self.0.write().remove(&item);
        }
    }
}
