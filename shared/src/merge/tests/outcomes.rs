//! What an author is told of what became of theirs.

use super::*;

fn outcomes(day: &mut Day, script: &str) -> Vec<Outcome> {
    for step in script.split(';') {
        day.step(step.trim(), "");
    }
    std::mem::take(&mut day.devices.get_mut(&'A').expect("A").outcomes)
}

#[test]
fn merged_is_told_only_of_what_somebody_else_changed_meanwhile() {
    for (of_others, expected) in [
        ("", Outcome::Applied {}),
        ("C looks 09:00; C syncs;", Outcome::Applied {}),
        ("B entrusts 09:00 Ann; B syncs;", Outcome::Merged {}),
    ] {
        let script = format!("{of_others} A notes 10:00 dusty; A states 10:05 in_repair; A syncs");
        let told = outcomes(&mut Day::new(), &script);
        assert_eq!(told, [expected.clone(), expected], "{script}");
    }
}

#[test]
fn what_somebody_made_and_changed_offline_alone_arrives_as_it_was_meant() {
    let mut day = Day::default();
    let state = ItemState::plain(State::InStock).to_value();
    let fields = BTreeMap::from([(Field::new(field::STATE), state)]);
    day.act('A', at("09:00"), Intent::Edited, Change::Create { fields });
    let told = outcomes(
        &mut day,
        "A states 09:05 in_service; A names 09:10 PC-9; A syncs",
    );
    assert_eq!(told, vec![Outcome::Applied {}; 3]);
}
