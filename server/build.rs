//! Embeds the web app in a release, and only there: check, clippy, unit tests and debug builds
//! must never wait for a nested cargo (in debug the server serves what lies in `target/web`).

use std::{
    env,
    path::Path,
    process::{Command, ExitCode},
};

#[path = "web-build/src/nested.rs"]
mod nested;

fn main() -> ExitCode {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rustc-check-cfg=cfg(web_app_embedded)");
    if env::var_os("PROFILE").is_none_or(|profile| profile != "release") {
        return ExitCode::SUCCESS;
    }
    let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let Some(out) = env::var_os("OUT_DIR") else {
        println!("cargo::error=no OUT_DIR: only cargo runs this");
        return ExitCode::FAILURE;
    };
    // Not a dependency: a debug build would compile it for nothing. What it prints is for cargo.
    let mut web_build: Command = nested::cargo(&workspace, "run");
    web_build.args(["--package", "web-build", "--"]).arg(out);
    if web_build.status().is_ok_and(|it| it.success()) {
        println!("cargo::rustc-cfg=web_app_embedded");
        ExitCode::SUCCESS
    } else {
        println!("cargo::error=there is no web app to embed: the lines above say why");
        ExitCode::FAILURE
    }
}
