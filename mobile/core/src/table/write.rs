//! Writing rows so that a spreadsheet shows what they hold, and runs nothing of it.

use std::fmt::Write as _;

/// A row that is being written.
#[derive(Debug)]
pub(crate) struct Row<'a> {
    text: &'a mut String,
    separator: char,
    first: bool,
}

impl<'a> Row<'a> {
    /// Begins a row.
    pub(crate) fn begin(text: &'a mut String, separator: char) -> Self {
        Self {
            text,
            separator,
            first: true,
        }
    }

    /// Adds what people or codes wrote. Where a spreadsheet would take it for a formula, an apostrophe goes before it;
    /// so it does before one that such a text begins with, so that [`unguarded`] gives back each of them.
    pub(crate) fn text(&mut self, text: &str) {
        let guard = if is_guarded(text) { "'" } else { "" };
        self.cell(&format!("{guard}{text}"));
    }

    /// Adds what is made here: a number, a day, a word.
    pub(crate) fn cell(&mut self, text: &str) {
        if !self.first {
            self.text.push(self.separator);
        }
        self.first = false;
        let quoted = text.contains([';', ',', '\t', '|', '"', '\r', '\n'])
            || text.starts_with(' ')
            || text.ends_with(' ');
        // Writing to a String never fails.
        let _ = if quoted {
            write!(self.text, "\"{}\"", text.replace('"', "\"\""))
        } else {
            self.text.write_str(text)
        };
    }

    /// Ends the row.
    pub(crate) fn end(self) {
        self.text.push_str("\r\n");
    }
}

/// A cell without the apostrophe that keeps it from running.
pub(crate) fn unguarded(text: &str) -> &str {
    match text.strip_prefix('\'') {
        Some(rest) if is_guarded(rest) => rest,
        _ => text,
    }
}

/// Whether a cell asks for a value to be cleared. A blank one never does.
pub(crate) fn is_clearing(text: &str) -> bool {
    const MARKS: [&str; 4] = ["<vide>", "<effacer>", "<empty>", "<clear>"];
    MARKS.iter().any(|mark| text.eq_ignore_ascii_case(mark))
}

fn is_guarded(text: &str) -> bool {
    would_run(text) || is_clearing(text.trim_start_matches('\''))
}

/// Whether a spreadsheet might run a text: behind its apostrophes it begins as a formula does.
fn would_run(text: &str) -> bool {
    text.trim_start_matches('\'')
        .starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'])
}

#[cfg(test)]
mod tests {
    use super::super::Table;
    use super::*;

    #[test]
    fn fc_x1_what_would_run_does_not_and_comes_back_unchanged() {
        let texts = [
            "=HYPERLINK(\"http://a.example\",\"click\")",
            "=cmd|'/c calc'!A1",
            "\t=1+1",
            "-12345",
            "+33 1 00",
            "@home",
            "'=x",
            "''-y",
            "'quoted'",
            "<vide>",
            "O'Brien\"/><svg onload=alert(1)>",
            "two\nlines; and, more",
            " blanks ",
            "",
        ];
        // Ten times there and back: nothing piles up.
        let mut now: Vec<String> = texts.map(str::to_owned).to_vec();
        for _ in 0..10 {
            let mut text = String::new();
            let mut row = Row::begin(&mut text, ';');
            for cell in &now {
                row.text(cell);
            }
            row.end();
            let table = Table::read(&text, ';');
            for cell in table.row(0) {
                assert!(
                    !cell.starts_with(['=', '+', '-', '@', '\t', '\r']),
                    "{cell:?}"
                );
            }
            now = table
                .row(0)
                .map(|cell| unguarded(cell).to_owned())
                .collect();
        }
        assert_eq!(now, texts);
    }
}
