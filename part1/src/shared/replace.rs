//! A file that is whole whenever somebody opens it.

use std::ffi::OsString;
use std::fs;
use std::io;
use std::path::Path;

/// Writes a file beside it, `….new`, which takes its place: so there is all of
/// the old one or all of the new one, whenever the program is stopped. (What
/// is beside it may be left then, and the next run replaces that.)
///
/// # Errors
///
/// If one of the two can't be written. Nothing is left beside it then.
pub fn replace(path: &Path, text: &str) -> io::Result<()> {
    let mut beside = OsString::from(path);
    beside.push(".new");
    let moved =
        fs::write(&beside, text).and_then(|()| fs::rename(&beside, path));
    moved.inspect_err(|_| drop(fs::remove_file(&beside)))
}
