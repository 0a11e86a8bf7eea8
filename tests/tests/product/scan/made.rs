//! Frames as a phone makes them in a dim room, with everything that can be wrong.

use std::time::{Duration, Instant};

use mobile_core::scan::{LumaPicture, Scanner};
use tests::video::{Conditions, Label, Symbol, frame, grid};

const COUNT: u64 = 30;

struct Reading {
    /// Frames read at first sight.
    at_once: usize,
    /// Frames read when held for as many frames as there are attempts.
    held: usize,
    median: Duration,
}

fn read(symbol: impl Fn(u64) -> Symbol) -> Reading {
    let (mut at_once, mut held, mut times) = (0, 0, Vec::new());
    for seed in 0..COUNT {
        let symbol = symbol(seed);
        let label = Label::print(&symbol).expect("a label can be printed");
        let picture = frame(Some(&label), &Conditions::drawn(&symbol, seed));
        let mut scanner = Scanner::new();
        for turn in 0..Scanner::FULL_TURN {
            let (codes, time) = timed(|| scanner.decode(picture.frame()));
            times.push(time);
            for code in &codes {
                assert_eq!(code.text, symbol.text(), "frame {seed}");
            }
            if !codes.is_empty() {
                at_once += usize::from(turn == 0);
                held += 1;
                break;
            }
        }
    }
    times.sort_unstable();
    Reading {
        at_once,
        held,
        median: times[times.len() / 2],
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "the figure is printed; nothing is decided by it"
)]
fn timed<T>(work: impl FnOnce() -> T) -> (T, Duration) {
    let start = Instant::now();
    let result = work();
    (result, start.elapsed())
}

#[track_caller]
fn check(name: &str, symbol: impl Fn(u64) -> Symbol, least: (usize, usize)) {
    let Reading {
        at_once,
        held,
        median,
    } = read(symbol);
    println!("{name}: {at_once} at once, {held} held, of {COUNT}; median {median:?} a frame");
    assert!(
        at_once >= least.0 && held >= least.1,
        "{name}: {at_once}, {held}; at least {least:?}"
    );
}

#[test]
fn qr_codes_of_our_labels() {
    check(
        "QR",
        |seed| Symbol::Qr(format!("R7K2M9QX4T{seed:04}")),
        (24, 24),
    );
}

#[test]
fn data_matrix_codes() {
    check(
        "Data Matrix",
        |seed| Symbol::DataMatrix(format!("5CG{seed:06}")),
        (20, 20),
    );
}

#[test]
fn code_128_serials() {
    check(
        "Code 128",
        |seed| Symbol::Code128(format!("SGH3{seed:04}YD")),
        (9, 11),
    );
}

#[test]
fn a_shelf_of_labels_is_read_in_one_frame() {
    let labels: Vec<Label> = (0..12)
        .map(|number| {
            Label::print(&Symbol::Qr(format!("R00000000000{number:02}"))).expect("prints")
        })
        .collect();
    let picture: LumaPicture = grid(&labels, 4, 3, 12);
    let codes = Scanner::new().decode(picture.frame());
    assert_eq!(codes.len(), labels.len(), "{codes:#?}");
}
