//! The mails of a demo, for everybody who looks at it: they go nowhere else. On any other database there is no such place.

use domain::ids::MailId;
use store::mails::MailRow;

use crate::context::Context;
use crate::error::{Result, ServiceError};

/// So many of the newest mails are listed.
const SHOWN: i64 = 100;

async fn demo_only(tx: &mut store::Tx) -> Result<()> {
    let provider = store::provider::find(tx).await?;
    if provider.is_some_and(|provider| provider.is_demo) {
        Ok(())
    } else {
        Err(ServiceError::NotFound)
    }
}

/// The present one-time code of a demo's account.
///
/// # Errors
/// [`ServiceError::NotFound`] on a database that is no demo, and for accounts without a second factor.
pub async fn one_time_code(context: &Context, login: &str) -> Result<String> {
    demo_only(&mut context.db().read().await?).await?;
    crate::accounts::present_code(context, login).await
}

/// The newest mails of a demo.
///
/// # Errors
/// [`ServiceError::NotFound`] on a database that is no demo.
pub async fn mailbox(context: &Context) -> Result<Vec<MailRow>> {
    let mut tx = context.db().read().await?;
    demo_only(&mut tx).await?;
    Ok(store::mails::list_newest(&mut tx, SHOWN).await?)
}

/// One mail of a demo.
///
/// # Errors
/// [`ServiceError::NotFound`] on a database that is no demo, and for unknown mails.
pub async fn mail(context: &Context, id: MailId) -> Result<MailRow> {
    let mut tx = context.db().read().await?;
    demo_only(&mut tx).await?;
    let row = store::mails::find(&mut tx, id)
        .await?
        .ok_or(ServiceError::NotFound)?;
    crate::mail::put_back(context, row)
}
