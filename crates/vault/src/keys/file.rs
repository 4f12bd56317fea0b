//! The text of key files, and what makes us refuse one.
//!
//! ```text
//! # comment
//! leitstand vault-keys 1
//! current k2
//! key k1 <32 bytes in base64>
//! key k2 <32 bytes in base64>
//! ```
//!
//! `login.key` and `audit.key` are the same with one unnamed `key`. The first line says what a file is, so that two files
//! swapped by mistake are refused. No problem ever repeats what stands in the file, only the number of the line.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io;
use std::path::{Path, PathBuf};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

use crate::kdf::Key;
use crate::keys::ring::{KekId, KeyRing, MAX_KEYS};
use crate::private_file::{self, ReadProblem};

const MAX_FILE: usize = 16 * 1024;
/// Kinds of key files: the second word of their first line.
pub(crate) const VAULT: &str = "vault-keys";
pub(crate) const LOGIN: &str = "login-key";
pub(crate) const AUDIT: &str = "audit-key";

/// A key file that was refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}: {problem}", .path.display())]
pub struct KeyFileError {
    /// The file, or the variable's name.
    pub path: PathBuf,
    /// What is wrong with it.
    pub problem: KeyFileProblem,
}

/// What is wrong with a key file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum KeyFileProblem {
    /// It is not there.
    #[error("there is no such file")]
    Missing,
    /// It should be created and is there already.
    #[error("the file exists already; a key is never overwritten")]
    AlreadyThere,
    /// A directory, a device.
    #[error("this is not a file")]
    NotAFile,
    /// Group or others may read or write it.
    #[error("the file is open to others (mode {mode:04o}); set 0600")]
    OpenToOthers {
        /// Its permission bits.
        mode: u32,
    },
    /// Longer than any key file.
    #[error("the file is too long to be a key file")]
    TooLarge,
    /// The first line does not say that this is the file it should be.
    #[error("the first line should be \"leitstand {0} 1\"")]
    WrongKind(&'static str),
    /// A line that is not understood.
    #[error("line {line} is not understood")]
    Malformed {
        /// Counted from 1.
        line: usize,
    },
    /// A key that has not 32 bytes in base64.
    #[error("the key in line {line} is not 32 bytes in base64")]
    WrongLength {
        /// Counted from 1.
        line: usize,
    },
    /// A key of zeros: a placeholder nobody replaced.
    #[error("the key in line {line} is all zeros")]
    AllZero {
        /// Counted from 1.
        line: usize,
    },
    /// A name or a key that an earlier line has already.
    #[error("line {line} repeats a name or a key")]
    Repeated {
        /// Counted from 1.
        line: usize,
    },
    /// Nothing says which key is for new secrets, or it is not among the keys.
    #[error("no line names one of the keys as current")]
    NoCurrent,
    /// No key at all.
    #[error("there is no key in it")]
    NoKey,
    /// More keys than a ring holds.
    #[error("there are too many keys in it")]
    TooManyKeys,
    /// The operating system refused.
    #[error("it cannot be read or written: {0}")]
    Io(io::ErrorKind),
}

impl From<ReadProblem> for KeyFileProblem {
    fn from(problem: ReadProblem) -> Self {
        match problem {
            ReadProblem::Missing => Self::Missing,
            ReadProblem::NotAFile => Self::NotAFile,
            ReadProblem::OpenToOthers { mode } => Self::OpenToOthers { mode },
            ReadProblem::TooLarge => Self::TooLarge,
            ReadProblem::Io(kind) => Self::Io(kind),
        }
    }
}

pub(crate) fn at(path: &Path) -> impl FnOnce(KeyFileProblem) -> KeyFileError {
    let path = path.to_owned();
    move |problem| KeyFileError { path, problem }
}

/// Reads a private file's text.
pub(crate) fn read(path: &Path) -> Result<Zeroizing<Vec<u8>>, KeyFileError> {
    private_file::read(path, MAX_FILE).map_err(|problem| at(path)(problem.into()))
}

/// Writes a file that must not exist yet.
pub(crate) fn create(path: &Path, text: &str) -> Result<(), KeyFileError> {
    private_file::create(path, text.as_bytes()).map_err(|error| at(path)(write_problem(&error)))
}

/// Replaces a file in one step.
pub(crate) fn replace(path: &Path, text: &str) -> Result<(), KeyFileError> {
    private_file::replace(path, text.as_bytes()).map_err(|error| at(path)(write_problem(&error)))
}

fn write_problem(error: &io::Error) -> KeyFileProblem {
    match error.kind() {
        io::ErrorKind::AlreadyExists => KeyFileProblem::AlreadyThere,
        kind => KeyFileProblem::Io(kind),
    }
}

/// Reads the text of a key ring.
pub(crate) fn parse_ring(text: &[u8]) -> Result<KeyRing, KeyFileProblem> {
    let mut lines = Lines::of(text, VAULT)?;
    let (mut current, mut keys) = (None, BTreeMap::<KekId, Key>::new());
    while let Some((line, words)) = lines.next() {
        match words.as_slice() {
            ["current", id] if current.is_none() => {
                current = Some(name(id, line)?);
            }
            ["key", id, encoded] => {
                let (id, key) = (name(id, line)?, decode(encoded, line)?);
                let repeated =
                    keys.contains_key(&id) || keys.values().any(|k| k.ct_eq(&*key).into());
                if repeated {
                    return Err(KeyFileProblem::Repeated { line });
                }
                keys.insert(id, key);
            }
            _ => return Err(KeyFileProblem::Malformed { line }),
        }
        if keys.len() > MAX_KEYS {
            return Err(KeyFileProblem::TooManyKeys);
        }
    }
    if keys.is_empty() {
        return Err(KeyFileProblem::NoKey);
    }
    let current = current
        .filter(|id| keys.contains_key(id))
        .ok_or(KeyFileProblem::NoCurrent)?;
    Ok(KeyRing { current, keys })
}

/// The text of a key ring.
pub(crate) fn write_ring(ring: &KeyRing) -> Zeroizing<String> {
    let mut text = start(VAULT);
    let _ = writeln!(text, "current {}", ring.current);
    for (id, key) in &ring.keys {
        let _ = writeln!(text, "key {id} {}", *encode(key));
    }
    text
}

/// Reads the text of a file with one key.
pub(crate) fn parse_single(text: &[u8], kind: &'static str) -> Result<Key, KeyFileProblem> {
    let mut lines = Lines::of(text, kind)?;
    let mut found = None;
    while let Some((line, words)) = lines.next() {
        match words.as_slice() {
            ["key", encoded] if found.is_none() => found = Some(decode(encoded, line)?),
            _ => return Err(KeyFileProblem::Malformed { line }),
        }
    }
    found.ok_or(KeyFileProblem::NoKey)
}

/// The text of a file with one key.
pub(crate) fn write_single(kind: &'static str, key: &Key) -> Zeroizing<String> {
    let mut text = start(kind);
    let _ = writeln!(text, "key {}", *encode(key));
    text
}

/// Room for a full ring: growing would leave unwiped copies behind.
fn start(kind: &str) -> Zeroizing<String> {
    let mut text = Zeroizing::new(String::with_capacity(MAX_FILE));
    let _ = writeln!(
        text,
        "# Whoever can read this file can read what it protects. Keep it apart from backups of the database."
    );
    let _ = writeln!(text, "leitstand {kind} 1");
    text
}

struct Lines<'a> {
    rest: std::iter::Enumerate<std::str::Lines<'a>>,
}

impl<'a> Lines<'a> {
    /// The lines after the first one, which must name the kind.
    fn of(text: &'a [u8], kind: &'static str) -> Result<Self, KeyFileProblem> {
        let text = std::str::from_utf8(text).map_err(|_| KeyFileProblem::WrongKind(kind))?;
        let mut lines = Self {
            rest: text.lines().enumerate(),
        };
        match lines.next() {
            Some((_, words)) if words == ["leitstand", kind, "1"] => Ok(lines),
            _ => Err(KeyFileProblem::WrongKind(kind)),
        }
    }

    /// The next line with something in it, as words.
    fn next(&mut self) -> Option<(usize, Vec<&'a str>)> {
        self.rest
            .by_ref()
            .map(|(index, line)| (index + 1, line.split_whitespace().collect::<Vec<_>>()))
            .find(|(_, words)| words.first().is_some_and(|word| !word.starts_with('#')))
    }
}

fn name(text: &str, line: usize) -> Result<KekId, KeyFileProblem> {
    text.parse().map_err(|_| KeyFileProblem::Malformed { line })
}

pub(crate) fn decode(encoded: &str, line: usize) -> Result<Key, KeyFileProblem> {
    let mut bytes = Zeroizing::new([0_u8; 48]);
    let length = STANDARD
        .decode_slice(encoded, bytes.as_mut_slice())
        .map_err(|_| KeyFileProblem::WrongLength { line })?;
    let mut key = Key::default();
    if length != key.len() {
        return Err(KeyFileProblem::WrongLength { line });
    }
    key.copy_from_slice(&bytes[..length]);
    if key.iter().all(|byte| *byte == 0) {
        return Err(KeyFileProblem::AllZero { line });
    }
    Ok(key)
}

fn encode(key: &Key) -> Zeroizing<String> {
    Zeroizing::new(STANDARD.encode(key.as_slice()))
}
