use serde_json::json;

use super::*;
use crate::id::RecordId;

fn record(id: u128, name: &str) -> Record {
    let person = RecordId::fixed(7);
    let stamp = json!({"op": person, "at": 5, "by": person, "installation": person, "rev": 1});
    let record = json!({
        "key": ["item", RecordId::fixed(id)], "scope": "org", "rev": 1, "created": 0,
        "fields": {"name": [name, 0]}, "stamps": [stamp],
    });
    serde_json::from_value(record).expect("a record")
}

fn digest(records: &[Record]) -> ScopeDigest {
    let mut digest = ScopeDigest::default();
    for record in records {
        digest.add(record).expect("a form");
    }
    digest
}

#[test]
fn the_order_of_records_does_not_matter_and_what_each_of_them_holds_does() {
    let (one, two) = (record(1, "X"), record(2, "Y"));
    let both = digest(&[one.clone(), two.clone()]);
    assert_eq!(both, digest(&[two.clone(), one.clone()]));
    assert_eq!(both.differing(both.buckets()), []);

    let other = record(2, "Z");
    let bucket = Bucket::of(&two.key);
    for differs in [
        vec![one.clone()],
        vec![one.clone(), other],
        vec![two.clone(), one, two],
    ] {
        assert_eq!(both.differing(digest(&differs).buckets()), [bucket]);
    }
}

#[test]
fn a_scope_without_records_is_all_zeros_and_a_digest_is_read_back_as_it_was_written() {
    let written = serde_json::to_string(digest(&[record(1, "X")]).buckets()).expect("a form");
    let read: Vec<BucketDigest> = serde_json::from_str(&written).expect("digests");
    assert_eq!(digest(&[record(1, "X")]).differing(&read), []);
    let empty = digest(&[]);
    assert_eq!(empty.buckets().len(), BUCKETS);
    assert!(
        empty
            .buckets()
            .iter()
            .all(|bucket| bucket.to_string() == "0".repeat(32))
    );
    for garbled in [
        "\"\"",
        "\"g\"",
        "17",
        "\"-1\"",
        "\"000000000000000000000000000000000\"",
    ] {
        let read = serde_json::from_str::<BucketDigest>(garbled);
        assert!(read.is_err() || garbled.len() == 35, "{garbled}");
    }
}

/// Releases compare digests only where [`FORM`] is the same: when this value changes, that has to count up.
#[test]
fn the_form_of_a_record_has_its_number() {
    let record = record(1, "X");
    let found = digest(std::slice::from_ref(&record));
    let bucket = Bucket::of(&record.key);
    let said = found.buckets()[usize::from(bucket.0)].to_string();
    assert_eq!(
        (FORM, bucket.0, said.as_str()),
        (1, 247, "39a08e93779deefbb483f13112d0c1f5")
    );
}
