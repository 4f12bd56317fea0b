//! The fresh check in the middle of a form: what was typed travels through the check inside the page, without its secrets, and
//! is there to be sent when the check is done. Nothing of it is stored.

use app::forms::Form;
use app::pages::auth::ReauthPage;
use axum::http::StatusCode;
use axum::response::Response;
use services::accounts::{Proof, what_proves};

use super::{Page, Visit, own_path, see_other};

/// Where a form goes, and what it brought.
pub type Waiting = (String, Vec<(String, String)>);

/// A larger form does not fit through the check.
const MOST: usize = 100 * 1024;

/// A refused form as it travels; empty where there is nothing to keep.
fn pack(visit: &Visit) -> String {
    let typed = visit.typed();
    if typed.is_empty() {
        return String::new();
    }
    let packed = serde_json::to_string(&(visit.path_and_query(), typed)).unwrap_or_default();
    if packed.len() > MOST {
        return String::new();
    }
    packed
}

/// The form that travelled: one of ours, or none.
pub fn unpack(packed: &str) -> Option<Waiting> {
    let (action, typed): Waiting = serde_json::from_str(packed).ok()?;
    own_path(&action)?;
    (!typed.is_empty()).then_some((action, typed))
}

/// The check at once, with the form that waits for it; without one, and for pages, the way there and back.
pub(super) async fn prove_first(visit: &Visit) -> Response {
    let there = || see_other(&format!("/reauth?next={}", visit.return_path()));
    let waiting = pack(visit);
    if waiting.is_empty() {
        return there();
    }
    let Ok(op) = visit.op() else {
        return there();
    };
    match what_proves(&op).await {
        Ok(proof) => {
            let next = visit.came_from();
            show(
                visit,
                StatusCode::FORBIDDEN,
                Form::new(),
                (next, waiting),
                proof,
            )
            .await
        }
        Err(_) => there(),
    }
}

/// The page of the check: where it leads, and the form that waits for it.
pub async fn show(
    visit: &Visit,
    status: StatusCode,
    form: Form,
    (next, waiting): (&str, String),
    proof: Proof,
) -> Response {
    let t = visit.t();
    let next = own_path(next).unwrap_or_default().to_owned();
    let page = ReauthPage {
        form,
        next,
        waiting,
        by_factor: proof == Proof::Factor,
    };
    Page::new(visit, t.login.reauth_title)
        .status(status)
        .render(move || app::pages::auth::reauth(t, page))
        .await
}

/// The check is done: the form again.
pub async fn done(visit: &Visit, (action, typed): Waiting, next: &str) -> Response {
    let t = visit.t();
    let next = own_path(next).unwrap_or_default().to_owned();
    Page::new(visit, t.login.reauth_done)
        .render(move || app::pages::auth::reauth_done(t, action, typed, next))
        .await
}

#[cfg(test)]
mod tests {
    use super::unpack;

    #[test]
    fn only_forms_of_ours_come_back() {
        assert!(unpack(r#"["/organization/1/invitations",[["email","a@b.test"]]]"#).is_some());
        for packed in [
            "",
            "x",
            r#"["//evil.test/",[["a","b"]]]"#,
            r#"["https://evil.test/",[["a","b"]]]"#,
            r#"["/account",[]]"#,
        ] {
            assert_eq!(unpack(packed), None, "{packed}");
        }
    }
}
