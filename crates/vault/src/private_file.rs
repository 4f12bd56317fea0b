//! Files that only their owner may read: key files, key shards.
//!
//! Permissions are checked on the open file, not on its name, so that nothing can be swapped in between. Writing ends with
//! the file and its directory on the disk; replacing goes through a new file and a rename, so that a crash leaves the old
//! or the new content, never half of one.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Write};
use std::os::unix::fs::{DirBuilderExt, MetadataExt, OpenOptionsExt};
use std::path::Path;

use zeroize::Zeroizing;

/// Bits of group and others.
const OTHERS: u32 = 0o077;

/// Why a private file was not read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ReadProblem {
    Missing,
    NotAFile,
    OpenToOthers { mode: u32 },
    TooLarge,
    Io(io::ErrorKind),
}

/// Reads a private file of at most `limit` bytes.
pub(crate) fn read(path: &Path, limit: usize) -> Result<Zeroizing<Vec<u8>>, ReadProblem> {
    let file = open(path)?;
    // Room for everything from the start: growing would leave unwiped copies behind.
    let mut bytes = Zeroizing::new(Vec::with_capacity(limit + 64));
    file.take(limit as u64 + 1)
        .read_to_end(&mut bytes)
        .map_err(|error| ReadProblem::Io(error.kind()))?;
    if bytes.len() > limit {
        return Err(ReadProblem::TooLarge);
    }
    Ok(bytes)
}

fn open(path: &Path) -> Result<File, ReadProblem> {
    let file = File::open(path).map_err(|error| match error.kind() {
        io::ErrorKind::NotFound => ReadProblem::Missing,
        kind => ReadProblem::Io(kind),
    })?;
    let facts = file
        .metadata()
        .map_err(|error| ReadProblem::Io(error.kind()))?;
    if !facts.is_file() {
        return Err(ReadProblem::NotAFile);
    }
    let mode = facts.mode() & 0o7777;
    if mode & OTHERS != 0 {
        return Err(ReadProblem::OpenToOthers { mode });
    }
    Ok(file)
}

/// Writes a file that must not exist yet, mode 0600.
pub(crate) fn create(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(path)?;
    let written = file.write_all(bytes).and_then(|()| file.sync_all());
    if let Err(error) = written {
        // Half a file is worse than none; the first error is the one worth telling.
        let _ = fs::remove_file(path);
        return Err(error);
    }
    sync_directory(path)
}

/// Replaces a file in one step.
pub(crate) fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(".new");
    let draft = path.with_file_name(name);
    match fs::remove_file(&draft) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    create(&draft, bytes)?;
    fs::rename(&draft, path)?;
    sync_directory(path)
}

/// Overwrites a file with zeros and removes it; `false` if there was none.
pub(crate) fn destroy(path: &Path) -> io::Result<bool> {
    let file = match OpenOptions::new().write(true).open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(false),
        Err(error) => return Err(error),
    };
    let length = usize::try_from(file.metadata()?.len()).unwrap_or(usize::MAX);
    // A shard has 32 bytes; whatever else lies here, a block of zeros suffices to spoil it.
    (&file).write_all(&vec![0; length.min(4096)])?;
    file.sync_all()?;
    fs::remove_file(path)?;
    sync_directory(path)?;
    Ok(true)
}

/// Creates a directory for its owner alone, and its parents as the umask has it.
pub(crate) fn create_directory(path: &Path) -> io::Result<()> {
    if let Some(parent) = path.parent() {
        fs::create_dir_all(parent)?;
    }
    match fs::DirBuilder::new().mode(0o700).create(path) {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists && path.is_dir() => Ok(()),
        other => other,
    }
}

/// Brings the directory entry of `path` to the disk.
fn sync_directory(path: &Path) -> io::Result<()> {
    let directory = path.parent().filter(|p| !p.as_os_str().is_empty());
    File::open(directory.unwrap_or(Path::new(".")))?.sync_all()
}
