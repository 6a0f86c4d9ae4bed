//! Programs of the book whose functions the tests here call. Nobody calls their `main`. They are
//! included, as rustfmt would give modules of these tests their width.
#![expect(dead_code, clippy::duplicate_mod, reason = "`main`, and a helper that two have")]

pub mod coming_back {
    include!("../../../examples/coming_back.rs");
}
pub mod cost {
    include!("../../../examples/cost.rs");
}
pub mod file_client {
    include!("../../../examples/file_client.rs");
}
pub mod length_client {
    include!("../../../examples/length_client.rs");
}
pub mod length_server {
    include!("../../../examples/length_server.rs");
}
pub mod line_server {
    include!("../../../examples/line_server.rs");
}
pub mod many_clients {
    include!("../../../examples/many_clients.rs");
}
pub mod nagle {
    include!("../../../examples/nagle.rs");
}
pub mod position {
    include!("../../../examples/position.rs");
}
#[path = "../../../examples/record/mod.rs"]
pub mod record;
pub mod until_end_server {
    include!("../../../examples/until_end_server.rs");
}
