#!/bin/sh
# Shows the book in a browser, and anew whenever a page or a program is saved.
# Installs mdBook first when the version that the book is made for is missing.
# What follows the script's name goes to `mdbook serve`: --port 4000, say.
set -eu
cd "$(dirname "$0")/.."
version=0.5.4

# Another version of yours stays as it is; ours goes beside it, in target/.
PATH=$PWD/target/mdbook/bin:${CARGO_HOME:-$HOME/.cargo}/bin:$PATH
found=$(mdbook --version 2>/dev/null || true)
if [ "$found" != "mdbook v$version" ]; then
    echo "Installing mdBook $version: this takes some minutes, once." >&2
    if [ -n "$found" ]; then
        set -- --root target/mdbook "$@"
        cargo install mdbook --version "$version" --locked "$1" "$2"
        shift 2
    else
        cargo install mdbook --version "$version" --locked
    fi
fi
exec mdbook serve book --open "$@"
