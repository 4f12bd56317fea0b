//! The words people write to a support desk with, in German and English: where nothing firm joins, a word that is one of
//! them is said *about* a password, and one that is none may be it.
//!
//! Taken from texts of the program and of its tests, without what is marked as a secret there, and from what is said every day
//! and in messages of programs: so that a word of a text nobody has seen is as likely known as one it was learned from. It need not be complete:
//! the joints decide first, and at a colon no word is looked up at all.

use std::sync::LazyLock;

use super::lists::List;

/// Without endings that [`knows`] takes off by itself.
static WORDS: List = LazyLock::new(|| include_str!("vocabulary.txt").split_whitespace().collect());

/// Endings of German and English words.
const ENDINGS: &[&str] = &[
    "en", "es", "er", "em", "e", "n", "s", "t", "d", "ly", "in", "te", "st",
];
/// Shortest word that an ending is taken off from.
const LEAST_STEM: usize = 4;

/// An ordinary word or an inflected one; in small letters.
pub(super) fn knows(word: &str) -> bool {
    let listed = |word: &str| WORDS.contains(word);
    listed(word)
        || ENDINGS.iter().any(|end| {
            word.strip_suffix(end)
                .is_some_and(|stem| stem.len() >= LEAST_STEM && listed(stem))
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ordinary_words_are_known_and_chosen_ones_are_not() {
        for word in ["server", "servers", "zugang", "kennwortes", "please"] {
            assert!(knows(word), "{word}");
        }
        for word in ["seegurke", "klabautermann", "dragonfly", "bienenstich"] {
            assert!(!knows(word), "{word}");
        }
    }
}
