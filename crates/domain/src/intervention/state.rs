//! Where an intervention may go from where it stands.
//!
//! Each arrow of the procedure is a method that returns the procedure as it is afterwards, or a [`Refusal`]. Nothing
//! else changes a state, so no step can be skipped: nobody gets onto a system whose owner was not verified and whose
//! way in was not chosen (I-40, I-41). Who may take an arrow is asked in `policy`; what must be true first is asked here.

use std::str::FromStr;

use serde::Serialize;

use super::InterventionState::{
    self, Assessed, Clarifying, Closed, Declined, Draft, Hardware, Reopened, Requested, Revoked,
    Running, Summarised, Verified, Withdrawn,
};
use super::closing::ClosingItem;
use crate::credential::reason_fits;

codes! {
    /// A step of the procedure.
    pub enum Arrow {
        /// The customer submits the request, complete or not.
        Submit => "submit",
        /// Staff checked ownership, right and system (the gate).
        Verify => "verify",
        /// Staff chose method and complexity.
        Assess => "assess",
        /// The assignee begins to work.
        Start => "start",
        /// Staff asks the customer in the ticket.
        Ask => "ask",
        /// The answer is there; back to where it was.
        Answer => "answer",
        /// The customer gave an expired authorization more time.
        Extend => "extend",
        /// The authorization ran out.
        Expire => "expire",
        /// The summary goes to the customer.
        Summarise => "summarise",
        /// Everything closing needs is there.
        Close => "close",
        /// Staff declines.
        Decline => "decline",
        /// The customer withdraws.
        Withdraw => "withdraw",
        /// The customer locks.
        Revoke => "revoke",
        /// The customer signs a new authorization after revoking or reopening.
        AuthoriseAgain => "authorise_again",
        /// Faulty hardware was found.
        ToHardware => "to_hardware",
        /// The hardware works again; assess anew.
        HardwareDone => "hardware_done",
        /// The problem persists: the customer reopens the same ticket.
        Reopen => "reopen",
    }
}

codes! {
    /// Why an intervention waits for the customer.
    pub enum ClarifyReason {
        /// A question.
        Question => "question",
        /// The deposited credentials do not work (I-26).
        LoginWrong => "login_wrong",
        /// The authorization ran out.
        Expired => "expired",
        /// A question is open, and the authorization ran out besides.
        QuestionExpired => "question_expired",
        /// The deposited credentials do not work, and the authorization ran out besides.
        LoginWrongExpired => "login_wrong_expired",
    }
}

impl ClarifyReason {
    /// Whether an extension is waited for.
    pub const fn is_expired(self) -> bool {
        matches!(
            self,
            Self::Expired | Self::QuestionExpired | Self::LoginWrongExpired
        )
    }

    /// What we asked for and still wait for, apart from an extension: [`Self::Question`] or [`Self::LoginWrong`].
    pub const fn asked(self) -> Option<Self> {
        match self {
            Self::Question | Self::QuestionExpired => Some(Self::Question),
            Self::LoginWrong | Self::LoginWrongExpired => Some(Self::LoginWrong),
            Self::Expired => None,
        }
    }

    /// The same wait after the time ran out too: what is open stays open.
    const fn expired(self) -> Self {
        match self.asked() {
            Some(Self::LoginWrong) => Self::LoginWrongExpired,
            Some(_) => Self::QuestionExpired,
            None => Self::Expired,
        }
    }
}

codes! {
    /// What an arrow needs and did not find.
    pub enum Needs {
        /// Every line of the gate passed or overridden.
        Gate => "gate",
        /// A chosen access method.
        Method => "method",
        /// Standard or complex.
        Complexity => "complexity",
        /// Somebody the ticket is assigned to.
        Assignee => "assignee",
        /// An authorization that is complete and valid now.
        ValidAuthorization => "valid_authorization",
        /// A summary.
        Summary => "summary",
        /// The rest of the closing checklist.
        ClosingItems => "closing_items",
        /// A reason of 10 to 500 characters.
        Reason => "reason",
    }
}

/// Why an arrow is not taken. Nothing has changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// No such arrow leaves this state.
    #[error("{arrow} does not lead anywhere from {state}")]
    NotFrom {
        /// The arrow.
        arrow: Arrow,
        /// Where the intervention stands.
        state: InterventionState,
    },
    /// The arrow exists, but something must be done first.
    #[error("{arrow} needs {needs}")]
    Needs {
        /// The arrow.
        arrow: Arrow,
        /// What is missing.
        needs: Needs,
    },
}

/// A row that no sequence of arrows can have produced.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("an intervention that is {state} cannot resume {resume:?} for the reason {reason:?}")]
pub struct Inconsistent {
    /// The stored state.
    pub state: InterventionState,
    /// The stored state to resume.
    pub resume: Option<InterventionState>,
    /// The stored reason.
    pub reason: String,
}

/// What must be true before the work begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StartFacts {
    /// The gate was passed in this cycle.
    pub gate_passed: bool,
    /// The authorization is complete and valid now.
    pub authorization_valid: bool,
    /// The ticket has an assignee.
    pub assigned: bool,
}

/// An intervention's place in the procedure: the columns `state`, `resume_state`, `state_reason`, `cycle`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Procedure {
    state: InterventionState,
    resume: Option<InterventionState>,
    reason: String,
    cycle: i64,
}

impl Procedure {
    /// A new draft, in its first cycle.
    pub const fn draft() -> Self {
        Self {
            state: Draft,
            resume: None,
            reason: String::new(),
            cycle: 1,
        }
    }

    /// Reads a stored row; refuses one that cannot have come about.
    pub fn load(
        state: InterventionState,
        resume: Option<InterventionState>,
        reason: &str,
        cycle: i64,
    ) -> Result<Self, Inconsistent> {
        let fits = match (state, resume) {
            (Clarifying, Some(Requested | Verified | Assessed | Running)) => {
                ClarifyReason::from_str(reason).is_ok()
            }
            (Clarifying, _) | (_, Some(_)) => false,
            (_, None) => true,
        };
        if !fits || cycle < 1 {
            return Err(Inconsistent {
                state,
                resume,
                reason: reason.to_owned(),
            });
        }
        Ok(Self {
            state,
            resume,
            reason: reason.to_owned(),
            cycle,
        })
    }

    /// Where it stands.
    pub const fn state(&self) -> InterventionState {
        self.state
    }

    /// Where it goes back to when the clarification is over.
    pub const fn resume_state(&self) -> Option<InterventionState> {
        self.resume
    }

    /// Why it waits, was declined, withdrawn or given to the hardware procedure.
    pub fn reason(&self) -> &str {
        &self.reason
    }

    /// Why it waits for the customer, while it does.
    pub fn clarify_reason(&self) -> Option<ClarifyReason> {
        (self.state == Clarifying)
            .then(|| self.reason.parse().ok())
            .flatten()
    }

    /// What we asked the customer for and still wait for, apart from an extension.
    pub fn asked(&self) -> Option<ClarifyReason> {
        self.clarify_reason().and_then(ClarifyReason::asked)
    }

    /// Whether it waits for more time, alone or besides something we asked for.
    pub fn waits_for_time(&self) -> bool {
        self.clarify_reason().is_some_and(ClarifyReason::is_expired)
    }

    /// Counts authorizations: a new one, after revoking or reopening, begins a new cycle with a new gate.
    pub const fn cycle(&self) -> i64 {
        self.cycle
    }

    /// Neither closed, declined nor withdrawn: the vault may still hold something for it, the desk still owes something.
    pub const fn is_open(&self) -> bool {
        !matches!(self.state, Closed | Declined | Withdrawn)
    }

    /// Whether the ticket has to stay open for it: something of the procedure can still be done without a new signature.
    /// What the customer locked waits for that signature alone, which would open the ticket again by itself.
    pub const fn holds_ticket(&self) -> bool {
        self.is_open() && !matches!(self.state, Revoked)
    }

    /// The state as far as "up to assessed" is concerned: waiting counts as the state it goes back to.
    fn effective(&self) -> InterventionState {
        self.resume.unwrap_or(self.state)
    }

    /// draft → requested.
    pub fn submit(&self) -> Result<Self, Refusal> {
        self.go(Arrow::Submit, &[Draft], Requested)
    }

    /// requested → verified, once the gate is passed: ownership and right come before any access (I-40).
    pub fn verify(&self, gate_passed: bool) -> Result<Self, Refusal> {
        let next = self.go(Arrow::Verify, &[Requested], Verified)?;
        next.needing(gate_passed, Arrow::Verify, Needs::Gate)
    }

    /// verified → assessed, once method and complexity are chosen (I-41).
    pub fn assess(&self, method_chosen: bool, complexity_set: bool) -> Result<Self, Refusal> {
        self.go(Arrow::Assess, &[Verified], Assessed)?
            .needing(method_chosen, Arrow::Assess, Needs::Method)?
            .needing(complexity_set, Arrow::Assess, Needs::Complexity)
    }

    /// assessed → running.
    pub fn start(&self, facts: StartFacts) -> Result<Self, Refusal> {
        self.go(Arrow::Start, &[Assessed], Running)?
            .needing(facts.assigned, Arrow::Start, Needs::Assignee)?
            .needing(facts.gate_passed, Arrow::Start, Needs::Gate)?
            .needing(
                facts.authorization_valid,
                Arrow::Start,
                Needs::ValidAuthorization,
            )
    }

    /// requested, verified, assessed, running → clarifying: a question, or credentials that do not work (I-44, I-26).
    pub fn ask(&self, login_wrong: bool) -> Result<Self, Refusal> {
        let reason = if login_wrong {
            ClarifyReason::LoginWrong
        } else {
            ClarifyReason::Question
        };
        self.wait(Arrow::Ask, reason)
    }

    /// requested, verified, assessed, running → clarifying because the time ran out. While something is asked for already,
    /// that stays open beside it.
    pub fn expire(&self) -> Result<Self, Refusal> {
        match self.clarify_reason() {
            Some(reason) => Ok(self.waiting(reason.expired())),
            None => self.wait(Arrow::Expire, ClarifyReason::Expired),
        }
    }

    /// What was asked for is there: clarifying → where it was, back to the work only with a valid authorization. Where an
    /// extension is waited for as well, it goes on waiting for that alone.
    pub fn answer(&self, authorization_valid: bool) -> Result<Self, Refusal> {
        match (self.clarify_reason(), self.resume) {
            (Some(ClarifyReason::Question | ClarifyReason::LoginWrong), Some(back)) => {
                self.moved(back).needing(
                    back != Running || authorization_valid,
                    Arrow::Answer,
                    Needs::ValidAuthorization,
                )
            }
            (Some(ClarifyReason::QuestionExpired | ClarifyReason::LoginWrongExpired), _) => {
                Ok(self.waiting(ClarifyReason::Expired))
            }
            _ => Err(self.not_from(Arrow::Answer)),
        }
    }

    /// The time was extended: clarifying → where it was, or on waiting for what is still open.
    pub fn extend(&self, authorization_valid: bool) -> Result<Self, Refusal> {
        let (Some(reason), Some(back)) = (self.clarify_reason(), self.resume) else {
            return Err(self.not_from(Arrow::Extend));
        };
        if !reason.is_expired() {
            return Err(self.not_from(Arrow::Extend));
        }
        let next = match reason.asked() {
            Some(open) => self.waiting(open),
            None => self.moved(back),
        };
        next.needing(
            authorization_valid,
            Arrow::Extend,
            Needs::ValidAuthorization,
        )
    }

    /// Whether the customer can give the authorization more time: from the first submit to the summary, but not while the
    /// hardware is at work, which leads back to a new assessment.
    pub const fn is_extendable(&self) -> bool {
        matches!(
            self.state,
            Requested | Verified | Assessed | Running | Clarifying | Summarised
        )
    }

    /// running → summarised; from clarifying too, if it was running: the customer may never answer or extend.
    pub fn summarise(&self, summary: &str) -> Result<Self, Refusal> {
        if self.effective() != Running {
            return Err(self.not_from(Arrow::Summarise));
        }
        self.moved(Summarised)
            .needing(!summary.trim().is_empty(), Arrow::Summarise, Needs::Summary)
    }

    /// summarised, hardware → closed, with nothing left on the checklist.
    pub fn close(&self, missing: &[ClosingItem]) -> Result<Self, Refusal> {
        self.go(Arrow::Close, &[Summarised, Hardware], Closed)?
            .needing(missing.is_empty(), Arrow::Close, Needs::ClosingItems)
    }

    /// Up to assessed → declined, with a reason for the customer. A draft is not ours to decline.
    pub fn decline(&self, reason: &str) -> Result<Self, Refusal> {
        if !matches!(self.effective(), Requested | Verified | Assessed | Reopened) {
            return Err(self.not_from(Arrow::Decline));
        }
        self.moved_because(Declined, reason.trim()).needing(
            reason_fits(reason),
            Arrow::Decline,
            Needs::Reason,
        )
    }

    /// Up to assessed → withdrawn. The customer owes no reason.
    pub fn withdraw(&self, reason: &str) -> Result<Self, Refusal> {
        if !matches!(
            self.effective(),
            Draft | Requested | Verified | Assessed | Reopened
        ) {
            return Err(self.not_from(Arrow::Withdraw));
        }
        Ok(self.moved_because(Withdrawn, reason.trim()))
    }

    /// Anything submitted, up to summarised → revoked ("Jetzt sperren").
    pub fn revoke(&self) -> Result<Self, Refusal> {
        let from = [
            Requested, Verified, Assessed, Running, Clarifying, Hardware, Summarised,
        ];
        self.go(Arrow::Revoke, &from, Revoked)
    }

    /// revoked, reopened → requested: with a newly signed authorization, in a new cycle.
    pub fn authorise_again(&self, authorization_valid: bool) -> Result<Self, Refusal> {
        let mut next = self
            .go(Arrow::AuthoriseAgain, &[Revoked, Reopened], Requested)?
            .needing(
                authorization_valid,
                Arrow::AuthoriseAgain,
                Needs::ValidAuthorization,
            )?;
        next.cycle += 1;
        Ok(next)
    }

    /// assessed, running → hardware, also while one of them waits for the customer (I-59).
    pub fn to_hardware(&self, reason: &str) -> Result<Self, Refusal> {
        if !matches!(self.effective(), Assessed | Running) {
            return Err(self.not_from(Arrow::ToHardware));
        }
        self.moved_because(Hardware, reason.trim()).needing(
            reason_fits(reason),
            Arrow::ToHardware,
            Needs::Reason,
        )
    }

    /// hardware → assessed: the intervention goes on.
    pub fn hardware_done(&self) -> Result<Self, Refusal> {
        self.go(Arrow::HardwareDone, &[Hardware], Assessed)
    }

    /// closed → reopened, in the same ticket (I-64). Work needs a new authorization.
    pub fn reopen(&self) -> Result<Self, Refusal> {
        self.go(Arrow::Reopen, &[Closed], Reopened)
    }

    fn wait(&self, arrow: Arrow, reason: ClarifyReason) -> Result<Self, Refusal> {
        let mut next = self.go(arrow, &[Requested, Verified, Assessed, Running], Clarifying)?;
        next.resume = Some(self.state);
        Ok(next.waiting(reason))
    }

    /// The same place, waiting for this.
    fn waiting(&self, reason: ClarifyReason) -> Self {
        Self {
            reason: reason.code().to_owned(),
            ..self.clone()
        }
    }

    fn go(
        &self,
        arrow: Arrow,
        from: &[InterventionState],
        to: InterventionState,
    ) -> Result<Self, Refusal> {
        if from.contains(&self.state) {
            Ok(self.moved(to))
        } else {
            Err(self.not_from(arrow))
        }
    }

    fn moved(&self, to: InterventionState) -> Self {
        self.moved_because(to, "")
    }

    fn moved_because(&self, to: InterventionState, reason: &str) -> Self {
        Self {
            state: to,
            resume: None,
            reason: reason.to_owned(),
            cycle: self.cycle,
        }
    }

    const fn not_from(&self, arrow: Arrow) -> Refusal {
        Refusal::NotFrom {
            arrow,
            state: self.state,
        }
    }

    fn needing(self, holds: bool, arrow: Arrow, needs: Needs) -> Result<Self, Refusal> {
        if holds {
            Ok(self)
        } else {
            Err(Refusal::Needs { arrow, needs })
        }
    }
}

#[cfg(test)]
mod tests;
