//! Which files may be drawn over.

use std::fs;
use std::io::Read;
use std::path::Path;

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
