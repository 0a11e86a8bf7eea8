//! Tables in and out: the field cases of imports, each by its id.

use mobile_core::api::{
    Answer, ColumnUse, Command, DayOrder, Encoding, Export, ExportStyle, Holds, ITEM_FIELDS,
    ImportRow, ImportRowsQuery, ImportSettings, ImportStep, ImportView, MatchKey, NearRule, Query,
    Question, Refusal, RowKind, RowsOf, Shown, StateView,
};
use serde_json::{Value, json};
use shared::id::{AttributeId, CategoryId, ItemId, PlaceId};
use shared::model::{Criticality, IdentifierKind, PlaceKind, State, Words, field};
use shared::record::{Collection, Field, Scope};

use crate::office::{Office, key};
use crate::setting::{
    ANNE, BOSS, Device, LAPTOP, PC1, PC2, R1, R2, SITE, edit, make_item, office, scope, town,
};

#[path = "import/cases.rs"]
mod cases;
#[path = "import/nothing.rs"]
mod nothing;
#[path = "import/out.rs"]
mod out;
#[path = "import/runs.rs"]
mod runs;

const EXTENSION: AttributeId = AttributeId::fixed(0xa1);
const PORTS: AttributeId = AttributeId::fixed(0xa2);
const WEIGHT: AttributeId = AttributeId::fixed(0xa3);

/// The office with attributes.
fn furnished() -> Office {
    let mut office = office();
    furnish(&mut office);
    office
}

fn furnish(office: &mut Office) {
    for (id, fr, en, kind) in [
        (EXTENSION, "Poste", "Extension", "text"),
        (PORTS, "Ports", "Ports", "integer"),
        (WEIGHT, "Poids", "Weight", "decimal"),
    ] {
        office.make(
            BOSS,
            key(Collection::Attribute, id),
            scope(),
            &[
                (field::TYPE, json!(LAPTOP)),
                (field::LABEL, Words::new(fr, en).to_value()),
                (field::KIND, json!(kind)),
            ],
        );
    }
}

impl Device {
    fn step(&mut self, step: ImportStep) -> ImportView {
        match self.run(Command::Import(step)) {
            Answer::Import(Some(view)) => *view,
            other => panic!("{other:?}"),
        }
    }

    fn take(&mut self, of: RowsOf, bytes: &[u8]) -> ImportView {
        self.step(ImportStep::Take {
            of,
            bytes: bytes.to_vec(),
        })
    }

    /// Takes a file of items as it is proposed, but for what is set otherwise, and tries all of it.
    fn tried(&mut self, text: &str, set: impl FnOnce(&mut ImportSettings)) -> ImportView {
        let taken = self.take(RowsOf::Items, text.as_bytes());
        self.tried_from(taken, set)
    }

    fn tried_from(
        &mut self,
        taken: ImportView,
        set: impl FnOnce(&mut ImportSettings),
    ) -> ImportView {
        let mut settings = taken.settings;
        set(&mut settings);
        let mut view = self.step(ImportStep::Set(Box::new(settings)));
        while view.tried < view.rows {
            view = self.step(ImportStep::Try);
        }
        assert_eq!(
            view.counts.iter().sum::<u32>(),
            view.rows,
            "the sum is the rows of the file"
        );
        view
    }

    fn run_all(&mut self) -> ImportView {
        let mut view = self.step(ImportStep::Run);
        while view.done < view.rows {
            view = self.step(ImportStep::Run);
        }
        assert_eq!(view.counts.iter().sum::<u32>(), view.rows);
        view
    }

    fn import(&mut self, text: &str, set: impl FnOnce(&mut ImportSettings)) -> ImportView {
        self.tried(text, set);
        self.run_all()
    }

    fn rows(&mut self, kind: Option<RowKind>) -> Vec<ImportRow> {
        let query = ImportRowsQuery {
            kind,
            offset: 0,
            limit: 200,
        };
        match self.run(Command::ImportRows(query)) {
            Answer::ImportRows { rows, .. } => rows,
            other => panic!("{other:?}"),
        }
    }

    fn refusals(&mut self) -> Vec<Refusal> {
        let rows = self.rows(Some(RowKind::Refused));
        rows.into_iter().filter_map(|row| row.refusal).collect()
    }

    fn count(&mut self) -> u64 {
        match self.run(Command::Session) {
            Answer::Session(view) => view.items,
            other => panic!("{other:?}"),
        }
    }

    fn places(&mut self, text: &str) -> Vec<Vec<String>> {
        let command = Command::Places {
            within: None,
            text: text.to_owned(),
            without: None,
        };
        match self.run(command) {
            Answer::Places(places) => places.into_iter().map(|place| place.path).collect(),
            other => panic!("{other:?}"),
        }
    }

    fn export(&mut self, of: RowsOf, query: &Query, style: &ExportStyle) -> String {
        let mut text = String::new();
        let mut after = None;
        loop {
            let export = Export {
                of,
                query: query.clone(),
                style: style.clone(),
                after,
            };
            let Answer::Exported(part) = self.run(Command::Export(Box::new(export))) else {
                panic!("no part");
            };
            text += &part.text;
            after = part.next;
            if after.is_none() {
                return text;
            }
        }
    }

    #[track_caller]
    fn fact(&mut self, item: ItemId, name: &str) -> Option<Shown> {
        let facts = self.item(item).facts;
        let fact = facts.into_iter().find(|fact| fact.field.as_str() == name);
        fact.map(|fact| fact.value)
    }
}

fn boss(office: &mut Office) -> Device {
    Device::enrolled(office, "boss")
}

fn laptops(settings: &mut ImportSettings) {
    settings.item_type = Some(LAPTOP);
}

fn holds(name: &str) -> ColumnUse {
    ColumnUse::Holds(Holds::Field(Field::new(name)))
}

fn text(text: &str) -> Option<Shown> {
    Some(Shown::Text(text.to_owned()))
}
