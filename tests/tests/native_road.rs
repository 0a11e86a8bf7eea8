//! The whole road without a browser, and the days on which it is bad.

use std::time::Duration;

use mobile_core::api::{Answer, Command, Link};
use tests::proxy::Weather;
use tests::road::{Scene, create_laptop, walk};

type Outcome = Result<(), Box<dyn std::error::Error>>;

#[tokio::test(flavor = "multi_thread")]
async fn what_is_done_offline_the_office_has_by_itself() -> Outcome {
    let scene = Scene::set().await?;
    walk(&scene).await?;
    scene.server.stop().await?;
    Ok(())
}

/// The server answers wrongly, slowly or not at all, once for each way in which that happens: everything is kept, and
/// arrives once.
#[tokio::test(flavor = "multi_thread")]
async fn whatever_the_network_does_to_an_answer_nothing_is_lost_or_doubled() -> Outcome {
    let scene = Scene::set().await?;
    let Scene {
        marc,
        mona,
        network,
        ..
    } = &scene;
    let bad = [
        Weather::Cut,
        Weather::Fails(500),
        Weather::Fails(503),
        Weather::Garbage,
        Weather::CutMidBody,
        Weather::SwallowAnswer,
    ];
    for (number, weather) in bad.into_iter().enumerate() {
        network.set(weather);
        let code = format!("SN-{number}");
        let item = create_laptop(marc, &code).await?;
        let told = marc
            .until("being told of the trouble", |session| {
                matches!(session.sync.link, Link::Offline | Link::Troubled)
            })
            .await?;
        assert!(
            told.sync.pending > 0,
            "{weather:?}: nothing leaves unanswered"
        );
        network.set(Weather::Clear);
        marc.run(Command::SyncNow).await?;
        marc.until_sent().await?;
        marc.until("the link", |session| session.sync.link == Link::Online)
            .await?;
        let lines = mona
            .until_answer(
                "its arrival",
                Command::History { item },
                |answer| match answer {
                    Answer::History(lines) if !lines.is_empty() => Some(lines),
                    _ => None,
                },
            )
            .await?;
        assert_eq!(lines.len(), 1, "{weather:?}: once, not twice");
    }
    network.set(Weather::Slow(Duration::from_millis(300)));
    let item = create_laptop(marc, "SN-slow").await?;
    marc.until_sent().await?;
    let arrived = |answer| match answer {
        Answer::Item(item) => item,
        _ => None,
    };
    mona.until_answer("its arrival", Command::Open(item), arrived)
        .await?;
    Ok(())
}
