//! An answer to the question for a password, and a value alone below a line that speaks of one.
//!
//! "Wie lautet das Kennwort?" on one line, "> what's the password?" in a quoted mail, "Ben: klar, Gummib4er" in a chat:
//! the answer names no word for a password, so the line before decides.

use super::keywords;
use super::made::{self, LIKELY, POSSIBLE};
use super::source::{Source, Span, is_quote};
use super::words::{self, Class};
use super::{Finding, FindingKind, lists};

/// Lines between question and answer, empty ones counted.
const MOST_LINES: usize = 5;
/// Words of an answer.
const MOST_WORDS: usize = 8;
/// Longest line that is read as part of a conversation.
const LONGEST: usize = 300;

/// What a line makes one expect below it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Expects {
    /// The answer to a question or request.
    Answer,
    /// The value alone.
    Value,
}

/// Looks below a line in which nothing was found.
pub(super) fn find(source: &Source, line: usize, found: &mut Vec<Finding>) {
    let Some(expects) = expects(source, line) else {
        return;
    };
    for next in line + 1..=line + MOST_LINES {
        let Some(body) = source.lines.get(next).map(|_| body(source, next)) else {
            return;
        };
        let tokens = tokens(source, next, body);
        if tokens.is_empty() {
            continue;
        }
        // A question is answered by somebody else, who may add a line of thanks before.
        if expects == Expects::Answer && is_nod(source, &tokens) {
            continue;
        }
        let value = match expects {
            Expects::Answer => answer(source, &tokens),
            Expects::Value => alone(source, &tokens),
        };
        found.extend(value.map(|v| v.found(FindingKind::Password)));
        return;
    }
}

fn expects(source: &Source, line: usize) -> Option<Expects> {
    if !(2..=LONGEST).contains(&source.lines.get(line)?.len()) {
        return None;
    }
    let mut names = keywords::announcing(source, line).to_vec();
    names.retain(|(name, _)| name.from == 0 || !matches!(source.at(name.from - 1), '/' | '\\'));
    let asked = names
        .iter()
        .any(|(_, class)| !matches!(class, Class::Key | Class::Token));
    if !asked {
        return None;
    }
    let body = body(source, line);
    let tokens = tokens(source, line, body);
    let last = source.at(tokens.last()?.to - 1);
    let requests = tokens
        .iter()
        .any(|t| lists::REQUESTS.contains(&*source.word(source.trimmed(*t))));
    let asks = tokens.len() <= 4
        || tokens
            .iter()
            .any(|t| lists::ASKS.contains(&*source.word(source.trimmed(*t))));
    if last == '?' && asks || requests {
        return Some(Expects::Answer);
    }
    let closes = matches!(last, '.' | '!' | ';' | '"' | ',' | ')');
    (!closes && tokens.len() <= 14).then_some(Expects::Value)
}

/// The line without the marks of a quoted mail, the time and the name of who speaks.
fn body(source: &Source, line: usize) -> Span {
    let Some(mut span) = source.lines.get(line).copied() else {
        return Span { from: 0, to: 0 };
    };
    span.from = source.skip_blanks(span.from, span.to);
    while span.from < span.to && matches!(source.at(span.from), '>' | '|') {
        span.from = source.skip_blanks(span.from + 1, span.to);
    }
    if matches!(source.at(span.from), '[' | '(') && source.at(span.from + 1).is_ascii_digit() {
        let close =
            (span.from..span.to.min(span.from + 30)).find(|n| matches!(source.at(*n), ']' | ')'));
        if let Some(close) = close {
            span.from = source.skip_blanks(close + 1, span.to);
        }
    }
    let name_end = (span.from..span.to.min(span.from + 24))
        .find(|n| !(source.at(*n).is_alphabetic() || matches!(source.at(*n), '.' | ' ' | '-')))
        .unwrap_or(span.from);
    let named = source.at(name_end) == ':'
        && source.at(name_end + 1) == ' '
        && source.at(span.from).is_uppercase();
    if named {
        span.from = source.skip_blanks(name_end + 1, span.to);
    }
    span
}

fn tokens(source: &Source, line: usize, body: Span) -> Vec<Span> {
    if body.len() > LONGEST {
        return Vec::new();
    }
    let mut tokens = source.tokens(line);
    tokens.retain(|t| t.from >= body.from);
    tokens
}

/// "ja", "klar, Moment": the answer is still to come.
fn is_nod(source: &Source, tokens: &[Span]) -> bool {
    tokens.len() <= 3
        && tokens.iter().all(|t| {
            let word = source.word(source.trimmed(*t));
            lists::LEADS.contains(&*word)
        })
}

/// "klar, Gummib4er", "It's mango.lassi", "schalke04 glaube ich".
fn answer(source: &Source, tokens: &[Span]) -> Option<Span> {
    if tokens.len() > MOST_WORDS {
        return None;
    }
    let needed = if tokens.len() <= 3 { POSSIBLE } else { LIKELY };
    let looked = tokens
        .iter()
        .map(|t| source.trimmed(*t))
        .find(|value| made::points(source.slice(*value)) >= needed);
    if looked.is_some() {
        return looked;
    }
    // "It's mango.lassi": nothing stands before but words that lead to it.
    let (last, before) = tokens.split_last()?;
    let leads = !before.is_empty()
        && before.iter().all(|t| {
            let word = source.word(source.trimmed(*t));
            lists::LEADS.contains(&*word)
        });
    let value = source.trimmed(*last);
    let word = source.word(value);
    let quoted = is_quote(source.at(last.from));
    let single = before.is_empty() && words::may_be_chosen(source.slice(value));
    let fits = value.len() >= 4
        && !words::is_stop(&word)
        && !lists::LEADS.contains(&*word)
        && !lists::COURTESIES.contains(&*word)
        && source.slice(value).iter().any(|c| c.is_alphabetic())
        && !super::shape::is_mail(source.slice(value))
        && !super::shape::is_url(source.slice(value));
    (fits && (leads || quoted || single)).then_some(value)
}

/// One token that looks made up; a name of a machine does not.
fn alone(source: &Source, tokens: &[Span]) -> Option<Span> {
    let [only] = tokens else {
        return None;
    };
    let value = source.trimmed(*only);
    let labelled = source.at(only.to - 1) == ':';
    let setting = source.slice(value).contains(&'=');
    (!labelled && !setting && made::points(source.slice(value)) > POSSIBLE).then_some(value)
}
