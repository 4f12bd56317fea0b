//! Values in a sentence about a password that nothing joins with its word: "I typed Pa55phrase and the panel refuses the
//! password".
//!
//! Points are given for what a stretch looks like and for what stands beside it; what a password is *for* — behind
//! "für", "Benutzer", "server" — gets none. Lines in which another detector found the value are only looked at for a
//! second one ("… or …", "neu ist …").

use super::keywords;
use super::made::{self, LIKELY, POSSIBLE};
use super::pairs::is_machine_line;
use super::source::{LONGEST_TOKEN, Source, Span, is_quote};
use super::words::{self, Class};
use super::{Finding, FindingKind, lists};

/// Characters between the word and a value behind it.
const BEHIND: usize = 170;
/// Characters between a value and the word behind it.
const BEFORE: usize = 90;
/// Longest quoted stretch that is taken for a pass phrase.
const LONGEST_PHRASE: usize = 60;

/// A token or a quoted stretch of a line.
#[derive(Clone, Copy)]
struct Unit {
    /// As it stands, with quotes, brackets and punctuation.
    whole: Span,
    /// What would be the secret.
    value: Span,
    quoted: bool,
}

/// Looks at one line; `known` is what was found in it.
pub(super) fn find(source: &Source, line: usize, known: &[Finding], found: &mut Vec<Finding>) {
    let tokens = source.tokens(line);
    if tokens.len() < 2 || tokens.len() > 400 || is_machine_line(source, line, &tokens) {
        return;
    }
    if !known.is_empty() {
        let units = units(source, &tokens);
        for finding in known.iter().filter(|f| f.kind == FindingKind::Password) {
            found.extend(another(source, &units, finding));
        }
        return;
    }
    let mut names = keywords::announcing(source, line);
    names.retain(|(_, class)| matches!(class, Class::Password | Class::Pin));
    if names.is_empty() {
        return;
    }
    let units = units(source, &tokens);
    for place in 0..units.len() {
        let value = units[place].value;
        let near = names.partition_point(|(name, _)| name.to <= value.from);
        let before = near.checked_sub(1).and_then(|n| names.get(n));
        let behind = names.get(near).filter(|(n, _)| n.from < value.to + BEFORE);
        let before = before.filter(|(n, _)| n.to + BEHIND > value.from);
        let Some((_, class)) = before.or(behind) else {
            continue;
        };
        let overlaps = behind.is_some_and(|(n, _)| n.from < value.to);
        let inside = before.is_some_and(|(n, _)| n.to > units[place].whole.from);
        if overlaps || inside {
            continue;
        }
        let place = Place {
            source,
            units: &units,
            place,
            names: &names,
        };
        let is_value = match class {
            Class::Pin => place.is_pin(),
            _ => place.points() >= LIKELY,
        };
        if is_value {
            found.push(value.found(FindingKind::Password));
        }
    }
}

fn units(source: &Source, tokens: &[Span]) -> Vec<Unit> {
    let mut units = Vec::with_capacity(tokens.len());
    let mut behind = 0;
    for token in tokens.iter().filter(|t| t.len() <= LONGEST_TOKEN) {
        if token.from < behind {
            continue;
        }
        let open = token.from + usize::from(source.at(token.from) == '(');
        let value = source.trimmed(*token);
        let mut unit = Unit {
            whole: *token,
            value,
            quoted: is_quote(source.at(open)) && value.to < token.to,
        };
        if is_quote(source.at(open)) && source.slice(*token).iter().filter(|c| is_quote(**c)).count() == 1 {
            let limit = token.to + LONGEST_PHRASE;
            let close = (token.to..limit)
                .take_while(|n| source.at(*n) != '\n')
                .find(|n| is_quote(source.at(*n)));
            if let Some(close) = close {
                unit.whole.to = close + 1;
                unit.value = Span {
                    from: open + 1,
                    to: close,
                };
                unit.quoted = true;
                behind = close + 1;
            }
        }
        units.push(unit);
    }
    units
}

/// A unit among the others of its line.
struct Place<'a> {
    source: &'a Source,
    units: &'a [Unit],
    place: usize,
    names: &'a [(Span, Class)],
}

impl Place<'_> {
    fn unit(&self) -> Unit {
        self.units[self.place]
    }

    /// The word of the unit so many places before or behind, in small letters, without its signs.
    fn word(&self, steps: isize) -> String {
        self.place
            .checked_add_signed(steps)
            .and_then(|n| self.units.get(n))
            .map(|u| self.source.word(u.value))
            .unwrap_or_default()
    }

    /// What stands at the end of the unit before.
    fn sign_before(&self) -> char {
        self.place
            .checked_sub(1)
            .and_then(|n| self.units.get(n))
            .map_or(' ', |u| self.source.at(u.whole.to - 1))
    }

    fn is_name(&self, steps: isize) -> bool {
        let Some(unit) = self
            .place
            .checked_add_signed(steps)
            .and_then(|n| self.units.get(n))
        else {
            return false;
        };
        let at = self.names.partition_point(|(n, _)| n.to <= unit.whole.from);
        self.names
            .get(at)
            .is_some_and(|(n, _)| n.from < unit.whole.to)
    }

    fn points(&self) -> u8 {
        let unit = self.unit();
        let text = self.source.slice(unit.value);
        let phrase = unit.quoted && text.contains(&' ');
        let looks = if phrase {
            made::phrase(text)
        } else {
            made::points(text)
        };
        if looks == 0 {
            return 0;
        }
        let set = self.is_set();
        if self.is_target() && !set || self.is_account() && looks < LIKELY {
            return 0;
        }
        let beside = self.is_beside();
        let joined = self.is_joined() || beside || set || self.is_behind_sign();
        looks + if joined { 2 } else { 0 } + u8::from(unit.quoted)
    }

    /// What the password is for, or something with a label of its own.
    fn is_target(&self) -> bool {
        let before = self.word(-1);
        let before = before.rsplit(['-', '/']).next().unwrap_or_default();
        lists::TARGETS.contains(before) || words::is_public_label(before) && self.sign_before() == ':'
    }

    /// "Passwort lager12 zurücksetzen": a name.
    fn is_account(&self) -> bool {
        let next = self.word(1);
        let ends = ["setzen", "sperren", "sperrt", "löschen", "legen", "schalten", "gessen"];
        ends.iter().any(|e| next.len() > e.len() && next.ends_with(e)) || matches!(next.as_str(), "reset" | "locked" | "forgot")
    }

    /// "auf … geändert", "changed to …".
    fn is_set(&self) -> bool {
        let before = self.word(-1);
        let joins = matches!(before.as_str(), "auf" | "to" | "in" | "mit" | "with" | "als" | "as");
        let from = self.place.saturating_sub(9);
        joins
            && ((1..=2).any(|n| words::confirms(&self.word(n)))
                || self.units[from..self.place]
                    .iter()
                    .any(|u| lists::CHANGES.contains(&*self.source.word(u.value))))
    }

    /// Directly behind the word, or but for "neu", "bitte", "ist"; or before it as in "… als Passwort", "… (Passwort".
    fn is_beside(&self) -> bool {
        let before = (1..=3isize).find_map(|n| {
            if self.is_name(-n) {
                return Some(true);
            }
            let word = self.word(-n);
            let passes = words::is_filler(&word) || words::is_verb(&word) || matches!(word.as_str(), "bitte" | "please");
            (!passes).then_some(false)
        });
        if before == Some(true) {
            return true;
        }
        let opens = self.is_name(1) && self.source.at(self.units[self.place + 1].whole.from) == '(';
        let next = self.word(1);
        let as_word = matches!(next.as_str(), "als" | "as" | "is" | "ist" | "war" | "was")
            && (2..=4).any(|n| self.is_name(n));
        opens || as_word
    }

    /// Behind a word that says that it was typed, tried, taken.
    fn is_joined(&self) -> bool {
        let far = if self.unit().quoted { 5 } else { 2 };
        (1..=far).any(|n| lists::USES.contains(&*self.word(-n)))
    }

    /// Behind a colon, an equals sign or an arrow, and no label that says otherwise.
    fn is_behind_sign(&self) -> bool {
        let sign = self.sign_before();
        let bracket = self.source.at(self.unit().whole.from) == '(';
        matches!(sign, ':' | '=' | '→' | '>') || bracket && !self.source.slice(self.unit().whole).contains(&' ')
    }

    /// Digits that are said to be the code.
    fn is_pin(&self) -> bool {
        let text = self.source.slice(self.unit().value);
        let text = text.strip_suffix(&['#']).unwrap_or(text);
        let digits = (4..=10).contains(&text.len()) && text.iter().all(char::is_ascii_digit);
        let said = words::is_verb(&self.word(-1)) && !matches!(&*self.word(-1), "auf" | "to" | "zu" | "mit" | "with");
        digits && (said || self.is_behind_sign() && !self.is_target())
    }
}

/// "Liverpool08 or Liverpool09", "Old password …, new one …".
fn another(source: &Source, units: &[Unit], known: &Finding) -> Option<Finding> {
    let next = units.partition_point(|u| u.whole.from < known.to);
    let mut joined = source.at(known.to) == ',';
    for unit in units.iter().skip(next).take(6) {
        let word = source.word(unit.value);
        if lists::MORE.contains(&*word) || unit.value.len() == 0 {
            joined = true;
            continue;
        }
        let points = made::points(source.slice(unit.value));
        let value = joined && points >= POSSIBLE && source.at(unit.whole.to - 1) != ':';
        return value.then(|| unit.value.found(FindingKind::Password));
    }
    None
}
