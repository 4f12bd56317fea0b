//! Getting a compiler for wasm32: rustup's target, else Debian's compiler, else none.
//!
//! Debian's `rustc-web` has no standard library for wasm32, but its source: that is built once and
//! put where the compiler looks for it.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, ensure};

use crate::paths::Paths;
use crate::process::{Cmd, TempFolder};
use crate::system;
use crate::ui::{Progress, Steps};

/// The browser's instruction set.
pub const TARGET: &str = "wasm32-unknown-unknown";
const DEBIAN_RUSTC: &str = "/usr/bin/rustc";

/// Which compiler builds the islands.
pub enum Toolchain {
    /// The one cargo uses for everything.
    Default,
    /// Debian's.
    Debian,
}

impl Toolchain {
    /// Makes cargo use this compiler.
    pub fn apply(&self, cmd: Cmd) -> Cmd {
        // Flags for this machine's processor are wrong for the browser's.
        let cmd = cmd
            .without_env("RUSTFLAGS")
            .without_env("CARGO_ENCODED_RUSTFLAGS");
        match self {
            Self::Default => cmd,
            Self::Debian => cmd.env("RUSTC", DEBIAN_RUSTC).without_env("RUSTC_WRAPPER"),
        }
    }
}

/// Finds or installs one; nothing when no way works.
///
/// `LEITSTAND_WASM` restricts the search to `rustup` or `debian`, or to `none`.
pub fn provide(steps: &mut Steps, paths: &Paths) -> Result<Option<Toolchain>> {
    let only = std::env::var("LEITSTAND_WASM").ok();
    let allowed = |way: &str| only.as_deref().is_none_or(|only| only == way);
    if allowed("rustup") && has_std("rustc") {
        return Ok(Some(Toolchain::Default));
    }
    if allowed("debian") && has_std(DEBIAN_RUSTC) {
        return Ok(Some(Toolchain::Debian));
    }
    if allowed("rustup") && system::which("rustup").is_some() {
        let added = optional(steps, "wasm32 by rustup", |progress| {
            let log = paths.log("rustup")?;
            Cmd::new("rustup")
                .args(["target", "add", TARGET])
                .quiet(progress, &log)?;
            ensure!(has_std("rustc"), "rustup added it for another compiler");
            Ok(())
        })?;
        if added {
            return Ok(Some(Toolchain::Default));
        }
    }
    if !allowed("debian") {
        return Ok(None);
    }
    if !system::can_install() {
        steps.skip("wasm32 by Debian's compiler", "that takes apt and root");
        return Ok(None);
    }
    let built = optional(steps, "wasm32 by Debian's compiler", |progress| {
        debian(progress, paths)
    })?;
    Ok(built.then_some(Toolchain::Debian))
}

/// A step that may fail, because there is another way or because it can be done without.
fn optional(
    steps: &mut Steps,
    name: &str,
    work: impl FnOnce(&Progress) -> Result<()>,
) -> Result<bool> {
    steps.run(name, |progress| {
        let result = work(progress);
        if let Err(error) = &result {
            let error = format!("{error:#}");
            let reason = error
                .lines()
                .rev()
                .find(|line| !line.is_empty())
                .unwrap_or_default();
            progress.note(format!("does not work here: {reason}"));
        }
        Ok(result.is_ok())
    })
}

fn has_std(rustc: &str) -> bool {
    library_folder(rustc).is_ok_and(|folder| {
        fs::read_dir(folder).is_ok_and(|files| {
            files
                .flatten()
                .any(|file| file.file_name().to_string_lossy().starts_with("libstd-"))
        })
    })
}

fn library_folder(rustc: &str) -> Result<PathBuf> {
    let sysroot = Cmd::new(rustc).args(["--print", "sysroot"]).capture()?;
    Ok(Path::new(sysroot.trim())
        .join("lib/rustlib")
        .join(TARGET)
        .join("lib"))
}

fn debian(progress: &Progress, paths: &Paths) -> Result<()> {
    system::update_lists(progress, paths)?;
    let depends = Cmd::new("apt-cache")
        .args(["depends", "rust-web-llvm"])
        .capture()?;
    let linker = linker_package(&depends).context("no rust-web-llvm in this Debian")?;
    system::install(
        progress,
        paths,
        &["rustc-web", "rust-web-src", "rust-web-llvm", &linker],
    )?;
    ensure!(
        Path::new(DEBIAN_RUSTC).is_file(),
        "{DEBIAN_RUSTC} is missing after installing rustc-web"
    );

    let folder = TempFolder::new("wasm-std")?;
    let empty = folder.path();
    fs::create_dir(empty.join("src")).context("cannot create the empty crate")?;
    fs::write(empty.join("src/lib.rs"), "").context("cannot create the empty crate")?;
    fs::write(
        empty.join("Cargo.toml"),
        "[package]\nname = \"leitstand-empty\"\nversion = \"0.0.0\"\nedition = \"2021\"\n[workspace]\n",
    )
    .context("cannot create the empty crate")?;
    let target = empty.join("target");
    Cmd::cargo()
        .args(["build", "--release", "--target", TARGET])
        .args(["-Zbuild-std=std,panic_abort,panic_unwind,proc_macro"])
        .args(["-Zbuild-std-features=optimize_for_size"])
        .args(["--target-dir".as_ref(), target.as_os_str()])
        .env("RUSTC", DEBIAN_RUSTC)
        .env("RUSTC_BOOTSTRAP", "1")
        // Without the bitcode link-time optimisation fails later.
        .env("RUSTFLAGS", "-Cembed-bitcode=yes")
        .without_env("CARGO_ENCODED_RUSTFLAGS")
        .without_env("RUSTC_WRAPPER")
        .dir(empty)
        .quiet(progress, &paths.log("wasm-std")?)?;

    let into = library_folder(DEBIAN_RUSTC)?;
    fs::create_dir_all(&into).with_context(|| format!("cannot create {}", into.display()))?;
    let deps = target.join(TARGET).join("release/deps");
    for file in fs::read_dir(&deps)
        .with_context(|| format!("cannot read {}", deps.display()))?
        .flatten()
    {
        let name = file.file_name().to_string_lossy().into_owned();
        if is_part_of_std(&name) {
            fs::copy(file.path(), into.join(&name))
                .with_context(|| format!("cannot copy {name}"))?;
        }
    }
    ensure!(
        has_std(DEBIAN_RUSTC),
        "the standard library was built, but {DEBIAN_RUSTC} does not find it"
    );
    // What was compiled against another standard library is of no use any more.
    let stale = paths.wasm_target().join(TARGET);
    if stale.exists() {
        fs::remove_dir_all(&stale).with_context(|| format!("cannot remove {}", stale.display()))?;
    }
    Ok(())
}

fn is_part_of_std(file: &str) -> bool {
    let library = file
        .strip_prefix("lib")
        .and_then(|name| name.strip_suffix(".rlib"));
    library.is_some_and(|name| !name.starts_with("leitstand_empty"))
}

/// `lld` in the version of LLVM that Debian's compiler is built with.
fn linker_package(depends: &str) -> Option<String> {
    depends.lines().find_map(|line| {
        let version = line
            .trim()
            .strip_prefix("Depends: ")?
            .strip_prefix("llvm-")?;
        version
            .bytes()
            .all(|b| b.is_ascii_digit())
            .then(|| format!("lld-{version}"))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_linker_follows_the_compilers_llvm() {
        let depends = "rust-web-llvm\n  Depends: libc6\n  Depends: libgcc-s1\n  Depends: llvm-22\n";
        assert_eq!(linker_package(depends).as_deref(), Some("lld-22"));
        assert_eq!(linker_package("rust-web-llvm\n"), None);
    }

    #[test]
    fn only_the_standard_library_is_copied() {
        assert!(is_part_of_std("libcore-1234.rlib"));
        assert!(!is_part_of_std("libleitstand_empty-1234.rlib"));
        assert!(!is_part_of_std("libcore-1234.rmeta"));
    }
}
