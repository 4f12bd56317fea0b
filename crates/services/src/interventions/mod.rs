//! The OS intervention as use cases: request, signature, gate, assessment, work, closing. // I-01
//!
//! Each is one unit of work that holds ticket, intervention and authorization in this order, asks `domain::policy`, lets the
//! domain decide, and writes rows, clocks, audit, messages and mails together. Live pages are woken after the commit.
//! Credentials have their own module, [`crate::credentials`]; nothing here ever sees one.

mod assess;
pub(crate) mod ceiling;
mod chain;
mod close;
mod complexity;
mod cycle;
mod end;
mod evidence;
mod extend;
pub(crate) mod facts;
mod finish;
mod gate;
mod hardware;
mod hardware_step;
mod meter;
mod money;
pub(crate) mod notify;
mod offers;
mod request;
mod sign;
pub(crate) mod stated;
mod talk;
mod time;
mod timer;
mod version;
mod view;
mod work;

use domain::audit::{EventDraft, EventKind};
use domain::ids::{InterventionId, TicketNumber};
use domain::intervention::authorization::Validity;
use domain::intervention::{Procedure, Refusal};
use domain::policy::{self, Action, Resource};
use domain::sla::ClockRefusal;
use domain::ticket::TicketStatus;
use store::Tx;
use store::authorizations::{AuthorizationRow, AuthorizationVersionRow};
use store::interventions::InterventionRow;
use store::tickets::TicketRow;

use crate::audit;
use crate::context::{Context, OpContext};
use crate::error::{Result, ServiceError};
use crate::held;

pub use assess::{Advice, Assessment, Seen, assess, run_probes};
pub(crate) use ceiling::watch_job as watch_ceiling;
pub use ceiling::{Budget, raise_ceiling};
pub use chain::{ChainView, protocol};
pub use close::{
    ClosingForm, ClosingView, close, closing, confirm_password_change, reopen, summarise,
};
pub use complexity::set_complexity;
pub(crate) use end::holds_ticket;
pub use end::{Locked, decline, revoke, withdraw};
pub(crate) use evidence::letterhead;
pub use evidence::{authorization_document, evidence, language, pack};
pub use extend::{ExtensionForm, ExtensionView, extend, extension_view, send_extension_code};
pub use finish::{FinishForm, finish};
pub(crate) use gate::passed as gate_passed;
pub use gate::{Gate, GateLineView, gate, override_line, verify};
pub use hardware::report_hardware;
pub use hardware_step::{Advanced, HardwareStep, advance_hardware, hardware_done};
pub use offers::{Answer, OfferForm, answer_offer, offer, offers};
pub use request::{
    Filed, FormView, NEW_DRAFT, RequestForm, SystemChoice, change_draft, closing_draft, deposit,
    edit, form, log_draft, new_form, save_draft, submit,
};
pub use sign::{SignForm, SignView, send_sign_code, sign, sign_view, sign_view_at};
pub(crate) use talk::still_waits;
pub use talk::{answer, ask, customer_wrote, reject_credentials};
pub use time::{expire_overdue, remind};
pub use timer::{NO_TASK, StopForm, start_timer, stop_timer};
pub use view::{
    AuthorizationView, CredentialsAsked, Live, LiveEvent, Panel, SecretView, StepDetail, Workspace,
    live, panel, workspace, workspace_seen,
};
pub use work::{DelayForm, EntryForm, announce_delay, log, start};

/// An intervention with everything that decides about it.
pub(crate) struct Case {
    pub(crate) ticket: TicketRow,
    pub(crate) row: InterventionRow,
    pub(crate) procedure: Procedure,
    pub(crate) authorization: Option<AuthorizationRow>,
    /// The signed version in force, if there is one.
    pub(crate) signed: Option<AuthorizationVersionRow>,
}

impl Case {
    /// Reads without holding, for pages.
    pub(crate) async fn read(
        op: &OpContext,
        tx: &mut Tx,
        number: TicketNumber,
        action: Action,
    ) -> Result<Self> {
        let case = Self::load(tx, number, false).await?;
        policy::may(&op.actor, action, &case.resource())?;
        Ok(case)
    }

    /// Holds ticket, intervention and authorization until the unit of work ends.
    pub(crate) async fn hold(
        op: &OpContext,
        tx: &mut Tx,
        number: TicketNumber,
        action: Action,
    ) -> Result<Self> {
        let case = Self::load(tx, number, true).await?;
        policy::may(&op.actor, action, &case.resource())?;
        Ok(case)
    }

    /// The case of a ticket that is one, held; without asking who.
    pub(crate) async fn of_ticket(tx: &mut Tx, number: TicketNumber) -> Result<Option<Self>> {
        match Self::load(tx, number, true).await {
            Ok(case) => Ok(Some(case)),
            Err(ServiceError::NotFound) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Reads or holds without asking who: the caller asks, or time itself acts.
    pub(crate) async fn load(tx: &mut Tx, number: TicketNumber, held: bool) -> Result<Self> {
        let ticket = store::tickets::find(tx, number)
            .await?
            .ok_or(ServiceError::NotFound)?;
        let ticket = if held {
            store::tickets::find_for_update(tx, ticket.id)
                .await?
                .ok_or(ServiceError::NotFound)?
        } else {
            ticket
        };
        let row = store::interventions::find_by_ticket(tx, ticket.id)
            .await?
            .ok_or(ServiceError::NotFound)?;
        let row = if held {
            store::interventions::find_for_update(tx, row.id)
                .await?
                .ok_or(ServiceError::NotFound)?
        } else {
            row
        };
        let authorization = match row.authorization_id {
            Some(id) if held => store::authorizations::find_for_update(tx, id).await?,
            Some(id) => store::authorizations::find(tx, id).await?,
            None => None,
        };
        let signed = match &authorization {
            Some(found) if found.current_version > 0 => {
                store::authorizations::find_version(tx, found.id, found.current_version).await?
            }
            _ => None,
        };
        let procedure = Procedure::load(row.state, row.resume_state, &row.state_reason, row.cycle)
            .map_err(ServiceError::internal)?;
        Ok(Self {
            ticket,
            row,
            procedure,
            authorization,
            signed,
        })
    }

    /// Looks through the texts of an act before anything is written; see [`held::screen`].
    pub(crate) async fn screen<const N: usize>(
        &self,
        op: &OpContext,
        tx: Tx,
        texts: [(&'static str, &str); N],
    ) -> Result<(Tx, [String; N])> {
        held::screen(op, tx, self, texts).await
    }

    /// What permission depends on.
    pub(crate) fn resource(&self) -> Resource {
        Resource::of(self.ticket.organization_id)
            .assigned_to(self.ticket.assignee_id)
            .signed_by(self.signed.as_ref().map(|version| version.signer_id))
    }

    /// When the signed version holds.
    pub(crate) fn validity(&self) -> Option<Validity> {
        let (authorization, signed) = (self.authorization.as_ref()?, self.signed.as_ref()?);
        Some(Validity {
            from: signed.signed_at,
            until: authorization.valid_until?,
            latest_until: authorization.latest_until?,
        })
    }

    /// Signed, active, and its time is not over.
    pub(crate) fn is_valid(&self, now: domain::time::Timestamp) -> bool {
        let active = self
            .authorization
            .as_ref()
            .is_some_and(|a| a.state == domain::intervention::AuthorizationState::Active);
        active && self.validity().is_some_and(|validity| validity.covers(now))
    }

    /// An event of this case, done by the actor now.
    pub(crate) fn event(&self, op: &OpContext, kind: EventKind) -> EventDraft {
        audit::by(op, kind).on(self.ticket.id)
    }

    /// An event of this case, done by the software now.
    pub(crate) fn own_event(&self, context: &Context, kind: EventKind) -> EventDraft {
        audit::event(context, kind).on(self.ticket.id)
    }

    /// Appends an event to the customer's chain; says its number.
    pub(crate) async fn tell(
        &self,
        context: &Context,
        tx: &mut Tx,
        event: EventDraft,
    ) -> Result<i64> {
        Ok(
            audit::append(context, tx, self.ticket.organization_id, event)
                .await?
                .seq,
        )
    }

    /// Takes an arrow of the procedure.
    pub(crate) fn moves(&mut self, next: Result<Procedure, Refusal>) -> Result<()> {
        self.procedure = next?;
        self.row.state = self.procedure.state();
        self.row.resume_state = self.procedure.resume_state();
        self.procedure
            .reason()
            .clone_into(&mut self.row.state_reason);
        self.row.cycle = self.procedure.cycle();
        Ok(())
    }

    /// Opens the ticket again.
    pub(crate) fn ticket_reopens(&mut self, now: domain::time::Timestamp) {
        // An intervention is reopened in the same ticket however late it is: no window to ask for. // RULINGS 5
        self.ticket_follows(|status| status.reopened(now, 0));
    }

    /// Takes a change of the ticket's state where it is possible; the procedure decides, the ticket follows.
    pub(crate) fn ticket_follows(
        &mut self,
        change: impl FnOnce(TicketStatus) -> Result<TicketStatus, domain::ticket::Refusal>,
    ) {
        let status = TicketStatus {
            state: self.ticket.state,
            class: self.ticket.class,
            scheduled_for: self.ticket.scheduled_for,
            resolved_at: self.ticket.resolved_at,
            closed_at: self.ticket.closed_at,
        };
        if let Ok(next) = change(status) {
            self.ticket.state = next.state;
            self.ticket.is_open = next.is_open();
            self.ticket.scheduled_for = next.scheduled_for;
            self.ticket.resolved_at = next.resolved_at;
            self.ticket.closed_at = next.closed_at;
        }
    }

    /// Writes ticket, intervention and authorization.
    pub(crate) async fn write(&mut self, context: &Context, tx: &mut Tx) -> Result<()> {
        let now = context.now();
        self.row.updated_at = now;
        self.ticket.updated_at = now;
        store::interventions::update(tx, &mut self.row).await?;
        if let Some(authorization) = &self.authorization {
            store::authorizations::update(tx, authorization).await?;
        }
        self.ticket.next_breach_at = store::clocks::next_breach(tx, self.ticket.id).await?;
        store::tickets::update(tx, &mut self.ticket).await?;
        Ok(())
    }

    /// Writes, commits, and wakes live pages.
    pub(crate) async fn save(mut self, context: &Context, mut tx: Tx) -> Result<()> {
        self.write(context, &mut tx).await?;
        tx.save().await?;
        self.wake(context);
        Ok(())
    }

    /// Wakes live pages; only after a commit.
    pub(crate) fn wake(&self, context: &Context) {
        context
            .hub()
            .tell(self.ticket.organization_id, Some(self.ticket.id));
    }

    /// Id of the intervention.
    pub(crate) const fn id(&self) -> InterventionId {
        self.row.id
    }
}

impl From<Refusal> for ServiceError {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::NotFrom { .. } => Self::Conflict("wrong_state"),
            Refusal::Needs { needs, .. } => Self::Conflict(needs.code()),
        }
    }
}

impl From<ClockRefusal> for ServiceError {
    fn from(refusal: ClockRefusal) -> Self {
        Self::Conflict(match refusal {
            ClockRefusal::State(_) => "clock_state",
            ClockRefusal::NeverPauses(_) => "clock_never_pauses",
            ClockRefusal::NothingAsked => "clock_nothing_asked",
            ClockRefusal::TooLate => "clock_too_late",
            ClockRefusal::WrongKind(_) => "clock_wrong_kind",
            ClockRefusal::RaiseFirst => "clock_raise_first",
            ClockRefusal::NotLater => "clock_not_later",
        })
    }
}

/// A reason of 10 to 500 characters, trimmed.
pub(crate) fn reason(field: &'static str, text: &str) -> Result<String> {
    if domain::credential::reason_fits(text) {
        Ok(text.trim().to_owned())
    } else {
        Err(ServiceError::Invalid(vec![
            crate::error::FieldError::new(field, "reason_length")
                .with("min", 10)
                .with("max", 500),
        ]))
    }
}
