//! `docs/DEFAULTS.md` says what the program ships.

use domain::rules::defaults_table;

#[test]
fn the_documented_defaults_are_those_of_the_program() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/DEFAULTS.md");
    let generated = defaults_table();
    if std::env::var_os("UPDATE_DOCS").is_some() {
        std::fs::write(path, &generated).expect("docs/ is writable");
    }
    let written = std::fs::read_to_string(path).expect("docs/DEFAULTS.md exists");
    assert!(
        written == generated,
        "docs/DEFAULTS.md is out of date: UPDATE_DOCS=1 cargo test -p domain --test defaults"
    );
}
