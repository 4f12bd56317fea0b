//! Forms with files: fields as in [`Fields`], files streamed to the file store while they arrive.
//!
//! Nothing of a file is held in memory, and what is too large or of a type we do not take is not written any further.
//! The form is checked like every other afterwards, so that a refused file costs nobody what they typed.

use axum::body::Body;
use axum::extract::{FromRequest, Multipart, Request};
use axum::http::{StatusCode, header};
use http_body_util::Limited;
use services::attachments::{Receiver, Upload};
use zeroize::Zeroizing;

use super::failure::Failure;
use super::fields::Fields;
use super::visit::Visit;
use crate::router::FORM_BYTES;
use crate::state::App;

/// Fields and files of a `multipart/form-data` body; a form without files may also come urlencoded.
#[derive(Default)]
pub struct Uploads {
    /// The fields.
    pub fields: Fields,
    /// The files, in the order they came.
    pub files: Vec<Upload>,
}

/// Largest text field of such a form, in bytes.
const FIELD_BYTES: usize = 256 * 1024;
/// Most parts of one form.
const PARTS: usize = 100;

impl FromRequest<App> for Uploads {
    type Rejection = Failure;

    async fn from_request(request: Request, app: &App) -> Result<Self, Self::Rejection> {
        if !is_multipart(&request) {
            // Only files are streamed; a form without them is held in memory and is no larger than any other.
            let request = request.map(|body| Body::new(Limited::new(body, FORM_BYTES)));
            return Ok(Self {
                fields: Fields::from_request(request, app).await?,
                files: Vec::new(),
            });
        }
        let visit = request.extensions().get::<Visit>().cloned();
        let parts = Multipart::from_request(request, app)
            .await
            .map_err(|_| Failure::bad_request("malformed_form"))?;
        let mut uploads = Self::default();
        let read = uploads.read(app, parts).await;
        if let Some(visit) = visit {
            visit.keep_typed(uploads.fields.typed());
        }
        read.map(|()| uploads)
    }
}

/// A form whose file is a secret: held in memory and never written. The file's text is the value of its field.
#[derive(Default)]
pub struct SmallFiles(pub Fields);

/// Largest file of such a form, in bytes.
const SMALL: usize = 32 * 1024;

impl FromRequest<App> for SmallFiles {
    type Rejection = Failure;

    async fn from_request(request: Request, app: &App) -> Result<Self, Self::Rejection> {
        if !is_multipart(&request) {
            return Ok(Self(Fields::from_request(request, app).await?));
        }
        let visit = request.extensions().get::<Visit>().cloned();
        let mut parts = Multipart::from_request(request, app)
            .await
            .map_err(|_| Failure::bad_request("malformed_form"))?;
        let mut fields = Fields::default();
        while let Some(mut part) = parts.next_field().await.map_err(|error| refused(&error))? {
            let name = part.name().unwrap_or_default().to_owned();
            let mut bytes = Zeroizing::new(Vec::new());
            while let Some(chunk) = part.chunk().await.map_err(|error| refused(&error))? {
                if bytes.len() + chunk.len() > SMALL {
                    return Err(Failure::status(StatusCode::PAYLOAD_TOO_LARGE, "too_large"));
                }
                bytes.extend_from_slice(&chunk);
            }
            let text = std::str::from_utf8(&bytes).ok();
            match (text, part.file_name()) {
                (Some(text), _) => fields.add(&name, text)?,
                // A file that is no text cannot be what is asked for; its field says so.
                (None, Some(_)) => fields.add(&name, "?")?,
                (None, None) => return Err(Failure::bad_request("malformed_form")),
            }
        }
        if let Some(visit) = visit {
            visit.keep_typed(fields.typed());
        }
        Ok(Self(fields))
    }
}

fn is_multipart(request: &Request) -> bool {
    request
        .headers()
        .get(header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .is_some_and(|value| value.starts_with("multipart/form-data"))
}

impl Uploads {
    async fn read(&mut self, app: &App, mut parts: Multipart) -> Result<(), Failure> {
        let mut count = 0;
        while let Some(part) = parts.next_field().await.map_err(|error| refused(&error))? {
            count += 1;
            if count > PARTS {
                return Err(Failure::bad_request("malformed_form"));
            }
            if !self.take(app, part).await? {
                // What stands behind the files is not read any more; what stands before them goes back to who typed it.
                self.files.push(Upload::cut_off(app.context()));
                break;
            }
        }
        Ok(())
    }

    /// Takes one part; false: a file that goes beyond what the whole form may hold.
    async fn take(
        &mut self,
        app: &App,
        mut part: axum::extract::multipart::Field<'_>,
    ) -> Result<bool, Failure> {
        let name = part.name().unwrap_or_default().to_owned();
        let Some(file_name) = part.file_name().map(str::to_owned) else {
            let mut bytes = Vec::new();
            while let Some(chunk) = part.chunk().await.map_err(|error| refused(&error))? {
                if bytes.len() + chunk.len() > FIELD_BYTES {
                    return Err(Failure::status(StatusCode::PAYLOAD_TOO_LARGE, "too_large"));
                }
                bytes.extend_from_slice(&chunk);
            }
            let text =
                String::from_utf8(bytes).map_err(|_| Failure::bad_request("malformed_form"))?;
            return self.fields.add(&name, &text).map(|()| true);
        };
        if file_name.is_empty() {
            // A file field nobody used.
            return Ok(true);
        }
        let mut receiver = Receiver::begin(app.context(), &file_name).await?;
        loop {
            match part.chunk().await {
                Ok(Some(chunk)) => receiver.write(&chunk).await?,
                Ok(None) => break,
                Err(error) if is_too_large(&error) => return Ok(false),
                Err(error) => return Err(refused(&error)),
            }
        }
        self.files.extend(receiver.finish().await?);
        Ok(true)
    }
}

fn refused(error: &axum::extract::multipart::MultipartError) -> Failure {
    if is_too_large(error) {
        Failure::status(StatusCode::PAYLOAD_TOO_LARGE, "too_large")
    } else {
        Failure::from_body(error)
    }
}

fn is_too_large(error: &axum::extract::multipart::MultipartError) -> bool {
    if error.status() == StatusCode::PAYLOAD_TOO_LARGE {
        return true;
    }
    let mut cause = std::error::Error::source(error);
    while let Some(inner) = cause {
        if inner.is::<http_body_util::LengthLimitError>() {
            return true;
        }
        cause = inner.source();
    }
    false
}
