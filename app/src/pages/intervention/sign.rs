//! The signature: the frozen text, the name, the second look at who signs.

use leptos::prelude::*;

use crate::components::{
    Breadcrumbs, Button, ButtonKind, ErrorSummary, Field, Hidden, Input, Notice, Tone, hash,
};
use crate::forms::Form;
use crate::i18n::Messages;
use crate::markup::{IntoMarkup, Markup};

/// How the signer shows once more who signs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Factor {
    /// Authenticator app, or a recovery code.
    Totp,
    /// Password and a code by mail; `sent` once one is on its way.
    Mail {
        /// A code was sent and is still valid.
        sent: bool,
    },
}

impl Factor {
    /// The form with what is wrong with the proof at the field that asks for it here.
    #[must_use]
    pub fn asked(self, form: Form) -> Form {
        match self {
            Self::Totp => form,
            Self::Mail { .. } => form.moved("code", "mail_code"),
        }
    }
}

/// What the page shows.
pub struct SignPage {
    /// Values and problems. Fields: signer_name, code, password, mail_code.
    pub form: Form,
    /// Where the signature posts to.
    pub action: String,
    /// Where a code by mail is asked for.
    pub code_action: String,
    /// Back to the request.
    pub back: String,
    /// Ticket number and path.
    pub ticket: (i64, String),
    /// The text to sign: paragraphs between empty lines, the first line of each its heading, `- ` bullets.
    pub text: String,
    /// Its digest, hex.
    pub sha256: String,
    /// When it was shown, RFC 3339: the text contains it, so the signature sends it back.
    pub shown_at: String,
    /// What is asked for.
    pub factor: Factor,
    /// Whether this person may sign.
    pub may_sign: bool,
}

/// The page *Genehmigung unterschreiben*. // I-21, I-39
pub fn sign(t: &'static Messages, page: SignPage) -> Markup {
    let i = &t.intervention;
    let (number, path) = page.ticket.clone();
    let trail = vec![
        ("/".to_owned(), t.portal.title.into()),
        (path, format!("{} {number}", i.title).into()),
    ];
    let signature = if page.may_sign {
        signature_form(t, &page)
    } else {
        view! { <Notice tone=Tone::Warn>{i.cannot_sign}</Notice> }.markup()
    };
    view! {
        <main id="main" class="page page--narrow stack gap-8">
            <Breadcrumbs t=t trail=trail here=i.section_signature />
            <header class="stack"><h1>{i.sign_title}</h1><p class="lead">{i.sign_lead}</p></header>
            {paper(t, &page.text, &page.sha256)}
            {signature}
            <p><a href=page.back>{i.back_to_form}</a></p>
        </main>
    }
    .markup()
}

fn signature_form(t: &'static Messages, page: &SignPage) -> Markup {
    let i = &t.intervention;
    let form = &page.form;
    let factor = proof(t, form, page.factor, &page.code_action);
    view! {
        <form method="post" action=page.action.clone() class="stack form" autocomplete="off" novalidate>
            <ErrorSummary form=form t=t />
            {factor}
            {signer(t, form)}
            <Hidden name="sha256" value=page.sha256.clone() />
            <Hidden name="shown_at" value=page.shown_at.clone() />
            <div><Button kind=ButtonKind::Primary large=true>{i.sign}</Button></div>
            <p class="hint">{i.sign_hint}</p>
        </form>
    }
    .markup()
}

/// The name as signature: typed by whoever signs, by nothing else; the last thing before the button. // RULINGS 37
pub(in crate::pages) fn signer(t: &'static Messages, form: &Form) -> Markup {
    let i = &t.intervention;
    view! {
        <Field form=form name="signer_name" label=i.signer_name hint=i.signer_hint autocomplete="off" required=true maxlength=200 />
    }
    .markup()
}

/// The fields that prove once more who acts.
pub(in crate::pages) fn proof(
    t: &'static Messages,
    form: &Form,
    factor: Factor,
    code_action: &str,
) -> Markup {
    let i = &t.intervention;
    match factor {
        Factor::Totp => view! {
            <Field form=form name="code" label=i.factor input=Input::OneTimeCode required=true maxlength=40 />
        }
        .markup(),
        Factor::Mail { sent } => {
            let told = sent.then(|| view! { <Notice tone=Tone::Ok>{i.code_sent}</Notice> });
            view! {
                {told}
                <Field form=form name="password" label=i.own_password input=Input::Password required=true maxlength=128 />
                <Field form=form name="mail_code" label=i.mail_code hint=i.mail_code_hint input=Input::OneTimeCode required=true maxlength=6 />
                <div><Button formaction=code_action.to_owned() formnovalidate=true>{i.send_code}</Button></div>
            }
            .markup()
        }
    }
}

/// The canonical text as paper, with its digest.
pub(in crate::pages) fn paper(t: &'static Messages, text: &str, sha256: &str) -> Markup {
    let i = &t.intervention;
    view! {
        <article class="paper" aria-label=i.paper>
            {lines(text)}
            <p class="muted">{i.text_hash}" "{hash(sha256)}</p>
        </article>
    }
    .markup()
}

/// Paragraphs stand between empty lines; the first line of one with several is its heading.
fn lines(text: &str) -> Vec<Markup> {
    text.split("\n\n")
        .filter(|paragraph| !paragraph.trim().is_empty())
        .enumerate()
        .flat_map(|(place, paragraph)| self::paragraph(place, paragraph))
        .collect()
}

fn paragraph(place: usize, text: &str) -> Vec<Markup> {
    let (heading, rest) = match text.trim_end().split_once('\n') {
        Some((heading, rest)) => (Some(heading.to_owned()), rest),
        None => (None, text),
    };
    let mut out: Vec<Markup> = heading
        .into_iter()
        .map(|title| match place {
            0 => view! { <h2>{title}</h2> }.markup(),
            _ => view! { <h3>{title}</h3> }.markup(),
        })
        .collect();
    let mut bullets: Vec<Markup> = Vec::new();
    for line in rest.lines().filter(|line| !line.trim().is_empty()) {
        if let Some(item) = line.strip_prefix("- ") {
            bullets.push(view! { <li>{item.to_owned()}</li> }.markup());
            continue;
        }
        if !bullets.is_empty() {
            out.push(view! { <ul>{std::mem::take(&mut bullets)}</ul> }.markup());
        }
        out.push(view! { <p>{line.to_owned()}</p> }.markup());
    }
    if !bullets.is_empty() {
        out.push(view! { <ul>{bullets}</ul> }.markup());
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::fragment;

    #[test]
    fn headings_bullets_and_paragraphs_become_what_they_are_and_are_escaped() {
        let html = fragment(|| {
            let text = "Genehmigung\nText <b>\n\nWas\n- eins\n- zwei\n\nNur ein Satz.\n";
            view! { <div>{lines(text)}</div> }.markup()
        });
        // Leptos ends a list with an empty comment.
        let html = html.replace("<!>", "");
        assert!(
            html.contains("<h2>Genehmigung</h2><p>Text &lt;b&gt;</p>"),
            "{html}"
        );
        assert!(
            html.contains("<h3>Was</h3><ul><li>eins</li><li>zwei</li></ul>"),
            "{html}"
        );
        assert!(html.contains("<p>Nur ein Satz.</p>"), "{html}");
    }
}
