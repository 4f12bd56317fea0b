//! Where a value ends, and what goes on behind it.

use super::gap::{Walk, is_blank};
use super::judge::Candidate;
use super::source::{LONGEST_TOKEN, Span};
use super::words;

impl Walk<'_> {
    /// The last place before that is no blank.
    pub(super) fn before(&self, at: usize) -> usize {
        (at.saturating_sub(8)..at)
            .rev()
            .find(|n| !is_blank(self.source.at(*n)))
            .unwrap_or(at)
    }

    /// A token as a candidate: without quotes, brackets and the sentence's signs.
    pub(super) fn candidate(&self, token: Span) -> Candidate {
        let source = self.source;
        let mut span = source.trimmed(token);
        // `…;Encrypt=true`, `…,uid=1000`: the next field of the same line.
        if span.len() <= LONGEST_TOKEN
            && let Some(next) = self.next_field(span)
        {
            span.to = next;
        }
        let tag = (span.from..span.to).find(|n| source.at(*n) == '<');
        if let (true, Some(tag)) = (self.in_tag, tag) {
            span.to = tag;
        }
        // A bracket that was opened inside belongs to the value.
        if span.to < token.to && source.at(span.to) == ')' && source.slice(span).contains(&'(') {
            span.to += 1;
        }
        Candidate {
            span,
            ends_field: span.to < token.to || self.ends_field(token.to),
            quoted: false,
            assigned: self.blank_joins
                || self.config && source.at(span.from.saturating_sub(1)) == '=',
            confirmed: self.is_confirmed(token.to),
        }
    }

    /// Where a `;name=` or the end of an element begins within a value.
    pub(super) fn next_field(&self, span: Span) -> Option<usize> {
        (span.from + 1..span.to).find(|at| match self.source.at(*at) {
            ';' | ',' | '&' => {
                let end = self.word_end(at + 1);
                // `…;User Id=sa`: the name of the field may have a blank.
                let named = end == span.to
                    && self.source.at(end) == ' '
                    && self.source.at(*at) == ';'
                    && self.source.at(self.word_end(end + 1)) == '=';
                named || end > at + 2 && end < span.to && self.source.at(end) == '='
            }
            '<' => self.source.at(at + 1) == '/',
            _ => false,
        })
    }

    /// "… geändert", "… for now", "… klappt": what stood before was a value.
    pub(super) fn is_confirmed(&self, at: usize) -> bool {
        let next = self.source.skip_blanks(at, self.end);
        let word = self.source.word(Span {
            from: next,
            to: self.word_end(next),
        });
        words::confirms(&word)
    }

    /// Nothing of the same sentence follows.
    pub(super) fn ends_field(&self, at: usize) -> bool {
        let next = self.source.skip_blanks(at, self.end);
        if next >= self.end {
            return true;
        }
        if matches!(
            self.source.at(next),
            ',' | ';'
                | '|'
                | '/'
                | '('
                | ')'
                | '-'
                | '–'
                | '"'
                | '\''
                | '<'
                | '&'
                | '#'
                | '\\'
                | '.'
        ) || self.source.at(at) == '\t'
        {
            return true;
        }
        let word = self.source.word(Span {
            from: next,
            to: self.word_end(next),
        });
        words::confirms(&word)
            || matches!(
                word.as_str(),
                "und"
                    | "and"
                    | "bzw"
                    | "oder"
                    | "or"
                    | "user"
                    | "benutzer"
                    | "login"
                    | "username"
                    | "server"
                    | "port"
                    | "host"
                    | "ip"
                    | "sein"
                    | "lauten"
                    | "bitte"
                    | "please"
                    | "danke"
                    | "thanks"
                    | "damit"
                    | "vergeben"
                    | "benutzername"
                    | "benutzernamen"
                    | "url"
                    | "lg"
                    | "btw"
                    | "db"
                    | "datenbank"
                    | "database"
                    | "mfg"
                    | "gruß"
                    | "yesterday"
                    | "gestern"
                    | "geändert"
                    | "gesetzt"
                    | "gestellt"
            )
    }

    /// Behind a value the sentence goes on with a small word that no compound noun has behind it.
    pub(super) fn goes_on(&self, at: usize) -> bool {
        matches!(
            &*self.word_behind(at),
            "für"
                | "for"
                | "und"
                | "and"
                | "oder"
                | "bzw"
                | "ein"
                | "an"
                | "wird"
                | "nicht"
                | "/"
                | "–"
                | "-"
        ) || matches!(
            self.source.at(self.source.skip_blanks(at, self.end)),
            '/' | '–' | '('
        )
    }

    /// "… wird nicht genommen", "… kommt man rein".
    pub(super) fn is_said_of(&self, at: usize) -> bool {
        matches!(
            &*self.word_behind(at),
            "wird" | "geht" | "kommt" | "funktioniert" | "gilt" | "klappt" | "stimmt" | "war"
        )
    }

    pub(super) fn word_behind(&self, at: usize) -> String {
        let next = self.source.skip_blanks(at, self.end);
        self.source.word(Span {
            from: next,
            to: self.word_end(next),
        })
    }

    pub(super) fn bracket_end(&self, at: usize) -> usize {
        let limit = (at + 60).min(self.end);
        (at..limit)
            .find(|n| self.source.at(*n) == ')')
            .map_or(at + 1, |n| n + 1)
    }

    /// End of the run without white space.
    pub(super) fn token_end(&self, at: usize) -> usize {
        let limit = (at + LONGEST_TOKEN + 1).min(self.end);
        (at..limit)
            .find(|n| is_blank(self.source.at(*n)))
            .unwrap_or(limit)
    }

    /// End of the run of letters, digits, hyphens and underscores.
    pub(super) fn word_end(&self, at: usize) -> usize {
        let limit = (at + LONGEST_TOKEN).min(self.end);
        (at..limit)
            .find(|n| {
                let c = self.source.at(*n);
                !(c.is_alphanumeric() || matches!(c, '-' | '_'))
            })
            .unwrap_or(limit)
            .max((at + 1).min(limit))
    }
}
