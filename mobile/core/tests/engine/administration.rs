//! Setting up an organisation on a device, and asking the server what only it knows.

use mobile_core::EngineError;
use mobile_core::api::{
    Administration, Answer, Command, ConflictView, DoneView, Event, Found, Inquiry, MemberView,
    NoReply, OrganisationView, PeopleView, Reply, RoleView, Setup, SetupView, Shown, Side,
    TeamTypesView, TeamsView,
};
use mobile_core::sync::{Failure, SyncAnswer, SyncRequest};
use shared::id::{DeviceId, PersonId, TeamId};
use shared::model::{Languages, Role, Words};
use shared::operation::ParkReason;
use shared::wire::{ErrorCode, InvitationResponse};

use crate::office::Office;
use crate::setting::{ANNE, BOSS, BRUNO, Device, LAPTOP, PC1, R2, TEAM, office};

impl Device {
    fn administer(&mut self, step: Administration) -> Result<DoneView, EngineError> {
        match self.engine.run(Command::Administer(step))? {
            Answer::Done(done) => Ok(done),
            other => panic!("{other:?}"),
        }
    }

    fn set_up(&mut self, setup: Setup) -> SetupView {
        match self.run(Command::Setup(setup)) {
            Answer::Setup(view) => view,
            other => panic!("{other:?}"),
        }
    }

    fn people(&mut self, text: &str) -> PeopleView {
        match self.set_up(Setup::People(text.to_owned())) {
            SetupView::People(people) => people,
            other => panic!("{other:?}"),
        }
    }

    fn member(&mut self, person: PersonId) -> MemberView {
        match self.set_up(Setup::Person(person)) {
            SetupView::Person(Some(person)) => person,
            other => panic!("{other:?}"),
        }
    }

    fn teams(&mut self) -> TeamsView {
        match self.set_up(Setup::Teams) {
            SetupView::Teams(teams) => teams,
            other => panic!("{other:?}"),
        }
    }

    fn types(&mut self) -> Vec<TeamTypesView> {
        match self.set_up(Setup::Types) {
            SetupView::Types(types) => types,
            other => panic!("{other:?}"),
        }
    }

    fn organisation(&mut self) -> OrganisationView {
        match self.set_up(Setup::Organisation) {
            SetupView::Organisation(organisation) => organisation,
            other => panic!("{other:?}"),
        }
    }

    fn role(&mut self, person: PersonId) -> RoleView {
        let roles = self.member(person).roles;
        let mut of_team = roles.into_iter().filter(|role| role.team.id == TEAM);
        of_team.next().expect("the team")
    }

    fn replies(&mut self) -> Vec<(Inquiry, Result<Reply, NoReply>)> {
        let reply = |event| match event {
            Event::Replied(inquiry, reply) => Some((inquiry, reply)),
            _ => None,
        };
        self.events().into_iter().filter_map(reply).collect()
    }

    /// Exchanges until the inquiry has gone out.
    fn until_asked(&mut self, office: &mut Office) -> mobile_core::sync::Outgoing {
        loop {
            let outgoing = self.next().expect("the inquiry");
            if matches!(outgoing.request, SyncRequest::Ask(_)) {
                return outgoing;
            }
            let answer = office.answer(&outgoing);
            self.receive(&outgoing, answer);
        }
    }
}

fn set_role(person: PersonId, role: Option<Role>) -> Administration {
    Administration::SetRole {
        person,
        team: TEAM,
        role,
    }
}

fn invite(person: PersonId) -> Command {
    Command::Ask(Inquiry::Invite {
        person,
        replaces: None,
    })
}

#[test]
fn an_administrator_makes_a_person_with_a_role_and_another_device_has_them() {
    let mut office = office();
    let mut boss = Device::enrolled(&mut office, "boss");
    let mut anne = Device::enrolled(&mut office, "anne");
    let made = boss
        .administer(Administration::MakePerson {
            name: "  Marie Caron ".to_owned(),
            role: Some((TEAM, Role::Manager)),
        })
        .unwrap();
    let person = PersonId::from(made.made.expect("a person").id());
    assert_eq!(boss.member(person).person.name, "Marie Caron");
    boss.sync(&mut office);
    anne.sync(&mut office);
    let people = anne.people("caron");
    assert_eq!(people.people.len(), 1);
    assert_eq!(people.people[0].person.id, person);
    assert_eq!(people.people[0].roles[0].1, Role::Manager);
    assert!(!people.may_make && people.teams.is_empty());

    boss.administer(Administration::RenamePerson {
        person,
        name: "Marie Roy".to_owned(),
    })
    .unwrap();
    let renamed = boss
        .administer(set_role(person, Some(Role::Reader)))
        .unwrap();
    assert_eq!(boss.role(person).role, Some(Role::Reader));
    boss.run(Command::Undo(renamed.action));
    assert_eq!(boss.role(person).role, Some(Role::Manager));
    boss.administer(set_role(person, None)).unwrap();
    assert_eq!(boss.role(person).role, None);
    boss.sync(&mut office);
    anne.sync(&mut office);
    assert_eq!(anne.member(person).person.name, "Marie Roy");
    assert_eq!(anne.role(person).role, None);
    assert!(boss.outbox().parked.is_empty());
    let sent = &boss.outbox().sent;
    assert!(
        sent.iter().all(|action| action.title.starts_with("Marie")),
        "{sent:?}"
    );
}

#[test]
fn whoever_may_not_is_refused_before_anything_is_written() {
    let mut office = office();
    let mut anne = Device::enrolled(&mut office, "anne");
    let words = Words::new("Prêts", "Loans");
    for step in [
        Administration::MakePerson {
            name: "X".to_owned(),
            role: None,
        },
        Administration::RenamePerson {
            person: BRUNO,
            name: "X".to_owned(),
        },
        set_role(BRUNO, Some(Role::Administrator)),
        set_role(BRUNO, None),
        Administration::MakeTeam(words.clone()),
        Administration::RenameTeam {
            team: TEAM,
            label: words.clone(),
        },
        Administration::RenameOrganisation("X".to_owned()),
        Administration::SetCurrency("EUR".to_owned()),
        Administration::SetLanguages(Languages::French),
    ] {
        let said = anne.administer(step.clone());
        assert_eq!(said, Err(EngineError::NotAllowed), "{step:?}");
    }
    assert_eq!(anne.outbox().to_send_count, 0);
    let member = anne.member(BRUNO);
    assert!(!member.may_rename && !member.may_admit);
    assert!(anne.member(ANNE).may_admit, "one's own new phone");

    let mut boss = Device::enrolled(&mut office, "boss");
    assert!(boss.member(BRUNO).may_admit);
    for step in [
        Administration::MakePerson {
            name: " ".to_owned(),
            role: None,
        },
        Administration::MakeTeam(Words::new(" ", "")),
        Administration::SetCurrency("euros".to_owned()),
    ] {
        let said = boss.administer(step.clone());
        assert!(
            matches!(said, Err(EngineError::InvalidValue(_))),
            "{step:?}"
        );
    }
}

#[test]
fn a_team_keeps_an_administrator_and_says_so_before() {
    let mut office = office();
    let mut boss = Device::enrolled(&mut office, "boss");
    assert!(boss.role(BOSS).is_last);
    for role in [None, Some(Role::Manager)] {
        let said = boss.administer(set_role(BOSS, role));
        assert_eq!(said, Err(EngineError::LastAdministrator));
    }
    boss.administer(set_role(BRUNO, Some(Role::Administrator)))
        .unwrap();
    assert!(!boss.role(BOSS).is_last);
    boss.administer(set_role(BOSS, Some(Role::Manager)))
        .unwrap();
    assert_eq!(
        boss.administer(set_role(BRUNO, None)),
        Err(EngineError::NotAllowed)
    );
}

#[test]
fn two_administrators_who_both_leave_offline_leave_one() {
    let mut office = office();
    let mut boss = Device::enrolled(&mut office, "boss");
    boss.administer(set_role(BRUNO, Some(Role::Administrator)))
        .unwrap();
    boss.sync(&mut office);
    let mut bruno = Device::enrolled(&mut office, "bruno");
    boss.administer(set_role(BOSS, None)).unwrap();
    bruno.administer(set_role(BRUNO, None)).unwrap();
    boss.sync(&mut office);
    bruno.sync(&mut office);
    let parked = bruno.outbox().parked;
    assert_eq!(parked.len(), 1);
    let reason = ParkReason::LastAdministrator {};
    assert_eq!(
        parked[0].delivery,
        mobile_core::api::Delivery::Parked(reason)
    );
    assert_eq!(parked[0].title, "Bruno Roy");
}

#[test]
fn two_administrators_change_one_person_s_role_offline_and_one_of_them_settles() {
    let mut office = office();
    let mut boss = Device::enrolled(&mut office, "boss");
    boss.administer(set_role(BRUNO, Some(Role::Administrator)))
        .unwrap();
    boss.sync(&mut office);
    let mut bruno = Device::enrolled(&mut office, "bruno");
    boss.administer(set_role(ANNE, Some(Role::Manager)))
        .unwrap();
    bruno
        .administer(set_role(ANNE, Some(Role::Reader)))
        .unwrap();
    boss.sync(&mut office);
    bruno.sync(&mut office);
    assert_eq!(
        bruno.role(ANNE).role,
        Some(Role::Manager),
        "the first to arrive"
    );
    let conflicts = bruno.outbox().conflicts;
    let [conflict] = &conflicts[..] else {
        panic!("{conflicts:?}");
    };
    let ConflictView {
        title, kept, other, ..
    } = conflict;
    assert_eq!(title, "Anne Côté");
    assert_eq!(kept.value, Shown::Word("manager".to_owned()));
    assert_eq!(other.value, Shown::Word("reader".to_owned()));
    assert!(conflict.may_settle);
    bruno.run(Command::Settle {
        record: conflict.record.clone(),
        conflict: conflict.id,
        side: Side::Other,
    });
    bruno.sync(&mut office);
    boss.sync(&mut office);
    assert_eq!(boss.role(ANNE).role, Some(Role::Reader));
    assert!(boss.outbox().conflicts.is_empty());
}

#[test]
fn whoever_makes_a_team_administers_it_and_gives_it_a_type_with_all_its_cis() {
    let mut office = office();
    let mut boss = Device::enrolled(&mut office, "boss");
    let made = boss
        .administer(Administration::MakeTeam(Words::new("Prêts", "")))
        .unwrap();
    let team = TeamId::from(made.made.expect("a team").id());
    let view = boss.teams();
    let row = view
        .teams
        .iter()
        .find(|row| row.team.id == team)
        .expect("it");
    assert_eq!((row.people, row.may_rename), (1, true));
    boss.sync(&mut office);
    boss.administer(Administration::RenameTeam {
        team,
        label: Words::new("Prêts", "Loans"),
    })
    .unwrap();
    let types = boss.types();
    assert_eq!(types.len(), 2);
    assert_eq!(
        (types[0].types[0].items, types[0].types[0].item_type.id),
        (2, LAPTOP)
    );
    assert_eq!(types[0].types[0].may_go_to[0].id, team);
    boss.administer(Administration::MoveType {
        item_type: LAPTOP,
        team,
    })
    .unwrap();
    boss.sync(&mut office);
    let types = boss.types();
    assert_eq!(types[1].team.label.en, "Loans");
    assert_eq!(types[1].types[0].item_type.id, LAPTOP);

    let made = boss
        .administer(Administration::MakeTeam(Words::new("Par erreur", "")))
        .unwrap();
    boss.run(Command::Undo(made.action));
    boss.sync(&mut office);
    assert_eq!(boss.teams().teams.len(), 2);
    let outbox = boss.outbox();
    assert!(outbox.parked.is_empty(), "{:?}", outbox.parked);
}

#[test]
fn the_organisation_s_record_is_made_by_its_first_change_and_its_name_counts() {
    let mut office = office();
    let mut boss = Device::enrolled(&mut office, "boss");
    assert_eq!(boss.organisation().name, "Ville");
    boss.administer(Administration::SetCurrency("CAD".to_owned()))
        .unwrap();
    boss.administer(Administration::RenameOrganisation("Rivemont".to_owned()))
        .unwrap();
    boss.administer(Administration::SetLanguages(Languages::French))
        .unwrap();
    boss.sync(&mut office);
    let mut anne = Device::enrolled(&mut office, "anne");
    let view = anne.organisation();
    assert_eq!(view.name, "Rivemont");
    assert_eq!(view.currency.as_deref(), Some("CAD"));
    assert_eq!(view.languages, Languages::French);
    assert!(!view.may_change);
    let Answer::Session(session) = anne.run(Command::Session) else {
        panic!("no session");
    };
    assert_eq!(session.organisation.as_deref(), Some("Rivemont"));
}

#[test]
fn an_inquiry_goes_after_what_is_unsent_and_is_answered_once() {
    let mut office = office();
    let mut boss = Device::enrolled(&mut office, "boss");
    let made = boss
        .administer(Administration::MakePerson {
            name: "Marie Caron".to_owned(),
            role: None,
        })
        .unwrap();
    let person = PersonId::from(made.made.expect("a person").id());
    boss.run(invite(person));
    let outgoing = boss.until_asked(&mut office);
    assert_eq!(boss.outbox().to_send_count, 0, "sent before");
    let response = InvitationResponse {
        link: "https://inv.example.org/enrol#code".to_owned(),
        minutes: 15,
    };
    let reply = Reply::Invitation(response);
    boss.receive(&outgoing, Ok(SyncAnswer::Reply(reply.clone())));
    let Command::Ask(inquiry) = invite(person) else {
        panic!("an inquiry");
    };
    assert_eq!(boss.replies(), [(inquiry, Ok(reply))]);
    while let Some(outgoing) = boss.next() {
        assert!(!matches!(outgoing.request, SyncRequest::Ask(_)));
        let answer = office.answer(&outgoing);
        boss.receive(&outgoing, answer);
    }
}

#[test]
fn an_inquiry_without_an_answer_says_why_and_keeps_everything() {
    let refused = |status, code| Failure::Refused {
        status,
        code: Some(code),
    };
    for (failure, expected) in [
        (Failure::Unreachable("cut".to_owned()), NoReply::Offline),
        (Failure::Garbled("<html>".to_owned()), NoReply::Troubled),
        (refused(403, ErrorCode::Forbidden), NoReply::NotAllowed),
        (refused(404, ErrorCode::NotFound), NoReply::Unknown),
        (refused(429, ErrorCode::Throttled), NoReply::Throttled),
        (refused(401, ErrorCode::Unauthorised), NoReply::Revoked),
    ] {
        let mut office = office();
        let mut boss = Device::enrolled(&mut office, "boss");
        boss.run(Command::Ask(Inquiry::PutOut(DeviceId::fixed(1))));
        let outgoing = boss.until_asked(&mut office);
        boss.events();
        boss.receive(&outgoing, Err(failure));
        let [(_, said)] = &boss.replies()[..] else {
            panic!("one reply");
        };
        assert_eq!(*said, Err(expected));
        boss.move_to(PC1, R2);
        boss.sync(&mut office);
        assert_eq!(boss.outbox().to_send_count, 0);
    }
}

#[test]
fn who_waits_for_an_answer_without_a_network_is_told_at_once() {
    let mut office = office();
    let mut boss = Device::enrolled(&mut office, "boss");
    boss.move_to(PC1, R2);
    boss.run(Command::Ask(Inquiry::Devices(BOSS)));
    // What goes before it does not get through either.
    let outgoing = boss.next().expect("a push");
    assert!(matches!(outgoing.request, SyncRequest::Push(_)));
    boss.receive(
        &outgoing,
        Err(Failure::Unreachable("no network".to_owned())),
    );
    assert_eq!(
        boss.replies(),
        [(Inquiry::Devices(BOSS), Err(NoReply::Offline))]
    );
    assert_eq!(boss.outbox().to_send_count, 1);
}

#[test]
fn the_invitation_of_a_foreign_server_is_told_apart_and_what_is_unsent_goes_to_ones_own() {
    let mut office = office();
    let mut anne = Device::enrolled(&mut office, "anne");
    anne.engine.set_server("https://inv.rivemont.example");
    anne.move_to(PC1, R2);
    let link = |host: &str| format!("https://{host}/enrol#AAAAAAAAAAAAAAAAAAAAAA");
    for (host, expected) in [
        ("inv.rivemont.example", false),
        ("inv.ailleurs.example", true),
    ] {
        match anne.look_up(&link(host)) {
            Found::Enrolment {
                foreign,
                host: said,
            } => {
                assert_eq!((foreign, said.as_str()), (expected, host));
            }
            other => panic!("{other:?}"),
        }
    }
    assert_eq!(anne.outbox().to_send_count, 1);
    // The code is not spent by looking at it.
    while let Some(outgoing) = anne.next() {
        assert!(!matches!(outgoing.request, SyncRequest::Enrol(_)));
        let answer = office.answer(&outgoing);
        anne.receive(&outgoing, answer);
    }
    assert_eq!(anne.outbox().to_send_count, 0);
    let mut boss = Device::enrolled(&mut office, "boss");
    assert_eq!(boss.place_of(PC1), Some(R2));
}
