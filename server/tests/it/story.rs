//! What stories about pages with forms share: both databases, what a page says, looking before saving.

use crate::desk::{Browser, Page, Result};

/// Runs a story on a desk with SQLite, and on one with PostgreSQL where there is a server.
macro_rules! on_both {
    ($($(#[$meta:meta])* async fn $name:ident($desk:ident) $body:block)+) => {$(
        $(#[$meta])*
        mod $name {
            use super::*;
            use store::testing::TestDatabase;

            async fn story($desk: &Desk) -> Result $body

            #[tokio::test]
            async fn sqlite() -> Result {
                let desk = Desk::start().await?;
                Box::pin(story(&desk)).await?;
                desk.stop().await
            }

            #[tokio::test]
            async fn postgres() -> Result {
                let Some(database) = TestDatabase::postgres().await? else {
                    return Ok(());
                };
                let url = format!("database_url = {:?}\n", database.url);
                let desk = Desk::start_with(&url).await?;
                Box::pin(story(&desk)).await?;
                desk.stop().await?;
                Ok(database.remove().await?)
            }
        }
    )+};
}

pub(crate) use on_both;

/// What a page says, as its reader has it.
pub fn text(page: &Page) -> String {
    let main = page.text.split("<main").nth(1).unwrap_or(&page.text);
    let parts = main.split('<').filter_map(|part| part.split_once('>'));
    let text: String = parts.map(|(_, text)| text).collect();
    plain(&text)
}

pub fn plain(text: &str) -> String {
    let text = text.replace("&quot;", "\"").replace("&lt;", "<");
    text.replace("&gt;", ">").replace("&amp;", "&")
}

/// What a PDF says, its lines joined by one blank (Debian: poppler-utils).
pub fn paper(pdf: &[u8]) -> Result<String> {
    let folder = tempfile::tempdir()?;
    let file = folder.path().join("paper.pdf");
    std::fs::write(&file, pdf)?;
    let read = std::process::Command::new("pdftotext")
        .arg("-layout")
        .arg(&file)
        .arg("-")
        .output()?;
    assert!(read.status.success(), "{:?}", read.stderr);
    let text = String::from_utf8_lossy(&read.stdout).into_owned();
    Ok(text.split_whitespace().collect::<Vec<_>>().join(" "))
}

/// The value of a hidden field.
pub fn hidden(page: &Page, name: &str) -> Result<String> {
    let rest = page.text.split(&format!("name=\"{name}\" value=\"")).nth(1);
    let rest = rest.ok_or_else(|| format!("no {name}: {}", page.main()))?;
    Ok(plain(rest.split('"').next().unwrap_or_default()))
}

/// The message at a field.
pub fn message(page: &Page, name: &str) -> Option<String> {
    let rest = page.text.split(&format!("id=\"f-{name}-error\"")).nth(1)?;
    Some(plain(rest.split('>').nth(1)?.split('<').next()?))
}

pub fn has(page: &Page, words: &[&str]) {
    let shown = text(page);
    for word in words {
        assert!(shown.contains(word), "{word} is not in {shown}");
    }
}

/// Saves what was looked at.
pub async fn save(
    browser: &Browser,
    path: &str,
    fields: &[(&str, &str)],
    seen: &Page,
) -> Result<Page> {
    let (base, mark) = (hidden(seen, "base")?, hidden(seen, "seen")?);
    let with = [("base", base.as_str()), ("seen", &mark), ("step", "save")];
    browser.post(path, &[fields, &with].concat()).await
}
