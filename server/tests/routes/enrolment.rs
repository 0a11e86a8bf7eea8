//! Enrolment codes.

use reqwest::StatusCode;
use server::organisation::{Newcomer, OrganisationError};
use shared::label::parse_label;
use shared::model::Role;
use shared::time::Millis;
use shared::wire::{ErrorCode, ErrorResponse, SessionResponse};

use crate::phone::{Site, read};

async fn code_of(response: reqwest::Response) -> (StatusCode, ErrorCode) {
    let status = response.status();
    let body: ErrorResponse = response.json().await.expect("a reason");
    (status, body.error)
}

const REFUSED: (StatusCode, ErrorCode) = (StatusCode::FORBIDDEN, ErrorCode::EnrolmentCode);

#[tokio::test]
async fn a_link_enrols_one_device_once() {
    let site = Site::open().await;
    let invitation = site.invite("Bo", Role::Technician, "IT").await;
    let label = parse_label(&invitation.link, None);
    let link = label.enrolment().expect("the app reads the link");
    assert_eq!(link.code(), invitation.code);

    let phone = site.enrol(&invitation).await;
    let session: SessionResponse = read(phone.get("/api/session")).await;
    assert_eq!(session.person_name, "Bo");
    assert_eq!(session.token, None);
    let again = site.spend(&invitation.code, "?token=1").await;
    assert_eq!(code_of(again).await, REFUSED);
}

#[tokio::test]
async fn a_code_lives_a_quarter_of_an_hour() {
    let site = Site::open().await;
    let invitation = site.invite("Bo", Role::Technician, "IT").await;
    site.clock.pass(Millis(15 * Millis::MINUTE.0));
    let late = site.spend(&invitation.code, "").await;
    assert_eq!(code_of(late).await, REFUSED);
}

#[tokio::test]
async fn guessing_is_slowed_down() {
    let site = Site::open().await;
    let invitation = site.invite("Bo", Role::Technician, "IT").await;
    for _ in 0..10 {
        let wrong = site.spend("AAAAAAAAAAAAAAAAAAAAAA", "").await;
        assert_eq!(code_of(wrong).await, REFUSED);
    }
    let throttled = (StatusCode::TOO_MANY_REQUESTS, ErrorCode::Throttled);
    let right = site.spend(&invitation.code, "").await;
    assert_eq!(code_of(right).await, throttled);
    site.clock.pass(Millis::MINUTE);
    let right = site.spend(&invitation.code, "").await;
    assert_eq!(right.status(), StatusCode::OK);
}

#[tokio::test]
async fn a_person_gets_a_second_device_and_stays_one_person() {
    let site = Site::open().await;
    let first = site.phone("Bo", Role::Technician, "IT").await;
    let newcomer = Newcomer {
        name: "Bo".to_owned(),
        membership: None,
    };
    let invitation = site.running.enrol(newcomer).await.expect("an invitation");
    let second = site.enrol(&invitation).await;
    assert_eq!(first.person, second.person);

    let nobody = Newcomer {
        name: "Nobody".to_owned(),
        membership: None,
    };
    let refused = site.running.enrol(nobody).await;
    assert!(matches!(refused, Err(OrganisationError::NoPerson(_))));
    let elsewhere = Newcomer {
        name: "Bo".to_owned(),
        membership: Some((Role::Reader, "Chess".to_owned())),
    };
    let refused = site.running.enrol(elsewhere).await;
    assert!(matches!(refused, Err(OrganisationError::NoTeam { .. })));
}

#[tokio::test]
async fn whoever_enrols_at_the_same_moment_takes_the_next_number_and_nothing_counts_as_copied() {
    let site = Site::open().await;
    let names = ["Ana", "Bo", "Cy", "Dee", "Eva", "Flo"];
    let invited = names.map(|name| site.invite(name, Role::Technician, "IT"));
    let invited = futures_util::future::join_all(invited).await;
    for (name, invitation) in names.iter().zip(&invited) {
        assert_eq!(invitation.person_name, *name);
    }
    let administrator = site.administrator().await;
    let metrics = administrator.get("/metrics").send().await.expect("metrics");
    let metrics = metrics.text().await.expect("text");
    assert!(
        metrics.contains("recense_forked_installations 0"),
        "{metrics}"
    );
}
