//! What a failing disk, a browser or somebody with a tool did to a device's store is found within a day and put right.

use tests::small_world::{Day, live};

const A_DAY: i64 = 25;
const ITEM: &str = "(SELECT max(key) FROM record WHERE collection = 'item' AND body LIKE '%PC-1%' AND key < 999999)";

fn shown(day: &mut Day, name: char) -> String {
    day.shown(name).expect("a view")
}

/// What B's store comes to: everything of it is as before a day later, and nothing sooner.
#[track_caller]
fn is_put_right(harm: &str) {
    let mut day = live("A names 10:00 Y; *; B notes 10:10 mine; *", "AB").expect("a day");
    let right = shown(&mut day, 'A');
    assert_eq!(shown(&mut day, 'B'), right);
    let all = day.all_shown('B').expect("views");
    let history = day.history('B').expect("a view");

    // Checked a moment ago, it is not gone through again at every exchange.
    day.sync_later('B', A_DAY).expect("a sync");
    day.spoil('B', &harm.replace("ITEM", ITEM)).expect("harm");
    day.sync_later('B', 1).expect("a sync");
    let harmed = day.all_shown('B').ok();
    assert_ne!(harmed.as_ref(), Some(&all), "{harm} does no harm");

    day.sync_later('B', A_DAY).expect("a sync");
    assert_eq!(day.all_shown('B').expect("views"), all, "{harm}");
    assert_eq!(shown(&mut day, 'B'), right, "{harm}");
    assert_eq!(day.history('B').expect("a view"), history, "{harm}");
}

#[test]
fn a_record_that_got_lost_comes_back() {
    is_put_right(
        "DELETE FROM item WHERE key = ITEM;
        UPDATE record SET body = NULL, scope = NULL WHERE key = ITEM;",
    );
}

#[test]
fn a_record_that_says_something_else_is_put_right() {
    is_put_right(
        r#"UPDATE record SET body = replace(body, '"Y"', '"Q"') WHERE key = ITEM;
        UPDATE item SET title = 'Q' WHERE key = ITEM;"#,
    );
}

#[test]
fn a_record_that_cannot_be_read_any_more_comes_anew() {
    is_put_right("UPDATE record SET body = substr(body, 1, 100) WHERE key = ITEM;");
}

#[test]
fn a_record_that_should_have_gone_goes() {
    is_put_right(
        "INSERT INTO record (key, id, collection, scope, rev, mark, body)
        SELECT 999999, x'0199aaaaaaaa7aaaaaaaaaaaaaaaaaaa', collection, scope, rev, mark,
            json_set(body, '$.key[1]', '0199aaaa-aaaa-7aaa-aaaa-aaaaaaaaaaaa') FROM record WHERE key = ITEM;
        INSERT INTO item SELECT 999999, x'0199aaaaaaaa7aaaaaaaaaaaaaaaaaaa', type, title, number, serial, state,
            sub_state, place, responsible, seen_at, in_conflict, changed, doc FROM item WHERE key = ITEM;",
    );
}
