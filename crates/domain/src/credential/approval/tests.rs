use uuid::Uuid;

use super::*;

fn person(n: u128) -> PersonId {
    PersonId::from_uuid(Uuid::from_u128(n))
}

fn at(seconds: i64) -> Timestamp {
    Timestamp::from_unix(1_700_000_000 + seconds)
}

const ASSIGNEE: u128 = 1;
const MANAGER: u128 = 2;

fn wanted() -> Use {
    Use {
        intervention: InterventionId::from_uuid(Uuid::from_u128(10)),
        secret: SecretId::from_uuid(Uuid::from_u128(20)),
        version: 1,
        actor: person(ASSIGNEE),
        giver_entitled: true,
    }
}

fn giver(n: u128, role: Option<StaffRole>, right: bool) -> Giver {
    Giver {
        person: person(n),
        active: true,
        role,
        right,
    }
}

fn manager() -> Giver {
    giver(MANAGER, Some(StaffRole::Manager), false)
}

fn requested() -> Approval {
    Approval::request(ApprovalId::from_uuid(Uuid::from_u128(30)), &wanted(), at(0))
}

fn approved() -> Approval {
    requested()
        .approve(&manager(), Some(person(ASSIGNEE)), at(60))
        .expect("a manager approves")
}

#[test]
fn a_second_person_with_the_right_approves_one_look() {
    assert_eq!(approved().usable(&wanted(), at(61)), Ok(()));
    let used = approved().used(&wanted(), at(61)).expect("used");
    assert_eq!(
        (used.state, used.used_at),
        (ApprovalState::Used, Some(at(61)))
    );
}

#[test]
fn who_may_approve() {
    for role in [
        None,
        Some(StaffRole::Engineer),
        Some(StaffRole::Manager),
        Some(StaffRole::Admin),
    ] {
        for right in [false, true] {
            for active in [false, true] {
                let giver = Giver {
                    active,
                    ..giver(MANAGER, role, right)
                };
                let allowed = active
                    && (role == Some(StaffRole::Manager)
                        || (role == Some(StaffRole::Engineer) && right));
                let result = requested().approve(&giver, Some(person(ASSIGNEE)), at(1));
                assert_eq!(result.is_ok(), allowed, "{role:?} {right} {active}");
                if !allowed {
                    assert_eq!(result, Err(ApprovalRefusal::NotEntitled));
                }
            }
        }
    }
}

#[test]
fn nobody_approves_for_themselves() {
    let own = giver(ASSIGNEE, Some(StaffRole::Engineer), true);
    assert_eq!(
        requested().approve(&own, Some(person(9)), at(1)),
        Err(ApprovalRefusal::OwnRequest)
    );
    // The ticket was handed over after the request: the new assignee is the one who would look.
    let new_assignee = giver(7, Some(StaffRole::Manager), false);
    assert_eq!(
        requested().approve(&new_assignee, Some(person(7)), at(1)),
        Err(ApprovalRefusal::Assignee)
    );
    let forged = Approval {
        decided_by: Some(person(ASSIGNEE)),
        ..approved()
    };
    assert_eq!(
        forged.usable(&wanted(), at(61)),
        Err(ApprovalRefusal::OwnRequest)
    );
}

#[test]
fn a_decision_is_final() {
    let denied = requested().deny(&manager(), None, at(1)).expect("denied");
    let other = giver(5, Some(StaffRole::Manager), false);
    assert_eq!(
        denied.approve(&other, None, at(2)),
        Err(ApprovalRefusal::Settled(ApprovalState::Denied)),
        "approve after deny"
    );
    assert_eq!(
        approved().deny(&other, None, at(62)),
        Err(ApprovalRefusal::Settled(ApprovalState::Approved)),
        "deny after approve"
    );
    assert_eq!(
        approved().approve(&manager(), None, at(62)),
        Err(ApprovalRefusal::Settled(ApprovalState::Approved)),
        "the same person twice"
    );
    assert_eq!(
        denied.usable(&wanted(), at(2)),
        Err(ApprovalRefusal::Settled(ApprovalState::Denied))
    );
    assert_eq!(
        requested().usable(&wanted(), at(2)),
        Err(ApprovalRefusal::NotApproved)
    );
}

#[test]
fn an_approval_is_for_one_secret_one_version_one_person_and_one_use() {
    let base = wanted();
    for other in [
        Use {
            intervention: InterventionId::from_uuid(Uuid::from_u128(11)),
            ..base
        },
        Use {
            secret: SecretId::from_uuid(Uuid::from_u128(21)),
            ..base
        },
        Use { version: 2, ..base },
        Use {
            actor: person(8),
            ..base
        },
    ] {
        assert_eq!(
            approved().usable(&other, at(61)),
            Err(ApprovalRefusal::OtherUse)
        );
    }
    let used = approved().used(&base, at(61)).expect("used");
    assert_eq!(
        used.used(&base, at(62)),
        Err(ApprovalRefusal::Settled(ApprovalState::Used))
    );
    let reset = Approval {
        state: ApprovalState::Approved,
        ..used
    };
    assert!(
        reset.usable(&base, at(62)).is_err(),
        "a state set back does not give a second use"
    );
}

#[test]
fn the_giver_needs_the_right_at_the_use_too() {
    let lost = Use {
        giver_entitled: false,
        ..wanted()
    };
    assert_eq!(
        approved().usable(&lost, at(61)),
        Err(ApprovalRefusal::NotEntitled)
    );
}

#[test]
fn half_an_hour_and_not_a_second_more() {
    let last = at(60 + APPROVAL_SECONDS);
    assert_eq!(approved().usable(&wanted(), last), Ok(()));
    assert_eq!(approved().expire(last), approved());
    let late = last.plus_seconds(1);
    assert_eq!(
        approved().usable(&wanted(), late),
        Err(ApprovalRefusal::TooLate)
    );
    assert_eq!(approved().expire(late).state, ApprovalState::Expired);
    assert_eq!(
        approved().usable(&wanted(), at(59)),
        Err(ApprovalRefusal::TooLate),
        "from the future"
    );

    let late = at(APPROVAL_SECONDS + 1);
    assert_eq!(
        requested().approve(&manager(), None, late),
        Err(ApprovalRefusal::TooLate)
    );
    assert_eq!(requested().expire(late).state, ApprovalState::Expired);
    let expired = requested().expire(late);
    assert_eq!(
        expired.usable(&wanted(), at(1)),
        Err(ApprovalRefusal::Settled(ApprovalState::Expired))
    );
}
