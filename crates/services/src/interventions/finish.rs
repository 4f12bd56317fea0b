//! The form at the end of a case: everything it says happens in one unit of work, or nothing does. // I-45

use domain::ids::TicketNumber;
use domain::intervention::InterventionState;
use domain::policy::{self, Action};

use super::Case;
use super::close::{self, ClosingForm};
use crate::context::OpContext;
use crate::error::{Checks, FieldError, Result, ServiceError};

/// The form at the end of a case.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FinishForm {
    /// What the engineer decided.
    pub closing: ClosingForm,
    /// New credentials: `none`, or `handed` over before.
    pub new_login: String,
}

impl FinishForm {
    /// Everything closing asks for: a case is not left half closed for a forgotten field.
    fn check(&self, handed: bool) -> Result<()> {
        let mut checks = Checks::new();
        let form = &self.closing;
        for (field, given, code) in [
            ("summary", !form.summary.trim().is_empty(), "required"),
            ("cause", !form.cause.is_empty(), "required_choice"),
            ("avoidable", form.avoidable.is_some(), "required_choice"),
            (
                "avoidable_reason",
                !form.avoidable_reason.trim().is_empty(),
                "required",
            ),
            ("new_login", !self.new_login.is_empty(), "required_choice"),
        ] {
            if !given {
                checks.add(FieldError::new(field, code));
            }
        }
        if self.new_login == "handed" && !handed {
            checks.add(FieldError::new("new_login", "hand_over_first"));
        }
        checks.finish()
    }
}

/// Everything at the end in one unit of work: what was decided is stored, the summary sent if it was not, and the case
/// closed, which stops whatever still runs. // I-45
///
/// # Errors
/// [`ServiceError::Held`]; [`ServiceError::Invalid`] with every field, or with the code of each [`ClosingItem`] that is still
/// missing and has no field; [`ServiceError::Conflict`] `wrong_state`.
pub async fn finish(op: &OpContext, number: TicketNumber, form: &FinishForm) -> Result<()> {
    let mut tx = op.app.db().begin().await?;
    let mut case = Case::hold(op, &mut tx, number, Action::CloseIntervention).await?;
    let (mut tx, closing) = close::screened(op, tx, &case, &form.closing).await?;
    // Of this cycle: what was handed over before the case was reopened answers nothing.
    let handed = case.row.request.new_credentials == Some(true);
    form.check(handed)?;
    policy::may(&op.actor, Action::Summarise, &case.resource())?;
    if form.new_login == "none" && !handed {
        policy::may(&op.actor, Action::CreateHandover, &case.resource())?;
        case.row.request.new_credentials = Some(false);
    }
    close::take(&mut case, &closing)?;
    if case.row.summarised_at.is_none() {
        // A case that ends with its hardware is closed from there.
        if case.procedure.state() != InterventionState::Hardware {
            case.moves(case.procedure.summarise(&case.row.summary))?;
        }
        close::send_summary(op, &mut tx, &mut case).await?;
    }
    let missing = close::missing(op, &mut tx, &mut case).await?;
    if !missing.is_empty() {
        let errors = missing.iter().map(|item| FieldError::new("", item.code()));
        return Err(ServiceError::Invalid(errors.collect()));
    }
    case.moves(case.procedure.close(&missing))?;
    let draft = super::closing_draft(number);
    store::drafts::delete(&mut tx, op.actor.person, &draft).await?;
    close::end_closed(op, tx, case).await
}
