//! How the model is declared: closed sets of words, and views over records.

/// Declares a closed set of words: an enum, its wire words, and all of them in order.
macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($(#[$variant_doc:meta])* $variant:ident = $word:literal,)* }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
        pub enum $name {
            $($(#[$variant_doc])* #[serde(rename = $word)] $variant,)*
        }

        impl $name {
            /// All of them, in the order in which a person meets them.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// The word on the wire and in stores; also the end of its translation's id.
            #[must_use]
            pub const fn word(self) -> &'static str {
                match self {
                    $(Self::$variant => $word,)*
                }
            }

            /// The one of that word.
            #[must_use]
            pub fn from_word(word: &str) -> Option<Self> {
                match word {
                    $($word => Some(Self::$variant),)*
                    _ => None,
                }
            }
        }
    };
}
pub(super) use words;

/// Declares a view over a record of a collection: the type, its id, and the readings it has in common with others:
/// `label` (words in both languages), `retired`, `order`.
macro_rules! view {
    ($(#[$doc:meta])* $name:ident($id:ty) $(has $($common:ident),+)?) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug)]
        pub struct $name<'a>(pub &'a $crate::record::Record);

        impl $name<'_> {
            /// Its id.
            #[must_use]
            pub fn id(self) -> $id {
                self.0.key.id().into()
            }

            $($(view!(@$common);)+)?
        }
    };
    (@label) => {
        /// Its words.
        #[must_use]
        pub fn label(self) -> $crate::model::Words {
            $crate::model::Words::of(self.0)
        }
    };
    (@retired) => {
        /// No longer offered.
        #[must_use]
        pub fn is_retired(self) -> bool {
            self.0.value($crate::model::field::RETIRED) == Some(&serde_json::Value::Bool(true))
        }
    };
    (@order) => {
        /// Its place in lists.
        #[must_use]
        pub fn order(self) -> i64 {
            self.0
                .value($crate::model::field::ORDER)
                .and_then(serde_json::Value::as_i64)
                .unwrap_or(0)
        }
    };
}
pub(super) use view;
