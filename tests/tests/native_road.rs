//! The whole road without a browser, and the days on which it is bad.

use tests::road::{Scene, walk};

type Outcome = Result<(), Box<dyn std::error::Error>>;

#[tokio::test(flavor = "multi_thread")]
async fn what_is_done_offline_the_office_has_by_itself() -> Outcome {
    let scene = Scene::set().await?;
    walk(&scene).await?;
    scene.server.stop().await?;
    Ok(())
}
