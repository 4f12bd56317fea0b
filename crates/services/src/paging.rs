//! Paging: whoever is on call is asked to answer. Who does not in time is not asked again; the next one is, then the managers
//! (rule 28). // M-17
//!
//! What was asked and what became of it stays in a table.
//!
//! A [`Channel`] carries a page to a person. Today's is the desk's own: a notification and a mail. Others (SMS, calls) are
//! further implementations; who is asked, when and after whom does not depend on them.

use domain::escalation::{NotificationKind, PageState, Role, asked_next};
use domain::ids::{PersonId, RowId};
use domain::sla::ClockState;
use domain::sla::engine::{Clock, Registry};
use domain::time::Timestamp;
use serde::{Deserialize, Serialize};
use store::Tx;
use store::pages::PageRow;
use store::people::PersonRow;

use crate::clocks::Crew;
use crate::context::Context;
use crate::error::Result;
use crate::jobs::{self, Claim, JobFailure, JobKind};
use crate::notifications::{self, About};

/// A way to reach a person.
pub(crate) trait Channel {
    /// Its name in the table of pages.
    fn code(&self) -> &'static str;

    /// Carries a page to people, in the caller's unit of work: what leaves the house is a job that is written with it, so that
    /// a page that was not saved reaches nobody and one that was is never lost.
    ///
    /// # Errors
    /// The database refuses.
    async fn carry(
        &self,
        context: &Context,
        tx: &mut Tx,
        about: &About<'_>,
        people: &[&PersonRow],
    ) -> Result<()>;
}

/// Notification and mail.
struct Desk;

impl Channel for Desk {
    fn code(&self) -> &'static str {
        "desk"
    }

    async fn carry(
        &self,
        context: &Context,
        tx: &mut Tx,
        about: &About<'_>,
        people: &[&PersonRow],
    ) -> Result<()> {
        notifications::tell(context, tx, about, NotificationKind::Page, people).await
    }
}

/// The moment at which somebody should have answered.
#[derive(Debug, Serialize, Deserialize)]
struct Awaited {
    page: RowId,
}

/// The step and its repeat, and until when a page for it waits for its answer.
type Place = ((i64, i64), Timestamp);

/// A page that has waited so long behind its time has lost its job; seconds.
const LOST_S: i64 = 15 * 60;

/// Until when a page that is sent now waits: minutes of the clock's calendar, so that a promise that stands still over the night
/// wakes nobody else in it (rule 27).
///
/// # Errors
/// The database refuses, or the calendar is missing.
pub(crate) async fn answer_by(
    context: &Context,
    tx: &mut Tx,
    (clock, calendars): (&Clock, &Registry),
) -> Result<Timestamp> {
    let seconds = crate::defaults::in_force(tx).await?.page_minutes * 60;
    let now = context.now();
    let counted = clock.later(now, seconds, calendars)?;
    Ok(counted.unwrap_or(now.plus_seconds(seconds)))
}

/// Tells the administrators that nobody was there or answered: once for a clock.
///
/// # Errors
/// The database refuses.
pub(crate) async fn alarm(
    context: &Context,
    tx: &mut Tx,
    about: &About<'_>,
    crew: &Crew,
) -> Result<()> {
    let kind = NotificationKind::Nobody;
    if store::notifications::was_told(tx, about.clock.id, kind).await? {
        return Ok(());
    }
    let admins = crew.admins();
    notifications::tell(context, tx, about, kind, &crew.people(&admins)).await
}

/// Pages whoever is on call and says whom it reached, perhaps nobody; `None`: somebody is being asked already. `place` is the
/// step and its repeat.
///
/// # Errors
/// The database refuses.
pub(crate) async fn begin(
    context: &Context,
    tx: &mut Tx,
    about: &About<'_>,
    place: Place,
    crew: &Crew,
) -> Result<Option<Vec<PersonId>>> {
    let pages = store::pages::list_of_clock(tx, about.clock.id).await?;
    let lost = context.now().minus_seconds(LOST_S);
    if pages
        .iter()
        .any(|page| page.state == PageState::Sent && page.due_at > lost)
    {
        return Ok(None);
    }
    // One whose job never came stands in nobody's way.
    store::pages::end_open(tx, about.clock.id, PageState::TimedOut, context.now()).await?;
    let people = ask(context, tx, about, place, crew, (Role::OnCall, &[])).await?;
    Ok(Some(people))
}

/// Asks the people of a role, or where there is nobody (who was not asked before) those of the next one.
async fn ask(
    context: &Context,
    tx: &mut Tx,
    about: &About<'_>,
    place: Place,
    crew: &Crew,
    (first, before): (Role, &[PersonId]),
) -> Result<Vec<PersonId>> {
    let now = context.now();
    let mut role = Some(first);
    while let Some(asked) = role {
        let mut people = crew.of(asked, now);
        people.retain(|person| !before.contains(person));
        if !people.is_empty() {
            send(context, tx, about, place, (asked, &crew.people(&people))).await?;
            return Ok(people);
        }
        role = asked_next(asked);
    }
    Ok(Vec::new())
}

/// Writes the pages, carries them, and asks to be woken when somebody should have answered.
async fn send(
    context: &Context,
    tx: &mut Tx,
    about: &About<'_>,
    ((level, round), due_at): Place,
    (role, people): (Role, &[&PersonRow]),
) -> Result<()> {
    let channel = Desk;
    let now = context.now();
    for person in people {
        let page = PageRow {
            id: context.id(RowId::from_uuid),
            ticket_id: about.ticket.id,
            clock_id: about.clock.id,
            level,
            round,
            role,
            person_id: person.id,
            channel: channel.code().to_owned(),
            state: PageState::Sent,
            sent_at: now,
            due_at,
            ended_at: None,
        };
        store::pages::insert(tx, &page).await?;
        let (key, awaited) = (format!("page:{}", page.id), Awaited { page: page.id });
        jobs::enqueue(context, tx, JobKind::NextPage, &awaited, Some(key), due_at).await?;
    }
    channel.carry(context, tx, about, people).await
}

/// The moment has come at which somebody should have answered: nobody did, so the next one is asked. Decided while the ticket
/// is held: answered at the same time, or asked twice, is asked once.
pub(crate) async fn next_job(context: &Context, claim: &Claim) -> Result<(), JobFailure> {
    let Awaited { page } = claim.payload()?;
    let mut tx = context.db().begin().await?;
    let now = context.now();
    let Some(seen) = store::pages::find(&mut tx, page).await? else {
        return Ok(());
    };
    let Some(ticket) = store::tickets::find_for_update(&mut tx, seen.ticket_id).await? else {
        return Ok(());
    };
    let Some(clock) = store::clocks::find_for_update(&mut tx, seen.clock_id).await? else {
        return Ok(());
    };
    let pages = store::pages::list_of_clock(&mut tx, clock.id).await?;
    if !pages
        .iter()
        .any(|row| row.id == page && row.state == PageState::Sent)
    {
        return Ok(());
    }
    if clock.state != ClockState::Running {
        store::pages::end_open(&mut tx, clock.id, PageState::Over, now).await?;
        claim.finish(&mut tx).await?;
        tx.save().await?;
        return Ok(());
    }
    store::pages::end_open(&mut tx, clock.id, PageState::TimedOut, now).await?;
    let crew = Crew::read(&mut tx, &ticket, now).await?;
    let calendars = crate::clocks::calendars(&mut tx, [&clock.calendar]).await?;
    let about = About::now(&ticket, &clock, &calendars, now)?;
    // Whoever was asked by this step is not asked again by it.
    let same = |row: &&PageRow| (row.level, row.round) == (seen.level, seen.round);
    let before: Vec<PersonId> = pages.iter().filter(same).map(|row| row.person_id).collect();
    let until = answer_by(context, &mut tx, (&clock, &calendars)).await?;
    let place = ((seen.level, seen.round), until);
    // From the beginning: the shift may have changed meanwhile.
    let first = (Role::OnCall, before.as_slice());
    let asked = ask(context, &mut tx, &about, place, &crew, first).await?;
    if asked.is_empty() {
        alarm(context, &mut tx, &about, &crew).await?;
    }
    claim.finish(&mut tx).await?;
    tx.save().await?;
    context.hub().tell(ticket.organization_id, Some(ticket.id));
    Ok(())
}
