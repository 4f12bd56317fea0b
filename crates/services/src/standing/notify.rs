//! Mails about standing authorizations: to every member who may read them, in their language, with the head of the chain.

use domain::account::Locale;
use domain::policy::Action;
use domain::time::date;
use store::Tx;
use store::standing::StandingRow;

use crate::context::OpContext;
use crate::error::Result;
use crate::mail::{self, Concerns, Content, Recipient};
use crate::members;

/// Somebody signed one.
pub(super) async fn signed(op: &OpContext, tx: &mut Tx, row: &StandingRow) -> Result<()> {
    let (name, number) = (&op.actor.name, row.number);
    let customer = &row.terms.organization.name;
    tell(op, tx, row, "standing_signed", &|locale| match locale {
        Locale::De => Content::new(format!("Dauergenehmigung Nr. {number} unterschrieben"))
            .say(format!("{name} hat für {customer} eine Dauergenehmigung unterschrieben. Wortlaut und PDF finden Sie im Portal.")),
        Locale::En => Content::new(format!("Standing authorization no. {number} signed"))
            .say(format!("{name} has signed a standing authorization on behalf of {customer}. Its text and PDF are in the portal.")),
    }, &|locale| match locale {
        Locale::De => "War das nicht abgesprochen? Dann widerrufen Sie die Dauergenehmigung bitte sofort im Portal und melden Sie sich bei uns.",
        Locale::En => "Was this not agreed? Then please revoke the standing authorization in the portal at once and contact us.",
    })
    .await
}

/// Somebody revoked one.
pub(super) async fn revoked(op: &OpContext, tx: &mut Tx, row: &StandingRow) -> Result<()> {
    let (name, number) = (&op.actor.name, row.number);
    tell(op, tx, row, "standing_revoked", &|locale| match locale {
        Locale::De => Content::new(format!("Dauergenehmigung Nr. {number} widerrufen"))
            .say(format!("{name} hat die Dauergenehmigung Nr. {number} widerrufen. Ab sofort beginnt keine Arbeit mehr, die auf ihr beruht.")),
        Locale::En => Content::new(format!("Standing authorization no. {number} revoked"))
            .say(format!("{name} has revoked standing authorization no. {number}. From now on no work that rests on it begins.")),
    }, &|locale| match locale {
        Locale::De => "Soll wieder regelmäßig gearbeitet werden, unterschreiben Sie im Portal eine neue.",
        Locale::En => "If recurring work is wanted again, sign a new one in the portal.",
    })
    .await
}

/// One mail to each contact: what happened, what it is about, what to do, where the chain stands.
async fn tell(
    op: &OpContext,
    tx: &mut Tx,
    row: &StandingRow,
    kind: &'static str,
    opening: &(dyn Fn(Locale) -> Content + Sync),
    closing: &(dyn Fn(Locale) -> &'static str + Sync),
) -> Result<()> {
    let head = store::audit::find_head(tx, row.organization_id).await?;
    let url = op.app.settings().url(&format!("/standing/{}", row.id));
    let mut letters = Vec::new();
    for person in members::who_may(tx, row.organization_id, Action::ReadStanding).await? {
        let locale = person.locale;
        let (button, chain) = match locale {
            Locale::De => ("Zur Dauergenehmigung", "Protokollkette"),
            Locale::En => ("Open the standing authorization", "Audit chain"),
        };
        let mut content = with_facts(opening(locale), row, locale)
            .action(button, url.clone())
            .close(closing(locale));
        if let Some(head) = &head {
            content = content.close(format!("{chain}: seq {}, {}", head.seq, head.hash));
        }
        letters.push((Recipient::from(&person), content));
    }
    let concerns = Concerns {
        organization: Some(row.organization_id),
        ticket: None,
    };
    let sender = mail::Sender::read(tx).await?;
    sender
        .enqueue_all(&op.app, tx, kind, concerns, &letters)
        .await
}

fn with_facts(content: Content, row: &StandingRow, locale: Locale) -> Content {
    let german = locale == Locale::De;
    let acts: Vec<&str> = row.terms.acts.iter().map(|act| act.label(locale)).collect();
    let systems: Vec<&str> = row
        .terms
        .systems
        .iter()
        .map(|system| system.named.name.as_str())
        .collect();
    let last = row
        .valid_until
        .map(|until| date(until.minus_seconds(1), german));
    let from = date(row.valid_from, german);
    let period = match (locale, last) {
        (Locale::De, Some(last)) => format!("{from} bis {last}"),
        (Locale::De, None) => format!("ab {from} bis zum Widerruf"),
        (Locale::En, Some(last)) => format!("{from} to {last}"),
        (Locale::En, None) => format!("from {from} until revoked"),
    };
    let [work, where_, time, digest] = match locale {
        Locale::De => ["Arbeiten", "Systeme", "Zeitraum", "SHA-256 des Wortlauts"],
        Locale::En => ["Work", "Systems", "Period", "SHA-256 of the text"],
    };
    content
        .fact(work, acts.join(", "))
        .fact(where_, systems.join(", "))
        .fact(time, period)
        .fact(digest, hex::encode(row.text_sha256))
}
