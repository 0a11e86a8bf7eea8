//! The head of a database file, read as bytes: opening a database, even to look, writes beside it.

use std::fs::File;
use std::io::Read as _;
use std::path::Path;

/// What each SQLite database begins with.
const MAGIC: &[u8; 16] = b"SQLite format 3\0";
/// Where `user_version` stands, big-endian (<https://www.sqlite.org/fileformat2.html#the_database_header>).
const USER_VERSION: usize = 60;

/// The schema that a file says it has; none if it is not there or is no database.
///
/// What lies in a log beside the file, because the server broke off, is not seen: whoever opens it looks again.
pub(super) fn find_schema(file: &Path) -> Option<u32> {
    let mut head = [0; USER_VERSION + 4];
    File::open(file).ok()?.read_exact(&mut head).ok()?;
    let version = head.last_chunk::<4>()?;
    head.starts_with(MAGIC)
        .then(|| u32::from_be_bytes(*version))
}
