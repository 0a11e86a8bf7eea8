//! A certificate that somebody else looks after.

use std::io::Write;
use std::sync::{Arc, LazyLock, Mutex};

use reqwest::{StatusCode, header};
use server::running::Running;
use server::tls::Security;
use server::tls::files::CertificateFiles;

use crate::served::{Pair, Served, client_builder, options, until};

const NAME: &str = "inventaire.example.org";

fn security(pair: &Pair, name: Option<&str>) -> Security {
    Security::Files(CertificateFiles {
        chain: pair.chain.clone(),
        key: pair.key.clone(),
        name: name.map(str::to_owned),
    })
}

#[tokio::test]
async fn the_name_of_the_certificate_is_the_address_and_http_leads_there() {
    let folder = tempfile::tempdir().expect("a folder");
    let pair = Pair::write(folder.path(), NAME, 90);
    let served = Served::start(security(&pair, None)).await;
    assert!(
        served
            .running
            .origin()
            .starts_with(&format!("https://{NAME}:"))
    );
    let client = served.client(NAME, &pair.root);
    let answer = client.get(served.url("/healthz")).send().await;
    assert_eq!(answer.expect("trust").status(), StatusCode::OK);

    let plain = client_builder().build().expect("a client");
    for path in ["/", "/recense.crt"] {
        let answer = plain
            .get(served.porch(path))
            .send()
            .await
            .expect("an answer");
        assert_eq!(answer.status(), StatusCode::TEMPORARY_REDIRECT);
        assert_eq!(answer.headers()[header::LOCATION], served.url(path));
    }
}

#[tokio::test]
async fn browsers_are_bound_to_https_at_a_name_with_its_usual_port() {
    let folder = tempfile::tempdir().expect("a folder");
    let pair = Pair::write(folder.path(), NAME, 90);
    let data = tempfile::tempdir().expect("a folder");
    let served = Served::start_in(data, security(&pair, None), |options| {
        options.public_url = Some(format!("https://{NAME}/"));
    })
    .await;
    assert_eq!(served.running.origin(), format!("https://{NAME}"));
    let url = format!("https://{NAME}:{}/healthz", served.running.address().port());
    let client = served.client(NAME, &pair.root);
    let answer = client.get(url).send().await.expect("trust");
    let bound = answer.headers().get(header::STRICT_TRANSPORT_SECURITY);
    assert!(bound.is_some());
}

#[tokio::test]
async fn a_new_certificate_is_taken_up_by_itself_and_one_that_will_not_do_is_not() {
    let folder = tempfile::tempdir().expect("a folder");
    let pair = Pair::write(folder.path(), NAME, 90);
    let served = Served::start(security(&pair, None)).await;
    let first = served.serial(NAME).await;

    let pair = pair.replace(NAME, 60);
    until("the second certificate", async || {
        served.serial(NAME).await != first
    })
    .await;
    let second = served.serial(NAME).await;

    // Half a pair, then one that expired, then one for another name: each is passed over.
    std::fs::write(&pair.key, "no key").expect("a file");
    let pair = pair.replace(NAME, -1);
    let pair = pair.replace("autre.example", 60);
    let client = served.client(NAME, &pair.root);
    client
        .get(served.url("/healthz"))
        .send()
        .await
        .expect_err("another name's");
    assert_eq!(served.serial(NAME).await, second);

    pair.replace(NAME, 30);
    until("the last certificate", async || {
        served.serial(NAME).await != second
    })
    .await;
}

/// What the servers of this process log.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

static LOG: LazyLock<Log> = LazyLock::new(|| {
    let log = Log::default();
    let writer = log.clone();
    let said = tracing_subscriber::fmt()
        .with_ansi(false)
        .with_writer(move || writer.clone())
        .finish();
    tracing::subscriber::set_global_default(said).expect("nobody else listens");
    log
});

impl Log {
    /// How many lines of a level there are about a certificate.
    fn lines(&self, level: &str, of: &Pair) -> usize {
        let path = of.chain.to_str().expect("text");
        let log = self.0.lock().expect("a log");
        let log = String::from_utf8_lossy(&log);
        let about = log.lines().filter(|line| line.contains(path));
        about.filter(|line| line.contains(level)).count()
    }
}

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().expect("a log").write(bytes)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

#[tokio::test]
async fn a_certificate_that_runs_out_is_spoken_of_before_and_when_it_has_and_not_once_replaced() {
    let log = &*LOG;
    let folder = tempfile::tempdir().expect("a folder");
    let pair = Pair::write(folder.path(), NAME, 20);
    let served = Served::start(security(&pair, None)).await;
    served.clock.pass_days(10);
    until("a warning", async || log.lines("WARN", &pair) == 1).await;
    served.clock.pass_days(11);
    until("the end", async || log.lines("ERROR", &pair) == 1).await;
    assert_eq!(
        log.lines("refused by every device now: it expired on", &pair),
        1
    );

    // It goes on, whatever it shows, and takes up what is put there; then there is nothing to say.
    let first = served.serial(NAME).await;
    let pair = pair.replace(NAME, 90);
    until("the new certificate", async || {
        served.serial(NAME).await != first
    })
    .await;
    let client = served.client(NAME, &pair.root);
    client
        .get(served.url("/healthz"))
        .send()
        .await
        .expect("trust");
    served.clock.pass_days(1);
    let last = pair.replace(NAME, 120);
    until("the last certificate", async || {
        served
            .client(NAME, &last.root)
            .get(served.url("/healthz"))
            .send()
            .await
            .is_ok()
    })
    .await;
    assert_eq!(log.lines("ERROR", &last), 1);
    assert_eq!(log.lines("is only good until", &last), 1);
}

async fn refusal(pair: &Pair, name: Option<&str>) -> String {
    let data = tempfile::tempdir().expect("a folder");
    let started = Running::start(options(data.path(), security(pair, name))).await;
    started.expect_err("a refusal").to_string()
}

#[tokio::test]
async fn a_server_does_not_start_with_a_certificate_that_devices_would_refuse() {
    let folder = tempfile::tempdir().expect("a folder");
    let pair = Pair::write(folder.path(), NAME, -1);
    let said = refusal(&pair, None).await;
    assert!(
        said.contains("chain.pem") && said.contains("expired on"),
        "{said}"
    );

    let pair = pair.replace(NAME, 90);
    let said = refusal(&pair, Some("autre.example")).await;
    assert!(said.contains("not made for autre.example"), "{said}");

    let key = std::fs::read(&pair.key).expect("a key");
    let pair = pair.replace(NAME, 90);
    std::fs::write(&pair.key, key).expect("a file");
    let said = refusal(&pair, None).await;
    assert!(
        said.contains("key belongs to another certificate"),
        "{said}"
    );

    std::fs::remove_file(&pair.key).expect("a file");
    let said = refusal(&pair, None).await;
    assert!(said.contains("key.pem cannot be read"), "{said}");
}
