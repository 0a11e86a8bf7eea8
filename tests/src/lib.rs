//! What tests of more than one crate share: a real browser, a network that can be broken, and the
//! web app built once for all of them.

pub mod browser;
pub mod driver;
pub mod proxy;
pub mod video;
pub mod web_app;
/// The code that builds a release's web app, compiled here as it is there.
#[path = "../../server/build/web_app.rs"]
pub mod web_build;
