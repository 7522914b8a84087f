//! `regen` that is killed, runs beside another run, or has a disk that takes nothing more: crates are the old ones or the new
//! ones, never in between.

use crate::sandbox::{Sandbox, settings};
use std::fs;

#[cfg(unix)]
#[test]
fn what_was_put_in_place_is_taken_back_when_the_rest_fails() {
    let sandbox = Sandbox::new();
    sandbox.vendor("bell", "bell");
    sandbox.vendor("gong", "gong");
    assert_eq!(sandbox.run(&["regen"]).code, 0);
    for name in ["bell", "gong"] {
        let text = settings(name).replace("Client for Bell", "Rings bells");
        sandbox.write(&format!("specs/{name}/vendor.toml"), text);
    }
    let mut command = sandbox.command(&["regen"]);
    sandbox.as_somebody_else(&mut command);
    // A folder that may not be written cannot move to another place.
    sandbox.set_mode("clients/gong", 0o555);
    let before = sandbox.snapshot();
    let output = command.output().unwrap();
    let stderr = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(2), "{stderr}");
    assert!(stderr.contains("error[write-failed]: ") && stderr.contains("nothing was changed"), "{stderr}");
    assert!(!stderr.contains("written"), "{stderr}");
    assert!(sandbox.snapshot() == before, "bell was put back");
    sandbox.set_mode("clients/gong", 0o755);
    let run = sandbox.run(&["regen"]);
    assert!(run.code == 0 && run.stderr.contains("bell: "), "{}", run.stderr);
    assert!(sandbox.read("clients/bell/Cargo.toml").contains("Rings bells"));
}

#[cfg(unix)]
#[test]
fn build_output_that_cannot_be_moved_is_no_failure() {
    let sandbox = Sandbox::with_vendor("bell");
    assert_eq!(sandbox.run(&["regen"]).code, 0);
    sandbox.write("specs/bell/vendor.toml", settings("bell").replace("Client for Bell", "Rings bells"));
    sandbox.write("clients/bell/target/debug/big", "built");
    let mut command = sandbox.command(&["regen"]);
    sandbox.as_somebody_else(&mut command);
    // A folder that may not be written cannot move to another place.
    sandbox.set_mode("clients/bell/target", 0o555);
    let output = command.output().unwrap();
    let stderr = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(0), "{stderr}");
    let is_said = stderr.contains("the build output in ") && stderr.contains(" files written");
    assert!(is_said, "{stderr}");
    assert!(sandbox.read("clients/bell/Cargo.toml").contains("Rings bells"));
}

#[test]
fn two_runs_at_once_are_refused() {
    let sandbox = Sandbox::with_vendor("bell");
    sandbox.write("target/switchboard/lock", "");
    let held = fs::File::open(sandbox.path("target/switchboard/lock")).unwrap();
    held.lock().unwrap();
    let run = sandbox.run(&["regen"]);
    assert_eq!(run.code, 2);
    assert_eq!(
        run.stderr,
        "error[output-locked]: another run is writing (it holds [here]/target/switchboard/lock)\n |\n = help: wait for it to end\n\n1 error; `cargo xtask explain CODE` says more\n"
    );
    assert_eq!(sandbox.run(&["regen", "--check"]).code, 1, "checking needs no lock");
    held.unlock().unwrap();
    assert_eq!(sandbox.run(&["regen"]).code, 0);
}

#[test]
fn what_a_killed_run_left_is_cleared() {
    let sandbox = Sandbox::with_vendor("bell");
    sandbox.run(&["regen"]);
    fs::rename(sandbox.path("clients/bell"), sandbox.path("clients/.bell.switchboard-old")).unwrap();
    sandbox.write("target/switchboard/0/src/lib.rs", "half");
    let run = sandbox.run(&["regen"]);
    assert!(run.stderr.contains("bell: up to date"), "{}", run.stderr);
    assert!(!sandbox.path("clients/.bell.switchboard-old").exists());
}

/// A disk that takes no byte more, played by a limit on the size of files.
#[cfg(unix)]
#[test]
fn a_full_disk_changes_nothing() {
    let sandbox = Sandbox::with_vendor("bell");
    sandbox.run(&["regen"]);
    sandbox.write("specs/bell/vendor.toml", settings("bell").replace("Client for Bell", "Rings bells"));
    let before = sandbox.snapshot();
    let script = format!("trap '' XFSZ; ulimit -f 0; exec '{}' regen", env!("CARGO_BIN_EXE_xtask"));
    let output = std::process::Command::new("sh").args(["-c", &script]).current_dir(sandbox.path("")).output().unwrap();
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(2), "{stderr}");
    assert!(stderr.contains("error[write-failed]: cannot write clients/bell; nothing was changed: "), "{stderr}");
    assert!(sandbox.snapshot() == before);
    assert_eq!(sandbox.run(&["regen"]).code, 0);
}

/// Kills a regeneration at many moments; the crate must be the old one or the new one each time.
#[cfg(unix)]
#[test]
fn killed_at_any_moment_a_crate_is_whole() {
    let sandbox = Sandbox::with_vendor("bell");
    let texts = [settings("bell"), settings("bell").replace("Client for Bell", "Rings bells")];
    let versions = versions(&sandbox, &texts);
    let start = std::time::Instant::now();
    sandbox.run(&["regen", "--check"]);
    let whole_run = start.elapsed() * 5 / 4;
    // What changes first when a run begins to write, wherever it writes.
    let stamps = || {
        let watched = ["target/switchboard", "clients", "clients/bell", "clients/bell/src", "clients/bell/README.md"];
        watched.map(|path| sandbox.path(path).symlink_metadata().and_then(|meta| meta.modified()).ok())
    };
    for round in 0..50 {
        sandbox.write("specs/bell/vendor.toml", &texts[round % 2]);
        let mut child = sandbox.command(&["regen"]).stderr(std::process::Stdio::null()).spawn().unwrap();
        let step = u32::try_from(round).unwrap();
        if round % 4 < 2 {
            std::thread::sleep(whole_run * step / 50);
        } else {
            // Writing is a small part of a run: these rounds strike within it.
            let before = stamps();
            while stamps() == before && child.try_wait().unwrap().is_none() {}
            std::thread::sleep(std::time::Duration::from_micros(60) * step);
        }
        child.kill().unwrap();
        child.wait().unwrap();
        assert!(versions.contains(&crate_text(&sandbox)), "a mixture after {round} rounds");
    }
    assert_eq!(sandbox.run(&["regen"]).code, 0);
}

/// The files of all crates, without their times.
fn crate_text(sandbox: &Sandbox) -> Vec<(String, Vec<u8>)> {
    let inside = |(path, (text, _)): (String, (Vec<u8>, _))| path.starts_with("clients/").then_some((path, text));
    sandbox.snapshot().into_iter().filter_map(inside).collect()
}

/// The crates that settings give, which have to differ.
fn versions(sandbox: &Sandbox, texts: &[String; 2]) -> [Vec<(String, Vec<u8>)>; 2] {
    let versions = texts.each_ref().map(|text| {
        sandbox.write("specs/bell/vendor.toml", text);
        assert_eq!(sandbox.run(&["regen"]).code, 0);
        crate_text(sandbox)
    });
    assert!(versions[0] != versions[1]);
    versions
}

/// Kills a regeneration before each single step that changes the disk, which a clock cannot hit.
#[cfg(target_os = "linux")]
#[test]
fn killed_before_any_step_a_crate_is_whole() {
    use std::process::{Command, Stdio};
    let quiet =
        |command: &mut Command| command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).status();
    if !quiet(Command::new("strace").args(["-f", "true"])).is_ok_and(|status| status.success()) {
        assert!(std::env::var_os("CI").is_none(), "strace is not here, or may not trace");
        eprintln!("skipped: strace is not here, or may not trace");
        return;
    }
    let sandbox = Sandbox::with_vendor("bell");
    let texts = [settings("bell"), settings("bell").replace("Client for Bell", "Rings bells")];
    let versions = versions(&sandbox, &texts);
    let mut kills = [0, 0];
    // Strace counts every call by itself.
    for call in ["?rename", "?renameat", "renameat2", "?link", "linkat", "?unlink", "unlinkat", "?mkdir", "mkdirat"] {
        for step in 1.. {
            let there = versions.iter().position(|version| *version == crate_text(&sandbox)).expect("a whole crate");
            sandbox.write("specs/bell/vendor.toml", &texts[1 - there]);
            // Every run takes the same steps, also when the one before it had made the files already.
            let _ = fs::remove_dir_all(sandbox.path("target/regen"));
            let mut strace = Command::new("strace");
            strace.args(["-f", "-o", "/dev/null", "-e", &format!("trace={call}")]);
            strace.args(["-e", &format!("inject={call}:signal=KILL:when={step}")]);
            strace.args([env!("CARGO_BIN_EXE_xtask"), "regen"]);
            strace.current_dir(sandbox.path("")).env_remove("CARGO_MANIFEST_DIR");
            let ended = quiet(&mut strace).unwrap().success();
            let now = versions.iter().position(|version| *version == crate_text(&sandbox));
            assert!(now.is_some(), "a mixture, killed before {call} number {step}");
            if ended {
                break;
            }
            kills[usize::from(now != Some(there))] += 1;
        }
    }
    assert!(kills.iter().all(|count| *count > 0), "{kills:?} kills left the old and the new crate");
    assert_eq!(sandbox.run(&["regen"]).code, 0);
}
