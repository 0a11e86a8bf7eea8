//! Embeds the web app in a release, and only there: check, clippy, unit tests and debug builds
//! must never wait for a nested cargo (in debug the server serves what lies in `target/web`).

use std::{env, path::PathBuf, process::ExitCode};

#[path = "web-build/src/nested.rs"]
mod nested;

fn main() -> ExitCode {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rustc-check-cfg=cfg(web_app_embedded)");
    if env::var_os("PROFILE").is_none_or(|profile| profile != "release") {
        return ExitCode::SUCCESS;
    }
    match embed() {
        Ok(()) => {
            println!("cargo::rustc-cfg=web_app_embedded");
            ExitCode::SUCCESS
        }
        Err(error) => {
            println!("cargo::error={error}");
            ExitCode::FAILURE
        }
    }
}

/// Runs the web build, which is no dependency: a debug build would compile it for nothing. What it prints is for cargo.
fn embed() -> Result<(), Box<dyn std::error::Error>> {
    let workspace = PathBuf::from(env::var("CARGO_MANIFEST_DIR")?).join("..");
    let status = nested::cargo(&workspace, "run")
        // Wherever the server is to run, this runs here.
        .args(["--target", &env::var("HOST")?])
        .args(["--package", "web-build", "--"])
        .arg(env::var("OUT_DIR")?)
        .status()?;
    if status.success() {
        Ok(())
    } else {
        Err(
            "there is no web app to embed; what kept it from being built is said beside this"
                .into(),
        )
    }
}
