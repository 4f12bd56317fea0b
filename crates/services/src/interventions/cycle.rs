//! What follows a signature: a new cycle after locking or reopening, back from an expiry, and the clock of the work.

use domain::ids::RowId;
use domain::intervention::{ClarifyReason, InterventionState};
use domain::sla::engine::Clock;
use domain::sla::{ClockKind, ClockOutcome};
use store::Tx;
use store::rounds::RoundRow;

use super::{Case, talk};
use crate::clocks;
use crate::clocks::promised::Asked;
use crate::context::OpContext;
use crate::error::Result;

/// The case goes on with what was signed.
pub(super) async fn follow(op: &OpContext, tx: &mut Tx, case: &mut Case) -> Result<()> {
    let now = op.now();
    match case.procedure.state() {
        InterventionState::Revoked | InterventionState::Reopened => {
            keep_round(op, tx, case).await?;
            case.moves(case.procedure.authorise_again(true))?;
            begin_cycle(case);
            case.ticket_reopens(now);
        }
        InterventionState::Clarifying if case.procedure.waits_for_time() => {
            talk::extended(op, tx, case).await?;
            // Signed anew without credentials: nobody needs the ones any more that did not work. // I-26
            let by_login = case
                .signed
                .as_ref()
                .is_some_and(|v| v.terms.login.credentials);
            if !by_login && case.procedure.asked() == Some(ClarifyReason::LoginWrong) {
                talk::answered(op, tx, case).await?;
            }
        }
        _ => {}
    }
    start_clock(op, tx, case).await
}

/// What came of the cycle that ends stays known: to the evidence, and to the line about repeated cases. // I-60
async fn keep_round(op: &OpContext, tx: &mut Tx, case: &Case) -> Result<()> {
    let row = &case.row;
    let round = RoundRow {
        id: op.app.id(RowId::from_uuid),
        intervention_id: row.id,
        cycle: row.cycle,
        system_id: row.system_id,
        complexity: row.complexity,
        method: row.method,
        method_reason: row.method_reason.clone(),
        started_at: row.started_at,
        started_by: row.started_by,
        summary: row.summary.clone(),
        cause: row.cause,
        avoidable: row.avoidable,
        avoidable_reason: row.avoidable_reason.clone(),
        closed_at: row.closed_at,
        password_change_confirmed_at: row.password_change_confirmed_at,
        password_change_confirmed_by: row.password_change_confirmed_by,
    };
    Ok(store::rounds::insert(tx, &round).await?)
}

/// Whatever belongs to the cycle before is decided anew.
fn begin_cycle(case: &mut Case) {
    let row = &mut case.row;
    row.request.new_credentials = None;
    row.complexity = None;
    row.complexity_set_at = None;
    row.method = None;
    row.method_reason = String::new();
    row.method_ranking = None;
    row.method_chosen_at = None;
    row.site_place = String::new();
    row.site_eta = None;
    row.started_at = None;
    row.started_by = None;
    row.summary = String::new();
    row.summarised_at = None;
    row.cause = None;
    row.avoidable = None;
    row.avoidable_reason = String::new();
    row.advice_sent_at = None;
    row.closed_at = None;
    row.password_change_confirmed_at = None;
    row.password_change_confirmed_by = None;
}

/// The promise of the work begins with the complete authorization. // RULINGS 1
async fn start_clock(op: &OpContext, tx: &mut Tx, case: &Case) -> Result<()> {
    let all = store::clocks::list(tx, case.ticket.id).await?;
    let work = |clock: &&Clock| clock.kind == ClockKind::Intervention;
    if all.iter().filter(work).any(Clock::is_living) {
        return Ok(());
    }
    let done = all.iter().filter(work).max_by_key(|clock| clock.cycle);
    // Within one cycle of the procedure the promise is made once: an edit or an exempt clock starts no second one.
    let made = done.is_some_and(|clock| {
        clock.outcome == Some(ClockOutcome::Exempt) && case.row.method_chosen_at.is_some()
    });
    if made {
        return Ok(());
    }
    let cycle = done.map_or(0, |clock| clock.cycle) + 1;
    // Not assessed yet: what starts, starts as what the policy says of that (rule 17).
    let asked = Asked::of(&case.ticket, None);
    let promises = clocks::promised::promises(tx, asked, op.now()).await?;
    let Some(promised) = promises.of(ClockKind::Intervention) else {
        return Ok(());
    };
    let calendars = clocks::calendars(tx, [&promised.calendar]).await?;
    let step = clocks::begin(
        &op.app,
        &case.ticket,
        (ClockKind::Intervention, cycle),
        promised,
        op.now(),
        &calendars,
    )?;
    let by = Some(op.actor.person);
    clocks::insert(&op.app, tx, &case.ticket, (&step, &calendars), by).await?;
    // A question is open: the promise waits for its answer from the first second.
    if let Some(waits) = case.procedure.clarify_reason() {
        clocks::pause_all(&op.app, tx, &case.ticket, waits.into(), by, op.now()).await?;
    }
    Ok(())
}
