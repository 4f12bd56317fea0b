//! What is seen of a candidate: its shape, its joints, the words and labels around it, its line and the lines above.

use super::elements::{Element, Elements};
use super::look;
use super::names::{Part, Sink, digit, truth};
use crate::secrets_in_text::made;
use crate::secrets_in_text::source::{Source, Span, is_quote};
use crate::secrets_in_text::{vocabulary, words};

/// Elements to each side that count as words of the same sentence.
const WINDOW: usize = 8;
/// Elements before and behind an ordinary word among which nothing announces a secret.
const NEAR_BEFORE: usize = 9;
const NEAR_BEHIND: usize = 5;
/// Most words between a label and a value of which the whole row is seen.
const PATH: usize = 3;
/// Elements to each side that may be another try of the same.
const TWINS: usize = 3;
/// Letters they have in common.
const TWIN: usize = 4;

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
    fn after(&self) -> Part<'a> {
        match self.behind(0) {
            Some(next) => next.before.part(),
            None => self.elements.closed[self.line()].part(),
        }
    }

    /// An ordinary word in the midst of a sentence, nothing near that announces a secret: most of every text.
    pub(super) fn is_told(&self) -> bool {
        let here = &self.elements.all[self.at];
        let word = here.word.as_str();
        self.end == self.at + 1
            && self.last - self.first > 4
            && !here.quoted
            && matches!(here.before.as_str(), "" | "," | "." | "^")
            && matches!(self.after().text, "" | "," | "." | "$" | "$.")
            && (0..NEAR_BEFORE).all(|n| self.before(n).is_none_or(|e| e.label.is_none()))
            && (0..NEAR_BEHIND).all(|n| self.behind(n).is_none_or(|e| e.label.is_none()))
            && word.chars().all(char::is_alphabetic)
            && !words::is_common(word)
            && !words::is_known_user(word)
            && (vocabulary::knows(word)
                || words::is_stop(word)
                    && !(words::is_noun(self.source.slice(self.span))
                        && words::is_only_participle(word)))
    }

    /// Names everything that is seen, unless it is hopeless before the end.
    pub(super) fn describe(&self, s: &mut impl Sink) {
        let text = self.source.slice(self.span);
        let points = made::points(text);
        let look = look::look(self.source, self.span, points);
        look::shape(text, points, look, s);
        if let (Some(label), true) = (self.elements.all[self.at].label, self.end == self.at + 1) {
            let parts = text.iter().any(|c| !c.is_alphabetic());
            seen!(s, "is label", label, look, truth(parts));
        }
        self.joints(look, s);
        self.label_before(look, s);
        self.label_behind(look, s);
        self.words(look, s);
        if s.is_hopeless() {
            return;
        }
        self.around(s);
        self.lines(look, s);
    }

    fn joints(&self, look: Part, s: &mut impl Sink) {
        let here = &self.elements.all[self.at];
        let after = self.after();
        let quoted = if here.quoted { part!("q") } else { part!("") };
        let sign = here.before.part();
        seen!(s, "before", sign, quoted);
        seen!(s, "before", sign, quoted, look);
        seen!(s, "after", after);
        seen!(s, "after", after, look);
        seen!(s, "between", sign, after);
        if here.quoted && is_quote(self.source.at(self.span.to)) {
            let before = self.before(0).map_or(part!("^"), Element::kind);
            seen!(s, "enclosed", look, before);
        }
        let whole = self.end == here.token_end
            && (self.at == self.first || self.elements.all[self.at - 1].token_end <= self.at);
        seen!(s, "whole", truth(whole), digit(self.end - self.at));
        if !whole {
            seen!(s, "glued", sign, look);
        }
    }

    /// The nearest word for a secret before it on its line.
    fn label_before(&self, look: Part, s: &mut impl Sink) {
        let near = (0..24).find_map(|n| Some((n, self.before(n)?.label?)));
        let Some((steps, class)) = near else {
            seen!(s, "no label before");
            return;
        };
        let distance = distance(steps);
        let here = &self.elements.all[self.at];
        let label = self.at - steps - 1;
        let joint = self.elements.all[label + 1].before.part();
        let ends = (label + 1..=self.at).any(|n| {
            self.elements.all[n]
                .before
                .as_str()
                .contains(['.', '?', '!'])
        });
        let ends = if ends {
            part!("other sentence")
        } else {
            part!("")
        };
        let sign = here.before.part();
        if steps <= PATH {
            let kind = |n: usize| {
                let at = label + 1 + n;
                if at < self.at {
                    self.elements.all[at].kind()
                } else {
                    part!("")
                }
            };
            seen!(s, "path", class, kind(0), kind(1), kind(2), ends);
            seen!(s, "path", look, sign, kind(0), kind(1), kind(2), ends);
        }
        seen!(s, "label", class, distance, ends);
        seen!(s, "label", distance, look, ends);
        seen!(s, "label", class, look, ends);
        seen!(s, "label", sign, distance, ends);
        seen!(s, "label", sign, look, ends);
        seen!(s, "label joint", joint, distance);
        for element in &self.elements.all[label + 1..self.at] {
            seen!(s, "way", element.kind());
            if steps < 5 {
                seen!(s, "way w", element.word.part());
            }
        }
        if let Some(owner) = label
            .checked_sub(1)
            .filter(|n| *n >= self.first)
            .map(|n| &self.elements.all[n])
        {
            seen!(s, "label of", owner.word.part());
        }
    }

    fn label_behind(&self, look: Part, s: &mut impl Sink) {
        let near = (0..12).find_map(|n| Some((n, self.behind(n)?.label?)));
        let Some((steps, class)) = near else { return };
        let distance = distance(steps);
        seen!(s, "label behind", class, distance);
        seen!(s, "label behind", distance, look);
        seen!(s, "label behind", distance, self.after());
        if steps < 4 {
            for n in 0..steps {
                let word = self.behind(n).map_or(part!(""), |e| e.word.part());
                seen!(s, "way behind", word);
            }
        }
    }

    fn words(&self, look: Part, s: &mut impl Sink) {
        let word = |e: Option<&'a Element>| e.map_or(part!("^"), |e| e.word.part());
        let kind_of = |e: Option<&Element>| e.map_or(part!("^"), Element::kind);
        let (one, two) = (self.before(0), self.before(1));
        let (next, over) = (self.behind(0), self.behind(1));
        let sign = self.elements.all[self.at].before.part();
        seen!(s, "w-1", word(one));
        seen!(s, "w-1", word(one), sign);
        seen!(s, "w-1", word(one), look);
        seen!(s, "w-2", word(two));
        seen!(s, "w-21", word(two), word(one));
        seen!(s, "w+1", word(next));
        seen!(s, "w+1", word(next), look);
        seen!(s, "w+2", word(over));
        seen!(s, "w-1+1", word(one), word(next));
        for (name, element) in [(part!("-1"), one), (part!("-2"), two), (part!("+1"), next)] {
            let word = word(element).text;
            if let (Some(start), Some(end)) = (start(word).map(Part::of), end(word).map(Part::of)) {
                seen!(s, "s", name, start);
                seen!(s, "e", name, end);
            }
        }
        seen!(s, "k-1", kind_of(one), sign);
        seen!(s, "k-1", kind_of(one), look);
        seen!(s, "k-1", kind_of(one), sign, look);
        seen!(s, "k-21", kind_of(two), kind_of(one));
        seen!(s, "k-21", kind_of(two), kind_of(one), look);
        seen!(s, "k+1", kind_of(next));
        seen!(s, "k+1", kind_of(next), look);
        seen!(s, "k-1+1", kind_of(one), kind_of(next));
    }

    /// The words to each side.
    fn around(&self, s: &mut impl Sink) {
        for n in 0..WINDOW {
            if let Some(element) = self.before(n) {
                seen!(s, "near", element.word.part());
                seen!(s, "near k", element.kind());
            }
            if let Some(element) = self.behind(n) {
                seen!(s, "near", element.word.part());
                seen!(s, "near k+", element.kind());
            }
        }
    }

    /// "Bergkristall, bergkristall1": another one near that begins as this one does.
    fn has_twin(&self) -> bool {
        let own = self.source.small(self.span);
        let twin = |other: Option<&Element>| {
            other.is_some_and(|e| {
                let other = self.source.small(e.span);
                own.len() >= TWIN && other.get(..TWIN) == own.get(..TWIN)
            })
        };
        (0..TWINS).any(|n| twin(self.before(n)) || twin(self.behind(n)))
    }

    /// Its own line as a whole, and what the lines around it announce.
    fn lines(&self, look: Part, s: &mut impl Sink) {
        let line = self.line();
        let others = self.last - self.first - (self.end - self.at);
        let many = match others {
            0 => part!("alone"),
            1 => part!("with one"),
            2..=3 => part!("with few"),
            4..=9 => part!("with many"),
            _ => part!("with very many"),
        };
        seen!(s, "many", many);
        seen!(s, "many", many, look);
        let hint = (0..16).find(|n| {
            self.before(*n)
                .is_some_and(|e| words::is_hint(e.word.as_str()))
        });
        if let Some(steps) = hint {
            seen!(s, "hint", distance(steps));
            seen!(s, "hint", look);
        }
        let mut above = (1..=4)
            .filter_map(|n| Some((n, line.checked_sub(n)?)))
            .filter(|(_, n)| !self.elements.line(*n).is_empty());
        if let Some((_, n)) = above.next() {
            self.line_above(n, many, look, s);
        }
        let announced = above.find_map(|(n, l)| Some((n, self.elements.announced(l)?)));
        if let Some((n, what)) = announced {
            seen!(s, "above", digit(n), what, many);
            seen!(s, "above", what, look);
        }
        let below = self.elements.announced(line + 1);
        if let Some(what) = below {
            seen!(s, "below", what, many);
        }
        let own = self.elements.announced(line).unwrap_or(part!("nothing"));
        seen!(s, "line", own, look);
        seen!(s, "text", self.elements.subject, look);
        seen!(s, "text", self.elements.subject, own, many);
        if self.has_twin() {
            seen!(s, "twin", look);
            seen!(s, "twin", self.elements.subject);
        }
        if own.text == "nothing" && announced.is_none() && below.is_none() {
            seen!(s, "no label anywhere near", look);
        }
    }

    fn line_above(&self, line: usize, many: Part, look: Part, s: &mut impl Sink) {
        let elements = self.elements.line(line);
        let end = self.elements.ends[line].part();
        let what = self.elements.announced(line).unwrap_or(part!("nothing"));
        seen!(s, "line above", what, end, many);
        seen!(s, "line above", what, end, look);
        seen!(s, "line above", what, many, look);
        if let Some(last) = elements.last() {
            seen!(s, "line above ends", last.kind(), end, many);
            seen!(s, "line above w", last.word.part(), many);
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

fn distance(steps: usize) -> Part<'static> {
    match steps {
        0 => part!("next"),
        1 => part!("1"),
        2 => part!("2"),
        3..=4 => part!("3-4"),
        5..=8 => part!("5-8"),
        _ => part!("far"),
    }
}
