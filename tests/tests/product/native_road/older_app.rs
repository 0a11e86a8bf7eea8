//! FC-Y9: an app one version behind has thirty things unsent while its office goes on: an attribute is renamed, a type is
//! split in two, one of which is another team's.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use mobile_core::api::{
    Answer, Command, FieldChange, HistoryPage, HistoryView, Link, NewItem, OutboxView,
};
use rusqlite::{Connection, params};
use serde_json::{Value, json};
use server::organisation::{Deed, Machine, fields};
use server::running::{Data, Options, Running};
use shared::id::{ActionId, ItemId, OpId, TeamId, TypeId};
use shared::model::starter::{attribute_id, team, types};
use shared::model::{Role, Words, field};
use shared::operation::{
    APP_SCHEMA, Assign, Change, Intent, Outcome as Became, ParkReason, SealedOperation,
};
use shared::record::{Collection, Field, RecordKey};
use shared::time::Millis;
use tempfile::TempDir;
use tests::proxy::{Proxy, Weather};
use tests::road::{create_laptop, done, enrol};
use tests::staff::Staff;
use uuid::Uuid;

use super::Outcome;

/// What the laptops became: of the same team, and of one in which Marc has no role.
const SUCCESSORS: [(TypeId, TeamId); 2] = [
    (TypeId::fixed(0x1a), team::IT),
    (TypeId::fixed(0x1b), team::LOGISTICS),
];
/// Known laptops that Marc changes: of these as many go to each successor.
const KNOWN: usize = 10;
/// Unknown ones that he makes.
const NEW: usize = 20;

fn memory() -> Field {
    field::attribute(attribute_id(types::LAPTOP, 0).into())
}

/// An organisation, and Marc's device with work of an older app in its store.
struct Behind {
    folder: TempDir,
    server: Running,
    network: Proxy,
    mona: Staff,
    marc: Staff,
    known: Vec<ItemId>,
    /// Thirty operations, in the bytes in which the older app wrote them.
    unsent: BTreeMap<OpId, String>,
}

impl Behind {
    async fn set() -> Outcome<Self> {
        let folder = TempDir::new()?;
        let options = Options {
            data: Data::Folder(folder.path().to_owned()),
            ..Options::for_test()
        };
        let server = Running::start(options).await?;
        let network = Proxy::start(server.address()).await?;
        let mona = enrol(&server, "Mona Roy", Role::Manager, server.origin()).await?;
        let mut known = Vec::new();
        for number in 0..KNOWN {
            known.push(create_laptop(&mona, &format!("KNOWN-{number}")).await?);
        }
        mona.until_sent().await?;
        let marc = enrol(&server, "Marc Caron", Role::Technician, &network.origin()).await?;
        network.set(Weather::Cut);
        for item in &known {
            change(&marc, *item).await?;
        }
        for number in 0..NEW {
            make(&marc, &format!("OLD-{number}")).await?;
        }
        let store = marc.store();
        age(&store)?;
        Ok(Self {
            folder,
            server,
            network,
            mona,
            marc: marc.restart().await?,
            known,
            unsent: unsent(&store)?,
        })
    }

    /// The office goes on: what an attribute is called, and of which type each laptop is.
    async fn goes_on(&self) -> Outcome {
        let machine = self.server.machine();
        let laptop = RecordKey::new(Collection::ItemType, types::LAPTOP);
        let renamed = attribute_id(types::LAPTOP, 0);
        let mut deeds = vec![
            self.set_field(
                RecordKey::new(Collection::Attribute, renamed),
                field::LABEL,
                installed().to_value(),
            )?,
            self.set_field(laptop.clone(), field::RETIRED, json!(true))?,
            self.set_field(
                laptop,
                field::LABEL,
                Words::new("Ancien portable", "Old laptop").to_value(),
            )?,
        ];
        deeds.extend(SUCCESSORS.map(|(id, team)| successor(machine, id, team)));
        for (place, item) in self.known.iter().enumerate() {
            let (successor, _) = SUCCESSORS[place % SUCCESSORS.len()];
            let item = RecordKey::new(Collection::Item, *item);
            deeds.push(self.set_field(item, field::TYPE, json!(successor))?);
        }
        machine.do_all(deeds).await?;
        let renamed = |answer| match answer {
            Answer::Item(Some(item)) => {
                let label = item.row.item_type.map(|item_type| item_type.label);
                (label == Some(split())).then_some(())
            }
            _ => None,
        };
        let first = Command::Open(self.known[0]);
        self.mona.until_answer("the split", first, renamed).await?;
        Ok(())
    }

    /// A field set by the administrator, who saw what stood there.
    fn set_field(&self, record: RecordKey, name: &str, value: Value) -> Outcome<Deed> {
        let made: [u8; 16] = self.database()?.query_row(
            "SELECT op_id FROM operation WHERE collection = ?1 AND record = ?2 AND rev = 1",
            params![record.collection().to_string(), record.id().0.as_bytes()],
            |row| row.get(0),
        )?;
        let had = !matches!(name, field::RETIRED);
        let set = Assign {
            field: Field::new(name),
            base: had.then_some(OpId(Uuid::from_bytes(made))),
            value,
        };
        Ok(Deed {
            record,
            actor: self.server.machine().organisation().administrator,
            at: AT,
            seen: 1,
            intent: Intent::Edited,
            change: Change::Set(vec![set]),
        })
    }

    fn database(&self) -> Outcome<Connection> {
        Ok(Connection::open(self.folder.path().join("recense.sqlite"))?)
    }

    /// What became of each of the thirty, of which the server has the very bytes, once.
    fn became(&self) -> Outcome<BTreeMap<OpId, Became>> {
        let database = self.database()?;
        let mut statement = database.prepare(
            "SELECT op_id, text, outcome, rev IS NULL FROM operation
            WHERE json_extract(text, '$.app_schema') = 0",
        )?;
        let mut rows = statement.query([])?;
        let mut became = BTreeMap::new();
        while let Some(row) = rows.next()? {
            let op = OpId(Uuid::from_bytes(row.get(0)?));
            assert_eq!(self.unsent.get(&op), Some(&row.get(1)?), "{op}");
            let outcome: Became = serde_json::from_str(&row.get::<_, String>(2)?)?;
            let waits: bool = row.get(3)?;
            assert_eq!(waits, matches!(outcome, Became::Parked { .. }), "{op}");
            assert_eq!(became.insert(op, outcome), None, "{op} is there twice");
        }
        Ok(became)
    }

    /// Each of the thirty arrived, or waits with its reason; Marc is told so, and Mona sees what arrived once.
    async fn judge(&self) -> Outcome {
        let became = self.became()?;
        assert!(became.keys().eq(self.unsent.keys()), "{became:?}");
        let parked = Became::Parked {
            reason: ParkReason::NotAllowed {},
        };
        let Answer::Outbox(outbox) = self.marc.run(Command::Outbox).await? else {
            return Err("no outbox".into());
        };
        assert_eq!(outbox.to_send_count, 0);
        for (op, outcome) in &became {
            let operation = SealedOperation::parse(&self.unsent[op])?.into_operation();
            let item = ItemId::from(operation.record.id());
            let place = self.known.iter().position(|known| *known == item);
            let is_of_others = place.is_some_and(|place| place % SUCCESSORS.len() == 1);
            assert_eq!(*outcome == parked, is_of_others, "{op}: {outcome:?}");
            assert!(is_of_others || matches!(outcome, Became::Applied {} | Became::Merged {}));
            assert_eq!(told_to_wait(&outbox, &operation.action), is_of_others);
            let lines = self.seen_by_mona(item, *op, !is_of_others).await?;
            let told = lines.iter().filter(|line| line.op == *op).count();
            assert_eq!(told, usize::from(!is_of_others), "{op}");
        }
        assert_eq!(outbox.parked.len(), KNOWN / SUCCESSORS.len());
        let item = self.mona.open(self.known[0]).await?;
        let fact = item.facts.into_iter().find(|fact| fact.field == memory());
        assert_eq!(fact.and_then(|fact| fact.label), Some(installed()));
        Ok(())
    }

    /// An item's history on Mona's device, once it has what it should.
    async fn seen_by_mona(&self, item: ItemId, op: OpId, has: bool) -> Outcome<Vec<HistoryView>> {
        let history = Command::History { item };
        let lines = self
            .mona
            .until_answer("its arrival", history, |answer| match answer {
                Answer::History(HistoryPage { lines, .. }) => {
                    let is_there = lines.iter().any(|line| line.op == op);
                    (is_there || !has).then_some(lines)
                }
                _ => None,
            });
        Ok(lines.await?)
    }
}

/// What each of the two is called.
fn split() -> Words {
    Words::new("Portable scindé", "Split laptop")
}

/// What the attribute is called from then on.
fn installed() -> Words {
    Words::new("Mémoire installée", "Installed memory")
}

const AT: Millis = Millis(1_780_000_000_000);

fn successor(machine: &Machine, id: TypeId, team: TeamId) -> Deed {
    let made = fields([
        (field::LABEL, split().to_value()),
        (field::TEAM, json!(team)),
    ]);
    let by = machine.organisation().administrator;
    Deed::create(RecordKey::new(Collection::ItemType, id), by, AT, made)
}

fn told_to_wait(outbox: &OutboxView, action: &ActionId) -> bool {
    outbox.parked.iter().any(|parked| parked.action == *action)
}

/// Marc sets the attribute that is renamed meanwhile.
async fn change(marc: &Staff, item: ItemId) -> Outcome {
    let view = marc.open(item).await?;
    let edit = Command::Edit {
        item,
        rev: view.rev,
        changes: vec![FieldChange {
            field: memory(),
            base: view.bases.get(&memory()).copied(),
            value: json!(16),
        }],
    };
    assert_eq!(done(marc, edit).await?.operations, 1);
    Ok(())
}

/// Marc makes one of the type that is retired meanwhile.
async fn make(marc: &Staff, code: &str) -> Outcome {
    let new = NewItem {
        item_type: types::LAPTOP,
        code: Some(code.to_owned()),
        place: None,
        state: None,
        fields: [(memory(), json!(8))].into(),
    };
    assert_eq!(done(marc, Command::Create(new)).await?.operations, 1);
    Ok(())
}

/// What is unsent was written by an app of the schema before.
fn age(store: &Path) -> Outcome {
    let older = Connection::open(store)?.execute(
        "UPDATE own SET text = replace(text, ?1, '\"app_schema\":0') WHERE stage = 0",
        [format!("\"app_schema\":{APP_SCHEMA}")],
    )?;
    assert_eq!(older, KNOWN + NEW);
    Ok(())
}

fn unsent(store: &PathBuf) -> Outcome<BTreeMap<OpId, String>> {
    let store = Connection::open(store)?;
    let mut statement = store.prepare("SELECT text FROM own WHERE stage = 0")?;
    let texts = statement.query_map([], |row| row.get::<_, String>(0))?;
    let mut unsent = BTreeMap::new();
    for text in texts {
        let sealed = SealedOperation::parse(&text?)?;
        assert!(sealed.app_schema < APP_SCHEMA);
        unsent.insert(sealed.op_id, sealed.text().to_owned());
    }
    assert_eq!(unsent.len(), KNOWN + NEW);
    Ok(unsent)
}

#[tokio::test(flavor = "multi_thread")]
async fn fc_y9_what_an_older_app_sends_arrives_or_waits_with_a_reason_and_so_it_is_once_updated()
-> Outcome {
    let mut behind = Behind::set().await?;
    behind.goes_on().await?;
    behind.network.set(Weather::Clear);
    behind.marc.run(Command::SyncNow).await?;
    behind.marc.until_sent().await?;
    behind.judge().await?;
    // The app is brought up to date.
    behind.marc = behind.marc.restart().await?;
    let new = create_laptop(&behind.marc, "NEW-APP").await?;
    behind.marc.until_sent().await?;
    behind
        .mona
        .until_answer("the new one", Command::Open(new), |answer| match answer {
            Answer::Item(item) => item,
            _ => None,
        })
        .await?;
    behind.judge().await
}

/// No release of the server asks for a newer app yet; a later one, or a proxy, may.
#[tokio::test(flavor = "multi_thread")]
async fn fc_y9_what_an_older_app_is_not_let_send_is_kept_until_it_is_updated() -> Outcome {
    let mut behind = Behind::set().await?;
    behind.goes_on().await?;
    for _ in 0..2 {
        behind.network.set(Weather::Fails(426));
        behind.marc.run(Command::SyncNow).await?;
        let told = behind.marc.until("being told to update", |session| {
            session.sync.link == Link::Outdated
        });
        assert_eq!(told.await?.sync.pending, (KNOWN + NEW) as u64);
        assert_eq!(unsent(&behind.marc.store())?, behind.unsent);
        assert!(behind.became()?.is_empty());
        let Answer::Unsent(file) = behind.marc.run(Command::SaveUnsent).await? else {
            return Err("no file".into());
        };
        assert!(file.contains("OLD-19"), "and it can be saved as a file");
        behind.network.set(Weather::Cut);
        behind.marc = behind.marc.restart().await?;
    }
    behind.network.set(Weather::Clear);
    behind.marc.run(Command::SyncNow).await?;
    behind.marc.until_sent().await?;
    behind.judge().await
}
