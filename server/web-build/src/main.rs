//! Builds the web app for a release of the server and puts it into a folder, with the list of its files as the
//! expression that the server embeds. Speaks to cargo as a build script does: `server/build.rs` runs it.

use std::{
    env,
    fmt::Write as _,
    fs,
    path::{Path, PathBuf},
    process::ExitCode,
};

type Outcome = Result<(), Box<dyn std::error::Error>>;

fn main() -> ExitCode {
    let Some(out) = env::args_os().nth(1).map(PathBuf::from) else {
        eprintln!("usage: web-build FOLDER");
        return ExitCode::FAILURE;
    };
    match embed(&out) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            println!("cargo::error={error}");
            ExitCode::FAILURE
        }
    }
}

fn embed(out: &Path) -> Outcome {
    let workspace = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../..")
        .canonicalize()?;
    for input in web_build::INPUTS {
        println!(
            "cargo::rerun-if-changed={}",
            workspace.join(input).display()
        );
    }
    let app = web_build::build(&workspace)?;

    // The files are copied beside the generated list, so that a later build of the app cannot
    // change them under a compiler that is reading.
    let mut list = format!("EmbeddedApp {{ release: {:?}, files: &[", app.release);
    for (number, file) in app.files.iter().enumerate() {
        let from = web_build::site(&workspace).join(&file.path);
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
    println!(
        "cargo::warning=the web app is {} kB gzipped (limit {} kB), and {} kB loaded apart (limit {} kB)",
        app.first_gzip_size() / 1000,
        web_build::BUDGET_BYTES / 1000,
        app.apart_gzip_size() / 1000,
        web_build::APART_BUDGET_BYTES / 1000
    );
    Ok(())
}
