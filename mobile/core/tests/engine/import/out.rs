//! What goes out, in the words of either language.

use super::*;

#[test]
fn fc_x1_fc_x2_what_goes_out_runs_nowhere_and_comes_back_unchanged() {
    let mut office = furnished();
    let names = [
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
    for (number, name) in names.iter().enumerate() {
        let id = ItemId::fixed(0xe0 + number as u128);
        make_item(
            &mut office,
            id,
            &[
                (field::NAME, json!(name)),
                (field::PURCHASE_PRICE, json!("1234.50")),
                (field::PURCHASE_DATE, json!("2022-10-21")),
                (field::RESPONSIBLE, json!(ANNE)),
                (field::CRITICALITY, json!("critical")),
                (field::MANAGED, json!(true)),
                (field::NOTES, json!(format!("«{name}»\r\n-fin"))),
                (field::attribute(WEIGHT.into()).as_str(), json!("-0.5")),
            ],
        );
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
        assert_eq!(back.rows as usize, names.len() + 2);
        // Into an empty inventory it makes the same.
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
