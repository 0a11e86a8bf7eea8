//! Two CIs that may be one thing, as whoever says what they are sees them.

use mobile_core::api::{Answer, Command, Query};
use server::running::Options;
use shared::model::Role;
use tests::deployment::Deployment;
use tests::road;

use super::{Outcome, SMALL_TARGETS, create, equipped};

const FIND: &str = ".nav a:nth-child(2)";
const OUTBOX: &str = ".nav a:nth-child(3)";
const CARD: &str = "article.card";

#[tokio::test(flavor = "multi_thread")]
async fn two_that_may_be_one_stand_side_by_side_and_a_tap_says_what_they_are() -> Outcome {
    let deployment = Deployment::start(Options::for_test()).await?;
    let server = &deployment.server;
    let line = format!("http://{}", server.address());
    let mona = road::enrol(server, "Mona Roy", Role::Technician, &line).await?;
    let marc = equipped(&deployment).await?;
    create(&marc, "SN-DOUBLE").await?;
    let query = Query {
        text: "SN-DOUBLE".to_owned(),
        limit: 50,
        ..Query::default()
    };
    mona.until_answer(
        "its arrival",
        Command::Search(query),
        |answer| match answer {
            Answer::Rows(found) => (found.rows.len() == 1).then_some(()),
            _ => None,
        },
    )
    .await?;
    road::create_laptop(&mona, "SN-DOUBLE").await?;
    mona.until_sent().await?;

    marc.tap(OUTBOX).await?;
    marc.until_text(CARD, "Deux CI, une seule chose").await?;
    marc.until_text(CARD, "SN-DOUBLE").await?;
    marc.until_text(CARD, "Latitude 5440").await?;
    marc.until_text(".counts .t-wrong .num", "1").await?;
    let missed = marc.run(SMALL_TARGETS).await?;
    assert_eq!(missed, serde_json::json!([]));
    marc.tap_saying(&format!("{CARD} button"), "C’est la même chose")
        .await?;
    marc.until(&format!("!document.querySelector('{CARD}')"))
        .await?;

    marc.tap(FIND).await?;
    marc.until("document.querySelectorAll('.item').length === 1")
        .await?;
    marc.tap(".item").await?;
    marc.until_text(".notice.moved", "Réunis").await?;
    marc.tap_saying(".notice.moved button", "Séparer").await?;
    marc.until("!document.querySelector('.notice.moved')")
        .await?;
    marc.tap(FIND).await?;
    marc.until("document.querySelectorAll('.item').length === 2")
        .await?;
    // Said once, it is asked no more.
    marc.tap(OUTBOX).await?;
    marc.until("document.querySelector('.counts')").await?;
    marc.until(&format!("!document.querySelector('{CARD}')"))
        .await?;
    Ok(())
}
