//! The reader of XML that is not ours. Where it is missing, tests fail.

use std::{
    io::Write,
    path::{Path, PathBuf},
    process::{Command, Output, Stdio},
};

fn run(arguments: &[&str], xml: &str) -> Output {
    let mut child = Command::new("xmllint")
        .args(arguments)
        .arg("-")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("xmllint is installed (Debian: libxml2-utils)");
    child.stdin.take().expect("a pipe").write_all(xml.as_bytes()).expect("written");
    child.wait_with_output().expect("xmllint ends")
}

/// A file of the tests' data.
pub fn data(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data").join(name)
}

/// What is wrong with a document against the grammar that `arguments` name (`--schema FILE`, `--dtdvalid FILE`).
pub fn faults(arguments: &[&str], xml: &str) -> Option<String> {
    let output = run(&[&["--nonet", "--noout"], arguments].concat(), xml);
    (!output.status.success()).then(|| String::from_utf8_lossy(&output.stderr).into_owned())
}

/// The string that a path gives; empty where nothing is found.
pub fn string(xml: &str, path: &str) -> String {
    let output = run(&["--nonet", "--xpath", &format!("string({path})")], xml);
    assert!(output.status.success(), "{path}: {}\n{xml}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("UTF-8").trim_end_matches('\n').to_owned()
}
