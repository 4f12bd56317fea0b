//! Brotli beside every text-like file, so that the server never compresses assets itself.

use anyhow::{Context as _, Result};
use brotli::enc::BrotliEncoderParams;

use super::Kind;

/// Whether a file of this name shrinks; pictures and fonts (woff2) already are as small as they get.
pub fn worth_it(name: &str) -> bool {
    let extension = name.rsplit_once('.').map_or("", |(_, extension)| extension);
    [
        "js",
        "wasm",
        "css",
        "svg",
        "txt",
        "json",
        "webmanifest",
        "html",
        "ttf",
        "ico",
    ]
    .contains(&extension)
}

/// Compresses; at the highest quality for a release.
pub fn brotli(bytes: &[u8], kind: Kind) -> Result<Vec<u8>> {
    let quality = match kind {
        Kind::Release => 11,
        Kind::Dev => 3,
    };
    let params = BrotliEncoderParams {
        quality,
        lgwin: 22,
        size_hint: bytes.len(),
        ..Default::default()
    };
    let mut small = Vec::new();
    brotli::BrotliCompress(&mut &bytes[..], &mut small, &params).context("brotli failed")?;
    Ok(small)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_compressed_comes_back() -> Result<()> {
        let text = "Warteschlange ".repeat(1000);
        for kind in [Kind::Dev, Kind::Release] {
            let small = brotli(text.as_bytes(), kind)?;
            assert!(small.len() < 200, "{}", small.len());
            let mut back = Vec::new();
            brotli::BrotliDecompress(&mut small.as_slice(), &mut back)?;
            assert_eq!(back, text.as_bytes());
        }
        Ok(())
    }
}
