//! Where the key ring comes from: a file, the environment, a transit server.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use domain::time::Random;

use crate::keys::file::{self, KeyFileError, KeyFileProblem};
use crate::keys::provider::KekProvider;
use crate::keys::ring::{KekId, KeyRing, new_key};
use crate::keys::transit::TransitProvider;
use crate::secret::SecretBytes;

/// Where the keys are. One source at a time; to move, rewrap under the new one.
pub enum KekSource {
    /// A file with mode 0600 (the default).
    File(PathBuf),
    /// The text of a key file (`;` for line ends allowed) from an environment variable. Other processes of the same user
    /// can read it in `/proc`: allowed, with a warning at every start.
    Environment {
        /// Name of the variable, for messages.
        variable: String,
        /// Its value.
        text: SecretBytes,
    },
    /// A Vault or OpenBao server that wraps for us and never shows its key.
    Transit(Arc<TransitProvider>),
}

impl KekSource {
    /// Reads the keys. Nothing is ever created here.
    pub fn load(&self) -> Result<Arc<dyn KekProvider>, KeyFileError> {
        match self {
            Self::File(path) => Ok(Arc::new(read_ring(path)?)),
            Self::Environment { variable, text } => {
                let ring = text.expose(|text| {
                    let lines: Vec<u8> = text
                        .iter()
                        .map(|byte| if *byte == b';' { b'\n' } else { *byte })
                        .collect();
                    file::parse_ring(&zeroize::Zeroizing::new(lines))
                });
                Ok(Arc::new(ring.map_err(file::at(Path::new(variable)))?))
            }
            Self::Transit(provider) => Ok(provider.clone()),
        }
    }
}

fn read_ring(path: &Path) -> Result<KeyRing, KeyFileError> {
    file::parse_ring(&file::read(path)?).map_err(file::at(path))
}

/// The key file as the administrator's commands change it. Each change is on the disk when it returns.
pub struct KeyFile {
    path: PathBuf,
    ring: KeyRing,
}

impl KeyFile {
    /// Creates the file with one new key. The caller has made sure that the database holds no key rows and no secrets; a file
    /// that exists is never overwritten.
    pub fn create(path: impl Into<PathBuf>, random: &dyn Random) -> Result<Self, KeyFileError> {
        let (path, ring) = (path.into(), KeyRing::generate(random));
        file::create(&path, &file::write_ring(&ring))?;
        Ok(Self { path, ring })
    }

    /// Reads an existing file.
    pub fn open(path: impl Into<PathBuf>) -> Result<Self, KeyFileError> {
        let path = path.into();
        let ring = read_ring(&path)?;
        Ok(Self { path, ring })
    }

    /// The keys in it.
    pub const fn ring(&self) -> &KeyRing {
        &self.ring
    }

    /// First step of a rotation: adds a random key that is not current yet. `recorded` are the names the database knows,
    /// destroyed ones too, so that none is used twice.
    pub fn add(&mut self, recorded: &[KekId], random: &dyn Random) -> Result<KekId, KeyFileError> {
        if self.ring.keys.len() >= crate::keys::ring::MAX_KEYS {
            return Err(file::at(&self.path)(KeyFileProblem::TooManyKeys));
        }
        let id = KekId::next(self.ring.keys.keys().chain(recorded));
        self.ring.keys.insert(id.clone(), new_key(random));
        self.save()?;
        Ok(id)
    }

    /// Last step of a rotation, after the database has recorded the key: new secrets are written under it.
    pub fn make_current(&mut self, kek: &KekId) -> Result<(), KeyFileError> {
        if !self.ring.keys.contains_key(kek) {
            return Err(file::at(&self.path)(KeyFileProblem::NoCurrent));
        }
        self.ring.current = kek.clone();
        self.save()
    }

    /// Takes a retired key out of the file; the current one never. A key that is not in it is no error.
    pub fn remove(&mut self, kek: &KekId) -> Result<(), KeyFileError> {
        if self.ring.current == *kek {
            return Err(file::at(&self.path)(KeyFileProblem::NoCurrent));
        }
        if self.ring.keys.remove(kek).is_some() {
            self.save()?;
        }
        Ok(())
    }

    fn save(&self) -> Result<(), KeyFileError> {
        file::replace(&self.path, &file::write_ring(&self.ring))
    }
}
