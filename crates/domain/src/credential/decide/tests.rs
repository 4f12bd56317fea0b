use uuid::Uuid;

use super::super::ApprovalState;
use super::*;

const REASON: &str = "Anmeldung an der Konsole";

fn uuid(n: u128) -> Uuid {
    Uuid::from_u128(n)
}

fn now() -> Timestamp {
    Timestamp::from_unix(1_700_000_000)
}

/// Everything holds, four eyes included.
fn good() -> RevealFacts<'static> {
    let engineer = PersonId::from_uuid(uuid(1));
    let intervention = InterventionId::from_uuid(uuid(2));
    let secret = SecretId::from_uuid(uuid(3));
    let ticket = TicketId::from_uuid(uuid(4));
    let organization = OrganizationId::from_uuid(uuid(5));
    let system = SystemId::from_uuid(uuid(6));
    let authorization = AuthorizationId::from_uuid(uuid(7));
    RevealFacts {
        now: now(),
        actor: ActorFacts {
            person: engineer,
            active: true,
            role: Some(StaffRole::Engineer),
            second_factor: true,
            fresh_at: Some(now().minus_seconds(60)),
        },
        case: CaseFacts {
            ticket,
            organization,
            ticket_open: true,
            assignee: Some(engineer),
            intervention,
            system,
            state: InterventionState::Running,
            gate_passed: true,
        },
        authorization: AuthorizationFacts {
            id: authorization,
            system: Some(system),
            state: AuthorizationState::Active,
            from: now().minus_seconds(3_600),
            until: now().plus_seconds(3_600),
            text_sha256: [1; 32],
        },
        secret: SecretFacts {
            id: secret,
            class: SecretClass::Intervention,
            organization,
            ticket: Some(ticket),
            authorization: Some(authorization),
            state: SecretState::Stored,
            version: 2,
            blob_sha256: [2; 32],
            deposited_at: now().minus_seconds(7_200),
        },
        chain: ChainFacts {
            text_sha256: Some([1; 32]),
            newest: Some((2, [2; 32])),
            newest_at: now().minus_seconds(1),
        },
        reason: REASON,
        four_eyes: true,
        approval: Some(ApprovalFacts {
            approval: Approval {
                id: ApprovalId::from_uuid(uuid(8)),
                intervention,
                secret,
                version: 2,
                requested_by: engineer,
                requested_at: now().minus_seconds(120),
                state: ApprovalState::Approved,
                decided_by: Some(PersonId::from_uuid(uuid(9))),
                decided_at: Some(now().minus_seconds(60)),
                used_at: None,
            },
            giver_entitled: true,
        }),
        usage: Usage {
            field_last_hour: 4,
            engineer_last_day: 19,
            engineer_locked: false,
        },
        limits: crate::rules::HouseRules::SHIPPED.reveals(),
        vault_open: true,
    }
}

/// One fact: the refusal when it fails, and how to break and mend it. In the order of the checks.
type Fact = (DenyCode, fn(&mut RevealFacts<'_>, bool));

const FACTS: [Fact; 25] = [
    (DenyCode::ActorInactive, |f, ok| f.actor.active = ok),
    (DenyCode::NotEngineer, |f, ok| {
        f.actor.role = Some(if ok {
            StaffRole::Engineer
        } else {
            StaffRole::Manager
        });
    }),
    (DenyCode::NoSecondFactor, |f, ok| f.actor.second_factor = ok),
    (DenyCode::SecondFactorStale, |f, ok| {
        f.actor.fresh_at = Some(now().minus_seconds(if ok { 300 } else { 301 }));
    }),
    (DenyCode::NotAssignee, |f, ok| {
        f.case.assignee = Some(if ok {
            f.actor.person
        } else {
            PersonId::from_uuid(uuid(99))
        });
    }),
    (DenyCode::TicketNotOpen, |f, ok| f.case.ticket_open = ok),
    (DenyCode::NotRunning, |f, ok| {
        f.case.state = if ok {
            InterventionState::Running
        } else {
            InterventionState::Clarifying
        };
    }),
    (DenyCode::GateNotPassed, |f, ok| f.case.gate_passed = ok),
    (DenyCode::AuthorizationNotActive, |f, ok| {
        f.authorization.state = if ok {
            AuthorizationState::Active
        } else {
            AuthorizationState::Ended
        };
    }),
    (DenyCode::NotYetValid, |f, ok| {
        f.authorization.from = now().plus_seconds(i64::from(!ok));
    }),
    (DenyCode::ValidityOver, |f, ok| {
        f.authorization.until = now().plus_seconds(i64::from(ok));
    }),
    (DenyCode::TextAltered, |f, ok| {
        f.authorization.text_sha256[31] = u8::from(ok);
    }),
    (DenyCode::WrongClass, |f, ok| {
        f.secret.class = if ok {
            SecretClass::Intervention
        } else {
            SecretClass::Handover
        };
    }),
    (DenyCode::OtherOrganization, |f, ok| {
        f.secret.organization = OrganizationId::from_uuid(uuid(if ok { 5 } else { 99 }));
    }),
    (DenyCode::OtherTicket, |f, ok| {
        f.secret.ticket = ok.then(|| TicketId::from_uuid(uuid(4)));
    }),
    (DenyCode::OtherSystem, |f, ok| {
        f.authorization.system = ok.then(|| SystemId::from_uuid(uuid(6)));
    }),
    (DenyCode::OtherAuthorization, |f, ok| {
        f.secret.authorization = Some(AuthorizationId::from_uuid(uuid(if ok { 7 } else { 99 })));
    }),
    (DenyCode::Shredded, |f, ok| {
        f.secret.state = if ok {
            SecretState::Stored
        } else {
            SecretState::Shredded
        };
    }),
    (DenyCode::DepositTooOld, |f, ok| {
        f.secret.deposited_at = now().minus_seconds(DEPOSIT_SECONDS - i64::from(ok));
    }),
    (DenyCode::Rollback, |f, ok| {
        f.chain.newest = Some((if ok { 2 } else { 3 }, [2; 32]));
    }),
    (DenyCode::ReasonTooShort, |f, ok| {
        f.reason = if ok { REASON } else { "  zu kurz  " }
    }),
    (DenyCode::NotApproved, |f, ok| {
        if let Some(given) = &mut f.approval {
            given.giver_entitled = ok;
        }
    }),
    (DenyCode::FieldLimit, |f, ok| {
        f.usage.field_last_hour = if ok { 4 } else { 5 }
    }),
    (DenyCode::DayLimit, |f, ok| {
        f.usage.engineer_last_day = if ok { 19 } else { 20 }
    }),
    (DenyCode::VaultSealed, |f, ok| f.vault_open = ok),
];

/// All 2^25 combinations, in the order of a Gray code, so that each step turns a single fact: exactly one row grants,
/// every other names its first failing fact.
#[test]
fn the_whole_truth_table_has_exactly_one_grant() {
    let mut facts = good();
    for (_, set) in FACTS {
        set(&mut facts, true);
    }
    let mut broken = 0_u32;
    let mut grants = 0_u32;
    for step in 0..1_u32 << FACTS.len() {
        if step > 0 {
            let turned = step.trailing_zeros();
            broken ^= 1 << turned;
            (FACTS[turned as usize].1)(&mut facts, broken & (1 << turned) == 0);
        }
        match decide(&facts) {
            Ok(_) => {
                assert_eq!(broken, 0, "granted although {broken:025b} fail");
                grants += 1;
            }
            Err(code) => {
                let first = FACTS[broken.trailing_zeros() as usize % FACTS.len()].0;
                assert!(
                    broken != 0 && code == first,
                    "{broken:025b}: {code}, not {first}"
                );
            }
        }
    }
    assert_eq!(grants, 1);
}

#[test]
fn every_refusal_has_its_fact() {
    let mut codes: Vec<DenyCode> = FACTS.iter().map(|fact| fact.0).collect();
    codes.push(DenyCode::ReasonTooLong);
    codes.sort_unstable();
    assert_eq!(codes, DenyCode::ALL);
}

fn denied(change: impl FnOnce(&mut RevealFacts<'_>)) -> Option<DenyCode> {
    let mut facts = good();
    change(&mut facts);
    decide(&facts).err()
}

#[test]
fn validity_is_exact_to_the_second() {
    let until = now().plus_seconds(3_600);
    for (offset, expected) in [
        (-1, None),
        (0, Some(DenyCode::ValidityOver)),
        (1, Some(DenyCode::ValidityOver)),
    ] {
        let result = denied(|f| {
            f.now = until.plus_seconds(offset);
            f.actor.fresh_at = Some(f.now);
            if let Some(given) = &mut f.approval {
                given.approval.decided_at = Some(f.now);
            }
        });
        assert_eq!(result, expected, "until {offset:+}");
    }
    assert_eq!(denied(|f| f.authorization.from = now()), None);
    assert_eq!(
        denied(|f| f.authorization.from = now().plus_seconds(1)),
        Some(DenyCode::NotYetValid)
    );
}

#[test]
fn a_clock_set_back_does_not_revive_an_authorization() {
    assert_eq!(
        denied(|f| {
            f.chain.newest_at = f.authorization.until;
            f.actor.fresh_at = Some(f.authorization.until);
        }),
        Some(DenyCode::ValidityOver)
    );
}

#[test]
fn only_the_assigned_engineer_with_a_fresh_second_factor() {
    for role in [None, Some(StaffRole::Manager), Some(StaffRole::Admin)] {
        assert_eq!(denied(|f| f.actor.role = role), Some(DenyCode::NotEngineer));
    }
    assert_eq!(
        denied(|f| f.case.assignee = None),
        Some(DenyCode::NotAssignee)
    );
    assert_eq!(
        denied(|f| f.actor.fresh_at = None),
        Some(DenyCode::SecondFactorStale)
    );
    assert_eq!(
        denied(|f| f.actor.fresh_at = Some(now().minus_seconds(300))),
        None
    );
    assert_eq!(
        denied(|f| f.actor.fresh_at = Some(now().plus_seconds(1))),
        Some(DenyCode::SecondFactorStale),
        "a check from the future"
    );
}

#[test]
fn only_while_the_intervention_runs_and_the_authorization_is_active() {
    for state in InterventionState::ALL {
        let expected = (*state != InterventionState::Running).then_some(DenyCode::NotRunning);
        assert_eq!(denied(|f| f.case.state = *state), expected, "{state}");
    }
    for state in AuthorizationState::ALL {
        let expected =
            (*state != AuthorizationState::Active).then_some(DenyCode::AuthorizationNotActive);
        assert_eq!(
            denied(|f| f.authorization.state = *state),
            expected,
            "{state}"
        );
    }
    for class in SecretClass::ALL {
        let expected = (*class != SecretClass::Intervention).then_some(DenyCode::WrongClass);
        assert_eq!(denied(|f| f.secret.class = *class), expected, "{class}");
    }
}

#[test]
fn what_the_chain_does_not_know_is_not_shown() {
    assert_eq!(
        denied(|f| f.chain.text_sha256 = None),
        Some(DenyCode::TextAltered)
    );
    assert_eq!(denied(|f| f.chain.newest = None), Some(DenyCode::Rollback));
    assert_eq!(
        denied(|f| f.chain.newest = Some((3, [2; 32]))),
        Some(DenyCode::Rollback),
        "an older row"
    );
    assert_eq!(
        denied(|f| f.chain.newest = Some((1, [2; 32]))),
        Some(DenyCode::Rollback),
        "a newer row"
    );
    assert_eq!(
        denied(|f| f.secret.blob_sha256[0] = 0),
        Some(DenyCode::Rollback),
        "another blob"
    );
}

#[test]
fn the_reason_has_10_to_500_characters() {
    let ten = "äöüßäöüßäö";
    let longest = "ä".repeat(500);
    let too_long = "ä".repeat(501);
    let with = |reason: &str| {
        let facts = RevealFacts { reason, ..good() };
        decide(&facts).err()
    };
    assert_eq!(with(ten), None);
    assert_eq!(with("äöüßäöüßä"), Some(DenyCode::ReasonTooShort));
    assert_eq!(with("          x         "), Some(DenyCode::ReasonTooShort));
    assert_eq!(with(&longest), None);
    assert_eq!(with(&too_long), Some(DenyCode::ReasonTooLong));
}

#[test]
fn four_eyes_only_where_they_are_demanded() {
    assert_eq!(denied(|f| f.approval = None), Some(DenyCode::NotApproved));
    let mut without = good();
    without.four_eyes = false;
    without.approval = None;
    assert_eq!(decide(&without).map(|g| g.uses), Ok(None));
    assert_eq!(
        decide(&good()).map(|g| g.uses),
        Ok(Some(ApprovalId::from_uuid(uuid(8))))
    );
    for state in ApprovalState::ALL {
        let expected = (*state != ApprovalState::Approved).then_some(DenyCode::NotApproved);
        let result = denied(|f| {
            if let Some(given) = &mut f.approval {
                given.approval.state = *state;
            }
        });
        assert_eq!(result, expected, "{state}");
    }
}

#[test]
fn the_limits_count_this_look_too() {
    let grant = decide(&good()).expect("granted");
    assert_eq!((grant.field_left, grant.day_left), (0, 0));
    assert_eq!(grant.lease_until, now().plus_seconds(60));
    assert_eq!(grant.shown_seconds, 30);
    assert_eq!(
        denied(|f| f.usage.engineer_locked = true),
        Some(DenyCode::DayLimit)
    );
    let mut first = good();
    first.usage = Usage::default();
    assert_eq!(
        decide(&first).map(|g| (g.field_left, g.day_left)),
        Ok((4, 19))
    );
    // Fewer looks and a shorter pane, because the house says so.
    first.limits.field = 1;
    first.limits.shown_seconds = 10;
    assert_eq!(
        decide(&first).map(|g| (g.field_left, g.shown_seconds)),
        Ok((0, 10))
    );
    first.usage.field_last_hour = 1;
    assert_eq!(decide(&first), Err(DenyCode::FieldLimit));
}

#[test]
fn seventy_two_hours_after_the_deposit_it_is_over() {
    let deposited = |hours: i64, seconds: i64| {
        denied(|f| f.secret.deposited_at = now().minus_seconds(hours * 3_600 + seconds))
    };
    assert_eq!(deposited(72, -1), None);
    assert_eq!(deposited(72, 0), Some(DenyCode::DepositTooOld));
    assert_eq!(deposited(72, 1), Some(DenyCode::DepositTooOld));
}
