//! Which characters can be printed, and what stands in for the others.
//!
//! A tagged PDF must not contain a character without a glyph, and evidence must not contain one that hides or turns
//! around others. So a character is printed only if our fonts have it and it belongs to a script that runs from left
//! to right without reshaping; any other appears as its code point: "‹U+202E›". The exact text is attached besides.

use std::ops::RangeInclusive;

use serde_json::Value;
use typst::layout::Abs;
use typst::text::{Font, FontInstance, FontVariant, FontVariations};

/// Blocks that can be printed if the fonts have the character.
const PRINTABLE: &[RangeInclusive<u32>] = &[
    0x0020..=0x007E, // ASCII
    0x00A0..=0x00AC, // Latin-1 up to the soft hyphen
    0x00AE..=0x036F, // Latin, phonetic, combining marks
    0x0370..=0x052F, // Greek, Cyrillic
    0x1E00..=0x1FFF, // Latin additional, Greek extended
    0x2010..=0x2027, // dashes, quotes, bullets
    0x202F..=0x205E, // per mille, primes, angle quotes
    0x2070..=0x209F, // superscripts, subscripts
    0x20A0..=0x20CF, // currencies
    0x2100..=0x2BFF, // letterlike, arrows, mathematics, box drawing, shapes, dingbats
    0xFFFD..=0xFFFD, // replacement character
];

/// Code points that shaping turns into others, which our fonts lack.
const DECOMPOSED: [char; 2] = ['\u{2329}', '\u{232A}'];

/// What the embedded fonts can show.
pub struct Glyphs {
    /// Every sans face has to have a character, or else the monospaced one.
    sans: Vec<FontInstance>,
    mono: FontInstance,
}

impl Glyphs {
    /// Reads the faces; `mono` is the fallback of the sans faces.
    pub fn new(sans: &[Font], mono: &Font) -> Self {
        Self {
            sans: sans.iter().map(instance).collect(),
            mono: instance(mono),
        }
    }

    /// Can be set as it is. The glyphs are asked for, because typst's coverage also counts code points without one.
    pub fn has(&self, character: char) -> bool {
        let code = u32::from(character);
        let in_face = |face: &FontInstance| face.ttf().glyph_index(character).is_some();
        PRINTABLE.iter().any(|range| range.contains(&code))
            && !DECOMPOSED.contains(&character)
            && (self.sans.iter().all(in_face) || in_face(&self.mono))
    }

    /// Makes every text in the data printable; true if any character had to be replaced.
    pub fn clean(&self, data: &mut Value) -> bool {
        match data {
            Value::String(text) => {
                let (printable, replaced) = self.printable(text);
                if printable != *text {
                    *text = printable;
                }
                replaced
            }
            Value::Array(items) => items
                .iter_mut()
                .fold(false, |any, item| self.clean(item) | any),
            Value::Object(fields) => fields
                .values_mut()
                .fold(false, |any, field| self.clean(field) | any),
            Value::Null | Value::Bool(_) | Value::Number(_) => false,
        }
    }

    fn printable(&self, text: &str) -> (String, bool) {
        let mut out = String::with_capacity(text.len());
        let mut replaced = false;
        for character in text.chars() {
            match character {
                '\n' | '\r' | '\t' | '\u{2028}' | '\u{2029}' => out.push(' '),
                '\u{FE0E}' | '\u{FE0F}' => {} // asks for a colour or text style of the character before
                _ if self.has(character) => out.push(character),
                _ => {
                    out.extend(['‹', 'U', '+']);
                    out.extend(format!("{:04X}", u32::from(character)).chars());
                    out.push('›');
                    replaced = true;
                }
            }
        }
        (out, replaced)
    }
}

/// The face at any size: ours have no axes.
fn instance(font: &Font) -> FontInstance {
    font.clone().instantiate(
        FontVariant::default(),
        Abs::pt(10.0),
        &FontVariations::default(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::renderer::fonts;

    fn glyphs() -> Glyphs {
        let fonts = fonts();
        Glyphs::new(&fonts[..2], &fonts[2])
    }

    #[test]
    fn european_scripts_and_terminal_drawings_are_printable() {
        let text = "Größe ẞ ł ő ş Ελλάδα Київ „a“ – … € ✓ → ├─┤ █ ≤ q\u{308}";
        assert_eq!(glyphs().printable(text), (text.to_owned(), false));
    }

    #[test]
    fn what_hides_or_turns_text_around_becomes_visible() {
        let (text, replaced) =
            glyphs().printable("rm\u{202E}fdp.exe\u{200B}\u{0}\u{E000}😀☎\u{FE0F}");
        assert_eq!(text, "rm‹U+202E›fdp.exe‹U+200B›‹U+0000›‹U+E000›‹U+1F600›☎");
        assert!(replaced);
    }

    #[test]
    fn every_text_in_nested_data_is_cleaned() {
        let mut data = serde_json::json!({"a": [{"b": "x\u{7}"}, "ok"], "n": 1});
        assert!(glyphs().clean(&mut data));
        assert_eq!(data["a"][0]["b"], "x‹U+0007›");
        assert!(!glyphs().clean(&mut data));
    }
}
