//! What came of a command, in words: what happened, what was kept, what to do.

use mobile_core::EngineError;
use mobile_core::api::LeftView;
use shared::wire::MAX_LABELS;

use crate::i18n::names::field_name;
use crate::platform::StoreError;
use crate::t;

/// What of an action on many is not so, and why.
pub(super) fn left_words(left: &LeftView) -> String {
    match left.why {
        EngineError::NotAllowed => t!("left-right", count: left.count),
        EngineError::UnknownRecord(_) => t!("left-missing", count: left.count),
        _ => t!("left-waiting", count: left.count),
    }
}

/// What a refused command means to the person: what happened, what was kept, what to do.
#[must_use]
pub fn failure(error: &StoreError) -> String {
    match error {
        StoreError::Full(_) | StoreError::Engine(EngineError::StorageFull) => t!("failed-full"),
        StoreError::Elsewhere => t!("elsewhere-help"),
        StoreError::Insecure => t!("insecure-help"),
        StoreError::Refused(_) | StoreError::Engine(EngineError::StorageRefused(_)) => {
            t!("refused-help")
        }
        StoreError::Engine(EngineError::NewerSchema { .. }) => t!("newer-help"),
        StoreError::Engine(EngineError::NotEnrolled) => t!("failed-not-enrolled"),
        StoreError::Engine(EngineError::Locked) => t!("failed-locked"),
        StoreError::Engine(EngineError::NotAllowed) => t!("failed-right"),
        StoreError::Engine(EngineError::LastAdministrator) => t!("failed-last-administrator"),
        StoreError::Engine(EngineError::TwoTeams) => t!("failed-two-teams"),
        StoreError::Engine(EngineError::TooManyFollow) => t!("failed-too-many-follow"),
        StoreError::Engine(EngineError::TooManyLabels) => {
            t!("failed-too-many-labels", most: MAX_LABELS)
        }
        StoreError::Engine(EngineError::UnknownRecord(_)) => t!("failed-missing"),
        StoreError::Engine(EngineError::InvalidValue(field)) => {
            t!("failed-value", field: field_name(field, None))
        }
        StoreError::Engine(EngineError::UnusableCode) => t!("outcome-misread-help"),
        StoreError::Engine(EngineError::LabelTaken) => t!("failed-label-taken"),
        StoreError::Engine(EngineError::LabelItsOwn) => t!("failed-label-its-own"),
        StoreError::Engine(EngineError::NoLabel) => t!("failed-no-label"),
        StoreError::Engine(EngineError::PlaceExists) => t!("failed-place-exists"),
        StoreError::Engine(EngineError::PlaceWithinItself) => t!("failed-place-within"),
        StoreError::Engine(EngineError::PlaceMoved) => t!("failed-place-moved"),
        StoreError::Engine(EngineError::PlaceRetired) => t!("failed-place-retired"),
        StoreError::Engine(EngineError::NothingToUndo) => t!("failed-nothing"),
        StoreError::Engine(EngineError::NoConflict) => t!("failed-settled"),
        StoreError::Engine(EngineError::TooLarge) => t!("failed-too-large"),
        StoreError::Engine(EngineError::EmptyFile) => t!("failed-empty-file"),
        StoreError::Engine(EngineError::NotLoaded) => t!("not-loaded-help"),
        StoreError::Stopped => t!("failed-stopped"),
        StoreError::Failed(_)
        | StoreError::Engine(
            EngineError::Corrupt(_) | EngineError::Store(_) | EngineError::UnsentFile(_),
        ) => t!("failed-help"),
    }
}
