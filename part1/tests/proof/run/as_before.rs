//! What a test found right when it last ran, and what is still as it was then: it need not be done
//! again. In CI everything is.

use super::namespace::this;
use super::prelude::*;
use std::collections::BTreeSet;
use std::hash::{DefaultHasher, Hash, Hasher};

/// Whether this is CI, where all is done, and nothing is written.
pub fn is_ci() -> bool {
    env::var_os("CI").is_some()
}

/// The hashes of what was right.
pub struct AsBefore {
    path: PathBuf,
    /// Of all that does not differ from one thing to another: the tests themselves, and a program.
    common: u64,
    before: BTreeSet<u64>,
    right: BTreeSet<u64>,
}

impl AsBefore {
    /// What is known by this name, of things that depend on a program, and on these tests.
    pub fn read(name: &str, program: &str) -> AsBefore {
        let files = [this(), program.into()].map(|path| fs::read(path).unwrap_or_default());
        let path = kept("as-before").join(name);
        let text = fs::read_to_string(&path).unwrap_or_default();
        let known = text.lines().filter_map(|line| line.parse().ok());
        let before = if is_ci() { BTreeSet::new() } else { known.collect() };
        AsBefore { path, common: hash(&files), before, right: BTreeSet::new() }
    }

    /// Whether a thing was right, and all that it depends on is the same.
    pub fn is_right(&mut self, thing: impl Hash) -> bool {
        let is_known = self.before.contains(&hash((self.common, &thing)));
        if is_known {
            self.add(thing);
        }
        is_known
    }

    /// It is right.
    pub fn add(&mut self, thing: impl Hash) {
        self.right.insert(hash((self.common, thing)));
    }

    /// For the next run.
    pub fn save(&self) {
        let lines = self.right.iter().map(|hash| format!("{hash}\n"));
        save(&self.path, &lines.collect::<String>());
    }
}

/// Of the same thing the same, in each run that the same Rust has built.
pub fn hash(thing: impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    thing.hash(&mut hasher);
    hasher.finish()
}

#[test]
fn only_the_same_is_right_as_before() {
    let folder = TemporaryFolder::new("as-before");
    let read = |program: &str| {
        let mut known = AsBefore::read("none", program);
        known.path = folder.0.join("known");
        let text = fs::read_to_string(&known.path).unwrap_or_default();
        known.before = text.lines().filter_map(|line| line.parse().ok()).collect();
        known
    };
    let program = folder.0.join("program");
    let program = program.to_str().expect("text");
    save(Path::new(program), "one");
    let mut known = read(program);
    assert!(!known.is_right("a"), "nothing is known yet");
    known.add("a");
    known.save();
    let mut known = read(program);
    assert!(known.is_right("a") && !known.is_right("b"), "what was right is known, and only that");
    save(Path::new(program), "two");
    assert!(!read(program).is_right("a"), "it depends on the program");
}
