//! What a person types or pastes to enrol with the server that the page came from.

use shared::label::EnrolmentLink;

use super::Uninvited;

/// The names of this machine itself.
const HERE: [&str; 3] = ["localhost", "127.0.0.1", "[::1]"];

/// The code in what was pasted: a code, or the whole link of that host.
pub(super) fn read_code(pasted: &str, host: &str) -> Result<String, Uninvited> {
    let Some(link) = EnrolmentLink::parse(pasted) else {
        return Ok(pasted.trim().trim_start_matches('#').to_owned());
    };
    if link.host() == host || is_here_too(link.host(), host) {
        return Ok(link.code().to_owned());
    }
    Err(Uninvited::Elsewhere {
        host: link.host().to_owned(),
    })
}

/// Whether both are one port of this machine, by whichever of its names.
fn is_here_too(one: &str, other: &str) -> bool {
    let port = |host: &str| {
        let behind = HERE.iter().find_map(|name| host.strip_prefix(name))?;
        (behind.is_empty() || behind.starts_with(':')).then(|| behind.to_owned())
    };
    port(one).is_some_and(|here| port(other) == Some(here))
}

#[cfg(test)]
mod tests {
    use super::*;

    const CODE: &str = "3q2-7wEAAAAAAAAAAAAAAQ";

    #[test]
    fn a_code_and_the_whole_link_of_this_server_are_both_taken() {
        for (pasted, host) in [
            ("CODE", "inv.example.ca"),
            (" #CODE\n", "inv.example.ca"),
            ("https://inv.example.ca/enrol#CODE", "inv.example.ca"),
            (
                "  HTTPS://Inv.Example.ca:443/enrol#CODE \n",
                "inv.example.ca",
            ),
            ("http://127.0.0.1:8080/enrol#CODE", "127.0.0.1:8080"),
            ("http://localhost:8080/enrol#CODE", "127.0.0.1:8080"),
            ("http://127.0.0.1:8080/enrol#CODE", "localhost:8080"),
            ("https://localhost/enrol#CODE", "[::1]"),
        ] {
            let pasted = pasted.replace("CODE", CODE);
            let read = read_code(&pasted, host);
            assert_eq!(read, Ok(CODE.to_owned()), "{pasted:?} {host:?}");
        }
    }

    #[test]
    fn the_link_of_another_server_is_named_and_its_code_goes_nowhere() {
        for (link, host, named) in [
            (
                "https://other.example/enrol#CODE",
                "inv.example.ca",
                "other.example",
            ),
            (
                "https://inv.example.ca:8443/enrol#CODE",
                "inv.example.ca",
                "inv.example.ca:8443",
            ),
            (
                "http://localhost:8081/enrol#CODE",
                "127.0.0.1:8080",
                "localhost:8081",
            ),
            (
                "https://localhost.example/enrol#CODE",
                "localhost",
                "localhost.example",
            ),
        ] {
            let host_named = Uninvited::Elsewhere {
                host: named.to_owned(),
            };
            let read = read_code(&link.replace("CODE", CODE), host);
            assert_eq!(read, Err(host_named), "{link:?} {host:?}");
        }
    }
}
