//! What the app shows to be printed or scanned, taken off its pages as a printer or a camera would have it.

use std::time::Duration;

use data_encoding::BASE64;
use mobile_core::scan::{LumaPicture, decode_photo};
use serde::Deserialize;
use serde_json::json;
use shared::label::LabelCode;

use crate::browser::Browser;
use crate::video::Label;

type Result<T> = std::result::Result<T, Box<dyn std::error::Error>>;

/// The codes that are written under the pictures, in order.
pub const WRITTEN: &str =
    "[...document.querySelectorAll('.paper .label-code')].map((it) => it.textContent)";

/// Pixels of a picture for each of the page's: about 400 dots an inch.
const FINENESS: f64 = 4.0;

/// A part of the page, in its own pixels.
#[derive(Debug, Deserialize)]
struct Part {
    x: f64,
    y: f64,
    width: f64,
    height: f64,
}

/// A label with how much of its width its code takes.
#[derive(Debug, Deserialize)]
struct LabelPart {
    #[serde(flatten)]
    part: Part,
    code: f64,
}

/// Goes to the window that a link opened beside this one.
///
/// # Errors
/// If none opens.
pub async fn enter_opened(browser: &Browser) -> Result<()> {
    let client = browser.client();
    let own = client.window().await?;
    let opened = async {
        loop {
            let windows = client.windows().await?;
            if let Some(other) = windows.into_iter().find(|window| *window != own) {
                return Result::Ok(other);
            }
            tokio::task::yield_now().await;
        }
    };
    let opened = tokio::time::timeout(Duration::from_secs(20), opened).await??;
    browser.switch_to(&opened).await?;
    Ok(())
}

/// The codes of the labels on the page.
///
/// # Errors
/// If one is none of ours.
pub async fn written(browser: &Browser) -> Result<Vec<LabelCode>> {
    let texts = browser.run(&format!("return {WRITTEN}")).await?;
    let texts: Vec<String> = serde_json::from_value(texts)?;
    Ok(texts
        .iter()
        .map(|text| LabelCode::parse(text))
        .collect::<std::result::Result<_, _>>()?)
}

/// The labels of the page that a link opens beside this one: waits for so many, cuts them out along their edges, closes the
/// page and comes back.
///
/// # Errors
/// If they do not come, or one does not read.
pub async fn printed(browser: &Browser, link: &str, count: usize) -> Result<Vec<Label>> {
    let app = browser.client().window().await?;
    browser.tap(link).await?;
    enter_opened(browser).await?;
    browser
        .until(&format!("{WRITTEN}.length === {count}"))
        .await?;
    let mut labels = Vec::new();
    for place in 0..count {
        labels.push(cut(browser, place).await?);
    }
    browser.client().close_window().await?;
    browser.switch_to(&app).await?;
    Ok(labels)
}

/// A label cut out of the sheet along its edges.
async fn cut(browser: &Browser, place: usize) -> Result<Label> {
    let measure = format!(
        "const paper = document.querySelectorAll('.paper > svg')[{place}].ownerSVGElement;
         const label = document.querySelectorAll('.paper > svg')[{place}];
         const sheet = paper.getBoundingClientRect();
         const scale = sheet.width / paper.viewBox.baseVal.width;
         const [x, y, width, height] = ['x', 'y', 'width', 'height'].map((it) => label[it].baseVal.value * scale);
         const dark = label.querySelector('.dark').getBoundingClientRect();
         return {{ x: x + sheet.x + scrollX, y: y + sheet.y + scrollY, width, height, code: dark.width / width }}"
    );
    let label: LabelPart = serde_json::from_value(browser.run(&measure).await?)?;
    let picture = picture(browser, &label.part).await?;
    Ok(Label::cut(picture, label.code as f32))
}

/// What a phone reads that is held before an element of the page.
///
/// # Errors
/// If it reads nothing, or more than one code.
pub async fn read_off(browser: &Browser, css: &str) -> Result<String> {
    browser.find(css).await?;
    let measure = format!(
        "const it = document.querySelector({}).getBoundingClientRect();
         return {{ x: it.x + scrollX, y: it.y + scrollY, width: it.width, height: it.height }}",
        json!(css)
    );
    let part: Part = serde_json::from_value(browser.run(&measure).await?)?;
    read(&picture(browser, &part).await?)
}

/// The one code in a picture.
///
/// # Errors
/// If there is none, or more than one.
pub fn read(picture: &LumaPicture) -> Result<String> {
    let mut read = decode_photo(picture.frame());
    match (read.pop(), read.pop()) {
        (Some(only), None) => Ok(only.text),
        (first, second) => Err(format!("not one code: {first:?}, {second:?}").into()),
    }
}

/// A part of the page as a fine picture, also where it is outside the window.
async fn picture(browser: &Browser, part: &Part) -> Result<LumaPicture> {
    let clip = json!({ "x": part.x, "y": part.y, "width": part.width, "height": part.height, "scale": FINENESS });
    let parameters = json!({ "format": "png", "clip": clip, "captureBeyondViewport": true });
    let taken = browser
        .devtools("Page.captureScreenshot", parameters)
        .await?;
    let file = BASE64.decode(taken["data"].as_str().ok_or("no picture")?.as_bytes())?;
    Ok(LumaPicture::of_file(&file)?)
}
