//! Inviting from the app, and the devices of a person.

use std::collections::BTreeMap;

use reqwest::StatusCode;
use serde_json::json;
use server::organisation::Invitation;
use shared::id::PersonId;
use shared::label::parse_label;
use shared::model::starter::team;
use shared::model::{Role, field};
use shared::operation::{Change, Outcome, ParkReason};
use shared::record::{Collection, Field, RecordKey};
use shared::time::Millis;
use shared::wire::{
    DeviceResponse, DevicesResponse, ErrorCode, InvitationRequest, InvitationResponse,
    SessionResponse,
};

use crate::phone::{Phone, Site, id, read, refusal};

const FORBIDDEN: (StatusCode, ErrorCode) = (StatusCode::FORBIDDEN, ErrorCode::Forbidden);
const NOT_FOUND: (StatusCode, ErrorCode) = (StatusCode::NOT_FOUND, ErrorCode::NotFound);
const UNAUTHORISED: (StatusCode, ErrorCode) = (StatusCode::UNAUTHORIZED, ErrorCode::Unauthorised);
const PUT_OUT: (StatusCode, ErrorCode) = (StatusCode::UNAUTHORIZED, ErrorCode::PutOut);

fn wish(person: PersonId) -> InvitationRequest {
    InvitationRequest {
        person,
        replaces: None,
    }
}

async fn invite(by: &Phone, request: &InvitationRequest) -> Invitation {
    let granted: InvitationResponse = read(by.post("/api/invitations").json(request)).await;
    let label = parse_label(&granted.link, None);
    let code = label.enrolment().expect("a link").code().to_owned();
    Invitation {
        link: granted.link,
        code,
        person: request.person,
        person_name: String::new(),
        minutes: granted.minutes,
        is_known: true,
        role: None,
    }
}

async fn devices(by: &Phone, person: PersonId) -> Vec<DeviceResponse> {
    let found: DevicesResponse = read(by.get(&format!("/api/devices?person={person}"))).await;
    found.devices
}

fn membership(person: PersonId, role: Role) -> Change {
    Change::Create {
        fields: BTreeMap::from([
            (Field::new(field::PERSON), json!(person)),
            (Field::new(field::TEAM), json!(team::IT)),
            (Field::new(field::ROLE), json!(role.word())),
        ]),
    }
}

#[tokio::test]
async fn an_administrator_makes_somebody_lets_them_in_and_puts_their_device_out() {
    let site = Site::open().await;
    let mut administrator = site.administrator().await;
    let person = PersonId::from(id());
    let unknown = administrator.post("/api/invitations").json(&wish(person));
    assert_eq!(refusal(unknown).await, NOT_FOUND, "not sent yet");

    let key = RecordKey::new(Collection::Person, person);
    let fields = BTreeMap::from([(Field::new(field::NAME), json!("Marie Caron"))]);
    let made = administrator.operation(key, 0, Change::Create { fields });
    let role = RecordKey::new(Collection::Membership, id());
    let given = administrator.operation(role, 0, membership(person, Role::Technician));
    let done = administrator.push(vec![made, given]).await;
    assert_eq!(done, [Outcome::Applied {}, Outcome::Applied {}]);

    let invitation = invite(&administrator, &wish(person)).await;
    assert!(invitation.link.starts_with(site.running.origin()));
    assert_eq!(invitation.minutes, 15);
    let phone = site.enrol(&invitation).await;
    let session: SessionResponse = read(phone.get("/api/session")).await;
    assert_eq!(session.person_name, "Marie Caron");
    let twice = site.spend(&invitation.code, "?token=1").await;
    assert_eq!(twice.status(), StatusCode::FORBIDDEN, "spent twice");

    let [device] = &devices(&administrator, person).await[..] else {
        panic!("one device");
    };
    assert_eq!((device.name.as_str(), device.own), ("a test", false));
    assert!(devices(&phone, person).await[0].own);
    let put_out = administrator.delete(&format!("/api/devices/{}", device.id));
    let put_out = put_out.send().await.expect("an answer");
    assert_eq!(put_out.status(), StatusCode::NO_CONTENT);
    assert_eq!(refusal(phone.get("/api/session")).await, PUT_OUT);
    assert!(devices(&administrator, person).await.is_empty());
}

#[tokio::test]
async fn nobody_lets_anybody_in_beyond_their_rights() {
    let site = Site::open().await;
    let administrator = site.administrator().await;
    let it = site.phone("Bo", Role::Administrator, "IT").await;
    let manager = site.phone("Cy", Role::Manager, "IT").await;
    let other = site.phone("Di", Role::Reader, "Logistics").await;
    for (by, person, may) in [
        (&it, manager.person, true),
        (&manager, manager.person, true),
        (&administrator, other.person, true),
        (&it, other.person, false),
        (&it, administrator.person, false),
        (&manager, it.person, false),
        (&other, manager.person, false),
    ] {
        let asked = by.post("/api/invitations").json(&wish(person));
        let listed = by.get(&format!("/api/devices?person={person}"));
        if may {
            invite(by, &wish(person)).await;
            devices(by, person).await;
        } else {
            assert_eq!(refusal(asked).await, FORBIDDEN);
            assert_eq!(refusal(listed).await, FORBIDDEN);
        }
    }
    let device = devices(&other, other.person).await[0].id;
    let path = format!("/api/devices/{device}");
    assert_eq!(refusal(it.delete(&path)).await, FORBIDDEN);
    devices(&other, other.person).await;
    let nonsense = [
        "/api/devices/nonsense".to_owned(),
        format!("/api/devices/{}", id()),
    ];
    for path in nonsense {
        assert_eq!(refusal(it.delete(&path)).await, NOT_FOUND);
    }
}

#[tokio::test]
async fn a_new_phone_takes_the_place_of_the_old_one() {
    let site = Site::open().await;
    let old = site.phone("Bo", Role::Technician, "IT").await;
    let device = devices(&old, old.person).await[0].id;
    let replacing = InvitationRequest {
        replaces: Some(device),
        ..wish(old.person)
    };
    let invitation = invite(&old, &replacing).await;
    devices(&old, old.person).await;
    let new = site.enrol(&invitation).await;
    assert_eq!(refusal(old.get("/api/session")).await, PUT_OUT);
    let left = devices(&new, new.person).await;
    assert_eq!(left.len(), 1);
    assert!(left[0].own);
}

#[tokio::test]
async fn the_name_of_a_device_is_no_way_in() {
    let site = Site::open().await;
    let phone = site.phone("Bo", Role::Technician, "IT").await;
    let device = devices(&phone, phone.person).await[0].id.to_string();
    assert!(!phone.token.contains(&device));
    let tried = site.spend(&device, "").await;
    assert_eq!(tried.status(), StatusCode::FORBIDDEN);
    let tried = phone
        .client
        .get(site.url("/api/session"))
        .bearer_auth(device);
    assert_eq!(refusal(tried).await, UNAUTHORISED);
}

#[tokio::test]
async fn inviting_is_slowed_down_by_person() {
    let site = Site::open().await;
    let bo = site.phone("Bo", Role::Technician, "IT").await;
    let cy = site.phone("Cy", Role::Technician, "IT").await;
    for _ in 0..10 {
        invite(&bo, &wish(bo.person)).await;
    }
    let asked = bo.post("/api/invitations").json(&wish(bo.person));
    let throttled = (StatusCode::TOO_MANY_REQUESTS, ErrorCode::Throttled);
    assert_eq!(refusal(asked).await, throttled);
    invite(&cy, &wish(cy.person)).await;
    site.clock.pass(Millis::MINUTE);
    invite(&bo, &wish(bo.person)).await;
}

#[tokio::test]
async fn the_code_of_somebody_who_was_removed_is_worth_nothing() {
    let site = Site::open().await;
    let mut administrator = site.administrator().await;
    let person = PersonId::from(id());
    let key = RecordKey::new(Collection::Person, person);
    let fields = BTreeMap::from([(Field::new(field::NAME), json!("By mistake"))]);
    let made = administrator.operation(key.clone(), 0, Change::Create { fields });
    let undo = Change::Withdraw { op: made.op_id };
    administrator.push(vec![made]).await;
    let invitation = invite(&administrator, &wish(person)).await;
    let undo = administrator.operation(key, 1, undo);
    assert_eq!(administrator.push(vec![undo]).await, [Outcome::Applied {}]);
    let spent = site.spend(&invitation.code, "").await;
    assert_eq!(spent.status(), StatusCode::FORBIDDEN);
    let asked = administrator.post("/api/invitations").json(&wish(person));
    assert_eq!(refusal(asked).await, NOT_FOUND);
}

#[tokio::test]
async fn a_team_keeps_an_administrator_whoever_ends_their_role_last() {
    let site = Site::open().await;
    let mut administrator = site.administrator().await;
    let mut bo = site.phone("Bo", Role::Administrator, "IT").await;
    let memberships = administrator.memberships().await;
    let own = |wanted: PersonId| {
        let mut of_it = memberships.iter().filter(|(_, _, team)| *team == team::IT);
        let own = of_it.find(|(_, person, _)| *person == wanted);
        own.expect("a membership").0.clone()
    };
    // Neither knows of the other.
    let first = administrator.set(
        &own(administrator.person),
        field::RETIRED,
        None,
        json!(true),
    );
    let second = bo.set(&own(bo.person), field::RETIRED, None, json!(true));
    assert_eq!(administrator.push(vec![first]).await, [Outcome::Applied {}]);
    let reason = ParkReason::LastAdministrator {};
    assert_eq!(bo.push(vec![second]).await, [Outcome::Parked { reason }]);
}

#[tokio::test]
async fn a_new_name_of_the_organisation_is_the_one_that_counts() {
    let site = Site::open().await;
    let mut administrator = site.administrator().await;
    let before: SessionResponse = read(administrator.get("/api/session")).await;
    let key = RecordKey::new(Collection::Organisation, before.org);
    let fields = BTreeMap::from([(Field::new(field::NAME), json!("Ville de Rivemont"))]);
    let named = administrator.operation(key, 0, Change::Create { fields });
    assert_eq!(administrator.push(vec![named]).await, [Outcome::Applied {}]);
    let after: SessionResponse = read(administrator.get("/api/session")).await;
    assert_eq!(after.org_name, "Ville de Rivemont");
    assert_ne!(before.org_name, after.org_name);
}
