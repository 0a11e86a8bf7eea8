//! What the server hands out as the web app: how much it is, how it may be cached and what confines
//! it.

use hyper::{StatusCode, header};
use tests::web_app::{self, Site};
use web_build::BUDGET_BYTES;

type Outcome = Result<(), Box<dyn std::error::Error>>;

#[tokio::test(flavor = "multi_thread")]
async fn the_first_screen_stays_within_its_budget() -> Outcome {
    let site = Site::start().await?;
    let app = web_app::built()?;
    assert!(app.files.iter().any(|file| file.apart), "the app is whole");
    let sum = site.first_screen_bytes().await?;
    println!("the first screen is {sum} bytes gzipped, of {BUDGET_BYTES}");
    assert!(sum <= BUDGET_BYTES, "{sum} bytes");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn every_file_is_confined_and_cached_as_its_address_allows() -> Outcome {
    let site = Site::start().await?;
    let mut paths = site.release().await?;
    paths.extend(["/".to_owned(), "/sw.js".to_owned()]);
    for path in paths {
        let answer = site.get(&path, &[]).await?;
        let header = |name| {
            answer
                .headers()
                .get(name)
                .and_then(|value| value.to_str().ok())
        };
        assert_eq!(answer.status(), StatusCode::OK, "{path}");
        let policy = header(header::CONTENT_SECURITY_POLICY).unwrap_or_default();
        assert!(
            policy.contains("script-src 'self' 'wasm-unsafe-eval';"),
            "{path}: {policy}"
        );
        assert!(!policy.contains("unsafe-inline"), "{path}: {policy}");
        assert_eq!(
            header(header::X_CONTENT_TYPE_OPTIONS),
            Some("nosniff"),
            "{path}"
        );
        let hashed = path.starts_with("/app/") || path.starts_with("/styles-");
        let cache = header(header::CACHE_CONTROL).unwrap_or_default();
        assert_eq!(cache.contains("immutable"), hashed, "{path}: {cache}");

        let etag = header(header::ETAG).unwrap_or_default();
        let again = site.get(&path, &[("if-none-match", etag)]).await?;
        assert_eq!(again.status(), StatusCode::NOT_MODIFIED, "{path}");
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn every_address_a_person_opens_is_the_page_and_nothing_else_is() -> Outcome {
    let site = Site::start().await?;
    let opened = [("sec-fetch-mode", "navigate"), ("accept", "text/html")];
    let loaded = [("sec-fetch-mode", "no-cors")];
    for path in ["/", "/item/0199", "/A/R0123456789AB0", "/enrol"] {
        let answer = site.get(path, &opened).await?;
        assert_eq!(answer.status(), StatusCode::OK, "{path}");
        assert_eq!(
            answer.headers()[header::CONTENT_TYPE],
            "text/html; charset=utf-8",
            "{path}"
        );
    }
    for (path, headers) in [
        ("/app/0000000000000000/mobile.js", &loaded[..]),
        ("/missing.png", &loaded[..]),
        ("/api", &opened[..]),
        ("/api/unknown", &opened[..]),
    ] {
        let answer = site.get(path, headers).await?;
        assert_eq!(answer.status(), StatusCode::NOT_FOUND, "{path}");
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn the_page_runs_no_inline_script_and_holds_no_inline_style() -> Outcome {
    let site = Site::start().await?;
    let page = site
        .get("/", &[("accept-encoding", "identity")])
        .await?
        .into_body();
    let page = std::str::from_utf8(&page)?;
    for tag in page.split("<script").skip(1) {
        let (attributes, rest) = tag.split_once('>').ok_or("an open tag")?;
        assert!(attributes.contains("src="), "{attributes}");
        assert!(rest.starts_with("</script>"), "{rest}");
    }
    assert!(
        !page.contains("<style") && !page.contains("style="),
        "{page}"
    );
    assert!(
        !page.contains("{release}") && !page.contains("<!-- styles -->"),
        "{page}"
    );
    Ok(())
}
