//! Seeds of trouble, at the end of which nothing is lost, doubled or different.

use tests::simulation::{LEAST_FAULTS, LEAST_OPERATIONS, run, shrink};

/// Seeds that every run of the tests lives through. `bench -- sim` takes more.
const SEEDS: u64 = 20;

#[test]
fn whatever_fails_nothing_is_lost_or_doubled_and_all_come_to_the_same() {
    for seed in 0..SEEDS {
        match run(seed) {
            Ok(lived) => {
                let faults = lived.faults.values().sum::<usize>();
                assert!(lived.operations >= LEAST_OPERATIONS, "seed {seed}");
                assert!(faults >= LEAST_FAULTS, "seed {seed}");
            }
            Err(violation) => panic!("{}", shrink(violation)),
        }
    }
}

#[test]
fn a_seed_is_the_same_run_each_time() {
    let (one, other) = (run(7).expect("whole"), run(7).expect("whole"));
    assert!(one == other, "{:?}", one.faults);
}
