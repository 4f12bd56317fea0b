//! What follows from a value that was found, or from a word for a password without one: a second value, the former one, a
//! pass phrase behind a later colon, what somebody signs in with.

use super::around::Unit;
use super::made::{self, LIKELY, POSSIBLE};
use super::source::{Source, Span};
use super::{Finding, FindingKind, lists, words};

/// "Liverpool08 or Liverpool09", "Old password …, new one …".
pub(super) fn another(
    source: &Source,
    units: &[Unit],
    known: &Finding,
    plural: bool,
) -> Option<Finding> {
    let next = units.partition_point(|u| u.whole.from < known.to);
    let mut joined = source.at(known.to) == ',';
    for unit in units.iter().skip(next).take(8) {
        let word = source.word(unit.value);
        if lists::MORE.contains(&*word) || unit.value.len() == 0 {
            joined = true;
            continue;
        }
        // "…, seit Juni ist es …": on to what it is now.
        let turns = matches!(
            &*word,
            "geht" | "noch" | "works" | "still" | "klappt" | "galt" | "gilt"
        );
        let since = turns
            || source.at(known.to) == ',' && matches!(&*word, "seit" | "since" | "es" | "it")
            || lists::NOT_VALUES.contains(&*word);
        if since {
            continue;
        }
        let points = made::points(source.slice(unit.value));
        let text = source.slice(unit.value);
        let number = text.len() >= 4
            && unit.value.len() == known.to - known.from
            && text.iter().all(|c| c.is_ascii_digit() || *c == '-');
        let chosen = words::may_be_chosen(text) || number;
        let value = joined
            && (points >= POSSIBLE || chosen && plural)
            && source.at(unit.whole.to - 1) != ':';
        if value {
            return Some(unit.value.found(FindingKind::Password));
        }
        if !plural || points >= POSSIBLE {
            return None;
        }
    }
    None
}

/// "von alt1234 auf neu5678!": the one before.
pub(super) fn former(source: &Source, units: &[Unit], known: &Finding) -> Option<Finding> {
    let at = units.partition_point(|u| u.whole.to < known.to);
    let word = |back: usize| {
        at.checked_sub(back)
            .and_then(|n| units.get(n))
            .map(|u| source.word(u.value))
            .unwrap_or_default()
    };
    let turns =
        matches!(&*word(1), "auf" | "in" | "to" | "zu") && matches!(&*word(3), "von" | "from");
    let former = at.checked_sub(2).and_then(|n| units.get(n))?;
    let points = made::points(source.slice(former.value));
    (turns && points >= POSSIBLE).then(|| former.value.found(FindingKind::Password))
}

/// "Hier die Passwörter: Xk8mm2Pq / …": the first of two.
pub(super) fn one_before(source: &Source, units: &[Unit], known: &Finding) -> Option<Finding> {
    let at = units.partition_point(|u| u.whole.to < known.to);
    let sign = units.get(at.checked_sub(1)?)?;
    let first = units.get(at.checked_sub(2)?)?;
    let lead = at
        .checked_sub(3)
        .map_or(':', |n| source.at(units[n].whole.to - 1));
    let text = source.slice(first.value);
    let fits = made::points(text) >= POSSIBLE && !words::is_known_user(&source.word(first.value));
    let joins = source.slice(sign.whole) == ['/'] && lead == ':';
    (fits && joins).then(|| first.value.found(FindingKind::Password))
}

/// "Backup-Passphrase bitte notieren: blau regen zaun kutsche": words in small letters to the end of the line.
pub(super) fn phrase_behind(source: &Source, name: Span) -> Option<Finding> {
    if !source.word(name).ends_with("phrase") {
        return None;
    }
    let colon = (name.to..name.to + 60)
        .take_while(|n| source.at(*n) != '\n')
        .find(|n| source.at(*n) == ':' && source.at(n + 1) == ' ')?;
    let end = (colon..colon + 120).find(|n| source.at(*n) == '\n')?;
    let value = source.trimmed(Span {
        from: colon + 2,
        to: end,
    });
    let text = source.slice(value);
    let words: Vec<&[char]> = text.split(|c| *c == ' ').collect();
    let plain = words
        .iter()
        .all(|w| w.len() > 1 && w.iter().all(|c| c.is_lowercase()));
    let told = words
        .iter()
        .filter(|w| words::is_stop(&w.iter().collect::<String>()))
        .count();
    ((3..=8).contains(&words.len()) && plain && told * 3 < words.len())
        .then(|| value.found(FindingKind::Password))
}

/// "… loggen Sie sich mit Kaktus_2030 ein": no word for a password, but for what it opens.
pub(super) fn signs_in(source: &Source, tokens: &[Span], found: &mut Vec<Finding>) {
    let words: Vec<String> = tokens
        .iter()
        .map(|t| source.word(source.trimmed(*t)))
        .collect();
    let about = |w: &String| {
        lists::SIGNS_IN.contains(&**w) || lists::OPENS.contains(&**w) || words::is_hint(w)
    };
    if !words.iter().any(about) {
        return;
    }
    for (place, word) in words.iter().enumerate() {
        let Some(token) = tokens.get(place + 1).filter(|_| {
            let behind = words.get(place + 2).map_or("", String::as_str);
            let typed = lists::TYPED.contains(behind)
                || matches!(
                    behind,
                    "eingeben" | "verwenden" | "nehmen" | "nutzen" | "benutzen"
                );
            matches!(&**word, "bitte" | "please" | "dann" | "then") && typed
                || matches!(&**word, "mit" | "with" | "using" | "use")
                || lists::OPENS.contains(&**word)
        }) else {
            continue;
        };
        let value = source.trimmed(*token);
        let text = source.slice(value);
        let torn = text.iter().any(|c| c.is_alphabetic()) && made::points(text) >= LIKELY - 1;
        if torn {
            found.push(value.found(FindingKind::Password));
        }
    }
}
