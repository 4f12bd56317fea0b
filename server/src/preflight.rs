//! What `check-config` tries before anything is served, with the functions the server itself starts with.

use std::sync::Arc;

use services::context::SystemClock;
use vault::{KekSource, Layout};

use crate::assets::Assets;
use crate::config::Config;
use crate::startup::key_source;

/// What was found.
#[derive(Debug, Default)]
pub struct Found {
    /// The server would not start, or start with its vault sealed.
    pub problems: Vec<String>,
    /// It would start, and something is most likely not meant so.
    pub warnings: Vec<String>,
}

/// Tries what can be tried without a database. Touches nothing.
pub fn check(config: &Config) -> Found {
    let mut found = Found::default();
    check_keys(config, &mut found);
    match Assets::load(&config.site_dir) {
        Ok(assets) if assets.urls().css.is_empty() => found.warnings.push(format!(
            "site_dir: no built assets in {}: pages are served plain",
            config.site_dir.display()
        )),
        Ok(_) => {}
        Err(error) => found.problems.push(format!("site_dir: {error:#}")),
    }
    let layout = Layout::new(&config.data_dir).with(&config.key_dir, &config.shard_dir);
    let warnings = layout.warnings();
    found
        .warnings
        .extend(warnings.iter().map(ToString::to_string));
    if config.settings.mail.smtp_url.is_none() {
        found.warnings.push(format!(
            "mail.smtp_url is not set: mails are written to {} and reach nobody; right for a demo only",
            config.settings.mail_dir.display()
        ));
    }
    found
}

fn check_keys(config: &Config, found: &mut Found) {
    let source = match key_source(config, Vec::new(), Arc::new(SystemClock)) {
        Ok(source) => source,
        Err(error) => return found.problems.push(format!("vault.source: {error:#}")),
    };
    // A new installation has no key file yet.
    if let KekSource::File(file) = &source
        && !file.exists()
    {
        return;
    }
    if let Err(error) = source.load() {
        found
            .problems
            .push(format!("vault.source: the vault would be sealed: {error}"));
    }
}
