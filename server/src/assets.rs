//! Built files: style sheet, browser library, icons. Names carry content hashes, so browsers may keep them for ever.
//!
//! `manifest.json` in the site directory names the current ones: `{"css": "leitstand.1f2e.css", "js": "…", "wasm": "…"}`. The
//! directory is read once at the start; only files found then are ever served, by exact name, so that no path can lead
//! out of it. Beside `NAME` a brotli copy `NAME.br` is served to browsers that take it. Without assets pages are plain.
//!
//! With the feature `embed` (`cargo xtask release`) the site is part of the program, and nothing on the disk replaces it:
//! the file that `LEITSTAND_EMBED` names while compiling defines `MANIFEST` and `FILES`.

use std::collections::HashMap;
use std::path::Path;
use std::sync::Arc;

use app::render::AssetUrls;
use bytes::Bytes;
use serde::Deserialize;

#[cfg(feature = "embed")]
mod embedded {
    include!(env!("LEITSTAND_EMBED"));
}

/// One file, held in memory.
#[derive(Debug, Clone)]
pub struct Asset {
    /// As built.
    pub plain: Bytes,
    /// Compressed with brotli, if the build made one.
    pub brotli: Option<Bytes>,
    /// Its content type.
    pub content_type: &'static str,
}

/// All built files.
#[derive(Debug, Clone, Default)]
pub struct Assets {
    pkg: HashMap<String, Asset>,
    root: HashMap<String, Asset>,
    urls: Arc<AssetUrls>,
}

#[derive(Debug, Default, Deserialize)]
struct Manifest {
    #[serde(default)]
    css: String,
    #[serde(default)]
    js: String,
    #[serde(default)]
    wasm: String,
}

impl Assets {
    /// The built files: those inside the program if it has any, else those of the site directory.
    ///
    /// # Errors
    /// As [`Self::read`].
    pub fn load(site: &Path) -> anyhow::Result<Self> {
        #[cfg(feature = "embed")]
        {
            tracing::debug!(ignored = %site.display(), "the built assets are part of this program");
            Self::new(
                embedded::MANIFEST.as_bytes(),
                embedded::FILES
                    .iter()
                    .map(|(name, bytes)| ((*name).to_owned(), Bytes::from_static(bytes)))
                    .collect(),
            )
        }
        #[cfg(not(feature = "embed"))]
        Self::read(site)
    }

    /// Reads the site directory; a missing one is an empty set.
    ///
    /// # Errors
    /// When a file that exists cannot be read, or the manifest is no manifest.
    pub fn read(site: &Path) -> anyhow::Result<Self> {
        let manifest = site.join("manifest.json");
        if !manifest.exists() {
            tracing::warn!(dir = %site.display(), "no built assets: pages are served plain");
            return Ok(Self::default());
        }
        let mut files = HashMap::new();
        read_dir(site, "", &mut files)?;
        read_dir(&site.join("pkg"), "pkg/", &mut files)?;
        Self::new(&std::fs::read(&manifest)?, files)
    }

    /// From the manifest and all files by their names relative to the site, compressed copies among them.
    fn new(manifest: &[u8], files: HashMap<String, Bytes>) -> anyhow::Result<Self> {
        let manifest: Manifest = serde_json::from_slice(manifest)?;
        let url = |name: &str| match name {
            "" => String::new(),
            name => format!("/pkg/{name}"),
        };
        let mut assets = Self {
            urls: Arc::new(AssetUrls {
                css: url(&manifest.css),
                js: url(&manifest.js),
                wasm: url(&manifest.wasm),
            }),
            ..Self::default()
        };
        for (path, plain) in &files {
            let Some(content_type) = content_type(path) else {
                continue;
            };
            let asset = Asset {
                plain: plain.clone(),
                brotli: files.get(&format!("{path}.br")).cloned(),
                content_type,
            };
            match path.strip_prefix("pkg/") {
                Some(name) => assets.pkg.insert(name.to_owned(), asset),
                None => assets.root.insert(path.clone(), asset),
            };
        }
        Ok(assets)
    }

    /// Addresses for page heads.
    pub fn urls(&self) -> Arc<AssetUrls> {
        self.urls.clone()
    }

    /// A file below `/pkg/`.
    pub fn pkg(&self, name: &str) -> Option<&Asset> {
        self.pkg.get(name)
    }

    /// A file at the root, such as the icon.
    pub fn root(&self, name: &str) -> Option<&Asset> {
        self.root.get(name)
    }
}

fn read_dir(dir: &Path, prefix: &str, files: &mut HashMap<String, Bytes>) -> anyhow::Result<()> {
    if !dir.is_dir() {
        return Ok(());
    }
    for entry in std::fs::read_dir(dir)? {
        let path = entry?.path();
        if let Some(name) = path.file_name().and_then(|name| name.to_str())
            && path.is_file()
        {
            files.insert(format!("{prefix}{name}"), std::fs::read(&path)?.into());
        }
    }
    Ok(())
}

/// By extension; anything else is not served.
fn content_type(name: &str) -> Option<&'static str> {
    Some(match name.rsplit_once('.')?.1 {
        "css" => "text/css; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "wasm" => "application/wasm",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "ico" => "image/x-icon",
        "woff2" => "font/woff2",
        "txt" => "text/plain; charset=utf-8",
        "webmanifest" => "application/manifest+json",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(name: &str, text: &'static str) -> (String, Bytes) {
        (name.to_owned(), Bytes::from_static(text.as_bytes()))
    }

    #[test]
    fn files_are_found_by_their_exact_names_with_their_compressed_copies() -> anyhow::Result<()> {
        let manifest = br#"{"css": "leitstand.1f.css", "hash": "1f", "sizes": {}}"#;
        let files = [
            file("pkg/leitstand.1f.css", "a{}"),
            file("pkg/leitstand.1f.css.br", "small"),
            file("favicon.svg", "<svg/>"),
            file("embedded.rs", "no asset"),
        ];
        let assets = Assets::new(manifest, files.into())?;
        let style = assets
            .pkg("leitstand.1f.css")
            .ok_or_else(|| anyhow::anyhow!("no style sheet"))?;
        assert_eq!(style.plain, "a{}");
        assert_eq!(style.brotli.as_deref(), Some(&b"small"[..]));
        assert!(
            assets
                .root("favicon.svg")
                .is_some_and(|icon| icon.brotli.is_none())
        );
        assert!(
            assets.root("embedded.rs").is_none() && assets.root("pkg/leitstand.1f.css").is_none()
        );
        assert!(
            assets.pkg("leitstand.1f.css.br").is_none(),
            "a copy is no file of its own"
        );
        assert_eq!(assets.urls().css, "/pkg/leitstand.1f.css");
        assert!(!assets.urls().islands());
        Ok(())
    }

    #[test]
    fn a_directory_gives_the_same() -> anyhow::Result<()> {
        let site = tempfile::tempdir()?;
        std::fs::create_dir(site.path().join("pkg"))?;
        std::fs::write(site.path().join("pkg/a.js"), "1")?;
        assert!(
            Assets::read(site.path())?.pkg("a.js").is_none(),
            "without a manifest there is no site"
        );
        std::fs::write(
            site.path().join("manifest.json"),
            r#"{"js": "a.js", "wasm": "a.wasm"}"#,
        )?;
        let assets = Assets::read(site.path())?;
        assert!(assets.pkg("a.js").is_some() && assets.urls().islands());
        assert!(assets.root("manifest.json").is_none());
        Ok(())
    }
}
