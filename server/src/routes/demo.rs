//! `/demo/postfach`: the mails of a demo, on a demo database only; elsewhere there is no such page.
//!
//! Open to everybody without log-in: whoever tries the demo needs the codes and links in these mails to log in at all, and all
//! its accounts are known anyway. The HTML of a mail is a document of its own: without scripts, forms, foreign content or a
//! say in ours.

use app::pages::demo as pages;
use axum::body::Body;
use axum::extract::Path;
use axum::http::{HeaderValue, header};
use axum::response::Response;
use domain::ids::MailId;

use crate::router::{Access, Route, get};
use crate::web::{Failure, Page, Visit, WebResult};

/// What a mail's HTML may do: be looked at. Its styles are attributes; links leave the sandbox.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'; \
    frame-ancestors 'none'; sandbox allow-popups allow-popups-to-escape-sandbox allow-top-navigation-by-user-activation";

/// Routes of this area.
pub fn routes() -> Vec<Route> {
    vec![
        get("/demo/postfach", Access::Public, list),
        get("/demo/postfach/{id}", Access::Public, one),
        get("/demo/postfach/{id}/html", Access::Public, html),
    ]
}

async fn list(visit: Visit) -> WebResult {
    let context = visit.app().context();
    let mails = services::demo::mailbox(context).await?;
    let t = visit.t();
    let now = context.now();
    Ok(Page::new(&visit, t.demo.title)
        .render(move || pages::mailbox(t, &mails, now))
        .await)
}

async fn one(visit: Visit, Path(id): Path<String>) -> WebResult {
    let mail = services::demo::mail(visit.app().context(), mail_id(&id)?).await?;
    let t = visit.t();
    let public = visit.app().config().settings.public_url.clone();
    let now = visit.app().context().now();
    Ok(Page::new(&visit, mail.subject.clone())
        .render(move || pages::mail(t, &mail, &public, now))
        .await)
}

async fn html(visit: Visit, Path(id): Path<String>) -> WebResult {
    let mail = services::demo::mail(visit.app().context(), mail_id(&id)?).await?;
    let mut response = Response::new(Body::from(mail.body_html.0));
    let headers = response.headers_mut();
    let html = HeaderValue::from_static("text/html; charset=utf-8");
    headers.insert(header::CONTENT_TYPE, html);
    let policy = HeaderValue::from_static(POLICY);
    headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    Ok(response)
}

fn mail_id(text: &str) -> Result<MailId, Failure> {
    text.parse().map_err(|_| Failure::not_found())
}
