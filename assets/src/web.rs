//! The files that a browser asks for by address, and the page, whose address never changes.

use std::sync::LazyLock;

use sha2::{Digest as _, Sha256};

use crate::STYLESHEET;

/// The page. `<!-- styles -->` stands for the link to [`stylesheet`], `{release}` for the release.
pub const INDEX: &str = include_str!("../web/index.html");
/// The script that starts the module, in the page and in each worker.
pub const BOOT: &str = include_str!("../web/boot.js");
/// The service worker, below the `RELEASE` that the server writes above it.
pub const SERVICE_WORKER: &str = include_str!("../web/sw.js");
/// The page in a desktop's window. `<!-- styles -->` stands for [`STYLESHEET`], `<!-- script -->` for
/// [`DESKTOP_SCRIPT`].
pub const DESKTOP_INDEX: &str = include_str!("../web/desktop.html");
/// What only the page can do in a desktop's window.
pub const DESKTOP_SCRIPT: &str = include_str!("../web/desktop.js");
/// The app's icon, 512 pixels wide, as PNG.
pub const ICON: &[u8] = include_bytes!("../web/icon-512.png");

/// A file as it is served.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct File {
    /// Its address on the server, from the root.
    pub path: String,
    /// Its bytes.
    pub bytes: &'static [u8],
    /// Its media type.
    pub content_type: &'static str,
    /// Whether its address holds a hash of its content, so that it may be cached for ever.
    pub immutable: bool,
}

/// What a browser has no use for is not sent to it: comments and the room around the lines.
fn without_comments(styles: &str) -> String {
    let mut rest = styles;
    let mut kept = String::with_capacity(styles.len());
    while let Some((before, after)) = rest.split_once("/*") {
        kept.push_str(before);
        rest = after.split_once("*/").map_or("", |(_, after)| after);
    }
    kept.push_str(rest);
    let lines = kept.lines().map(str::trim).filter(|line| !line.is_empty());
    lines.collect::<Vec<_>>().join("\n")
}

static STYLES: LazyLock<File> = LazyLock::new(|| {
    let styles: &'static str = without_comments(STYLESHEET).leak();
    let digest = Sha256::digest(styles.as_bytes());
    let hash: String = digest
        .iter()
        .take(8)
        .map(|byte| format!("{byte:02x}"))
        .collect();
    File {
        path: format!("/styles-{hash}.css"),
        bytes: styles.as_bytes(),
        content_type: "text/css; charset=utf-8",
        immutable: true,
    }
});

static FILES: LazyLock<Vec<File>> = LazyLock::new(|| {
    let named = |path: &str, bytes, content_type| File {
        path: path.to_owned(),
        bytes,
        content_type,
        immutable: false,
    };
    vec![
        STYLES.clone(),
        named(
            "/manifest.webmanifest",
            include_bytes!("../web/manifest.webmanifest"),
            "application/manifest+json",
        ),
        named(
            "/icon.svg",
            include_bytes!("../web/icon.svg"),
            "image/svg+xml",
        ),
        named(
            "/icon-192.png",
            include_bytes!("../web/icon-192.png"),
            "image/png",
        ),
        named(
            "/icon-512.png",
            include_bytes!("../web/icon-512.png"),
            "image/png",
        ),
        named(
            "/icon-maskable-192.png",
            include_bytes!("../web/icon-maskable-192.png"),
            "image/png",
        ),
        named(
            "/icon-maskable-512.png",
            include_bytes!("../web/icon-maskable-512.png"),
            "image/png",
        ),
        named(
            "/apple-touch-icon.png",
            include_bytes!("../web/apple-touch-icon.png"),
            "image/png",
        ),
    ]
});

/// The stylesheet under its hashed address, for the link in the page.
#[must_use]
pub fn stylesheet() -> &'static File {
    &STYLES
}

/// Every file beside the page, its script and the module: what a release of the app loads.
#[must_use]
pub fn files() -> &'static [File] {
    &FILES
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn styles_are_sent_without_what_only_their_author_reads() {
        let written = "/* a */\n.b {\n  color: red; /* c\nd */\n}\n\n.e { margin: 0; }\n";
        assert_eq!(
            without_comments(written),
            ".b {\ncolor: red;\n}\n.e { margin: 0; }"
        );
        let rules = |styles: &str| styles.matches('{').count();
        let sent = std::str::from_utf8(stylesheet().bytes).unwrap();
        assert!(!sent.contains("/*") && rules(sent) > 100, "{sent}");
    }

    #[test]
    fn each_file_has_its_own_address() {
        let paths: Vec<_> = files().iter().map(|file| &file.path).collect();
        for (index, path) in paths.iter().enumerate() {
            assert!(
                path.starts_with('/') && !paths[..index].contains(path),
                "{path}"
            );
        }
    }

    #[test]
    fn the_manifest_names_icons_that_are_served() {
        let manifest = include_str!("../web/manifest.webmanifest");
        for asked in manifest.split("\"src\": \"").skip(1) {
            let path = asked.split('"').next().unwrap();
            assert!(files().iter().any(|file| file.path == path), "{path}");
        }
    }
}
