//! Where the packages are: the reader's, and this repository's.

use shared::scenario::Scenario;
use std::env;
use std::fs;
use std::path::{Path, PathBuf};

/// This repository's package.
const OWN: &str = env!("CARGO_MANIFEST_DIR");

/// The name of the reader's package, as the book has it.
const READERS: &str = "hello-tcp";

/// A variable with its folder, where it is not beside the repository's: so
/// the tests have it.
const FOLDER: &str = "TCP_TUTORIAL_PACKAGE";

const MANIFEST: &str = "Cargo.toml";

/// The repository's folder.
pub fn repository() -> PathBuf {
    let own = Path::new(OWN);
    own.parent().unwrap_or(own).to_path_buf()
}

/// Where the reader's package should be, and how that is shown: seen from
/// here, if here is in the repository.
pub fn of_reader() -> (PathBuf, String) {
    let repository = repository();
    let beside = repository.parent().unwrap_or(&repository).join(READERS);
    let here = env::current_dir().unwrap_or_default();
    let shown = match here.strip_prefix(&repository) {
        Ok(below) => {
            let up = "../".repeat(below.components().count() + 1);
            format!("{up}{READERS}")
        }
        Err(_) => beside.display().to_string(),
    };
    (env::var_os(FOLDER).map_or(beside, PathBuf::from), shown)
}

/// Whether a package is in that folder.
pub fn is_at(folder: &Path) -> bool {
    folder.join(MANIFEST).is_file()
}

/// The package that Cargo finds from here: it looks in the folders above,
/// too.
pub fn around() -> Option<PathBuf> {
    let here = env::current_dir().ok()?;
    here.ancestors().find(|folder| is_at(folder)).map(Path::to_path_buf)
}

/// Whether the package there is one of this repository's.
pub fn is_books(folder: &Path) -> bool {
    folder == repository() || folder == Path::new(OWN)
}

/// Whether the packages are in folders below that one.
pub fn is_workspace(folder: &Path) -> bool {
    let manifest = fs::read_to_string(folder.join(MANIFEST));
    manifest.is_ok_and(|manifest| manifest.contains("[workspace"))
}

/// The program of that package that is meant by a scenario: it has the name
/// of the scenario, or that of the book's solution.
pub fn program(folder: &Path, scenario: &Scenario) -> Option<&'static str> {
    let manifest = fs::read_to_string(folder.join(MANIFEST)).ok()?;
    let manifest = manifest.replace(' ', "").replace('\'', "\"");
    let own = folder.join("src/bin");
    [scenario.name, scenario.own[1]].into_iter().find(|name| {
        own.join(format!("{name}.rs")).is_file()
            || own.join(name).join("main.rs").is_file()
            || manifest.contains(&format!("name=\"{name}\""))
    })
}

/// Which folder is the right one instead of that of --in, in a sentence.
pub fn hint(folder: &str) -> String {
    let below = Path::new(folder).join(READERS);
    let (readers, shown) = of_reader();
    if is_at(&below) {
        format!("Your package is in {}.", below.display())
    } else if is_at(&readers) {
        format!("Your package is in {shown}.")
    } else {
        "Name the folder that `cargo new` has made.".to_string()
    }
}
