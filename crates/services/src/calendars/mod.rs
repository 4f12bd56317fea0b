//! Calendars as data: who may, what an edit would do, and its version. // rules 1 to 7, 25, 34
//!
//! A version is never changed. An edit is looked at first: its effect is computed by [`effect`], and only what was looked at
//! is saved. Every change is an event in the provider's own chain.

mod effect;
mod form;

use std::sync::Arc;

use domain::audit::{EventDraft, EventKind};
use domain::calendar::{
    Calendar, CalendarDay, CalendarVersion, Date, DayKind, Definition, Difference, History, Region,
    dates_of,
};
use domain::ids::PersonId;
use domain::policy::{Action, Resource, may};
use domain::sla::engine::CalendarCode;
use domain::time::{Timestamp, local};
use serde_json::json;
use store::Tx;
pub use store::calendars::CalendarRow;
use store::calendars::CalendarVersionRow;

use crate::context::OpContext;
use crate::error::{Checks, FieldError, Result, ServiceError};
use crate::{audit, house};
pub use effect::{ClockEffect, Effect, Overtaken, YearEffect};
pub(crate) use form::valid_from;
pub use form::{CalendarFields, DAY_FIELDS, NewFields, regions};
use form::{Checked, checked, checked_new};

/// The code of the shipped calendar of rates.
const BILLING: &str = "billing";
/// How far ahead the next closing day is looked for.
const AHEAD_DAYS: usize = 370;

/// A calendar in the list.
#[derive(Debug, Clone)]
pub struct CalendarLine {
    /// Code, names, purpose.
    pub row: CalendarRow,
    /// What holds now.
    pub definition: Definition,
    /// Open now.
    pub is_open: bool,
    /// Until when it stays as it is; `None`: for more than a year, or for ever.
    pub until: Option<Timestamp>,
    /// The next day on which it is closed although its weekday works.
    pub next_closing: Option<CalendarDay>,
    /// From when another version holds.
    pub planned: Option<Timestamp>,
}

/// A version with what it changed.
#[derive(Debug, Clone)]
pub struct VersionView {
    /// Number.
    pub version: i64,
    /// From when it holds.
    pub valid_from: Timestamp,
    /// When it was written.
    pub created_at: Timestamp,
    /// Who wrote it; `None`: shipped.
    pub author: Option<String>,
    /// Why.
    pub reason: String,
    /// What it says.
    pub definition: Definition,
    /// What the one before said otherwise.
    pub differences: Vec<Difference>,
}

/// A calendar with its versions.
#[derive(Debug, Clone)]
pub struct CalendarView {
    /// Its line of the list.
    pub line: CalendarLine,
    /// Number of the version in force.
    pub in_force: i64,
    /// Newest first.
    pub versions: Vec<VersionView>,
    history: History,
}

impl CalendarView {
    /// A year day by day, each by the version that holds on it; with the holidays of another Land if one is named.
    pub fn year(&self, year: i16, land: Option<Region>) -> Vec<CalendarDay> {
        let mut calendars: Vec<(i64, Arc<Calendar>)> = Vec::new();
        dates_of(year)
            .into_iter()
            .filter_map(|date| {
                let version = self.history.in_force(noon(date)?);
                let known = calendars.iter().find(|(of, _)| *of == version.version);
                if let Some((_, calendar)) = known {
                    return Some(calendar.day(date));
                }
                let calendar = elsewhere(&version.calendar, land)?;
                let day = calendar.day(date);
                calendars.push((version.version, calendar));
                Some(day)
            })
            .collect()
    }

    /// What was written last: what an edit begins with.
    pub fn newest(&self) -> Option<&VersionView> {
        self.versions.first()
    }
}

/// The calendar with the holidays of another Land.
fn elsewhere(calendar: &Arc<Calendar>, land: Option<Region>) -> Option<Arc<Calendar>> {
    if land.is_none() {
        return Some(Arc::clone(calendar));
    }
    let definition = calendar.definition().in_region(land);
    Calendar::new(definition).ok().map(Arc::new)
}

/// Noon in Berlin.
fn noon(date: Date) -> Option<Timestamp> {
    domain::time::from_local(&format!("{date}T12:00"))
}

/// All calendars.
///
/// # Errors
/// `Denied` for everybody but managers and admins.
pub async fn list(op: &OpContext) -> Result<Vec<CalendarLine>> {
    may(&op.actor, Action::ManageCalendars, &Resource::provider())?;
    let mut tx = op.app.db().read().await?;
    let rows = store::calendars::list(&mut tx).await?;
    let versions = store::calendars::list_all_versions(&mut tx).await?;
    rows.into_iter()
        .map(|row| {
            let of_it = versions.iter().filter(|v| v.calendar == row.code);
            let history = history(&of_it.cloned().collect::<Vec<_>>())?;
            Ok(line(row, &history, op.now()))
        })
        .collect()
}

/// One calendar with its versions.
///
/// # Errors
/// `Denied`, `NotFound`.
pub async fn show(op: &OpContext, code: &str) -> Result<CalendarView> {
    may(&op.actor, Action::ManageCalendars, &Resource::provider())?;
    let mut tx = op.app.db().read().await?;
    let (row, versions) = found(&mut tx, code).await?;
    let authors = store::calendars::list_authors(&mut tx, code).await?;
    let history = history(&versions)?;
    let name = |id: PersonId| authors.iter().find(|(author, _)| *author == id);
    let mut shown: Vec<VersionView> = Vec::new();
    for version in versions {
        let differences = shown.last().map_or_else(Vec::new, |before| {
            before.definition.differences(&version.definition)
        });
        shown.push(VersionView {
            version: version.version,
            valid_from: version.valid_from,
            created_at: version.created_at,
            author: version.author_id.and_then(name).map(|(_, n)| n.clone()),
            reason: version.reason,
            differences,
            definition: version.definition,
        });
    }
    shown.reverse();
    Ok(CalendarView {
        in_force: history.in_force(op.now()).version,
        line: line(row, &history, op.now()),
        versions: shown,
        history,
    })
}

/// A calendar with its stored versions.
async fn found(tx: &mut Tx, code: &str) -> Result<(CalendarRow, Vec<CalendarVersionRow>)> {
    // An address may hold anything; PostgreSQL takes no NUL.
    code.parse::<CalendarCode>()
        .map_err(|_| ServiceError::NotFound)?;
    let row = store::calendars::find(tx, code).await?;
    let row = row.ok_or(ServiceError::NotFound)?;
    let versions = store::calendars::list_versions(tx, code).await?;
    Ok((row, versions))
}

/// The calendar that says which rate is in force when.
pub(crate) async fn billing(tx: &mut Tx) -> Result<History> {
    history(&store::calendars::list_versions(tx, BILLING).await?)
}

/// The versions, ready to answer.
fn history(versions: &[CalendarVersionRow]) -> Result<History> {
    let versions = versions.iter().map(|row| {
        let calendar = Calendar::new(row.definition.clone()).map_err(ServiceError::internal)?;
        Ok(CalendarVersion {
            version: row.version,
            valid_from: row.valid_from,
            calendar: Arc::new(calendar),
        })
    });
    History::new(versions.collect::<Result<_>>()?).map_err(ServiceError::internal)
}

fn line(row: CalendarRow, history: &History, now: Timestamp) -> CalendarLine {
    let calendar = &history.in_force(now).calendar;
    let is_open = calendar.is_open(now);
    let until = if is_open {
        calendar.open_until(now)
    } else {
        calendar.next_opening(now)
    };
    let today = local(now).date();
    CalendarLine {
        is_open,
        until,
        next_closing: next_closing(calendar, today),
        planned: history.next_change(now),
        definition: calendar.definition().clone(),
        row,
    }
}

/// The next day that is closed although its weekday works.
fn next_closing(calendar: &Calendar, today: Date) -> Option<CalendarDay> {
    let plain = Definition {
        region: None,
        closed: std::collections::BTreeSet::new(),
        open: std::collections::BTreeMap::new(),
        ..calendar.definition().clone()
    };
    let days = calendar.days(today, AHEAD_DAYS).into_iter();
    let mut closed = days.filter(|day| {
        day.kind != DayKind::Regular && day.open_s == 0 && !plain.day(day.date).1.is_empty()
    });
    closed.next()
}

/// The calendar in which every second counts stays as it is: clocks count around the clock by themselves and never ask it.
pub fn is_fixed(code: &str) -> bool {
    code == domain::sla::Calendar::AroundTheClock.code()
}

/// What saving came to.
#[derive(Debug)]
pub enum Saving {
    /// It is saved.
    Saved,
    /// It has to be looked at first: it is not what was looked at, or somebody saved meanwhile.
    Look(Box<Effect>),
}

/// What an edit would do. `base` is the number of the version the form was opened with.
///
/// # Errors
/// `Denied`, `NotFound`, or `Invalid` on the fields.
pub async fn preview(
    op: &OpContext,
    code: &str,
    fields: &CalendarFields<'_>,
    base: &str,
) -> Result<Effect> {
    may(&op.actor, Action::ManageCalendars, &Resource::provider())?;
    let mut tx = op.app.db().read().await?;
    let (_, versions) = found(&mut tx, code).await?;
    let last = versions.last().map(|version| version.valid_from);
    let edit = checked(fields, op.now(), last)?;
    effect_of(&mut tx, code, &versions, &edit, base).await
}

/// Saves an edit that was looked at: `seen` is the mark of its effect.
///
/// # Errors
/// `Denied`, `NotFound`, or `Invalid` on the fields.
pub async fn save(
    op: &OpContext,
    code: &str,
    fields: &CalendarFields<'_>,
    base: &str,
    seen: &str,
) -> Result<Saving> {
    may(&op.actor, Action::ManageCalendars, &Resource::provider())?;
    let mut tx = house::begin(&op.app).await?;
    store::calendars::hold_alone(&mut tx).await?;
    let (row, versions) = found(&mut tx, code).await?;
    let before = versions.last().ok_or(ServiceError::NotFound)?;
    let edit = checked(fields, op.now(), Some(before.valid_from))?;
    let effect = effect_of(&mut tx, code, &versions, &edit, base).await?;
    if effect.mark != seen || effect.overtaken.is_some() {
        return Ok(Saving::Look(Box::new(effect)));
    }
    if is_fixed(code) {
        return Err(ServiceError::field("", "calendar_fixed"));
    }
    if effect.differences.is_empty() {
        return Err(ServiceError::field("", "calendar_same"));
    }
    let version = CalendarVersionRow {
        calendar: row.code.clone(),
        version: before.version + 1,
        valid_from: edit.valid_from,
        definition: edit.definition,
        author_id: Some(op.actor.person),
        reason: edit.reason,
        created_at: op.now(),
    };
    store::calendars::insert_version(&mut tx, &version).await?;
    let event = told(op, EventKind::CalendarChanged, &row, &version).with(
        "definition",
        json!({ "before": before.definition, "after": version.definition }),
    );
    house::tell(&op.app, &mut tx, event).await?;
    let mut moved = Vec::new();
    if let Ok(code) = row.code.parse() {
        // Judged by the instant it begins: what it makes longer is not over meanwhile.
        let as_of = op.now().min(version.valid_from);
        moved = crate::clocks::rekey(&mut tx, &code, as_of).await?;
    }
    tx.save().await?;
    for (organization, ticket) in moved {
        op.app.hub().tell(organization, Some(ticket));
    }
    tracing::info!(target: "security", event = "calendar.changed", by = %op.actor.person, calendar = %row.code, version = version.version);
    Ok(Saving::Saved)
}

async fn effect_of(
    tx: &mut Tx,
    code: &str,
    versions: &[CalendarVersionRow],
    edit: &Checked,
    base: &str,
) -> Result<Effect> {
    let history = history(versions)?;
    let mut effect = Effect::of_edit(&history, edit);
    let running = store::calendars::list_running(tx, code).await?;
    effect.clocks = ClockEffect::of(&running, &history, edit);
    let base = base.trim().parse().unwrap_or(effect.base);
    if base != effect.base {
        let authors = store::calendars::list_authors(tx, code).await?;
        effect.overtaken = Overtaken::since(base, versions, &authors);
    }
    Ok(effect)
}

/// What a new calendar would say.
///
/// # Errors
/// `Denied`, or `Invalid` on the fields.
pub async fn preview_new(
    op: &OpContext,
    new: &NewFields<'_>,
    fields: &CalendarFields<'_>,
) -> Result<Effect> {
    may(&op.actor, Action::ManageCalendars, &Resource::provider())?;
    let mut tx = op.app.db().read().await?;
    let (_, edit) = checked_both(&mut tx, op, new, fields).await?;
    Ok(Effect::of_new(&edit))
}

/// Creates a calendar that was looked at.
///
/// # Errors
/// `Denied`, or `Invalid` on the fields.
pub async fn create(
    op: &OpContext,
    new: &NewFields<'_>,
    fields: &CalendarFields<'_>,
    seen: &str,
) -> Result<Saving> {
    may(&op.actor, Action::ManageCalendars, &Resource::provider())?;
    let mut tx = house::begin(&op.app).await?;
    let (row, edit) = checked_both(&mut tx, op, new, fields).await?;
    let effect = Effect::of_new(&edit);
    if effect.mark != seen {
        return Ok(Saving::Look(Box::new(effect)));
    }
    let version = CalendarVersionRow {
        calendar: row.code.clone(),
        version: 1,
        valid_from: edit.valid_from,
        definition: edit.definition,
        author_id: Some(op.actor.person),
        reason: edit.reason,
        created_at: op.now(),
    };
    store::calendars::insert(&mut tx, &row).await?;
    store::calendars::insert_version(&mut tx, &version).await?;
    let event = told(op, EventKind::CalendarCreated, &row, &version)
        .with("definition", json!({ "after": version.definition }));
    house::tell(&op.app, &mut tx, event).await?;
    tx.save().await?;
    tracing::info!(target: "security", event = "calendar.created", by = %op.actor.person, calendar = %row.code);
    Ok(Saving::Saved)
}

/// Everything that is wrong with the form of a new calendar, at once.
async fn checked_both(
    tx: &mut Tx,
    op: &OpContext,
    new: &NewFields<'_>,
    fields: &CalendarFields<'_>,
) -> Result<(CalendarRow, Checked)> {
    let mut checks = Checks::new();
    let row = checked_new(&mut checks, new, op.now());
    if !checks.has("short_name") && store::calendars::find(tx, &row.code).await?.is_some() {
        checks.add(FieldError::new("short_name", "taken"));
    }
    match checked(fields, op.now(), None) {
        Ok(edit) => checks.finish().map(|()| (row, edit)),
        Err(ServiceError::Invalid(errors)) => {
            for error in errors {
                checks.add(error);
            }
            checks.finish()?;
            Err(ServiceError::NotFound)
        }
        Err(error) => Err(error),
    }
}

/// An event about a version.
fn told(
    op: &OpContext,
    kind: EventKind,
    row: &CalendarRow,
    version: &CalendarVersionRow,
) -> EventDraft {
    audit::by(op, kind)
        .with("calendar", row.code.as_str())
        .with("name", row.name_de.as_str())
        .with("version", version.version)
        .with("valid_from", version.valid_from.to_string())
        .with("reason", version.reason.as_str())
}

/// What an event says of a calendar: from when, why, and what it was and is; `None` where it says something else.
pub fn told_by(event: &EventDraft) -> Option<Told> {
    let text = |key: &str| event.data.get(key)?.as_str();
    let definition = event.data.get("definition")?;
    let read = |key: &str| serde_json::from_value(definition.get(key)?.clone()).ok();
    Some(Told {
        valid_from: text("valid_from")?.parse().ok()?,
        reason: text("reason").unwrap_or_default().to_owned(),
        before: read("before"),
        after: read("after")?,
    })
}

/// What an event says of a calendar.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    /// From when it holds.
    pub valid_from: Timestamp,
    /// Why.
    pub reason: String,
    /// What it was; `None`: it is new.
    pub before: Option<Definition>,
    /// What it is.
    pub after: Definition,
}
