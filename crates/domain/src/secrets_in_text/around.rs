//! Values in a sentence about a password that nothing joins with its word: "I typed Pa55phrase and the panel refuses the
//! password".
//!
//! Points are given for what a stretch looks like and for what stands beside it; what a password is *for* — behind
//! "für", "Benutzer", "server" — gets none. Lines in which another detector found the value are only looked at for a
//! second one ("… or …", "neu ist …").

use super::keywords;
use super::machine::is_machine_line;
use super::made::{self, LIKELY};
use super::place::Place;
use super::sequel::{another, former, one_before, phrase_behind, signs_in};
use super::source::{LONGEST_TOKEN, Source, Span, is_quote};
use super::words::{self, Class};
use super::{Finding, FindingKind};

/// Characters between the word and a value behind it.
const BEHIND: usize = 170;
/// Characters between a value and the word behind it.
const BEFORE: usize = 90;
/// Findings of one line that are followed to another one.
const MOST_SEVERAL: usize = 40;
/// Longest quoted stretch that is taken for a pass phrase.
const LONGEST_PHRASE: usize = 60;

/// A token or a quoted stretch of a line.
#[derive(Clone, Copy)]
pub(super) struct Unit {
    /// As it stands, with quotes, brackets and punctuation.
    pub(super) whole: Span,
    /// What would be the secret.
    pub(super) value: Span,
    pub(super) quoted: bool,
}

/// Looks at one line; `known` is what was found in it.
pub(super) fn find(source: &Source, line: usize, known: &[Finding], found: &mut Vec<Finding>) {
    if source.lines.get(line).is_none_or(|l| l.len() < 4) {
        return;
    }
    let tokens = source.tokens(line);
    if tokens.len() < 2 || tokens.len() > 400 || is_machine_line(source, line, &tokens) {
        return;
    }
    if !known.is_empty() {
        let units = units(source, &tokens);
        let plural = is_about_several(&meant(source, line), source);
        for finding in known
            .iter()
            .filter(|f| f.kind == FindingKind::Password)
            .take(MOST_SEVERAL)
        {
            let mut last = *finding;
            while let Some(next) =
                another(source, &units, &last, plural).filter(|n| n.from > last.from)
            {
                found.push(next);
                if !plural {
                    break;
                }
                last = next;
            }
            found.extend(former(source, &units, finding));
            found.extend(one_before(source, &units, finding));
        }
        if plural {
            listed(source, &units, found);
        }
        return;
    }
    let names = meant(source, line);
    if names.is_empty() {
        signs_in(source, &tokens, found);
        return;
    }
    let units = units(source, &tokens);
    let first = found.len();
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
            at: place,
            names: &names,
            comes_first: before.is_none(),
        };
        let is_value = match class {
            Class::Pin => place.is_pin(),
            _ => place.points() >= LIKELY || place.is_number(),
        };
        if is_value {
            found.push(value.found(FindingKind::Password));
        }
    }
    if found.len() == first {
        found.extend(
            names
                .iter()
                .find_map(|(name, _)| phrase_behind(source, *name)),
        );
    }
    for n in first..found.len() {
        let more = [
            former(source, &units, &found[n]),
            another(source, &units, &found[n], is_about_several(&names, source)),
        ];
        found.extend(more.into_iter().flatten());
    }
}

/// "root = Hd8-11, admin = Hd8-12", "info -> …, post -> …" on a line about several passwords.
fn listed(source: &Source, units: &[Unit], found: &mut Vec<Finding>) {
    for row in units.windows(3) {
        let [label, sign, value] = row else { continue };
        let joins = matches!(source.slice(sign.whole), ['=' | '→'] | ['-' | '=', '>']);
        let named = source
            .slice(label.value)
            .iter()
            .all(|c| c.is_alphanumeric());
        let text = source.slice(value.value);
        let telling = made::points(text) > 0 || words::may_be_chosen(text);
        if joins && named && telling {
            found.push(value.value.found(FindingKind::Password));
        }
    }
}

/// "die Passwörter", "beide Kennwörter".
fn is_about_several(names: &[(Span, Class)], source: &Source) -> bool {
    names
        .iter()
        .any(|(name, _)| words::is_plural(&source.word(*name)) || is_both(source, *name))
}

/// "neither password", "beide Kennwort…".
fn is_both(source: &Source, name: Span) -> bool {
    let before = Span {
        from: name.from.saturating_sub(10),
        to: name.from,
    };
    let before: String = source.small(before).iter().collect();
    matches!(
        before.split_whitespace().next_back(),
        Some("neither" | "both" | "either" | "beide")
    )
}

/// The words for a password of a line that mean one: not in a path, not "ohne Passwort".
fn meant(source: &Source, line: usize) -> Vec<(Span, Class)> {
    let mut names = keywords::announcing(source, line).to_vec();
    names.retain(|(name, class)| {
        let path = name.from > 0 && matches!(source.at(name.from - 1), '/' | '\\' | '$');
        let before = Span {
            from: name.from.saturating_sub(12),
            to: name.from,
        };
        let before: String = source.small(before).iter().collect();
        let before = before.split_whitespace().next_back().unwrap_or_default();
        let denied = matches!(
            before,
            "ohne" | "statt" | "kein" | "keine" | "without" | "no" | "of" | "anstatt" | "statt:"
        );
        matches!(class, Class::Password | Class::Pin) && !path && !denied
    });
    names
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
        if is_quote(source.at(open))
            && source
                .slice(*token)
                .iter()
                .filter(|c| is_quote(**c))
                .count()
                == 1
        {
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
