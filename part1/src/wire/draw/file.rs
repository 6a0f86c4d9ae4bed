//! A file that is whole whenever somebody opens it.

use std::ffi::OsString;
use std::fs;
use std::io::{self, Read};
use std::path::Path;

/// Writes a file beside it, which takes its place: so there is all of the old
/// one or all of the new one, whenever the program is stopped. (What is beside
/// it may be left then, and the next run replaces that.)
pub fn replace(path: &Path, text: &str) -> io::Result<()> {
    let mut beside = OsString::from(path);
    beside.push(".new");
    fs::write(&beside, text)?;
    fs::rename(&beside, path).inspect_err(|_| drop(fs::remove_file(&beside)))
}

/// Whether there is no such file, or an empty one, or one that begins so.
pub fn is_free(path: &Path, mark: &str) -> bool {
    // What is no file can't be looked into, and says why when it's written.
    if !path.is_file() {
        return true;
    }
    let mut begin = Vec::new();
    let length = mark.len() as u64;
    let read = fs::File::open(path)
        .and_then(|file| file.take(length).read_to_end(&mut begin));
    read.is_ok() && (begin.is_empty() || begin == mark.as_bytes())
}
