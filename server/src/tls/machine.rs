//! By which names and addresses this machine can be reached on its own network.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::time::Duration;

/// How long the system may take to find its own name.
const FOUND_WITHIN: Duration = Duration::from_secs(2);

/// Names and addresses that all lead to this machine.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reach {
    /// Names, the best first.
    pub names: Vec<String>,
    /// Addresses, those of the local network first.
    pub addresses: Vec<IpAddr>,
}

impl Reach {
    /// What the system says, with a name before all others where one was given.
    #[must_use]
    pub fn of_this_machine(given: Option<&str>) -> Self {
        let host = gethostname::gethostname();
        let mut names: Vec<String> = given.map(str::to_lowercase).into_iter().collect();
        names.extend(names_of(&host.to_string_lossy()));
        let found = if_addrs::get_if_addrs().unwrap_or_default();
        Self {
            names: distinct(names),
            addresses: addresses_of(found.iter().map(if_addrs::Interface::ip)),
        }
    }

    /// By which of them phones come best: a given name; the machine's own if the network knows it; else an address.
    ///
    /// A name is better, because what a device keeps belongs to the address it was opened by.
    pub async fn best(&self, given: Option<&str>) -> String {
        if let Some(name) = given {
            return name.to_lowercase();
        }
        for name in self.names.iter().filter(|name| name.contains('.')) {
            if self.is_known(name).await {
                return name.clone();
            }
        }
        match self.best_address() {
            Some(IpAddr::V6(address)) => format!("[{address}]"),
            Some(address) => address.to_string(),
            None => "localhost".to_owned(),
        }
    }

    /// An address at which others come; of IPv4 where there is one, because a server listens on those unless it is told
    /// otherwise.
    fn best_address(&self) -> Option<IpAddr> {
        let mut others = self.addresses.iter().filter(|it| !it.is_loopback());
        let first = others.clone().next();
        others.find(|it| it.is_ipv4()).or(first).copied()
    }

    /// Whether a name leads here from other machines too: the system finds it, at an address that others can reach.
    async fn is_known(&self, name: &str) -> bool {
        let found = tokio::time::timeout(FOUND_WITHIN, tokio::net::lookup_host((name, 0))).await;
        let Ok(Ok(mut found)) = found else {
            return false;
        };
        found.any(|it| !it.ip().is_loopback() && self.addresses.contains(&it.ip()))
    }
}

/// The names of a host: as phones ask for it (mDNS), in full where it has a domain, alone, and this machine's own.
fn names_of(host: &str) -> Vec<String> {
    let host = host.trim_end_matches('.').to_lowercase();
    let first = host.split('.').next().unwrap_or_default();
    let is_name = |name: &str| {
        !name.is_empty()
            && name
                .bytes()
                .all(|it| it.is_ascii_alphanumeric() || it == b'-' || it == b'.')
    };
    let mut names = Vec::new();
    if is_name(first) && first != "localhost" {
        names.push(format!("{first}.local"));
        if is_name(&host) {
            names.push(host.clone());
        }
        names.push(first.to_owned());
    }
    names.push("localhost".to_owned());
    distinct(names)
}

fn addresses_of(found: impl Iterator<Item = IpAddr>) -> Vec<IpAddr> {
    let mut addresses: Vec<_> = found
        // An address of one cable alone (fe80::) needs a zone, which no certificate can name.
        .filter(|it| !matches!(it, IpAddr::V6(it) if it.is_unicast_link_local()))
        .chain([
            IpAddr::V4(Ipv4Addr::LOCALHOST),
            IpAddr::V6(Ipv6Addr::LOCALHOST),
        ])
        .collect();
    addresses.sort_by_key(|it| (it.is_loopback(), !is_local(*it), it.is_ipv6(), *it));
    addresses.dedup();
    addresses
}

/// Whether an address is of a local network, as the world never routes it.
fn is_local(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => address.is_private() || address.is_link_local(),
        IpAddr::V6(address) => address.is_unique_local(),
    }
}

fn distinct(names: Vec<String>) -> Vec<String> {
    let mut seen = Vec::new();
    for name in names {
        if !seen.contains(&name) {
            seen.push(name);
        }
    }
    seen
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(host: &str, names: &[&str]) {
        assert_eq!(names_of(host), names, "{host}");
    }

    #[test]
    fn a_host_has_the_name_that_phones_ask_for() {
        check("Bureau-12", &["bureau-12.local", "bureau-12", "localhost"]);
        check(
            "srv1.rivemont.ca",
            &["srv1.local", "srv1.rivemont.ca", "srv1", "localhost"],
        );
        check("mac.local", &["mac.local", "mac", "localhost"]);
        check("localhost", &["localhost"]);
        check("été", &["localhost"]);
        check("", &["localhost"]);
    }

    #[test]
    fn the_address_that_is_told_is_one_that_a_server_listens_on() {
        for (found, told) in [
            (&["fd00::5", "203.0.113.9"][..], Some("203.0.113.9")),
            (&["fd00::5", "203.0.113.9", "10.0.0.5"], Some("10.0.0.5")),
            (&["fd00::5"], Some("fd00::5")),
            (&[], None),
        ] {
            let reach = Reach {
                names: Vec::new(),
                addresses: addresses_of(found.iter().map(|it| it.parse().expect("an address"))),
            };
            let best = reach.best_address().map(|it| it.to_string());
            assert_eq!(best.as_deref(), told, "{found:?}");
        }
    }

    #[test]
    fn the_local_network_comes_first_and_this_machine_last() {
        let found = ["203.0.113.9", "fe80::1", "127.0.0.1", "10.0.0.5", "fd00::5"]
            .map(|it| it.parse().expect("an address"));
        let sorted = addresses_of(found.into_iter())
            .iter()
            .map(ToString::to_string)
            .collect::<Vec<_>>();
        assert_eq!(
            sorted,
            ["10.0.0.5", "fd00::5", "203.0.113.9", "127.0.0.1", "::1"]
        );
    }
}
