//! Secrets over several lines: tables with a column of passwords, and blocks under "Zugangsdaten:".

use super::judge::{Candidate, Joint, is_secret};
use super::shape::{self, Strength};
use super::source::{Source, Span};
use super::words::{self, Class};
use super::{Finding, FindingKind};

/// Lines looked at under a head.
const MOST_LINES: usize = 40;
/// Lines looked at under a hint.
const BLOCK_LINES: usize = 8;

pub(super) fn find(source: &Source, found: &mut Vec<Finding>) {
    let mut line = 0;
    while line < source.lines.len() {
        line += table(source, line, found).max(1);
    }
    for line in 0..source.lines.len() {
        block(source, line, found);
    }
}

/// A head with a column of secrets and its rows. Returns the lines used.
fn table(source: &Source, line: usize, found: &mut Vec<Finding>) -> usize {
    let head_span = source.lines[line];
    if head_span.len() > 200 {
        return 0;
    }
    for sign in [Some('|'), Some(';'), Some('\t'), Some(','), None] {
        let head = cells(source, head_span, sign);
        if !(2..=12).contains(&head.len()) {
            continue;
        }
        let short = head
            .iter()
            .all(|c| c.len() <= 24 && words_in(source, *c) <= 2);
        let Some(column) = head
            .iter()
            .position(|c| words::is_secret_column(&source.word(*c)))
        else {
            continue;
        };
        if !short {
            continue;
        }
        let mut used = 1;
        while used < MOST_LINES {
            let Some(span) = source.lines.get(line + used).copied() else {
                break;
            };
            let row = cells(source, span, sign);
            if row.len() < 2 || span.len() > 400 {
                break;
            }
            if let Some(cell) = row.get(column) {
                let candidate = Candidate::alone(source.trimmed(*cell));
                if is_secret(source, candidate, Joint::Firm, Class::Password) {
                    found.push(candidate.span.found(FindingKind::Password));
                }
            }
            used += 1;
        }
        if used > 1 {
            return used;
        }
    }
    0
}

/// The cells of a line, trimmed; `None` cuts at two blanks and more. Borders at the ends do not count.
fn cells(source: &Source, line: Span, sign: Option<char>) -> Vec<Span> {
    let mut cells = Vec::new();
    let mut from = line.from;
    let mut at = line.from;
    while at <= line.to {
        let cut = at == line.to
            || match sign {
                Some(sign) => source.at(at) == sign,
                None => source.at(at) == ' ' && source.at(at + 1) == ' ',
            };
        if cut {
            let cell = bare(source, Span { from, to: at });
            let inner = cell.len() > 0 || (at < line.to && from > line.from);
            if inner && (sign.is_some() || cell.len() > 0) {
                cells.push(cell);
            }
            from = at + 1;
        }
        at += 1;
    }
    cells
}

fn bare(source: &Source, span: Span) -> Span {
    let mut span = span;
    let edge = |c: char| c.is_whitespace() || matches!(c, '*' | '"');
    while span.from < span.to && edge(source.at(span.from)) {
        span.from += 1;
    }
    while span.from < span.to && edge(source.at(span.to - 1)) {
        span.to -= 1;
    }
    span
}

fn words_in(source: &Source, span: Span) -> usize {
    source
        .slice(span)
        .split(|c| c.is_whitespace())
        .filter(|w| !w.is_empty())
        .count()
}

/// Under "Zugangsdaten:" or "SSH:": lines with one token each; the one that looks like a password, if there is a user
/// or an address above it.
fn block(source: &Source, line: usize, found: &mut Vec<Finding>) {
    let span = source.lines[line];
    let tokens = source.tokens(line);
    let Some(last) = tokens.last() else { return };
    if tokens.len() > 14 {
        return;
    }
    let opens = source.at(last.to - 1) == ':' || last.to - span.from < 30;
    let hinted = tokens
        .iter()
        .map(|t| source.word(source.trimmed(*t)))
        .any(|w| {
            words::is_hint(&w)
                || matches!(
                    w.as_str(),
                    "ssh" | "ftp" | "rdp" | "plesk" | "sftp" | "vpn" | "root"
                )
        });
    let address = tokens.iter().any(|t| shape::is_url(source.slice(*t)));
    if !(address || opens && hinted) {
        return;
    }
    let mut empty = 0;
    let mut above = source.word(source.trimmed(*last));
    for next in line + 1..=line + BLOCK_LINES {
        let tokens = source.tokens(next);
        match tokens.as_slice() {
            [] if empty == 0 => empty += 1,
            [only] => {
                let value = source.trimmed(*only);
                let candidate = Candidate::alone(value);
                let text = source.slice(value);
                let strength = shape::strength(text);
                let beside_user = words::is_known_user(&above);
                let telling = strength >= Strength::Mixed
                    || beside_user && strength == Strength::Name && text.len() >= 6;
                let joint = if beside_user {
                    Joint::Firm
                } else {
                    Joint::Direct
                };
                if telling && is_secret(source, candidate, joint, Class::Password) {
                    found.push(value.found(FindingKind::Password));
                }
                above = source.word(value);
            }
            [_, _] | [_, _, _] => {
                above = tokens
                    .last()
                    .map(|t| source.word(source.trimmed(*t)))
                    .unwrap_or_default();
            }
            _ => return,
        }
    }
}
