//! Ends a connection with a reset. Rust's standard library can't do that yet
//! (its `set_linger` is not stable), so this asks the system itself: the one
//! place of this repository where the compiler can't see that all is well.
#![allow(unsafe_code)]

use std::ffi::c_int;
use std::net::TcpStream;

/// Closes a stream so that its peer gets a reset instead of an end.
pub fn reset(stream: TcpStream) {
    // The system refuses if the peer has reset already, and then all is done.
    let _ = system::do_not_linger(&stream);
    drop(stream);
}

#[cfg(unix)]
mod system {
    use super::*;
    use std::os::fd::AsRawFd;

    const IS_LINUX: bool =
        cfg!(any(target_os = "linux", target_os = "android"));

    /// Of the socket itself, not of TCP. Linux: asm-generic/socket.h; macOS,
    /// and the BSDs, which it comes from: sys/socket.h.
    const SOL_SOCKET: c_int = if IS_LINUX { 1 } else { 0xffff };
    const SO_LINGER: c_int = if IS_LINUX { 13 } else { 0x80 };

    /// `struct linger` (`man 7 socket`): whether `close` tries to send what
    /// is left, and for how long. On for 0 seconds: a reset instead.
    #[repr(C)]
    struct Linger {
        onoff: c_int,
        linger: c_int,
    }

    unsafe extern "C" {
        fn setsockopt(
            socket: c_int,
            level: c_int,
            name: c_int,
            value: *const Linger,
            length: u32,
        ) -> c_int;
    }

    pub fn do_not_linger(stream: &TcpStream) -> c_int {
        let value = Linger { onoff: 1, linger: 0 };
        let length = size_of::<Linger>() as u32;
        let socket = stream.as_raw_fd();
        // SAFETY: the socket is open as long as `stream` is borrowed. The
        // system reads `length` bytes at `value`, which lives longer than
        // the call, and keeps no pointer to it.
        unsafe { setsockopt(socket, SOL_SOCKET, SO_LINGER, &value, length) }
    }
}

#[cfg(windows)]
mod system {
    use super::*;
    use std::os::windows::io::{AsRawSocket, RawSocket};

    /// As in winsock2.h.
    const SOL_SOCKET: c_int = 0xffff;
    const SO_LINGER: c_int = 0x80;

    /// `LINGER` of winsock2.h: as on Unix, but with shorter numbers.
    #[repr(C)]
    struct Linger {
        onoff: u16,
        linger: u16,
    }

    #[link(name = "ws2_32")]
    unsafe extern "system" {
        fn setsockopt(
            socket: RawSocket,
            level: c_int,
            name: c_int,
            value: *const Linger,
            length: c_int,
        ) -> c_int;
    }

    pub fn do_not_linger(stream: &TcpStream) -> c_int {
        let value = Linger { onoff: 1, linger: 0 };
        let length = size_of::<Linger>() as c_int;
        let socket = stream.as_raw_socket();
        // SAFETY: as on Unix, see above.
        unsafe { setsockopt(socket, SOL_SOCKET, SO_LINGER, &value, length) }
    }
}
