//! What the person reads: on each kind of bad network day what happened, what was kept and what to do, and all of it in the
//! language that they chose. And the way of a code from a photo that lies in the gallery.

use std::fs;

use mobile_core::api::{Answer, Command, Query, RowView};
use qrcode::{Color, EcLevel, QrCode};
use server::running::Options;
use shared::model::Role;
use tests::browser::{Browser, Device, Scheme};
use tests::deployment::Deployment;
use tests::proxy::Weather;
use tests::road;
use tests::staff::Staff;

use super::{Outcome, create, enrolled, equipped};

const SCAN: &str = ".nav a:nth-child(1)";
const FIND: &str = ".nav a:nth-child(2)";
const OUTBOX: &str = ".nav a:nth-child(3)";
const MORE: &str = ".nav a:nth-child(4)";
/// How many changes are only here.
const TO_SEND: &str = "document.querySelector('.counts .num')?.innerText";

#[tokio::test(flavor = "multi_thread")]
async fn a_bad_network_day_is_told_with_what_was_kept_and_what_comes_of_it() -> Outcome {
    let deployment = Deployment::start(Options::for_test()).await?;
    let marc = equipped(&deployment).await?;
    let days = [
        (Weather::Cut, "Le serveur ne répond pas"),
        (Weather::Fails(500), "Le serveur ne répond pas comme prévu"),
        (Weather::Garbage, "Le serveur ne répond pas comme prévu"),
        (Weather::Fails(426), "trop ancienne pour le serveur"),
    ];
    for (number, (weather, words)) in days.into_iter().enumerate() {
        deployment.network.set(weather);
        create(&marc, &format!("SN-{number}")).await?;
        marc.tap(OUTBOX).await?;
        marc.until_text(".notice", words).await?;
        marc.until_text(".notice", "Tout est gardé").await?;
        marc.until(&format!("{TO_SEND} === '1'")).await?;
        deployment.network.set(Weather::Clear);
        // As whoever reads “reload when the network is there” does.
        marc.reload().await?;
        marc.until(&format!("{TO_SEND} === '0'")).await?;
        marc.until("!document.querySelector('.notice')").await?;
        marc.tap(SCAN).await?;
    }
    Ok(())
}

/// What the office has of that serial number, once it has any.
async fn arrived(office: &Staff, serial: &str) -> Outcome<Vec<RowView>> {
    let query = Query {
        text: serial.to_owned(),
        limit: 50,
        ..Query::default()
    };
    let with_it = |answer| match answer {
        Answer::Rows(found) => {
            let mut rows = found.rows;
            rows.retain(|row| row.serial.as_deref() == Some(serial));
            (!rows.is_empty()).then_some(rows)
        }
        _ => None,
    };
    let rows = office.until_answer("its arrival", Command::Search(query), with_it);
    Ok(rows.await?)
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_server_took_stays_counted_until_its_answer_comes_whole_and_is_there_once()
-> Outcome {
    let deployment = Deployment::start(Options::for_test()).await?;
    let server = &deployment.server;
    let line = format!("http://{}", server.address());
    let office = road::enrol(server, "Mona Roy", Role::Manager, &line).await?;
    let marc = equipped(&deployment).await?;
    let days = [
        (Weather::CutMidBody, "SN-half"),
        (Weather::SwallowAnswer, "SN-nothing"),
    ];
    for (weather, serial) in days {
        deployment.network.set_for("/api", weather);
        create(&marc, serial).await?;
        // The server has it already, of which this device has no word.
        arrived(&office, serial).await?;
        marc.tap(OUTBOX).await?;
        marc.until_text(".notice", "Tout est gardé").await?;
        marc.until(&format!("{TO_SEND} === '1'")).await?;
        marc.reload().await?;
        marc.until_text(".notice", "Tout est gardé").await?;
        marc.until(&format!("{TO_SEND} === '1'")).await?;
        marc.tap(FIND).await?;
        let kept = format!(
            "[...document.querySelectorAll('.item')].some((it) => it.innerText.includes({serial:?}))"
        );
        marc.until(&kept).await?;
        deployment.clear_up(&marc).await?;
        marc.tap(OUTBOX).await?;
        marc.until(&format!("{TO_SEND} === '0'")).await?;
        marc.until("!document.querySelector('.notice')").await?;
        marc.tap(SCAN).await?;
    }
    // Where this one is, all that was sent before it has come.
    create(&marc, "SN-last").await?;
    arrived(&office, "SN-last").await?;
    for (weather, serial) in days {
        let rows = arrived(&office, serial).await?;
        assert_eq!(rows.len(), 1, "{weather:?}: {rows:?}");
        let lines = office.history(rows[0].id).await?;
        let made: Vec<bool> = lines.iter().map(|line| line.created).collect();
        assert_eq!(made, [true], "{weather:?}: {lines:?}");
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_credential_that_counts_no_longer_is_told_and_the_work_goes_on_and_out_once_enrolled_anew()
-> Outcome {
    let deployment = Deployment::start(Options::for_test()).await?;
    let marc = equipped(&deployment).await?;
    // As from another device of the same person: the server ends the credential, the app is not asked.
    marc.run("return fetch('/api/session', { method: 'DELETE' }).then((it) => it.status)")
        .await?;
    create(&marc, "SN-revoked").await?;
    marc.tap(OUTBOX).await?;
    marc.until_text(".notice", "ne reconnaît plus cet appareil")
        .await?;
    marc.until_text(".notice", "Tout est gardé").await?;
    marc.until(&format!("{TO_SEND} === '1'")).await?;
    super::enrol(&deployment, &marc).await?;
    marc.tap(OUTBOX).await?;
    marc.until(&format!("{TO_SEND} === '0'")).await?;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn the_app_speaks_the_devices_language_until_another_is_chosen_and_keeps_that() -> Outcome {
    let deployment = Deployment::start(Options::for_test()).await?;
    let device = Device {
        language: "en",
        ..Device::phone()
    };
    let browser = enrolled(&deployment, &device).await?;
    browser.tap(MORE).await?;
    let speaks = async |title: &str, language: &str| {
        browser.until_text("header h1", title).await?;
        let said = format!("document.documentElement.lang.startsWith('{language}')");
        browser.until(&said).await
    };
    speaks("More", "en").await?;
    let choose = "[...document.querySelectorAll('.segments label, .segments button')]
        .find((it) => it.innerText.trim() === 'Français').click()";
    browser.run(choose).await?;
    speaks("Plus", "fr").await?;
    browser.reload().await?;
    speaks("Plus", "fr").await?;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn the_theme_is_the_devices_until_another_is_chosen_and_that_is_kept() -> Outcome {
    let deployment = Deployment::start(Options::for_test()).await?;
    let browser = enrolled(&deployment, &Device::phone()).await?;
    browser.tap(MORE).await?;
    let shows = async |ground: &str| {
        let shown =
            format!("getComputedStyle(document.documentElement).backgroundColor === {ground:?}");
        browser.until(&shown).await
    };
    let choose = async |word: &str| {
        browser
            .tap_saying(".segments label, .segments button", word)
            .await
    };
    let ground = "return getComputedStyle(document.documentElement).backgroundColor";
    let light = browser.run(ground).await?;
    let light = light.as_str().ok_or("no colour")?;
    browser.prefer(Scheme::Dark).await?;
    browser
        .until(&format!("(() => {{ {ground} }})() !== {light:?}"))
        .await?;
    let dark = browser.run(ground).await?;
    let dark = dark.as_str().ok_or("no colour")?;

    for (word, scheme, chosen) in [
        ("Clair", Scheme::Dark, light),
        ("Sombre", Scheme::Light, dark),
    ] {
        browser.prefer(scheme).await?;
        choose(word).await?;
        shows(chosen).await?;
        browser.reload().await?;
        browser.find(".segments").await?;
        shows(chosen).await?;
    }
    browser.tap(MORE).await?;
    browser
        .run(
            "[...document.querySelectorAll('.segments')][1].querySelector('label, button').click()",
        )
        .await?;
    shows(light).await?;
    browser.reload().await?;
    browser.find(".segments").await?;
    shows(light).await?;
    Ok(())
}

/// A code as a bitmap (BMP, 24 bits), some signs of it to the module.
fn bitmap(code: &QrCode) -> Vec<u8> {
    const SCALE: usize = 8;
    const QUIET: usize = 4;
    let modules = code.to_colors();
    let width = code.width();
    let side = (width + 2 * QUIET) * SCALE;
    let row = (side * 3).next_multiple_of(4);
    let number = |value: usize| u32::try_from(value).unwrap_or_default().to_le_bytes();
    let mut file = b"BM".to_vec();
    for value in [54 + row * side, 0, 54, 40, side, side] {
        file.extend(number(value));
    }
    file.extend([1, 0, 24, 0]);
    file.extend([0; 24]);
    for y in (0..side).rev() {
        let mut line = Vec::with_capacity(row);
        for x in 0..side {
            let at = |pixel: usize| (pixel / SCALE).checked_sub(QUIET).filter(|it| *it < width);
            let dark = match (at(x), at(y)) {
                (Some(x), Some(y)) => modules[y * width + x] == Color::Dark,
                _ => false,
            };
            line.extend([if dark { 0 } else { 255 }; 3]);
        }
        line.resize(row, 0);
        file.extend(line);
    }
    file
}

/// Chooses a photo of a code.
pub(super) async fn photograph(browser: &Browser, code: &QrCode) -> Outcome {
    choose_photo(browser, "label.bmp", &bitmap(code)).await
}

async fn choose_photo(browser: &Browser, name: &str, bytes: &[u8]) -> Outcome {
    let path = browser.folder().join(name);
    fs::write(&path, bytes)?;
    let input = browser.find("#camera-photo").await?;
    input.send_keys(&path.to_string_lossy()).await?;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_code_in_a_photo_is_looked_up_and_a_photo_without_one_says_so() -> Outcome {
    let deployment = Deployment::start(Options::for_test()).await?;
    let marc = equipped(&deployment).await?;
    create(&marc, "SN-PHOTO-1").await?;
    marc.tap(".sheet .outcome button").await?;
    marc.until("!document.querySelector('.sheet')").await?;
    let code = QrCode::with_error_correction_level("SN-PHOTO-1", EcLevel::M)?;
    photograph(&marc, &code).await?;
    marc.until_text(".sheet h2", "SN-PHOTO-1").await?;
    choose_photo(&marc, "cat.png", b"not a picture at all").await?;
    marc.until_text(".toast", "photo").await?;
    Ok(())
}
