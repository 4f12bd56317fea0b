//! The names of what can stand in a chain. A code never changes once shipped: exports carry it.

codes! {
    /// What an audit event says happened.
    pub enum EventKind {
        /// A ticket was filed.
        TicketOpened => "ticket.opened",
        /// Assignee or team changed.
        TicketAssigned => "ticket.assigned",
        /// The state changed.
        TicketStateChanged => "ticket.state_changed",
        /// The class was corrected.
        TicketClassChanged => "ticket.class_changed",
        /// The customer's own application was found to be the cause.
        FindingMade => "finding.made",
        /// That was taken back.
        FindingWithdrawn => "finding.withdrawn",
        /// The priority was changed.
        TicketPriorityChanged => "ticket.priority_changed",
        /// Affected systems changed.
        TicketSystemsChanged => "ticket.systems_changed",
        /// Linked with another ticket.
        TicketLinked => "ticket.linked",
        /// Resolved.
        TicketResolved => "ticket.resolved",
        /// Closed, by a person or by time.
        TicketClosed => "ticket.closed",
        /// Opened again.
        TicketReopened => "ticket.reopened",
        /// A message became visible to the customer, or came from the customer.
        MessageSent => "message.sent",
        /// A message was taken back within the undo window.
        MessageWithdrawn => "message.withdrawn",
        /// An internal note was written.
        NoteAdded => "note.added",
        /// A file was added.
        AttachmentAdded => "attachment.added",
        /// A text was held back because it looks like a secret.
        TextHeldBack => "text.held_back",
        /// A held-back secret went into the vault.
        TextMovedToVault => "text.moved_to_vault",
        /// The author kept what looks like a secret in plain text.
        TextSecretKept => "text.secret_kept",
        /// A promise began to run.
        ClockStarted => "clock.started",
        /// A promise waits for the customer.
        ClockPaused => "clock.paused",
        /// A promise counts again.
        ClockResumed => "clock.resumed",
        /// A promise ended.
        ClockStopped => "clock.stopped",
        /// A promise was broken.
        ClockBreached => "clock.breached",
        /// The customer was told a new time before the breach.
        ClockExtended => "clock.extended",
        /// Data-centre access takes the clock out.
        ClockExempt => "clock.exempt",
        /// A step of the escalation of a promise told somebody, or found nobody.
        ClockEscalated => "clock.escalated",
        /// Somebody has an escalated promise in hand.
        ClockTaken => "clock.taken",
        /// A request for an intervention was submitted.
        InterventionRequested => "intervention.requested",
        /// The request was changed or completed.
        InterventionChanged => "intervention.changed",
        /// The gate was passed.
        InterventionVerified => "intervention.verified",
        /// The problem was assessed.
        InterventionAssessed => "intervention.assessed",
        /// Work began.
        InterventionStarted => "intervention.started",
        /// Came back from waiting to where it was.
        InterventionResumed => "intervention.resumed",
        /// The summary went to the customer.
        InterventionSummarised => "intervention.summarised",
        /// Closed.
        InterventionClosed => "intervention.closed",
        /// Opened again in the same ticket.
        InterventionReopened => "intervention.reopened",
        /// Refused by staff.
        InterventionDeclined => "intervention.declined",
        /// Taken back by the customer.
        InterventionWithdrawn => "intervention.withdrawn",
        /// Ended by the customer: authorization revoked.
        InterventionRevoked => "intervention.revoked",
        /// The customer confirmed that passwords were changed.
        PasswordChangeConfirmed => "intervention.password_change_confirmed",
        /// An authorization was signed.
        AuthorizationSigned => "authorization.signed",
        /// An edit was signed as a new version.
        AuthorizationEdited => "authorization.edited",
        /// The customer extended the validity.
        AuthorizationExtended => "authorization.extended",
        /// Validity ended by time.
        AuthorizationExpired => "authorization.expired",
        /// "Jetzt sperren": the customer ended it at once.
        AuthorizationRevoked => "authorization.revoked",
        /// Ended with the intervention.
        AuthorizationEnded => "authorization.ended",
        /// A standing authorization was signed.
        StandingSigned => "standing.signed",
        /// The customer revoked a standing authorization.
        StandingRevoked => "standing.revoked",
        /// The gate's lines were checked.
        GateChecked => "gate.checked",
        /// A soft line was overridden.
        GateOverridden => "gate.overridden",
        /// A probe ran against the system.
        ProbeRun => "probe.run",
        /// The access method was chosen.
        MethodChosen => "method.chosen",
        /// The complexity was set.
        ComplexitySet => "complexity.set",
        /// A secret was about to be shown.
        RevealGranted => "reveal.granted",
        /// A look was refused.
        RevealDenied => "reveal.denied",
        /// Granted, but could not be decrypted.
        RevealFailed => "reveal.failed",
        /// The pane closed.
        RevealHidden => "reveal.hidden",
        /// The browser reported a copy.
        RevealCopied => "reveal.copied",
        /// A second person was asked.
        RevealApprovalRequested => "reveal.approval_requested",
        /// The second person agreed.
        RevealApproved => "reveal.approved",
        /// The second person refused.
        RevealApprovalDenied => "reveal.approval_denied",
        /// Nobody decided in time.
        RevealApprovalLapsed => "reveal.approval_lapsed",
        /// A manager unlocked a limit.
        RevealUnlocked => "reveal.unlocked",
        /// A secret went into the vault.
        SecretStored => "secret.stored",
        /// A secret got a new version.
        SecretReplaced => "secret.replaced",
        /// The login did not work; the customer was asked.
        SecretRejected => "secret.rejected",
        /// The key of a secret was destroyed.
        SecretShredded => "secret.shredded",
        /// An entry of the action log.
        ActionLogged => "action.logged",
        /// An entry that corrects another.
        ActionCorrected => "action.corrected",
        /// Work time began.
        WorkStarted => "work.started",
        /// Work time ended.
        WorkStopped => "work.stopped",
        /// Work time is not charged, with the reason.
        WorkWaived => "work.waived",
        /// Work was entered by hand.
        WorkEntered => "work.entered",
        /// A draft of it was changed.
        WorkChanged => "work.changed",
        /// A draft of it was discarded.
        WorkDiscarded => "work.discarded",
        /// Work was approved.
        WorkApproved => "work.approved",
        /// Approved work was taken back.
        WorkReversed => "work.reversed",
        /// The reason of a broken promise was given after its ticket ended.
        BreachExplained => "breach.explained",
        /// A statement of work was closed.
        StatementClosed => "statement.closed",
        /// An answer of VIES was entered.
        ViesEntered => "vies.entered",
        /// Where a customer is taxed was changed.
        TaxPlaceChanged => "tax_place.changed",
        /// The customer was asked.
        ClarificationAsked => "clarification.asked",
        /// The customer answered.
        ClarificationAnswered => "clarification.answered",
        /// A price was offered.
        OrderOffered => "order.offered",
        /// A price was accepted.
        OrderAccepted => "order.accepted",
        /// A price was declined.
        OrderDeclined => "order.declined",
        /// An offer was taken back or ran out.
        OrderEnded => "order.ended",
        /// The customer raised the cost ceiling.
        CeilingRaised => "ceiling.raised",
        /// The work reached a mark of the cost ceiling.
        CeilingMarked => "ceiling.marked",
        /// New credentials were handed over.
        HandoverCreated => "handover.created",
        /// The customer read them.
        HandoverRead => "handover.read",
        /// The customer keeps them in the account.
        HandoverKept => "handover.kept",
        /// They were destroyed.
        HandoverEnded => "handover.ended",
        /// A hardware fault was found.
        HardwareOpened => "hardware.opened",
        /// The hardware case moved on.
        HardwareChanged => "hardware.changed",
        /// Somebody was invited.
        MembershipInvited => "membership.invited",
        /// An invitation was taken back.
        MembershipInvitationWithdrawn => "membership.invitation_withdrawn",
        /// Somebody became a member.
        MembershipAdded => "membership.added",
        /// A member's role changed.
        MembershipRoleChanged => "membership.role_changed",
        /// A membership ended.
        MembershipRemoved => "membership.removed",
        /// An owner gave the right to authorise.
        AuthoriseRightGiven => "membership.authorise_given",
        /// An owner took the right to authorise back.
        AuthoriseRightTaken => "membership.authorise_taken",
        /// The organization was created.
        OrganizationCreated => "organization.created",
        /// The organization's data or demands changed.
        OrganizationChanged => "organization.changed",
        /// A system was registered.
        SystemCreated => "system.created",
        /// A system's data changed.
        SystemChanged => "system.changed",
        /// A contract was entered.
        ContractCreated => "contract.created",
        /// A contract changed.
        ContractChanged => "contract.changed",
        /// The provider offers tasks beyond the procedure in another way, or at another price.
        CatalogueChanged => "catalogue.changed",
        /// Shipped defaults of the procedure got other numbers.
        DefaultsChanged => "defaults.changed",
        /// A calendar was made.
        CalendarCreated => "calendar.created",
        /// A calendar got a new version.
        CalendarChanged => "calendar.changed",
        /// A policy got a new version.
        PolicyChanged => "policy.changed",
        /// The list of technical emergencies changed.
        EmergenciesChanged => "emergencies.changed",
        /// A tariff has a new version.
        TariffChanged => "tariff.changed",
        /// A rate of VAT was entered, or how the provider itself is taxed.
        VatChanged => "vat.changed",
        /// Who is on call after whom changed.
        OnCallRotated => "on_call.rotated",
        /// An override or an absence was entered beside the rota.
        OnCallEntered => "on_call.entered",
        /// Such an entry was taken back.
        OnCallWithdrawn => "on_call.withdrawn",
        /// Somebody handed a shift over.
        OnCallHandedOver => "on_call.handed_over",
        /// The provider's own page changed.
        ProviderChanged => "provider.changed",
        /// Somebody was invited to work for the provider.
        StaffInvited => "staff.invited",
        /// Such an invitation was made worthless.
        StaffInvitationWithdrawn => "staff.invitation_withdrawn",
        /// Somebody began to work for the provider.
        StaffJoined => "staff.joined",
        /// Somebody's role with the provider changed, or their right to approve reveals.
        StaffChanged => "staff.changed",
        /// Somebody can log in no longer.
        PersonSwitchedOff => "person.switched_off",
        /// Somebody can log in again.
        PersonSwitchedOn => "person.switched_on",
        /// An admin removed somebody's second factor.
        PersonFactorReset => "person.factor_reset",
        /// An admin ended all of somebody's sessions.
        PersonSessionsEnded => "person.sessions_ended",
        /// An admin gave somebody another address to log in with.
        PersonEmailChanged => "person.email_changed",
        /// A locked-out account was opened at the machine.
        PersonReset => "person.reset",
        /// A team was made.
        TeamCreated => "team.created",
        /// A team got another name or other members.
        TeamChanged => "team.changed",
        /// A member logged in.
        LoginSucceeded => "login.succeeded",
        /// A log-in as a member failed.
        LoginFailed => "login.failed",
        /// A member's account was locked for a while.
        LoginLocked => "login.locked",
        /// A member logged out.
        LoginEnded => "login.ended",
        /// A session was ended from elsewhere.
        SessionEnded => "login.session_ended",
        /// A member's password changed.
        PasswordChanged => "login.password_changed",
        /// A member logs in with another address now.
        EmailChanged => "login.email_changed",
        /// A second factor was set up.
        FactorEnrolled => "login.factor_enrolled",
        /// A second factor was removed.
        FactorRemoved => "login.factor_removed",
        /// A recovery code was used up.
        RecoveryCodeUsed => "login.recovery_code_used",
        /// An evidence pack left the house.
        EvidenceExported => "export.evidence",
        /// The organization's chain was exported.
        AuditExported => "export.audit",
        /// The chain was verified.
        AuditVerified => "audit.verified",
        /// A new key took over in the vault.
        VaultRotated => "vault.rotated",
        /// Wrapped keys moved to the current key.
        VaultRewrapped => "vault.rewrapped",
        /// An old key was destroyed.
        VaultRetired => "vault.retired",
        /// The vault was verified.
        VaultVerified => "vault.verified",
        /// The sweeper destroyed what was due.
        VaultSwept => "vault.swept",
    }
}

impl EventKind {
    /// Whether the customer sees such an event unless its author says otherwise. Never for notes, second opinions,
    /// internal bookkeeping and the keys of the house.
    pub const fn visible_by_default(self) -> bool {
        !matches!(
            self,
            Self::NoteAdded
                | Self::ClockEscalated
                | Self::ClockTaken
                | Self::TicketLinked
                | Self::TextHeldBack
                | Self::TextMovedToVault
                | Self::TextSecretKept
                | Self::ProbeRun
                | Self::RevealApprovalRequested
                | Self::RevealApproved
                | Self::RevealApprovalDenied
                | Self::RevealApprovalLapsed
                | Self::RevealUnlocked
                | Self::WorkStarted
                | Self::WorkStopped
                | Self::WorkEntered
                | Self::WorkChanged
                | Self::WorkDiscarded
                | Self::WorkApproved
                | Self::WorkReversed
                | Self::ViesEntered
                | Self::BreachExplained
                | Self::TaxPlaceChanged
                | Self::TariffChanged
                | Self::VatChanged
                | Self::CatalogueChanged
                | Self::DefaultsChanged
                | Self::CalendarCreated
                | Self::CalendarChanged
                | Self::PolicyChanged
                | Self::EmergenciesChanged
                | Self::OnCallRotated
                | Self::OnCallEntered
                | Self::OnCallWithdrawn
                | Self::OnCallHandedOver
                | Self::ProviderChanged
                | Self::StaffInvited
                | Self::StaffInvitationWithdrawn
                | Self::StaffJoined
                | Self::StaffChanged
                | Self::PersonSwitchedOff
                | Self::PersonSwitchedOn
                | Self::PersonFactorReset
                | Self::PersonSessionsEnded
                | Self::PersonEmailChanged
                | Self::PersonReset
                | Self::TeamCreated
                | Self::TeamChanged
                | Self::AuditVerified
                | Self::VaultRotated
                | Self::VaultRewrapped
                | Self::VaultRetired
                | Self::VaultVerified
                | Self::VaultSwept
        )
    }
}
