//! How `serve` and `demo` are told by which address devices come, and what makes it secure.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::PathBuf;

use clap::{ArgGroup, Args};
use server::running::Options;
use server::tls::Security;
use server::tls::acme::AcmeOptions;
use server::tls::files::CertificateFiles;

use super::PORT;

/// Let's Encrypt.
const DIRECTORY: &str = "https://acme-v02.api.letsencrypt.org/directory";
/// Ports of a secure address, and of plain HTTP beside it.
const PUBLIC: (u16, u16) = (443, 80);
/// The same for a local authority: ports that need no right.
const LOCAL: (u16, u16) = (8443, 8080);

/// A phone needs a secure address for its camera and to work with no network: one of --name, --cert, --behind-proxy
/// or --local. Without any, only this machine is served.
#[derive(Debug, Args)]
#[command(
    next_help_heading = "Address",
    group = ArgGroup::new("known_as").args(["name", "public_url"]).multiple(true)
)]
pub(super) struct AddressArgs {
    /// The name by which devices come, such as inventaire.example.org. Alone, it gets its certificate from a public
    /// authority by itself (ACME), whose terms of service you then agree to; port 443 has to be reachable.
    #[arg(long)]
    name: Option<String>,
    /// The authority that is asked.
    #[arg(long, value_name = "URL", default_value = DIRECTORY, requires = "name")]
    acme_directory: String,
    /// The root certificate of an authority that this machine does not know (PEM).
    #[arg(long, value_name = "FILE", requires = "name")]
    acme_root: Option<PathBuf>,
    /// A certificate with its chain (PEM), read again whenever it changes.
    #[arg(long, value_name = "FILE", requires = "key")]
    cert: Option<PathBuf>,
    /// The key of --cert (PEM).
    #[arg(long, value_name = "FILE", requires = "cert")]
    key: Option<PathBuf>,
    /// A proxy in front speaks https, and what it says in X-Forwarded-For and X-Forwarded-Proto is believed. Nobody else
    /// may reach this server.
    #[arg(long, conflicts_with_all = ["cert", "local"], requires = "known_as")]
    behind_proxy: bool,
    /// For a network without a public name: this server makes a certificate authority of its own, whose certificate
    /// people install on each device. It can vouch for nothing but this server and addresses of local networks.
    #[arg(long, conflicts_with = "cert")]
    local: bool,
    /// How devices reach it where that does not follow from the rest, such as `https://inventory.example.org`.
    #[arg(long, value_name = "URL")]
    public_url: Option<String>,
    /// Where to listen. 127.0.0.1:8420; 0.0.0.0:443 with --name or --cert; 0.0.0.0:8443 with --local.
    #[arg(long, value_name = "ADDRESS:PORT")]
    pub(super) listen: Option<SocketAddr>,
    /// Where to answer plain http beside a secure address. 0.0.0.0:80; 0.0.0.0:8080 with --local.
    #[arg(long, value_name = "ADDRESS:PORT")]
    http_listen: Option<SocketAddr>,
}

impl AddressArgs {
    /// Writes what was asked for into a server's options.
    pub(super) fn put_into(self, options: &mut Options) {
        let security = match (self.cert.zip(self.key), self.name) {
            (Some((chain, key)), name) => Security::Files(CertificateFiles { chain, key, name }),
            (None, name) if self.local => Security::Local { name },
            (None, name) if self.behind_proxy => {
                options.public_url = name.map(|name| format!("https://{name}"));
                Security::Proxy
            }
            (None, Some(name)) => Security::Acme(AcmeOptions {
                name: name.to_lowercase(),
                directory: self.acme_directory,
                directory_root: self.acme_root,
            }),
            (None, None) => Security::Plain,
        };
        let ports = match &security {
            Security::Plain | Security::Proxy => None,
            Security::Local { .. } => Some(LOCAL),
            Security::Files(_) | Security::Acme(_) => Some(PUBLIC),
        };
        let everywhere = |port| SocketAddr::new(IpAddr::V4(Ipv4Addr::UNSPECIFIED), port);
        let usual = match ports {
            Some((secure, _)) => everywhere(secure),
            None => SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), PORT),
        };
        options.listen = self.listen.unwrap_or(usual);
        options.porch = ports.map(|(_, plain)| self.http_listen.unwrap_or(everywhere(plain)));
        options.public_url = self.public_url.or(options.public_url.take());
        options.security = security;
    }
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::*;

    #[derive(Debug, Parser)]
    struct Asked {
        #[command(flatten)]
        address: AddressArgs,
    }

    fn options(arguments: &str) -> Options {
        let arguments = ["recense"].into_iter().chain(arguments.split_whitespace());
        let mut options = Options::for_test();
        Asked::parse_from(arguments).address.put_into(&mut options);
        options
    }

    #[track_caller]
    fn check(arguments: &str, security: &str, listen: &str, porch: Option<&str>) {
        let options = options(arguments);
        let found = format!("{:?}", options.security);
        assert!(found.starts_with(security), "{arguments}: {found}");
        assert_eq!(options.listen.to_string(), listen, "{arguments}");
        let found = options.porch.map(|it| it.to_string());
        assert_eq!(found.as_deref(), porch, "{arguments}");
    }

    #[test]
    fn each_way_has_its_usual_ports() {
        check("", "Plain", "127.0.0.1:8420", None);
        check(
            "--name inventaire.example.org",
            "Acme",
            "0.0.0.0:443",
            Some("0.0.0.0:80"),
        );
        check(
            "--cert c.pem --key k.pem",
            "Files",
            "0.0.0.0:443",
            Some("0.0.0.0:80"),
        );
        check("--local", "Local", "0.0.0.0:8443", Some("0.0.0.0:8080"));
        check(
            "--local --listen 0.0.0.0:443 --http-listen 0.0.0.0:80",
            "Local",
            "0.0.0.0:443",
            Some("0.0.0.0:80"),
        );
        check(
            "--behind-proxy --name a.example",
            "Proxy",
            "127.0.0.1:8420",
            None,
        );
    }

    #[test]
    fn a_proxy_has_an_address_in_front() {
        let named = options("--behind-proxy --name a.example");
        assert_eq!(named.public_url.as_deref(), Some("https://a.example"));
        let given = options("--behind-proxy --public-url https://b.example/");
        assert_eq!(given.public_url.as_deref(), Some("https://b.example/"));
    }

    #[test]
    fn what_does_not_go_together_is_said_before_anything_starts() {
        for arguments in [
            "--behind-proxy",
            "--cert c.pem",
            "--key k.pem",
            "--local --behind-proxy --name a.example",
            "--local --cert c.pem --key k.pem",
            "--acme-directory https://a.example/dir",
        ] {
            let arguments = ["recense"].into_iter().chain(arguments.split_whitespace());
            let asked = Asked::try_parse_from(arguments.clone());
            assert!(asked.is_err(), "{:?}", arguments.collect::<Vec<_>>());
        }
    }
}
