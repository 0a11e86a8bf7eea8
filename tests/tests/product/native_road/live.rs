//! How a device hears of what others do, with the product's own transport: on one stream, or by polls behind a proxy that spoils it.

use mobile_core::api::{Answer, Command};
use shared::model::Role;
use tests::proxy::{Proxy, Weather};
use tests::road::{Scene, create_laptop, enrol};
use tests::staff::Staff;

use super::Outcome;

const STREAM: &str = "/api/live/events";
const POLL: &str = "/api/live";

/// What one does in the office comes to a device that nobody touches.
async fn hears(device: &Staff, office: &Staff, code: &str) -> Outcome {
    let item = create_laptop(office, code).await?;
    let arrived = |answer| match answer {
        Answer::Item(item) => item,
        _ => None,
    };
    let open = Command::Open(item);
    device.until_answer("its arrival", open, arrived).await?;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_device_keeps_one_request_open_and_hears_all_news_on_it() -> Outcome {
    let scene = Scene::set().await?;
    let Scene {
        marc,
        mona,
        network,
        ..
    } = &scene;
    for number in 0..4 {
        hears(marc, mona, &format!("SN-{number}")).await?;
    }
    assert_eq!(network.requests_for(STREAM), 1);
    assert_eq!(network.requests_for(POLL), 0);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_proxy_that_refuses_cuts_or_holds_back_the_stream_keeps_no_news_from_a_device() -> Outcome
{
    let scene = Scene::set().await?;
    for (number, weather) in [
        Weather::Fails(502),
        Weather::CutEarly,
        Weather::HoldsBack,
        Weather::Garbage,
    ]
    .into_iter()
    .enumerate()
    {
        let line = Proxy::start(scene.server.address()).await?;
        line.set_for(STREAM, weather);
        let name = format!("Technician {number}");
        let device = enrol(&scene.server, &name, Role::Technician, &line.origin()).await?;
        for again in 0..2 {
            hears(&device, &scene.mona, &format!("SN-{number}-{again}")).await?;
        }
        assert!(line.requests_for(STREAM) > 0, "{weather:?}");
        assert!(line.requests_for(POLL) > 0, "{weather:?}");
    }
    Ok(())
}
