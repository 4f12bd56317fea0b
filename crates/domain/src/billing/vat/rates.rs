//! The rates: per country and area, in basis points because of 25.5 %, each with its beginning (billing rules 11, 12).

use std::collections::BTreeMap;

use jiff::civil::{Date, date};

use super::{Country, Place, SpecialArea};

codes! {
    /// Which of a country's rates. Everything the desk does has the standard rate; the reduced one is there for what a
    /// provider sells beside it.
    pub enum RateClass {
        /// The standard rate.
        Standard => "standard",
        /// The reduced rate.
        Reduced => "reduced",
    }
}

/// From a day on a rate holds in a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RateRow {
    /// Where.
    pub place: Place,
    /// Which rate.
    pub class: RateClass,
    /// Hundredths of a percent: 1900 is 19 %.
    pub basis_points: u16,
    /// Its first day.
    pub from: Date,
}

/// Why a rate is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum RateRefusal {
    /// The field is empty, or nothing but a percent sign.
    #[error("a country has a rate; an empty one would be read as 0 %")]
    Empty,
    /// No number with at most two decimals.
    #[error("a rate is a number with at most two decimals, as 25,5")]
    NotANumber,
    /// 0 % is no rate: what is not taxed says why.
    #[error("0 % is no rate; what is not taxed is decided by the customer's place, not here")]
    Zero,
    /// More than 50 %.
    #[error("a rate is at most 50 %")]
    TooHigh,
    /// Two rates of a place begin on one day.
    #[error("two rates of {0} begin on {1}")]
    Twice(Place, Date),
}

/// No rate is known for a place and a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("no {class} VAT rate of {place} is entered for {on}")]
pub struct NoRate {
    /// Where.
    pub place: Place,
    /// Which rate.
    pub class: RateClass,
    /// When.
    pub on: Date,
}

/// All rates.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RateTable(BTreeMap<(Place, RateClass), BTreeMap<Date, u16>>);

impl RateTable {
    /// Refuses rates that cannot be, and two for one day.
    pub fn new(rows: impl IntoIterator<Item = RateRow>) -> Result<Self, RateRefusal> {
        let mut table = BTreeMap::<_, BTreeMap<_, _>>::new();
        for row in rows {
            plausible(row.basis_points)?;
            let rates = table.entry((row.place, row.class)).or_default();
            if rates.insert(row.from, row.basis_points).is_some() {
                return Err(RateRefusal::Twice(row.place, row.from));
            }
        }
        Ok(Self(table))
    }

    /// What is shipped: the 27 member states, three areas with their own rates, and Germany's reduced one. // V-01
    pub fn shipped() -> Self {
        let mut table = BTreeMap::<_, BTreeMap<_, _>>::new();
        for (code, rates) in STANDARD {
            let place = Place::from(*code);
            let rates = rates.iter().copied().collect();
            table.insert((place, RateClass::Standard), rates);
        }
        for (area, points) in AREAS {
            if let Ok(place) = Place::new(area.country(), Some(*area)) {
                let rates = points.iter().copied().collect();
                table.insert((place, RateClass::Standard), rates);
            }
        }
        let reduced = [(START, 700), (LOWERED, 500), (RESTORED, 700)].into();
        table.insert((Place::from(Country::DE), RateClass::Reduced), reduced);
        Self(table)
    }

    /// The rate of a place on a day, in basis points.
    pub fn rate(&self, place: Place, class: RateClass, on: Date) -> Result<u16, NoRate> {
        let rates = self.0.get(&(place, class));
        rates
            .and_then(|rates| rates.range(..=on).next_back())
            .map(|(_, points)| *points)
            .ok_or(NoRate { place, class, on })
    }

    /// Every row, by place and day.
    pub fn rows(&self) -> impl Iterator<Item = RateRow> {
        self.0.iter().flat_map(|((place, class), rates)| {
            rates.iter().map(|(from, points)| RateRow {
                place: *place,
                class: *class,
                basis_points: *points,
                from: *from,
            })
        })
    }
}

/// A rate as people type it: `19`, `25,5`, `25.5 %`; in basis points.
pub fn typed_rate(text: &str) -> Result<u16, RateRefusal> {
    let text: String = text
        .chars()
        .filter(|c| !c.is_whitespace() && *c != '%')
        .collect();
    if text.is_empty() {
        return Err(RateRefusal::Empty);
    }
    let (whole, part) = text.split_once([',', '.']).unwrap_or((&text, ""));
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || part.len() > 2 || !digits(whole) || !digits(part) {
        return Err(RateRefusal::NotANumber);
    }
    let points: u16 = format!("{whole}{part:0<2}")
        .parse()
        .map_err(|_| RateRefusal::TooHigh)?;
    plausible(points)?;
    Ok(points)
}

const fn plausible(points: u16) -> Result<(), RateRefusal> {
    match points {
        0 => Err(RateRefusal::Zero),
        1..=5000 => Ok(()),
        _ => Err(RateRefusal::TooHigh),
    }
}

/// Before this day nothing was charged with Leitstand; a rate of an earlier day is an error.
const START: Date = date(2020, 1, 1);
/// Germany's rates were lower from this day,
const LOWERED: Date = date(2020, 7, 1);
/// until the day before this one.
const RESTORED: Date = date(2021, 1, 1);

type Rates = &'static [(Date, u16)];

/// Standard rates of the member states. The source's values of EE, FI, RO and SK were outdated, that of SI was empty.
const STANDARD: &[(Country, Rates)] = &[
    (Country::of(*b"AT"), &[(START, 2000)]),
    (Country::of(*b"BE"), &[(START, 2100)]),
    (Country::of(*b"BG"), &[(START, 2000)]),
    (Country::of(*b"CY"), &[(START, 1900)]),
    (Country::of(*b"CZ"), &[(START, 2100)]),
    (
        Country::DE,
        &[(START, 1900), (LOWERED, 1600), (RESTORED, 1900)],
    ),
    (Country::of(*b"DK"), &[(START, 2500)]),
    // V-02
    (
        Country::of(*b"EE"),
        &[
            (START, 2000),
            (date(2024, 1, 1), 2200),
            (date(2025, 7, 1), 2400),
        ],
    ),
    (Country::of(*b"ES"), &[(START, 2100)]),
    // V-03
    (
        Country::of(*b"FI"),
        &[(START, 2400), (date(2024, 9, 1), 2550)],
    ),
    (Country::of(*b"FR"), &[(START, 2000)]),
    (Country::of(*b"GR"), &[(START, 2400)]),
    (Country::of(*b"HR"), &[(START, 2500)]),
    (Country::of(*b"HU"), &[(START, 2700)]),
    (
        Country::of(*b"IE"),
        &[
            (START, 2300),
            (date(2020, 9, 1), 2100),
            (date(2021, 3, 1), 2300),
        ],
    ),
    (Country::of(*b"IT"), &[(START, 2200)]),
    (Country::of(*b"LT"), &[(START, 2100)]),
    (
        Country::of(*b"LU"),
        &[
            (START, 1700),
            (date(2023, 1, 1), 1600),
            (date(2024, 1, 1), 1700),
        ],
    ),
    (Country::of(*b"LV"), &[(START, 2100)]),
    (Country::of(*b"MT"), &[(START, 1800)]),
    (Country::of(*b"NL"), &[(START, 2100)]),
    (Country::of(*b"PL"), &[(START, 2300)]),
    (Country::of(*b"PT"), &[(START, 2300)]),
    // V-04
    (
        Country::of(*b"RO"),
        &[(START, 1900), (date(2025, 8, 1), 2100)],
    ),
    (Country::of(*b"SE"), &[(START, 2500)]),
    // V-05
    (Country::of(*b"SI"), &[(START, 2200)]),
    (
        Country::of(*b"SK"),
        &[(START, 2000), (date(2025, 1, 1), 2300)],
    ),
];

const AREAS: &[(SpecialArea, &[(Date, u16)])] = &[
    (SpecialArea::Jungholz, &[(START, 1900)]),
    (SpecialArea::Madeira, &[(START, 2200)]),
    (
        SpecialArea::Azores,
        &[(START, 1800), (date(2021, 7, 1), 1600)],
    ),
];
