//! What the server shows without the app: the page of labels with its form, and the steps before a secure address.

use server::running::Options;
use tempfile::TempDir;
use tests::browser::{Browser, Device};
use tests::deployment::Deployment;

use super::{Outcome, View, adopt, dress, look};
use crate::secure;

/// Looks at the page of an address in every view.
async fn look_at_all(
    language: &'static str,
    addresses: &[(&str, String)],
    faults: &mut Vec<String>,
) -> Outcome {
    let browser = Browser::open(&Device {
        language,
        ..secure::phone()
    })
    .await?;
    for (screen, address) in addresses {
        browser.goto(address).await?;
        for view in View::of(language).into_iter().flatten() {
            adopt(&browser, view).await?;
            dress(&browser, view).await?;
            look(&browser, view, screen, faults).await?;
        }
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn the_page_of_labels_and_the_steps_to_a_secure_address_are_seen_and_hold() -> Outcome {
    let demo = Deployment::demo(None).await?;
    let real = Deployment::start(Options::for_test()).await?;
    let folder = TempDir::new()?;
    let secure = secure::local(&folder).await?;
    let (_, porch) = secure.porch().ok_or("no porch")?;
    let labels = format!("{}/labels", demo.network.origin());
    let addresses = [
        ("labels", labels.clone()),
        ("labels-mistake", format!("{labels}?sheet=free")),
        (
            "labels-too-fine",
            format!(
                "{labels}?sheet=free&page_width=210&page_height=297&width=8&height=4&columns=2&rows=2&dpi=203"
            ),
        ),
        (
            "labels-signed-out",
            format!("{}/labels?blank=3", real.network.origin()),
        ),
        ("steps", porch.to_owned()),
    ];
    let mut faults = Vec::new();
    for language in ["fr", "en"] {
        look_at_all(language, &addresses, &mut faults).await?;
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    Ok(())
}
