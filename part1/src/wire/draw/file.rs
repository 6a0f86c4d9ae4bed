//! A file that is whole whenever somebody opens it.

use std::ffi::OsString;
use std::fs;
use std::io;
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
