//! What a client and a host say to each other over a Unix stream: bounded frames, and the messages in them.
//!
//! Pure: bytes in, values out. Nothing here connects, listens or knows a terminal. A host believes nothing that stands in
//! a message but the bytes themselves: whose process sent it is asked of the system.

pub mod frame;
mod hello;
mod message;

pub use frame::{MOST, MOST_BEGIN, WireError, read, read_bytes, write, write_bytes};
pub use hello::{Hello, PROTOCOL};
pub use message::{
    Claimed, Colours, Keys, Look, ScreenWanted, Themed, ToClient, ToHost, VerbWanted, Wanted, Why, bounded,
};
