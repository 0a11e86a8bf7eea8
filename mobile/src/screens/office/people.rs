//! People: everybody with their roles, and each by themselves.

use assets::Icon;
use dioxus::prelude::*;
use mobile_core::api::{
    Administration, Answer, Command, MemberView, PeopleView, PersonRow, RoleView, Setup, SetupView,
    TeamName,
};
use shared::id::PersonId;
use shared::model::Role;

use super::entry::{NameForm, Top};
use super::invitation::Admission;
use crate::components::{Dialog, Drawing, Empty, Field, Go, IconButton, ItemRow, Notice, Tone};
use crate::i18n::label;
use crate::i18n::names::{BESIDE, role_name};
use crate::route::Route;
use crate::screens::pick::SearchLine;
use crate::screens::title::use_title;
use crate::session::{Asked, failure, use_answer, use_session};
use crate::t;

/// The list.
#[component]
pub fn People() -> Element {
    use_title(|| t!("people-title"));
    let navigator = use_navigator();
    let text = use_signal(String::new);
    let mut making = use_signal(|| false);
    let people = use_answer(
        move || Some(Command::Setup(Setup::People(text.cloned()))),
        |answer| match answer {
            Answer::Setup(SetupView::People(people)) => Some(people),
            _ => None,
        },
    );
    rsx! {
        div { class: "screen",
            Top { title: t!("people-title") }
            SearchLine { id: "people-search", hint: t!("person-search"), text }
            match people.cloned() {
                Asked::Waiting => rsx! {},
                Asked::Failed(error) => rsx! {
                    div { class: "inset", Notice { tone: Tone::Wrong, p { {failure(&error)} } } }
                },
                Asked::Known(PeopleView { people, total, may_make, teams }) => rsx! {
                    if may_make {
                        div { class: "inset",
                            Go { icon: Icon::Plus, onclick: move |()| making.set(true), {t!("people-make")} }
                        }
                    }
                    if people.is_empty() {
                        Empty { icon: Icon::Users, title: t!("people-nobody"), help: t!("people-nobody-help") }
                    }
                    div { class: "list",
                        for row in people.clone() {
                            Row { key: "{row.person.id}", row }
                        }
                    }
                    if people.len() < total as usize {
                        p { class: "pad small muted", {t!("people-more", count: total)} }
                    }
                    if making() {
                        Making { teams, onclose: move |()| making.set(false),
                            onmade: move |id: PersonId| {
                                making.set(false);
                                navigator.push(Route::Member { id });
                            },
                        }
                    }
                },
            }
        }
    }
}

#[component]
fn Row(row: PersonRow) -> Element {
    let navigator = use_navigator();
    let id = row.person.id;
    let roles: Vec<String> = row
        .roles
        .iter()
        .map(|(team, role)| t!("people-role", team: label(&team.label), role: role_name(*role)))
        .collect();
    rsx! {
        ItemRow { icon: Icon::User, title: row.person.name.clone(),
            under: rsx! {
                span { class: "text",
                    if roles.is_empty() { {t!("people-no-role")} } else { {roles.join(BESIDE)} }
                }
            },
            aside: rsx! { Drawing { icon: Icon::ChevronRight } },
            onclick: move |()| {
                navigator.push(Route::Member { id });
            },
        }
    }
}

/// A new person, with a role at once.
#[component]
fn Making(
    teams: Vec<TeamName>,
    onclose: EventHandler<()>,
    onmade: EventHandler<PersonId>,
) -> Element {
    let session = use_session();
    let mut name = use_signal(String::new);
    let mut team = use_signal(|| 0_usize);
    let mut role = use_signal(|| Some(Role::Technician));
    let named = teams.clone();
    let make = move || {
        let written = name.peek().trim().to_owned();
        if written.is_empty() {
            return;
        }
        let chosen = teams.get(*team.peek()).map(|team| team.id);
        let step = Administration::MakePerson {
            name: written.clone(),
            role: chosen.zip(*role.peek()),
        };
        session.act(
            Command::Administer(step),
            move |_| t!("people-made", person: written),
            move |done| {
                if let Some(made) = done.made {
                    onmade.call(PersonId::from(made.id()));
                }
            },
        );
    };
    rsx! {
        Dialog { title: t!("people-make"), first: "new-person", onclose,
            form {
                class: "body pad stack",
                onsubmit: move |event| {
                    event.prevent_default();
                    make();
                },
                Field { id: "new-person", name: t!("field-name"),
                    input {
                        id: "new-person",
                        r#type: "text",
                        autocomplete: "off",
                        maxlength: "200",
                        value: "{name}",
                        oninput: move |event| name.set(event.value()),
                    }
                }
                if !named.is_empty() {
                    Field { id: "new-person-team", name: t!("field-team"),
                        select {
                            id: "new-person-team",
                            onchange: move |event| team.set(event.value().parse().unwrap_or(0)),
                            for (at, name) in named.into_iter().enumerate() {
                                option { key: "{at}", value: "{at}", selected: at == team(), {label(&name.label)} }
                            }
                        }
                    }
                    RoleField { id: "new-person-role", name: t!("field-role"), role: role(), disabled: false,
                        onchoose: move |chosen| role.set(chosen),
                    }
                }
                Go { icon: Icon::Check, submit: true, disabled: name.read().trim().is_empty(), {t!("people-make-go")} }
            }
        }
    }
}

/// A role, or none.
#[component]
fn RoleField(
    id: String,
    name: String,
    role: Option<Role>,
    disabled: bool,
    hint: Option<String>,
    onchoose: EventHandler<Option<Role>>,
) -> Element {
    rsx! {
        Field { id: id.clone(), name, hint,
            select {
                id: "{id}",
                disabled,
                onchange: move |event| onchoose.call(Role::from_word(&event.value())),
                option { value: "", selected: role.is_none(), {t!("people-no-role")} }
                for offered in Role::ALL.iter().copied() {
                    option { key: "{offered.word()}", value: offered.word(), selected: role == Some(offered), {role_name(offered)} }
                }
            }
        }
    }
}

/// One person.
#[component]
pub fn Member(id: ReadSignal<PersonId>) -> Element {
    use_title(|| t!("people-person"));
    let member = use_answer(
        move || Some(Command::Setup(Setup::Person(id()))),
        |answer| match answer {
            Answer::Setup(SetupView::Person(member)) => Some(member),
            _ => None,
        },
    );
    rsx! {
        div { class: "screen",
            Top { title: t!("people-person") }
            match member.cloned() {
                Asked::Waiting => rsx! {},
                Asked::Failed(error) => rsx! {
                    div { class: "inset", Notice { tone: Tone::Wrong, p { {failure(&error)} } } }
                },
                Asked::Known(None) => rsx! {
                    Empty { icon: Icon::User, title: t!("people-unknown"), help: t!("people-unknown-help") }
                },
                // Another person is another screen: nothing of the one before stays on it.
                Asked::Known(Some(member)) => rsx! { Whole { key: "{member.person.id}", member } },
            }
        }
    }
}

#[component]
fn Whole(member: MemberView) -> Element {
    let session = use_session();
    let mut naming = use_signal(|| false);
    let person = member.person.id;
    let name = member.person.name.clone();
    rsx! {
        div { class: "pad line wrap",
            h2 { class: "grow text", "{name}" }
            if member.may_rename {
                IconButton { icon: Icon::Pencil, name: t!("people-rename"), onclick: move |()| naming.set(true) }
            }
        }
        h2 { class: "section", {t!("people-roles")} }
        if member.roles.iter().all(|role| !role.may_change && role.role.is_none()) {
            p { class: "pad muted", {t!("people-no-role")} }
        }
        div { class: "pad stack",
            for role in member.roles.iter().filter(|role| role.may_change || role.role.is_some()).cloned() {
                TeamRole { key: "{role.team.id}", person, role }
            }
        }
        if member.may_admit {
            Admission { person, own: member.own }
        } else {
            div { class: "inset", Notice { tone: Tone::Again, p { {t!("invite-not-yours")} } } }
        }
        if naming() {
            NameForm { title: t!("people-rename"), name, onclose: move |()| naming.set(false),
                onname: move |name: String| {
                    naming.set(false);
                    let step = Administration::RenamePerson { person, name: name.clone() };
                    session.act(Command::Administer(step), move |_| t!("people-renamed", person: name), |_| ());
                },
            }
        }
    }
}

#[component]
fn TeamRole(person: PersonId, role: RoleView) -> Element {
    let session = use_session();
    let team = role.team.id;
    let words = label(&role.team.label);
    let keeps = role.is_last && role.may_change;
    rsx! {
        RoleField {
            id: "role-{team}",
            name: words.clone(),
            role: role.role,
            disabled: !role.may_change || keeps,
            hint: keeps.then(|| t!("people-last")),
            onchoose: move |chosen: Option<Role>| {
                let words = words.clone();
                let step = Administration::SetRole { person, team, role: chosen };
                session.act(
                    Command::Administer(step),
                    move |_| match chosen {
                        Some(role) => t!("people-role-given", team: words, role: role_name(role)),
                        None => t!("people-role-ended", team: words),
                    },
                    |_| (),
                );
            },
        }
    }
}

/// Another device of one's own.
#[component]
pub fn NewPhone() -> Element {
    use_title(|| t!("new-phone-title"));
    let session = use_session();
    let own = session
        .who
        .read()
        .as_ref()
        .and_then(|who| who.person.as_ref().map(|person| person.id));
    rsx! {
        div { class: "screen",
            Top { title: t!("new-phone-title") }
            p { class: "pad", {t!("new-phone-help")} }
            if let Some(person) = own {
                Admission { key: "{person}", person, own: true }
            }
        }
    }
}
