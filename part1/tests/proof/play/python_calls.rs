//! Python's calls and ours, side by side in tables: is each row a line of
//! both programs, is no call left out, and do both name an error alike?

use crate::book::prelude::*;
use crate::run::prelude::*;
use crate::book::markdown::blank_spans;
use crate::play::python;
use std::io;
