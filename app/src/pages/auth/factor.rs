//! The second factor: asking for it, setting it up, its recovery codes; and the fresh check before acts that matter.

use std::fmt::Write as _;

use leptos::prelude::*;

use crate::components::{Button, ButtonKind, ErrorSummary, Field, Hidden, Input, LinkButton};
use crate::forms::Form;
use crate::i18n::Messages;
use crate::markup::{IntoMarkup, Markup};

/// What the pages asking for a factor show.
pub struct FactorPage {
    /// Values and problems. Fields: code (log-in), proof (fresh check).
    pub form: Form,
    /// Where to go afterwards; a path of ours or empty.
    pub next: String,
}

/// The second step of the log-in.
pub fn factor(t: &'static Messages, page: FactorPage) -> Markup {
    let form = &page.form;
    let l = &t.login;
    view! {
            <main id="main" class="stack">
                <h1>{l.factor_title}</h1>
                <p>{l.factor_lead}</p>
                <form method="post" action="/login/factor" class="stack" autocomplete="off" novalidate>
                    <ErrorSummary form=form t=t />
                    <Hidden name="next" value=page.next />
                    <Field form=form name="code" label=l.code hint=l.code_hint input=Input::OneTimeCode required=true maxlength=40 autofocus=true />
                    <Button kind=ButtonKind::Primary>{l.confirm}</Button>
                </form>
                <p><a href="/login">{l.back}</a></p>
            </main>
    }
    .markup()
}

/// What the fresh check shows.
pub struct ReauthPage {
    /// Values and problems. Field: proof.
    pub form: Form,
    /// Where to go afterwards; a path of ours or empty.
    pub next: String,
    /// The form that has to wait for the check, packed; empty without one.
    pub waiting: String,
    /// A code of the second factor is asked for, not the password.
    pub by_factor: bool,
}

/// The fresh check.
pub fn reauth(t: &'static Messages, page: ReauthPage) -> Markup {
    let form = &page.form;
    let l = &t.login;
    let kept = (!page.waiting.is_empty()).then(|| view! { <p>{l.reauth_kept}</p> });
    let (lead, label, input) = if page.by_factor {
        (l.reauth_factor, l.code, Input::OneTimeCode)
    } else {
        (l.reauth_password, l.password, Input::Password)
    };
    view! {
        <main id="main" class="page page--narrow stack gap-6">
            <h1>{l.reauth_title}</h1>
            <p>{lead}</p>
            {kept}
            <form method="post" action="/reauth" class="stack form" autocomplete="off" novalidate>
                <ErrorSummary form=form t=t />
                <Hidden name="next" value=page.next />
                <Hidden name="waiting_form" value=page.waiting />
                <Field form=form name="proof" label=label input=input required=true maxlength=128 autofocus=true />
                <div><Button kind=ButtonKind::Primary>{l.confirm}</Button></div>
            </form>
        </main>
    }
    .markup()
}

/// The check is done: the form that had to wait for it, with what was typed.
pub fn reauth_done(
    t: &'static Messages,
    action: String,
    typed: Vec<(String, String)>,
    next: String,
) -> Markup {
    let again = crate::pages::failure::again(t, t.login.reauth_waits, (action, typed));
    let next = if next.is_empty() {
        "/".to_owned()
    } else {
        next
    };
    view! {
        <main id="main" class="page page--narrow stack gap-6">
            <h1>{t.login.reauth_done}</h1>
            {again}
            <p><a href=next>{t.login.reauth_drop}</a></p>
        </main>
    }
    .markup()
}

/// What the enrolment page shows. The seed is on this page only.
pub struct EnrolPage<'a> {
    /// Values and problems. Field: code.
    pub form: Form,
    /// The seed in base32.
    pub seed: &'a str,
    /// The address behind the QR code.
    pub uri: &'a str,
    /// Where the code posts to.
    pub action: &'static str,
    /// Where to go afterwards; a path of ours or empty.
    pub next: String,
}

/// The page *Zweiten Faktor einrichten*.
pub fn enrol(t: &'static Messages, page: &EnrolPage<'_>) -> Markup {
    let form = &page.form;
    let l = &t.login;
    view! {
        <main id="main" class="page page--narrow stack gap-6">
            <h1>{l.enrol_title}</h1>
            <p>{l.enrol_lead}</p>
            <ol class="stack gap-6">
                <li class="stack">
                    <p>{l.enrol_scan}</p>
                    {qr_code(page.uri, l.enrol_qr)}
                    <p>{l.enrol_type}</p>
                    <p class="code">{spaced(page.seed)}</p>
                </li>
                <li class="stack">
                    <p>{l.enrol_code}</p>
                    <form method="post" action=page.action class="stack form" autocomplete="off" novalidate>
                        <ErrorSummary form=form t=t />
                        <Hidden name="next" value=page.next.clone() />
                        <Field form=form name="code" label=l.code input=Input::OneTimeCode required=true maxlength=10 />
                        <div><Button kind=ButtonKind::Primary>{l.enrol_submit}</Button></div>
                    </form>
                </li>
            </ol>
        </main>
    }
    .markup()
}

/// Recovery codes, shown once; `next` is where the reader goes when they are stored.
pub fn recovery_codes(t: &'static Messages, codes: &[&str], next: String) -> Markup {
    let l = &t.login;
    let codes = codes
        .iter()
        .map(|code| view! { <li class="mono">{*code}</li> })
        .collect::<Vec<_>>();
    view! {
        <main id="main" class="page page--narrow stack gap-6">
            <h1>{l.codes_title}</h1>
            <p>{l.codes_lead}</p>
            <ul class="rows">{codes}</ul>
            <div><LinkButton href=next kind=ButtonKind::Primary>{l.codes_done}</LinkButton></div>
        </main>
    }
    .markup()
}

/// The seed in groups of four.
fn spaced(seed: &str) -> String {
    seed.as_bytes()
        .chunks(4)
        .map(String::from_utf8_lossy)
        .collect::<Vec<_>>()
        .join(" ")
}

/// A QR code as one path; dark on light in every theme, because readers need it so.
fn qr_code(text: &str, label: &'static str) -> Markup {
    let Ok(code) = qrcode::QrCode::new(text) else {
        return Markup::EMPTY;
    };
    let width = code.width();
    let mut path = String::new();
    for (i, colour) in code.to_colors().into_iter().enumerate() {
        if colour == qrcode::Color::Dark {
            let (x, y) = (i % width + 4, i / width + 4);
            // Writing to a string cannot fail.
            write!(path, "M{x} {y}h1v1h-1z").ok();
        }
    }
    let size = width + 8;
    view! {
        <svg class="qr" role="img" aria-label=label viewBox=format!("0 0 {size} {size}") shape-rendering="crispEdges">
            <rect width=size.to_string() height=size.to_string() fill="#fff"></rect>
            <path d=path fill="#000"></path>
        </svg>
    }
    .markup()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seed_is_grouped_and_a_code_is_drawn() {
        assert_eq!(spaced("ABCDEFGHIJ"), "ABCD EFGH IJ");
        let svg = qr_code("otpauth://totp/x", "QR").into_string();
        assert!(svg.contains("viewBox=\"0 0 33 33\"") && svg.contains("h1v1h-1z"));
    }
}
