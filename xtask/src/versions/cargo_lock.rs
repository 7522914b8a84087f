//! The version of a package of the workspace in Cargo.lock, as cargo would write it at its next run.

/// The text with another version of a package. Packages of a registry, which have a `source`, are never meant.
pub(crate) fn with_version(lock: &str, package: &str, version: &str) -> String {
    let name = format!("name = \"{package}\"");
    let mut old = None;
    let mut blocks: Vec<String> = lock.split("\n\n").map(str::to_owned).collect();
    for block in &mut blocks {
        let is_own = block.lines().any(|line| line == name) && !block.lines().any(|line| line.starts_with("source = "));
        let line = block.lines().find(|line| line.starts_with("version = \"")).map(str::to_owned);
        if let Some(line) = line.filter(|_| is_own) {
            old = line.split('"').nth(1).map(str::to_owned);
            *block = block.replacen(&line, &format!("version = \"{version}\""), 1);
        }
    }
    let text = blocks.join("\n\n");
    // Where another package has the same name, dependencies name the version too.
    old.map_or(text.clone(), |old| text.replace(&format!("\"{package} {old}\""), &format!("\"{package} {version}\"")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_package_of_the_workspace_is_meant() {
        let lock = "version = 4\n\n[[package]]\nname = \"bell\"\nversion = \"0.1.0\"\ndependencies = [\n \"gong\",\n]\n\n\
                    [[package]]\nname = \"bell\"\nversion = \"0.1.0\"\nsource = \"registry\"\n\n\
                    [[package]]\nname = \"tests\"\nversion = \"0.1.0\"\ndependencies = [\n \"bell 0.1.0\",\n]\n";
        let expected = lock
            .replacen("name = \"bell\"\nversion = \"0.1.0\"", "name = \"bell\"\nversion = \"0.2.0\"", 1)
            .replace("\"bell 0.1.0\"", "\"bell 0.2.0\"");
        assert_eq!(with_version(lock, "bell", "0.2.0"), expected);
        assert_eq!(with_version(lock, "drum", "0.2.0"), lock);
    }
}
