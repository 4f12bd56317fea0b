//! Names of features: what is seen, and its parts — as a text where they are learned, as a number where they are weighed.

/// A name or a part of one.
#[derive(Debug, Clone, Copy)]
pub(super) struct Part<'a> {
    pub(super) text: &'a str,
    pub(super) hash: u64,
}

impl<'a> Part<'a> {
    pub(super) const fn of(text: &'a str) -> Self {
        Self {
            text,
            hash: hash(text),
        }
    }
}

/// A part that is known when this is compiled.
macro_rules! part {
    ($text:expr) => {
        const { $crate::secrets_in_text::evidence::names::Part::of($text) }
    };
}

/// Tells what is seen: its name, and the parts behind it.
macro_rules! seen {
    ($sink:ident, $name:literal $(, $part:expr)*) => {
        $sink.see(part!($name), &[$($part),*])
    };
}

pub(super) const fn truth(said: bool) -> Part<'static> {
    if said { part!("true") } else { part!("false") }
}

pub(super) const fn digit(number: usize) -> Part<'static> {
    match number {
        0 => part!("0"),
        1 => part!("1"),
        2 => part!("2"),
        3 => part!("3"),
        4 => part!("4"),
        5 => part!("5"),
        6 => part!("6"),
        7 => part!("7"),
        _ => part!("8"),
    }
}

/// Takes what is seen of a candidate.
pub(super) trait Sink {
    /// A feature: what it is called, and what is there.
    fn see(&mut self, name: Part<'static>, parts: &[Part]);

    /// Nothing more that could be seen would make a secret of it.
    fn is_hopeless(&self) -> bool {
        false
    }
}

/// Every feature by its name, the parts set apart by tabulators.
#[derive(Debug, Default)]
pub(super) struct Names(pub(super) Vec<String>);

impl Sink for Names {
    fn see(&mut self, name: Part<'static>, parts: &[Part]) {
        let mut text = name.text.to_owned();
        for part in parts {
            text.push('\t');
            text.push_str(part.text);
        }
        self.0.push(text);
    }
}

/// FNV-1a.
pub(super) const fn hash(text: &str) -> u64 {
    let bytes = text.as_bytes();
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    let mut at = 0;
    while at < bytes.len() {
        hash = (hash ^ bytes[at] as u64).wrapping_mul(0x0000_0100_0000_01b3);
        at += 1;
    }
    hash
}

/// The number of a name and its parts, in their order.
pub(super) fn number(name: u64, parts: impl IntoIterator<Item = u64>) -> u64 {
    let mut number = name;
    for part in parts {
        number = (number.rotate_left(29) ^ part).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    }
    number ^ (number >> 32)
}

/// The number of a name as [`Names`] writes it.
pub(super) fn number_of(name: &str) -> u64 {
    let mut parts = name.split('\t').map(hash);
    let first = parts.next().unwrap_or_default();
    number(first, parts)
}
