//! The store as a person reads it: records and rows turned into what a screen draws.

use std::collections::BTreeMap;
use std::rc::Rc;

use shared::access::Access;
use shared::id::{ItemId, PersonId, SubStateId, TypeId};
use shared::label::{DISPLAY_LIMIT, displayable};
use shared::model::{
    Alias, Attribute, ConfigItem, IdentifierKind, ItemIdentifier, ItemState, ItemType, Membership,
    Person, Role, SubState, Team, Words, field,
};
use shared::record::{
    Collection, Conflict, Field, FieldState, Flag, Life, Record, RecordKey, Scope,
};

use super::action::may_observe;
use super::history::FIRST_LINES;
use crate::api::{
    ConflictView, FactLabel, FactView, IdentifierView, ItemView, LastSeenView, MergedView,
    PersonView, RowView, SideView, StateView, SubStateView, TeamView, TypeView,
};
use crate::error::EngineError;
use crate::store::{ItemRow, Key, Store, Viewed};

/// The store as one person reads it.
pub(super) struct Reading<'a> {
    pub(super) store: &'a Store,
    pub(super) access: Option<Rc<Access>>,
}

/// The fields of an item in the order in which they are shown; those with a place of their own on the screen aside.
const SHOWN_FIELDS: &[&str] = &[
    field::PLACE,
    field::SERIAL_NUMBER,
    field::CATEGORY,
    field::MANUFACTURER,
    field::MODEL,
    field::RESPONSIBLE,
    field::USER,
    field::CRITICALITY,
    field::SUPPLIER,
    field::PURCHASE_DATE,
    field::PURCHASE_PRICE,
    field::WARRANTY_END,
    field::END_OF_LIFE,
    field::MANAGED,
];

/// A text of a code or a person, safe to show.
pub(super) fn shown_text(text: &str) -> String {
    let shown = displayable(text, DISPLAY_LIMIT);
    if shown.left_off == 0 {
        shown.text
    } else {
        format!("{}… (+{})", shown.text, shown.left_off)
    }
}

impl<'a> Reading<'a> {
    pub(super) fn of(store: &'a Store) -> Result<Self, EngineError> {
        Ok(Self {
            store,
            access: store.access()?,
        })
    }

    pub(super) fn person_id(&self) -> Option<PersonId> {
        self.access.as_ref().map(|access| access.person)
    }

    pub(super) fn best_role(&self) -> Option<Role> {
        let access = self.access.as_ref()?;
        access.roles.values().max().copied()
    }

    /// The teams of the signed-in person, in their order.
    pub(super) fn teams(&self) -> Result<Vec<TeamView>, EngineError> {
        let Some(access) = &self.access else {
            return Ok(Vec::new());
        };
        let mut teams = self.store.all_small(&Collection::Team)?;
        teams.sort_by_key(|record| Team(record).order());
        Ok(teams
            .iter()
            .filter_map(|record| {
                let role = access.roles.get(&Team(record).id()).copied()?;
                Some(TeamView {
                    label: Team(record).label(),
                    role,
                })
            })
            .collect())
    }

    pub(super) fn may_observe(&self, scope: Scope) -> bool {
        self.access
            .as_ref()
            .is_some_and(|access| may_observe(access, scope))
    }

    pub(super) fn has_role(&self, role: Role, scope: Scope) -> bool {
        self.access
            .as_ref()
            .and_then(|access| access.role_in(scope))
            .is_some_and(|own| own >= role)
    }

    fn small(
        &self,
        collection: Collection,
        id: impl Into<shared::id::RecordId>,
    ) -> Result<Option<Rc<Record>>, EngineError> {
        self.store.find_small(&RecordKey::new(collection, id))
    }

    pub(super) fn person(&self, id: PersonId) -> Result<PersonView, EngineError> {
        let record = self.small(Collection::Person, id)?;
        let name = record
            .as_deref()
            .and_then(|record| Person(record).name())
            .unwrap_or_default();
        let mut view = PersonView {
            id,
            name: shown_text(name),
        };
        if view.name.is_empty()
            && let Some(session) = self.store.session()?
            && session.person == id
        {
            view.name = shown_text(&session.person_name);
        }
        Ok(view)
    }

    /// A person of whom this device knows at least the name that it was last told.
    pub(super) fn known_person(&self, id: PersonId, told: &str) -> Result<PersonView, EngineError> {
        let mut view = self.person(id)?;
        if view.name.is_empty() {
            view.name = shown_text(told);
        }
        Ok(view)
    }

    pub(super) fn item_type(&self, id: TypeId) -> Result<Option<TypeView>, EngineError> {
        let record = self.small(Collection::ItemType, id)?;
        Ok(record.map(|record| type_view(ItemType(&record))))
    }

    pub(super) fn sub_state(&self, id: SubStateId) -> Result<Option<SubStateView>, EngineError> {
        let record = self.small(Collection::SubState, id)?;
        Ok(record.and_then(|record| sub_state_view(SubState(&record))))
    }

    pub(super) fn state(&self, state: ItemState) -> Result<StateView, EngineError> {
        let sub_state = match state.sub_state {
            Some(id) => self.sub_state(id)?,
            None => None,
        };
        Ok(StateView {
            state: state.state,
            sub_state,
        })
    }

    /// What a list shows of an item, by its row.
    pub(super) fn row(&self, row: &ItemRow) -> Result<RowView, EngineError> {
        let state = match row.state {
            Some(state) => Some(self.state(ItemState {
                state,
                sub_state: row.sub_state,
            })?),
            None => None,
        };
        Ok(RowView {
            id: row.id,
            title: shown_text(&row.title),
            number: row.number.as_deref().map(shown_text),
            serial: row.serial.as_deref().map(shown_text),
            item_type: row
                .item_type
                .map(|id| self.item_type(id))
                .transpose()?
                .flatten(),
            state,
            place: row.place.map(|id| self.place(id)).transpose()?.flatten(),
            responsible: row.responsible.map(|id| self.person(id)).transpose()?,
            seen_at: row.seen_at,
            in_conflict: row.in_conflict,
        })
    }

    /// What a list shows of items, in their order.
    pub(super) fn rows(&self, keys: &[Key]) -> Result<Vec<RowView>, EngineError> {
        let mut rows = Vec::with_capacity(keys.len());
        for key in keys {
            if let Some(row) = self.store.find_item_row(*key)? {
                rows.push(self.row(&row)?);
            }
        }
        Ok(rows)
    }

    /// An item, whole; none if it is not here, or its creation was undone.
    pub(super) fn item(&self, key: Key) -> Result<Option<ItemView>, EngineError> {
        match self.store.find_view_by_key(key)? {
            Some(viewed) => self.item_if_present(key, &viewed),
            None => Ok(None),
        }
    }

    /// An item, whole, from its record; none if its creation was undone.
    pub(super) fn item_if_present(
        &self,
        key: Key,
        viewed: &Viewed,
    ) -> Result<Option<ItemView>, EngineError> {
        if viewed.record.life == Life::Present {
            self.item_of(key, viewed).map(Some)
        } else {
            Ok(None)
        }
    }

    /// An item, whole, by its id.
    pub(super) fn item_by_id(&self, id: ItemId) -> Result<Option<ItemView>, EngineError> {
        match self.store.find_key(&super::action::item_key(id))? {
            Some(key) => self.item(key),
            None => Ok(None),
        }
    }

    /// An item, whole, from its record.
    pub(super) fn item_of(&self, key: Key, viewed: &Viewed) -> Result<ItemView, EngineError> {
        let members = self.store.members(key)?;
        let shown = match members.len() {
            1 => None,
            _ => self.store.find_shown(key)?,
        };
        let own = ConfigItem(&viewed.record).id();
        let viewed = shown.as_ref().unwrap_or(viewed);
        let record = &viewed.record;
        let item = ConfigItem(record);
        let last_seen = self.last_seen(item)?;
        let row = self.row_of(record)?;
        let may_edit = self.may_observe(record.scope);
        let revived = record
            .flags
            .iter()
            .any(|flag| matches!(flag, Flag::Revived { .. }))
            && !item.is_retired();
        Ok(ItemView {
            row,
            rev: viewed.seen,
            bases: bases(record),
            last_seen,
            contradiction: item.is_contradiction(),
            revived,
            provisional: item.is_provisional(),
            creation_undone: record.flags.contains(&Flag::CreationUndone {}),
            facts: self.facts(record)?,
            identifiers: self.identifiers(key)?,
            conflicts: self.item_conflicts(&members, record)?,
            history: self.item_history(key, FIRST_LINES)?,
            through: (own != item.id()).then_some(own),
            merged: self.merged(&members)?,
            may_merge: self.has_role(Role::Manager, record.scope),
            may_edit,
            may_retire: self.has_role(Role::Manager, record.scope),
        })
    }

    /// What a list shows of an item, by its record.
    pub(super) fn row_of(&self, record: &Record) -> Result<RowView, EngineError> {
        let item = ConfigItem(record);
        let state = item.state();
        self.row(&ItemRow {
            id: item.id(),
            item_type: item.item_type(),
            title: item.title().unwrap_or_default().to_owned(),
            number: item.inventory_number().map(str::to_owned),
            serial: item.serial_number().map(str::to_owned),
            state: state.map(|state| state.state),
            sub_state: state.and_then(|state| state.sub_state),
            place: item.place(),
            responsible: item.responsible(),
            seen_at: item.last_seen().map(|seen| seen.at),
            in_conflict: !record.conflicts.is_empty(),
        })
    }

    /// The open conflicts of an item as it is shown, and of what was said of it and another.
    fn item_conflicts(
        &self,
        members: &[Key],
        shown: &Record,
    ) -> Result<Vec<ConflictView>, EngineError> {
        let mut conflicts = Vec::new();
        match members {
            [_] => conflicts.extend(self.conflicts(shown)?),
            several => {
                for member in several {
                    if let Some(viewed) = self.store.find_view_by_key(*member)? {
                        conflicts.extend(self.conflicts(&viewed.record)?);
                    }
                }
            }
        }
        for said in self.store.said_of(members)? {
            if let Some(viewed) = self.store.find_view_by_key(said)? {
                conflicts.extend(self.conflicts(&viewed.record)?);
            }
        }
        Ok(conflicts)
    }

    /// Those of several that are shown as one but for the lowest, each as it is by itself.
    fn merged(&self, members: &[Key]) -> Result<Vec<MergedView>, EngineError> {
        let mut merged = Vec::new();
        for member in members.iter().skip(1) {
            let Some(viewed) = self.store.find_view_by_key(*member)? else {
                continue;
            };
            let item = ConfigItem(&viewed.record);
            merged.push(MergedView {
                id: item.id(),
                title: item.title().map(shown_text).unwrap_or_default(),
                number: item.inventory_number().map(shown_text),
                serial: item.serial_number().map(shown_text),
            });
        }
        Ok(merged)
    }

    /// When, where and by whom an item was last seen.
    pub(super) fn last_seen(
        &self,
        item: ConfigItem<'_>,
    ) -> Result<Option<LastSeenView>, EngineError> {
        let Some(seen) = item.last_seen() else {
            return Ok(None);
        };
        Ok(Some(LastSeenView {
            at: seen.at,
            by: self.person(seen.by)?,
            place: seen.place.map(|id| self.place(id)).transpose()?.flatten(),
        }))
    }

    fn facts(&self, record: &Record) -> Result<Vec<FactView>, EngineError> {
        let mut facts = Vec::new();
        for name in SHOWN_FIELDS {
            if let Some(value) = record.value(name) {
                facts.push(self.fact(record.key.collection(), &Field::new(name), value)?);
            }
        }
        let mut attributes = Vec::new();
        for name in record.fields.keys() {
            if let Some(attribute) = field::attribute_of(name)
                && let Some(value) = record.value(name.as_str())
            {
                let order = self
                    .small(Collection::Attribute, attribute)?
                    .map_or(0, |attribute| Attribute(&attribute).order());
                attributes.push((order, self.fact(record.key.collection(), name, value)?));
            }
        }
        attributes.sort_by_key(|(order, _)| *order);
        facts.extend(attributes.into_iter().map(|(_, fact)| fact));
        if let Some(notes) = record.value(field::NOTES) {
            facts.push(self.fact(record.key.collection(), &Field::new(field::NOTES), notes)?);
        }
        Ok(facts)
    }

    pub(super) fn fact(
        &self,
        collection: &Collection,
        name: &Field,
        value: &serde_json::Value,
    ) -> Result<FactView, EngineError> {
        let label = self.fact_label(name)?;
        Ok(FactView {
            field: label.field,
            label: label.label,
            value: self.shown(collection, name, value)?,
        })
    }

    /// The words of a field: a team's own for an attribute.
    pub(super) fn fact_label(&self, name: &Field) -> Result<FactLabel, EngineError> {
        let label = match field::attribute_of(name) {
            Some(attribute) => self
                .small(Collection::Attribute, attribute)?
                .map(|attribute| Attribute(&attribute).label()),
            None => None,
        };
        Ok(FactLabel {
            field: name.clone(),
            label,
        })
    }

    fn identifiers(&self, item: Key) -> Result<Vec<IdentifierView>, EngineError> {
        let mut views = Vec::new();
        for key in self.store.identifiers_of(item)? {
            let Some(viewed) = self.store.find_view_by_key(key)? else {
                continue;
            };
            let identifier = ItemIdentifier(&viewed.record);
            views.push(IdentifierView {
                id: identifier.id(),
                kind: identifier.kind().unwrap_or(IdentifierKind::AssetCode),
                text: shown_text(identifier.text().unwrap_or_default()),
                replaced: identifier.is_replaced(),
            });
        }
        views.sort_by_key(|view| (view.replaced, view.kind, view.id));
        Ok(views)
    }

    /// The open conflicts of a record.
    pub(super) fn conflicts(&self, record: &Record) -> Result<Vec<ConflictView>, EngineError> {
        record
            .conflicts
            .iter()
            .map(|conflict| self.conflict(record, conflict))
            .collect()
    }

    fn conflict(&self, record: &Record, conflict: &Conflict) -> Result<ConflictView, EngineError> {
        let item = ConfigItem(record);
        let collection = record.key.collection();
        let kept = self.side(collection, &conflict.field, &conflict.kept)?;
        let other = self.side(collection, &conflict.field, &conflict.other)?;
        let own = kept.own || other.own;
        let needed = match collection {
            Collection::Item | Collection::Identifier if own => Role::Technician,
            Collection::Item | Collection::Identifier | Collection::Place | Collection::Alias => {
                Role::Manager
            }
            _ => Role::Administrator,
        };
        // Who belongs to a team is that team's, although everybody reads it.
        let counts_in = match collection {
            Collection::Membership => Membership(record).team().map(Scope::TeamOpen),
            _ => None,
        };
        let (title, label) = self.called(record)?;
        Ok(ConflictView {
            record: record.key.clone(),
            title,
            label,
            number: item.inventory_number().map(shown_text),
            id: conflict.id,
            fact: self.fact_label(&conflict.field)?,
            kept,
            other,
            before: conflict
                .before
                .as_ref()
                .map(|value| self.shown(collection, &conflict.field, value))
                .transpose()?,
            may_settle: self.has_role(needed, counts_in.unwrap_or(record.scope)),
        })
    }

    fn side(
        &self,
        collection: &Collection,
        name: &Field,
        side: &FieldState,
    ) -> Result<SideView, EngineError> {
        Ok(SideView {
            value: self.shown(collection, name, &side.value)?,
            by: self.person(side.stamp.by)?,
            own: Some(side.stamp.by) == self.person_id(),
            at: side.stamp.at,
        })
    }

    /// What a record is called: its name, or its words; a membership is a person's, of a team. A CI that has neither name
    /// nor number yet is called by what it is.
    pub(super) fn called(&self, record: &Record) -> Result<(String, Option<Words>), EngineError> {
        let label = |record: &Record| Words::from_value(record.value(field::LABEL)?);
        Ok(match record.key.collection() {
            Collection::Item => {
                match (ConfigItem(record).title(), ConfigItem(record).item_type()) {
                    (Some(title), _) => (shown_text(title), None),
                    (None, Some(of)) => {
                        let item_type = self.item_type(of)?;
                        (String::new(), item_type.map(|item_type| item_type.label))
                    }
                    (None, None) => (String::new(), None),
                }
            }
            Collection::Alias => {
                let items = Alias(record).items().into_iter().flatten();
                let mut titles = Vec::new();
                for item in items {
                    if let Some(viewed) = self.item_heading(item)? {
                        titles.push(self.called(&viewed.record)?.0);
                    }
                }
                (titles.join(" / "), None)
            }
            Collection::Membership => {
                let membership = Membership(record);
                let person = match membership.person() {
                    Some(person) => self.person(person)?.name,
                    None => String::new(),
                };
                let team = match membership.team() {
                    Some(team) => self.small(Collection::Team, team)?,
                    None => None,
                };
                (person, team.as_deref().and_then(label))
            }
            _ => {
                let name = record.text(field::NAME).or(record.text(field::TEXT));
                (shown_text(name.unwrap_or_default()), label(record))
            }
        })
    }

    /// What an item is called and its number, for a list of what was done.
    pub(super) fn item_heading(&self, id: ItemId) -> Result<Option<Viewed>, EngineError> {
        self.store.find_view(&super::action::item_key(id))
    }
}

pub(super) fn type_view(item_type: ItemType<'_>) -> TypeView {
    TypeView {
        id: item_type.id(),
        label: item_type.label(),
        icon: item_type.icon().unwrap_or_default().to_owned(),
    }
}

pub(super) fn sub_state_view(sub_state: SubState<'_>) -> Option<SubStateView> {
    Some(SubStateView {
        id: sub_state.id(),
        state: sub_state.state()?,
        label: sub_state.label(),
    })
}

pub(super) fn bases(record: &Record) -> BTreeMap<Field, shared::id::OpId> {
    record
        .fields
        .iter()
        .map(|(field, state)| (field.clone(), state.stamp.op))
        .collect()
}
