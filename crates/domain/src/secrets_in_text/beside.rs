//! A password beside a name that only its label or its surroundings tell: "Login: anna@example.org, …", "Creds: ops:…".

use super::source::{Source, Span, is_quote};
use super::{made, shape, words};

/// "Creds: ops:n0tTheRealOne" where logging in is meant, `[smtp.example]:587 user:value` of a map of relays.
pub(super) fn behind_name(
    source: &Source,
    tokens: &[Span],
    place: usize,
    hint: Option<usize>,
) -> Option<Span> {
    let span = source.trimmed(tokens[place]);
    let text = source.slice(span);
    let number = text.iter().take_while(|c| c.is_ascii_digit()).count();
    let sign = match text.get(number) {
        Some('/') if number > 2 => number,
        _ => text.iter().position(|c| *c == ':')?,
    };
    let relay = place.checked_sub(1).is_some_and(|n| {
        source.at(tokens[n].from) == '['
            && source.slice(tokens[n]).windows(2).any(|w| w == [']', ':'])
    });
    let plain = text[..sign]
        .iter()
        .all(|c| c.is_alphanumeric() || matches!(c, '_' | '-' | '.'));
    let value = Span {
        from: span.from + sign + 1,
        to: span.to,
    };
    let behind = hint.is_some_and(|h| h < place) || relay;
    let digest = matches!(
        &*text[..sign]
            .iter()
            .flat_map(|c| c.to_lowercase())
            .collect::<String>(),
        "sha256" | "sha512" | "sha1" | "md5" | "sha384"
    );
    let text = source.slice(value);
    let looks = made::points(text) >= made::LIKELY || relay && words::may_be_chosen(text);
    (behind && sign > 1 && plain && !digest && looks).then_some(value)
}

/// "Datenbankzugang: db1022 – 6GhhT_p1", "Guest wifi: CoffeeHouse / latte4you": behind a label two things and a sign, and
/// the line is at its end.
pub(super) fn hint_pair(
    source: &Source,
    tokens: &[Span],
    words: &[String],
    place: usize,
    hint: Option<usize>,
) -> Option<Span> {
    let hinted_before = hint.is_some_and(|n| n < place);
    let value = source.trimmed(tokens[place]);
    let last = place + 1 == tokens.len() || source.at(value.to) != ' ';
    let before = place.checked_sub(1)?;
    let mail = shape::is_mail(source.slice(source.trimmed(tokens[before])));
    let (user, cut) = match words[before].as_str() {
        "/" | "–" | "-" | "|" | "mit" | "with" | "//" => (place.checked_sub(2)?, true),
        _ => (
            before,
            source.at(tokens[before].to - 1) == ','
                && (mail || words::is_known_user(&words[before]) || words[before] == "demo"),
        ),
    };
    // "TeamViewer: 123 456 789 / …".
    let mut label = user.checked_sub(1)?;
    while label > 0 && words[label].chars().all(|c| c.is_ascii_digit()) {
        label -= 1;
    }
    let address = shape::is_url(source.slice(tokens[label])) && place >= 4 && hinted_before;
    let hinted = source.at(tokens[label].to - 1) == ':'
        && (words::is_hint(&words[label])
            || words::is_hint_compound(&words[label])
            || words[label.saturating_sub(4)..label]
                .iter()
                .any(|w| words::is_hint(w)));
    let third = words[before] == "/" && place >= 4 && words[place - 3] == "/" && hinted_before;
    let hinted = hinted || third;
    // "die Logindaten sind kunde4711 und …", "log in with bob / …".
    let both = matches!(words[before].as_str(), "und" | "and" | "/" | "mit" | "with");
    let may = last && cut && (hinted || address);
    if !may && !both {
        return None;
    }
    let text = source.slice(value);
    let made = made::points(text);
    let plain = words[before] == "/"
        && words::is_known_user(&words[user])
        && text.len() >= 6
        && text.iter().all(|c| c.is_alphabetic())
        && !words::is_stop(&words[place])
        && !words::is_known_user(&words[place]);
    let fits = made >= made::POSSIBLE || shape::is_signed(text) || plain && hinted;
    if may && fits {
        return Some(value);
    }
    let user = place.checked_sub(2)?;
    let lead = user
        .checked_sub(1)
        .map(|n| words[n].as_str())
        .unwrap_or_default();
    let about = |w: &String| words::is_hint(w) || super::lists::SIGNS_IN.contains(&**w);
    let told = words[..user].iter().any(about)
        && matches!(
            lead,
            "sind" | "are" | "lauten" | "mit" | "with" | "als" | "as" | "wären" | "ist" | "is"
        );
    let strong = made >= made::LIKELY
        || text.len() > 5
            && text.last() == Some(&'!')
            && words::may_be_chosen(&text[..text.len() - 1]);
    let bare = text.strip_suffix(&['!']).unwrap_or(text);
    let word =
        words[before] != "und" && words[before] != "and" && last && words::may_be_chosen(bare);
    // "TeamViewer …: ID 441 208 773 / …".
    let remote = words[..user]
        .iter()
        .any(|w| matches!(w.as_str(), "teamviewer" | "anydesk" | "rustdesk"))
        && words[user].chars().all(|c| c.is_ascii_digit());
    let mixed = text.len() >= 4
        && text.iter().any(char::is_ascii_digit)
        && text.iter().any(|c| c.is_alphabetic());
    (both && (told && (strong || word) || remote && mixed)).then_some(value)
}

/// `(kunde@example.org, kitten-paws-3)`: nothing else in the bracket.
pub(super) fn in_brackets(source: &Source, user: Span, value: Span) -> bool {
    source.at(user.from) == '('
        && source.slice(value).contains(&')')
        && source.at(user.to - 1) == ','
}

/// "Benutzer „news“, „news.1234“": a name behind its label, a comma and what stands behind it.
pub(super) fn labelled(source: &Source, words: &[String], place: usize, tokens: &[Span]) -> bool {
    let label = place
        .checked_sub(1)
        .and_then(|n| words.get(n))
        .is_some_and(|w| {
            matches!(
                w.as_str(),
                "benutzer" | "user" | "username" | "benutzername" | "login" | "nutzer"
            )
        });
    let value = tokens.get(place + 1);
    let stem = |span: Span| {
        source
            .word(source.trimmed(span))
            .trim_end_matches(|c: char| !c.is_alphabetic())
            .to_owned()
    };
    label
        && value.is_some_and(|v| stem(*v) != stem(tokens[place]))
        && source.at(tokens[place].to - 1) == ','
        && value
            .is_some_and(|v| is_quote(source.at(v.from)) == is_quote(source.at(tokens[place].from)))
}

/// A name that is no label of others.
pub(super) fn is_login(word: &str) -> bool {
    word.contains('@')
        || !matches!(
            word,
            "user"
                | "service"
                | "kunde"
                | "gast"
                | "guest"
                | "web"
                | "info"
                | "support"
                | "test"
                | "manager"
                | "backup"
        )
}
