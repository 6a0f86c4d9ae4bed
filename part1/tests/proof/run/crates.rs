//! Programs that need a crate. This repository depends on none: they are built in a package of their
//! own, which stays for the next run, where a registry is reached or the crate is there already.

use super::prelude::*;
use super::readers_package::{command, write_if_new};

/// A program of that text, built with that dependency, and `how`, such as `--release`; what Cargo says
/// if it cannot be built. Packages of one name share what is built of their crates.
pub fn built(
    package: &str, dependency: &str, how: &[&str], name: &str, text: &str,
) -> Result<PathBuf, String> {
    let folder = kept("crates").join(package);
    let manifest = format!(
        "[package]\nname = \"with-{package}\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\n\
         [dependencies]\n{dependency}\n\n[workspace]\n"
    );
    write_if_new(&folder.join("Cargo.toml"), &manifest);
    write_if_new(&folder.join("src/bin").join(format!("{name}.rs")), text);
    let arguments = [&["build", "--bin", name], how].concat();
    let cargo = |offline: &str| {
        let mut cargo = command("cargo", &arguments, &folder);
        run(cargo.env("CARGO_NET_OFFLINE", offline), BUILD_BOUND)
    };
    // What was built before needs no network, and a network of a test's own leads to no registry.
    let has_crate = || cargo("true").is_ok_and(|ended| ended.status.success());
    if namespace::is_inside() || !has_crate() {
        let ended = cargo(if namespace::is_inside() { "true" } else { "false" })?;
        if !ended.status.success() {
            return Err(ended.stderr);
        }
    }
    let place = if how.contains(&"--release") { "release" } else { "debug" };
    Ok(folder.join("target").join(place).join(name).with_extension(env::consts::EXE_EXTENSION))
}
