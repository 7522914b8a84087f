//! Reading what deviates from its document: the state of one tolerant pass over a buffered value.
//!
//! A strict pass comes first, and where it succeeds nothing of this is reached. Where it fails, the same types read the
//! same value again while this is switched on. What asks for a kind of value that is not there is then given the value
//! as far as that loses nothing (`"5"` for 5), else the empty value of its type; the place is noted as a [`Deviation`],
//! and what came is kept, to be written back, by the innermost struct around it:
//!
//! * a struct that is itself no object keeps what came instead of it;
//! * what a member holds that nothing inside of it keeps (a `null` in a list of strings) is kept by the struct under the
//!   member's name. It is handed over as a last member that no JSON text has, see [`hand_over`];
//! * a required member that is missing is kept as missing.
//!
//! The precedent is *client error correction* of Smithy 2.0 (aggregate types, structure members), which fills in missing
//! members. The state is kept per thread, since serde has no place for it.
//!
//! See `codegen/docs/tolerant-decoding.md`.

use std::borrow::Cow;
use std::cell::{Cell, RefCell};

use serde::de::{Deserialize, DeserializeOwned, Error};
use serde_json::Value;

use super::content::Content;
use super::decode_path::{self, Step};
use super::deviation::{Deviation, Found};

/// The name under which a struct is handed what it is to keep. No declared member has it.
pub(super) const HANDED_OVER: &str = "\0kept";

/// The most deviations of a value that are named; the others are corrected and kept all the same.
const MOST_DEVIATIONS: usize = 10_000;

/// The most structs that are made empty one inside of the other.
const DEEPEST_EMPTY: usize = 64;

/// How a value is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Mode {
    /// What does not fit is an error.
    Strict,
    /// What does not fit is corrected.
    Tolerant,
    /// A value is made where none came: every part of it is empty, and nothing is reported.
    Empty,
}

/// What a struct keeps of what came.
#[derive(Debug)]
enum Kept {
    /// What came as the value of a member.
    Member(String, Value),
    /// What came instead of the object.
    Whole(Value),
}

/// One tolerant pass.
#[derive(Debug, Default)]
struct Pass {
    /// Where the value stands that is being read.
    path: Vec<Step>,
    deviations: Vec<Deviation>,
    /// What the objects that are being read are to keep, each with the depth of its object.
    pending: Vec<(usize, Kept)>,
    /// The depths of the objects that are read as structs.
    structs: Vec<usize>,
    /// What the struct that is being handed something is to keep.
    handed: Option<Vec<Kept>>,
    /// Whether something was corrected that nothing keeps yet.
    is_unkept: bool,
    /// The depth of a member of a struct, while it is read.
    member: Option<usize>,
    /// The depth of an optional member of a struct, while it is read: a value of another kind leaves it empty.
    optional: Option<usize>,
    /// Whether the value of such a member was of another kind.
    is_declined: bool,
}

thread_local! {
    static MODE: Cell<Mode> = const { Cell::new(Mode::Strict) };
    static PASS: RefCell<Pass> = RefCell::default();
}

/// Sets the mode while it lives.
struct ModeGuard(Mode);

impl ModeGuard {
    fn set(mode: Mode) -> Self {
        Self(MODE.replace(mode))
    }
}

impl Drop for ModeGuard {
    fn drop(&mut self) {
        MODE.set(self.0);
    }
}

/// Whether what does not fit is corrected.
#[inline]
pub(super) fn is_on() -> bool {
    MODE.get() != Mode::Strict
}

/// Whether the mode is [`Mode::Empty`].
#[inline]
pub(super) fn is_empty() -> bool {
    MODE.get() == Mode::Empty
}

fn with<T>(read: impl FnOnce(&mut Pass) -> T) -> T {
    PASS.with_borrow_mut(read)
}

/// Tries something that does not have to fit: nothing is corrected meanwhile.
#[inline]
pub(super) fn strictly<T>(read: impl FnOnce() -> T) -> T {
    let _guard = is_on().then(|| ModeGuard::set(Mode::Strict));
    read()
}

/// What a tolerant pass gave.
pub(crate) struct Outcome<T> {
    pub(crate) result: T,
    pub(crate) deviations: Vec<Deviation>,
    /// Whether something was corrected that the value itself does not keep.
    pub(crate) is_unkept: bool,
}

/// Reads something with corrections.
pub(crate) fn tolerantly<T>(read: impl FnOnce() -> T) -> Outcome<T> {
    struct PassGuard(Option<Pass>);

    impl Drop for PassGuard {
        fn drop(&mut self) {
            if let Some(outer) = self.0.take() {
                PASS.replace(outer);
            }
        }
    }

    let _mode = ModeGuard::set(Mode::Tolerant);
    let outer = PassGuard(Some(PASS.take()));
    let result = read();
    let pass = PASS.take();
    drop(outer);
    Outcome { result, deviations: pass.deviations, is_unkept: pass.is_unkept }
}

/// What a body is read as after corrections; nothing where it cannot be read.
pub(crate) fn corrected<T: DeserializeOwned>(original: &Value) -> Option<T> {
    let content = Content::deserialize(original).ok()?;
    tolerantly(|| T::deserialize(content.deserializer::<serde_json::Error>()).ok()).result
}

/// What the value of a member is read as after corrections; nothing where it cannot be read.
pub(super) fn corrected_member<T: DeserializeOwned>(original: &Value) -> Option<T> {
    let content = Content::deserialize(original).ok()?;
    tolerantly(|| {
        with(|pass| pass.member = Some(0));
        let read = T::deserialize(content.deserializer::<serde_json::Error>());
        read.or_else(declined).ok()
    })
    .result
}

/// The empty value of a type.
///
/// # Errors
///
/// When it has none, being part of itself.
pub(super) fn empty<'de, T: Deserialize<'de>, E: Error>() -> Result<T, E> {
    let _guard = ModeGuard::set(Mode::Empty);
    T::deserialize(Content::Null.deserializer())
}

/// Notes a deviation at the value that is being read.
pub(super) fn note(expected: impl Into<Cow<'static, str>>, found: Found) {
    note_below(None, expected, found);
}

/// Notes a deviation at a member or item of the value that is being read.
#[cold]
pub(super) fn note_below(step: Option<Step>, expected: impl Into<Cow<'static, str>>, found: Found) {
    if MODE.get() != Mode::Tolerant {
        return;
    }
    with(|pass| {
        let path: String = pass.path.iter().chain(&step).map(Step::to_string).collect();
        let path = path.strip_prefix('.').map(str::to_owned).unwrap_or(path);
        if pass.deviations.len() < MOST_DEVIATIONS {
            pass.deviations.push(Deviation::new(path, expected.into(), found));
        }
    });
}

/// Corrects a value of another kind: notes it, and that it is to be kept. Gives the error that leaves an optional member
/// empty instead.
#[cold]
pub(super) fn replace<E: Error>(expected: &'static str, content: &Content<'_>) -> Result<(), E> {
    correct(expected, content, true)
}

/// Notes that a value of another kind was read, and lost nothing.
#[cold]
pub(super) fn convert<E: Error>(expected: &'static str, content: &Content<'_>) -> Result<(), E> {
    correct(expected, content, false)
}

fn correct<E: Error>(expected: &'static str, content: &Content<'_>, leaves_empty: bool) -> Result<(), E> {
    if MODE.get() == Mode::Empty {
        return Ok(());
    }
    note(expected, Found::from(content));
    with(|pass| {
        if leaves_empty && pass.optional == Some(pass.path.len()) {
            pass.is_declined = true;
            return Err(E::custom("an optional member of another kind"));
        }
        pass.is_unkept = true;
        Ok(())
    })
}

/// As [`replace`], of a number, whose reader gives what came to the struct by itself.
#[cold]
pub(super) fn replace_number<E: Error>(expected: &'static str, content: &Content<'_>, converts: bool) -> Result<(), E> {
    let was_unkept = with(|pass| pass.is_unkept);
    correct(expected, content, !converts)?;
    with(|pass| pass.is_unkept = was_unkept);
    Ok(())
}

/// A buffered value as one that can be kept.
pub(crate) fn value(content: &Content<'_>) -> Value {
    strictly(|| Value::deserialize(content.deserializer::<serde_json::Error>()).unwrap_or_default())
}

/// What an optional member is after an error: empty, where the error only says that its value is of another kind, which is
/// kept.
///
/// # Errors
///
/// Any other error.
#[cold]
pub(super) fn declined<'de, T: Deserialize<'de>, E: Error>(error: E) -> Result<T, E> {
    if is_on() && with(|pass| std::mem::take(&mut pass.is_declined)) {
        decode_path::forget();
        return empty();
    }
    Err(error)
}

/// Reads a member of an object.
#[cold]
pub(super) fn member<T, E>(name: &str, content: &Content<'_>, read: impl FnOnce() -> Result<T, E>) -> Result<T, E> {
    let (depth, member, optional, was_unkept) = with(|pass| {
        let depth = pass.path.len();
        pass.path.push(Step::Member(name.to_owned()));
        let member = (pass.structs.last() == Some(&depth)).then_some(depth + 1);
        let outer = (pass.member, pass.optional.take());
        pass.member = member;
        (depth, outer.0, outer.1, std::mem::take(&mut pass.is_unkept))
    });
    let result = read();
    with(|pass| {
        pass.path.truncate(depth);
        (pass.member, pass.optional) = (member, optional);
        let is_unkept = std::mem::replace(&mut pass.is_unkept, was_unkept);
        if if result.is_ok() { is_unkept } else { pass.is_declined } {
            pass.pending.push((depth, Kept::Member(name.to_owned(), value(content))));
        }
    });
    result
}

/// Reads an item of an array.
#[cold]
pub(super) fn item<T>(index: usize, read: impl FnOnce() -> T) -> T {
    let depth = with(|pass| {
        let depth = pass.path.len();
        pass.path.push(Step::Item(index));
        depth
    });
    let result = read();
    with(|pass| pass.path.truncate(depth));
    result
}

/// From here on, until what is given ends, all that is read is empty.
#[cold]
pub(super) fn begin_empty() -> impl Drop {
    ModeGuard::set(Mode::Empty)
}

/// Notes that an item of a tuple is missing; it is read as empty until what is given ends.
#[cold]
pub(super) fn missing_item(index: usize) -> impl Drop {
    note_below(Some(Step::Item(index)), "required", Found::Nothing);
    with(|pass| pass.is_unkept |= MODE.get() == Mode::Tolerant);
    begin_empty()
}

/// Notes that an array has more items than the tuple it is read as.
#[cold]
pub(super) fn note_length(expected: usize) {
    note(format!("array of {expected} items"), Found::Array);
    with(|pass| pass.is_unkept = true);
}

/// Notes that a value may be left out.
#[cold]
pub(super) fn optional() {
    with(|pass| {
        if pass.member == Some(pass.path.len()) {
            pass.optional = pass.member;
        }
    });
}

/// While it lives, an object is read as a struct, which can keep what came.
pub(super) struct StructGuard {
    depth: usize,
    _mode: Option<ModeGuard>,
}

impl Drop for StructGuard {
    fn drop(&mut self) {
        with(|pass| {
            pass.structs.pop();
            settle(pass, self.depth);
        });
    }
}

fn begin(depth: usize, mode: Option<ModeGuard>) -> StructGuard {
    with(|pass| pass.structs.push(depth));
    StructGuard { depth, _mode: mode }
}

/// Begins to read an object as a struct.
#[cold]
pub(super) fn begin_struct() -> StructGuard {
    begin(with(|pass| pass.path.len()), None)
}

/// Begins to read a struct from a value that is not an object. The struct is empty and keeps that value.
///
/// # Errors
///
/// That of an optional member, and where a type is part of itself, so that it has no empty value.
#[cold]
pub(super) fn begin_empty_struct<E: Error>(content: &Content<'_>) -> Result<StructGuard, E> {
    if MODE.get() == Mode::Empty {
        let guard = begin(NOTHING_TO_KEEP, None);
        let nesting = with(|pass| pass.structs.iter().filter(|depth| **depth == NOTHING_TO_KEEP).count());
        let is_infinite = nesting > DEEPEST_EMPTY;
        return if is_infinite {
            Err(E::custom("a type that is part of itself has no empty value"))
        } else {
            Ok(guard)
        };
    }
    let was_unkept = with(|pass| pass.is_unkept);
    replace(OBJECT, content)?;
    let original = value(content);
    let depth = with(|pass| {
        pass.is_unkept = was_unkept;
        pass.pending.push((pass.path.len(), Kept::Whole(original)));
        pass.path.len()
    });
    Ok(begin(depth, Some(ModeGuard::set(Mode::Empty))))
}

/// The depth of an empty struct inside of another: no object has it.
const NOTHING_TO_KEEP: usize = usize::MAX;

/// What an object is called in deviations.
pub(super) const OBJECT: &str = "object";

/// Ends an object that was read as something else than a struct: what it was to keep is left to what is around it.
#[cold]
pub(super) fn end_of_object() {
    with(|pass| {
        let depth = pass.path.len();
        settle(pass, depth);
    });
}

fn settle(pass: &mut Pass, depth: usize) {
    pass.is_unkept |= pass.handed.take().is_some();
    while pass.pending.pop_if(|(at, _)| *at >= depth).is_some() {
        pass.is_unkept = true;
    }
}

/// Whether the object that was read to its end is a struct that has something to keep. If so, [`HANDED_OVER`] is to be
/// given as the name of a last member.
#[cold]
pub(super) fn hand_over() -> bool {
    with(|pass| {
        let depth = pass.path.len();
        if pass.structs.last() != Some(&depth) || pass.handed.is_some() {
            return false;
        }
        let begin = pass.pending.iter().rposition(|(at, _)| *at != depth).map_or(0, |last| last + 1);
        if begin == pass.pending.len() {
            return false;
        }
        pass.handed = Some(pass.pending.drain(begin..).map(|(_, kept)| kept).collect());
        true
    })
}

/// Who keeps what came.
pub(super) trait Keeper {
    /// Keeps what came as the value of a member.
    fn keep_original(&mut self, name: &str, value: Value);

    /// Keeps what came instead of the object.
    fn keep_whole(&mut self, value: Value);
}

/// Gives a struct what it is to keep, if that is what its last member stands for.
#[cold]
pub(super) fn receive<K: Keeper>(keeper: &mut K) -> bool {
    let Some(handed) = with(|pass| pass.handed.take()) else { return false };
    for kept in handed {
        match kept {
            Kept::Member(name, value) => keeper.keep_original(&name, value),
            Kept::Whole(value) => keeper.keep_whole(value),
        }
    }
    true
}

/// What is done about a required member that is missing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Missing {
    /// It is an error.
    Refuse,
    /// It is empty, and was noted; the struct is to keep that.
    Keep,
    /// It is empty, as all of the struct.
    Fill,
}

/// Notes that a required member is missing, and says what is done about it.
#[cold]
pub(super) fn missing(name: &'static str) -> Missing {
    match MODE.get() {
        Mode::Strict => Missing::Refuse,
        Mode::Empty => Missing::Fill,
        Mode::Tolerant => {
            note_below(Some(Step::Member(name.to_owned())), "required", Found::Nothing);
            Missing::Keep
        }
    }
}

/// Notes that a member is there twice; false where that is an error.
#[cold]
pub(super) fn is_repetition_allowed(name: &'static str) -> bool {
    if is_on() {
        note_below(Some(Step::Member(name.to_owned())), "once", Found::Nothing);
    }
    is_on()
}
