//! The permission table, written a second time by hand, and the generated page.

use domain::account::{Actor, Locale, MemberRole, Membership, StaffRole};
use domain::ids::{OrganizationId, PersonId};
use domain::policy::{
    Action, Denied, Reason, Resource, may, organizations_where, permission_matrix, staff_may,
};
use uuid::Uuid;

const OURS: OrganizationId = OrganizationId::from_uuid(Uuid::from_u128(1));
const THEIRS: OrganizationId = OrganizationId::from_uuid(Uuid::from_u128(2));

fn person(n: u128) -> PersonId {
    PersonId::from_uuid(Uuid::from_u128(100 + n))
}

fn actor(n: u128, staff: Option<StaffRole>, member: Option<(MemberRole, bool)>) -> Actor {
    Actor {
        person: person(n),
        name: format!("Person {n}"),
        locale: Locale::De,
        staff,
        memberships: member
            .map(|(role, may_authorise)| Membership {
                organization: OURS,
                role,
                may_authorise,
            })
            .into_iter()
            .collect(),
        may_approve_reveals: false,
    }
}

/// Columns of the table: owner, technical, billing, reader, reader with the right to authorise, reader who signed,
/// owner of another customer, engineer, assigned engineer, engineer who may approve, manager, admin.
fn cast() -> Vec<Actor> {
    use MemberRole::{Billing, Owner, Reader, Technical};
    use StaffRole::{Admin, Engineer, Manager};
    let mut stranger = actor(6, None, Some((Owner, false)));
    stranger.memberships[0].organization = THEIRS;
    let mut approver = actor(9, Some(Engineer), None);
    approver.may_approve_reveals = true;
    vec![
        actor(0, None, Some((Owner, false))),
        actor(1, None, Some((Technical, false))),
        actor(2, None, Some((Billing, false))),
        actor(3, None, Some((Reader, false))),
        actor(4, None, Some((Reader, true))),
        actor(5, None, Some((Reader, false))),
        stranger,
        actor(7, Some(Engineer), None),
        actor(8, Some(Engineer), None),
        approver,
        actor(10, Some(Manager), None),
        actor(11, Some(Admin), None),
    ]
}

/// The case of the table: signed by person 5, assigned to person 8, asked and written by nobody of the cast.
fn ticket() -> Resource {
    Resource::of(OURS)
        .signed_by(Some(person(5)))
        .assigned_to(Some(person(8)))
        .written_by(Some(person(99)))
}

/// Who is told by their place with the provider is who may, as far as that alone decides.
#[test]
fn a_place_with_the_provider_decides_as_the_policy_does() {
    for action in Action::ALL.iter().copied() {
        assert!(!staff_may(None, action), "{action}");
        for role in StaffRole::ALL.iter().copied() {
            let allowed = may(&actor(7, Some(role), None), action, &ticket()).is_ok();
            // What also asks for something else about somebody is never decided by their place alone.
            assert!(allowed || !staff_may(Some(role), action), "{role} {action}");
        }
    }
    let reads = |role| staff_may(Some(role), Action::ReadTicket);
    assert!(reads(StaffRole::Engineer) && reads(StaffRole::Manager) && !reads(StaffRole::Admin));
}

/// y yes, f forbidden, - not found. Written from the rulings, not from the code.
#[rustfmt::skip]
const TABLE: &[(&str, &str)] = &[
    //                           otbr+s x eaAma
    ("manage_own_account",      "------ - -----"),
    ("read_organization",       "yyyyyy - yyyyy"),
    ("manage_members",          "yfffff - ffffy"),
    ("grant_authorise",         "yfffff - fffff"),
    ("change_security",         "yfffff - ffffy"),
    ("read_systems",            "yyyyyy - yyyyy"),
    ("read_contracts",          "yyyfff - yyyyy"),
    ("export_audit",            "yfffff - fffyy"),
    ("read_ticket",             "yyyyyy - yyyyf"),
    ("file_ticket",             "yyyfff - fffff"),
    ("file_for_caller",         "------ - yyyyf"),
    ("write_message",           "yyyfff - yyyyf"),
    ("withdraw_message",        "ffffff - fffff"),
    ("resolve_ticket",          "yyyfff - yyyyf"),
    ("reopen_ticket",           "yyyfff - yyyyf"),
    ("read_notes",              "------ - yyyyf"),
    ("write_note",              "------ - yyyyf"),
    ("assign_ticket",           "------ - yyyyf"),
    ("change_class",            "------ - yyyyf"),
    ("change_priority",         "------ - yyyyf"),
    ("change_state",            "------ - yyyyf"),
    ("change_systems",          "------ - yyyyf"),
    ("link_tickets",            "------ - yyyyf"),
    ("explain_breach",          "------ - yyyyf"),
    ("offer_price",             "------ - yyyyf"),
    ("accept_price",            "yfyfff - fffff"),
    ("request_intervention",    "yyffyf - fffff"),
    ("deposit_credentials",     "yyffyf - fffff"),
    ("sign_authorization",      "yfffyf - fffff"),
    ("extend_authorization",    "yfffyf - fffff"),
    ("lock_authorization",      "yyfffy - fffff"),
    ("withdraw_request",        "yyfffy - fffff"),
    ("confirm_password_change", "yyfffy - fffff"),
    ("read_authorization",      "yyffyy - yyyyf"),
    ("read_standing",           "yyffyf - yyyyy"),
    ("sign_standing",           "yfffyf - fffff"),
    ("revoke_standing",         "yyffyf - fffff"),
    ("read_access_log",         "yyffff - yyyyf"),
    ("export_evidence",         "yyffff - yyyyf"),
    ("read_handover",           "yyffff - fffff"),
    ("keep_credentials",        "yyffff - fffff"),
    ("read_workspace",          "------ - yyyyf"),
    ("verify_request",          "------ - yyyff"),
    ("override_gate",           "------ - yyyyf"),
    ("run_probes",              "------ - yyyff"),
    ("choose_method",           "------ - yyyff"),
    ("set_complexity",          "------ - yyyff"),
    ("start_work",              "------ - yyyff"),
    ("reveal_credential",       "------ - fyfff"),
    ("request_approval",        "------ - fyfff"),
    ("approve_reveal",          "------ - ffyyf"),
    ("unlock_reveals",          "------ - fffyf"),
    ("reject_credentials",      "------ - yyyff"),
    ("log_action",              "------ - yyyff"),
    ("track_work",              "------ - yyyff"),
    ("enter_work",              "------ - yyyyf"),
    ("approve_work",            "------ - fffyf"),
    ("read_statements",         "yfyfff - fffyf"),
    ("keep_tax",                "------ - fffyf"),
    ("ask_clarification",       "------ - yyyff"),
    ("announce_delay",          "------ - yyyyf"),
    ("create_handover",         "------ - yyyff"),
    ("report_hardware",         "------ - yyyff"),
    ("summarise",               "------ - yyyff"),
    ("close_intervention",      "------ - yyyff"),
    ("reopen_intervention",     "yyffyf - yyyff"),
    ("decline_request",         "------ - yyyyf"),
    ("read_queue",              "------ - yyyyf"),
    ("read_policy",             "------ - yyyyy"),
    ("read_reports",            "------ - fffyy"),
    ("read_vault_status",       "------ - fffyy"),
    ("read_audit_status",       "------ - fffyy"),
    ("read_provider_log",       "------ - fffyy"),
    ("manage_calendars",        "------ - fffyy"),
    ("manage_tariffs",          "------ - fffyy"),
    ("manage_policies",         "------ - fffyy"),
    ("read_on_call",            "------ - yyyyy"),
    ("hand_over_shift",         "------ - yyyyf"),
    ("manage_on_call",          "------ - fffyy"),
    ("edit_provider",           "------ - ffffy"),
    ("manage_people",           "------ - ffffy"),
    ("manage_organizations",    "------ - ffffy"),
    ("manage_teams",            "------ - ffffy"),
    ("manage_systems",          "------ - ffffy"),
];

// I-21 I-40 I-03
#[test]
fn every_role_against_every_action() {
    let cast = cast();
    let mut wrong = Vec::new();
    for (code, expected) in TABLE {
        let action: Action = code.parse().expect("an action");
        let letters: Vec<char> = expected.chars().filter(|c| *c != ' ').collect();
        assert_eq!(letters.len(), cast.len(), "{code}");
        for (actor, expected) in cast.iter().zip(letters) {
            let got = match may(actor, action, &ticket()) {
                Ok(()) => 'y',
                Err(Denied::Forbidden(_)) => 'f',
                Err(Denied::NotFound) => '-',
            };
            if got != expected {
                wrong.push(format!("{code} {}: {got}, not {expected}", actor.name));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    let listed: Vec<_> = TABLE.iter().map(|(code, _)| *code).collect();
    let all: Vec<_> = Action::ALL.iter().map(|a| a.code()).collect();
    assert_eq!(listed, all, "an action is missing here");
}

#[test]
fn own_things_are_ones_own_and_nobody_elses() {
    let cast = cast();
    for actor in &cast {
        let mine = Resource::person(actor.person);
        assert_eq!(may(actor, Action::ManageOwnAccount, &mine), Ok(()));
        let other = Resource::person(person(99));
        assert_eq!(
            may(actor, Action::ManageOwnAccount, &other),
            Err(Denied::NotFound)
        );
    }
}

#[test]
fn only_the_author_takes_a_message_back() {
    let cast = cast();
    for n in [0, 1, 2, 7, 10] {
        let resource = ticket().written_by(Some(cast[n].person));
        assert_eq!(may(&cast[n], Action::WithdrawMessage, &resource), Ok(()));
        assert_eq!(
            may(&cast[n], Action::WithdrawMessage, &ticket()),
            Err(Denied::Forbidden(Reason::NotAuthor))
        );
    }
    let reader = ticket().written_by(Some(cast[3].person));
    assert_eq!(
        may(&cast[3], Action::WithdrawMessage, &reader),
        Err(Denied::Forbidden(Reason::Role))
    );
}

// I-60
#[test]
fn repeated_cases_are_a_managers_decision() {
    let cast = cast();
    let repeat = ticket().needing_manager(true);
    assert_eq!(
        may(&cast[8], Action::OverrideGate, &repeat),
        Err(Denied::Forbidden(Reason::NeedsManager))
    );
    assert_eq!(may(&cast[10], Action::OverrideGate, &repeat), Ok(()));
}

#[test]
fn four_eyes_are_two_uninvolved_eyes_more() {
    let cast = cast();
    let refused = Err(Denied::Forbidden(Reason::Involved));
    for n in [9, 10] {
        let me = Some(cast[n].person);
        let assigned = ticket().assigned_to(me);
        assert_eq!(may(&cast[n], Action::ApproveReveal, &assigned), refused);
        let asked = ticket().written_by(me);
        assert_eq!(may(&cast[n], Action::ApproveReveal, &asked), refused);
        let mut member = cast[n].clone();
        member.memberships = cast[3].memberships.clone();
        assert_eq!(may(&member, Action::ApproveReveal, &ticket()), refused);
    }
    // The right to approve makes nothing of somebody who is no engineer.
    let mut customer = cast[0].clone();
    customer.may_approve_reveals = true;
    assert_eq!(
        may(&customer, Action::ApproveReveal, &ticket()),
        Err(Denied::NotFound)
    );
    let mut admin = cast[11].clone();
    admin.may_approve_reveals = true;
    assert_eq!(
        may(&admin, Action::ApproveReveal, &ticket()),
        Err(Denied::Forbidden(Reason::Role))
    );
}

#[test]
fn nobody_reveals_but_the_assigned_engineer() {
    for actor in cast() {
        let own = ticket().assigned_to(Some(actor.person));
        let engineer = actor.staff == Some(StaffRole::Engineer);
        assert_eq!(
            may(&actor, Action::RevealCredential, &own).is_ok(),
            engineer,
            "{}",
            actor.name
        );
        let unassigned = ticket().assigned_to(None);
        assert!(may(&actor, Action::RevealCredential, &unassigned).is_err());
    }
}

#[test]
fn a_signer_who_left_the_customer_has_nothing_left() {
    let mut signer = cast()[5].clone();
    signer.memberships.clear();
    for action in Action::ALL {
        assert_eq!(may(&signer, *action, &ticket()), Err(Denied::NotFound));
    }
}

#[test]
fn roles_of_somebody_who_is_both_add_up() {
    let mut both = cast()[7].clone();
    both.memberships = cast()[0].memberships.clone();
    assert_eq!(may(&both, Action::SignAuthorization, &ticket()), Ok(()));
    assert_eq!(may(&both, Action::ReadNotes, &ticket()), Ok(()));
    assert_eq!(
        may(&both, Action::SignAuthorization, &Resource::of(THEIRS)),
        Err(Denied::Forbidden(Reason::Role))
    );
}

#[test]
fn lists_hold_only_organizations_in_which_the_act_is_allowed() {
    let mut actor = cast()[3].clone();
    actor.memberships.push(Membership {
        organization: THEIRS,
        role: MemberRole::Technical,
        may_authorise: false,
    });
    assert_eq!(
        organizations_where(&actor, Action::ReadTicket),
        [OURS, THEIRS]
    );
    assert_eq!(organizations_where(&actor, Action::FileTicket), [THEIRS]);
}

#[test]
fn the_page_is_what_the_code_says() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/PERMISSIONS.md");
    let generated = permission_matrix();
    if std::env::var_os("UPDATE_DOCS").is_some() {
        std::fs::write(path, &generated).expect("docs/ is writable");
    }
    let written = std::fs::read_to_string(path).expect("docs/PERMISSIONS.md exists");
    assert!(
        written == generated,
        "docs/PERMISSIONS.md is out of date: UPDATE_DOCS=1 cargo test -p domain --test permissions"
    );
}
