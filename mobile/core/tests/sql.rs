//! The statements of the device's store run in the browser too, whose SQLite is built without what is not used
//! (`SQLITE_WITHOUT` in `server/web-build/src/lib.rs`): a statement that needs it keeps every browser from its store.

use std::fs;
use std::path::{Path, PathBuf};

/// What is left out there, as a statement would name it.
const LEFT_OUT: &[&str] = &[
    "json",
    "->",
    "rtree",
    "dbstat",
    "sqlite_dbpage",
    "sqlite_stmt",
    "sqlite_offset",
    "pow(",
    "sqrt(",
    "ceil(",
    "floor(",
    "log(",
    "pi(",
];

fn statements(folder: &Path, into: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            statements(&path, into);
        } else if path.extension().is_some_and(|end| end == "sql") {
            into.push(path);
        }
    }
}

#[test]
fn no_statement_needs_what_the_browsers_sqlite_leaves_out() {
    let mut files = Vec::new();
    statements(
        &Path::new(env!("CARGO_MANIFEST_DIR")).join("src"),
        &mut files,
    );
    assert!(files.len() > 20, "{} files", files.len());
    for file in files {
        let text = fs::read_to_string(&file).unwrap_or_default().to_lowercase();
        let code = text
            .lines()
            .map(|line| line.split("--").next().unwrap_or_default());
        for line in code {
            let found = LEFT_OUT.iter().find(|word| line.contains(**word));
            assert_eq!(found, None, "{}: {line}", file.display());
        }
    }
}
