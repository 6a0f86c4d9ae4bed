//! Where tests keep what they make.

use super::prelude::*;
use super::process::{done, watchdog};
use std::hash::{BuildHasher, Hash, RandomState};
use std::io::{self, ErrorKind};
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

/// Moves a file to its place for the next run: there is the old one or all of the new one, also if
/// this process is killed on the way. (A copy beside it may be left then.)
pub fn keep(new: &Path, place: &Path) {
    fs::create_dir_all(place.parent().expect("a file in a folder")).expect("its folder");
    let moved = match fs::rename(new, place) {
        Err(e) if e.kind() == ErrorKind::CrossesDevices => {
            let copy = place.with_extension(random(place).to_string());
            let moved = copied(new, &copy).and_then(|()| fs::rename(&copy, place));
            moved.inspect_err(|_| fs::remove_file(&copy).unwrap_or(()))
        }
        moved => moved,
    };
    moved.unwrap_or_else(|e| panic!("{}: {e}", place.display()));
}

/// Copies a file. On Unix, another process does: a program that this one has open to write cannot be
/// started (`man 2 execve`), nor while another thread has forked and not yet closed it.
fn copied(from: &Path, to: &Path) -> io::Result<()> {
    if cfg!(unix) {
        done(Command::new("cp").args([from, to]));
        return Ok(());
    }
    fs::copy(from, to).map(|_| ())
}

/// A number that nobody else has, since processes in other networks may have the number of this one.
fn random(about: impl Hash) -> u32 {
    RandomState::new().hash_one(about) as u32
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
        // Short, since a browser puts a socket below, whose path has room for about a hundred bytes.
        let path = env::temp_dir().join(format!("tcp-tutorial-{:08x}-{name}", random(name)));
        // The watchdog first: this process may be killed at any moment.
        let watchdog = watchdog(REMOVE, path.display());
        fs::create_dir(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
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
