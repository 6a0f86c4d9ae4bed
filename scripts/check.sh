#!/bin/sh
# Runs everything that has to pass before a change is accepted. Needs Rust with
# rustfmt and clippy, and for the ignored tests Linux, root, mdBook, and the
# tools that .ci/run installs.
set -eu
cd "$(dirname "$0")/.."

cargo fmt --check
cargo clippy --all-targets -- -D warnings
cargo test
cargo test -- --ignored
