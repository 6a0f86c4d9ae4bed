//! Where tests keep what they make.

use super::prelude::*;
use super::process::watchdog;
use std::hash::{BuildHasher, RandomState};
use std::process::Child;
use std::sync::LazyLock;

/// The place of something in a folder that stays for the next run.
pub fn kept(name: impl AsRef<Path>) -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).join(name)
}

/// Writes a text, if need be in a new folder.
pub fn save(path: &Path, text: &str) {
    fs::create_dir_all(path.parent().expect("a file in a folder")).expect("its folder");
    fs::write(path, text).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
}

/// Where compilers keep what they would leave behind when they are killed: until this process ends.
pub fn for_compilers() -> &'static Path {
    static FOLDER: LazyLock<TemporaryFolder> = LazyLock::new(|| TemporaryFolder::new("compilers"));
    &FOLDER.0
}

/// A new folder, which nobody else has, and which goes when this is dropped, or this process dies.
pub struct TemporaryFolder(pub PathBuf, Option<Child>);

/// How long a folder may take to be gone.
const GONE_BOUND: Duration = Duration::from_secs(3);

/// Removes it. Who was killed a moment before may still put something there.
const REMOVE: &str =
    r#"for pause in 0.1 1 9; do rm -rf "$name"; [ -e "$name" ] || exit; sleep $pause; done"#;

impl TemporaryFolder {
    /// Its own name ends with that one.
    pub fn new(name: &str) -> TemporaryFolder {
        TemporaryFolder::within(&env::temp_dir(), name)
    }

    /// The same within a folder, which is made if need be.
    pub fn within(parent: &Path, name: &str) -> TemporaryFolder {
        // At random, since processes in other networks may have the same number; and short, since a
        // browser puts a socket below, whose path has room for about a hundred bytes.
        let which = RandomState::new().hash_one(name) as u32;
        let path = parent.join(format!("tcp-tutorial-{which:08x}-{name}"));
        // The watchdog first: this process may be killed at any moment.
        let watchdog = watchdog(REMOVE, path.display());
        let made = fs::create_dir_all(parent).and_then(|()| fs::create_dir(&path));
        made.unwrap_or_else(|e| panic!("{}: {e}", path.display()));
        TemporaryFolder(path, watchdog)
    }
}

impl Drop for TemporaryFolder {
    fn drop(&mut self) {
        // Who was ended a moment before may still put something there.
        wait_until(GONE_BOUND, || fs::remove_dir_all(&self.0).is_ok() || !self.0.exists());
        if let Some(watchdog) = &mut self.1 {
            let _ = watchdog.kill();
            let _ = watchdog.wait();
        }
    }
}
