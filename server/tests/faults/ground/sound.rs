//! What holds whatever happened to the program: nothing is half-written, no mail is lost.

use std::time::Duration;

use store::mails::MailRow;
use tokio::time::{Instant, sleep};

use super::{Ground, LONG, Result};
use crate::raw::Raw;

impl Ground {
    /// Time passes for the jobs: the leases of dead processes have run out, what was postponed is due.
    pub async fn time_passes(&self) -> Result {
        const PAST: &str = "2020-01-01T00:00:00Z";
        let sql = format!(
            "UPDATE jobs SET run_at = '{PAST}', locked_by = NULL, locked_until = NULL
            WHERE locked_by IS NULL OR locked_by NOT LIKE '{}-%'",
            self.pid()
        );
        self.raw.run(&sql).await
    }

    /// A mail's text as its reader has it: what was sent is with the mail server.
    pub fn text_of(&self, mail: MailRow) -> Result<String> {
        if mail.sent_at.is_none() {
            return Ok(services::mail::put_back(&self.context, mail)?.body_text.0);
        }
        let mut taken = self.smtp.taken().into_iter();
        let taken = taken.find(|taken| taken.message_id == mail.message_id);
        Ok(crate::sent::plain(
            &taken.ok_or("sent, but not taken")?.text,
        ))
    }

    /// Waits until a mail server has every mail.
    pub async fn every_mail_is_sent(&self) -> Result {
        let unsent = "SELECT COUNT(*) FROM mails WHERE sent_at IS NULL";
        self.until(unsent, 0).await
    }

    /// Waits until there are so many.
    pub async fn until(&self, count: &str, expected: i64) -> Result {
        let end = Instant::now() + LONG;
        while self.raw.count(count).await? != expected {
            if Instant::now() > end {
                return Err(format!("never {expected}: {count}\n{}", self.log()).into());
            }
            sleep(Duration::from_millis(20)).await;
        }
        Ok(())
    }

    /// Nothing half-written: the database's own checks, the chains, and what belongs together in the tables.
    pub async fn assert_sound(&self) -> Result {
        if let Raw::Sqlite(_) = self.raw {
            // On a connection of its own: one that has seen the search index before would check what it remembers.
            let fresh = Raw::sqlite(&self.data).await?;
            assert_eq!(fresh.texts("PRAGMA integrity_check").await?, ["ok"]);
            let broken = fresh.texts("SELECT \"table\" FROM pragma_foreign_key_check");
            assert_eq!(broken.await?, Vec::<String>::new());
        }
        for chain in services::audit_admin::verify(&self.context, None, &[]).await? {
            assert!(chain.result.is_ok(), "{:?}", chain.result.err());
        }
        for (what, sql) in HALVES {
            assert_eq!(self.raw.count(sql).await?, 0, "{what}");
        }
        // The two lists are read one after the other while workers write: what does not fit must stay so.
        let mut apart = self.mails_apart().await?;
        for _ in 0..100 {
            if apart.is_empty() {
                break;
            }
            sleep(Duration::from_millis(50)).await;
            let again = self.mails_apart().await?;
            apart.retain(|mail| again.contains(mail));
        }
        assert_eq!(
            apart,
            Vec::<String>::new(),
            "mails without their jobs or the reverse"
        );
        Ok(())
    }

    /// Mails that wait without a job, or have one though they were sent.
    async fn mails_apart(&self) -> Result<Vec<String>> {
        let jobs = "SELECT unique_key FROM jobs WHERE unique_key LIKE 'mail:%'";
        let waiting = self.raw.texts(jobs).await?;
        let mut tx = self.context.db().read().await?;
        let mails = store::mails::list_newest(&mut tx, 10_000).await?;
        let apart = mails.into_iter().filter_map(|mail| {
            let key = format!("mail:{}", mail.id);
            (waiting.contains(&key) != mail.sent_at.is_none()).then_some(key)
        });
        Ok(apart.collect())
    }
}

/// What must never be found: one half of something.
const HALVES: &[(&str, &str)] = &[
    (
        "tickets without a message or a request",
        "SELECT COUNT(*) FROM tickets t WHERE NOT EXISTS (SELECT 1 FROM messages m WHERE m.ticket_id = t.id)
            AND NOT EXISTS (SELECT 1 FROM interventions i WHERE i.ticket_id = t.id)",
    ),
    (
        "tickets whose opening is in no chain",
        "SELECT COUNT(*) FROM tickets t WHERE NOT EXISTS
            (SELECT 1 FROM audit_events e WHERE e.ticket_id = t.id AND e.kind = 'ticket.opened')",
    ),
    (
        "tickets that cannot be found by searching",
        "SELECT COUNT(*) FROM tickets t WHERE NOT EXISTS (SELECT 1 FROM search_documents d WHERE d.ticket_number = t.number)",
    ),
    (
        "messages and notes without their events, or the reverse",
        "SELECT ABS((SELECT COUNT(*) FROM messages WHERE released_at IS NOT NULL)
            - (SELECT COUNT(*) FROM audit_events WHERE kind IN ('message.sent', 'note.added')))",
    ),
    (
        "looks without their events, or the reverse",
        "SELECT ABS((SELECT COUNT(*) FROM reveals)
            - (SELECT COUNT(*) FROM audit_events WHERE kind IN ('reveal.granted', 'reveal.denied')))",
    ),
    (
        "numbers of messages that are not so many",
        "SELECT COUNT(*) FROM tickets t WHERE t.message_count <>
            (SELECT COUNT(*) FROM messages m WHERE m.ticket_id = t.id AND m.withdrawn_at IS NULL)",
    ),
];
