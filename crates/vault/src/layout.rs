//! Where keys and shards lie: `<data>/keep-out-of-backup/{keys,shards}`, beside the database, never in its backups.
//!
//! A backup that holds database, keys and shards together protects nothing. The directory carries a `CACHEDIR.TAG`, which
//! borg, restic, tar and others honour; the documentation says how to back up the keys on their own.

use std::fs;
use std::io;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use crate::private_file;

/// The first line that makes a tag a tag (bford.info/cachedir).
const SIGNATURE: &str = "Signature: 8a477f597d28d172789f06886806bc55";
const TAG_TEXT: &str = "\n# Keys and key shards of Leitstand. Keep this directory out of backups of the database and the files:\n\
    # a copy of all of them together can be read by whoever finds it. docs/CRYPTO.md says how to keep the keys safe.\n";

/// The paths below a data directory.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Layout {
    data: PathBuf,
    keys: PathBuf,
    shards: PathBuf,
}

/// What `check-config` should say about the layout.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LayoutWarning {
    /// A backup takes keys or shards along.
    #[error("{} has no CACHEDIR.TAG: a backup that takes it along could open the secrets", .0.display())]
    Untagged(PathBuf),
    /// The directory can be entered by others than its owner.
    #[error("{} is open to others (mode {mode:04o}); set 0700", .path.display())]
    OpenToOthers {
        /// The directory.
        path: PathBuf,
        /// Its permission bits.
        mode: u32,
    },
}

impl Layout {
    /// The layout below this data directory; touches nothing.
    pub fn new(data: impl Into<PathBuf>) -> Self {
        let data = data.into();
        let apart = data.join("keep-out-of-backup");
        Self {
            data,
            keys: apart.join("keys"),
            shards: apart.join("shards"),
        }
    }

    /// The same with keys and shards where the configuration puts them.
    #[must_use]
    pub fn with(self, keys: impl Into<PathBuf>, shards: impl Into<PathBuf>) -> Self {
        Self {
            keys: keys.into(),
            shards: shards.into(),
            ..self
        }
    }

    /// The directory that no backup of the database may contain.
    pub fn apart(&self) -> PathBuf {
        self.data.join("keep-out-of-backup")
    }

    /// Directory of the key files.
    pub fn keys(&self) -> PathBuf {
        self.keys.clone()
    }

    /// Directory of the shards.
    pub fn shards(&self) -> PathBuf {
        self.shards.clone()
    }

    /// Key ring of the vault.
    pub fn vault_key(&self) -> PathBuf {
        self.keys().join("vault.key")
    }

    /// Key of the second factors' seeds.
    pub fn login_key(&self) -> PathBuf {
        self.keys().join("login.key")
    }

    /// Signing key of the audit checkpoints.
    pub fn audit_key(&self) -> PathBuf {
        self.keys().join("audit.key")
    }

    /// Creates the directories (0700) and the tag where they are missing; leaves what is there.
    pub fn prepare(&self) -> io::Result<()> {
        private_file::create_directory(&self.apart())?;
        private_file::create_directory(&self.keys())?;
        private_file::create_directory(&self.shards())?;
        let tag = self.apart().join("CACHEDIR.TAG");
        if !is_tagged(&tag) {
            fs::write(&tag, format!("{SIGNATURE}{TAG_TEXT}"))?;
        }
        Ok(())
    }

    /// What is wrong with the directories that exist.
    pub fn warnings(&self) -> Vec<LayoutWarning> {
        let mut found = Vec::new();
        // A parent of both goes into a backup with both; shards alone must not go into any.
        let parent = |path: &Path| path.parent().map(Path::to_path_buf).unwrap_or_default();
        let shared = parent(&self.keys) == parent(&self.shards);
        let tagged = |path: &Path| is_tagged(&path.join("CACHEDIR.TAG"));
        let held = parent(&self.shards);
        if shared && held.is_dir() && !tagged(&held) {
            found.push(LayoutWarning::Untagged(held));
        } else if !shared && self.shards.is_dir() && !tagged(&held) && !tagged(&self.shards) {
            found.push(LayoutWarning::Untagged(self.shards()));
        }
        for path in [self.apart(), self.keys(), self.shards()] {
            let mode = fs::metadata(&path).map_or(0, |facts| facts.permissions().mode() & 0o7777);
            if mode & 0o077 != 0 {
                found.push(LayoutWarning::OpenToOthers { path, mode });
            }
        }
        found
    }
}

fn is_tagged(tag: &Path) -> bool {
    fs::read(tag).is_ok_and(|text| text.starts_with(SIGNATURE.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prepared_directories_are_tagged_and_private_and_a_lost_tag_is_noticed() -> io::Result<()> {
        let data = tempfile::tempdir()?;
        let layout = Layout::new(data.path());
        assert_eq!(layout.warnings(), Vec::new());
        layout.prepare()?;
        layout.prepare()?;
        assert_eq!(layout.warnings(), Vec::new());
        for path in [layout.apart(), layout.keys(), layout.shards()] {
            assert_eq!(fs::metadata(path)?.permissions().mode() & 0o7777, 0o700);
        }
        let tag = layout.apart().join("CACHEDIR.TAG");
        assert!(fs::read_to_string(&tag)?.starts_with(SIGNATURE));
        assert!(!layout.vault_key().exists());

        fs::write(&tag, "something else")?;
        fs::set_permissions(layout.shards(), fs::Permissions::from_mode(0o750))?;
        let wrong = layout.warnings();
        assert_eq!(
            wrong,
            [
                LayoutWarning::Untagged(layout.apart()),
                LayoutWarning::OpenToOthers {
                    path: layout.shards(),
                    mode: 0o750
                },
            ]
        );
        assert!(wrong[1].to_string().contains("mode 0750"));
        Ok(())
    }

    #[test]
    fn configured_directories_are_looked_at_where_they_are() -> io::Result<()> {
        let dir = tempfile::tempdir()?;
        let (keys, shards) = (dir.path().join("a/keys"), dir.path().join("a/shards"));
        let layout = Layout::new(dir.path().join("data")).with(&keys, &shards);
        assert_eq!(layout.warnings(), Vec::new(), "nothing is there yet");
        for path in [&keys, &shards] {
            fs::create_dir_all(path)?;
            fs::set_permissions(path, fs::Permissions::from_mode(0o700))?;
        }
        let shared = dir.path().join("a");
        assert_eq!(layout.warnings(), [LayoutWarning::Untagged(shared.clone())]);
        fs::write(shared.join("CACHEDIR.TAG"), SIGNATURE)?;
        assert_eq!(layout.warnings(), Vec::new());
        let apart = Layout::new(dir.path().join("data")).with(dir.path().join("keys"), &shards);
        assert_eq!(apart.warnings(), Vec::new());
        fs::remove_file(shared.join("CACHEDIR.TAG"))?;
        assert_eq!(apart.warnings(), [LayoutWarning::Untagged(shards)]);
        Ok(())
    }
}
