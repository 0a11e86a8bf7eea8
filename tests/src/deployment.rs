//! The product as a whole on this machine: the server with the web app, and in front of it a
//! network that a test can break.

use server::organisation::Founding;
use server::running::{Options, Running};
use tokio::net::TcpListener;

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
}

impl Deployment {
    /// Builds the web app if need be, and starts a server behind a network in clear weather. The
    /// address and public name among the options are replaced.
    ///
    /// # Errors
    /// When the app cannot be built, no port can be had or the server does not start.
    pub async fn start(options: Options) -> Result<Self, Box<dyn std::error::Error>> {
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
        Ok(Self { server, network })
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
        let options = Options::for_test();
        let founding = Founding {
            currency: currency.map(str::to_owned),
            is_demo: true,
            ..options.founding.clone()
        };
        Self::start(Options {
            founding,
            ..options
        })
        .await
    }
}
