//! Addresses on labels, taken apart as a browser would, and **never opened**.
//!
//! Owns finding our own code and enrolment links in them. GS1 Digital Link's meaning is
//! [`super::gs1`]'s.

use std::fmt;

use super::code::LabelCode;

/// An `http` or `https` address, cut into its parts. Nothing is decoded.
#[derive(Debug, Clone, Copy)]
pub(super) struct Address<'a> {
    secure: bool,
    /// Empty when there is none.
    user: &'a str,
    /// Host with port.
    host: &'a str,
    pub(super) path: &'a str,
    pub(super) query: Option<&'a str>,
    fragment: Option<&'a str>,
}

impl<'a> Address<'a> {
    /// Takes a trimmed text apart; `None` when it is no web address, or holds whitespace or control
    /// signs, which browsers drop and readers don't see.
    ///
    /// A backslash counts as a slash and the last `@` ends the user's name, as in a browser:
    /// otherwise `https://good.example@evil.example/` would show the wrong host.
    pub(super) fn parse(text: &'a str) -> Option<Self> {
        if text
            .chars()
            .any(|sign| sign.is_control() || sign.is_whitespace())
        {
            return None;
        }
        let (secure, rest) = strip_prefix_ignoring_case(text, "https://")
            .map(|rest| (true, rest))
            .or_else(|| strip_prefix_ignoring_case(text, "http://").map(|rest| (false, rest)))?;
        let (rest, fragment) = cut(rest, '#');
        let (rest, query) = cut(rest, '?');
        let path_at = rest.find(['/', '\\']).unwrap_or(rest.len());
        let (authority, path) = rest.split_at(path_at);
        let (user, host) = authority.rsplit_once('@').unwrap_or(("", authority));
        (!host.is_empty()).then_some(Self {
            secure,
            user,
            host,
            path,
            query,
            fragment,
        })
    }
}

fn cut(text: &str, mark: char) -> (&str, Option<&str>) {
    match text.split_once(mark) {
        Some((before, after)) => (before, Some(after)),
        None => (text, None),
    }
}

fn strip_prefix_ignoring_case<'a>(text: &'a str, prefix: &str) -> Option<&'a str> {
    let head = text.get(..prefix.len())?;
    head.eq_ignore_ascii_case(prefix)
        .then(|| &text[prefix.len()..])
}

/// Our own code in `…/A/CODE`, with any host or none, and whatever query or fragment behind it.
pub(super) fn own_code_in_path(text: &str) -> Option<LabelCode> {
    let path = text.split(['?', '#']).next()?;
    let segments = path.split(['/', '\\']);
    // The last pair counts: a code is the end of an address, what stands before it is a prefix.
    segments
        .clone()
        .zip(segments.skip(1))
        .filter(|(mark, _)| mark.eq_ignore_ascii_case("A"))
        .filter_map(|(_, code)| LabelCode::parse(code).ok())
        .last()
}

/// `https://host/enrol#CODE`: an invitation to join the server at `host`.
///
/// The code is a secret worth one credential: it is left out of [`fmt::Debug`], and a label that
/// holds one is neither stored nor searched for ([`super::Label::is_secret`]).
#[derive(Clone, PartialEq, Eq)]
pub struct EnrolmentLink {
    origin: String,
    code: String,
}

/// Characters in the fragment: 128 bits are 22 in base64url, 26 in base 32, 32 in hexadecimal, 36
/// as a UUID.
const CODE_LENGTHS: std::ops::RangeInclusive<usize> = 22..=64;

impl EnrolmentLink {
    /// Reads a link. Strict on purpose: a user's name before the host, a host that is not plain
    /// ASCII, a query or another path make it plain text.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let address = Address::parse(text.trim())?;
        let code = address.fragment?;
        let fits = CODE_LENGTHS.contains(&code.len())
            && code
                .bytes()
                .all(|sign| sign.is_ascii_alphanumeric() || matches!(sign, b'-' | b'_'));
        let plain_host = address.host.bytes().all(|sign| {
            sign.is_ascii_alphanumeric() || matches!(sign, b'-' | b'.' | b':' | b'[' | b']')
        });
        let ours = fits
            && plain_host
            && address.user.is_empty()
            && address.query.is_none()
            && matches!(address.path, "/enrol" | "/enrol/");
        if !ours {
            return None;
        }
        let (scheme, default_port) = if address.secure {
            ("https", ":443")
        } else {
            ("http", ":80")
        };
        let host = address.host.to_ascii_lowercase();
        let host = host.strip_suffix(default_port).unwrap_or(&host);
        Some(Self {
            origin: format!("{scheme}://{host}"),
            code: code.to_owned(),
        })
    }

    /// Scheme, host and port as a browser writes an origin, to compare with the app's own server.
    #[must_use]
    pub fn origin(&self) -> &str {
        &self.origin
    }

    /// Host and port, to show to a person who is asked whether to trust it.
    #[must_use]
    pub fn host(&self) -> &str {
        self.origin
            .split_once("://")
            .map_or(&self.origin, |(_, host)| host)
    }

    /// The secret, to be sent to [`EnrolmentLink::origin`] after the person's tap and nowhere else.
    #[must_use]
    pub fn code(&self) -> &str {
        &self.code
    }
}

impl fmt::Debug for EnrolmentLink {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("EnrolmentLink")
            .field("origin", &self.origin)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const CODE: &str = "3q2-7wEAAAAAAAAAAAAAAQ";

    #[track_caller]
    fn check_enrolment(text: &str, origin: Option<&str>) {
        let link = EnrolmentLink::parse(text);
        assert_eq!(link.as_ref().map(EnrolmentLink::origin), origin, "{text:?}");
    }

    #[test]
    fn an_enrolment_link_names_its_server() {
        check_enrolment(
            &format!("https://inv.example.ca/enrol#{CODE}"),
            Some("https://inv.example.ca"),
        );
        check_enrolment(
            &format!("HTTPS://Inv.Example.ca:443/enrol#{CODE}"),
            Some("https://inv.example.ca"),
        );
        check_enrolment(
            &format!("http://localhost:8080/enrol#{CODE}"),
            Some("http://localhost:8080"),
        );
        check_enrolment(
            &format!("http://[::1]:8080/enrol#{CODE}"),
            Some("http://[::1]:8080"),
        );
    }

    #[test]
    fn what_could_hide_a_host_is_no_enrolment_link() {
        for text in [
            format!("https://inv.example.ca@evil.example/enrol#{CODE}"),
            format!("https://evil.example\\@inv.example.ca/enrol#{CODE}"),
            format!("https://inv.example.ca/enrol?x=1#{CODE}"),
            format!("https://inv.example.ca/other#{CODE}"),
            format!("https://inv.exаmple.ca/enrol#{CODE}"),
            format!("https://inv.example.ca/en\trol#{CODE}"),
            format!("javascript://inv.example.ca/enrol#{CODE}"),
            "https://inv.example.ca/enrol".to_owned(),
            "https://inv.example.ca/enrol#short".to_owned(),
            format!("https:///enrol#{CODE}"),
        ] {
            check_enrolment(&text, None);
        }
    }

    #[test]
    fn the_secret_is_not_printed() {
        let link = EnrolmentLink::parse(&format!("https://a.example/enrol#{CODE}")).unwrap();
        assert_eq!(link.code(), CODE);
        assert_eq!(link.host(), "a.example");
        assert!(!format!("{link:?}").contains(CODE));
    }

    #[track_caller]
    fn check_own_code(text: &str, expected: Option<LabelCode>) {
        assert_eq!(own_code_in_path(text), expected, "{text:?}");
    }

    #[test]
    fn our_code_is_found_in_any_address() {
        let code = LabelCode::from_random(0xC0FFEE);
        check_own_code(&format!("https://inv.example.ca/A/{code}"), Some(code));
        check_own_code(
            &format!("https://evil.example/x/a/{code}?from=label#top"),
            Some(code),
        );
        check_own_code(
            &format!("https://inv.example.ca@evil.example/a/{code}/"),
            Some(code),
        );
        check_own_code(&format!("INV.EXAMPLE.CA/A/{code}"), Some(code));
        check_own_code(&format!("https://inv.example.ca/B/{code}"), None);
        check_own_code(&format!("https://inv.example.ca/?next=/A/{code}"), None);
        check_own_code("https://evil.example/a/K7M2", None);
        check_own_code("348/57//957/9475696", None);
    }
}
