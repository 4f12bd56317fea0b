//! Evidence that adds up: what a stretch looks like and everything that stands around it are worth points, positive and
//! negative, and enough of them make it a secret — however the sentence is put.
//!
//! The other detectors know constructions; this one knows none. Its points are learned from the corpora of the tests by
//! `cargo run -p domain --release --example learn_evidence` and stand in `weights.txt`, in hundredths of a logit.

mod elements;
mod features;
mod weights;

use self::elements::{Element, Elements};
use super::source::{Source, Span};
use super::{Finding, FindingKind};

/// Points a stretch needs, in hundredths of a logit.
const ENOUGH: i32 = 300;
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
        let mut features = Vec::new();
        view.describe(&mut |name| features.push(name.to_owned()));
        features.sort_unstable();
        features.dedup();
        all.push(Evidence {
            from: span.from,
            to: span.to,
            features,
        });
    });
    all
}

/// What the evidence says is a secret and does not overlap anything `known`.
pub(super) fn find(source: &Source, known: &[Finding], found: &mut Vec<Finding>) {
    let elements = Elements::of(source);
    let mut best: Option<(i32, Span)> = None;
    each(source, &elements, |span, view| {
        let near = known.partition_point(|f| f.to <= span.from);
        if known.get(near).is_some_and(|f| f.from < span.to) {
            return;
        }
        let mut points = 0;
        view.describe(&mut |name| points += weights::of(name));
        if points < enough() {
            return;
        }
        match best {
            Some((_, last)) if last.to <= span.from => {
                found.push(last.found(FindingKind::Password));
                best = Some((points, span));
            }
            Some((most, _)) if most >= points => {}
            _ => best = Some((points, span)),
        }
    });
    if let Some((_, last)) = best {
        found.push(last.found(FindingKind::Password));
    }
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
            if LENGTHS.contains(&span.len()) && may_be(source, element, span) {
                look(span, &features::View::new(source, elements, at, *end, span));
            }
        }
    }
}

/// No label, no placeholder, no word that says something.
fn may_be(source: &Source, element: &Element, span: Span) -> bool {
    let text = source.slice(span);
    !super::shape::is_placeholder(text)
        && !super::code::is_code(text)
        && !(element.label.is_some() && span == element.span && text.iter().all(|c| !c.is_ascii_digit()))
}

fn enough() -> i32 {
    static E: std::sync::LazyLock<i32> = std::sync::LazyLock::new(|| {
        std::env::var("ENOUGH").ok().and_then(|e| e.parse().ok()).unwrap_or(ENOUGH)
    });
    *E
}
