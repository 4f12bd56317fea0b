//! From the word that announces a secret to its value: what may stand between, and where the value ends.

use super::judge::{Joint, is_secret};
use super::source::{Source, Span, is_quote};
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
    /// The word or one shortly before is about a radio network.
    pub(super) radio: bool,
    /// "das", "the" stands before the word.
    pub(super) is_the: bool,
    /// The word is one of notes and chats: "pw".
    pub(super) is_short: bool,
    /// The word itself says that several words come: "passphrase".
    pub(super) named_phrase: bool,
    /// The word is the name of a setting: `smtp_auth_pass`.
    pub(super) config: bool,
    /// The name it belongs to was told just before: "Benutzer max, Kennwort …".
    pub(super) field: bool,
    /// A blank is as good as a colon here: `requirepass x`, `--password x`.
    pub(super) blank_joins: bool,
}

impl Walk<'_> {
    pub(super) fn from(&self, start: usize) -> Found {
        let source = self.source;
        let limit = (start + FARTHEST).min(self.end);
        let (mut at, was_quoted, mut joint) = self.opening(start, limit);
        let mut words = 0;
        let mut said = false;
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
                '>' if self.in_tag || was_quoted && words == 0 && source.at(at - 1) == '"' => {
                    return self.tagged(at + 1);
                }
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
                '.' if self.is_abbreviation(at) => at += 1,
                '*' | '#' => at += 1,
                '…' if words == 0 => {
                    at += 1;
                    joint = Joint::Verb;
                }
                '.' if words == 0 && source.at(at + 1) == '.' => {
                    while source.at(at) == '.' {
                        at += 1;
                    }
                    joint = Joint::Verb;
                }
                '!' | '?'
                    if at > start
                        && is_blank(source.at(at - 1))
                        && !is_blank(source.at(at + 1)) =>
                {
                    // A value that begins with the sign.
                    if let Some(found) = self.step(&mut at, &mut joint, &mut words) {
                        return found;
                    }
                }
                ';' | '?' | '!' | '.' | '<' | '>' => return Found::Nothing,
                c if is_quote(c) && joint == Joint::Near && self.is_behind_target(at) => {
                    let limit = (at + 60).min(self.end);
                    at = (at + 1..limit)
                        .find(|n| self.closes(at, *n))
                        .map_or(limit, |n| n + 1);
                    words += 1;
                }
                c if is_quote(c) => {
                    let joint = match joint {
                        Joint::Direct => Joint::Quoted,
                        Joint::Firm if self.field && words == 0 => Joint::Quoted,
                        Joint::Near if said && words <= 3 && !self.is_behind_place(at) => {
                            Joint::Verb
                        }
                        Joint::Near if words > 4 => return Found::Nothing,
                        Joint::Near => Joint::Loose,
                        other => other,
                    };
                    return self.quoted(at, joint);
                }
                _ => match self.step(&mut at, &mut joint, &mut words) {
                    None if joint == Joint::Verb => said = true,
                    Some(found) => return found,
                    None if words > MOST_WORDS => return Found::Nothing,
                    None => {}
                },
            }
        }
    }

    /// Behind the announcing word's own quotes: where the way begins, whether there were any, how firmly the place itself joins.
    fn opening(&self, start: usize, limit: usize) -> (usize, bool, Joint) {
        let source = self.source;
        let mut at = start;
        // The announcement itself may stand in quotes or be printed bold.
        let mut was_quoted = false;
        while at < limit && (is_quote(source.at(at)) || matches!(source.at(at), '*' | '_' | ']')) {
            was_quoted = was_quoted || is_quote(source.at(at));
            at += 1;
        }
        let mut joint = if self.blank_joins || self.field {
            Joint::Firm
        } else {
            Joint::Direct
        };
        // "the password's …".
        if matches!(source.at(start), '\'' | '’') && source.at(start + 1) == 's' {
            at = start + 2;
            was_quoted = false;
            joint = Joint::Verb;
        }
        // Columns: two blanks are as good as a colon.
        if source.at(at) == ' '
            && source.at(at + 1) == ' '
            && !is_blank(source.at(source.skip_blanks(at, limit)))
        {
            joint = Joint::Firm;
        }
        // Two cells: a label and its value.
        if source.at(at) == '\t' && self.is_two_cells(at) {
            joint = Joint::Firm;
        }
        (at, was_quoted, joint)
    }

    /// "… ist im Reiter „Sicherheit“": where it is.
    fn is_behind_place(&self, at: usize) -> bool {
        let from = at.saturating_sub(24);
        let before: String = self.source.small(Span { from, to: at }).iter().collect();
        let mut words = before.split_whitespace().rev().take(3);
        words.any(|w| {
            matches!(
                w,
                "im" | "in"
                    | "unter"
                    | "am"
                    | "auf"
                    | "laut"
                    | "on"
                    | "at"
                    | "under"
                    | "als"
                    | "as"
            )
        })
    }

    /// "Kennwort für Benutzer „…“": the name of somebody or something.
    fn is_behind_target(&self, at: usize) -> bool {
        let mut to = at;
        while to > 0 && is_blank(self.source.at(to - 1)) {
            to -= 1;
        }
        let from = (to.saturating_sub(24)..to)
            .rev()
            .find(|n| is_blank(self.source.at(*n)))
            .map_or(to, |n| n + 1);
        super::lists::OWNERS.contains(&*self.source.word(Span { from, to }))
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
        // "meine PIN ist die 9917".
        if *joint == Joint::Verb
            && self.class == Class::Pin
            && matches!(&*word, "die" | "der" | "the" | "wohl")
        {
            *at = label.to;
            return None;
        }
        let mut candidate = self.candidate(token);
        candidate.ends_field |= self.blank_joins && *words == 0;
        if let Some(several) = self.several(*at, *joint, *words) {
            return Some(Found::Value(several));
        }
        let spoken: String = self.source.slice(candidate.span).iter().collect();
        let small = spoken.starts_with(char::is_lowercase);
        if self.field
            && *words == 0
            && small
            && !spoken.contains('-')
            && words::is_predicate(&spoken)
        {
            return Some(Found::Nothing);
        }
        if *joint == Joint::Direct
            && *words == 0
            && (self.is_bare(candidate) || self.is_noted(candidate))
        {
            return Some(Found::Value(candidate.span));
        }
        let account = *joint == Joint::Direct && self.is_account(candidate.span);
        let field = *joint == Joint::Direct && self.is_whole_field(token);
        let judged = if field { Joint::Firm } else { *joint };
        if !account
            && is_secret(self.source, candidate, judged, self.class)
            && !self.is_label(candidate.span)
        {
            return Some(Found::Value(self.behind_user(candidate.span)));
        }
        let changes = super::lists::CHANGES.contains(&*word)
            && !matches!(self.source.at(label.to), '.' | '!' | '?');
        if whole && words::ends_search(&word) && !is_article(&word) && !changes {
            return Some(Found::Nothing);
        }
        *words += 1;
        let quiet = words::is_known_user(&word) || words::is_trailer(&word);
        // `password 7 0822455D0A16`: the sort of a Cisco password.
        let sort = token.len() == 1 && self.source.at(token.from).is_ascii_digit();
        *joint = match *joint {
            Joint::Direct | Joint::Firm if sort && *words == 1 => Joint::Firm,
            Joint::Direct if quiet || sort => Joint::Direct,
            Joint::Firm if quiet => Joint::Verb,
            _ => Joint::Near,
        };
        // "vom Mailkonto info@example.org:": the colon belongs to the way.
        let colon = self.source.at(token.to - 1) == ':';
        *at = match (whole, colon) {
            (true, _) => label.to,
            (false, true) => token.to - 1,
            (false, false) => token.to,
        };
        None
    }

    /// "f.", "v.", "bzw.": no end of a sentence.
    fn is_abbreviation(&self, at: usize) -> bool {
        let letters = (at.saturating_sub(4)..at)
            .rev()
            .take_while(|n| self.source.at(*n).is_alphabetic())
            .count();
        (1..=3).contains(&letters)
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
            | "both"
            | "beide"
            | "alle"
            | "all"
            | "ich"
            | "i"
            | "you"
            | "at"
            | "über"
            | "aus"
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

pub(super) const fn is_blank(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\n' | '\r' | '\u{a0}')
}
