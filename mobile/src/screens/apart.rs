//! Screens whose code the browser loads when one of them is first asked for: the first screen, which scans, does
//! not wait for them and does not count them in its download. They lie in the release beside it, so that the
//! service worker keeps both.

#![allow(
    rustdoc::private_intra_doc_links,
    reason = "the component macro links to the properties, which only it uses"
)]

use dioxus::prelude::*;
use shared::id::{ItemId, PersonId, PlaceId};

use super::office::{import, organisation, people, place, places, teams};
use super::{create, edit, evicted, find, install, more, outbox, record, sharing, try_scanner};
use crate::components::{Notice, TextButton, Tone};
use crate::route::Sought;
use crate::t;

/// The code of a screen did not arrive.
#[derive(Clone, Copy, Debug)]
struct NotLoaded;

#[cfg(feature = "split")]
impl From<wasm_split_helpers::SplitLoaderError> for NotLoaded {
    fn from(_: wasm_split_helpers::SplitLoaderError) -> Self {
        Self
    }
}

/// Declares screens of one loadable part: an enum with their parameters, and a component of each screen's name that
/// draws it as soon as the part is there.
macro_rules! apart {
    (
        $part:ident as $all:ident, $words:ident;
        $($(#[$doc:meta])* $screen:ident($module:ident) { $($parameter:ident: $kind:ty),* })*
    ) => {
        #[derive(Clone, PartialEq)]
        enum $all {
            $($screen { $($parameter: $kind),* },)*
        }

        impl $all {
            fn draw(drawn: Drawn<Self>) -> Element {
                match drawn.screen {
                    $(Self::$screen { $($parameter),* } => rsx! { $module::$screen { $($parameter),* } },)*
                }
            }
        }

        /// Loads the part, once, and says how its screens are drawn.
        #[cfg_attr(feature = "split", wasm_split_helpers::wasm_split($part, fallible))]
        #[cfg(feature = "split")]
        fn $part() -> Result<Draw<$all>, NotLoaded> {
            // Named here alone, so that they are loaded with the part.
            crate::i18n::learn(assets::$words);
            Ok($all::draw)
        }

        #[cfg(not(feature = "split"))]
        async fn $part() -> Result<Draw<$all>, NotLoaded> {
            Ok($all::draw)
        }

        $(
            $(#[$doc])*
            #[component]
            pub fn $screen($($parameter: ReadSignal<$kind>),*) -> Element {
                let drawing = use_resource($part);
                drawn(drawing, $all::$screen { $($parameter: $parameter.cloned()),* })
            }
        )*
    };
}

apart! {
    daily as Daily, DAILY;
    /// Search, and on a wide screen the list with the detail beside it.
    Find(find) { q: Sought }
    /// One CI.
    Record(record) { id: ItemId }
    /// The form of one CI.
    Edit(edit) { id: ItemId }
    /// A new CI without a scan.
    Create(create) {}
    /// What is to send, was sent, is to settle.
    Outbox(outbox) {}
    /// Language, theme, this device.
    More(more) {}
    /// Who works on a shared device, and the way to the next.
    Switch(sharing) {}
    /// What the scanner types, and learning it.
    TryScanner(try_scanner) {}
    /// In place of any screen: the browser threw away what the device kept.
    Evicted(evicted) {}
    /// The same on the screen that enrols.
    EvictedNotice(evicted) {}
    /// The device's access was taken away, on the screen that enrols.
    PutOutNotice(evicted) {}
    /// The offer to install the app.
    InstallOffer(install) {}
}

apart! {
    office as Office, OFFICE;
    /// Bringing a file in.
    Import(import) {}
    /// Everybody and their roles.
    People(people) {}
    /// One person: their roles, their devices.
    Member(people) { id: PersonId }
    /// Another device of one's own.
    NewPhone(people) {}
    /// The teams.
    Teams(teams) {}
    /// The types of each team.
    Types(teams) {}
    /// The organisation's name, money and languages.
    Organisation(organisation) {}
    /// The sites, and any place by its name.
    Places(places) {}
    /// One place, and what lies in it.
    Place(place) { id: PlaceId }
}

/// How the screens of a part are drawn.
type Draw<S> = Component<Drawn<S>>;

/// A screen that is drawn, with its parameters.
#[derive(Clone, PartialEq, Props)]
struct Drawn<S: Clone + PartialEq + 'static> {
    screen: S,
}

#[expect(non_snake_case, reason = "a component is named as one")]
fn drawn<S: Clone + PartialEq + 'static>(
    mut drawing: Resource<Result<Draw<S>, NotLoaded>>,
    screen: S,
) -> Element {
    match drawing.cloned() {
        Some(Ok(Screen)) => rsx! { Screen { screen } },
        None => rsx! { div { class: "screen" } },
        Some(Err(NotLoaded)) => rsx! {
            div { class: "screen pad",
                Notice { tone: Tone::Wrong, title: t!("not-loaded-title"),
                    p { {t!("not-loaded-help")} }
                    TextButton { onclick: move |_| drawing.restart(), {t!("not-loaded-retry")} }
                }
            }
        },
    }
}
