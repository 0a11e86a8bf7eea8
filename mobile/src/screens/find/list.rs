//! The list that a search leads to, as it is scrolled: which part of it is drawn. The scroll bar has the height of
//! all rows; the page holds those that are seen, and a few around them.

use dioxus::prelude::*;
use mobile_core::api::{Anchor, Answer, Command, Query, RowsView};

use crate::page;
use crate::platform::StoreError;
use crate::session::{Asked, use_changes, use_session};

/// The id of what scrolls.
pub(super) const LIST: &str = "find-list";

/// Rows that are drawn beyond what is seen, at either side.
const MARGIN: u32 = 12;
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

    /// From which row on how many are drawn.
    fn part(self) -> (u32, u32) {
        let from = self.row().saturating_sub(MARGIN) / STEP * STEP;
        (from, self.rows + 2 * MARGIN + STEP)
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

/// A list on a screen. Copies lead to the same.
#[derive(Clone, Copy, PartialEq)]
pub(super) struct List {
    /// The rows that are there.
    pub(super) shown: Signal<Asked<RowsView>>,
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
        view: use_signal(|| View::TOP),
        total: use_signal(|| 0),
    };
    let search = use_memo(search);
    let part = use_memo(move || list.view.read().part());
    // What the rows that are there were asked for.
    let mut answered = use_signal(Query::default);
    // Where the list has to be scrolled to once it is drawn as it is now.
    let mut moved_to = use_signal(|| None::<f64>);
    let mut asking = use_hook(|| CopyValue::new(false));
    let mut outdated = use_hook(|| CopyValue::new(false));
    // One question at a time: who scrolls or types fast is not followed by what they are past.
    let ask = use_callback(move |()| {
        outdated.set(true);
        if asking.replace(true) {
            return;
        }
        spawn(async move {
            while outdated.replace(false) {
                let search = search.peek().clone();
                let goes_on = *answered.peek() == search;
                let (offset, limit) = if goes_on {
                    *part.peek()
                } else {
                    View {
                        first: 0.0,
                        ..*list.view.peek()
                    }
                    .part()
                };
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
    use super::{MARGIN, View};

    #[test]
    fn a_part_holds_what_is_seen_and_a_margin_wherever_one_is() {
        for row in [0_u32, 1, 5, 6, 500, 99_990] {
            let view = View {
                first: f64::from(row) + 0.9,
                rows: 14,
            };
            let (from, most) = view.part();
            assert!(from <= row.saturating_sub(MARGIN), "{row}: from {from}");
            assert!(
                from + most > row + 14 + MARGIN / 2,
                "{row}: from {from}, {most}"
            );
        }
    }
}
