//! Data that survives a round trip: what the types of generated clients are made of.
//!
//! Nothing here sends a request. Generated crates invoke the macros; the functions and traits behind them are public
//! only so that the macros can reach them.

mod any_number;
pub(crate) mod bounds;
mod budget;
#[cfg(feature = "chrono")]
mod chrono_times;
mod constant_member;
mod content;
pub(crate) mod content_encoding;
pub(crate) mod corrected;
mod correction;
mod decode_path;
mod deviation;
pub(crate) mod deviation_log;
mod encoded;
mod extra;
mod fit;
pub(crate) mod json;
mod json_text;
mod member;
mod nullable;
mod number;
mod object;
mod object_access;
mod open_enum;
pub(crate) mod position;
mod scalar;
#[cfg(feature = "time")]
mod time_times;
mod tuple;
mod union;
mod unset;

pub use any_number::Number;
pub use constant_member::{Constant, Json, Presence, constant};
pub use content::{Content, ContentDeserializer, Key};
pub use corrected::{Corrected, from_json_corrected};
pub(crate) use correction::{corrected, tolerantly, value};
pub(crate) use decode_path::{Step, take as take_decode_path};
pub use deviation::{Deviation, Found};
pub use encoded::{Base16, Base32, Base64Url, QuotedPrintable};
pub use extra::{Extra, ExtraMembers, Map, Members, PatternMembers};
pub use json::{from_json, to_json};
pub use json_text::JsonText;
pub use member::{Member, PlainMember};
pub use nullable::{AsItIs, ByNull, ByOption, ByValue, IntoNullable, Null, Nullable, nullable, write_nullable};
pub use number::{Exact, Numeric};
pub use object_access::{ObjectReader, ObjectWriter};
pub use open_enum::{is_made_up, is_value, note_unknown, read_integer, read_name};
pub use scalar::{Base64, Date, DateTime, ParseFormatError, UnixTime, Uuid};
pub use serde_json::Value;
pub use tuple::{Length, OpenTuple};
pub use union::{
    Alternative, Keep, Tagged, Unboxed, Union, best, buffer_array, buffer_object, decode, read, read_array,
    read_nested, read_number, read_numbers, read_object, tag,
};
pub use unset::{MaybeSet, Unset};
