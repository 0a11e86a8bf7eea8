//! What the starter set holds: one list a team. Positions in lists are part of ids: only ever append.

use super::{Pair, StarterAttribute, StarterTeam, StarterType, team_id, type_id};
use crate::model::{AttributeKind, CodeTarget, State};

/// The starter teams.
pub mod team {
    use super::team_id;
    use crate::id::TeamId;

    /// Information technology.
    pub const IT: TeamId = team_id(1);
    /// Human resources.
    pub const HUMAN_RESOURCES: TeamId = team_id(2);
    /// Finance.
    pub const FINANCE: TeamId = team_id(3);
    /// Logistics.
    pub const LOGISTICS: TeamId = team_id(4);
    /// Material resources.
    pub const MATERIAL_RESOURCES: TeamId = team_id(5);
    /// Documents.
    pub const DOCUMENTS: TeamId = team_id(6);
}

/// The starter types that others name: the demo, tests.
pub mod types {
    use super::type_id;
    use crate::id::TypeId;

    /// A workstation.
    pub const WORKSTATION: TypeId = type_id(101);
    /// A laptop.
    pub const LAPTOP: TypeId = type_id(102);
    /// A tablet.
    pub const TABLET: TypeId = type_id(103);
    /// A phone.
    pub const PHONE: TypeId = type_id(104);
    /// A monitor.
    pub const MONITOR: TypeId = type_id(105);
    /// A printer.
    pub const PRINTER: TypeId = type_id(106);
    /// A server.
    pub const SERVER: TypeId = type_id(107);
    /// A network device.
    pub const NETWORK: TypeId = type_id(108);
    /// A licence.
    pub const LICENCE: TypeId = type_id(109);
    /// A piece of logistic equipment.
    pub const EQUIPMENT: TypeId = type_id(401);
    /// A piece of material.
    pub const MATERIAL: TypeId = type_id(501);
    /// A vehicle.
    pub const VEHICLE: TypeId = type_id(502);
    /// Furniture.
    pub const FURNITURE: TypeId = type_id(504);
}

/// Sub-states that every thing one can carry away has.
const MOVABLE: &[(State, Pair)] = &[
    (State::InService, ("Prêté", "Loaned")),
    (State::InService, ("En test", "In test")),
    (State::InStock, ("Réservé", "Reserved")),
    (State::InStock, ("À préparer", "To prepare")),
    (State::InRepair, ("Chez le fournisseur", "At the supplier")),
    (State::Retired, ("Donné", "Donated")),
    (State::Retired, ("Recyclé", "Recycled")),
];

const OPERATING_SYSTEMS: &[&str] = &["Windows 10", "Windows 11", "macOS", "Linux", "ChromeOS"];

const fn attribute(label: Pair, kind: AttributeKind) -> StarterAttribute {
    StarterAttribute {
        label,
        kind,
        unit: None,
        choices: &[],
    }
}

const fn measure(label: Pair, kind: AttributeKind, unit: Pair) -> StarterAttribute {
    StarterAttribute {
        label,
        kind,
        unit: Some(unit),
        choices: &[],
    }
}

const fn choice(label: Pair, choices: &'static [&'static str]) -> StarterAttribute {
    StarterAttribute {
        label,
        kind: AttributeKind::List,
        unit: None,
        choices,
    }
}

/// Something that one can touch, with its maker's number on it.
const fn thing(number: u128, label: Pair, icon: &'static str, months: u16) -> StarterType {
    StarterType {
        id: type_id(number),
        label,
        icon,
        code_target: CodeTarget::Serial,
        state: State::InStock,
        life_span: Some(months),
        attributes: &[],
        sub_states: MOVABLE,
        categories: &[],
    }
}

/// Something that is written down: it has a number of the organisation's own, and is in force from its first day.
const fn entry(number: u128, label: Pair, icon: &'static str) -> StarterType {
    StarterType {
        id: type_id(number),
        label,
        icon,
        code_target: CodeTarget::Inventory,
        state: State::InService,
        life_span: None,
        attributes: &[],
        sub_states: &[],
        categories: &[],
    }
}

use AttributeKind::{Date, Decimal, Integer, Person, PositiveInteger, Text};

const COMPUTER: &[StarterAttribute] = &[
    measure(("Mémoire", "Memory"), PositiveInteger, ("Go", "GB")),
    measure(("Stockage", "Storage"), PositiveInteger, ("Go", "GB")),
    choice(
        ("Système d’exploitation", "Operating system"),
        OPERATING_SYSTEMS,
    ),
    attribute(("Processeur", "Processor"), Text),
];

const HAND_HELD: &[StarterAttribute] = &[
    measure(("Stockage", "Storage"), PositiveInteger, ("Go", "GB")),
    attribute(("Numéro de téléphone", "Phone number"), Text),
    attribute(("IMEI", "IMEI"), Text),
];

/// All teams, in the order in which a person meets them.
pub(super) const TEAMS: &[StarterTeam] = &[
    StarterTeam {
        id: team::IT,
        label: ("Informatique", "IT"),
        types: &[
            StarterType {
                attributes: COMPUTER,
                categories: &[("Bureau", "Office"), ("Technique", "Engineering")],
                ..thing(101, ("Poste de travail", "Workstation"), "monitor", 60)
            },
            StarterType {
                attributes: COMPUTER,
                categories: &[("Standard", "Standard"), ("Mobile", "Ultra-portable")],
                ..thing(102, ("Portable", "Laptop"), "laptop", 48)
            },
            StarterType {
                attributes: HAND_HELD,
                categories: &[("Grand public", "Consumer"), ("Durcie", "Rugged")],
                ..thing(103, ("Tablette", "Tablet"), "tablet", 48)
            },
            StarterType {
                attributes: HAND_HELD,
                ..thing(104, ("Téléphone", "Phone"), "smartphone", 36)
            },
            StarterType {
                attributes: &[measure(("Diagonale", "Diagonal"), Decimal, ("po", "in"))],
                ..thing(105, ("Écran", "Monitor"), "monitor", 72)
            },
            StarterType {
                attributes: &[
                    attribute(("Nom réseau", "Network name"), Text),
                    measure(
                        ("Pages imprimées", "Pages printed"),
                        PositiveInteger,
                        ("p.", "pp."),
                    ),
                ],
                categories: &[("Laser", "Laser"), ("Jet d’encre", "Ink jet")],
                ..thing(106, ("Imprimante", "Printer"), "printer", 72)
            },
            StarterType {
                attributes: COMPUTER,
                categories: &[("Physique", "Physical"), ("Virtuel", "Virtual")],
                ..thing(107, ("Serveur", "Server"), "server", 72)
            },
            StarterType {
                attributes: &[
                    attribute(("Adresse IP", "IP address"), Text),
                    attribute(("Ports", "Ports"), PositiveInteger),
                ],
                categories: &[
                    ("Commutateur", "Switch"),
                    ("Routeur", "Router"),
                    ("Borne Wi-Fi", "Access point"),
                ],
                ..thing(108, ("Équipement réseau", "Network device"), "router", 84)
            },
            StarterType {
                attributes: &[
                    attribute(("Nombre de postes", "Seats"), PositiveInteger),
                    attribute(("Échéance", "Expires on"), Date),
                ],
                ..entry(109, ("Licence", "Licence"), "file-check")
            },
            StarterType {
                attributes: &[attribute(("Titulaire", "Holder"), Person)],
                ..entry(110, ("Accès", "Access"), "key-round")
            },
            StarterType {
                attributes: &[attribute(("Titulaire", "Holder"), Person)],
                code_target: CodeTarget::Identifier,
                ..thing(111, ("Carte NFC", "NFC card"), "nfc", 60)
            },
        ],
    },
    StarterTeam {
        id: team::HUMAN_RESOURCES,
        label: ("Ressources humaines", "Human resources"),
        types: &[
            StarterType {
                attributes: &[
                    attribute(("Niveau", "Level"), Text),
                    attribute(("Échelon", "Grade"), Integer),
                ],
                ..entry(201, ("Titre d’emploi", "Job title"), "briefcase")
            },
            entry(202, ("Syndicat", "Union"), "users"),
            StarterType {
                attributes: &[attribute(("Responsable", "Head"), Person)],
                ..entry(
                    203,
                    ("Unité administrative", "Administrative unit"),
                    "building-2",
                )
            },
        ],
    },
    StarterTeam {
        id: team::FINANCE,
        label: ("Finances", "Finance"),
        types: &[
            entry(301, ("Code d’imputation", "Charge code"), "tag"),
            entry(302, ("Code de paiement", "Payment code"), "credit-card"),
            StarterType {
                attributes: &[attribute(("Responsable", "Head"), Person)],
                ..entry(303, ("Centre de coûts", "Cost centre"), "landmark")
            },
        ],
    },
    StarterTeam {
        id: team::LOGISTICS,
        label: ("Logistique", "Logistics"),
        types: &[
            StarterType {
                attributes: &[measure(("Charge", "Load"), Decimal, ("kg", "kg"))],
                ..thing(401, ("Équipement", "Equipment"), "package", 96)
            },
            entry(402, ("Service", "Service"), "wrench"),
            StarterType {
                attributes: &[
                    attribute(("Début", "Starts on"), Date),
                    attribute(("Fin", "Ends on"), Date),
                    measure(("Montant annuel", "Yearly amount"), Decimal, ("$", "$")),
                ],
                ..entry(403, ("Contrat", "Contract"), "file-text")
            },
            StarterType {
                attributes: &[measure(("Longueur", "Length"), Decimal, ("km", "km"))],
                ..entry(404, ("Trajet", "Route"), "map")
            },
        ],
    },
    StarterTeam {
        id: team::MATERIAL_RESOURCES,
        label: ("Ressources matérielles", "Material resources"),
        types: &[
            thing(501, ("Matériel", "Material"), "box", 120),
            StarterType {
                code_target: CodeTarget::Identifier,
                attributes: &[
                    attribute(("Immatriculation", "Registration"), Text),
                    measure(("Kilométrage", "Mileage"), PositiveInteger, ("km", "km")),
                ],
                categories: &[
                    ("Voiture", "Car"),
                    ("Camionnette", "Van"),
                    ("Camion", "Truck"),
                ],
                ..thing(502, ("Véhicule", "Vehicle"), "car", 96)
            },
            StarterType {
                attributes: &[attribute(("Référence", "Part number"), Text)],
                ..thing(503, ("Pièce", "Part"), "wrench", 60)
            },
            StarterType {
                code_target: CodeTarget::Identifier,
                categories: &[
                    ("Bureau", "Desk"),
                    ("Siège", "Chair"),
                    ("Rangement", "Storage"),
                ],
                ..thing(504, ("Mobilier", "Furniture"), "armchair", 120)
            },
            StarterType {
                attributes: &[attribute(("Prochaine vérification", "Next check"), Date)],
                ..thing(
                    505,
                    ("Équipement spécialisé", "Special equipment"),
                    "shapes",
                    120,
                )
            },
        ],
    },
    StarterTeam {
        id: team::DOCUMENTS,
        label: ("Documents", "Documents"),
        types: &[
            entry(
                601,
                ("Base de connaissances", "Knowledge base"),
                "book-open",
            ),
            entry(602, ("FAQ", "FAQ"), "circle-question-mark"),
            StarterType {
                attributes: &[attribute(("À réviser le", "Review on"), Date)],
                ..entry(603, ("Procédure", "Procedure"), "file-text")
            },
        ],
    },
];
