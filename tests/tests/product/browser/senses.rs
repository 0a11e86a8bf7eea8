//! What a person hears and feels of a scan without looking, and a camera that comes back.

use serde_json::{Value, json};
use server::running::Options;
use tests::browser::{Browser, Device};
use tests::deployment::Deployment;
use tests::stock;
use tests::video::{Scene, Symbol, write_y4m};

use super::{Outcome, enrol, enrolled, type_code};

/// Notes each vibration, and each sound by its bytes, in the order in which they come.
const SENSES: &str = "window.felt = []; window.heard = [];
    navigator.vibrate = (pattern) => { window.felt.push([].concat(pattern).join()); return true; };
    const decode = BaseAudioContext.prototype.decodeAudioData;
    BaseAudioContext.prototype.decodeAudioData = function (bytes) {
        window.heard.push([...new Uint8Array(bytes)].reduce((sum, byte) => (sum * 31 + byte) >>> 0, 7));
        return decode.call(this, bytes);
    };";

/// FC-U1: twenty scans with the screen turned away, the seventh of nobody's: it is heard and felt as no other, and stays
/// listed, also when the app is opened anew, until somebody has dealt with it.
#[tokio::test(flavor = "multi_thread")]
async fn fc_u1_of_twenty_scans_the_unknown_one_is_heard_felt_and_stays_listed() -> Outcome {
    let deployment = Deployment::start(Options::for_test()).await?;
    stock::deliver(deployment.server.machine(), 0..20).await?;
    let browser = Browser::open(&Device::phone()).await?;
    let script = json!({ "source": SENSES });
    browser
        .devtools("Page.addScriptToEvaluateOnNewDocument", script)
        .await?;
    enrol(&deployment, &browser).await?;
    browser
        .until("!/arrive/.test(document.querySelector('.glass-layer')?.innerText ?? 'arrive')")
        .await?;

    for scan in 1..=20_u32 {
        let number = u128::from(scan - 1);
        if scan == 7 {
            type_code(&browser, "NOBODY-7").await?;
            browser.until_text(".sheet", "NOBODY-7").await?;
        } else {
            type_code(&browser, &stock::label(number).to_string()).await?;
            browser
                .until_text(".sheet", &stock::inventory_number(number))
                .await?;
        }
        browser
            .until(&format!(
                "window.felt.length === {scan} && window.heard.length === {scan}"
            ))
            .await?;
    }
    for sense in ["felt", "heard"] {
        let felt = browser.run(&format!("return window.{sense}")).await?;
        let felt = felt.as_array().ok_or("nothing")?;
        let alike: Vec<_> = felt.iter().filter(|one| **one == felt[6]).collect();
        assert_eq!(alike.len(), 1, "{sense}: the seventh is like no other");
    }
    browser.tap(".nav a:nth-child(3)").await?;
    browser.until("!document.querySelector('.sheet')").await?;
    browser.tap(".nav a").await?;
    browser.until_text(".below .chip", "1 à revoir").await?;
    browser.screenshot("scan-to-review").await?;
    browser.reload().await?;
    browser.until_text(".below .chip", "1 à revoir").await?;
    browser.tap(".below .chip").await?;
    browser.until_text(".sheet", "NOBODY-7").await?;
    browser.tap(".sheet .tile").await?;
    browser.tap(".sheet .stuck button").await?;
    browser.until_text(".sheet h2", "NOBODY-7").await?;
    type_code(&browser, &stock::label(3).to_string()).await?;
    browser
        .until_text(".sheet", &stock::inventory_number(3))
        .await?;
    assert_eq!(
        browser
            .run("return document.querySelector('.below button.chip')")
            .await?,
        Value::Null,
        "what was made is known"
    );
    Ok(())
}

/// Notes what a voice would say.
const VOICE: &str = "window.said = [];
    SpeechSynthesis.prototype.speak = (words) => { window.said.push(words.text); };";

#[tokio::test(flavor = "multi_thread")]
async fn whoever_wants_to_hear_its_words_is_told_each_outcome_aloud() -> Outcome {
    let deployment = Deployment::start(Options::for_test()).await?;
    stock::deliver(deployment.server.machine(), 0..2).await?;
    let browser = Browser::open(&Device::phone()).await?;
    let script = json!({ "source": VOICE });
    browser
        .devtools("Page.addScriptToEvaluateOnNewDocument", script)
        .await?;
    enrol(&deployment, &browser).await?;
    let known = stock::label(1).to_string();
    type_code(&browser, &known).await?;
    let number = stock::inventory_number(1);
    browser.until_text(".sheet", &number).await?;
    assert_eq!(browser.run("return window.said").await?, json!([]));

    browser.tap(".nav a:nth-child(4)").await?;
    browser.tap_saying(".segments button", "voix").await?;
    browser.tap(".nav a:nth-child(1)").await?;
    for (code, shown) in [(known.as_str(), number.as_str()), ("NOBODY-7", "NOBODY-7")] {
        type_code(&browser, code).await?;
        browser.until_text(".sheet", shown).await?;
        browser
            .until("document.querySelector('.sheet .outcome')?.innerText.includes(window.said.at(-1) ?? '?')")
            .await?;
    }
    let said = browser.run("return new Set(window.said).size").await?;
    assert_eq!(said, json!(2), "each in its own words");
    Ok(())
}

/// Lets a test refuse the camera, end it, and keep its picture.
const CAMERA: &str = "window.cameras = []; window.camera = 'open';
    const open = MediaDevices.prototype.getUserMedia;
    MediaDevices.prototype.getUserMedia = async function (wish) {
        if (window.camera === 'refused') throw new DOMException('by a test', 'NotAllowedError');
        if (window.camera === 'silent') return document.createElement('canvas').captureStream(0);
        const stream = await open.call(this, wish);
        window.cameras.push(stream);
        return stream;
    };";

/// Waits for a moving picture, and asserts that it came soon after `since` by the page's clock.
async fn picture(browser: &Browser, since: f64) -> Outcome {
    browser
        .until("document.querySelector('video.picture')?.readyState >= 2 && !document.querySelector('.camera-off')")
        .await?;
    let now = browser.run("return performance.now()").await?;
    let took = now.as_f64().unwrap_or(f64::MAX) - since;
    assert!(took < 2_000.0, "the picture took {took} ms");
    Ok(())
}

/// Taps the button that brings the picture, and says when.
async fn open_camera(browser: &Browser) -> Outcome<f64> {
    let since = browser
        .run("document.querySelector('.camera-off .go').click(); return performance.now()")
        .await?;
    Ok(since.as_f64().unwrap_or_default())
}

/// FC-U2: a camera that ends, is refused, gives nothing or was taken by another app comes back, or a button brings it.
#[tokio::test(flavor = "multi_thread")]
async fn fc_u2_the_camera_comes_back_or_a_button_brings_it() -> Outcome {
    let deployment = Deployment::start(Options::for_test()).await?;
    let folder = tempfile::TempDir::new()?;
    let film = folder.path().join("camera.y4m");
    let scene = Scene::of_label(&Symbol::Qr(stock::label(7).to_string()), 1.0, 5)?;
    write_y4m(&film, 10, &[scene])?;
    let device = Device {
        camera: Some(film),
        ..Device::phone()
    };
    let browser = enrolled(&deployment, &device).await?;
    let script = json!({ "source": CAMERA });
    browser
        .devtools("Page.addScriptToEvaluateOnNewDocument", script)
        .await?;
    browser.reload().await?;
    browser.until("window.cameras.length === 1").await?;
    let since = browser.run("return performance.now()").await?;
    picture(&browser, since.as_f64().unwrap_or_default()).await?;

    // The system takes it away.
    browser
        .run("const [track] = window.cameras.at(-1).getTracks(); track.stop(); track.dispatchEvent(new Event('ended'))")
        .await?;
    browser.find(".camera-off .go").await?;
    browser.find(".below .icon-button").await?;
    let since = open_camera(&browser).await?;
    picture(&browser, since).await?;

    // Left and come back to; another tab for a while.
    browser.tap(".nav a:nth-child(3)").await?;
    browser.until("!document.querySelector('video')").await?;
    let since = browser
        .run("document.querySelector('.nav a').click(); return performance.now()")
        .await?;
    picture(&browser, since.as_f64().unwrap_or_default()).await?;
    let origin = deployment.network.origin();
    browser
        .run("document.addEventListener('visibilitychange', () => { window.turned = performance.now() })")
        .await?;
    let (first, second) = browser.open_tab(&format!("{origin}/healthz")).await?;
    browser.switch_to(&second).await?;
    browser.client().close_window().await?;
    browser.switch_to(&first).await?;
    browser
        .until("document.visibilityState === 'visible' && window.turned")
        .await?;
    let since = browser.run("return window.turned").await?;
    picture(&browser, since.as_f64().unwrap_or_default()).await?;

    // Refused, then allowed; asked for and silent, then not.
    for trouble in ["refused", "silent"] {
        browser
            .run(&format!(
                "window.camera = {trouble:?}; document.querySelector('.nav a:nth-child(3)').click()"
            ))
            .await?;
        browser.until("!document.querySelector('video')").await?;
        let since = browser
            .run("document.querySelector('.nav a').click(); return performance.now()")
            .await?;
        browser.find(".camera-off .go").await?;
        let now = browser.run("return performance.now()").await?;
        let took = now.as_f64().unwrap_or_default() - since.as_f64().unwrap_or_default();
        assert!(took < 2_500.0, "{trouble}: the button took {took} ms");
        browser.run("window.camera = 'open'").await?;
        let since = open_camera(&browser).await?;
        picture(&browser, since).await?;
    }
    Ok(())
}

/// Where a window hands out no planes of a track (Safari, Firefox), and where its video does not tell of new frames
/// either, frames come through a canvas, and a label is scanned all the same.
#[tokio::test(flavor = "multi_thread")]
async fn a_window_that_hands_out_no_frames_is_scanned_through_a_canvas() -> Outcome {
    let deployment = Deployment::start(Options::for_test()).await?;
    stock::deliver(deployment.server.machine(), 0..20).await?;
    let folder = tempfile::TempDir::new()?;
    let film = folder.path().join("camera.y4m");
    let scene = Scene::of_label(&Symbol::Qr(stock::label(7).to_string()), 1.0, 5)?;
    write_y4m(&film, 10, &[scene])?;
    let device = Device {
        camera: Some(film),
        ..Device::phone()
    };
    let browser = enrolled(&deployment, &device).await?;
    for lacks in [
        "delete window.MediaStreamTrackProcessor",
        "delete HTMLVideoElement.prototype.requestVideoFrameCallback",
    ] {
        let script = json!({ "source": lacks });
        browser
            .devtools("Page.addScriptToEvaluateOnNewDocument", script)
            .await?;
        browser.reload().await?;
        browser
            .until_text(".sheet", &stock::inventory_number(7))
            .await?;
        let lacking = "return 'MediaStreamTrackProcessor' in window";
        assert_eq!(browser.run(lacking).await?, Value::Bool(false));
    }
    Ok(())
}
