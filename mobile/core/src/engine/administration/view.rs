//! What is set up, as a person sees it, with what they may do about it.

use std::collections::BTreeMap;

use shared::access::{Access, Permission, is_administered};
use shared::admit::MOST_FOLLOWING;
use shared::id::{PersonId, TeamId, TypeId};
use shared::identifier::fold_for_search;
use shared::model::{
    Attribute, Category, ItemType, Languages, Membership, Organisation, Person, Role, SubState,
    Team,
};
use shared::record::{Collection, Record, RecordKey, Scope};

use super::super::reading::{Reading, shown_text, type_view};
use crate::api::{
    AttributeView, MemberView, OrganisationView, PeopleView, PersonRow, PersonView, RoleView,
    Setup, SetupView, TeamName, TeamRow, TeamTypesView, TeamsView, TypeRow,
};
use crate::error::EngineError;

/// People in one list.
const MOST_PEOPLE: usize = 200;

/// Everybody's memberships, and the teams in their order.
struct Staff {
    memberships: Vec<Record>,
    teams: Vec<Record>,
}

impl Staff {
    fn access(&self, person: PersonId) -> Access {
        Access::of(person, &self.memberships)
    }

    /// Each person's role in each team. In one pass: there may be as many people as CIs.
    fn roles(&self) -> BTreeMap<PersonId, Access> {
        let mut own: BTreeMap<PersonId, Vec<&Record>> = BTreeMap::new();
        for record in &self.memberships {
            if let Some(person) = Membership(record).person() {
                own.entry(person).or_default().push(record);
            }
        }
        let access = |(person, records)| (person, Access::of(person, records));
        own.into_iter().map(access).collect()
    }

    fn named(&self, access: &Access) -> Vec<(TeamName, Role)> {
        let named = |team: &Record| {
            let role = access.roles.get(&Team(team).id()).copied()?;
            Some((team_name(team), role))
        };
        self.teams.iter().filter_map(named).collect()
    }
}

impl Reading<'_> {
    pub(super) fn setup(&self, setup: &Setup) -> Result<SetupView, EngineError> {
        Ok(match setup {
            Setup::People(text) => SetupView::People(self.people_set_up(text)?),
            Setup::Person(person) => SetupView::Person(self.member(*person)?),
            Setup::Teams => SetupView::Teams(self.teams_set_up()?),
            Setup::Types => SetupView::Types(self.types_set_up()?),
            Setup::Organisation => SetupView::Organisation(self.organisation_set_up()?),
        })
    }

    fn staff(&self) -> Result<Staff, EngineError> {
        let all = |collection| -> Result<Vec<Record>, EngineError> {
            let records = self.store.all_small(&collection)?;
            Ok(records.iter().map(|record| (**record).clone()).collect())
        };
        let mut teams = all(Collection::Team)?;
        teams.sort_by_key(|record| Team(record).order());
        Ok(Staff {
            memberships: all(Collection::Membership)?,
            teams,
        })
    }

    fn people_set_up(&self, text: &str) -> Result<PeopleView, EngineError> {
        let staff = self.staff()?;
        let roles = staff.roles();
        let wanted = fold_for_search(text);
        let mut found: Vec<(String, PersonView)> = Vec::new();
        let people = self.store.all_small(&Collection::Person)?;
        for record in &people {
            let name = Person(record).name().unwrap_or_default();
            let sorted = fold_for_search(name);
            if sorted.contains(&wanted) {
                let view = PersonView {
                    id: Person(record).id(),
                    name: shown_text(name),
                };
                found.push((sorted, view));
            }
        }
        found.sort_by(|one, other| one.0.cmp(&other.0));
        let total = u32::try_from(found.len()).unwrap_or(u32::MAX);
        let row = |(_, person): (String, PersonView)| PersonRow {
            roles: roles
                .get(&person.id)
                .map_or_else(Vec::new, |access| staff.named(access)),
            person,
        };
        let mut teams = Vec::new();
        for team in &staff.teams {
            if self.may_say_who(team, &staff) {
                teams.push(team_name(team));
            }
        }
        Ok(PeopleView {
            people: found.into_iter().take(MOST_PEOPLE).map(row).collect(),
            total,
            may_make: self.has_role(Role::Administrator, Scope::Org),
            teams,
        })
    }

    fn member(&self, person: PersonId) -> Result<Option<MemberView>, EngineError> {
        let key = RecordKey::new(Collection::Person, person);
        if self.store.find_small(&key)?.is_none() {
            return Ok(None);
        }
        let staff = self.staff()?;
        let theirs = staff.access(person);
        let role = |team: &Record| {
            let name = team_name(team);
            let role = theirs.roles.get(&name.id).copied();
            let others = staff
                .memberships
                .iter()
                .filter(|record| Membership(record).person() != Some(person));
            RoleView {
                is_last: role == Some(Role::Administrator) && !is_administered(name.id, others),
                role,
                may_change: self.may_say_who(team, &staff),
                team: name,
            }
        };
        Ok(Some(MemberView {
            person: self.person(person)?,
            own: self.person_id() == Some(person),
            roles: staff.teams.iter().map(role).collect(),
            may_rename: self.has_role(Role::Administrator, Scope::Org),
            may_admit: self
                .access
                .as_ref()
                .is_some_and(|access| access.allows(Permission::Admit { person: &theirs })),
        }))
    }

    fn teams_set_up(&self) -> Result<TeamsView, EngineError> {
        let staff = self.staff()?;
        let mut people: BTreeMap<TeamId, u32> = BTreeMap::new();
        for access in staff.roles().values() {
            for team in access.roles.keys() {
                *people.entry(*team).or_default() += 1;
            }
        }
        let mut items: BTreeMap<TeamId, u64> = BTreeMap::new();
        let counts: BTreeMap<TypeId, u64> = self.store.type_counts()?.iter().copied().collect();
        for record in self.store.all_small(&Collection::ItemType)? {
            let item_type = ItemType(&record);
            if let Some(team) = item_type.team() {
                let count = counts.get(&item_type.id()).copied().unwrap_or(0);
                *items.entry(team).or_default() += count;
            }
        }
        let row = |record: &Record| {
            let team = team_name(record);
            TeamRow {
                people: people.get(&team.id).copied().unwrap_or(0),
                items: self
                    .reads_team(team.id)
                    .then(|| items.get(&team.id).copied().unwrap_or(0)),
                may_rename: self.may_say_who(record, &staff),
                team,
            }
        };
        Ok(TeamsView {
            teams: staff.teams.iter().map(row).collect(),
            may_make: self.has_role(Role::Administrator, Scope::Org),
            languages: self.languages()?,
        })
    }

    fn types_set_up(&self) -> Result<Vec<TeamTypesView>, EngineError> {
        let staff = self.staff()?;
        let counts: BTreeMap<TypeId, u64> = self.store.type_counts()?.iter().copied().collect();
        let mut attributes: BTreeMap<TypeId, Vec<(i64, AttributeView)>> = BTreeMap::new();
        for record in self.store.all_small(&Collection::Attribute)? {
            let attribute = Attribute(&record);
            if let Some(of) = attribute.item_type().filter(|_| !attribute.is_retired()) {
                let view = AttributeView {
                    label: attribute.label(),
                    kind: attribute.kind(),
                    unit: attribute.unit(),
                    required: attribute.is_required(),
                };
                attributes
                    .entry(of)
                    .or_default()
                    .push((attribute.order(), view));
            }
        }
        let mut types = self.store.all_small(&Collection::ItemType)?;
        types.retain(|record| !ItemType(record).is_retired());
        types.sort_by_key(|record| ItemType(record).order());
        let administers = |team: TeamId| {
            let access = self.access.as_ref();
            access.and_then(|access| access.roles.get(&team)) == Some(&Role::Administrator)
        };
        let mut views = Vec::new();
        for team in &staff.teams {
            let team = team_name(team);
            let mut rows = Vec::new();
            for record in &types {
                let item_type = ItemType(record);
                if item_type.team() != Some(team.id) {
                    continue;
                }
                let mut own = attributes.remove(&item_type.id()).unwrap_or_default();
                own.sort_by_key(|(order, _)| *order);
                let others = staff.teams.iter().map(team_name);
                rows.push(TypeRow {
                    item_type: type_view(item_type),
                    pattern: item_type
                        .number_pattern()
                        .map(|pattern| pattern.to_string()),
                    may_number: administers(team.id),
                    items: counts.get(&item_type.id()).copied().unwrap_or(0),
                    attributes: own.into_iter().map(|(_, view)| view).collect(),
                    may_go_to: others
                        .filter(|other| {
                            other.id != team.id && administers(team.id) && administers(other.id)
                        })
                        .collect(),
                    is_too_large: self.follow_count(item_type.id())? > MOST_FOLLOWING as u64,
                });
            }
            if self.reads_team(team.id) {
                views.push(TeamTypesView { team, types: rows });
            }
        }
        Ok(views)
    }

    /// How many records go along with a type, as far as this device knows: what identifies its CIs is left to the server.
    pub(super) fn follow_count(&self, item_type: TypeId) -> Result<u64, EngineError> {
        let counts = self.store.type_counts()?;
        let items = counts.iter().find(|(of, _)| *of == item_type);
        let mut count = items.map_or(0, |(_, count)| *count);
        for collection in [
            Collection::Attribute,
            Collection::SubState,
            Collection::Category,
        ] {
            for record in self.store.all_small(&collection)? {
                let of = match collection {
                    Collection::Attribute => Attribute(&record).item_type(),
                    Collection::SubState => SubState(&record).item_type(),
                    _ => Category(&record).item_type(),
                };
                count += u64::from(of == Some(item_type));
            }
        }
        Ok(count)
    }

    fn organisation_set_up(&self) -> Result<OrganisationView, EngineError> {
        Ok(OrganisationView {
            name: self.organisation_name()?.unwrap_or_default(),
            currency: self.currency()?,
            languages: self.languages()?,
            may_change: self.has_role(Role::Administrator, Scope::Org),
        })
    }

    fn languages(&self) -> Result<Languages, EngineError> {
        let settings = self.settings()?;
        Ok(settings.map_or(Languages::Both, |record| Organisation(&record).languages()))
    }

    pub(super) fn last_team_order(&self) -> Result<i64, EngineError> {
        let teams = self.store.all_small(&Collection::Team)?;
        let last = teams.iter().map(|record| Team(record).order()).max();
        Ok(last.unwrap_or(0))
    }

    fn reads_team(&self, team: TeamId) -> bool {
        let scope = Scope::TeamOpen(team);
        let access = self.access.as_ref();
        access.is_some_and(|access| access.allows(Permission::Read(scope)))
    }

    /// Whether the signed-in person says who belongs to a team and what it is called: as its administrator, or as
    /// whoever made it while it has none.
    fn may_say_who(&self, team: &Record, staff: &Staff) -> bool {
        let id = Team(team).id();
        let Some(access) = &self.access else {
            return false;
        };
        access.roles.get(&id) == Some(&Role::Administrator)
            || team.created.by == access.person
                && self.has_role(Role::Administrator, Scope::Org)
                && !is_administered(id, &staff.memberships)
    }
}

fn team_name(record: &Record) -> TeamName {
    let team = Team(record);
    let label = team.label();
    TeamName {
        id: team.id(),
        label: shared::model::Words::new(&shown_text(&label.fr), &shown_text(&label.en)),
    }
}
