//! Where ids are named: in code, or in a test.
//!
//! A test is a function with a test attribute, a function inside `both_databases!`, `on_both!` or `proptest!`,
//! or a call of `test(…)` in a browser spec. Comments in test code outside of any test count for
//! nothing.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::path::Path;

use anyhow::Result;
use walkdir::WalkDir;

use super::requirements::ids;
use crate::paths::Paths;
use crate::source_text::{Language, SourceText, bracketed};

/// How many ids one test may count for.
pub const IDS_PER_TEST: usize = 3;

/// Macros whose inner functions are tests.
const TEST_MACROS: [&str; 3] = ["both_databases!", "on_both!", "proptest!"];

/// For each id the places that name it.
#[derive(Default)]
pub struct Places {
    /// Files.
    pub code: BTreeMap<String, BTreeSet<String>>,
    /// Files with the name of the test.
    pub tests: BTreeMap<String, BTreeSet<String>>,
    /// Tests that name more ids than count.
    pub greedy: BTreeSet<String>,
}

/// Looks through the repository.
pub fn find(paths: &Paths) -> Result<Places> {
    let mut places = Places::default();
    for folder in [
        "app",
        "crates",
        "server",
        "xtask",
        "end2end",
        "style",
        "migrations",
    ] {
        let walk = WalkDir::new(paths.root.join(folder))
            .sort_by_file_name()
            .into_iter();
        let walk =
            walk.filter_entry(|e| e.file_name() != "node_modules" && e.file_name() != "target");
        for entry in walk
            .filter_map(Result::ok)
            .filter(|entry| entry.file_type().is_file())
        {
            let name = entry
                .path()
                .strip_prefix(&paths.root)?
                .to_string_lossy()
                .into_owned();
            if let Some(language) = Language::of(&name) {
                places.take(&name, &std::fs::read_to_string(entry.path())?, language);
            }
        }
    }
    Ok(places)
}

/// A stretch of a file that is one test.
struct Test {
    name: String,
    range: Range<usize>,
}

impl Places {
    fn take(&mut self, file: &str, text: &str, language: Language) {
        let source = SourceText::new(text, language);
        let tests = match language {
            Language::Rust => rust_tests(&source.code, text),
            Language::JavaScript => script_tests(&source.code, text),
            Language::Css | Language::Sql => Vec::new(),
        };
        let test_code = match language {
            Language::Rust => test_modules(&source.code),
            _ => Vec::new(),
        };
        let only_tests = is_test_file(file);
        let mut counted: BTreeMap<usize, Vec<String>> = BTreeMap::new();
        for comment in &source.comments {
            let found = ids(&text[comment.clone()]);
            if found.is_empty() {
                continue;
            }
            let innermost = tests
                .iter()
                .enumerate()
                .filter(|(_, test)| test.range.contains(&comment.start))
                .min_by_key(|(_, test)| test.range.len());
            match innermost {
                Some((number, _)) => counted.entry(number).or_default().extend(found),
                None if only_tests
                    || test_code.iter().any(|range| range.contains(&comment.start)) => {}
                None => {
                    for id in found {
                        self.code.entry(id).or_default().insert(file.to_owned());
                    }
                }
            }
        }
        for (number, mut found) in counted {
            let place = format!("{file}: {}", tests[number].name);
            let mut seen = BTreeSet::new();
            found.retain(|id| seen.insert(id.clone()));
            if found.len() > IDS_PER_TEST {
                self.greedy.insert(place.clone());
            }
            for id in found.into_iter().take(IDS_PER_TEST) {
                self.tests.entry(id).or_default().insert(place.clone());
            }
        }
    }
}

/// Files that hold tests and nothing else.
fn is_test_file(file: &str) -> bool {
    let path = Path::new(file);
    let named = path
        .file_stem()
        .and_then(|stem| stem.to_str())
        .unwrap_or_default();
    named == "tests"
        || named.ends_with("_tests")
        || path
            .components()
            .any(|part| part.as_os_str() == "tests" || part.as_os_str() == "end2end")
}

/// Modules behind `#[cfg(test)]`.
fn test_modules(code: &str) -> Vec<Range<usize>> {
    code.match_indices("#[cfg(")
        .filter_map(|(at, _)| {
            let condition = bracketed(code, at + 1)?;
            let is_test = code[condition.clone()]
                .split(|c: char| !c.is_ascii_alphanumeric() && c != '_')
                .any(|word| word == "test");
            let rest = &code[condition.end..];
            let open = condition.end + rest.find(['{', ';'])?;
            (is_test && code.as_bytes()[open] == b'{')
                .then(|| bracketed(code, open))
                .flatten()
        })
        .collect()
}

fn rust_tests(code: &str, text: &str) -> Vec<Test> {
    let mut tests = Vec::new();
    for (at, _) in code.match_indices("#[") {
        let Some(attribute) = bracketed(code, at + 1) else {
            continue;
        };
        if is_test_attribute(&code[attribute.start + 1..attribute.end - 1]) {
            tests.extend(function_after(code, text, attribute.end, at));
        }
    }
    for name in TEST_MACROS {
        for (at, _) in code.match_indices(name) {
            let after = at + name.len();
            let Some(open) = code[after..]
                .find(['(', '{', '['])
                .map(|offset| after + offset)
            else {
                continue;
            };
            let Some(inside) = bracketed(code, open) else {
                continue;
            };
            for (function, _) in code[inside.clone()].match_indices("fn ") {
                tests.extend(function_after(
                    code,
                    text,
                    inside.start + function,
                    inside.start + function,
                ));
            }
        }
    }
    tests
}

/// `test`, `tokio::test(…)` and the like.
fn is_test_attribute(attribute: &str) -> bool {
    let path = attribute.split('(').next().unwrap_or_default();
    path.trim()
        .rsplit("::")
        .next()
        .is_some_and(|last| last.trim() == "test")
}

/// The first function from `from` on, reaching back over the attributes and comments before `begin`.
fn function_after(code: &str, text: &str, from: usize, begin: usize) -> Option<Test> {
    let name_at = from + code[from..].find("fn ")? + 3;
    let name: String = code[name_at..]
        .trim_start()
        .chars()
        .take_while(|c| c.is_alphanumeric() || *c == '_')
        .collect();
    let body = bracketed(code, name_at + code[name_at..].find('{')?)?;
    Some(Test {
        name,
        range: with_leading_lines(text, begin)..body.end,
    })
}

/// The calls `test("title", …)`, `it("title", …)` and `matrix("title", …)`.
fn script_tests(code: &str, text: &str) -> Vec<Test> {
    let mut tests = Vec::new();
    for call in ["test(", "it(", "matrix("] {
        for (at, _) in code.match_indices(call) {
            let before = code[..at].chars().next_back();
            if before.is_some_and(|c| c.is_alphanumeric() || c == '_') {
                continue;
            }
            let Some(range) = bracketed(code, at + call.len() - 1) else {
                continue;
            };
            let inside = &text[range.start + 1..range.end];
            let Some(quote) = inside
                .trim_start()
                .chars()
                .next()
                .filter(|c| "\"'`".contains(*c))
            else {
                continue;
            };
            let title = inside.trim_start()[1..]
                .split(quote)
                .next()
                .unwrap_or_default();
            tests.push(Test {
                name: format!("“{}”", title.replace('|', "/")),
                range: with_leading_lines(text, at)..range.end,
            });
        }
    }
    tests
}

/// Goes back over whole lines that are comments or attributes.
fn with_leading_lines(text: &str, at: usize) -> usize {
    let mut start = text[..at].rfind('\n').map_or(0, |newline| newline + 1);
    while start > 0 {
        let previous = text[..start - 1]
            .rfind('\n')
            .map_or(0, |newline| newline + 1);
        let line = text[previous..start].trim_start();
        if !line.starts_with("//") && !line.starts_with("#[") {
            break;
        }
        start = previous;
    }
    start
}

#[cfg(test)]
mod tests {
    use super::*;

    fn taken(file: &str, text: &str) -> Places {
        let mut places = Places::default();
        let language = Language::of(file).expect("a file that is looked through");
        places.take(file, text, language);
        places
    }

    fn of<'a>(map: &'a BTreeMap<String, BTreeSet<String>>, id: &str) -> Vec<&'a str> {
        map.get(id)
            .into_iter()
            .flatten()
            .map(String::as_str)
            .collect()
    }

    /// Ids are put together here, so that this file names none of its own.
    fn id(number: u32) -> String {
        format!("I-{number}")
    }

    #[test]
    fn code_and_tests_of_one_file_are_kept_apart() {
        let (in_code, in_test, before_test, beside) = (id(46), id(47), id(48), id(49));
        let text = format!(
            "// {in_code}\nfn rule() {{}}\n#[cfg(test)]\nmod tests {{\n    // {beside}\n    fn helper() {{}}\n\n    \
             // {before_test}\n    #[test]\n    fn holds() {{\n        // {in_test}\n        \
             assert!(true, \"{{\");\n    }}\n}}\n"
        );
        let places = taken("crates/domain/src/x.rs", &text);
        assert_eq!(of(&places.code, &in_code), ["crates/domain/src/x.rs"]);
        assert_eq!(
            of(&places.tests, &in_test),
            ["crates/domain/src/x.rs: holds"]
        );
        assert_eq!(
            of(&places.tests, &before_test),
            ["crates/domain/src/x.rs: holds"]
        );
        assert!(of(&places.code, &beside).is_empty() && of(&places.tests, &beside).is_empty());
    }

    #[test]
    fn a_fourth_id_in_a_test_does_not_count() {
        let text = format!(
            "#[tokio::test]\nasync fn greedy() {{\n    // {}, {}, {}, {}\n}}\n",
            id(10),
            id(11),
            id(12),
            id(13)
        );
        let places = taken("server/tests/x.rs", &text);
        assert_eq!(of(&places.tests, &id(12)), ["server/tests/x.rs: greedy"]);
        assert!(of(&places.tests, &id(13)).is_empty());
        assert_eq!(places.greedy.len(), 1);
    }

    #[test]
    fn tests_inside_macros_and_browser_specs_are_tests() {
        let text = format!(
            "both_databases! {{\n    async fn stored(db: Db) {{\n        // {}\n    }}\n}}\n",
            id(10)
        );
        let places = taken("crates/store/src/tests.rs", &text);
        assert_eq!(
            of(&places.tests, &id(10)),
            ["crates/store/src/tests.rs: stored"]
        );

        let text = format!(
            "// {}\ntest(\"signs | closes\", async () => {{\n  // {}\n  await open();\n  await t.test('inner', () => {{ /* {} */ }});\n}});\n",
            id(20),
            id(21),
            id(22)
        );
        let places = taken("end2end/specs/x.spec.mjs", &text);
        assert_eq!(
            of(&places.tests, &id(20)),
            ["end2end/specs/x.spec.mjs: “signs / closes”"]
        );
        assert_eq!(
            of(&places.tests, &id(21)),
            ["end2end/specs/x.spec.mjs: “signs / closes”"]
        );
        assert_eq!(
            of(&places.tests, &id(22)),
            ["end2end/specs/x.spec.mjs: “inner”"]
        );
    }

    #[test]
    fn ids_in_strings_are_no_evidence() {
        let places = taken(
            "app/src/x.rs",
            &format!("fn f() {{ let s = \"// {}\"; }}", id(46)),
        );
        assert!(places.code.is_empty());
    }
}
