//! An organisation in which everything has happened, and what anybody can be told of it: for moving it elsewhere.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use shared::id::PersonId;
use shared::model::Role;
use shared::model::starter::team;
use shared::operation::Outcome;
use shared::record::{Collection, Scope};
use shared::wire::{Cursor, Epoch};

use super::bench::{Bench, Device, EQUIPMENT, LAPTOP, entries, outcomes};
use super::credentials::{CODE, OTHER, TOKEN, devices, granted, spend, ticket};
use super::numbers::{counters, give_pattern};
use super::organisation;
use super::replay::live;
use crate::secret::SecretHash;
use crate::store::{Admission, Authority, Push, Readable, Ticket};

/// A credential of a device that is at work.
const PHONE: SecretHash = SecretHash([0x21; 32]);
/// A code that nobody has spent.
const UNSPENT: SecretHash = SecretHash([0x22; 32]);
/// Items that are made at once: more rows than one page takes.
const MANY: usize = 600;

/// What happened, as far as it is asked about afterwards.
pub(crate) struct Life {
    sent: Vec<(PersonId, Push, Vec<Outcome>)>,
    /// What the device of somebody delivered that was put out.
    held: Push,
    out: PersonId,
    /// The first inventory number that nobody was given.
    free: u64,
}

/// Lets everything happen: conflicts, parked operations, bytes that nobody can read, scopes that are left, two items that
/// are one, a fork, devices that came, were put out or gave back their access, quarantine, numbers.
pub(crate) async fn happen(bench: &Bench) -> Life {
    let ada = organisation().administrator;
    let mut sent = live(bench).await;

    // More than one page of rows, in one millisecond.
    let mut busy = bench.administrator();
    let mut made = Vec::new();
    for _ in 0..MANY {
        made.push(bench.create_item(&busy, LAPTOP).1);
    }
    for part in made.chunks(200) {
        let push = bench.envelope(&mut busy, part.to_vec());
        told(bench, ada, push.clone()).await;
        sent.push((ada, push));
    }
    // The same device, from an earlier state of itself.
    let mut copy = Device { seq: 0, ..busy };
    let (_, forked) = bench.create_item(&copy, LAPTOP);
    let forked = bench.envelope(&mut copy, vec![forked]);
    bench.send(&copy, forked).await;

    let (mut bo, _) = bench.join(team::IT, Role::Technician).await;
    for (code, token) in [
        (CODE, TOKEN),
        (SecretHash([9; 32]), PHONE),
        (SecretHash([8; 32]), OTHER),
    ] {
        let ticket = Ticket {
            code,
            ..ticket(bench, bo.person)
        };
        granted(
            bench
                .store
                .invite(Authority::Machine, ticket)
                .await
                .expect("an answer"),
        );
        assert!(spend(bench, code, token).await);
    }
    let unspent = Ticket {
        code: UNSPENT,
        ..ticket(bench, bo.person)
    };
    granted(
        bench
            .store
            .invite(Authority::Machine, unspent)
            .await
            .expect("an answer"),
    );
    bench.store.seen(PHONE, bench.time()).await.expect("seen");
    bench
        .store
        .revoke(OTHER, bench.time())
        .await
        .expect("given back");
    let before = devices(bench, bo.person, TOKEN).await;
    let phone = before.iter().find(|it| it.own).expect("his own").id;
    let put_out = bench.store.revoke_device(ada, phone, bench.time()).await;
    granted(put_out.expect("an answer"));
    let from = bench.store.put_out(TOKEN).await.expect("an answer");
    let (_, late) = bench.create_item(&bo, LAPTOP);
    let held = bench.envelope(&mut bo, vec![late]);
    let kept = bench
        .store
        .hold(from.expect("put out"), held.clone(), bench.time());
    kept.await.expect("an answer").expect("it is held");

    give_pattern(bench, LAPTOP, "PC-{000000}").await;
    give_pattern(bench, EQUIPMENT, "EQ-{00}").await;
    counters(bench, EQUIPMENT, 3).await;
    let free = counters(bench, LAPTOP, 20).await.end;
    let mut answered = Vec::new();
    for (person, push) in sent {
        // What waited may have been freed by others since.
        let answers = told(bench, person, push.clone()).await;
        answered.push((person, push, answers));
    }
    Life {
        sent: answered,
        held,
        out: bo.person,
        free,
    }
}

async fn told(bench: &Bench, person: PersonId, push: Push) -> Vec<Outcome> {
    let sent = bench
        .store
        .push(Authority::Person(person), push, bench.time());
    let told = outcomes(sent.await.expect("the store takes a push"));
    told.into_iter().map(|one| one.outcome).collect()
}

/// What anybody can be told, but for the epoch. Asking changes nothing.
pub(crate) async fn all_that_is_told(bench: &Bench, life: &Life) -> Value {
    let store = &bench.store;
    let chains = store.chains().await.expect("chains");
    let mut people = vec![organisation().administrator, life.out];
    people.extend(life.sent.iter().map(|(person, ..)| *person));
    people.dedup();
    let mut told = Vec::new();
    for person in people {
        let heads = store.heads(person).await.expect("heads");
        let from = |seq| {
            heads
                .heads
                .keys()
                .map(move |scope| (*scope, Cursor(heads.epoch, seq)))
        };
        let start = bench.pull(person, from(0)).await;
        let pages: BTreeMap<Scope, Value> = start
            .scopes
            .keys()
            .map(|scope| (*scope, json!(entries(&start, *scope))))
            .collect();
        told.push(json!([pages, start.unparked, heads.heads]));
    }
    let mut digests = Vec::new();
    let mut links = Vec::new();
    for scope in chains.keys() {
        let digest = store.digest(Authority::Machine, *scope).await;
        let Readable::Yes(digest) = digest.expect("a digest") else {
            panic!("the machine reads all");
        };
        digests.push(digest.buckets);
        for link in store.links(*scope, 0).await.expect("links") {
            links.push((link.seq, link.hash.0, link.text));
        }
    }
    let items = store.records(Collection::Item).await.expect("records");
    let mut histories = Vec::new();
    for item in items.iter().take(MANY / 10) {
        let history = store.history(organisation().administrator, item.key.clone(), None);
        if let Readable::Yes(lines) = history.await.expect("a history") {
            histories.push(lines);
        }
    }
    let mut sessions = Vec::new();
    for token in [TOKEN, PHONE, OTHER] {
        let session = store.session(token).await.expect("an answer");
        let out = store.put_out(token).await.expect("an answer");
        sessions.push(format!("{session:?} {out:?}"));
    }
    let known = devices(bench, life.out, PHONE).await;
    let device = known
        .iter()
        .find(|it| it.held > 0)
        .expect("one was put out");
    let held = store.held(organisation().administrator, device.id, bench.time());
    let held = match held.await.expect("an answer") {
        Admission::Granted(work) => format!("{work:?}"),
        other => panic!("{other:?}"),
    };
    let mut high = Vec::new();
    for (_, push, _) in &life.sent {
        let water = store.high_water(push.installation).await;
        high.push(water.expect("a number"));
    }
    let chains: BTreeMap<_, _> = chains.into_iter().collect();
    let forks = store.forks().await.expect("forks");
    assert_eq!(forks.len(), 1);
    json!([
        told, digests, links, histories, sessions, known, held, high, chains, forks
    ])
}

/// Everything goes on: whatever was sent is known, cursors count, a code can still be spent, what waits waits, numbers are
/// given on, and new work takes effect.
pub(crate) async fn goes_on(bench: &Bench, life: &Life, epoch: Epoch) {
    let heads = bench.store.chains().await.expect("chains");
    for (person, push, answers) in &life.sent {
        assert_eq!(&told(bench, *person, push.clone()).await, answers);
    }
    assert_eq!(
        bench.store.chains().await.expect("chains"),
        heads,
        "nothing is doubled"
    );

    let ada = organisation().administrator;
    let cursors: Vec<_> = heads
        .iter()
        .map(|(scope, (seq, _))| (*scope, Cursor(epoch, *seq)))
        .collect();
    let pulled = bench.pull(ada, cursors).await;
    for scope in pulled.scopes.keys() {
        assert!(entries(&pulled, *scope).is_empty(), "{scope}");
    }
    assert!(spend(bench, UNSPENT, SecretHash([0x23; 32])).await);
    assert!(!spend(bench, CODE, SecretHash([0x24; 32])).await);
    let from = bench.store.put_out(TOKEN).await.expect("an answer");
    let again = bench
        .store
        .hold(from.expect("put out"), life.held.clone(), bench.time());
    let again = outcomes(again.await.expect("an answer").expect("it is held"));
    assert!(matches!(again[0].outcome, Outcome::Parked { .. }));
    assert!(counters(bench, LAPTOP, 5).await.start >= life.free);
    let mut device = bench.administrator();
    let (key, create) = bench.create_item(&device, LAPTOP);
    bench.applied(&mut device, vec![create]).await;
    assert!(bench.record(&key).await.is_some());
}
