//! What must hold once everything has come to rest.

use std::collections::{BTreeMap, BTreeSet};

use mobile_core::api::ItemView;
use rusqlite::{Connection, OpenFlags};
use serde_json::Value;
use server::audit::verify;
use shared::id::{ItemId, OpId};
use shared::model::Role;
use uuid::Uuid;

use super::World;
use crate::small_world::{Device, Fallible};

impl World {
    /// Everything that must hold.
    pub(super) async fn judge(&mut self) -> Fallible {
        let (stored, doubled) = self.stored()?;
        if let Some(op) = doubled.first() {
            return Err(format!("{op} was taken twice").into());
        }
        for number in 0..self.devices.len() {
            let device = &mut self.devices[number];
            let view = device.sync_view()?;
            if view.pending > 0 {
                return Err(format!("device {number} keeps {} to send", view.pending).into());
            }
            for op in device.own()? {
                self.made.insert(op);
                // What comes back with a copied store is there again.
                self.gone.remove(&op);
            }
        }
        let missing = |op: &&OpId| !self.gone.contains(op) && !stored.contains(op);
        if let Some(op) = self.made.iter().find(missing) {
            return Err(format!("{op} was made and is nowhere").into());
        }
        verify(self.server.store()?).await?;
        self.compare().await
    }

    /// The operations that the server holds, and those that it holds twice.
    fn stored(&self) -> Fallible<(BTreeSet<OpId>, Vec<OpId>)> {
        let file = self.server.folder().join("recense.sqlite");
        let store = Connection::open_with_flags(file, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
        let mut statement = store.prepare("SELECT json_extract(text, '$.op_id') FROM operation")?;
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
        let newcomer = self.enrol("Nora New", Role::Technician).await?;
        let expected = content(&mut self.devices[newcomer])?;
        for number in 0..newcomer {
            let device = &mut self.devices[number];
            let found = content(device)?;
            // Work that waits for its cause to go is seen where it was done, and nowhere else.
            let waits = device.waiting_on()?;
            let ids: BTreeSet<_> = found.keys().chain(expected.keys()).collect();
            let differs = |id: &&&ItemId| found.get(id) != expected.get(id) && !waits.contains(id);
            if let Some(id) = ids.iter().find(differs) {
                let shown = |content: &Content| match content.get(id) {
                    Some(item) => item.to_string(),
                    None => "nothing".to_owned(),
                };
                let (one, other) = (shown(&found), shown(&expected));
                return Err(format!(
                    "device {number} shows {id} as\n{one}\nand a new one\n{other}"
                )
                .into());
            }
        }
        Ok(())
    }
}

/// What a person sees of each item.
type Content = BTreeMap<ItemId, Value>;

/// What a person sees of every item, but for what depends on who looks and on which lines of history a device has.
fn content(device: &mut Device) -> Fallible<Content> {
    let mut seen = Content::new();
    for id in device.items()? {
        let Some(item) = device.item(id)? else {
            return Err(format!("{id} is listed and cannot be opened").into());
        };
        let item = ItemView {
            may_edit: false,
            may_retire: false,
            history: Vec::new(),
            conflicts: Vec::new(),
            ..item
        };
        seen.insert(id, serde_json::to_value(item)?);
    }
    Ok(seen)
}
