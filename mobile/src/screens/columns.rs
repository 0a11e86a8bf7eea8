//! The columns of a table that comes in or goes out: what each is called, and how a file is written.

use mobile_core::api::{ExportStyle, Holds, ITEM_FIELDS, RowsOf};
use shared::model::{Criticality, IdentifierKind, PlaceKind, State, Words, field};
use shared::record::Field;

use crate::i18n::names::{field_name, identifier_name, place_kind_name, state_name, word_name};
use crate::i18n::{LANGUAGE, Language};
use crate::t;

/// What a column holds.
pub(super) fn holds_name(holds: &Holds, words: Option<&Words>) -> String {
    match holds {
        Holds::Id => t!("column-id"),
        Holds::SubState => t!("column-sub-state"),
        Holds::Part(kind) => t!("column-part", kind: place_kind_name(*kind)),
        Holds::Identifier(kind) => identifier_name(*kind),
        Holds::Field(name) => match name.as_str() {
            field::PARENT => t!("column-parent"),
            field::KIND => t!("column-kind"),
            _ => field_name(name, words),
        },
    }
}

/// How a table is written in the language of the screens, so that its spreadsheets open it.
pub(super) fn export_style(of: RowsOf) -> ExportStyle {
    let named = |names: &[&str]| -> Vec<Holds> {
        names
            .iter()
            .map(|name| Holds::Field(Field::new(name)))
            .collect()
    };
    let mut columns = match of {
        RowsOf::Places => named(&[field::NAME, field::PARENT, field::KIND]),
        RowsOf::Items => {
            let mut columns = named(ITEM_FIELDS);
            columns.insert(STATE_AT + 1, Holds::SubState);
            columns.extend(
                IdentifierKind::ALL
                    .iter()
                    .map(|kind| Holds::Identifier(*kind)),
            );
            columns
        }
    };
    columns.push(Holds::Id);
    let (separator, decimal) = match LANGUAGE() {
        Language::French => (';', ','),
        Language::English => (',', '.'),
    };
    ExportStyle {
        language: LANGUAGE().code().to_owned(),
        separator,
        decimal,
        columns: columns
            .into_iter()
            .map(|holds| {
                let name = holds_name(&holds, None);
                (holds, name)
            })
            .collect(),
        states: State::ALL
            .iter()
            .map(|state| (*state, state_name(*state)))
            .collect(),
        criticality: Criticality::ALL
            .iter()
            .map(|one| (*one, word_name(one.word())))
            .collect(),
        place_kinds: PlaceKind::ALL
            .iter()
            .map(|kind| (*kind, place_kind_name(*kind)))
            .collect(),
        yes_no: [t!("edit-yes"), t!("edit-no")],
    }
}

/// Where among them the state is, which the sub-state follows.
const STATE_AT: usize = 4;
