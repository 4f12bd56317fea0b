//! Every act that gives somebody a right: only for whom the rules name, with the proof that belongs to it, and told once in
//! the chain, by name. The list is complete by the list of all acts.

use domain::account::StaffRole;
use domain::audit::EventKind;
use domain::ids::{ApprovalId, PersonId, TeamId, TicketNumber};
use domain::policy::Action;
use secrecy::SecretString;
use services::accounts::SigningProof;
use services::context::OpContext;
use services::error::{Result as Done, ServiceError};
use services::interventions::{self, ExtensionForm, SignForm};
use services::organizations::{self, OrganizationFields};
use services::places::AddressFields;
use services::standing::{self, SignForm as StandingForm};
use services::tickets::{self, Act};
use services::{credentials, staff, teams};
use store::testing::rows;

use super::desk::{Desk, Outcome, PASSWORD, REASON};
use super::standing::choice;

/// What is asked for besides the role.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Proof {
    /// Who acts has shown who they are in the last minutes.
    Fresh,
    /// Who signs shows it in the moment of signing.
    Signature,
    /// Nothing: it is the desk's daily work, for a case that stands open, and somebody else's signature stands behind it.
    Role,
}

/// An act that gives a right.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Grant {
    InviteMember,
    ChangeRole,
    GiveAuthorise,
    DropFourEyes,
    InviteFirstOwner,
    InviteStaff,
    ChangeStaffRole,
    GiveApproval,
    SwitchOn,
    ResetFactor,
    ChangeAddress,
    JoinTeam,
    SignAuthorization,
    ExtendAuthorization,
    SignStanding,
    AssignTicket,
    UnlockReveals,
    ApproveReveal,
}

use Grant::{
    ApproveReveal, AssignTicket, ChangeAddress, ChangeRole, ChangeStaffRole, DropFourEyes,
    ExtendAuthorization, GiveApproval, GiveAuthorise, InviteFirstOwner, InviteMember, InviteStaff,
    JoinTeam, ResetFactor, SignAuthorization, SignStanding, SwitchOn, UnlockReveals,
};

/// In an order in which each is possible after those before.
const GRANTS: [(Grant, Action, Proof, EventKind); 18] = [
    (
        InviteMember,
        Action::ManageMembers,
        Proof::Fresh,
        EventKind::MembershipInvited,
    ),
    (
        ChangeRole,
        Action::ManageMembers,
        Proof::Fresh,
        EventKind::MembershipRoleChanged,
    ),
    (
        GiveAuthorise,
        Action::GrantAuthorise,
        Proof::Fresh,
        EventKind::AuthoriseRightGiven,
    ),
    (
        DropFourEyes,
        Action::ChangeSecurity,
        Proof::Fresh,
        EventKind::OrganizationChanged,
    ),
    (
        InviteFirstOwner,
        Action::ManageOrganizations,
        Proof::Fresh,
        EventKind::MembershipInvited,
    ),
    (
        InviteStaff,
        Action::ManagePeople,
        Proof::Fresh,
        EventKind::StaffInvited,
    ),
    (
        ChangeStaffRole,
        Action::ManagePeople,
        Proof::Fresh,
        EventKind::StaffChanged,
    ),
    (
        GiveApproval,
        Action::ManagePeople,
        Proof::Fresh,
        EventKind::StaffChanged,
    ),
    (
        SwitchOn,
        Action::ManagePeople,
        Proof::Fresh,
        EventKind::PersonSwitchedOn,
    ),
    (
        ResetFactor,
        Action::ManagePeople,
        Proof::Fresh,
        EventKind::PersonFactorReset,
    ),
    (
        ChangeAddress,
        Action::ManagePeople,
        Proof::Fresh,
        EventKind::PersonEmailChanged,
    ),
    (
        JoinTeam,
        Action::ManageTeams,
        Proof::Role,
        EventKind::TeamChanged,
    ),
    (
        SignAuthorization,
        Action::SignAuthorization,
        Proof::Signature,
        EventKind::AuthorizationSigned,
    ),
    (
        ExtendAuthorization,
        Action::ExtendAuthorization,
        Proof::Signature,
        EventKind::AuthorizationExtended,
    ),
    (
        SignStanding,
        Action::SignStanding,
        Proof::Signature,
        EventKind::StandingSigned,
    ),
    (
        AssignTicket,
        Action::AssignTicket,
        Proof::Role,
        EventKind::TicketAssigned,
    ),
    (
        UnlockReveals,
        Action::UnlockReveals,
        Proof::Role,
        EventKind::RevealUnlocked,
    ),
    (
        ApproveReveal,
        Action::ApproveReveal,
        Proof::Role,
        EventKind::RevealApproved,
    ),
];

/// Whether somebody else may do, see or be something afterwards that they could not before. Whoever adds an act says so here.
const fn gives_a_right(action: Action) -> bool {
    match action {
        Action::ManageMembers
        | Action::GrantAuthorise
        | Action::ChangeSecurity
        | Action::ManageOrganizations
        | Action::ManagePeople
        | Action::ManageTeams
        | Action::SignAuthorization
        | Action::ExtendAuthorization
        | Action::SignStanding
        | Action::AssignTicket
        | Action::UnlockReveals
        | Action::ApproveReveal => true,
        Action::ManageOwnAccount
        | Action::ReadOrganization
        | Action::ReadSystems
        | Action::ReadContracts
        | Action::ExportAudit
        | Action::ReadTicket
        | Action::FileTicket
        | Action::FileForCaller
        | Action::WriteMessage
        | Action::WithdrawMessage
        | Action::ResolveTicket
        | Action::ReopenTicket
        | Action::ReadNotes
        | Action::WriteNote
        | Action::ChangeClass
        | Action::ChangePriority
        | Action::ChangeState
        | Action::ChangeSystems
        | Action::LinkTickets
        | Action::ExplainBreach
        | Action::OfferPrice
        | Action::AcceptPrice
        | Action::RequestIntervention
        | Action::DepositCredentials
        | Action::LockAuthorization
        | Action::WithdrawRequest
        | Action::ConfirmPasswordChange
        | Action::ReadAuthorization
        | Action::ReadStanding
        | Action::RevokeStanding
        | Action::ReadAccessLog
        | Action::ExportEvidence
        | Action::ReadHandover
        | Action::KeepCredentials
        | Action::ReadWorkspace
        | Action::ManageCalendars
        | Action::VerifyRequest
        | Action::OverrideGate
        | Action::RunProbes
        | Action::ChooseMethod
        | Action::SetComplexity
        | Action::StartWork
        | Action::RevealCredential
        | Action::RequestApproval
        | Action::RejectCredentials
        | Action::LogAction
        | Action::TrackWork
        | Action::AskClarification
        | Action::AnnounceDelay
        | Action::CreateHandover
        | Action::ReportHardware
        | Action::Summarise
        | Action::CloseIntervention
        | Action::ReopenIntervention
        | Action::DeclineRequest
        | Action::ReadQueue
        | Action::ReadPolicy
        | Action::ReadReports
        | Action::ReadVaultStatus
        | Action::ReadAuditStatus
        | Action::ReadProviderLog
        | Action::EditProvider
        | Action::ManageSystems => false,
    }
}

/// A desk with everything there that the acts are about.
struct Scene {
    desk: Desk,
    admin: PersonId,
    team: TeamId,
    /// Somebody who was switched off.
    off: PersonId,
    /// A case that is filed, and another one that runs.
    filed: TicketNumber,
    running: TicketNumber,
    approval: ApprovalId,
}

impl Scene {
    async fn open(db: store::Db) -> Outcome<Self> {
        let desk = Desk::open(db).await?;
        let admin = person(&desk, "elena.fuchs@example.test", StaffRole::Admin).await?;
        let off = person(&desk, "otto.aus@example.test", StaffRole::Engineer).await?;
        let op = desk.op(admin).await?;
        staff::set_active(&op, off, false).await?;
        let team = teams::create(&op, "Nacht").await?;
        let running = desk.running().await?;
        let secret = desk.secret(running, "password").await?;
        let engineer = desk.op(desk.engineer).await?;
        let approval = credentials::request_approval(&engineer, running, secret, REASON).await?;
        let filed = desk.submit().await?;
        Ok(Self {
            desk,
            admin,
            team,
            off,
            filed,
            running,
            approval,
        })
    }

    /// Who may.
    async fn entitled(&self, grant: Grant) -> Outcome<OpContext> {
        let desk = &self.desk;
        let who = match grant {
            InviteMember | ChangeRole | GiveAuthorise | DropFourEyes | SignAuthorization
            | ExtendAuthorization | SignStanding => desk.owner,
            AssignTicket | UnlockReveals | ApproveReveal => desk.manager,
            _ => self.admin,
        };
        desk.op(who).await
    }

    /// The proof of a signature, or none.
    async fn proof(&self, given: bool) -> Outcome<SigningProof> {
        let (code, password) = if given {
            (self.desk.mailed_code().await?, PASSWORD)
        } else {
            (SecretString::from(""), "")
        };
        Ok(SigningProof {
            code,
            password: SecretString::from(password),
        })
    }

    /// Does it; signatures with their proof or without.
    async fn act(&self, grant: Grant, op: &OpContext, proven: bool) -> Outcome<Done<()>> {
        let desk = &self.desk;
        let ours = desk.organization;
        let team = desk.colleague.to_string();
        Ok(match grant {
            InviteMember => {
                organizations::invite_member(op, ours, "neu@example.test", "technical").await
            }
            ChangeRole => organizations::change_role(op, ours, desk.reader, "billing").await,
            GiveAuthorise => organizations::set_authorise(op, ours, desk.technical, true).await,
            DropFourEyes => organizations::change_demands(op, ours, false, false).await,
            InviteFirstOwner => {
                let fields = OrganizationFields {
                    number: "K-9",
                    name: "Neue Kundin",
                    address: AddressFields {
                        street: "Hafenstraße 1",
                        postal_code: "66111",
                        city: "Saarbrücken",
                        country: "DE",
                        land: "SL",
                        ..AddressFields::default()
                    },
                    business: true,
                    active: true,
                    owner_email: "erste@example.test",
                    owner_name: "Erste Eignerin",
                };
                organizations::create_organization(op, fields)
                    .await
                    .map(drop)
            }
            InviteStaff => staff::invite(op, "dora.neu@example.test", "Dora Neu", "engineer").await,
            ChangeStaffRole => staff::change(op, desk.colleague, "manager", false).await,
            GiveApproval => staff::change(op, desk.colleague, "engineer", true).await,
            SwitchOn => staff::set_active(op, self.off, true).await,
            ResetFactor => staff::reset_factor(op, desk.stranger).await,
            ChangeAddress => staff::change_email(op, desk.stranger, "anders@example.test").await,
            JoinTeam => teams::update(op, self.team, "Nacht", &[&team]).await,
            SignAuthorization => {
                let view = match interventions::sign_view(op, self.filed).await {
                    Ok(view) => view,
                    Err(refused) => return Ok(Err(refused)),
                };
                if proven {
                    interventions::send_sign_code(op, self.filed, &view.text_sha256).await?;
                }
                let form = SignForm {
                    shown_at: view.shown_at,
                    text_sha256: view.text_sha256,
                    typed_name: op.actor.name.clone(),
                    proof: self.proof(proven).await?,
                };
                interventions::sign(op, self.filed, form).await
            }
            ExtendAuthorization => {
                if proven {
                    interventions::send_extension_code(op, self.running).await?;
                }
                let proof = self.proof(proven).await?;
                interventions::extend(op, self.running, ExtensionForm { hours: 2, proof }).await
            }
            SignStanding => {
                let (choice, now) = (choice(desk), op.now());
                let view = match standing::sign_view(op, ours, &choice, now).await {
                    Ok(view) => view,
                    Err(refused) => return Ok(Err(refused)),
                };
                if proven {
                    standing::send_code(op, ours, &view.text_sha256).await?;
                }
                let form = StandingForm {
                    choice,
                    shown_at: view.shown_at,
                    text_sha256: view.text_sha256,
                    typed_name: op.actor.name.clone(),
                    proof: self.proof(proven).await?,
                };
                standing::sign(op, ours, form).await.map(drop)
            }
            AssignTicket => {
                tickets::change(op, self.filed, Act::Assign(Some(desk.colleague))).await
            }
            UnlockReveals => {
                credentials::unlock(op, self.running, desk.engineer, None, REASON).await
            }
            ApproveReveal => credentials::decide_approval(op, self.approval, true).await,
        })
    }

    /// How often somebody did this, by all chains.
    async fn told(&self, by: PersonId, kind: EventKind) -> Outcome<usize> {
        let mut tx = self.desk.context.db().read().await?;
        let mut count = 0;
        for head in store::audit::list_heads(&mut tx).await? {
            let rows = store::audit::list_since(&mut tx, head.organization, 0, 10_000).await?;
            let mut of_kind = rows.into_iter().filter(|row| row.kind() == Some(kind));
            count += of_kind
                .by_ref()
                .filter(|row| row.actor_id == Some(by))
                .count();
        }
        Ok(count)
    }
}

async fn person(desk: &Desk, email: &str, role: StaffRole) -> Outcome<PersonId> {
    let id = desk.context.id(PersonId::from_uuid);
    let row = store::people::PersonRow {
        staff_role: Some(role),
        ..rows::person(id, email, desk.context.now())
    };
    let mut tx = desk.context.db().begin().await?;
    store::people::insert(&mut tx, &row).await?;
    tx.save().await?;
    Ok(id)
}

#[test]
fn every_act_that_gives_a_right_is_in_the_table() {
    for action in Action::ALL.iter().copied() {
        let listed = GRANTS.iter().any(|(_, of, ..)| *of == action);
        assert_eq!(listed, gives_a_right(action), "{}", action.code());
    }
}

store::both_databases! {
    async fn no_right_is_given_without_role_proof_and_a_line_in_the_chain(db: Db) {
        // I-21
        let scene = Scene::open(db).await?;
        for (grant, _, proof, kind) in GRANTS {
            // Mails of one second have no order.
            scene.desk.clock.advance(1);
            let op = scene.entitled(grant).await?;
            let me = op.actor.person;
            let before = scene.told(me, kind).await?;
            let mut nobodies = vec![scene.desk.reader, scene.desk.stranger];
            // Engineers give each other their work.
            nobodies.extend((grant != AssignTicket).then_some(scene.desk.engineer));
            for nobody in nobodies {
                let nobody = scene.desk.op(nobody).await?;
                let refused = scene.act(grant, &nobody, false).await?;
                let expected = matches!(refused, Err(ServiceError::Denied(_) | ServiceError::NotFound));
                assert!(expected, "{grant:?}: {refused:?}");
            }
            let mut stale = op.clone();
            stale.session.fresh_at = None;
            if proof != Proof::Role {
                let actor = if proof == Proof::Fresh { &stale } else { &op };
                let refused = scene.act(grant, actor, false).await?;
                let expected = match proof {
                    Proof::Fresh => matches!(refused, Err(ServiceError::NotFresh)),
                    _ => matches!(refused, Err(ServiceError::Invalid(_))),
                };
                assert!(expected, "{grant:?} without a proof: {refused:?}");
            }
            assert_eq!(scene.told(me, kind).await?, before, "{grant:?}: told, and not done");
            let actor = if proof == Proof::Fresh { &op } else { &stale };
            scene.desk.clock.advance(1);
            let done = scene.act(grant, actor, true).await?;
            assert!(done.is_ok(), "{grant:?}: {done:?}");
            assert_eq!(scene.told(me, kind).await?, before + 1, "{grant:?} is told once");
        }
        scene.desk.verify_chain().await?;
    }
}
