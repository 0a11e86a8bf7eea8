//! What somebody saw: the latest of those not withdrawn counts, whatever the order in which they arrived.

use super::trail::{Assignment, Resolved, Source};
use crate::model::field::CONTEST_WINDOW;
use crate::record::{Conflict, Field};

/// Resolves a trail of live assignments, in order of arrival.
pub(super) fn resolve(field: &Field, live: &[&Assignment], contested: bool) -> Resolved {
    let latest = |leaving_out: Option<&Assignment>| {
        let others = live
            .iter()
            .filter(|one| leaving_out.is_none_or(|out| out.stamp.op != one.stamp.op));
        others.max_by_key(|one| one.stamp.order()).copied()
    };
    let Some(current) = latest(None) else {
        return Resolved::default();
    };
    let conflicts = live
        .iter()
        .filter(|other| contested && is_contest(current, other))
        .map(|other| {
            let later = later(current, other);
            let (id, before) = match &other.source {
                Source::Beside { conflict, before } => (*conflict, before.clone()),
                Source::Applied | Source::Counted => {
                    (later.stamp.op, value_before(live, current, other))
                }
            };
            Conflict {
                id,
                field: field.clone(),
                kept: current.state(),
                other: other.state(),
                before,
            }
        })
        .collect();
    Resolved {
        current: Some(current.state()),
        under: latest(Some(current)).map(Assignment::state),
        conflicts,
    }
}

/// Two that differ, lie close together, and did not know of each other.
fn is_contest(current: &Assignment, other: &Assignment) -> bool {
    let apart = current.stamp.at.since(other.stamp.at);
    let later = later(current, other);
    let earlier = if std::ptr::eq(later, current) {
        other
    } else {
        current
    };
    current.value != other.value && apart <= CONTEST_WINDOW && !later.knows(earlier)
}

fn later<'a>(one: &'a Assignment, other: &'a Assignment) -> &'a Assignment {
    if one.stamp.rev > other.stamp.rev {
        one
    } else {
        other
    }
}

fn value_before(
    live: &[&Assignment],
    current: &Assignment,
    other: &Assignment,
) -> Option<serde_json::Value> {
    let base = other.base.or(current.base);
    live.iter()
        .find(|one| Some(one.stamp.op) == base)
        .map(|one| one.value.clone())
}
