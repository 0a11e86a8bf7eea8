//! Setting up an organisation in a browser: a person is made, their phone comes in by the code on the screen, and is put
//! out; and the links themselves.

use serde_json::json;
use server::running::Options;
use tests::browser::{Browser, Device};
use tests::deployment::Deployment;

use super::{AT_WORK, Outcome, invitation};

#[tokio::test(flavor = "multi_thread")]
async fn an_administrator_makes_somebody_whose_phone_comes_in_by_the_code_and_is_put_out() -> Outcome
{
    let deployment = Deployment::start(Options::for_test()).await?;
    let office = Browser::open(&Device::desk()).await?;
    let invitation = deployment.server.enrol_administrator().await?;
    office.goto(&invitation.link).await?;
    office.tap(".enrol button[type=submit]").await?;
    office.find(".rail").await?;
    office.tap(".rail a[href='/more']").await?;
    office.tap("a[href='/people']").await?;
    office.tap(".inset .go").await?;
    office.type_into("#new-person", "Nadia Blanc").await?;
    office.tap(".over-all .go").await?;

    // The person's own screen: the server is asked once what was made has been sent.
    office.until_text(".screen h2", "Nadia Blanc").await?;
    office
        .until("document.querySelector('.pad .go') && !document.querySelector('.pad .go').disabled")
        .await?;
    office.tap(".pad > .go").await?;
    let link = office.find("[data-link]").await?;
    let link = link.attr("data-link").await?.ok_or("no link")?;

    let phone = Browser::open(&Device::phone()).await?;
    phone.goto(&link).await?;
    phone.tap(".enrol button[type=submit]").await?;
    phone
        .until("location.pathname === '/' && document.querySelector('.glass-layer')")
        .await?;

    office.tap(".pad > .text-button").await?;
    office.find(".list .item").await?;
    office.tap(".list .line .text-button:last-child").await?;
    office.tap(".over-all .go").await?;
    office
        .until("!document.querySelector('.list .item')")
        .await?;

    // It says so by itself, and no longer shows anything.
    phone
        .until_text(".enrol .notice", "L’accès de cet appareil a été retiré")
        .await?;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_link_that_is_opened_where_the_app_already_stands_is_taken_and_kept_over_a_reload()
-> Outcome {
    let deployment = Deployment::start(Options::for_test()).await?;
    let phone = Browser::open(&Device::phone()).await?;
    let address = format!("{}/enrol", deployment.network.origin());
    phone.goto(&address).await?;
    phone.find("#enrol-code").await?;
    let link = json!(invitation(&deployment).await?);
    phone.run(&format!("location.href = {link}")).await?;
    phone
        .until_text(".enrol h1", "Inscrire cet appareil")
        .await?;
    phone.until("!location.hash").await?;

    phone.reload().await?;
    phone
        .until_text(".enrol h1", "Inscrire cet appareil")
        .await?;
    phone.tap(".enrol button[type=submit]").await?;
    phone.find(AT_WORK).await?;
    phone.until("sessionStorage.length === 0").await?;
    Ok(())
}
