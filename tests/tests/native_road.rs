//! The whole road without a browser, and the days on which it is bad.

use std::time::Duration;

use mobile_core::api::{Answer, Command, Link};
use server::organisation::Newcomer;
use shared::model::Role;
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

/// With the product's own server and transport: Marc's work waits while Nadia has the device, and arrives as his.
#[tokio::test(flavor = "multi_thread")]
async fn fc_y8_on_a_shared_device_each_persons_work_arrives_as_theirs() -> Outcome {
    let scene = Scene::set().await?;
    let Scene {
        server,
        marc,
        mona,
        network,
        ..
    } = &scene;
    let code_for = async |name: &str| {
        let newcomer = Newcomer {
            name: name.to_owned(),
            membership: Some((Role::Technician, "it".to_owned())),
        };
        Ok::<_, Box<dyn std::error::Error>>(server.enrol(newcomer).await?.code)
    };
    // Each attempt is answered at once, so that none is under way while the device changes hands.
    network.set(Weather::Fails(503));
    let mut of_marc = Vec::new();
    for number in 0..5 {
        of_marc.push(create_laptop(marc, &format!("MARC-{number}")).await?);
    }
    marc.until("the refusal", |session| session.sync.link == Link::Troubled)
        .await?;
    marc.run(Command::SignOut).await?;
    network.set(Weather::Clear);

    let nadia = marc.enrol(&code_for("Nadia Blanc").await?).await?;
    assert_eq!(nadia.others.len(), 1);
    assert_eq!(nadia.others[0].by.name, "Marc Caron");
    assert_eq!(nadia.others[0].count, 5);
    let of_nadia = create_laptop(marc, "NADIA-0").await?;
    marc.until_sent().await?;
    let author_of = async |item| {
        mona.until_answer(
            "its arrival",
            Command::History { item },
            |answer| match answer {
                Answer::History(lines) => lines.first().map(|line| line.by.name.clone()),
                _ => None,
            },
        )
        .await
    };
    assert_eq!(author_of(of_nadia).await?, "Nadia Blanc");
    let history = |item| Command::History { item };
    assert_eq!(
        mona.run(history(of_marc[0])).await?,
        Answer::History(Vec::new())
    );

    marc.enrol(&code_for("Marc Caron").await?).await?;
    marc.until_sent().await?;
    for item in of_marc {
        assert_eq!(author_of(item).await?, "Marc Caron");
    }
    Ok(())
}
