//! The product as a whole on this machine: the server with the web app, and in front of it a
//! network that a test can break.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fs;

use server::organisation::Founding;
use server::running::{Data, Options, Running};
use tempfile::TempDir;
use tokio::net::TcpListener;
use tokio::sync::Mutex;

use crate::{
    browser::Browser,
    proxy::{Proxy, Weather},
    web_app,
};

/// A server that answers, behind a network.
#[derive(Debug)]
pub struct Deployment {
    /// The server. Its own address is where tests reach it past the network.
    pub server: Running,
    /// The network; browsers and enrolment links use its origin.
    pub network: Proxy,
    /// Where the server's data lies, if not in memory. Dropped after the server.
    _folder: Option<TempDir>,
}

impl Deployment {
    /// Builds the web app if need be, and starts a server behind a network in clear weather. The
    /// address and public name among the options are replaced.
    ///
    /// # Errors
    /// When the app cannot be built, no port can be had or the server does not start.
    pub async fn start(options: Options) -> Result<Self, Box<dyn std::error::Error>> {
        Self::start_in(None, options).await
    }

    async fn start_in(
        folder: Option<TempDir>,
        options: Options,
    ) -> Result<Self, Box<dyn std::error::Error>> {
        tokio::task::block_in_place(web_app::built)?;
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let listen = listener.local_addr()?;
        let network = Proxy::start(listen).await?;
        let public_url = Some(network.origin());
        let server = Running::start_on(
            listener,
            Options {
                listen,
                public_url,
                ..options
            },
        )
        .await?;
        Ok(Self {
            server,
            network,
            _folder: folder,
        })
    }

    /// A link as it is followed by somebody whose line to the server is another than the network.
    #[must_use]
    pub fn over(&self, line: &Proxy, link: &str) -> String {
        link.replacen(&self.network.origin(), &line.origin(), 1)
    }

    /// Brings the network back to a browser, whose system tells its pages; gives the moment, in milliseconds of the clock
    /// that all browsers of this machine share.
    ///
    /// # Errors
    /// When the browser refuses.
    pub async fn clear_up(&self, browser: &Browser) -> Result<f64, Box<dyn std::error::Error>> {
        self.network.set(Weather::Clear);
        let returned = "const now = Date.now(); dispatchEvent(new Event('online')); return now";
        let returned = browser.run(returned).await?;
        returned.as_f64().ok_or_else(|| "no clock".into())
    }

    /// The product with a made-up organisation, which prices in that currency.
    ///
    /// # Errors
    /// As [`Self::start`].
    pub async fn demo(currency: Option<&str>) -> Result<Self, Box<dyn std::error::Error>> {
        let folder = TempDir::new()?;
        lay_demo(currency, &folder).await?;
        let options = demo_in(&folder, currency);
        Self::start_in(Some(folder), options).await
    }
}

fn demo_in(folder: &TempDir, currency: Option<&str>) -> Options {
    let options = Options::for_test();
    Options {
        data: Data::Folder(folder.path().to_owned()),
        founding: Founding {
            currency: currency.map(str::to_owned),
            is_demo: true,
            ..options.founding
        },
        ..options
    }
}

/// The files of a folder, by their names.
type Files = BTreeMap<OsString, Vec<u8>>;

/// Lays the data of a made-up organisation into a folder. It is founded once in a run for each
/// currency: two years of history take a while.
async fn lay_demo(
    currency: Option<&str>,
    into: &TempDir,
) -> Result<(), Box<dyn std::error::Error>> {
    static FOUNDED: Mutex<BTreeMap<Option<String>, Files>> = Mutex::const_new(BTreeMap::new());
    let mut founded = FOUNDED.lock().await;
    let currency_name = currency.map(str::to_owned);
    let files = match founded.get(&currency_name) {
        Some(files) => files,
        None => {
            let folder = TempDir::new()?;
            let server = Running::start(demo_in(&folder, currency)).await?;
            server.stop().await?;
            let mut files = Files::new();
            for entry in fs::read_dir(folder.path())? {
                let entry = entry?;
                files.insert(entry.file_name(), fs::read(entry.path())?);
            }
            founded.entry(currency_name).or_insert(files)
        }
    };
    for (name, bytes) in files {
        fs::write(into.path().join(name), bytes)?;
    }
    Ok(())
}
