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
}
