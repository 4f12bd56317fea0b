//! A user's name and a password with a sign, a word or a blank between them: `root / Xk8!mm2P`, `admin with …`.

use super::beside::{in_brackets, is_login, labelled};
use super::judge::{Candidate, Joint, is_name_with_number, is_secret, is_server_name};
use super::made;
use super::pairs::{fits_user, is_administrator, is_named_before, is_password_word, is_printed};
use super::shape::{self, Counts, Strength};
use super::source::{Source, Span};
use super::words::{self, Class};

/// A name at a place of its line.
struct Pair<'a> {
    source: &'a Source,
    tokens: &'a [Span],
    words: &'a [String],
    place: usize,
    /// The line is about logging in, or short.
    hinted: bool,
    user: &'a str,
    mail: bool,
    /// `cn=svc,dc=firma,dc=example`: the name in a directory.
    directory: bool,
}

/// The password beside the name at this place.
pub(super) fn find(
    source: &Source,
    tokens: &[Span],
    words: &[String],
    place: usize,
    hinted: bool,
) -> Option<Span> {
    // `FIRMA\admin`: the name stands behind the domain.
    let user = words.get(place)?.rsplit('\\').next().unwrap_or_default();
    let pair = Pair {
        source,
        tokens,
        words,
        place,
        hinted,
        user,
        mail: shape::is_mail(source.slice(source.trimmed(tokens[place]))),
        directory: user.contains(",dc=") || user.starts_with("cn=") || user.starts_with("uid="),
    };
    let compound =
        tokens.len() <= 3 && user.rsplit(['-', '_']).next().is_some_and(is_administrator);
    let known = words::is_known_user(user)
        || pair.mail
        || compound
        || pair.directory
        || labelled(source, words, place, tokens);
    let next = *tokens.get(place + 1)?;
    let sign = source.word(next);
    let cut = matches!(
        sign.as_str(),
        "/" | "|" | ":" | "-" | "–" | "//" | "+" | "," | "&" | "→" | "->" | "=>" | ">"
    );
    let said = matches!(
        sign.as_str(),
        "mit" | "with" | "und" | "and" | "pw" | "pass"
    ) || matches!(sign.as_str(), "ist" | "is") && is_administrator(user);
    match (cut || said, known) {
        (true, true) => pair.across(&sign),
        (true, false) => pair.of_nobody(&sign),
        (false, true) => pair.behind(next),
        (false, false) => None,
    }
}

impl Pair<'_> {
    fn is_secret(&self, value: Span, joint: Joint) -> bool {
        is_secret(self.source, Candidate::alone(value), joint, Class::Password)
    }

    /// "shop_user / Qz7nnM2p", "wpadmin / Lichterkette!": a name nobody knows, but one.
    fn of_nobody(&self, sign: &str) -> Option<Span> {
        let (source, user) = (self.source, self.user);
        let value = source.trimmed(*self.tokens.get(self.place + 2)?);
        let text = source.slice(value);
        let told = self.place.checked_sub(1).is_some_and(|n| {
            matches!(
                self.words[n].as_str(),
                "user" | "benutzer" | "login" | "username" | "nutzer"
            )
        });
        let plain = |c: char| c.is_lowercase() || c.is_ascii_digit() || c == '_';
        let account =
            (self.hinted || told) && sign == "/" && user.chars().all(plain) && user.len() > 2;
        let bare = text.strip_suffix(&['!']).unwrap_or(text);
        let odd = |c: &char| matches!(c, '&' | '+' | '#' | '!');
        let joined = text.len() >= 6
            && shape::core(text).iter().any(odd)
            && text.iter().any(|c| c.is_uppercase());
        let ends = self.place + 3 == self.tokens.len() || source.at(value.to + 1) == '(';
        let looks = (joined || made::points(text) >= made::POSSIBLE) && !is_server_name(text)
            || bare.len() < text.len() && words::may_be_chosen(bare)
            || ends && words::may_be_chosen(text);
        if account && looks {
            return Some(value);
        }
        let name =
            sign == "/" && user.contains(['_', '.']) && shape::strength(text) == Strength::Mixed;
        let strong =
            matches!(sign, "/" | "|") && (name || shape::strength(text) == Strength::Strong);
        (strong && self.is_secret(value, Joint::Near)).then_some(value)
    }

    /// Behind a name and a sign, or "mit", "und", "ist".
    fn across(&self, sign: &str) -> Option<Span> {
        let (source, place) = (self.source, self.place);
        let value = source.trimmed(*self.tokens.get(place + 2)?);
        let text = source.slice(value);
        let cell = matches!(sign, "/" | "|");
        let last = self.hinted || self.tokens.len() <= place + 4 || source.at(value.to) != ' ';
        let points = made::points(text);
        // "anna@example.org / Stone1" and nothing else; "… mit Passwort Vorstand und kasse@example.org mit …".
        let only = self.mail && place == 0 && self.tokens.len() == 3 && cell;
        let again = self.mail
            && matches!(sign, "mit" | "with")
            && words::may_be_chosen(text)
            && self.words[..place].iter().any(|w| is_password_word(w));
        let factory = cell
            && last
            && (words::is_factory(&source.word(value))
                || is_named_before(source, self.words, place, value));
        let poor = sign == "/"
            && is_administrator(self.user)
            && (4..=8).contains(&text.len())
            && text.iter().all(char::is_ascii_digit);
        let made = (only || self.directory || self.hinted && cell) && points >= made::POSSIBLE;
        let clear = self.hinted || cell && last;
        (factory || again || poor || made || fits_user(source, value, self.user, clear))
            .then_some(value)
    }

    /// Directly behind a name, with a comma or a blank between: "root, Kf8Jq2LmN0".
    fn behind(&self, next: Span) -> Option<Span> {
        let (source, place) = (self.source, self.place);
        let here = self.tokens[place];
        let value = source.trimmed(next);
        let text = source.slice(value);
        let bracket = source.slice(here).contains(&'@')
            && source.at(next.from) == '('
            && source.slice(next).contains(&')');
        if bracket
            || in_brackets(source, here, next)
            || labelled(source, self.words, place, self.tokens)
        {
            let made = made::points(text) >= made::POSSIBLE && !is_server_name(text);
            return made.then_some(value);
        }
        if is_named_before(source, self.words, place, value) {
            return Some(value);
        }
        // "user temp01": the name behind its label.
        if !is_login(self.user) {
            return None;
        }
        let comma = source.at(here.to - 1) == ',';
        let needed = if self.hinted || comma {
            Strength::Mixed
        } else {
            Strength::Strong
        };
        let strength = shape::strength(text);
        let named = self.hinted && is_name_with_number(text, Counts::of(text), strength);
        let printed = comma && self.hinted && is_printed(text);
        let signed = made::points(text) >= made::POSSIBLE
            && text.iter().any(|c| c.is_uppercase())
            && text.iter().any(|c| !c.is_alphanumeric());
        let strong = strength >= needed
            || (comma && is_administrator(self.user) || self.mail) && signed
            || named
            || printed
            || needed == Strength::Mixed && shape::is_signed(text);
        (strong && self.is_secret(value, Joint::Firm)).then_some(value)
    }
}
