//! The laboratory: its model of two kernels is compared with the machine's own, and the programs that
//! it prints in Rust are run.

mod model;
mod programs;
mod random;
mod real;
mod rust;
