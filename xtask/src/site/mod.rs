//! The browser's files: islands as wasm, their glue, one style sheet, everything in `public/`.
//!
//! All names carry one hash over wasm, glue and style sheet, so that they can be cached for ever.
//! `manifest.json` beside them tells the server that hash; its `inputs` let a second run find out
//! in a moment that there is nothing to do.

mod compress;
mod css;
mod embed;
mod islands;
mod toolchain;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, ensure};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use walkdir::WalkDir;

use crate::paths::Paths;
use crate::process::Cmd;
use crate::system::which;
use crate::ui::Steps;

pub use embed::write as write_embedded;

/// Changes whenever this code would build other files from the same sources.
const RECIPE: &str = "1";

/// How the browser's files are built.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Small: LTO, wasm-opt, brotli at its best.
    Release,
    /// Soon: no optimisation at all.
    Dev,
}

/// Builds everything below the site folder and returns that folder.
pub fn build(steps: &mut Steps, paths: &Paths, kind: Kind) -> Result<PathBuf> {
    let site = match kind {
        Kind::Release => paths.site(),
        Kind::Dev => paths.site_dev(),
    };
    let raw_wasm = if let Some(toolchain) = toolchain::provide(steps, paths)? {
        Some(islands::compile(steps, paths, &toolchain, kind)?)
    } else {
        steps.skip(
            "islands",
            "nothing here compiles for wasm32: pages work, but nothing ticks or streams",
        );
        None
    };
    let optimiser = match kind {
        Kind::Release if raw_wasm.is_some() => optimiser(steps, paths)?,
        _ => None,
    };
    let style = steps.run("style sheet", |_| {
        css::bundle(&paths.root.join("style/main.css"))
    })?;
    let inputs = fingerprint(
        paths,
        raw_wasm.as_deref(),
        &style,
        optimiser.as_deref(),
        kind,
    )?;
    if up_to_date(&site, &inputs) {
        return Ok(site);
    }
    let islands = match raw_wasm {
        Some(raw) => Some(steps.run("wasm-bindgen, wasm-opt", |progress| {
            islands::finish(paths, &raw, optimiser.as_deref(), progress)
        })?),
        None => None,
    };
    steps.run("hash and compress", |progress| {
        let manifest = write_site(paths, &site, kind, islands, style, &inputs)?;
        progress.note(sizes_in_words(&manifest));
        Ok(())
    })?;
    Ok(site)
}

/// Sizes after brotli in bytes: wasm and its glue; nothing when the site has no islands.
pub fn brotli_sizes(site: &Path) -> Result<Option<(u64, u64)>> {
    let manifest = read_manifest(site).context("the site has no manifest")?;
    let of = |name: &str| manifest["sizes"][name]["brotli"].as_u64();
    Ok(of("wasm").zip(of("js")))
}

/// wasm-opt from npm, if Node is there to run it.
fn optimiser(steps: &mut Steps, paths: &Paths) -> Result<Option<PathBuf>> {
    if which("npm").is_none() {
        steps.skip(
            "wasm-opt",
            "no Node.js here: the islands work, but are a fifth larger",
        );
        return Ok(None);
    }
    npm_packages(steps, paths)?;
    let program = paths.end2end().join("node_modules/binaryen/bin/wasm-opt");
    Ok(program.is_file().then_some(program))
}

/// Installs the npm packages exactly as locked, unless they are.
pub fn npm_packages(steps: &mut Steps, paths: &Paths) -> Result<()> {
    let folder = paths.end2end();
    let lock = fs::read(folder.join("package-lock.json")).context("end2end/package-lock.json")?;
    let wanted = digest([lock.as_slice()]);
    let stamp = folder.join("node_modules/.leitstand-lock");
    if fs::read_to_string(&stamp).is_ok_and(|have| have == wanted) {
        return Ok(());
    }
    steps.run("npm packages", |progress| {
        Cmd::new("npm")
            .args(["ci", "--ignore-scripts", "--no-audit", "--no-fund"])
            .dir(&folder)
            .quiet(progress, &paths.log("npm")?)?;
        fs::write(&stamp, &wanted).context("cannot note the state of node_modules")
    })
}

fn fingerprint(
    paths: &Paths,
    wasm: Option<&Path>,
    style: &str,
    optimiser: Option<&Path>,
    kind: Kind,
) -> Result<String> {
    let mut parts: Vec<Vec<u8>> = vec![RECIPE.into(), style.into()];
    parts.push(vec![
        u8::from(kind == Kind::Release),
        u8::from(optimiser.is_some()),
    ]);
    if let Some(wasm) = wasm {
        parts.push(fs::read(wasm).with_context(|| format!("cannot read {}", wasm.display()))?);
    }
    for (name, file) in public_files(paths) {
        parts.push(name.into());
        parts.push(fs::read(&file).with_context(|| format!("cannot read {}", file.display()))?);
    }
    Ok(digest(parts.iter().map(Vec::as_slice)))
}

fn up_to_date(site: &Path, inputs: &str) -> bool {
    read_manifest(site).is_some_and(|manifest| {
        manifest["inputs"] == inputs
            && manifest["files"].as_array().is_some_and(|files| {
                files
                    .iter()
                    .filter_map(Value::as_str)
                    .all(|file| site.join(file).is_file())
            })
    })
}

fn read_manifest(site: &Path) -> Option<Value> {
    serde_json::from_str(&fs::read_to_string(site.join("manifest.json")).ok()?).ok()
}

fn write_site(
    paths: &Paths,
    site: &Path,
    kind: Kind,
    islands: Option<islands::Islands>,
    style: String,
    inputs: &str,
) -> Result<Value> {
    let (js, wasm) = match islands {
        Some(islands) => (Some(islands.js), Some(islands.wasm)),
        None => (None, None),
    };
    let mut hash = digest([
        js.as_deref().unwrap_or_default().as_bytes(),
        wasm.as_deref().unwrap_or_default(),
        style.as_bytes(),
    ]);
    hash.truncate(16);

    let mut files: BTreeMap<String, Vec<u8>> = BTreeMap::new();
    // Without islands the names of the module and its glue are left out.
    let mut manifest = json!({
        "hash": hash, "css": format!("leitstand.{hash}.css"), "sizes": {}, "inputs": inputs,
    });
    files.insert(format!("pkg/leitstand.{hash}.css"), style.into_bytes());
    if let (Some(js), Some(wasm)) = (js, wasm) {
        manifest["js"] = format!("leitstand.{hash}.js").into();
        manifest["wasm"] = format!("leitstand.{hash}_bg.wasm").into();
        let js = js.replace("leitstand_bg.wasm", &format!("leitstand.{hash}_bg.wasm"));
        files.insert(format!("pkg/leitstand.{hash}.js"), js.into_bytes());
        files.insert(format!("pkg/leitstand.{hash}_bg.wasm"), wasm);
    }
    for (name, file) in public_files(paths) {
        ensure!(
            !files.contains_key(&name) && name != "manifest.json",
            "public/{name} is a name of ours"
        );
        files.insert(name, fs::read(file)?);
    }

    let mut listed = Vec::new();
    for (name, bytes) in &files {
        let small = compress::worth_it(name)
            .then(|| compress::brotli(bytes, kind))
            .transpose()?;
        write(&site.join(name), bytes)?;
        listed.push(name.clone());
        if let Some(small) = &small {
            write(&site.join(format!("{name}.br")), small)?;
            listed.push(format!("{name}.br"));
        }
        let extension = Path::new(name)
            .extension()
            .and_then(|e| e.to_str())
            .unwrap_or_default();
        if name.starts_with("pkg/") {
            manifest["sizes"][extension] =
                json!({"raw": bytes.len(), "brotli": small.map(|s| s.len())});
        }
    }
    manifest["files"] = json!(listed);
    // The manifest comes last: whoever reads it finds every file that it names.
    let text = serde_json::to_vec_pretty(&manifest).context("the manifest cannot be written")?;
    write(&site.join("manifest.json"), &text)?;
    remove_others(site, &listed)?;
    Ok(manifest)
}

fn public_files(paths: &Paths) -> BTreeMap<String, PathBuf> {
    let public = paths.root.join("public");
    WalkDir::new(&public)
        .into_iter()
        .filter_map(Result::ok)
        .filter(|entry| entry.file_type().is_file())
        .filter_map(|entry| {
            let name = entry
                .path()
                .strip_prefix(&public)
                .ok()?
                .to_str()?
                .to_owned();
            Some((name, entry.into_path()))
        })
        .collect()
}

/// Files of earlier builds.
fn remove_others(site: &Path, listed: &[String]) -> Result<()> {
    for entry in WalkDir::new(site).into_iter().filter_map(Result::ok) {
        let name = entry
            .path()
            .strip_prefix(site)
            .ok()
            .and_then(Path::to_str)
            .unwrap_or_default();
        let ours =
            ["manifest.json", embed::FILE].contains(&name) || listed.iter().any(|l| l == name);
        if entry.file_type().is_file() && !ours {
            fs::remove_file(entry.path())
                .with_context(|| format!("cannot remove {}", entry.path().display()))?;
        }
    }
    Ok(())
}

/// Writes beside the target and renames, so that a running server never reads half a file.
fn write(file: &Path, bytes: &[u8]) -> Result<()> {
    let folder = file.parent().context("a file lies in a folder")?;
    fs::create_dir_all(folder).with_context(|| format!("cannot create {}", folder.display()))?;
    let mut beside = file.as_os_str().to_owned();
    beside.push(".new");
    fs::write(&beside, bytes).with_context(|| format!("cannot write {}", file.display()))?;
    fs::rename(&beside, file).with_context(|| format!("cannot write {}", file.display()))
}

fn sizes_in_words(manifest: &Value) -> String {
    let part = |name: &str| {
        let of = |how: &str| {
            manifest["sizes"][name][how]
                .as_f64()
                .map(|bytes| bytes / 1000.0)
        };
        Some(format!(
            "{name} {:.1} KB, {:.1} KB brotli",
            of("raw")?,
            of("brotli")?
        ))
    };
    ["wasm", "js", "css"]
        .into_iter()
        .filter_map(part)
        .collect::<Vec<_>>()
        .join("; ")
}

/// SHA-256 in hex over parts whose borders count.
fn digest<'a>(parts: impl IntoIterator<Item = &'a [u8]>) -> String {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update(u64::try_from(part.len()).unwrap_or(u64::MAX).to_be_bytes());
        hash.update(part);
    }
    hex::encode(hash.finalize())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_digest_depends_on_where_parts_end() {
        assert_ne!(
            digest([b"ab".as_slice(), b"c"]),
            digest([b"a".as_slice(), b"bc"])
        );
    }

    #[test]
    fn a_second_build_replaces_the_first_and_is_then_up_to_date() -> Result<()> {
        let root = tempfile::tempdir()?;
        fs::create_dir(root.path().join("public"))?;
        fs::write(root.path().join("public/favicon.svg"), "<svg/>".repeat(50))?;
        let paths = Paths {
            root: root.path().to_owned(),
            target: root.path().join("target"),
        };
        let site = paths.site();
        let islands = || {
            Some(islands::Islands {
                js: "new URL('leitstand_bg.wasm')".to_owned(),
                wasm: vec![0; 2000],
            })
        };
        let old = write_site(&paths, &site, Kind::Dev, islands(), "a{}".to_owned(), "1")?;
        let new = write_site(&paths, &site, Kind::Dev, islands(), "b{}".to_owned(), "2")?;
        assert_ne!(old["hash"], new["hash"]);
        assert!(up_to_date(&site, "2") && !up_to_date(&site, "1"));
        assert!(site.join("favicon.svg.br").is_file());
        let hash = new["hash"].as_str().unwrap_or_default();
        let js = fs::read_to_string(site.join(format!("pkg/leitstand.{hash}.js")))?;
        assert_eq!(js, format!("new URL('leitstand.{hash}_bg.wasm')"));
        assert!(
            !site
                .join(format!("pkg/{}", old["css"].as_str().unwrap_or_default()))
                .exists()
        );
        fs::remove_file(site.join(format!("pkg/leitstand.{hash}.js")))?;
        assert!(!up_to_date(&site, "2"), "a file is gone");
        Ok(())
    }
}
