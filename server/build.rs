//! Embeds the web app in a release, and only there: check, clippy, unit tests and debug builds
//! must never wait for a nested cargo (in debug the server serves what lies in `target/web`).

use std::{env, fmt::Write as _, fs, path::PathBuf, process::ExitCode};

#[path = "build/web_app.rs"]
#[expect(
    unreachable_pub,
    reason = "the tests compile the same file as a module of a library"
)]
mod web_app;

fn main() -> ExitCode {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed=build");
    println!("cargo::rustc-check-cfg=cfg(web_app_embedded)");
    if env::var_os("PROFILE").is_none_or(|profile| profile != "release") {
        return ExitCode::SUCCESS;
    }
    match embed() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            println!("cargo::error={error}");
            ExitCode::FAILURE
        }
    }
}

fn embed() -> Result<(), Box<dyn std::error::Error>> {
    let server = PathBuf::from(env::var("CARGO_MANIFEST_DIR")?);
    let workspace = server.join("..").canonicalize()?;
    for input in web_app::INPUTS {
        println!(
            "cargo::rerun-if-changed={}",
            workspace.join(input).display()
        );
    }
    let app = web_app::build(&workspace)?;

    // The files are copied beside the generated list, so that a later build of the app cannot
    // change them under a compiler that is reading.
    let out = PathBuf::from(env::var("OUT_DIR")?);
    let mut list = format!("EmbeddedApp {{ release: {:?}, files: &[", app.release);
    for (number, file) in app.files.iter().enumerate() {
        let from = web_app::site(&workspace).join(&file.path);
        let plain = out.join(number.to_string());
        let zipped = out.join(format!("{number}.gz"));
        fs::copy(&from, &plain)?;
        fs::copy(from.with_added_extension("gz"), &zipped)?;
        write!(
            list,
            "EmbeddedFile {{ path: {:?}, bytes: include_bytes!({plain:?}), gzip: include_bytes!({zipped:?}) }},",
            file.path
        )?;
    }
    list.push_str("] }");
    fs::write(out.join("web_app.rs"), list)?;
    println!("cargo::rustc-cfg=web_app_embedded");
    println!(
        "cargo::warning=the web app is {} kB gzipped (limit {} kB), and {} kB loaded apart (limit {} kB)",
        app.first_gzip_size() / 1000,
        web_app::BUDGET_BYTES / 1000,
        app.apart_gzip_size() / 1000,
        web_app::APART_BUDGET_BYTES / 1000
    );
    Ok(())
}
