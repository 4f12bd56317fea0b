//! Mail.
mod content;
pub use content::Content;
/// x
pub fn is_address(text: &str) -> bool {
    text.contains('@')
}
/// x
pub fn check_smtp_url(url: &str) -> Result<(), String> {
    if url.starts_with("smtp") {
        Ok(())
    } else {
        Err("no".to_owned())
    }
}
