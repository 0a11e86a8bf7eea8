//! A certificate from a public authority (ACME, RFC 8555), asked for and renewed by itself.
//!
//! The authority asks whether the name is ours by a handshake on the very port that devices use (TLS-ALPN-01,
//! RFC 8737), so that no other port has to be reachable. Account and certificate lie in the data folder, one folder
//! for each authority, so that trying one's staging server leaves nothing behind in the real one's.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use instant_acme::{
    Account, AccountCredentials, AuthorizationStatus, ChallengeType, Identifier, NewAccount,
    NewOrder, Order, OrderStatus, Problem, RetryPolicy,
};
use rcgen::{CertificateParams, CustomExtension, DistinguishedName, KeyPair};
use rustls::pki_types::PrivateKeyDer;
use rustls::sign::CertifiedKey;

use super::certificate::{Certificate, CertificateError, load};
use super::kept::{Kept, KeptError};
use super::shown::Shown;
use super::{Pace, Stopping};
use crate::surroundings::Surroundings;

const ACCOUNT: &str = "account.json";
/// How long an authority may take for one of its steps.
const STEP: Duration = Duration::from_secs(60);
/// How long an authority may take for all of them.
const ALL: Duration = Duration::from_secs(300);
/// What an authority answers that no longer knows an account.
const NO_ACCOUNT: &str = "urn:ietf:params:acme:error:accountDoesNotExist";

/// Which authority is asked, and for what.
#[derive(Clone, Debug)]
pub struct AcmeOptions {
    /// The name by which devices come.
    pub name: String,
    /// The authority's directory, an https address.
    pub directory: String,
    /// The root that the directory's own certificate comes from, PEM, where this machine does not trust it anyway.
    pub directory_root: Option<PathBuf>,
}

/// Why there is no new certificate.
#[derive(Debug, thiserror::Error)]
pub enum AcmeError {
    /// The authority said no.
    #[error("it refused: {0}")]
    Refused(String),
    /// The authority cannot be reached, or does not speak ACME.
    #[error("it could not be asked: {0}")]
    Unreachable(#[source] instant_acme::Error),
    /// It does not ask in the one way that this server answers.
    #[error(
        "it does not offer TLS-ALPN-01, the one way in which this server shows that a name is its own"
    )]
    NoChallenge,
    /// It did not come to an end.
    #[error("it did not finish within {} minutes", ALL.as_secs() / 60)]
    Late,
    /// What it gave is no certificate for this server.
    #[error("what it gave cannot be used: {0}")]
    Certificate(#[from] CertificateError),
    /// A key or a request could not be made.
    #[error("no request could be made: {0}")]
    Make(#[from] rcgen::Error),
    /// Account or certificate cannot be read or kept.
    #[error("the data folder: {0}")]
    Kept(#[from] KeptError),
}

impl From<instant_acme::Error> for AcmeError {
    fn from(error: instant_acme::Error) -> Self {
        match error {
            instant_acme::Error::Api(problem) => Self::Refused(words_of(&problem)),
            error => Self::Unreachable(error),
        }
    }
}

/// What an authority says is wrong, in its own words.
fn words_of(problem: &Problem) -> String {
    let detail = problem.detail.as_deref().unwrap_or("no reason given");
    match problem.r#type.as_deref() {
        Some(kind) => {
            let kind = kind.rsplit(':').next().unwrap_or(kind);
            format!("{detail} ({kind})")
        }
        None => detail.to_owned(),
    }
}

/// One name's certificate from one authority.
#[derive(Debug)]
pub(super) struct Acme {
    options: AcmeOptions,
    kept: Kept,
    shown: Arc<Shown>,
}

impl Acme {
    /// Looks after the certificate of a name.
    pub(super) fn new(options: AcmeOptions, kept: &Kept, shown: Arc<Shown>) -> Self {
        let authority: String = options
            .directory
            .trim_start_matches("https://")
            .chars()
            .map(|it| {
                if it.is_ascii_alphanumeric() || it == '.' {
                    it
                } else {
                    '-'
                }
            })
            .collect();
        Self {
            kept: kept.folder("acme").folder(&authority),
            options,
            shown,
        }
    }

    fn file(&self) -> String {
        format!("{}.pem", self.options.name)
    }

    /// Shows the certificate of an earlier start, if there is one, whatever its age: there is none better yet.
    ///
    /// # Errors
    /// If it is there and cannot be read.
    pub(super) fn show_kept(&self) -> Result<(), AcmeError> {
        if let Some(pair) = self.kept.find(&self.file())? {
            self.shown.show(Certificate::read(&pair, &pair)?);
        }
        Ok(())
    }

    /// Asks for a certificate whenever there is none or the one there is grows old, until the server stops. A refusal
    /// is said, what is shown stays shown, and the authority is asked again, each time after a longer while.
    pub(super) async fn keep(self, surroundings: Surroundings, pace: Pace, mut stopping: Stopping) {
        let mut failures = 0;
        loop {
            let shown = self.shown.certificate();
            let is_due = shown.is_none_or(|it| surroundings.now() >= it.renew_at());
            let wait = if is_due {
                let asked = tokio::select! {
                    asked = self.obtain() => asked,
                    () = stopping.stopped() => return,
                };
                match asked {
                    Ok(()) => {
                        failures = 0;
                        pace.retry_after(1)
                    }
                    Err(error) => {
                        failures += 1;
                        let wait = pace.retry_after(failures);
                        self.say(&error, wait);
                        wait
                    }
                }
            } else {
                pace.look_every
            };
            if !stopping.goes_on_for(wait).await {
                return;
            }
        }
    }

    fn say(&self, error: &AcmeError, wait: Duration) {
        let AcmeOptions {
            name, directory, ..
        } = &self.options;
        let meanwhile = match self.shown.certificate() {
            Some(shown) => format!(
                "the certificate from before stays in use, until {}",
                shown.last_day()
            ),
            None => {
                "until there is one no device can connect; what they do is kept on them".to_owned()
            }
        };
        let minutes = wait.as_secs().div_ceil(60);
        tracing::warn!(
            "no certificate for {name} from {directory}: {error}. {meanwhile}. Asking again in {minutes} min"
        );
    }

    /// Obtains one, keeps it and shows it.
    async fn obtain(&self) -> Result<(), AcmeError> {
        let asked = tokio::time::timeout(ALL, self.ask()).await;
        // Whatever came of it, the question is over.
        self.shown.answer(None);
        let pair = asked.map_err(|_| AcmeError::Late)??;
        let certificate = Certificate::read(pair.as_bytes(), pair.as_bytes())?;
        let last_day = certificate.last_day();
        // Shown even where it cannot be kept: the next start then asks again.
        self.shown.show(certificate);
        self.kept.keep(&self.file(), pair.as_bytes())?;
        tracing::info!(
            "a new certificate for {}, good until {last_day}",
            self.options.name
        );
        Ok(())
    }

    /// The authority's certificate and its key, PEM.
    async fn ask(&self) -> Result<String, AcmeError> {
        let name = Identifier::Dns(self.options.name.clone());
        let order = NewOrder::new(std::slice::from_ref(&name));
        let mut order = match self.account().await?.new_order(&order).await {
            Err(instant_acme::Error::Api(problem))
                if problem.r#type.as_deref() == Some(NO_ACCOUNT) =>
            {
                // It forgot us (a test server that was started anew): we introduce ourselves again.
                self.new_account().await?.new_order(&order).await?
            }
            order => order?,
        };
        self.prove(&mut order).await?;
        let patience = RetryPolicy::new().timeout(STEP);
        if order.poll_ready(&patience).await? != OrderStatus::Ready {
            return Err(reason(&mut order).await);
        }
        let key = KeyPair::generate()?;
        let mut params = CertificateParams::new([self.options.name.clone()])?;
        params.distinguished_name = DistinguishedName::new();
        let request = params.serialize_request(&key)?;
        order.finalize_csr(request.der()).await?;
        let chain = order.poll_certificate(&patience).await?;
        Ok(format!("{}{chain}", key.serialize_pem()))
    }

    /// Answers the authority's questions whether the name is ours.
    async fn prove(&self, order: &mut Order) -> Result<(), AcmeError> {
        let mut questions = order.authorizations();
        while let Some(question) = questions.next().await {
            let mut question = question?;
            if question.status == AuthorizationStatus::Valid {
                continue;
            }
            let mut challenge = question
                .challenge(ChallengeType::TlsAlpn01)
                .ok_or(AcmeError::NoChallenge)?;
            let answer = challenge_certificate(
                &self.options.name,
                challenge.key_authorization().digest().as_ref(),
            )?;
            self.shown.answer(Some(answer));
            challenge.set_ready().await?;
        }
        Ok(())
    }

    async fn account(&self) -> Result<Account, AcmeError> {
        let kept = self.kept.find(ACCOUNT)?;
        // One that cannot be read is as good as none: an account costs nothing.
        let known: Option<AccountCredentials> =
            kept.and_then(|bytes| serde_json::from_slice(&bytes).ok());
        match known {
            Some(known) => Ok(self.client()?.from_credentials(known).await?),
            None => self.new_account().await,
        }
    }

    async fn new_account(&self) -> Result<Account, AcmeError> {
        let new = NewAccount {
            contact: &[],
            // `--help` says that this is what asking means.
            terms_of_service_agreed: true,
            only_return_existing: false,
        };
        let directory = self.options.directory.clone();
        let (account, credentials) = self.client()?.create(&new, directory, None).await?;
        let credentials = serde_json::to_vec(&credentials).map_err(instant_acme::Error::from)?;
        self.kept.keep(ACCOUNT, &credentials)?;
        Ok(account)
    }

    fn client(&self) -> Result<instant_acme::AccountBuilder, AcmeError> {
        // The client asks for the process's own provider; somebody else may have named it already.
        let _ = rustls::crypto::ring::default_provider().install_default();
        Ok(match &self.options.directory_root {
            Some(root) => Account::builder_with_root(root)?,
            None => Account::builder()?,
        })
    }
}

/// Why an order came to nothing: what the authority says of its own question.
async fn reason(order: &mut Order) -> AcmeError {
    let mut questions = order.authorizations();
    while let Some(Ok(mut question)) = questions.next().await {
        let Ok(state) = question.refresh().await else {
            continue;
        };
        let problem = state.challenges.iter().find_map(|it| it.error.as_ref());
        if let Some(problem) = problem {
            return AcmeError::Refused(words_of(problem));
        }
    }
    AcmeError::Refused("no reason given".to_owned())
}

/// The certificate that answers the question: it holds what only the account's owner can know.
fn challenge_certificate(name: &str, digest: &[u8]) -> Result<Arc<CertifiedKey>, AcmeError> {
    let key = KeyPair::generate()?;
    let mut params = CertificateParams::new([name.to_owned()])?;
    params.custom_extensions = vec![CustomExtension::new_acme_identifier(digest)];
    let certificate = params.self_signed(&key)?;
    let key = PrivateKeyDer::try_from(key.serialize_der())
        .map_err(|error| CertificateError::Unreadable(error.to_owned()))?;
    // Not through `Certificate`, which takes none with an extension that devices have to understand and do not.
    let chain = vec![certificate.der().clone()];
    Ok(Arc::new(CertifiedKey::new(chain, load(key)?)))
}
