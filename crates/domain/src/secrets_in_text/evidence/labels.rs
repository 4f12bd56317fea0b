//! Words that may be one for a secret, though no list has them.

use super::names::Part;

/// Pieces of words that have to do with secrets, however they are put together, bent or cut short.
const ROOTS: &[&str] = &[
    "passw",
    "pasw",
    "psswor",
    "passph",
    "passc",
    "pwort",
    "kennw",
    "kenw",
    "kennu",
    "losung",
    "parole",
    "codew",
    "geheim",
    "secret",
    "zugangsk",
    "zugangsc",
    "zugangsw",
    "zugangss",
    "schlüssel",
    "schluessel",
    "credential",
    "freischalt",
    "entsperr",
    "phrase",
    "merkwort",
    "stichwort",
    "magic",
    "kenncod",
    "kombination",
    "sessid",
];
/// Endings and whole words of the same sort.
const ENDS: &[&str] = &[
    "key",
    "token",
    "code",
    "codes",
    "pin",
    "pins",
    "puk",
    "tan",
    "pass",
    "pw",
    "pwd",
    "kw",
    "psw",
    "pwds",
    "pws",
    "auth",
    "otp",
    "cred",
    "creds",
    "salt",
    "seed",
    "kürzel",
    "zahl",
    "phrase",
    "psk",
    "rcon",
    "ziffer",
    "ziffern",
    "combination",
];

/// Before "code" and "zahl": what everybody may know.
const PUBLIC_NUMBERS: &[&str] = &[
    "bestell",
    "fehler",
    "error",
    "exit",
    "status",
    "artikel",
    "rabatt",
    "gutschein",
    "quell",
    "source",
    "qr",
    "bar",
    "länder",
    "produkt",
    "zip",
    "post",
    "antwort",
    "rück",
    "anzahl",
    "stück",
    "farb",
    "return",
    "http",
    "mehr",
    "un",
    "promo",
    "country",
    "area",
    "postleit",
];

/// A word that may be one for a secret.
pub(super) fn vague(word: &str) -> Option<Part<'static>> {
    let bytes = word.as_bytes();
    let rooted = || {
        bytes.iter().enumerate().any(|(at, first)| {
            matches!(
                first,
                b'p' | b'k' | b'l' | b'c' | b'g' | b's' | b'z' | b'f' | b'e' | b'm'
            ) && ROOTS
                .iter()
                .any(|r| r.as_bytes()[0] == *first && bytes[at..].starts_with(r.as_bytes()))
        })
    };
    let ended = || {
        let last = bytes.last().copied();
        ENDS.iter().any(|e| {
            e.as_bytes().last().copied() == last
                && word.strip_suffix(e).is_some_and(|rest| {
                    rest.is_empty() || e.len() > 2 || rest.ends_with(['-', '_'])
                })
        })
    };
    let numbers = || {
        (word.ends_with("code") || word.ends_with("codes") || word.ends_with("zahl"))
            && PUBLIC_NUMBERS.iter().any(|n| word.starts_with(n))
    };
    ((ended() || rooted()) && !numbers()).then_some(part!("vague"))
}
