//! From the wish for a screen to where it is painted with what it holds.

use serde_json::Value;

use super::super::{Measure, ROUNDS, quantile};
use super::{Result, Window, go};
use crate::browser::Browser;

/// What the issue allows any screen, in milliseconds.
const PAINTED: f64 = 150.0;

/// A screen's address, and what is in it once it holds what it is for.
const SCREENS: [(&str, &str); 17] = [
    ("/", "main#screen .scan"),
    ("/find", "#find-list .item, #find-list tbody tr"),
    ("/item/ITEM", ".timeline"),
    ("/item/ITEM/edit", "form input"),
    ("/new", ".tile"),
    ("/outbox", "h1"),
    ("/more", ".facts"),
    ("/scanner", ".printed svg"),
    ("/switch", "h1"),
    ("/import", "#import-file"),
    ("/people", ".list .item"),
    ("/new-phone", ".list .item .under"),
    ("/teams", ".list .item"),
    ("/types", ".list .item"),
    ("/organisation", "#organisation-currency"),
    ("/places", ".list .item"),
    ("/place/PLACE", ".actions button"),
];

/// An address that nothing of the other screens is found at.
const NOWHERE: (&str, &str) = ("/nowhere/at/all", ".whole");

pub(super) async fn measure(
    browser: &Browser,
    window: &Window,
    item: &str,
    measures: &mut Vec<Measure>,
) -> Result<()> {
    go(browser, "/places", ".list .item").await?;
    browser.tap(".list .item").await?;
    browser.find(".actions button").await?;
    let place = browser.run("return location.pathname").await?;
    let place = place.as_str().unwrap_or_default().replace("/place/", "");
    let mut slowest = 0.0_f64;
    for (path, ready) in SCREENS {
        let path = path.replace("ITEM", item).replace("PLACE", &place);
        let mut times = Vec::new();
        // Once before, so that its part is loaded: how long that takes is the network's.
        for _ in 0..=ROUNDS {
            go(browser, NOWHERE.0, NOWHERE.1).await?;
            times.push(painted(browser, &path, ready).await?);
        }
        let first = times.remove(0);
        let median = quantile(&mut times, 0.5);
        super::super::note(&format!(
            "{path}, {} wide: {median:.0} ms, at first {first:.0}",
            window.size.0
        ));
        slowest = slowest.max(median);
    }
    measures.push(Measure::at_most(
        "screen",
        window.painted,
        slowest,
        "ms",
        PAINTED,
    ));
    Ok(())
}

/// Goes to a screen and says after how many milliseconds it was painted.
async fn painted(browser: &Browser, path: &str, ready: &str) -> Result<f64> {
    let script = format!(
        "return new Promise((done) => {{
            const start = performance.now();
            history.pushState(null, '', {path});
            dispatchEvent(new PopStateEvent('popstate'));
            const painted = () => {{
                if (document.querySelector({ready}) && !document.querySelector({before})) {{
                    requestAnimationFrame(() => {{
                        const channel = new MessageChannel();
                        channel.port1.onmessage = () => done(performance.now() - start);
                        channel.port2.postMessage(0);
                    }});
                }} else if (performance.now() - start < 10_000) {{
                    requestAnimationFrame(painted);
                }} else {{
                    done(null);
                }}
            }};
            painted();
        }})",
        path = Value::from(path),
        ready = Value::from(ready),
        before = Value::from(NOWHERE.1),
    );
    let took = browser.run(&script).await?;
    took.as_f64()
        .ok_or_else(|| format!("{path} has no {ready}").into())
}
