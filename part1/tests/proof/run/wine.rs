//! Whether this runs under Wine, where not all is as on Windows: `.ci/wine` lists what is not.

use std::env;

/// Which Wine it is, as `wine --version` says; `.ci/wine` passes that on.
pub fn version() -> Option<String> {
    env::var("TCP_TUTORIAL_WINE").ok()
}
