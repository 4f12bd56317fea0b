//! The workers: claim a job by a lease, run it, take it off the table; later again if it failed.
//!
//! A job is written in the same transaction as the change that caused it, so a crash loses nothing; every handler is
//! idempotent, because a crash between effect and commit repeats it. [`JobKind`] is the closed list of what can be
//! asked for: a kind without a handler does not compile.

mod housekeeping;
#[cfg(test)]
mod tests;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use domain::codes;
use domain::ids::JobId;
use domain::time::Timestamp;
use serde::Serialize;
use serde::de::DeserializeOwned;
use store::Tx;
use store::jobs::{JobRow, NewJob};
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

use crate::context::Context;
use crate::error::{Result, ServiceError};

codes! {
    /// What workers can be asked to do.
    pub enum JobKind {
        /// Hand one mail to the SMTP server.
        SendMail => "mail.send",
        /// Somebody asked for a new password; look whether the account exists.
        PasswordReset => "account.password_reset",
        /// Make a message of ours visible once it can no longer be taken back.
        ReleaseMessage => "message.release",
        /// The work may have reached a mark of the customer's cost ceiling.
        WatchCeiling => "ceiling.watch",
        /// Somebody who was paged should have answered by now.
        NextPage => "page.next",
    }
}

/// Seconds a worker holds a job.
const LEASE_S: i64 = 120;
/// How often an idle worker looks.
const LOOK_EVERY: Duration = Duration::from_millis(500);
/// Seconds between two rounds of housekeeping.
const HOUSEKEEPING_EVERY: Duration = Duration::from_mins(1);
/// Mails written as files at once.
const FILES_AT_ONCE: usize = 32;
/// Running jobs get this long when the process stops.
const FINISH_WITHIN: Duration = Duration::from_secs(15);
/// Longest pause between two tries, in seconds.
const LONGEST_PAUSE_S: i64 = 3600;
/// After so many tries a job is given up and waits for a person. With the pauses above: about four days.
const MAX_TRIES: i64 = 100;

/// How a handler failed.
#[derive(Debug)]
pub enum JobFailure {
    /// Try again later.
    Later(ServiceError),
    /// Try again later, however often: what is missing comes back only when somebody brings it.
    Missing(ServiceError),
    /// Trying again is pointless.
    Never(ServiceError),
}

impl JobFailure {
    /// What went wrong.
    pub const fn error(&self) -> &ServiceError {
        let (Self::Later(error) | Self::Missing(error) | Self::Never(error)) = self;
        error
    }

    /// Whether a job that was tried so often is tried again.
    const fn is_worth_another_try(&self, tries: i64) -> bool {
        match self {
            Self::Later(_) => tries < MAX_TRIES,
            Self::Missing(_) => true,
            Self::Never(_) => false,
        }
    }
}

impl From<ServiceError> for JobFailure {
    fn from(error: ServiceError) -> Self {
        Self::Later(error)
    }
}

impl From<store::StoreError> for JobFailure {
    fn from(error: store::StoreError) -> Self {
        Self::Later(error.into())
    }
}

/// A job in a worker's hands.
pub struct Claim {
    /// The job.
    pub job: JobRow,
    worker: Arc<str>,
    /// The handler has ended the job in a transaction of its own.
    ended: AtomicBool,
}

impl Claim {
    /// The particulars.
    ///
    /// # Errors
    /// [`JobFailure::Never`] when they are not what this kind carries.
    pub fn payload<T: DeserializeOwned>(&self) -> Result<T, JobFailure> {
        serde_json::from_str(&self.job.payload)
            .map_err(|error| JobFailure::Never(ServiceError::internal(error)))
    }

    fn is_mail(&self) -> bool {
        self.job.kind == JobKind::SendMail.code()
    }

    /// Takes the job off the table inside the handler's own transaction, so that effect and end are one.
    ///
    /// # Errors
    /// [`ServiceError::Conflict`] when the lease ran out and another worker has the job.
    pub async fn finish(&self, tx: &mut Tx) -> Result<()> {
        if store::jobs::finish(tx, self.job.id, &self.worker).await? {
            self.ended.store(true, Ordering::Relaxed);
            Ok(())
        } else {
            Err(ServiceError::Conflict("lease_lost"))
        }
    }

    /// Takes several jobs of the same worker off the table, all of them or none, in the handler's own transaction. That a
    /// lease is lost may show only when that transaction is saved.
    ///
    /// # Errors
    /// The database refuses.
    pub(crate) async fn finish_with(&self, tx: &mut Tx, claims: &[&Self]) -> Result<()> {
        let jobs: Vec<JobId> = claims.iter().map(|claim| claim.job.id).collect();
        store::jobs::finish_all(tx, &jobs, &self.worker).await?;
        Ok(())
    }
}

/// Asks for a job in the caller's transaction. With a key at most one such job waits at any time.
///
/// # Errors
/// The database refuses.
pub async fn enqueue(
    context: &Context,
    tx: &mut Tx,
    kind: JobKind,
    payload: &impl Serialize,
    unique_key: Option<String>,
    run_at: Timestamp,
) -> Result<bool> {
    let job = new(context, kind, payload, unique_key, run_at)?;
    Ok(store::jobs::insert_once(tx, &job).await?)
}

/// A job as it would be asked for.
pub(crate) fn new(
    context: &Context,
    kind: JobKind,
    payload: &impl Serialize,
    unique_key: Option<String>,
    run_at: Timestamp,
) -> Result<NewJob> {
    Ok(NewJob {
        id: JobId::new(context.now(), context.random()),
        kind: kind.code().to_owned(),
        payload: serde_json::to_string(payload).map_err(ServiceError::internal)?,
        unique_key,
        run_at,
        created_at: context.now(),
    })
}

async fn handle(context: &Context, kind: JobKind, claim: &Claim) -> Result<(), JobFailure> {
    match kind {
        JobKind::SendMail => crate::mail::send_job(context, claim).await,
        JobKind::PasswordReset => crate::accounts::reset_job(context, claim).await,
        JobKind::ReleaseMessage => crate::tickets::release_job(context, claim).await,
        JobKind::WatchCeiling => crate::interventions::watch_ceiling(context, claim).await,
        JobKind::NextPage => crate::paging::next_job(context, claim).await,
    }
}

/// Works until told to stop, then gives back what it holds.
pub async fn work(context: Context, name: String, concurrency: usize, stopping: CancellationToken) {
    let worker: Arc<str> = name.into();
    let mut running: JoinSet<()> = JoinSet::new();
    let mut look = tokio::time::interval(LOOK_EVERY);
    look.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    let mut tidy = tokio::time::interval(HOUSEKEEPING_EVERY);
    tidy.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    let mut housekeeping = housekeeping::Housekeeping::default();
    let mut timer = tokio::spawn(crate::clocks::watch(context.clone(), stopping.clone()));
    loop {
        let mut one_ended = false;
        tokio::select! {
            () = stopping.cancelled() => break,
            Some(_) = running.join_next() => one_ended = true,
            _ = look.tick() => {}
            _ = tidy.tick() => {
                if timer.is_finished() && !stopping.is_cancelled() {
                    tracing::error!("the timer of the clocks ended and begins anew");
                    timer = tokio::spawn(crate::clocks::watch(context.clone(), stopping.clone()));
                }
                housekeeping.run(&context).await;
            }
        }
        let Some(wanted) = wanted(concurrency, running.len(), one_ended) else {
            continue;
        };
        let limit = at_once(&context, wanted);
        match claim(&context, &worker, limit).await {
            Ok(claims) => {
                for lane in lanes(claims, limit > wanted) {
                    let context = context.clone();
                    running.spawn(async move { run_lane(&context, lane).await });
                }
            }
            Err(error) => tracing::warn!(error = ?error, "jobs cannot be claimed"),
        }
    }
    let finished = tokio::time::timeout(FINISH_WITHIN, async {
        while running.join_next().await.is_some() {}
    });
    if finished.await.is_err() {
        tracing::warn!("some jobs did not finish; their leases will run out");
        running.abort_all();
    }
    if timer.await.is_err() {
        tracing::warn!("the timer of the clocks ended early");
    }
    housekeeping.vouch(&context).await;
}

/// How many jobs to claim now, if any: as many as there are free places. One job that ends is no reason to write to the
/// database: before half of the places are free only the next look claims, so that several come at the price of one.
const fn wanted(concurrency: usize, running: usize, one_ended: bool) -> Option<usize> {
    let free = concurrency.saturating_sub(running);
    let at_least = if one_ended {
        concurrency.div_ceil(2)
    } else {
        1
    };
    if free == 0 || free < at_least {
        None
    } else {
        Some(free)
    }
}

/// How many jobs to claim for so many free places: mails that become files go together, many at the price of one.
fn at_once(context: &Context, places: usize) -> usize {
    match context.settings().mail.smtp_url {
        Some(_) => places,
        None => places.max(FILES_AT_ONCE),
    }
}

/// What is worked off side by side: mails that go together as one, everything else by itself, so that no job waits behind
/// another one while its lease runs out.
fn lanes(claims: Vec<Claim>, together: bool) -> Vec<Vec<Claim>> {
    let (mails, others): (Vec<_>, Vec<_>) = claims
        .into_iter()
        .partition(|claim| together && claim.is_mail());
    let mut lanes: Vec<Vec<Claim>> = others.into_iter().map(|claim| vec![claim]).collect();
    if !mails.is_empty() {
        lanes.push(mails);
    }
    lanes
}

async fn run_lane(context: &Context, lane: Vec<Claim>) {
    let (mails, others): (Vec<_>, Vec<_>) = lane.into_iter().partition(Claim::is_mail);
    let left = crate::mail::to_files(context, mails).await;
    for claim in left.into_iter().chain(others) {
        run_one(context, claim).await;
    }
}

/// Runs everything that is due, one after the other, until nothing is due any more. Says how many jobs ran. For tests and
/// for `leitstand worker --once`.
///
/// # Errors
/// The database does not answer.
pub async fn run_due(context: &Context) -> Result<usize> {
    let worker: Arc<str> = "by-hand".into();
    let mut count = 0;
    loop {
        let claims = claim(context, &worker, 16).await?;
        if claims.is_empty() {
            return Ok(count);
        }
        count += claims.len();
        run_lane(context, claims).await;
    }
}

async fn claim(context: &Context, worker: &Arc<str>, limit: usize) -> Result<Vec<Claim>> {
    let now = context.now();
    let mut reader = context.db().read().await?;
    let next = store::jobs::next_at(&mut reader).await?;
    drop(reader);
    if next.is_none_or(|at| at > now) {
        return Ok(Vec::new());
    }
    let mut tx = context.db().begin().await?;
    let limit = i64::try_from(limit).unwrap_or(1);
    let until = now.plus_seconds(LEASE_S);
    let jobs = store::jobs::claim(&mut tx, worker, now, until, limit).await?;
    tx.save().await?;
    Ok(jobs
        .into_iter()
        .map(|job| Claim {
            job,
            worker: worker.clone(),
            ended: AtomicBool::new(false),
        })
        .collect())
}

async fn run_one(context: &Context, claim: Claim) {
    let (id, kind) = (claim.job.id, claim.job.kind.clone());
    let outcome = match kind.parse::<JobKind>() {
        Ok(known) => handle(context, known, &claim).await,
        Err(error) => Err(JobFailure::Never(ServiceError::internal(error))),
    };
    match &outcome {
        Ok(()) => tracing::debug!(%id, kind, "job done"),
        Err(failure) => {
            tracing::warn!(%id, kind, tries = claim.job.attempts, ?failure, "job failed");
        }
    }
    if let Err(error) = settle(context, &claim, outcome).await {
        tracing::warn!(%id, kind, error = ?error, "the outcome of a job could not be written");
    }
}

async fn settle(context: &Context, claim: &Claim, outcome: Result<(), JobFailure>) -> Result<()> {
    // A handler that could not save its end has failed, so that nothing is left to write here.
    if outcome.is_ok() && claim.ended.load(Ordering::Relaxed) {
        return Ok(());
    }
    let mut tx = context.db().begin().await?;
    let (id, worker) = (claim.job.id, &*claim.worker);
    match outcome {
        Ok(()) => store::jobs::finish(&mut tx, id, worker).await?,
        Err(failure) if failure.is_worth_another_try(claim.job.attempts) => {
            let at = context.now().plus_seconds(pause_s(claim.job.attempts));
            store::jobs::retry(&mut tx, id, worker, at, &short(failure.error())).await?
        }
        Err(failure) => {
            let error = failure.error();
            let buried = store::jobs::bury(&mut tx, id, worker, &short(error)).await?;
            if buried && claim.is_mail() {
                crate::mail::given_up(&mut tx, claim).await?;
            }
            buried
        }
    };
    tx.save().await?;
    Ok(())
}

/// 5 s, 15 s, 45 s … up to an hour.
fn pause_s(tries: i64) -> i64 {
    let exponent = u32::try_from((tries - 1).clamp(0, 10)).unwrap_or(0);
    (5 * 3_i64.pow(exponent)).min(LONGEST_PAUSE_S)
}

fn short(error: &ServiceError) -> String {
    use std::error::Error as _;
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(inner) = cause {
        text.push_str(": ");
        text.push_str(&inner.to_string());
        cause = inner.source();
    }
    text.chars().take(500).collect()
}
