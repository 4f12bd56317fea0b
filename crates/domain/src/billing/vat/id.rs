//! VAT ids, and what VIES answered about them (billing rule 13).

use std::fmt;
use std::str::FromStr;

use jiff::civil::Date;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::Country;

/// A VAT id that can be one: capital letters and digits, with the prefix of its country. Whether it was given to anybody
/// only VIES says.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct VatId(String);

/// Why a text is no VAT id.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotAVatId {
    /// It does not begin with the letters of a member state (Greece: EL).
    #[error("{0:?} does not begin with the letters of a member state")]
    Prefix(String),
    /// What follows has the wrong length or signs for that country.
    #[error("{text:?} is no VAT id of {country}")]
    Shape {
        /// What was typed.
        text: String,
        /// The country of its prefix.
        country: Country,
    },
}

/// What follows the prefix: `9` a digit, `X` a letter or digit, everything else itself.
const SHAPES: &[(&str, &[&str])] = &[
    ("AT", &["U99999999"]),
    ("BE", &["9999999999"]),
    ("BG", &["999999999", "9999999999"]),
    ("CY", &["99999999X"]),
    ("CZ", &["99999999", "999999999", "9999999999"]),
    ("DE", &["999999999"]),
    ("DK", &["99999999"]),
    ("EE", &["999999999"]),
    ("EL", &["999999999"]),
    ("ES", &["X9999999X"]),
    ("FI", &["99999999"]),
    ("FR", &["XX999999999"]),
    ("HR", &["99999999999"]),
    ("HU", &["99999999"]),
    ("IE", &["9X99999X", "9999999XX"]),
    ("IT", &["99999999999"]),
    ("LT", &["999999999", "999999999999"]),
    ("LU", &["99999999"]),
    ("LV", &["99999999999"]),
    ("MT", &["99999999"]),
    ("NL", &["999999999B99"]),
    ("PL", &["9999999999"]),
    ("PT", &["999999999"]),
    (
        "RO",
        &[
            "99",
            "999",
            "9999",
            "99999",
            "999999",
            "9999999",
            "99999999",
            "999999999",
            "9999999999",
        ],
    ),
    ("SE", &["999999999999"]),
    ("SI", &["99999999"]),
    ("SK", &["9999999999"]),
];

fn fits(text: &str, shape: &str) -> bool {
    text.len() == shape.len()
        && text
            .bytes()
            .zip(shape.bytes())
            .all(|(byte, sign)| match sign {
                b'9' => byte.is_ascii_digit(),
                b'X' => byte.is_ascii_alphanumeric(),
                other => byte == other,
            })
}

impl VatId {
    /// The country it belongs to.
    pub fn country(&self) -> Option<Country> {
        self.0.get(..2)?.parse().ok()
    }

    /// As it is written: `DE123456789`.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for VatId {
    type Err = NotAVatId;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let bare: String = text
            .chars()
            .filter(|c| !c.is_whitespace() && !matches!(c, '.' | '-' | '/'))
            .map(|c| c.to_ascii_uppercase())
            .collect();
        let prefix = bare.get(..2).unwrap_or_default();
        let shapes = SHAPES.iter().find(|(of, _)| *of == prefix);
        let (Some((_, shapes)), Ok(country)) = (shapes, prefix.parse()) else {
            return Err(NotAVatId::Prefix(text.to_owned()));
        };
        let rest = bare.get(2..).unwrap_or_default();
        if shapes.iter().any(|shape| fits(rest, shape)) {
            Ok(Self(bare))
        } else {
            let text = text.to_owned();
            Err(NotAVatId::Shape { text, country })
        }
    }
}

impl fmt::Display for VatId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Serialize for VatId {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for VatId {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

/// An answer of VIES, entered by hand. // V-09, RULINGS 20
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Vies {
    /// Which id was asked about.
    pub about: VatId,
    /// What it said; `None`: it was unavailable.
    pub valid: Option<bool>,
    /// When it was asked.
    pub on: Date,
    /// The id it was asked with: ours.
    pub own: VatId,
    /// The number of the consultation.
    pub number: String,
}
