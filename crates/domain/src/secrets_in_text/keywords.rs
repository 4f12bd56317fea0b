//! Words that announce a secret, and its value behind them — or, less often, before them.

use super::context::{
    blank_joins, is_about_locks, is_about_questions, is_about_radio, is_attribute, is_behind_name,
    is_determiner, is_file_key, is_in_path, is_the,
};
use super::gap::{Found, Walk};
use super::judge::{Candidate, Joint, is_secret};
use super::made;
use super::shape::{self, Counts, Strength};
use super::source::{Source, Span, is_quote};
use super::words::{self, Class};
use super::{Finding, FindingKind};

/// Longest name that is taken for a word.
const LONGEST_NAME: usize = 64;

pub(super) fn find(source: &Source, line: usize, found: &mut Vec<Finding>) {
    let first = found.len();
    for (name, class) in announcing(source, line).iter().copied() {
        // "app-pass-1" is a value, no word for one.
        if !found[first..]
            .iter()
            .rev()
            .take(3)
            .any(|f| f.from <= name.from && name.from < f.to)
        {
            announcement(source, line, name, class, found);
        }
    }
}

/// The words of a line that announce a secret.
pub(super) fn announcing(source: &Source, line: usize) -> &[(Span, Class)] {
    let (Some(span), Some(names)) = (source.lines.get(line), source.announcing.get(line)) else {
        return &[];
    };
    names.get_or_init(|| names_of(source, *span).into_boxed_slice())
}

fn names_of(source: &Source, span: Span) -> Vec<(Span, Class)> {
    let mut names = Vec::new();
    let mut before = String::new();
    let mut at = span.from;
    while at < span.to {
        if !is_name(source.at(at)) {
            at += 1;
            continue;
        }
        let to = (at..span.to)
            .find(|n| !is_name(source.at(*n)))
            .unwrap_or(span.to);
        // The hyphen of an arrow is not part of the word.
        let mut word_end = to;
        while word_end > at + 1 && source.at(word_end - 1) == '-' {
            word_end -= 1;
        }
        let name = Span {
            from: at,
            to: word_end,
        };
        let parts = parts(source, name);
        // "…Pw@host" is the end of a password in an address, not the word for one.
        let class =
            announced(&parts, &before).filter(|_| source.at(to) != '@' && !is_read(source, at, to));
        let last = parts.last().map_or("", String::as_str);
        let quoted = at > 0
            && source.at(at - 1) == '"'
            && source.at(word_end) == '"'
            && source.at(word_end + 1) == ':';
        let class = class.filter(|_| !is_in_path(source, span.from, at));
        let class = class
            .or_else(|| (last == "code" && is_about_locks(source, span, at)).then_some(Class::Pin));
        let class = class.or_else(|| {
            (matches!(last, "antwort" | "answer") && is_about_questions(source, span.from, at))
                .then_some(Class::Password)
        });
        let class = class.or((quoted && last == "auth").then_some(Class::Token));
        let class = class.map(|class| match class {
            Class::Key if is_file_key(source, span, name) => Class::Password,
            class => class,
        });
        names.extend(class.map(|class| (name, class)));
        last.clone_into(&mut before);
        at = to;
    }
    names
}

/// `"$MYSQL_PWD"`, `${DB_PASSWORD}`: what a program reads; `$pass = …` is where it is set.
fn is_read(source: &Source, from: usize, to: usize) -> bool {
    let before = |n: usize| from.checked_sub(n).map_or(' ', |at| source.at(at));
    let braced = before(1) == '{' && before(2) == '$';
    let quoted = before(1) == '$' && source.at(to) == '"';
    braced && source.at(to) == '}' || quoted
}

/// A word: behind "Schlüssel zum Archiv:" rather who has it.
fn is_plain(text: &[char]) -> bool {
    made::points(text) < made::POSSIBLE && !shape::is_hex(text)
}

fn span_of(source: &Source, line: usize) -> Span {
    source
        .lines
        .get(line)
        .copied()
        .unwrap_or(Span { from: 0, to: 0 })
}

const fn kind_of(class: Class) -> FindingKind {
    match class {
        Class::Password | Class::Pass | Class::Pin => FindingKind::Password,
        Class::Token | Class::Key => FindingKind::Token,
    }
}

fn is_name(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '_' | '-')
}

/// Parts of a name between hyphens, underscores and humps, in small letters.
fn parts(source: &Source, name: Span) -> Vec<String> {
    if name.len() > LONGEST_NAME {
        return Vec::new();
    }
    let mut parts = vec![String::new()];
    let mut hump = false;
    for at in name.from..name.to {
        let c = source.at(at);
        if matches!(c, '_' | '-') || (c.is_uppercase() && hump) {
            parts.push(String::new());
        }
        hump = c.is_lowercase();
        if let (false, Some(part)) = (matches!(c, '_' | '-'), parts.last_mut()) {
            part.extend(source.lower.get(at));
        }
    }
    parts.retain(|p| !p.is_empty());
    parts
}

/// What a name announces: its last part, with an unimportant trailer or two taken off.
fn announced(mut parts: &[String], before: &str) -> Option<Class> {
    for _ in 0..3 {
        let (last, rest) = parts.split_last()?;
        let previous = rest.last().map_or(before, String::as_str);
        if let Some(class) = words::class_of(last, previous) {
            return Some(class);
        }
        if rest.is_empty() || !words::is_trailer(last) {
            return None;
        }
        parts = rest;
    }
    None
}

fn announcement(source: &Source, line: usize, name: Span, class: Class, found: &mut Vec<Finding>) {
    let end = source.lines.get(line).map_or(name.to, |l| l.to);
    let file = is_file_key(source, span_of(source, line), name);
    let class = match class {
        Class::Key if is_about_radio(source, line, name) => Class::Password,
        Class::Key | Class::Token
            if blank_joins(source, line, name) && source.at(name.from.saturating_sub(1)) == ' ' =>
        {
            Class::Password
        }
        class => class,
    };
    let before = name.from.checked_sub(1).map_or(' ', |n| source.at(n));
    // A line of `/etc/pam.d`.
    let rest = Span {
        from: name.to,
        to: end.min(name.to + 80),
    };
    if source
        .small(rest)
        .windows(4)
        .any(|w| w == ['p', 'a', 'm', '_'])
    {
        return;
    }
    let walk = Walk {
        source,
        class,
        end,
        is_the: is_the(source, name),
        is_short: matches!(&*source.word(name), "pw" | "pwd" | "psw"),
        named_phrase: source.word(name).contains("phrase"),
        config: source.slice(name).contains(&'_'),
        field: is_behind_name(source, line, name),
        radio: is_about_radio(source, line, name),
        in_tag: before == '<' && source.at(name.from.saturating_sub(2)) != ':'
            || is_attribute(source, name),
        blank_joins: blank_joins(source, line, name),
    };
    match walk.from(name.to) {
        Found::Value(value) if file && is_plain(source.slice(value)) => {}
        Found::Value(value) => found.push(value.found(kind_of(class))),
        Found::NextLine => {
            let first = on_next_line(source, line, class);
            let many = first.is_some() && words::is_plural(&source.word(name));
            found.extend(first);
            if many {
                found.extend(codes_below(source, line + 2, class));
            }
        }
        Found::Nothing => {}
    }
    if let Some(value) = before_the_word(source, line, name, class) {
        found.push(value.found(kind_of(class)));
    }
}

/// The rest of a list of recovery codes, one or more a line.
fn codes_below(source: &Source, line: usize, class: Class) -> Vec<Finding> {
    let mut codes = Vec::new();
    for next in line..line + 20 {
        let tokens = source.tokens(next);
        let fits = |t: &Span| {
            let text = source.slice(*t);
            text.iter().any(char::is_ascii_digit)
                && text.len() >= if class == Class::Pin { 4 } else { 6 }
                && text.iter().all(|c| c.is_alphanumeric() || *c == '-')
        };
        if tokens.is_empty() || tokens.len() > 4 || !tokens.iter().all(fits) {
            break;
        }
        codes.extend(tokens.iter().map(|t| t.found(kind_of(class))));
    }
    codes
}

/// `4831-9920`: groups of digits as recovery codes have.
fn is_code_of_groups(text: &[char]) -> bool {
    let groups: Vec<&[char]> = text.split(|c| *c == '-').collect();
    (2..=4).contains(&groups.len())
        && groups
            .iter()
            .all(|g| (4..=6).contains(&g.len()) && g.iter().all(char::is_ascii_digit))
}

/// "Passwort:" at the end of a line; the value alone on the next one, or after one empty line.
fn on_next_line(source: &Source, line: usize, class: Class) -> Option<Finding> {
    for next in [line + 1, line + 2] {
        let tokens = source.tokens(next);
        let span = source.lines.get(next).copied()?;
        match tokens.as_slice() {
            [] => {}
            [only] => {
                let walk = Walk {
                    source,
                    class,
                    end: span.to,
                    in_tag: false,
                    is_the: false,
                    is_short: false,
                    named_phrase: false,
                    config: false,
                    field: false,
                    radio: false,
                    blank_joins: false,
                };
                let candidate = walk.candidate(*only);
                let labelled = source.at(only.to - 1) == ':';
                // A bare word alone on a line is as often a greeting or a headline.
                let text = source.slice(candidate.span);
                let telling = shape::strength(text) >= Strength::Name
                    || text.iter().any(char::is_ascii_digit)
                    || next == line + 1
                    || text.iter().all(|c| c.is_lowercase()) && words::may_be_chosen(text);
                // `DB_PASSWORD=` has none: the next line is another setting.
                let setting = text
                    .iter()
                    .position(|c| *c == '=')
                    .is_some_and(|at| text[..at].iter().all(|c| c.is_uppercase() || *c == '_'));
                let codes = class == Class::Password && is_code_of_groups(text);
                let fits = !setting && (codes || is_secret(source, candidate, Joint::Firm, class));
                return (fits && telling && !labelled)
                    .then(|| candidate.span.found(kind_of(class)));
            }
            _ => return None,
        }
    }
    None
}

/// "Xk8!mm2P ist das Passwort", "… als Passwort": the value stands before.
fn before_the_word(source: &Source, line: usize, name: Span, class: Class) -> Option<Span> {
    let start = source
        .lines
        .get(line)?
        .from
        .max(name.from.saturating_sub(80));
    let mut tokens = Vec::new();
    let mut at = name.from;
    let mut joined = false;
    // "Xk8!mm2P (Passwort)"
    if at > start && source.at(at - 1) == '(' && matches!(source.at(name.to), ')' | ' ') {
        joined = true;
        at -= 1;
    }
    while at > start && tokens.len() < 6 {
        let mut to = at;
        while to > start && source.at(to - 1).is_whitespace() {
            to -= 1;
        }
        let mut from = to;
        while from > start && !source.at(from - 1).is_whitespace() {
            from -= 1;
        }
        if from == to {
            break;
        }
        let token = Span { from, to };
        let word = source.word(source.trimmed(token));
        if matches!(
            word.as_str(),
            "ist" | "is" | "war" | "was" | "als" | "as" | "lautet" | "("
        ) {
            joined = true;
        } else if joined {
            tokens.push(token);
            break;
        } else if !is_determiner(&word) {
            break;
        }
        at = from;
    }
    if !joined {
        return None;
    }
    let token = *tokens.first()?;
    if let Some(quoted) = quoted_before(source, start, token) {
        return Some(quoted);
    }
    let span = source.trimmed(token);
    let text = source.slice(span);
    let strength = shape::strength(text);
    let strong = strength >= Strength::Mixed;
    if text.contains(&'/') && shape::strength(text) < Strength::Strong {
        return None;
    }
    let candidate = Candidate::alone(span);
    let counts = Counts::of(text);
    let named = strength == Strength::Name
        && counts.digits >= 2
        && counts.upper + counts.lower >= 3
        && text.len() >= 6;
    if (named || shape::is_signed(text)) && is_secret(source, candidate, Joint::Firm, class) {
        return Some(span);
    }
    (strong && is_secret(source, candidate, Joint::Verb, class)).then_some(span)
}

/// A quoted phrase that ends with this token.
fn quoted_before(source: &Source, start: usize, token: Span) -> Option<Span> {
    let last = token.to.checked_sub(1)?;
    if !is_quote(source.at(last)) {
        return None;
    }
    let open = (start..last).rev().find(|n| is_quote(source.at(*n)))?;
    let span = Span {
        from: open + 1,
        to: last,
    };
    let words = source
        .slice(span)
        .split(|c| c.is_whitespace())
        .filter(|w| !w.is_empty())
        .count();
    let letters = source
        .slice(span)
        .iter()
        .filter(|c| c.is_alphanumeric())
        .count();
    ((1..=7).contains(&words)
        && letters >= 6
        && (words > 1 || shape::strength(source.slice(span)) >= Strength::Name))
        .then_some(span)
}
