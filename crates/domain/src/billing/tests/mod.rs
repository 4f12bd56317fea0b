//! Billing rules by number, with figures counted by hand, and the properties that hold for any work.

mod entries;
mod example;
mod orders;
mod prices;
mod random;
mod statements;

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::civil::Date;
use jiff::civil::Weekday::{Friday, Monday, Thursday, Tuesday, Wednesday};
use uuid::Uuid;

use super::vat::{Country, Customer, RateTable, Supplier, Vat, WorkKind};
use super::*;
use crate::calendar::{Calendar, CalendarVersion, DayHours, Definition, History, Hours};
use crate::charge::{Cents, Tariff};
use crate::contract::{Cover, Plan};
use crate::ids::{ContractId, OrderId, PersonId, TicketId, WorkEntryId};
use crate::time::Timestamp;

pub(super) fn at(text: &str) -> Timestamp {
    text.parse().expect("a time")
}

/// In February 2026: "2 16:50".
pub(super) fn feb(text: &str) -> Timestamp {
    let (day, time) = text.split_once(' ').expect("day and time");
    at(&format!("2026-02-{day:0>2}T{time}:00+01:00"))
}

pub(super) fn day(text: &str) -> Date {
    text.parse().expect("a day")
}

pub(super) fn span(from: Timestamp, to: Timestamp) -> Span {
    Span::new(from, to).expect("a span")
}

pub(super) fn article(code: &str) -> ArticleCode {
    code.parse().expect("a code")
}

pub(super) fn ticket(number: u128) -> TicketId {
    TicketId::from_uuid(Uuid::from_u128(number))
}

pub(super) fn person(number: u128) -> PersonId {
    PersonId::from_uuid(Uuid::from_u128(number))
}

pub(super) fn entry_id(number: u128) -> WorkEntryId {
    WorkEntryId::from_uuid(Uuid::from_u128(number))
}

pub(super) fn order(number: u128) -> OrderId {
    OrderId::from_uuid(Uuid::from_u128(number))
}

pub(super) fn agreed(number: u128) -> AgreementId {
    AgreementId::Order(order(number))
}

/// Monday to Friday 8 to 17 with the holidays of the Saarland.
pub(super) fn business() -> Calendar {
    let hours = DayHours::typed("8-17").expect("hours");
    let days = [Monday, Tuesday, Wednesday, Thursday, Friday];
    let definition = Definition::new(Hours::on(&days, &hours)).in_region("DE-SL".parse().ok());
    Calendar::new(definition).expect("open")
}

pub(super) fn billing_hours() -> History {
    let version = CalendarVersion {
        version: 1,
        valid_from: at("2026-01-01T00:00:00Z"),
        calendar: Arc::new(business()),
    };
    History::new(vec![version]).expect("a history")
}

pub(super) fn hourly(inside: i64, outside: i64) -> Tariff {
    Tariff::Hourly {
        inside: Cents(inside),
        outside: Cents(outside),
        unit_min: 15,
    }
}

pub(super) fn item(charging: Charging) -> Article {
    Article {
        german: "Arbeit".to_owned(),
        english: "Work".to_owned(),
        charging,
        kind: WorkKind::Human,
    }
}

pub(super) fn version(number: i64, from: &str, items: &[(&str, Charging)]) -> TariffVersion {
    TariffVersion {
        version: number,
        valid_from: at(from),
        gap_s: 0,
        least_units: 1,
        articles: items
            .iter()
            .map(|(code, charging)| (article(code), item(*charging)))
            .collect(),
    }
}

/// The list: dearer by the hour than the card, Remote Hands, a restore, patches, and tuning on offer.
pub(super) fn list() -> TariffHistory {
    let items = [
        ("work", Charging::At(hourly(12_000, 18_000))),
        ("remote-hands", Charging::At(Tariff::REMOTE_HANDS)),
        ("restore", Charging::At(hourly(0, 14_900))),
        ("os-patches", Charging::At(Tariff::Free)),
        ("tuning", Charging::OnOffer),
    ];
    TariffHistory::new(vec![version(1, "2026-01-01T00:00:00Z", &items)]).expect("a tariff")
}

/// A Service Card of 2026 whose rates rise in July.
pub(super) fn card() -> ContractTariff {
    let first = [("work", Charging::At(hourly(10_000, 14_900)))];
    let second = [("work", Charging::At(hourly(11_000, 15_900)))];
    ContractTariff {
        contract: ContractId::from_uuid(Uuid::from_u128(1)),
        cover: Cover {
            plan: Plan::ServiceCard,
            covers_interventions: true,
            from: at("2026-01-01T00:00:00+01:00"),
            until: Some(at("2027-01-01T00:00:00+01:00")),
        },
        history: TariffHistory::new(vec![
            version(1, "2025-12-31T23:00:00Z", &first),
            version(2, "2026-07-01T00:00:00+02:00", &second),
        ])
        .expect("a tariff"),
    }
}

pub(super) fn book() -> PriceBook {
    PriceBook {
        list: list(),
        contracts: vec![card()],
    }
}

pub(super) fn agreement(number: u128, from: Timestamp, ceiling: Option<i64>) -> Agreement {
    Agreement {
        id: agreed(number),
        accepted_at: from,
        accepted_by: person(90),
        until: None,
        tariff: None,
        budget: ceiling.map(|cents| Budget::new(Cents(cents), from).expect("a ceiling")),
    }
}

/// Work under order 1.
pub(super) fn working(code: &str, from: Timestamp, to: Timestamp) -> Content {
    Content {
        span: span(from, to),
        article: article(code),
        agreement: Some(agreed(1)),
        appointment: false,
        note: String::new(),
        waived: String::new(),
    }
}

/// A desk with one customer: what a ledger is made of.
pub(super) struct Desk {
    pub(super) entries: Vec<WorkEntry>,
    pub(super) drafts: bool,
    pub(super) agreements: BTreeMap<AgreementId, Agreement>,
    pub(super) fixed: Vec<FixedPrice>,
    pub(super) quotas: Vec<Quota>,
    pub(super) reclassified: BTreeMap<TicketId, Reclassified>,
    pub(super) calendar: History,
    pub(super) book: PriceBook,
}

impl Desk {
    /// With one order at the tariff of the day, accepted at the beginning of 2026.
    pub(super) fn new() -> Self {
        let order = agreement(1, at("2026-01-01T00:00:00Z"), None);
        Self {
            entries: Vec::new(),
            drafts: false,
            agreements: [(order.id, order)].into(),
            fixed: Vec::new(),
            quotas: Vec::new(),
            reclassified: BTreeMap::new(),
            calendar: billing_hours(),
            book: book(),
        }
    }

    /// Adds an approved entry of ticket 1.
    pub(super) fn worked(&mut self, who: u128, content: Content) -> WorkEntryId {
        self.worked_on(1, who, content)
    }

    pub(super) fn worked_on(&mut self, on: u128, who: u128, content: Content) -> WorkEntryId {
        let id = entry_id(u128::try_from(self.entries.len()).expect("few") + 1);
        let around = Around {
            now: content.span.to(),
            contract_begins: None,
            others: &[],
            reclassified: None,
            prices: &self.book,
            agreements: &self.agreements,
        };
        let entry = WorkEntry::new(id, ticket(on), person(who), content, &around);
        let entry = entry.expect("a good entry");
        let end = entry.content().span.to();
        self.entries
            .push(entry.approved(person(91), end).expect("approved"));
        id
    }

    pub(super) fn ledger<T>(&self, then: impl FnOnce(Ledger<'_>) -> T) -> T {
        then(Ledger {
            entries: &self.entries,
            drafts: self.drafts,
            agreements: &self.agreements,
            fixed: &self.fixed,
            quotas: &self.quotas,
            reclassified: &self.reclassified,
            calendar: &self.calendar,
            book: &|_| &self.book,
        })
    }

    pub(super) fn lines(&self) -> Vec<Line> {
        self.ledger(|ledger| ledger.lines())
            .map(|(lines, _)| lines)
            .expect("priced")
    }

    pub(super) fn net(&self) -> Cents {
        self.lines().iter().map(|line| line.net).sum()
    }

    pub(super) fn pricing(&self) -> Pricing<'_> {
        Pricing {
            calendar: &self.calendar,
            book: &self.book,
        }
    }
}

pub(super) fn company() -> Customer {
    Customer {
        place: Country::DE.into(),
        business: true,
        vat_id: None,
        vies: Vec::new(),
        abroad: None,
    }
}

pub(super) fn statement(
    desk: &Desk,
    period: (&str, &str),
    earlier: &[Stated],
) -> Result<Statement, StatementRefusal> {
    statement_for(&company(), desk, period, earlier)
}

pub(super) fn statement_for(
    customer: &Customer,
    desk: &Desk,
    (first, last): (&str, &str),
    earlier: &[Stated],
) -> Result<Statement, StatementRefusal> {
    let table = RateTable::shipped();
    let terms = Terms {
        period: Period::new(day(first), day(last)).expect("a period"),
        vat: Vat {
            table: &table,
            supplier: Supplier {
                place: Country::DE.into(),
                one_stop_shop: false,
            },
            customer,
            today: day(last),
        },
    };
    Statement::new(terms, &desk.lines(), earlier)
}
