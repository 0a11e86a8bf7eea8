//! What goes out, in the words of either language.

use super::*;

/// An attribute whose name a spreadsheet would take for a formula.
const FORMULA: AttributeId = AttributeId::fixed(0xa4);

/// What somebody may have called something.
const NAMES: [&str; 12] = [
    "=HYPERLINK(\"http://a.example\",\"click\")",
    "=cmd|'/c calc'!A1",
    "\t=1+1",
    "-12345",
    "+33 1 00",
    "@home",
    "'=apostrophe",
    "<img src=x onerror=alert(1)>",
    "O'Brien\"/><svg onload=alert(1)>",
    "<vide>",
    "deux\nlignes; et plus",
    "00412",
];

/// What an item of that name may hold besides.
fn fields_of(name: &str) -> Vec<(&'static str, Value)> {
    vec![
        (field::NAME, json!(name)),
        (field::PURCHASE_PRICE, json!("1234.50")),
        (field::PURCHASE_DATE, json!("2022-10-21")),
        (field::RESPONSIBLE, json!(ANNE)),
        (field::CRITICALITY, json!("critical")),
        (field::MANAGED, json!(true)),
        (field::NOTES, json!(format!("«{name}»\r\n-fin"))),
    ]
}

#[test]
fn fc_x1_fc_x2_what_goes_out_runs_nowhere_and_comes_back_unchanged() {
    let mut office = furnished();
    for (number, name) in NAMES.iter().enumerate() {
        let id = ItemId::fixed(0xe0 + number as u128);
        let weight = field::attribute(WEIGHT.into());
        let mut fields = fields_of(name);
        fields.push((weight.as_str(), json!("-0.5")));
        make_item(&mut office, id, &fields);
    }
    let mut device = boss(&mut office);
    for style in [french(), english()] {
        let out = device.export(RowsOf::Items, &Query::default(), &style);
        assert!(
            out.starts_with('\u{FEFF}'),
            "a spreadsheet sees that it is UTF-8"
        );
        for line in out.lines() {
            for cell in line.split(style.separator) {
                let cell = cell.trim_matches('"');
                let honest = matches!(cell, "-0,5" | "-0.5" | "-fin");
                assert!(
                    honest || !cell.starts_with(['=', '+', '-', '@', '\t', '\r']),
                    "{cell:?}"
                );
            }
        }
        // Found by their ids, all of it is so already; so it is by numbers alone where there are some.
        let back = device.tried(&out, |_| {});
        assert_eq!(
            back.settings
                .columns
                .iter()
                .filter(|column| **column == ColumnUse::Open)
                .count(),
            0
        );
        assert_eq!(back.counts, [0, 0, back.rows, 0], "{:?}", device.rows(None));
        assert_eq!(back.rows as usize, NAMES.len() + 2);
        let of_places = [field::NAME, field::PARENT, field::KIND];
        let style = ExportStyle {
            columns: of_places
                .map(|name| (Holds::Field(Field::new(name)), name.to_owned()))
                .into_iter()
                .chain([(Holds::Id, "ID".to_owned())])
                .collect(),
            ..style
        };
        let places = device.export(RowsOf::Places, &Query::default(), &style);
        let taken = device.take(RowsOf::Places, places.as_bytes());
        let back = device.tried_from(taken, |_| {});
        assert_eq!(back.counts, [0, 0, back.rows, 0], "{:?}", device.rows(None));
    }
    assert_eq!(device.outbox().to_send_count, 0);
    let narrowed = Query {
        text: "Réception".to_owned(),
        ..Query::default()
    };
    let out = device.export(RowsOf::Items, &narrowed, &french());
    assert_eq!(out.lines().count(), 2);
    assert!(out.contains(&PC2.to_string()));
}

#[test]
fn fc_x1_what_went_out_makes_the_same_in_an_inventory_that_is_empty() {
    let (mut office, mut other) = (furnished(), town());
    furnish(&mut other);
    for office in [&mut office, &mut other] {
        office.make(
            BOSS,
            key(Collection::Attribute, FORMULA),
            scope(),
            &[
                (field::TYPE, json!(LAPTOP)),
                (
                    field::LABEL,
                    Words::new("=1+1", "=cmd|'/c calc'!A1").to_value(),
                ),
                (field::KIND, json!("text")),
            ],
        );
    }
    for (number, name) in NAMES.iter().enumerate() {
        let id = ItemId::fixed(0xe0 + number as u128);
        let mut fields = fields_of(name);
        fields.push((field::SERIAL_NUMBER, json!(format!("SN-{number}"))));
        let formula = field::attribute(FORMULA.into());
        fields.push((formula.as_str(), json!(name)));
        make_item(&mut office, id, &fields);
    }
    let mut device = boss(&mut office);
    for style in [french(), english()] {
        let out = device.export(RowsOf::Items, &Query::default(), &style);
        let mut empty = boss(&mut other.clone());
        let made = empty.import(&out, |_| {});
        assert_eq!(made.counts, [made.rows, 0, 0, 0], "{:?}", empty.refusals());
        assert_eq!(made.rows as usize, NAMES.len() + 2);
        let numbers = (0..NAMES.len()).map(|number| format!("SN-{number}"));
        for number in numbers.chain(["PC-1".to_owned(), "PC-2".to_owned()]) {
            let [there, here] = [&mut device, &mut empty].map(|device| {
                let item = device.finds(&number);
                values(device, item)
            });
            assert_eq!(there, here, "{number}");
        }
    }
}

/// What an item is called and all that it holds.
fn values(device: &mut Device, item: ItemId) -> (String, Option<StateView>, Vec<(Field, Shown)>) {
    let item = device.item(item);
    let facts = item.facts.into_iter().map(|fact| (fact.field, fact.value));
    (item.row.title, item.row.state, facts.collect())
}

/// How the screens write a table in French.
pub(super) fn french() -> ExportStyle {
    style(
        "fr",
        ';',
        &[
            "Type",
            "Nom",
            "Numéro d’inventaire",
            "N° de série",
            "État",
            "Emplacement",
            "Catégorie",
            "Fabricant",
            "Modèle",
            "Responsable",
            "Utilisateur",
            "Criticité",
            "Fournisseur",
            "Achat",
            "Prix d’achat",
            "Garantie",
            "Fin de vie",
            "Géré",
            "Note",
        ],
        &[
            "Commandé",
            "En stock",
            "En service",
            "En réparation",
            "Introuvable",
            "Retiré",
        ],
        &["Faible", "Moyenne", "Haute", "Vitale"],
        ["Oui", "Non"],
    )
}

fn english() -> ExportStyle {
    style(
        "en",
        ',',
        &[
            "Type",
            "Name",
            "Inventory number",
            "Serial number",
            "State",
            "Place",
            "Category",
            "Maker",
            "Model",
            "Held by",
            "Used by",
            "Criticality",
            "Supplier",
            "Bought",
            "Price",
            "Warranty",
            "End of life",
            "Managed",
            "Note",
        ],
        &[
            "Ordered",
            "In stock",
            "In service",
            "In repair",
            "Missing",
            "Retired",
        ],
        &["Low", "Medium", "High", "Vital"],
        ["Yes", "No"],
    )
}

fn style(
    language: &str,
    separator: char,
    names: &[&str],
    states: &[&str],
    criticality: &[&str],
    yes_no: [&str; 2],
) -> ExportStyle {
    let named = ITEM_FIELDS
        .iter()
        .zip(names.iter())
        .map(|(name, word)| (Holds::Field(Field::new(name)), (*word).to_owned()));
    let mut columns: Vec<_> = named.collect();
    columns.push((
        Holds::Identifier(IdentifierKind::OldTag),
        "Ancienne étiquette".to_owned(),
    ));
    columns.push((Holds::Id, "ID".to_owned()));
    ExportStyle {
        language: language.to_owned(),
        separator,
        decimal: if separator == ';' { ',' } else { '.' },
        columns,
        states: words(State::ALL, states),
        criticality: words(Criticality::ALL, criticality),
        place_kinds: words(
            PlaceKind::ALL,
            &["Site", "Bâtiment", "Étage", "Salle", "Endroit"],
        ),
        yes_no: yes_no.map(str::to_owned),
    }
}

fn words<T: Copy>(all: &[T], words: &[&str]) -> Vec<(T, String)> {
    all.iter()
        .copied()
        .zip(words.iter().map(|word| (*word).to_owned()))
        .collect()
}
