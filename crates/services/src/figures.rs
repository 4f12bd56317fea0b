//! Figures of the database for monitoring: jobs, mails, vault, reveals. Counts only, never names or contents.

use crate::context::Context;
use crate::error::Result;

/// One figure, perhaps with several labelled values.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Figure {
    /// Its name, in the way of Prometheus.
    pub name: &'static str,
    /// What it counts.
    pub about: &'static str,
    /// `gauge` or `counter`.
    pub kind: &'static str,
    /// Labels (empty, or in braces) and values.
    pub values: Vec<(String, i64)>,
}

/// Whether the database answers.
///
/// # Errors
/// It does not.
pub async fn ping(context: &Context) -> Result<()> {
    let mut tx = context.db().read().await?;
    store::jobs::next_at(&mut tx).await?;
    Ok(())
}

/// All figures.
///
/// # Errors
/// The database does not answer.
pub async fn read(context: &Context) -> Result<Vec<Figure>> {
    let mut tx = context.db().read().await?;
    let jobs = store::jobs::count(&mut tx, context.now()).await?;
    Ok(vec![Figure {
        name: "leitstand_jobs",
        about: "Jobs by state: waiting, of those due, given up.",
        kind: "gauge",
        values: vec![
            ("{state=\"waiting\"}".to_owned(), jobs.waiting),
            ("{state=\"due\"}".to_owned(), jobs.due),
            ("{state=\"dead\"}".to_owned(), jobs.dead),
        ],
    }])
}
