//! Python's calls and ours, side by side in tables: is each row a line of
//! both programs, is no call left out, and do both name an error alike?

use crate::book::{Book, says};
use crate::book::markdown::blank_spans;
use crate::book::page::{Page, Row};
use crate::book::report::Report;
use crate::book::steps::{PROGRAMS, program_path};
use crate::book::tree::Tree;
use crate::play::python;
use crate::run::process::{BOUND, run};
use std::io;
use std::process::Command;
