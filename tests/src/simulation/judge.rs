//! What must hold once everything has come to rest.

use std::collections::{BTreeMap, BTreeSet};

use mobile_core::api::{ActionView, ItemView};
use server::audit::verify;
use shared::id::{ItemId, OpId};
use shared::model::field;
use shared::record::Field;
use uuid::Uuid;

use super::broken;
use super::morning::{BEGIN, NEWCOMER, SERVER, device_file, fresh_file};
use super::world::{Hand, World};
use crate::small_world::{Device, Fallible};

/// In one of so many seeds whoever connects only at the end has nothing before.
const FRESH: u64 = 4;

const NOTHING_LOST: &str = "nothing that was made is lost";
const ONCE: &str = "each operation is applied exactly once";
const DRAINED: &str = "queues drain by themselves once faults stop";
const EQUAL: &str = "all replicas and the server are equal at rest";
const CHAIN: &str = "the audit chain verifies";

impl World {
    /// Everything that must hold at rest.
    pub(super) async fn judge(&mut self) -> Fallible {
        let (stored, doubled) = self.stored()?;
        if let Some(op) = doubled.first() {
            return broken(ONCE, format_args!("{op} was taken twice"));
        }
        for (number, hand) in &mut self.hands {
            let view = hand.device.sync_view()?;
            if view.pending > 0 {
                let waits = format_args!("device {number} keeps {} to send", view.pending);
                return broken(DRAINED, waits);
            }
            for op in hand.device.own()? {
                self.made.insert(op);
                // What comes back with a copied store is there again.
                self.gone.remove(&op);
            }
        }
        let missing = |op: &&OpId| !self.gone.contains(op) && !stored.contains(op);
        if let Some(op) = self.made.iter().find(missing) {
            return broken(NOTHING_LOST, format_args!("{op} was made and is nowhere"));
        }
        if let Err(error) = verify(self.server.store()?).await {
            return broken(CHAIN, error);
        }
        self.compare().await
    }

    /// The operations that the server holds, and those that it holds twice.
    fn stored(&self) -> Fallible<(BTreeSet<OpId>, Vec<OpId>)> {
        let mut statement = self
            .server
            .reader()?
            .prepare_cached("SELECT json_extract(text, '$.op_id') FROM operation")?;
        let texts = statement.query_map([], |row| row.get::<_, String>(0))?;
        let (mut stored, mut doubled) = (BTreeSet::new(), Vec::new());
        for text in texts {
            let op = OpId(Uuid::parse_str(&text?)?);
            if !stored.insert(op) {
                doubled.push(op);
            }
        }
        Ok((stored, doubled))
    }

    /// Every device shows the same, and so does one that was never there before.
    async fn compare(&mut self) -> Fallible {
        let chance = super::chance::Dice::of(self.seed, self.steps, SERVER - 1);
        // It has the feed alone, or a snapshot alone.
        let file = match self.seed % FRESH {
            0 => fresh_file(self.folder.path()),
            _ => device_file(self.folder.path(), NEWCOMER),
        };
        let device = Device::new(file, BEGIN, chance.into_source())?;
        device.set_wall(self.server.now());
        let newcomer = Hand {
            device,
            person: NEWCOMER,
            kept: None,
        };
        self.hands.insert(NEWCOMER, newcomer);
        self.exchange_all(NEWCOMER).await?;
        let expected = content(self.device(NEWCOMER)?)?;
        for (number, hand) in &mut self.hands {
            let device = &mut hand.device;
            let found = content(device)?;
            let waits = device.waiting_on()?;
            let ids: BTreeSet<_> = found.keys().chain(expected.keys()).collect();
            for id in ids {
                let waiting = waits.get(id).map(Vec::as_slice).unwrap_or_default();
                let sees = |content: &Content| {
                    let seen = content.get(id)?.clone();
                    Some(apart_from(seen, waiting))
                };
                let (one, other) = (sees(&found), sees(&expected));
                // With what waits for its cause to go it may be there or gone, where that was done and nowhere else.
                let is_in_both = one.is_some() && other.is_some();
                if one != other && (waiting.is_empty() || is_in_both) {
                    let differs = format_args!(
                        "device {number} shows {id} as\n{one:?}\nand a new one\n{other:?}"
                    );
                    return broken(EQUAL, differs);
                }
            }
        }
        Ok(())
    }
}

/// What a person sees of each item.
type Content = BTreeMap<ItemId, ItemView>;

/// What a person sees of every item, but for what depends on who looks and on which lines of history a device has.
fn content(device: &mut Device) -> Fallible<Content> {
    let mut seen = Content::new();
    for id in device.items()? {
        let Some(mut item) = device.item(id)? else {
            return Err(format!("{id} is listed and cannot be opened").into());
        };
        item.may_edit = false;
        item.may_retire = false;
        item.may_merge = false;
        item.history = Vec::new();
        for conflict in &mut item.conflicts {
            conflict.may_settle = false;
            conflict.kept.own = false;
            conflict.other.own = false;
        }
        seen.insert(id, item);
    }
    Ok(seen)
}

/// An item without the fields that something sets which waits, and without what follows from those.
fn apart_from(mut item: ItemView, waiting: &[ActionView]) -> ItemView {
    if waiting.is_empty() {
        return item;
    }
    let taken = waiting.iter().filter_map(|action| action.undoes.as_ref());
    let changes = waiting.iter().flat_map(|action| &action.changes);
    let changes = changes.chain(taken.flat_map(|taken| &taken.changes));
    let fields: BTreeSet<&Field> = changes.map(|change| &change.fact.field).collect();
    for field in &fields {
        match field.as_str() {
            field::PLACE => item.row.place = None,
            field::STATE => item.row.state = None,
            // What has no name is called by its model.
            field::NAME | field::MODEL => item.row.title.clear(),
            _ => {}
        }
    }
    item.facts.retain(|fact| !fields.contains(&fact.field));
    item.conflicts
        .retain(|open| !fields.contains(&open.fact.field));
    item.bases
        .retain(|field, _| !fields.contains(field) && field.as_str() != field::LAST_SEEN);
    item.row.in_conflict = false;
    item.row.seen_at = None;
    item.last_seen = None;
    item.contradiction = false;
    item.revived = false;
    item.creation_undone = false;
    item
}
