//! Closing: the checklist, the summary, destroyed credentials, the advice of the source, the password change afterwards.

use domain::account::Locale;
use domain::audit::EventKind;
use domain::credential::{SecretClass, ShredReason};
use domain::ids::TicketNumber;
use domain::intervention::closing::{
    ClosingFacts, ClosingItem, ItemStatus, NewCredentials, SummaryFacts, advice, checklist,
    missing_to_close, summary_draft,
};
use domain::intervention::{Cause, EndReason, InterventionState};
use domain::policy::Action;
use domain::ticket::MessageKind;
use store::Tx;

use super::{Case, end, facts, notify, talk, timer, work};
use crate::clocks;
use crate::context::OpContext;
use crate::error::{Checks, Result, ServiceError};

/// What the engineer decides at the end.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ClosingForm {
    /// The summary as edited.
    pub summary: String,
    /// Code of a [`Cause`], or empty.
    pub cause: String,
    /// Whether it could have been avoided.
    pub avoidable: Option<bool>,
    /// Why.
    pub avoidable_reason: String,
}

/// The closing panel.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClosingView {
    /// Every line with its status.
    pub items: Vec<(ClosingItem, ItemStatus)>,
    /// The summary: as stored, else drafted from the visible log.
    pub summary: String,
    /// The advice as it will be sent.
    pub advice: String,
    /// What is stored.
    pub form: ClosingForm,
    /// Nothing is missing.
    pub ready: bool,
}

async fn closing_facts<'a>(tx: &mut Tx, case: &'a Case) -> Result<ClosingFacts<'a>> {
    let work_running = store::work::list(tx, case.ticket.id)
        .await?
        .iter()
        .any(|entry| entry.stopped_at.is_none());
    let credentials_stored = facts::deposited(tx, case)
        .await?
        .iter()
        .any(|secret| secret.class == SecretClass::Intervention);
    Ok(ClosingFacts {
        summary: &case.row.summary,
        cause: case.row.cause,
        avoidable: case.row.avoidable,
        avoidable_reason: &case.row.avoidable_reason,
        new_credentials: match case.row.request.new_credentials {
            None => NewCredentials::NotStated,
            Some(true) => NewCredentials::HandedOver,
            Some(false) => NewCredentials::None,
        },
        advice_sent: case.row.advice_sent_at.is_some(),
        work_running,
        credentials_stored,
    })
}

async fn draft(tx: &mut Tx, case: &Case) -> Result<String> {
    let locale = notify::locale(tx, case).await?;
    let system = facts::system(tx, case).await?;
    let log = work::logged(tx, case).await?;
    Ok(summary_draft(
        &SummaryFacts {
            system: system.as_ref().map_or("", |s| &s.name),
            service_id: system.as_ref().map_or("", |s| &s.service_id),
            log: &log,
        },
        locale,
    ))
}

/// The panel.
///
/// # Errors
/// [`ServiceError::NotFound`] for customers.
pub async fn closing(op: &OpContext, number: TicketNumber) -> Result<ClosingView> {
    let mut tx = op.app.db().read().await?;
    let case = Case::read(op, &mut tx, number, Action::ReadWorkspace).await?;
    panel(&mut tx, &case).await
}

pub(super) async fn panel(tx: &mut Tx, case: &Case) -> Result<ClosingView> {
    let summary = if case.row.summary.is_empty() {
        draft(tx, case).await?
    } else {
        case.row.summary.clone()
    };
    let locale = notify::locale(tx, case).await?;
    let facts = closing_facts(tx, case).await?;
    Ok(ClosingView {
        items: checklist(&facts),
        ready: missing_to_close(&facts).is_empty(),
        advice: advice_text(case, locale),
        form: ClosingForm {
            summary: summary.clone(),
            cause: case
                .row
                .cause
                .map(|c| c.code().to_owned())
                .unwrap_or_default(),
            avoidable: case.row.avoidable,
            avoidable_reason: case.row.avoidable_reason.clone(),
        },
        summary,
    })
}

pub(super) fn take(case: &mut Case, form: &ClosingForm) -> Result<()> {
    use InterventionState::{Hardware, Running, Summarised};
    let state = case
        .procedure
        .resume_state()
        .unwrap_or(case.procedure.state());
    if !matches!(state, Running | Summarised | Hardware) {
        return Err(ServiceError::Conflict("wrong_state"));
    }
    let mut checks = Checks::new();
    let summary = checks.optional("summary", &form.summary, 20_000);
    let avoidable_reason = checks.optional("avoidable_reason", &form.avoidable_reason, 2_000);
    let cause: Option<Cause> = if form.cause.is_empty() {
        None
    } else {
        checks.code("cause", &form.cause)
    };
    checks.finish()?;
    // A sent summary is not rewritten; what comes later is another message.
    if case.row.summarised_at.is_none() {
        case.row.summary = summary;
    }
    case.row.cause = cause;
    case.row.avoidable = form.avoidable;
    case.row.avoidable_reason = avoidable_reason;
    Ok(())
}

/// The form with its texts as they may be stored.
pub(super) async fn screened(
    op: &OpContext,
    tx: Tx,
    case: &Case,
    form: &ClosingForm,
) -> Result<(Tx, ClosingForm)> {
    let texts = [
        ("summary", form.summary.as_str()),
        ("avoidable_reason", &form.avoidable_reason),
    ];
    let (tx, [summary, avoidable_reason]) = case.screen(op, tx, texts).await?;
    let form = ClosingForm {
        summary,
        avoidable_reason,
        ..form.clone()
    };
    Ok((tx, form))
}

/// Sends summary and advice: running → summarised. The promise of the work is kept with it. // I-45 I-62
///
/// # Errors
/// [`ServiceError::Held`]; [`ServiceError::Invalid`] without a summary; [`ServiceError::Conflict`] `wrong_state`.
pub async fn summarise(op: &OpContext, number: TicketNumber, form: &ClosingForm) -> Result<()> {
    let mut tx = op.app.db().begin().await?;
    let mut case = Case::hold(op, &mut tx, number, Action::Summarise).await?;
    let (mut tx, form) = screened(op, tx, &case, form).await?;
    if form.summary.trim().is_empty() {
        return Err(ServiceError::field("summary", "required"));
    }
    take(&mut case, &form)?;
    case.moves(case.procedure.summarise(&case.row.summary))?;
    send_summary(op, &mut tx, &mut case).await?;
    let draft = super::closing_draft(number);
    store::drafts::delete(&mut tx, op.actor.person, &draft).await?;
    case.save(&op.app, tx).await
}

pub(super) async fn send_summary(op: &OpContext, tx: &mut Tx, case: &mut Case) -> Result<()> {
    let now = op.now();
    case.row.summarised_at = Some(now);
    let summary = case.row.summary.clone();
    talk::post(op, tx, case, MessageKind::Message, &summary, false).await?;
    send_advice(op, tx, case).await?;
    let event = case.event(op, EventKind::InterventionSummarised).with(
        "summary_sha256",
        domain::audit::ChainHash::of(summary.as_bytes()).to_string(),
    );
    case.tell(&op.app, tx, event).await?;
    let by = Some(op.actor.person);
    clocks::each(&op.app, tx, &case.ticket, by, |clock, calendars| {
        (clock.kind == domain::sla::ClockKind::Intervention).then(|| clock.stop(now, calendars))
    })
    .await?;
    let subject = (
        "Zusammenfassung Ihrer Intervention",
        "Summary of your intervention",
    );
    notify::text(
        op,
        tx,
        case,
        "intervention_summarised",
        subject,
        (summary.clone(), summary),
    )
    .await
}

/// The advice of the source, for the way in that was agreed.
fn advice_text(case: &Case, locale: Locale) -> String {
    let login = case.signed.as_ref().map(|v| v.terms.login);
    advice(
        login.is_some_and(|l| l.credentials),
        login.is_some_and(|l| l.our_key),
        locale,
    )
}

async fn send_advice(op: &OpContext, tx: &mut Tx, case: &mut Case) -> Result<()> {
    if case.row.advice_sent_at.is_some() {
        return Ok(());
    }
    let locale: Locale = notify::locale(tx, case).await?;
    let text = advice_text(case, locale);
    talk::post(op, tx, case, MessageKind::Automatic, &text, false).await?;
    case.row.advice_sent_at = Some(op.now());
    Ok(())
}

/// Closes: nothing may be missing; the intervention's credentials are destroyed at once. // I-05
///
/// # Errors
/// [`ServiceError::Conflict`] `closing_items`, `wrong_state`.
pub async fn close(op: &OpContext, number: TicketNumber) -> Result<()> {
    let mut tx = op.app.db().begin().await?;
    let mut case = Case::hold(op, &mut tx, number, Action::CloseIntervention).await?;
    let missing = missing(op, &mut tx, &mut case).await?;
    case.moves(case.procedure.close(&missing))?;
    end_closed(op, tx, case).await
}

/// What keeps the case open. One that ends with its hardware gets the advice first.
pub(super) async fn missing(
    op: &OpContext,
    tx: &mut Tx,
    case: &mut Case,
) -> Result<Vec<ClosingItem>> {
    if case.procedure.state() == InterventionState::Hardware {
        send_advice(op, tx, case).await?;
    }
    Ok(missing_to_close(&closing_facts(tx, case).await?))
}

/// A case that is closed now: told, clocks stopped, authorization ended, credentials destroyed.
pub(super) async fn end_closed(op: &OpContext, mut tx: Tx, mut case: Case) -> Result<()> {
    let now = op.now();
    case.row.closed_at = Some(now);
    // Whatever still runs stops first: the log is not closed before the work is.
    timer::stop_all(&op.app, &mut tx, &mut case, (Some(op), now)).await?;
    let event = case
        .event(op, EventKind::InterventionClosed)
        .with("cause", case.row.cause.map(Cause::code))
        .with("avoidable", case.row.avoidable);
    case.tell(&op.app, &mut tx, event).await?;
    clocks::stop_all(&op.app, &mut tx, &case.ticket, Some(op.actor.person), now).await?;
    let shard = end::end_authorization(
        op,
        &mut tx,
        &mut case,
        EndReason::Closed,
        ShredReason::Closed,
    )
    .await?;
    case.ticket_follows(|status| status.resolved(false, now));
    let text = (
        "Die Intervention ist abgeschlossen, die hinterlegten Zugangsdaten sind vernichtet. Bitte ändern Sie jetzt die Passwörter und bestätigen Sie das im Ticket. Der Nachweis liegt dort bereit.".to_owned(),
        "The intervention is closed and the deposited credentials have been destroyed. Please change the passwords now and confirm it in the ticket. The evidence is available there.".to_owned(),
    );
    let subject = ("Intervention abgeschlossen", "Intervention closed");
    notify::text(op, &mut tx, &case, "intervention_closed", subject, text).await?;
    end::save_and_unlink(op, case, tx, shard).await
}

/// The customer confirms that the passwords were changed: the reminders end. // I-55
///
/// # Errors
/// [`ServiceError::Conflict`] `wrong_state` before closing.
pub async fn confirm_password_change(op: &OpContext, number: TicketNumber) -> Result<()> {
    let mut tx = op.app.db().begin().await?;
    let mut case = Case::hold(op, &mut tx, number, Action::ConfirmPasswordChange).await?;
    if case.procedure.state() != InterventionState::Closed {
        return Err(ServiceError::Conflict("wrong_state"));
    }
    if case.row.password_change_confirmed_at.is_some() {
        return Ok(());
    }
    case.row.password_change_confirmed_at = Some(op.now());
    case.row.password_change_confirmed_by = Some(op.actor.person);
    let event = case.event(op, EventKind::PasswordChangeConfirmed);
    case.tell(&op.app, &mut tx, event).await?;
    case.save(&op.app, tx).await
}

/// The problem persists: open again in the same ticket, by the customer or by the desk, which says why. Work needs a new
/// authorization with a new id and shard. // I-64
///
/// # Errors
/// [`ServiceError::Held`]; [`ServiceError::Invalid`] on `text`; [`ServiceError::Conflict`] `wrong_state`.
pub async fn reopen(op: &OpContext, number: TicketNumber, text: &str) -> Result<()> {
    let mut tx = op.app.db().begin().await?;
    let mut case = Case::hold(op, &mut tx, number, Action::ReopenIntervention).await?;
    let (mut tx, [text]) = case.screen(op, tx, [("text", text)]).await?;
    let by_desk = op.actor.is_staff();
    let text = if by_desk {
        super::reason("text", &text)?
    } else {
        let mut checks = Checks::new();
        let text = checks.text("text", &text, 10_000);
        checks.finish()?;
        text
    };
    case.moves(case.procedure.reopen())?;
    let now = op.now();
    case.ticket_reopens(now);
    talk::post(op, &mut tx, &mut case, MessageKind::Message, &text, false).await?;
    let mut event = case.event(op, EventKind::InterventionReopened);
    if by_desk {
        event = event.with("reason", text.clone());
    }
    case.tell(&op.app, &mut tx, event).await?;
    crate::credentials::ensure_authorization(op, &mut tx, &mut case).await?;
    if by_desk {
        notify::reopened_by_us(op, &mut tx, &case, &text).await?;
    } else {
        notify::reopened(op, &mut tx, &case).await?;
    }
    case.save(&op.app, tx).await
}
