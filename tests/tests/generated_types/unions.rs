//! Unions.

use crate::{error, round_trip, variant};
use mini_unions_declared::types::{
    Beside, Blank, Choice, Dates, DeepNull, Fish, Formats, Groups, Kinds, Lacking, Modes, Multi, Nested, Outer, S,
    Shared, Shark, Two,
};

#[test]
fn a_mapping_wins_over_the_enum_that_all_alternatives_share() {
    assert_eq!(variant::<Shared>(r#"{"kind": "a", "x": 1}"#), "SkA");
    assert_eq!(variant::<Shared>(r#"{"kind": "c", "x": "1"}"#), "SkB");
    assert_eq!(variant::<Shared>(r#"{"kind": "d"}"#), "Unknown");
    assert_eq!(
        error::<Shared>(r#"{"kind": "a", "x": "1"}"#),
        "`x` of Shared::SkA: invalid type: a string, expected i64 (line 1, column 22)"
    );
}

#[test]
fn a_discriminator_holds_through_all_of_and_beside_others() {
    assert_eq!(variant::<Beside>(r#"{"kind": "b", "note": "n"}"#), "SkB");
    assert_eq!(variant::<Beside>(r#"{"kind": "zz"}"#), "Unknown");
    assert_eq!(variant::<Nested>(r#"{"kind": "b"}"#), "SkB");
    assert_eq!(variant::<Nested>("\"text\""), "String");
    assert!(error::<Nested>(r#"{"kind": "a", "x": "1"}"#).contains("`x`"));
}

#[test]
fn the_tags_of_a_nested_union_are_those_of_its_alternatives() {
    assert!(matches!(round_trip(r#"{"kind": "c"}"#), Outer::Shared(Shared::SkB(_))));
    assert_eq!(variant::<Outer>(r#"{"kind": "last"}"#), "Last");
    assert_eq!(variant::<Outer>(r#"{"kind": "zz"}"#), "Unknown");
}

#[test]
fn what_a_nested_union_does_not_know_the_next_one_may() {
    assert_eq!(variant::<Groups>(r#"{"kind": "a"}"#), "Shared");
    assert_eq!(variant::<Groups>(r#"{"ver": 2, "x": "y"}"#), "Versions");
    assert_eq!(variant::<Groups>(r#"{"ver": 7}"#), "Unknown");
}

#[test]
fn one_base_may_tell_its_children_apart_by_another_tag_than_theirs() {
    let goblin = r#"{"kind": "shark", "sharktype": "goblin", "color": "pink", "age": 3}"#;
    assert!(matches!(round_trip(goblin), Fish::Shark(Shark::GoblinShark(_))));
    assert_eq!(variant::<Fish>(r#"{"kind": "salmon", "age": 1}"#), "Salmon");
    assert_eq!(variant::<Fish>(r#"{"kind": "tuna", "age": 1}"#), "Unknown");
    assert!(error::<Fish>(r#"{"kind": "salmon"}"#).starts_with("`age` of Fish::Salmon: missing field `age`"));
    assert!(error::<Fish>(&goblin.replace("\"pink\"", "5")).contains("`color`"));
}

#[test]
fn listed_texts_beside_a_number_are_one_enum() {
    assert_eq!(format!("{:?}", round_trip::<Modes>("\"slow\"")), "Named(Slow)");
    assert_eq!(format!("{:?}", round_trip::<Modes>("\"medium\"")), "Named(Unknown(\"medium\"))");
    assert_eq!(variant::<Modes>("5"), "Integer");
}

#[test]
fn the_only_object_of_a_union_may_get_company() {
    assert_eq!(variant::<Choice>(r#"{"type": "fn", "f": "x"}"#), "Fn");
    assert_eq!(variant::<Choice>(r#"{"type": "gn", "g": 1}"#), "Unknown");
    assert!(error::<Choice>(r#"{"type": "fn"}"#).contains("missing field `f`"));
}

#[test]
fn kinds_formats_and_constants_of_members_tell_objects_apart() {
    assert_eq!(variant::<Kinds>(r#"{"value": 5}"#), "ValueInteger");
    assert_eq!(variant::<Two>(r#"{"a": "x", "b": "z"}"#), "XZ");
    assert_eq!(variant::<Two>(r#"{"a": "w", "b": "y"}"#), "W");
    assert_eq!(variant::<Formats>(r#"{"when": "2020-01-01"}"#), "WhenDate");
    assert_eq!(variant::<Formats>(r#"{"when": "2020-01-01T10:00:00Z"}"#), "WhenDateTime");
    assert_eq!(variant::<Formats>(r#"{"when": "8a6e0804-2bd0-4672-b79d-d97027f9071a"}"#), "WhenUuid");
    assert_eq!(variant::<Dates>("\"2020-01-01\""), "Date");
    assert_eq!(variant::<Dates>("\"2020-01-01T10:00:00Z\""), "DateTime");
}

#[test]
fn null_is_no_alternative_however_it_is_written() {
    assert_eq!(round_trip::<Option<Blank>>("null"), None);
    assert_eq!(variant::<Blank>("\"\""), "BlankEnum");
    assert_eq!(round_trip::<Option<DeepNull>>("null"), None);
    assert_eq!(variant::<DeepNull>("\"x\""), "String");
}

#[test]
fn what_need_not_have_the_tag_is_found_without_it() {
    assert_eq!(variant::<Lacking>(r#"{"n": 1}"#), "NoTag");
    assert_eq!(variant::<Lacking>(r#"{"ver": 1}"#), "Ver1");
    assert_eq!(variant::<Lacking>(r#"{"ver": 3}"#), "Unknown");
}

#[test]
fn a_list_of_types_is_a_union_under_any_name() {
    assert_eq!(variant::<Multi>(r#"{"a": "x"}"#), "Object");
    assert_eq!(variant::<Multi>("\"x\""), "String");
    assert_eq!(variant::<Multi>("[1, \"x\"]"), "List");
    let _: S = round_trip(r#"{"s": "x"}"#);
}

#[test]
fn a_union_of_scalars_can_be_shown() {
    let shown = |json: &str| round_trip::<Dates>(json).to_string();
    assert_eq!([shown("5"), shown("\"2020-01-01\""), shown("true")], ["5", "2020-01-01", "true"]);
    assert_eq!(round_trip::<Modes>("\"slow\"").to_string(), "slow");
}
