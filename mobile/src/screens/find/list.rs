//! The list that a search leads to, as it is scrolled: which part of it is drawn, and in which elements. The scroll bar
//! has the height of all rows; the page holds those that are seen, and a few around them.
//!
//! A frame has no time for all of them: where nothing of what is seen is drawn yet, only that is drawn first, and those
//! around it come one step after the other, each in a frame of its own.

use std::collections::{BTreeMap, BTreeSet};

use dioxus::prelude::*;
use mobile_core::api::{Anchor, Answer, Command, Query, RowsView};
use shared::id::ItemId;

use crate::page;
use crate::platform::StoreError;
use crate::session::{Asked, use_changes, use_session};

/// The id of what scrolls.
pub(super) const LIST: &str = "find-list";

/// Rows that are drawn beyond what is seen, at either side.
const MARGIN: u32 = 6;
/// A part begins at a multiple of so many rows, so that not each scrolled row asks for another.
const STEP: u32 = 6;
/// Rows of a screen whose size is not known yet.
const USUAL: u32 = 16;
/// Rows by whose place it is told how far the list moved: one of them may be what moved.
const ANCHORS: usize = 3;

/// What is seen of a list: where it begins, in rows and parts of one, and how many rows there is room for.
#[derive(Clone, Copy, Debug, PartialEq)]
struct View {
    first: f64,
    rows: u32,
}

impl View {
    const TOP: Self = Self {
        first: 0.0,
        rows: USUAL,
    };

    fn row(self) -> u32 {
        whole(self.first)
    }

    /// From which row on how many are drawn, with so many beyond what is seen: no more as long as the margin grows.
    fn part(self, margin: u32) -> (u32, u32) {
        let step = if margin < MARGIN { 1 } else { STEP };
        let from = self.row().saturating_sub(margin) / step * step;
        (from, self.row() + self.rows + margin + step - from)
    }

    /// Whether one of so many rows from there on is seen.
    fn sees(self, from: u32, rows: usize) -> bool {
        let to = u64::from(from) + rows as u64;
        from < self.row() + self.rows && u64::from(self.row()) < to
    }
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a row's number; the cast keeps within its bounds"
)]
fn whole(rows: f64) -> u32 {
    rows as u32
}

/// An element that rows are drawn in, one after the other.
pub(super) type Slot = u32;

/// In which element each row is drawn, in their order: where it was, else in one whose row is no longer there. To make
/// elements anew, or to move them, costs several times as much as to change what stands in them.
fn take_slots(
    before: &[(ItemId, Slot)],
    rows: impl Iterator<Item = ItemId>,
) -> Vec<(ItemId, Slot)> {
    let rows: Vec<ItemId> = rows.collect();
    let stay: BTreeSet<ItemId> = rows.iter().copied().collect();
    let known: BTreeMap<ItemId, Slot> = before.iter().copied().collect();
    let used: BTreeSet<Slot> = before.iter().map(|(_, slot)| *slot).collect();
    let free = before.iter().filter(|(row, _)| !stay.contains(row));
    let unused = (0..).filter(|slot| !used.contains(slot));
    let mut free = free.map(|(_, slot)| *slot).chain(unused);
    let mut slots = Vec::with_capacity(rows.len());
    for row in rows {
        let slot = known.get(&row).copied().or_else(|| free.next());
        slots.extend(slot.map(|slot| (row, slot)));
    }
    slots
}

/// A list on a screen. Copies lead to the same.
#[derive(Clone, Copy, PartialEq)]
pub(super) struct List {
    /// The rows that are there.
    pub(super) shown: Signal<Asked<RowsView>>,
    slots: CopyValue<Vec<(ItemId, Slot)>>,
    /// The row that has the focus.
    focused: CopyValue<Option<ItemId>>,
    view: Signal<View>,
    total: Signal<u64>,
}

impl List {
    /// Follows what is scrolled to.
    pub(super) fn scrolled(mut self, at: &ScrollData) {
        let total = f64::from(u32::try_from(*self.total.peek()).unwrap_or(u32::MAX));
        let rows = |pixels: f64| pixels * total / f64::from(at.scroll_height().max(1));
        let view = View {
            first: rows(at.scroll_top()).max(0.0),
            rows: whole(rows(f64::from(at.client_height())).ceil()),
        };
        if *self.view.peek() != view {
            self.view.set(view);
        }
    }

    /// The rows that are seen with where they lie, those at the very top excepted: there one sees what comes.
    fn anchors(self) -> Vec<Anchor> {
        let first = self.view.peek().row();
        let shown = self.shown.peek();
        let Some(shown) = shown.known().filter(|_| first > 0) else {
            return Vec::new();
        };
        (shown.offset..)
            .zip(&shown.rows)
            .filter(|(at, _)| *at >= first)
            .take(ANCHORS)
            .map(|(at, row)| Anchor { item: row.id, at })
            .collect()
    }

    /// A row has the focus, or none has it any more.
    pub(super) fn focus(mut self, row: Option<ItemId>) {
        self.focused.set(row);
    }

    /// The element of each row that is shown, in their order.
    pub(super) fn slots(self) -> Vec<Slot> {
        self.slots.peek().iter().map(|(_, slot)| *slot).collect()
    }

    /// Brings a row to where it is seen, at whose place nothing is drawn yet.
    pub(super) fn go_to(self, row: u32) {
        self.scroll_to(f64::from(row));
    }

    fn scroll_to(self, row: f64) {
        let total = f64::from(u32::try_from(*self.total.peek()).unwrap_or(u32::MAX));
        page::scroll_to_share(LIST, row / total.max(1.0));
    }
}

/// The list of a search, from its first row on whenever the search becomes another.
pub(super) fn use_list(search: impl Fn() -> Query + 'static) -> List {
    let session = use_session();
    let mut list = List {
        shown: use_signal(|| Asked::Waiting),
        slots: use_hook(CopyValue::default),
        focused: use_hook(CopyValue::default),
        view: use_signal(|| View::TOP),
        total: use_signal(|| 0),
    };
    let search = use_memo(search);
    let part = use_memo(move || list.view.read().part(MARGIN));
    // What the rows that are there were asked for.
    let mut answered = use_signal(Query::default);
    // Where the list has to be scrolled to once it is drawn as it is now.
    let mut moved_to = use_signal(|| None::<f64>);
    // How many rows are drawn beyond what is seen by now.
    let mut margin = use_hook(|| CopyValue::new(0));
    let mut asking = use_hook(|| CopyValue::new(false));
    let mut outdated = use_hook(|| CopyValue::new(false));
    // One question at a time: who scrolls or types fast is not followed by what they are past.
    let ask = use_callback(move |()| {
        outdated.set(true);
        if asking.replace(true) {
            return;
        }
        spawn(async move {
            let mut grows = false;
            while outdated.replace(false) {
                if std::mem::take(&mut grows) {
                    page::next_frame().await;
                }
                let search = search.peek().clone();
                let goes_on = *answered.peek() == search;
                let mut view = *list.view.peek();
                if !goes_on {
                    view.first = 0.0;
                }
                let is_begun = |shown: &RowsView| view.sees(shown.offset, shown.rows.len());
                if !(goes_on && list.shown.peek().known().is_some_and(is_begun)) {
                    margin.set(0);
                }
                let around = *margin.peek();
                let (offset, limit) = view.part(around);
                let question = Query {
                    offset,
                    limit,
                    anchors: if goes_on { list.anchors() } else { Vec::new() },
                    ..search.clone()
                };
                let answer = session.ask(Command::Search(question)).await;
                let rows = match answer {
                    Ok(Answer::Rows(rows)) => Ok(rows),
                    Ok(_) => continue,
                    Err(error) => Err::<_, StoreError>(error),
                };
                if let Ok(rows) = &rows {
                    let first = list.view.peek().first;
                    if !goes_on {
                        answered.set(search);
                        moved_to.set(Some(0.0));
                    } else if rows.moved != 0 {
                        #[expect(clippy::cast_precision_loss, reason = "rows of a list")]
                        moved_to.set(Some((first + rows.moved as f64).max(0.0)));
                    }
                    list.total.set(rows.total);
                }
                if let Ok(rows) = &rows {
                    let slots = take_slots(&list.slots.peek(), rows.rows.iter().map(|row| row.id));
                    // Who stood in a row that is no longer there stands in the list, and not in another row.
                    let focused = list.focused.take();
                    if focused.is_some_and(|row| slots.iter().all(|(shown, _)| *shown != row)) {
                        page::focus(LIST);
                    } else {
                        list.focused.set(focused);
                    }
                    list.slots.set(slots);
                    if around < MARGIN {
                        margin.set((around + STEP / 2).min(MARGIN));
                        outdated.set(true);
                        grows = true;
                    }
                }
                let rows = rows.map_or_else(Asked::Failed, Asked::Known);
                if *list.shown.peek() != rows {
                    list.shown.set(rows);
                }
            }
            asking.set(false);
        });
    });
    use_effect(move || {
        search.read();
        part.read();
        ask.call(());
    });
    use_changes(move || ask.call(()));
    use_effect(move || {
        // Drawn, the list has its new height.
        list.shown.read();
        if let Some(row) = moved_to() {
            moved_to.set(None);
            list.scroll_to(row);
        }
    });
    list
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use shared::id::ItemId;

    use super::{MARGIN, View, take_slots};

    #[test]
    fn a_part_holds_what_is_seen_and_a_margin_wherever_one_is() {
        for row in [0_u32, 1, 5, 6, 500, 99_990] {
            let view = View {
                first: f64::from(row) + 0.9,
                rows: 14,
            };
            for margin in [0, MARGIN] {
                let (from, most) = view.part(margin);
                assert!(from <= row.saturating_sub(margin), "{row}: from {from}");
                assert!(
                    from + most > row + 14 + margin,
                    "{row}: from {from}, {most}"
                );
                assert!(view.sees(from, most as usize));
            }
            assert!(!view.sees(row + 14, 10));
            assert!(row == 0 || !view.sees(0, row as usize));
        }
    }

    #[test]
    fn a_row_that_stays_keeps_its_element_and_others_take_those_that_are_free() {
        let mut before = Vec::new();
        for (rows, most) in [
            (0..20, 20),
            (6..26, 20),
            (6..32, 26),
            (900..920, 26),
            (900..903, 20),
        ] {
            let slots = take_slots(&before, rows.clone().map(ItemId::fixed));
            let drawn: Vec<ItemId> = slots.iter().map(|(row, _)| *row).collect();
            assert!(drawn.iter().copied().eq(rows.clone().map(ItemId::fixed)));
            let different: BTreeSet<u32> = slots.iter().map(|(_, slot)| *slot).collect();
            assert_eq!(different.len(), slots.len(), "{rows:?}");
            assert!(different.iter().all(|slot| *slot < most), "{rows:?}");
            let stayed = before.iter().filter(|(row, _)| drawn.contains(row));
            assert!(stayed.clone().all(|one| slots.contains(one)), "{rows:?}");
            before = slots;
        }
        // Elsewhere the first elements are taken in the order in which they stand, so that none of them is moved.
        let far = take_slots(&before, (0..2).map(ItemId::fixed));
        assert_eq!([far[0].1, far[1].1], [before[0].1, before[1].1]);
    }
}
