//! Work entries: what somebody worked, from a timer or typed (billing rules 2, 9).
//!
//! An entry is a draft until it is approved. A draft can be changed; each change keeps what it said before, who changed
//! it, when and why. An approved entry never changes: another entry takes it back.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::agreement::{Agreement, AgreementId};
use super::article::ArticleCode;
use super::period::Span;
use super::reclassified::Reclassified;
use super::refusal::{EntryField, EntryRefusal};
use super::tariffs::PriceBook;
use crate::ids::{PersonId, TicketId, WorkEntryId};
use crate::time::Timestamp;

/// Whoever has worked longer than a day without a pause has forgotten to stop the timer.
const LONGEST_S: i64 = 24 * 3600;
/// No text is longer.
const TEXT_MAX: usize = 500;

codes! {
    /// Where an entry stands.
    pub enum EntryState {
        /// It can be changed; no statement has it.
        Draft => "draft",
        /// It counts and never changes again.
        Approved => "approved",
        /// It was entered by mistake.
        Discarded => "discarded",
    }
}

/// What an entry says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Content {
    /// When the work was.
    pub span: Span,
    /// What it was, as the tariffs name it.
    pub article: ArticleCode,
    /// What it rests on; without an agreement it is kept but not billed.
    pub agreement: Option<AgreementId>,
    /// Maintenance that was agreed for hours outside (billing rule 6).
    pub appointment: bool,
    /// What for.
    pub note: String,
    /// Why nothing is charged for it; empty where it is.
    pub waived: String,
}

/// What an entry said before a change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Edit {
    /// What it said.
    pub before: Content,
    /// Who changed it.
    pub by: PersonId,
    /// When.
    pub at: Timestamp,
    /// Why.
    pub why: String,
}

/// Who decided about an entry.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Decision {
    by: PersonId,
    at: Timestamp,
    why: String,
}

/// A stretch of somebody's work on a ticket.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WorkEntry {
    id: WorkEntryId,
    ticket: TicketId,
    person: PersonId,
    content: Content,
    state: EntryState,
    decision: Option<Decision>,
    reverses: Option<WorkEntryId>,
    trace: Vec<Edit>,
}

/// An entry as it was stored.
#[derive(Debug, Clone)]
pub struct StoredEntry {
    /// Its id.
    pub id: WorkEntryId,
    /// The ticket.
    pub ticket: TicketId,
    /// Who worked.
    pub person: PersonId,
    /// What it says.
    pub content: Content,
    /// Where it stands.
    pub state: EntryState,
    /// Who decided that, when and why.
    pub decided: Option<(PersonId, Timestamp, String)>,
    /// The entry it takes back.
    pub reverses: Option<WorkEntryId>,
    /// What it said before each change, the first one first.
    pub trace: Vec<Edit>,
}

impl From<StoredEntry> for WorkEntry {
    fn from(stored: StoredEntry) -> Self {
        let decided = |(by, at, why)| Decision { by, at, why };
        Self {
            id: stored.id,
            ticket: stored.ticket,
            person: stored.person,
            content: stored.content,
            state: stored.state,
            decision: stored.decided.map(decided),
            reverses: stored.reverses,
            trace: stored.trace,
        }
    }
}

/// Time of a person that is taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Occupied {
    /// By which entry.
    pub id: WorkEntryId,
    /// Since when.
    pub from: Timestamp,
    /// Until when; `None` while a timer runs.
    pub to: Option<Timestamp>,
}

/// What an entry is checked against.
#[derive(Debug, Clone, Copy)]
pub struct Around<'a> {
    /// Now.
    pub now: Timestamp,
    /// When the customer's contract begins, if there is one.
    pub contract_begins: Option<Timestamp>,
    /// Whatever else the same person has entered, on any ticket.
    pub others: &'a [Occupied],
    /// The finding that may have stopped the work.
    pub reclassified: Option<&'a Reclassified>,
    /// The tariffs.
    pub prices: &'a PriceBook,
    /// What the customer agreed to.
    pub agreements: &'a BTreeMap<AgreementId, Agreement>,
}

impl Content {
    /// Everything that is wrong with it, at once. `own` is the entry itself when it is changed.
    pub fn problems(&self, around: &Around<'_>, own: Option<WorkEntryId>) -> Vec<EntryRefusal> {
        let mut problems = Vec::new();
        let span = self.span;
        if span.seconds() > LONGEST_S {
            problems.push(EntryRefusal::TooLong);
        }
        if span.to() > around.now {
            problems.push(EntryRefusal::Future);
        }
        if let Some(begins) = around
            .contract_begins
            .filter(|begins| span.from() < *begins)
        {
            problems.push(EntryRefusal::BeforeContract(begins));
        }
        let others = around.others.iter().filter(|other| Some(other.id) != own);
        for other in others {
            let ends = other.to.unwrap_or(Timestamp::FAR_FUTURE);
            if span.from() < ends && other.from < span.to() {
                problems.push(EntryRefusal::Overlaps {
                    from: other.from,
                    to: other.to,
                });
            }
        }
        if around.reclassified.is_some_and(|found| found.stops(span)) {
            problems.push(EntryRefusal::Stopped);
        }
        if around.prices.article(&self.article, span.from()).is_none() {
            problems.push(EntryRefusal::UnknownArticle);
        }
        let unknown = |id: AgreementId| !around.agreements.contains_key(&id);
        if self.agreement.is_some_and(unknown) {
            problems.push(EntryRefusal::UnknownAgreement);
        }
        for (text, field) in [
            (&self.note, EntryField::Note),
            (&self.waived, EntryField::Waived),
        ] {
            if text.chars().count() > TEXT_MAX {
                problems.push(EntryRefusal::TextTooLong(field));
            }
        }
        problems
    }
}

impl WorkEntry {
    /// A new draft, of a timer that was stopped or as typed.
    pub fn new(
        id: WorkEntryId,
        ticket: TicketId,
        person: PersonId,
        content: Content,
        around: &Around<'_>,
    ) -> Result<Self, Vec<EntryRefusal>> {
        let problems = content.problems(around, None);
        if !problems.is_empty() {
            return Err(problems);
        }
        Ok(Self {
            id,
            ticket,
            person,
            content,
            state: EntryState::Draft,
            decision: None,
            reverses: None,
            trace: Vec::new(),
        })
    }

    /// Its id.
    pub const fn id(&self) -> WorkEntryId {
        self.id
    }

    /// The ticket.
    pub const fn ticket(&self) -> TicketId {
        self.ticket
    }

    /// Who worked.
    pub const fn person(&self) -> PersonId {
        self.person
    }

    /// What it says now.
    pub const fn content(&self) -> &Content {
        &self.content
    }

    /// Where it stands.
    pub const fn state(&self) -> EntryState {
        self.state
    }

    /// The entry it takes back.
    pub const fn reverses(&self) -> Option<WorkEntryId> {
        self.reverses
    }

    /// What it said before each change, the first one first.
    pub fn trace(&self) -> &[Edit] {
        &self.trace
    }

    /// The same with what it said before.
    #[must_use]
    pub fn with_trace(self, trace: Vec<Edit>) -> Self {
        Self { trace, ..self }
    }

    /// Who approved or discarded it, when and why.
    pub fn decided(&self) -> Option<(PersonId, Timestamp, &str)> {
        let decision = self.decision.as_ref()?;
        Some((decision.by, decision.at, &decision.why))
    }

    /// Says something else from now on; what it said stays in its trace. `around.now` is the time of the change.
    pub fn edited(
        &self,
        content: Content,
        by: PersonId,
        why: &str,
        around: &Around<'_>,
    ) -> Result<Self, Vec<EntryRefusal>> {
        self.may_change(around.now).map_err(|one| vec![one])?;
        let mut problems = content.problems(around, Some(self.id));
        problems.extend(reason(why).err());
        if content == self.content {
            problems.push(EntryRefusal::NothingChanged);
        }
        if !problems.is_empty() {
            return Err(problems);
        }
        let mut entry = self.clone();
        let before = std::mem::replace(&mut entry.content, content);
        entry.trace.push(Edit {
            before,
            by,
            at: around.now,
            why: why.trim().to_owned(),
        });
        Ok(entry)
    }

    /// It counts from now on.
    pub fn approved(&self, by: PersonId, at: Timestamp) -> Result<Self, EntryRefusal> {
        self.decided_as(EntryState::Approved, by, at, "")
    }

    /// It was a mistake.
    pub fn discarded(&self, by: PersonId, at: Timestamp, why: &str) -> Result<Self, EntryRefusal> {
        reason(why)?;
        self.decided_as(EntryState::Discarded, by, at, why)
    }

    /// The entry that takes this approved one back; `all` are the entries of the ticket.
    pub fn reversal(
        &self,
        id: WorkEntryId,
        by: PersonId,
        at: Timestamp,
        why: &str,
        all: &[Self],
    ) -> Result<Self, EntryRefusal> {
        reason(why)?;
        if self.state != EntryState::Approved {
            return Err(EntryRefusal::NotApproved(self.state));
        }
        if self.reverses.is_some() {
            return Err(EntryRefusal::IsAReversal);
        }
        if all.iter().any(|entry| entry.reverses == Some(self.id)) {
            return Err(EntryRefusal::ReversedAlready);
        }
        if self.last_change().is_some_and(|last| at < last) {
            return Err(EntryRefusal::Order);
        }
        Ok(Self {
            id,
            reverses: Some(self.id),
            decision: Some(Decision {
                by,
                at,
                why: why.trim().to_owned(),
            }),
            trace: Vec::new(),
            ..self.clone()
        })
    }

    fn decided_as(
        &self,
        state: EntryState,
        by: PersonId,
        at: Timestamp,
        why: &str,
    ) -> Result<Self, EntryRefusal> {
        self.may_change(at)?;
        let mut entry = self.clone();
        entry.state = state;
        entry.decision = Some(Decision {
            by,
            at,
            why: why.trim().to_owned(),
        });
        Ok(entry)
    }

    fn may_change(&self, at: Timestamp) -> Result<(), EntryRefusal> {
        if self.state != EntryState::Draft {
            return Err(EntryRefusal::NotADraft(self.state));
        }
        if self.last_change().is_some_and(|last| at < last) {
            return Err(EntryRefusal::Order);
        }
        Ok(())
    }

    fn last_change(&self) -> Option<Timestamp> {
        let decided = self.decision.as_ref().map(|decision| decision.at);
        decided.or_else(|| self.trace.last().map(|edit| edit.at))
    }

    /// What an entry takes of its person's time, unless it was discarded or taken back.
    pub fn occupied(all: &[Self]) -> Vec<Occupied> {
        let taken = Self::standing(all).filter(|entry| entry.state != EntryState::Discarded);
        taken
            .map(|entry| Occupied {
                id: entry.id,
                from: entry.content.span.from(),
                to: Some(entry.content.span.to()),
            })
            .collect()
    }

    /// The entries that are billed: approved, and not taken back.
    pub fn effective(all: &[Self]) -> impl Iterator<Item = &Self> {
        Self::standing(all).filter(|entry| entry.state == EntryState::Approved)
    }

    /// Neither taken back nor taking back.
    fn standing(all: &[Self]) -> impl Iterator<Item = &Self> {
        let reversed: BTreeSet<WorkEntryId> =
            all.iter().filter_map(|entry| entry.reverses).collect();
        all.iter()
            .filter(move |entry| entry.reverses.is_none() && !reversed.contains(&entry.id))
    }
}

fn reason(why: &str) -> Result<(), EntryRefusal> {
    match why.trim() {
        "" => Err(EntryRefusal::WhyRequired),
        why if why.chars().count() > TEXT_MAX => Err(EntryRefusal::TextTooLong(EntryField::Why)),
        _ => Ok(()),
    }
}
