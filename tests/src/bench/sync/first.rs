//! A device's first sync: everything that its person reads, through the real server.

use server::organisation::Newcomer;
use server::running::Options;
use shared::model::Role;

use super::super::{Measure, ROUNDS, millis, note, quantile};
use super::part::{FirstSync, Office, first_sync};
use super::{BENCH, ITEMS, Result, bare, peer, run};
use crate::browser::{Browser, Device};
use crate::deployment::Deployment;
use crate::stock;

/// The inventory that says whether memory grows, and its share of it that it is compared with.
const MANY: u128 = 1_000_000;

/// How often a wait for a browser's inventory is begun anew.
const PATIENCE: usize = 30;
/// Notes how long it took from the tap until the page no longer says that the inventory is coming.
const WATCH_ARRIVAL: &str = "
    window.wholeAfter = null;
    let tapped, come = false;
    document.querySelector('.enrol button[type=submit]')
        .addEventListener('click', () => { tapped ??= performance.now(); });
    const look = () => {
        const glass = document.querySelector('.glass-layer')?.innerText;
        const comes = /arrive/.test(glass ?? '');
        come ||= comes;
        if (come && glass && !comes) window.wholeAfter = performance.now() - tapped;
        else requestAnimationFrame(look);
    };
    look();";

/// 100,000 CIs, against plain rusqlite and against the peer.
pub(in super::super) fn native(measures: &mut Vec<Measure>) -> Result<()> {
    let folder = tempfile::tempdir()?;
    let (mut syncs, mut loads) = (Vec::new(), Vec::new());
    run(async {
        let mut office = Office::start(folder.path().join("office"), None).await?;
        office.stock(0, ITEMS).await?;
        for round in 0..ROUNDS {
            let store = folder.path().join(format!("{round}.db"));
            syncs.push(whole(first_sync(&mut office, store.clone()).await?, ITEMS)?.took);
            let bare = folder.path().join(format!("{round}-bare.db"));
            loads.push(millis(bare::load(&store, &bare)?));
        }
        office.stop().await
    })?;
    let (sync, bare) = (quantile(&mut syncs, 0.5), quantile(&mut loads, 0.5));
    note(&format!("first sync {sync:.0} ms, bare {bare:.0} ms"));
    measures.push(Measure::at_most(
        BENCH,
        "first sync of 100,000 CIs / bare loading",
        sync / bare,
        "ratio",
        1.6,
    ));
    if let Some(peer) = peer::first_sync()? {
        #[expect(clippy::cast_precision_loss, reason = "a count of items")]
        let rate = ITEMS as f64 / sync * 1_000.0;
        note(&format!("CIs a second: {rate:.0}, PouchDB {peer:.0}"));
        measures.push(Measure::at_least(
            BENCH,
            "first sync, CIs a second / PouchDB's documents",
            rate / peer,
            "ratio",
            15.0,
        ));
    }
    Ok(())
}

/// A million CIs: how much more memory they take than a tenth of them.
pub(in super::super) fn large(measures: &mut Vec<Measure>) -> Result<()> {
    let folder = tempfile::tempdir()?;
    let (some, many, office) = run(async {
        let mut office = Office::start(folder.path().join("office"), None).await?;
        office.stock(0, ITEMS).await?;
        let some = first_sync(&mut office, folder.path().join("some.db")).await?;
        office.stock(ITEMS, MANY).await?;
        let many = first_sync(&mut office, folder.path().join("many.db")).await?;
        let memory = office.memory()?;
        office.stop().await?;
        Ok((whole(some, ITEMS)?, whole(many, MANY)?, memory))
    })?;
    note(&format!(
        "100,000 CIs: {:.0} ms, {:.0} MB; 1,000,000: {:.0} ms, {:.0} MB; the server {office:.0} MB",
        some.took, some.memory, many.took, many.memory
    ));
    measures.push(Measure::at_most(
        BENCH,
        "memory of a first sync of 1,000,000 CIs / of 100,000",
        many.memory / some.memory,
        "ratio",
        1.25,
    ));
    Ok(())
}

/// 100,000 CIs into a browser, from the tap that enrols to the page that has them all.
pub(in super::super) fn web(measures: &mut Vec<Measure>) -> Result<()> {
    let took = run(async {
        let deployment = Deployment::start(Options::for_test()).await?;
        let server = &deployment.server;
        stock::deliver(server.machine(), 0..ITEMS).await?;
        let newcomer = Newcomer {
            name: "Nadia Blanc".to_owned(),
            membership: Some((Role::Technician, "it".to_owned())),
        };
        let link = server.enrol(newcomer).await?.link;
        let browser = Browser::open(&Device::phone()).await?;
        browser
            .goto(&deployment.over(&deployment.network, &link))
            .await?;
        browser.find(".enrol button[type=submit]").await?;
        browser.run(WATCH_ARRIVAL).await?;
        browser.tap(".enrol button[type=submit]").await?;
        for _ in 0..PATIENCE {
            if let Ok(whole) = browser.until("window.wholeAfter").await {
                return Ok(whole.as_f64());
            }
        }
        Err("the inventory did not come".into())
    })?;
    measures.push(Measure::at_most(
        BENCH,
        "first sync of 100,000 CIs in a browser",
        took.ok_or("the inventory has no time")?,
        "ms",
        3_000.0,
    ));
    Ok(())
}

fn whole(sync: FirstSync, items: u128) -> Result<FirstSync> {
    if u128::from(sync.items) == items {
        Ok(sync)
    } else {
        Err(format!("{} items of {items} came", sync.items).into())
    }
}
