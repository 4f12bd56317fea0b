//! The text as code points, lines and tokens.

use std::cell::OnceCell;

use super::words::Class;
use super::{Finding, FindingKind};

/// Longest token that is looked at as a whole; longer ones are data, not passwords.
pub(super) const LONGEST_TOKEN: usize = 256;

/// A stretch of code points.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Span {
    pub(super) from: usize,
    pub(super) to: usize,
}

impl Span {
    pub(super) const fn len(self) -> usize {
        self.to.saturating_sub(self.from)
    }

    pub(super) const fn found(self, kind: FindingKind) -> Finding {
        Finding {
            from: self.from,
            to: self.to,
            kind,
        }
    }
}

/// Words of a line, and what each announces.
pub(super) type Names = Box<[(Span, Class)]>;

/// The text once as written and once in small letters, character by character.
pub(super) struct Source {
    pub(super) chars: Vec<char>,
    pub(super) lower: Vec<char>,
    pub(super) lines: Vec<Span>,
    /// The words of each line that announce a secret, once somebody asks: every detector does.
    pub(super) announcing: Vec<OnceCell<Names>>,
}

impl Source {
    pub(super) fn new(text: &str) -> Self {
        let chars: Vec<char> = text.chars().collect();
        let lower = chars.iter().map(|c| small(*c)).collect();
        let mut lines = Vec::new();
        let mut from = 0;
        for (at, c) in chars.iter().enumerate() {
            if *c == '\n' {
                lines.push(Span { from, to: at });
                from = at + 1;
            }
        }
        lines.push(Span {
            from,
            to: chars.len(),
        });
        let announcing = vec![OnceCell::new(); lines.len()];
        Self {
            chars,
            lower,
            lines,
            announcing,
        }
    }

    /// The character at a place, a line feed beyond the end.
    pub(super) fn at(&self, place: usize) -> char {
        self.chars.get(place).copied().unwrap_or('\n')
    }

    pub(super) fn slice(&self, span: Span) -> &[char] {
        self.chars.get(span.from..span.to).unwrap_or_default()
    }

    pub(super) fn small(&self, span: Span) -> &[char] {
        self.lower.get(span.from..span.to).unwrap_or_default()
    }

    /// A short stretch in small letters, for looking up in lists; long ones are in no list.
    pub(super) fn word(&self, span: Span) -> String {
        if span.len() > 40 {
            return String::new();
        }
        self.small(span).iter().collect()
    }

    /// The stretches of a line between white space.
    pub(super) fn tokens(&self, line: usize) -> Vec<Span> {
        let line = self
            .lines
            .get(line)
            .copied()
            .unwrap_or(Span { from: 0, to: 0 });
        let mut tokens = Vec::new();
        let mut from = None;
        for at in line.from..=line.to {
            let inside = at < line.to && !self.at(at).is_whitespace();
            match (inside, from) {
                (true, None) => from = Some(at),
                (false, Some(start)) => {
                    tokens.push(Span {
                        from: start,
                        to: at,
                    });
                    from = None;
                }
                _ => {}
            }
        }
        tokens
    }

    /// The first word of a line, in small letters.
    pub(super) fn first_word(&self, line: usize) -> String {
        let Some(span) = self.lines.get(line).copied() else {
            return String::new();
        };
        let from = self.skip_blanks(span.from, span.to.min(span.from + 40));
        let to = (from..span.to.min(from + 40))
            .find(|n| self.at(*n).is_whitespace())
            .unwrap_or(span.to.min(from + 40));
        self.word(Span { from, to })
    }

    /// The line begins with these characters (small letters) from a place on.
    pub(super) fn starts(&self, at: usize, text: &str) -> bool {
        text.chars()
            .enumerate()
            .all(|(n, c)| self.lower.get(at + n) == Some(&c))
    }

    /// First place that is not a blank, at most `end`.
    pub(super) fn skip_blanks(&self, mut at: usize, end: usize) -> usize {
        while at < end && self.at(at).is_whitespace() {
            at += 1;
        }
        at
    }

    /// Without quotes and brackets around it and punctuation behind it.
    pub(super) fn trimmed(&self, span: Span) -> Span {
        let mut span = span;
        while span.from < span.to && is_opening(self.at(span.from)) {
            span.from += 1;
        }
        while span.from < span.to && is_closing(self.at(span.to - 1)) {
            span.to -= 1;
        }
        span
    }
}

/// One small letter for one letter; the rare ones with several stay as they are.
fn small(c: char) -> char {
    if c.is_ascii() {
        return c.to_ascii_lowercase();
    }
    let mut letters = c.to_lowercase();
    match (letters.next(), letters.next()) {
        (Some(one), None) => one,
        _ => c,
    }
}

/// Quotes of every sort.
pub(super) const fn is_quote(c: char) -> bool {
    matches!(
        c,
        '"' | '\'' | '`' | '„' | '“' | '”' | '»' | '«' | '‚' | '‘' | '’' | '›' | '‹'
    )
}

const fn is_opening(c: char) -> bool {
    is_quote(c) || matches!(c, '(' | '[' | '{' | '<' | '*')
}

const fn is_closing(c: char) -> bool {
    is_quote(c) || matches!(c, ')' | ']' | '}' | '>' | ',' | ';' | '.' | ':' | '*')
}
