//! The words behind the domain's codes in German and English.
//!
//! Every match is exhaustive: a new variant in the domain does not compile until it has words here. Codes that count as
//! evidence (why a look was denied) are printed beside their words by the templates.

mod desk;
mod procedure;
mod vault;

use domain::account::Locale;

/// A closed list of the domain that can be printed.
pub trait Word: Copy {
    /// The word in this language.
    fn word(self, locale: Locale) -> &'static str;
}

/// Picks one of two texts.
pub const fn pick(locale: Locale, de: &'static str, en: &'static str) -> &'static str {
    match locale {
        Locale::De => de,
        Locale::En => en,
    }
}

/// The word, or an empty string, which the templates leave out.
pub fn optional<W: Word>(value: Option<W>, locale: Locale) -> &'static str {
    value.map_or("", |value| value.word(locale))
}

macro_rules! words {
    ($of:ty { $($variant:ident: $de:literal, $en:literal;)+ }) => {
        impl $crate::words::Word for $of {
            fn word(self, locale: ::domain::account::Locale) -> &'static str {
                match self {
                    $(Self::$variant => $crate::words::pick(locale, $de, $en)),+
                }
            }
        }
    };
}
pub(crate) use words;
