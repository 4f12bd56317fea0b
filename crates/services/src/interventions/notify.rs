//! Mails of the procedure. They say that something happened and where to read it, never what is secret.
//!
//! Each carries number and hash of the customer's audit head at that moment, so that a mailbox keeps witnesses of the chain.

use domain::account::{Locale, MemberRole};
use domain::rules::HandoverTimes;
use domain::time::span;
use store::Tx;
use store::people::PersonRow;
use store::tickets::TicketRow;

use super::Case;
use crate::context::{Context, OpContext};
use crate::error::Result;
use crate::mail::{self, Concerns, Content, Recipient};

/// Who is told: the signer in force, and whoever filed the ticket if that is somebody else and a member still. When both have
/// left, the owners: somebody has to hear of it.
async fn recipients(tx: &mut Tx, case: &Case) -> Result<Vec<PersonRow>> {
    let mut ids = vec![case.row.created_by];
    if let Some(signed) = &case.signed {
        ids.insert(0, signed.signer_id);
    }
    ids.dedup();
    let mut people = Vec::new();
    for id in ids {
        let member = store::memberships::find(tx, case.ticket.organization_id, id).await?;
        if let (Some(_), Some(person)) = (member, store::people::find(tx, id).await?)
            && person.active
        {
            people.push(person);
        }
    }
    if people.is_empty() {
        let members = store::memberships::list(tx, case.ticket.organization_id).await?;
        let owners = members
            .into_iter()
            .filter(|m| m.membership.role == MemberRole::Owner && m.person.active);
        people.extend(owners.map(|m| m.person));
    }
    Ok(people)
}

/// Language of the customer: the signer's, or of whoever filed.
pub(crate) async fn locale(tx: &mut Tx, case: &Case) -> Result<Locale> {
    if let Some(signed) = &case.signed {
        return Ok(signed.language);
    }
    Ok(store::people::find(tx, case.row.created_by)
        .await?
        .map_or(Locale::De, |p| p.locale))
}

/// German and English words of a mail.
pub(crate) struct Words {
    pub(crate) kind: &'static str,
    pub(crate) subject: (&'static str, &'static str),
    pub(crate) text: (String, String),
    pub(crate) path: &'static str,
}

pub(crate) async fn tell(context: &Context, tx: &mut Tx, case: &Case, words: &Words) -> Result<()> {
    tell_of(context, tx, case, &case.ticket, words).await
}

/// The same people, told of another ticket of the case: its hardware's. // I-59
pub(crate) async fn tell_of(
    context: &Context,
    tx: &mut Tx,
    case: &Case,
    ticket: &TicketRow,
    words: &Words,
) -> Result<()> {
    let head = store::audit::find_head(tx, ticket.organization_id).await?;
    let number = ticket.number;
    let mut letters = Vec::new();
    for person in recipients(tx, case).await? {
        let german = person.locale == Locale::De;
        let (subject, text, button, chain) = if german {
            (
                words.subject.0,
                &words.text.0,
                "Zum Ticket",
                "Protokollkette",
            )
        } else {
            (
                words.subject.1,
                &words.text.1,
                "Open the ticket",
                "Audit chain",
            )
        };
        let mut content = Content::new(format!("[{number}] {subject}"))
            .say(text.clone())
            .fact("Ticket", format!("{number}: {}", ticket.subject))
            .action(
                button,
                context
                    .settings()
                    .url(&format!("/tickets/{number}{}", words.path)),
            );
        if let Some(head) = &head {
            content = content.close(format!("{chain}: seq {}, {}", head.seq, head.hash));
        }
        letters.push((Recipient::from(&person), content));
    }
    let concerns = Concerns {
        organization: Some(ticket.organization_id),
        ticket: Some(ticket.id),
    };
    let sender = mail::Sender::read(tx).await?;
    sender
        .enqueue_all(context, tx, words.kind, concerns, &letters)
        .await
}

macro_rules! plain {
    ($($(#[$meta:meta])* $name:ident $kind:literal $path:literal $de:literal, $en:literal; $text_de:literal, $text_en:literal)+) => {$(
        $(#[$meta])*
        pub(crate) async fn $name(op: &OpContext, tx: &mut Tx, case: &Case) -> Result<()> {
            let words = Words {
                kind: $kind,
                subject: ($de, $en),
                text: ($text_de.to_owned(), $text_en.to_owned()),
                path: $path,
            };
            tell(&op.app, tx, case, &words).await
        }
    )+};
}

plain! {
    received "intervention_received" "" "Ihr Antrag ist eingegangen", "We have received your request";
        "Ihr Antrag auf eine OS-Intervention ist eingegangen. Fehlt noch etwas, steht es im Ticket; die Arbeit kann beginnen, sobald die Genehmigung unterschrieben ist.",
        "We have received your request for an OS intervention. Anything that is missing is listed in the ticket; work can begin once the authorization is signed."
    signed "authorization_signed" "" "Genehmigung unterschrieben", "Authorization signed";
        "Die Genehmigung ist unterschrieben und liegt als PDF am Ticket. Haben Sie nicht unterschrieben, sperren Sie sie dort bitte sofort und melden Sie sich bei uns.",
        "The authorization has been signed; its PDF is on the ticket. If you did not sign, lock it there at once and contact us."
    extended "authorization_extended" "" "Genehmigung verlängert", "Authorization extended";
        "Die Genehmigung ist verlängert. Die neue Fassung liegt am Ticket.",
        "The authorization has been extended. The new version is on the ticket."
    started "intervention_started" "/live" "Die Arbeit beginnt", "Work begins";
        "Wir haben mit der Arbeit an Ihrem System begonnen. Sie können live zusehen und jederzeit sperren.",
        "We have begun to work on your system. You can watch live and lock at any time."
    revoked "authorization_revoked" "" "Genehmigung gesperrt", "Authorization locked";
        "Die Genehmigung ist gesperrt. Hinterlegte Zugangsdaten sind vernichtet, niemand kann sie mehr einsehen.",
        "The authorization is locked. Deposited credentials have been destroyed; nobody can look at them any more."
    withdrawn "intervention_withdrawn" "" "Antrag zurückgezogen", "Request withdrawn";
        "Der Antrag ist zurückgezogen. Hinterlegte Zugangsdaten sind vernichtet.",
        "The request has been withdrawn. Deposited credentials have been destroyed."
    reopened "intervention_reopened" "" "Intervention wieder geöffnet", "Intervention reopened";
        "Die Intervention ist wieder geöffnet. Für die Arbeit ist eine neue Genehmigung nötig.",
        "The intervention has been reopened. Work needs a new authorization."
}

/// Tells of a hand-over, with how long it waits.
pub(crate) async fn handed_over(
    op: &OpContext,
    tx: &mut Tx,
    case: &Case,
    times: HandoverTimes,
) -> Result<()> {
    let days = times.unread_seconds / 86_400;
    let read = |locale| span(times.after_reading_seconds, locale);
    let (de, en) = (read(Locale::De), read(Locale::En));
    let subject = ("Neue Zugangsdaten für Sie", "New credentials for you");
    let texts = (
        format!(
            "Im Tresor liegen neue Zugangsdaten für Sie bereit. Nach dem ersten Lesen verschwinden sie nach {de}, ungelesen nach {days} Tagen."
        ),
        format!(
            "New credentials are waiting for you in the vault. They disappear {en} after the first reading, unread after {days} days."
        ),
    );
    text(op, tx, case, "handover_created", subject, texts).await
}

pub(crate) async fn question(
    op: &OpContext,
    tx: &mut Tx,
    case: &Case,
    question: &str,
) -> Result<()> {
    let words = Words {
        kind: "clarification_asked",
        subject: (
            "Rückfrage zu Ihrer Intervention",
            "A question about your intervention",
        ),
        text: (
            format!("Wir haben eine Rückfrage, die Frist ruht bis zu Ihrer Antwort:\n\n{question}"),
            format!("We have a question; the clock is paused until you answer:\n\n{question}"),
        ),
        path: "",
    };
    tell(&op.app, tx, case, &words).await
}

/// We opened it again: the customer reads why, and what is needed to go on. // I-64
pub(crate) async fn reopened_by_us(
    op: &OpContext,
    tx: &mut Tx,
    case: &Case,
    reason: &str,
) -> Result<()> {
    let subject = ("Intervention wieder geöffnet", "Intervention reopened");
    let texts = (
        format!(
            "Wir haben die Intervention wieder geöffnet. Grund: {reason}\n\nFür die Arbeit ist eine neue Genehmigung nötig; bitte unterschreiben Sie sie im Ticket."
        ),
        format!(
            "We have reopened the intervention. Reason: {reason}\n\nWork needs a new authorization; please sign it in the ticket."
        ),
    );
    text(op, tx, case, "intervention_reopened", subject, texts).await
}

pub(crate) async fn text(
    op: &OpContext,
    tx: &mut Tx,
    case: &Case,
    kind: &'static str,
    subject: (&'static str, &'static str),
    text: (String, String),
) -> Result<()> {
    let words = Words {
        kind,
        subject,
        text,
        path: "",
    };
    tell(&op.app, tx, case, &words).await
}
