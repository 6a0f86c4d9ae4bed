#!/bin/sh
# Shows the book in a browser, and anew whenever a page or a program is saved.
# Gets mdBook first, in the version that the book is made for, if that is missing.
# What follows the script's name goes to `mdbook serve`: --port 4000, say. With
# --get-mdbook alone, it serves nothing.
set -eu
cd "$(dirname "$0")/.."
version=0.5.4

home=${CARGO_HOME:-$HOME/.cargo}
PATH=$PWD/target/mdbook/bin:$home/bin:$PATH
found=$(mdbook --version 2>/dev/null || true)
if [ "$found" != "mdbook v$version" ]; then
    # Another version of yours stays as it is: ours goes beside it.
    [ -z "$found" ] || home=target/mdbook
    fetched=no
    if cargo binstall -V >/dev/null 2>&1; then
        echo "Fetching mdBook $version, once: it takes some seconds." >&2
        cargo binstall --no-confirm --disable-strategies compile \
            --root "$home" "mdbook@$version" && fetched=yes
    fi
    if [ "$fetched" = no ]; then
        echo "Building mdBook $version, once: it takes one to two minutes." >&2
        # Not optimized, since it is ready in a third of the time so.
        export CARGO_PROFILE_DEV_DEBUG=0 CARGO_PROFILE_DEV_CODEGEN_UNITS=1
        cargo install mdbook --version "$version" --locked --debug \
            --root "$home"
    fi
fi
[ "${1-}" != --get-mdbook ] || exit 0
exec mdbook serve book --open "$@"
