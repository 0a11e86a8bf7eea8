//! Many who write and read at the same moment, each through whichever store it was given.
//!
//! What each will do is written down beforehand; only who comes first is left open. At the end everything that was done
//! must be there, once, in the order in which readers saw it come.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use futures_util::future::{join, join_all, join3};
use serde_json::json;
use shared::id::{IdentifierId, ItemId, OpId};
use shared::model::{IdentifierKind, field};
use shared::operation::SealedOperation;
use shared::record::{Collection, RecordKey, Scope};
use shared::wire::{Cursor, FeedEntry, FeedEvent, PullRequest, ScopePage};

use super::bench::{Bench, Device, EQUIPMENT, LAPTOP, outcomes};
use super::organisation;
use crate::organisation::fields;
use crate::store::intake::next_link;
use crate::store::{Authority, Entry, Push, Store};

const WRITERS: usize = 16;
const READERS: usize = 4;
const ROUNDS: usize = 4;
/// Items that all of them change.
const SHARED: usize = 3;

type Feeds = BTreeMap<Scope, Vec<FeedEntry>>;

/// Sixteen devices with what each will push, round by round.
pub(crate) struct Crowd {
    bench: Bench,
    scripts: Vec<Script>,
    done: BTreeSet<OpId>,
    labels: Vec<RecordKey>,
    moves: Vec<Push>,
    /// The first of them also goes from team to team.
    shared: Vec<RecordKey>,
}

struct Script {
    /// What one device makes and changes.
    pushes: Vec<Push>,
    /// Labels for what another makes at the same moment. One that comes first writes to no feed and holds no head.
    labels: Vec<Push>,
    /// The first push once more, under the numbers of another installation.
    renumbered: Push,
}

pub(super) async fn many_write_at_once_and_nothing_is_lost(bench: Bench) {
    let store = Arc::clone(&bench.store);
    Crowd::gather(bench).await.work(&[store]).await;
}

impl Crowd {
    /// Writes down what each will do.
    pub(crate) async fn gather(bench: Bench) -> Self {
        let mut first = bench.administrator();
        // Each operation on the first shared item's type names the one before.
        let (shared, made): (Vec<_>, Vec<_>) = (0..SHARED)
            .map(|_| bench.create_item(&first, LAPTOP))
            .unzip();
        let mut moved_by = made[0].op_id;
        bench.applied(&mut first, made).await;
        // Each labels what another makes in the same round, so that many labels come before what they name.
        let items: Vec<Vec<RecordKey>> = (0..WRITERS)
            .map(|_| (0..ROUNDS).map(|_| item(&bench)).collect())
            .collect();
        let mut crowd = Self {
            scripts: Vec::new(),
            done: BTreeSet::new(),
            labels: Vec::new(),
            moves: Vec::new(),
            shared,
            bench,
        };
        for (writer, own) in items.iter().enumerate() {
            let others = &items[(writer + 1) % WRITERS];
            let script = crowd.write_script(writer, own, others);
            crowd.scripts.push(script);
        }
        let mut mover = crowd.bench.administrator();
        let moves = (0..ROUNDS).map(|round| {
            let of = if round % 2 == 0 { EQUIPMENT } else { LAPTOP };
            let base = Some(moved_by);
            let key = &crowd.shared[0];
            let moves = crowd.bench.set(&mover, key, field::TYPE, base, json!(of));
            moved_by = moves.op_id;
            crowd.done.insert(moves.op_id);
            crowd.bench.envelope(&mut mover, vec![moves])
        });
        crowd.moves = moves.collect();
        crowd
    }

    fn write_script(&mut self, writer: usize, own: &[RecordKey], others: &[RecordKey]) -> Script {
        let mut device = self.bench.administrator();
        let mut labeller = self.bench.administrator();
        let mut labels = Vec::new();
        let wanderer = item(&self.bench);
        let mut wandered = None;
        let mut pushes = Vec::new();
        let mut first = Vec::new();
        for (round, (own, other)) in own.iter().zip(others).enumerate() {
            let bench = &self.bench;
            let label = RecordKey::new(Collection::Identifier, bench.id::<IdentifierId>());
            let labelled = fields([
                (field::ITEM, json!(other.id())),
                (field::KIND, json!(IdentifierKind::OldTag.word())),
                (field::TEXT, json!(format!("{writer}-{round}"))),
            ]);
            let of = if round % 2 == 0 { LAPTOP } else { EQUIPMENT };
            let wanders = match wandered {
                None => made(bench, &device, &wanderer),
                base => bench.set(&device, &wanderer, field::TYPE, base, json!(of)),
            };
            wandered = Some(wanders.op_id);
            let shared = &self.shared[(writer + round) % SHARED];
            let name = json!(format!("{writer}/{round}"));
            let labels_it = bench.create(&labeller, label.clone(), labelled);
            let operations = vec![
                made(bench, &device, own),
                wanders,
                bench.set(&device, shared, field::NAME, None, name),
            ];
            self.labels.push(label);
            self.done.insert(labels_it.op_id);
            self.done.extend(operations.iter().map(|it| it.op_id));
            labels.push(self.bench.envelope(&mut labeller, vec![labels_it]));
            if round == 0 {
                first.clone_from(&operations);
            }
            pushes.push(bench.envelope(&mut device, operations));
        }
        let mut other = self.bench.device(device.person);
        Script {
            pushes,
            labels,
            renumbered: self.bench.envelope(&mut other, first),
        }
    }

    /// All of them at once, each over one of the stores, while others read. Then what there is is held against what was
    /// done.
    pub(crate) async fn work(self, stores: &[Arc<dyn Store>]) {
        let is_over = AtomicBool::new(false);
        let writers = self.scripts.iter().enumerate();
        let writers =
            writers.map(|(number, script)| self.write(script, &stores[number % stores.len()]));
        let moves = async {
            for push in &self.moves {
                self.send(push, &stores[0]).await;
            }
        };
        let writers = async {
            join(moves, join_all(writers)).await;
            is_over.store(true, Ordering::Release);
        };
        let readers = (0..READERS).map(|number| follow(&stores[number % stores.len()], &is_over));
        let ((), seen) = join(writers, join_all(readers)).await;
        // What was parked last is asked about with the next push at the latest.
        let mut late = self.bench.administrator();
        let (_, create) = self.bench.create_item(&late, LAPTOP);
        self.bench.applied(&mut late, vec![create]).await;
        let mut whole = Feeds::new();
        read_on(&self.bench.store, &mut whole).await;
        for seen in seen {
            for (scope, entries) in seen {
                let same = &whole[&scope][..entries.len()];
                assert_eq!(json!(entries), json!(same), "{scope}");
            }
        }
        self.check(&whole).await;
    }

    /// One device's pushes in their order, each twice at once as after an answer that was lost; the first one also from
    /// elsewhere.
    async fn write(&self, script: &Script, store: &Arc<dyn Store>) {
        let send = |push| self.send(push, store);
        join(send(&script.pushes[0]), send(&script.renumbered)).await;
        for (push, label) in script.pushes.iter().zip(&script.labels) {
            join3(send(push), send(push), send(label)).await;
        }
    }

    async fn send(&self, push: &Push, store: &Arc<dyn Store>) {
        let by = Authority::Person(organisation().administrator);
        let taken = store.push(by, push.clone(), self.bench.time()).await;
        let taken = outcomes(taken.expect("the store takes a push"));
        let ids: Vec<_> = taken.iter().map(|it| it.op_id).collect();
        assert_eq!(ids, push.entries.iter().map(id_of).collect::<Vec<_>>());
    }

    async fn check(&self, feeds: &Feeds) {
        let mut puts: BTreeMap<&RecordKey, Vec<_>> = BTreeMap::new();
        for (scope, entries) in feeds {
            for entry in entries {
                if let FeedEvent::Put { line, record } = &entry.event {
                    puts.entry(&record.key)
                        .or_default()
                        .push((line, record, *scope));
                }
            }
        }
        // Each operation took effect once.
        let told: Vec<_> = puts
            .values()
            .flatten()
            .map(|(line, ..)| line.op.op_id)
            .collect();
        let once: BTreeSet<_> = told.iter().copied().collect();
        assert_eq!(told.len(), once.len(), "something took effect twice");
        let missing: Vec<_> = self.done.difference(&once).collect();
        assert!(missing.is_empty(), "{} never took effect", missing.len());
        // Each record is what its feeds say, and no change of it was lost under another.
        for (key, puts) in &mut puts {
            puts.sort_by_key(|(line, ..)| line.rev);
            let revs: Vec<_> = puts.iter().map(|(line, ..)| line.rev).collect();
            assert_eq!(revs, (1..=revs.len() as u64).collect::<Vec<_>>(), "{key:?}");
            let (_, last, scope) = puts.last().expect("one");
            assert_eq!(last.scope, *scope);
        }
        let items = self
            .bench
            .store
            .records(Collection::Item)
            .await
            .expect("items");
        for item in &items {
            let (_, last, _) = puts[&item.key].last().expect("one");
            assert_eq!(item, *last);
        }
        for label in &self.labels {
            assert!(puts.contains_key(label), "a label that waits for nothing");
        }
        let changes: usize = self.shared.iter().map(|key| puts[key].len() - 1).sum();
        assert_eq!(changes, WRITERS * ROUNDS + ROUNDS);
        self.check_chains(feeds).await;
    }

    /// The audit chain of each scope is that of its feed.
    async fn check_chains(&self, feeds: &Feeds) {
        let mut hashes = BTreeMap::new();
        let all = feeds.values().flatten();
        for entry in all {
            if let FeedEvent::Put { line, record } = &entry.event {
                hashes.insert((record.key.clone(), line.rev), line.op.hash());
            }
        }
        let chains = self.bench.store.chains().await.expect("chains");
        for (scope, entries) in feeds {
            let chain = entries.iter().fold([0; 32], |chain, entry| {
                let (key, rev) = match &entry.event {
                    FeedEvent::Put { line, record } => (record.key.clone(), line.rev),
                    FeedEvent::Leave { record, rev } => (record.clone(), *rev),
                };
                next_link(chain, hashes[&(key, rev)], entry.seq)
            });
            assert_eq!(chains[scope], (entries.len() as u64, chain), "{scope}");
        }
    }
}

fn item(bench: &Bench) -> RecordKey {
    RecordKey::new(Collection::Item, bench.id::<ItemId>())
}

fn made(bench: &Bench, device: &Device, key: &RecordKey) -> SealedOperation {
    let made = fields([(field::TYPE, json!(LAPTOP)), (field::NAME, json!("PC"))]);
    bench.create(device, key.clone(), made)
}

fn id_of(entry: &Entry) -> OpId {
    match &entry.body {
        crate::store::EntryBody::Operation(operation) => operation.op_id,
        crate::store::EntryBody::Unreadable { .. } => panic!("all of them can be read"),
    }
}

/// Reads all feeds from their beginnings until nobody writes any more.
async fn follow(store: &Arc<dyn Store>, is_over: &AtomicBool) -> Feeds {
    let mut feeds = Feeds::new();
    loop {
        let was_over = is_over.load(Ordering::Acquire);
        read_on(store, &mut feeds).await;
        if was_over {
            return feeds;
        }
        tokio::task::yield_now().await;
    }
}

/// Reads what came after what there is, without a gap and nothing that should have come before.
async fn read_on(store: &Arc<dyn Store>, feeds: &mut Feeds) {
    let person = organisation().administrator;
    loop {
        let live = store.heads(person).await.expect("heads");
        let cursors = live.heads.keys().map(|scope| {
            let read = feeds.get(scope).map_or(0, Vec::len);
            (*scope, Cursor(live.epoch, read as u64))
        });
        let request = PullRequest {
            cursors: cursors.collect(),
        };
        let pulled = store.pull(person, request).await.expect("a pull");
        let mut has_more = false;
        for (scope, page) in pulled.scopes {
            let ScopePage::Entries { entries, more, .. } = page else {
                panic!("{scope}: what was read is no longer known");
            };
            has_more |= more;
            let feed = feeds.entry(scope).or_default();
            for entry in entries {
                assert_eq!(entry.seq, feed.len() as u64 + 1, "{scope}");
                feed.push(entry);
            }
        }
        if !has_more {
            return;
        }
    }
}
