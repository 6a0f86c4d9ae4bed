//! The repository's texts, read once, so that every check sees the same files and a test can hand
//! the checks an edited copy.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

/// Files and folders that the checks read, relative to the root.
const READ: [&str; 7] = [".ci", ".github", "Cargo.toml", "README.md", "book", "part1", "scripts"];

/// Where a small book stands for this one, below a root of its own.
pub const FIXTURE: &str = "part1/tests/proof/mutations/fixture";

/// Every text file under [`READ`]: path from the root, with `/`, to text.
#[derive(Clone, Default)]
pub struct Tree {
    files: BTreeMap<String, String>,
}

/// The repository's root on this machine.
pub fn root() -> PathBuf {
    let part1 = Path::new(env!("CARGO_MANIFEST_DIR"));
    part1.parent().expect("part1 lies in the root").to_path_buf()
}

/// The files at a path and below it, each with where it is on this machine.
pub fn files(disk: &Path, path: &str) -> Vec<(String, PathBuf)> {
    if !disk.is_dir() || path == FIXTURE {
        let file = disk.is_file().then(|| (path.to_string(), disk.to_path_buf()));
        return Vec::from_iter(file);
    }
    let entries = disk.read_dir().unwrap_or_else(|e| panic!("{path}: cannot be listed: {e}"));
    let below = entries.flat_map(|entry| {
        let entry = entry.expect("a folder's entry");
        files(&entry.path(), &format!("{path}/{}", entry.file_name().to_string_lossy()))
    });
    below.collect()
}

impl Tree {
    /// The repository as it is, read once.
    pub fn live() -> &'static Tree {
        static TREE: OnceLock<Tree> = OnceLock::new();
        TREE.get_or_init(|| Tree::read_at(&root()))
    }

    /// Reads what lies below a folder as a repository. Files that are not UTF-8 are listed with an
    /// empty text: a link may lead to them. A line ends with `\n` alone, however git has written it.
    pub fn read_at(root: &Path) -> Tree {
        let all = READ.into_iter().flat_map(|start| files(&root.join(start), start));
        let text = |disk| fs::read_to_string(disk).unwrap_or_default().replace("\r\n", "\n");
        Tree { files: all.map(|(path, disk)| (path, text(disk))).collect() }
    }

    /// The text of a file, if the tree has it.
    pub fn get(&self, path: &str) -> Option<&str> {
        self.files.get(path).map(String::as_str)
    }

    /// Every path, sorted.
    pub fn paths(&self) -> impl Iterator<Item = &str> {
        self.files.keys().map(String::as_str)
    }

    /// Adds a file or replaces it.
    pub fn put(&mut self, path: &str, text: &str) {
        self.files.insert(path.to_string(), text.to_string());
    }

    /// A copy in which `from` is `to` wherever it stands in `path`. Panics when it does not stand
    /// there: such an edit tests nothing.
    pub fn edited(&self, path: &str, from: &str, to: &str) -> Tree {
        let text = self.get(path).unwrap_or_else(|| panic!("no {path}"));
        assert!(text.contains(from), "{path} has no `{from}` to edit");
        let mut tree = self.clone();
        tree.put(path, &text.replace(from, to));
        tree
    }
}

/// Where `target` leads to, seen from the folder of the file `from`.
pub fn resolve(from: &str, target: &str) -> String {
    let mut parts: Vec<&str> = from.split('/').collect();
    parts.pop();
    for part in target.split('/') {
        match part {
            "" | "." => {}
            ".." => drop(parts.pop()),
            name => parts.push(name),
        }
    }
    parts.join("/")
}
