//! The app's only binary: in the browser the page and its workers, which are this same file; with the feature
//! `desktop` a window of its own.

#[cfg(all(target_family = "wasm", target_os = "unknown"))]
fn main() {
    use mobile::platform::{StorePort, web};

    web::start(|| {
        dioxus::LaunchBuilder::new()
            .with_context_provider(|| Box::new(StorePort::start()))
            .launch(mobile::App);
    });
}

#[cfg(all(feature = "desktop", not(target_family = "wasm")))]
fn main() -> std::process::ExitCode {
    mobile::desktop::run()
}

/// Without a window there is nothing to run (feature `desktop`): checks and tests build no web view.
#[cfg(not(any(feature = "desktop", target_family = "wasm")))]
fn main() {}
