//! What was asked for in an address: of what, on which sheet, from where, how finely.
//!
//! Every value comes from a form that a person fills, so each mistake has a name and the rest stays as it was.

use serde::Deserialize;
use shared::id::{ItemId, PlaceId, RecordId};
use shared::record::{Collection, RecordKey};
use shared::wire::MAX_LABELS;

use super::code::Correction;
use super::measure::{Length, Resolution, Size};
use super::sheet::{KNOWN, KnownSheet, Sheet, SheetError, find_known};

/// The values of the form, as they were sent.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Asked {
    /// CIs, by id, with commas between them.
    pub(crate) items: String,
    /// Places, likewise.
    pub(crate) places: String,
    /// How many labels that are not yet of anything.
    pub(crate) blank: String,
    /// The name of a known sheet, or [`FREE`].
    pub(crate) sheet: String,
    pub(crate) page_width: String,
    pub(crate) page_height: String,
    pub(crate) left: String,
    pub(crate) top: String,
    pub(crate) width: String,
    pub(crate) height: String,
    pub(crate) gap_across: String,
    pub(crate) gap_down: String,
    pub(crate) columns: String,
    pub(crate) rows: String,
    /// The first free position on the first sheet, counted from 1.
    pub(crate) first: String,
    /// Dots an inch.
    pub(crate) dpi: String,
    /// The letter of a correction.
    pub(crate) correction: String,
    /// The language of the reader.
    pub(crate) lang: String,
    /// Who reads, where several are enrolled in the browser.
    pub(crate) person: String,
    /// How often this page has looked for codes that were on their way.
    pub(crate) again: String,
}

/// The name of a sheet that the form's own measures make.
pub(crate) const FREE: &str = "free";

/// What is wrong with the form.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Mistake {
    /// A field holds something else than what belongs there.
    #[error("the field {0} cannot be read")]
    Field(&'static str),
    /// The measures are no sheet.
    #[error(transparent)]
    Sheet(#[from] SheetError),
    /// There is no such position on the sheet.
    #[error("the sheet has positions 1 to {0}")]
    First(u32),
    /// More labels than one page makes.
    #[error("more than {MAX_LABELS} labels")]
    TooMany,
}

/// How labels come onto paper.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Paper {
    pub(crate) sheet: Sheet,
    pub(crate) resolution: Resolution,
    pub(crate) correction: Correction,
    /// Positions of the first page that are used up.
    pub(crate) used: u32,
}

impl Asked {
    /// The records whose labels are asked for, in order, each once.
    ///
    /// # Errors
    /// If an id cannot be read, or there are too many.
    pub(crate) fn keys(&self) -> Result<Vec<RecordKey>, Mistake> {
        let mut keys = Vec::new();
        let mut add = |list: &str, field: &'static str, key: fn(RecordId) -> RecordKey| {
            for id in list.split(',').map(str::trim).filter(|id| !id.is_empty()) {
                let key = key(id.parse().map_err(|_| Mistake::Field(field))?);
                if !keys.contains(&key) {
                    keys.push(key);
                }
                if keys.len() > MAX_LABELS {
                    return Err(Mistake::TooMany);
                }
            }
            Ok(())
        };
        add(&self.items, "items", |id| {
            RecordKey::new(Collection::Item, ItemId::from(id))
        })?;
        add(&self.places, "places", |id| {
            RecordKey::new(Collection::Place, PlaceId::from(id))
        })?;
        Ok(keys)
    }

    /// Nothing in particular was asked for.
    pub(crate) fn is_of_nothing(&self) -> bool {
        self.items.is_empty() && self.places.is_empty() && self.blank.is_empty()
    }

    /// How many blank labels are asked for.
    ///
    /// # Errors
    /// If it is no number, or too many.
    pub(crate) fn blanks(&self) -> Result<usize, Mistake> {
        let blanks = number(&self.blank, "blank", 0)? as usize;
        if blanks > MAX_LABELS {
            Err(Mistake::TooMany)
        } else {
            Ok(blanks)
        }
    }

    /// The known sheet that was chosen: the first where nothing was, none where the measures are the form's own.
    ///
    /// # Errors
    /// If there is none of that name.
    pub(crate) fn known(&self) -> Result<Option<&'static KnownSheet>, Mistake> {
        match self.sheet.as_str() {
            "" => Ok(KNOWN.first()),
            FREE => Ok(None),
            id => find_known(id).map(Some).ok_or(Mistake::Field("sheet")),
        }
    }

    /// The paper.
    ///
    /// # Errors
    /// What is wrong with it.
    pub(crate) fn paper(&self) -> Result<Paper, Mistake> {
        let known = self.known()?;
        let sheet = match known {
            Some(known) => known.sheet,
            None => self.own_sheet()?,
        };
        sheet.check()?;
        let resolution = match self.dpi.as_str() {
            "" => known.map_or(Resolution::Dpi300, |known| known.resolution),
            _ => Resolution::of(number(&self.dpi, "dpi", 0)?).ok_or(Mistake::Field("dpi"))?,
        };
        let correction = match self.correction.as_str() {
            "" => Correction::Quartile,
            letter => Correction::of(letter).ok_or(Mistake::Field("correction"))?,
        };
        let first = number(&self.first, "first", 1)?;
        if !(1..=sheet.count()).contains(&first) {
            return Err(Mistake::First(sheet.count()));
        }
        Ok(Paper {
            sheet,
            resolution,
            correction,
            used: first - 1,
        })
    }

    /// The fields of the form's own measures, by name.
    pub(crate) fn measures(&self) -> [(&'static str, &str); 10] {
        [
            ("page_width", &self.page_width),
            ("page_height", &self.page_height),
            ("left", &self.left),
            ("top", &self.top),
            ("width", &self.width),
            ("height", &self.height),
            ("gap_across", &self.gap_across),
            ("gap_down", &self.gap_down),
            ("columns", &self.columns),
            ("rows", &self.rows),
        ]
    }

    /// All fields by name, but for how often the page has looked again.
    pub(crate) fn fields(&self) -> Vec<(&'static str, &str)> {
        let others = [
            ("items", self.items.as_str()),
            ("places", &self.places),
            ("blank", &self.blank),
            ("sheet", &self.sheet),
            ("first", &self.first),
            ("dpi", &self.dpi),
            ("correction", &self.correction),
            ("lang", &self.lang),
            ("person", &self.person),
        ];
        others.into_iter().chain(self.measures()).collect()
    }

    fn own_sheet(&self) -> Result<Sheet, Mistake> {
        let size = |width, height| Size { width, height };
        Ok(Sheet {
            page: size(
                length(&self.page_width, "page_width")?,
                length(&self.page_height, "page_height")?,
            ),
            left: length(&self.left, "left")?,
            top: length(&self.top, "top")?,
            label: size(
                length(&self.width, "width")?,
                length(&self.height, "height")?,
            ),
            gap_across: length(&self.gap_across, "gap_across")?,
            gap_down: length(&self.gap_down, "gap_down")?,
            columns: number(&self.columns, "columns", 1)?,
            rows: number(&self.rows, "rows", 1)?,
        })
    }
}

/// A length; nothing where nothing is said.
fn length(text: &str, field: &'static str) -> Result<Length, Mistake> {
    match text.trim() {
        "" => Ok(Length(0)),
        text => Length::parse(text).ok_or(Mistake::Field(field)),
    }
}

fn number(text: &str, field: &'static str, otherwise: u32) -> Result<u32, Mistake> {
    match text.trim() {
        "" => Ok(otherwise),
        text => text.parse().map_err(|_| Mistake::Field(field)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn free(change: impl FnOnce(&mut Asked)) -> Result<Paper, Mistake> {
        let mut asked = Asked {
            sheet: FREE.to_owned(),
            page_width: "210".to_owned(),
            page_height: "297".to_owned(),
            left: "7,21".to_owned(),
            top: "15.15".to_owned(),
            width: "63,5".to_owned(),
            height: "38,1".to_owned(),
            gap_across: "2,54".to_owned(),
            columns: "3".to_owned(),
            rows: "7".to_owned(),
            ..Asked::default()
        };
        change(&mut asked);
        asked.paper()
    }

    #[test]
    fn free_measures_make_the_same_sheet_as_its_name() {
        assert_eq!(free(|_| ()).map(|paper| paper.sheet), Ok(KNOWN[0].sheet));
    }

    #[test]
    fn each_mistake_has_a_name() {
        let too_wide = SheetError::TooWide(Length(268_830));
        for (paper, expected) in [
            (
                free(|asked| asked.width = "wide".to_owned()),
                Mistake::Field("width"),
            ),
            (
                free(|asked| asked.rows = "-1".to_owned()),
                Mistake::Field("rows"),
            ),
            (
                free(|asked| asked.columns = "4".to_owned()),
                too_wide.into(),
            ),
            (
                free(|asked| asked.columns = "0".to_owned()),
                SheetError::NoLabels.into(),
            ),
            (
                free(|asked| asked.first = "22".to_owned()),
                Mistake::First(21),
            ),
            (
                free(|asked| asked.first = "0".to_owned()),
                Mistake::First(21),
            ),
            (
                free(|asked| asked.dpi = "72".to_owned()),
                Mistake::Field("dpi"),
            ),
            (
                free(|asked| asked.correction = "X".to_owned()),
                Mistake::Field("correction"),
            ),
            (
                free(|asked| asked.sheet = "a3".to_owned()),
                Mistake::Field("sheet"),
            ),
        ] {
            assert_eq!(paper, Err(expected));
        }
    }

    #[test]
    fn records_are_asked_for_by_id_once_each_and_not_too_many() {
        let ids: Vec<String> = (0..=MAX_LABELS as u128)
            .map(|id| ItemId::fixed(id).to_string())
            .collect();
        let asked = |items: String| Asked {
            items,
            ..Asked::default()
        };
        let twice = format!("{0},{0}, ,{1}", ids[0], ids[1]);
        assert_eq!(asked(twice).keys().map(|keys| keys.len()), Ok(2));
        assert_eq!(asked(ids.join(",")).keys(), Err(Mistake::TooMany));
        assert_eq!(
            asked(ids[..MAX_LABELS].join(","))
                .keys()
                .map(|keys| keys.len()),
            Ok(MAX_LABELS)
        );
        assert_eq!(
            asked("x' OR 1=1".to_owned()).keys(),
            Err(Mistake::Field("items"))
        );
        let longest = ids[..MAX_LABELS].join(",").len();
        assert!(longest < 8_000, "{longest}");
    }
}
