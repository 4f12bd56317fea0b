use std::collections::HashSet;

use domain::ids::JobId;
use store::jobs::{self, NewJob};

use super::make::{RANDOM, now};

fn job(key: Option<&str>, in_seconds: i64) -> NewJob {
    NewJob {
        id: JobId::new(now(), &RANDOM),
        kind: "mail".to_owned(),
        payload: "{}".to_owned(),
        unique_key: key.map(str::to_owned),
        run_at: now().plus_seconds(in_seconds),
        created_at: now(),
    }
}

store::both_databases! {
    async fn a_job_is_done_once_however_many_workers_ask(db: Db) {
        let mut tx = db.begin().await?;
        for n in 0..40 {
            jobs::insert(&mut tx, &job(None, -n)).await?;
        }
        tx.save().await?;
        let mut workers = Vec::new();
        for n in 0..6 {
            let db = db.clone();
            workers.push(tokio::spawn(async move {
                let (me, mut mine) = (format!("w{n}"), Vec::new());
                loop {
                    let mut tx = db.begin().await?;
                    let claimed = jobs::claim(&mut tx, &me, now(), now().plus_seconds(60), 3).await?;
                    tx.save().await?;
                    if claimed.is_empty() {
                        return Ok::<_, store::StoreError>(mine);
                    }
                    assert!(claimed.iter().all(|j| j.attempts == 1 && j.locked_by.as_ref() == Some(&me)));
                    mine.extend(claimed.into_iter().map(|j| j.id));
                }
            }));
        }
        let mut all = Vec::new();
        for worker in workers {
            all.extend(worker.await??);
        }
        assert_eq!(all.len(), 40);
        assert_eq!(all.iter().collect::<HashSet<_>>().len(), 40);
    }

    async fn a_dead_workers_job_is_taken_over(db: Db) {
        let one = job(None, 0);
        let (lease, later) = (now().plus_seconds(60), now().plus_seconds(60));
        let mut tx = db.begin().await?;
        jobs::insert(&mut tx, &one).await?;
        assert_eq!(jobs::claim(&mut tx, "a", now(), lease, 5).await?.len(), 1);
        assert_eq!(jobs::claim(&mut tx, "b", later.minus_seconds(1), lease, 5).await?.len(), 0);
        let taken = jobs::claim(&mut tx, "b", later, later.plus_seconds(60), 5).await?;
        assert_eq!(taken.first().map(|j| j.attempts), Some(2));
        // The first worker wakes up again: too late for everything.
        assert!(!jobs::renew(&mut tx, one.id, "a", later).await?);
        assert!(!jobs::finish(&mut tx, one.id, "a").await?);
        assert!(!jobs::retry(&mut tx, one.id, "a", later, "late").await?);
        assert!(!jobs::bury(&mut tx, one.id, "a", "late").await?);
        assert!(jobs::renew(&mut tx, one.id, "b", later.plus_seconds(90)).await?);
        assert!(jobs::finish(&mut tx, one.id, "b").await?);
        assert_eq!(jobs::find(&mut tx, one.id).await?, None);
    }

    async fn jobs_end_together_or_where_a_lease_is_lost_not_at_all(db: Db) {
        let mut tx = db.begin().await?;
        let all: Vec<NewJob> = (0..3).map(|_| job(None, 0)).collect();
        for one in &all {
            jobs::insert(&mut tx, one).await?;
        }
        let ids: Vec<JobId> = all.iter().map(|job| job.id).collect();
        jobs::claim(&mut tx, "a", now(), now().plus_seconds(60), 2).await?;
        jobs::claim(&mut tx, "b", now(), now().plus_seconds(60), 1).await?;
        tx.save().await?;
        let mut tx = db.begin().await?;
        let mine: Vec<JobId> = {
            let mut found = Vec::new();
            for id in &ids {
                let row = jobs::find(&mut tx, *id).await?.ok_or("a job is lost")?;
                if row.locked_by.as_deref() == Some("a") {
                    found.push(row.id);
                }
            }
            found
        };
        assert_eq!(mine.len(), 2);
        assert!(jobs::finish_all(&mut tx, &ids, "a").await.is_err(), "one is somebody else's");
        tx.undo().await?;
        let mut tx = db.begin().await?;
        assert_eq!(jobs::count(&mut tx, now()).await?.waiting, 3);
        jobs::finish_all(&mut tx, &mine, "a").await?;
        assert_eq!(jobs::count(&mut tx, now()).await?.waiting, 1);
    }

    async fn a_failing_job_waits_and_is_given_up_at_last(db: Db) {
        let one = job(None, 0);
        let mut tx = db.begin().await?;
        jobs::insert(&mut tx, &one).await?;
        jobs::insert(&mut tx, &job(None, 500)).await?;
        assert_eq!(jobs::next_at(&mut tx).await?, Some(now()));
        jobs::claim(&mut tx, "a", now(), now().plus_seconds(60), 1).await?;
        for (seconds, expected) in [(0, (2, 0, 1, 0)), (59, (2, 0, 1, 0)), (60, (2, 1, 0, 0)), (500, (2, 2, 0, 0))] {
            let counts = jobs::count(&mut tx, now().plus_seconds(seconds)).await?;
            let counts = (counts.waiting, counts.due, counts.claimed, counts.dead);
            assert_eq!(counts, expected, "after {seconds} s");
        }
        assert!(jobs::retry(&mut tx, one.id, "a", now().plus_seconds(120), "refused").await?);
        assert_eq!(jobs::next_at(&mut tx).await?, Some(now().plus_seconds(120)));
        let counts = jobs::count(&mut tx, now()).await?;
        assert_eq!((counts.waiting, counts.due, counts.dead), (2, 0, 0));

        let later = now().plus_seconds(120);
        let again = jobs::claim(&mut tx, "a", later, later.plus_seconds(60), 9).await?;
        assert_eq!(again.first().and_then(|j| j.last_error.as_deref()), Some("refused"));
        assert!(jobs::bury(&mut tx, one.id, "a", "for good").await?);
        assert_eq!(jobs::claim(&mut tx, "a", later, later.plus_seconds(60), 9).await?.len(), 0);
        let dead = jobs::list_dead(&mut tx, 10).await?;
        assert_eq!(dead.iter().map(|j| j.id).collect::<Vec<_>>(), vec![one.id]);
        assert_eq!(jobs::count(&mut tx, later).await?.dead, 1);
        assert!(jobs::revive(&mut tx, one.id, later).await?);
        assert!(!jobs::revive(&mut tx, one.id, later).await?);
        assert_eq!(jobs::count(&mut tx, later).await?.due, 1);
    }

    async fn a_key_names_at_most_one_job(db: Db) {
        let mut tx = db.begin().await?;
        assert!(jobs::insert_once(&mut tx, &job(Some("release:1"), 15)).await?);
        assert!(!jobs::insert_once(&mut tx, &job(Some("release:1"), 15)).await?);
        assert!(jobs::insert_once(&mut tx, &job(None, 15)).await?);
        assert!(jobs::cancel(&mut tx, "release:1", now()).await?);
        assert!(!jobs::cancel(&mut tx, "release:1", now()).await?);
        let one = job(Some("release:1"), 0);
        jobs::insert(&mut tx, &one).await?;
        jobs::claim(&mut tx, "a", now(), now().plus_seconds(60), 1).await?;
        assert!(!jobs::cancel(&mut tx, "release:1", now()).await?, "somebody is at it");
        let error = jobs::insert(&mut tx, &job(Some("release:1"), 0)).await.expect_err("a second one");
        assert!(error.is_conflict_on("jobs_unique_key_key"), "{error:?}");
    }
}
