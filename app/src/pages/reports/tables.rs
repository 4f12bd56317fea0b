//! The tables of a report: what stands behind each chart, and what stands for itself.

use domain::ids::TicketNumber;
use domain::report::chart::{self, Chart, Data, Row};
use domain::report::csv::Cell;
use domain::report::{AGE_BANDS, Figure, GroupLine, PromiseLine, ReasonLine, SMALL_N, Share};
use domain::time::date_time;
use services::reports::Seen;

use super::sheet::{Item, Sheet};
use super::{linked, words};
use crate::i18n::Messages;
use crate::wording::Lang;

/// Codes of the tables, in the order of the page.
pub const TABLES: [&str; 9] = [
    "promises", "answers", "reasons", "heat", "backlog", "flow", "waiting", "groups", "next",
];

/// The table with a code; `None` for codes of none.
pub fn table(t: &'static Messages, seen: &Seen, code: &str) -> Option<Sheet> {
    let r = &t.reports;
    Some(match code {
        "promises" => promises(t, seen),
        "answers" => linked::answers(t, seen),
        "reasons" => linked::reasons(t, seen),
        "heat" => linked::heat(t, seen),
        "backlog" => linked::backlog(t, seen),
        "flow" => linked::flow(t, seen),
        "waiting" => Sheet::of("waiting", r.waiting, waiting(t, seen).table),
        "groups" => groups(t, seen),
        "next" => next(t, seen),
        _ => return None,
    })
}

fn permille(share: Option<Share>) -> Item {
    Item::new(Cell::percent(share.map(Share::permille))).few(share.is_some_and(Share::is_small))
}

/// Thousandths of a budget as percent.
fn budget(permille: Option<i64>, n: u64) -> Item {
    Item::new(Cell::percent(permille)).few(permille.is_some() && n < SMALL_N)
}

/// Seconds as minutes with one place.
pub(super) fn minutes(seconds: Option<i64>) -> Cell {
    seconds.map_or(Cell::Empty, |seconds| Cell::Decimal {
        value: (seconds * 10 + 30) / 60,
        places: 1,
    })
}

/// The same, marked where it stands on few.
fn minutes_of(seconds: Option<i64>, n: u64) -> Item {
    Item::new(minutes(seconds)).few(seconds.is_some() && n < SMALL_N)
}

fn promises(t: &'static Messages, seen: &Seen) -> Sheet {
    let r = &t.reports;
    let heads = [
        r.kind,
        r.target,
        r.kept_percent,
        r.n,
        r.met,
        r.broken,
        r.longer,
        r.free,
        r.cancelled,
        r.used_p50,
        r.used_p90,
    ];
    Sheet {
        code: "promises",
        title: r.promises.to_owned(),
        head: heads.map(str::to_owned).to_vec(),
        rows: seen
            .figures
            .promises
            .iter()
            .map(|line| promise(t, seen, line))
            .collect(),
    }
}

fn promise(t: &'static Messages, seen: &Seen, line: &PromiseLine) -> Vec<Item> {
    let mut query = seen.query;
    query.filter.kind = Some(line.promise.kind);
    let behind = |figure| {
        let href = words::behind(&query, figure);
        let target = line.promise.target_s;
        Some(match line.promise.complexity {
            Some(complexity) => format!("{href}&target={target}&complexity={complexity}"),
            None => format!("{href}&target={target}"),
        })
    };
    let tally = line.tally;
    let n = tally.n();
    vec![
        Item::text(words::promise(t, line.promise)),
        Item::text(words::length(line.promise.target_s)),
        permille(tally.kept()),
        Item::count(n, behind(Figure::Decided)),
        Item::count(tally.met, behind(Figure::Met)),
        Item::count(tally.breached, behind(Figure::Breached)),
        Item::count(tally.extended, behind(Figure::Extended)),
        Item::count(tally.exempt, behind(Figure::Exempt)),
        Item::count(tally.cancelled, behind(Figure::Cancelled)),
        budget(line.used_p50, n),
        budget(line.used_p90, n),
    ]
}

/// The promise all first answers had, if it was one.
pub(super) fn common_target(seen: &Seen) -> Option<i64> {
    let mut all = seen.figures.promises.iter().filter_map(|line| {
        (line.promise.kind == domain::sla::ClockKind::FirstAnswer).then_some(line.promise.target_s)
    });
    let first = all.next()?;
    all.all(|other| other == first).then_some(first)
}

pub(super) fn answers(t: &'static Messages, seen: &Seen) -> Chart {
    let answers = &seen.figures.answers;
    let values = match seen.query.basis {
        domain::report::Basis::Counted => &answers.counted,
        domain::report::Basis::Real => &answers.real,
    };
    chart::answer_times(
        t.reports.answers,
        values,
        common_target(seen),
        t.label.locale(),
    )
}

fn reason(t: &'static Messages, line: &ReasonLine) -> String {
    match line.reason {
        Some(reason) => reason.label(t.label.locale()).to_owned(),
        None => t.reports.without.to_owned(),
    }
}

pub(super) fn reasons(t: &'static Messages, seen: &Seen) -> Chart {
    let r = &t.reports;
    let row = |line: &ReasonLine| Row {
        label: reason(t, line),
        values: vec![line.count],
    };
    let data = Data {
        title: r.reasons.to_owned(),
        rows_are: r.reasons_are.to_owned(),
        series: vec![r.breaches.to_owned()],
        rows: seen.figures.reasons.lines.iter().map(row).collect(),
    };
    chart::pareto(&data, r.up_to_here, t.label.locale())
}

pub(super) fn heat(t: &'static Messages, seen: &Seen) -> Chart {
    chart::heat_map(t.reports.heat, &seen.figures.heat, t.label.locale())
}

pub(super) fn backlog(t: &'static Messages, seen: &Seen) -> Chart {
    let r = &t.reports;
    let bands = AGE_BANDS.iter().zip(seen.figures.backlog.bands);
    let data = Data {
        title: r.backlog.to_owned(),
        rows_are: r.age.to_owned(),
        series: vec![r.tickets.to_owned()],
        rows: bands
            .map(|(band, count)| Row {
                label: words::age(t, *band),
                values: vec![count],
            })
            .collect(),
    };
    chart::stack(&data, t.label.locale())
}

pub(super) fn flow(t: &'static Messages, seen: &Seen) -> Chart {
    let r = &t.reports;
    let slots = &seen.figures.flow;
    let by_day = slots.iter().all(|slot| slot.slot.first == slot.slot.last);
    let data = Data {
        title: r.flow.to_owned(),
        rows_are: if by_day { r.day } else { r.week }.to_owned(),
        series: vec![r.received.to_owned(), r.solved.to_owned()],
        rows: slots
            .iter()
            .map(|slot| Row {
                label: words::slot(t, slot.slot),
                values: vec![slot.inflow, slot.outflow],
            })
            .collect(),
    };
    chart::bars(&data, t.label.locale())
}

pub(super) fn waiting(t: &'static Messages, seen: &Seen) -> Chart {
    let r = &t.reports;
    let waits = seen.figures.waiting.all().waits;
    let row = |label: &str, seconds: u64| Row {
        label: label.to_owned(),
        values: vec![(seconds + 30) / 60],
    };
    let data = Data {
        title: r.waiting.to_owned(),
        rows_are: r.waits_for.to_owned(),
        series: vec![r.minutes.to_owned()],
        rows: vec![
            row(r.for_customer, waits.customer_s),
            row(r.for_third, waits.third_party_s),
            row(r.for_us, waits.us_s),
        ],
    };
    chart::stack(&data, t.label.locale())
}

fn groups(t: &'static Messages, seen: &Seen) -> Sheet {
    let r = &t.reports;
    let by = seen.query.by.unwrap_or(services::reports::BY);
    let heads = [
        r.dimension(by),
        r.kept_percent,
        r.n,
        r.broken,
        r.answer_p50,
        r.answer_p90,
        r.received,
        r.solved,
        r.open_short,
        r.hours,
        r.billable_percent,
    ];
    let lines = seen.figures.groups.first();
    let rows = lines.map(|(_, lines)| lines.iter().map(|line| group(t, seen, line)).collect());
    Sheet {
        code: "groups",
        title: r.groups.to_owned(),
        head: heads.map(str::to_owned).to_vec(),
        rows: rows.unwrap_or_default(),
    }
}

fn group(t: &'static Messages, seen: &Seen, line: &GroupLine) -> Vec<Item> {
    let query = line.key.and_then(|key| words::of_group(&seen.query, key));
    let behind = |figure| query.map(|query| words::behind(&query, figure));
    let name = match line.key {
        Some(key) => words::group(t, &seen.names, key),
        None => t.reports.others(&words::count(t, line.groups)),
    };
    let answers = line.answers.n();
    let work = line.work;
    let hours = Cell::Decimal {
        value: i64::try_from(work.worked_s * 10 / 3600).unwrap_or(i64::MAX),
        places: 1,
    };
    vec![
        Item::text(name),
        permille(line.tally.kept()),
        Item::count(line.tally.n(), behind(Figure::Decided)),
        Item::count(line.tally.breached, behind(Figure::Breached)),
        minutes_of(line.answers.p50(), answers),
        minutes_of(line.answers.p90(), answers),
        Item::count(line.received, behind(Figure::Received)),
        Item::count(line.solved, behind(Figure::Solved)),
        Item::count(line.open, behind(Figure::Open)),
        Item::new(hours),
        Item::new(Cell::percent(work.billable().map(Share::permille))),
    ]
}

/// The number of a ticket; the way to it for those who may open it.
pub(super) fn ticket(number: TicketNumber, reads: bool) -> Item {
    let item = Item::text(number.to_string());
    if reads {
        item.to(format!("/tickets/{number}"))
    } else {
        item
    }
}

fn next(t: &'static Messages, seen: &Seen) -> Sheet {
    let r = &t.reports;
    let heads = [
        r.until, r.kind, r.ticket, r.customer, r.has_it, r.risk, r.risk_n,
    ];
    let rows = seen.next.iter().map(|next| {
        let clock = &next.clock;
        let engineer = clock.who.engineer;
        vec![
            Item::text(date_time(next.breach_at, t.lang == Lang::De)),
            Item::text(words::promise(t, domain::report::Promise::of(clock))),
            ticket(clock.number, seen.reads),
            Item::text(seen.names.customer(clock.who.customer)),
            Item::text(engineer.map_or_else(|| r.nobody.to_owned(), |id| seen.names.engineer(id))),
            permille(next.risk),
            Item::count(next.risk.map_or(0, Share::n), None),
        ]
    });
    Sheet {
        code: "next",
        title: r.next.to_owned(),
        head: heads.map(str::to_owned).to_vec(),
        rows: rows.collect(),
    }
}
