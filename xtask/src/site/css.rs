//! One style sheet out of `style/main.css` and what it imports, minified.
//!
//! The style sheets are written for browsers of today: nesting, layers and `light-dark()` reach the
//! browser as they are. lightningcss would rewrite `light-dark()` for older browsers with variables
//! that depend on a `color-scheme` it can see; ours is switched by an attribute.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, anyhow, bail, ensure};
use lightningcss::stylesheet::{MinifyOptions, ParserOptions, PrinterOptions, StyleSheet};
use lightningcss::targets::{Browsers, Features, Targets};

/// Bundles and minifies.
pub fn bundle(entry: &Path) -> Result<String> {
    minify(&inline_imports(entry, &mut Vec::new())?)
}

/// Puts imported files where their `@import` stands, inside their layer if it names one.
///
/// Own code, because lightningcss' bundler costs more to compile than it does for us: our imports
/// are whole lines of the form `@import "file.css" layer(name);`.
fn inline_imports(file: &Path, open: &mut Vec<PathBuf>) -> Result<String> {
    ensure!(
        !open.contains(&file.to_owned()),
        "{} imports itself",
        file.display()
    );
    let text =
        fs::read_to_string(file).with_context(|| format!("cannot read {}", file.display()))?;
    let folder = file.parent().context("a style sheet lies in a folder")?;
    open.push(file.to_owned());
    let mut whole = String::with_capacity(text.len());
    for line in text.lines() {
        if let Some(import) = line.trim().strip_prefix("@import") {
            let (name, layer) = parse_import(import)
                .with_context(|| format!("{}: cannot read `{line}`", file.display()))?;
            let inner = inline_imports(&folder.join(name), open)?;
            match layer {
                Some(layer) => writeln!(whole, "@layer {layer} {{\n{inner}\n}}")?,
                None => whole.push_str(&inner),
            }
        } else {
            whole.push_str(line);
            whole.push('\n');
        }
    }
    open.pop();
    Ok(whole)
}

/// `"tokens.css" layer(base);` or `url("tokens.css");`: the file and its layer.
fn parse_import(rest: &str) -> Result<(&str, Option<&str>)> {
    let rest = rest
        .trim()
        .strip_suffix(';')
        .context("it must end with a semicolon on its line")?;
    let rest = rest.trim().strip_prefix("url(").unwrap_or(rest.trim());
    let quote = rest
        .chars()
        .next()
        .filter(|c| ['"', '\''].contains(c))
        .context("no quoted name")?;
    let (name, after) = rest[1..]
        .split_once(quote)
        .context("the name does not end")?;
    let after = after.trim_start_matches(')').trim();
    if after.is_empty() {
        return Ok((name, None));
    }
    match after
        .strip_prefix("layer(")
        .and_then(|layer| layer.strip_suffix(')'))
    {
        Some(layer) => Ok((name, Some(layer.trim()))),
        None => bail!("only layer(…) may follow the name"),
    }
}

fn minify(text: &str) -> Result<String> {
    let version = |major: u32, minor: u32| Some(major << 16 | minor << 8);
    let targets = Targets {
        browsers: Some(Browsers {
            chrome: version(130, 0),
            edge: version(130, 0),
            firefox: version(130, 0),
            safari: version(18, 0),
            ios_saf: version(18, 0),
            ..Browsers::default()
        }),
        exclude: Features::LightDark | Features::Nesting,
        ..Targets::default()
    };
    let mut sheet =
        StyleSheet::parse(text, ParserOptions::default()).map_err(|e| anyhow!("style: {e}"))?;
    sheet
        .minify(MinifyOptions {
            targets,
            ..MinifyOptions::default()
        })
        .map_err(|e| anyhow!("style: {e}"))?;
    let printed = sheet
        .to_css(PrinterOptions {
            minify: true,
            targets,
            ..PrinterOptions::default()
        })
        .map_err(|e| anyhow!("style: {e}"))?;
    Ok(printed.code)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn modern_css_reaches_the_browser_as_it_is() -> Result<()> {
        let css = minify(
            "@layer base, parts;\n:root { color-scheme: light dark; --ink: light-dark(#101010, #fefefe); }\n\
             @layer parts { .row { color: light-dark(black, white); &:hover { color: var(--ink); } } }",
        )?;
        assert!(css.contains("light-dark(#101010,#fefefe)"), "{css}");
        assert!(css.contains("light-dark(#000,#fff)"), "{css}");
        assert!(css.contains("&:hover"), "{css}");
        assert!(css.starts_with("@layer base;@layer parts{"), "{css}");
        assert!(!css.contains("--lightningcss"), "{css}");
        Ok(())
    }

    #[test]
    fn imports_are_put_in_place_and_in_their_layer() -> Result<()> {
        let folder = tempfile::tempdir()?;
        let write = |name: &str, text: &str| fs::write(folder.path().join(name), text);
        write(
            "main.css",
            "@layer a, b;\n@import \"one.css\" layer(b);\n@import url('two.css');\n",
        )?;
        write("one.css", ".one { top: 0 }")?;
        write("two.css", ".two { top: 0 }\n")?;
        let css = bundle(&folder.path().join("main.css"))?;
        assert_eq!(css, "@layer a;@layer b{.one{top:0}}.two{top:0}");
        write("two.css", "@import \"main.css\";\n")?;
        let error = bundle(&folder.path().join("main.css"))
            .err()
            .context("a circle was accepted")?;
        assert!(error.to_string().contains("imports itself"), "{error}");
        Ok(())
    }

    #[test]
    fn a_broken_style_sheet_is_an_error() {
        assert!(
            minify(".row { color: red").is_ok(),
            "CSS closes open blocks"
        );
        assert!(minify(".row { } } .x { }").is_err());
    }
}
