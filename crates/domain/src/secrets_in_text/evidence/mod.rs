//! Evidence that adds up: what a stretch looks like and everything that stands around it are worth points, positive and
//! negative, and enough of them make it a secret — however the sentence is put.
//!
//! The other detectors know constructions; this one knows none. Its points are learned from the corpora of the tests by
//! `cargo run -p domain --release --example learn_evidence` and stand in `weights.txt`, in hundredths of a logit.

#[macro_use]
mod names;
mod elements;
mod features;
mod labels;
mod look;
mod weights;

use self::elements::Elements;
use self::names::Names;
use self::weights::Points;
use super::source::{Source, Span, is_quote};
use super::{Finding, FindingKind};

/// Points a stretch needs, in hundredths of a logit.
const ENOUGH: i32 = 150;
/// Points at which what another detector found is none.
const DENYING: i32 = -500;
/// Characters to each side in which the quotes around a phrase are looked for.
const LONGEST_PHRASE: usize = 40;
/// Shortest and longest stretch that is looked at.
const LENGTHS: std::ops::RangeInclusive<usize> = 4..=64;

/// A stretch that could be a secret, and what speaks for and against it.
#[derive(Debug, Clone)]
pub struct Evidence {
    /// First code point.
    pub from: usize,
    /// Behind the last one.
    pub to: usize,
    /// Names of what was seen, as in `weights.txt`.
    pub features: Vec<String>,
}

/// Everything in a text that could be a secret, for learning what the features are worth.
pub fn evidence(text: &str) -> Vec<Evidence> {
    let source = Source::new(text);
    let elements = Elements::of(&source);
    let mut all = Vec::new();
    each(&source, &elements, |span, view| {
        let mut names = Names::default();
        view.describe(&mut names);
        let mut features = names.0;
        features.sort_unstable();
        all.push(Evidence {
            from: span.from,
            to: span.to,
            features,
        });
    });
    all
}

/// What the other detectors found without what the evidence speaks against, and what it speaks for. Words of a pass phrase,
/// each of them found, are one finding.
pub(super) fn weigh(source: &Source, mut known: Vec<Finding>) -> Vec<Finding> {
    let elements = Elements::of(source);
    let mut best: Vec<(i32, Span)> = Vec::new();
    let mut denied: Vec<Span> = Vec::new();
    each(source, &elements, |span, view| {
        let near = known.partition_point(|f| f.to <= span.from);
        let here = known.get(near).filter(|f| f.from < span.to);
        let same = here.is_some_and(|f| {
            f.kind == FindingKind::Password && (f.from, f.to) == (span.from, span.to)
        });
        if here.is_some() && !same || is_name_of_field(source, span) || is_program(source, span) {
            return;
        }
        let mut points = Points::none(same);
        view.describe(&mut points);
        let points = points.sum;
        if same && points <= DENYING {
            denied.push(span);
        }
        if same || points < ENOUGH {
            return;
        }
        match best.last_mut() {
            Some((most, last)) if span.from < last.to => {
                if *most < points {
                    (*most, *last) = (points, span);
                }
            }
            _ => best.push((points, span)),
        }
    });
    known.retain(|f| {
        denied
            .binary_search_by_key(&f.from, |span| span.from)
            .is_err()
    });
    let mut found: Vec<Finding> = Vec::new();
    for (_, span) in best {
        match found.last_mut() {
            Some(last) if is_blank(source, last.to, span.from) => last.to = span.to,
            _ => found.push(span.found(FindingKind::Password)),
        }
    }
    for finding in &mut found {
        if let Some(phrase) = phrase_around(source, *finding) {
            (finding.from, finding.to) = (phrase.from, phrase.to);
        }
    }
    found.retain(|f| known.iter().all(|k| k.to <= f.from || f.to <= k.from));
    found.dedup_by(|next, first| next.from < first.to);
    found.extend(known);
    found
}

/// "… on a note: "Haus am See 12"": the whole of what stands in quotes, if that is a few words and no sentence.
fn phrase_around(source: &Source, found: Finding) -> Option<Span> {
    let line = source
        .lines
        .get(source.lines.partition_point(|l| l.to < found.from))?;
    let from = (line.from.max(found.from.saturating_sub(LONGEST_PHRASE))..found.from)
        .rev()
        .find(|n| is_quote(source.at(*n)))?;
    let to =
        (found.to..line.to.min(found.to + LONGEST_PHRASE)).find(|n| is_quote(source.at(*n)))?;
    let opens = from == line.from || !source.at(from - 1).is_alphanumeric();
    let closes = !source.at(to + 1).is_alphanumeric();
    let inside = Span { from: from + 1, to };
    let text = source.slice(inside);
    let plain = text
        .iter()
        .all(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '!' | '?'));
    let small: String = source.small(inside).iter().collect();
    let words: Vec<&str> = small.split(' ').collect();
    let told = words.iter().filter(|w| super::words::is_stop(w)).count();
    let trimmed = text.first() != Some(&' ') && text.last() != Some(&' ');
    (opens && closes && plain && trimmed && (2..=5).contains(&words.len()) && told <= 1)
        .then_some(inside)
}

/// "… / Anliegen: …": a word and a colon behind it.
fn is_name_of_field(source: &Source, span: Span) -> bool {
    source.at(span.to) == ':'
        && source.at(span.to + 1).is_whitespace()
        && source.slice(span).iter().all(|c| c.is_alphabetic())
}

/// `std::fmt`, `100.0).round`, `name(`: a piece of a program.
fn is_program(source: &Source, span: Span) -> bool {
    let text = source.slice(span);
    let path = text.windows(2).any(|p| p == [':', ':']);
    let bracket = |c: &char| matches!(c, '(' | ')' | '{' | '}' | '[' | ']' | '<' | '>');
    let called = matches!(source.at(span.to), '(' | '{' | '!')
        || matches!((source.at(span.to), source.at(span.to + 1)), (':', ':'));
    let lent = span.from > 0 && matches!(source.at(span.from - 1), '&' | '|' | '!');
    let closed =
        source.at(span.to) == ')' && matches!(source.at(span.to + 1), '.' | ')' | ';' | '?');
    path || called || lent || closed || text.iter().any(bracket)
}

/// One blank and nothing else stands between.
fn is_blank(source: &Source, from: usize, to: usize) -> bool {
    to == from + 1 && source.at(from) == ' '
}

/// Every candidate in the order of its beginning: each element, and each row of elements to the end of its token.
fn each(source: &Source, elements: &Elements, mut look: impl FnMut(Span, &features::View)) {
    for (at, element) in elements.all.iter().enumerate() {
        let ends: &[usize] = if element.token_end > at + 1 {
            &[at + 1, element.token_end]
        } else {
            &[at + 1]
        };
        for end in ends {
            let span = Span {
                from: element.span.from,
                to: elements.all[end - 1].span.to,
            };
            let view = features::View::new(source, elements, at, *end, span);
            if LENGTHS.contains(&span.len()) && !view.is_told() && may_be(source, span) {
                look(span, &view);
            }
        }
    }
}

/// No placeholder, no expression of a program.
fn may_be(source: &Source, span: Span) -> bool {
    let text = source.slice(span);
    !super::shape::is_placeholder(text)
        && !super::code::is_code(text)
        && !super::judge::is_nested(text)
        && !is_known_with_digits(source, span)
}

/// `1password`, `sha256`: a word of the lists that has a digit.
fn is_known_with_digits(source: &Source, span: Span) -> bool {
    source.slice(span).iter().any(char::is_ascii_digit) && super::words::is_stop(&source.word(span))
}
