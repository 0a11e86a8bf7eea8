//! Frames while somebody types and scrolls.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::json;

use super::super::{Measure, ROUNDS, quantile};
use super::{ITEMS, Result, Window, go};
use crate::browser::Browser;
use crate::typing::type_by_hand;

/// What the issue allows a frame, in milliseconds.
const FRAME: f64 = 50.0;

/// What is typed, in turn: from what fits nearly everything to what fits one.
const TYPED: [&str; 5] = ["latitude", "pc-0048", "dell 5440", "4821", "zzzz"];

/// What the page saw of its frames.
#[derive(Debug, Deserialize)]
struct Seen {
    work: f64,
    gap: f64,
    frames: u32,
    slow: Vec<String>,
}

/// The longest of each round.
#[derive(Debug, Default)]
struct Longest(BTreeMap<&'static str, (Vec<f64>, Vec<f64>)>);

impl Longest {
    fn add(&mut self, what: &'static str, seen: Seen) -> Result<()> {
        if seen.frames < 10 {
            return Err(format!("{what}: the page drew {} frames", seen.frames).into());
        }
        for frame in seen.slow {
            super::super::note(&format!("{what}: {frame}"));
        }
        let (work, gap) = self.0.entry(what).or_default();
        work.push(seen.work);
        gap.push(seen.gap);
        Ok(())
    }
}

pub(super) async fn measure(
    browser: &Browser,
    window: &Window,
    measures: &mut Vec<Measure>,
) -> Result<()> {
    go(browser, "/find", "#find-list").await?;
    browser.run(include_str!("frames.js")).await?;
    let mut longest = Longest::default();
    for _ in 0..ROUNDS {
        browser.run("watchFrames()").await?;
        fling(browser, window).await?;
        longest.add(window.fling, seen(browser).await?)?;
        browser.run("watchFrames()").await?;
        drag(browser).await?;
        longest.add(window.drag, seen(browser).await?)?;
        browser.run("watchFrames()").await?;
        for text in TYPED {
            type_by_hand(browser, "#find-search", text).await?;
            browser.tap(".finder .in button").await?;
        }
        longest.add(window.typing, seen(browser).await?)?;
    }
    for (what, (mut work, mut gap)) in longest.0 {
        super::super::note(&format!("{what}: between two frames {gap:.0?} ms"));
        let (work, gap) = (quantile(&mut work, 0.5), quantile(&mut gap, 0.5));
        measures.push(Measure::at_most("screen", what, work, "ms", FRAME));
        super::super::note(&format!("{what}: {gap:.1} ms between two frames"));
    }
    Ok(())
}

async fn seen(browser: &Browser) -> Result<Seen> {
    Ok(serde_json::from_value(
        browser.run("return framesSeen()").await?,
    )?)
}

/// A finger, or a wheel, goes down through some hundred rows and back up through some of them.
async fn fling(browser: &Browser, window: &Window) -> Result<()> {
    let (x, y) = (window.size.0 / 3, window.size.1 / 2);
    for distance in [-30_000, 12_000] {
        let gesture = json!({ "x": x, "y": y, "yDistance": distance, "speed": 9_000,
            "gestureSourceType": window.pointer });
        browser
            .devtools("Input.synthesizeScrollGesture", gesture)
            .await?;
    }
    Ok(())
}

/// The scroll bar is drawn from one end to the other and let go at once here and there, where the rows have to come.
async fn drag(browser: &Browser) -> Result<()> {
    let script = "return new Promise((done) => {
        const list = document.querySelector('#find-list');
        let frame = 0;
        const next = () => {
            list.scrollTop = list.scrollHeight * (frame / 90);
            frame += 1;
            if (frame > 90) done(); else requestAnimationFrame(next);
        };
        next();
    })";
    browser.run(script).await?;
    for share in [1.0, 0.1, 0.9] {
        #[expect(clippy::cast_precision_loss, reason = "a row's number")]
        let row = ITEMS as f64 * share;
        browser
            .run(&format!(
                "const list = document.querySelector('#find-list'); list.scrollTop = list.scrollHeight * {share}"
            ))
            .await?;
        browser
            .until(&format!(
                "(() => {{
                    const list = document.querySelector('#find-list').getBoundingClientRect();
                    const at = document.elementFromPoint(list.left + list.width / 2, list.top + list.height / 2);
                    const row = at?.closest('[aria-rowindex], [aria-posinset]');
                    const place = row?.ariaRowIndex ?? row?.ariaPosInSet;
                    return place && Math.abs(place - {row}) < 40;
                }})()"
            ))
            .await?;
    }
    Ok(())
}
