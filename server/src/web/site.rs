//! The files of one release of the app, by address: the module as it was built, the assets, and
//! the page and service worker that name them.

use std::{collections::BTreeMap, io::Write as _};

use axum::{body::Bytes, http::HeaderValue};
use flate2::{Compression, write::GzEncoder};
use sha2::{Digest as _, Sha256};

/// A file that is ready to be sent.
pub(super) struct ServedFile {
    pub(super) bytes: Bytes,
    /// The same, gzipped, where that is smaller.
    pub(super) gzip: Option<Bytes>,
    pub(super) content_type: &'static str,
    /// Whether the address changes with the content.
    pub(super) immutable: bool,
    pub(super) etag: HeaderValue,
}

/// One release of the app.
pub(super) struct Site {
    files: BTreeMap<String, ServedFile>,
}

/// A file of the module, from the binary or from `target/web`.
struct ModuleFile {
    path: String,
    bytes: Bytes,
    gzip: Bytes,
}

/// The module: the hash that names it, and its files below `/app/<release>/`.
struct Module {
    release: String,
    files: Vec<ModuleFile>,
}

/// What the service worker keeps: `const RELEASE` in `sw.js`.
#[derive(serde::Serialize)]
struct Release<'a> {
    id: String,
    files: Vec<&'a str>,
}

const PAGE: &str = "/index.html";

impl Site {
    /// Gathers the files. Without a module (a debug build before the tests have built one) there
    /// are the assets but no page.
    pub(super) fn load() -> Self {
        let mut files = BTreeMap::new();
        for file in assets::files() {
            let bytes = Bytes::from_static(file.bytes);
            let gzip = gzip(&bytes);
            let served = ServedFile::new(bytes, gzip, file.content_type, file.immutable);
            files.insert(file.path.clone(), served);
        }
        let Some(module) = load_module() else {
            tracing::warn!(
                "no web app in target/web: a test run builds it, a release build embeds it"
            );
            return Self { files };
        };
        let page = assets::INDEX.replace("{release}", &module.release).replace(
            "<!-- styles -->",
            &format!(
                r#"<link rel="stylesheet" href="{}">"#,
                assets::stylesheet().path
            ),
        );
        for file in module.files {
            let content_type = content_type(&file.path);
            let served = ServedFile::new(file.bytes, Some(file.gzip), content_type, true);
            files.insert(format!("/{}", file.path), served);
        }
        let worker = service_worker(&page, &files);
        for (path, text, content_type) in [
            (PAGE, page, "text/html; charset=utf-8"),
            ("/sw.js", worker, "text/javascript; charset=utf-8"),
        ] {
            let bytes = Bytes::from(text);
            let gzip = gzip(&bytes);
            files.insert(
                path.to_owned(),
                ServedFile::new(bytes, gzip, content_type, false),
            );
        }
        Self { files }
    }

    /// The file at an address, the page at `/`.
    pub(super) fn find(&self, path: &str) -> Option<&ServedFile> {
        self.files.get(if path == "/" { PAGE } else { path })
    }

    /// The page.
    pub(super) fn page(&self) -> Option<&ServedFile> {
        self.files.get(PAGE)
    }
}

impl ServedFile {
    fn new(bytes: Bytes, gzip: Option<Bytes>, content_type: &'static str, immutable: bool) -> Self {
        let hash = format!("\"{}\"", hex(&Sha256::digest(&bytes)));
        // Hexadecimal signs between quotes are a header's value; the other arm is never taken.
        let etag = HeaderValue::try_from(hash).unwrap_or(HeaderValue::from_static("\"\""));
        Self {
            bytes,
            gzip,
            content_type,
            immutable,
            etag,
        }
    }
}

/// The service worker under the list of what it keeps. Its text changes with any file, which is how
/// a browser learns of a new release.
fn service_worker(page: &str, files: &BTreeMap<String, ServedFile>) -> String {
    let mut hash = Sha256::new_with_prefix(page);
    for (path, file) in files {
        hash.update(path);
        hash.update(file.etag.as_bytes());
    }
    let release = Release {
        id: hex(&hash.finalize()),
        files: files.keys().map(String::as_str).collect(),
    };
    let list = serde_json::to_string(&release).unwrap_or_default();
    format!("const RELEASE = {list};\n{}", assets::SERVICE_WORKER)
}

fn content_type(path: &str) -> &'static str {
    match path.rsplit('.').next() {
        Some("js") => "text/javascript; charset=utf-8",
        Some("wasm") => "application/wasm",
        _ => "application/octet-stream",
    }
}

fn gzip(bytes: &[u8]) -> Option<Bytes> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes).ok()?;
    let zipped = encoder.finish().ok()?;
    (zipped.len() < bytes.len()).then(|| zipped.into())
}

/// Sixteen hexadecimal signs of a digest: enough to tell one file from its next version.
fn hex(digest: &[u8]) -> String {
    digest
        .iter()
        .take(8)
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

#[cfg(web_app_embedded)]
fn load_module() -> Option<Module> {
    struct EmbeddedApp {
        release: &'static str,
        files: &'static [EmbeddedFile],
    }
    struct EmbeddedFile {
        path: &'static str,
        bytes: &'static [u8],
        gzip: &'static [u8],
    }
    static APP: EmbeddedApp = include!(concat!(env!("OUT_DIR"), "/web_app.rs"));
    Some(Module {
        release: APP.release.to_owned(),
        files: APP
            .files
            .iter()
            .map(|file| ModuleFile {
                path: file.path.to_owned(),
                bytes: Bytes::from_static(file.bytes),
                gzip: Bytes::from_static(file.gzip),
            })
            .collect(),
    })
}

#[cfg(not(web_app_embedded))]
fn load_module() -> Option<Module> {
    #[derive(serde::Deserialize)]
    struct Listing {
        release: String,
        files: Vec<Listed>,
    }
    #[derive(serde::Deserialize)]
    struct Listed {
        path: String,
    }
    let site = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../target/web/site");
    let listing = std::fs::read(site.join("files.json")).ok()?;
    let listing: Listing = serde_json::from_slice(&listing).ok()?;
    let mut files = Vec::new();
    for Listed { path } in listing.files {
        let bytes = std::fs::read(site.join(&path)).ok()?.into();
        let gzip = std::fs::read(site.join(format!("{path}.gz"))).ok()?.into();
        files.push(ModuleFile { path, bytes, gzip });
    }
    Some(Module {
        release: listing.release,
        files,
    })
}
