//! Where tests keep what they make.

use super::prelude::*;

/// The place of something in a folder that stays for the next run.
pub fn kept(name: impl AsRef<Path>) -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).join(name)
}

/// Writes a text, if need be in a new folder.
pub fn save(path: &Path, text: &str) {
    fs::create_dir_all(path.parent().expect("a file in a folder")).expect("its folder");
    fs::write(path, text).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
}

/// A new folder, which nobody else has, and which goes when this is dropped.
pub struct TemporaryFolder(pub PathBuf);

impl TemporaryFolder {
    /// Its own name ends with that one.
    pub fn new(name: &str) -> TemporaryFolder {
        TemporaryFolder::within(&env::temp_dir(), name)
    }

    /// The same within a folder, which is made if need be.
    pub fn within(parent: &Path, name: &str) -> TemporaryFolder {
        fs::create_dir_all(parent).expect("its parent");
        let folder = |i| parent.join(format!("tcp-tutorial-{i}-{name}"));
        let mut folders = (0..1000).map(folder);
        let folder = folders.find(|folder| fs::create_dir(folder).is_ok());
        TemporaryFolder(folder.expect("a folder among those that are temporary"))
    }
}

impl Drop for TemporaryFolder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}
