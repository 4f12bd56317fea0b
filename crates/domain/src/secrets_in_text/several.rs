//! Values of several parts: pass phrases, groups of digits, a word and a number, a password letter by letter.

use super::gap::{Walk, is_blank};
use super::judge::Joint;
use super::source::Span;
use super::words::{self, Class};

impl Walk<'_> {
    /// What begins here and is more than one word, where a joint allows for it.
    pub(super) fn several(&self, at: usize, joint: Joint, words: usize) -> Option<Span> {
        if let Some(spelled) = self.spelled(at) {
            return Some(spelled);
        }
        if joint == Joint::Near {
            return None;
        }
        let groups = self.groups(at, words == 0);
        if groups.is_some() {
            return groups;
        }
        let announced = joint == Joint::Direct && words == 0 && self.named_phrase;
        let firm = joint == Joint::Firm;
        let two = if firm { self.two_nouns(at) } else { None };
        let row = || self.named_phrase.then(|| self.row_of_words(at)).flatten();
        let phrase = || {
            (announced || firm || joint == Joint::Verb)
                .then(|| self.phrase(at))
                .flatten()
        };
        two.or_else(row).or_else(phrase)
    }

    /// Nothing else on the line but what stands before and behind the tab.
    pub(super) fn is_two_cells(&self, at: usize) -> bool {
        let from = (at.saturating_sub(40)..at)
            .rev()
            .find(|n| self.source.at(*n) == '\n')
            .map_or(at.saturating_sub(40), |n| n + 1);
        let line = Span { from, to: self.end };
        line.len() < 120
            && self
                .source
                .slice(line)
                .split(|c| c.is_whitespace())
                .filter(|w| !w.is_empty())
                .count()
                == 2
    }

    /// `info -> …`, `root = …` behind the colon of a plural.
    pub(super) fn behind_label(&self, at: usize) -> Option<usize> {
        let end = self.word_end(at);
        let sign = self.source.skip_blanks(end, self.end);
        let label = self.source.slice(Span { from: at, to: end });
        let plain = label.iter().all(|c| c.is_alphabetic() || *c == '-') && label.len() < 20;
        let spaced = sign > end && is_blank(self.source.at(sign + 1));
        match (self.source.at(sign), self.source.at(sign + 1)) {
            ('-' | '=', '>') if plain => Some(sign + 2),
            ('→', _) if plain => Some(sign + 1),
            ('=', _) if plain && spaced => Some(sign + 1),
            _ => None,
        }
    }

    /// Groups of digits or capitals of one length, as keys of networks and second factors are printed.
    pub(super) fn groups(&self, at: usize, first: bool) -> Option<Span> {
        let (mut to, mut from, mut count, mut length) = (at, at, 0, 0);
        let (mut digits, mut small) = (true, 0);
        while from < self.end {
            let limit = self.end.min(from + 20);
            let end = (from..limit)
                .find(|n| !self.source.at(*n).is_ascii_alphanumeric())
                .unwrap_or(limit);
            let group = self.source.slice(Span { from, to: end });
            let printed = group
                .iter()
                .all(|c| c.is_ascii_digit() || c.is_ascii_uppercase());
            // `abcd efgh ijkl mnop`: the password of one program.
            let lower = group.len() == 4 && group.iter().all(char::is_ascii_lowercase);
            let printed = printed || lower && (count == 0 || small == count);
            small += usize::from(lower);
            let least = if self.class == Class::Pin { 2 } else { 3 };
            if !printed || !(least..=8).contains(&group.len()) || count > 0 && group.len() != length
            {
                break;
            }
            digits = digits && group.iter().all(char::is_ascii_digit);
            length = group.len();
            count += 1;
            to = end;
            if self.source.at(end) != ' ' {
                break;
            }
            from = end + 1;
        }
        let needed = match self.class {
            Class::Pin if digits && length == 2 => 3,
            Class::Pin if digits => 2,
            Class::Password if digits && self.radio => 2,
            _ if small > 0 && (count != 4 || small != 4 || first) => return None,
            Class::Token | Class::Password if !digits => 4,
            Class::Token | Class::Password => 5,
            _ => return None,
        };
        let number =
            self.class == Class::Password && self.radio && digits && count == 1 && length >= 8;
        let number = number || first && self.is_long_number(at);
        (count >= needed || number).then_some(Span {
            from: at,
            to: to.max(self.word_end(at)),
        })
    }

    /// The key of a network in one row of digits.
    pub(super) fn is_long_number(&self, at: usize) -> bool {
        let span = Span {
            from: at,
            to: self.token_end(at),
        };
        let text = self.source.slice(self.source.trimmed(span));
        let long = self.radio && text.len() >= 8
            || (6..=16).contains(&text.len()) && self.ends_field(span.to);
        long && self.class == Class::Password && text.iter().all(char::is_ascii_digit)
    }

    /// A pass phrase without quotes, to the end of the line: only where "passphrase" or the like announces it.
    pub(super) fn phrase(&self, at: usize) -> Option<Span> {
        let spoken = self.field && !self.announces_phrase(at);
        if !self.announces_phrase(at) && !spoken {
            return None;
        }
        // Up to the next part of the sentence.
        let ends = |n: &usize| match self.source.at(*n) {
            ',' | ';' | '(' | '.' | ':' => true,
            '-' | '–' => is_blank(self.source.at(n + 1)),
            _ => false,
        };
        let mut to = (at..self.end).find(ends).unwrap_or(self.end);
        while to > at && matches!(self.source.at(to - 1), ' ' | '.' | ',') {
            to -= 1;
        }
        let span = Span { from: at, to };
        let text: String = self.source.small(span).iter().collect();
        let words: Vec<&str> = text.split_whitespace().collect();
        let plain = words.iter().all(|w| w.chars().all(char::is_alphanumeric));
        let told = words.iter().filter(|w| words::is_stop(w)).count();
        // "Kundenkennwort: Wolke sieben".
        if spoken {
            let letters = words
                .iter()
                .all(|w| w.chars().all(char::is_alphabetic) && w.chars().count() > 2);
            let firm = self.source.at(at.saturating_sub(2)) == ':';
            return ((2..=3).contains(&words.len())
                && letters
                && told == 0
                && firm
                && to >= self.end)
                .then_some(span);
        }
        // The words of a wallet or a recovery are many.
        let row = matches!(words.len(), 12..=24)
            && words.iter().all(|w| w.chars().all(char::is_lowercase));
        // "Passphrase: Der alte Kahn lag schief im Hafen".
        let first = words.first().copied().unwrap_or_default();
        let sign = self.source.at(self.before(at));
        let sentence = (3..=9).contains(&words.len())
            && matches!(sign, ':' | '=' | 't')
            && plain
            && to >= self.end
            && !super::lists::NO_PHRASE.contains(first);
        if sentence {
            return Some(span);
        }
        let odd = words
            .iter()
            .filter(|w| !super::vocabulary::knows(w))
            .count();
        if sign.is_alphabetic() && odd < 2 {
            return None;
        }
        let small = words.len() >= 4
            && told <= 1
            && words.iter().all(|w| w.chars().all(char::is_lowercase));
        (((3..=8).contains(&words.len()) && (told == 0 || small) || row) && plain).then_some(span)
    }

    /// "the passphrase red card yellow card for …": four words in small letters or more that say nothing of it.
    pub(super) fn row_of_words(&self, at: usize) -> Option<Span> {
        let (mut to, mut count, mut next) = (at, 0, at);
        while next < self.end && count < 9 {
            let word = Span {
                from: next,
                to: self.word_end(next),
            };
            let text = self.source.slice(word);
            let small = text.len() > 1 && text.iter().all(|c| c.is_lowercase());
            if !small || words::is_stop(&self.source.word(word)) {
                break;
            }
            count += 1;
            to = word.to;
            if self.source.at(to) != ' ' {
                break;
            }
            next = to + 1;
        }
        (count >= 4).then_some(Span { from: at, to })
    }

    /// "Kennwort lautet Freistoß Direkt": two nouns to the end of the line, one of them none of the desk's.
    pub(super) fn two_nouns(&self, at: usize) -> Option<Span> {
        let first = Span {
            from: at,
            to: self.word_end(at),
        };
        let second = Span {
            from: first.to + 1,
            to: self.word_end(first.to + 1),
        };
        let noun = |span: Span| {
            let text = self.source.slice(span);
            text.first().is_some_and(|c| c.is_uppercase()) && words::may_be_value(text)
        };
        let chosen = |span: Span| words::may_be_chosen(self.source.slice(span));
        let ends = self.source.skip_blanks(second.to, self.end) >= self.end
            || self.source.at(second.to) == '.';
        let fits = self.class == Class::Password
            && self.source.at(first.to) == ' '
            && ends
            && noun(first)
            && noun(second)
            && (chosen(first) || chosen(second));
        fits.then_some(Span {
            from: at,
            to: second.to,
        })
    }

    /// "Passwort: Sicherung 2024": a word and a number, and the line is at its end.
    pub(super) fn word_and_number(&self, at: usize) -> Option<Span> {
        let first = Span {
            from: at,
            to: self.token_end(at),
        };
        let next = self.source.skip_blanks(first.to, self.end);
        let second = Span {
            from: next,
            to: self.token_end(next),
        };
        // Up to two more words in capitals.
        let mut second = second;
        let mut words_before = 1;
        while words_before < 3
            && self.source.at(second.from).is_uppercase()
            && self.source.slice(second).iter().all(|c| c.is_alphabetic())
            && second.to < self.end
        {
            words_before += 1;
            second = Span {
                from: second.to + 1,
                to: self.token_end(second.to + 1),
            };
        }
        let word = self.source.slice(first);
        let number = self.source.slice(second);
        let least = if words_before == 1 { 2 } else { 1 };
        let fits = self.class == Class::Password
            && next == first.to + 1
            && self.source.skip_blanks(second.to, self.end) >= self.end
            && word.len() >= 4
            && word.iter().all(|c| c.is_alphabetic())
            && word.iter().skip(1).all(|c| c.is_lowercase())
            && (least..=4).contains(&number.len())
            && number.iter().all(char::is_ascii_digit)
            && !words::is_stop(&self.source.word(first));
        fits.then_some(Span {
            from: at,
            to: second.to,
        })
    }

    /// `p a s s`: letter by letter.
    pub(super) fn spelled(&self, at: usize) -> Option<Span> {
        let single = |n: usize| {
            self.source.at(n).is_alphanumeric()
                && (n + 1 >= self.end || !self.source.at(n + 1).is_alphanumeric())
        };
        let mut to = at;
        while to < self.end && single(to) && to < at + 80 {
            to += 1;
            if self.source.at(to) != ' ' || !single(to + 1) {
                break;
            }
            to += 1;
        }
        (to >= at + 7).then_some(Span { from: at, to })
    }

    /// A pass phrase in quotes: nothing in it says otherwise.
    pub(super) fn is_phrase(&self, span: Span) -> bool {
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
            && (told * 2 < words
                || told < words && (self.named_phrase || self.is_used(span.from - 1)))
    }
}
