//! Shards: 32 random bytes per authorization or hand-over, outside the database and outside its backups.
//!
//! Without the shard the wrapped key in the database opens for nobody, whatever key ring he holds. Deleting rows does not
//! erase them (they live on in WAL files and backups); destroying the shard does.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use domain::ids::ShardId;
use domain::time::Random;

use crate::kdf::Key;
use crate::private_file::{self, ReadProblem};

const LENGTH: usize = 32;

/// A shard and the authorization or hand-over it belongs to.
pub struct Shard {
    id: ShardId,
    key: Key,
}

impl Shard {
    /// A new random shard.
    pub fn new(id: ShardId, random: &dyn Random) -> Self {
        let mut key = Key::default();
        random.fill(key.as_mut_slice());
        Self { id, key }
    }

    /// Whose shard it is.
    pub const fn id(&self) -> ShardId {
        self.id
    }

    pub(crate) fn key(&self) -> &[u8] {
        self.key.as_slice()
    }
}

/// Why a shard was not given, stored or destroyed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ShardError {
    /// Destroyed, or never there.
    #[error("the shard is gone")]
    Gone,
    /// The file is there but is no shard.
    #[error("the shard is damaged")]
    Damaged,
    /// A shard is written once.
    #[error("the shard exists already")]
    AlreadyThere,
    /// Others than the owner may read the file.
    #[error("the shard is open to others (mode {mode:04o})")]
    OpenToOthers {
        /// Its permission bits.
        mode: u32,
    },
    /// The operating system refused.
    #[error("the shard store failed: {0}")]
    Io(io::ErrorKind),
}

impl From<io::Error> for ShardError {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::NotFound => Self::Gone,
            io::ErrorKind::AlreadyExists => Self::AlreadyThere,
            kind => Self::Io(kind),
        }
    }
}

/// What destroying a shard found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Destroyed {
    /// It was there and is gone now.
    Now,
    /// It was gone before: after a crash, a second sweeper, or a restored database.
    Before,
}

/// A place for shards. Blocks for a few file operations; call it from a blocking task where that matters.
pub trait ShardStore: Send + Sync {
    /// Stores a new shard; when it returns, the shard survives a power cut.
    fn put(&self, shard: &Shard) -> Result<(), ShardError>;
    /// The shard with this id.
    fn get(&self, id: ShardId) -> Result<Shard, ShardError>;
    /// Destroys a shard; when it returns, the shard stays gone after a power cut.
    fn destroy(&self, id: ShardId) -> Result<Destroyed, ShardError>;
    /// Every shard there is, for the sweeper that looks for those that should be gone.
    fn list(&self) -> Result<Vec<ShardId>, ShardError>;
}

/// Shards as files of mode 0600, named by their id, in one directory.
#[derive(Debug, Clone)]
pub struct DirShards {
    directory: PathBuf,
}

impl DirShards {
    /// Uses this directory and creates it (0700) if need be.
    pub fn open(directory: impl Into<PathBuf>) -> io::Result<Self> {
        let directory = directory.into();
        private_file::create_directory(&directory)?;
        Ok(Self { directory })
    }

    /// The directory.
    pub fn directory(&self) -> &Path {
        &self.directory
    }

    fn path(&self, id: ShardId) -> PathBuf {
        self.directory.join(id.to_string())
    }
}

impl ShardStore for DirShards {
    fn put(&self, shard: &Shard) -> Result<(), ShardError> {
        private_file::create(&self.path(shard.id), shard.key()).map_err(|error| {
            match error.kind() {
                // Here NotFound means that the directory is missing, not the shard.
                io::ErrorKind::NotFound => ShardError::Io(io::ErrorKind::NotFound),
                _ => error.into(),
            }
        })
    }

    fn get(&self, id: ShardId) -> Result<Shard, ShardError> {
        let bytes =
            private_file::read(&self.path(id), LENGTH).map_err(|problem| match problem {
                ReadProblem::Missing => ShardError::Gone,
                ReadProblem::NotAFile | ReadProblem::TooLarge => ShardError::Damaged,
                ReadProblem::OpenToOthers { mode } => ShardError::OpenToOthers { mode },
                ReadProblem::Io(kind) => ShardError::Io(kind),
            })?;
        if bytes.iter().all(|byte| *byte == 0) {
            // Destroying overwrites first: a crash before the unlink leaves zeros or nothing.
            return Err(ShardError::Gone);
        }
        let mut key = Key::default();
        if bytes.len() != key.len() {
            return Err(ShardError::Damaged);
        }
        key.copy_from_slice(&bytes);
        Ok(Shard { id, key })
    }

    fn destroy(&self, id: ShardId) -> Result<Destroyed, ShardError> {
        let was_there = private_file::destroy(&self.path(id))?;
        Ok(if was_there {
            Destroyed::Now
        } else {
            Destroyed::Before
        })
    }

    fn list(&self) -> Result<Vec<ShardId>, ShardError> {
        let mut ids = Vec::new();
        for entry in fs::read_dir(&self.directory).map_err(|error| ShardError::Io(error.kind()))? {
            let name = entry
                .map_err(|error| ShardError::Io(error.kind()))?
                .file_name();
            // Other names are not ours; a UUID in another spelling would name a file that `get` never reads.
            let id = name.to_str().and_then(|name| {
                ShardId::from_str(name)
                    .ok()
                    .filter(|id| id.to_string() == name)
            });
            ids.extend(id);
        }
        ids.sort_unstable();
        Ok(ids)
    }
}
