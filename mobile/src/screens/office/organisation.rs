//! The organisation: its name, its money, its languages.

use assets::Icon;
use dioxus::prelude::*;
use mobile_core::api::{Administration, Answer, Command, OrganisationView, Setup, SetupView};
use shared::model::Languages;

use super::currency::CURRENCIES;
use super::entry::{NameForm, Top};
use crate::components::{Field, IconButton, Notice, Segments, Tone};
use crate::screens::title::use_title;
use crate::session::{Asked, failure, use_answer, use_session};
use crate::t;

/// The screen.
#[component]
pub fn Organisation() -> Element {
    use_title(|| t!("more-organisation"));
    let organisation = use_answer(
        || Some(Command::Setup(Setup::Organisation)),
        |answer| match answer {
            Answer::Setup(SetupView::Organisation(organisation)) => Some(organisation),
            _ => None,
        },
    );
    rsx! {
        div { class: "screen",
            Top { title: t!("more-organisation") }
            match organisation.cloned() {
                Asked::Waiting => rsx! {},
                Asked::Failed(error) => rsx! {
                    div { class: "inset", Notice { tone: Tone::Wrong, p { {failure(&error)} } } }
                },
                Asked::Known(organisation) => rsx! { Whole { organisation } },
            }
        }
    }
}

#[component]
fn Whole(organisation: OrganisationView) -> Element {
    let session = use_session();
    let mut naming = use_signal(|| false);
    let may = organisation.may_change;
    let name = organisation.name.clone();
    let currency = organisation.currency.clone();
    let known = currency
        .as_deref()
        .is_none_or(|code| CURRENCIES.contains(&code));
    let languages = [Languages::Both, Languages::French, Languages::English];
    let chosen = languages
        .iter()
        .position(|one| *one == organisation.languages)
        .unwrap_or(0);
    rsx! {
        div { class: "pad line wrap",
            h2 { class: "grow text", "{name}" }
            if may {
                IconButton { icon: Icon::Pencil, name: t!("organisation-rename"), onclick: move |()| naming.set(true) }
            }
        }
        if !may {
            div { class: "inset", Notice { tone: Tone::Again, p { {t!("setup-read-only")} } } }
        }
        div { class: "pad stack",
            Field { id: "organisation-currency", name: t!("field-currency"), hint: t!("organisation-currency-help"),
                select {
                    id: "organisation-currency",
                    disabled: !may,
                    onchange: move |event| {
                        let code = event.value();
                        if !code.is_empty() {
                            let step = Administration::SetCurrency(code.clone());
                            session.act(Command::Administer(step), move |_| t!("organisation-currency-set", code: code), |_| ());
                        }
                    },
                    option { value: "", selected: currency.is_none(), disabled: true, {t!("organisation-no-currency")} }
                    // One that this list has not: shown as it is.
                    if !known && let Some(code) = &currency {
                        option { value: "{code}", selected: true, "{code}" }
                    }
                    for code in CURRENCIES.iter().copied() {
                        option { key: "{code}", value: "{code}", selected: currency.as_deref() == Some(code), "{code}" }
                    }
                }
            }
            h2 { class: "small muted", {t!("field-languages")} }
            if may {
                Segments { name: t!("field-languages"), chosen,
                    words: languages.iter().map(|one| language_name(*one)).collect::<Vec<_>>(),
                    onchoose: move |index: usize| {
                        let step = Administration::SetLanguages(languages[index]);
                        session.act(Command::Administer(step), move |_| language_name(languages[index]), |_| ());
                    },
                }
            } else {
                p { {language_name(organisation.languages)} }
            }
            p { class: "small muted", {t!("organisation-languages-help")} }
        }
        if naming() {
            NameForm { title: t!("organisation-rename"), name, onclose: move |()| naming.set(false),
                onname: move |name: String| {
                    naming.set(false);
                    let step = Administration::RenameOrganisation(name.clone());
                    session.act(Command::Administer(step), move |_| t!("organisation-renamed", name: name), |_| ());
                },
            }
        }
    }
}

fn language_name(languages: Languages) -> String {
    match languages {
        Languages::Both => t!("organisation-both"),
        Languages::French => t!("more-language-fr"),
        Languages::English => t!("more-language-en"),
    }
}
