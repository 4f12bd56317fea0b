//! Where holidays hold: a German Land, and what its municipalities add (rule 6).
//!
//! A holiday of municipalities is a switch, never guessed from the Land: in Bavaria it depends on the census whether a town
//! keeps Mariä Himmelfahrt.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

codes! {
    /// A German Land by its ISO 3166-2 code without the country.
    pub enum Land {
        /// Baden-Württemberg.
        BadenWuerttemberg => "BW",
        /// Bayern.
        Bayern => "BY",
        /// Berlin.
        Berlin => "BE",
        /// Brandenburg.
        Brandenburg => "BB",
        /// Bremen.
        Bremen => "HB",
        /// Hamburg.
        Hamburg => "HH",
        /// Hessen.
        Hessen => "HE",
        /// Mecklenburg-Vorpommern.
        MecklenburgVorpommern => "MV",
        /// Niedersachsen.
        Niedersachsen => "NI",
        /// Nordrhein-Westfalen.
        NordrheinWestfalen => "NW",
        /// Rheinland-Pfalz.
        RheinlandPfalz => "RP",
        /// Saarland.
        Saarland => "SL",
        /// Sachsen.
        Sachsen => "SN",
        /// Sachsen-Anhalt.
        SachsenAnhalt => "ST",
        /// Schleswig-Holstein.
        SchleswigHolstein => "SH",
        /// Thüringen.
        Thueringen => "TH",
    }
}

/// Holidays that some municipalities of a Land keep and others do not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub enum Municipal {
    /// Those of the whole Land only.
    #[default]
    None,
    /// The Catholic ones too: Mariä Himmelfahrt in Bavaria, Fronleichnam in Saxony and Thuringia.
    Catholic,
    /// The city of Augsburg: the Catholic ones and the Friedensfest.
    Augsburg,
}

/// A Land and the switch for its municipalities; written `DE-SL`, `DE-BY+cath`, `DE-BY+augsburg`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Region {
    /// The Land.
    pub land: Land,
    /// What its municipalities add.
    pub municipal: Municipal,
}

/// A text that names no region.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "{0:?} is no region: DE- and the two letters of a Land, then +cath where municipalities keep the Catholic holidays"
)]
pub struct UnknownRegion(pub String);

impl Region {
    /// The whole Land, without what municipalities add.
    pub const fn of(land: Land) -> Self {
        Self {
            land,
            municipal: Municipal::None,
        }
    }

    /// Whether municipalities of this Land keep Catholic holidays of their own.
    pub const fn has_municipal(self) -> bool {
        matches!(self.land, Land::Bayern | Land::Sachsen | Land::Thueringen)
    }
}

impl FromStr for Region {
    type Err = UnknownRegion;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let unknown = || UnknownRegion(text.to_owned());
        // The names under which the two wide-spread lists of holidays know the city.
        if matches!(text, "DE-BY-A" | "DE-Augsburg") {
            return Ok(Self {
                land: Land::Bayern,
                municipal: Municipal::Augsburg,
            });
        }
        let (land, municipal) = match text.split_once('+') {
            None => (text, Municipal::None),
            Some((land, "cath")) => (land, Municipal::Catholic),
            Some((land @ "DE-BY", "augsburg")) => (land, Municipal::Augsburg),
            Some(_) => return Err(unknown()),
        };
        let land = land
            .strip_prefix("DE-")
            .and_then(|code| code.parse().ok())
            .ok_or_else(unknown)?;
        Ok(Self { land, municipal })
    }
}

impl fmt::Display for Region {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let municipal = match self.municipal {
            Municipal::None => "",
            Municipal::Catholic => "+cath",
            Municipal::Augsburg => "+augsburg",
        };
        write!(f, "DE-{}{municipal}", self.land)
    }
}

impl Serialize for Region {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Region {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?
            .parse()
            .map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn regions_are_written_as_they_are_read() {
        let mut written: Vec<String> = Land::ALL.iter().map(|land| format!("DE-{land}")).collect();
        assert_eq!(written.len(), 16);
        written.extend(["DE-BY+cath", "DE-NW+cath", "DE-BY+augsburg"].map(str::to_owned));
        for text in written {
            let region: Region = text.parse().expect("a region");
            assert_eq!(region.to_string(), text);
        }
        for text in ["DE-BY-A", "DE-Augsburg"] {
            let region: Region = text.parse().expect("a region");
            assert_eq!(region.to_string(), "DE-BY+augsburg");
        }
    }

    #[test]
    fn what_is_no_region_is_refused() {
        for text in [
            "",
            "SL",
            "DE-",
            "DE",
            "de-sl",
            "DE-XX",
            "AT-9",
            "DE-BY+",
            "DE-BY+CATH",
            "DE-SL+augsburg",
            "DE-SL ",
            "+cath",
        ] {
            assert_eq!(text.parse::<Region>(), Err(UnknownRegion(text.to_owned())));
        }
    }
}
