//! Keys in a real page: a person's, one after the other, and a scanner's, all at once.
//!
//! Both say when each key was pressed, so that no test depends on how busy the machine is. A person's keys were by their
//! account pressed before now, as far back as nothing else was pressed: only what is typed right after other keys waits.

use std::io;
use std::ops::RangeInclusive;

use fantoccini::error::CmdError;
use fantoccini::wd::WindowHandle;
use mobile_core::wedge::Layout;
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use crate::browser::{Browser, BrowserError};

/// Milliseconds between a person's keys, and between a scanner's.
const PERSON: f64 = 90.0;
const SCANNER: f64 = 6.0;

/// The signs by which `WebDriver` names keys that bring no text.
const NAMED: RangeInclusive<char> = '\u{e000}'..='\u{f8ff}';

/// Types into an element at a person's pace.
///
/// # Errors
/// When the browser refuses.
pub async fn type_by_hand(browser: &Browser, css: &str, text: &str) -> Result<(), BrowserError> {
    if text.contains(|sign| NAMED.contains(&sign)) {
        // Single keys are no burst at any pace, and are pressed when they are pressed.
        browser.find(css).await?.send_keys(text).await?;
        browser.keep_keys_until(now(browser).await? + PERSON);
        return Ok(());
    }
    let css = json!(css);
    // What is drawn anew meanwhile is asked for again.
    let focused = format!(
        "(() => {{ const it = document.querySelector({css}); if (!it) return false; it.focus();
        try {{ it.setSelectionRange(it.value.length, it.value.length) }} catch {{ /* it has no selection */ }}
        return document.activeElement === it }})()"
    );
    browser.until(&focused).await?;
    press(browser, text).await
}

/// Presses keys at a person's pace, wherever the focus is.
///
/// # Errors
/// When the browser refuses.
async fn press(browser: &Browser, text: &str) -> Result<(), BrowserError> {
    let begin = first_press(browser, text).await?;
    for (place, sign) in text.chars().enumerate() {
        let at = begin + place as f64 * PERSON;
        let sign = sign.to_string();
        let key =
            json!({ "type": "keyDown", "key": sign, "text": sign, "timestamp": at / 1_000.0 });
        browser.devtools("Input.dispatchKeyEvent", key).await?;
    }
    Ok(())
}

/// When a person presses the first key of a text: so long ago that the text is typed by now, unless other keys were pressed
/// since. By the page's clock, which has come to the text's end when this answers.
async fn first_press(browser: &Browser, text: &str) -> Result<f64, BrowserError> {
    let length = text.chars().count() as f64 * PERSON;
    let ago = now(browser).await? - length;
    // A page is told of nothing that was before it.
    let page = number(browser, "performance.timeOrigin").await?;
    let begin = browser.keys_free().max(page).max(ago);
    keep_keys(browser, begin + length).await?;
    Ok(begin)
}

/// Notes until when keys are pressed, and waits until the page's clock has come to that.
async fn keep_keys(browser: &Browser, until: f64) -> Result<(), BrowserError> {
    browser.keep_keys_until(until + PERSON);
    browser.until(&format!("Date.now() >= {until}")).await?;
    Ok(())
}

/// A scanner set to a US keyboard, on a system with another layout.
#[derive(Debug)]
pub struct TypingScanner {
    layout: &'static Layout,
}

impl TypingScanner {
    /// One on a system with that layout.
    #[must_use]
    pub fn on(layout: &str) -> Option<Self> {
        Layout::find(layout).map(|layout| Self { layout })
    }

    /// Types a code and Enter into whatever has the focus.
    ///
    /// # Errors
    /// When the browser refuses.
    pub async fn scan(&self, browser: &Browser, code: &str) -> Result<(), BrowserError> {
        // Whoever typed before has let go of the keys to hold a scanner.
        let begin = browser.keys_free().max(now(browser).await?) + PERSON;
        let end = begin + code.chars().count() as f64 * SCANNER;
        keep_keys(browser, end).await?;
        let mut keys = Vec::new();
        let mut dead = None::<char>;
        for sign in code.chars() {
            let at = begin + keys.len() as f64 * SCANNER;
            keys.push(self.key(sign, &mut dead, at));
        }
        keys.push(enter(end));
        let page = browser.client().window().await?;
        Ok(Tools::of(browser, &page).await?.send(keys).await?)
    }

    /// What the system reports of the key that a US keyboard has for a sign.
    fn key(&self, sign: char, dead: &mut Option<char>, at: f64) -> Value {
        let (code, shift) = physical(sign);
        let modifiers = if shift { 8 } else { 0 };
        let timestamp = at / 1_000.0;
        let with_letter = self.layout.as_typed(&format!("{sign}e"));
        let is_dead = with_letter.chars().count() == 1;
        if is_dead {
            *dead = Some(sign);
            return json!({ "type": "rawKeyDown", "code": code, "key": "Dead",
                "modifiers": modifiers, "timestamp": timestamp });
        }
        let typed = match dead.take() {
            Some(mark) => self.layout.as_typed(&format!("{mark}{sign}")),
            None => self.layout.as_typed(&sign.to_string()),
        };
        let key = typed.chars().last().unwrap_or(sign).to_string();
        json!({ "type": "keyDown", "code": code, "key": key, "text": typed,
            "modifiers": modifiers, "timestamp": timestamp })
    }
}

fn enter(at: f64) -> Value {
    json!({ "type": "keyDown", "code": "Enter", "key": "Enter", "text": "\r",
        "windowsVirtualKeyCode": 13, "timestamp": at / 1_000.0 })
}

/// The physical key of a sign on a US keyboard, and whether Shift is held.
fn physical(sign: char) -> (String, bool) {
    const SIGNS: [(&str, &str); 11] = [
        ("Backquote", "`~"),
        ("Minus", "-_"),
        ("Equal", "=+"),
        ("BracketLeft", "[{"),
        ("BracketRight", "]}"),
        ("Backslash", "\\|"),
        ("Semicolon", ";:"),
        ("Quote", "'\""),
        ("Comma", ",<"),
        ("Period", ".>"),
        ("Slash", "/?"),
    ];
    const ABOVE_DIGITS: &str = ")!@#$%^&*(";
    if sign.is_ascii_alphabetic() {
        let code = format!("Key{}", sign.to_ascii_uppercase());
        return (code, sign.is_ascii_uppercase());
    }
    if sign.is_ascii_digit() {
        return (format!("Digit{sign}"), false);
    }
    if let Some(digit) = ABOVE_DIGITS.find(sign) {
        return (format!("Digit{digit}"), true);
    }
    let named = SIGNS.iter().find(|(_, signs)| signs.contains(sign));
    named.map_or(("Space".to_owned(), false), |(code, signs)| {
        ((*code).to_owned(), signs.ends_with(sign))
    })
}

/// The browser's wall clock, in milliseconds.
async fn now(browser: &Browser) -> Result<f64, BrowserError> {
    number(browser, "Date.now()").await
}

async fn number(browser: &Browser, expression: &str) -> Result<f64, BrowserError> {
    let number = browser.run(&format!("return {expression}")).await?;
    number
        .as_f64()
        .ok_or_else(|| CmdError::NotW3C(number).into())
}

/// Chromium's developer tools without the driver between, which waits for each command's end before it takes the next.
struct Tools(TcpStream);

impl Tools {
    /// Connects to a page's.
    async fn of(browser: &Browser, page: &WindowHandle) -> io::Result<Self> {
        // Chromium writes its port there.
        let port = std::fs::read_to_string(browser.folder().join("profile/DevToolsActivePort"))?;
        let port = port.lines().next().unwrap_or_default();
        let host = format!("127.0.0.1:{port}");
        let mut stream = TcpStream::connect(&host).await?;
        let page: String = page.clone().into();
        let request = format!(
            "GET /devtools/page/{page} HTTP/1.1\r\nHost: {host}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\
             Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
        );
        stream.write_all(request.as_bytes()).await?;
        let mut head = Vec::new();
        while !head.ends_with(b"\r\n\r\n") {
            head.push(stream.read_u8().await?);
        }
        if !head.starts_with(b"HTTP/1.1 101") {
            let head = String::from_utf8_lossy(&head).into_owned();
            return Err(io::Error::other(head));
        }
        Ok(Self(stream))
    }

    /// Dispatches keys, all at once, and waits until the page has had them.
    async fn send(mut self, keys: Vec<Value>) -> io::Result<()> {
        let mut frames = Vec::new();
        for (id, key) in keys.iter().enumerate() {
            let command = json!({ "id": id, "method": "Input.dispatchKeyEvent", "params": key });
            frames.extend(frame(command.to_string().as_bytes()));
        }
        self.0.write_all(&frames).await?;
        let last = keys.len().saturating_sub(1);
        loop {
            let answer: Value = serde_json::from_slice(&self.read().await?)?;
            if let Some(error) = answer.get("error") {
                return Err(io::Error::other(error.to_string()));
            }
            if answer["id"].as_u64() == u64::try_from(last).ok() {
                return Ok(());
            }
        }
    }

    async fn read(&mut self) -> io::Result<Vec<u8>> {
        let _opcode = self.0.read_u8().await?;
        let length = match self.0.read_u8().await? {
            126 => u64::from(self.0.read_u16().await?),
            127 => self.0.read_u64().await?,
            short => u64::from(short),
        };
        let length = usize::try_from(length).map_err(io::Error::other)?;
        let mut payload = vec![0; length];
        self.0.read_exact(&mut payload).await?;
        Ok(payload)
    }
}

/// One text frame of a client (RFC 6455), whose mask of zeros changes nothing.
fn frame(payload: &[u8]) -> Vec<u8> {
    let mut frame = vec![0x81];
    match u16::try_from(payload.len()) {
        Ok(length) if length < 126 => frame.push(0x80 | length.to_le_bytes()[0]),
        Ok(length) => {
            frame.push(0x80 | 126);
            frame.extend(length.to_be_bytes());
        }
        Err(_) => {
            frame.push(0x80 | 127);
            frame.extend((payload.len() as u64).to_be_bytes());
        }
    }
    frame.extend([0; 4]);
    frame.extend(payload);
    frame
}
