//! The demo's standing authorizations: in force, still to come, expired, revoked; and customers without one. // I-04

use domain::time::{Timestamp, local};

use super::bulk::Bulk;
use super::stage::Stage;
use super::{Party, Progress};
use crate::error::Result;
use crate::standing::{self, Choice};

const DAY: i64 = 86_400;

/// A signature: how many days before the customer's first story, what, on how many systems, from and until how many
/// days after the signature, and after how many days it was revoked.
struct Signed {
    before: i64,
    acts: &'static [&'static str],
    systems: usize,
    from: i64,
    until: Option<i64>,
    revoked: Option<i64>,
}

/// What the n-th customer signed, the oldest first.
const fn signed(index: usize) -> &'static [Signed] {
    const MUCH: &[Signed] = &[
        Signed {
            before: 470,
            acts: &["patching"],
            systems: 2,
            from: 0,
            until: Some(365),
            revoked: None,
        },
        Signed {
            before: 270,
            acts: &["fix", "patching"],
            systems: 1,
            from: 0,
            until: None,
            revoked: Some(90),
        },
        Signed {
            before: 90,
            acts: &["patching", "inventory"],
            systems: 3,
            from: 0,
            until: None,
            revoked: None,
        },
    ];
    const ONE: &[Signed] = &[Signed {
        before: 12,
        acts: &["fix", "patching", "inventory"],
        systems: 1,
        from: 1,
        until: Some(3_650),
        revoked: None,
    }];
    const LATER: &[Signed] = &[Signed {
        before: 5,
        acts: &["inventory"],
        systems: 2,
        from: 360,
        until: Some(720),
        revoked: None,
    }];
    match index {
        0 => MUCH,
        1 => LATER,
        n if n % 3 == 0 => ONE,
        _ => &[],
    }
}

/// Tells what the n-th customer signed before their first story.
pub(super) async fn tell(
    stage: &Stage,
    party: &Party,
    index: usize,
    first: Timestamp,
    bulk: &mut Bulk,
    progress: Progress<'_>,
) -> Result<()> {
    for one in signed(index) {
        let at = first.minus_seconds(one.before * DAY);
        bulk.tell(&stage.context, index, party.id, at, progress)
            .await?;
        stage.go(at);
        let day = |after: i64| local(at.plus_seconds(after * DAY)).date().to_string();
        let choice = Choice {
            acts: one.acts.iter().map(|act| (*act).to_owned()).collect(),
            systems: party
                .systems
                .iter()
                .take(one.systems)
                .map(ToString::to_string)
                .collect(),
            from: day(one.from),
            until: one.until.map(day).unwrap_or_default(),
        };
        let id = stage.sign_standing(party.id, party.owner, choice).await?;
        stage.pass(60).await?;
        if let Some(days) = one.revoked {
            let revoked = at.plus_seconds(days * DAY);
            bulk.tell(&stage.context, index, party.id, revoked, progress)
                .await?;
            stage.go(revoked);
            let technical = stage.person(party.technical).await?;
            standing::revoke(&technical, id).await?;
            stage.pass(60).await?;
        }
    }
    Ok(())
}
