//! Every operation of every client, called on the mock server: method, path, parameters, body and credential have to
//! fit the vendor's document, and the answer has to decode into its type.

use std::path::Path;
use std::process::Command;

#[test]
fn every_operation_is_accepted_and_its_answer_decodes() {
    let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(2).unwrap();
    let folder = std::env::current_exe().unwrap();
    let target = folder.ancestors().nth(3).unwrap();
    let output = Command::new(env!("CARGO_BIN_EXE_xtask"))
        .arg("--root")
        .arg(workspace)
        .args(["interop", "--own"])
        .env("CARGO_TARGET_DIR", target)
        .output()
        .unwrap();
    let told = String::from_utf8(output.stderr).unwrap();
    assert_eq!(String::from_utf8(output.stdout).unwrap(), "", "{told}");
    assert!(output.status.success(), "{told}");
    for (vendor, calls) in [("revcent", 30), ("revox", 20), ("revring", 14), ("voipbin", 410)] {
        assert!(told.contains(&format!("{vendor}: {calls} calls, all accepted")), "{told}");
    }
}
