//! The way to the server through the browser's own `fetch`.
//!
//! Not reqwest, which the native engine uses: in a browser it ends in this same call, and brings a
//! second URL parser with the tables of all of Unicode, a tenth of what the app may weigh.

use std::pin::pin;

use futures_util::{
    StreamExt as _,
    future::{Either, select},
    stream::unfold,
};
use js_sys::Uint8Array;
use mobile_core::sync::{
    ByteStream, Failure, HttpMethod, HttpRequest, Outgoing, SyncAnswer, Timer as _, Transport,
    is_event_stream, read_answer, read_refusal, write_listening, write_request,
};
use shared::{time::Millis, wire::PERSON_HEADER};
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    AbortController, DedicatedWorkerGlobalScope, Headers, ReadableStreamDefaultReader,
    ReadableStreamReadResult, RequestInit, Response,
};

use super::senses::WorkerTimer;

const CONTENT_TYPE: &str = "content-type";

/// The way to the server that the page came from. The browser keeps each person's credential, as a
/// cookie that no script reads; a request says whose is meant.
pub(super) struct FetchTransport {
    pub(super) scope: DedicatedWorkerGlobalScope,
}

impl Transport for FetchTransport {
    async fn exchange(&self, outgoing: Outgoing) -> Result<SyncAnswer, Failure> {
        let request = &outgoing.request;
        let patience = Millis(i64::try_from(request.patience().as_millis()).unwrap_or(i64::MAX));
        let timer = WorkerTimer(self.scope.clone());
        match select(pin!(self.fetch(&outgoing)), pin!(timer.sleep(patience))).await {
            Either::Left((answer, _)) => {
                let (status, body) = answer?;
                read_answer(request, status, &body)
            }
            Either::Right(((), _)) => Err(Failure::Unreachable("no answer in time".to_owned())),
        }
    }

    async fn listen(&self, wait: Outgoing) -> Result<ByteStream, Failure> {
        self.open(&wait).await
    }
}

impl FetchTransport {
    /// One request with its status and its whole body. Dropping the future ends the request.
    async fn fetch(&self, outgoing: &Outgoing) -> Result<(u16, Vec<u8>), Failure> {
        let written = write_request(&outgoing.request, false)
            .map_err(|error| Failure::Garbled(error.to_string()))?;
        let (_line, response) = self.ask(outgoing, written).await?;
        Ok((response.status(), whole(&response).await?))
    }

    /// The head of an answer, and the line that the rest of it comes over.
    async fn ask(
        &self,
        outgoing: &Outgoing,
        written: HttpRequest,
    ) -> Result<(Line, Response), Failure> {
        let line = Line::new().map_err(|value| cut(&value))?;
        let init = RequestInit::new();
        init.set_signal(Some(&line.0.signal()));
        init.set_method(match written.method {
            HttpMethod::Get => "GET",
            HttpMethod::Post => "POST",
            HttpMethod::Delete => "DELETE",
        });
        let headers = Headers::new().map_err(|value| cut(&value))?;
        if let Some(person) = outgoing.person {
            headers
                .set(PERSON_HEADER, &person.to_string())
                .map_err(|value| cut(&value))?;
        }
        if let Some(body) = written.body {
            headers
                .set(CONTENT_TYPE, "application/json")
                .map_err(|value| cut(&value))?;
            init.set_body(&body.into());
        }
        init.set_headers(&headers);
        let asked = self.scope.fetch_with_str_and_init(&written.path, &init);
        let response = JsFuture::from(asked).await.map_err(|value| cut(&value))?;
        Ok((line, response.unchecked_into()))
    }

    async fn open(&self, wait: &Outgoing) -> Result<ByteStream, Failure> {
        let written =
            write_listening(&wait.request).map_err(|error| Failure::Garbled(error.to_string()))?;
        let (line, response) = self.ask(wait, written).await?;
        let kind = response.headers().get(CONTENT_TYPE).ok().flatten();
        let body = response.body();
        match body.filter(|_| is_event_stream(response.status(), kind.as_deref())) {
            Some(body) => {
                let reader = body.get_reader().unchecked_into();
                Ok(unfold((reader, line), next_piece).boxed_local())
            }
            None => {
                let body = whole(&response).await?;
                Err(read_refusal(&wait.request, response.status(), &body))
            }
        }
    }
}

/// A body to its end. One that ends too early is a cut line, whatever the status said.
async fn whole(response: &Response) -> Result<Vec<u8>, Failure> {
    let body = response.array_buffer().map_err(|value| cut(&value))?;
    let body = JsFuture::from(body).await.map_err(|value| cut(&value))?;
    Ok(Uint8Array::new(&body).to_vec())
}

type Pieces = (ReadableStreamDefaultReader, Line);

/// The next piece of a body; none where it ends or is cut.
async fn next_piece((reader, line): Pieces) -> Option<(Vec<u8>, Pieces)> {
    let read = JsFuture::from(reader.read()).await.ok()?;
    let read: ReadableStreamReadResult = read.unchecked_into();
    let piece = read.get_value();
    (!piece.is_undefined()).then(|| (Uint8Array::new(&piece).to_vec(), (reader, line)))
}

/// A request under way, which ends when nobody waits for it any more.
struct Line(AbortController);

impl Line {
    fn new() -> Result<Self, JsValue> {
        AbortController::new().map(Self)
    }
}

impl Drop for Line {
    fn drop(&mut self) {
        // After the answer this does nothing.
        self.0.abort();
    }
}

fn cut(value: &JsValue) -> Failure {
    Failure::Unreachable(format!("{value:?}"))
}
