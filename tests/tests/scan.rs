//! The scanning pipeline: over real pictures with their truth, over made pictures of a phone's
//! camera, and over the inputs that other tools stumbled over (`FC-S*`).

#[path = "scan/cases.rs"]
mod cases;
#[path = "scan/field.rs"]
mod field;
#[path = "scan/made.rs"]
mod made;
