//! Reading the file and the environment into plain values that remember where they came from.

use std::collections::BTreeMap;
use std::fmt;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::keys::{KEYS, Key, Shape};

/// Where a value was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Origin {
    /// A line of the file.
    Line(String, usize),
    /// An environment variable.
    Variable(String),
    /// Nothing was said.
    Default,
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Line(file, line) => write!(f, "{file}:{line}"),
            Self::Variable(name) => write!(f, "environment variable {name}"),
            Self::Default => f.write_str("default"),
        }
    }
}

/// Something wrong in the configuration, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// Where.
    pub origin: Origin,
    /// The key, if it is known.
    pub key: String,
    /// What is wrong and what would be right.
    pub message: String,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.key.is_empty() {
            write!(f, "{}: {}", self.origin, self.message)
        } else {
            write!(f, "{}: {}: {}", self.origin, self.key, self.message)
        }
    }
}

/// A value as read: one text, or several for a list.
#[derive(Clone)]
pub struct Raw {
    /// The texts; exactly one unless the key is a list.
    pub texts: Vec<String>,
    /// Where they came from.
    pub origin: Origin,
}

/// All values said, by key path.
pub type Values = BTreeMap<&'static str, Raw>;

/// Reads the file's text (if there is a file) and the environment.
pub fn read(
    file: Option<(&str, &str)>,
    environment: &dyn Fn(&str) -> Option<String>,
) -> (Values, Vec<Problem>) {
    let mut values = Values::new();
    let mut problems = Vec::new();
    if let Some((name, text)) = file {
        read_file(name, text, &mut values, &mut problems);
    }
    for key in KEYS {
        let aliases: &[String] = &[
            key.variable(),
            match key.path {
                "site_dir" => "LEITSTAND_SITE".to_owned(),
                _ => key.variable(),
            },
        ];
        if let Some((variable, text)) = aliases
            .iter()
            .find_map(|name| environment(name).map(|text| (name.clone(), text)))
        {
            let texts = if key.shape == Shape::List {
                text.split(',')
                    .map(|part| part.trim().to_owned())
                    .filter(|part| !part.is_empty())
                    .collect()
            } else {
                vec![text]
            };
            values.insert(
                key.path,
                Raw {
                    texts,
                    origin: Origin::Variable(variable),
                },
            );
        }
    }
    (values, problems)
}

fn read_file(name: &str, text: &str, values: &mut Values, problems: &mut Vec<Problem>) {
    let (table, errors) = DeTable::parse_recoverable(text);
    for error in errors {
        let line = error.span().map_or(1, |span| line_of(text, span.start));
        problems.push(Problem {
            origin: Origin::Line(name.to_owned(), line),
            key: String::new(),
            message: error.message().to_owned(),
        });
    }
    let mut reader = FileReader {
        name,
        text,
        values,
        problems,
    };
    reader.table("", table.get_ref());
}

struct FileReader<'a> {
    name: &'a str,
    text: &'a str,
    values: &'a mut Values,
    problems: &'a mut Vec<Problem>,
}

impl FileReader<'_> {
    fn table(&mut self, prefix: &str, table: &DeTable<'_>) {
        for (key, value) in table {
            let path = if prefix.is_empty() {
                key.get_ref().to_string()
            } else {
                format!("{prefix}.{}", key.get_ref())
            };
            let origin = Origin::Line(self.name.to_owned(), line_of(self.text, key.span().start));
            if let Some(known) = KEYS.iter().find(|known| known.path == path) {
                self.value(known, value, origin);
            } else if let DeValue::Table(inner) = value.get_ref()
                && KEYS
                    .iter()
                    .any(|known| known.path.starts_with(&format!("{path}.")))
            {
                self.table(&path, inner);
            } else {
                self.problems.push(Problem {
                    origin,
                    key: path.clone(),
                    message: unknown(&path),
                });
            }
        }
    }

    fn value(&mut self, key: &Key, value: &Spanned<DeValue<'_>>, origin: Origin) {
        let texts = match (key.shape, value.get_ref()) {
            (Shape::Text, DeValue::String(text)) => Some(vec![text.to_string()]),
            (Shape::Number, DeValue::Integer(number)) => Some(vec![number.to_string()]),
            (Shape::Flag, DeValue::Boolean(flag)) => Some(vec![flag.to_string()]),
            (Shape::List, DeValue::Array(items)) => items
                .iter()
                .map(|item| match item.get_ref() {
                    DeValue::String(text) => Some(text.to_string()),
                    _ => None,
                })
                .collect(),
            _ => None,
        };
        match texts {
            Some(texts) => {
                self.values.insert(key.path, Raw { texts, origin });
            }
            None => self.problems.push(Problem {
                origin,
                key: key.path.to_owned(),
                message: format!(
                    "must be {}",
                    match key.shape {
                        Shape::Text => "a text in quotes",
                        Shape::Number => "a whole number without quotes",
                        Shape::Flag => "true or false without quotes",
                        Shape::List => "a list of texts, for example [\"10.0.0.0/8\"]",
                    }
                ),
            }),
        }
    }
}

fn unknown(path: &str) -> String {
    match nearest(path, KEYS.iter().map(|key| key.path.to_owned())) {
        Some(name) => format!("there is no such key; did you mean {name}?"),
        None => "there is no such key; docs/CONFIGURATION.md lists them all".to_owned(),
    }
}

/// Variables that are read, but are no key of the file.
const OTHER_VARIABLES: [&str; 3] = ["LEITSTAND_CONFIG", "LEITSTAND_SITE", "LEITSTAND_VAULT_KEYS"];

/// Variables that look like ours and are never read: most likely misspelt. Not refused, because another version of the
/// program, or what starts it, may know them.
pub fn unknown_variables(present: impl IntoIterator<Item = String>) -> Vec<String> {
    let ours = || {
        let keys = KEYS.iter().map(Key::variable);
        keys.chain(OTHER_VARIABLES.map(str::to_owned))
    };
    let mut told: Vec<String> = present
        .into_iter()
        .filter(|name| name.starts_with("LEITSTAND_") && ours().all(|known| known != *name))
        .map(|name| match nearest(&name, ours()) {
            Some(known) => format!("{name} is no variable of ours; did you mean {known}?"),
            None => format!("{name} is no variable of ours and has no effect"),
        })
        .collect();
    told.sort();
    told
}

fn nearest(name: &str, known: impl Iterator<Item = String>) -> Option<String> {
    known
        .map(|known| (distance(name, &known), known))
        .min()
        .filter(|(distance, _)| *distance <= 3)
        .map(|(_, known)| known)
}

/// Edits between two names (Levenshtein).
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.chars().enumerate() {
        let mut diagonal = i;
        row[0] = i + 1;
        for (j, y) in b.iter().enumerate() {
            let substitute = diagonal + usize::from(x != *y);
            diagonal = row[j + 1];
            row[j + 1] = substitute.min(row[j] + 1).min(diagonal + 1);
        }
    }
    row[b.len()]
}

fn line_of(text: &str, offset: usize) -> usize {
    text.bytes()
        .take(offset)
        .filter(|byte| *byte == b'\n')
        .count()
        + 1
}
