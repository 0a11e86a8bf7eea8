//! Labels: who may print which, that code and text are of one record, and what is said of those left out.

use std::collections::BTreeMap;

use reqwest::StatusCode;
use serde_json::json;
use shared::id::{IdentifierId, ItemId, PlaceId};
use shared::label::LabelCode;
use shared::model::starter::types;
use shared::model::{IdentifierKind, ItemState, Role, State, field};
use shared::operation::{Change, Outcome, SealedOperation};
use shared::record::{Collection, Field, RecordKey};

use crate::phone::{Phone, Site, client, id};

fn label(phone: &Phone, owner: &str, of: &RecordKey, code: LabelCode) -> SealedOperation {
    let fields = BTreeMap::from([
        (Field::new(owner), json!(of.id())),
        (Field::new(field::KIND), json!(IdentifierKind::Label.word())),
        (Field::new(field::TEXT), json!(code.to_string())),
    ]);
    let key = RecordKey::new(Collection::Identifier, IdentifierId::from(id()));
    phone.operation(key, 0, Change::Create { fields })
}

/// A laptop with a number and a label.
async fn labelled(phone: &mut Phone, name: &str, number: &str, code: LabelCode) -> RecordKey {
    let (key, create) = phone.create(types::LAPTOP, name);
    let number = phone.set(&key, field::INVENTORY_NUMBER, None, json!(number));
    let bound = label(phone, field::ITEM, &key, code);
    taken(phone, vec![create, number, bound]).await;
    key
}

async fn taken(phone: &mut Phone, operations: Vec<SealedOperation>) {
    let outcomes = phone.push(operations).await;
    let parked = |outcome: &Outcome| matches!(outcome, Outcome::Parked { .. });
    assert!(!outcomes.iter().any(parked), "{outcomes:?}");
}

async fn page(phone: &Phone, query: &str) -> String {
    let answer = phone
        .get(&format!("/labels?lang=en&{query}"))
        .send()
        .await
        .expect("an answer");
    assert_eq!(answer.status(), StatusCode::OK, "{query}");
    answer.text().await.expect("a page")
}

/// Code, number of each label, in order.
fn printed(page: &str) -> Vec<(String, Option<String>)> {
    let text = |label: &str, class: &str| {
        let (_, rest) = label.split_once(&format!("<text class=\"{class}\""))?;
        Some(rest.split_once('>')?.1.split_once('<')?.0.to_owned())
    };
    let labels = page.split("role=\"img\"").skip(1);
    labels
        .map(|label| {
            (
                text(label, "label-code").expect("a code"),
                text(label, "label-number"),
            )
        })
        .collect()
}

fn ids(keys: &[RecordKey]) -> String {
    let ids: Vec<_> = keys.iter().map(|key| key.id().to_string()).collect();
    ids.join(",")
}

#[tokio::test]
async fn fc_p4_code_and_number_of_each_label_are_of_one_ci_and_a_retired_one_has_neither() {
    let site = Site::open().await;
    let mut manager = site.phone("Ana", Role::Manager, "IT").await;
    let mut keys = Vec::new();
    let code = |number: u64| LabelCode::from_random(number << 40);
    for number in 60..=70 {
        keys.push(
            labelled(
                &mut manager,
                "Laptop",
                &format!("PC-{number}"),
                code(number),
            )
            .await,
        );
    }
    let expected = |numbers: &[u64]| -> Vec<(String, Option<String>)> {
        numbers
            .iter()
            .map(|number| (code(*number).grouped(), Some(format!("PC-{number}"))))
            .collect()
    };
    let all: Vec<u64> = (60..=70).collect();
    let asked = format!("items={}", ids(&keys));
    assert_eq!(printed(&page(&manager, &asked).await), expected(&all));

    let retire = manager.set(
        &keys[5],
        field::STATE,
        None,
        ItemState::plain(State::Retired).to_value(),
    );
    taken(&mut manager, vec![retire]).await;
    let page = page(&manager, &asked).await;
    let without: Vec<u64> = all.into_iter().filter(|number| *number != 65).collect();
    assert_eq!(printed(&page), expected(&without));
    assert!(
        page.contains("One label is left out: what it is of is retired."),
        "{page}"
    );
}

#[tokio::test]
async fn whoever_may_read_a_ci_may_print_it_and_nobody_else() {
    let site = Site::open().await;
    let mut administrator = site.administrator().await;
    let key = labelled(
        &mut administrator,
        "Laptop",
        "PC-1",
        LabelCode::from_random(1),
    )
    .await;
    let asked = format!("items={}", key.id());

    let reader = site.phone("Rémi", Role::Reader, "IT").await;
    assert_eq!(printed(&page(&reader, &asked).await).len(), 1);

    // Somebody of another team learns no more than of an id that is nobody's.
    let other = site.phone("Lou", Role::Administrator, "Logistics").await;
    let denied = page(&other, &asked).await;
    let unknown = page(&other, &format!("items={}", ItemId::from(id()))).await;
    assert_eq!(printed(&denied), []);
    assert!(denied.contains("One label is missing"));
    assert_eq!(
        denied.replace(&key.id().to_string(), ""),
        unknown.replace(&asked_id(&unknown), "")
    );

    let nobody = client()
        .get(site.url(&format!("/labels?{asked}")))
        .send()
        .await
        .expect("an answer");
    assert_eq!(nobody.status(), StatusCode::UNAUTHORIZED);
    let text = nobody.text().await.expect("a page");
    assert!(
        text.contains("This browser has not joined") && !text.contains("PC-1"),
        "{text}"
    );
}

/// The id that a page's form carries on.
fn asked_id(page: &str) -> String {
    let (_, rest) = page
        .split_once("name=\"items\" value=\"")
        .expect("the form");
    rest.split_once('"').expect("its end").0.to_owned()
}

#[tokio::test]
async fn the_page_runs_nothing_and_fc_x2_shows_names_as_letters() {
    let site = Site::open().await;
    let mut manager = site.phone("Ana", Role::Manager, "IT").await;
    let name = "O'Brien\"/><svg onload=alert(1)><img src=x onerror=alert(1)>";
    let key = labelled(&mut manager, name, "<b>7</b>", LabelCode::from_random(7)).await;
    let request = manager.get(&format!(
        "/labels?items={}&sheet=%22%3E%3Cscript%3E",
        key.id()
    ));
    let refused = request.send().await.expect("an answer");
    assert_eq!(refused.status(), StatusCode::UNPROCESSABLE_ENTITY);
    assert!(!refused.text().await.expect("a page").contains("<script"));

    let answer = manager
        .get(&format!(
            "/labels?items={}&first=%22%3E%3Cscript%3E",
            key.id()
        ))
        .send()
        .await
        .expect("an answer");
    assert!(!answer.text().await.expect("a page").contains("<script"));

    let answer = manager
        .get(&format!("/labels?items={}", key.id()))
        .send()
        .await
        .expect("an answer");
    let policy = answer.headers()["content-security-policy"]
        .to_str()
        .expect("text")
        .to_owned();
    assert!(
        policy.contains("default-src 'none'") && !policy.contains("script-src"),
        "{policy}"
    );
    let page = answer.text().await.expect("a page");
    assert!(page.contains("&lt;svg onload=alert(1)&gt;"));
    for markup in ["<img", "<svg onload", "<b>7", "<script", "style="] {
        assert!(!page.contains(markup), "{markup}");
    }
}

#[tokio::test]
async fn a_room_has_a_label_and_says_where_it_lies() {
    let site = Site::open().await;
    let mut manager = site.phone("Ana", Role::Manager, "IT").await;
    let place = |name: &str, parent: Option<&RecordKey>| {
        let key = RecordKey::new(Collection::Place, PlaceId::from(id()));
        let mut fields = BTreeMap::from([(Field::new(field::NAME), json!(name))]);
        if let Some(parent) = parent {
            fields.insert(Field::new(field::PARENT), json!(parent.id()));
        }
        (key, fields)
    };
    let (building, of_building) = place("Annexe", None);
    let (room, of_room) = place("B-214", Some(&building));
    let code = LabelCode::from_random(214);
    let operations = vec![
        manager.operation(
            building,
            0,
            Change::Create {
                fields: of_building,
            },
        ),
        manager.operation(room.clone(), 0, Change::Create { fields: of_room }),
        label(&manager, field::PLACE, &room, code),
    ];
    taken(&mut manager, operations).await;
    let page = page(&manager, &format!("places={}", room.id())).await;
    assert_eq!(printed(&page), [(code.grouped(), None)]);
    assert!(
        page.contains(">B-214<") && page.contains(">Annexe<"),
        "{page}"
    );
}

#[tokio::test]
async fn what_has_no_code_yet_is_waited_for_and_then_said() {
    let site = Site::open().await;
    let mut technician = site.phone("Bo", Role::Technician, "IT").await;
    let (key, create) = technician.create(types::LAPTOP, "Laptop");
    taken(&mut technician, vec![create]).await;
    let asked = format!("items={}", key.id());
    let waiting = page(&technician, &asked).await;
    assert_eq!(printed(&waiting), []);
    let next = format!("2;url=/labels?items={}&amp;lang=en&amp;again=1", key.id());
    assert!(waiting.contains(&next));
    let last = page(&technician, &format!("{asked}&again=5")).await;
    assert!(
        !last.contains("http-equiv") && last.contains("has no code yet"),
        "{last}"
    );

    let code = LabelCode::from_random(5);
    let bound = label(&technician, field::ITEM, &key, code);
    taken(&mut technician, vec![bound]).await;
    let there = page(&technician, &format!("{asked}&again=1")).await;
    assert_eq!(printed(&there), [(code.grouped(), None)]);
    assert!(!there.contains("http-equiv"));
}

#[tokio::test]
async fn a_replaced_label_is_not_printed_again() {
    let site = Site::open().await;
    let mut manager = site.phone("Ana", Role::Manager, "IT").await;
    let (old, new) = (LabelCode::from_random(1), LabelCode::from_random(2));
    let (key, create) = manager.create(types::LAPTOP, "Laptop");
    let bound = label(&manager, field::ITEM, &key, old);
    let identifier = bound.record.clone();
    let replaced = manager.set(&identifier, field::RETIRED, None, json!(true));
    let again = label(&manager, field::ITEM, &key, new);
    taken(&mut manager, vec![create, bound, replaced, again]).await;
    let page = page(&manager, &format!("items={}", key.id())).await;
    assert_eq!(printed(&page), [(new.grouped(), None)]);
}

#[tokio::test]
async fn blank_labels_are_codes_that_nobody_has_and_differ_each_time() {
    let site = Site::open().await;
    let reader = site.phone("Rémi", Role::Reader, "IT").await;
    let mut codes = Vec::new();
    for _ in 0..2 {
        for (code, number) in printed(&page(&reader, "blank=30&sheet=5160").await) {
            assert_eq!(number, None);
            codes.push(LabelCode::parse(&code).expect("one of ours"));
        }
    }
    assert_eq!(codes.len(), 60);
    codes.sort();
    codes.dedup();
    assert_eq!(codes.len(), 60, "none comes twice");
}

#[tokio::test]
async fn what_could_not_be_read_is_refused_with_what_would_fit_and_styles_have_the_page_s_size() {
    let site = Site::open().await;
    let reader = site.phone("Rémi", Role::Reader, "IT").await;
    let free = "blank=1&sheet=free&page_width=40&page_height=11&width=40&height=11&dpi=203";
    let refused = reader
        .get(&format!("/labels?lang=fr&{free}&correction=H"))
        .send()
        .await
        .expect("an answer");
    assert_eq!(refused.status(), StatusCode::UNPROCESSABLE_ENTITY);
    let text = refused.text().await.expect("a page");
    assert!(
        text.contains("Sur une étiquette de 40 × 11 mm, à 203 points par pouce"),
        "{text}"
    );
    assert!(
        text.contains("à 203 points par pouce avec la correction L"),
        "{text}"
    );
    assert!(!text.contains("class=\"paper\""));
    assert_eq!(
        printed(&page(&reader, &format!("{free}&correction=L")).await).len(),
        1
    );

    let wide = reader.get(
        "/labels?lang=fr&blank=1&sheet=free&page_width=50&page_height=50&width=63,5&height=38,1",
    );
    let text = wide
        .send()
        .await
        .expect("an answer")
        .text()
        .await
        .expect("a page");
    assert!(
        text.contains("Ces étiquettes demandent une page de 63,5 mm de large."),
        "{text}"
    );

    let styles = client()
        .get(site.url("/labels.css?width=62&height=29"))
        .send()
        .await
        .expect("an answer");
    let styles = styles.text().await.expect("styles");
    assert!(
        styles.contains("@page{size:62mm 29mm;margin:0}"),
        "{styles}"
    );
    let styles = client()
        .get(site.url("/labels.css?width=62}&height=29"))
        .send()
        .await
        .expect("an answer");
    assert!(!styles.text().await.expect("styles").contains("@page{"));
}
