//! Lines of a text that say how a crate is depended on: `bell = "0.1"`, or with the version in a table.

use semver::Version;

/// The text with the version of a crate in its dependency lines, to as many numbers as each has. Lines without a version, and
/// requirements of another form (`>=0.1, <0.3`), stay.
pub(crate) fn with_version(text: &str, package: &str, version: &Version) -> String {
    let lines =
        text.split_inclusive('\n').map(|line| line_with(line, package, version).unwrap_or_else(|| line.to_owned()));
    lines.collect()
}

fn line_with(line: &str, package: &str, version: &Version) -> Option<String> {
    let rest = line.trim_start().strip_prefix(package)?.trim_start().strip_prefix('=')?.trim_start();
    let from = match rest.starts_with('{') {
        true => rest.find("version")? + "version".len(),
        false => 0,
    };
    let value = rest[from..].trim_start_matches([' ', '=']).strip_prefix('"')?;
    let stated = &value[..value.find('"')?];
    let numbers = [version.major, version.minor, version.patch].map(|number| number.to_string());
    let count = stated.split('.').filter(|number| number.bytes().all(|byte| byte.is_ascii_digit())).count();
    if stated.split('.').count() != count || !(1..=3).contains(&count) {
        return None;
    }
    let start = line.len() - value.len();
    Some(format!("{}{}{}", &line[..start], numbers[..count].join("."), &line[start + stated.len()..]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_plain_requirements_of_the_crate_change() {
        let text = "bell = \"0.1\"\n  bell = { version = \"0.1.0\", features = [\"xml\"] }\nbells = \"0.1\"\nbell = { path = \"x\" }\nbell = \">=0.1\"\n";
        let changed = with_version(text, "bell", &Version::new(0, 2, 3));
        assert_eq!(changed, text.replacen("\"0.1\"", "\"0.2\"", 1).replacen("\"0.1.0\"", "\"0.2.3\"", 1));
    }
}
