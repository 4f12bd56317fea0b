//! A text as its smallest stretches that could be a word, a label or a value, with what stands between them.

use std::cell::OnceCell;

use super::labels::vague;
use super::names::{Part, hash};
use crate::secrets_in_text::keywords;
use crate::secrets_in_text::machine::is_machine_line;
use crate::secrets_in_text::source::{LONGEST_TOKEN, Source, Span, is_quote};
use crate::secrets_in_text::words::{self, Class};
use crate::secrets_in_text::{lists, vocabulary};

/// Elements of a longer line are data.
const MOST_TOKENS: usize = 400;
/// Parts of one token: more are a table or a path.
const MOST_PARTS: usize = 8;

/// A text with its hash.
pub(super) struct Hashed {
    text: String,
    hash: u64,
}

impl Hashed {
    fn of(text: String) -> Self {
        let hash = hash(&text);
        Self { text, hash }
    }

    pub(super) fn as_str(&self) -> &str {
        &self.text
    }

    pub(super) fn part(&self) -> Part<'_> {
        Part {
            text: &self.text,
            hash: self.hash,
        }
    }
}

/// A word, a label, a value.
pub(super) struct Element {
    /// Without quotes, brackets and the sentence's signs.
    pub(super) span: Span,
    /// In small letters, digits as `#`; empty if it is long.
    pub(super) word: Hashed,
    /// What announces a secret here: `password`, `pin` …, or `vague`.
    pub(super) label: Option<Part<'static>>,
    /// The signs before it, without quotes and blanks; `^` at the beginning of the line.
    pub(super) before: Hashed,
    /// The sort of its word, once somebody asks.
    kind: OnceCell<Part<'static>>,
    /// A quote directly before it.
    pub(super) quoted: bool,
    /// Number of its line.
    pub(super) line: usize,
    /// Behind the last element of its token.
    pub(super) token_end: usize,
}

impl Element {
    /// The sort of a word around a candidate.
    pub(super) fn kind(&self) -> Part<'static> {
        *self.kind.get_or_init(|| kind(self))
    }
}

/// The elements of a whole text.
pub(super) struct Elements {
    /// In order.
    pub(super) all: Vec<Element>,
    /// First element of every line, and one more.
    pub(super) starts: Vec<usize>,
    /// What stands behind the last element of each line.
    pub(super) ends: Vec<Hashed>,
    /// The same as the signs behind that element.
    pub(super) closed: Vec<Hashed>,
    /// What each line is about: its last label, or that it hints at something.
    announced: Vec<Option<Part<'static>>>,
    /// What the whole text is about.
    pub(super) subject: Part<'static>,
}

impl Elements {
    pub(super) fn of(source: &Source) -> Self {
        let mut elements = Self {
            all: Vec::new(),
            starts: Vec::with_capacity(source.lines.len() + 1),
            ends: Vec::with_capacity(source.lines.len()),
            closed: Vec::with_capacity(source.lines.len()),
            announced: Vec::with_capacity(source.lines.len()),
            subject: part!("nothing"),
        };
        for line in 0..source.lines.len() {
            elements.starts.push(elements.all.len());
            let end = elements.read(source, line);
            elements.closed.push(Hashed::of(format!("${end}")));
            elements.ends.push(Hashed::of(end));
        }
        elements.starts.push(elements.all.len());
        // Once a line: every candidate asks for those around it.
        elements.announced = (0..source.lines.len())
            .map(|line| announces(elements.line(line)))
            .collect();
        elements.subject = subject(&elements.all);
        elements
    }

    /// What a line is about.
    pub(super) fn announced(&self, line: usize) -> Option<Part<'static>> {
        self.announced.get(line).copied().flatten()
    }

    /// The elements of a line.
    pub(super) fn line(&self, line: usize) -> &[Element] {
        let from = self.starts.get(line).copied().unwrap_or_default();
        let to = self.starts.get(line + 1).copied().unwrap_or(from);
        self.all.get(from..to).unwrap_or_default()
    }

    fn read(&mut self, source: &Source, line: usize) -> String {
        let tokens = source.tokens(line);
        if tokens.is_empty() || tokens.len() > MOST_TOKENS || is_machine_line(source, line, &tokens)
        {
            return String::new();
        }
        let names = keywords::announcing(source, line);
        let first = self.all.len();
        let mut behind = source.lines.get(line).map_or(0, |l| l.from);
        for token in tokens {
            if token.len() > LONGEST_TOKEN {
                behind = token.to;
                continue;
            }
            let begin = self.all.len();
            for span in parts(source, token) {
                let between = Span {
                    from: behind,
                    to: span.from,
                };
                let near = names.partition_point(|(n, _)| n.to <= span.from);
                let class = names
                    .get(near)
                    .filter(|(n, _)| n.from < span.to)
                    .map(|(_, class)| class_name(*class));
                let word = Hashed::of(plain(source.word(span)));
                self.all.push(Element {
                    span,
                    label: class.or_else(|| vague(word.as_str())),
                    word,
                    before: Hashed::of(signs(source, between, self.all.len() == first)),
                    kind: OnceCell::new(),
                    quoted: span.from > 0 && is_quote(source.at(span.from - 1)),
                    line,
                    token_end: 0,
                });
                behind = span.to;
            }
            let end = self.all.len();
            for element in &mut self.all[begin..end] {
                element.token_end = end;
            }
        }
        let rest = Span {
            from: behind,
            to: source.lines.get(line).map_or(behind, |l| l.to),
        };
        signs(source, rest, false)
    }
}

const fn class_name(class: Class) -> Part<'static> {
    match class {
        Class::Password => part!("password"),
        Class::Pass => part!("pass"),
        Class::Pin => part!("pin"),
        Class::Token => part!("token"),
        Class::Key => part!("key"),
    }
}

/// Digits are all alike.
fn plain(mut word: String) -> String {
    if word.bytes().any(|c| c.is_ascii_digit()) {
        word.truncate(0);
        word.push('#');
    }
    if let Some((end, _)) = word.char_indices().nth(24) {
        word.truncate(end);
    }
    word
}

/// At most two signs of what stands between.
fn signs(source: &Source, between: Span, first: bool) -> String {
    let mut signs = String::new();
    if first {
        signs.push('^');
    }
    let kept = source
        .slice(between)
        .iter()
        .filter(|c| !c.is_whitespace() && !is_quote(**c) && !c.is_alphanumeric());
    let mut last = ' ';
    for c in kept {
        let c = match c {
            '–' | '—' => '-',
            '→' | '➜' => '>',
            c => *c,
        };
        if c != last && signs.len() < 3 {
            signs.push(c);
        }
        last = c;
    }
    signs
}

/// `DB_PASS=value`, `root:value`, `user/value`: a token at its joining signs.
fn parts(source: &Source, token: Span) -> Vec<Span> {
    let mut parts = Vec::new();
    let mut rest = source.trimmed(token);
    let slashes = source.slice(rest).iter().filter(|c| **c == '/').count();
    while parts.len() < MOST_PARTS {
        let cut = (rest.from + 1..rest.to.saturating_sub(1)).find(|at| {
            let at = *at;
            match source.at(at) {
                '=' | '|' | ';' | ',' | '>' | '<' | '→' => true,
                ':' => {
                    source.at(at + 1) != '/'
                        && !(source.at(at - 1).is_ascii_digit()
                            && source.at(at + 1).is_ascii_digit())
                }
                '/' => slashes == 1,
                _ => false,
            }
        });
        let Some(cut) = cut else { break };
        let head = source.trimmed(Span {
            from: rest.from,
            to: cut,
        });
        let tail = source.trimmed(Span {
            from: cut + 1,
            to: rest.to,
        });
        let name = head.len() <= 40
            && source
                .slice(head)
                .iter()
                .all(|c| c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | '@' | '$' | '\\'));
        // `L8vZ=qR+w2kT` is one value.
        let value = source.at(cut) == '=' && is_mixed(source.slice(head));
        if head.len() == 0 || tail.len() == 0 || !name || value {
            break;
        }
        parts.push(head);
        rest = tail;
    }
    if rest.len() > 0 && source.slice(rest).iter().any(|c| c.is_alphanumeric()) {
        parts.push(rest);
    }
    parts
}

/// Of both sorts of letters and digits, in no order that a name has.
fn is_mixed(text: &[char]) -> bool {
    let digit = text.iter().position(char::is_ascii_digit);
    let upper = text.iter().any(|c| c.is_uppercase());
    upper && digit.is_some_and(|at| text[at..].iter().any(|c| c.is_lowercase()))
}

/// What the whole text is about: the most telling of its labels.
fn subject(all: &[Element]) -> Part<'static> {
    let mut best = (0, part!("nothing"));
    for element in all {
        let word = element.word.as_str();
        let told = match element.label.map(|l| l.text) {
            Some("password" | "pass") => (5, part!("password")),
            Some("vague") => (3, part!("vague")),
            Some(_) => (4, part!("code")),
            None if best.0 < 2 && words::is_hint(word) => (2, part!("hint")),
            None if best.0 < 1 && words::is_known_user(word) => (1, part!("user")),
            None => continue,
        };
        if told.0 > best.0 {
            best = told;
        }
    }
    best.1
}

/// What a line is about.
fn announces(line: &[Element]) -> Option<Part<'static>> {
    let label = line.iter().rev().find_map(|e| e.label);
    label.or_else(|| {
        line.iter()
            .any(|e| words::is_hint(e.word.as_str()))
            .then_some(part!("hint"))
    })
}

fn kind(element: &Element) -> Part<'static> {
    let word = element.word.as_str();
    if let Some(label) = element.label {
        return label;
    }
    if word == "#" {
        return part!("number");
    }
    match () {
        () if words::is_copula(word) => part!("is"),
        () if lists::CHANGES.contains(word) => part!("changes"),
        () if lists::TYPED.contains(word) => part!("typed"),
        () if words::is_verb(word) => part!("verb"),
        () if lists::USES.contains(word) || lists::USES_BEHIND.contains(word) => part!("uses"),
        () if words::is_filler(word) => part!("filler"),
        () if words::is_hint(word) => part!("hint"),
        () if lists::LOCKED.contains(word) => part!("locked"),
        () if words::is_known_user(word) => part!("user"),
        () if words::is_public_label(word) => part!("public"),
        () if lists::TARGETS.contains(word) => part!("target"),
        () if words::confirms(word) => part!("confirms"),
        () if words::is_stop(word) => part!("stop"),
        () if lists::COURTESIES.contains(word) => part!("courtesy"),
        () if vocabulary::knows(word) => part!("word"),
        () if word.contains(['@', '.', '/']) => part!("name"),
        () => part!("unknown"),
    }
}
