//! What the tab holds: the page's and each worker's module memory and script heap.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::{Value, json};

use super::super::Measure;
use super::Result;
use crate::browser::Browser;
use crate::deployment::Deployment;

/// What the issue allows the tab.
const LIMIT_MB: f64 = 200.0;

/// Bytes that one of the tab's threads holds.
#[derive(Debug, Deserialize)]
struct Used {
    wasm: f64,
    heap: Option<f64>,
}

/// The app can be asked for its memory, from its next start on.
pub(super) struct Watched {
    /// What the browser calls the script that it runs before the app.
    script: Value,
}

pub(super) async fn prepare(browser: &Browser, deployment: &Deployment) -> Result<Watched> {
    deployment
        .network
        .serve_script("/memory.js", include_str!("memory.js"));
    // Only a module awaits at its top, and a page's script is none.
    let (page, _) = include_str!("memory.js")
        .split_once("} else {\n  self.addEventListener")
        .ok_or("the script has no part for workers")?;
    let source = format!("(() => {{ {page} }} }})()");
    let mut added = browser
        .devtools(
            "Page.addScriptToEvaluateOnNewDocument",
            json!({ "source": source }),
        )
        .await?;
    Ok(Watched {
        script: added["identifier"].take(),
    })
}

/// Asks for it, and lets the next start be the app's own again: workers that begin with a script of the network's
/// do not start without it.
pub(super) async fn measure(
    browser: &Browser,
    watched: Watched,
    measures: &mut Vec<Measure>,
) -> Result<()> {
    browser
        .devtools("HeapProfiler.collectGarbage", json!({}))
        .await?;
    let used = browser.run("return memoryUsed()").await?;
    let used: BTreeMap<String, Used> = serde_json::from_value(used)?;
    let mut whole = 0.0;
    for (thread, Used { wasm, heap }) in &used {
        super::super::note(&format!(
            "{thread}: module {:.1} MB, scripts {}",
            wasm / 1e6,
            heap.map_or("unsaid".to_owned(), |heap| format!("{:.1} MB", heap / 1e6)),
        ));
        whole += wasm + heap.unwrap_or_default();
    }
    if used.len() < 3 {
        return Err("a worker does not say what it holds".into());
    }
    measures.push(Measure::at_most(
        "screen",
        "memory of the tab, workers included",
        whole / 1e6,
        "MB",
        LIMIT_MB,
    ));
    browser
        .devtools(
            "Page.removeScriptToEvaluateOnNewDocument",
            json!({ "identifier": watched.script }),
        )
        .await?;
    Ok(())
}
