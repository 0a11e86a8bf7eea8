//! The screens: each draws what the engine says and forwards what the person does.

mod act;
mod conflict;
mod create;
mod edit;
mod enrol;
mod find;
mod history;
mod label_address;
mod lost;
mod more;
mod obstacle;
mod outbox;
mod pick;
mod record;
mod scan;
mod shell;

pub use create::Create;
pub use edit::Edit;
pub use enrol::Enrol;
pub use find::Find;
pub use label_address::LabelAddress;
pub use lost::Lost;
pub use more::More;
pub use outbox::Outbox;
pub use record::Record;
pub use scan::Scan;
pub use shell::Shell;
