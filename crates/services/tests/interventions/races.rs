//! Attack 7: looks race with what ends them. All set out from one barrier; the runtime decides who comes first, and the
//! order of the chain must be one in which nothing was granted after its end.
//!
//! Only what must hold in every order is asserted, never which order it was.

use std::sync::Arc;

use domain::ids::TicketNumber;
use domain::rules::Rule;
use domain::time::{Clock as _, Timestamp};
use secrecy::SecretString;
use services::accounts::SigningProof;
use services::interventions::{self, ExtensionForm};
use services::tickets::{self, Act};
use tokio::sync::Barrier;
use tokio::task::{JoinHandle, JoinSet};

use super::defaults::set;
use super::desk::{CANARY, Desk, Outcome, PASSWORD, REASON, look};

/// Looks that race with each end: as many as an hour allows at most.
const LOOKS: usize = 20;
/// A thousand pairs of a look and a lock.
const LOCKS: usize = 50;
const OTHERS: usize = 10;
/// A look that got no answer is asked again so often.
const TRIES: usize = 10;
/// Granted looks of a day, below the limit by one round.
const DAY_FULL: usize = 180;

/// What a look answers.
type Looked = Vec<Result<String, String>>;

/// A desk where so many looks may be granted, and a running case.
async fn busy(db: store::Db) -> Outcome<(Arc<Desk>, TicketNumber)> {
    let desk = Arc::new(Desk::open(db).await?);
    set(&desk, &[(Rule::LooksPerDay, 200), (Rule::LooksPerHour, 20)]).await?;
    let number = desk.running().await?;
    Ok((desk, number))
}

/// Looks at the password, all at once with whatever else waits at the barrier.
async fn looks(
    desk: &Desk,
    number: TicketNumber,
    barrier: &Arc<Barrier>,
) -> Outcome<JoinSet<Result<String, String>>> {
    let secret = desk.secret(number, "password").await?;
    let mut looks = JoinSet::new();
    for _ in 0..LOOKS {
        let op = desk.op(desk.engineer).await?;
        let barrier = barrier.clone();
        looks.spawn(async move {
            barrier.wait().await;
            let mut looked = look(&op, number, secret, REASON).await;
            // So many at once on a busy machine: who waited too long for a connection learned nothing, and asks again.
            for _ in 0..TRIES {
                if !is_unanswered(&looked) {
                    break;
                }
                let again = look(&op, number, secret, REASON).await;
                // The first one may have been counted and only its value not have come.
                let counted = matches!(&again, Err(code) if code.ends_with("_limit"));
                looked = if counted { looked } else { again };
            }
            looked
        });
    }
    Ok(looks)
}

/// Nobody said yes or no.
fn is_unanswered(looked: &Result<String, String>) -> bool {
    matches!(looked, Err(code) if code.starts_with("Unavailable"))
}

/// The end that the looks race with; so many turns of the runtime later than they, another number in each round.
fn end<F>(barrier: &Arc<Barrier>, round: usize, act: F) -> JoinHandle<F::Output>
where
    F: Future<Output: Send> + Send + 'static,
{
    let barrier = barrier.clone();
    tokio::spawn(async move {
        barrier.wait().await;
        for _ in 0..round * 7 % LOOKS {
            tokio::task::yield_now().await;
        }
        act.await
    })
}

/// Kinds and moments in the chain of a ticket after its first `from` events.
async fn chain(desk: &Desk, from: usize) -> Outcome<Vec<(String, Timestamp)>> {
    let mut tx = desk.context.db().read().await?;
    let rows = store::audit::list_since(&mut tx, desk.organization, 0, 100_000).await?;
    Ok(rows
        .into_iter()
        .skip(from)
        .map(|row| (row.kind, row.at))
        .collect())
}

/// Nothing was granted after the event of this kind; every value that came is in the chain. Says how many were granted.
fn assert_ended(
    events: &[(String, Timestamp)],
    ended: &str,
    looked: &Looked,
    codes: &[&str],
) -> Outcome<usize> {
    let at = events
        .iter()
        .position(|(kind, _)| kind == ended)
        .ok_or_else(|| format!("no {ended}"))?;
    let granted = |events: &[(String, Timestamp)]| {
        events
            .iter()
            .filter(|(kind, _)| kind == "reveal.granted")
            .count()
    };
    assert_eq!(
        granted(&events[at..]),
        0,
        "granted after {ended}: {events:?}"
    );
    let shown = looked.iter().filter(|result| result.is_ok()).count();
    // A value that the end overtook on its way out is told to the customer all the same: never the reverse.
    assert!(
        shown <= granted(events),
        "{shown} values of {} looks",
        granted(events)
    );
    let answered = || looked.iter().filter(|result| !is_unanswered(result));
    let enough = answered().count() * 2 > looked.len();
    assert!(enough, "hardly a look was answered: {looked:?}");
    for result in answered() {
        match result {
            Ok(value) => assert!(value == CANARY || value == "geheim"),
            Err(code) => assert!(codes.contains(&code.as_str()), "{code}"),
        }
    }
    Ok(granted(events))
}

/// Another authorization and work under way again.
async fn again(desk: &Desk, number: TicketNumber) -> Outcome {
    let owner = desk.op(desk.owner).await?;
    interventions::edit(&owner, number, &desk.form(), Desk::credentials("geheim")).await?;
    desk.sign(number).await?;
    desk.start(number).await
}

/// When the authorization in force ends.
async fn valid_until(desk: &Desk, number: TicketNumber) -> Outcome<Timestamp> {
    let mut tx = desk.context.db().read().await?;
    let ticket = store::tickets::find(&mut tx, number)
        .await?
        .ok_or("no ticket")?;
    let case = store::interventions::find_by_ticket(&mut tx, ticket.id)
        .await?
        .ok_or("no case")?;
    let all = store::authorizations::list(&mut tx, case.id).await?;
    Ok(all
        .iter()
        .filter_map(|one| one.valid_until)
        .max()
        .ok_or("not valid at all")?)
}

store::both_databases! {
    async fn no_look_is_granted_after_the_lock(db: Db) {
        // I-43
        let (desk, number) = busy(db).await?;
        let mut granted = 0;
        for round in 0..LOCKS {
            let before = chain(&desk, 0).await?.len();
            let barrier = Arc::new(Barrier::new(LOOKS + 1));
            let looks = looks(&desk, number, &barrier).await?;
            let owner = desk.op(desk.owner).await?;
            let lock = end(&barrier, round, async move { interventions::revoke(&owner, number).await });
            let looked = looks.join_all().await;
            lock.await??;
            let events = chain(&desk, before).await?;
            let codes = ["not_running", "secret_destroyed"];
            granted += assert_ended(&events, "intervention.revoked", &looked, &codes)?;
            let after = desk.reveal(desk.engineer, number).await?;
            assert!(after.is_err(), "{after:?}");
            // Beyond the limit of the hour, and of the day where it is near.
            let wait = if granted > DAY_FULL - LOOKS { 25 } else { 1 };
            granted = if wait > 1 { 0 } else { granted };
            desk.clock.advance(wait * 3_600 + 1);
            again(&desk, number).await?;
        }
        desk.verify_chain().await?;
    }

    async fn no_look_of_a_former_assignee_is_granted_after_the_ticket_was_passed_on(db: Db) {
        let (desk, number) = busy(db).await?;
        for round in 0..OTHERS {
            let before = chain(&desk, 0).await?.len();
            let barrier = Arc::new(Barrier::new(LOOKS + 1));
            let looks = looks(&desk, number, &barrier).await?;
            let (manager, colleague) = (desk.op(desk.manager).await?, desk.colleague);
            let pass = end(&barrier, round, async move {
                tickets::change(&manager, number, Act::Assign(Some(colleague))).await
            });
            let looked = looks.join_all().await;
            pass.await??;
            let events = chain(&desk, before).await?;
            assert_ended(&events, "ticket.assigned", &looked, &["not_assignee"])?;
            assert_eq!(desk.reveal(desk.engineer, number).await?, Err("not_assignee".to_owned()));
            let owner = desk.op(desk.owner).await?;
            interventions::revoke(&owner, number).await?;
            desk.clock.advance(25 * 3_600);
            again(&desk, number).await?;
        }
        desk.verify_chain().await?;
    }

    async fn no_look_is_granted_when_the_time_is_over_or_after_that_was_written(db: Db) {
        // I-05
        let (desk, number) = busy(db).await?;
        for round in 0..OTHERS {
            let until = valid_until(&desk, number).await?;
            desk.clock.advance(until.seconds_since(desk.clock.now()) - 1);
            let before = chain(&desk, 0).await?.len();
            let barrier = Arc::new(Barrier::new(LOOKS + 1));
            let looks = looks(&desk, number, &barrier).await?;
            let (clock, context) = (desk.clock.clone(), desk.context.clone());
            let expiry = end(&barrier, round, async move {
                clock.advance(1);
                interventions::expire_overdue(&context).await
            });
            let looked = looks.join_all().await;
            assert_eq!(expiry.await??, 1, "round {round}");
            let events = chain(&desk, before).await?;
            assert_ended(&events, "authorization.expired", &looked, &["validity_over", "not_running"])?;
            let late = events.iter().filter(|(kind, at)| kind == "reveal.granted" && *at >= until).count();
            assert_eq!(late, 0, "granted at the second of the end or later");
            let after = desk.reveal(desk.engineer, number).await?;
            assert!(after.is_err(), "{after:?}");
            // Mails of one second have no order.
            desk.clock.advance(1);
            let owner = desk.op(desk.owner).await?;
            interventions::send_extension_code(&owner, number).await?;
            let proof = SigningProof { code: desk.mailed_code().await?, password: SecretString::from(PASSWORD) };
            interventions::extend(&owner, number, ExtensionForm { hours: 2, proof }).await?;
        }
        desk.verify_chain().await?;
    }
}
