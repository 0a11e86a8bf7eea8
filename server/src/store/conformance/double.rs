//! Items that turn out, as they arrive, to be one.

use serde_json::json;
use shared::alias::key_of;
use shared::id::ItemId;
use shared::model::starter::team;
use shared::model::{Alias, Role, Verdict, field};
use shared::operation::{Outcome, SealedOperation};
use shared::record::{Collection, Record, RecordKey};

use super::bench::{Bench, Device, LAPTOP, outcomes};
use crate::organisation::fields;
use crate::store::Authority;

/// A laptop with a number of which its maker knows no other.
fn laptop(bench: &Bench, device: &Device, number: &str) -> (ItemId, SealedOperation) {
    let id: ItemId = bench.id();
    let made = fields([
        (field::TYPE, json!(LAPTOP)),
        (field::INVENTORY_NUMBER, json!(number)),
        (field::SOLE, json!(true)),
    ]);
    let operation = bench.create(device, RecordKey::new(Collection::Item, id), made);
    (id, operation)
}

async fn aliases(bench: &Bench) -> Vec<Record> {
    bench
        .store
        .records(Collection::Alias)
        .await
        .expect("aliases")
}

/// M13: said in the transaction in which the second arrives, and once.
pub(super) async fn m13_who_makes_what_is_there_is_told_of_one_in_the_same_push(bench: Bench) {
    let (mut one, _) = bench.join(team::IT, Role::Technician).await;
    let (mut other, _) = bench.join(team::IT, Role::Technician).await;
    let (first, made) = laptop(&bench, &one, "PC-100");
    bench.applied(&mut one, vec![made]).await;
    assert!(aliases(&bench).await.is_empty());

    let (second, made) = laptop(&bench, &other, "PC-100");
    let (apart, made_apart) = laptop(&bench, &other, "PC-101");
    let push = bench.envelope(&mut other, vec![made, made_apart]);
    for _ in 0..2 {
        let response = bench
            .store
            .push(Authority::Person(other.person), push.clone(), bench.time())
            .await
            .expect("a push");
        for taken in outcomes(response) {
            assert_eq!(taken.outcome, Outcome::Applied {});
        }
        let said = aliases(&bench).await;
        assert_eq!(said.len(), 1);
        assert_eq!(said[0].key, key_of([first, second]));
        assert_eq!(Alias(&said[0]).verdict(), Some(Verdict::Same));
        assert_eq!((said[0].rev, said[0].created.by), (1, other.person));
    }
    let beside = bench.record(&RecordKey::new(Collection::Item, apart)).await;
    let beside = beside.expect("another item");
    assert_eq!(aliases(&bench).await[0].scope, beside.scope);

    // In one push of one person they are two: whoever makes both knows of both.
    let (_, made) = laptop(&bench, &one, "PC-102");
    let (_, again) = laptop(&bench, &one, "PC-102");
    bench.applied(&mut one, vec![made, again]).await;
    assert_eq!(aliases(&bench).await.len(), 1);
}
