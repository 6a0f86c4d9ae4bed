#!/bin/sh
# Runs everything that has to pass before a change is accepted. Needs Rust with
# rustfmt and clippy, and for the ignored tests Linux, root, mdBook, and the
# tools that .ci/run installs.
set -eu
cd "$(dirname "$0")/.."
# Where serve.sh puts mdBook, if another version of it is there already.
PATH=$PWD/target/mdbook/bin:$PATH

cargo fmt --check
cargo clippy --all-targets -- -D warnings
cargo test
cargo test -- --ignored
