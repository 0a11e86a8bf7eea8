//! A real Chromium, headless, with a profile of its own: opened as a phone or a desk, light or
//! dark, in a language, with a video as its camera.
//!
//! Every wait is for a condition in the page, with a deadline; what fails says what was waited for.

use std::{
    fs, io,
    path::{Path, PathBuf},
    sync::{Mutex, PoisonError},
    time::Duration,
};

use fantoccini::{
    Client, ClientBuilder, Locator,
    elements::Element,
    error::{CmdError, NewSessionError},
    wd::{Capabilities, WebDriverCompatibleCommand, WindowHandle},
};
use hyper::Method;
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Value, json};
use tokio::time::{Instant, sleep};
use url::{ParseError, Url};

use crate::{
    driver::{Driver, DriverError},
    web_app::workspace,
};

/// How long a condition may take to come true: generous, because the machine may be busy, and never
/// waited out by a test that passes.
const DEADLINE: Duration = Duration::from_secs(20);

/// How often a condition is looked at.
const PERIOD: Duration = Duration::from_millis(25);

/// What a browser test can run into.
#[derive(Debug, thiserror::Error)]
pub enum BrowserError {
    /// There is no driver.
    #[error(transparent)]
    Driver(#[from] DriverError),
    /// The driver could not start Chromium.
    #[error("Chromium did not start: {0}")]
    Start(#[from] NewSessionError),
    /// The browser refused a command.
    #[error("{0}")]
    Command(#[from] CmdError),
    /// A condition did not come true.
    #[error("not within {DEADLINE:?}: {what}; the page says: {page}")]
    Late {
        /// What was waited for.
        what: String,
        /// The visible text of the page.
        page: String,
    },
    /// A file could not be read or written.
    #[error("{0}")]
    File(#[from] io::Error),
}

type Result<T> = std::result::Result<T, BrowserError>;

/// The scheme that the device prefers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scheme {
    /// The office.
    Light,
    /// The basement.
    Dark,
}

impl Scheme {
    /// As a feature of a medium and its value.
    fn wish(self) -> (&'static str, &'static str) {
        let value = match self {
            Self::Light => "light",
            Self::Dark => "dark",
        };
        ("prefers-color-scheme", value)
    }
}

/// How a browser is opened.
#[derive(Clone, Debug)]
pub struct Device {
    /// Width and height of the page in CSS pixels.
    pub size: (u32, u32),
    /// The preferred scheme.
    pub scheme: Scheme,
    /// The preferred language, as a tag (`fr`, `en`).
    pub language: &'static str,
    /// A `.y4m` video that plays as the camera; without one there is no camera.
    pub camera: Option<PathBuf>,
    /// A folder for the profile that outlives the browser; without one it is new and thrown away.
    pub profile: Option<PathBuf>,
    /// The person, or a policy, lets no site keep data.
    pub refuses_storage: bool,
    /// A root certificate (PEM) that somebody installed on the device.
    pub trusts: Option<PathBuf>,
    /// A name that the device's network leads to this machine.
    pub knows: Option<String>,
}

impl Device {
    /// A phone held upright.
    #[must_use]
    pub fn phone() -> Self {
        Self {
            size: (390, 844),
            scheme: Scheme::Light,
            language: "fr",
            camera: None,
            profile: None,
            refuses_storage: false,
            trusts: None,
            knows: None,
        }
    }

    /// A desk.
    #[must_use]
    pub fn desk() -> Self {
        Self {
            size: (1280, 800),
            ..Self::phone()
        }
    }

    fn arguments(&self, profile: &Path) -> Vec<String> {
        let (width, height) = self.size;
        let mut arguments: Vec<String> = [
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            // A container's shared memory may be too small for a page.
            "--disable-dev-shm-usage",
        ]
        .map(str::to_owned)
        .into();
        arguments.push(format!("--user-data-dir={}", profile.display()));
        arguments.push(format!("--window-size={width},{height}"));
        arguments.push(format!("--lang={}", self.language));
        if let Some(name) = &self.knows {
            arguments.push(format!("--host-resolver-rules=MAP {name} 127.0.0.1"));
        }
        if let Some(video) = &self.camera {
            arguments.push("--use-fake-device-for-media-stream".into());
            arguments.push("--use-fake-ui-for-media-stream".into());
            arguments.push(format!(
                "--use-file-for-fake-video-capture={}",
                video.display()
            ));
        }
        arguments
    }
}

/// A running browser. Dropping it ends it, its driver and its profile.
#[derive(Debug)]
pub struct Browser {
    client: Client,
    driver: Driver,
    /// From when on keys may be pressed, in milliseconds of the page's clock: after those that were.
    keys_free: Mutex<f64>,
}

impl Browser {
    /// Starts Chromium as that device.
    ///
    /// # Errors
    /// When it, or its driver, is missing or does not start.
    pub async fn open(device: &Device) -> Result<Self> {
        let mut driver = Driver::start()?;
        if let Some(root) = &device.trusts {
            driver.trust(root)?;
        }
        let fresh = driver.folder().join("profile");
        let arguments = device.arguments(device.profile.as_deref().unwrap_or(&fresh));
        let capabilities = json!({
            "goog:chromeOptions": {
                "binary": "/usr/bin/chromium",
                "args": arguments,
                "prefs": {
                    "intl.accept_languages": device.language,
                    // 2 is "block", which is for all of a site's data.
                    "profile.default_content_setting_values.cookies":
                        if device.refuses_storage { 2 } else { 1 },
                },
            },
            "goog:loggingPrefs": { "browser": "ALL" },
            // What a person's browser would refuse is refused.
            "acceptInsecureCerts": false,
        });
        let Value::Object(capabilities) = capabilities else {
            unreachable!("an object is written above")
        };
        let client = connect(&driver.url(), capabilities).await?;
        if let Some(session) = client.session_id().await? {
            driver.adopt(session);
        }
        let keys_free = Mutex::new(0.0);
        let browser = Self {
            client,
            driver,
            keys_free,
        };
        browser.prefer(device.scheme).await?;
        browser.resize(device.size).await?;
        Ok(browser)
    }

    /// A folder of this browser's own, which goes with it; there its downloads land.
    #[must_use]
    pub fn folder(&self) -> &Path {
        self.driver.folder()
    }

    pub(crate) fn keys_free(&self) -> f64 {
        *self
            .keys_free
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn keep_keys_until(&self, moment: f64) {
        *self
            .keys_free
            .lock()
            .unwrap_or_else(PoisonError::into_inner) = moment;
    }

    /// The driver's own client, for what has no word here.
    #[must_use]
    pub fn client(&self) -> &Client {
        &self.client
    }

    /// Opens an address and waits until the page is loaded.
    pub async fn goto(&self, url: &str) -> Result<()> {
        Ok(self.client.goto(url).await?)
    }

    /// Loads the page again.
    pub async fn reload(&self) -> Result<()> {
        Ok(self.client.refresh().await?)
    }

    /// Gives the page exactly that size in CSS pixels; a headless window's own has a frame.
    pub async fn resize(&self, (width, height): (u32, u32)) -> Result<()> {
        let metrics =
            json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": false });
        self.devtools("Emulation.setDeviceMetricsOverride", metrics)
            .await?;
        Ok(())
    }

    /// Prefers light or dark.
    pub async fn prefer(&self, scheme: Scheme) -> Result<()> {
        self.prefer_all(&[scheme.wish()]).await
    }

    /// Prefers light or dark, and that nothing on the screen moves.
    pub async fn prefer_still(&self, scheme: Scheme) -> Result<()> {
        self.prefer_all(&[scheme.wish(), ("prefers-reduced-motion", "reduce")])
            .await
    }

    async fn prefer_all(&self, wishes: &[(&str, &str)]) -> Result<()> {
        let feature = |(name, value): &(&str, &str)| json!({ "name": name, "value": value });
        let features: Vec<Value> = wishes.iter().map(feature).collect();
        self.devtools(
            "Emulation.setEmulatedMedia",
            json!({ "features": features }),
        )
        .await?;
        Ok(())
    }

    /// Waits for an element that CSS finds.
    pub async fn find(&self, css: &str) -> Result<Element> {
        let deadline = Instant::now() + DEADLINE;
        loop {
            match self.client.find(Locator::Css(css)).await {
                Ok(element) => return Ok(element),
                Err(error) if !error.is_no_such_element() => return Err(error.into()),
                Err(_) if Instant::now() > deadline => return self.late(css).await,
                Err(_) => sleep(PERIOD).await,
            }
        }
    }

    /// Waits for an element and taps it, once it can be tapped: a person scrolls to what lies under the navigation.
    pub async fn tap(&self, css: &str) -> Result<()> {
        let deadline = Instant::now() + DEADLINE;
        loop {
            // What is drawn again, covered or still moving is asked for again.
            let element = self.find(css).await?;
            match element.clone().click().await {
                Ok(()) => return Ok(()),
                Err(error) if Instant::now() > deadline => return Err(error.into()),
                Err(_) => {
                    self.centre(&element).await;
                    sleep(PERIOD).await;
                }
            }
        }
    }

    /// Scrolls to an element, which may be gone by now: then whoever asks again finds another.
    async fn centre(&self, element: &Element) {
        let script = "arguments[0].scrollIntoView({ block: 'center' })";
        let _ = self.client.execute(script, vec![json!(element)]).await;
    }

    /// Taps the one of several elements that says something.
    pub async fn tap_saying(&self, css: &str, words: &str) -> Result<()> {
        let deadline = Instant::now() + DEADLINE;
        loop {
            // What is drawn again meanwhile says nothing, and is asked for again.
            for element in self.client.find_all(Locator::Css(css)).await? {
                if !element.text().await.is_ok_and(|text| text.contains(words)) {
                    continue;
                }
                match element.clone().click().await {
                    Ok(()) => return Ok(()),
                    Err(_) => self.centre(&element).await,
                }
            }
            if Instant::now() > deadline {
                return self.late(&format!("{css} says {words}")).await;
            }
            sleep(PERIOD).await;
        }
    }

    /// Types into an element as a person does: what comes at a driver's pace the app takes for a scanner.
    pub async fn type_into(&self, css: &str, text: &str) -> Result<()> {
        crate::typing::type_by_hand(self, css, text).await
    }

    /// The text of an element, as it is seen.
    pub async fn text(&self, css: &str) -> Result<String> {
        Ok(self.find(css).await?.text().await?)
    }

    /// Runs a script's body in the page and gives what it returns; a promise is waited for.
    pub async fn run(&self, script: &str) -> Result<Value> {
        Ok(self.client.execute(script, Vec::new()).await?)
    }

    /// Waits until an expression in the page is truthy, and gives it. Survives a page that is being
    /// loaded.
    pub async fn until(&self, expression: &str) -> Result<Value> {
        let script = format!("return ({expression})");
        let deadline = Instant::now() + DEADLINE;
        loop {
            let value = self
                .client
                .execute(&script, Vec::new())
                .await
                .unwrap_or_default();
            match value {
                Value::Null | Value::Bool(false) => {}
                Value::String(text) if text.is_empty() => {}
                Value::Number(number) if number.as_f64() == Some(0.0) => {}
                value => return Ok(value),
            }
            if Instant::now() > deadline {
                return self.late(expression).await;
            }
            sleep(PERIOD).await;
        }
    }

    /// Waits until an element's text contains that.
    pub async fn until_text(&self, css: &str, text: &str) -> Result<()> {
        let (css, text) = (json!(css), json!(text));
        self.until(&format!(
            "document.querySelector({css})?.innerText.includes({text})"
        ))
        .await?;
        Ok(())
    }

    /// Opens an address in a second tab, which hides the first, and stays in it; gives the first
    /// and the second.
    pub async fn open_tab(&self, url: &str) -> Result<(WindowHandle, WindowHandle)> {
        self.open_beside(url, true).await
    }

    /// Opens an address in a second window of the same profile, which leaves the first visible,
    /// and stays in it; gives the first and the second.
    pub async fn open_window(&self, url: &str) -> Result<(WindowHandle, WindowHandle)> {
        self.open_beside(url, false).await
    }

    async fn open_beside(&self, url: &str, tab: bool) -> Result<(WindowHandle, WindowHandle)> {
        let first = self.client.window().await?;
        let second = self.client.new_window(tab).await?.handle;
        self.client.switch_to_window(second.clone()).await?;
        self.goto(url).await?;
        Ok((first, second))
    }

    /// Goes to a tab or window.
    pub async fn switch_to(&self, tab: &WindowHandle) -> Result<()> {
        Ok(self.client.switch_to_window(tab.clone()).await?)
    }

    /// Waits for a file that the page offered under that name, and gives what is in it. Where it is
    /// put has to be said before it is offered: [`Self::keep_downloads`].
    pub async fn downloaded(&self, name: &str) -> Result<Vec<u8>> {
        // Chromium gives it this name only when it is whole.
        let path = self.folder().join(name);
        let deadline = Instant::now() + DEADLINE;
        while !path.exists() {
            if Instant::now() > deadline {
                return self.late(name).await;
            }
            sleep(PERIOD).await;
        }
        Ok(fs::read(path)?)
    }

    /// Lets the page's downloads land in the browser's own folder.
    pub async fn keep_downloads(&self) -> Result<()> {
        let to = json!({ "behavior": "allow", "downloadPath": self.folder() });
        self.devtools("Browser.setDownloadBehavior", to).await?;
        Ok(())
    }

    /// Writes a picture of the page to `target/screens/<name>.png`.
    pub async fn screenshot(&self, name: &str) -> Result<PathBuf> {
        let folder = workspace().join("target/screens");
        fs::create_dir_all(&folder)?;
        let path = folder.join(format!("{name}.png"));
        fs::write(&path, self.client.screenshot().await?)?;
        Ok(path)
    }

    /// What the page wrote to its console since the last call, as `LEVEL text`.
    pub async fn console(&self) -> Result<Vec<String>> {
        let body = json!({ "type": "browser" });
        let command = Endpoint {
            path: "se/log",
            body,
        };
        let entries = self.client.issue_cmd(command).await?;
        let line = |entry: &Value| {
            let text = |name: &str| entry[name].as_str().unwrap_or_default().to_owned();
            format!("{} {}", text("level"), text("message"))
        };
        // What the browser itself says of an app that offers its installation by a button of its own.
        let is_own = |entry: &&Value| {
            let text = entry["message"].as_str().unwrap_or_default();
            !(entry["level"] == "INFO" && text.contains("Banner not shown"))
        };
        Ok(entries
            .as_array()
            .map(|entries| entries.iter().filter(is_own).map(line).collect())
            .unwrap_or_default())
    }

    /// A command of Chromium's developer tools (`Emulation.setEmulatedMedia`).
    pub async fn devtools(&self, command: &'static str, parameters: Value) -> Result<Value> {
        let body = json!({ "cmd": command, "params": parameters });
        Ok(self
            .client
            .issue_cmd(Endpoint {
                path: "goog/cdp/execute",
                body,
            })
            .await?)
    }

    async fn late<T>(&self, what: &str) -> Result<T> {
        let script = "return document.body?.innerText ?? ''";
        let page = self
            .client
            .execute(script, Vec::new())
            .await
            .unwrap_or_default();
        let console = self.console().await.unwrap_or_default().join("\n");
        let page = format!("{}\n{console}", page.as_str().unwrap_or_default());
        Err(BrowserError::Late {
            what: what.to_owned(),
            page,
        })
    }
}

async fn connect(url: &str, capabilities: Capabilities) -> Result<Client> {
    Ok(ClientBuilder::new(HttpConnector::new())
        .capabilities(capabilities)
        .connect(url)
        .await?)
}

/// A command of chromedriver's own, below the session.
#[derive(Debug)]
struct Endpoint {
    path: &'static str,
    body: Value,
}

impl WebDriverCompatibleCommand for Endpoint {
    fn endpoint(&self, base: &Url, session: Option<&str>) -> std::result::Result<Url, ParseError> {
        base.join(&format!(
            "session/{}/{}",
            session.unwrap_or_default(),
            self.path
        ))
    }

    fn method_and_body(&self, _: &Url) -> (Method, Option<String>) {
        (Method::POST, Some(self.body.to_string()))
    }
}
