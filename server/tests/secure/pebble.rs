//! Let's Encrypt's own test authority (Debian's `pebble`), with a name server that says that every name is this machine.

use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU8, Ordering};

use rcgen::{BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair};
use serde_json::json;
use tempfile::TempDir;

use crate::served::{client_builder, until};

/// Where the authority listens.
const DIRECTORY: u16 = 14_000;
/// Where its name server does.
const NAMES: u16 = 8_053;
/// Where it asks whether a name is ours.
const ASKS: u16 = 5_001;

/// An address of this machine that no other test uses, so that every port of it is free.
#[derive(Clone, Copy)]
pub(crate) struct Place(Ipv4Addr);

impl Place {
    pub(crate) fn new() -> Self {
        static NUMBER: AtomicU8 = AtomicU8::new(1);
        let [_, _, high, low] = std::process::id().to_be_bytes();
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        // 127.0.0.0/16 is everybody's.
        Self(Ipv4Addr::new(127, high | 0x80, low, number))
    }

    fn at(self, port: u16) -> SocketAddr {
        SocketAddr::from((self.0, port))
    }

    /// Where an authority here asks for a server.
    pub(crate) fn server(self) -> SocketAddr {
        self.at(ASKS)
    }

    /// Where nobody asks.
    pub(crate) fn elsewhere(self) -> SocketAddr {
        self.at(ASKS + 1)
    }

    /// The directory of an authority here.
    pub(crate) fn directory(self) -> String {
        format!("https://{}/dir", self.at(DIRECTORY))
    }

    /// The folder in which a server keeps what it has of it.
    pub(crate) fn kept(self) -> String {
        format!("{}-{DIRECTORY}-dir", self.0)
    }
}

/// The authority and its name server. Dropping it ends both.
pub(crate) struct Pebble {
    folder: TempDir,
    children: Vec<Child>,
}

impl Pebble {
    /// Starts an authority.
    pub(crate) async fn start(place: Place) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let path = |name: &str| folder.path().join(name);
        let (root, chain, key) = certificate(place);
        std::fs::write(path("root.pem"), root).expect("a file");
        std::fs::write(path("chain.pem"), chain).expect("a file");
        std::fs::write(path("key.pem"), key).expect("a file");
        let config = json!({ "pebble": {
            "listenAddress": place.at(DIRECTORY),
            "managementListenAddress": place.at(DIRECTORY + 1),
            "certificate": path("chain.pem"),
            "privateKey": path("key.pem"),
            "httpPort": ASKS - 1,
            "tlsPort": ASKS,
        }});
        let names = place.at(NAMES).to_string();
        std::fs::write(path("pebble.json"), config.to_string()).expect("a file");
        let names_server = Command::new("pebble-challtestsrv")
            .args(["-http01", "", "-https01", "", "-tlsalpn01", ""])
            .args(["-defaultIPv4", &place.0.to_string(), "-defaultIPv6", ""])
            .args(["-management", &place.at(NAMES + 1).to_string()])
            .args(["-dns01", &names])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("Debian's package pebble");
        let authority = Command::new("pebble")
            .arg("-config")
            .arg(path("pebble.json"))
            .args(["-dnsserver", &names])
            .env("PEBBLE_VA_NOSLEEP", "1")
            .env("PEBBLE_AUTHZREUSE", "0")
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("Debian's package pebble");
        let pebble = Self {
            folder,
            children: vec![names_server, authority],
        };
        let client = client_builder()
            .tls_certs_only([pebble.own_root()])
            .build()
            .expect("a client");
        until("the authority answers", async || {
            client.get(place.directory()).send().await.is_ok()
        })
        .await;
        pebble
    }

    /// The root that its own address is certified by.
    pub(crate) fn own_root_file(&self) -> PathBuf {
        self.folder.path().join("root.pem")
    }

    fn own_root(&self) -> reqwest::Certificate {
        let pem = std::fs::read(self.own_root_file()).expect("a file");
        reqwest::Certificate::from_pem(&pem).expect("a root")
    }
}

impl Drop for Pebble {
    fn drop(&mut self) {
        for child in &mut self.children {
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}

/// A root, and a certificate for a place with its key.
fn certificate(place: Place) -> (String, String, String) {
    let authority = KeyPair::generate().expect("a key");
    let mut params = CertificateParams::default();
    // Its own name: one that is also the certificate's would make that look like a root.
    params
        .distinguished_name
        .push(rcgen::DnType::CommonName, "a root");
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let root = params.self_signed(&authority).expect("a root");
    let issuer = Issuer::from_params(&params, &authority);
    let key = KeyPair::generate().expect("a key");
    let leaf = CertificateParams::new([place.0.to_string()]).expect("a name");
    let leaf = leaf.signed_by(&key, &issuer).expect("a certificate");
    (root.pem(), leaf.pem(), key.serialize_pem())
}
