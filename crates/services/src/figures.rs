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
    let unsent = store::mails::count_unsent(&mut tx).await?;
    let reveals = store::reveals::count_by_outcome(&mut tx).await?;
    let keys = store::secrets::count_by_key(&mut tx).await?;
    let sealed = context.vault().seal_reason().is_some();
    Ok(vec![
        Figure::gauge(
            "leitstand_jobs",
            "Jobs by state: waiting, of those due, of those claimed, given up.",
            labelled(
                "state",
                [
                    ("waiting", jobs.waiting),
                    ("due", jobs.due),
                    ("claimed", jobs.claimed),
                    ("dead", jobs.dead),
                ],
            ),
        ),
        Figure::gauge(
            "leitstand_mails_unsent",
            "Mails that are written and not yet taken by the mail server.",
            vec![(String::new(), unsent)],
        ),
        Figure::gauge(
            "leitstand_vault_sealed",
            "1 while no secret can be stored or read.",
            vec![(String::new(), i64::from(sealed))],
        ),
        Figure::gauge(
            "leitstand_vault_secrets",
            "Living versions of secrets by the key that wraps them.",
            labelled(
                "key",
                keys.iter().map(|(key, count)| (key.as_str(), *count)),
            ),
        ),
        Figure {
            kind: "counter",
            ..Figure::gauge(
                "leitstand_reveals_total",
                "Looks at secrets by outcome.",
                labelled(
                    "outcome",
                    reveals.iter().map(|(code, count)| (code.as_str(), *count)),
                ),
            )
        },
    ])
}

impl Figure {
    const fn gauge(name: &'static str, about: &'static str, values: Vec<(String, i64)>) -> Self {
        Self {
            name,
            about,
            kind: "gauge",
            values,
        }
    }
}

/// Values of one figure told apart by a label. Label values are codes and ids of ours: nothing in them needs escaping.
fn labelled<'a>(
    label: &str,
    values: impl IntoIterator<Item = (&'a str, i64)>,
) -> Vec<(String, i64)> {
    values
        .into_iter()
        .map(|(value, count)| (format!("{{{label}=\"{value}\"}}"), count))
        .collect()
}
