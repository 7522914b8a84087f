//! The schemas and the page of all keys: they are up to date, the schemas are valid and agree with the readers, and every
//! example is read. `UPDATE_GOLDEN=1` writes them.
// Tests read and write files; the crate that they test does not.
#![allow(clippy::disallowed_methods)]

use jsonschema::Validator;
use serde_json::{Value, json};
use std::fs;
use std::path::{Path, PathBuf};
use switchboard_codegen::VendorSettings;
use switchboard_codegen::diagnostic::{Diagnostics, Severity};
use switchboard_codegen::overlay::{Origin, Overlay};
use switchboard_codegen::reference::{Edited, page};
use switchboard_codegen::settings::WorkspaceSettings;
use switchboard_codegen::settings::keys::{Key, Kind, Need, Table};
use switchboard_codegen::source::SourceFiles;

const HEAD: &str = "title = \"Bell\"\ncrate = \"bell\"\nversion = \"0.1.0\"\ndescription = \"Client for Bell\"\nformat = \"openapi\"\n\n";

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the workspace").to_owned()
}

fn validator(edited: Edited) -> Validator {
    jsonschema::draft7::new(&edited.schema()).expect("a schema")
}

fn value(edited: Edited, text: &str) -> Value {
    match edited {
        Edited::Overlay => serde_yaml::from_str(text).expect("YAML"),
        _ => toml::from_str(text).expect("TOML"),
    }
}

/// What the reader of a file says of a text; nothing where it is sound.
fn complaints(edited: Edited, text: &str) -> Vec<String> {
    let mut files = SourceFiles::new();
    let mut found = Diagnostics::new();
    let file = files.add(format!("x/{}", edited.table().what), text);
    let is_read = match edited {
        Edited::Vendor | Edited::Beside => VendorSettings::read(&files, file, &mut found).is_some(),
        Edited::Workspace => WorkspaceSettings::read(&files, file, &mut found).is_some(),
        Edited::Overlay => Overlay::read(&files, file, Origin::Vendor, &mut found).is_some(),
    };
    let errors: Vec<String> =
        found.iter().filter(|found| found.severity == Severity::Error).map(|found| found.message.clone()).collect();
    assert_eq!(is_read, errors.is_empty(), "{text}");
    errors
}

/// A file with an example in it.
fn completed(edited: Edited, table: &Table, example: &str) -> String {
    match edited {
        Edited::Vendor if !table.path.is_empty() => format!("{HEAD}{example}"),
        _ => example.to_owned(),
    }
}

/// All tables of a file, from the outermost inwards.
fn tables(table: &'static Table) -> Vec<&'static Table> {
    let mut all = vec![table];
    for inner in table.keys.iter().filter_map(|key| key.kind.table()) {
        for table in tables(inner) {
            if !all.iter().any(|known| known.what == table.what) {
                all.push(table);
            }
        }
    }
    all
}

#[test]
fn schemas_and_page_are_up_to_date() {
    let schemas =
        Edited::ALL.iter().map(|edited| (format!("codegen/schemas/{}", edited.schema_name()), edited.schema_text()));
    for (path, text) in schemas.chain([("codegen/docs/settings.md".to_owned(), page())]) {
        let file = root().join(&path);
        if std::env::var_os("UPDATE_GOLDEN").is_some() {
            fs::write(&file, &text).expect("writable");
        }
        let there = fs::read_to_string(&file).unwrap_or_default();
        assert!(
            there == text,
            "{path} is stale: UPDATE_GOLDEN=1 cargo test -p switchboard-codegen --test settings_reference"
        );
    }
}

#[test]
fn schemas_are_valid_by_draft_07() {
    for edited in Edited::ALL {
        assert!(jsonschema::draft7::meta::is_valid(&edited.schema()), "{edited:?}");
    }
}

#[test]
fn every_example_is_read_and_valid() {
    let mut count = 0;
    for edited in [Edited::Vendor, Edited::Workspace, Edited::Overlay] {
        let validator = validator(edited);
        for table in tables(edited.table()) {
            for example in table.examples {
                let text = completed(edited, table, example);
                assert_eq!(complaints(edited, &text), [""; 0], "{text}");
                let value = value(edited, &text);
                let problems: Vec<String> = validator.iter_errors(&value).map(|error| error.to_string()).collect();
                assert_eq!(problems, [""; 0], "{text}");
                count += 1;
            }
        }
    }
    assert!(count > 30, "{count}");
}

#[test]
fn the_page_has_every_key_with_an_example() {
    let page = page();
    for edited in [Edited::Vendor, Edited::Workspace, Edited::Overlay] {
        for table in tables(edited.table()) {
            for key in table.keys {
                let line =
                    page.lines().find(|line| line.starts_with(&format!("| `{}`", key.name)) && line.contains(key.doc));
                let line = line.unwrap_or_else(|| panic!("{}: `{}` is not on the page", table.what, key.name));
                assert!(
                    key.kind.table().is_some() || !line.ends_with("|  |"),
                    "no example has `{}` of {}",
                    key.name,
                    table.what
                );
            }
        }
    }
    assert!(page.contains("next = \"data[-1].id\""));
}

/// A value of no kind that a key may have.
fn wrong(kind: Kind) -> Option<Value> {
    Some(match kind {
        Kind::Any => return None,
        Kind::Text | Kind::Checked(_) | Kind::Character | Kind::Flag => json!(7),
        Kind::Word(_) => json!("no such word"),
        _ => json!("text"),
    })
}

/// Sets a member of every object that a table stands for, and says whether there was one.
fn change(value: &mut Value, path: &[&str], change_it: &mut dyn FnMut(&mut serde_json::Map<String, Value>)) -> bool {
    match (value, path) {
        (Value::Array(items), path) => {
            let mut any = false;
            items.iter_mut().for_each(|item| any |= change(item, path, change_it));
            any
        }
        (Value::Object(members), []) => {
            change_it(members);
            true
        }
        (Value::Object(members), ["*", rest @ ..]) => {
            let mut any = false;
            members.values_mut().for_each(|value| any |= change(value, rest, change_it));
            any
        }
        (Value::Object(members), [name, rest @ ..]) => {
            members.get_mut(*name).is_some_and(|value| change(value, rest, change_it))
        }
        _ => false,
    }
}

fn written(edited: Edited, value: &Value) -> String {
    match edited {
        Edited::Overlay => serde_yaml::to_string(value).expect("YAML"),
        _ => toml::to_string(value).expect("TOML"),
    }
}

#[test]
fn schema_and_reader_refuse_the_same() {
    let mut count = 0;
    for edited in [Edited::Vendor, Edited::Workspace, Edited::Overlay] {
        let validator = validator(edited);
        let mut refused = |what: String, value: &Value| {
            assert!(!validator.is_valid(value), "the schema lets through: {what}");
            let text = written(edited, value);
            assert!(!complaints(edited, &text).is_empty(), "the reader lets through: {what}\n{text}");
            count += 1;
        };
        for table in tables(edited.table()) {
            let examples = if table.examples.is_empty() { edited.table().examples } else { table.examples };
            for example in examples {
                let sound = value(edited, &completed(edited, table, example));
                let mut unknown = sound.clone();
                if change(&mut unknown, table.path, &mut |members| drop(members.insert("zzz".to_owned(), json!("x")))) {
                    refused(format!("an unknown key in {}", table.what), &unknown);
                }
                for key in table.keys {
                    refuse_key(&sound, table, key, &mut refused);
                }
            }
        }
    }
    assert!(count > 200, "{count}");
}

/// A key of another kind, and a required one that is missing.
fn refuse_key(sound: &Value, table: &Table, key: &Key, refused: &mut dyn FnMut(String, &Value)) {
    let mut was_there = false;
    let mut other = sound.clone();
    if let Some(value) = wrong(key.kind) {
        change(&mut other, table.path, &mut |members| {
            if let Some(there) = members.get_mut(key.name) {
                was_there = true;
                *there = value.clone();
            }
        });
        if was_there {
            refused(format!("`{}` of {} is {value}", key.name, table.what), &other);
        }
    }
    if key.need == Need::Required {
        let mut without = sound.clone();
        let mut was_there = false;
        change(&mut without, table.path, &mut |members| was_there |= members.shift_remove(key.name).is_some());
        if was_there {
            refused(format!("{} without `{}`", table.what, key.name), &without);
        }
    }
}

#[test]
fn what_a_key_asks_of_the_others_is_in_the_schema() {
    let validator = validator(Edited::Vendor);
    for (text, is_sound) in [
        ("[auth.a]\ntype = \"basic\"\nsource = \"s\"\n", true),
        ("[auth.a]\ntype = \"basic\"\nname = \"X\"\nsource = \"s\"\n", false),
        ("[auth.a]\ntype = \"api-key\"\nin = \"header\"\nsource = \"s\"\n", false),
        ("[[pagination]]\nstyle = \"cursor\"\nparameter = \"p\"\nsource = \"s\"\n", false),
        ("[[pagination]]\nstyle = \"link\"\nsource = \"s\"\n", true),
        ("[webhooks]\ntag = \"type\"\n", false),
        ("[webhooks.signature]\nscheme = \"hmac\"\nsource = \"s\"\n", false),
    ] {
        let text = format!("{HEAD}{text}");
        assert_eq!(complaints(Edited::Vendor, &text).is_empty(), is_sound, "{text}");
        assert_eq!(validator.is_valid(&value(Edited::Vendor, &text)), is_sound, "{text}");
    }
    let overlay = |version: &str, action: &str| {
        format!(
            "overlay: {version}\ninfo: {{title: t, version: v}}\nactions:\n  - target: $.paths\n    description: d\n    {action}\n"
        )
    };
    let validator = self::validator(Edited::Overlay);
    for (version, action, is_sound) in [
        ("1.0.0", "update: {}", true),
        ("1.0.0", "copy: $.info", false),
        ("1.1.0", "copy: $.info", true),
        ("1.2.0", "x-mine: 1\n    remove: true", true),
        ("2.0.0", "remove: true", false),
    ] {
        let text = overlay(version, action);
        assert_eq!(complaints(Edited::Overlay, &text).is_empty(), is_sound, "{text}");
        assert_eq!(validator.is_valid(&value(Edited::Overlay, &text)), is_sound, "{text}");
    }
}

/// The files of this name in the repository.
fn named(folder: &Path, name: &str, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        let is_own = path.file_name().is_some_and(|own| own == name);
        match path.is_dir() && !path.is_symlink() {
            true if !path.ends_with("target") && !path.ends_with(".git") => named(&path, name, found),
            false if is_own => found.push(path),
            _ => {}
        }
    }
}

#[test]
fn every_such_file_of_the_repository_is_valid_and_names_its_schema() {
    let files = |name: &str| {
        let mut found = Vec::new();
        named(&root(), name, &mut found);
        found.sort();
        found
    };
    let mut count = 0;
    for (name, edited) in
        [("vendor.toml", Edited::Vendor), ("overlay.yaml", Edited::Overlay), ("switchboard.toml", Edited::Workspace)]
    {
        for path in files(name) {
            let text = fs::read_to_string(&path).expect("a file");
            // Cases and applications have a document of their own, beside which the settings are given.
            let is_vendor = path.starts_with(root().join("specs"));
            let edited = if edited == Edited::Vendor && !is_vendor { Edited::Beside } else { edited };
            let value = value(edited, &text);
            let problems: Vec<String> = validator(edited).iter_errors(&value).map(|error| error.to_string()).collect();
            assert_eq!(problems, [""; 0], "{}", path.display());
            if is_vendor {
                let line = edited.first_line(&format!("../../codegen/schemas/{}", edited.schema_name()));
                assert!(text.starts_with(&line), "{} does not begin with {line}", path.display());
            }
            count += 1;
        }
    }
    assert!(count >= 10, "{count}");
}
