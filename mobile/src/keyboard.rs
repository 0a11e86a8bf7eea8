//! Keys for the screens: one listener for the app, which hands each key to what lies on top.
//!
//! **Invariant:** one press does one thing, to the innermost that takes it.

use dioxus::prelude::*;
use futures_util::StreamExt as _;

use crate::page::{self, Shortcut};
use crate::route::{Route, Sought};

/// What takes keys now. Copies lead to the same.
#[derive(Clone, Copy, PartialEq)]
pub struct Keyboard {
    /// What asks something over the screens, the topmost last: how each is let go.
    layers: Signal<Vec<Callback<()>>>,
    /// What the screen does with a key; it says whether it took it.
    screen: Signal<Option<Callback<Shortcut, bool>>>,
    /// The sheet of shortcuts is open.
    pub helping: Signal<bool>,
    /// The search is to have the focus as soon as it is drawn.
    seeking: Signal<bool>,
}

impl Keyboard {
    /// Does what a key means here; `find` leads to the search.
    pub(crate) fn press(mut self, shortcut: Shortcut, find: impl FnOnce()) {
        let top = self.layers.peek().last().copied();
        if let Some(let_go) = top {
            if shortcut == Shortcut::Back {
                let_go.call(());
            }
            return;
        }
        let screen = *self.screen.peek();
        if screen.is_some_and(|screen| screen.call(shortcut)) || !page::is_wide() {
            return;
        }
        match shortcut {
            Shortcut::Help => self.helping.set(true),
            Shortcut::Find => {
                self.seeking.set(true);
                find();
            }
            _ => {}
        }
    }

    /// Whether the search was asked for by its key; once.
    pub fn take_seeking(mut self) -> bool {
        let seeking = *self.seeking.peek();
        if seeking {
            self.seeking.set(false);
        }
        seeking
    }
}

/// Provides the keyboard. Once, at the root.
pub fn use_keyboard_provider() {
    let keyboard = Keyboard {
        layers: use_signal(Vec::new),
        screen: use_signal(|| None),
        helping: use_signal(|| false),
        seeking: use_signal(|| false),
    };
    use_context_provider(|| keyboard);
}

/// Listens to the keys, for as long as the frame around the screens is there.
pub fn use_keyboard() -> Keyboard {
    let keyboard = use_context::<Keyboard>();
    let navigator = use_navigator();
    use_future(move || async move {
        let mut shortcuts = page::shortcuts();
        while let Some(shortcut) = shortcuts.next().await {
            keyboard.press(shortcut, || {
                navigator.push(Route::Find {
                    q: Sought::default(),
                });
            });
        }
    });
    keyboard
}

/// What the screen does with keys while nothing lies over it: it says whether it took one.
pub fn use_keys(take: impl FnMut(Shortcut) -> bool + 'static) {
    let mut screen = use_context::<Keyboard>().screen;
    let take = use_callback(take);
    use_effect(move || screen.set(Some(take)));
    use_drop(move || {
        // The next screen may have come first.
        if *screen.peek() == Some(take) {
            screen.set(None);
        }
    });
}

/// Lies over what was there before: Escape lets it go, and the keys below rest.
pub fn use_layer(let_go: Callback<()>) {
    let mut layers = use_context::<Keyboard>().layers;
    // As it is drawn, and not after: the next key may be there by then.
    use_hook(move || layers.write().push(let_go));
    use_drop(move || layers.write().retain(|layer| *layer != let_go));
}
