//! From the word that announces a secret to its value: what may stand between, and where the value ends.

use super::judge::{Candidate, Joint, is_secret};
use super::source::{LONGEST_TOKEN, Source, Span, is_quote};
use super::words::{self, Class};

/// Words that may stand between the announcement and its value.
const MOST_WORDS: usize = 8;
/// Characters that are looked at behind the announcement.
const FARTHEST: usize = 140;

/// What was found behind an announcement.
pub(super) enum Found {
    /// The value.
    Value(Span),
    /// Nothing on this line, but the next one may hold it.
    NextLine,
    /// Nothing.
    Nothing,
}

/// Walks from the end of the announcing word to its value.
pub(super) struct Walk<'a> {
    pub(super) source: &'a Source,
    pub(super) class: Class,
    /// End of the line.
    pub(super) end: usize,
    /// The word stands in a tag: `<password>`.
    pub(super) in_tag: bool,
    /// A blank is as good as a colon here: `requirepass x`, `--password x`.
    pub(super) blank_joins: bool,
}

impl Walk<'_> {
    pub(super) fn from(&self, start: usize) -> Found {
        let source = self.source;
        let limit = (start + FARTHEST).min(self.end);
        let mut at = start;
        // The announcement itself may stand in quotes or be printed bold.
        let mut was_quoted = false;
        while at < limit && (is_quote(source.at(at)) || matches!(source.at(at), '*' | '_' | ']')) {
            was_quoted = was_quoted || is_quote(source.at(at));
            at += 1;
        }
        let mut joint = if self.blank_joins {
            Joint::Firm
        } else {
            Joint::Direct
        };
        let mut words = 0;
        loop {
            at = source.skip_blanks(at, limit);
            if at >= limit {
                let open = matches!(joint, Joint::Firm | Joint::Verb) || words == 0;
                return if at >= self.end && open && !was_quoted {
                    Found::NextLine
                } else {
                    Found::Nothing
                };
            }
            match source.at(at) {
                ':' | '=' | '→' | '➜' | '|' => return self.behind_sign(at, words),
                '>' if self.in_tag => return self.firm(at + 1),
                ',' if was_quoted && words == 0 && self.is_define(start) => {
                    return self.firm(at + 1);
                }
                ',' => {
                    at += 1;
                    joint = Joint::Near;
                }
                '-' if source.at(at + 1) == '>' => return self.firm(at + 2),
                '-' | '–' | '—' if is_blank(source.at(at + 1)) => {
                    at += 1;
                    joint = if words == 0 { Joint::Verb } else { Joint::Near };
                }
                '(' => match self.bracket(at, words) {
                    Ok(value) => return Found::Value(value),
                    Err(behind) => at = behind,
                },
                '/' if words == 0 => at = self.word_end(at + 1),
                '.' if words == 0 && source.at(at + 1) == ':' => at += 1,
                '*' | '#' => at += 1,
                ';' | '?' | '!' | '.' | '<' | '>' => return Found::Nothing,
                c if is_quote(c) => {
                    let joint = match joint {
                        Joint::Direct => Joint::Quoted,
                        Joint::Near if words > 4 => return Found::Nothing,
                        Joint::Near => Joint::Loose,
                        other => other,
                    };
                    return self.quoted(at, joint);
                }
                _ => match self.step(&mut at, &mut joint, &mut words) {
                    Some(found) => return found,
                    None if words > MOST_WORDS => return Found::Nothing,
                    None => {}
                },
            }
        }
    }

    /// A word in the gap: it joins, it fills, it is the value, or it ends the search.
    fn step(&self, at: &mut usize, joint: &mut Joint, words: &mut usize) -> Option<Found> {
        let token = Span {
            from: *at,
            to: self.token_end(*at),
        };
        let label = Span {
            from: *at,
            to: self.word_end(*at),
        };
        let word = self.source.word(label);
        let whole = label.to >= token.to
            || matches!(
                self.source.at(label.to),
                ':' | ',' | '.' | ')' | '"' | '“' | '='
            );
        if whole {
            let next = if words::is_firm_verb(&word) {
                Some(Joint::Firm)
            } else if words::is_verb(&word) {
                Some(verb_joint(&word))
            } else {
                None
            };
            if let Some(next) = next {
                // "zu kurz", "mit dem": a second verb never joins more firmly than the first.
                *joint = if *words > 0 && *joint == Joint::Near && next == Joint::Verb {
                    Joint::Verb
                } else {
                    next
                };
                *at = label.to;
                return None;
            }
            if words::is_filler(&word) {
                *at = label.to;
                return None;
            }
        }
        let candidate = self.candidate(token);
        if is_secret(self.source, candidate, *joint, self.class) && !self.is_label(candidate.span) {
            return Some(Found::Value(self.behind_user(candidate.span)));
        }
        if whole && words::is_stop(&word) && !is_article(&word) {
            return Some(Found::Nothing);
        }
        *words += 1;
        let quiet = words::is_known_user(&word) || words::is_trailer(&word);
        *joint = if quiet && *joint == Joint::Direct {
            Joint::Direct
        } else {
            Joint::Near
        };
        *at = if whole { label.to } else { token.to };
        None
    }

    /// Behind a colon, an equals sign, an arrow or a cell's border.
    fn behind_sign(&self, at: usize, words: usize) -> Found {
        let source = self.source;
        let (here, next) = (source.at(at), source.at(at + 1));
        let compares = here == '=' && next == '=' || here == ':' && next == ':';
        if compares || here == ':' && next == '/' && source.at(at + 2) == '/' {
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
    fn is_define(&self, start: usize) -> bool {
        let before: String = self
            .source
            .small(Span {
                from: start.saturating_sub(60),
                to: start,
            })
            .iter()
            .collect();
        before.contains("define(")
    }

    /// The value behind a firm joint.
    fn firm(&self, from: usize) -> Found {
        let source = self.source;
        let mut at = source.skip_blanks(from, self.end);
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
        let token = Span {
            from: at,
            to: self.token_end(at),
        };
        let candidate = self.candidate(token);
        if is_secret(source, candidate, Joint::Firm, self.class) && !self.is_label(candidate.span) {
            return Found::Value(self.behind_user(candidate.span));
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

    /// A value in quotes, which may contain blanks.
    fn quoted(&self, at: usize, joint: Joint) -> Found {
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
            span,
            ends_field: true,
            quoted: true,
        };
        let phrase = blanks > 0 && blanks <= 6 && joint == Joint::Firm && self.is_phrase(span)
            || blanks > 0 && blanks <= 6 && joint == Joint::Verb && self.is_phrase(span);
        if phrase || blanks == 0 && is_secret(self.source, candidate, joint, self.class) {
            Found::Value(span)
        } else {
            Found::Nothing
        }
    }

    fn closes(&self, open: usize, at: usize) -> bool {
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
    fn is_phrase(&self, span: Span) -> bool {
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
            && told * 2 < words
    }

    /// A pass phrase without quotes, to the end of the line: only where "passphrase" or the like announces it.
    fn phrase(&self, at: usize) -> Option<Span> {
        let announced: String = self
            .source
            .small(Span {
                from: at.saturating_sub(24),
                to: at,
            })
            .iter()
            .collect();
        if !announced.contains("phrase") {
            return None;
        }
        let mut to = self.end;
        while to > at && matches!(self.source.at(to - 1), ' ' | '.' | ',') {
            to -= 1;
        }
        let span = Span { from: at, to };
        let text: String = self.source.small(span).iter().collect();
        let words: Vec<&str> = text.split_whitespace().collect();
        let plain = words.iter().all(|w| w.chars().all(char::is_alphanumeric));
        let told = words.iter().filter(|w| words::is_stop(w)).count();
        ((3..=8).contains(&words.len()) && plain && told == 0).then_some(span)
    }

    /// A token as a candidate: without quotes, brackets and the sentence's signs.
    pub(super) fn candidate(&self, token: Span) -> Candidate {
        let source = self.source;
        let mut span = source.trimmed(token);
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
        }
    }

    /// Nothing of the same sentence follows.
    fn ends_field(&self, at: usize) -> bool {
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
        matches!(
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

    /// The value is a label for something else: "Passwort: Host: …".
    fn is_label(&self, span: Span) -> bool {
        self.source.at(span.to) == ':'
            && is_blank(self.source.at(span.to + 1))
            && words::is_public_label(&self.source.word(span))
    }

    /// `root/Xk8!…` behind "User/Passwort:": only what stands behind the user's name.
    fn behind_user(&self, span: Span) -> Span {
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
    fn bracket(&self, at: usize, words: usize) -> Result<Span, usize> {
        let behind = self.bracket_end(at);
        let inside = Span {
            from: at + 1,
            to: behind.saturating_sub(1).max(at + 1),
        };
        let single = !self.source.slice(inside).iter().any(|c| c.is_whitespace());
        let candidate = Candidate {
            span: self.source.trimmed(inside),
            ends_field: true,
            quoted: false,
        };
        if words == 0 && single && is_secret(self.source, candidate, Joint::Direct, self.class) {
            Ok(candidate.span)
        } else {
            Err(behind)
        }
    }

    fn bracket_end(&self, at: usize) -> usize {
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
    fn word_end(&self, at: usize) -> usize {
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

/// "für den Zugang": articles are no reason to stop.
fn is_article(word: &str) -> bool {
    matches!(
        word,
        "der"
            | "die"
            | "das"
            | "den"
            | "dem"
            | "des"
            | "the"
            | "a"
            | "an"
            | "für"
            | "for"
            | "von"
            | "vom"
            | "of"
            | "on"
            | "am"
            | "im"
            | "in"
            | "zum"
            | "zur"
            | "user"
            | "root"
            | "admin"
            | "benutzer"
            | "unser"
            | "unsere"
            | "our"
            | "your"
            | "ihr"
            | "ihre"
            | "mein"
            | "my"
            | "bei"
            | "haben"
            | "habe"
            | "wir"
            | "we"
            | "have"
            | "nach"
            | "username"
            | "login"
            | "beim"
            | "ich"
            | "oder"
            | "or"
            | "and"
            | "und"
    )
}

fn verb_joint(word: &str) -> Joint {
    match word {
        "auf" | "to" | "mit" | "with" | "als" | "as" | "zu" | "dann" => Joint::Loose,
        _ => Joint::Verb,
    }
}

const fn is_blank(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\n' | '\r' | '\u{a0}')
}
