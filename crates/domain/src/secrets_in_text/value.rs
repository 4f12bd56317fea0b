//! Where a value begins and ends: quotes, brackets, phrases, what follows it.

use super::gap::{Found, Walk, is_blank};
use super::judge::{Candidate, Joint, is_secret};
use super::shape::{self, Strength};
use super::source::{LONGEST_TOKEN, Span, is_quote};
use super::words::{self, Class};

impl Walk<'_> {
    /// A value in quotes, which may contain blanks.
    pub(super) fn quoted(&self, at: usize, joint: Joint) -> Found {
        let from = at + 1;
        let limit = (from + LONGEST_TOKEN).min(self.end);
        let Some(to) = (from..limit).find(|n| self.closes(at, *n)) else {
            return Found::Nothing;
        };
        let span = Span { from, to };
        let blanks = self
            .source
            .slice(span)
            .iter()
            .filter(|c| c.is_whitespace())
            .count();
        let candidate = Candidate {
            quoted: true,
            ..Candidate::alone(span)
        };
        let joined = matches!(joint, Joint::Firm | Joint::Verb)
            || joint == Joint::Quoted && (self.announces_phrase(at) || self.field);
        let inside = self.source.slice(span);
        let stands_for = shape::is_placeholder(inside) || super::code::is_code(inside);
        // "I used the password “…”".
        let joined = joined || joint == Joint::Quoted && self.is_used(at);
        let phrase = (1..=6).contains(&blanks) && joined && !stands_for && self.is_phrase(span);
        let salt = self.class == Class::Token
            && joint == Joint::Firm
            && span.len() >= 16
            && shape::Counts::of(inside).sorts() == 4
            && shape::strength(inside) >= Strength::Strong;
        if phrase
            || salt && blanks > 0 && blanks < 4
            || blanks == 0 && is_secret(self.source, candidate, joint, self.class)
        {
            Found::Value(span)
        } else {
            Found::Nothing
        }
    }

    pub(super) fn closes(&self, open: usize, at: usize) -> bool {
        let (open, here) = (self.source.at(open), self.source.at(at));
        is_quote(here)
            && match open {
                '„' | '“' | '”' => matches!(here, '“' | '”' | '"'),
                '‚' | '‘' | '’' => matches!(here, '‘' | '’' | '\''),
                '»' | '«' => matches!(here, '«' | '»'),
                '›' | '‹' => matches!(here, '‹' | '›'),
                plain => here == plain,
            }
    }

    /// `<Ihr Passwort>`, `[folgt]`: a word in brackets stands for something; `[Xk8!mm2P]` does not.
    pub(super) fn is_placeholder_in_brackets(&self, at: usize) -> bool {
        let close = match self.source.at(at) {
            '<' => '>',
            '[' => ']',
            '{' => '}',
            _ => return false,
        };
        let limit = (at + 40).min(self.end);
        (at + 1..limit)
            .find(|n| self.source.at(*n) == close)
            .is_some_and(|end| {
                let inside = Span {
                    from: at + 1,
                    to: end,
                };
                shape::strength(self.source.slice(inside)) < Strength::Name
            })
    }

    /// "User/Passwort: svc / Xk8!…": two words announced, so the second value is the secret.
    pub(super) fn second_half(&self, first: Span) -> Span {
        let next = self.source.skip_blanks(first.to, self.end);
        let second = self.source.skip_blanks(next + 1, self.end);
        let token = Span {
            from: second,
            to: self.token_end(second),
        };
        let candidate = self.candidate(token);
        let both = matches!(self.source.at(next), '/' | '|') && next > first.to;
        if both && is_secret(self.source, candidate, Joint::Verb, self.class) {
            candidate.span
        } else {
            self.behind_user(first)
        }
    }

    /// "used", "benutze", "mit" stands shortly before the word that announces.
    pub(super) fn is_used(&self, at: usize) -> bool {
        let before = Span {
            from: at.saturating_sub(40),
            to: at,
        };
        let before: String = self.source.small(before).iter().collect();
        let line = before.rsplit('\n').next().unwrap_or_default();
        line.split_whitespace()
            .any(|w| super::lists::USES.contains(w) && !words::is_verb(w))
    }

    /// "Passphrase" or the like stands shortly before.
    pub(super) fn announces_phrase(&self, at: usize) -> bool {
        let announced: String = self
            .source
            .small(Span {
                from: at.saturating_sub(50),
                to: at,
            })
            .iter()
            .collect();
        let line = announced.rsplit('\n').next().unwrap_or_default();
        ["phrase", "luks", "merksatz"]
            .iter()
            .any(|w| line.contains(w))
    }

    /// "… das Kennwort Sonnenuntergang.", "pw miezekatze": a word where the sentence ends.
    pub(super) fn is_bare(&self, value: Candidate) -> bool {
        let source = self.source;
        let text = source.slice(value.span);
        let letters = text.iter().all(|c| c.is_alphabetic());
        // "the password glow-worm please", "passphrase der-mond-ist-aufgegangen".
        let row = text.contains(&'-')
            && text.iter().all(|c| c.is_lowercase() || *c == '-')
            && (words::may_be_chosen(text)
                || self.radio && words::may_be_value(text)
                || hyphens(text) > 2)
            && (value.ends_field || hyphens(text) > 2);
        if row && self.class == Class::Password {
            return true;
        }
        let (first, rest) = match text {
            [first, rest @ ..] if letters && rest.len() >= 4 && self.class == Class::Password => {
                (first, rest)
            }
            _ => return false,
        };
        let ends = source.skip_blanks(value.span.to, self.end) >= self.end
            || matches!(source.at(value.span.to), '.' | ',')
                && is_blank(source.at(value.span.to + 1));
        let word = source.word(value.span);
        if words::is_known_user(&word) || !words::may_be_value(text) {
            return false;
        }
        let chosen = words::may_be_chosen(text);
        let capital = first.is_uppercase() && rest.iter().all(|c| c.is_lowercase());
        let noun = self.is_the && capital;
        let short =
            (self.is_short || self.radio || chosen) && text.iter().all(|c| c.is_lowercase());
        // "das Kennwort Rakete für den Gast", "Kennwort Wasserwaage wird abgelehnt".
        let goes_on = chosen
            && capital
            && (self.is_the && self.goes_on(value.span.to) || self.is_said_of(value.span.to));
        // "Passwort Iltis mit großem i": a noun that is no word of the desk's.
        let apart = capital && source.at(value.span.from - 1) == ' ';
        // "mit dem Kennwort Jahresabschluss geschützt".
        let done = noun
            && words::is_stop(&self.word_behind(value.span.to))
            && self.word_behind(value.span.to).starts_with("ge");
        let said = chosen && self.is_said_of(value.span.to);
        let set = chosen && value.confirmed;
        ends && (noun || short) || done || set || goes_on || said || chosen && apart
    }

    /// "PW Jg-77)": behind the short word a letter and a digit are enough where the field ends.
    pub(super) fn is_noted(&self, value: Candidate) -> bool {
        let text = self.source.slice(value.span);
        let digit = text.iter().any(char::is_ascii_digit);
        let letter = text.iter().any(|c| c.is_alphabetic());
        let noted = self.is_short && value.ends_field && text.len() >= 4;
        noted
            && digit
            && letter
            && !super::judge::is_server_name(text)
            && (!shape::is_known(text) || text.iter().any(|c| c.is_uppercase()))
            && !words::is_stop(&self.source.word(value.span))
    }

    /// "Passwort lager12 zurücksetzen": the name of the account.
    pub(super) fn is_account(&self, span: Span) -> bool {
        let next = self.source.skip_blanks(span.to, self.end);
        let word = self.source.word(Span {
            from: next,
            to: self.word_end(next),
        });
        shape::strength(self.source.slice(span)) <= Strength::Name
            && matches!(
                word.as_str(),
                "zurücksetzen"
                    | "resetten"
                    | "reset"
                    | "vergessen"
                    | "entsperren"
                    | "sperren"
                    | "gesperrt"
                    | "abgelaufen"
                    | "expired"
                    | "locked"
            )
    }

    /// A line of a label and its value, nothing else: "pass kx(2pz".
    pub(super) fn is_whole_field(&self, token: Span) -> bool {
        let line = (token.from.saturating_sub(30)..token.from)
            .rev()
            .find(|n| self.source.at(*n) == '\n');
        if line.is_none() && token.from > 30 {
            return false;
        }
        let start = line.map_or(0, |n| n + 1);
        let words = self
            .source
            .slice(Span {
                from: start,
                to: token.from,
            })
            .split(|c| c.is_whitespace())
            .filter(|w| !w.is_empty())
            .count();
        let text = self.source.slice(token);
        words == 1
            && self.source.skip_blanks(token.to, self.end) >= self.end
            && text.iter().any(char::is_ascii_digit)
            && text.iter().any(|c| c.is_alphabetic())
            && !super::judge::is_server_name(text)
            && !shape::is_known(text)
    }

    /// The value is a label for something else: "Passwort: Host: …".
    pub(super) fn is_label(&self, span: Span) -> bool {
        self.source.at(span.to) == ':'
            && is_blank(self.source.at(span.to + 1))
            && words::is_public_label(&self.source.word(span))
    }

    /// `root/Xk8!…` behind "User/Passwort:": only what stands behind the user's name.
    pub(super) fn behind_user(&self, span: Span) -> Span {
        let text = self.source.slice(span);
        let Some(sign) = text.iter().position(|c| matches!(c, '/' | ':')) else {
            return span;
        };
        let user = Span {
            from: span.from,
            to: span.from + sign,
        };
        if words::is_known_user(&self.source.word(user)) && span.len() > sign + 3 {
            Span {
                from: user.to + 1,
                to: span.to,
            }
        } else {
            span
        }
    }

    /// `(Xk8!mm2P)` directly behind the word, else the place behind the bracket.
    pub(super) fn bracket(&self, at: usize, words: usize) -> Result<Span, usize> {
        let behind = self.bracket_end(at);
        let inside = Span {
            from: at + 1,
            to: behind.saturating_sub(1).max(at + 1),
        };
        let single = !self.source.slice(inside).iter().any(|c| c.is_whitespace());
        let quoted = is_quote(self.source.at(inside.from));
        let candidate = Candidate {
            quoted,
            ..Candidate::alone(self.source.trimmed(inside))
        };
        let joint = if quoted { Joint::Quoted } else { Joint::Direct };
        if words == 0 && single && is_secret(self.source, candidate, joint, self.class) {
            Ok(candidate.span)
        } else {
            Err(behind)
        }
    }
}

fn hyphens(text: &[char]) -> usize {
    text.iter().filter(|c| **c == '-').count()
}
