//! Paging: whoever is on call is asked to answer. Who does not in time is not asked again; the next one is, then the managers
//! (rule 28). What was asked and what became of it stays in a table.
//!
//! A [`Channel`] carries a page to a person. Today's is the desk's own: a notification and a mail. Others (SMS, calls) are
//! further implementations; who is asked, when and after whom does not depend on them.

use domain::escalation::{NotificationKind, PageState, Role, asked_next};
use domain::ids::{PersonId, RowId};
use domain::sla::ClockState;
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

/// Pages whoever is on call and says whom it reached, perhaps nobody; `None`: somebody is being asked already. `place` is the
/// step and its repeat.
///
/// # Errors
/// The database refuses.
pub(crate) async fn begin(
    context: &Context,
    tx: &mut Tx,
    about: &About<'_>,
    place: (i64, i64),
    crew: &Crew,
) -> Result<Option<Vec<PersonId>>> {
    let pages = store::pages::list_of_clock(tx, about.clock.id).await?;
    if pages.iter().any(|page| page.state == PageState::Sent) {
        return Ok(None);
    }
    let people = ask(context, tx, about, place, crew, (Role::OnCall, &[])).await?;
    Ok(Some(people))
}

/// Asks the people of a role, or where there is nobody (who was not asked before) those of the next one.
async fn ask(
    context: &Context,
    tx: &mut Tx,
    about: &About<'_>,
    place: (i64, i64),
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
    (level, round): (i64, i64),
    (role, people): (Role, &[&PersonRow]),
) -> Result<()> {
    let channel = Desk;
    let now = context.now();
    let minutes = crate::defaults::in_force(tx).await?.page_minutes;
    let due_at = now.plus_seconds(minutes * 60);
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
    let place = (seen.level, seen.round);
    let asked = match asked_next(seen.role) {
        Some(next) => ask(context, &mut tx, &about, place, &crew, (next, &before)).await?,
        None => Vec::new(),
    };
    if asked.is_empty() {
        let admins = crew.admins();
        let people = crew.people(&admins);
        notifications::tell(context, &mut tx, &about, NotificationKind::Nobody, &people).await?;
    }
    claim.finish(&mut tx).await?;
    tx.save().await?;
    context.hub().tell(ticket.organization_id, Some(ticket.id));
    Ok(())
}
