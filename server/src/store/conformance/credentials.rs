//! Enrolment codes and credentials.

use serde_json::json;
use shared::id::{DeviceId, PersonId, RecordId};
use shared::model::starter::team;
use shared::model::{Role, field};
use shared::operation::{Outcome, ParkReason};
use shared::time::Millis;
use shared::wire::DeviceResponse;

use super::bench::{Bench, IT, LAPTOP, membership, outcomes};
use super::organisation;
use crate::secret::SecretHash;
use crate::store::{Admission, Authority, NewDevice, Push, SEEN_EVERY, StoreError, Ticket};

pub(super) const CODE: SecretHash = SecretHash([1; 32]);
pub(super) const TOKEN: SecretHash = SecretHash([2; 32]);
pub(super) const OTHER: SecretHash = SecretHash([3; 32]);

async fn invite(bench: &Bench) -> Millis {
    let ticket = ticket(bench, organisation().administrator);
    let invited = bench.store.invite(Authority::Machine, ticket).await;
    granted(invited.expect("an answer"));
    ticket.expires
}

pub(super) fn ticket(bench: &Bench, person: PersonId) -> Ticket {
    Ticket {
        code: CODE,
        person,
        expires: bench.time().plus(Millis::MINUTE),
        replaces: None,
    }
}

#[track_caller]
pub(super) fn granted<T: std::fmt::Debug>(admission: Admission<T>) -> T {
    match admission {
        Admission::Granted(granted) => granted,
        other => panic!("{other:?}"),
    }
}

pub(super) async fn spend(bench: &Bench, code: SecretHash, token: SecretHash) -> bool {
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
pub(super) async fn devices(
    bench: &Bench,
    person: PersonId,
    own: SecretHash,
) -> Vec<DeviceResponse> {
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
        put_out_at: None,
        held: 0,
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

pub(super) async fn what_a_device_delivers_that_was_put_out_waits_until_somebody_judges_it(
    bench: Bench,
) {
    let ada = organisation().administrator;
    let (mut bo, _) = bench.join(team::IT, Role::Technician).await;
    let invited = bench
        .store
        .invite(Authority::Machine, ticket(&bench, bo.person));
    granted(invited.await.expect("an answer"));
    assert!(spend(&bench, CODE, TOKEN).await);
    let phone = devices(&bench, bo.person, TOKEN).await[0].id;
    assert_eq!(bench.store.put_out(TOKEN).await.expect("an answer"), None);

    // One operation comes in time, its answer is lost, and two more are made before anything is sent again.
    let (sent, first) = bench.create_item(&bo, LAPTOP);
    let in_time = bench.envelope(&mut bo, vec![first.clone()]);
    bench.send(&bo, in_time).await;
    let revoked = bench.store.revoke_device(ada, phone, bench.time()).await;
    granted(revoked.expect("an answer"));
    let from = bench.store.put_out(TOKEN).await.expect("an answer");
    let from = from.expect("put out");
    assert_eq!((from.person, from.device), (bo.person, phone));
    assert_eq!(devices(&bench, ada, OTHER).await, [], "nothing waits yet");
    bench.pass(10);
    let (late, second) = bench.create_item(&bo, LAPTOP);
    let base = Some(first.op_id);
    let third = bench.set(&bo, &sent, field::NAME, base, json!("late"));
    let seen_at = bench.time();
    bo.seq = 0;
    let again = bench.envelope(&mut bo, vec![first, second, third]);
    let waits = Outcome::Parked {
        reason: ParkReason::Quarantined {},
    };
    let before = bench.head(IT).await;
    for _ in 0..2 {
        let held = bench.store.hold(from, again.clone(), bench.time()).await;
        let told = outcomes(held.expect("an answer").expect("it is held"));
        let told: Vec<_> = told.into_iter().map(|one| one.outcome).collect();
        assert_eq!(told, [Outcome::Applied {}, waits.clone(), waits.clone()]);
        bench.pass(60_000);
    }
    assert_eq!(bench.head(IT).await, before, "nothing has an effect");
    let listed = bench.store.devices(ada, OTHER, bo.person).await;
    let listed = granted(listed.expect("an answer"));
    assert_eq!(listed.len(), 1);
    assert_eq!((listed[0].id, listed[0].held), (phone, 2));
    assert!(listed[0].put_out_at.is_some());

    // Only who may let them in judges it; another's installation is not theirs to deliver under.
    let (cy, _) = bench.join(team::LOGISTICS, Role::Administrator).await;
    let refused = bench.store.held(cy.person, phone, bench.time()).await;
    assert!(matches!(refused.expect("an answer"), Admission::Refused));
    let forged = bench.push_of(&bench.administrator(), Vec::new());
    let mut ada_s = bench.administrator();
    let (_, own) = bench.create_item(&ada_s, LAPTOP);
    bench.applied(&mut ada_s, vec![own]).await;
    let forged = Push {
        installation: ada_s.installation,
        ..forged
    };
    let forged = bench.store.hold(from, forged, bench.time()).await;
    assert!(matches!(forged, Err(StoreError::ForeignInstallation)));

    // It takes no other way in: not by a credential that counts, be it after a restore.
    let other_way = outcomes(bench.send(&bo, again.clone()).await);
    let told: Vec<_> = other_way.into_iter().map(|one| one.outcome).collect();
    assert_eq!(told, [Outcome::Applied {}, waits.clone(), waits.clone()]);
    assert_eq!(bench.head(IT).await.1, before.1 + 1, "but for Ada's own");

    let work = bench.store.held(ada, phone, bench.time()).await;
    let work = granted(work.expect("an answer"));
    assert_eq!(work.person, bo.person);
    // What comes meanwhile is not judged with it.
    let (_, fourth) = bench.create_item(&bo, LAPTOP);
    let meanwhile = bench.envelope(&mut bo, vec![fourth]);
    let held = bench.store.hold(from, meanwhile, bench.time()).await;
    held.expect("an answer").expect("it is held");
    for push in &work.pushes {
        let taken = bench
            .store
            .push(Authority::TakenIn(work.person), push.clone(), bench.time());
        for one in outcomes(taken.await.expect("taken")) {
            assert_eq!(one.outcome, Outcome::Applied {});
        }
    }
    let judged = bench
        .store
        .judge_held(ada, phone, work.pushes, bench.time());
    granted(judged.await.expect("an answer"));
    assert!(bench.record(&late).await.is_some());
    let name = bench.record(&sent).await.expect("it is there");
    let stamp = &name.fields[field::NAME].stamp;
    assert_eq!(
        (stamp.by, stamp.at),
        (bo.person, seen_at),
        "as it was, when it was"
    );
    // Its device, let in again, is told what became of it.
    let pulled = bench.pull(bo.person, [(IT, before)]).await;
    assert_eq!(pulled.unparked.len(), 2);
    let left = bench.store.devices(ada, OTHER, bo.person).await;
    assert_eq!(granted(left.expect("an answer"))[0].held, 1);
}
