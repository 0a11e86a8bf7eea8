//! Enrolment codes and credentials.

use shared::time::Millis;

use super::bench::Bench;
use super::organisation;
use crate::secret::SecretHash;

const CODE: SecretHash = SecretHash([1; 32]);
const TOKEN: SecretHash = SecretHash([2; 32]);
const OTHER: SecretHash = SecretHash([3; 32]);

async fn invite(bench: &Bench) -> Millis {
    let expires = bench.time().plus(Millis::MINUTE);
    let person = organisation().administrator;
    let invited = bench.store.invite(CODE, person, expires).await;
    invited.expect("an invitation");
    expires
}

async fn spend(bench: &Bench, code: SecretHash, token: SecretHash) -> bool {
    let spent = bench
        .store
        .spend(code, token, "a phone".to_owned(), bench.time())
        .await;
    spent.expect("an answer").is_some()
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
