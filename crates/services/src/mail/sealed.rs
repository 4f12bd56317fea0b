//! What in a mail opens an account: a link's token, a code. It is stored apart from the text and encrypted under `login.key`, so
//! that a thief of the database, or of its backup, cannot log in or sign with a mail that was not yet used. Once the mail is
//! out, or never will be, it is forgotten. A demo's mails go nowhere: there the database is where they are read.

use domain::ids::MailId;
use store::mails::MailRow;
use vault::{LoginKeyError, SecretBytes};

use super::content::Rendered;
use crate::context::Context;
use crate::error::{Result, ServiceError};

/// Stands in the texts where the secret belongs. No text of ours or of a customer holds this character of the private use area.
const MARK: &str = "\u{f8ff}";

/// Puts the mark in the secret's places; the secret, encrypted.
pub(super) fn take_out(
    context: &Context,
    id: MailId,
    secret: &str,
    rendered: &mut Rendered,
) -> Result<Vec<u8>> {
    for text in [&mut rendered.text, &mut rendered.html] {
        *text = text.replace(MARK, "").replace(secret, MARK);
        if !text.contains(MARK) {
            return Err(ServiceError::internal("a mail without its link or code"));
        }
    }
    let secret = SecretBytes::new(secret.as_bytes().to_vec());
    context
        .login_key()
        .seal_mail(id, &secret, context.random())
        .map_err(ServiceError::internal)
}

/// The mail as it is sent. One whose secret was forgotten keeps the mark.
///
/// # Errors
/// The secret was encrypted under another `login.key`, or altered.
pub fn put_back(context: &Context, row: MailRow) -> Result<MailRow> {
    open(context, row).map_err(ServiceError::internal)
}

/// The same, with the reason why not.
pub(super) fn open(
    context: &Context,
    mut row: MailRow,
) -> std::result::Result<MailRow, LoginKeyError> {
    let Some(sealed) = row.sealed.take() else {
        return Ok(row);
    };
    let secret = context.login_key().open_mail(row.id, &sealed.0)?;
    let whole = secret.expose_text(|secret| {
        for text in [&mut row.body_text.0, &mut row.body_html.0] {
            *text = text.replace(MARK, secret);
        }
    });
    whole.ok_or(LoginKeyError::Corrupt)?;
    Ok(row)
}
