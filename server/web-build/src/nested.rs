//! The cargo that a build starts within itself. `server/build.rs` compiles this file too: it starts the program that
//! starts the compiler.

use std::{
    env,
    path::{Path, PathBuf},
    process::Command,
};

/// A subcommand of cargo with its own target folder, because the outer cargo holds the lock of the common one, and an
/// environment without what the outer cargo, clippy or a shell put there.
pub(crate) fn cargo(workspace: &Path, subcommand: &str) -> Command {
    let mut command = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command
        .current_dir(workspace)
        .args([subcommand, "--locked", "--target-dir"])
        .arg(target(workspace));
    for (name, _) in env::vars_os() {
        if name.to_str().is_some_and(belongs_to_the_outer_build) {
            command.env_remove(name);
        }
    }
    command
}

/// Where it compiles to.
pub(crate) fn target(workspace: &Path) -> PathBuf {
    workspace.join("target/web/cargo")
}

/// Whether a variable tells the outer build something that would change the nested one.
fn belongs_to_the_outer_build(name: &str) -> bool {
    name.ends_with("RUSTFLAGS")
        || name.ends_with("_RUNNER")
        || (name.contains("RUSTC") && name.ends_with("WRAPPER"))
        || name.starts_with("CARGO_FEATURE_")
        || name.starts_with("CARGO_CFG_")
        || name.starts_with("CARGO_PROFILE_")
        || matches!(
            name,
            "CARGO_BUILD_TARGET" | "CARGO_TARGET_DIR" | "CARGO_BUILD_TARGET_DIR"
        )
}
