//! Who is on call, as data: a weekly rotation in versions, and beside it overrides, absences and shifts handed over.
//! Everything written stays; every change is an event in the provider's own chain. // rule 28

mod entries;
mod rotation;

use std::collections::BTreeSet;

use domain::account::StaffRole;
use domain::escalation::{Cover, OnCall, Rota, RotaProblem, Stint, StintKind};
use domain::ids::{PersonId, StintId};
use domain::policy::{Action, Resource, may};
use domain::time::Timestamp;
use store::Tx;
use store::on_call::{RotationRow, StintRow};
use store::people::PersonRow;

use crate::context::OpContext;
use crate::error::Result;
pub use entries::{EntryFields, HandOverFields, enter, hand_over, withdraw};
pub use rotation::{MOST_PEOPLE, PLACES, RotationFields, rotate};

const DAY_S: i64 = 86_400;
/// So far ahead the page looks: eight weeks.
pub const AHEAD_S: i64 = 56 * DAY_S;
/// So far back, for the beginning of the shift that runs.
const BACK_S: i64 = 8 * DAY_S;
/// So far ahead something may be entered.
const FARTHEST_S: i64 = 400 * DAY_S;

/// Somebody and their name.
pub type Named = (PersonId, String);

/// A stretch with the same people on call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shift {
    /// First instant.
    pub from: Timestamp,
    /// First instant after it.
    pub until: Timestamp,
    /// Who; nobody: a hole.
    pub people: Vec<Named>,
    /// Why it is not the rotation's: what was entered.
    pub by: Option<StintKind>,
    /// The reader has it.
    pub mine: bool,
}

/// What is entered beside the rotation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Id.
    pub id: StintId,
    /// What it is.
    pub kind: StintKind,
    /// Whom it concerns.
    pub person: String,
    /// First instant.
    pub from: Timestamp,
    /// First instant after it.
    pub until: Timestamp,
    /// Why; may be empty.
    pub note: String,
    /// Who entered it.
    pub author: String,
}

/// A rotation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rotation {
    /// Its number.
    pub version: i64,
    /// From when it holds.
    pub valid_from: Timestamp,
    /// What it says.
    pub rota: Rota,
    /// Who follows whom; `false`: no longer works here or may not be on call, and counts as away.
    pub people: Vec<(Named, bool)>,
    /// Who wrote it.
    pub author: String,
    /// Why.
    pub reason: String,
    /// When.
    pub created_at: Timestamp,
}

/// The page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OnCallPage {
    /// From the shift that runs now to the last one of eight weeks.
    pub shifts: Vec<Shift>,
    /// Who is asked when the one on call does not answer.
    pub deputy: Option<String>,
    /// Holes of these weeks.
    pub holes: Vec<RotaProblem>,
    /// What is entered and has not ended.
    pub entries: Vec<Entry>,
    /// Rotations, the newest first.
    pub rotations: Vec<Rotation>,
    /// Who may be on call, by name.
    pub people: Vec<Named>,
    /// The reader.
    pub reader: PersonId,
    /// The reader may change all of it.
    pub may_manage: bool,
    /// The reader may hand own shifts over.
    pub may_hand_over: bool,
}

/// Everything stored about who is on call, around an instant.
pub(crate) struct Book {
    staff: Vec<PersonRow>,
    rotations: Vec<RotationRow>,
    stints: Vec<StintRow>,
    /// Who is on call when. Whoever may not be counts as away.
    pub(crate) on_call: OnCall,
}

impl Book {
    /// Reads it.
    pub(crate) async fn open(tx: &mut Tx, now: Timestamp) -> Result<Self> {
        let staff = store::people::list_staff(tx).await?;
        let rotations = store::on_call::list_rotations(tx).await?;
        let stints = store::on_call::list_stints(tx, now.minus_seconds(BACK_S)).await?;
        let mut book = Self {
            on_call: OnCall::new([], &[], &[]),
            staff,
            rotations,
            stints,
        };
        book.on_call = book.reckoned();
        Ok(book)
    }

    fn reckoned(&self) -> OnCall {
        let (absences, overrides): (Vec<_>, Vec<_>) = self
            .stints
            .iter()
            .partition(|row| row.kind == StintKind::Absence);
        let named = self.rotations.iter().flat_map(|row| &row.rota.people);
        let gone: BTreeSet<PersonId> = named.copied().filter(|id| !self.is_able(*id)).collect();
        let always = gone.into_iter().map(|person| Stint {
            person,
            from: Timestamp::from_unix(0),
            until: Timestamp::FAR_FUTURE,
        });
        let absences: Vec<Stint> = absences.into_iter().map(stint).chain(always).collect();
        let overrides: Vec<Stint> = overrides
            .into_iter()
            .map(stint)
            .filter(|stint| self.is_able(stint.person))
            .collect();
        let rotations = self.rotations.iter();
        OnCall::new(
            rotations.map(|row| (row.valid_from, row.rota.clone())),
            &absences,
            &overrides,
        )
    }

    /// Works here and reads tickets: engineers and managers.
    pub(crate) fn able(&self) -> impl Iterator<Item = &PersonRow> {
        self.staff.iter().filter(|person| {
            let role = person.staff_role;
            person.active && matches!(role, Some(StaffRole::Engineer | StaffRole::Manager))
        })
    }

    fn is_able(&self, id: PersonId) -> bool {
        self.able().any(|person| person.id == id)
    }

    /// Everybody of the staff.
    pub(crate) fn staff(&self) -> &[PersonRow] {
        &self.staff
    }

    /// The name somebody has now; empty for who no longer works here.
    pub(crate) fn name(&self, id: PersonId) -> String {
        let person = self.staff.iter().find(|person| person.id == id);
        person.map(|person| person.name.clone()).unwrap_or_default()
    }

    fn named(&self, id: PersonId) -> Named {
        (id, self.name(id))
    }

    /// What is entered that puts somebody on call.
    fn overrides(&self) -> impl Iterator<Item = &StintRow> {
        let stints = self.stints.iter();
        stints.filter(|row| row.kind != StintKind::Absence)
    }

    fn shift(&self, cover: Cover, reader: PersonId) -> Shift {
        let Cover {
            from,
            until,
            people,
        } = cover;
        let entered = self.stints.iter().find(|row| {
            let holds = stint(row).overlaps(from, from.plus_seconds(1));
            // An absence tells of a hole; an override of who is there instead.
            holds && (row.kind == StintKind::Absence) == people.is_empty()
        });
        Shift {
            from,
            until,
            by: entered.map(|row| row.kind),
            mine: people.contains(&reader),
            people: people.into_iter().map(|id| self.named(id)).collect(),
        }
    }

    fn entry(&self, row: &StintRow) -> Entry {
        Entry {
            id: row.id,
            kind: row.kind,
            person: self.name(row.person_id),
            from: row.begins_at,
            until: row.ends_at,
            note: row.note.clone(),
            author: self.name(row.author_id),
        }
    }

    fn rotation(&self, row: &RotationRow) -> Rotation {
        let people = row.rota.people.iter();
        Rotation {
            version: row.version,
            valid_from: row.valid_from,
            rota: row.rota.clone(),
            people: people
                .map(|id| (self.named(*id), self.is_able(*id)))
                .collect(),
            author: self.name(row.author_id),
            reason: row.reason.clone(),
            created_at: row.created_at,
        }
    }
}

/// A row as the rules know it.
const fn stint(row: &StintRow) -> Stint {
    Stint {
        person: row.person_id,
        from: row.begins_at,
        until: row.ends_at,
    }
}

/// The page *Bereitschaft*.
///
/// # Errors
/// `Denied` for everybody but staff.
pub async fn page(op: &OpContext) -> Result<OnCallPage> {
    let provider = Resource::provider();
    may(&op.actor, Action::ReadOnCall, &provider)?;
    let (now, reader) = (op.now(), op.actor.person);
    let end = now.plus_seconds(AHEAD_S);
    let mut tx = op.app.db().read().await?;
    let book = Book::open(&mut tx, now).await?;
    drop(tx);
    // The shifts at both ends are shown whole.
    let (first, last) = (now.minus_seconds(BACK_S), end.plus_seconds(BACK_S));
    let cover = book.on_call.cover(first, last);
    let deputy = book.on_call.deputy(now);
    Ok(OnCallPage {
        shifts: cover
            .into_iter()
            .filter(|cover| cover.until > now && cover.from < end)
            .map(|cover| book.shift(cover, reader))
            .collect(),
        deputy: deputy.map(|id| book.name(id)),
        holes: book.on_call.holes(now, end),
        entries: book
            .stints
            .iter()
            .filter(|row| row.ends_at > now)
            .map(|row| book.entry(row))
            .collect(),
        rotations: book
            .rotations
            .iter()
            .rev()
            .map(|row| book.rotation(row))
            .collect(),
        people: book
            .able()
            .map(|person| (person.id, person.name.clone()))
            .collect(),
        reader,
        may_manage: may(&op.actor, Action::ManageOnCall, &provider).is_ok(),
        may_hand_over: may(&op.actor, Action::HandOverShift, &provider).is_ok(),
    })
}

/// Who is on call at an instant near `now`; whoever no longer may be is not.
///
/// # Errors
/// The database does not answer.
pub async fn who(tx: &mut Tx, now: Timestamp, at: Timestamp) -> Result<Vec<PersonId>> {
    Ok(Book::open(tx, now).await?.on_call.on_call(at))
}
