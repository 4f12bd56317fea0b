//! The data of papers with figures for their template: the certificate, the statement of work.

use domain::account::Locale;
use domain::report::chart::Table;
use domain::report::csv::Cell;
use serde_json::{Value, json};

use super::{View, fact, frame};
use crate::error::DocumentError;
use crate::format::instant;
use crate::labels::Labels;
use crate::model::{CertificateDocument, CertificatePart, StatementDocument};

/// Prepares the document.
pub fn certificate(document: &CertificateDocument) -> Result<View, DocumentError> {
    let locale = document.language;
    let l = Labels::of(locale);
    let party = &document.organization;
    let mut data = frame(locale, &document.provider, l.certificate_title, 0)?;
    data["running"] = json!(format!("{}, {}", party.name, document.month));
    data["subtitle"] = json!(document.month);
    let running = document.as_of < document.until;
    data["running_on"] = json!(if running { l.month_runs } else { "" });
    data["facts"] = json!([
        fact(
            l.organization,
            format!("{} ({} {})", party.name, l.customer_number, party.number)
        ),
        fact(l.certificate_from, instant(document.from, locale)),
        fact(l.certificate_until, instant(document.until, locale)),
        fact(l.as_of, instant(document.as_of, locale)),
        fact(l.basis, document.basis.as_str()),
    ]);
    data["parts"] = parts(&document.parts, locale);
    data["closing_title"] = json!(l.counted_title);
    data["closing"] = json!([l.counted_promises, l.counted_answers, l.counted_few]);
    Ok(View {
        data,
        attached: Vec::new(),
        identity: format!("leitstand/certificate/{}/{}", party.number, document.from),
        dated: document.as_of,
    })
}

/// Prepares the statement.
pub fn statement(document: &StatementDocument) -> Result<View, DocumentError> {
    let locale = document.language;
    let l = Labels::of(locale);
    let party = &document.organization;
    let mut data = frame(locale, &document.provider, &document.title, 0)?;
    data["running"] = json!(format!("{}, {}", party.name, document.month));
    data["subtitle"] = json!(document.month);
    data["running_on"] = json!(document.provisional);
    let whom = format!("{} ({} {})", party.name, l.customer_number, party.number);
    let mut facts = vec![fact(l.organization, whom)];
    for (name, value) in &document.facts {
        facts.push(fact(name, value.as_str()));
    }
    data["facts"] = json!(facts);
    data["parts"] = parts(&document.parts, locale);
    let (title, closing) = &document.closing;
    data["closing_title"] = json!(title);
    data["closing"] = json!(closing);
    Ok(View {
        data,
        attached: Vec::new(),
        identity: format!("leitstand/statement/{}/{}", party.number, document.month),
        dated: document.as_of,
    })
}

fn parts(all: &[CertificatePart], locale: Locale) -> Value {
    let part = |part: &CertificatePart| {
        json!({
            "title": part.title,
            "empty": part.empty,
            "heads": part.table.head,
            "wide": widest(&part.table),
            "numbers": numbers(&part.table),
            "rows": rows(&part.table, locale),
        })
    };
    json!(all.iter().map(part).collect::<Vec<_>>())
}

/// The columns of figures; the first one names its row.
fn numbers(table: &Table) -> Vec<usize> {
    let is_text = |column: usize| {
        let cells = table.rows.iter().filter_map(|row| row.get(column));
        cells.clone().any(|cell| matches!(cell, Cell::Text(_)))
    };
    (1..table.head.len())
        .filter(|column| !is_text(*column))
        .collect()
}

/// The column that takes what room is left: the one with the longest words.
fn widest(table: &Table) -> usize {
    let longest = |column: usize| {
        let cells = table.rows.iter().filter_map(|row| row.get(column));
        let words = cells.map(|cell| match cell {
            Cell::Text(text) => text.chars().count(),
            _ => 0,
        });
        words.max().unwrap_or(0)
    };
    // Of several the first one.
    let columns = (0..table.head.len()).rev();
    columns.max_by_key(|column| longest(*column)).unwrap_or(0)
}

fn rows(table: &Table, locale: Locale) -> Vec<Vec<Value>> {
    let shown = |cell: &Cell| match cell {
        Cell::Text(text) => json!(text),
        Cell::Empty => json!("–"),
        other => json!(other.written(locale)),
    };
    let rows = table.rows.iter();
    rows.map(|row| row.iter().map(shown).collect()).collect()
}
