//! Where things lie. Everything built goes below one target directory; only `data/` lies beside it.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};

/// The folders of the project.
pub struct Paths {
    /// The workspace, with the root `Cargo.toml`.
    pub root: PathBuf,
    /// Cargo's target directory for this machine's own builds; `CARGO_TARGET_DIR` is honoured.
    pub target: PathBuf,
}

impl Paths {
    /// Finds the workspace from where xtask itself was compiled.
    pub fn find() -> Result<Self> {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"))
            .parent()
            .context("xtask lies in a folder of the workspace")?
            .to_owned();
        let target = match std::env::var_os("CARGO_TARGET_DIR") {
            Some(folder) => root.join(folder),
            None => root.join("target"),
        };
        Ok(Self { root, target })
    }

    /// The browser's build has its own folder, so that cargo never rebuilds one for the other.
    pub fn wasm_target(&self) -> PathBuf {
        self.target.join("wasm")
    }

    /// Built assets, as served.
    pub fn site(&self) -> PathBuf {
        self.target.join("site")
    }

    /// Built assets of `cargo xtask dev`, so that trying things out never spoils the release ones.
    pub fn site_dev(&self) -> PathBuf {
        self.target.join("site-dev")
    }

    /// A program of the release build.
    pub fn release(&self, program: &str) -> PathBuf {
        self.target.join("release").join(program)
    }

    /// Notes of xtask itself: logs, fingerprints.
    pub fn own(&self) -> PathBuf {
        self.target.join("xtask")
    }

    /// Browser tests and the npm packages.
    pub fn end2end(&self) -> PathBuf {
        self.root.join("end2end")
    }

    /// The log file of a step.
    pub fn log(&self, step: &str) -> Result<PathBuf> {
        let folder = self.own().join("logs");
        fs::create_dir_all(&folder)
            .with_context(|| format!("cannot create {}", folder.display()))?;
        let name: String = step
            .chars()
            .map(|c| if c.is_ascii_alphanumeric() { c } else { '-' })
            .collect();
        Ok(folder.join(format!("{name}.log")))
    }
}
