//! Files on tickets: streamed to the file store under a random key, measured and recognised on the way.
//!
//! A name never becomes a path, a type is believed only where bytes and ending agree, and nothing is ever shown inline.
//! An [`Upload`] that no ticket took removes its file when it is dropped. // ASVS 5.2.1 5.3.1 5.4.1

use std::path::{Path, PathBuf};

use domain::audit::EventKind;
use domain::ids::{AttachmentId, MessageId};
use domain::policy::{self, Action};
use domain::time::{Random, Timestamp};
use sha2::{Digest as _, Sha256};
use store::Tx;
use store::attachments::AttachmentRow;
use store::tickets::TicketRow;
use tokio::io::AsyncWriteExt as _;

use crate::audit;
use crate::context::{Context, OpContext};
use crate::error::{Checks, FieldError, Result, ServiceError};
use crate::held::Findings;
use crate::tickets;

/// Name of the field in every form that takes files.
pub const FIELD: &str = "files";
/// Longest file name, in characters.
const NAME_MAX: usize = 150;
/// Text files up to this size are looked through for secrets, in bytes. // security 2.8
const SCANNED_MAX: u64 = 1024 * 1024;
/// Files without a row may belong to an upload that is still under way until they are this old, in seconds.
const ORPHAN_S: i64 = 24 * 3600;
/// So many first bytes decide whether a file is text.
const SNIFFED: usize = 8 * 1024;

/// What we take: ending, type, how it must begin. An empty beginning means text.
const KINDS: &[(&str, &str, &[u8])] = &[
    ("txt", "text/plain", b""),
    ("log", "text/plain", b""),
    ("csv", "text/csv", b""),
    ("json", "application/json", b""),
    ("conf", "text/plain", b""),
    ("cfg", "text/plain", b""),
    ("ini", "text/plain", b""),
    ("yml", "text/plain", b""),
    ("yaml", "text/plain", b""),
    ("toml", "text/plain", b""),
    ("md", "text/plain", b""),
    ("eml", "text/plain", b""),
    ("pdf", "application/pdf", b"%PDF-"),
    ("png", "image/png", b"\x89PNG\r\n\x1a\n"),
    ("jpg", "image/jpeg", b"\xff\xd8\xff"),
    ("jpeg", "image/jpeg", b"\xff\xd8\xff"),
    ("gif", "image/gif", b"GIF8"),
    ("webp", "image/webp", b"RIFF"),
    ("zip", "application/zip", b"PK\x03\x04"),
    ("docx", "application/octet-stream", b"PK\x03\x04"),
    ("xlsx", "application/octet-stream", b"PK\x03\x04"),
    ("odt", "application/octet-stream", b"PK\x03\x04"),
    ("gz", "application/gzip", b"\x1f\x8b"),
    ("tgz", "application/gzip", b"\x1f\x8b"),
];

/// The `accept` attribute of our file fields.
pub const ACCEPT: &str = ".txt,.log,.csv,.json,.conf,.cfg,.ini,.yml,.yaml,.toml,.md,.eml,.pdf,.png,.jpg,.jpeg,.gif,.webp,.zip,.docx,.xlsx,.odt,.gz,.tgz";

/// What one message may bring along.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Most files.
    pub files: usize,
    /// Largest file, in bytes.
    pub bytes: u64,
}

impl Limits {
    /// As configured.
    pub fn of(context: &Context) -> Self {
        let settings = context.settings();
        Self {
            files: settings.max_files,
            bytes: settings.max_file_bytes,
        }
    }

    /// The largest file in words.
    pub fn size(self) -> String {
        format!("{}\u{a0}MB", self.bytes / (1024 * 1024))
    }
}

/// A file that arrived and belongs to nobody yet.
#[derive(Debug)]
pub struct Upload {
    file_name: String,
    content_type: &'static str,
    size: u64,
    sha256: store::Digest,
    key: String,
    path: PathBuf,
    problem: Option<FieldError>,
    taken: bool,
}

impl Upload {
    /// Stands for files that were not read to their end because together they are too large: the form says so at its field.
    pub fn cut_off(context: &Context) -> Self {
        let limits = Limits::of(context);
        let problem = FieldError::new(FIELD, "files_too_large")
            .with("files", limits.files)
            .with("max", limits.size());
        Self {
            file_name: String::new(),
            content_type: "application/octet-stream",
            size: 0,
            sha256: [0; 32],
            key: String::new(),
            path: PathBuf::new(),
            problem: Some(problem),
            taken: false,
        }
    }
}

impl Drop for Upload {
    fn drop(&mut self) {
        if !self.taken && !self.path.as_os_str().is_empty() {
            let _ = std::fs::remove_file(&self.path);
        }
    }
}

/// A file that is arriving: bytes go straight to the disk.
#[derive(Debug)]
pub struct Receiver {
    file: tokio::fs::File,
    upload: Upload,
    hash: Sha256,
    head: Vec<u8>,
    limits: Limits,
}

impl Receiver {
    /// Begins a file with the name the browser gave it.
    ///
    /// # Errors
    /// [`ServiceError::Unavailable`] when the file store cannot be written.
    pub async fn begin(context: &Context, name: &str) -> Result<Self> {
        let (file_name, mut problem) = match clean_name(name) {
            Ok(name) => (name, None),
            Err(problem) => (String::new(), Some(problem)),
        };
        let key = random_key(context.random());
        let dir = &context.settings().files_dir;
        tokio::fs::create_dir_all(dir)
            .await
            .map_err(ServiceError::unavailable)?;
        let path = dir.join(&key);
        let file = tokio::fs::OpenOptions::new()
            .write(true)
            .create_new(true)
            .open(&path)
            .await
            .map_err(ServiceError::unavailable)?;
        if problem.is_none() && !file_name.is_empty() && kind_of(&file_name).is_none() {
            problem = Some(FieldError::new(FIELD, "file_type"));
        }
        Ok(Self {
            file,
            upload: Upload {
                file_name,
                content_type: "application/octet-stream",
                size: 0,
                sha256: [0; 32],
                key,
                path,
                problem,
                taken: false,
            },
            hash: Sha256::new(),
            head: Vec::new(),
            limits: Limits::of(context),
        })
    }

    /// Takes some bytes. Once something is wrong the rest is only counted, not written.
    ///
    /// # Errors
    /// [`ServiceError::Unavailable`] when the disk is full or gone.
    pub async fn write(&mut self, chunk: &[u8]) -> Result<()> {
        if self.upload.problem.is_some() {
            return Ok(());
        }
        self.upload.size += chunk.len() as u64;
        if self.upload.size > self.limits.bytes {
            let max = self.limits.size();
            self.upload.problem = Some(FieldError::new(FIELD, "file_too_large").with("max", max));
            return Ok(());
        }
        let room = SNIFFED.saturating_sub(self.head.len()).min(chunk.len());
        self.head.extend_from_slice(&chunk[..room]);
        self.hash.update(chunk);
        self.file
            .write_all(chunk)
            .await
            .map_err(ServiceError::unavailable)
    }

    /// The whole file is here. `None` for the empty field of a form without files.
    ///
    /// # Errors
    /// [`ServiceError::Unavailable`] when the disk is full or gone.
    pub async fn finish(mut self) -> Result<Option<Upload>> {
        self.file.flush().await.map_err(ServiceError::unavailable)?;
        self.file
            .sync_data()
            .await
            .map_err(ServiceError::unavailable)?;
        let mut upload = self.upload;
        upload.sha256 = self.hash.finalize().into();
        if upload.problem.is_none() && upload.file_name.is_empty() {
            return Ok(None);
        }
        if upload.problem.is_none() {
            match kind_of(&upload.file_name) {
                _ if upload.size == 0 => {
                    upload.problem = Some(FieldError::new(FIELD, "file_empty"));
                }
                Some((_, content_type, beginning)) if begins(&self.head, beginning) => {
                    upload.content_type = content_type;
                }
                _ => upload.problem = Some(FieldError::new(FIELD, "file_type")),
            }
        }
        Ok(Some(upload))
    }
}

/// Text has no zero bytes and is UTF-8 as far as we looked; everything else begins as its kind does.
fn begins(head: &[u8], beginning: &[u8]) -> bool {
    if !beginning.is_empty() {
        return head.starts_with(beginning);
    }
    match std::str::from_utf8(head) {
        Ok(text) => !text.contains('\0'),
        // The look may have ended inside a character; Windows logs in Latin-1 are text as well.
        Err(_) => !head.contains(&0),
    }
}

fn kind_of(name: &str) -> Option<(&'static str, &'static str, &'static [u8])> {
    let (stem, ending) = name.rsplit_once('.')?;
    let ending = ending.to_ascii_lowercase();
    KINDS
        .iter()
        .copied()
        .find(|(known, _, _)| !stem.is_empty() && *known == ending)
}

/// The last part of whatever path a browser sent, one line, no signs that turn text around.
fn clean_name(name: &str) -> Result<String, FieldError> {
    let last = name.rsplit(['/', '\\']).next().unwrap_or(name).trim();
    if last.is_empty() {
        return Ok(String::new());
    }
    let turns = |c: char| matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    if last.chars().any(turns) {
        return Err(FieldError::new(FIELD, "control_characters"));
    }
    domain::text::single_line(last, NAME_MAX)
        .map_err(|problem| FieldError::new(FIELD, problem.code()).with("max", NAME_MAX))
}

fn random_key(random: &dyn Random) -> String {
    let bytes: [u8; 20] = domain::time::random_bytes(random);
    hex::encode(bytes)
}

/// Everything wrong with the files of a form.
pub(crate) fn check(context: &Context, checks: &mut Checks, uploads: &[Upload]) {
    for upload in uploads {
        if let Some(problem) = &upload.problem {
            checks.add(problem.clone());
        }
    }
    let most = context.settings().max_files;
    if uploads.len() > most {
        checks.add(FieldError::new(FIELD, "too_many").with("max", most));
    }
}

/// Looks for secrets in names and in small text files.
pub(crate) async fn look(findings: &mut Findings, uploads: &[Upload]) -> Result<()> {
    for upload in uploads {
        findings.look(FIELD, &upload.file_name);
        if upload.size <= SCANNED_MAX
            && kind_of(&upload.file_name).is_some_and(|(_, _, b)| b.is_empty())
        {
            let bytes = tokio::fs::read(&upload.path)
                .await
                .map_err(ServiceError::unavailable)?;
            findings.look_through(FIELD, bytes).await?;
        }
    }
    Ok(())
}

/// Gives files to a ticket, inside the caller's unit of work.
pub(crate) async fn insert(
    op: &OpContext,
    tx: &mut Tx,
    ticket: &TicketRow,
    message: Option<MessageId>,
    internal: bool,
    uploads: Vec<Upload>,
) -> Result<()> {
    for mut upload in uploads {
        let row = AttachmentRow {
            id: op.app.id(AttachmentId::from_uuid),
            ticket_id: ticket.id,
            message_id: message,
            internal,
            file_name: upload.file_name.clone(),
            content_type: upload.content_type.to_owned(),
            size: i64::try_from(upload.size).unwrap_or(i64::MAX),
            sha256: upload.sha256,
            storage_key: upload.key.clone(),
            uploaded_by: op.actor.person,
            created_at: op.now(),
        };
        store::attachments::insert(tx, &row).await?;
        let event = audit::by(op, EventKind::AttachmentAdded)
            .on(ticket.id)
            .shown(!internal)
            .with("attachment", row.id.to_string())
            .with("sha256", hex::encode(row.sha256))
            .with("size", row.size);
        audit::append(&op.app, tx, ticket.organization_id, event).await?;
        upload.taken = true;
    }
    Ok(())
}

/// A file on its way out.
#[derive(Debug)]
pub struct Download {
    /// Name as given.
    pub file_name: String,
    /// Type as recognised.
    pub content_type: String,
    /// Size in bytes.
    pub size: i64,
    /// The open file.
    pub file: tokio::fs::File,
}

/// Opens a file for somebody who may read the ticket; internal files only for the desk, and nothing of a message that
/// was taken back or is not released yet.
///
/// # Errors
/// [`ServiceError::NotFound`] for foreign, internal and unknown files alike.
pub async fn open(op: &OpContext, id: AttachmentId) -> Result<Download> {
    let mut tx = op.app.db().read().await?;
    let row = store::attachments::find(&mut tx, id)
        .await?
        .ok_or(ServiceError::NotFound)?;
    let ticket = store::tickets::find_by_id(&mut tx, row.ticket_id)
        .await?
        .ok_or(ServiceError::NotFound)?;
    let resource = tickets::resource(&ticket);
    let action = if row.internal {
        Action::ReadNotes
    } else {
        Action::ReadTicket
    };
    policy::may(&op.actor, action, &resource)?;
    if let Some(message) = row.message_id {
        let reader = tickets::reader(op, &ticket);
        store::messages::find_entry(&mut tx, message, reader)
            .await?
            .ok_or(ServiceError::NotFound)?;
    }
    drop(tx);
    let path = stored(&op.app.settings().files_dir, &row.storage_key);
    let file = tokio::fs::File::open(&path)
        .await
        .map_err(ServiceError::unavailable)?;
    Ok(Download {
        file_name: row.file_name,
        content_type: row.content_type,
        size: row.size,
        file,
    })
}

fn stored(dir: &Path, key: &str) -> PathBuf {
    dir.join(key)
}

/// Removes files that an interrupted upload left: older than a day and without a row. Whatever has another name than we give
/// is not ours and stays. Says how many went.
///
/// # Errors
/// The database or the file store does not answer.
pub async fn sweep_orphans(context: &Context) -> Result<usize> {
    let mut swept = 0;
    let dir = context.settings().files_dir.clone();
    let mut entries = match tokio::fs::read_dir(&dir).await {
        Ok(entries) => entries,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(0),
        Err(error) => return Err(ServiceError::unavailable(error)),
    };
    while let Some(entry) = entries
        .next_entry()
        .await
        .map_err(ServiceError::unavailable)?
    {
        let Some(key) = entry.file_name().to_str().map(str::to_owned) else {
            continue;
        };
        if !is_key(&key) || !is_old(context, &entry).await {
            continue;
        }
        let mut reader = context.db().read().await?;
        if store::attachments::is_stored(&mut reader, &key).await? {
            continue;
        }
        drop(reader);
        match tokio::fs::remove_file(stored(&dir, &key)).await {
            Ok(()) => swept += 1,
            Err(error) => {
                tracing::warn!(%error, key, "a file nobody needs could not be removed");
            }
        }
    }
    if swept > 0 {
        tracing::info!(swept, "files left by interrupted uploads were removed");
    }
    Ok(swept)
}

/// The form of our keys: 40 hexadecimal digits.
fn is_key(name: &str) -> bool {
    name.len() == 40
        && name
            .bytes()
            .all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b))
}

async fn is_old(context: &Context, entry: &tokio::fs::DirEntry) -> bool {
    let modified = entry
        .metadata()
        .await
        .ok()
        .filter(std::fs::Metadata::is_file)
        .and_then(|facts| facts.modified().ok());
    modified.is_some_and(|at| {
        let at = Timestamp::from(time::OffsetDateTime::from(at));
        context.now().seconds_since(at) > ORPHAN_S
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_lose_their_paths_and_types_need_their_bytes() {
        assert_eq!(
            clean_name("../../etc/passwd.txt").ok().as_deref(),
            Some("passwd.txt")
        );
        assert_eq!(
            clean_name("C:\\x\\report.pdf").ok().as_deref(),
            Some("report.pdf")
        );
        assert!(clean_name("a\u{202e}fdp.exe").is_err());
        for refused in ["x.html", "x.svg", "x.exe", ".txt", "noending", "x.php.svg"] {
            assert!(kind_of(refused).is_none(), "{refused}");
        }
        assert!(begins(b"%PDF-1.7", b"%PDF-") && !begins(b"<script>", b"%PDF-"));
        assert!(begins("Größe".as_bytes(), b"") && !begins(b"\x7fELF\0", b""));
    }
}
