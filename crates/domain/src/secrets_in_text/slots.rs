//! Places of a sentence where nothing but a value stands, whatever it looks like: "nämlich …", "… als Passwort genommen".

use super::lists;
use super::place::Place;
use super::words;

impl Place<'_> {
    /// "…, nämlich Trommelfell, …", "…, it's dragonfly": said to be it, and nothing follows.
    pub(super) fn is_told(&self) -> bool {
        let tells = matches!(
            &*self.word(-1),
            "nämlich" | "sprich" | "namely" | "it's" | "its" | "lautet" | "heißt"
        ) || matches!(
            (&*self.word(-2), &*self.word(-1)),
            ("es", "ist") | ("ist", "es") | ("it", "is")
        );
        // "Passwort? Ziegelstein."
        let asked = (1..=2).any(|n| {
            self.is_name(-n)
                && self
                    .at
                    .checked_add_signed(-n)
                    .is_some_and(|at| self.source.slice(self.units[at].whole).contains(&'?'))
                && (1..n).all(|m| !self.word(-m).chars().any(char::is_alphanumeric))
        });
        let so = &*self.word(-1) == "also" && self.at + 1 == self.units.len();
        !self.comes_first && (tells || asked || so) && self.ends_clause()
    }

    /// Nothing of the same clause behind it.
    pub(super) fn ends_clause(&self) -> bool {
        let unit = self.unit().whole;
        self.at + 1 == self.units.len()
            || matches!(
                self.source.at(unit.to - 1),
                ',' | '.' | ';' | '!' | ')' | '"'
            )
            || matches!(&*self.word(1), "" | "und" | "and" | "aber" | "but")
    }

    /// "nach drei Versuchen mit Feuerwehr", "gib beim Passwort Seegurke ein", "enter swordfish when …".
    pub(super) fn is_tried(&self) -> bool {
        let before = self.word(-1);
        let tries = matches!(before.as_str(), "mit" | "with")
            && (2..=3).any(|n| lists::TRIES.contains(&*self.word(-n)));
        let types = matches!(before.as_str(), "enter" | "type")
            && matches!(&*self.word(1), "when" | "at" | "if" | "for" | "as");
        let gives = matches!(&*self.word(1), "ein" | "rein")
            && (1..=3).any(|n| self.is_name(-n))
            && (2..=8).any(|n| {
                matches!(
                    &*self.word(-n),
                    "gib"
                        | "geben"
                        | "gebt"
                        | "trage"
                        | "tragen"
                        | "tippe"
                        | "tippen"
                        | "gebe"
                        | "trag"
                        | "kommt"
                )
            });
        tries || types || gives
    }

    /// "Benutzer wolff und Passwort wolff".
    pub(super) fn is_same_as_user(&self) -> bool {
        let word = self.word(0);
        let filled = words::is_verb(&self.word(-1))
            || matches!(
                &*self.word(-1),
                "ebenfalls" | "auch" | "also" | "gleichfalls"
            );
        let named = self.is_name(-1) || filled && self.is_name(-2);
        let is_user = |n: isize| {
            let label = self.word(-n - 1);
            self.word(-n) == word
                && (words::is_public_label(&label) || matches!(&*label, "nutzer" | "u" | "un"))
        };
        named && (2..=6).any(is_user)
    }

    /// "als Passwort für das Postfach … hinterlegen": what stands before the verb is what the password becomes.
    pub(super) fn is_assigned(&self) -> bool {
        let sets = words::confirms(&self.word(1)) || lists::CHANGES.contains(&*self.word(1));
        let text = self.source.slice(self.unit().value);
        let from = self.at.saturating_sub(9);
        let role = (from..self.at).any(|n| {
            let steps = isize::try_from(self.at - n).unwrap_or(0);
            self.is_name(-steps) && matches!(&*self.word(-steps - 1), "als" | "as")
        });
        let asked = matches!(&*self.word(-1), "bitte" | "please") && self.comes_first;
        let telling = text.iter().any(char::is_ascii_digit) || words::may_be_chosen(text);
        sets && (role || asked) && telling
    }

    /// "… geschickt. Brückentag5. Warum …": a sentence of its own.
    pub(super) fn is_sentence(&self) -> bool {
        let unit = self.unit().whole;
        !self.comes_first
            && matches!(self.sign_before(), '.' | '!' | '?')
            && (self.at + 1 == self.units.len()
                || matches!(self.source.at(unit.to - 1), '.' | '!' | '?'))
    }

    /// "the password, Falcon-Nest, is …".
    pub(super) fn is_apposition(&self) -> bool {
        let comma = |steps: isize| {
            self.at
                .checked_add_signed(steps)
                .and_then(|n| self.units.get(n))
                .is_some_and(|u| self.source.at(u.whole.to - 1) == ',')
        };
        self.is_name(-1)
            && comma(-1)
            && comma(0)
            && self.source.at(self.unit().value.from).is_uppercase()
    }

    /// "Wenn Sie nach dem Kennwort gefragt werden: Feuerzeug": alone behind the last colon.
    pub(super) fn is_last(&self) -> bool {
        !self.comes_first
            && self.sign_before() == ':'
            && !self.is_name(0)
            && !words::is_public_label(&self.word(-1))
            && (self.at + 1..self.units.len())
                .all(|n| !self.word_at(n).chars().any(char::is_alphanumeric))
    }

    pub(super) fn word_at(&self, place: usize) -> String {
        self.units
            .get(place)
            .map(|u| self.source.word(u.value))
            .unwrap_or_default()
    }

    /// "…, es war Eckball", "ich habe Nachspielzeit notiert", "mit Anpfiff15 einloggen": no article, no title, where a
    /// thing of the sentence has one.
    pub(super) fn is_in_slot(&self, text: &[char]) -> bool {
        let bare =
            text.first().is_some_and(|c| c.is_uppercase()) || text.iter().any(char::is_ascii_digit);
        let next_is_name = self
            .units
            .get(self.at + 1)
            .is_some_and(|u| self.source.at(u.whole.from).is_uppercase());
        // "…, Buchrücken geht nicht mehr".
        let fails = self.sign_before() == ','
            && matches!(
                &*self.word(1),
                "geht" | "funktioniert" | "klappt" | "works" | "fails"
            );
        if bare && fails && !self.comes_first {
            return true;
        }
        bare && !next_is_name
            && matches!(
                &*self.word(-1),
                "war"
                    | "ist"
                    | "was"
                    | "is"
                    | "habe"
                    | "hab"
                    | "hatte"
                    | "mit"
                    | "with"
                    | "auf"
                    | "als"
                    | "as"
                    | "to"
                    | "es"
                    | "heißt"
                    | "used"
                    | "tried"
                    | "typed"
                    | "entered"
                    | "using"
                    | "wäre"
                    | "be"
                    | "genannt"
                    | "notiert"
                    | "sondern"
                    | "nun"
                    | "jetzt"
                    | "now"
                    | "also"
            )
    }

    /// A noun that is no word of the desk's, where it is said to be tried, to be one of several passwords or to serve as one.
    pub(super) fn is_chosen_word(&self, text: &[char]) -> bool {
        let unit = self.unit();
        let typed = matches!(
            &*self.word(-1),
            "tried"
                | "used"
                | "entered"
                | "typed"
                | "probiert"
                | "eingegeben"
                | "benutze"
                | "verwende"
                | "nehme"
        );
        let role = matches!(&*self.word(1), "as" | "als")
            && self.is_name(2)
            && matches!(&*self.word(-1), "with" | "mit" | "use" | "using");
        if typed || role {
            return true;
        }
        if !text.first().is_some_and(|c| c.is_uppercase()) {
            return false;
        }
        let tried = lists::USES_BEHIND.contains(&*self.word(1))
            || self.sign_before() != '.'
                && self.source.at(unit.whole.to - 1) == ','
                && !self.word(2).is_empty()
                && lists::USES_BEHIND.contains(&*self.word(3));
        let bracket = self.source.at(unit.whole.from) == '('
            && self.source.slice(unit.whole).contains(&')')
            && self
                .names
                .iter()
                .any(|(n, _)| words::is_plural(&self.source.word(*n)));
        let serves = matches!(&*self.word(1), "als" | "as") && (2..=4).any(|n| self.is_name(n));
        tried || bracket || serves
    }

    /// "Wir verwenden buchhaltung als Passwort": a word in small letters is no noun here.
    pub(super) fn is_used_as(&self, text: &[char]) -> bool {
        let word: String = text.iter().collect();
        text.len() >= 5
            && words::may_be_chosen(text)
            && matches!(&*self.word(1), "als" | "as")
            && (2..=4).any(|n| self.is_name(n))
            && (lists::USES.contains(&*self.word(-1))
                || (3..=5).any(|n| {
                    words::confirms(&self.word(n))
                        || lists::USES_BEHIND.contains(&*self.word(n))
                        || lists::CHANGES.contains(&*self.word(n))
                }))
            && !words::is_stop(&word)
            && !words::is_predicate(&word)
    }
}
