//! The append-only file of signed heads beside the database. // INTERVENTION, Audit
//!
//! Every few minutes the head of each chain that has grown is signed and appended. `leitstand audit verify` holds the database
//! against it: a chain that was cut off, or written anew, contradicts a line. Copied elsewhere the file holds even against
//! somebody who owns the machine.

use std::collections::HashMap;
use std::fs::{File, OpenOptions};
use std::io::{self, Read as _, Seek as _, SeekFrom, Write as _};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};

use domain::audit::Checkpoint;
use domain::ids::OrganizationId;

use crate::context::Context;
use crate::error::{Result, ServiceError};

/// Why the file cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum CheckpointError {
    /// The system refuses.
    #[error("{path}: {error}")]
    Io {
        /// The file.
        path: PathBuf,
        /// What the system says.
        #[source]
        error: io::Error,
    },
    /// A line is no checkpoint.
    #[error("{path}, line {line}: this is no checkpoint: {what}")]
    Line {
        /// The file.
        path: PathBuf,
        /// Number of the line, from 1.
        line: usize,
        /// What is wrong with it.
        what: String,
    },
}

/// Reads all checkpoints. A file that is not there holds none; a last line without its line feed is what a crash left of an
/// unfinished append, and is not read.
///
/// # Errors
/// The file cannot be read, or a finished line is no checkpoint.
pub fn read(path: &Path) -> Result<Vec<Checkpoint>, CheckpointError> {
    let text = match std::fs::read_to_string(path) {
        Ok(text) => text,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(io_error(path, error)),
    };
    let finished = text.rfind('\n').map_or("", |end| &text[..end]);
    finished
        .lines()
        .enumerate()
        .map(|(number, line)| {
            serde_json::from_str(line).map_err(|error| CheckpointError::Line {
                path: path.to_owned(),
                line: number + 1,
                what: error.to_string(),
            })
        })
        .collect()
}

fn io_error(path: &Path, error: io::Error) -> CheckpointError {
    CheckpointError::Io {
        path: path.to_owned(),
        error,
    }
}

/// Appends in one write and brings it to the disk.
fn append(path: &Path, checkpoints: &[Checkpoint]) -> io::Result<()> {
    let mut lines = String::new();
    for checkpoint in checkpoints {
        lines.push_str(&serde_json::to_string(checkpoint)?);
        lines.push('\n');
    }
    if let Some(dir) = path.parent() {
        std::fs::create_dir_all(dir)?;
    }
    let mut file = OpenOptions::new()
        .read(true)
        .append(true)
        .create(true)
        .mode(0o600)
        .open(path)?;
    cut_unfinished(&mut file)?;
    file.write_all(lines.as_bytes())?;
    file.sync_data()
}

/// Takes away what a crash left of an unfinished line, so that the next one stands on its own.
fn cut_unfinished(file: &mut File) -> io::Result<()> {
    let length = file.seek(SeekFrom::End(0))?;
    let mut end = length;
    let mut byte = [0];
    while end > 0 {
        file.seek(SeekFrom::Start(end - 1))?;
        file.read_exact(&mut byte)?;
        if byte == *b"\n" {
            break;
        }
        end -= 1;
    }
    if end < length {
        file.set_len(end)?;
    }
    Ok(())
}

/// Writes checkpoints and remembers how far each chain was vouched for, so that the file is read once.
#[derive(Debug, Default)]
pub struct Writer {
    vouched: Option<HashMap<OrganizationId, i64>>,
}

impl Writer {
    /// Signs and appends the head of every chain that has grown. Without the signing key nothing happens. Says how many.
    ///
    /// # Errors
    /// The database does not answer, or the file cannot be read or written.
    pub async fn write(&mut self, context: &Context) -> Result<usize> {
        let Some(key) = context.audit_key() else {
            return Ok(0);
        };
        let path = context.settings().checkpoint_file.clone();
        let vouched = match &mut self.vouched {
            Some(vouched) => vouched,
            none => none.insert(known(path.clone()).await?),
        };
        let mut tx = context.db().read().await?;
        let heads = store::audit::list_heads(&mut tx).await?;
        drop(tx);
        let new: Vec<Checkpoint> = heads
            .iter()
            .filter(|head| head.seq > vouched.get(&head.organization).copied().unwrap_or(0))
            .map(|head| Checkpoint::sign(head, context.now(), |bytes| key.sign(bytes).to_vec()))
            .collect();
        if new.is_empty() {
            return Ok(0);
        }
        let new = tokio::task::spawn_blocking(move || append(&path, &new).map(|()| new))
            .await
            .map_err(ServiceError::internal)?
            .map_err(ServiceError::unavailable)?;
        for checkpoint in &new {
            vouched.insert(checkpoint.organization, checkpoint.seq);
        }
        Ok(new.len())
    }
}

/// How far the file vouches for each chain.
async fn known(path: PathBuf) -> Result<HashMap<OrganizationId, i64>> {
    let checkpoints = tokio::task::spawn_blocking(move || read(&path))
        .await
        .map_err(ServiceError::internal)?
        .map_err(ServiceError::unavailable)?;
    let mut vouched = HashMap::new();
    for checkpoint in checkpoints {
        let seq = vouched.entry(checkpoint.organization).or_insert(0);
        *seq = checkpoint.seq.max(*seq);
    }
    Ok(vouched)
}

#[cfg(test)]
mod tests {
    use domain::audit::{ChainHash, ChainHead};
    use domain::time::Timestamp;

    use super::*;

    fn checkpoint(seq: i64) -> Checkpoint {
        let head = ChainHead {
            organization: OrganizationId::from_uuid(uuid::Uuid::from_u128(7)),
            seq,
            hash: ChainHash::of(b"x"),
            at: Timestamp::from_unix(1_800_000_000),
        };
        Checkpoint::sign(&head, head.at, |_| vec![7; 64])
    }

    #[test]
    fn lines_are_added_and_what_a_crash_left_is_no_line() -> io::Result<()> {
        let dir = tempfile::tempdir()?;
        let path = dir.path().join("db").join("checkpoints.jsonl");
        assert_eq!(read(&path).map_err(io::Error::other)?, []);
        append(&path, &[checkpoint(1), checkpoint(2)])?;
        let mut file = OpenOptions::new().append(true).open(&path)?;
        file.write_all(b"{\"organization\":\"01")?;
        let two = [checkpoint(1), checkpoint(2)];
        assert_eq!(read(&path).map_err(io::Error::other)?, two);
        append(&path, &[checkpoint(3)])?;
        let three = [checkpoint(1), checkpoint(2), checkpoint(3)];
        assert_eq!(read(&path).map_err(io::Error::other)?, three);
        Ok(())
    }

    #[test]
    fn a_line_that_is_no_checkpoint_is_named() -> io::Result<()> {
        let dir = tempfile::tempdir()?;
        let path = dir.path().join("checkpoints.jsonl");
        append(&path, &[checkpoint(1)])?;
        let mut file = OpenOptions::new().append(true).open(&path)?;
        file.write_all(b"{}\n")?;
        let told = read(&path).err().map(|e| e.to_string()).unwrap_or_default();
        assert!(told.contains("line 2: this is no checkpoint"), "{told}");
        Ok(())
    }
}
