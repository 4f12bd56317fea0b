//! Credentials: what kinds there are, who may look at one, and how long one lives.

mod approval;
mod decide;
mod handover;
mod limits;
mod retention;

pub use approval::{APPROVAL_SECONDS, Approval, ApprovalRefusal, Giver, Use};
pub use decide::{
    ActorFacts, ApprovalFacts, AuthorizationFacts, CaseFacts, ChainFacts, DEPOSIT_SECONDS,
    FRESH_SECONDS, Grant, LEASE_SECONDS, RevealFacts, SecretFacts, decide,
};
pub use handover::{Handover, HandoverOver, HandoverState};
pub use limits::{PastReveal, Unlock, Usage};
pub use retention::{Due, ShardCase, shard_due};

codes! {
    /// Why a secret is in the vault; decides where its key lies and how long it lives.
    pub enum SecretClass {
        /// Given by the customer for one intervention; destroyed with it.
        Intervention => "intervention",
        /// New credentials on their way to the customer.
        Handover => "handover",
        /// Kept by the customer in the account ("im persönlichen Konto").
        Account => "account",
        /// Our own keys and tokens; write-only in the pages.
        Operational => "operational",
    }
}

codes! {
    /// One part of a credential; each is revealed by itself.
    pub enum SecretField {
        /// The user name.
        Username => "username",
        /// The password.
        Password => "password",
        /// A private key.
        PrivateKey => "private_key",
        /// Any other secret text, such as a boot loader password.
        Text => "text",
    }
}

codes! {
    /// Whether a secret still exists.
    pub enum SecretState {
        /// In the vault.
        Stored => "stored",
        /// Destroyed; only digests remain.
        Shredded => "shredded",
    }
}

codes! {
    /// What the deposited account may do on the system (I-27).
    pub enum AccountRights {
        /// `root`.
        Root => "root",
        /// Windows administrator.
        Administrator => "administrator",
        /// `sudo`, asking for the password.
        SudoWithPassword => "sudo_with_password",
        /// `sudo` without a password.
        SudoWithoutPassword => "sudo_without_password",
        /// The customer does not know; the form warns.
        Unknown => "unknown",
    }
}

codes! {
    /// What a shard is for.
    pub enum ShardPurpose {
        /// The credentials of one authorization.
        Authorization => "authorization",
        /// One hand-over to the customer.
        Handover => "handover",
    }
}

codes! {
    /// How a wish to see a secret ended.
    pub enum RevealOutcome {
        /// Shown.
        Granted => "granted",
        /// Refused by the rules.
        Denied => "denied",
        /// Granted, but the vault could not open it.
        Failed => "failed",
    }
}

codes! {
    /// The state of a four-eyes approval.
    pub enum ApprovalState {
        /// Asked for.
        Requested => "requested",
        /// Approved, not yet used.
        Approved => "approved",
        /// Denied.
        Denied => "denied",
        /// Used by one reveal.
        Used => "used",
        /// Not used in time.
        Expired => "expired",
    }
}

codes! {
    /// Why a reveal was refused; stored with the reveal and shown to the customer.
    pub enum DenyCode {
        /// The account is not active.
        ActorInactive => "actor_inactive",
        /// Not an engineer: managers and admins never reveal.
        NotEngineer => "not_engineer",
        /// The session was opened without a second factor.
        NoSecondFactor => "no_second_factor",
        /// The second factor was checked more than five minutes ago.
        SecondFactorStale => "second_factor_stale",
        /// Somebody else is the assignee.
        NotAssignee => "not_assignee",
        /// The ticket is resolved or closed.
        TicketNotOpen => "ticket_not_open",
        /// The intervention is not running.
        NotRunning => "not_running",
        /// The gate was not passed in this cycle.
        GateNotPassed => "gate_not_passed",
        /// The authorization is a draft, expired or ended.
        AuthorizationNotActive => "authorization_not_active",
        /// Before the signature.
        NotYetValid => "not_yet_valid",
        /// The authorization's validity is over.
        ValidityOver => "validity_over",
        /// The stored text is not the text that was signed.
        TextAltered => "text_altered",
        /// The secret is not an intervention credential.
        WrongClass => "wrong_class",
        /// The secret belongs to another organization.
        OtherOrganization => "other_organization",
        /// The secret belongs to another ticket.
        OtherTicket => "other_ticket",
        /// The secret belongs to another system.
        OtherSystem => "other_system",
        /// The secret belongs to another authorization.
        OtherAuthorization => "other_authorization",
        /// The secret was destroyed.
        Shredded => "shredded",
        /// Deposited more than 72 hours ago.
        DepositTooOld => "deposit_too_old",
        /// The row is older than the newest one in the audit chain.
        Rollback => "rollback",
        /// The reason is shorter than 10 characters.
        ReasonTooShort => "reason_too_short",
        /// The reason is longer than 500 characters.
        ReasonTooLong => "reason_too_long",
        /// Four eyes are demanded and nobody has approved.
        NotApproved => "not_approved",
        /// Five looks at this field within an hour.
        FieldLimit => "field_limit",
        /// Twenty looks by this engineer today.
        DayLimit => "day_limit",
        /// The vault is sealed.
        VaultSealed => "vault_sealed",
    }
}

codes! {
    /// Why a secret and its shard were destroyed.
    pub enum ShredReason {
        /// The intervention was closed.
        Closed => "closed",
        /// The customer locked it.
        Revoked => "revoked",
        /// The customer withdrew the request.
        Withdrawn => "withdrawn",
        /// We declined the request.
        Declined => "declined",
        /// 24 hours after the validity ended.
        ValidityEnded => "validity_ended",
        /// 72 hours after the deposit.
        DepositTooOld => "deposit_too_old",
        /// A draft that was not submitted for 24 hours.
        DraftAbandoned => "draft_abandoned",
        /// Replaced by a newer version.
        Replaced => "replaced",
        /// 24 hours after the hand-over was first read.
        HandoverRead => "handover_read",
        /// 14 days without anybody reading the hand-over.
        HandoverOverdue => "handover_overdue",
        /// The customer kept it in the account instead.
        HandoverKept => "handover_kept",
        /// Removed by the customer or an admin.
        Removed => "removed",
    }
}

/// Whether a reason is neither a shrug nor a novel: 10 to 500 characters without the white space around it.
pub fn reason_fits(reason: &str) -> bool {
    (REASON_MIN..=REASON_MAX).contains(&reason.trim().chars().count())
}

/// The shortest reason.
pub const REASON_MIN: usize = 10;
/// The longest reason.
pub const REASON_MAX: usize = 500;
