//! What is kept is for the program's own account alone: directories 0700, files 0600. New ones get these modes; what an
//! older installation left open is closed at the start, and the log says so.
//!
//! Keys and shards are left as they are: one that others could read may have been read, and the vault refuses it instead
//! of making it look untouched. What belongs to somebody else, or is shared on purpose (`/tmp`), is not ours to change.

use std::fs::{self, DirBuilder, Metadata, OpenOptions, Permissions};
use std::io;
use std::os::unix::fs::{
    DirBuilderExt as _, MetadataExt as _, OpenOptionsExt as _, PermissionsExt as _,
};
use std::path::{Path, PathBuf};

/// Bits of group and others.
const OTHERS: u32 = 0o077;
/// Everybody may put something there, nobody may take others' things away.
const STICKY: u32 = 0o1000;
/// What SQLite keeps beside a database.
const BESIDE: [&str; 4] = ["", "-wal", "-shm", "-journal"];

/// What was open to others.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Found {
    /// Closed now, with the mode it had.
    pub closed: Vec<(PathBuf, u32)>,
    /// Open still: somebody else's, or the system refused.
    pub left: Vec<(PathBuf, u32)>,
}

impl Found {
    /// Says in the log what was found, if anything was. // docs/LOGGING.md: no names of files
    pub fn tell(&self) {
        if let Some((path, mode)) = self.closed.first() {
            tracing::warn!(target: "security", event = "data.closed", paths = self.closed.len(),
                first = %path.display(), mode = format_args!("{mode:04o}"), "others could read the data; now they cannot");
        }
        if let Some((path, mode)) = self.left.first() {
            tracing::error!(target: "security", event = "data.open", paths = self.left.len(),
                first = %path.display(), mode = format_args!("{mode:04o}"), "others can read the data; the program may not change that");
        }
    }
}

/// Creates a directory and what is missing above it, for this account alone.
///
/// # Errors
/// The system's.
pub fn directory(path: &Path) -> io::Result<()> {
    DirBuilder::new().recursive(true).mode(0o700).create(path)
}

/// Creates an empty file for this account alone, if there is none. SQLite takes it for an empty database, and gives its
/// journals the same mode; where it cannot be created SQLite says why.
pub fn database(path: &Path) {
    let in_memory = path.to_string_lossy().starts_with(':');
    if !in_memory {
        let mut options = OpenOptions::new();
        drop(options.write(true).create_new(true).mode(0o600).open(path));
    }
}

/// Closes a data directory with everything in it but `apart`, and a SQLite database that may lie elsewhere.
///
/// # Errors
/// A directory cannot be listed.
pub fn close(data: &Path, apart: &Path, database: Option<&Path>) -> io::Result<Found> {
    let mut found = Found::default();
    // A link to the directory means the directory.
    let data = fs::canonicalize(data)?;
    close_one(&data, &mut found);
    below(&data, apart, 1, &mut found)?;
    if let Some(file) = database {
        for end in BESIDE {
            let mut path = file.as_os_str().to_owned();
            path.push(end);
            close_one(Path::new(&path), &mut found);
        }
    }
    if !found.closed.is_empty() {
        // Left by an older installation: once, however many files there are. Behind a closed directory nobody needs to look.
        below(&data, apart, u32::MAX, &mut found)?;
    }
    found.closed.sort();
    found.closed.dedup();
    found.left.sort();
    found.left.dedup();
    Ok(found)
}

fn below(directory: &Path, apart: &Path, depth: u32, found: &mut Found) -> io::Result<()> {
    for entry in fs::read_dir(directory)? {
        let path = entry?.path();
        if path.file_name() == apart.file_name() && path.is_dir() {
            continue;
        }
        let is_directory = close_one(&path, found);
        if is_directory && depth > 1 {
            below(&path, apart, depth - 1, found)?;
        }
    }
    Ok(())
}

/// Closes one file or directory; says whether it is a directory. Links lead elsewhere and are not followed.
fn close_one(path: &Path, found: &mut Found) -> bool {
    // Gone meanwhile: SQLite removes its journals.
    let Ok(facts) = fs::symlink_metadata(path) else {
        return false;
    };
    let kind = facts.file_type();
    let mode = facts.mode() & 0o7777;
    if !(kind.is_dir() || kind.is_file()) || mode & OTHERS == 0 {
        return kind.is_dir();
    }
    let private = if kind.is_dir() { 0o700 } else { 0o600 };
    let done =
        is_ours(&facts) && fs::set_permissions(path, Permissions::from_mode(private)).is_ok();
    if done {
        found.closed.push((path.to_owned(), mode));
    } else {
        found.left.push((path.to_owned(), mode));
    }
    kind.is_dir()
}

fn is_ours(facts: &Metadata) -> bool {
    facts.uid() == rustix::process::geteuid().as_raw() && facts.mode() & STICKY == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mode(path: &Path) -> io::Result<u32> {
        Ok(fs::metadata(path)?.mode() & 0o7777)
    }

    #[test]
    fn what_others_could_read_is_closed_and_keys_shared_places_and_links_are_left() -> io::Result<()>
    {
        let place = tempfile::tempdir()?;
        let data = place.path().join("data");
        let apart = data.join("apart");
        directory(&data.join("files/ab"))?;
        directory(&apart)?;
        directory(&data.join("shared"))?;
        let outside = place.path().join("outside");
        for file in [&data.join("files/ab/1"), &apart.join("key"), &outside] {
            fs::write(file, "x")?;
            fs::set_permissions(file, Permissions::from_mode(0o644))?;
        }
        std::os::unix::fs::symlink(&outside, data.join("link"))?;
        // Everything is closed already as far as anybody would have to look.
        assert_eq!(close(&data, &apart, None)?, Found::default());
        assert_eq!(mode(&data.join("files/ab/1"))?, 0o644, "nobody gets there");

        fs::set_permissions(&data, Permissions::from_mode(0o755))?;
        fs::set_permissions(data.join("shared"), Permissions::from_mode(0o1777))?;
        let found = close(&data, &apart, Some(&outside))?;
        let closed = [&data, &data.join("files/ab/1"), &outside];
        let closed: Vec<_> = closed
            .iter()
            .zip([0o755, 0o644, 0o644])
            .map(|(path, mode)| ((*path).clone(), mode))
            .collect();
        assert_eq!(found.closed, closed);
        assert_eq!(found.left, [(data.join("shared"), 0o1777)]);
        assert_eq!(mode(&data)?, 0o700);
        assert_eq!(mode(&data.join("files/ab/1"))?, 0o600);
        assert_eq!(mode(&outside)?, 0o600);
        assert_eq!(
            mode(&apart.join("key"))?,
            0o644,
            "the vault refuses it instead"
        );
        Ok(())
    }
}
