#!/bin/sh
# Measures our two programs beside the same two in Python and in C: starting up,
# one exchange, memory. Goes on without Python or C, and says which is missing.
# Arguments, both optional: how many times each is run, and a folder in which to
# keep the record.
set -eu
cd "$(dirname "$0")/.."
exec cargo bench --quiet --bench compare -- "$@"
