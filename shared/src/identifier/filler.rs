//! Filler words: what stands in a field so that it is not empty. Kept as text, never identity.

use super::fold_for_search;

/// Folded, as [`fold_for_search`] gives them. The English ones are what firmware and imports are
/// known to hold; the French ones are what people write. Short sequences of digits are left out:
/// `12345` is some things' real number.
#[rustfmt::skip]
static FILLERS: &[&str] = &[
    "unknown", "unknow", "not known", "none", "null", "(null)", "nil", "undefined", "empty", "invalid",
    "n/a", "n.a.", "n.a", "na", "n/d", "n.d.", "n/c", "n.c.", "s/o", "tbd", "tba", "-", "--", "---", "?", "??", "???",
    "not specified", "not available", "not applicable", "not set", "no serial", "no serial number",
    "no asset tag", "no asset information", "asset tag", "serial number", "serial",
    "system serial number", "chassis serial number", "base board serial number", "system manufacturer",
    "system product name", "default string", "default", "oem", "o.e.m.", "oem_serial",
    "to be filled by o.e.m.", "to be filled by oem", "to be filled", "to be determined",
    "inconnu", "inconnue", "aucun", "aucune", "neant", "sans", "sans objet", "sans numero",
    "non disponible", "non renseigne", "non specifie", "non defini", "a definir", "a completer", "vide",
];

/// Whether a text is a filler: one of the known words, or one sign (`0`, `x`, `f`, `*`) repeated to
/// fill a field.
pub(super) fn is_filler(text: &str) -> bool {
    let folded = fold_for_search(text);
    FILLERS.contains(&folded.as_str()) || is_one_sign_repeated(&folded)
}

fn is_one_sign_repeated(folded: &str) -> bool {
    let Some(first @ ('0' | 'x' | 'f' | '*' | '-' | '?')) = folded.chars().next() else {
        return false;
    };
    folded.len() >= 4 && folded.chars().all(|sign| sign == first)
}
