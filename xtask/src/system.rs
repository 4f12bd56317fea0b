//! What the machine has, and getting what it lacks: by apt on Debian as root, else by saying it.

use std::cell::Cell;
use std::path::{Path, PathBuf};

use anyhow::{Result, bail};

use crate::paths::Paths;
use crate::process::Cmd;
use crate::ui::{Progress, Steps};

/// A program or library from outside cargo.
pub struct Need {
    /// What it is for, as a part of a sentence.
    pub purpose: &'static str,
    /// Debian's packages that bring it.
    pub packages: &'static [&'static str],
    /// Whether it is there.
    pub present: fn() -> bool,
}

/// Node.js with npm, for the browser tests and wasm-opt.
pub const NODE: Need = Need {
    purpose: "Node.js, which drives the browser tests",
    packages: &["nodejs", "npm"],
    present: || which("node").is_some() && which("npm").is_some(),
};

/// The browser.
pub const CHROMIUM: Need = Need {
    purpose: "Chromium, which the browser tests use",
    packages: &["chromium", "fonts-liberation"],
    present: || which("chromium").is_some(),
};

/// The SMTP server that mail is tested against.
pub const SMTP: Need = Need {
    purpose: "an SMTP server to test mail against",
    packages: &["python3-aiosmtpd"],
    present: || {
        Cmd::new("/usr/bin/python3")
            .args(["-c", "import aiosmtpd"])
            .succeeds()
    },
};

/// Reads the text of our PDFs.
pub const POPPLER: Need = Need {
    purpose: "pdftotext, which reads our PDFs",
    packages: &["poppler-utils"],
    present: || which("pdftotext").is_some(),
};

/// Installs what is missing, in one go; an error names what has to be installed by hand.
pub fn provide(steps: &mut Steps, paths: &Paths, needs: &[Need]) -> Result<()> {
    let missing: Vec<&Need> = needs.iter().filter(|need| !(need.present)()).collect();
    if missing.is_empty() {
        return Ok(());
    }
    let packages: Vec<&str> = missing
        .iter()
        .flat_map(|need| need.packages.iter().copied())
        .collect();
    steps.run(&format!("install {}", packages.join(", ")), |progress| {
        install(progress, paths, &packages)?;
        for need in &missing {
            if !(need.present)() {
                bail!(
                    "{} is still missing after installing {}",
                    need.purpose,
                    need.packages.join(" ")
                );
            }
        }
        Ok(())
    })
}

/// rustfmt and clippy, which a minimal toolchain lacks: added by rustup where that manages it, else they are named.
pub fn provide_components(steps: &mut Steps, paths: &Paths) -> Result<()> {
    let missing: Vec<&str> = [("rustfmt", "fmt"), ("clippy", "clippy")]
        .into_iter()
        .filter(|(_, command)| !Cmd::cargo().args([*command, "--version"]).succeeds())
        .map(|(component, _)| component)
        .collect();
    if missing.is_empty() {
        return Ok(());
    }
    let names = missing.join(" ");
    if which("rustup").is_none() {
        bail!("the toolchain lacks {names}; on Debian they are rustfmt and rust-clippy");
    }
    steps.run(&format!("rustup component add {names}"), |progress| {
        Cmd::new("rustup")
            .args(["component", "add"])
            .args(missing)
            .quiet(progress, &paths.log("components")?)
    })
}

/// Installs Debian packages without asking questions; refuses, naming the command, where it cannot.
pub fn install(progress: &Progress, paths: &Paths, packages: &[&str]) -> Result<()> {
    if !can_install() {
        bail!(
            "missing, and this program may not install packages here; as root:\n  \
             apt-get install --no-install-recommends {}",
            packages.join(" ")
        );
    }
    update_lists(progress, paths)?;
    apt(
        progress,
        paths,
        ["install", "-y", "--no-install-recommends"]
            .into_iter()
            .chain(packages.iter().copied()),
    )
}

/// Whether packages can be installed: root, and apt is there.
pub fn can_install() -> bool {
    is_root() && which("apt-get").is_some()
}

/// Refreshes apt's lists, once in a run.
pub fn update_lists(progress: &Progress, paths: &Paths) -> Result<()> {
    thread_local! { static FRESH: Cell<bool> = const { Cell::new(false) }; }
    if !FRESH.get() {
        apt(progress, paths, ["update"])?;
        FRESH.set(true);
    }
    Ok(())
}

fn apt<'a>(
    progress: &Progress,
    paths: &Paths,
    args: impl IntoIterator<Item = &'a str>,
) -> Result<()> {
    Cmd::new("apt-get")
        .args(args)
        .env("DEBIAN_FRONTEND", "noninteractive")
        .quiet(progress, &paths.log("apt")?)
}

/// Whether we are root.
pub fn is_root() -> bool {
    rustix::process::geteuid().is_root()
}

/// The file that a program name means, as a shell would find it.
pub fn which(program: &str) -> Option<PathBuf> {
    std::env::split_paths(&std::env::var_os("PATH")?)
        .map(|folder| folder.join(program))
        .find(|file| is_executable(file))
}

fn is_executable(file: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt as _;
    file.metadata()
        .is_ok_and(|data| data.is_file() && data.permissions().mode() & 0o111 != 0)
}
