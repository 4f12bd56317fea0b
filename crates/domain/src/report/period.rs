//! The days a report is about, as they stand in the URL.

use std::fmt;
use std::str::FromStr;

use jiff::civil::{Date, ISOWeekDate, Weekday};
use jiff::{Span as Distance, ToSpan as _};

use crate::time::{Timestamp, day_begins};

/// Years that can be reported on: beyond them nothing was filed.
const YEARS: std::ops::RangeInclusive<i16> = 2000..=2199;
/// Days of the longest range.
const DAYS_MAX: i64 = 3660;
/// Up to so many days a report counts by day, beyond by week.
const BY_DAY_MAX: i64 = 14;

/// A stretch of days, named as people name it. In the URL each kind has a form of its own, so that the text says its kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Span {
    /// `2026-09-13`.
    Day(Date),
    /// `2026-W37`, Monday to Sunday (ISO 8601); the date is its Monday.
    Week(Date),
    /// `2026-09`.
    Month {
        /// Year.
        year: i16,
        /// 1 to 12.
        month: i8,
    },
    /// `2026-Q3`.
    Quarter {
        /// Year.
        year: i16,
        /// 1 to 4.
        quarter: i8,
    },
    /// `2026`.
    Year(i16),
    /// `2026-09-01..2026-09-15`, both days included.
    Range(Date, Date),
}

/// Why a text names no period.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PeriodProblem {
    /// None of the forms, or a day that does not exist.
    #[error("not a day, week, month, quarter, year or range of days")]
    Unreadable,
    /// Before 2000 or after 2199.
    #[error("a year between 2000 and 2199 is needed")]
    Year,
    /// The last day comes before the first.
    #[error("the last day comes before the first")]
    Backwards,
    /// More than ten years.
    #[error("at most ten years")]
    TooLong,
}

impl PeriodProblem {
    /// Code for the message table of the forms.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Unreadable => "period_unreadable",
            Self::Year => "period_year",
            Self::Backwards => "period_backwards",
            Self::TooLong => "period_too_long",
        }
    }
}

/// A [`Span`] with its instants: `[begin, end)`, from midnight to midnight in Europe/Berlin. Both lie on true local
/// midnights, so a day in March has 23 hours and one in October 25, and periods that follow each other share an instant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Period {
    span: Span,
    first: Date,
    last: Date,
    begin: Timestamp,
    end: Timestamp,
}

/// How fine a period is divided.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Grain {
    /// Local days.
    Day,
    /// Monday to Sunday; the first and the last week of a period may be cut.
    Week,
}

/// A day or a week of a period, `[begin, end)`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Slot {
    /// Its first local day that lies in the period.
    pub first: Date,
    /// Its last local day that lies in the period.
    pub last: Date,
    /// First instant.
    pub begin: Timestamp,
    /// First instant behind it.
    pub end: Timestamp,
}

impl Slot {
    /// Number of the ISO week it lies in, 1 to 53.
    pub fn week(&self) -> i8 {
        self.first.iso_week_date().week()
    }
}

impl Period {
    /// The period of a span, if it lies in the years that can be reported on.
    pub fn new(span: Span) -> Result<Self, PeriodProblem> {
        let (first, last) = span.days().ok_or(PeriodProblem::Unreadable)?;
        if first > last {
            return Err(PeriodProblem::Backwards);
        }
        let (from, to) = match span {
            // The first and the last week of a year may reach into the next one.
            Span::Week(monday) => {
                let year = monday.iso_week_date().year();
                (year, year)
            }
            _ => (first.year(), last.year()),
        };
        if !YEARS.contains(&from) || !YEARS.contains(&to) {
            return Err(PeriodProblem::Year);
        }
        if days_between(first, last) >= DAYS_MAX {
            return Err(PeriodProblem::TooLong);
        }
        let begin = midnight(first).ok_or(PeriodProblem::Unreadable)?;
        let end = last.tomorrow().ok().and_then(midnight);
        Ok(Self {
            span,
            first,
            last,
            begin,
            end: end.ok_or(PeriodProblem::Unreadable)?,
        })
    }

    /// The month an instant lies in, by the wall clock of Berlin.
    pub fn month_of(at: Timestamp) -> Result<Self, PeriodProblem> {
        let date = crate::time::local(at).date();
        Self::new(Span::Month {
            year: date.year(),
            month: date.month(),
        })
    }

    /// What was asked for.
    pub const fn span(&self) -> Span {
        self.span
    }

    /// First local day.
    pub const fn first(&self) -> Date {
        self.first
    }

    /// Last local day, included.
    pub const fn last(&self) -> Date {
        self.last
    }

    /// First instant.
    pub const fn begin(&self) -> Timestamp {
        self.begin
    }

    /// First instant behind it.
    pub const fn end(&self) -> Timestamp {
        self.end
    }

    /// Whether an instant lies in it.
    pub fn contains(&self, at: Timestamp) -> bool {
        self.begin <= at && at < self.end
    }

    /// Local days.
    pub fn days(&self) -> i64 {
        days_between(self.first, self.last) + 1
    }

    /// The one before, to compare with: of the same kind; for a range as many days that end where it begins.
    pub fn previous(&self) -> Result<Self, PeriodProblem> {
        let before = |by: Distance| {
            let moved = self.first.checked_sub(by);
            moved.map_err(|_| PeriodProblem::Year)
        };
        let span = match self.span {
            Span::Day(_) => Span::Day(before(1.day())?),
            Span::Week(_) => Span::Week(before(7.days())?),
            Span::Month { .. } => {
                let date = before(1.month())?;
                Span::Month {
                    year: date.year(),
                    month: date.month(),
                }
            }
            Span::Quarter { .. } => {
                let date = before(3.months())?;
                Span::Quarter {
                    year: date.year(),
                    quarter: (date.month() - 1) / 3 + 1,
                }
            }
            Span::Year(year) => Span::Year(year - 1),
            Span::Range(..) => Span::Range(before(self.days().days())?, before(1.day())?),
        };
        Self::new(span)
    }

    /// By day up to two weeks, by week beyond.
    pub fn grain(&self) -> Grain {
        if self.days() <= BY_DAY_MAX {
            Grain::Day
        } else {
            Grain::Week
        }
    }

    /// Its days or weeks, in order, without gap or overlap.
    pub fn slots(&self, grain: Grain) -> Vec<Slot> {
        let mut slots = Vec::new();
        let (mut first, mut begin) = (self.first, self.begin);
        while begin < self.end {
            let last = match grain {
                Grain::Day => first,
                Grain::Week => sunday_of(first).min(self.last),
            };
            let next = last.tomorrow().unwrap_or(Date::MAX);
            let end = midnight(next).unwrap_or(self.end).min(self.end);
            slots.push(Slot {
                first,
                last,
                begin,
                end,
            });
            (first, begin) = (next, end);
        }
        slots
    }
}

impl Span {
    /// First and last day; `None` for numbers that name none.
    fn days(self) -> Option<(Date, Date)> {
        match self {
            Self::Day(day) => Some((day, day)),
            Self::Week(monday) => {
                (monday.weekday() == Weekday::Monday).then_some((monday, sunday_of(monday)))
            }
            Self::Month { year, month } => {
                let first = Date::new(year, month, 1).ok()?;
                Some((first, first.last_of_month()))
            }
            Self::Quarter { year, quarter } => {
                let month = quarter.checked_mul(3).filter(|_| quarter >= 1)?;
                let last = Date::new(year, month, 1).ok()?.last_of_month();
                Some((Date::new(year, month - 2, 1).ok()?, last))
            }
            Self::Year(year) => Some((Date::new(year, 1, 1).ok()?, Date::new(year, 12, 31).ok()?)),
            Self::Range(first, last) => Some((first, last)),
        }
    }
}

impl fmt::Display for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Day(day) => write!(f, "{day}"),
            Self::Week(monday) => {
                let week = monday.iso_week_date();
                write!(f, "{:04}-W{:02}", week.year(), week.week())
            }
            Self::Month { year, month } => write!(f, "{year:04}-{month:02}"),
            Self::Quarter { year, quarter } => write!(f, "{year:04}-Q{quarter}"),
            Self::Year(year) => write!(f, "{year:04}"),
            Self::Range(first, last) => write!(f, "{first}..{last}"),
        }
    }
}

impl FromStr for Span {
    type Err = PeriodProblem;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        read(text).ok_or(PeriodProblem::Unreadable)
    }
}

impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.span.fmt(f)
    }
}

impl FromStr for Period {
    type Err = PeriodProblem;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::new(text.parse()?)
    }
}

fn read(text: &str) -> Option<Span> {
    if let Some((first, last)) = text.split_once("..") {
        return Some(Span::Range(day(first)?, day(last)?));
    }
    let Some((year, rest)) = text.split_once('-') else {
        return Some(Span::Year(number(text, 4)?));
    };
    let year = number(year, 4)?;
    if let Some(week) = rest.strip_prefix('W') {
        let week = i8::try_from(number(week, 2)?).ok()?;
        let date = ISOWeekDate::new(year, week, Weekday::Monday).ok()?;
        return Some(Span::Week(date.date()));
    }
    if let Some(quarter) = rest.strip_prefix('Q') {
        let quarter = i8::try_from(number(quarter, 1)?).ok()?;
        return (1..=4)
            .contains(&quarter)
            .then_some(Span::Quarter { year, quarter });
    }
    if rest.contains('-') {
        return day(text).map(Span::Day);
    }
    let month = i8::try_from(number(rest, 2)?).ok()?;
    (1..=12)
        .contains(&month)
        .then_some(Span::Month { year, month })
}

/// "2026-09-13" and nothing else: the library also reads forms that would not come back the same.
fn day(text: &str) -> Option<Date> {
    let date: Date = text.parse().ok()?;
    (date.to_string() == text).then_some(date)
}

/// So many digits and nothing else.
fn number(text: &str, digits: usize) -> Option<i16> {
    let good = text.len() == digits && text.bytes().all(|byte| byte.is_ascii_digit());
    text.parse().ok().filter(|_| good)
}

fn sunday_of(date: Date) -> Date {
    let days = i64::from(7 - date.weekday().to_monday_one_offset());
    date.checked_add(days.days()).unwrap_or(Date::MAX)
}

fn midnight(date: Date) -> Option<Timestamp> {
    day_begins(&date.to_string())
}

fn days_between(from: Date, to: Date) -> i64 {
    to.duration_since(from).as_secs() / (24 * 3600)
}
