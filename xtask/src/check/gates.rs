//! Rules of this repository that no compiler checks, each as one step.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use anyhow::{Result, bail, ensure};
use walkdir::WalkDir;

use super::read;
use crate::paths::Paths;
use crate::source_text::{Language, SourceText};
use crate::ui::Steps;

/// The only files that may put text into a page unescaped.
/// The only files that may make SQL out of anything but literals; the second one puts numbered columns around a statement,
/// the third one makes schemas for tests, the fourth one databases to measure on.
const DYNAMIC_SQL: [&str; 6] = [
    "crates/store/src/asks.rs",
    "crates/store/src/dialect.rs",
    "crates/store/src/packed.rs",
    "crates/store/src/testing.rs",
    "crates/store/src/together.rs",
    "crates/bench/src/desk.rs",
];

/// A source file: its path in the repository and its code.
struct File {
    name: String,
    code: String,
}

/// Runs all of them.
pub fn check(steps: &mut Steps, paths: &Paths) {
    steps.attempt("rules of the repository", |progress| {
        let files = source_files(paths)?;
        progress.note(format!("{} files", files.len()));
        let mut findings = Vec::new();
        findings.extend(unescaped_html(&files));
        findings.extend(dynamic_sql(&files));
        findings.extend(unfinished(&files));
        findings.extend(migrations_differ(
            &names(paths, "sqlite"),
            &names(paths, "postgres"),
        ));
        findings.extend(undocumented_dependencies(
            &read(paths, "Cargo.toml")?,
            &read(paths, "docs/DEPENDENCIES.md")?,
        ));
        findings.extend(unwanted_packages(
            &read(paths, "Cargo.lock")?,
            &read(paths, "deny.toml")?,
        ));
        findings.extend(download_addresses(&read(
            paths,
            "end2end/package-lock.json",
        )?));
        ensure!(!files.is_empty(), "no source files found");
        if findings.is_empty() {
            Ok(())
        } else {
            bail!("{}", findings.join("\n"))
        }
    });
}

fn source_files(paths: &Paths) -> Result<Vec<File>> {
    let mut files = Vec::new();
    for folder in ["app", "crates", "server", "xtask", "end2end"] {
        let walk = WalkDir::new(paths.root.join(folder))
            .sort_by_file_name()
            .into_iter();
        for entry in
            walk.filter_entry(|e| e.file_name() != "node_modules" && e.file_name() != "target")
        {
            let entry = entry?;
            let name = entry
                .path()
                .strip_prefix(&paths.root)?
                .to_string_lossy()
                .into_owned();
            let Some(language) = Language::of(&name).filter(|_| entry.file_type().is_file()) else {
                continue;
            };
            let text = std::fs::read_to_string(entry.path())?;
            files.push(File {
                name,
                code: SourceText::new(&text, language).code,
            });
        }
    }
    Ok(files)
}

/// Text of users that reaches a page unescaped is code of strangers.
fn unescaped_html(files: &[File]) -> Vec<String> {
    let forbidden = [
        "inner_html",
        "innerHTML",
        "insert_adjacent_html",
        "insertAdjacentHTML",
    ];
    files
        .iter()
        .filter(|file| file.name.starts_with("app/"))
        .filter(|file| forbidden.iter().any(|word| has_word(&file.code, word)))
        .map(|file| format!("{}: unescaped HTML is allowed nowhere", file.name))
        .collect()
}

/// SQL comes from literals; values are bound.
fn dynamic_sql(files: &[File]) -> Vec<String> {
    let mut findings = Vec::new();
    for file in files {
        let test = file.name.contains("/tests/") || file.name.starts_with("xtask/");
        if test || DYNAMIC_SQL.contains(&file.name.as_str()) {
            continue;
        }
        if has_word(&file.code, "AssertSqlSafe") {
            findings.push(format!(
                "{}: AssertSqlSafe belongs into {DYNAMIC_SQL:?}",
                file.name
            ));
        }
        let squeezed: String = file.code.split_whitespace().collect();
        for call in [
            "query(",
            "query_as(",
            "query_scalar(",
            "raw_sql(",
            "execute(",
        ] {
            if ["format!(", "&format!("]
                .iter()
                .any(|made| squeezed.contains(&format!("{call}{made}")))
            {
                findings.push(format!("{}: SQL is put together by format!", file.name));
            }
        }
    }
    findings
}

/// Nothing that is called done may be open.
fn unfinished(files: &[File]) -> Vec<String> {
    files
        .iter()
        .filter(|file| file.code.contains("todo!(") || file.code.contains("unimplemented!("))
        .map(|file| format!("{}: something is not finished", file.name))
        .collect()
}

/// Both databases get the same steps, or a later version finds two different pasts.
fn migrations_differ(sqlite: &BTreeSet<String>, postgres: &BTreeSet<String>) -> Option<String> {
    if sqlite.is_empty() {
        return Some("migrations/sqlite: there is no migration".to_owned());
    }
    let different: Vec<&String> = sqlite.symmetric_difference(postgres).collect();
    (!different.is_empty()).then(|| format!("migrations: only one database has {different:?}"))
}

fn names(paths: &Paths, database: &str) -> BTreeSet<String> {
    let folder = paths.root.join("migrations").join(database);
    std::fs::read_dir(folder)
        .into_iter()
        .flatten()
        .flatten()
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .filter(|name| {
            Path::new(name)
                .extension()
                .is_some_and(|extension| extension == "sql")
        })
        .collect()
}

/// Every dependency is there for a reason that somebody wrote down.
fn undocumented_dependencies(cargo_toml: &str, documentation: &str) -> Vec<String> {
    cargo_toml
        .lines()
        .skip_while(|line| *line != "[workspace.dependencies]")
        .skip(1)
        .take_while(|line| !line.starts_with('['))
        .filter(|line| !line.contains("path ="))
        .filter_map(|line| line.split_once(" =").map(|(name, _)| name.trim()))
        .filter(|name| !name.starts_with('#') && !documentation.contains(&format!("`{name}`")))
        .map(|name| format!("docs/DEPENDENCIES.md does not say why `{name}` is needed"))
        .collect()
}

/// The part of `deny.toml` that needs no extra program: banned packages and second versions.
fn unwanted_packages(lock: &str, deny: &str) -> Vec<String> {
    let mut versions: BTreeMap<&str, u32> = BTreeMap::new();
    for line in lock.lines() {
        if let Some(name) = line
            .strip_prefix("name = \"")
            .and_then(|rest| rest.strip_suffix('"'))
        {
            *versions.entry(name).or_default() += 1;
        }
    }
    let mut findings = Vec::new();
    for line in deny.lines() {
        let Some((name, rest)) = line
            .trim()
            .strip_prefix("{ crate = \"")
            .and_then(|rest| rest.split_once('"'))
        else {
            continue;
        };
        let count = versions.get(name).copied().unwrap_or_default();
        if rest.contains("deny-multiple-versions = true") {
            if count > 1 {
                findings.push(format!("Cargo.lock has {name} in {count} versions"));
            }
        } else if count > 0 {
            findings.push(format!("Cargo.lock has {name}, which deny.toml bans"));
        }
    }
    findings
}

/// A lock file with addresses would bind every build to one server.
fn download_addresses(package_lock: &str) -> Option<String> {
    package_lock
        .contains("\"resolved\"")
        .then(|| "end2end/package-lock.json names download addresses (npm's omit-lockfile-registry-resolved)".to_owned())
}

fn has_word(code: &str, word: &str) -> bool {
    let part = |byte: Option<&u8>| byte.is_some_and(|b| b.is_ascii_alphanumeric() || *b == b'_');
    code.match_indices(word).any(|(at, _)| {
        let before = at
            .checked_sub(1)
            .and_then(|before| code.as_bytes().get(before));
        !part(before) && !part(code.as_bytes().get(at + word.len()))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(name: &str, text: &str) -> Vec<File> {
        let code = SourceText::new(text, Language::Rust).code;
        vec![File {
            name: name.to_owned(),
            code,
        }]
    }

    #[test]
    fn unescaped_html_has_one_place() {
        let code = "view! { <div inner_html=text/> }";
        assert_eq!(unescaped_html(&file("app/src/pages/x.rs", code)).len(), 1);
        assert!(
            unescaped_html(&file(
                "app/src/x.rs",
                "// never inner_html\nlet s = \"inner_html\";"
            ))
            .is_empty()
        );
    }

    #[test]
    fn sql_is_never_put_together() {
        let code = "sqlx::query(\n    &format!(\"select {x}\")\n)";
        assert_eq!(
            dynamic_sql(&file("crates/store/src/tickets.rs", code)).len(),
            1
        );
        assert_eq!(
            dynamic_sql(&file(
                "crates/store/src/tickets.rs",
                "query(AssertSqlSafe(text))"
            ))
            .len(),
            1
        );
        assert!(dynamic_sql(&file(DYNAMIC_SQL[0], "query(AssertSqlSafe(text))")).is_empty());
        assert!(
            dynamic_sql(&file(
                "crates/store/src/tickets.rs",
                "query(\"select 1\").bind(format!(\"{x}\"))"
            ))
            .is_empty()
        );
    }

    #[test]
    fn open_ends_are_found() {
        assert_eq!(
            unfinished(&file("server/src/x.rs", "fn f() { todo!() }")).len(),
            1
        );
        assert!(unfinished(&file("server/src/x.rs", "// todo!()")).is_empty());
    }

    #[test]
    fn migrations_are_the_same_on_both_sides() {
        let set = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
        assert!(migrations_differ(&set(&["1.sql"]), &set(&["1.sql"])).is_none());
        assert!(migrations_differ(&set(&["1.sql"]), &set(&["1.sql", "2.sql"])).is_some());
        assert!(migrations_differ(&set(&[]), &set(&[])).is_some());
    }

    #[test]
    fn a_dependency_needs_a_reason() {
        let toml = "[workspace.dependencies]\napp = { path = \"app\" }\naxum = \"0.8\"\ntime = \"1\"\n[profile.dev]\nx = 1\n";
        assert_eq!(
            undocumented_dependencies(toml, "| `time` | instants |"),
            ["docs/DEPENDENCIES.md does not say why `axum` is needed"]
        );
    }

    #[test]
    fn banned_and_doubled_packages_are_found() {
        let lock = "name = \"openssl\"\nname = \"sqlx\"\nname = \"sqlx\"\nname = \"serde\"\n";
        let deny = "deny = [\n    { crate = \"openssl\", reason = \"rustls\" },\n    \
                    { crate = \"sqlx\", deny-multiple-versions = true },\n    \
                    { crate = \"serde\", deny-multiple-versions = true },\n]";
        assert_eq!(unwanted_packages(lock, deny).len(), 2);
    }

    #[test]
    fn a_lock_file_with_addresses_is_refused() {
        assert!(download_addresses("{\"resolved\": \"https://\"}").is_some());
        assert!(download_addresses("{\"version\": \"1.0.0\"}").is_none());
    }
}
