//! Why is it at another address than expected, or not in TCP at all?

use super::OF_YOUR_OWN;
use crate::fault::Came::{Elsewhere, Ended, Line, SameError, StillRuns, Udp};
use crate::fault::{Fault, is_of_address};
use shared::scenario::Move::{Accept, IsQuiet, ProbeFailed};

/// What is certain of it.
pub fn seen(fault: &Fault) -> Vec<String> {
    let port = fault.server.port();
    let swapped = port.swap_bytes();
    let is_swapped = match &fault.came {
        _ if swapped == port => false,
        Elsewhere(at) => {
            at.iter().any(|at| at.ends_with(&format!(":{swapped}")))
        }
        _ => fault.signs.is_port_swapped,
    };
    let reasons: &[&str] = match (fault.at, &fault.came) {
        (_, Elsewhere(_) | StillRuns) | (Accept(_), Ended(_)) if is_swapped => {
            return vec![format!(
                "Its port is {swapped}, which is {port} with its two bytes \
                 exchanged: `htons` is missing (C), or is there twice."
            )];
        }
        (ProbeFailed, Elsewhere(_)) if fault.signs.goes_on => &[
            "It continues after a failed `bind`: when the address is free, it \
             listens there, and when it is taken, elsewhere. Look at what \
             `bind` returns, and end with an error (in C, `listen` takes a \
             port from the kernel otherwise).",
        ],
        (ProbeFailed, Elsewhere(_)) if fault.signs.port_differs => {
            &["The kernel has chosen its port, a different one each time: \
             `bind` has failed and nothing looks at what it returns, or its \
             port is 0."]
        }
        (ProbeFailed, StillRuns) if fault.signs.goes_on => {
            &["It continues after the error of that call, or tries again and \
             again: look at what the call returns, and end with an error."]
        }
        (IsQuiet, Line(line))
            if fault.signs.goes_on
                && line.contains(": ")
                && !is_of_address(line) =>
        {
            &[
                "It continues after a call that has failed, since its address \
                 is taken, or nobody is there: look at what `bind` or \
                 `connect` returns, and end with an error.",
                OF_YOUR_OWN,
            ]
        }
        (_, Udp) => {
            &["It has opened no TCP socket: its socket is one of UDP, another \
             protocol (`UdpSocket`, `SOCK_DGRAM`). Take `TcpListener` or \
             `TcpStream`, in other languages `SOCK_STREAM`."]
        }
        (_, SameError(_)) if fault.complaint.contains("not supported") => &[
            "That socket cannot do what is asked of it: is it one of TCP \
             (`SOCK_STREAM`)?",
            "It fails by itself: run it without the check, in the same folder.",
        ],
        _ => &[],
    };
    reasons.iter().map(ToString::to_string).collect()
}
