//! The words that files of this trade have: names of columns, states, kinds. Read, never shown; both languages, and
//! what the tools write that people come from.

use shared::identifier::fold_for_search;
use shared::model::{Criticality, IdentifierKind, PlaceKind, State, field};
use shared::record::Field;

use crate::api::{Holds, RowsOf};

/// A word as it is compared: small letters and digits alone, so that `SerialNumber`, `N° de série` and `serial_number`
/// are told by what they say.
pub(super) fn bare(text: &str) -> String {
    fold_for_search(text)
        .chars()
        .filter(|sign| sign.is_alphanumeric())
        .collect()
}

/// What a column of that name holds.
pub(super) fn holds(name: &str, of: RowsOf) -> Option<Holds> {
    let name = bare(name);
    let (places, items) = (PLACE_COLUMNS, ITEM_COLUMNS);
    let table = match of {
        RowsOf::Items => items,
        RowsOf::Places => places,
    };
    let field = table.iter().find(|(_, words)| among(words, &name));
    if let Some((field, _)) = field {
        return Some(Holds::Field(Field::new(field)));
    }
    if among("id identifiantrecense recenseid", &name) {
        return Some(Holds::Id);
    }
    if of == RowsOf::Items {
        if among("sousetat substatus substate sousstatut", &name) {
            return Some(Holds::SubState);
        }
        if let Some((kind, _)) = IDENTIFIERS.iter().find(|(_, words)| among(words, &name)) {
            return Some(Holds::Identifier(*kind));
        }
    }
    place_kind(&name).map(Holds::Part)
}

pub(super) fn state(text: &str) -> Option<State> {
    find(STATES, text)
}

pub(super) fn criticality(text: &str) -> Option<Criticality> {
    find(CRITICALITY, text)
}

pub(super) fn place_kind(text: &str) -> Option<PlaceKind> {
    find(PLACE_KINDS, text)
}

pub(super) fn yes_no(text: &str) -> Option<bool> {
    let word = bare(text);
    if among("oui yes vrai true 1 x o y", &word) {
        return Some(true);
    }
    among("non no faux false 0 n", &word).then_some(false)
}

fn find<T: Copy>(table: &[(T, &str)], text: &str) -> Option<T> {
    let word = bare(text);
    let found = table.iter().find(|(_, words)| among(words, &word));
    found.map(|(meaning, _)| *meaning)
}

fn among(words: &str, word: &str) -> bool {
    words.split(' ').any(|known| known == word)
}

const STATES: &[(State, &str)] = &[
    (State::Ordered, "commande encommande ordered onorder"),
    (
        State::InStock,
        "enstock stock eninventaire inventaire instock ininventory",
    ),
    (
        State::InService,
        "enservice enoperation enfonction enproduction enutilisation actif inservice inoperation operational active inuse \
         deployed",
    ),
    (
        State::InRepair,
        "enreparation reparation inrepair repair enmaintenance",
    ),
    (State::Missing, "introuvable manquant perdu missing lost"),
    (
        State::Retired,
        "retire reforme horsservice misaurebut retired disposed decommissioned",
    ),
];

const CRITICALITY: &[(Criticality, &str)] = &[
    (Criticality::Low, "faible basse low"),
    (Criticality::Medium, "moyenne moyen normale medium normal"),
    (Criticality::High, "haute eleve elevee high"),
    (Criticality::Critical, "vitale critique critical vital"),
];

const PLACE_KINDS: &[(PlaceKind, &str)] = &[
    (PlaceKind::Site, "site campus"),
    (PlaceKind::Building, "batiment edifice immeuble building"),
    (PlaceKind::Floor, "etage niveau floor level"),
    (PlaceKind::Room, "salle local piece bureau room office"),
    (PlaceKind::Spot, "endroit position spot rack"),
];

const IDENTIFIERS: &[(IdentifierKind, &str)] = &[
    (IdentifierKind::Label, "etiquette label etiquetterecense"),
    (
        IdentifierKind::OldTag,
        "ancienneetiquette ancientag oldlabel oldtag",
    ),
    (
        IdentifierKind::AssetCode,
        "autrecode codeexterne othercode externalcode externalid",
    ),
    (IdentifierKind::Mac, "adressemac mac macaddress"),
    (
        IdentifierKind::Serial,
        "autrenumerodeserie autrendeserie autrenodeserie otherserialnumber",
    ),
];

const PLACE_COLUMNS: &[(&str, &str)] = &[
    (field::NAME, "nom name emplacement lieu place location"),
    (
        field::PARENT,
        "parent dans situedans within in emplacementparent parentlocation chemin path",
    ),
    (field::KIND, "genre type sorte kind"),
];

const ITEM_COLUMNS: &[(&str, &str)] = &[
    (field::NAME, "nom name nomduci ciname designation hostname"),
    (field::TYPE, "type typedeci citype typeduci"),
    (field::CATEGORY, "categorie category"),
    (field::STATE, "etat state statut status"),
    (field::CRITICALITY, "criticite criticality"),
    (
        field::INVENTORY_NUMBER,
        "numerodinventaire ndinventaire nodinventaire noinventaire inventorynumber inventoryno assettag assetnumber \
         tagdinventaire tag numero",
    ),
    (
        field::SERIAL_NUMBER,
        "numerodeserie ndeserie nodeserie noserie numeroserie serialnumber serialno serial sn servicetag",
    ),
    (
        field::MANUFACTURER,
        "fabricant marque constructeur manufacturer maker brand make",
    ),
    (field::MODEL, "modele model"),
    (
        field::PLACE,
        "emplacement lieu place location localisation cheminemplacement",
    ),
    (
        field::RESPONSIBLE,
        "responsable proprietaire responsible heldby owner ciprincipalcontact",
    ),
    (
        field::USER,
        "utilisateur utilisateurprincipal user usedby mainuser assignedto",
    ),
    (field::SUPPLIER, "fournisseur supplier vendor"),
    (
        field::PURCHASE_DATE,
        "achat datedachat dateachat bought purchasedate datepurchased dateacquisition acquisitiondate",
    ),
    (
        field::PURCHASE_PRICE,
        "prixdachat prix prixachat cout price cost purchaseprice purchasecost acquisitioncost",
    ),
    (
        field::WARRANTY_END,
        "garantie findegarantie fingarantie datefingarantie datedefindegarantie warranty warrantyend warrantyenddate \
         endwarrantydate warrantyexpiration",
    ),
    (
        field::END_OF_LIFE,
        "findevie datefindevie datederetrait dateretrait dateretire endoflife endoflifedate retirementdate dateretired",
    ),
    (field::MANAGED, "gere managed managedsoftware"),
    (
        field::NOTES,
        "note notes remarque remarques commentaire commentaires comment comments description",
    ),
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::ITEM_FIELDS;

    /// What the screens call things, in both languages: an export names its columns so.
    const SAID: [&str; 10] = [
        include_str!("../../../../../assets/translations/fr/app.ftl"),
        include_str!("../../../../../assets/translations/en/app.ftl"),
        include_str!("../../../../../assets/translations/fr/daily.ftl"),
        include_str!("../../../../../assets/translations/en/daily.ftl"),
        include_str!("../../../../../assets/translations/fr/office.ftl"),
        include_str!("../../../../../assets/translations/en/office.ftl"),
        include_str!("../../../../../assets/translations/fr/item.ftl"),
        include_str!("../../../../../assets/translations/en/item.ftl"),
        include_str!("../../../../../assets/translations/fr/import.ftl"),
        include_str!("../../../../../assets/translations/en/import.ftl"),
    ];

    /// The words of a message, one in each language.
    #[track_caller]
    fn said(message: &str) -> Vec<&'static str> {
        let lines = SAID.iter().flat_map(|file| file.lines());
        let words: Vec<&str> = lines
            .filter_map(|line| line.split_once(" = "))
            .filter(|(id, _)| *id == message)
            .map(|(_, word)| word)
            .collect();
        assert_eq!(words.len(), 2, "{message}");
        words
    }

    #[test]
    fn what_the_screens_call_a_column_is_read_as_that_column() {
        let items = |message: &str, expected: &Holds| {
            for word in said(message) {
                assert_eq!(
                    holds(word, RowsOf::Items).as_ref(),
                    Some(expected),
                    "{word}"
                );
            }
        };
        for name in ITEM_FIELDS {
            let message = match *name {
                field::STATE => "state".to_owned(),
                name => format!("field-{}", name.replace('_', "-")),
            };
            items(&message, &Holds::Field(Field::new(name)));
        }
        for kind in IdentifierKind::ALL {
            let message = format!("identifier-{}", kind.word().replace('_', "-"));
            items(&message, &Holds::Identifier(*kind));
        }
        items("column-sub-state", &Holds::SubState);
        items("column-id", &Holds::Id);
        for (message, name) in [
            ("field-name", field::NAME),
            ("column-parent", field::PARENT),
            ("column-kind", field::KIND),
        ] {
            for word in said(message) {
                let expected = Holds::Field(Field::new(name));
                assert_eq!(holds(word, RowsOf::Places), Some(expected), "{word}");
            }
        }
    }

    #[test]
    fn what_the_screens_say_in_a_cell_is_read_as_that() {
        for known in State::ALL {
            let message = format!("state-{}", known.word().replace('_', "-"));
            assert!(
                said(&message)
                    .iter()
                    .all(|word| state(word) == Some(*known))
            );
        }
        for known in PlaceKind::ALL {
            let message = format!("place-kind-{}", known.word());
            assert!(
                said(&message)
                    .iter()
                    .all(|word| place_kind(word) == Some(*known))
            );
        }
        for known in Criticality::ALL {
            let message = format!("criticality-{}", known.word());
            assert!(
                said(&message)
                    .iter()
                    .all(|word| criticality(word) == Some(*known))
            );
        }
    }
}
