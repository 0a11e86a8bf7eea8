//! Files that come in: the field cases, each by its id.

use super::out::french;
use super::*;

#[test]
fn fc_i2_the_whole_file_says_its_letters_and_no_place_is_made_beside_the_right_one() {
    let mut office = furnished();
    let munich = PlaceId::fixed(0x60);
    office.make(
        BOSS,
        key(Collection::Place, munich),
        Scope::Org,
        &[
            (field::NAME, json!("München")),
            (field::KIND, json!("site")),
        ],
    );
    let mut device = boss(&mut office);
    let file = b"Nom;Emplacement\r\nA;M\xFCnchen\r\nB;Berlin\r\n";
    let taken = device.take(RowsOf::Items, file);
    assert_eq!(taken.settings.encoding, Encoding::Windows1252);
    assert_eq!(
        (taken.settings.separator, taken.settings.header),
        (';', true)
    );
    assert_eq!(taken.columns[1].sample, ["München", "Berlin"]);

    let tried = device.tried_from(taken, laptops);
    assert_eq!(tried.counts, [1, 0, 0, 1]);
    let asked = Question::Place {
        path: "Berlin".to_owned(),
        rows: 1,
    };
    assert_eq!(tried.questions, [asked]);
    assert_eq!(device.refusals(), [Refusal::NewPlace("Berlin".to_owned())]);
    assert!(device.places("Berlin").is_empty());

    // Read as another set it would have been another word, and still nothing is made.
    let wrong = device.tried_from(tried, |settings| {
        settings.encoding = Encoding::MacRoman;
    });
    assert_eq!(wrong.settings.encoding, Encoding::MacRoman);
    assert_eq!(wrong.counts[0], 0);
    assert_eq!(device.places("nchen").len(), 1);
    assert_eq!(device.outbox().to_send_count, 0);
}

#[test]
fn fc_i4_one_order_per_column_and_an_open_one_is_asked() {
    let mut office = furnished();
    let mut device = boss(&mut office);
    device.import(
        "Nom,N° de série,Achat,Garantie\nA,S-A,12/31/2026,2022-10-21\nB,S-B,12/01/2026,\n",
        laptops,
    );
    let (a, b) = (device.finds("S-A"), device.finds("S-B"));
    let date = |day: &str| Some(Shown::Date(day.to_owned()));
    assert_eq!(device.fact(a, field::PURCHASE_DATE), date("2026-12-31"));
    assert_eq!(device.fact(b, field::PURCHASE_DATE), date("2026-12-01"));
    assert_eq!(device.fact(a, field::WARRANTY_END), date("2022-10-21"));

    let open = "Nom,N° de série,Achat\nC,S-C,01/12/2026\n";
    let asked = device.tried(open, laptops);
    assert_eq!(asked.counts, [0, 0, 0, 1]);
    assert!(matches!(device.refusals()[..], [Refusal::DayOrder(_)]));
    assert!(matches!(
        asked.questions[..],
        [Question::Days { column: 2, .. }]
    ));
    device.import(open, |settings| {
        laptops(settings);
        settings.days.insert(2, DayOrder::DayFirst);
    });
    let c = device.finds("S-C");
    assert_eq!(device.fact(c, field::PURCHASE_DATE), date("2026-12-01"));

    // Ten times out, away, and saved again from what went out: the day stays, in any zone, for it has none.
    let days = [
        (a, field::PURCHASE_DATE, "2026-12-31"),
        (a, field::WARRANTY_END, "2022-10-21"),
        (b, field::PURCHASE_DATE, "2026-12-01"),
        (c, field::PURCHASE_DATE, "2026-12-01"),
    ];
    for _ in 0..10 {
        let out = device.export(RowsOf::Items, &Query::default(), &french());
        for (item, name, _) in days {
            edit(&mut device, item, &[(name, json!(null))]);
            assert_eq!(device.fact(item, name), None);
        }
        let saved = device.import(&out, |_| {});
        assert_eq!(saved.counts, [0, 3, saved.rows - 3, 0]);
        for (item, name, day) in days {
            assert_eq!(device.fact(item, name), date(day));
        }
    }
}

#[test]
fn fc_i6_a_row_never_changes_another_ones_maker_or_category() {
    let mut office = furnished();
    for (number, category) in (0xca..).zip(["Mac AIO", "PC Laptop"]) {
        office.make(
            BOSS,
            key(Collection::Category, CategoryId::fixed(number)),
            scope(),
            &[
                (field::TYPE, json!(LAPTOP)),
                (field::LABEL, Words::new(category, category).to_value()),
            ],
        );
    }
    let mut device = boss(&mut office);
    let file = "SN1,Asset1,Apple,Unknown,Mac AIO\nSN2,Asset2,Dell,Unknown,PC Laptop\n";
    let taken = device.take(RowsOf::Items, file.as_bytes());
    assert!(!taken.settings.header);
    let all_five = |settings: &mut ImportSettings| {
        laptops(settings);
        settings.key = MatchKey::Serial;
        settings.columns = [
            field::SERIAL_NUMBER,
            field::INVENTORY_NUMBER,
            field::MANUFACTURER,
            field::MODEL,
            field::CATEGORY,
        ]
        .map(holds)
        .to_vec();
    };
    let tried = device.tried_from(taken, all_five);
    assert_eq!(tried.counts, [2, 0, 0, 0], "{:?}", device.refusals());
    device.run_all();
    let [one, other] = ["SN1", "SN2"].map(|serial| device.finds(serial));
    let is = |device: &mut Device, item, maker: &str, category: &str| {
        let category = Words::new(category, category);
        assert_eq!(device.fact(item, field::MANUFACTURER), text(maker));
        assert_eq!(device.fact(item, field::MODEL), text("Unknown"));
        assert_eq!(
            device.fact(item, field::CATEGORY),
            Some(Shown::Words(category))
        );
    };
    is(&mut device, one, "Apple", "Mac AIO");
    is(&mut device, other, "Dell", "PC Laptop");

    // Nor does a later file, which says otherwise of the same model.
    let taken = device.take(RowsOf::Items, b"SN2,Asset2,HP,Unknown,Mac AIO\n");
    let tried = device.tried_from(taken, |settings| {
        settings.header = false;
    });
    let tried = device.tried_from(tried, all_five);
    assert_eq!(tried.counts, [0, 1, 0, 0], "{:?}", device.refusals());
    device.run_all();
    is(&mut device, one, "Apple", "Mac AIO");
    is(&mut device, other, "HP", "Mac AIO");
}

#[test]
fn fc_i7_blank_means_leave_and_nothing_leaks_between_rows() {
    let mut office = furnished();
    let mut device = boss(&mut office);
    device.import(
        "Nom;N° de série;Responsable;Extension\nA;S-1;Anne Côté;1234\nB;S-2;;\nC;S-3;;\n",
        laptops,
    );
    let items = ["S-1", "S-2", "S-3"].map(|serial| device.finds(serial));
    let responsible = items.map(|item| device.item(item).row.responsible.map(|person| person.id));
    assert_eq!(responsible, [Some(ANNE), None, None]);

    // A blank cell, and a column that is not there, leave what stands.
    let update = device.tried("N° de série;Extension\nS-1;\n", laptops);
    assert_eq!(update.counts, [0, 0, 1, 0]);
    device.run_all();
    let extension = field::attribute(EXTENSION.into());
    assert_eq!(device.fact(items[0], extension.as_str()), text("1234"));
    // Clearing takes a mark.
    device.import("N° de série;Extension\nS-1;<vide>\n", laptops);
    assert_eq!(device.fact(items[0], extension.as_str()), None);
    assert_eq!(
        device
            .item(items[0])
            .row
            .responsible
            .map(|person| person.id),
        Some(ANNE)
    );
}

#[test]
fn fc_i8_equal_rows_are_as_many_items_and_the_sum_is_shown() {
    let mut office = furnished();
    let mut device = boss(&mut office);
    let before = device.count();
    let equal = format!("Nom;Modèle\n{}", "Clavier;K120\n".repeat(80));
    let done = device.import(&equal, laptops);
    assert_eq!((done.counts, done.rows), ([80, 0, 0, 0], 80));
    assert_eq!(device.count(), before + 80);

    let numbered: String = (1..=12)
        .map(|number| format!("Driver X;GWE-{number:02}\n"))
        .collect();
    let done = device.import(&format!("Nom;Numéro\n{numbered}"), laptops);
    assert_eq!(done.counts, [12, 0, 0, 0]);
    assert_eq!(device.count(), before + 92);
    for number in 1..=12 {
        device.finds(&format!("GWE-{number:02}"));
    }

    // The same file again says what is so, with numbers and without.
    assert_eq!(device.tried(&equal, laptops).counts, [0, 0, 80, 0]);
    let again = device.import(&format!("Nom;Numéro\n{numbered}"), laptops);
    assert_eq!(again.counts, [0, 0, 12, 0]);
    assert_eq!(again.action, None);
    device.sync(&mut office);
    let outbox = device.outbox();
    assert_eq!((outbox.to_send_count, outbox.parked), (0, Vec::new()));
    let mut other = Device::enrolled(&mut office, "anne");
    assert_eq!(other.count(), before + 92);
}

#[test]
fn fc_i9_refused_rows_leave_no_trace() {
    let mut office = furnished();
    let mut device = boss(&mut office);
    let rows: String = (1..=344)
        .map(|number| format!("HQ / Room {number}\n"))
        .collect();
    let file = format!("Location\n{rows}");
    let tried = device.tried(&file, |_| {});
    assert_eq!(tried.counts, [0, 0, 0, 344]);
    let done = device.run_all();
    assert_eq!((done.counts, done.action), ([0, 0, 0, 344], None));
    // Also with a type for all of them, and leave to make the places: nothing names an item.
    device.import(&file, |settings| {
        laptops(settings);
        settings.new_places = (1..=344)
            .map(|number| format!("HQ > Room {number}"))
            .collect();
    });
    assert!(device.places("Room").is_empty());
    assert_eq!(device.outbox().to_send_count, 0);

    // With names the dry run lists what would be made, and only that is made.
    let file = "Nom;Location\nA;HQ / Room 1\nB;HQ / Room 2\n;HQ / Room 3\n";
    let asked = device.tried(file, laptops);
    let paths: Vec<_> = asked
        .questions
        .iter()
        .map(|question| match question {
            Question::Place { path, .. } => path.as_str(),
            other => panic!("{other:?}"),
        })
        .collect();
    assert_eq!(paths, ["HQ > Room 1", "HQ > Room 2", "HQ > Room 3"]);
    let done = device.import(file, |settings| {
        laptops(settings);
        settings.new_places = ["HQ > Room 1".to_owned(), "HQ > Room 3".to_owned()].into();
    });
    assert_eq!(done.counts, [1, 0, 0, 2]);
    assert_eq!(device.places("Room"), [["HQ", "Room 1"]]);
    device.sync(&mut office);
    assert!(device.outbox().parked.is_empty());
}

#[test]
fn fc_i10_rooms_of_one_name_lie_each_under_its_own() {
    let mut office = furnished();
    let mut device = boss(&mut office);
    let file = "Name1,Name3,school1\nName2,Name3,school2\n";
    let parts = |settings: &mut ImportSettings| {
        settings.columns = [PlaceKind::Building, PlaceKind::Room, PlaceKind::Site]
            .map(|kind| ColumnUse::Holds(Holds::Part(kind)))
            .to_vec();
    };
    let taken = device.take(RowsOf::Places, file.as_bytes());
    let asked = device.tried_from(taken, parts);
    assert_eq!(asked.counts, [0, 0, 0, 2]);
    let asked = device.tried_from(asked, |settings| {
        settings.new_places = ["school1 > Name1".to_owned(), "school2 > Name2".to_owned()].into();
    });
    assert_eq!(asked.counts, [2, 0, 0, 0]);
    device.run_all();
    let mut rooms = device.places("Name3");
    rooms.sort();
    assert_eq!(
        rooms,
        [["school1", "Name1", "Name3"], ["school2", "Name2", "Name3"]]
    );

    // A row's parent may be a row before it; marks of paths are of several kinds.
    let file = "Nom;Parent;Genre\nHQ;;site\nGround Floor;HQ;étage\nRoom 001;HQ -> Ground Floor;\n";
    let taken = device.take(RowsOf::Places, file.as_bytes());
    assert_eq!(device.tried_from(taken, |_| {}).counts, [3, 0, 0, 0]);
    device.run_all();
    assert_eq!(
        device.places("Room 001"),
        [["HQ", "Ground Floor", "Room 001"]]
    );
    let taken = device.take(RowsOf::Places, file.as_bytes());
    assert_eq!(device.tried_from(taken, |_| {}).counts, [0, 0, 3, 0]);

    // An item in such a room: by path in any mark, not by the bare name.
    let items =
        "Nom;Emplacement\nA;Name3\nB;school2/Name3\nC;school1 > Name1 > Name3\nD;HQ\\Room 001\n";
    let tried = device.tried(items, laptops);
    assert_eq!(tried.counts, [3, 0, 0, 1]);
    match &device.refusals()[..] {
        [Refusal::Several(_, paths)] => {
            assert_eq!(
                paths,
                &["school1 > Name1 > Name3", "school2 > Name2 > Name3"]
            );
        }
        other => panic!("{other:?}"),
    }
    device.sync(&mut office);
    assert!(device.outbox().parked.is_empty());
}

#[test]
fn fc_i12_filler_words_are_kept_and_never_a_key() {
    let mut office = furnished();
    let mut device = boss(&mut office);
    let fillers = [
        "",
        "",
        "UNKNOWN",
        "UNKNOWN",
        "Unknown",
        "N/A",
        "To be filled by O.E.M.",
    ];
    let rows: String = fillers
        .iter()
        .map(|filler| format!("A;{filler}\n"))
        .collect();
    let done = device.import(&format!("Nom;N° de série\n{rows}"), |settings| {
        laptops(settings);
        settings.key = MatchKey::Any;
    });
    assert_eq!(done.counts, [7, 0, 0, 0]);
    let serials: Vec<_> = device
        .search("UNKNOWN")
        .into_iter()
        .filter_map(|item| device.item(item).row.serial)
        .collect();
    assert!(
        serials.iter().any(|serial| serial == "UNKNOWN"),
        "{serials:?}"
    );
}

#[test]
fn fc_i14_what_the_present_tool_of_our_users_writes() {
    let mut office = furnished();
    let mut device = boss(&mut office);
    let file = "Type;Name;SerialNumber;Status;RetirementDate;Ports;Poids\n\
        Portable ;00412;S-1;;;1234567890;12,50000\n\
        Portable;PC;5CD1234XYZ;;;;\n\
        Portable;Vieux;S-3;Retiré;;;\n\
        Portable;Vieux;S-4;Retiré;2024-05-06;;\n";
    let tried = device.tried(file, |_| {});
    assert_eq!(tried.counts, [1, 1, 0, 2]);
    match &tried.questions[..] {
        [
            Question::Type {
                text,
                near,
                rows: 1,
            },
        ] => {
            assert_eq!(text, "Portable ");
            assert_eq!(
                near.iter().map(|known| known.id).collect::<Vec<_>>(),
                [LAPTOP]
            );
        }
        other => panic!("{other:?}"),
    }
    match &device.refusals()[..] {
        [Refusal::Near(_, names), Refusal::Undated] => assert_eq!(names, &["Portable"]),
        other => panic!("{other:?}"),
    }
    let done = device.import(file, |settings| {
        settings.types.insert("Portable ".to_owned(), LAPTOP);
    });
    assert_eq!(done.counts, [2, 1, 0, 1]);
    let item = device.finds("S-1");
    assert_eq!(device.item(item).row.title, "00412");
    let quantity = |amount: &str| {
        Some(Shown::Quantity {
            amount: amount.to_owned(),
            unit: None,
        })
    };
    assert_eq!(
        device.fact(item, field::attribute(PORTS.into()).as_str()),
        quantity("1234567890")
    );
    assert_eq!(
        device.fact(item, field::attribute(WEIGHT.into()).as_str()),
        quantity("12.50000")
    );
    // A blank state keeps what stands.
    let state = device.item(PC1).row.state.map(|view| view.state);
    assert_eq!(state, Some(State::InService));
    let retired = device.finds("S-4");
    assert_eq!(
        device.item(retired).row.state.map(|view| view.state),
        Some(State::Retired)
    );
}

#[test]
fn fc_n4_a_nearly_known_number_is_offered_and_never_guessed() {
    let mut office = furnished();
    for (id, number) in [
        (0xd1, "3001"),
        (0xd2, "AB cd"),
        (0xd3, "007"),
        (0xd4, "0007"),
    ] {
        make_item(
            &mut office,
            ItemId::fixed(id),
            &[(field::INVENTORY_NUMBER, json!(number))],
        );
    }
    let mut device = boss(&mut office);
    let file = "Nom;Numéro\nA;00003001\nB;3001\nC;abcd\nD;7\nE;007\n";
    let tried = device.tried(file, laptops);
    assert_eq!(tried.counts, [0, 2, 0, 3]);
    assert!(tried.questions.contains(&Question::Near { rows: 2 }));
    let offered: Vec<usize> = device
        .refusals()
        .iter()
        .map(|refusal| match refusal {
            Refusal::Near(_, titles) | Refusal::Several(_, titles) => titles.len(),
            other => panic!("{other:?}"),
        })
        .collect();
    assert_eq!(offered, [1, 1, 2]);
    let new = device.tried(file, |settings| {
        laptops(settings);
        settings.near = NearRule::New;
    });
    assert_eq!(new.counts, [2, 2, 0, 1]);
    let same = device.tried("Nom;Numéro\nC;abcd\n", |settings| {
        laptops(settings);
        settings.near = NearRule::Same;
    });
    assert_eq!(same.counts, [0, 1, 0, 0]);
}

#[test]
fn a_key_counts_once_in_a_file_and_unknown_columns_are_refused_by_name() {
    let mut office = furnished();
    let mut device = boss(&mut office);
    let tried = device.tried(
        "Nom;Numéro;Couleur\nA;N-1;\nB;N-1;\nC;N-2;bleu\nD;PC-1;\n;;\n",
        laptops,
    );
    assert_eq!(tried.counts, [1, 1, 0, 3]);
    assert_eq!(
        device.refusals(),
        [
            Refusal::SameKey(2),
            Refusal::OpenColumn("Couleur".to_owned()),
            Refusal::Blank
        ]
    );
    let left_out = device.tried("Nom;Numéro;Couleur\nC;N-2;bleu\n", |settings| {
        laptops(settings);
        settings.columns[2] = ColumnUse::LeftOut;
    });
    assert_eq!(left_out.counts, [1, 0, 0, 0]);
    // Two columns for one field are refused where both say something.
    let twice = device.tried("Nom;Name;Numéro\nC;D;N-3\nC;;N-4\n", |settings| {
        laptops(settings);
        settings.columns[1] = holds(field::NAME);
    });
    assert_eq!(twice.counts, [1, 0, 0, 1]);
    // Words that mean nothing are named, too wide and garbled rows refused.
    device.tried(
        "Nom;État;Responsable;Extension\nA;Volé;;\nB;;Personne;\nC;;;;;x\n",
        laptops,
    );
    assert!(matches!(
        device.refusals()[..],
        [Refusal::Unknown(_), Refusal::Unknown(_), Refusal::TooWide]
    ));
}

#[test]
fn fc_n5_one_serial_on_two_is_saved_asked_about_and_kept_apart_for_ever_also_by_a_later_import() {
    let by_number = |settings: &mut ImportSettings| {
        laptops(settings);
        settings.key = MatchKey::Number;
    };
    let file = "Nom;Numéro;N° de série;Fabricant\n\
                Châssis;CH-1;CZJ000001;A\nLame;LA-1;CZJ000001;A\nÉcran;EC-1;12345;B\nSouris;SO-1;12345;C\n";
    let mut office = furnished();
    let mut device = boss(&mut office);
    assert_eq!(device.import(file, by_number).counts, [4, 0, 0, 0]);
    let told = device.suspects(false);
    let mut shared: Vec<&Shown> = told.iter().map(|one| &one.shared[0].value).collect();
    shared.sort_by_key(|value| format!("{value:?}"));
    let expected = ["12345", "CZJ000001"].map(|text| Shown::Number(text.to_owned()));
    assert_eq!(shared, expected.iter().collect::<Vec<_>>());
    for suspect in &told {
        device.done(Command::KeepApart(suspect.items()));
    }
    device.sync(&mut office);

    let more = file.replace("Châssis", "Rack").replace(";B\n", ";B2\n");
    let mut other = boss(&mut office);
    for device in [&mut device, &mut other] {
        assert_eq!(device.import(file, by_number).counts, [0, 0, 4, 0]);
        assert!(device.suspects(true).is_empty());
    }
    assert_eq!(other.import(&more, by_number).counts, [0, 2, 2, 0]);
    other.sync(&mut office);
    device.sync(&mut office);
    for device in [&mut device, &mut other] {
        assert!(device.suspects(true).is_empty());
        assert_eq!(device.search("CZJ000001").len(), 2);
    }
    // By its serial no row is about one of two.
    let refused = device.tried("N° de série;Fabricant\n12345;D\n", |settings| {
        laptops(settings);
        settings.key = MatchKey::Serial;
    });
    assert_eq!(refused.counts, [0, 0, 0, 1]);
    assert!(matches!(device.refusals()[..], [Refusal::Several(..)]));
}

#[test]
fn a_row_is_about_the_one_of_several_shown_as_one_that_bears_its_number() {
    let mut office = furnished();
    let mut device = boss(&mut office);
    device.done(Command::Merge(vec![PC1, PC2]));
    let by_number = |settings: &mut ImportSettings| settings.key = MatchKey::Number;
    let file = "Numéro;Fabricant\nPC-1;A\nPC-2;B\n";
    assert_eq!(device.import(file, by_number).counts, [0, 2, 0, 0]);
    assert_eq!(device.import(file, by_number).counts, [0, 0, 2, 0]);
    assert_eq!(device.fact(PC2, field::MANUFACTURER), text("A"));
    device.done(Command::KeepApart(vec![PC1, PC2]));
    assert_eq!(device.fact(PC2, field::MANUFACTURER), text("B"));
    assert_eq!(device.item(PC2).row.number.as_deref(), Some("PC-2"));
}
