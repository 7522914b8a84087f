//! What the manifest of a crate offers: its features. The rest of it is kept as what is inside.

use super::{Offer, Surface};
use toml::Value;

pub(super) fn read(text: &str, surface: &mut Surface) {
    let Ok(manifest) = text.parse::<toml::Table>() else {
        surface.keep("Cargo.toml", text);
        return;
    };
    for (key, value) in &manifest {
        match (key.as_str(), value) {
            ("features", Value::Table(features)) => {
                for (name, enables) in features {
                    surface.offer(format!("feature {name}"), Offer::Feature);
                    surface.keep(format!("feature {name}"), &enables.to_string());
                }
            }
            // The version is what the comparison proposes; it explains nothing.
            ("package", Value::Table(package)) => {
                for (name, value) in package.iter().filter(|(name, _)| *name != "version") {
                    surface.keep(format!("Cargo.toml package.{name}"), &value.to_string());
                }
            }
            _ => surface.keep(format!("Cargo.toml {key}"), &value.to_string()),
        }
    }
}
