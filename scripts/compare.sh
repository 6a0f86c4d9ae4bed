#!/bin/sh
# Compares our two programs with the same two in Python and in C: starting up, one
# exchange, memory. Without Python or C it does the rest, and says what is missing.
# Arguments, both optional: how many times each is run, and a folder in which to
# keep the record.
set -eu
cd "$(dirname "$0")/.."
exec cargo bench --quiet --bench compare -- "$@"
