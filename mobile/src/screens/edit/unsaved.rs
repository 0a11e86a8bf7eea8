//! What was written into forms and not saved yet, kept by the device until it is saved or let go.
//!
//! Whoever leaves a form, or whose phone closed the app, finds it again as they left it. What they changed stays based on
//! what they saw then; the other fields are as they are now.

use std::collections::BTreeMap;

use dioxus::prelude::*;
use mobile_core::api::{FormField, FormView};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use shared::id::{ItemId, OpId, PersonId};

use super::draft::Draft;
use super::{Drafts, FieldName};
use crate::platform::device;
use crate::session::Session;

/// The name of what is kept among a device's preferences.
const UNSAVED_PREFERENCE: &str = "unsaved";

/// What is kept of one form.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Kept {
    /// Who wrote it: a device may pass to somebody else.
    by: Option<PersonId>,
    /// What the person had seen of the item.
    rev: u64,
    /// The fields that were written in.
    fields: BTreeMap<FieldName, Written>,
}

/// A field that was written in.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Written {
    /// Its value as it stood then.
    value: Value,
    /// The operation whose value that was.
    base: Option<OpId>,
    /// What was written.
    draft: Draft,
}

type Forms = BTreeMap<ItemId, Kept>;

/// The forms that were left; none until somebody asks. Copies lead to the same.
#[derive(Clone, Copy, PartialEq)]
pub(super) struct Unsaved(Signal<Option<Forms>>);

/// Provides them. Once, at the root.
pub fn use_unsaved_provider() {
    let unsaved = Unsaved(use_signal(|| None));
    use_context_provider(|| unsaved);
}

fn writer(session: Session) -> Option<PersonId> {
    let who = session.who.peek();
    who.as_ref()?.person.as_ref().map(|person| person.id)
}

impl Unsaved {
    /// Keeps what differs from the form; nothing where nothing does.
    pub(super) fn keep(self, session: Session, item: ItemId, form: &FormView, drafts: &Drafts) {
        let written = |field: &FormField| {
            let draft = drafts.get(&field.field)?;
            let written = Written {
                value: field.value.clone(),
                base: field.base,
                draft: draft.clone(),
            };
            (!matches!(draft.change(field), Ok(None))).then(|| (field.field.clone(), written))
        };
        let fields: BTreeMap<_, _> = form.fields.iter().filter_map(written).collect();
        if fields.is_empty() {
            return self.forget(item);
        }
        let kept = Kept {
            by: writer(session),
            rev: form.rev,
            fields,
        };
        self.change(|forms| forms.insert(item, kept));
    }

    /// Lays what was kept of an item over its form as it is now, and gives what was written.
    pub(super) fn restore(self, session: Session, item: ItemId, form: &mut FormView) -> Drafts {
        let mut forms = self.forms();
        let kept = forms.remove(&item);
        let Some(mut kept) = kept.filter(|kept| kept.by == writer(session)) else {
            return Drafts::new();
        };
        form.rev = kept.rev;
        let mut drafts = Drafts::new();
        for field in &mut form.fields {
            if let Some(written) = kept.fields.remove(&field.field) {
                field.value = written.value;
                field.base = written.base;
                drafts.insert(field.field.clone(), written.draft);
            }
        }
        drafts
    }

    /// Lets go what was kept of an item.
    pub(super) fn forget(self, item: ItemId) {
        if self.forms().contains_key(&item) {
            self.change(|forms| forms.remove(&item));
        }
    }

    fn forms(self) -> Forms {
        if let Some(forms) = self.0.peek().as_ref() {
            return forms.clone();
        }
        let text = device::find_preference(UNSAVED_PREFERENCE);
        // What another release wrote otherwise cannot be read: then nothing was left.
        text.and_then(|text| serde_json::from_str(&text).ok())
            .unwrap_or_default()
    }

    fn change(mut self, change: impl FnOnce(&mut Forms) -> Option<Kept>) {
        let mut forms = self.forms();
        change(&mut forms);
        let text = Some(&forms)
            .filter(|forms| !forms.is_empty())
            .and_then(|forms| serde_json::to_string(forms).ok());
        device::set_preference(UNSAVED_PREFERENCE, text.as_deref());
        self.0.set(Some(forms));
    }
}
