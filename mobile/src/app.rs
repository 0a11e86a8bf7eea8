//! The root of the screens: the session that they share, and the router among them.

use dioxus::prelude::*;

use crate::{
    components::Sprite,
    platform::StorePort,
    route::Route,
    session::{follow_preferences, use_session_provider},
};

/// The app over a store whose owner runs; the shell that starts the app hands it in as a context.
#[component]
pub fn App() -> Element {
    use_hook(follow_preferences);
    use_session_provider(consume_context::<StorePort>);
    rsx! {
        Sprite {}
        Router::<Route> {}
    }
}
