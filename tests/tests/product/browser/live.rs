//! How a page hears of what others do.

use server::running::Options;
use shared::model::Role;
use tests::browser::{Browser, Device};
use tests::deployment::Deployment;
use tests::proxy::{Proxy, Weather};
use tests::road::create_laptop;

use super::{Outcome, invitation};

#[tokio::test(flavor = "multi_thread")]
async fn a_page_hears_on_one_stream_what_another_device_does_and_by_polls_where_that_is_cut()
-> Outcome {
    let deployment = Deployment::start(Options::for_test()).await?;
    let server = &deployment.server;
    let office = tests::road::enrol(server, "Ana Prado", Role::Manager, server.origin()).await?;
    for spoilt in [false, true] {
        let line = Proxy::start(server.address()).await?;
        if spoilt {
            line.set_for("/api/live/events", Weather::CutEarly);
        }
        let page = Browser::open(&Device::phone()).await?;
        let link = deployment.over(&line, &invitation(&deployment).await?);
        page.goto(&link).await?;
        page.tap(".enrol button[type=submit]").await?;
        page.tap(".nav a:nth-child(2)").await?;
        page.find("#find-search").await?;
        for number in 0..3 {
            let code = format!("LIVE-{spoilt}-{number}");
            create_laptop(&office, &code).await?;
            page.until_text(".item", &code).await?;
        }
        let asked = [
            line.requests_for("/api/live/events"),
            line.requests_for("/api/live"),
        ];
        if spoilt {
            assert!(asked.iter().all(|count| *count > 0), "{asked:?}");
        } else {
            assert_eq!(asked, [1, 0]);
        }
    }
    Ok(())
}
