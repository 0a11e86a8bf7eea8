//! The addresses of the screens.

use dioxus::prelude::*;
use shared::id::{ItemId, PersonId, PlaceId};

use crate::screens::{
    Create, Edit, Enrol, Find, Import, LabelAddress, Lost, Member, More, NewPhone, Organisation,
    Outbox, People, Place, Places, Record, Scan, Shell, Switch, Teams, TryScanner, Types,
};

/// A screen with its address.
#[derive(Clone, Debug, PartialEq, Routable)]
pub enum Route {
    #[layout(Shell)]
    /// The camera: home.
    #[route("/")]
    Scan {},
    /// Search, and on a wide screen the list with the detail beside it.
    #[route("/find?:q")]
    Find {
        /// What is sought.
        q: String,
    },
    /// One CI.
    #[route("/item/:id")]
    Record {
        /// Which.
        id: ItemId,
    },
    /// The form of one CI.
    #[route("/item/:id/edit")]
    Edit {
        /// Which.
        id: ItemId,
    },
    /// A new CI without a scan.
    #[route("/new")]
    Create {},
    /// What is to send, was sent, is to settle.
    #[route("/outbox")]
    Outbox {},
    /// Language, theme, this device.
    #[route("/more")]
    More {},
    /// Who works on this device.
    #[route("/switch")]
    Switch {},
    /// What this device's scanner types, and how it is learned.
    #[route("/scanner")]
    TryScanner {},
    /// Bringing a file in.
    #[route("/import")]
    Import {},
    /// Everybody and their roles.
    #[route("/people")]
    People {},
    /// One person: their roles, their devices.
    #[route("/people/:id")]
    Member {
        /// Who.
        id: PersonId,
    },
    /// Another device of one's own.
    #[route("/new-phone")]
    NewPhone {},
    /// The teams.
    #[route("/teams")]
    Teams {},
    /// The types of each team.
    #[route("/types")]
    Types {},
    /// The organisation's name, money and languages.
    #[route("/organisation")]
    Organisation {},
    /// The sites, and any place by its name.
    #[route("/places")]
    Places {},
    /// One place, and what lies in it.
    #[route("/place/:id")]
    Place {
        /// Which.
        id: PlaceId,
    },
    #[end_layout]
    /// The invitation of a server to this device; its code follows `#`.
    #[route("/enrol")]
    Enrol {},
    /// One of our labels, opened through its address by some other app.
    #[route("/A/:code")]
    LabelAddress {
        /// The label's code.
        code: String,
    },
    /// Any other address.
    #[route("/:..path")]
    Lost {
        /// Where it would have led.
        path: Vec<String>,
    },
}
