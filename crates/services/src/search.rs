//! Full-text search over tickets: the desk finds everything, customers their own and never a note.

use domain::account::StaffRole;
use domain::policy::{self, Action, Resource};
use domain::ticket::Department;
use store::SearchKind;
use store::search::Searcher;

pub use store::search::{Narrowing, SearchHit};

use crate::context::OpContext;
use crate::error::Result;

/// Hits of one page.
const HITS: usize = 50;

/// Tickets in which all words stand, and those of a department called by its name.
///
/// # Errors
/// Admins do not read tickets: denied.
pub async fn find(op: &OpContext, text: &str) -> Result<Vec<SearchHit>> {
    find_narrowed(op, text, Narrowing::default()).await
}

/// The same, at the desk narrowed to a customer, a system, a colleague or a team.
///
/// # Errors
/// As [`find`].
pub async fn find_narrowed(
    op: &OpContext,
    text: &str,
    narrowing: Narrowing,
) -> Result<Vec<SearchHit>> {
    let text: String = text.chars().take(200).collect();
    let at_desk = matches!(
        op.actor.staff,
        Some(StaffRole::Engineer | StaffRole::Manager)
    );
    if op.actor.is_staff() {
        policy::may(&op.actor, Action::ReadQueue, &Resource::provider())?;
    }
    let mine = policy::organizations_where(&op.actor, Action::ReadTicket);
    let mut tx = op.app.db().read().await?;
    let searcher = if at_desk {
        Searcher::Desk(narrowing)
    } else {
        Searcher::Members(&mine)
    };
    if !at_desk && mine.is_empty() {
        return Ok(Vec::new());
    }
    let mut hits = store::search::find(&mut tx, &text, searcher, HITS).await?;
    // A department's name finds its tickets, under both of its names. // I-37
    if let Some(department) = Department::called(&text) {
        let named = store::search::list_of_department(&mut tx, department, searcher, HITS).await?;
        for hit in named {
            if hits.len() < HITS && hits.iter().all(|known| known.number != hit.number) {
                hits.push(hit);
            }
        }
    }
    Ok(hits)
}

/// Picks the words for where something was found.
pub const fn place(
    kind: SearchKind,
    subject: &'static str,
    message: &'static str,
    note: &'static str,
    system: &'static str,
) -> &'static str {
    match kind {
        SearchKind::Subject => subject,
        SearchKind::Message => message,
        SearchKind::Note => note,
        SearchKind::System => system,
    }
}
