//! `cargo run --release -p tests --bin bench -- NAME`: measures against the promises; exits non-zero where one is
//! not kept.

use std::process::ExitCode;

fn main() -> ExitCode {
    let names: Vec<String> = std::env::args().skip(1).collect();
    tests::bench::main(&names)
}
