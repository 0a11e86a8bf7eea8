//! The way of a native device to its server: with the credential that the server gave, and to that server alone.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::sync::Arc;

use mobile_core::Entropy as _;
use mobile_core::host::SystemEntropy;
use mobile_core::sync::{
    ByteStream, Failure, Outgoing, ReqwestTransport, SyncAnswer, SyncRequest, Transport,
};
use shared::wire::{ErrorCode, SessionResponse};

use super::credential::{Credential, CredentialError, Credentials};
use super::home::Home;

/// Carries requests of the device in a folder.
///
/// What the engine takes for a credential is its name (see [`super::credential`]).
pub(super) struct HomeTransport {
    home: Arc<Home>,
    credentials: Credentials,
    entropy: RefCell<SystemEntropy>,
    /// The ways to servers that were asked.
    ways: RefCell<BTreeMap<String, ReqwestTransport>>,
}

impl HomeTransport {
    pub(super) fn new(home: Arc<Home>, entropy: SystemEntropy) -> Self {
        let credentials = Credentials::new(home.folder(), cfg!(feature = "desktop"));
        Self {
            home,
            credentials,
            entropy: RefCell::new(entropy),
            ways: RefCell::default(),
        }
    }

    fn way(&self, server: &str) -> Result<ReqwestTransport, Failure> {
        if let Some(way) = self.ways.borrow().get(server) {
            return Ok(way.clone());
        }
        let way = ReqwestTransport::new(server)
            .map_err(|error| Failure::Unreachable(error.to_string()))?;
        self.ways
            .borrow_mut()
            .insert(server.to_owned(), way.clone());
        Ok(way)
    }

    async fn enrol(&self, outgoing: Outgoing) -> Result<SyncAnswer, Failure> {
        let Some(server) = self.home.invited() else {
            return Err(Failure::Unreachable("no server was named".to_owned()));
        };
        let request = Outgoing {
            token: None,
            ..outgoing
        };
        let way = self.way(&server)?;
        let SyncAnswer::Session(session) = way.exchange(request).await? else {
            return Err(Failure::Garbled("no session".to_owned()));
        };
        let session = self.keep(&way, server, session).await?;
        Ok(SyncAnswer::Session(session))
    }

    /// Keeps the credential of a session and puts its name in its place.
    async fn keep(
        &self,
        way: &ReqwestTransport,
        server: String,
        mut session: SessionResponse,
    ) -> Result<SessionResponse, Failure> {
        let Some(token) = session.token.take() else {
            return Err(Failure::Garbled("no credential".to_owned()));
        };
        if self.home.org().is_some_and(|own| own != session.org) {
            // The engine refuses it. Nobody will use this credential, so that it is ended where it can be.
            let leave = Outgoing {
                request: SyncRequest::Leave,
                person: Some(session.person),
                token: Some(token),
            };
            let _ = way.exchange(leave).await;
            return Ok(session);
        }
        let mut random = [0; 16];
        self.entropy.borrow_mut().fill(&mut random);
        let credential = Credential {
            server: server.clone(),
            token,
        };
        let name = self.credentials.keep(credential, random).await;
        session.token = Some(name.map_err(|error| not_kept(&error))?);
        self.home.belong(&server, session.org);
        Ok(session)
    }

    /// The way that a request goes, and the request with the credential in place of its name.
    async fn believed(&self, outgoing: Outgoing) -> Result<(ReqwestTransport, Outgoing), Failure> {
        let found = match &outgoing.token {
            Some(name) => self.credentials.find(name).await,
            None => return Err(nobody()),
        };
        let Some(credential) = found.map_err(|error| not_kept(&error))? else {
            return Err(nobody());
        };
        let outgoing = Outgoing {
            token: Some(credential.token),
            ..outgoing
        };
        Ok((self.way(&credential.server)?, outgoing))
    }

    async fn carry(&self, outgoing: Outgoing) -> Result<SyncAnswer, Failure> {
        let leaves = matches!(outgoing.request, SyncRequest::Leave);
        let name = outgoing.token.clone();
        let (way, outgoing) = self.believed(outgoing).await?;
        let answer = way.exchange(outgoing).await;
        let ended = match &answer {
            Ok(_) => true,
            Err(Failure::Refused { code, .. }) => *code == Some(ErrorCode::Unauthorised),
            Err(_) => false,
        };
        if let Some(name) = name.filter(|_| leaves && ended) {
            self.credentials.forget(&name).await;
        }
        answer
    }
}

impl Transport for HomeTransport {
    async fn exchange(&self, outgoing: Outgoing) -> Result<SyncAnswer, Failure> {
        match outgoing.request {
            SyncRequest::Enrol(_) => self.enrol(outgoing).await,
            _ => self.carry(outgoing).await,
        }
    }

    async fn listen(&self, wait: Outgoing) -> Result<ByteStream, Failure> {
        let (way, wait) = self.believed(wait).await?;
        way.listen(wait).await
    }
}

/// What the server would say of a device that shows no credential.
fn nobody() -> Failure {
    Failure::Refused {
        status: 401,
        code: Some(ErrorCode::Unauthorised),
    }
}

/// The credential is there, but cannot be had now: as good as no network, and tried again.
fn not_kept(error: &CredentialError) -> Failure {
    Failure::Unreachable(error.to_string())
}
