//! What a colon, an equals sign, an arrow, a tag or a cell's border joins with the word before it.

use super::gap::{Found, Walk, is_blank};
use super::judge::{Joint, is_secret};
use super::source::{Span, is_quote};
use super::words;

impl Walk<'_> {
    /// Between two tags.
    pub(super) fn tagged(&self, at: usize) -> Found {
        Walk {
            in_tag: true,
            ..*self
        }
        .firm(at)
    }

    /// Behind a colon, an equals sign, an arrow or a cell's border.
    pub(super) fn behind_sign(&self, at: usize, words: usize) -> Found {
        let source = self.source;
        let (here, next) = (source.at(at), source.at(at + 1));
        let compares = here == '=' && next == '=' || here == ':' && next == ':';
        if compares || here == ':' && next == '/' && source.at(at + 2) == '/' {
            return Found::Nothing;
        }
        // In the midst of a time or an address a colon joins nothing.
        let inside = here == ':' && words > 0 && !(is_blank(next) || is_quote(next));
        if inside {
            return Found::Nothing;
        }
        let mut behind = at + 1;
        while matches!(source.at(behind), '>' | '=') && behind < self.end {
            behind += 1;
        }
        if here == '|' && (words > 0 || !self.begins_cell(at)) {
            return Found::Nothing;
        }
        self.firm(behind)
    }

    /// Two words at most between the cell's left border and here.
    fn begins_cell(&self, at: usize) -> bool {
        let left = (at.saturating_sub(40)..at)
            .rev()
            .find(|n| matches!(self.source.at(*n), '|' | '\n'));
        let start = match left {
            Some(border) => border + 1,
            None if at <= 40 => 0,
            None => return false,
        };
        let cell = Span {
            from: start,
            to: at,
        };
        self.source
            .slice(cell)
            .split(|c| c.is_whitespace())
            .filter(|w| !w.is_empty())
            .count()
            <= 2
    }

    /// `define('DB_PASSWORD', …)`: only there a comma joins.
    pub(super) fn is_define(&self, start: usize) -> bool {
        let before: String = self
            .source
            .small(Span {
                from: start.saturating_sub(60),
                to: start,
            })
            .iter()
            .collect();
        [
            "define(",
            "put(",
            "setproperty(",
            "setenv(",
            "setattribute(",
        ]
        .iter()
        .any(|call| before.contains(call))
    }

    /// The value behind a firm joint.
    pub(super) fn firm(&self, from: usize) -> Found {
        let source = self.source;
        let mut at = source.skip_blanks(from, self.end);
        if source.at(at) == '*' && source.at(at + 1) == '*' && source.at(at + 2) == '*' {
            return Found::Nothing;
        }
        while at < self.end && matches!(source.at(at), '*' | '`' | '=' | '>') && !self.in_tag {
            at += 1;
        }
        at = source.skip_blanks(at, self.end);
        if source.at(at) == '(' {
            at = source.skip_blanks(self.bracket_end(at), self.end);
        }
        if at >= self.end {
            return Found::NextLine;
        }
        if is_quote(source.at(at)) {
            return self.quoted(at, Joint::Firm);
        }
        // `password: str = "…"`: the type of a field.
        let typed = self.word_end(at);
        if matches!(
            &*source.word(Span {
                from: at,
                to: typed
            }),
            "str" | "string" | "char" | "text"
        ) {
            let sign = source.skip_blanks(typed, self.end);
            if source.at(sign) == '=' && is_quote(source.at(source.skip_blanks(sign + 1, self.end)))
            {
                return self.firm(sign + 1);
            }
        }
        if self.is_placeholder_in_brackets(at) {
            return Found::Nothing;
        }
        let several = self.spelled(at);
        let several = several.or_else(|| self.word_and_number(at));
        if let Some(value) = several.or_else(|| self.two_nouns(at)) {
            return Found::Value(value);
        }
        // "Passwörter: root = …": the label of one of them.
        if let Some(behind) = self.behind_label(at) {
            return self.firm(behind);
        }
        let token = Span {
            from: at,
            to: self.token_end(at),
        };
        let mut candidate = self.candidate(token);
        // `PASSWORD=x`: without a blank nothing else belongs to the value.
        candidate.quoted |= self.config;
        candidate.ends_field |=
            at == from && from > 1 && source.at(from - 1) == '=' && !is_blank(source.at(from - 2));
        if let Some(groups) = self.groups(at, false) {
            return Found::Value(groups);
        }
        if is_secret(source, candidate, Joint::Firm, self.class) && !self.is_label(candidate.span) {
            return Found::Value(self.second_half(candidate.span));
        }
        if let Some(phrase) = self.phrase(at) {
            return Found::Value(phrase);
        }
        // "Passwort: root / Xk8!…", "PW: neu ist Xk8!…"
        let word = source.word(candidate.span);
        if words::is_known_user(&word) || words::is_filler(&word) {
            let next = source.skip_blanks(token.to, self.end);
            let next = if matches!(source.at(next), '/' | '|' | ',' | '-') {
                source.skip_blanks(next + 1, self.end)
            } else {
                next
            };
            let token = Span {
                from: next,
                to: self.token_end(next),
            };
            let candidate = self.candidate(token);
            if is_secret(source, candidate, Joint::Verb, self.class) {
                return Found::Value(candidate.span);
            }
        }
        Found::Nothing
    }
}
