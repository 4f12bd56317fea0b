//! Another version of the standard policy, for stories about what is promised.

use domain::sla::promise::{PolicyRule, PolicyRules};
use domain::time::Timestamp;

use crate::policies::{self, PolicyVersionRow, STANDARD};
use crate::{Db, Result};

/// Adds a version of the standard policy that holds from `now`, its rules changed one by one; gives its number.
///
/// # Errors
/// The database refuses.
pub async fn promise(
    db: &Db,
    now: Timestamp,
    mut change: impl FnMut(&mut PolicyRule),
) -> Result<i64> {
    let mut tx = db.begin().await?;
    let versions = policies::list_versions(&mut tx, STANDARD).await?;
    let newest = versions.last();
    let mut rules = newest.map_or_else(Vec::new, |last| last.rules.all().to_vec());
    rules.iter_mut().for_each(&mut change);
    let version = newest.map_or(0, |last| last.version) + 1;
    let row = PolicyVersionRow {
        policy: STANDARD.to_owned(),
        version,
        valid_from: now,
        rules: PolicyRules::new(rules),
        author_id: None,
        reason: "test".to_owned(),
        created_at: now,
    };
    policies::insert_version(&mut tx, &row).await?;
    tx.save().await?;
    Ok(version)
}
