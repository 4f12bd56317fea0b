//! Work as typed: when, what, for which order; checked against everything else the same person has entered.

use domain::account::Locale;
use domain::billing::{
    AgreementId, Around, ArticleCode, Content, EntryRefusal, Occupied, Span, WorkEntry,
};
use domain::ids::{OrderId, PersonId};
use domain::time::{Timestamp, day_begins, from_local, local};
use store::Tx;
use store::tickets::TicketRow;

use super::books::{self, Books};
use crate::context::OpContext;
use crate::error::{Checks, FieldError, Result, ServiceError};

/// Characters of a note that is typed.
const NOTE_MAX: usize = 500;

/// Work as typed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct WorkForm {
    /// Since when, `2026-11-23T09:00` in the desk's zone.
    pub from: String,
    /// Until when.
    pub to: String,
    /// Code of the article.
    pub article: String,
    /// Id of the order, or empty.
    pub order: String,
    /// Agreed for hours outside.
    pub appointment: bool,
    /// What for.
    pub note: String,
    /// The time is not charged.
    pub waived: bool,
    /// Why not.
    pub reason: String,
    /// Why it is changed; not asked for when it is entered.
    pub why: String,
}

/// How a moment stands in a field of a form.
pub fn typed(at: Timestamp) -> String {
    local(at).strftime("%Y-%m-%dT%H:%M").to_string()
}

impl WorkForm {
    /// What it says, as far as it can be read. A moment that reads as before keeps its seconds.
    pub(super) fn content(&self, checks: &mut Checks, before: Option<&Content>) -> Option<Content> {
        let mut moment = |field, text: &str, before: Option<Timestamp>| {
            if let Some(same) = before.filter(|at| typed(*at) == text) {
                return Some(same);
            }
            let read = from_local(text);
            if read.is_none() {
                let code = if text.is_empty() { "required" } else { "date" };
                checks.add(FieldError::new(field, code));
            }
            read
        };
        let from = moment("from", &self.from, before.map(|one| one.span.from()));
        let to = moment("to", &self.to, before.map(|one| one.span.to()));
        let rest = self.rest(checks);
        let span = Span::new(from?, to?);
        if span.is_err() {
            checks.add(said(&EntryRefusal::EndsFirst));
        }
        let (article, agreement, note, waived) = rest?;
        Some(Content {
            span: span.ok()?,
            article,
            agreement,
            appointment: self.appointment,
            note,
            waived,
        })
    }

    /// Everything but the time.
    pub(super) fn rest(
        &self,
        checks: &mut Checks,
    ) -> Option<(ArticleCode, Option<AgreementId>, String, String)> {
        let article = checks.code::<ArticleCode>("article", &self.article);
        let order = match self.order.as_str() {
            "" => Some(None),
            text => checks.code::<OrderId>("order", text).map(Some),
        };
        let note = checks.optional("note", &self.note, NOTE_MAX);
        unsecret(checks, "note", &note);
        let waived = if self.waived {
            checks.plain("reason", &self.reason, NOTE_MAX)
        } else {
            if !self.reason.trim().is_empty() {
                // A reason without the tick: one of the two was forgotten, and it is about money.
                checks.add(FieldError::new("waived", "tick_or_clear"));
            }
            String::new()
        };
        Some((article?, order?.map(AgreementId::Order), note, waived))
    }
}

/// Nothing that is kept for ever may hold a secret.
pub(super) fn unsecret(checks: &mut Checks, field: &'static str, text: &str) {
    if !domain::secrets_in_text::scan(text).is_empty() {
        checks.add(FieldError::new(field, "secret_found"));
    }
}

/// A refusal of the rules at its field, in its own words.
pub(super) fn said(refusal: &EntryRefusal) -> FieldError {
    use domain::billing::EntryField as Field;
    let field = match refusal.field() {
        Field::From => "from",
        Field::To => "to",
        Field::Article => "article",
        Field::Agreement => "order",
        Field::Note => "note",
        Field::Waived => "reason",
        Field::Why => "why",
        Field::Entry => "",
    };
    FieldError::said(field, refusal.words(Locale::De), refusal.words(Locale::En))
}

/// Holds a person, so that entries of theirs on different tickets are checked one after the other (billing rule 2). Taken
/// behind the ticket.
pub(crate) async fn hold_person(tx: &mut Tx, person: PersonId) -> Result<()> {
    let held = store::people::find_for_update(tx, person).await?;
    held.map(drop).ok_or(ServiceError::NotFound)
}

/// What surrounds an entry of a person in a stretch of time.
pub(super) struct Surroundings {
    now: Timestamp,
    contract_begins: Option<Timestamp>,
    others: Vec<Occupied>,
}

impl Surroundings {
    pub(super) async fn read(
        op: &OpContext,
        tx: &mut Tx,
        ticket: &TicketRow,
        (person, span): (PersonId, Span),
    ) -> Result<Self> {
        let rows = store::work::list_of_person(tx, person, span.from(), span.to()).await?;
        let ended = rows.iter().filter(|row| row.stopped_at.is_some());
        let ended: Vec<WorkEntry> = ended.filter_map(|row| books::entry(row, None)).collect();
        let running = rows.iter().filter(|row| row.stopped_at.is_none());
        let mut others = WorkEntry::occupied(&ended);
        others.extend(running.map(|row| Occupied {
            id: row.id,
            from: row.started_at,
            to: None,
        }));
        let contracts = match ticket.system_id {
            Some(system) => store::contracts::list_of_system(tx, system).await?,
            None => Vec::new(),
        };
        let begins = contracts
            .iter()
            .filter_map(|one| day_begins(&one.starts_on));
        Ok(Self {
            now: op.now(),
            contract_begins: begins.min(),
            others,
        })
    }

    pub(super) fn around<'a>(&'a self, books: &'a Books) -> Around<'a> {
        Around {
            now: self.now,
            contract_begins: self.contract_begins,
            others: &self.others,
            reclassified: books.finding(),
            prices: &books.prices.book,
            agreements: &books.agreements,
        }
    }
}
