//! What is seen of a candidate: its shape, its joints, the words and labels around it, its line and the lines above.

use std::fmt::Write as _;

use super::elements::{Element, Elements};
use crate::secrets_in_text::made;
use crate::secrets_in_text::shape::{self, Counts, Strength};
use crate::secrets_in_text::source::{Source, Span};
use crate::secrets_in_text::words;
use crate::secrets_in_text::{judge, known, lists, vocabulary};

/// Elements to each side that count as words of the same sentence.
const WINDOW: usize = 8;

/// A candidate among the elements of its text.
pub(super) struct View<'a> {
    source: &'a Source,
    elements: &'a Elements,
    /// Its first element.
    at: usize,
    /// Behind its last element.
    end: usize,
    span: Span,
    first: usize,
    last: usize,
}

/// Writes names of features into one buffer.
struct Sink<'a> {
    name: String,
    seen: &'a mut dyn FnMut(&str),
}

macro_rules! seen {
    ($sink:ident, $($part:tt)+) => {{
        $sink.name.clear();
        let _ = write!($sink.name, $($part)+);
        ($sink.seen)(&$sink.name);
    }};
}

impl<'a> View<'a> {
    pub(super) fn new(
        source: &'a Source,
        elements: &'a Elements,
        at: usize,
        end: usize,
        span: Span,
    ) -> Self {
        let line = elements.all[at].line;
        Self {
            source,
            elements,
            at,
            end,
            span,
            first: elements.starts[line],
            last: elements.starts[line + 1],
        }
    }

    fn line(&self) -> usize {
        self.elements.all[self.at].line
    }

    fn behind(&self, steps: usize) -> Option<&'a Element> {
        (self.end + steps < self.last).then(|| &self.elements.all[self.end + steps])
    }

    fn before(&self, steps: usize) -> Option<&'a Element> {
        let at = self.at.checked_sub(steps + 1)?;
        (at >= self.first).then(|| &self.elements.all[at])
    }

    /// The signs directly behind it; `$` at the end of the line.
    fn after(&self) -> String {
        match self.behind(0) {
            Some(next) => next.before.clone(),
            None => format!("${}", self.elements.ends[self.line()]),
        }
    }

    /// Names everything that is seen.
    pub(super) fn describe(&self, seen: &mut dyn FnMut(&str)) {
        let mut sink = Sink {
            name: String::with_capacity(64),
            seen,
        };
        let text = self.source.slice(self.span);
        let look = look(self.source, self.span);
        shape(text, look, &mut sink);
        if let (Some(label), true) = (self.elements.all[self.at].label, self.end == self.at + 1) {
            let s = &mut sink;
            let parts = text.iter().any(|c| !c.is_alphabetic());
            seen!(s, "is label {label} {look} {parts}");
        }
        self.joints(look, &mut sink);
        self.label_before(look, &mut sink);
        self.label_behind(look, &mut sink);
        self.words(look, &mut sink);
        self.lines(look, &mut sink);
    }

    fn joints(&self, look: &str, s: &mut Sink) {
        let here = &self.elements.all[self.at];
        let after = self.after();
        let quoted = if here.quoted { "q" } else { "" };
        seen!(s, "before {}{quoted}", here.before);
        seen!(s, "before {}{quoted} {look}", here.before);
        seen!(s, "after {after}");
        seen!(s, "after {after} {look}");
        seen!(s, "between {} {after}", here.before);
        let whole = self.end == here.token_end
            && (self.at == self.first || self.elements.all[self.at - 1].token_end <= self.at);
        seen!(s, "whole {whole} parts {}", self.end - self.at);
        if !whole {
            seen!(s, "glued {} {look}", here.before);
        }
    }

    /// The nearest word for a secret before it on its line.
    fn label_before(&self, look: &str, s: &mut Sink) {
        let near = (0..24).find_map(|n| Some((n, self.before(n)?.label?)));
        let Some((steps, class)) = near else {
            seen!(s, "no label before");
            return;
        };
        let distance = distance(steps);
        let here = &self.elements.all[self.at];
        let label = self.at - steps - 1;
        let joint = &self.elements.all[label + 1].before;
        let ends =
            (label + 1..=self.at).any(|n| self.elements.all[n].before.contains(['.', '?', '!']));
        let ends = if ends { " other sentence" } else { "" };
        seen!(s, "label {class} {distance}{ends}");
        seen!(s, "label {distance} {look}{ends}");
        seen!(s, "label {class} {look}{ends}");
        seen!(s, "label {} {distance}{ends}", here.before);
        seen!(s, "label {} {look}{ends}", here.before);
        seen!(s, "label joint {joint} {distance}");
        for element in &self.elements.all[label + 1..self.at] {
            seen!(s, "way {}", kind(element));
            if steps < 5 {
                seen!(s, "way w {}", element.word);
            }
        }
        if let Some(owner) = label
            .checked_sub(1)
            .filter(|n| *n >= self.first)
            .map(|n| &self.elements.all[n])
        {
            seen!(s, "label of {}", owner.word);
        }
    }

    fn label_behind(&self, look: &str, s: &mut Sink) {
        let near = (0..12).find_map(|n| Some((n, self.behind(n)?.label?)));
        let Some((steps, class)) = near else { return };
        let distance = distance(steps);
        seen!(s, "label behind {class} {distance}");
        seen!(s, "label behind {distance} {look}");
        seen!(s, "label behind {distance} {}", self.after());
        if steps < 4 {
            for n in 0..steps {
                let word = self.behind(n).map_or("", |e| &e.word);
                seen!(s, "way behind {word}");
            }
        }
    }

    fn words(&self, look: &str, s: &mut Sink) {
        let word = |e: Option<&'a Element>| e.map_or("^", |e| &e.word);
        let kind_of = |e: Option<&Element>| e.map_or("^", kind);
        let (one, two) = (self.before(0), self.before(1));
        let (next, over) = (self.behind(0), self.behind(1));
        let sign = &self.elements.all[self.at].before;
        seen!(s, "w-1 {}", word(one));
        seen!(s, "w-1 {} {sign}", word(one));
        seen!(s, "w-1 {} {look}", word(one));
        seen!(s, "w-2 {}", word(two));
        seen!(s, "w-21 {} {}", word(two), word(one));
        seen!(s, "w+1 {}", word(next));
        seen!(s, "w+1 {} {look}", word(next));
        seen!(s, "w+2 {}", word(over));
        seen!(s, "w-1+1 {} {}", word(one), word(next));
        for (name, element) in [("-1", one), ("-2", two), ("+1", next)] {
            let word = word(element);
            if let (Some(start), Some(end)) = (start(word), end(word)) {
                seen!(s, "s{name} {start}");
                seen!(s, "e{name} {end}");
            }
        }
        seen!(s, "k-1 {} {sign}", kind_of(one));
        seen!(s, "k-1 {} {look}", kind_of(one));
        seen!(s, "k-1 {} {sign} {look}", kind_of(one));
        seen!(s, "k-21 {} {}", kind_of(two), kind_of(one));
        seen!(s, "k-21 {} {} {look}", kind_of(two), kind_of(one));
        seen!(s, "k+1 {}", kind_of(next));
        seen!(s, "k+1 {} {look}", kind_of(next));
        seen!(s, "k-1+1 {} {}", kind_of(one), kind_of(next));
        for n in 0..WINDOW {
            if let Some(element) = self.before(n) {
                seen!(s, "near {}", element.word);
                seen!(s, "near k {}", kind(element));
            }
            if let Some(element) = self.behind(n) {
                seen!(s, "near {}", element.word);
                seen!(s, "near k+ {}", kind(element));
            }
        }
    }

    /// Its own line as a whole, and what the lines around it announce.
    fn lines(&self, look: &str, s: &mut Sink) {
        let line = self.line();
        let others = self.last - self.first - (self.end - self.at);
        let many = match others {
            0 => "alone",
            1 => "with one",
            2..=3 => "with few",
            4..=9 => "with many",
            _ => "with very many",
        };
        seen!(s, "{many}");
        seen!(s, "{many} {look}");
        let hint = (0..16).find(|n| self.before(*n).is_some_and(|e| words::is_hint(&e.word)));
        if let Some(steps) = hint {
            seen!(s, "hint {}", distance(steps));
            seen!(s, "hint {look}");
        }
        let mut above = (1..=4)
            .filter_map(|n| Some((n, line.checked_sub(n)?)))
            .filter(|(_, n)| !self.elements.line(*n).is_empty());
        if let Some((_, n)) = above.next() {
            self.line_above(n, many, look, s);
        }
        let announced = above.find_map(|(n, l)| Some((n, self.elements.announced(l)?)));
        if let Some((n, what)) = announced {
            seen!(s, "above {n} {what} {many}");
            seen!(s, "above {what} {look}");
        }
        let below = self.elements.announced(line + 1);
        if let Some(what) = below {
            seen!(s, "below {what} {many}");
        }
        let own = self.elements.announced(line).unwrap_or("nothing");
        seen!(s, "line {own} {look}");
        if own == "nothing" && announced.is_none() && below.is_none() {
            seen!(s, "no label anywhere near {look}");
        }
    }

    fn line_above(&self, line: usize, many: &str, look: &str, s: &mut Sink) {
        let elements = self.elements.line(line);
        let end = &self.elements.ends[line];
        let what = self.elements.announced(line).unwrap_or("nothing");
        seen!(s, "line above {what} {end} {many}");
        seen!(s, "line above {what} {end} {look}");
        seen!(s, "line above {what} {many} {look}");
        if let Some(last) = elements.last() {
            seen!(s, "line above ends {} {end} {many}", kind(last));
            seen!(s, "line above w {} {many}", last.word);
        }
    }
}

/// The first letters of a longer word.
fn start(word: &str) -> Option<&str> {
    let (to, _) = word.char_indices().nth(4)?;
    word.get(..to)
}

/// Its last ones.
fn end(word: &str) -> Option<&str> {
    let (from, _) = word.char_indices().rev().nth(2)?;
    (from > 0).then(|| word.get(from..)).flatten()
}

fn distance(steps: usize) -> &'static str {
    match steps {
        0 => "next",
        1 => "1",
        2 => "2",
        3..=4 => "3-4",
        5..=8 => "5-8",
        _ => "far",
    }
}

/// The sort of a word around a candidate.
fn kind(element: &Element) -> &'static str {
    let word = element.word.as_str();
    if let Some(label) = element.label {
        return label;
    }
    if word == "#" {
        return "number";
    }
    match () {
        () if words::is_copula(word) => "is",
        () if lists::CHANGES.contains(word) => "changes",
        () if lists::TYPED.contains(word) => "typed",
        () if words::is_verb(word) => "verb",
        () if lists::USES.contains(word) || lists::USES_BEHIND.contains(word) => "uses",
        () if words::is_filler(word) => "filler",
        () if words::is_hint(word) => "hint",
        () if words::is_known_user(word) => "user",
        () if words::is_public_label(word) => "public",
        () if lists::TARGETS.contains(word) => "target",
        () if words::confirms(word) => "confirms",
        () if words::is_stop(word) => "stop",
        () if lists::COURTESIES.contains(word) => "courtesy",
        () if vocabulary::knows(word) => "word",
        () if word.contains(['@', '.', '/']) => "name",
        () => "unknown",
    }
}

/// What a candidate looks like at first sight: one of a few sorts.
fn look(source: &Source, span: Span) -> &'static str {
    let text = source.slice(span);
    let word = source.word(span);
    let counts = Counts::of(text);
    let letters = counts.upper + counts.lower;
    let strength = shape::strength(text);
    match () {
        () if words::is_common(&word) => "common",
        () if letters == 0 && counts.signs == 0 => "digits",
        () if letters == 0 => "numeric",
        () if is_groups(text) => "groups",
        () if shape::is_known(text) => "thing",
        () if strength == Strength::Strong => "strong",
        () if shape::is_uuid(text) || shape::is_hex(text) => "hex",
        () if counts.digits > 0 && judge::is_server_name(text) => "machine",
        () if strength == Strength::Mixed => "mixed",
        () if shape::is_signed(text) => "signed",
        () if counts.digits > 0 && counts.lower == 0 => "capitals",
        () if made::points(text) >= made::LIKELY => "likely",
        () if made::points(text) >= made::POSSIBLE => "possible",
        () if counts.digits > 0 => "numbered",
        () if words::is_known_user(&word) => "user",
        () if words::may_be_chosen(text) && counts.upper == 0 => "chosen",
        () if words::may_be_chosen(text) => "Chosen",
        () if words::is_stop(&word) || vocabulary::knows(&word) => "word",
        () if counts.signs > 0 => "row",
        () => "other",
    }
}

fn shape(text: &[char], look: &str, s: &mut Sink) {
    let counts = Counts::of(text);
    seen!(s, "any");
    seen!(s, "look {look}");
    let length = match text.len() {
        0..=4 => "4",
        5 => "5",
        6..=7 => "6-7",
        8..=10 => "8-10",
        11..=15 => "11-15",
        16..=24 => "16-24",
        _ => "long",
    };
    seen!(s, "length {length}");
    seen!(s, "length {length} {look}");
    let sort = |n: usize, name: &'static str| if n > 0 { name } else { "" };
    let sorts = [
        sort(counts.upper, "A"),
        sort(counts.lower, "a"),
        sort(counts.digits, "0"),
        sort(counts.signs, "!"),
    ]
    .concat();
    seen!(s, "sorts {sorts}");
    seen!(s, "runs {}", runs(text));
    seen!(s, "points {}", made::points(text));
    let changes = text
        .windows(2)
        .filter(|p| class_of(p[0]) != class_of(p[1]))
        .count();
    seen!(s, "changes {}", changes.min(8));
    if let Some(sign) = text.iter().find(|c| !c.is_alphanumeric()) {
        seen!(s, "sign {sign}");
    }
    if known::is_mail(text) {
        seen!(s, "mail");
    }
    if known::is_path(text) {
        seen!(s, "path");
    }
    if known::has_known_ending(text) {
        seen!(s, "known ending");
    }
    let capital = text.first().is_some_and(|c| c.is_uppercase());
    seen!(s, "capital {capital} {look}");
    let stem: String = text
        .iter()
        .take_while(|c| c.is_alphabetic())
        .flat_map(|c| c.to_lowercase())
        .collect();
    if stem.len() >= 4 && stem.chars().count() < text.len() {
        seen!(s, "stem known {}", vocabulary::knows(&stem));
        seen!(s, "stem known {} {look}", vocabulary::knows(&stem));
    }
}

/// `W7XTC-9KQLM-2ZRBN`: a product key, a recovery code.
fn is_groups(text: &[char]) -> bool {
    let groups: Vec<&[char]> = text.split(|c| *c == '-').collect();
    let even = |g: &&[char]| {
        (4..=6).contains(&g.len())
            && g.iter()
                .all(|c| c.is_ascii_digit() || c.is_ascii_uppercase())
    };
    groups.len() >= 3
        && groups.iter().all(even)
        && text.iter().any(char::is_ascii_digit)
        && text.iter().any(|c| c.is_alphabetic())
}

fn class_of(c: char) -> char {
    match c {
        c if c.is_uppercase() => 'A',
        c if c.is_alphabetic() => 'a',
        c if c.is_numeric() => '0',
        c => c,
    }
}

/// `Aa0!` for `Sommer2024!`.
fn runs(text: &[char]) -> String {
    let mut runs = String::new();
    for c in text {
        let class = class_of(*c);
        if !runs.ends_with(class) {
            if runs.len() >= 6 {
                runs.push('~');
                break;
            }
            runs.push(class);
        }
    }
    runs
}
