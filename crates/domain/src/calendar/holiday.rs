//! The public holidays of the sixteen Länder, computed (rule 6).
//!
//! The law of the Länder as it stands, with the years in which a holiday came or stood once. Before 1995, when Buß- und
//! Bettag was given up in all Länder but one, the lists were others; no promise is that old.

use jiff::civil::{Date, Weekday};

use super::region::{Land, Municipal, Region};
use crate::account::Locale;

/// A public holiday.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Holiday {
    /// 1 January.
    Neujahr,
    /// 6 January.
    HeiligeDreiKoenige,
    /// 8 March.
    Frauentag,
    /// Two days before Easter.
    Karfreitag,
    /// Easter, by law in Brandenburg only.
    Ostersonntag,
    /// The day after Easter.
    Ostermontag,
    /// 1 May.
    TagDerArbeit,
    /// 39 days after Easter.
    ChristiHimmelfahrt,
    /// 49 days after Easter, by law in Brandenburg only.
    Pfingstsonntag,
    /// 50 days after Easter.
    Pfingstmontag,
    /// 60 days after Easter.
    Fronleichnam,
    /// 8 May 2020 and 2025, Berlin.
    TagDerBefreiung,
    /// 17 June 2028, Berlin.
    Volksaufstand,
    /// 8 August, Augsburg.
    Friedensfest,
    /// 15 August.
    MariaeHimmelfahrt,
    /// 20 September.
    Weltkindertag,
    /// 3 October.
    TagDerDeutschenEinheit,
    /// 31 October.
    Reformationstag,
    /// 1 November.
    Allerheiligen,
    /// The Wednesday before 23 November.
    BussUndBettag,
    /// 25 December.
    ErsterWeihnachtstag,
    /// 26 December.
    ZweiterWeihnachtstag,
}

impl Holiday {
    /// The holiday of a date in a region, if it is one.
    pub fn on(date: Date, region: Region) -> Option<Self> {
        Self::nationwide(date).or_else(|| regional(date, region))
    }

    /// One of the nine holidays of all Länder.
    pub fn nationwide(date: Date) -> Option<Self> {
        match (date.month(), date.day()) {
            (1, 1) => return Some(Self::Neujahr),
            (5, 1) => return Some(Self::TagDerArbeit),
            (10, 3) => return Some(Self::TagDerDeutschenEinheit),
            (12, 25) => return Some(Self::ErsterWeihnachtstag),
            (12, 26) => return Some(Self::ZweiterWeihnachtstag),
            _ => {}
        }
        match days_after_easter(date)? {
            -2 => Some(Self::Karfreitag),
            1 => Some(Self::Ostermontag),
            39 => Some(Self::ChristiHimmelfahrt),
            50 => Some(Self::Pfingstmontag),
            _ => None,
        }
    }

    /// Its name.
    pub const fn name(self, locale: Locale) -> &'static str {
        let (german, english) = match self {
            Self::Neujahr => ("Neujahr", "New Year's Day"),
            Self::HeiligeDreiKoenige => ("Heilige Drei Könige", "Epiphany"),
            Self::Frauentag => ("Internationaler Frauentag", "International Women's Day"),
            Self::Karfreitag => ("Karfreitag", "Good Friday"),
            Self::Ostersonntag => ("Ostersonntag", "Easter Sunday"),
            Self::Ostermontag => ("Ostermontag", "Easter Monday"),
            Self::TagDerArbeit => ("Tag der Arbeit", "Labour Day"),
            Self::ChristiHimmelfahrt => ("Christi Himmelfahrt", "Ascension Day"),
            Self::Pfingstsonntag => ("Pfingstsonntag", "Whit Sunday"),
            Self::Pfingstmontag => ("Pfingstmontag", "Whit Monday"),
            Self::Fronleichnam => ("Fronleichnam", "Corpus Christi"),
            Self::TagDerBefreiung => ("Tag der Befreiung", "Liberation Day"),
            Self::Volksaufstand => (
                "75. Jahrestag des Volksaufstands",
                "75 years since the uprising of 1953",
            ),
            Self::Friedensfest => ("Augsburger Friedensfest", "Augsburg Peace Festival"),
            Self::MariaeHimmelfahrt => ("Mariä Himmelfahrt", "Assumption Day"),
            Self::Weltkindertag => ("Weltkindertag", "World Children's Day"),
            Self::TagDerDeutschenEinheit => ("Tag der Deutschen Einheit", "German Unity Day"),
            Self::Reformationstag => ("Reformationstag", "Reformation Day"),
            Self::Allerheiligen => ("Allerheiligen", "All Saints' Day"),
            Self::BussUndBettag => ("Buß- und Bettag", "Day of Repentance and Prayer"),
            Self::ErsterWeihnachtstag => ("1. Weihnachtstag", "Christmas Day"),
            Self::ZweiterWeihnachtstag => ("2. Weihnachtstag", "Second Day of Christmas"),
        };
        match locale {
            Locale::De => german,
            Locale::En => english,
        }
    }
}

/// The holidays that not all Länder keep.
fn regional(date: Date, region: Region) -> Option<Holiday> {
    use Land::{
        BadenWuerttemberg as BW, Bayern as BY, Berlin as BE, Brandenburg as BB, Bremen as HB,
        Hamburg as HH, Hessen as HE, MecklenburgVorpommern as MV, Niedersachsen as NI,
        NordrheinWestfalen as NW, RheinlandPfalz as RP, Saarland as SL, Sachsen as SN,
        SachsenAnhalt as ST, SchleswigHolstein as SH, Thueringen as TH,
    };
    let Region { land, municipal } = region;
    let catholic = municipal != Municipal::None;
    let year = date.year();
    let (holiday, kept) = match (date.month(), date.day()) {
        (1, 6) => (Holiday::HeiligeDreiKoenige, matches!(land, BW | BY | ST)),
        (3, 8) => (
            Holiday::Frauentag,
            land == BE && year >= 2019 || land == MV && year >= 2023,
        ),
        (5, 8) => (
            Holiday::TagDerBefreiung,
            land == BE && matches!(year, 2020 | 2025),
        ),
        (6, 17) if land == BE && year == 2028 => (Holiday::Volksaufstand, true),
        (8, 8) => (Holiday::Friedensfest, municipal == Municipal::Augsburg),
        (8, 15) => (
            Holiday::MariaeHimmelfahrt,
            land == SL || land == BY && catholic,
        ),
        (9, 20) => (Holiday::Weltkindertag, land == TH && year >= 2019),
        (10, 31) => (
            Holiday::Reformationstag,
            matches!(land, BB | MV | SN | ST | TH)
                || matches!(land, HB | HH | NI | SH) && year >= 2018
                || year == 2017,
        ),
        (11, 1) => (
            Holiday::Allerheiligen,
            matches!(land, BW | BY | NW | RP | SL),
        ),
        (11, 16..=22) => (
            Holiday::BussUndBettag,
            land == SN && date.weekday() == Weekday::Wednesday,
        ),
        _ => match days_after_easter(date)? {
            0 => (Holiday::Ostersonntag, land == BB),
            49 => (Holiday::Pfingstsonntag, land == BB),
            60 => (
                Holiday::Fronleichnam,
                matches!(land, BW | BY | HE | NW | RP | SL) || matches!(land, SN | TH) && catholic,
            ),
            _ => return None,
        },
    };
    kept.then_some(holiday)
}

/// Days from Easter to a date of the same year; `None` where no holiday hangs on Easter.
fn days_after_easter(date: Date) -> Option<i16> {
    // Good Friday is the 20th of March at the earliest, Corpus Christi the 24th of June at the latest.
    if !matches!(date.month(), 3..=6) {
        return None;
    }
    Some(date.day_of_year() - easter(date.year())?.day_of_year())
}

/// Easter Sunday of the Gregorian calendar (Meeus, Jones, Butcher); `None` for years before 1.
pub fn easter(year: i16) -> Option<Date> {
    if year < 1 {
        return None;
    }
    let y = i32::from(year);
    let golden = y % 19;
    let (century, rest) = (y / 100, y % 100);
    let skipped = (century + 8) / 25;
    let correction = (century - skipped + 1) / 3;
    let moon = (19 * golden + century - century / 4 - correction + 15) % 30;
    let sunday = (32 + 2 * (century % 4) + 2 * (rest / 4) - moon - rest % 4) % 7;
    let late = (golden + 11 * moon + 22 * sunday) / 451;
    let days = moon + sunday - 7 * late + 114;
    let (month, day) = (
        i8::try_from(days / 31).ok()?,
        i8::try_from(days % 31 + 1).ok()?,
    );
    Date::new(year, month, day).ok()
}
