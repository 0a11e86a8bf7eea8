//! The stylesheet: tokens, then what holds everywhere, then one small sheet for each component.

/// All sheets as one, in the order in which they build on each other.
pub const STYLESHEET: &str = concat!(
    include_str!("../styles/tokens.css"),
    include_str!("../styles/base.css"),
    include_str!("../styles/components/shell.css"),
    include_str!("../styles/components/button.css"),
    include_str!("../styles/components/chip.css"),
    include_str!("../styles/components/outcome.css"),
    include_str!("../styles/components/item-row.css"),
    include_str!("../styles/components/facts.css"),
    include_str!("../styles/components/timeline.css"),
    include_str!("../styles/components/tile.css"),
    include_str!("../styles/components/field.css"),
    include_str!("../styles/components/sheet.css"),
    include_str!("../styles/components/notice.css"),
    include_str!("../styles/components/camera.css"),
    include_str!("../styles/components/outbox.css"),
    include_str!("../styles/components/office.css"),
    include_str!("../styles/components/scanner.css"),
    include_str!("../styles/components/sharing.css"),
);

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::PathBuf;

    fn sheets() -> Vec<(PathBuf, String)> {
        let styles = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/styles"));
        let mut sheets = vec![(
            styles.join("base.css"),
            fs::read_to_string(styles.join("base.css")).unwrap(),
        )];
        for entry in fs::read_dir(styles.join("components")).unwrap() {
            let path = entry.unwrap().path();
            let text = fs::read_to_string(&path).unwrap();
            sheets.push((path, text));
        }
        sheets
    }

    #[test]
    fn every_sheet_is_in_the_bundle() {
        for (path, text) in sheets() {
            assert!(
                super::STYLESHEET.contains(&text),
                "{} is left out",
                path.display()
            );
        }
    }

    /// A digit glued to a unit: `12px`, `.2s`, `150ms`.
    fn literal(line: &str) -> bool {
        ["px", "ms"].iter().any(|unit| {
            line.match_indices(unit)
                .any(|(at, _)| line[..at].ends_with(|sign: char| sign.is_ascii_digit()))
        })
    }

    #[test]
    fn only_the_tokens_give_values_to_colours_sizes_and_durations() {
        for (path, text) in sheets() {
            for (number, line) in text
                .lines()
                .enumerate()
                .filter(|(_, line)| !line.starts_with("@media"))
            {
                let coloured = line.contains("rgb(") || line.contains(": #") || line.contains(" #");
                assert!(
                    !coloured && !literal(line),
                    "{}:{}: {line}",
                    path.display(),
                    number + 1
                );
            }
        }
    }

    #[test]
    fn every_token_that_a_sheet_asks_for_has_a_value() {
        let tokens = include_str!("../styles/tokens.css");
        for (path, text) in sheets() {
            for asked in text.split("var(").skip(1) {
                let name = asked.split([')', ',']).next().unwrap();
                assert!(
                    tokens.contains(&format!("{name}:")),
                    "{}: {name}",
                    path.display()
                );
            }
        }
    }
}
