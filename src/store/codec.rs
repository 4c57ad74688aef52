//! What stored values look like (`storage.md` §6): the envelope around all of them, and a payload a kind.
//!
//! Nobody writes or reads a value past this module; it knows neither trees nor keys.

mod archived;
mod audit;
mod earlier;
mod envelope;
mod meta;
mod record;
mod stamp;

pub use archived::{Archived, decode_archived, encode_archived};
pub use audit::{
    ChangeRow, Commitment, Image, decode_change_row, decode_header, decode_image, encode_change_row,
    encode_header, encode_image,
};
pub use envelope::{CodecError, MARKER, MOST_BYTES, ValueKind};
pub use meta::{Identity, State, decode_identity, decode_state, encode_identity, encode_state};
pub use record::{decode_record, encode_record};
pub use stamp::{Stamp, decode_stamp, encode_stamp};
