//! Seeds of trouble, at the end of which nothing is lost, doubled or different.

use tests::simulation::run;

/// Seeds that every run of the tests lives through. `bench -- sim` takes more.
const SEEDS: u64 = 6;

#[test]
fn whatever_fails_nothing_is_lost_or_doubled_and_all_come_to_the_same() {
    for seed in 0..SEEDS {
        if let Err(violation) = run(seed) {
            panic!("{violation}");
        }
    }
}

#[test]
fn a_seed_is_the_same_run_each_time() {
    let (one, other) = (run(7).expect("whole"), run(7).expect("whole"));
    assert_eq!(one, other);
    assert!(one.operations >= 60, "{}", one.operations);
    assert!(one.faults.values().sum::<usize>() >= 10, "{:?}", one.faults);
}
