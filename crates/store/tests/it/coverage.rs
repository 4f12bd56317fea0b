//! No function of the store without a story: what `query!` would have checked at compile time is checked by running it.

use std::fs;
use std::path::Path;

/// Public async functions of a module, found in its text.
fn functions(source: &str) -> impl Iterator<Item = &str> {
    source
        .lines()
        .filter_map(|line| line.strip_prefix("pub async fn "))
        .filter_map(|rest| rest.split(['(', '<']).next())
}

fn rust_files(directory: &Path) -> Vec<(String, String)> {
    let mut files = Vec::new();
    for entry in fs::read_dir(directory).expect("the directory can be read") {
        let path = entry.expect("the entry can be read").path();
        if path.is_dir() {
            files.extend(rust_files(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let name = path
                .file_stem()
                .expect("a file has a name")
                .to_string_lossy()
                .into_owned();
            files.push((
                name,
                fs::read_to_string(&path).expect("the file can be read"),
            ));
        }
    }
    files
}

#[test]
fn every_public_function_appears_in_a_story() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let stories: String = rust_files(&root.join("tests"))
        .into_iter()
        .map(|(_, text)| text.split_whitespace().collect::<String>())
        .collect();
    let mut seen = 0;
    let mut missing = Vec::new();
    for (module, source) in rust_files(&root.join("src")) {
        for function in functions(&source) {
            seen += 1;
            if !stories.contains(&format!("{module}::{function}(")) {
                missing.push(format!("{module}::{function}"));
            }
        }
    }
    assert!(
        seen > 40,
        "only {seen} functions found: has the way they are written changed?"
    );
    assert!(missing.is_empty(), "no story calls {missing:?}");
}
