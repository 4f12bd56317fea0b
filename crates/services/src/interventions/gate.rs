//! The gate as a use case: checked by an engineer, overridden line by line, a fact of every reveal. // I-40

use domain::account::StaffRole;
use domain::audit::EventKind;
use domain::ids::{RowId, TicketNumber};
use domain::intervention::GateLine;
use domain::intervention::gate::{self, Checked, Document, GateFacts, Override, OverrideRefusal};
use domain::policy::{self, Action};
use domain::time::Timestamp;
use store::Tx;
use store::gate::GateLineRow;

use super::{Case, facts};
use crate::context::OpContext;
use crate::error::{Result, ServiceError};

/// A line as the panel shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GateLineView {
    /// The line.
    pub line: GateLine,
    /// Nobody can override it.
    pub hard: bool,
    /// It holds by itself.
    pub passed: bool,
    /// Who let it pass all the same: name, reason, when.
    pub overridden: Option<(String, String, Timestamp)>,
    /// The actor may override it now.
    pub may_override: bool,
}

/// The panel.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gate {
    /// The lines as they are now (before the check) or as they were checked.
    pub lines: Vec<GateLineView>,
    /// Every line lets through.
    pub passed: bool,
    /// When they were checked in this cycle.
    pub checked_at: Option<Timestamp>,
}

/// Looks at the lines without recording anything.
///
/// # Errors
/// [`ServiceError::NotFound`] for customers and foreign tickets.
pub async fn gate(op: &OpContext, number: TicketNumber) -> Result<Gate> {
    let mut tx = op.app.db().read().await?;
    let case = Case::read(op, &mut tx, number, Action::ReadWorkspace).await?;
    panel(op, &mut tx, &case).await
}

pub(super) async fn panel(op: &OpContext, tx: &mut Tx, case: &Case) -> Result<Gate> {
    let rows = store::gate::list(tx, case.id(), case.row.cycle).await?;
    let checked_at = rows.iter().map(|row| row.checked_at).max();
    let checked = if rows.is_empty() {
        look(tx, case, op.now()).await?
    } else {
        rows_to_checked(tx, &rows).await?
    };
    let mut lines = Vec::new();
    for one in &checked {
        let row = rows.iter().find(|row| row.line == one.line);
        let overridden = match row
            .and_then(|r| Some((r.override_by?, r.override_reason.clone(), r.override_at?)))
        {
            Some((by, reason, at)) => {
                let name = store::people::find(tx, by)
                    .await?
                    .map(|p| p.name)
                    .unwrap_or_default();
                Some((name, reason, at))
            }
            None => None,
        };
        let may_override = row.is_some()
            && !one.lets_through()
            && op
                .actor
                .staff
                .is_some_and(|role| one.line.may_override(role));
        lines.push(GateLineView {
            line: one.line,
            hard: one.line.hard(),
            passed: one.passed,
            overridden,
            may_override,
        });
    }
    Ok(Gate {
        passed: gate::passed(&checked),
        lines,
        checked_at,
    })
}

async fn rows_to_checked(tx: &mut Tx, rows: &[GateLineRow]) -> Result<Vec<Checked>> {
    let mut all = Vec::new();
    for row in rows {
        let overridden = match (row.override_by, row.override_at) {
            (Some(by), Some(at)) => {
                let role = store::people::find(tx, by)
                    .await?
                    .and_then(|p| p.staff_role);
                Some(Override {
                    role: role.unwrap_or(StaffRole::Engineer),
                    reason: row.override_reason.clone(),
                    at,
                })
            }
            _ => None,
        };
        all.push(Checked {
            line: row.line,
            passed: row.passed,
            overridden,
        });
    }
    Ok(all)
}

/// The lines as they are at this moment.
async fn look(tx: &mut Tx, case: &Case, now: Timestamp) -> Result<Vec<Checked>> {
    let system = facts::system(tx, case).await?;
    let signer_entitled = facts::signer_entitled(tx, case).await?;
    let missing = facts::missing_of(tx, case, signer_entitled, false, now).await?;
    let repeat = crate::defaults::in_force(tx).await?.repeat();
    let (contract_covers, earlier) = match case.row.system_id {
        Some(id) => (
            facts::cover(tx, id, now).await?.1,
            store::interventions::list_earlier(
                tx,
                id,
                now.minus_seconds(repeat.days * 86_400),
                case.id(),
            )
            .await?,
        ),
        None => (false, Vec::new()),
    };
    Ok(gate::check(&GateFacts {
        signer_entitled,
        system_belongs: system.is_some_and(|s| s.organization_id == case.ticket.organization_id),
        authorization_valid: missing.is_empty() && case.is_valid(now),
        contract_covers,
        document: Document::NotKept,
        earlier: &earlier,
        repeat,
        now,
    }))
}

/// Whether the gate was passed in this cycle: a fact of starting and of every reveal.
pub(crate) async fn passed(tx: &mut Tx, case: &Case) -> Result<bool> {
    let rows = store::gate::list(tx, case.id(), case.row.cycle).await?;
    Ok(gate::passed(&rows_to_checked(tx, &rows).await?))
}

/// Whether the request is complete, signed as it is, and valid now.
pub(super) async fn authorization_valid(tx: &mut Tx, case: &Case, now: Timestamp) -> Result<bool> {
    let entitled = facts::signer_entitled(tx, case).await?;
    Ok(case.is_valid(now)
        && facts::missing_of(tx, case, entitled, false, now)
            .await?
            .is_empty())
}

/// Checks the gate and records every line; verified if all let through.
///
/// # Errors
/// [`ServiceError::Conflict`] `wrong_state` outside *requested*.
pub async fn verify(op: &OpContext, number: TicketNumber) -> Result<Gate> {
    let mut tx = op.app.db().begin().await?;
    let mut case = Case::hold(op, &mut tx, number, Action::VerifyRequest).await?;
    // Refused before anything is written where the arrow leads nowhere.
    case.procedure.verify(true)?;
    let now = op.now();
    let checked = look(&mut tx, &case, now).await?;
    for one in &checked {
        let row = GateLineRow {
            id: op.app.id(RowId::from_uuid),
            intervention_id: case.id(),
            cycle: case.row.cycle,
            line: one.line,
            hard: one.line.hard(),
            passed: one.passed,
            detail: String::new(),
            checked_by: op.actor.person,
            checked_at: now,
            override_by: None,
            override_reason: String::new(),
            override_at: None,
        };
        store::gate::put(&mut tx, &row).await?;
    }
    let mut event = case.event(op, EventKind::GateChecked);
    for one in &checked {
        event = event.with(one.line.code(), one.passed);
    }
    case.tell(&op.app, &mut tx, event).await?;
    pass_if_open(op, &mut tx, &mut case).await?;
    let panel = panel(op, &mut tx, &case).await?;
    case.save(&op.app, tx).await?;
    Ok(panel)
}

async fn pass_if_open(op: &OpContext, tx: &mut Tx, case: &mut Case) -> Result<()> {
    if !passed(tx, case).await? {
        return Ok(());
    }
    case.moves(case.procedure.verify(true))?;
    case.ticket_follows(domain::ticket::TicketStatus::opened);
    let event = case.event(op, EventKind::InterventionVerified);
    case.tell(&op.app, tx, event).await?;
    Ok(())
}

/// Overrides a soft line by name and reason; the line on repeated cases is a manager's.
///
/// # Errors
/// [`ServiceError::Held`], [`ServiceError::Denied`] for hard lines and wrong roles, [`ServiceError::Conflict`] for lines that hold.
pub async fn override_line(
    op: &OpContext,
    number: TicketNumber,
    line: GateLine,
    reason: &str,
) -> Result<Gate> {
    let mut tx = op.app.db().begin().await?;
    let mut case = Case::hold(op, &mut tx, number, Action::ReadWorkspace).await?;
    let (mut tx, [reason]) = case.screen(op, tx, [("reason", reason)]).await?;
    let reason = super::reason("reason", &reason)?;
    let resource = case
        .resource()
        .needing_manager(line == GateLine::NoRepeatCase);
    policy::may(&op.actor, Action::OverrideGate, &resource)?;
    let role = op.actor.staff.ok_or(ServiceError::NotFound)?;
    let now = op.now();
    let rows = store::gate::list(&mut tx, case.id(), case.row.cycle).await?;
    let checked = rows_to_checked(&mut tx, &rows).await?;
    let one = checked
        .iter()
        .find(|one| one.line == line)
        .ok_or(ServiceError::Conflict("not_checked"))?;
    one.override_by(role, &reason, now)
        .map_err(|refusal| match refusal {
            OverrideRefusal::Hard => ServiceError::Denied("hard_line"),
            OverrideRefusal::Role => ServiceError::Denied("role"),
            OverrideRefusal::Holds => ServiceError::Conflict("line_holds"),
            OverrideRefusal::Reason => ServiceError::field("reason", "reason_length"),
        })?;
    let done = store::gate::put_override(
        &mut tx,
        case.id(),
        case.row.cycle,
        line,
        op.actor.person,
        &reason,
        now,
    )
    .await?;
    if !done {
        return Err(ServiceError::Conflict("overridden"));
    }
    let event = case
        .event(op, EventKind::GateOverridden)
        .with("line", line.code())
        .with("reason", reason.clone());
    case.tell(&op.app, &mut tx, event).await?;
    if case.procedure.verify(true).is_ok() {
        pass_if_open(op, &mut tx, &mut case).await?;
    }
    let panel = panel(op, &mut tx, &case).await?;
    case.save(&op.app, tx).await?;
    Ok(panel)
}
