//! Entries that touch are one Einsatz, rounded once (billing rule 3).

use super::agreement::AgreementId;
use super::article::ArticleCode;
use super::line::Unbilled;
use super::period::Span;
use crate::ids::{PersonId, TicketId, WorkEntryId};
use crate::time::Timestamp;

/// What entries of one Einsatz have in common. Two engineers bill separately.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Kind {
    /// The ticket.
    pub ticket: TicketId,
    /// Who worked.
    pub person: PersonId,
    /// What it was.
    pub article: ArticleCode,
    /// What it rests on.
    pub agreement: Option<AgreementId>,
    /// Agreed for hours outside.
    pub appointment: bool,
    /// Why it is not billed.
    pub unbilled: Option<Unbilled>,
}

/// A piece of an entry that is charged in one way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Piece {
    pub(super) kind: Kind,
    pub(super) span: Span,
    pub(super) entry: WorkEntryId,
}

/// A chain of entries.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Einsatz {
    /// What they have in common.
    pub kind: Kind,
    /// The entries, in the order of their beginning.
    pub entries: Vec<WorkEntryId>,
    /// The time worked: in order, never touching.
    pub spans: Vec<Span>,
}

impl Einsatz {
    /// Its first instant.
    pub fn begins(&self) -> Option<Timestamp> {
        self.spans.first().map(|span| span.from())
    }

    /// Seconds worked; gaps do not count.
    pub fn seconds(&self) -> i64 {
        self.spans.iter().map(|span| span.seconds()).sum()
    }

    fn add(&mut self, piece: Piece) {
        if self.entries.last() != Some(&piece.entry) {
            self.entries.push(piece.entry);
        }
        let last = self.spans.last_mut();
        match last.filter(|last| piece.span.from() <= last.to()) {
            Some(last) => {
                let to = last.to().max(piece.span.to());
                *last = Span::new(last.from(), to).unwrap_or(*last);
            }
            None => self.spans.push(piece.span),
        }
    }
}

/// Joins pieces of a kind that touch or overlap, or lie no further apart than the tariff says for the first of them.
pub(super) fn joined(
    mut pieces: Vec<Piece>,
    gap: impl Fn(&Kind, Timestamp) -> i64,
) -> Vec<Einsatz> {
    pieces.sort_by(|a, b| (&a.kind, a.span, a.entry).cmp(&(&b.kind, b.span, b.entry)));
    let mut all: Vec<Einsatz> = Vec::new();
    for piece in pieces {
        let joins = |last: &&mut Einsatz| {
            let (Some(begins), Some(end)) = (last.begins(), last.spans.last()) else {
                return false;
            };
            let apart = piece.span.from().seconds_since(end.to());
            last.kind == piece.kind && apart <= gap(&last.kind, begins).max(0)
        };
        match all.last_mut().filter(joins) {
            Some(last) => last.add(piece),
            None => all.push(Einsatz {
                kind: piece.kind,
                entries: vec![piece.entry],
                spans: vec![piece.span],
            }),
        }
    }
    all
}
