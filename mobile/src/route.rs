//! The addresses of the screens.

use std::convert::Infallible;
use std::fmt;
use std::str::FromStr;

use dioxus::prelude::*;
use shared::id::{ItemId, PersonId, PlaceId};
use shared::identifier::{decode_segment, encode_segment};

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
        q: Sought,
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

/// What is sought, in an address: the router neither writes nor reads `&` and `%` in a value as what they are, and a number
/// may hold any sign.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Sought(pub String);

impl fmt::Display for Sought {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0.is_empty() {
            return Ok(());
        }
        f.write_str(&encode_segment(&self.0))
    }
}

impl FromStr for Sought {
    type Err = Infallible;

    /// Whatever somebody wrote by hand is sought as it is.
    fn from_str(text: &str) -> Result<Self, Infallible> {
        Ok(Self(
            decode_segment(text).unwrap_or_else(|| text.to_owned()),
        ))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fc_n6_an_address_holds_what_is_sought_whatever_it_is() {
        for text in [
            "",
            "portable dell",
            "348/57//957/9475696",
            "50#12-5%REC",
            "50%2312",
            "A?b=1&c",
            "..",
            "~2F",
            "é\0",
        ] {
            let route = Route::Find {
                q: Sought(text.to_owned()),
            };
            let address = route.to_string();
            assert!(
                address.bytes().all(|byte| byte.is_ascii_graphic()),
                "{address}"
            );
            assert_eq!(address.parse::<Route>().ok(), Some(route), "{address}");
        }
        let by_hand = "/find?q=portable%20dell".parse::<Route>().ok();
        let q = Sought("portable dell".to_owned());
        assert_eq!(by_hand, Some(Route::Find { q }));
    }
}
