//! The way to the page of labels, which the server makes and the browser prints.

use assets::Icon;
use dioxus::prelude::*;
use mobile_core::api::{Command, Link};
use shared::id::{ItemId, PersonId, PlaceId};

use crate::components::Drawing;
use crate::i18n::LANGUAGE;
use crate::session::{Session, failure, use_session};
use crate::{page, t};

/// A link to the labels of CIs and places; without any, to blank ones. What has no code yet is given one as the link is
/// followed.
///
/// **Invariant:** the server has what is to be printed before the page of labels opens. That page hides this one, which
/// then lets go of the store and sends no more.
#[component]
pub(super) fn LabelLink(
    #[props(default)] class: &'static str,
    #[props(default)] items: Vec<ItemId>,
    #[props(default)] places: Vec<PlaceId>,
    children: Element,
) -> Element {
    let session = use_session();
    let mut preparing = use_signal(|| false);
    // What the server has already, so that the link may be followed as it is.
    let mut prepared = use_signal(|| None::<String>);
    // Only a browser has a credential that another of its pages shares.
    if !cfg!(all(target_family = "wasm", target_os = "unknown")) {
        return rsx! {};
    }
    let who = session.who.read();
    let person = who.as_ref().and_then(|who| who.person.as_ref());
    let href = address(
        LANGUAGE().code(),
        person.map(|person| person.id),
        &items,
        &places,
    );
    let follow = {
        let href = href.clone();
        move |event: MouseEvent| {
            if session.sync.peek().link == Link::Offline {
                event.prevent_default();
                return session.tell(t!("labels-offline"));
            }
            let is_blank = items.is_empty() && places.is_empty();
            if is_blank || prepared.peek().as_ref() == Some(&href) {
                return;
            }
            event.prevent_default();
            if *preparing.peek() {
                return;
            }
            preparing.set(true);
            let (items, places, href) = (items.clone(), places.clone(), href.clone());
            spawn(async move {
                let outcome = prepare(session, Command::Label { items, places }).await;
                preparing.set(false);
                match outcome {
                    Ok(()) if page::open_beside(&href) => {}
                    Ok(()) => {
                        prepared.set(Some(href));
                        session.tell(t!("labels-ready"));
                    }
                    Err(words) => session.tell(words),
                }
            });
        }
    };
    rsx! {
        a {
            class,
            href,
            target: "_blank",
            rel: "noopener",
            "aria-busy": preparing().to_string(),
            onclick: follow,
            Drawing { icon: Icon::Printer }
            span { {children} }
        }
    }
}

/// Gives codes to what has none, and waits until the server has them; else says why not.
async fn prepare(session: Session, label: Command) -> Result<(), String> {
    session.ask(label).await.map_err(|error| failure(&error))?;
    match session.until_sent().await {
        Ok(true) => Ok(()),
        Ok(false) => Err(t!("labels-offline")),
        Err(error) => Err(failure(&error)),
    }
}

/// Blank labels on the first page, until the person says how many.
const BLANK: u32 = 21;

fn address(
    language: &str,
    person: Option<PersonId>,
    items: &[ItemId],
    places: &[PlaceId],
) -> String {
    use std::fmt::Write as _;
    let mut address = format!("/labels?lang={language}");
    // The page sends nothing but its address, and others may be enrolled in this browser too.
    if let Some(person) = person {
        let _ = write!(address, "&person={person}");
    }
    if items.is_empty() && places.is_empty() {
        let _ = write!(address, "&blank={BLANK}");
    }
    for (name, ids) in [
        (
            "&items=",
            items.iter().map(ToString::to_string).collect::<Vec<_>>(),
        ),
        ("&places=", places.iter().map(ToString::to_string).collect()),
    ] {
        if !ids.is_empty() {
            address.push_str(name);
            address.push_str(&ids.join(","));
        }
    }
    address
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_address_names_what_was_chosen() {
        let (item, place) = (ItemId::fixed(1), PlaceId::fixed(2));
        for (items, places, expected) in [
            (vec![], vec![], "/labels?lang=fr&blank=21".to_owned()),
            (
                vec![item, ItemId::fixed(3)],
                vec![],
                format!("/labels?lang=fr&items={item},{}", ItemId::fixed(3)),
            ),
            (
                vec![],
                vec![place],
                format!("/labels?lang=fr&places={place}"),
            ),
        ] {
            assert_eq!(address("fr", None, &items, &places), expected);
        }
        let person = PersonId::fixed(4);
        assert_eq!(
            address("en", Some(person), &[item], &[]),
            format!("/labels?lang=en&person={person}&items={item}")
        );
    }
}
