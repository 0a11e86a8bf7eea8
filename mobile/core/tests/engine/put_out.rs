//! A device whose access an administrator took away: what it delivers, and what it forgets.

use mobile_core::api::{Command, Delivery, Link, PinAnswer};
use rusqlite::Connection;
use shared::operation::ParkReason;

use crate::people::{link, scan_five};
use crate::setting::{ANNE, BRUNO, Device, office};
use crate::shared_device::{pin, shared, sits, switch};

#[test]
fn a_device_that_was_put_out_delivers_what_is_unsent_once_and_forgets_all_that_it_carried() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("store.db");
    let mut office = office();
    let mut device = Device::open(Connection::open(&path).unwrap(), 1);
    device.enrol(&mut office, "anne");
    let made = scan_five(&mut device);
    office.put_out("anne");
    let accepted = office.accepted();
    // The first answer says that it was put out, and it is tried again a little later.
    device.sync(&mut office);
    device.sync(&mut office);
    assert_eq!(link(&mut device), Link::PutOut);
    assert_eq!(sits(&mut device), None);
    assert!(office.held.len() >= 5 && office.accepted() == accepted);
    let delivered = office.held.len();
    device.sync(&mut office);
    assert_eq!(office.held.len(), delivered, "once");

    let carried = |of: &str| -> i64 {
        let store = Connection::open(&path).unwrap();
        store.query_row(of, [], |row| row.get(0)).unwrap()
    };
    for table in [
        "item",
        "place",
        "identifier",
        "text_index",
        "history",
        "hidden_record",
        "scope",
    ] {
        assert_eq!(
            carried(&format!("SELECT count(*) FROM {table}")),
            0,
            "{table}"
        );
    }
    assert_eq!(
        carried("SELECT count(*) FROM record WHERE body IS NOT NULL"),
        0
    );

    // Let in again, it says what waits and why.
    office.tokens.insert("anne again".to_owned(), ANNE);
    device.enrol(&mut office, "anne again");
    assert_eq!(link(&mut device), Link::Online);
    assert_eq!(sits(&mut device), Some(ANNE));
    let waits = device.outbox().parked;
    assert_eq!(waits.len(), 5);
    let quarantined = Delivery::Parked(ParkReason::Quarantined {});
    assert!(
        waits.iter().all(|action| action.delivery == quarantined),
        "{waits:?}"
    );
    // And still shows what was done.
    assert!(made.iter().all(|item| device.find_item(*item).is_some()));
}

#[test]
fn what_others_read_here_stays_when_the_access_of_one_is_taken_away() {
    let mut office = office();
    let mut device = shared(&mut office);
    let content = device.content();
    office.put_out("anne");
    device.sync(&mut office);
    device.sync(&mut office);
    assert_eq!(sits(&mut device), None);
    assert_eq!(
        pin(
            &mut device,
            Command::SwitchPerson {
                person: ANNE,
                pin: "1111".to_owned()
            }
        ),
        PinAnswer::NotEnrolled
    );
    assert_eq!(switch(&mut device, BRUNO, "2222"), PinAnswer::Accepted);
    assert_eq!(device.content(), content);
    device.sync(&mut office);
    assert_eq!(link(&mut device), Link::Online);
}
