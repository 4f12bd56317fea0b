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
}

/// What `check-config` should say about the layout.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LayoutWarning {
    /// A backup of the data directory takes the keys along.
    #[error("{} has no CACHEDIR.TAG: a backup of the data directory would hold the keys too", .0.display())]
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
        Self { data: data.into() }
    }

    /// The directory that no backup of the database may contain.
    pub fn apart(&self) -> PathBuf {
        self.data.join("keep-out-of-backup")
    }

    /// Directory of the key files.
    pub fn keys(&self) -> PathBuf {
        self.apart().join("keys")
    }

    /// Directory of the shards.
    pub fn shards(&self) -> PathBuf {
        self.apart().join("shards")
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
        if self.apart().is_dir() && !is_tagged(&self.apart().join("CACHEDIR.TAG")) {
            found.push(LayoutWarning::Untagged(self.apart()));
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
}
