//! What the engine is handed of the browser: its two clocks, its randomness and its timer.

use js_sys::{Promise, global};
use mobile_core::{Clock, Entropy, sync::Timer};
use shared::time::{Millis, Tick};
use wasm_bindgen::JsCast as _;
use wasm_bindgen_futures::JsFuture;
use web_sys::{DedicatedWorkerGlobalScope, WorkerGlobalScope};

use super::device::now_ms;

/// The wall clock, and the worker's own, which counts from the worker's start and which nobody can
/// set.
pub(super) struct WorkerClock {
    /// Names this start; two starts never share a name.
    start: Box<str>,
}

impl WorkerClock {
    pub(super) fn start() -> Self {
        let mut name = [0; 8];
        BrowserEntropy.fill(&mut name);
        Self {
            start: format!("{:016x}", u64::from_be_bytes(name)).into(),
        }
    }
}

impl Clock for WorkerClock {
    fn wall(&self) -> Millis {
        Millis(now_ms())
    }

    fn tick(&self) -> Tick {
        let passed = scope()
            .performance()
            .map(|clock| clock.now())
            .unwrap_or_default();
        #[expect(
            clippy::cast_possible_truncation,
            reason = "whole milliseconds are meant"
        )]
        let passed = passed as i64;
        Tick(self.start.clone(), passed)
    }
}

/// `crypto.getRandomValues`.
pub(super) struct BrowserEntropy;

impl Entropy for BrowserEntropy {
    fn fill(&mut self, bytes: &mut [u8]) {
        let filled = scope().crypto().and_then(|crypto| {
            // The browser gives at most 65,536 bytes at once; an id needs ten.
            crypto.get_random_values_with_u8_array(bytes)
        });
        // Ids from anything weaker would collide: better no worker, which the page shows.
        assert!(filled.is_ok(), "the browser has no randomness");
    }
}

/// `setTimeout`.
pub(super) struct WorkerTimer(pub(super) DedicatedWorkerGlobalScope);

impl Timer for WorkerTimer {
    async fn sleep(&self, time: Millis) {
        // A timeout holds 31 bits, which is 24 days: whoever sleeps longer looks around in between.
        let time = i32::try_from(time.0.max(0)).unwrap_or(i32::MAX);
        let passed = Promise::new(&mut |resolve, _| {
            // A worker always has timeouts.
            let _ = self
                .0
                .set_timeout_with_callback_and_timeout_and_arguments_0(&resolve, time);
        });
        // Resolved by the timeout, never rejected.
        let _ = JsFuture::from(passed).await;
    }
}

fn scope() -> WorkerGlobalScope {
    global().unchecked_into()
}
