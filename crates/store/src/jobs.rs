//! Work for the workers, written in the same transaction as the change that caused it.
//!
//! A worker claims a job by a lease; whoever dies lets the lease run out, and another takes over. Finishing, retrying and
//! burying check that the lease is still the worker's own, so that a slow worker cannot undo what its successor did.

use domain::ids::JobId;
use domain::time::Timestamp;

use crate::dialect::{Spelled, Statement};
use crate::{Result, Tx};

record! {
    /// A job as stored.
    pub struct JobRow in "jobs" {
        /// Id.
        pub id: JobId,
        /// What is to be done.
        pub kind: String,
        /// The particulars as JSON.
        pub payload: String,
        /// At most one job with this key exists.
        pub unique_key: Option<String>,
        /// Not before.
        pub run_at: Timestamp,
        /// The worker holding the lease.
        pub locked_by: Option<String>,
        /// Until when.
        pub locked_until: Option<Timestamp>,
        /// How often it was begun.
        pub attempts: i64,
        /// What went wrong last.
        pub last_error: Option<String>,
        /// Given up.
        pub dead: bool,
        /// When it was asked for.
        pub created_at: Timestamp,
    }
}

/// A job to be added.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewJob {
    /// Id.
    pub id: JobId,
    /// What is to be done.
    pub kind: String,
    /// The particulars as JSON.
    pub payload: String,
    /// At most one job with this key exists; `None` for no such limit.
    pub unique_key: Option<String>,
    /// Not before.
    pub run_at: Timestamp,
    /// Now.
    pub created_at: Timestamp,
}

/// How many jobs there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct JobCounts {
    /// Not given up.
    pub waiting: i64,
    /// Of those, due and not claimed.
    pub due: i64,
    /// Of those, in a worker's hands.
    pub claimed: i64,
    /// Given up.
    pub dead: i64,
}

const INSERT: &str =
    "INSERT INTO jobs (id, kind, payload, unique_key, run_at, attempts, dead, created_at)
    VALUES ($1, $2, $3, $4, $5, 0, FALSE, $6)";
const INSERT_ONCE: &str = sql!(INSERT, " ON CONFLICT (unique_key) DO NOTHING");
const FIND: &str = sql!("SELECT ", JobRow::COLUMNS, " FROM jobs WHERE id = $1");
const LIST_DEAD: &str = sql!(
    "SELECT ",
    JobRow::COLUMNS,
    " FROM jobs WHERE dead ORDER BY run_at, id LIMIT $1"
);
/// The condition stands outside again, so that PostgreSQL looks once more after waiting for the row's lock.
const CLAIM: Spelled = Spelled {
    sqlite: sql!(CLAIM_FROM, CLAIM_TO, JobRow::COLUMNS),
    postgres: sql!(
        CLAIM_FROM,
        " FOR UPDATE SKIP LOCKED",
        CLAIM_TO,
        JobRow::COLUMNS
    ),
};
const CLAIM_FROM: &str = "UPDATE jobs SET locked_by = $1, locked_until = $2, attempts = attempts + 1
    WHERE id IN (SELECT id FROM jobs WHERE dead = FALSE AND run_at <= $3 AND (locked_until IS NULL OR locked_until <= $3)
        ORDER BY run_at, id LIMIT $4";
const CLAIM_TO: &str = ") AND (locked_until IS NULL OR locked_until <= $3) RETURNING ";
const RENEW: &str = "UPDATE jobs SET locked_until = $3 WHERE id = $1 AND locked_by = $2";
const FINISH: &str = "DELETE FROM jobs WHERE id = $1 AND locked_by = $2";
const RETRY: &str =
    "UPDATE jobs SET locked_by = NULL, locked_until = NULL, run_at = $3, last_error = $4
    WHERE id = $1 AND locked_by = $2";
const BURY: &str =
    "UPDATE jobs SET locked_by = NULL, locked_until = NULL, dead = TRUE, last_error = $3
    WHERE id = $1 AND locked_by = $2";
const REVIVE: &str =
    "UPDATE jobs SET dead = FALSE, attempts = 0, run_at = $2 WHERE id = $1 AND dead";
const COUNT: &str = "SELECT
        COALESCE(SUM(CASE WHEN dead THEN 0 ELSE 1 END), 0),
        COALESCE(SUM(CASE WHEN NOT dead AND run_at <= $1 AND (locked_until IS NULL OR locked_until <= $1) THEN 1 ELSE 0 END), 0),
        COALESCE(SUM(CASE WHEN NOT dead AND locked_until > $1 THEN 1 ELSE 0 END), 0),
        COALESCE(SUM(CASE WHEN dead THEN 1 ELSE 0 END), 0)
    FROM jobs";
const NEXT_AT: &str = "SELECT MIN(CASE WHEN locked_until IS NULL OR locked_until < run_at THEN run_at ELSE locked_until END)
    FROM jobs WHERE dead = FALSE";

/// Adds a job. A key in use is a conflict on `jobs_unique_key_key`.
pub async fn insert(tx: &mut Tx, job: &NewJob) -> Result<()> {
    tx.change_one(INSERT, values(job)).await
}

/// Adds a job unless one with its key exists. Says whether it did.
pub async fn insert_once(tx: &mut Tx, job: &NewJob) -> Result<bool> {
    Ok(tx.execute(INSERT_ONCE, values(job)).await? == 1)
}

/// The job with this id.
pub async fn find(tx: &mut Tx, id: JobId) -> Result<Option<JobRow>> {
    tx.optional(FIND, args![id]).await
}

/// Claims up to `limit` due jobs for a worker until `lease_until`, the longest due first.
pub async fn claim(
    tx: &mut Tx,
    worker: &str,
    now: Timestamp,
    lease_until: Timestamp,
    limit: i64,
) -> Result<Vec<JobRow>> {
    let claim = tx.spell(CLAIM);
    let mut jobs: Vec<JobRow> = tx
        .list(claim, args![worker, lease_until, now, limit])
        .await?;
    jobs.sort_by_key(|job| (job.run_at, job.id));
    Ok(jobs)
}

/// Prolongs a worker's lease: `false` if it lost it.
pub async fn renew(tx: &mut Tx, id: JobId, worker: &str, lease_until: Timestamp) -> Result<bool> {
    Ok(tx.execute(RENEW, args![id, worker, lease_until]).await? == 1)
}

/// Removes a job that is done: `false` if the worker lost its lease.
pub async fn finish(tx: &mut Tx, id: JobId, worker: &str) -> Result<bool> {
    Ok(tx.execute(FINISH, args![id, worker]).await? == 1)
}

/// Removes jobs that are done, all of them or, where the worker lost the lease of one, none: the unit of work fails.
pub async fn finish_all(tx: &mut Tx, ids: &[JobId], worker: &str) -> Result<()> {
    let mut query = Statement::new("DELETE FROM jobs WHERE locked_by = ");
    query.bind(worker).push(" AND id IN ").bind_list(ids);
    let (sql, values) = query.finish();
    let count = u64::try_from(ids.len()).unwrap_or(u64::MAX);
    tx.write(sql, values, count..=count).await
}

/// Gives a job back for later, with what went wrong: `false` if the worker lost its lease.
pub async fn retry(
    tx: &mut Tx,
    id: JobId,
    worker: &str,
    run_at: Timestamp,
    error: &str,
) -> Result<bool> {
    Ok(tx.execute(RETRY, args![id, worker, run_at, error]).await? == 1)
}

/// Gives a job up, with what went wrong: `false` if the worker lost its lease.
pub async fn bury(tx: &mut Tx, id: JobId, worker: &str, error: &str) -> Result<bool> {
    Ok(tx.execute(BURY, args![id, worker, error]).await? == 1)
}

/// Takes a given-up job up again: `false` if there is no such job.
pub async fn revive(tx: &mut Tx, id: JobId, run_at: Timestamp) -> Result<bool> {
    Ok(tx.execute(REVIVE, args![id, run_at]).await? == 1)
}

/// Removes a job by its key before anybody began it: `false` if it is gone or claimed.
pub async fn cancel(tx: &mut Tx, unique_key: &str, now: Timestamp) -> Result<bool> {
    const CANCEL: &str =
        "DELETE FROM jobs WHERE unique_key = $1 AND (locked_until IS NULL OR locked_until <= $2)";
    Ok(tx.execute(CANCEL, args![unique_key, now]).await? == 1)
}

/// How many jobs there are.
pub async fn count(tx: &mut Tx, now: Timestamp) -> Result<JobCounts> {
    let (waiting, due, claimed, dead) = tx.one(COUNT, args![now]).await?;
    Ok(JobCounts {
        waiting,
        due,
        claimed,
        dead,
    })
}

/// When the next job can be claimed: what a worker sleeps until.
pub async fn next_at(tx: &mut Tx) -> Result<Option<Timestamp>> {
    Ok(tx.one::<(Option<Timestamp>,)>(NEXT_AT, args![]).await?.0)
}

/// Jobs given up, the oldest first.
pub async fn list_dead(tx: &mut Tx, limit: i64) -> Result<Vec<JobRow>> {
    tx.list(LIST_DEAD, args![limit]).await
}

fn values(job: &NewJob) -> Vec<crate::value::Value> {
    args![
        job.id,
        job.kind,
        job.payload,
        job.unique_key,
        job.run_at,
        job.created_at
    ]
}
