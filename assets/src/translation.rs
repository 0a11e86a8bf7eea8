//! The words, in Fluent: one folder a language, the same files and the same messages in each.

/// The files of somebody who speaks, by name, in each language.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Translations {
    /// The French ones.
    pub french: &'static [(&'static str, &'static str)],
    /// The English ones.
    pub english: &'static [(&'static str, &'static str)],
}

macro_rules! translations {
    ($name:ident, $whose:literal: $($file:literal),+ $(,)?) => {
        #[doc = concat!("The words of ", $whose, ".")]
        pub const $name: Translations = Translations {
            french: &[$(($file, include_str!(concat!("../translations/fr/", $file, ".ftl")))),+],
            english: &[$(($file, include_str!(concat!("../translations/en/", $file, ".ftl")))),+],
        };
    };
}

translations!(APP, "the app, wherever they are said": "app", "find", "import", "item", "moment", "more", "organisation", "outbox", "places", "scan", "sharing");
// Apart, so that what the first screen loads holds only what it may say.
translations!(DAILY, "the screens that are loaded as part `daily`": "daily");
translations!(OFFICE, "the screens that are loaded as part `office`": "office");
// Apart, so that no phone downloads what only the server says.
translations!(SERVER, "the server's own pages": "labels", "porch");

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use fluent_syntax::ast::{Entry, Expression, InlineExpression, PatternElement};
    use fluent_syntax::parser::parse;

    use super::*;

    type Variables = BTreeSet<String>;

    fn in_inline(expression: &InlineExpression<&str>, found: &mut Variables) {
        match expression {
            InlineExpression::VariableReference { id } => {
                found.insert(id.name.to_owned());
            }
            InlineExpression::Placeable { expression } => in_expression(expression, found),
            _ => {}
        }
    }

    fn in_expression(expression: &Expression<&str>, found: &mut Variables) {
        match expression {
            Expression::Inline(inline) => in_inline(inline, found),
            Expression::Select { selector, variants } => {
                in_inline(selector, found);
                for variant in variants {
                    in_pattern(&variant.value.elements, found);
                }
            }
        }
    }

    fn in_pattern(elements: &[PatternElement<&str>], found: &mut Variables) {
        for element in elements {
            if let PatternElement::Placeable { expression } = element {
                in_expression(expression, found);
            }
        }
    }

    fn messages(files: &[(&str, &str)]) -> BTreeMap<String, Variables> {
        let mut messages = BTreeMap::new();
        for (file, source) in files {
            let resource =
                parse(*source).unwrap_or_else(|(_, errors)| panic!("{file}: {errors:?}"));
            for entry in resource.body {
                if let Entry::Message(message) = entry {
                    let mut variables = Variables::new();
                    in_pattern(
                        &message.value.expect("a message has a text").elements,
                        &mut variables,
                    );
                    let twice = messages.insert(message.id.name.to_owned(), variables);
                    assert!(twice.is_none(), "{} stands twice", message.id.name);
                }
            }
        }
        messages
    }

    #[test]
    fn both_languages_say_the_same_messages_with_the_same_variables() {
        for words in [APP, DAILY, OFFICE, SERVER] {
            assert_eq!(messages(words.french), messages(words.english));
        }
    }

    /// French keeps its high signs, its quotes, its units and the groups of its figures on one line.
    #[test]
    fn french_has_no_break_before_its_signs_and_writes_its_own_apostrophe_and_ellipsis() {
        let parts = |line: &str| {
            let before = |sign| line.contains(&format!(" {sign}"));
            let figures = line
                .as_bytes()
                .windows(3)
                .any(|it| it[0].is_ascii_digit() && it[1] == b' ' && it[2].is_ascii_digit());
            [':', ';', '!', '?', '»', '%'].into_iter().any(before)
                || ["« ", "'", "..."].iter().any(|it| line.contains(it))
                || figures
        };
        assert!(parts("Quoi ?") && parts("« Quoi\u{a0}»") && parts("2 000") && parts("l'un"));
        let parted: Vec<String> = [APP, DAILY, OFFICE, SERVER]
            .iter()
            .flat_map(|words| words.french)
            .flat_map(|(file, source)| source.lines().map(move |line| (file, line)))
            .filter(|(_, line)| !line.starts_with('#') && parts(line))
            .map(|(file, line)| format!("{file}: {line}"))
            .collect();
        assert!(parted.is_empty(), "{}", parted.join("\n"));
    }
}
