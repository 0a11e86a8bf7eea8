//! The scanning pipeline: over real pictures with their truth, over made pictures of a phone's
//! camera, and over the inputs that other tools stumbled over (`FC-S*`).

mod cases;
mod field;
mod made;
