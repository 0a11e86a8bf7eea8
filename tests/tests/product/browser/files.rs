//! Tables in and out at a desk: a real file is chosen, tried, brought in, taken back, and goes out again.

use std::fs;

use server::running::Options;
use tests::browser::{Browser, Device};
use tests::deployment::Deployment;

use super::{Outcome, enrolled};

/// What a French spreadsheet writes: Windows-1252, semicolons, a decimal comma, words that need an answer.
const FILE: &[u8] = b"Type;Nom;N\xB0 de s\xE9rie;Prix d\x92achat;Emplacement;Couleur\r\n\
    Portable;\xC9cran d\x92\xE9t\xE9;CSV-001;1234,50;;bleu\r\n\
    Portable;=1+1;CSV-002;;;\r\n\
    Portable ;Presque;CSV-003;;;\r\n\
    Portable;Ailleurs;CSV-004;;Annexe > Salle 1;\r\n";

async fn choose(browser: &Browser, name: &str, bytes: &[u8]) -> Outcome {
    let path = browser.folder().join(name);
    fs::write(&path, bytes)?;
    let input = browser.find("#import-file").await?;
    input.send_keys(&path.to_string_lossy()).await?;
    browser.find("#import-encoding").await?;
    Ok(())
}

/// The four counts, once the file was tried or done.
async fn counts(browser: &Browser, expected: [u32; 4]) -> Outcome {
    let shown = "[...document.querySelectorAll('.counts .num')].map((it) => it.innerText).join()";
    let expected = expected.map(|count| count.to_string()).join(",");
    browser.until(&format!("{shown} === '{expected}'")).await?;
    Ok(())
}

/// To the list, by the rail.
async fn find(browser: &Browser) -> Outcome {
    browser.tap(".rail a[href^='/find']").await?;
    browser.find("#find-search").await?;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_is_tried_brought_in_taken_back_and_goes_out_unchanged() -> Outcome {
    let deployment = Deployment::start(Options::for_test()).await?;
    let browser = enrolled(&deployment, &Device::desk()).await?;
    browser.keep_downloads().await?;
    find(&browser).await?;
    browser
        .tap(".finder button[aria-label='Importer un fichier']")
        .await?;

    choose(&browser, "inventaire.csv", FILE).await?;
    browser.until("document.querySelector('#import-encoding').selectedOptions[0].innerText === 'Windows-1252'").await?;
    browser.until_text(".screen", "Écran d’été").await?;
    // The column that nobody knows is left out; then nothing is written, and all is said.
    browser.tap(".section .text-button").await?;
    browser
        .until("document.querySelector('#import-column-5').value === '1'")
        .await?;
    browser.tap(".bar-below .go").await?;
    counts(&browser, [2, 0, 0, 2]).await?;
    browser.until_text(".list", "n’existe pas ici").await?;
    browser.screenshot("import-tried").await?;
    // Both questions are answered; each answer tries the file again.
    browser.tap(".notice .chip").await?;
    counts(&browser, [3, 0, 0, 1]).await?;
    browser.tap(".stack > .notice:nth-child(2) .chip").await?;
    counts(&browser, [4, 0, 0, 0]).await?;
    browser.tap(".bar-below .go").await?;
    browser.until_text(".notice", "4 lignes importées").await?;

    // It goes out as a spreadsheet opens it, of a page that has loaded nothing of the office yet, and comes back saying
    // nothing new.
    find(&browser).await?;
    browser.reload().await?;
    browser.type_into("#find-search", "CSV-00").await?;
    browser
        .until("document.querySelectorAll('tbody tr').length === 4")
        .await?;
    browser
        .tap(".finder button[aria-label='Exporter la liste']")
        .await?;
    let out = browser.downloaded("ci.csv").await?;
    let text = std::str::from_utf8(&out)?;
    assert!(text.starts_with("\u{FEFF}Type;Nom;"), "{text}");
    for cell in [
        ";Écran d’été;",
        ";\"1234,50\";",
        ";'=1+1;",
        ";Annexe > Salle 1;",
    ] {
        assert!(text.contains(cell), "{cell} in {text}");
    }
    browser
        .tap(".finder button[aria-label='Importer un fichier']")
        .await?;
    choose(&browser, "retour.csv", &out).await?;
    browser.tap(".bar-below .go").await?;
    counts(&browser, [0, 0, 4, 0]).await?;

    // The same file again goes on where it was: it is done. One tap takes back what it did.
    browser.tap(".bar-below + .pad .text-button").await?;
    choose(&browser, "encore.csv", b"Nom\r\nSouris\r\nSouris\r\n").await?;
    browser
        .find("#import-type")
        .await?
        .select_by_label("Portable")
        .await?;
    browser.tap(".bar-below .go").await?;
    counts(&browser, [2, 0, 0, 0]).await?;
    browser.tap(".bar-below .go").await?;
    browser.until_text(".notice", "2 lignes importées").await?;
    browser.tap(".bar-below .alt").await?;
    browser.find("#import-file").await?;
    find(&browser).await?;
    browser.type_into("#find-search", "Souris").await?;
    browser.find(".empty").await?;
    Ok(())
}
