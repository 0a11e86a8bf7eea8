//! Starting a worker that runs this very release in another role.

use wasm_bindgen::{JsCast as _, JsValue};
use web_sys::{HtmlScriptElement, Worker, WorkerOptions, WorkerType, window};

/// What an instance of the module is here for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// The window: it draws.
    Page,
    /// The dedicated worker that owns the store.
    Store,
    /// The dedicated worker that decodes frames.
    Scan,
}

impl Role {
    /// A worker knows its role by the name it was given.
    pub(super) fn of_worker(name: &str) -> Self {
        if name == Self::Scan.name() {
            Self::Scan
        } else {
            Self::Store
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::Page => "page",
            Self::Store => "store",
            Self::Scan => "scan",
        }
    }
}

/// Starts a worker in a role.
///
/// The module loads in the background, and the browser drops messages that reach a worker with
/// nobody to listen: whoever spawns waits for the worker's first message before sending any.
///
/// # Errors
/// What the browser says when it allows no worker, or when the page was not started by `boot.js`.
pub fn spawn(role: Role) -> Result<Worker, JsValue> {
    let boot = window()
        .and_then(|window| window.document())
        .and_then(|document| document.get_element_by_id("boot"))
        .and_then(|element| element.dyn_into::<HtmlScriptElement>().ok())
        .ok_or_else(|| JsValue::from_str("no boot script"))?;
    let options = WorkerOptions::new();
    options.set_name(role.name());
    options.set_type(WorkerType::Module);
    Worker::new_with_options(&boot.src(), &options)
}
