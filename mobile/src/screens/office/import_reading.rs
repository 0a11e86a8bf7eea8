//! How a file is read: its letters, its separator, its header, what its columns hold, how rows find their records.

use dioxus::prelude::*;
use mobile_core::api::{
    ColumnUse, ColumnView, Encoding, ImportSettings, ImportView, MatchKey, RowsOf,
};
use shared::model::field;
use shared::record::Field as FieldName;

use super::import::Desk;
use super::import_words::{encoding_name, separator_name};
use crate::components::{Field, TextButton};
use crate::i18n::label;
use crate::i18n::names::{BESIDE, field_name};
use crate::screens::columns::holds_name;
use crate::t;

/// What separates cells, in the order in which it is offered.
const SEPARATORS: [char; 4] = [';', ',', '\t', '|'];

/// All of it, each changeable.
#[component]
pub(super) fn Reading(desk: Desk, view: ImportView) -> Element {
    let settings = view.settings.clone();
    let with = move |change: &dyn Fn(&mut ImportSettings)| {
        let mut settings = settings.clone();
        change(&mut settings);
        desk.set(settings);
    };
    let settings = &view.settings;
    let keys = [
        MatchKey::Number,
        MatchKey::Serial,
        MatchKey::Any,
        MatchKey::Nothing,
    ];
    let key_words = vec![
        field_name(&FieldName::new(field::INVENTORY_NUMBER), None),
        field_name(&FieldName::new(field::SERIAL_NUMBER), None),
        t!("import-key-any"),
        t!("import-key-none"),
    ];
    let open = settings.columns.contains(&ColumnUse::Open);
    rsx! {
        h2 { class: "section", {t!("import-found", count: view.rows)} }
        div { class: "pad stack",
            Select { id: "import-encoding", name: t!("import-encoding"),
                words: Encoding::ALL.map(encoding_name).to_vec(),
                chosen: Encoding::ALL.iter().position(|one| *one == settings.encoding),
                onchoose: { let with = with.clone(); move |at: usize| with(&|settings| settings.encoding = Encoding::ALL[at]) },
            }
            Select { id: "import-separator", name: t!("import-separator"),
                words: SEPARATORS.map(separator_name).to_vec(),
                chosen: SEPARATORS.iter().position(|one| *one == settings.separator),
                onchoose: { let with = with.clone(); move |at: usize| with(&|settings| settings.separator = SEPARATORS[at]) },
            }
            Select { id: "import-header", name: t!("import-header"),
                words: vec![t!("edit-yes"), t!("edit-no")],
                chosen: Some(usize::from(!settings.header)),
                onchoose: { let with = with.clone(); move |at: usize| with(&|settings| settings.header = at == 0) },
            }
            if settings.of == RowsOf::Items {
                Select { id: "import-key", name: t!("import-key"), words: key_words,
                    chosen: keys.iter().position(|one| *one == settings.key),
                    onchoose: { let with = with.clone(); move |at: usize| with(&|settings| settings.key = keys[at]) },
                }
                Select { id: "import-type", name: t!("import-type"), hint: t!("import-type-none"),
                    words: view.types.iter().map(|one| label(&one.label)).collect::<Vec<_>>(),
                    chosen: view.types.iter().position(|one| Some(one.id) == settings.item_type),
                    onchoose: {
                        let (with, types) = (with.clone(), view.types.clone());
                        move |at: usize| with(&|settings| settings.item_type = Some(types[at].id))
                    },
                }
            }
        }
        h2 { class: "section",
            {t!("import-columns")}
            if open {
                TextButton {
                    onclick: {
                        let with = with.clone();
                        move |()| with(&|settings| {
                            for column in &mut settings.columns {
                                if *column == ColumnUse::Open {
                                    *column = ColumnUse::LeftOut;
                                }
                            }
                        })
                    },
                    {t!("import-leave-rest")}
                }
            }
        }
        div { class: "pad stack",
            p { class: "small muted", {t!("import-blank")} }
            for (number, column) in view.columns.iter().cloned().enumerate() {
                Column { key: "{number}", desk, view: view.clone(), number, column }
            }
        }
    }
}

/// One column: its name, its first cells, what it holds.
#[component]
fn Column(desk: Desk, view: ImportView, number: usize, column: ColumnView) -> Element {
    let mut words = vec![t!("import-open"), t!("import-left-out")];
    words.extend(
        view.offered
            .iter()
            .map(|(holds, words)| holds_name(holds, words.as_ref())),
    );
    let chosen = match view.settings.columns.get(number) {
        None | Some(ColumnUse::Open) => Some(0),
        Some(ColumnUse::LeftOut) => Some(1),
        Some(ColumnUse::Holds(held)) => {
            let at = view.offered.iter().position(|(holds, _)| holds == held);
            at.map(|at| at + 2)
        }
    };
    let name = if column.name.is_empty() {
        t!("import-column", number: number + 1)
    } else {
        column.name.clone()
    };
    rsx! {
        Select { id: "import-column-{number}", name, words, chosen,
            changed: chosen == Some(0),
            under: column.sample.join(BESIDE),
            onchoose: move |at: usize| {
                let mut settings = view.settings.clone();
                if let Some(column) = settings.columns.get_mut(number) {
                    *column = match at {
                        0 => ColumnUse::Open,
                        1 => ColumnUse::LeftOut,
                        at => ColumnUse::Holds(view.offered[at - 2].0.clone()),
                    };
                }
                desk.set(settings);
            },
        }
    }
}

/// A field with a list of words, one of which holds.
#[component]
fn Select(
    id: String,
    name: String,
    words: Vec<String>,
    chosen: Option<usize>,
    #[props(default)] changed: bool,
    /// What stands small below.
    under: Option<String>,
    /// What is said where none holds.
    hint: Option<String>,
    onchoose: EventHandler<usize>,
) -> Element {
    rsx! {
        Field { id: id.clone(), name, changed, hint: under,
            select {
                id: "{id}",
                onchange: move |event| {
                    if let Ok(at) = event.value().parse::<usize>() {
                        onchoose.call(at);
                    }
                },
                if let Some(hint) = hint {
                    option { value: "", selected: chosen.is_none(), disabled: true, "{hint}" }
                }
                for (at, word) in words.into_iter().enumerate() {
                    option { key: "{at}", value: "{at}", selected: chosen == Some(at), "{word}" }
                }
            }
        }
    }
}
