//! What a structured label says, piece by piece, whatever its grammar.

/// One piece of a structured label: what it means and its text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Element {
    /// What the text means.
    pub meaning: Meaning,
    /// The text, as printed; dates are `YYYY-MM-DD`, GTINs have 14 digits. May be empty where the
    /// label has an empty field.
    pub text: String,
}

/// What a piece of a label means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Meaning {
    /// Article number (GTIN, EAN, UPC), padded to 14 digits. Names an article, not a thing.
    Gtin,
    /// Serial number of this very thing.
    Serial,
    /// Number of an asset given by its owner (GS1 GIAI, or GRAI with its serial).
    Asset,
    /// MAC address.
    Mac,
    /// IMEI of a telephone.
    Imei,
    /// Batch or lot.
    Lot,
    /// A shipping unit (GS1 SSCC): a pallet or parcel, not what is in it.
    LogisticUnit,
    /// Day of production.
    Produced,
    /// Day after which it must not be used, or is no longer at its best.
    Expires,
    /// How many.
    Quantity,
    /// The maker's part number.
    MakerPart,
    /// The seller's part number; under data identifier `P` often the buyer's.
    Part,
    /// The buyer's order number.
    BuyerOrder,
    /// The seller's order number.
    SellerOrder,
    /// Anything else, by the key that stands on the label.
    Other(String),
}

impl Element {
    pub(super) fn new(meaning: Meaning, text: impl Into<String>) -> Self {
        Self {
            meaning,
            text: text.into(),
        }
    }
}
