//! Builds the web app: `mobile` for wasm32, its JavaScript glue, and the page's boot module, in
//! one folder named by the hash of what is in it.
//!
//! It has two users: `server/build.rs` runs its program, whose result a release embeds, and `tests`
//! builds once per run for the browser. It owns `target/web` and nothing else. How the files reach a
//! browser is `server/src/web.rs`.

mod blank;
mod nested;

use std::{
    collections::BTreeMap,
    env, fs, io,
    path::{Path, PathBuf},
};

use libdeflater::{CompressionLvl, Compressor};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use wasm_bindgen_cli_support::Bindgen;
use wasm_split_cli_support::{Options, transform};

/// All that the web build reads, relative to the workspace. What is not named here does not make
/// the app older.
pub const INPUTS: &[&str] = &[
    "Cargo.lock",
    "Cargo.toml",
    "rust-toolchain.toml",
    "assets",
    "mobile",
    "shared",
    "server/web-build",
];

/// What the browser may download for the first screen, gzipped.
pub const BUDGET_BYTES: u64 = 1_500_000;

/// What it may download for all the screens that are loaded apart, gzipped: they come over the same thin network.
pub const APART_BUDGET_BYTES: u64 = 500_000;

/// What `sqlite-wasm-rs` would compile into SQLite and nothing of the app uses.
const SQLITE_WITHOUT: &[&str] = &[
    "-DSQLITE_OMIT_DESERIALIZE",
    "-DSQLITE_OMIT_JSON",
    "-DSQLITE_OMIT_PROGRESS_CALLBACK",
    "-DSQLITE_OMIT_TRACE",
    "-USQLITE_ENABLE_API_ARMOR",
    "-USQLITE_ENABLE_BYTECODE_VTAB",
    "-USQLITE_ENABLE_DBPAGE_VTAB",
    "-USQLITE_ENABLE_DBSTAT_VTAB",
    "-USQLITE_ENABLE_MATH_FUNCTIONS",
    "-USQLITE_ENABLE_OFFSET_SQL_FUNC",
    "-USQLITE_ENABLE_PREUPDATE_HOOK",
    "-USQLITE_ENABLE_RTREE",
    "-USQLITE_ENABLE_SESSION",
    "-USQLITE_ENABLE_STMTVTAB",
    "-USQLITE_ENABLE_UNLOCK_NOTIFY",
];

/// The web app as it lies in a folder, ready to be served or embedded.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct WebApp {
    /// The hash that names this build; it changes with any byte of any file.
    pub release: String,
    /// The fingerprint of the sources it was made from.
    pub inputs: String,
    /// Every file, by its path below the site's root (`app/<release>/…`).
    pub files: Vec<BuiltFile>,
}

/// One file of the app. Beside it lies the same with `.gz` appended.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct BuiltFile {
    /// The path below the site's root, with `/` between its parts.
    pub path: String,
    /// The size in bytes.
    pub size: u64,
    /// The size in bytes once gzipped: what travels.
    pub gzip_size: u64,
    /// It is code of screens that are loaded when one of them is first asked for.
    pub apart: bool,
}

/// Why there is no web app. Each message is one line that says what to do.
#[derive(Debug, thiserror::Error)]
pub enum WebAppError {
    /// `sqlite-wasm-rs` compiles SQLite's C for the browser.
    #[error("clang is missing (it compiles SQLite for the browser): sudo apt-get install -y clang")]
    ClangMissing,
    /// The nested cargo said why on its own standard error.
    #[error("the web app did not compile (cargo's messages are above)")]
    Compile,
    /// The compiled file is not what wasm-bindgen expects; mostly a version that differs.
    #[error("wasm-bindgen could not make the web app's glue: {0}")]
    Glue(String),
    /// The compiled file could not be divided; mostly because it holds no relocations.
    #[error("the web app could not be divided into what is loaded first and what later: {0}")]
    Split(String),
    /// The list of files in `target/web` is not readable as such.
    #[error("{path}: not a list of web app files")]
    Listing {
        /// The list's path.
        path: PathBuf,
        /// What the reader said.
        source: serde_json::Error,
    },
    /// A file could not be read or written.
    #[error("{path}: {source}")]
    File {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
}

type Result<T> = std::result::Result<T, WebAppError>;

impl WebApp {
    /// What the browser downloads of these files for the first screen, gzipped, in bytes.
    #[must_use]
    pub fn first_gzip_size(&self) -> u64 {
        self.gzip_size(false)
    }

    /// What it downloads when screens are first asked for that are loaded apart, gzipped, in bytes.
    #[must_use]
    pub fn apart_gzip_size(&self) -> u64 {
        self.gzip_size(true)
    }

    fn gzip_size(&self, apart: bool) -> u64 {
        self.files
            .iter()
            .filter(|file| file.apart == apart)
            .map(|file| file.gzip_size)
            .sum()
    }
}

/// The folder whose contents are served, below the workspace.
#[must_use]
pub fn site(workspace: &Path) -> PathBuf {
    workspace.join("target/web/site")
}

/// Brings `target/web/site` up to date with the sources and says what lies there.
///
/// Several processes may ask at once: a lock file makes one build while the others wait, and
/// whoever finds the fingerprint of the sources unchanged starts no compiler.
pub fn build(workspace: &Path) -> Result<WebApp> {
    let web = workspace.join("target/web");
    create_dir(&web)?;
    let lock_path = web.join("lock");
    let lock = fs::File::create(&lock_path).map_err(at(&lock_path))?;
    lock.lock().map_err(at(&lock_path))?;

    let inputs = fingerprint(workspace)?;
    if let Some(app) = find_built(workspace)?
        && app.inputs == inputs
    {
        return Ok(app);
    }
    let wasm = compile(workspace)?;
    assemble(workspace, &wasm, inputs)
}

/// The app that lies in `target/web/site`, if one was ever built.
fn find_built(workspace: &Path) -> Result<Option<WebApp>> {
    let path = site(workspace).join("files.json");
    match fs::read(&path) {
        Ok(bytes) => serde_json::from_slice(&bytes)
            .map(Some)
            .map_err(|source| WebAppError::Listing { path, source }),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(source) => Err(WebAppError::File { path, source }),
    }
}

fn compile(workspace: &Path) -> Result<PathBuf> {
    if !can_compile_c() {
        return Err(WebAppError::ClangMissing);
    }
    let mut command = nested::cargo(workspace, "build");
    command
        .args(["--package", "mobile", "--bin", "mobile"])
        .args(["--features", "split"])
        .args(["--profile", "web", "--target", "wasm32-unknown-unknown"])
        .env("SQLITE_WASM_RS_FLAGS", SQLITE_WITHOUT.join(" "))
        .env(
            "CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS",
            "-Clink-args=--emit-relocs",
        );
    let status = command.status().map_err(at(Path::new("cargo")))?;
    if !status.success() {
        return Err(WebAppError::Compile);
    }
    Ok(nested::target(workspace).join("wasm32-unknown-unknown/web/mobile.wasm"))
}

/// Whether a C compiler for wasm32 is there: one that is named, or `clang` on the path.
fn can_compile_c() -> bool {
    [
        "CC_wasm32-unknown-unknown",
        "CC_wasm32_unknown_unknown",
        "TARGET_CC",
    ]
    .iter()
    .any(|name| env::var_os(name).is_some())
        || env::var_os("PATH").is_some_and(|path| {
            env::split_paths(&path).any(|folder| folder.join("clang").is_file())
        })
}

/// Makes the glue, names the folder by its contents and puts it in the place of the one before.
fn assemble(workspace: &Path, wasm: &Path, inputs: String) -> Result<WebApp> {
    let staged = workspace.join("target/web/staged");
    remove_dir(&staged)?;
    let glue = staged.join("glue");
    let (main, apart) = split(wasm, &staged.join("split"), &glue)?;
    Bindgen::new()
        .input_path(&main)
        .out_name("mobile")
        .web(true)
        .map_err(glue_error)?
        .typescript(false)
        // The parts share the main module's memory and table.
        .keep_lld_exports(true)
        // `init()` finds the module beside the glue.
        .omit_default_module_path(false)
        .remove_name_section(true)
        .remove_producers_section(true)
        .generate(&glue)
        .map_err(glue_error)?;
    copy(&workspace.join("assets/web/boot.js"), &glue.join("boot.js"))?;

    let mut contents = BTreeMap::new();
    read_tree(&glue, "", &mut contents)?;
    let release = digest(&contents);
    let mut files = Vec::new();
    let folder = staged.join("site/app").join(&release);
    for (name, bytes) in &contents {
        let path = folder.join(name);
        let zipped = gzip(bytes).map_err(at(&path))?;
        write(&path, bytes)?;
        write(&folder.join(format!("{name}.gz")), &zipped)?;
        files.push(BuiltFile {
            path: format!("app/{release}/{name}"),
            size: bytes.len() as u64,
            gzip_size: zipped.len() as u64,
            apart: apart.contains(name),
        });
    }
    let app = WebApp {
        release,
        inputs,
        files,
    };
    let listing = staged.join("site/files.json");
    let json = serde_json::to_vec_pretty(&app).map_err(|source| WebAppError::Listing {
        path: listing.clone(),
        source,
    })?;
    write(&listing, &json)?;

    let site = site(workspace);
    remove_dir(&site)?;
    fs::rename(staged.join("site"), &site).map_err(at(&site))?;
    Ok(app)
}

/// Divides the module: what the first screen needs, and the parts that `mobile` declares to be loaded apart. The
/// parts and the script that loads them go into the glue's folder, unnamed; answers the main module, which the glue
/// is made for, and the names of the parts.
fn split(wasm: &Path, into: &Path, glue: &Path) -> Result<(PathBuf, Vec<String>)> {
    let mut whole = fs::read(wasm).map_err(at(wasm))?;
    if blank::blank(&mut whole).is_none_or(|bytes| bytes == 0) {
        return Err(WebAppError::Split(
            "no tables of eastern character sets".to_owned(),
        ));
    }
    let main = into.join("mobile.wasm");
    create_dir(into)?;
    create_dir(glue)?;
    let mut options = Options::new(&whole);
    options.output_dir = glue;
    options.main_out_path = &main;
    options.main_module = "./mobile.js";
    let parts = transform(options).map_err(|error| WebAppError::Split(format!("{error:#}")))?;
    let mut names = Vec::new();
    for part in parts.split_modules {
        let named = fs::read(&part).map_err(at(&part))?;
        write(&part, &without_custom_sections(&named).unwrap_or(named))?;
        names.push(
            part.file_name()
                .unwrap_or_default()
                .to_string_lossy()
                .into_owned(),
        );
    }
    Ok((main, names))
}

/// A module without its custom sections (WebAssembly core specification, 5.5.3), which name things for debuggers; none
/// where it is no module.
fn without_custom_sections(module: &[u8]) -> Option<Vec<u8>> {
    const CUSTOM: u8 = 0;
    let (head, mut rest) = module.split_at_checked(8)?;
    let mut lean = head.to_vec();
    while let Some((&id, after_id)) = rest.split_first() {
        let (size, length) = leb128(after_id)?;
        let (section, after) = rest.split_at_checked(1 + length + size)?;
        if id != CUSTOM {
            lean.extend_from_slice(section);
        }
        rest = after;
    }
    Some(lean)
}

/// An unsigned number of 32 bits as WebAssembly writes it, and how many bytes it takes.
fn leb128(bytes: &[u8]) -> Option<(usize, usize)> {
    let mut number = 0;
    for (place, byte) in bytes.iter().take(5).enumerate() {
        number |= usize::from(byte & 0x7f) << (7 * place);
        if byte & 0x80 == 0 {
            return Some((number, place + 1));
        }
    }
    None
}

/// The fingerprint of every input: names and contents, never times, so that a checkout or a
/// restored cache counts as what it is.
fn fingerprint(workspace: &Path) -> Result<String> {
    let mut contents = BTreeMap::new();
    for input in INPUTS {
        let path = workspace.join(input);
        if path.is_dir() {
            read_tree(&path, input, &mut contents)?;
        } else {
            contents.insert((*input).to_owned(), fs::read(&path).map_err(at(&path))?);
        }
    }
    Ok(digest(&contents))
}

fn read_tree(folder: &Path, name: &str, into: &mut BTreeMap<String, Vec<u8>>) -> Result<()> {
    for entry in fs::read_dir(folder).map_err(at(folder))? {
        let path = entry.map_err(at(folder))?.path();
        let leaf = path.file_name().unwrap_or_default().to_string_lossy();
        let below = if name.is_empty() {
            leaf.into_owned()
        } else {
            format!("{name}/{leaf}")
        };
        if path.is_dir() {
            read_tree(&path, &below, into)?;
        } else {
            into.insert(below, fs::read(&path).map_err(at(&path))?);
        }
    }
    Ok(())
}

/// Sixteen hexadecimal signs: enough that two builds of one project never meet.
fn digest(contents: &BTreeMap<String, Vec<u8>>) -> String {
    let mut hash = Sha256::new();
    for (name, bytes) in contents {
        hash.update((name.len() as u64).to_be_bytes());
        hash.update(name);
        hash.update((bytes.len() as u64).to_be_bytes());
        hash.update(bytes);
    }
    hash.finalize()[..8]
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

/// As small as gzip gets, once a build, in some seconds.
fn gzip(bytes: &[u8]) -> io::Result<Vec<u8>> {
    let mut compressor = Compressor::new(CompressionLvl::best());
    let mut zipped = vec![0; compressor.gzip_compress_bound(bytes.len())];
    let size = (compressor.gzip_compress(bytes, &mut zipped)).map_err(io::Error::other)?;
    zipped.truncate(size);
    Ok(zipped)
}

#[expect(
    clippy::needless_pass_by_value,
    reason = "the shape that map_err hands over"
)]
fn glue_error(error: impl ToString) -> WebAppError {
    WebAppError::Glue(error.to_string())
}

fn at(path: &Path) -> impl FnOnce(io::Error) -> WebAppError + use<> {
    let path = path.to_owned();
    move |source| WebAppError::File { path, source }
}

fn create_dir(path: &Path) -> Result<()> {
    fs::create_dir_all(path).map_err(at(path))
}

fn remove_dir(path: &Path) -> Result<()> {
    match fs::remove_dir_all(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(at(path)(error)),
        _ => Ok(()),
    }
}

fn write(path: &Path, bytes: &[u8]) -> Result<()> {
    if let Some(folder) = path.parent() {
        create_dir(folder)?;
    }
    fs::write(path, bytes).map_err(at(path))
}

fn copy(from: &Path, to: &Path) -> Result<()> {
    write(to, &fs::read(from).map_err(at(from))?)
}
