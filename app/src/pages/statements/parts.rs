//! What a statement says, in words: for the page, the file and the paper.

use domain::billing::vat::{Doubt, Reason};
use domain::billing::{AgreementId, Line, Stated, StatedKind};
use domain::charge::Cents;
use domain::ids::TicketId;
use domain::report::chart::Table;
use domain::report::csv::Cell;
use domain::time::{Timestamp, date, date_time};
use services::statements::StatementView;

use crate::i18n::Messages;
use crate::pages::work::unbilled;
use crate::wording::Lang;

/// A part of the paper: its heading, its figures, what is said where there are none.
pub type Part = (String, Table, String);

/// Number and subject of a ticket.
pub(super) fn ticket(view: &StatementView, id: TicketId) -> (i64, String) {
    view.tickets.get(&id).cloned().unwrap_or_default()
}

/// What was done: the article, and the order it rests on.
pub(super) fn what(t: &'static Messages, view: &StatementView, line: &Line) -> String {
    let locale = t.label.locale();
    let task = || line.article.as_str().replace('-', "_").parse().ok();
    let article = match view.articles.get(&line.article) {
        Some(article) => article.label(locale).to_owned(),
        None => task().map_or_else(
            || line.article.to_string(),
            |task| t.label.task(task).to_owned(),
        ),
    };
    let order = line.agreement.and_then(|id| view.orders.get(&id));
    match (order, line.agreement) {
        (Some(scope), _) => format!("{article}: {scope}"),
        (None, Some(AgreementId::Authorization(_))) => {
            format!(
                "{article}: {}",
                t.label.class(domain::ticket::Class::Intervention)
            )
        }
        _ => article,
    }
}

/// Who worked.
pub(super) fn who(view: &StatementView, line: &Line) -> String {
    let name = line.person.and_then(|id| view.people.get(&id));
    name.cloned().unwrap_or_default()
}

/// Why the line stands here, where it is not work of the month.
pub(super) fn kind(t: &'static Messages, stated: &Stated) -> Option<&'static str> {
    match stated.kind {
        StatedKind::Work => None,
        StatedKind::Late => Some(t.billing.kind_late),
        StatedKind::TakenBack => Some(t.billing.kind_back),
    }
}

/// Hundredths of a percent.
pub fn percent(t: &'static Messages, points: u16) -> String {
    let (whole, part) = (points / 100, points % 100);
    let text = match part {
        0 => whole.to_string(),
        part if part % 10 == 0 => format!("{whole}.{}", part / 10),
        part => format!("{whole}.{part:02}"),
    };
    match t.lang {
        Lang::De => format!("{} %", text.replace('.', ",")),
        Lang::En => format!("{text}%"),
    }
}

/// Why a line is taxed as it is.
pub fn reason(t: &'static Messages, reason: Reason) -> &'static str {
    let (de, en) = match reason {
        Reason::Domestic => ("beide im selben Land", "both in one country"),
        Reason::ReverseCharge => (
            "Unternehmen in der EU, von VIES bestätigt",
            "business in the EU, confirmed by VIES",
        ),
        Reason::TreatedAsPrivate => (
            "in der EU, ohne bestätigte USt-IdNr.: wie eine Privatperson",
            "in the EU without a confirmed VAT id: as a private person",
        ),
        Reason::AtTheCustomers => (
            "elektronisch, an Privatperson: am Ort des Kunden",
            "electronic, private person: where the customer is",
        ),
        Reason::OutsideScope => (
            "außerhalb der EU: nicht steuerbar",
            "outside the EU: outside the scope",
        ),
        Reason::DecidedDomestic => (
            "außerhalb der EU, Privatperson: hier steuerbar nach Entscheidung",
            "outside the EU, private person: taxable here by decision",
        ),
    };
    if t.lang == Lang::De { de } else { en }
}

/// What should be looked at before the statement is used.
pub fn doubt(t: &'static Messages, doubt: Doubt) -> &'static str {
    let (de, en) = match doubt {
        Doubt::ViesOld => (
            "Die letzte Antwort von VIES ist älter als 90 Tage. Fragen Sie neu.",
            "The last answer of VIES is older than 90 days. Ask again.",
        ),
        Doubt::ViesUnavailable => (
            "VIES war bei der letzten Abfrage nicht erreichbar; es zählt die Antwort davor.",
            "VIES was unavailable when asked last; the answer before counts.",
        ),
        Doubt::NotConfirmed => (
            "Keine Bestätigung von VIES: besteuert wie eine Privatperson. Tragen Sie die Antwort ein.",
            "No confirmation of VIES: taxed as a private person. Enter the answer.",
        ),
        Doubt::OtherCountry => (
            "Die USt-IdNr. gehört zu einem anderen Land als die Anschrift.",
            "The VAT id belongs to another country than the address.",
        ),
        Doubt::PrivateAbroad => (
            "Privatperson außerhalb der EU: Entscheiden Sie, ob die Arbeit hier steuerbar ist.",
            "Private person outside the EU: decide whether the work is taxable here.",
        ),
    };
    if t.lang == Lang::De { de } else { en }
}

/// Every doubt once.
pub(super) fn doubts(t: &'static Messages, view: &StatementView) -> Vec<&'static str> {
    let mut all: Vec<&'static str> = Vec::new();
    for sum in &view.statement.vat {
        for one in &sum.treatment.doubts {
            let text = doubt(t, *one);
            if !all.contains(&text) {
                all.push(text);
            }
        }
    }
    all
}

fn money(cents: Cents) -> Cell {
    Cell::Decimal {
        value: cents.0,
        places: 2,
    }
}

/// The lines as a file: one for each, with everything it was computed from.
pub fn table(t: &'static Messages, view: &StatementView) -> Table {
    let b = &t.billing;
    let german = t.lang == Lang::De;
    let head = [
        b.day,
        b.ticket,
        b.what,
        b.who,
        b.units,
        b.why_so,
        b.net,
        b.charged,
        b.state,
        b.vat_rate,
        b.vat_reason,
    ];
    let row = |stated: &Stated| {
        let line = &stated.line;
        let stands = unbilled(t, line).or(kind(t, stated)).unwrap_or_default();
        vec![
            Cell::text(date(line.priced.from, german)),
            Cell::text(ticket(view, line.ticket).0.to_string()),
            Cell::text(what(t, view, line)),
            Cell::text(who(view, line)),
            Cell::Decimal {
                value: line.priced.units,
                places: 0,
            },
            Cell::text(line.priced.why(t.label.locale())),
            money(line.net),
            money(line.charged()),
            Cell::text(stands),
            Cell::text(percent(t, stated.treatment.basis_points)),
            Cell::text(reason(t, stated.treatment.reason)),
        ]
    };
    Table {
        head: head.into_iter().map(str::to_owned).collect(),
        rows: view.statement.lines.iter().map(row).collect(),
    }
}

/// Name and value of what stands at the head of the paper.
pub fn facts(t: &'static Messages, view: &StatementView, now: Timestamp) -> Vec<(String, String)> {
    let b = &t.billing;
    let sums = &view.statement;
    let euro = |cents: Cents| crate::components::euros(cents.0, t.lang);
    let mut facts = vec![
        (b.month.to_owned(), super::month_name(t, view.month)),
        (b.sum_net.to_owned(), euro(sums.net)),
        (b.sum_vat.to_owned(), euro(sums.gross - sums.net)),
        (b.sum_gross.to_owned(), euro(sums.gross)),
    ];
    if !view.organization.vat_id.is_empty() {
        facts.push((b.vat_id.to_owned(), view.organization.vat_id.clone()));
    }
    let as_of = view.closed.as_ref().map_or(now, |closed| closed.at);
    facts.push((b.as_of.to_owned(), date_time(as_of, t.lang == Lang::De)));
    facts
}

/// The parts of the paper.
pub fn parts(t: &'static Messages, view: &StatementView) -> Vec<Part> {
    let b = &t.billing;
    let german = t.lang == Lang::De;
    let line = |stated: &Stated| {
        let line = &stated.line;
        let stands = unbilled(t, line).or(kind(t, stated));
        let why = line.priced.why(t.label.locale());
        let why = stands.map_or(why.clone(), |stands| format!("{why} ({stands})"));
        vec![
            Cell::text(date(line.priced.from, german)),
            Cell::text(ticket(view, line.ticket).0.to_string()),
            Cell::text(what(t, view, line)),
            Cell::text(who(view, line)),
            Cell::text(why),
            money(line.charged()),
        ]
    };
    let owned = |words: &[&str]| {
        words
            .iter()
            .map(|word| (*word).to_owned())
            .collect::<Vec<_>>()
    };
    let lines = Table {
        head: owned(&[b.day, b.ticket, b.what, b.who, b.why_so, b.charged]),
        rows: view.statement.lines.iter().map(line).collect(),
    };
    let vat = Table {
        head: owned(&[b.vat_rate, b.vat_reason, b.net, b.vat]),
        rows: view
            .statement
            .vat
            .iter()
            .map(|sum| {
                let why = reason(t, sum.treatment.reason);
                let note = sum.note().map(|(de, en)| if german { de } else { en });
                vec![
                    Cell::text(percent(t, sum.treatment.basis_points)),
                    Cell::text(note.map_or(why.to_owned(), |note| format!("{why}. {note}."))),
                    money(sum.net),
                    money(sum.vat),
                ]
            })
            .collect(),
    };
    vec![
        (b.statement.to_owned(), lines, b.nothing.to_owned()),
        (b.vat.to_owned(), vat, b.nothing.to_owned()),
    ]
}

/// What stands at the end of the paper.
pub fn remarks(t: &'static Messages) -> Vec<String> {
    let b = &t.billing;
    [b.no_invoice, b.rounding, b.vat_rounding]
        .map(str::to_owned)
        .into()
}
