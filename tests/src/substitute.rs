//! What a test's network hands out in the server's place: the same app as another release, which
//! the server never made, and scripts of the test's own.

use std::collections::BTreeMap;

use bytes::Bytes;
use http_body_util::Full;
use hyper::{HeaderMap, Method, Response, StatusCode, Uri, header};

/// The list that the server writes above the service worker's text.
const LIST: &str = "const RELEASE = {\"id\":\"";

/// What is handed out instead.
#[derive(Debug, Default)]
pub struct Substitutes {
    /// Scripts by their address.
    scripts: BTreeMap<String, &'static str>,
    /// The release that the server made, and the name under which it is handed out.
    renamed: Option<(String, String)>,
}

impl Substitutes {
    /// Hands out a script of the test's own.
    pub fn add_script(&mut self, path: &str, text: &'static str) {
        self.scripts.insert(path.to_owned(), text);
    }

    /// From now on the app is another release: the same files by another name, and none by the old.
    pub fn rename_release(&mut self, made: &str, name: &str) {
        self.renamed = Some((made.to_owned(), name.to_owned()));
    }

    /// The answer that needs no server.
    #[must_use]
    pub fn find(&self, path: &str) -> Option<Response<Full<Bytes>>> {
        if let Some(script) = self.scripts.get(path) {
            let mut response = Response::new(Full::from(*script));
            let kind = header::HeaderValue::from_static("text/javascript");
            response.headers_mut().insert(header::CONTENT_TYPE, kind);
            return Some(response);
        }
        let (made, _) = self.renamed.as_ref()?;
        path.starts_with(&format!("/app/{made}/")).then(|| {
            let mut response = Response::new(Full::default());
            *response.status_mut() = StatusCode::NOT_FOUND;
            response
        })
    }

    /// The address on the server of what a browser asks for, and whether the answer's text names
    /// the release: then it is asked for as plain text that nobody has yet.
    #[must_use]
    pub fn translate(&self, method: &Method, uri: &Uri, headers: &mut HeaderMap) -> (Uri, bool) {
        let Some((made, name)) = &self.renamed else {
            return (uri.clone(), false);
        };
        let path = uri.path();
        if let Some(rest) = path.strip_prefix(&format!("/app/{name}/")) {
            let there = Uri::try_from(format!("/app/{made}/{rest}"));
            return (there.unwrap_or_else(|_| uri.clone()), false);
        }
        let opened = headers
            .get("sec-fetch-mode")
            .is_some_and(|mode| mode == "navigate");
        let names = method == Method::GET
            && !path.starts_with("/api/")
            && (opened || matches!(path, "/" | "/index.html" | "/sw.js"));
        if names {
            headers.remove(header::ACCEPT_ENCODING);
            headers.remove(header::IF_NONE_MATCH);
        }
        (uri.clone(), names)
    }

    /// A text of the server with the other release's name.
    #[must_use]
    pub fn rewrite(&self, text: &str) -> String {
        match &self.renamed {
            Some((made, name)) => text
                .replace(made, name)
                .replace(LIST, &format!("{LIST}{name}-")),
            None => text.to_owned(),
        }
    }
}
