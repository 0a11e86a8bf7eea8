//! Labels from the office: chosen rows are printed, what a camera reads on the sheet opens them, a blank label is bound by
//! its first scan, and one takes the place of another.

use data_encoding::BASE64;
use mobile_core::api::{Answer, Command, Found, NewItem};
use mobile_core::scan::{FrameSource as _, PictureFolder, decode_photo};
use serde_json::json;
use server::running::Options;
use shared::label::LabelCode;
use shared::model::starter::types;
use shared::model::{Role, field};
use shared::record::Field;
use tests::browser::{Browser, Device};
use tests::deployment::Deployment;
use tests::paper::{WRITTEN, enter_opened, written};
use tests::road;
use tests::stock;
use tests::typing::TypingScanner;

use super::{Outcome, enrolled, type_code};

/// What a camera reads on the page as it is seen, in no order.
pub(super) async fn seen(browser: &Browser, name: &str) -> Outcome<Vec<String>> {
    browser
        .run("document.querySelector('.page').scrollIntoView()")
        .await?;
    let path = browser.screenshot(name).await?;
    let picture = PictureFolder::open(&path)?.next_frame()?;
    let picture = picture.ok_or("no picture")?;
    // Black, however bright the page around it: a printer would make dots of grey.
    let darkest = picture.frame().to_picture().into_pixels().into_iter().min();
    assert!(darkest.is_some_and(|luma| luma < 16), "{darkest:?}");
    let mut read: Vec<String> = decode_photo(picture.frame())
        .into_iter()
        .map(|decoded| decoded.text)
        .collect();
    read.sort();
    Ok(read)
}

/// The pages that the browser prints, and their size in millimetres.
async fn printed(browser: &Browser) -> Outcome<(usize, [u32; 2])> {
    let printed = browser
        .devtools("Page.printToPDF", json!({ "preferCSSPageSize": true }))
        .await?;
    let pdf = BASE64.decode(printed["data"].as_str().ok_or("no file")?.as_bytes())?;
    let pdf = String::from_utf8_lossy(&pdf);
    let pages = pdf.split("/Type /Page").skip(1);
    let pages = pages.filter(|rest| !rest.starts_with('s')).count();
    let (_, size) = pdf.split_once("/MediaBox [0 0 ").ok_or("no size")?;
    let mut size = size.split([' ', ']']).map(|points| {
        let points: f64 = points.parse().unwrap_or_default();
        format!("{:.0}", points / 72.0 * 25.4)
            .parse()
            .unwrap_or_default()
    });
    let mut next = || size.next().unwrap_or_default();
    Ok((pages, [next(), next()]))
}

#[tokio::test(flavor = "multi_thread")]
async fn chosen_rows_are_printed_and_each_label_on_the_sheet_opens_its_own() -> Outcome {
    let deployment = Deployment::start(Options::for_test()).await?;
    stock::deliver(deployment.server.machine(), 0..3).await?;
    let origin = deployment.server.origin();
    let mona = road::enrol(&deployment.server, "Mona Roy", Role::Manager, origin).await?;
    // One more, to which nobody has given a label; its name would be markup.
    let new = NewItem {
        item_type: types::LAPTOP,
        code: None,
        place: None,
        state: None,
        fields: [(
            Field::new(field::NAME),
            json!("<b>Latitude</b> sans étiquette"),
        )]
        .into(),
    };
    let made = road::done(&mona, Command::Create(new)).await?;
    let bare = made.item.ok_or("nothing was made")?.row.id;
    mona.until_sent().await?;

    let browser = enrolled(&deployment, &Device::desk()).await?;
    browser.tap(".rail a[href^='/find']").await?;
    browser.type_into("#find-search", "latitude").await?;
    browser
        .until("document.querySelectorAll('tbody tr').length === 4")
        .await?;
    browser
        .run("document.querySelectorAll('tbody input[type=checkbox]').forEach((it) => it.click())")
        .await?;
    browser.until_text(".selection", "4").await?;
    browser.tap(".selection a.chip").await?;
    enter_opened(&browser).await?;
    // The code that was missing is made as the link is followed, and the page waits for it.
    browser.until(&format!("{WRITTEN}.length === 4")).await?;

    let mut codes: Vec<String> = (written(&browser).await?.iter())
        .map(ToString::to_string)
        .collect();
    codes.sort();
    browser.screenshot("labels-form").await?;
    assert_eq!(seen(&browser, "labels-sheet").await?, codes);
    for number in 0..3 {
        assert!(codes.contains(&stock::label(number).to_string()));
    }
    let known: Vec<String> = (0..3)
        .map(|number| stock::label(number).to_string())
        .collect();
    let fresh = codes.iter().find(|code| !known.contains(code));
    let fresh = fresh.ok_or("no fresh code")?.clone();
    let scanned = Command::LookUp {
        code: fresh,
        symbology: None,
        place: None,
    };
    mona.until_answer("the label to be known", scanned, |answer| match answer {
        Answer::Found(Found::Item(found)) if found.item.row.id == bare => Some(()),
        _ => None,
    })
    .await?;
    assert_eq!(
        browser
            .run("return document.querySelectorAll('b').length")
            .await?,
        json!(1),
        "only the page's own heading of the notice is bold"
    );

    // On paper: one page of its own size, and nothing of the form.
    assert_eq!(printed(&browser).await?, (1, [210, 297]));
    assert_eq!(browser.console().await?, [] as [String; 0]);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_blank_label_is_bound_by_its_first_scan_and_printed_again_with_what_it_is_on() -> Outcome
{
    let deployment = Deployment::start(Options::for_test()).await?;
    let origin = deployment.server.origin();
    let mona = road::enrol(&deployment.server, "Mona Roy", Role::Technician, origin).await?;
    let browser = enrolled(&deployment, &Device::desk()).await?;
    browser.tap(".rail a[href^='/more']").await?;
    browser.tap("a[href*='blank=']").await?;
    enter_opened(&browser).await?;
    browser.until(&format!("{WRITTEN}.length === 21")).await?;
    let blanks = written(&browser).await?;
    // What is not in view yet is not seen.
    let seen = seen(&browser, "labels-blank").await?;
    let first = blanks[0].to_string();
    assert!(seen.contains(&first), "{seen:?}");
    assert_eq!(printed(&browser).await?, (1, [210, 297]));

    let Found::Unknown(unknown) = mona.scan(&first).await? else {
        return Err("somebody has it".into());
    };
    assert!(unknown.own_label && !unknown.unusable);
    let made = road::create_laptop(&mona, &first).await?;
    mona.until_sent().await?;
    match mona.scan(&first).await? {
        Found::Item(found) => assert_eq!((found.item.row.id, found.replaced), (made, false)),
        other => return Err(format!("{other:?}").into()),
    }
    let page = format!("{}/labels?items={made}", deployment.network.origin());
    browser.goto(&page).await?;
    browser.until(&format!("{WRITTEN}.length === 1")).await?;
    assert_eq!(written(&browser).await?, [blanks[0]]);

    // A used sheet goes on on the next one; on a roll each label is a page.
    let origin = deployment.network.origin();
    for (asked, expected) in [
        ("blank=40&sheet=5160&first=25", (3, [216, 279])),
        ("blank=3&sheet=dk-11209", (3, [62, 29])),
    ] {
        browser.goto(&format!("{origin}/labels?{asked}")).await?;
        browser.find(".page .paper").await?;
        assert_eq!(printed(&browser).await?, expected, "{asked}");
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn fc_n8_a_label_is_replaced_from_the_record_and_the_old_one_opens_it_and_says_so() -> Outcome
{
    let deployment = Deployment::start(Options::for_test()).await?;
    let origin = deployment.server.origin();
    let mona = road::enrol(&deployment.server, "Mona Roy", Role::Technician, origin).await?;
    let [a1, a2] = [0xa1, 0xa2].map(|bits| LabelCode::from_random(bits).to_string());
    let item = road::create_laptop(&mona, &a1).await?;
    mona.until_sent().await?;
    let browser = enrolled(&deployment, &Device::phone()).await?;
    type_code(&browser, &a1).await?;
    browser.until_text(".sheet h2", "Latitude 5440").await?;
    browser.tap_saying(".sheet button", "Fiche").await?;
    browser
        .tap_saying(".card button", "Remplacer l’étiquette")
        .await?;

    // What it bears is no new label; the scanner that types is set to another keyboard.
    browser.until_text(".chips", "Nouvelle étiquette").await?;
    type_code(&browser, &a1).await?;
    browser.until_text(".sheet", "mène déjà à ce CI").await?;
    let scanner = TypingScanner::on("fr").ok_or("no such layout")?;
    scanner.scan(&browser, &a2).await?;
    browser.until_text(".toast", "Étiquette remplacée").await?;
    browser.until_text(".facts", &a2).await?;
    browser.until_text(".facts", "remplacée").await?;
    browser.screenshot("label-replaced").await?;

    browser.tap(".nav a[href='/outbox']").await?;
    browser.until_text(".list", &format!("Code {a2}")).await?;
    browser.tap(".nav a[href='/']").await?;
    for (code, is_replaced) in [(&a1, true), (&a2, false)] {
        type_code(&browser, code).await?;
        browser.until_text(".sheet h2", "Latitude 5440").await?;
        let said = browser.text(".sheet").await?;
        assert_eq!(said.contains("a été remplacée"), is_replaced, "{said}");
        browser.tap(".sheet .outcome button").await?;
        browser.until("!document.querySelector('.sheet')").await?;
    }
    let replaced = Command::LookUp {
        code: a1,
        symbology: None,
        place: None,
    };
    let told = mona.until_answer(
        "the old label to be replaced",
        replaced,
        |answer| match answer {
            Answer::Found(Found::Item(found)) if found.replaced => Some(found.item.row.id),
            _ => None,
        },
    );
    assert_eq!(told.await?, item);
    assert_eq!(browser.console().await?, [] as [String; 0]);
    Ok(())
}
