//! Bad input and bad days in a real browser: what the person reads, and that they can go on.

use serde_json::json;
use server::organisation::Newcomer;
use server::running::Options;
use shared::model::Role;
use tests::browser::{Browser, Device};
use tests::deployment::Deployment;
use tests::road::{create_laptop, enrol};

type Outcome<T = ()> = Result<T, Box<dyn std::error::Error>>;

/// A phone at work, in French, whose camera answers with that error of `getUserMedia`.
async fn at_work(camera: &str) -> Outcome<(Deployment, Browser)> {
    let deployment = Deployment::start(Options::for_test()).await?;
    let newcomer = Newcomer {
        name: "Marc Caron".to_owned(),
        membership: Some((Role::Technician, "it".to_owned())),
    };
    let link = deployment.server.enrol(newcomer).await?.link;
    let browser = Browser::open(&Device::phone()).await?;
    let refuse = format!(
        "navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException('no', '{camera}'))"
    );
    browser
        .devtools(
            "Page.addScriptToEvaluateOnNewDocument",
            json!({ "source": refuse }),
        )
        .await?;
    browser.goto(&link).await?;
    browser.tap(".enrol button[type=submit]").await?;
    browser.find("main#screen .scan").await?;
    Ok((deployment, browser))
}

/// Types a code as a person without a camera does.
async fn type_code(browser: &Browser, code: &str) -> Outcome {
    browser
        .tap(".glass-layer .below button.icon-button")
        .await?;
    browser.find("#typed-code").await?;
    let fill = format!(
        "const field = document.querySelector('#typed-code');
         field.value = {};
         field.dispatchEvent(new InputEvent('input', {{ bubbles: true }}))",
        json!(code)
    );
    browser.run(&fill).await?;
    browser.tap(".over-all button[type=submit]").await?;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_camera_the_person_reads_why_and_types() -> Outcome {
    for (error, words) in [
        ("NotAllowedError", "refusé"),
        ("NotFoundError", "Aucune caméra"),
        ("NotReadableError", "autre"),
    ] {
        let (_deployment, browser) = at_work(error).await?;
        let told = browser.find(".camera-off").await?.text().await?;
        assert!(
            told.to_lowercase().contains(&words.to_lowercase()),
            "{error}: {told}"
        );
        type_code(&browser, "CN-0VH82-74261").await?;
        browser.find(".sheet .tile").await?;
    }
    Ok(())
}

/// FC-X2, FC-X3, and codes that are not text for people: shown as letters, never run, opened or fetched.
#[tokio::test(flavor = "multi_thread")]
async fn a_code_is_text_whatever_it_holds() -> Outcome {
    let (deployment, browser) = at_work("NotFoundError").await?;
    browser
        .run("window.opened = 0; window.open = () => { window.opened += 1 }")
        .await?;
    let long = "7".repeat(7_000);
    let codes = [
        "<img src=x onerror=\"document.title='run'\">",
        "<marquee onstart=alert(1)>",
        "O'Brien\"/><svg onload=alert(1)>",
        "https://evil.example/a/K7M2",
        "https://inv.example.ca@evil.example/a/K7M2",
        "javascript:document.title='run'",
        "348/57//957/9475696",
        "50#12-5%REC",
        "A?b=1&c",
        "..",
        "abc\u{202e}fed",
        long.as_str(),
    ];
    for code in codes {
        type_code(&browser, code).await?;
        let start: String = code
            .chars()
            .take_while(|sign| *sign != '\u{202e}')
            .take(20)
            .collect();
        let shown = format!(
            "document.querySelector('.sheet .code')?.innerText.includes({})",
            json!(start)
        );
        browser.until(&shown).await?;
        let became = "return [...document.querySelectorAll('.sheet img, marquee, svg[onload]')].map((it) => it.outerHTML)";
        assert_eq!(browser.run(became).await?, json!([]), "{start}");
        browser.tap(".sheet .outcome button").await?;
        browser.until("!document.querySelector('.sheet')").await?;
    }
    let page = browser
        .run("return [document.title === 'run', window.opened, location.origin]")
        .await?;
    assert_eq!(page, json!([false, 0, deployment.network.origin()]));
    Ok(())
}

/// Enter at a desk, which once stopped the whole page.
#[tokio::test(flavor = "multi_thread")]
async fn enter_in_the_search_opens_what_was_found_and_the_page_lives_on() -> Outcome {
    let deployment = Deployment::start(Options::for_test()).await?;
    let origin = deployment.server.origin();
    let office = enrol(&deployment.server, "Ana Prado", Role::Manager, origin).await?;
    create_laptop(&office, "7XKQ2M3").await?;
    office.until_sent().await?;
    let newcomer = Newcomer {
        name: "Marc Caron".to_owned(),
        membership: Some((Role::Technician, "it".to_owned())),
    };
    let link = deployment.server.enrol(newcomer).await?.link;
    let browser = Browser::open(&Device::desk()).await?;
    browser.goto(&link).await?;
    browser.tap(".enrol button[type=submit]").await?;
    browser.find("main#screen .scan").await?;
    browser.tap(".rail a:nth-of-type(2)").await?;
    browser.type_into("#find-search", "7XKQ").await?;
    browser.find("tbody tr").await?;
    browser.type_into("#find-search", "\u{e007}").await?;
    browser.find("aside .timeline").await?;
    browser.type_into("#find-search", "\u{e007}").await?;
    browser.tap(".rail a:nth-of-type(1)").await?;
    browser.find("main#screen .scan").await?;
    Ok(())
}
