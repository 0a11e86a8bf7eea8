//! Full text of items: what it holds of each, and when it takes in what has changed.
//!
//! Writing to it costs more than all else that an action writes. So a projection only notes that an item's words may
//! be others now, in the same transaction, and full text takes that in before it is next searched, at the end of a page
//! of the feed, or once many wait.

use std::collections::HashMap;
use std::fmt::Write as _;

use rusqlite::params;
use shared::id::PlaceId;
use shared::identifier::fold_for_search;
use shared::model::{ConfigItem, State, field};
use shared::record::{Collection, Record, RecordKey};

use super::{Key, Store, integer, sql};
use crate::error::EngineError;

/// Characters of one text that full text holds: nobody searches for the end of a scanned novel.
const MAX_WORDS: usize = 500;

/// As many items wait at most when an action begins, unless the one before changed more than that at once: a search
/// then takes them in without anybody noticing.
const MOST_WAITING: u64 = 64;

impl Store {
    /// Notes that the words of an item may be others now.
    pub(super) fn text_waits(&self, item: Key) -> Result<(), EngineError> {
        self.execute(sql!("text_wait"), [item.0])?;
        Ok(())
    }

    /// Notes it of an item, if it is one.
    pub(super) fn text_waits_if_listed(&self, item: Key) -> Result<(), EngineError> {
        self.execute(sql!("text_wait_listed"), [item.0])?;
        Ok(())
    }

    /// Notes it of all items that lie in a place, or in one that lies in it: they are found by its name.
    pub(super) fn text_waits_below(&self, place: PlaceId) -> Result<(), EngineError> {
        self.execute(sql!("text_wait_below"), [place.0.as_bytes()])?;
        Ok(())
    }

    /// Takes in all that waits.
    pub(crate) fn bring_text_up_to_date(&self) -> Result<(), EngineError> {
        if self.count(sql!("text_waiting_count"), [])? == 0 {
            return Ok(());
        }
        self.write(|store| store.take_in_text(u64::MAX, HashMap::new()))
    }

    /// Takes in some of what waits, if that is much; inside a transaction.
    pub(crate) fn ease_text(&self) -> Result<(), EngineError> {
        if self.count(sql!("text_waiting_count"), [])? < MOST_WAITING {
            return Ok(());
        }
        self.take_in_text(MOST_WAITING, HashMap::new())
    }

    /// Takes in what waits; inside a transaction. Items that have just been read need not be read again.
    pub(super) fn take_in_text(
        &self,
        most: u64,
        mut read: HashMap<Key, Record>,
    ) -> Result<(), EngineError> {
        let waiting = self.all(sql!("text_waiting"), [integer(most)], |row| {
            row.get(0).map(Key)
        })?;
        for item in waiting {
            self.execute(sql!("text_up_to_date"), [item.0])?;
            // What is not listed has left full text with its row.
            let held = self.find(sql!("item_doc"), [item.0], |row| row.get(0).map(Text))?;
            let Some(held) = held else {
                continue;
            };
            let read = read.remove(&item);
            let is_alone = self.members(item)?.len() < 2;
            let record = match read.filter(|_| is_alone) {
                Some(record) => record,
                None => match self.find_shown(item)? {
                    Some(viewed) => viewed.record,
                    None => continue,
                },
            };
            self.take_in_document(item, held, &self.document(item, &record)?)?;
        }
        Ok(())
    }

    fn take_in_document(
        &self,
        item: Key,
        held: Text,
        document: &Document,
    ) -> Result<(), EngineError> {
        if held == document.text {
            return Ok(());
        }
        if held != Text::NOTHING {
            self.execute(sql!("text_delete"), [item.0])?;
        }
        self.add_document(item, document)?;
        self.execute(sql!("item_set_doc"), params![item.0, document.text.0])?;
        Ok(())
    }

    fn add_document(&self, item: Key, document: &Document) -> Result<(), EngineError> {
        self.execute(
            sql!("text_add"),
            params![item.0, document.words(), document.tags],
        )?;
        Ok(())
    }

    /// Takes an item in of which full text holds nothing, and whose row is yet to be written; what that row is to say.
    pub(super) fn add_text(&self, item: Key, record: &Record) -> Result<Text, EngineError> {
        let document = self.document(item, record)?;
        self.add_document(item, &document)?;
        Ok(document.text)
    }

    /// What full text holds of an item.
    fn document(&self, key: Key, record: &Record) -> Result<Document, EngineError> {
        let item = ConfigItem(record);
        let mut texts = Vec::new();
        let mut add = |text: &str| {
            let end = text
                .char_indices()
                .nth(MAX_WORDS)
                .map_or(text.len(), |(end, _)| end);
            texts.push(text[..end].to_owned());
        };
        for name in [
            field::NAME,
            field::INVENTORY_NUMBER,
            field::SERIAL_NUMBER,
            field::MANUFACTURER,
            field::MODEL,
        ] {
            if let Some(text) = record.text(name) {
                add(text);
            }
        }
        for member in self.members(key)? {
            if member != key
                && let Some(viewed) = self.find_view_by_key(member)?
            {
                let own = [field::NAME, field::INVENTORY_NUMBER, field::SERIAL_NUMBER];
                own.iter()
                    .filter_map(|name| viewed.record.text(name))
                    .for_each(&mut add);
            }
            let texts = self.all(sql!("identifier_texts"), [member.0], |row| {
                row.get::<_, String>(0)
            })?;
            texts.iter().for_each(|text| add(text));
        }
        let mut tags = String::new();
        if let Some(place) = item.place() {
            for key in &self.place_chain(place)?.keys {
                let _ = write!(tags, "p{} ", key.0);
            }
        }
        if let Some(item_type) = item.item_type() {
            let key = self.ensure_key(&RecordKey::new(Collection::ItemType, item_type))?;
            let _ = write!(tags, "t{} ", key.0);
        }
        if let Some(state) = item.state() {
            tags.push_str(&state_tag(state.state));
        }
        let hash = fnv(texts.iter().map(String::as_str).chain([tags.as_str()]));
        Ok(Document {
            texts,
            tags,
            text: Text(hash),
        })
    }
}

/// What full text holds of an item, as its row says: a hash of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Text(pub(super) i64);

impl Text {
    /// It holds nothing of it.
    pub(super) const NOTHING: Self = Self(0);
}

/// What full text holds of an item, before its texts are folded: most often it is what it was, and they need not be.
struct Document {
    texts: Vec<String>,
    tags: String,
    text: Text,
}

impl Document {
    fn words(&self) -> String {
        let folded: Vec<String> = self
            .texts
            .iter()
            .map(|text| fold_for_search(text))
            .collect();
        folded.join(" ")
    }
}

/// The word under which full text finds a state.
pub(crate) fn state_tag(state: State) -> String {
    format!("s{}", state.word().replace('_', ""))
}

/// FNV-1a of 64 bits (RFC 9923) over texts: tells documents apart, and is the same in every release.
fn fnv<'a>(texts: impl IntoIterator<Item = &'a str>) -> i64 {
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    for text in texts {
        for byte in text.bytes().chain([0xff]) {
            hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }
    hash.cast_signed()
}
