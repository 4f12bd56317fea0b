//! Full-text search over subjects, messages, notes and the names of systems.
//!
//! Words are found by their beginning, all of them must be there (in one text or spread over the ticket), and names and addresses are taken apart at every sign,
//! so that `web-03` finds `web-03.lindner.example`. PostgreSQL also knows German stems. What was written last comes
//! first. Notes are found by staff only.

use domain::ids::{OrganizationId, TicketNumber};
use domain::ticket::{Department, TicketState};
use uuid::Uuid;

use crate::codes::SearchKind;
use crate::dialect::{self, SearchWords, Statement};
pub use crate::narrowing::Narrowing;
use crate::narrowing::{FEW, Reach};
use crate::row::{Cells, FromRow};
use crate::{Result, Tx, spread};

/// A searchable text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SearchDocument {
    /// The ticket it is found under.
    pub ticket_number: TicketNumber,
    /// The customer.
    pub organization_id: OrganizationId,
    /// What it is.
    pub kind: SearchKind,
    /// The row it comes from; the same row again replaces the text.
    pub source_id: Uuid,
    /// The text.
    pub body: String,
}

/// Who searches.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Searcher<'a> {
    /// Finds everything.
    Staff,
    /// Finds everything about tickets like these.
    Desk(Narrowing),
    /// Finds what belongs to these organizations and is no note.
    Members(&'a [OrganizationId]),
}

/// A ticket found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SearchHit {
    /// Number.
    pub number: TicketNumber,
    /// Subject.
    pub subject: String,
    /// Where it stands.
    pub state: TicketState,
    /// The customer.
    pub organization_id: OrganizationId,
    /// The customer's name.
    pub organization_name: String,
    /// What the words were found in.
    pub kind: SearchKind,
    /// The text around them.
    pub excerpt: Vec<ExcerptPart>,
}

/// A piece of an excerpt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExcerptPart {
    /// The text.
    pub text: String,
    /// One of the words looked for.
    pub hit: bool,
}

impl FromRow for SearchHit {
    const TABLE: &'static str = "search_documents";
    fn from_cells(cells: &mut Cells<'_>) -> Result<Self> {
        Ok(Self {
            number: cells.take()?,
            subject: cells.take()?,
            state: cells.take()?,
            organization_id: cells.take()?,
            organization_name: cells.take()?,
            kind: cells.take()?,
            excerpt: parts(&cells.take::<String>()?),
        })
    }
}

fn parts(marked: &str) -> Vec<ExcerptPart> {
    let mut parts = Vec::new();
    for (n, piece) in marked.split(dialect::HIT_BEGINS).enumerate() {
        let (hit, rest) = if n == 0 {
            ("", piece)
        } else {
            piece.split_once(dialect::HIT_ENDS).unwrap_or((piece, ""))
        };
        for (text, hit) in [(hit, true), (rest, false)] {
            if !text.is_empty() {
                parts.push(ExcerptPart {
                    text: text.to_owned(),
                    hit,
                });
            }
        }
    }
    parts
}

const PUT: &str =
    "INSERT INTO search_documents (ticket_number, organization_id, kind, source_id, body)
    VALUES ($1, $2, $3, $4, $5) ON CONFLICT (source_id) DO UPDATE SET body = excluded.body";

/// Adds a text, or replaces what was there for the same row.
pub async fn put(tx: &mut Tx, document: &SearchDocument) -> Result<()> {
    let values = args![
        document.ticket_number,
        document.organization_id,
        document.kind,
        document.source_id,
        document.body
    ];
    tx.change_one(PUT, values).await
}

/// Removes the text of a row.
pub async fn delete(tx: &mut Tx, source: Uuid) -> Result<()> {
    tx.execute(
        "DELETE FROM search_documents WHERE source_id = $1",
        args![source],
    )
    .await
    .map(drop)
}

/// The tickets in which all words of a text stand, at most `limit`: first those with all of them in one text, then those
/// over whose texts they are spread; each what was written last first.
pub async fn find(
    tx: &mut Tx,
    text: &str,
    searcher: Searcher<'_>,
    limit: usize,
) -> Result<Vec<SearchHit>> {
    find_from(tx, text, searcher, limit, FEW).await
}

/// As [`find`]: up to so many texts, narrowed tickets are few.
pub(crate) async fn find_from(
    tx: &mut Tx,
    text: &str,
    searcher: Searcher<'_>,
    limit: usize,
    few: i64,
) -> Result<Vec<SearchHit>> {
    let Some(words) = SearchWords::parse(text) else {
        return Ok(Vec::new());
    };
    let Some(reach) = Reach::of(tx, searcher, few).await? else {
        return Ok(Vec::new());
    };
    let (sql, values) = dialect::search(tx.dialect(), &words, reach, limit).finish();
    let hits: Vec<SearchHit> = tx.list(sql, values).await?;
    let mut tickets: Vec<SearchHit> = Vec::with_capacity(limit.min(hits.len()));
    for hit in hits {
        if tickets.len() < limit && tickets.iter().all(|seen| seen.number != hit.number) {
            tickets.push(hit);
        }
    }
    if words.are_several() && tickets.len() < limit {
        let most = limit.saturating_add(tickets.len());
        for hit in spread::find(tx, &words, reach, most, tickets.is_empty()).await? {
            if tickets.len() < limit && tickets.iter().all(|seen| seen.number != hit.number) {
                tickets.push(hit);
            }
        }
    }
    Ok(tickets)
}

/// The newest tickets of a department, as hits in their subjects.
pub async fn list_of_department(
    tx: &mut Tx,
    department: Department,
    searcher: Searcher<'_>,
    limit: usize,
) -> Result<Vec<SearchHit>> {
    let mut query = Statement::new(
        "SELECT tickets.number, tickets.subject, tickets.state, tickets.organization_id, organizations.name, ",
    );
    query
        .bind(SearchKind::Subject)
        .push(
            ", tickets.subject FROM tickets JOIN organizations ON organizations.id = tickets.organization_id
            WHERE tickets.department = ",
        )
        .bind(department);
    if let Searcher::Members(organizations) = searcher {
        query
            .push(" AND tickets.organization_id IN ")
            .bind_list(organizations);
    }
    if let Searcher::Desk(narrowing) = searcher
        && narrowing != Narrowing::default()
    {
        query.push(" AND tickets.number IN ");
        narrowing.numbers(&mut query);
    }
    query
        .push(" ORDER BY tickets.number DESC LIMIT ")
        .bind(i64::try_from(limit).unwrap_or(i64::MAX));
    let (sql, values) = query.finish();
    tx.list(sql, values).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_excerpt_is_cut_at_its_marks() {
        let parts = parts("Der ⟦Server⟧ antwortet ⟦nicht⟧");
        let texts: Vec<_> = parts.iter().map(|p| (p.text.as_str(), p.hit)).collect();
        assert_eq!(
            texts,
            [
                ("Der ", false),
                ("Server", true),
                (" antwortet ", false),
                ("nicht", true)
            ]
        );
    }
}
