//! Writes every document in both languages to a directory, to look at them:
//! `cargo run -p documents --example specimen -- target/specimen`

#[path = "../tests/documents/specimen/mod.rs"]
mod specimen;

use std::error::Error;
use std::path::PathBuf;
use std::{env, fs};

use documents::{CopyFor, Renderer};
use domain::account::Locale;

fn main() -> Result<(), Box<dyn Error>> {
    let folder = PathBuf::from(
        env::args()
            .nth(1)
            .unwrap_or_else(|| "target/specimen".to_owned()),
    );
    fs::create_dir_all(&folder)?;
    let renderer = Renderer::new();
    for language in [Locale::De, Locale::En] {
        let mut pack = specimen::evidence(language);
        let code = language.code();
        let authorization = renderer.render_authorization(&specimen::authorization(language))?;
        fs::write(
            folder.join(format!("authorization-{code}.pdf")),
            authorization,
        )?;
        let standing = renderer.render_standing(&specimen::standing(language))?;
        fs::write(folder.join(format!("standing-{code}.pdf")), standing)?;
        fs::write(
            folder.join(format!("evidence-{code}.pdf")),
            renderer.render_evidence(&pack)?,
        )?;
        pack.copy_for = CopyFor::Provider;
        fs::write(
            folder.join(format!("evidence-provider-{code}.pdf")),
            renderer.render_evidence(&pack)?,
        )?;
        let empty = renderer.render_evidence(&specimen::empty_evidence(language))?;
        fs::write(folder.join(format!("evidence-empty-{code}.pdf")), empty)?;
    }
    println!("{}", folder.display());
    Ok(())
}
