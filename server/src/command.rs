//! What can be asked of `recense`, and how each is done. Words are in `server::words`.

mod address;
mod keep;
mod migrate;
mod store;
mod value;

use std::io;
use std::net::Ipv4Addr;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{ArgGroup, Args, FromArgMatches as _, Parser, Subcommand};
use server::organisation::{Founding, Newcomer};
use server::running::{Data, Options, Running, find_origin, take_up};
use server::store::postgres::Database;
use server::surroundings::Surroundings;
use server::tls::Security;
use server::{web, words};
use shared::model::Role;
use tokio::net::TcpListener;
use tracing::Level;

use address::AddressArgs;
use keep::{Backup, Restore, Verify};
use migrate::Migrate;
use store::StoreArgs;
use value::{Name, parse_currency, parse_role};

/// The port of the demo, and the first that `serve` tries.
const PORT: u16 = 8420;
/// How many ports after the wanted one are tried when it is taken.
const OTHER_PORTS: u16 = 20;

/// Recense takes the census of what an organisation has: scan, look up, create, move, also without a network.
#[derive(Debug, Parser)]
#[command(name = "recense", version)]
pub(crate) struct Recense {
    #[command(subcommand)]
    command: Option<Command>,
    /// Write the log as JSON, one object a line.
    #[arg(long, global = true)]
    log_json: bool,
    /// Log every request.
    #[arg(long, short, global = true)]
    verbose: bool,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Try it with a made-up organisation of 2,000 CIs (this is what `recense` alone does).
    Demo(Demo),
    /// Serve an organisation. The first start founds it.
    Serve(Box<Serve>),
    /// Make a person and what they may do, and print the link for one device of theirs.
    Enrol(Enrol),
    /// Copy the data into one file. A server on it goes on meanwhile.
    Backup(Backup),
    /// Put a backup back. Devices send again by themselves what it does not know of theirs.
    Restore(Restore),
    /// Walk the audit chain: whether the data is what arrived.
    Verify(Verify),
    /// Move the organisation to another store, whole: from a data folder to a PostgreSQL database, or back.
    Migrate(Migrate),
}

#[derive(Debug, Args)]
struct Demo {
    /// Where the demo's data lies.
    #[arg(long)]
    data: Option<PathBuf>,
    #[command(flatten)]
    address: AddressArgs,
    #[command(flatten)]
    store: StoreArgs,
    /// The port on this machine; another is found if it is taken.
    #[arg(long, default_value_t = PORT, conflicts_with_all = ["listen", "name", "cert", "behind_proxy", "local"])]
    port: u16,
}

#[derive(Debug, Args)]
struct Serve {
    /// Where the data lies.
    #[arg(long)]
    data: PathBuf,
    #[command(flatten)]
    address: AddressArgs,
    #[command(flatten)]
    store: StoreArgs,
    /// Spread the tables of --store over the workers of a Citus database, by organisation. May stay in the command.
    #[arg(long, requires = "store", help_heading = "Store")]
    distributed: bool,
    /// First start: the organisation's name.
    #[arg(long, default_value = words::first_start::ORGANISATION, value_parser = Name)]
    organisation: String,
    /// First start: the administrator's name.
    #[arg(long, default_value = words::first_start::ADMINISTRATOR, value_parser = Name)]
    administrator: String,
    /// First start: the first site's name.
    #[arg(long, default_value = words::first_start::SITE, value_parser = Name)]
    site: String,
    /// First start: the money of its prices, such as CAD or EUR (ISO 4217).
    #[arg(long, value_parser = parse_currency)]
    currency: Option<String>,
}

#[derive(Debug, Args)]
#[command(group = ArgGroup::new("whom").required(true).args(["person", "admin"]))]
struct Enrol {
    /// Where the data lies.
    #[arg(long)]
    data: PathBuf,
    #[command(flatten)]
    store: StoreArgs,
    /// How devices reach the server; the one that runs on this data says it itself.
    #[arg(long)]
    public_url: Option<String>,
    /// The person's name. Somebody of that name who is known already gets another device.
    #[arg(long, value_parser = Name)]
    person: Option<String>,
    /// reader, technician, manager or administrator. One that may do less than what they are changes nothing.
    #[arg(long, requires = "team", value_parser = parse_role)]
    role: Option<Role>,
    /// The team, by its name in either language.
    #[arg(long, requires = "role")]
    team: Option<String>,
    /// Let the administrator in again.
    #[arg(long, conflicts_with_all = ["role", "team"])]
    admin: bool,
}

type Failure = Box<dyn std::error::Error>;

impl Recense {
    pub(crate) fn run(self) -> ExitCode {
        self.start_log();
        let runtime = match tokio::runtime::Builder::new_multi_thread()
            .enable_all()
            .build()
        {
            Ok(runtime) => runtime,
            Err(error) => return fail(&error),
        };
        let done = runtime.block_on(async {
            match self.command {
                None => Demo::as_usual()?.run().await,
                Some(Command::Demo(demo)) => demo.run().await,
                Some(Command::Serve(serve)) => serve.run().await,
                Some(Command::Enrol(enrol)) => enrol.run().await,
                Some(Command::Backup(backup)) => backup.run(),
                Some(Command::Restore(restore)) => restore.run().await,
                Some(Command::Verify(verify)) => verify.run().await,
                Some(Command::Migrate(migrate)) => migrate.run().await,
            }
        });
        match done {
            Ok(()) => ExitCode::SUCCESS,
            Err(error) => fail(error.as_ref()),
        }
    }

    fn start_log(&self) {
        let level = if self.verbose {
            Level::DEBUG
        } else {
            Level::INFO
        };
        let log = tracing_subscriber::fmt()
            .with_max_level(level)
            .with_writer(io::stderr);
        if self.log_json {
            log.json().init();
        } else {
            log.init();
        }
    }
}

fn fail(error: &dyn std::error::Error) -> ExitCode {
    eprintln!("{}", words::failed(error));
    ExitCode::FAILURE
}

fn say(text: &str) {
    println!("{text}");
}

impl Demo {
    /// What `recense` alone does. A database that the environment names is not for a demo that nobody asked for.
    fn as_usual() -> Result<Self, clap::Error> {
        let asked = Self::augment_args(clap::Command::new("recense")).get_matches_from(["recense"]);
        Ok(Self {
            store: StoreArgs::default(),
            ..Self::from_arg_matches(&asked)?
        })
    }

    async fn run(self) -> Result<(), Failure> {
        let folder = self.data.unwrap_or_else(demo_folder);
        let mut options = Options::new(
            Data::Folder(folder.clone()),
            Founding {
                name: words::first_start::DEMO_ORGANISATION.to_owned(),
                administrator: words::first_start::DEMO_ADMINISTRATOR.to_owned(),
                site: None,
                currency: Some(words::first_start::DEMO_CURRENCY.to_owned()),
                is_demo: true,
            },
        );
        let finds_port = self.address.listen.is_none();
        self.address.put_into(&mut options);
        options.database = self.store.database()?;
        let is_plain = matches!(options.security, Security::Plain);
        name_authority(&options);
        let running = if is_plain && finds_port {
            Running::start_on(take_port(self.port).await?, options).await?
        } else {
            Running::start(options).await?
        };
        let stop = Stop::listen()?;
        let is_new = running.machine().is_new();
        say(&words::demo_runs(running.origin(), &folder, is_new));
        if is_plain {
            say(&words::phones_ask(&this_command()));
        }
        install_first(&running);
        invite_administrator(&running).await?;
        say(&words::second_person(&this_command(), &folder));
        serve_until_asked(running, stop).await
    }
}

impl Serve {
    async fn run(self) -> Result<(), Failure> {
        let folder = self.data.clone();
        let mut options = Options::new(
            Data::Folder(self.data),
            Founding {
                name: self.organisation,
                administrator: self.administrator,
                site: Some(self.site),
                currency: self.currency,
                is_demo: false,
            },
        );
        self.address.put_into(&mut options);
        options.database = self.store.database()?;
        if let Some(database) = &mut options.database {
            database.distributed = self.distributed;
        }
        let database = options.database.as_ref().map(Database::shown);
        name_authority(&options);
        let running = Running::start(options).await?;
        let stop = Stop::listen()?;
        say(&words::server_runs(
            running.origin(),
            &folder,
            database.as_deref(),
        ));
        install_first(&running);
        // Also after a first start that came to nothing, or whose link grew too old.
        if !running.machine().administrator_is_in().await? {
            invite_administrator(&running).await?;
        }
        serve_until_asked(running, stop).await
    }
}

impl Enrol {
    async fn run(self) -> Result<(), Failure> {
        let database = self.store.database()?;
        let surroundings = Surroundings::system();
        let Some(machine) = take_up(&self.data, database.as_ref(), surroundings).await? else {
            return Err(words::no_data(&self.data).into());
        };
        let public_url = match self.public_url.or_else(|| find_origin(&self.data)) {
            Some(address) => address,
            None => {
                let supposed = format!("http://localhost:{PORT}");
                say(&words::not_running(&supposed));
                supposed
            }
        };
        let invitation = match self.person {
            Some(name) => {
                let newcomer = Newcomer {
                    name,
                    membership: self.role.zip(self.team),
                };
                machine.enrol(newcomer, &public_url).await?
            }
            None => machine.enrol_administrator(&public_url).await?,
        };
        if invitation.is_known && !self.admin {
            say(&words::known_already(&invitation));
        }
        say(&words::invitation(&invitation));
        Ok(())
    }
}

/// Says which authority will be asked for a certificate, before it is.
fn name_authority(options: &Options) {
    if let Security::Acme(asked) = &options.security {
        say(&words::asks_authority(&asked.name, &asked.directory));
    }
}

/// Prints what a device needs before it comes to a server with an authority of its own.
fn install_first(running: &Running) {
    if let Some((root, (_, porch))) = running.root().zip(running.porch()) {
        say(&words::install_first(porch, &root.fingerprint));
    }
}

/// Prints a way in.
async fn invite_administrator(running: &Running) -> Result<(), Failure> {
    let invitation = running.enrol_administrator().await?;
    say(&words::invitation(&invitation));
    Ok(())
}

/// Serves until it is told to stop.
async fn serve_until_asked(running: Running, stop: Stop) -> Result<(), Failure> {
    if !web::EMBEDDED {
        say(words::NO_WEB_APP);
    }
    stop.asked().await?;
    say(words::STOPPING);
    running.stop().await?;
    Ok(())
}

/// Hears Ctrl-C, and what a service manager sends: from its making on, so that whoever has read that the server runs can
/// stop it in good order.
struct Stop {
    #[cfg(unix)]
    terminate: tokio::signal::unix::Signal,
}

impl Stop {
    fn listen() -> io::Result<Self> {
        Ok(Self {
            #[cfg(unix)]
            terminate: tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate())?,
        })
    }

    #[cfg(unix)]
    async fn asked(mut self) -> io::Result<()> {
        tokio::select! {
            asked = tokio::signal::ctrl_c() => asked,
            _ = self.terminate.recv() => Ok(()),
        }
    }

    #[cfg(not(unix))]
    async fn asked(self) -> io::Result<()> {
        tokio::signal::ctrl_c().await
    }
}

/// The wanted port of this machine, or one of the next.
async fn take_port(wanted: u16) -> io::Result<TcpListener> {
    let mut failure = None;
    for port in wanted..=wanted.saturating_add(OTHER_PORTS) {
        match TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await {
            Ok(listener) => {
                let found = listener.local_addr()?.port();
                if port != wanted {
                    say(&words::port_taken(wanted, found));
                }
                return Ok(listener);
            }
            Err(error) if error.kind() == io::ErrorKind::AddrInUse => failure = Some(error),
            Err(error) => return Err(error),
        }
    }
    Err(failure.unwrap_or_else(|| io::ErrorKind::AddrInUse.into()))
}

/// How this program was called, to be called again in the same way.
fn this_command() -> PathBuf {
    std::env::args_os()
        .next()
        .map_or_else(|| PathBuf::from("recense"), PathBuf::from)
}

/// Where the system keeps a program's data, so that a second start finds the first one's.
fn demo_folder() -> PathBuf {
    let named = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty());
    let base = if cfg!(windows) {
        named("LOCALAPPDATA").map(PathBuf::from)
    } else if cfg!(target_os = "macos") {
        named("HOME").map(|home| PathBuf::from(home).join("Library/Application Support"))
    } else {
        named("XDG_DATA_HOME")
            .map(PathBuf::from)
            .or_else(|| named("HOME").map(|home| PathBuf::from(home).join(".local/share")))
    };
    base.unwrap_or_default().join("recense").join("demo")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_port_that_is_taken_is_passed_over() {
        let taken = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))
            .await
            .expect("a port");
        let wanted = taken.local_addr().expect("an address").port();
        let found = take_port(wanted).await.expect("another port");
        assert_ne!(found.local_addr().expect("an address").port(), wanted);
    }

    #[test]
    fn what_is_asked_alone_is_the_demo() {
        let asked = Recense::parse_from(["recense"]);
        assert!(asked.command.is_none());
        let both = Recense::try_parse_from(["recense", "enrol", "--data", "d", "--role", "reader"]);
        assert!(both.is_err(), "a role without a team");
    }
}
