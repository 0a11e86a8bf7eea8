//! The app's only binary: in the browser the page and its workers, which are this same file.

#[cfg(all(target_family = "wasm", target_os = "unknown"))]
fn main() {
    use mobile::platform::{StorePort, web};

    web::start(|| {
        dioxus::LaunchBuilder::new()
            .with_context_provider(|| Box::new(StorePort::start()))
            .launch(mobile::App);
    });
}

/// Native shells come with their window system; until then the app runs in a browser.
#[cfg(not(all(target_family = "wasm", target_os = "unknown")))]
fn main() {}
