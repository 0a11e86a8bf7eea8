//! The paper: a page with labels at measured places. A roll is a page that is one label.

use super::measure::{Length, Resolution, Size};

/// Labels on one page at most; more would be none that anybody reads.
const MOST_LABELS: u32 = 500;

/// Where the labels of a page lie.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Sheet {
    /// The page, upright as it is printed.
    pub(crate) page: Size,
    /// From the page's left edge to the first label.
    pub(crate) left: Length,
    /// From the page's top edge to the first label.
    pub(crate) top: Length,
    /// One label.
    pub(crate) label: Size,
    /// Between two labels beside each other.
    pub(crate) gap_across: Length,
    /// Between two labels one under the other.
    pub(crate) gap_down: Length,
    /// Labels beside each other.
    pub(crate) columns: u32,
    /// Labels one under the other.
    pub(crate) rows: u32,
}

/// Why measures are no sheet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum SheetError {
    /// No labels, labels without a size, or more than anybody prints.
    #[error("no labels, or too many")]
    NoLabels,
    /// The labels and their margins need a wider page.
    #[error("the labels need {0} mm across")]
    TooWide(Length),
    /// The labels and their margins need a higher page.
    #[error("the labels need {0} mm down")]
    TooHigh(Length),
}

impl Sheet {
    /// Labels on a page.
    pub(crate) const fn count(&self) -> u32 {
        self.columns.saturating_mul(self.rows)
    }

    /// Whether the labels lie on the page.
    ///
    /// # Errors
    /// Why they don't, with what they would need.
    pub(crate) fn check(&self) -> Result<(), SheetError> {
        if !(1..=MOST_LABELS).contains(&self.count())
            || self.label.width <= Length(0)
            || self.label.height <= Length(0)
        {
            return Err(SheetError::NoLabels);
        }
        let across =
            self.left + self.label.width * self.columns + self.gap_across * (self.columns - 1);
        let down = self.top + self.label.height * self.rows + self.gap_down * (self.rows - 1);
        if across > self.page.width {
            return Err(SheetError::TooWide(across));
        }
        if down > self.page.height {
            return Err(SheetError::TooHigh(down));
        }
        Ok(())
    }

    /// The upper left corner of the label at a position on the page, counted from 0 along the rows.
    pub(crate) fn corner(&self, position: u32) -> (Length, Length) {
        let (row, column) = (position / self.columns, position % self.columns);
        (
            self.left + (self.label.width + self.gap_across) * column,
            self.top + (self.label.height + self.gap_down) * row,
        )
    }
}

/// A sheet that people buy by its name.
#[derive(Clone, Copy, Debug)]
pub(crate) struct KnownSheet {
    /// Its name in addresses.
    pub(crate) id: &'static str,
    /// Its maker's name for it.
    pub(crate) name: &'static str,
    /// Its measures.
    pub(crate) sheet: Sheet,
    /// How finely the printers for it usually print.
    pub(crate) resolution: Resolution,
}

const A4: Size = Size {
    width: Length(210_000),
    height: Length(297_000),
};
const LETTER: Size = Size {
    width: Length(215_900),
    height: Length(279_400),
};

/// A sheet of an office printer whose rows touch, as makers print them: columns have a gap, rows have none.
const fn office(
    id: &'static str,
    name: &'static str,
    page: Size,
    (left, top): (i64, i64),
    (width, height): (i64, i64),
    gap_across: i64,
    (columns, rows): (u32, u32),
) -> KnownSheet {
    KnownSheet {
        id,
        name,
        sheet: Sheet {
            page,
            left: Length(left),
            top: Length(top),
            label: Size {
                width: Length(width),
                height: Length(height),
            },
            gap_across: Length(gap_across),
            gap_down: Length(0),
            columns,
            rows,
        },
        resolution: Resolution::Dpi600,
    }
}

/// A roll: each label is a page.
const fn roll(
    id: &'static str,
    name: &'static str,
    (width, height): (i64, i64),
    resolution: Resolution,
) -> KnownSheet {
    let label = Size {
        width: Length(width),
        height: Length(height),
    };
    KnownSheet {
        id,
        name,
        sheet: Sheet {
            page: label,
            left: Length(0),
            top: Length(0),
            label,
            gap_across: Length(0),
            gap_down: Length(0),
            columns: 1,
            rows: 1,
        },
        resolution,
    }
}

/// Sheets and rolls, in the order in which they are offered. Measures are the makers' own templates'.
pub(crate) const KNOWN: &[KnownSheet] = &[
    office(
        "l7160",
        "Avery L7160",
        A4,
        (7_210, 15_150),
        (63_500, 38_100),
        2_540,
        (3, 7),
    ),
    office(
        "l7651",
        "Avery L7651",
        A4,
        (4_670, 10_700),
        (38_100, 21_200),
        2_540,
        (5, 13),
    ),
    office(
        "l4736",
        "Avery L4736",
        A4,
        (9_790, 21_300),
        (45_700, 21_200),
        2_540,
        (4, 12),
    ),
    office(
        "5160",
        "Avery 5160",
        LETTER,
        (4_763, 12_700),
        (66_675, 25_400),
        3_175,
        (3, 10),
    ),
    office(
        "5163",
        "Avery 5163",
        LETTER,
        (3_969, 12_700),
        (101_600, 50_800),
        4_763,
        (2, 5),
    ),
    roll(
        "dk-11209",
        "Brother DK-11209",
        (62_000, 29_000),
        Resolution::Dpi300,
    ),
    roll(
        "dk-11204",
        "Brother DK-11204",
        (54_000, 17_000),
        Resolution::Dpi300,
    ),
    roll(
        "dk-11221",
        "Brother DK-11221",
        (23_000, 23_000),
        Resolution::Dpi300,
    ),
    roll(
        "dymo-99012",
        "Dymo 99012",
        (89_000, 36_000),
        Resolution::Dpi300,
    ),
    roll(
        "zebra-2x1",
        "Zebra Z-Perform 2 × 1 in",
        (50_800, 25_400),
        Resolution::Dpi203,
    ),
];

/// The known sheet of a name.
pub(crate) fn find_known(id: &str) -> Option<&'static KnownSheet> {
    KNOWN.iter().find(|known| known.id == id)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_known_sheet_lies_on_its_page_with_even_margins() {
        for known in KNOWN {
            let sheet = known.sheet;
            assert_eq!(sheet.check(), Ok(()), "{}", known.name);
            let (left, top) = sheet.corner(sheet.count() - 1);
            let right = sheet.page.width - left - sheet.label.width;
            let bottom = sheet.page.height - top - sheet.label.height;
            let even = |one: Length, other: Length| (one.0 - other.0).abs() <= 150;
            assert!(
                even(right, sheet.left),
                "{}: {right} right, {} left",
                known.name,
                sheet.left
            );
            assert!(
                even(bottom, sheet.top),
                "{}: {bottom} under, {} over",
                known.name,
                sheet.top
            );
        }
        let count = |id| find_known(id).map(|known| known.sheet.count());
        assert_eq!(
            ["l7160", "l7651", "l4736", "5160", "5163", "dk-11209"].map(count),
            [21, 65, 48, 30, 10, 1].map(Some)
        );
    }

    #[test]
    fn measures_that_are_no_sheet_are_refused_with_what_they_would_need() {
        let sheet = Sheet {
            columns: 4,
            ..KNOWN[0].sheet
        };
        assert_eq!(sheet.check(), Err(SheetError::TooWide(Length(268_830))));
        let sheet = Sheet {
            rows: 8,
            ..KNOWN[0].sheet
        };
        assert_eq!(sheet.check(), Err(SheetError::TooHigh(Length(319_950))));
        for (columns, rows) in [(0, 7), (3, 0), (u32::MAX, u32::MAX), (100, 100)] {
            let sheet = Sheet {
                columns,
                rows,
                ..KNOWN[0].sheet
            };
            assert_eq!(sheet.check(), Err(SheetError::NoLabels));
        }
        let label = Size {
            width: Length(0),
            ..KNOWN[0].sheet.label
        };
        assert_eq!(
            Sheet {
                label,
                ..KNOWN[0].sheet
            }
            .check(),
            Err(SheetError::NoLabels)
        );
    }

    #[test]
    fn positions_go_along_the_rows() {
        let sheet = KNOWN[0].sheet;
        assert_eq!(sheet.corner(0), (Length(7_210), Length(15_150)));
        assert_eq!(sheet.corner(2), (Length(139_290), Length(15_150)));
        assert_eq!(sheet.corner(3), (Length(7_210), Length(53_250)));
    }
}
