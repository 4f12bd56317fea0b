//! Where somebody sits, as VAT sees it: countries, and areas that go their own way (billing rules 12, 14).

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// The member states.
const MEMBERS: [&[u8; 2]; 27] = [
    b"AT", b"BE", b"BG", b"CY", b"CZ", b"DE", b"DK", b"EE", b"ES", b"FI", b"FR", b"GR", b"HR",
    b"HU", b"IE", b"IT", b"LT", b"LU", b"LV", b"MT", b"NL", b"PL", b"PT", b"RO", b"SE", b"SI",
    b"SK",
];

/// A country by its ISO code of two letters. Greece is also read as `EL`, the way its VAT ids begin.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Country([u8; 2]);

/// A text that is no code of a country.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is no country: it has two letters, as DE")]
pub struct NotACountry(pub String);

impl Country {
    /// Germany.
    pub const DE: Self = Self(*b"DE");

    /// A code that is known to be one.
    pub(super) const fn of(code: [u8; 2]) -> Self {
        Self(code)
    }

    /// Whether it is in the EU.
    pub fn is_member(self) -> bool {
        MEMBERS.contains(&&self.0)
    }

    /// Every member state.
    pub fn members() -> impl Iterator<Item = Self> {
        MEMBERS.into_iter().map(|code| Self(*code))
    }

    /// Two capital letters.
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or_default()
    }
}

impl FromStr for Country {
    type Err = NotACountry;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let refused = || NotACountry(text.to_owned());
        let code: [u8; 2] = text.trim().as_bytes().try_into().map_err(|_| refused())?;
        if !code.iter().all(u8::is_ascii_alphabetic) {
            return Err(refused());
        }
        let code = code.map(|letter| letter.to_ascii_uppercase());
        Ok(Self(if code == *b"EL" { *b"GR" } else { code }))
    }
}

impl fmt::Display for Country {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Debug for Country {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl Serialize for Country {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for Country {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

codes! {
    /// Areas whose VAT is not that of their country.
    pub enum SpecialArea {
        /// Büsingen am Hochrhein (Germany).
        Buesingen => "buesingen",
        /// Helgoland (Germany).
        Helgoland => "helgoland",
        /// Jungholz and Mittelberg (Austria).
        Jungholz => "jungholz_mittelberg",
        /// The Canary Islands (Spain).
        Canaries => "canaries",
        /// Ceuta and Melilla (Spain).
        CeutaMelilla => "ceuta_melilla",
        /// Åland (Finland).
        Aland => "aland",
        /// Madeira (Portugal).
        Madeira => "madeira",
        /// The Azores (Portugal).
        Azores => "azores",
        /// Northern Ireland: a third country for services.
        NorthernIreland => "northern_ireland",
    }
}

impl SpecialArea {
    /// The country it is part of.
    pub const fn country(self) -> Country {
        Country(match self {
            Self::Buesingen | Self::Helgoland => *b"DE",
            Self::Jungholz => *b"AT",
            Self::Canaries | Self::CeutaMelilla => *b"ES",
            Self::Aland => *b"FI",
            Self::Madeira | Self::Azores => *b"PT",
            Self::NorthernIreland => *b"GB",
        })
    }

    /// Whether it has a rate of its own inside the EU; the others lie outside its VAT.
    pub const fn has_own_rate(self) -> bool {
        matches!(self, Self::Jungholz | Self::Madeira | Self::Azores)
    }
}

/// Where somebody sits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Place {
    country: Country,
    area: Option<SpecialArea>,
}

/// An area of another country.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{area} is no part of {country}")]
pub struct AreaElsewhere {
    /// The area.
    pub area: SpecialArea,
    /// The country it was entered with.
    pub country: Country,
}

impl Place {
    /// A country, perhaps an area of it.
    pub fn new(country: Country, area: Option<SpecialArea>) -> Result<Self, AreaElsewhere> {
        match area {
            Some(area) if area.country() != country => Err(AreaElsewhere { area, country }),
            _ => Ok(Self { country, area }),
        }
    }

    /// The country.
    pub const fn country(self) -> Country {
        self.country
    }

    /// The area, where it is one.
    pub const fn area(self) -> Option<SpecialArea> {
        self.area
    }

    /// Whether the EU's VAT holds there.
    pub fn in_union(self) -> bool {
        self.country.is_member() && self.area.is_none_or(SpecialArea::has_own_rate)
    }
}

impl From<Country> for Place {
    fn from(country: Country) -> Self {
        Self {
            country,
            area: None,
        }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.area {
            Some(area) => write!(f, "{} ({area})", self.country),
            None => self.country.fmt(f),
        }
    }
}
