//! Setting up an organisation: people, teams and roles, types, the organisation itself.

use serde::{Deserialize, Serialize};
use shared::id::{PersonId, TeamId, TypeId};
use shared::model::{AttributeKind, Languages, Role, Words};

use super::{PersonView, TypeView};

/// What somebody sets up. Each is one action, and undone as one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Administration {
    /// Make a person, with a role in a team where they have one at once.
    MakePerson {
        /// Their name.
        name: String,
        /// What they may do, and in which team.
        role: Option<(TeamId, Role)>,
    },
    /// Give a person another name.
    RenamePerson {
        /// Which.
        person: PersonId,
        /// The name.
        name: String,
    },
    /// Give somebody a role in a team, change it, or end it.
    SetRole {
        /// Whom.
        person: PersonId,
        /// In which team.
        team: TeamId,
        /// The role; none ends it.
        role: Option<Role>,
    },
    /// Make a team. Whoever makes it is its first administrator.
    MakeTeam(Words),
    /// Give a team another name.
    RenameTeam {
        /// Which.
        team: TeamId,
        /// What it is called.
        label: Words,
    },
    /// Give a type, and with it all its CIs, to another team.
    MoveType {
        /// Which.
        item_type: TypeId,
        /// Whose it is then.
        team: TeamId,
    },
    /// Say how the CIs of a type get their inventory numbers.
    SetNumberPattern {
        /// Which type.
        item_type: TypeId,
        /// The pattern, as [`NumberPattern`](shared::model::NumberPattern) reads it; none: by hand.
        pattern: Option<String>,
    },
    /// Give the organisation another name.
    RenameOrganisation(String),
    /// Say in which money its prices are (ISO 4217).
    SetCurrency(String),
    /// Say in which languages it writes its words.
    SetLanguages(Languages),
}

/// What is looked at.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Setup {
    /// Everybody, or those whose name has the text.
    People(String),
    /// One person.
    Person(PersonId),
    /// The teams.
    Teams,
    /// The types, by team.
    Types,
    /// The organisation.
    Organisation,
}

/// How it stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SetupView {
    /// People.
    People(PeopleView),
    /// One person; none if this device does not know them.
    Person(Option<MemberView>),
    /// The teams.
    Teams(TeamsView),
    /// The types of each team whose types this device has.
    Types(Vec<TeamTypesView>),
    /// The organisation.
    Organisation(OrganisationView),
}

/// People.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PeopleView {
    /// They, by name, 200 at most.
    pub people: Vec<PersonRow>,
    /// How many there are.
    pub total: u32,
    /// The signed-in person may make others.
    pub may_make: bool,
    /// The teams in which the signed-in person may give roles.
    pub teams: Vec<TeamName>,
}

/// A person in a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PersonRow {
    /// Who.
    pub person: PersonView,
    /// Their roles.
    pub roles: Vec<(TeamName, Role)>,
}

/// A team and what it is called.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TeamName {
    /// Which.
    pub id: TeamId,
    /// What it is called.
    pub label: Words,
}

/// A person, whole.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MemberView {
    /// Who.
    pub person: PersonView,
    /// It is the signed-in person.
    pub own: bool,
    /// All teams, and their role in each.
    pub roles: Vec<RoleView>,
    /// The signed-in person may give them another name.
    pub may_rename: bool,
    /// The signed-in person may let a device of theirs in, see their devices and put one out.
    pub may_admit: bool,
}

/// What somebody may do in a team.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RoleView {
    /// The team.
    pub team: TeamName,
    /// The role; none if they are not in it.
    pub role: Option<Role>,
    /// The signed-in person may change it.
    pub may_change: bool,
    /// Nobody else administers the team, which keeps an administrator.
    pub is_last: bool,
}

/// The teams.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TeamsView {
    /// They, in their order.
    pub teams: Vec<TeamRow>,
    /// The signed-in person may make others.
    pub may_make: bool,
    /// The languages in which they are called something.
    pub languages: Languages,
}

/// A team in a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TeamRow {
    /// Which.
    pub team: TeamName,
    /// How many people are in it.
    pub people: u32,
    /// How many CIs it has; none where this device does not carry them.
    pub items: Option<u64>,
    /// The signed-in person may rename it.
    pub may_rename: bool,
}

/// A team's types.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TeamTypesView {
    /// The team.
    pub team: TeamName,
    /// They, in their order.
    pub types: Vec<TypeRow>,
}

/// A type in a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TypeRow {
    /// Which.
    pub item_type: TypeView,
    /// How its CIs get their inventory numbers; none: by hand.
    pub pattern: Option<String>,
    /// The signed-in person may say how.
    pub may_number: bool,
    /// How many CIs are of it.
    pub items: u64,
    /// What is kept of them besides what every CI has.
    pub attributes: Vec<AttributeView>,
    /// Other teams to which the signed-in person may give it.
    pub may_go_to: Vec<TeamName>,
    /// More would go along than may at once.
    pub is_too_large: bool,
}

/// An attribute of a type.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AttributeView {
    /// What it is called.
    pub label: Words,
    /// What it holds.
    pub kind: AttributeKind,
    /// Its unit.
    pub unit: Option<Words>,
    /// It must be filled.
    pub required: bool,
}

/// The organisation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrganisationView {
    /// Its name.
    pub name: String,
    /// The money of its prices (ISO 4217).
    pub currency: Option<String>,
    /// The languages in which it writes its words.
    pub languages: Languages,
    /// The signed-in person may change it.
    pub may_change: bool,
}
