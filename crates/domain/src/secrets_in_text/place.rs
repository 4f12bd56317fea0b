//! What stands around a unit of a sentence about a password, and the points it is worth.

use super::around::Unit;
use super::lists;
use super::made::{self, LIKELY};
use super::source::{Source, Span};
use super::words::{self, Class};

/// A unit among the others of its line.
pub(super) struct Place<'a> {
    pub(super) source: &'a Source,
    pub(super) units: &'a [Unit],
    pub(super) at: usize,
    pub(super) names: &'a [(Span, Class)],
    /// Before the word that announces it.
    pub(super) comes_first: bool,
}

impl Place<'_> {
    pub(super) fn unit(&self) -> Unit {
        self.units[self.at]
    }

    /// The word of the unit so many places before or behind, in small letters, without its signs.
    pub(super) fn word(&self, steps: isize) -> String {
        self.at
            .checked_add_signed(steps)
            .and_then(|n| self.units.get(n))
            .map(|u| self.source.word(u.value))
            .unwrap_or_default()
            .trim_matches(|c: char| !c.is_alphanumeric())
            .to_owned()
    }

    /// What stands at the end of the unit before.
    pub(super) fn sign_before(&self) -> char {
        self.at
            .checked_sub(1)
            .and_then(|n| self.units.get(n))
            .map_or(' ', |u| self.source.at(u.whole.to - 1))
    }

    pub(super) fn is_name(&self, steps: isize) -> bool {
        let Some(unit) = self
            .at
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

    pub(super) fn points(&self) -> u8 {
        let unit = self.unit();
        let text = self.source.slice(unit.value);
        // "warum Heuernte! als Passwort …": no end of a sentence.
        let on = matches!(text, [.., '!']) && self.source.at(unit.value.to + 1).is_lowercase();
        let text = if on { &text[..text.len() - 1] } else { text };
        let phrase = unit.quoted && text.contains(&' ');
        let looks = if phrase {
            made::phrase(text)
        } else {
            made::points(text)
        };
        let named = !phrase
            && (words::may_be_chosen(text) || looks >= made::POSSIBLE)
            && (self.is_told()
                || self.is_tried()
                || self.is_same_as_user()
                || self.is_assigned()
                || self.is_used_as(text)
                || self.is_last()
                || self.is_in_slot(text)
                || self.is_apposition()
                || self.is_chosen_word(text));
        let looks = if named && looks < LIKELY || looks == 0 && self.is_used_as(text) {
            LIKELY
        } else {
            looks
        };
        if looks == 0 || matches!(self.source.at(unit.whole.from), '<' | '[' | '{') {
            return 0;
        }
        let set = self.is_set();
        let assigned = self.is_assigned();
        let elsewhere = self.is_target() && !set && !assigned && !named;
        if elsewhere || self.is_account() && !assigned && looks < LIKELY {
            return 0;
        }
        // "Das Passwort … ist ftp-schmidt-55": what else would it be.
        let said = words::is_copula(&self.word(-1)) && self.source.at(unit.whole.to) != ':';
        if said && !self.comes_first && text.iter().any(char::is_ascii_digit) {
            return looks + LIKELY;
        }
        let looks = looks + u8::from(on);
        let joined = self.is_joined()
            || self.is_beside()
            || set
            || assigned
            || named
            || self.is_behind_sign()
            || self.is_sentence();
        if self.comes_first && !joined {
            return 0;
        }
        let typed = (1..=2).any(|n| {
            lists::TYPED.contains(&*self.word(n)) || lists::TYPED.contains(&*self.word(-n))
        });
        looks
            + if typed {
                3
            } else if joined {
                2
            } else {
                0
            }
            + u8::from(unit.quoted)
    }

    /// What the password is for, or something with a label of its own.
    fn is_target(&self) -> bool {
        // "Benutzer kasse1, kasse2 und kasse3": what stands before the first of a row is said of all.
        let mut step = -1;
        while step > -8 {
            let joins = matches!(&*self.word(step), "und" | "and" | "oder" | "or");
            let listed = usize::try_from(-step)
                .ok()
                .and_then(|n| self.at.checked_sub(n))
                .is_some_and(|n| self.source.at(self.units[n].whole.to - 1) == ',');
            let numbered = self.word(step).ends_with(|c: char| c.is_ascii_digit());
            if joins
                || listed && numbered
                || step < -1
                    && numbered
                    && matches!(&*self.word(step + 1), "und" | "and" | "oder" | "or")
            {
                step -= 1;
            } else {
                break;
            }
        }
        // "I typed in …", "gebe … ein".
        let clause = self
            .at
            .checked_sub(2)
            .is_some_and(|n| self.source.at(self.units[n].whole.to - 1).is_alphabetic());
        if clause && matches!(&*self.word(-1), "in" | "an") && lists::USES.contains(&*self.word(-2))
        {
            return false;
        }
        let before = self.word(step);
        let before = before.rsplit(['-', '/']).next().unwrap_or_default();
        lists::TARGETS.contains(before)
            || words::is_public_label(before) && self.sign_before() == ':'
    }

    /// "Passwort lager12 zurücksetzen": a name.
    fn is_account(&self) -> bool {
        let next = self.word(1);
        let ends = [
            "setzen", "sperren", "sperrt", "löschen", "legen", "schalten", "gessen",
        ];
        ends.iter()
            .any(|e| next.len() > e.len() && next.ends_with(e))
            || matches!(next.as_str(), "reset" | "locked" | "forgot")
    }

    /// "auf … geändert", "changed to …".
    fn is_set(&self) -> bool {
        let before = self.word(-1);
        let joins = matches!(
            before.as_str(),
            "auf" | "to" | "in" | "mit" | "with" | "als" | "as"
        );
        let from = self.at.saturating_sub(9);
        joins
            && ((1..=2).any(|n| words::confirms(&self.word(n)))
                || self.units[from..self.at]
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
            let passes = words::is_filler(&word)
                || words::is_verb(&word)
                || matches!(word.as_str(), "bitte" | "please");
            (!passes).then_some(false)
        });
        if before == Some(true) {
            return true;
        }
        let opens = self.is_name(1) && self.source.at(self.units[self.at + 1].whole.from) == '(';
        let next = self.word(1);
        let bare = self
            .source
            .slice(self.unit().value)
            .iter()
            .all(|c| c.is_lowercase());
        let as_word = !bare
            && matches!(next.as_str(), "als" | "as" | "is" | "ist" | "war" | "was")
            && (2..=4).any(|n| self.is_name(n));
        opens || as_word
    }

    /// Behind a word that says that it was typed, tried, taken.
    fn is_joined(&self) -> bool {
        let far = if self.unit().quoted { 5 } else { 2 };
        (1..=far).any(|n| lists::USES.contains(&*self.word(-n)))
            || (1..=2).any(|n| lists::USES_BEHIND.contains(&*self.word(n)))
    }

    /// Behind a colon, an equals sign or an arrow, and no label that says otherwise.
    fn is_behind_sign(&self) -> bool {
        let sign = self.sign_before();
        let bracket = self.source.at(self.unit().whole.from) == '(';
        let near = self.is_name(-4)
            || (1..=3).any(|n| {
                self.is_name(-n)
                    || self.is_name(n)
                    || matches!(&*self.word(-n), "alten" | "neuen" | "old" | "new")
            });
        matches!(sign, ':' | '=' | '→' | '>')
            || bracket && near && !self.source.slice(self.unit().whole).contains(&' ')
    }

    /// "Das Passwort steht auf dem Aufkleber: 83745210" at the end of the line, and no other number's label.
    pub(super) fn is_number(&self) -> bool {
        let text = self.source.slice(self.unit().value);
        let digits = (6..=16).contains(&text.len()) && text.iter().all(char::is_ascii_digit);
        let label = self.word(-1);
        let other = [
            "nummer", "nr", "no", "number", "id", "tel", "telefon", "fax", "mobil", "ticket",
            "phone", "plz", "port",
        ];
        digits
            && !self.comes_first
            && self.at + 1 == self.units.len()
            && self.sign_before() == ':'
            && !other.iter().any(|o| label.ends_with(o))
            && !self.is_target()
    }

    /// Digits that are said to be the code.
    pub(super) fn is_pin(&self) -> bool {
        let text = self.source.slice(self.unit().value);
        let text = text.strip_suffix(&['#']).unwrap_or(text);
        let digits = (4..=10).contains(&text.len()) && text.iter().all(char::is_ascii_digit);
        let said = words::is_verb(&self.word(-1))
            && !matches!(&*self.word(-1), "auf" | "to" | "zu" | "mit" | "with");
        let near = !self.comes_first
            && (1..=4).find(|n| self.is_name(-n)).is_some_and(|n| {
                (1..n).all(|m| {
                    !words::is_stop(&self.word(-m))
                        || matches!(
                            &*self.word(-m),
                            "für"
                                | "zum"
                                | "zur"
                                | "for"
                                | "im"
                                | "in"
                                | "am"
                                | "der"
                                | "die"
                                | "das"
                                | "den"
                                | "dem"
                                | "the"
                                | "to"
                        )
                })
            });
        digits && !self.is_target() && (said || self.is_behind_sign() || near)
    }
}
