//! A program that was written against the names of an older version: it compiles with a crate that keeps these names, each
//! with a warning that says the new one, and does what the new ones do.
#![allow(clippy::unwrap_used)]

use mini_renamed::testing::Double;
use mini_renamed::{calls, forms, results, runtime::data, types};

/// A value of a type that was `Bell`, by its old members.
#[expect(deprecated, reason = "each old name has a warning")]
fn bell() -> types::Bell {
    types::Bell::new("b").metal(types::BellMetal::Brass).tone("low").mass(data::Null)
}

#[expect(deprecated, reason = "each old name has a warning")]
fn sound_of(bell: &types::Bell) -> &str {
    match bell {
        types::Bell { metal: Some(types::BellMetal::Iron), .. } => "dull",
        types::Bell { sound, .. } => sound.as_deref().unwrap_or_default(),
    }
}

#[expect(deprecated, reason = "each old name has a warning")]
fn red(call: calls::ListBells) -> calls::ListBells {
    call.color("red").most(2)
}

#[expect(deprecated, reason = "each old name has a warning")]
fn hangs_already(answer: &results::HangBellSuccess) -> bool {
    matches!(answer, results::HangBellSuccess::Ok(_))
}

#[expect(deprecated, reason = "each old name has a warning")]
fn picture() -> forms::PictureParts {
    forms::PictureParts::new(mini_renamed::Part::bytes("x"))
}

#[tokio::test]
#[expect(deprecated, reason = "each old name has a warning")]
async fn old_names_do_what_the_new_ones_do() {
    let double = Double::new();
    double.on().get_bell().answer(&bell());
    double.on().list_bells().answer(&vec![bell()]);
    let client = double.client().unwrap();
    let old = client.get_bell("b").await.unwrap();
    assert_eq!(*old, *client.fetch_bell("b").await.unwrap());
    assert_eq!((sound_of(&old), old.weight.is_null()), ("low", true));
    assert_eq!(red(client.list_bells()).await.unwrap().len(), 1);
    let sent = double.requests();
    let addresses: Vec<&str> = sent.iter().map(|sent| sent.path()).collect();
    assert_eq!(addresses, ["/bells/b", "/bells/b", "/bells"]);
    assert_eq!((sent[2].query("colour"), sent[2].query("most")), (vec!["red".to_owned()], vec!["2".to_owned()]));
    // They are the types of the new names.
    let new: types::Gong = bell();
    assert_eq!(new.sound.as_deref(), Some("low"));
    let (_, _): (fn(&results::HangGongSuccess) -> bool, forms::SendPictureForm) = (hangs_already, picture());
}
