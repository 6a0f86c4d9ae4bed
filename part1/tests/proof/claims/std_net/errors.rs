//! Errors.

use super::prelude::*;
use std::{error, fmt};

pub const ROWS: &[Case] = &[
    (
        [
            "`kind` of `Error`",
            "says Rust's name for it, such as `ConnectionRefused`",
            "the system's message",
        ],
        error_kind,
    ),
    (
        [
            "`raw_os_error`, `last_os_error`, `from_raw_os_error` of `Error`",
            "give the system's number, or make an error of one",
            "something that every error has",
        ],
        numbers,
    ),
    (
        [
            "`new`, `other` of `Error`",
            "make an error of yours",
            "the same: `other` always has the kind `Other`",
        ],
        own,
    ),
    (
        [
            "`get_ref`, `get_mut`, `into_inner`, `downcast` of `Error`",
            "show or give back what you put into `new`",
            "a look into the system's errors",
        ],
        inside,
    ),
];

/// The system's error for a connection that nobody takes.
fn nobody() -> io::Error {
    let (listener, address) = listen();
    drop(listener);
    refused(address)
}

fn error_kind() {
    let error = nobody();
    assert_eq!(error.kind(), ErrorKind::ConnectionRefused);
    assert_eq!(error.to_string(), "Connection refused (os error 111)");
}

fn numbers() {
    assert_eq!(nobody().raw_os_error(), Some(111));
    assert_eq!(io::Error::from_raw_os_error(111).kind(), ErrorKind::ConnectionRefused);
    assert!(io::Error::last_os_error().raw_os_error().is_some());
    let rusts_own = (&b""[..]).read_exact(&mut [0]).expect_err("no byte is there");
    assert_eq!(rusts_own.raw_os_error(), None);
}

fn own() {
    let error = io::Error::new(ErrorKind::InvalidData, "too long");
    assert_eq!((error.kind(), &*error.to_string()), (ErrorKind::InvalidData, "too long"));
    let error = io::Error::other("too long");
    assert_eq!((error.kind(), &*error.to_string()), (ErrorKind::Other, "too long"));
}

#[derive(Debug, PartialEq)]
struct TooLong(usize);

impl fmt::Display for TooLong {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        write!(f, "{} bytes", self.0)
    }
}

impl error::Error for TooLong {}

fn inside() {
    let mut error = io::Error::other(TooLong(5));
    let inside = error.get_ref().and_then(|inside| inside.downcast_ref());
    assert_eq!(inside, Some(&TooLong(5)));
    assert!(error.get_mut().is_some());
    assert_eq!(error.downcast::<TooLong>().expect("what was put in"), TooLong(5));
    assert!(io::Error::other(TooLong(5)).into_inner().is_some());
    assert!(nobody().get_ref().is_none() && nobody().into_inner().is_none());
}
