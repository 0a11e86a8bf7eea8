//! The app in a real Chromium: its store among tabs and through deaths, its releases, and what a
//! person keeps on bad days.

use server::organisation::Newcomer;
use shared::model::Role;
use tests::browser::{Browser, Device};
use tests::deployment::Deployment;

mod arranging;
mod deaths;
mod doubles;
mod files;
mod from_nothing;
mod invitation;
mod kept;
mod labels;
mod letters;
mod live;
mod offline_life;
mod releases;
mod scanner;
mod senses;
mod sharing;
mod tabs;
mod told;

type Outcome<T = ()> = Result<T, Box<dyn std::error::Error>>;

/// The frame around the screens, which stands only where the store is ours.
const AT_WORK: &str = "main#screen";
/// What stands there where it is not, and its one button.
const OBSTACLE: &str = "main.whole [role=alert]";
const TAKE_OVER: &str = "main.whole:has([role=alert]) button";

/// The link that enrols a manager.
async fn invitation(deployment: &Deployment) -> Outcome<String> {
    let newcomer = Newcomer {
        name: "Marc Caron".to_owned(),
        membership: Some((Role::Manager, "it".to_owned())),
    };
    Ok(deployment.server.enrol(newcomer).await?.link)
}

/// A browser whose device works for a manager.
async fn enrolled(deployment: &Deployment, device: &Device) -> Outcome<Browser> {
    let browser = Browser::open(device).await?;
    enrol(deployment, &browser).await?;
    Ok(browser)
}

async fn enrol(deployment: &Deployment, browser: &Browser) -> Outcome {
    browser.goto(&invitation(deployment).await?).await?;
    browser.tap("main.enrol button[type=submit]").await?;
    browser.find("main#screen .scan").await?;
    Ok(())
}

/// A browser whose device works for a manager, and has what making an item takes.
async fn equipped(deployment: &Deployment) -> Outcome<Browser> {
    let browser = Browser::open(&Device::phone()).await?;
    equip(deployment, &browser).await?;
    Ok(browser)
}

async fn equip(deployment: &Deployment, browser: &Browser) -> Outcome {
    enrol(deployment, browser).await?;
    type_code(browser, "TYPES").await?;
    browser.find(".sheet .tile").await?;
    browser.tap(".sheet .outcome button").await?;
    browser.until("!document.querySelector('.sheet')").await?;
    Ok(())
}

/// Scans a code by typing it.
pub(crate) async fn type_code(browser: &Browser, code: &str) -> Outcome {
    browser
        .tap(".glass-layer .below button.icon-button")
        .await?;
    browser.type_into("#typed-code", code).await?;
    browser.tap(".over-all button[type=submit]").await?;
    Ok(())
}

/// What a finger misses on the page as it stands: whatever is for tapping and smaller than 44 px.
pub(crate) const SMALL_TARGETS: &str =
    "return [...document.querySelectorAll('a, button, input, select, label.alt, summary')]
        .filter((it) => !it.closest('.said, .skip, label') && !it.matches('.said, .skip, a.link') && it.checkVisibility())
        .map((it) => [it, it.getBoundingClientRect()])
        .filter(([it, box]) => box.width > 1 && (box.width < 44 || box.height < 44))
        .map(([it, box]) => `${it.tagName}.${it.className} ${it.innerText} ${box.width}x${box.height}`)";

/// Notes what a person has first, counted from when the app's code runs: words about the store, or three seconds of none.
const FIRST: &str = "window.came = [];
    window.Worker = class extends Worker {
        constructor(...how) {
            super(...how);
            this.addEventListener('message', () => setTimeout(() => came.push('three seconds'), 3000), { once: true });
        }
    };
    new MutationObserver(() => {
        if (!came.includes('said') && document.querySelector('main.whole [role=alert]')) came.push('said');
    }).observe(document, { childList: true, subtree: true });";

/// Makes a CI from an unknown code, in two taps.
async fn create(browser: &Browser, code: &str) -> Outcome {
    type_code(browser, code).await?;
    browser.tap(".sheet .tile").await?;
    browser.tap(".sheet .stuck button").await?;
    browser.until_text(".sheet h2", code).await?;
    Ok(())
}

/// Waits until the page is kept for days without a network.
async fn service_worker_is_active(browser: &Browser) -> Outcome {
    browser.until("navigator.serviceWorker.controller").await?;
    Ok(())
}
