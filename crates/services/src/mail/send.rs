//! Handing mails over: to an SMTP server, or as files where there is none (and always on a demo database).

use std::collections::{HashMap, HashSet};
use std::path::Path;
use std::time::Duration;

use domain::ids::{JobId, MailId};
use lettre::message::header::{ContentType, HeaderName, HeaderValue};
use lettre::message::{Mailbox, MultiPart, SinglePart};
use lettre::transport::smtp::authentication::Credentials;
use lettre::{Address, AsyncSmtpTransport, AsyncTransport as _, Message, Tokio1Executor};
use secrecy::ExposeSecret as _;
use store::Tx;
use store::mails::MailRow;
use vault::LoginKeyError;

use super::SendMail;
use crate::context::Context;
use crate::error::ServiceError;
use crate::jobs::{Claim, JobFailure};
use crate::settings::MailSettings;

type Transport = AsyncSmtpTransport<Tokio1Executor>;

/// One attempt to hand a mail over takes at most this long.
const SMTP_TIMEOUT: Duration = Duration::from_secs(20);

/// Sends one mail: handed over, then marked as sent and the job ended in one transaction. A crash in between sends it again
/// under the same Message-ID.
pub(crate) async fn send_job(context: &Context, claim: &Claim) -> Result<(), JobFailure> {
    let SendMail { mail } = claim.payload()?;
    let mut tx = context.db().read().await?;
    let row = store::mails::find(&mut tx, mail).await?;
    let provider = store::provider::find(&mut tx).await?;
    drop(tx);
    let Some(row) = row.filter(|row| row.sent_at.is_none()) else {
        return Ok(());
    };
    let (sender, is_demo) = provider.map_or((String::new(), false), |p| (p.name, p.is_demo));
    let is_secret = row.sealed.is_some();
    let row = match super::sealed::open(context, row) {
        Ok(row) => row,
        Err(error @ LoginKeyError::WrongKey) => {
            return Err(wait_for_key(context, mail, error).await?);
        }
        Err(error) => return Err(JobFailure::Never(ServiceError::internal(error))),
    };
    let message = message(context, &row, &sender).map_err(JobFailure::Never)?;
    let settings = &context.settings().mail;
    let outcome = if settings.smtp_url.is_none() || is_demo {
        write_file(&context.settings().mail_dir, &row, &message).await
    } else {
        hand_over(settings, message).await
    };
    let mut tx = context.db().begin().await?;
    match outcome {
        Ok(()) => {
            store::mails::mark_sent(&mut tx, mail, context.now()).await?;
            if is_secret && !is_demo {
                store::mails::forget_secret(&mut tx, mail).await?;
            }
            claim.finish(&mut tx).await?;
            tx.save().await?;
            Ok(())
        }
        Err(failure) => {
            let error = failure.error();
            let text = std::error::Error::source(error)
                .map_or_else(|| error.to_string(), ToString::to_string);
            store::mails::mark_failed(&mut tx, mail, &text).await?;
            tx.save().await?;
            Err(failure)
        }
    }
}

/// Mails as files, several at the price of one: read together, written one after the other, and all written off together.
/// Gives back what it has not delivered, for [`send_job`] to say why: mails with a link or code, mails that are no message,
/// and all of them where the disk or the database refuses. A file that is written again is the same file.
pub(crate) async fn to_files(context: &Context, mut claims: Vec<Claim>) -> Vec<Claim> {
    if context.settings().mail.smtp_url.is_some() || claims.len() < 2 {
        return claims;
    }
    match written(context, &claims).await {
        Ok(delivered) => claims.retain(|claim| !delivered.contains(&claim.job.id)),
        Err(error) => tracing::warn!(error = ?error, "mails could not be written together"),
    }
    claims
}

async fn written(context: &Context, claims: &[Claim]) -> Result<HashSet<JobId>, ServiceError> {
    let jobs: HashMap<MailId, &Claim> = claims
        .iter()
        .filter_map(|claim| Some((claim.payload::<SendMail>().ok()?.mail, claim)))
        .collect();
    let wanted: Vec<MailId> = jobs.keys().copied().collect();
    let mut tx = context.db().read().await?;
    let rows = store::mails::list_by_ids(&mut tx, &wanted).await?;
    let provider = store::provider::find(&mut tx).await?;
    drop(tx);
    let sender = provider.map(|row| row.name).unwrap_or_default();
    let simple = |row: &MailRow| row.sent_at.is_none() && row.sealed.is_none();
    let (mut sent, mut files) = (Vec::new(), Vec::new());
    for row in rows.into_iter().filter(simple) {
        if let Ok(message) = message(context, &row, &sender) {
            sent.push(row.id);
            files.push((file_name(&row), message.formatted()));
        }
    }
    let ended: Vec<&Claim> = sent
        .iter()
        .filter_map(|mail| jobs.get(mail).copied())
        .collect();
    let Some(first) = ended.first() else {
        return Ok(HashSet::new());
    };
    let dir = context.settings().mail_dir.clone();
    tokio::task::spawn_blocking(move || write_all(&dir, &files))
        .await
        .map_err(ServiceError::internal)?
        .map_err(ServiceError::unavailable)?;
    let mut tx = context.db().begin().await?;
    tx.gather();
    store::mails::mark_all_sent(&mut tx, &sent, context.now()).await?;
    first.finish_with(&mut tx, &ended).await?;
    tx.save().await?;
    Ok(ended.iter().map(|claim| claim.job.id).collect())
}

/// The link or code of a mail was encrypted under another `login.key`: with the right one it can still go out.
async fn wait_for_key(
    context: &Context,
    mail: MailId,
    error: LoginKeyError,
) -> Result<JobFailure, JobFailure> {
    tracing::error!(%mail, "a mail waits: its link or code was encrypted under another login.key");
    let mut tx = context.db().begin().await?;
    store::mails::mark_failed(&mut tx, mail, &error.to_string()).await?;
    tx.save().await?;
    Ok(JobFailure::Missing(ServiceError::internal(error)))
}

/// A mail that is given up, in the caller's unit of work: what opens an account is forgotten.
pub(crate) async fn given_up(tx: &mut Tx, claim: &Claim) -> Result<(), ServiceError> {
    if let Ok(SendMail { mail }) = claim.payload()
        && store::mails::find(tx, mail).await?.is_some()
    {
        store::mails::forget_secret(tx, mail).await?;
    }
    Ok(())
}

fn message(context: &Context, row: &MailRow, sender: &str) -> Result<Message, ServiceError> {
    let address = |text: &str| text.parse::<Address>().map_err(ServiceError::internal);
    let name = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    let from = Mailbox::new(
        name(sender),
        address(&context.settings().mail.from_address)?,
    );
    let to = Mailbox::new(name(&row.to_name), address(&row.to_address)?);
    let automatic = HeaderValue::new(
        HeaderName::new_from_ascii_str("Auto-Submitted"),
        "auto-generated".to_owned(),
    );
    let mut message = Message::builder()
        .from(from)
        .to(to)
        .subject(row.subject.clone())
        .message_id(Some(row.message_id.clone()))
        .date(row.created_at.offset_date_time().into())
        .multipart(
            MultiPart::alternative()
                .singlepart(
                    SinglePart::builder()
                        .header(ContentType::TEXT_PLAIN)
                        .body(row.body_text.0.clone()),
                )
                .singlepart(
                    SinglePart::builder()
                        .header(ContentType::TEXT_HTML)
                        .body(row.body_html.0.clone()),
                ),
        )
        .map_err(ServiceError::internal)?;
    message.headers_mut().insert_raw(automatic);
    Ok(message)
}

async fn hand_over(settings: &MailSettings, message: Message) -> Result<(), JobFailure> {
    let transport = transport(settings).map_err(JobFailure::Later)?;
    match transport.send(message).await {
        Ok(_) => Ok(()),
        // 5xx: this mail will never be taken; everything else may pass.
        Err(error) if error.is_permanent() => {
            Err(JobFailure::Never(ServiceError::unavailable(error)))
        }
        Err(error) => Err(JobFailure::Later(ServiceError::unavailable(error))),
    }
}

fn transport(settings: &MailSettings) -> Result<Transport, ServiceError> {
    let url = settings
        .smtp_url
        .as_ref()
        .ok_or_else(|| ServiceError::internal("no SMTP server is configured"))?;
    let mut builder = Transport::from_url(url.expose_secret())
        .map_err(ServiceError::internal)?
        .timeout(Some(SMTP_TIMEOUT));
    if let (Some(password), Some(user)) = (&settings.smtp_password, user_of(url.expose_secret())) {
        builder = builder.credentials(Credentials::new(user, password.expose_secret().to_owned()));
    }
    Ok(builder.build())
}

/// The user named in the URL.
fn user_of(url: &str) -> Option<String> {
    let (_, rest) = url.split_once("://")?;
    let (user, _) = rest.split_once('@')?;
    let user = user.split(':').next()?;
    (!user.is_empty()).then(|| user.replace("%40", "@"))
}

/// Whether the URL names an SMTP server; says what is wrong otherwise, without repeating a password.
///
/// # Errors
/// What is wrong.
pub fn check_smtp_url(url: &str) -> Result<(), String> {
    if !url.starts_with("smtp://") && !url.starts_with("smtps://") {
        return Err("must start with smtp:// or smtps://".to_owned());
    }
    Transport::from_url(url)
        .map(drop)
        .map_err(|_| "is no SMTP address, for example smtps://user@mail.example.net".to_owned())
}

/// Writes `TIME-ID.eml`; written twice it is the same file.
async fn write_file(dir: &Path, row: &MailRow, message: &Message) -> Result<(), JobFailure> {
    let (dir, file) = (dir.to_owned(), (file_name(row), message.formatted()));
    let failed = |error: std::io::Error| JobFailure::Later(ServiceError::unavailable(error));
    tokio::task::spawn_blocking(move || write_all(&dir, &[file]))
        .await
        .map_err(|error| JobFailure::Later(ServiceError::internal(error)))?
        .map_err(failed)
}

fn file_name(row: &MailRow) -> String {
    format!("{}-{}.eml", row.created_at.unix(), row.id)
}

/// Nobody ever sees half a file.
fn write_all(dir: &Path, files: &[(String, Vec<u8>)]) -> std::io::Result<()> {
    std::fs::create_dir_all(dir)?;
    for (name, bytes) in files {
        let unfinished = dir.join(format!(".{name}"));
        std::fs::write(&unfinished, bytes)?;
        std::fs::rename(&unfinished, dir.join(name))?;
    }
    Ok(())
}
