//! The text of a table as rows of cells, its separator and its header.

use csv_core::{ReadFieldResult, ReaderBuilder};

/// What separates cells in files that people have.
const SEPARATORS: [char; 4] = [';', ',', '\t', '|'];

/// Characters looked at to find the separator.
const LOOKED_AT: usize = 20_000;

/// A table whose cells lie one after the other in one text: little more than the file itself.
#[derive(Debug, Default)]
pub(crate) struct Table {
    text: String,
    /// Where each cell ends in the text.
    ends: Vec<u32>,
    /// How many cells there are up to the end of each row.
    rows: Vec<u32>,
}

impl Table {
    /// Reads a text whose cells are separated so. A quoted cell may hold separators, line ends and, doubled, quotes.
    pub(crate) fn read(text: &str, separator: char) -> Self {
        let text = past_separator_line(text);
        let delimiter = u8::try_from(separator).unwrap_or(b',');
        let mut reader = ReaderBuilder::new().delimiter(delimiter).build();
        let mut out = vec![0; text.len() + 1];
        let (mut table, mut read, mut written) = (Self::default(), 0, 0);
        loop {
            let (result, took, gave) =
                reader.read_field(&text.as_bytes()[read..], &mut out[written..]);
            read += took;
            written += gave;
            match result {
                // The next turn hands over nothing: that is the end.
                ReadFieldResult::InputEmpty => {}
                ReadFieldResult::Field { record_end } => {
                    table.ends.push(index(written));
                    if record_end {
                        table.rows.push(index(table.ends.len()));
                    }
                }
                // What comes out is never longer than what goes in.
                ReadFieldResult::OutputFull | ReadFieldResult::End => break,
            }
        }
        out.truncate(written);
        // Only whole signs of ASCII are left out of what was a text.
        table.text = String::from_utf8(out).unwrap_or_default();
        table
    }

    /// How many rows there are, the header among them.
    pub(crate) fn len(&self) -> usize {
        self.rows.len()
    }

    /// The cells of a row.
    pub(crate) fn row(&self, row: usize) -> impl Iterator<Item = &str> {
        let from = row.checked_sub(1).map_or(0, |before| self.rows[before]);
        let to = self.rows.get(row).copied().unwrap_or(from);
        (from..to).map(|cell| {
            let cell = cell as usize;
            let begin = cell.checked_sub(1).map_or(0, |before| self.ends[before]);
            &self.text[begin as usize..self.ends[cell] as usize]
        })
    }
}

/// The separator that gives the most even table of at least two columns.
pub(crate) fn guess_separator(text: &str) -> char {
    let line = text.lines().next().unwrap_or_default();
    let said = line
        .strip_prefix("sep=")
        .and_then(|rest| rest.chars().next());
    if let Some(said) = said.filter(|said| SEPARATORS.contains(said)) {
        return said;
    }
    let cut = text.floor_char_boundary(text.len().min(LOOKED_AT));
    let mut best = (0, ';');
    for separator in SEPARATORS {
        let table = Table::read(&text[..cut], separator);
        let width = table.row(0).count();
        // The last row may be cut.
        let even = (0..table.len().saturating_sub(1).max(1))
            .filter(|row| table.row(*row).count() == width)
            .count();
        let worth = if width > 1 { even * width.min(8) } else { 0 };
        if worth > best.0 {
            best = (worth, separator);
        }
    }
    best.1
}

/// Whether the first row names the columns, given how many of its words are known names: numbers stand in rows.
pub(crate) fn guess_header(table: &Table, known: usize) -> bool {
    known > 0
        || table.len() > 1
            && table
                .row(0)
                .all(|cell| !cell.contains(|sign: char| sign.is_ascii_digit()))
}

/// Spreadsheets name the separator in a first line of its own, which is no row.
fn past_separator_line(text: &str) -> &str {
    match text.split_once('\n') {
        Some((line, rest)) if line.starts_with("sep=") && line.trim_end().chars().count() <= 5 => {
            rest
        }
        _ => text,
    }
}

fn index(place: usize) -> u32 {
    u32::try_from(place).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cells(text: &str, separator: char) -> Vec<Vec<String>> {
        let table = Table::read(text, separator);
        (0..table.len())
            .map(|row| table.row(row).map(str::to_owned).collect())
            .collect()
    }

    #[test]
    fn quotes_hold_separators_line_ends_and_quotes() {
        assert_eq!(
            cells("a;\"b;\"\"c\"\"\nd\";é\r\n;;\n", ';'),
            [vec!["a", "b;\"c\"\nd", "é"], vec!["", "", ""]]
        );
        assert_eq!(cells("sep=,\r\na,b", ','), [vec!["a", "b"]]);
        assert_eq!(cells("", ';'), Vec::<Vec<String>>::new());
    }

    #[track_caller]
    fn check(text: &str, separator: char) {
        assert_eq!(guess_separator(text), separator, "{text:?}");
    }

    #[test]
    fn the_separator_that_makes_an_even_table_is_found() {
        check("Nom;Prix\nA;1,5\nB;2,5\n", ';');
        check("name,price\na,1.5\nb,\"2;5\"\n", ',');
        check("a\tb\tc\n1\t2\t3\n", '\t');
        check("a|b\n1|2\n", '|');
        check("sep=|\na;b;c\n", '|');
        check("one column\nonly\n", ';');
    }
}
