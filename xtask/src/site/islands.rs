//! From the crate `frontend` to wasm and its glue.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, ensure};
use wasm_bindgen_cli_support::Bindgen;

use super::Kind;
use super::toolchain::{TARGET, Toolchain};
use crate::paths::Paths;
use crate::process::{Cmd, TempFolder};
use crate::ui::{Progress, Steps};

/// What rustc's wasm uses and browsers know. By name: `--all-features` would let wasm-opt write
/// compact imports, which browsers refuse.
const FEATURES: [&str; 6] = [
    "--enable-bulk-memory",
    "--enable-reference-types",
    "--enable-sign-ext",
    "--enable-mutable-globals",
    "--enable-nontrapping-float-to-int",
    "--enable-multivalue",
];

/// The finished files, still without a hash in their names.
pub struct Islands {
    /// The glue; it names `leitstand_bg.wasm`.
    pub js: String,
    /// The module.
    pub wasm: Vec<u8>,
}

/// Compiles; the result is not yet usable in a browser.
pub fn compile(
    steps: &mut Steps,
    paths: &Paths,
    toolchain: &Toolchain,
    kind: Kind,
) -> Result<PathBuf> {
    same_version(&fs::read_to_string(paths.root.join("Cargo.lock")).context("Cargo.lock")?)?;
    let (profile, folder) = match kind {
        Kind::Release => ("wasm-release", "wasm-release"),
        Kind::Dev => ("dev", "debug"),
    };
    steps.run("islands for wasm32", |progress| {
        let cmd = Cmd::cargo()
            .args([
                "build",
                "--locked",
                "--package",
                "frontend",
                "--target",
                TARGET,
                "--profile",
                profile,
            ])
            .args(["--target-dir".as_ref(), paths.wasm_target().as_os_str()])
            .dir(&paths.root);
        toolchain.apply(cmd).quiet(progress, &paths.log("wasm")?)
    })?;
    Ok(paths
        .wasm_target()
        .join(TARGET)
        .join(folder)
        .join("frontend.wasm"))
}

/// wasm-bindgen and, where it is there, wasm-opt.
pub fn finish(
    paths: &Paths,
    raw: &Path,
    optimiser: Option<&Path>,
    progress: &Progress,
) -> Result<Islands> {
    let mut output = Bindgen::new()
        .input_path(raw)
        .web(true)?
        .out_name("leitstand")
        .typescript(false)
        .generate_output()
        .context("wasm-bindgen failed")?;
    ensure!(
        output.snippets().values().all(Vec::is_empty) && output.local_modules().is_empty(),
        "a dependency of the islands brings JavaScript files of its own, which are not hashed or served"
    );
    let js = output.js().to_owned();
    let wasm = output.wasm_mut().emit_wasm();
    let Some(optimiser) = optimiser else {
        return Ok(Islands { js, wasm });
    };
    let folder = TempFolder::new("wasm-opt")?;
    let (before, after) = (
        folder.path().join("in.wasm"),
        folder.path().join("out.wasm"),
    );
    fs::write(&before, wasm).context("cannot write the module for wasm-opt")?;
    Cmd::new("node")
        .args([optimiser, &before, "-o".as_ref(), &after])
        .args([
            "-Oz",
            "--strip-debug",
            "--strip-producers",
            "--strip-target-features",
        ])
        .args(FEATURES)
        .quiet(progress, &paths.log("wasm-opt")?)?;
    Ok(Islands {
        js,
        wasm: fs::read(&after).context("wasm-opt wrote nothing")?,
    })
}

/// The library half and the tool half of wasm-bindgen only understand each other at one version.
fn same_version(lock: &str) -> Result<()> {
    let library = locked_version(lock, "wasm-bindgen")?;
    let tool = locked_version(lock, "wasm-bindgen-cli-support")?;
    ensure!(
        library == tool,
        "Cargo.lock has wasm-bindgen {library} but wasm-bindgen-cli-support {tool}; they must be equal: \
         cargo update -p wasm-bindgen-cli-support --precise {library}"
    );
    Ok(())
}

fn locked_version<'a>(lock: &'a str, package: &str) -> Result<&'a str> {
    lock.split_once(&format!("name = \"{package}\"\nversion = \""))
        .and_then(|(_, rest)| rest.split_once('"'))
        .map(|(version, _)| version)
        .with_context(|| format!("{package} is not in Cargo.lock"))
}

#[cfg(test)]
mod tests {
    use super::*;

    const LOCK: &str = "[[package]]\nname = \"wasm-bindgen-cli-support\"\nversion = \"0.2.130\"\n\n\
                        [[package]]\nname = \"wasm-bindgen\"\nversion = \"0.2.130\"\n";

    #[test]
    fn different_versions_are_refused_with_the_remedy() {
        assert!(same_version(LOCK).is_ok());
        let other = LOCK.replacen("0.2.130", "0.2.131", 1);
        let error = same_version(&other)
            .expect_err("the versions differ")
            .to_string();
        assert!(
            error.contains("cargo update -p wasm-bindgen-cli-support --precise 0.2.130"),
            "{error}"
        );
        assert!(same_version("").is_err());
    }
}
