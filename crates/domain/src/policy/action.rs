//! The acts and the table of who may.

use crate::account::{MemberRole, StaffRole};

/// A set of roles.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Who(u16);

impl Who {
    pub(super) const OWNER: Self = Self(1);
    pub(super) const TECHNICAL: Self = Self(1 << 1);
    pub(super) const BILLING: Self = Self(1 << 2);
    pub(super) const READER: Self = Self(1 << 3);
    /// Owner, or a member the owner gave the right to authorise.
    pub(super) const RIGHT: Self = Self(1 << 4);
    /// The member who signed the authorization in force.
    pub(super) const SIGNER: Self = Self(1 << 5);
    pub(super) const ENGINEER: Self = Self(1 << 6);
    /// An engineer given the right to approve reveals.
    pub(super) const APPROVER: Self = Self(1 << 7);
    pub(super) const MANAGER: Self = Self(1 << 8);
    pub(super) const ADMIN: Self = Self(1 << 9);
    /// The person the thing is about.
    pub(super) const SELF: Self = Self(1 << 10);

    /// Everything a customer can be.
    pub(super) const MEMBERS: Self = Self(0b11_1111);
    const ALL_MEMBERS: Self = Self(0b1111);
    const WRITERS: Self = Self::OWNER.and(Self::TECHNICAL).and(Self::BILLING);
    const TECHNICIANS: Self = Self::OWNER.and(Self::TECHNICAL);
    const DESK: Self = Self::ENGINEER.and(Self::MANAGER);
    const STAFF: Self = Self::DESK.and(Self::ADMIN);

    pub(super) const fn and(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    pub(super) const fn has(self, one: Self) -> bool {
        self.0 & one.0 == one.0
    }

    pub(super) const fn has_any(self, some: Self) -> bool {
        self.0 & some.0 != 0
    }

    pub(super) const fn staff(role: StaffRole) -> Self {
        match role {
            StaffRole::Engineer => Self::ENGINEER,
            StaffRole::Manager => Self::MANAGER,
            StaffRole::Admin => Self::ADMIN,
        }
    }

    pub(super) const fn member(role: MemberRole) -> Self {
        match role {
            MemberRole::Owner => Self::OWNER,
            MemberRole::Technical => Self::TECHNICAL,
            MemberRole::Billing => Self::BILLING,
            MemberRole::Reader => Self::READER,
        }
    }
}

/// Whose thing an act is about; decides who may know of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Scope {
    /// One person's own.
    Person,
    /// A customer's.
    Organization,
    /// The provider's.
    Provider,
}

/// What must hold besides the role.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Condition {
    /// The actor is the ticket's assignee.
    Assignee,
    /// The actor wrote it.
    Author,
    /// A manager, where the resource says so.
    ManagerWhereNeeded,
    /// Neither assignee nor asker nor member of the customer.
    Uninvolved,
}

/// A row of the table.
#[derive(Debug, Clone, Copy)]
pub(super) struct Rule {
    pub(super) scope: Scope,
    pub(super) who: Who,
    pub(super) condition: Option<Condition>,
}

macro_rules! actions {
    ($($variant:ident $code:literal $scope:ident [$($who:ident)+] $(if $condition:ident)? $text:literal)+) => {
        codes! {
            /// An act somebody may or may not do.
            pub enum Action { $(#[doc = $text] $variant => $code),+ }
        }

        impl Action {
            /// One English line for the permission matrix.
            pub const fn describe(self) -> &'static str {
                match self { $(Self::$variant => $text),+ }
            }

            pub(super) const fn rule(self) -> Rule {
                match self {
                    $(Self::$variant => Rule {
                        scope: Scope::$scope,
                        who: Who(0)$(.and(Who::$who))+,
                        condition: actions!(@condition $($condition)?),
                    }),+
                }
            }
        }
    };
    (@condition) => { None };
    (@condition $condition:ident) => { Some(Condition::$condition) };
}

actions! {
    ManageOwnAccount "manage_own_account" Person [SELF] "Change own profile, password, factors; end own sessions"

    ReadOrganization "read_organization" Organization [ALL_MEMBERS STAFF] "See the customer's data and members"
    ManageMembers "manage_members" Organization [OWNER ADMIN] "Invite and remove members, change their roles"
    GrantAuthorise "grant_authorise" Organization [OWNER] "Give or take the right to authorise interventions"
    ChangeSecurity "change_security" Organization [OWNER ADMIN] "Demand a second factor, demand four eyes"
    ReadSystems "read_systems" Organization [ALL_MEMBERS STAFF] "See the customer's systems"
    ReadContracts "read_contracts" Organization [WRITERS STAFF] "See contracts and prices"
    ExportAudit "export_audit" Organization [OWNER MANAGER ADMIN] "Export the customer's audit chain"

    ReadTicket "read_ticket" Organization [ALL_MEMBERS DESK] "Read messages, attachments and visible history of a ticket"
    FileTicket "file_ticket" Organization [WRITERS] "File a ticket"
    FileForCaller "file_for_caller" Organization [DESK] "File a ticket for somebody on the phone"
    WriteMessage "write_message" Organization [WRITERS DESK] "Write a message, add files, answer a question"
    WithdrawMessage "withdraw_message" Organization [WRITERS DESK] if Author "Take a message back within the undo window"
    ResolveTicket "resolve_ticket" Organization [WRITERS DESK] "Mark a ticket as resolved"
    ReopenTicket "reopen_ticket" Organization [WRITERS DESK] "Open a ticket again"
    ReadNotes "read_notes" Organization [DESK] "Read internal notes, internal files and internal history"
    WriteNote "write_note" Organization [DESK] "Write an internal note"
    AssignTicket "assign_ticket" Organization [DESK] "Set assignee and team"
    ChangeClass "change_class" Organization [DESK] "Correct the class"
    ChangePriority "change_priority" Organization [DESK] "Change the priority"
    ChangeState "change_state" Organization [DESK] "Change the state of a ticket, schedule, close"
    ChangeSystems "change_systems" Organization [DESK] "Change the affected systems"
    LinkTickets "link_tickets" Organization [DESK] "Link tickets"
    ExplainBreach "explain_breach" Organization [DESK] "Give the reason of a broken promise"
    OfferPrice "offer_price" Organization [DESK] "Offer a price for a task"
    AcceptPrice "accept_price" Organization [OWNER BILLING] "Accept or decline a price, raise a ceiling"

    RequestIntervention "request_intervention" Organization [TECHNICIANS RIGHT] "Draft, submit and complete a request for an intervention"
    DepositCredentials "deposit_credentials" Organization [TECHNICIANS RIGHT] "Put credentials into the vault, replace them"
    SignAuthorization "sign_authorization" Organization [RIGHT] "Sign an authorization or a new version of it"
    ExtendAuthorization "extend_authorization" Organization [RIGHT] "Extend the validity of an authorization"
    LockAuthorization "lock_authorization" Organization [TECHNICIANS SIGNER] "End the authorization at once (Jetzt sperren)"
    WithdrawRequest "withdraw_request" Organization [TECHNICIANS SIGNER] "Take back a request before work begins"
    ConfirmPasswordChange "confirm_password_change" Organization [TECHNICIANS SIGNER] "Confirm that passwords were changed afterwards"
    ReadAuthorization "read_authorization" Organization [TECHNICIANS RIGHT SIGNER DESK] "Read the signed authorization"
    ReadStanding "read_standing" Organization [TECHNICIANS RIGHT STAFF] "Read the standing authorizations"
    SignStanding "sign_standing" Organization [RIGHT] "Sign a standing authorization"
    RevokeStanding "revoke_standing" Organization [TECHNICIANS RIGHT] "Revoke a standing authorization"
    ReadAccessLog "read_access_log" Organization [TECHNICIANS DESK] "See reveals, denials and the visible action log, live"
    ExportEvidence "export_evidence" Organization [TECHNICIANS DESK] "Download the evidence pack"
    ReadHandover "read_handover" Organization [TECHNICIANS] "Read new credentials handed over"
    KeepCredentials "keep_credentials" Organization [TECHNICIANS] "Keep, use and delete credentials in the customer's account"

    ReadWorkspace "read_workspace" Organization [DESK] "See the engineer's page of an intervention"
    VerifyRequest "verify_request" Organization [ENGINEER] "Check the gate and verify a request"
    OverrideGate "override_gate" Organization [DESK] if ManagerWhereNeeded "Override a soft line of the gate"
    RunProbes "run_probes" Organization [ENGINEER] "Run probes against a system"
    ChooseMethod "choose_method" Organization [ENGINEER] "Choose the access method"
    SetComplexity "set_complexity" Organization [ENGINEER] "Set standard or complex"
    StartWork "start_work" Organization [ENGINEER] "Begin the work"
    RevealCredential "reveal_credential" Organization [ENGINEER] if Assignee "Look at a credential"
    RequestApproval "request_approval" Organization [ENGINEER] if Assignee "Ask a second person for a reveal"
    ApproveReveal "approve_reveal" Organization [MANAGER APPROVER] if Uninvolved "Approve or refuse a reveal (four eyes)"
    UnlockReveals "unlock_reveals" Organization [MANAGER] "Unlock the limits of reveals"
    RejectCredentials "reject_credentials" Organization [ENGINEER] "Report that credentials do not work"
    LogAction "log_action" Organization [ENGINEER] "Write and correct the action log"
    TrackWork "track_work" Organization [ENGINEER] "Start and stop work time"
    EnterWork "enter_work" Organization [DESK] "Time and enter work on any ticket, change and discard one's own"
    ApproveWork "approve_work" Organization [MANAGER] "Change other people's work entries, approve and reverse them, close statements"
    ReadStatements "read_statements" Organization [OWNER BILLING MANAGER] "Read statements of work"
    KeepTax "keep_tax" Organization [MANAGER] "Enter answers of VIES and where a customer is taxed"
    AskClarification "ask_clarification" Organization [ENGINEER] "Ask the customer, pausing the work"
    AnnounceDelay "announce_delay" Organization [DESK] "Tell the customer a new time before the breach"
    CreateHandover "create_handover" Organization [ENGINEER] "Hand new credentials over"
    ReportHardware "report_hardware" Organization [ENGINEER] "Open and update a hardware case"
    Summarise "summarise" Organization [ENGINEER] "Send the summary"
    CloseIntervention "close_intervention" Organization [ENGINEER] "Close an intervention"
    ReopenIntervention "reopen_intervention" Organization [TECHNICIANS RIGHT ENGINEER] "Open an intervention again in its ticket"
    DeclineRequest "decline_request" Organization [DESK] "Decline a request"

    ReadQueue "read_queue" Provider [DESK] "See the queue and search all tickets"
    ReadPolicy "read_policy" Provider [STAFF] "See targets and assumptions"
    ReadReports "read_reports" Provider [MANAGER ADMIN] "See reports"
    ReadVaultStatus "read_vault_status" Provider [MANAGER ADMIN] "See the state of the vault"
    ReadAuditStatus "read_audit_status" Provider [MANAGER ADMIN] "See the state of the audit chains, verify them"
    ReadProviderLog "read_provider_log" Provider [MANAGER ADMIN] "Read the provider's own audit chain"
    ManageCalendars "manage_calendars" Provider [MANAGER ADMIN] "Create and change calendars"
    ManageTariffs "manage_tariffs" Provider [MANAGER ADMIN] "Change tariffs and rates of VAT"
    ManagePolicies "manage_policies" Provider [MANAGER ADMIN] "Change what is promised"
    ReadOnCall "read_on_call" Provider [STAFF] "See who is on call"
    HandOverShift "hand_over_shift" Provider [DESK] "Hand one's own shift on call over"
    ManageOnCall "manage_on_call" Provider [MANAGER ADMIN] "Change the rota, enter overrides and absences"
    EditProvider "edit_provider" Provider [ADMIN] "Edit the provider's page and settings"
    ManagePeople "manage_people" Provider [ADMIN] "Create staff, reset factors, change addresses, deactivate, end sessions"
    ManageOrganizations "manage_organizations" Provider [ADMIN] "Create and edit customers"
    ManageTeams "manage_teams" Provider [ADMIN] "Create and edit teams"
    ManageSystems "manage_systems" Provider [ADMIN] "Register and edit systems and contracts"
}
