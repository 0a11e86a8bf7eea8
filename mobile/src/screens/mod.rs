//! The screens: each draws what the engine says and forwards what the person does.

mod act;
mod apart;
mod columns;
mod conflict;
mod create;
mod edit;
mod enrol;
mod evicted;
mod find;
mod history;
mod install;
mod installing;
mod keys;
mod label_address;
mod labels;
mod lost;
mod more;
mod obstacle;
mod office;
mod outbox;
mod pick;
mod record;
mod release;
mod scan;
mod sharing;
mod shell;
mod suspects;
mod title;
mod try_scanner;
mod unsent;

pub use apart::{
    Create, Edit, Evicted, EvictedNotice, Find, Import, InstallOffer, Member, More, NewPhone,
    Organisation, Outbox, People, Place, Places, PutOutNotice, Record, Switch, Teams, TryScanner,
    Types,
};
pub use edit::use_unsaved_provider;
pub use enrol::Enrol;
pub use label_address::LabelAddress;
pub use lost::Lost;
pub use scan::Scan;
pub use shell::Shell;
