//! Built files: style sheet, browser library, icons. Names carry content hashes, so browsers may keep them for ever.
//!
//! `manifest.json` in the site directory names the current ones: `{"css": "leitstand.1f2e.css", "js": "…", "wasm": "…"}`. The
//! directory is read once at the start; only files found then are ever served, by exact name, so that no path can lead
//! out of it. Beside `NAME` a brotli copy `NAME.br` is served to browsers that take it. Without assets pages are plain.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use app::render::AssetUrls;
use bytes::Bytes;
use serde::Deserialize;

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
        let manifest: Manifest = serde_json::from_slice(&std::fs::read(&manifest)?)?;
        let url = |name: &str| match name {
            "" => String::new(),
            name => format!("/pkg/{name}"),
        };
        Ok(Self {
            pkg: read_dir(&site.join("pkg"))?,
            root: read_dir(site)?,
            urls: Arc::new(AssetUrls {
                css: url(&manifest.css),
                js: url(&manifest.js),
                wasm: url(&manifest.wasm),
            }),
        })
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

fn read_dir(dir: &Path) -> anyhow::Result<HashMap<String, Asset>> {
    let mut assets = HashMap::new();
    if !dir.is_dir() {
        return Ok(assets);
    }
    for entry in std::fs::read_dir(dir)? {
        let path = entry?.path();
        let name = path.file_name().and_then(|name| name.to_str());
        if let Some(name) = name
            && path.is_file()
            && let Some(content_type) = content_type(name)
        {
            let compressed = PathBuf::from(format!("{}.br", path.display()));
            let brotli = compressed
                .is_file()
                .then(|| std::fs::read(&compressed))
                .transpose()?;
            assets.insert(
                name.to_owned(),
                Asset {
                    plain: std::fs::read(&path)?.into(),
                    brotli: brotli.map(Bytes::from),
                    content_type,
                },
            );
        }
    }
    Ok(assets)
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
        _ => return None,
    })
}
