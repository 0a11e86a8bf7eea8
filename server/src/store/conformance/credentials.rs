//! Enrolment codes and credentials.

use serde_json::json;
use shared::id::{DeviceId, PersonId, RecordId};
use shared::model::starter::team;
use shared::model::{Role, field};
use shared::time::Millis;
use shared::wire::DeviceResponse;

use super::bench::{Bench, membership};
use super::organisation;
use crate::secret::SecretHash;
use crate::store::{Admission, Authority, NewDevice, SEEN_EVERY, Ticket};

const CODE: SecretHash = SecretHash([1; 32]);
const TOKEN: SecretHash = SecretHash([2; 32]);
const OTHER: SecretHash = SecretHash([3; 32]);

async fn invite(bench: &Bench) -> Millis {
    let ticket = ticket(bench, organisation().administrator);
    let invited = bench.store.invite(Authority::Machine, ticket).await;
    granted(invited.expect("an answer"));
    ticket.expires
}

fn ticket(bench: &Bench, person: PersonId) -> Ticket {
    Ticket {
        code: CODE,
        person,
        expires: bench.time().plus(Millis::MINUTE),
        replaces: None,
    }
}

#[track_caller]
fn granted<T: std::fmt::Debug>(admission: Admission<T>) -> T {
    match admission {
        Admission::Granted(granted) => granted,
        other => panic!("{other:?}"),
    }
}

async fn spend(bench: &Bench, code: SecretHash, token: SecretHash) -> bool {
    let RecordId(id) = bench.id();
    let device = NewDevice {
        id: DeviceId(id),
        token,
        name: "a phone".to_owned(),
    };
    let spent = bench.store.spend(code, device, bench.time()).await;
    spent.expect("an answer").is_some()
}

/// The devices of a person as they themselves see them.
async fn devices(bench: &Bench, person: PersonId, own: SecretHash) -> Vec<DeviceResponse> {
    let found = bench.store.devices(person, own, person).await;
    granted(found.expect("an answer"))
}

pub(super) async fn a_code_is_spent_once(bench: Bench) {
    invite(&bench).await;
    assert!(!spend(&bench, OTHER, TOKEN).await, "a code nobody gave");
    assert!(spend(&bench, CODE, TOKEN).await);
    assert!(!spend(&bench, CODE, OTHER).await, "spent already");
    let session = bench.store.session(TOKEN).await.expect("an answer");
    let session = session.expect("the credential counts");
    assert_eq!(session.person, organisation().administrator);
    assert_eq!(session.person_name, "Ada");
    assert_eq!(bench.store.session(OTHER).await.expect("an answer"), None);
}

pub(super) async fn a_code_that_is_too_old_is_worth_nothing(bench: Bench) {
    let expires = invite(&bench).await;
    bench.pass(expires.since(bench.time()).0);
    assert!(!spend(&bench, CODE, TOKEN).await);
}

pub(super) async fn a_revoked_credential_speaks_for_nobody(bench: Bench) {
    invite(&bench).await;
    assert!(spend(&bench, CODE, TOKEN).await);
    let revoked = bench.store.revoke(TOKEN, bench.time()).await;
    revoked.expect("revoked");
    assert_eq!(bench.store.session(TOKEN).await.expect("an answer"), None);
}

pub(super) async fn a_new_phone_takes_the_old_one_s_place_as_its_code_is_spent(bench: Bench) {
    let ada = organisation().administrator;
    let seen = async |token| {
        let seen = bench.store.seen(token, bench.time()).await;
        seen.expect("written down");
    };
    invite(&bench).await;
    assert!(spend(&bench, CODE, TOKEN).await);
    let enrolled_at = bench.time();
    seen(TOKEN).await;
    bench.pass(1);
    seen(TOKEN).await;
    let [old] = &devices(&bench, ada, TOKEN).await[..] else {
        panic!("one device");
    };
    let first = DeviceResponse {
        id: old.id,
        name: "a phone".to_owned(),
        enrolled_at,
        seen_at: Some(enrolled_at),
        own: true,
    };
    assert_eq!(*old, first);
    bench.pass(SEEN_EVERY.0);
    seen(TOKEN).await;
    assert_eq!(
        devices(&bench, ada, TOKEN).await[0].seen_at,
        Some(bench.time())
    );

    let new = SecretHash([4; 32]);
    let RecordId(unknown) = bench.id();
    let replacing = |replaces| Ticket {
        code: new,
        replaces: Some(replaces),
        ..ticket(&bench, ada)
    };
    let by = Authority::Person(ada);
    let nobody = bench.store.invite(by, replacing(DeviceId(unknown))).await;
    assert_eq!(nobody.expect("an answer"), Admission::Unknown);
    let invited = bench.store.invite(by, replacing(old.id)).await;
    granted(invited.expect("an answer"));
    let still = bench.store.session(TOKEN).await.expect("an answer");
    assert!(still.is_some(), "until the code is spent");
    assert!(spend(&bench, new, OTHER).await);
    assert_eq!(bench.store.session(TOKEN).await.expect("an answer"), None);
    let left = devices(&bench, ada, OTHER).await;
    assert_eq!(left.len(), 1);
    assert!(left[0].own && left[0].id != old.id);
}

pub(super) async fn whoever_lets_somebody_in_has_every_right_that_they_have(bench: Bench) {
    let ada = organisation().administrator;
    let (bo, _) = bench.join(team::IT, Role::Administrator).await;
    let (cy, _) = bench.join(team::LOGISTICS, Role::Reader).await;
    let (di, _) = bench.join(team::IT, Role::Manager).await;
    let nobody: PersonId = bench.id();
    invite(&bench).await;
    assert!(spend(&bench, CODE, TOKEN).await);
    let device = devices(&bench, ada, TOKEN).await[0].id;
    for (number, (by, person, expected)) in (10..).zip([
        (bo.person, bo.person, true),
        (bo.person, di.person, true),
        (di.person, di.person, true),
        (ada, bo.person, true),
        (ada, cy.person, true),
        (bo.person, cy.person, false),
        (bo.person, ada, false),
        (di.person, bo.person, false),
        (cy.person, di.person, false),
    ]) {
        let ticket = Ticket {
            code: SecretHash([number; 32]),
            ..ticket(&bench, person)
        };
        let invited = bench.store.invite(Authority::Person(by), ticket).await;
        let invited = invited.expect("an answer");
        let seen = bench.store.devices(by, TOKEN, person).await;
        let seen = seen.expect("an answer");
        let case = format!("{number}: {invited:?} {seen:?}");
        if expected {
            granted(invited);
            granted(seen);
        } else {
            assert_eq!(invited, Admission::Refused, "{case}");
            assert_eq!(seen, Admission::Refused, "{case}");
        }
        let unknown = bench.store.devices(by, TOKEN, nobody).await;
        assert_eq!(unknown.expect("an answer"), Admission::Unknown);
    }
    let revoke = async |by| {
        let revoked = bench.store.revoke_device(by, device, bench.time()).await;
        revoked.expect("an answer")
    };
    assert_eq!(revoke(bo.person).await, Admission::Refused);
    granted(revoke(ada).await);
    assert_eq!(revoke(ada).await, Admission::Unknown, "put out already");
    assert_eq!(bench.store.session(TOKEN).await.expect("an answer"), None);
}

pub(super) async fn the_code_of_somebody_who_was_put_out_is_worth_nothing(bench: Bench) {
    let mut administrator = bench.administrator();
    let (bo, role) = bench.join(team::IT, Role::Technician).await;
    let code = |number| Ticket {
        code: SecretHash([number; 32]),
        ..ticket(&bench, bo.person)
    };
    let by = Authority::Person(administrator.person);
    for number in [10, 11] {
        let invited = bench.store.invite(by, code(number)).await;
        granted(invited.expect("an answer"));
    }
    let end = bench.set(&administrator, &role, field::RETIRED, None, json!(true));
    bench.applied(&mut administrator, vec![end]).await;
    assert!(!spend(&bench, SecretHash([10; 32]), TOKEN).await);
    assert_eq!(bench.store.session(TOKEN).await.expect("an answer"), None);

    let again = bench.create(
        &administrator,
        shared::record::RecordKey::new(
            shared::record::Collection::Membership,
            bench.id::<shared::id::MembershipId>(),
        ),
        membership(bo.person, team::IT, Role::Reader),
    );
    bench.applied(&mut administrator, vec![again]).await;
    assert!(spend(&bench, SecretHash([11; 32]), TOKEN).await);
}
