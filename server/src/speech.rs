//! The words of the pages that the server makes itself, from the Fluent files that no phone downloads.

use fluent_bundle::{FluentArgs, FluentBundle, FluentResource, FluentValue};

use crate::words::{self, Language};

/// The words of one language.
pub(crate) struct Speech {
    /// Which.
    pub(crate) language: Language,
    bundle: FluentBundle<FluentResource>,
}

impl Speech {
    /// Reads the files of a language.
    pub(crate) fn new(language: Language) -> Self {
        let files = match language {
            Language::French => assets::SERVER.french,
            Language::English => assets::SERVER.english,
        };
        let mut bundle = FluentBundle::new(language.code().parse().into_iter().collect());
        // What is put into a sentence is numbers and measures; marks around them would be printed by some faces.
        bundle.set_use_isolating(false);
        for (_, text) in files {
            // What Fluent cannot read is left out of the resource; a test reads every message.
            let resource =
                FluentResource::try_new((*text).to_owned()).unwrap_or_else(|(read, _)| read);
            bundle.add_resource_overriding(resource);
        }
        Self { language, bundle }
    }

    /// A message, as HTML shows it.
    pub(crate) fn say(&self, message: &str) -> String {
        self.tell(message, [])
    }

    /// A message with what it tells of, as HTML shows it.
    pub(crate) fn tell<const N: usize>(
        &self,
        message: &str,
        told: [(&'static str, FluentValue<'_>); N],
    ) -> String {
        let arguments: FluentArgs<'_> = told.into_iter().collect();
        let pattern = self.bundle.get_message(message).and_then(|it| it.value());
        let said = pattern.map(|it| {
            self.bundle
                .format_pattern(it, Some(&arguments), &mut Vec::new())
        });
        words::escape(&said.unwrap_or_default())
    }
}
