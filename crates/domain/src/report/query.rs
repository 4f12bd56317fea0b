//! What a report was asked for, as it stands in the URL: `?period=2026-09&customer=…&by=engineer`.

use std::fmt;
use std::str::FromStr;

use super::fact::{ClockFact, Who};
use super::group::Dimension;
use super::period::{Period, PeriodProblem, Span};
use crate::ids::{OrganizationId, PersonId, SystemId, TeamId};
use crate::sla::ClockKind;
use crate::ticket::{Class, Priority};

codes! {
    /// Which seconds are shown.
    pub enum Basis {
        /// Those of the clock's calendar: what was promised.
        Counted => "counted",
        /// Those of the wall clock: what the customer lived through.
        Real => "real",
    }
}

/// Which facts are counted; what is `None` leaves nothing out.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Filter {
    /// Only this customer's.
    pub customer: Option<OrganizationId>,
    /// Only those about this system.
    pub system: Option<SystemId>,
    /// Only this engineer's.
    pub engineer: Option<PersonId>,
    /// Only this team's.
    pub team: Option<TeamId>,
    /// Only of this priority.
    pub priority: Option<Priority>,
    /// Only of this class.
    pub class: Option<Class>,
    /// Only clocks of this kind; tickets and work have none and stay.
    pub kind: Option<ClockKind>,
}

impl Filter {
    /// Whether it takes a ticket or a stretch of work.
    pub fn takes(&self, who: &Who) -> bool {
        fn same<T: PartialEq>(wanted: Option<T>, is: Option<T>) -> bool {
            wanted.is_none() || wanted == is
        }
        same(self.customer, Some(who.customer))
            && same(self.system, who.system)
            && same(self.engineer, who.engineer)
            && same(self.team, who.team)
            && same(self.priority, Some(who.priority))
            && same(self.class, Some(who.class))
    }

    /// Whether it takes a clock.
    pub fn takes_clock(&self, clock: &ClockFact) -> bool {
        self.kind.is_none_or(|kind| kind == clock.kind) && self.takes(&clock.who)
    }
}

/// A report as it is asked for. Written to a URL and read again it is the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Query {
    /// The period.
    pub period: Period,
    /// What is counted.
    pub filter: Filter,
    /// By what the figures stand side by side.
    pub by: Option<Dimension>,
    /// Which seconds are shown.
    pub basis: Basis,
}

/// Why a URL asks for no report: the field, and what is wrong with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum QueryProblem {
    /// The period.
    #[error("{0}")]
    Period(#[from] PeriodProblem),
    /// A field that holds no value of its kind.
    #[error("{0} is not understood")]
    Value(&'static str),
    /// A field that stands there twice with different values.
    #[error("{0} is given twice")]
    Twice(&'static str),
}

impl QueryProblem {
    /// The field it is about.
    pub const fn field(self) -> &'static str {
        match self {
            Self::Period(_) => "period",
            Self::Value(field) | Self::Twice(field) => field,
        }
    }

    /// Code for the message table of the forms.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Period(problem) => problem.code(),
            Self::Value(_) => "not_understood",
            Self::Twice(_) => "twice",
        }
    }
}

impl Query {
    /// A period and nothing else.
    pub fn of(period: Period) -> Self {
        Self {
            period,
            filter: Filter::default(),
            by: None,
            basis: Basis::Counted,
        }
    }

    /// Reads what stands behind the question mark. `period` names the period; `from` and `to` (two date fields, both days
    /// included) do so where it is missing or empty; where nothing does it is `otherwise`. Empty fields count as missing,
    /// because forms send them; fields of other names are none of its business.
    pub fn read(text: &str, otherwise: Period) -> Result<Self, QueryProblem> {
        let filter = Filter {
            customer: field(text, "customer")?,
            system: field(text, "system")?,
            engineer: field(text, "engineer")?,
            team: field(text, "team")?,
            priority: field(text, "priority")?,
            class: field(text, "class")?,
            kind: field(text, "kind")?,
        };
        Ok(Self {
            period: period(text)?.unwrap_or(otherwise),
            filter,
            by: field(text, "by")?,
            basis: field(text, "basis")?.unwrap_or(Basis::Counted),
        })
    }

    /// The same for the period before, to compare with.
    pub fn previous(&self) -> Result<Self, PeriodProblem> {
        Ok(Self {
            period: self.period.previous()?,
            ..*self
        })
    }
}

impl fmt::Display for Query {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fn one<T: fmt::Display>(
            f: &mut fmt::Formatter<'_>,
            name: &str,
            value: Option<T>,
        ) -> fmt::Result {
            value.map_or(Ok(()), |value| write!(f, "&{name}={value}"))
        }
        write!(f, "period={}", self.period)?;
        one(f, "customer", self.filter.customer)?;
        one(f, "system", self.filter.system)?;
        one(f, "engineer", self.filter.engineer)?;
        one(f, "team", self.filter.team)?;
        one(f, "priority", self.filter.priority)?;
        one(f, "class", self.filter.class)?;
        one(f, "kind", self.filter.kind)?;
        one(f, "by", self.by)?;
        one(
            f,
            "basis",
            (self.basis != Basis::Counted).then_some(self.basis),
        )
    }
}

fn period(text: &str) -> Result<Option<Period>, QueryProblem> {
    // The form always names a period: days that somebody typed beside it are what they want.
    let (from, to) = (value(text, "from")?, value(text, "to")?);
    match (from, to) {
        (None, None) => value(text, "period")?
            .map(str::parse)
            .transpose()
            .map_err(Into::into),
        (Some(from), Some(to)) => {
            let range: Span = format!("{from}..{to}").parse()?;
            Ok(Some(Period::new(range)?))
        }
        (Some(_), None) => Err(QueryProblem::Value("to")),
        (None, Some(_)) => Err(QueryProblem::Value("from")),
    }
}

fn field<T: FromStr>(text: &str, name: &'static str) -> Result<Option<T>, QueryProblem> {
    value(text, name)?
        .map(|value| value.parse().map_err(|_| QueryProblem::Value(name)))
        .transpose()
}

/// What a field holds. All values here are codes, dates and ids: none needs the escapes of a URL.
fn value<'a>(text: &'a str, name: &'static str) -> Result<Option<&'a str>, QueryProblem> {
    let mut found = None;
    for pair in text.split('&') {
        let Some((key, value)) = pair.split_once('=') else {
            continue;
        };
        if key != name || value.is_empty() {
            continue;
        }
        if found.is_some_and(|other| other != value) {
            return Err(QueryProblem::Twice(name));
        }
        found = Some(value);
    }
    Ok(found)
}
