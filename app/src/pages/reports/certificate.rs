//! The parts of a month's certificate for one customer, in the words of the report.

use domain::report::chart::Table;
use domain::report::csv::Cell;
use domain::report::{Certificate, CertificateBreach, PromiseLine, Share, Tally, Told};
use domain::sla::ClockKind;
use domain::time::date_time;
use services::reports::Seen;

use super::tables::minutes;
use super::{CERTIFICATE, words};
use crate::i18n::Messages;
use crate::wording::Lang;

/// A part: its heading, its figures, what is said where there are none.
pub type Part = (String, Table, String);

/// Where the certificate of what is shown lies: a month of one customer has one.
pub(super) fn href(seen: &Seen) -> Option<String> {
    let customer = seen.query.certifies()?;
    let period = seen.query.period;
    Some(format!("{CERTIFICATE}?period={period}&customer={customer}"))
}

/// All parts, in order.
pub fn certificate(t: &'static Messages, of: &Certificate) -> Vec<Part> {
    let r = &t.reports;
    let none = r.list_none;
    // Where nothing was promised, nothing was kept either.
    let unbroken = if of.promises.is_empty() {
        none
    } else {
        r.all_kept
    };
    let part = |title: &str, table, empty: &str| (title.to_owned(), table, empty.to_owned());
    let mut parts = vec![
        part(r.promises, promises(t, of), none),
        part(r.answers, answers(t, of), none),
        part(r.breaches, breaches(t, &of.breaches), unbroken),
    ];
    for (title, told) in [(r.longer, &of.extended), (r.free, &of.exempt)] {
        if !told.is_empty() {
            parts.push(part(title, apart(t, told), none));
        }
    }
    parts
}

fn table(head: &[&str], rows: Vec<Vec<Cell>>) -> Table {
    Table {
        head: head.iter().map(|text| (*text).to_owned()).collect(),
        rows,
    }
}

fn promises(t: &'static Messages, of: &Certificate) -> Table {
    let r = &t.reports;
    let head = [
        r.kind,
        r.target,
        r.kept_percent,
        r.n,
        r.broken,
        r.longer,
        r.free,
    ];
    let row = |name: String, target: Cell, tally: Tally| {
        vec![
            Cell::Text(name),
            target,
            Cell::percent(tally.kept().map(Share::permille)),
            Cell::Count(tally.n()),
            Cell::Count(tally.breached),
            Cell::Count(tally.extended),
            Cell::Count(tally.exempt),
        ]
    };
    let one = |line: &PromiseLine| {
        let target = Cell::text(words::length(line.promise.target_s));
        row(words::promise(t, line.promise), target, line.tally)
    };
    let mut rows: Vec<_> = of.promises.iter().map(one).collect();
    if rows.len() > 1 {
        rows.push(row(r.all_promises.to_owned(), Cell::Empty, of.all));
    }
    table(&head, rows)
}

/// How long first answers took, in minutes of their calendar.
fn answers(t: &'static Messages, of: &Certificate) -> Table {
    let r = &t.reports;
    let times = &of.answers.counted;
    let row = || {
        vec![
            Cell::text(t.label.clock(ClockKind::FirstAnswer)),
            Cell::Count(times.n()),
            minutes(times.p50()),
            minutes(times.p90()),
        ]
    };
    let rows = (times.n() > 0).then(row).into_iter().collect();
    table(&[r.kind, r.n, r.answer_p50, r.answer_p90], rows)
}

/// Each broken promise: until when it could be kept, by how much it was missed, and why.
fn breaches(t: &'static Messages, all: &[CertificateBreach]) -> Table {
    let r = &t.reports;
    let row = |breach: &CertificateBreach| {
        let reason = breach
            .reason
            .map_or(r.without, |reason| reason.label(t.label.locale()));
        vec![
            Cell::text(breach.number.0.to_string()),
            Cell::text(words::promise(t, breach.promise)),
            Cell::text(date_time(breach.breach_at, t.lang == Lang::De)),
            Cell::Text(match breach.stopped_at {
                Some(_) => words::length(breach.overrun_s),
                None => r.so_far(&words::length(breach.overrun_s)),
            }),
            Cell::text(reason),
        ]
    };
    let head = [r.ticket, r.kind, r.until, r.overrun, r.list_reason];
    table(&head, all.iter().map(row).collect())
}

fn apart(t: &'static Messages, all: &[Told]) -> Table {
    let r = &t.reports;
    let row = |told: &Told| {
        vec![
            Cell::text(told.number.0.to_string()),
            Cell::text(words::promise(t, told.promise)),
            Cell::text(date_time(told.at, t.lang == Lang::De)),
        ]
    };
    table(
        &[r.ticket, r.kind, r.list_at],
        all.iter().map(row).collect(),
    )
}
