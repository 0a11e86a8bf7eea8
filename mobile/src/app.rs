//! The root of the screens: the session that they share, and the router among them.

use dioxus::prelude::*;

use crate::{
    components::Sprite,
    keyboard::use_keyboard_provider,
    platform::StorePort,
    route::Route,
    screens::use_unsaved_provider,
    session::{follow_preferences, use_session_provider},
    typing::use_typing_provider,
};

/// The app over a store whose owner runs; the shell that starts the app hands it in as a context.
#[component]
pub fn App() -> Element {
    use_hook(follow_preferences);
    use_session_provider(consume_context::<StorePort>);
    use_keyboard_provider();
    use_typing_provider();
    use_unsaved_provider();
    rsx! {
        Sprite {}
        Router::<Route> {}
    }
}
