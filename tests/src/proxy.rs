//! The network between a browser and the server, which a test can break: cut, slow, answering for
//! the server with an error or with garbage, ending in the middle of a body, or losing the answer
//! to a request that the server carried out. What it hands out of its own is `substitute`'s.

use std::{
    collections::BTreeMap,
    convert::Infallible,
    io,
    net::SocketAddr,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use bytes::Bytes;
use futures_util::{Stream, StreamExt as _, TryFutureExt as _, TryStreamExt as _, stream};
use http_body_util::{BodyExt, Full, StreamBody, combinators::BoxBody};
use hyper::{
    Request, Response, StatusCode,
    body::{Frame, Incoming},
    client, header, server,
    service::service_fn,
};
use hyper_util::rt::TokioIo;
use tokio::{
    net::{TcpListener, TcpStream},
    sync::watch,
    task::JoinHandle,
};

use crate::substitute::Substitutes;

/// What the network does to a request.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Weather {
    /// Carries it there and back.
    #[default]
    Clear,
    /// Carries nothing: open connections end, new ones are closed at once.
    Cut,
    /// Carries it after that long.
    Slow(Duration),
    /// Answers with that status in the server's place.
    Fails(u16),
    /// Answers 200 with bytes that mean nothing.
    Garbage,
    /// Carries it, and ends the connection after half of the answer's body.
    CutMidBody,
    /// Carries it, and ends the connection after the first piece of the answer's body.
    CutEarly,
    /// Carries it, and gives the answer's head at once but its body only when that is whole.
    HoldsBack,
    /// Carries it, and ends the connection instead of answering.
    SwallowAnswer,
    /// Neither carries it nor ends the connection.
    Stuck,
    /// Carries it, and neither answers nor ends the connection.
    StuckAnswer,
}

/// A proxy in front of a server. Stops, with all its connections, when dropped.
#[derive(Debug)]
pub struct Proxy {
    address: SocketAddr,
    sky: Arc<Sky>,
    listening: JoinHandle<()>,
}

#[derive(Debug)]
struct Sky {
    upstream: SocketAddr,
    /// The weather of the addresses that begin so; the rest of them has [`Weather::Clear`].
    weather: Mutex<(String, Weather)>,
    substitutes: Mutex<Substitutes>,
    /// Turns true to end the connections that are open.
    ended: watch::Sender<u64>,
    requests: AtomicUsize,
    /// How many of them came for each address, without what is asked there.
    asked: Mutex<BTreeMap<String, usize>>,
    /// How many requests came that are never answered.
    stuck: watch::Sender<usize>,
}

type Body = BoxBody<Bytes, io::Error>;

impl Proxy {
    /// A proxy on a free port of loopback, in clear weather.
    ///
    /// # Errors
    /// When no port can be had.
    pub async fn start(upstream: SocketAddr) -> io::Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let address = listener.local_addr()?;
        let sky = Arc::new(Sky {
            upstream,
            weather: Mutex::default(),
            substitutes: Mutex::default(),
            ended: watch::Sender::new(0),
            requests: AtomicUsize::new(0),
            asked: Mutex::default(),
            stuck: watch::Sender::new(0),
        });
        let listening = tokio::spawn(listen(listener, Arc::clone(&sky)));
        Ok(Self {
            address,
            sky,
            listening,
        })
    }

    /// The address for a browser. `localhost` is a secure origin by itself.
    #[must_use]
    pub fn origin(&self) -> String {
        format!("http://localhost:{}", self.address.port())
    }

    /// Changes the weather for everything.
    pub fn set(&self, weather: Weather) {
        self.set_for("/", weather);
    }

    /// Changes the weather for the addresses that begin with that; the others have it clear. A cut
    /// always is for everything, because a connection has no address yet.
    pub fn set_for(&self, prefix: &str, weather: Weather) {
        *self
            .sky
            .weather
            .lock()
            .unwrap_or_else(PoisonError::into_inner) = (prefix.to_owned(), weather);
        if weather == Weather::Cut {
            self.sky.ended.send_modify(|cuts| *cuts += 1);
        }
    }

    /// From now on hands out the app as another release, which has that name.
    pub fn release(&self, made: &str, name: &str) {
        self.sky.substitutes().rename_release(made, name);
    }

    /// From now on hands out a script of the test's own.
    pub fn serve_script(&self, path: &str, text: &'static str) {
        self.sky.substitutes().add_script(path, text);
    }

    /// How many requests have come so far, carried or not.
    #[must_use]
    pub fn requests(&self) -> usize {
        self.sky.requests.load(Ordering::Relaxed)
    }

    /// How many requests have come so far for an address.
    #[must_use]
    pub fn requests_for(&self, path: &str) -> usize {
        self.sky.asked().get(path).copied().unwrap_or_default()
    }

    /// Waits until so many requests are stuck, each where its weather leaves it.
    pub async fn until_stuck(&self, count: usize) {
        let mut stuck = self.sky.stuck.subscribe();
        // It ends with the proxy, which is borrowed.
        let _ = stuck.wait_for(|stuck| *stuck >= count).await;
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.listening.abort();
        self.sky.ended.send_modify(|cuts| *cuts += 1);
    }
}

impl Sky {
    fn substitutes(&self) -> MutexGuard<'_, Substitutes> {
        self.substitutes
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }

    fn asked(&self) -> MutexGuard<'_, BTreeMap<String, usize>> {
        self.asked.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Answers nothing, for as long as the connection lasts.
    async fn stick(&self) -> Response<Body> {
        self.stuck.send_modify(|stuck| *stuck += 1);
        std::future::pending().await
    }

    fn weather(&self, path: &str) -> Weather {
        let weather = self.weather.lock().unwrap_or_else(PoisonError::into_inner);
        if path.starts_with(&weather.0) {
            weather.1
        } else {
            Weather::Clear
        }
    }
}

async fn listen(listener: TcpListener, sky: Arc<Sky>) {
    while let Ok((stream, _)) = listener.accept().await {
        if sky.weather("/") == Weather::Cut {
            continue;
        }
        let sky = Arc::clone(&sky);
        tokio::spawn(async move {
            let mut ended = sky.ended.subscribe();
            let service = service_fn(|request| carry(Arc::clone(&sky), request));
            let connection =
                server::conn::http1::Builder::new().serve_connection(TokioIo::new(stream), service);
            tokio::select! {
                // A connection that fails has been told to, or its browser went away.
                _ = connection => {}
                _ = ended.changed() => {}
            }
        });
    }
}

/// An error ends the connection without an answer.
async fn carry(sky: Arc<Sky>, request: Request<Incoming>) -> io::Result<Response<Body>> {
    sky.requests.fetch_add(1, Ordering::Relaxed);
    let path = request.uri().path();
    *sky.asked().entry(path.to_owned()).or_default() += 1;
    let weather = sky.weather(path);
    match weather {
        Weather::Clear => forward(&sky, request).await,
        Weather::Cut => Err(gone()),
        Weather::Slow(delay) => {
            tokio::time::sleep(delay).await;
            forward(&sky, request).await
        }
        Weather::Fails(status) => {
            let mut response = Response::new(whole(""));
            *response.status_mut() =
                StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
            Ok(response)
        }
        Weather::Garbage => Ok(Response::new(whole("\u{1}\u{fffd}{\"<html>]"))),
        Weather::CutMidBody => cut_body(forward(&sky, request).await?).await,
        Weather::CutEarly => {
            let (head, body) = forward(&sky, request).await?.into_parts();
            let first = body.into_data_stream().take(1);
            let frames = first.map_ok(Frame::data).chain(stream::iter([Err(gone())]));
            Ok(Response::from_parts(head, pieces(frames)))
        }
        Weather::HoldsBack => {
            let (head, body) = forward(&sky, request).await?.into_parts();
            let whole = body.collect().map_ok(|whole| Frame::data(whole.to_bytes()));
            let frames = stream::once(whole);
            Ok(Response::from_parts(head, pieces(frames)))
        }
        Weather::SwallowAnswer => {
            // The whole answer is taken, so that the server has certainly done its work.
            let response = forward(&sky, request).await?;
            response.into_body().collect().await?;
            Err(gone())
        }
        Weather::Stuck => Ok(sky.stick().await),
        Weather::StuckAnswer => {
            let response = forward(&sky, request).await?;
            response.into_body().collect().await?;
            Ok(sky.stick().await)
        }
    }
}

async fn forward(sky: &Sky, request: Request<Incoming>) -> io::Result<Response<Body>> {
    let (mut head, body) = request.into_parts();
    let (there, names_release) = {
        let substitutes = sky.substitutes();
        if let Some(response) = substitutes.find(head.uri.path()) {
            return Ok(response.map(|body| body.map_err(never).boxed()));
        }
        substitutes.translate(&head.method, &head.uri, &mut head.headers)
    };
    head.uri = there;
    let response = carry_over(sky, Request::from_parts(head, body)).await?;
    if !names_release {
        return Ok(response);
    }
    let (mut head, body) = response.into_parts();
    let bytes = body.collect().await?.to_bytes();
    let text = sky.substitutes().rewrite(&String::from_utf8_lossy(&bytes));
    head.headers.remove(header::ETAG);
    head.headers.remove(header::CONTENT_LENGTH);
    Ok(Response::from_parts(
        head,
        Full::from(text).map_err(never).boxed(),
    ))
}

async fn carry_over(sky: &Sky, request: Request<Incoming>) -> io::Result<Response<Body>> {
    let stream = TcpStream::connect(sky.upstream).await?;
    let (mut sender, connection) = client::conn::http1::handshake(TokioIo::new(stream))
        .await
        .map_err(io::Error::other)?;
    let mut ended = sky.ended.subscribe();
    tokio::spawn(async move {
        tokio::select! {
            // The answer's body ends with an error of its own when this does.
            _ = connection => {}
            _ = ended.changed() => {}
        }
    });
    let response = sender
        .send_request(request)
        .await
        .map_err(io::Error::other)?;
    Ok(response.map(|body| body.map_err(io::Error::other).boxed()))
}

async fn cut_body(response: Response<Body>) -> io::Result<Response<Body>> {
    let (mut parts, body) = response.into_parts();
    let bytes = body.collect().await?.to_bytes();
    let half = bytes.slice(..bytes.len() / 2);
    // The head still promises the whole.
    parts
        .headers
        .insert(header::CONTENT_LENGTH, bytes.len().into());
    parts.headers.remove(header::TRANSFER_ENCODING);
    let frames = stream::iter([Ok(Frame::data(half)), Err(gone())]);
    Ok(Response::from_parts(parts, pieces(frames)))
}

fn pieces(frames: impl Stream<Item = io::Result<Frame<Bytes>>> + Send + Sync + 'static) -> Body {
    BodyExt::boxed(StreamBody::new(frames))
}

fn whole(text: &'static str) -> Body {
    Full::from(text).map_err(never).boxed()
}

fn never(never: Infallible) -> io::Error {
    match never {}
}

fn gone() -> io::Error {
    io::ErrorKind::ConnectionAborted.into()
}
