//! The pages that scenarios name more than once, or as what helps.

use crate::scenario::Page;

pub const ACCEPT: Page = page("3. Accept a client", "server/accept");
pub const RECEIVE: Page = page("5. Receive a message", "server/receive");
pub const CONNECT: Page = page("2. Connect", "client/connect");
pub const RECEIVE_AND_ANSWER: Page =
    page("3. Receive and answer", "client/receive-and-send");
pub const CLOSE_THE_STREAM: Page = page("4. Close the stream", "client/close");
pub const TWO_OTHER_ENDS: Page = page("Two other ends", "kernel/ends");
pub const NO_MESSAGES: Page =
    page("A stream has no messages", "stream/messages");
pub const UNTIL_THE_END: Page =
    page("Until the peer finishes", "stream/until-the-end");
pub const A_LINE: Page = page("A line", "stream/line");
pub const A_LENGTH: Page = page("A length prefix", "stream/length");
pub const WIRE: Page = page("Between your two programs", "wire");
pub const WAITS: Page = page("It waits", "wrong/waits");
pub const THREADS: Page = page("A thread for each client", "clients/threads");
pub const ERRORS: Page = page("What the error says", "wrong/errors");
pub const ONE_AFTER_THE_OTHER: Page =
    page("One after the other", "clients/loop");
pub const NEVER_ENDS: Page =
    page("A message that never ends", "stranger/endless");
pub const NEVER_STARTS: Page =
    page("A message that never starts", "stranger/silent");
pub const A_CROWD: Page = page("A thousand that say nothing", "stranger/crowd");
pub const NAMES: Page = page("Names and IPv6", "hosts/names");

pub const fn page(title: &'static str, path: &'static str) -> Page {
    Page { title, path }
}
