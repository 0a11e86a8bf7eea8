//! What a person is given to enrol a native device with: a link, or a server's address and a code.

use shared::label::EnrolmentLink;
use url::{Host, Url};

/// A server that may be asked, and the code to ask with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Invitation {
    /// The server's origin (`https://inv.example.ca`).
    pub server: String,
    /// The code, to be sent to that server and to no other.
    pub code: String,
}

impl Invitation {
    /// Reads what was typed or pasted into the two fields. A link in either is both at once. None where the address is
    /// not one that a credential may be sent to: https, or this machine itself.
    #[must_use]
    pub fn read(server: &str, code: &str) -> Option<Self> {
        if let Some(link) = [code, server].into_iter().find_map(EnrolmentLink::parse) {
            return Some(Self {
                server: read_server(link.origin())?,
                code: link.code().to_owned(),
            });
        }
        Some(Self {
            server: read_server(server)?,
            code: code.trim().trim_start_matches('#').to_owned(),
        })
    }
}

/// The origin of a server's address, as people write those: with its scheme or without.
fn read_server(text: &str) -> Option<String> {
    let text = text.trim();
    let address = match text.split_once("://") {
        Some(_) => Url::parse(text),
        None => Url::parse(&format!("https://{text}")),
    };
    let address = address.ok()?;
    let own = match address.host()? {
        Host::Domain(name) => name == "localhost" || name.ends_with(".localhost"),
        Host::Ipv4(number) => number.is_loopback(),
        Host::Ipv6(number) => number.is_loopback(),
    };
    let confidential = address.scheme() == "https" || address.scheme() == "http" && own;
    let plain = address.username().is_empty() && address.password().is_none();
    (confidential && plain).then(|| address.origin().ascii_serialization())
}

#[cfg(test)]
mod tests {
    use super::*;

    const CODE: &str = "3q2-7wEAAAAAAAAAAAAAAQ";

    #[test]
    fn a_link_gives_both_and_an_address_needs_its_code() {
        let link = format!("https://inv.example.ca/enrol#{CODE}");
        let own = format!("http://localhost:8080/enrol#{CODE}");
        for (server, code, expected) in [
            ("", link.as_str(), "https://inv.example.ca"),
            (link.as_str(), "", "https://inv.example.ca"),
            ("other.example", link.as_str(), "https://inv.example.ca"),
            ("", own.as_str(), "http://localhost:8080"),
            ("inv.example.ca", CODE, "https://inv.example.ca"),
            (
                " https://Inv.Example.ca:443/ ",
                CODE,
                "https://inv.example.ca",
            ),
            ("https://10.0.0.7:8443/enrol", CODE, "https://10.0.0.7:8443"),
            ("http://127.0.0.1:8080", CODE, "http://127.0.0.1:8080"),
            ("http://[::1]:8080", CODE, "http://[::1]:8080"),
        ] {
            let read = Invitation::read(server, code).map(|read| (read.server, read.code));
            let expected = (expected.to_owned(), CODE.to_owned());
            assert_eq!(read, Some(expected), "{server:?} {code:?}");
        }
    }

    #[test]
    fn no_credential_goes_over_a_line_that_others_read() {
        let plain = format!("http://inv.example.ca/enrol#{CODE}");
        for (server, code) in [
            ("", plain.as_str()),
            ("http://inv.example.ca", CODE),
            ("http://10.0.0.7", CODE),
            ("ftp://localhost", CODE),
            ("https://user@inv.example.ca", CODE),
            ("https://", CODE),
            ("not an address", CODE),
            ("", CODE),
        ] {
            assert_eq!(Invitation::read(server, code), None, "{server:?} {code:?}");
        }
    }
}
