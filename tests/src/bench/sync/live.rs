//! From one device's commit to the other's screen, both online.

use mobile_core::Clock as _;
use mobile_core::api::{Command, FieldChange};
use mobile_core::host::{SystemClock, SystemEntropy};
use serde_json::{Value, json};
use server::organisation::Newcomer;
use server::running::Options;
use shared::model::{Role, field};

use super::super::{Measure, quantile};
use super::{BENCH, Result, run as block_on};
use crate::browser::{Browser, Device};
use crate::deployment::Deployment;
use crate::road;
use crate::stock;

/// The other device carries an inventory too.
const STOCK: u128 = 10_000;
/// Changes that are waited for.
const CHANGES: u32 = 100;

pub(in super::super) fn run(measures: &mut Vec<Measure>) -> Result<()> {
    let mut times = block_on(async {
        let deployment = Deployment::start(Options::for_test()).await?;
        let server = &deployment.server;
        stock::deliver(server.machine(), 0..STOCK).await?;
        let mona = road::enrol(server, "Mona Roy", Role::Technician, server.origin()).await?;
        let browser = Browser::open(&Device::phone()).await?;
        let newcomer = Newcomer {
            name: "Marc Caron".to_owned(),
            membership: Some((Role::Technician, "it".to_owned())),
        };
        let link = server.enrol(newcomer).await?.link;
        browser
            .goto(&deployment.over(&deployment.network, &link))
            .await?;
        browser.tap(".enrol button[type=submit]").await?;
        browser.find("main#screen .scan").await?;
        let item = stock::item(4_711);
        let path = Value::from(format!("/item/{item}"));
        let go = format!(
            "history.pushState(null, '', {path}); dispatchEvent(new PopStateEvent('popstate'))"
        );
        browser.run(&go).await?;
        browser
            .until("document.body.innerText.includes('Latitude')")
            .await?;
        let clock = SystemClock::start(&mut SystemEntropy::new()?);
        let mut times = Vec::new();
        for change in 0..CHANGES {
            let name = format!("Portable numéro {change}.");
            browser.run(&watch(&name)).await?;
            let shown = mona.open(item).await?;
            let edit = Command::Edit {
                item,
                rev: shown.rev,
                changes: vec![FieldChange {
                    field: field::NAME.into(),
                    base: shown.bases.get(field::NAME).copied(),
                    value: json!(name),
                }],
            };
            road::done(&mona, edit).await?;
            let committed = clock.wall();
            let painted = browser.until("window.newsPainted").await?;
            let painted = painted.as_f64().ok_or("the news has no time")?;
            #[expect(clippy::cast_precision_loss, reason = "milliseconds of this age")]
            times.push(painted - committed.0 as f64);
        }
        Ok(times)
    })?;
    let p95 = quantile(&mut times, 0.95);
    let median = quantile(&mut times, 0.5);
    super::super::note(&format!(
        "commit to the other's screen: median {median:.0} ms"
    ));
    measures.push(Measure::at_most(
        BENCH,
        "one device's commit to the other's screen, p95",
        p95,
        "ms",
        150.0,
    ));
    Ok(())
}

/// Notes when the page has painted a text: the clock is the one that all processes of a machine share.
fn watch(text: &str) -> String {
    let text = Value::from(text);
    format!(
        "window.newsPainted = null;
        const look = () => {{
            if (document.body.innerText.includes({text})) {{
                requestAnimationFrame(() => {{
                    const channel = new MessageChannel();
                    channel.port1.onmessage = () => {{ window.newsPainted = Date.now(); }};
                    channel.port2.postMessage(0);
                }});
            }} else {{
                requestAnimationFrame(look);
            }}
        }};
        look();"
    )
}
