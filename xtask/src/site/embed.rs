//! For `cargo xtask release`: a Rust file that holds the whole site, to be included by the server.
//!
//! The server's feature `embed` includes the file that the variable `LEITSTAND_EMBED` names when it
//! is compiled. It defines `MANIFEST: &str` and `FILES: &[(&str, &[u8])]`, sorted by name, each name
//! relative to the site folder (`pkg/leitstand.<hash>.js`, with `.br` the compressed twin).

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};
use serde_json::Value;

/// The name of that file in the site folder.
pub const FILE: &str = "embedded.rs";

/// Writes it and returns its path.
pub fn write(site: &Path) -> Result<PathBuf> {
    let manifest = super::read_manifest(site).context("the site has no manifest")?;
    let names: Vec<&str> = manifest["files"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
        .collect();
    let absolute = site
        .canonicalize()
        .with_context(|| format!("{} is missing", site.display()))?;
    let file = site.join(FILE);
    super::write(&file, render(&absolute, names)?.as_bytes())?;
    Ok(absolute.join(FILE))
}

fn render(site: &Path, mut names: Vec<&str>) -> Result<String> {
    names.sort_unstable();
    let path = |name: &str| {
        let path = site.join(name);
        path.to_str()
            .map(str::to_owned)
            .with_context(|| format!("{} is no UTF-8", path.display()))
    };
    let mut text = String::from("// Written by `cargo xtask release`.\n");
    writeln!(text, "/// `manifest.json` of the site.")?;
    writeln!(
        text,
        "pub const MANIFEST: &str = include_str!({:?});",
        path("manifest.json")?
    )?;
    writeln!(text, "/// Every file of the site by its name, sorted.")?;
    writeln!(text, "pub const FILES: &[(&str, &[u8])] = &[")?;
    for name in names {
        writeln!(text, "    ({name:?}, include_bytes!({:?})),", path(name)?)?;
    }
    text.push_str("];\n");
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_listed_sorted_with_absolute_paths() -> Result<()> {
        let text = render(Path::new("/site"), vec!["pkg/b.js", "favicon.svg"])?;
        let favicon = text.find(r#"("favicon.svg", include_bytes!("/site/favicon.svg"))"#);
        let script = text.find(r#"("pkg/b.js", include_bytes!("/site/pkg/b.js"))"#);
        assert!(favicon.is_some() && favicon < script, "{text}");
        Ok(())
    }
}
