//! What every store must do, as one suite over `dyn Store`: each store's own tests run it.

pub(crate) mod bench;
mod credentials;
mod double;
pub(crate) mod everything;
mod following;
mod numbers;
mod push;
mod reading;
mod replay;
pub(crate) mod together;
mod waiting;

use std::future::Future;
use std::sync::Arc;

use shared::id::{InstallationId, OrgId, PersonId};
use shared::wire::Epoch;

use super::{Organisation, Store};
use bench::Bench;

/// The organisation that the suite founds.
pub(crate) fn organisation() -> Organisation {
    Organisation {
        id: OrgId::fixed(1),
        name: "Ville de Rivemont".to_owned(),
        epoch: Epoch(7),
        installation: InstallationId::fixed(2),
        administrator: PersonId::fixed(3),
        is_demo: false,
    }
}

/// Runs the whole suite, each case on a store of its own.
pub(crate) async fn check<F>(open: impl Fn() -> F)
where
    F: Future<Output = Arc<dyn Store>>,
{
    macro_rules! cases {
        ($($case:path),* $(,)?) => {$(
            $case(Bench::new(open().await).await).await;
        )*};
    }
    cases![
        push::an_organisation_is_founded_once,
        push::a_replay_gets_the_same_answers_and_changes_nothing,
        push::a_renumbered_operation_is_still_the_same_one,
        push::a_known_number_with_other_bytes_is_a_fork_and_takes_nothing,
        push::an_installation_is_one_persons,
        push::an_unreadable_entry_waits_and_holds_up_nobody,
        push::an_id_that_is_taken_names_nothing_new,
        push::a_clock_is_never_a_reason_to_refuse,
        push::time_never_runs_backwards_within_an_installation,
        push::a_name_may_hold_any_character,
        replay::whatever_was_pushed_a_replay_is_answered_as_before_and_changes_nothing,
        push::m30_one_of_many_that_may_not_be_written_waits_alone,
        reading::a_feed_is_read_in_pages_without_gaps,
        reading::a_record_that_changes_scope_leaves_one_feed_and_enters_another,
        reading::an_unknown_epoch_means_a_snapshot,
        reading::a_new_epoch_is_above_the_old_one_and_means_a_snapshot,
        reading::a_revoked_scope_is_named_and_no_longer_read,
        reading::a_snapshot_comes_in_parts_and_the_feed_makes_it_right,
        reading::a_digest_is_of_what_lies_in_a_scope_at_its_head,
        reading::history_is_read_backwards_by_those_who_may,
        reading::what_identifies_a_record_is_read_with_it_by_those_who_may,
        reading::the_audit_chain_links_every_number,
        reading::whoever_waits_is_told_that_something_moved,
        waiting::what_comes_before_what_it_belongs_to_waits_for_it,
        waiting::m20_a_circle_in_the_place_tree_waits_until_it_is_none,
        waiting::m22_what_builds_on_a_parked_creation_waits_with_it,
        waiting::a_membership_frees_what_waited_for_it,
        waiting::what_was_taken_back_while_it_waited_comes_to_nothing_when_it_is_freed,
        waiting::whoever_starts_anew_is_told_all_that_was_freed,
        following::what_belongs_to_a_type_goes_along_into_another_team,
        following::what_an_item_has_goes_along_when_its_type_takes_it_away,
        following::what_went_along_and_nobody_touched_can_still_be_undone,
        following::more_than_one_transaction_takes_along_waits_and_moves_nothing,
        following::an_administrator_says_who_belongs_to_their_own_team_only,
        double::m13_who_makes_what_is_there_is_told_of_one_in_the_same_push,
        credentials::a_code_is_spent_once,
        credentials::a_code_that_is_too_old_is_worth_nothing,
        credentials::a_revoked_credential_speaks_for_nobody,
        credentials::a_new_phone_takes_the_old_one_s_place_as_its_code_is_spent,
        credentials::whoever_lets_somebody_in_has_every_right_that_they_have,
        credentials::the_code_of_somebody_who_was_put_out_is_worth_nothing,
        numbers::nobody_is_given_a_number_twice,
        numbers::a_series_goes_on_whatever_becomes_of_its_pattern,
        numbers::a_series_begins_after_the_numbers_that_there_are,
        numbers::where_an_earlier_state_came_back_a_series_leaps,
        numbers::only_whoever_may_make_items_of_a_type_is_given_its_numbers,
        credentials::what_a_device_delivers_that_was_put_out_waits_until_somebody_judges_it,
        together::many_write_at_once_and_nothing_is_lost,
    ];
}
