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

    /// A pass phrase in quotes: nothing in it says otherwise.
    pub(super) fn is_phrase(&self, span: Span) -> bool {
        let (mut words, mut told) = (0, 0);
        let text: String = self.source.small(span).iter().collect();
        for word in text.split_whitespace() {
            if matches!(
                word,
                "passwort" | "password" | "kennwort" | "bitte" | "please" | "siehe"
            ) {
                return false;
            }
            words += 1;
            told += usize::from(words::is_stop(word));
        }
        matches!(self.class, Class::Password | Class::Pass)
            && (2..=7).contains(&words)
            && (told * 2 < words || told < words && self.named_phrase)
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

    /// "Passphrase" or the like stands shortly before.
    fn announces_phrase(&self, at: usize) -> bool {
        let announced: String = self
            .source
            .small(Span {
                from: at.saturating_sub(50),
                to: at,
            })
            .iter()
            .collect();
        announced.contains("phrase")
    }

    /// A pass phrase without quotes, to the end of the line: only where "passphrase" or the like announces it.
    pub(super) fn phrase(&self, at: usize) -> Option<Span> {
        let spoken = self.field && !self.announces_phrase(at);
        if !self.announces_phrase(at) && !spoken {
            return None;
        }
        // Up to the next part of the sentence.
        let ends = |n: &usize| match self.source.at(*n) {
            ',' | ';' | '(' | '.' | ':' => true,
            '-' | '–' => is_blank(self.source.at(n + 1)),
            _ => false,
        };
        let mut to = (at..self.end).find(ends).unwrap_or(self.end);
        while to > at && matches!(self.source.at(to - 1), ' ' | '.' | ',') {
            to -= 1;
        }
        let span = Span { from: at, to };
        let text: String = self.source.small(span).iter().collect();
        let words: Vec<&str> = text.split_whitespace().collect();
        let plain = words.iter().all(|w| w.chars().all(char::is_alphanumeric));
        let told = words.iter().filter(|w| words::is_stop(w)).count();
        // "Kundenkennwort: Wolke sieben".
        if spoken {
            let letters = words
                .iter()
                .all(|w| w.chars().all(char::is_alphabetic) && w.chars().count() > 2);
            let firm = self.source.at(at.saturating_sub(2)) == ':';
            return ((2..=3).contains(&words.len())
                && letters
                && told == 0
                && firm
                && to >= self.end)
                .then_some(span);
        }
        // The words of a wallet or a recovery are many.
        let row = matches!(words.len(), 12..=24)
            && words.iter().all(|w| w.chars().all(char::is_lowercase));
        let small = words.len() >= 4
            && told <= 1
            && words.iter().all(|w| w.chars().all(char::is_lowercase));
        (((3..=8).contains(&words.len()) && (told == 0 || small) || row) && plain).then_some(span)
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
            confirmed: self.is_confirmed(token.to),
        }
    }

    /// Where a `;name=` or the end of an element begins within a value.
    fn next_field(&self, span: Span) -> Option<usize> {
        (span.from + 1..span.to).find(|at| match self.source.at(*at) {
            ';' | ',' | '&' => {
                let end = self.word_end(at + 1);
                end > at + 2 && end < span.to && self.source.at(end) == '='
            }
            '<' => self.source.at(at + 1) == '/',
            _ => false,
        })
    }

    /// "… geändert", "… for now", "… klappt": what stood before was a value.
    fn is_confirmed(&self, at: usize) -> bool {
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
                    | "mfg"
                    | "gruß"
                    | "yesterday"
                    | "gestern"
                    | "geändert"
                    | "gesetzt"
                    | "gestellt"
            )
    }

    /// Groups of digits or capitals of one length, as keys of networks and second factors are printed.
    pub(super) fn groups(&self, at: usize, first: bool) -> Option<Span> {
        let (mut to, mut from, mut count, mut length) = (at, at, 0, 0);
        let mut digits = true;
        while from < self.end {
            let limit = self.end.min(from + 20);
            let end = (from..limit)
                .find(|n| !self.source.at(*n).is_ascii_alphanumeric())
                .unwrap_or(limit);
            let group = self.source.slice(Span { from, to: end });
            let printed = group
                .iter()
                .all(|c| c.is_ascii_digit() || c.is_ascii_uppercase());
            if !printed || !(3..=8).contains(&group.len()) || count > 0 && group.len() != length {
                break;
            }
            digits = digits && group.iter().all(char::is_ascii_digit);
            length = group.len();
            count += 1;
            to = end;
            if self.source.at(end) != ' ' {
                break;
            }
            from = end + 1;
        }
        let needed = match self.class {
            Class::Pin if digits => 2,
            Class::Password if digits && self.radio => 2,
            Class::Token | Class::Password if !digits => 4,
            Class::Token | Class::Password => 5,
            _ => return None,
        };
        let number =
            self.class == Class::Password && self.radio && digits && count == 1 && length >= 8;
        let number = number || first && self.is_long_number(at);
        (count >= needed || number).then_some(Span {
            from: at,
            to: to.max(self.word_end(at)),
        })
    }

    /// The key of a network in one row of digits.
    fn is_long_number(&self, at: usize) -> bool {
        let span = Span {
            from: at,
            to: self.token_end(at),
        };
        let text = self.source.slice(self.source.trimmed(span));
        let long = self.radio && text.len() >= 8
            || (6..=16).contains(&text.len()) && self.ends_field(span.to);
        long && self.class == Class::Password && text.iter().all(char::is_ascii_digit)
    }

    /// "… das Kennwort Sonnenuntergang.", "pw miezekatze": a word where the sentence ends.
    pub(super) fn is_bare(&self, value: Candidate) -> bool {
        let source = self.source;
        let text = source.slice(value.span);
        let letters = text.iter().all(|c| c.is_alphabetic());
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
        let known = words::is_stop(&word)
            || words::is_hint(&word)
            || words::is_public_label(&word)
            || words::is_known_user(&word)
            || super::code::is_example(&word)
            || super::lists::MACHINES.contains(&*word)
            || super::lists::PRODUCTS.contains(&*word)
            || super::lists::TARGETS.contains(&*word);
        let noun = self.is_the && first.is_uppercase() && rest.iter().all(|c| c.is_lowercase());
        let short =
            self.is_short && text.iter().all(|c| c.is_lowercase()) && !words::is_predicate(&word);
        ends && !known && (noun || short)
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
