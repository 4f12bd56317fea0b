//! Choosing what to allow, and the signature under the text it makes.

use domain::intervention::authorization::StandingAct;
use leptos::prelude::*;
use services::standing::{Choice as Chosen, FormView, OrganizationRow};

use super::{list_path, trail};
use crate::components::{
    Breadcrumbs, Button, ButtonKind, Choice, Choices, Empty, ErrorSummary, Field, Hidden, Input,
    Notice, Tone,
};
use crate::forms::Form;
use crate::i18n::Messages;
use crate::markup::{IntoMarkup, Markup};
use crate::pages::intervention::{Factor, paper, proof, signer};

/// What the form shows.
pub struct NewPage {
    /// Values and problems. Fields: acts, systems, from, until.
    pub form: Form,
    /// Whom it is for, what can be chosen.
    pub view: FormView,
}

/// The page *Neue Dauergenehmigung*.
pub fn new(t: &'static Messages, page: &NewPage) -> Markup {
    let s = &t.standing;
    let view = &page.view;
    let content = if !view.may_sign {
        view! { <Notice tone=Tone::Warn>{s.cannot_sign}</Notice> }.markup()
    } else if view.systems.is_empty() {
        view! { <Empty title=t.portal.no_systems text=s.no_systems /> }.markup()
    } else {
        form(t, page)
    };
    view! {
        <main id="main" class="page page--narrow stack gap-8">
            <Breadcrumbs t=t trail=trail(t, &view.organization, false) here=s.new />
            <header class="stack"><h1>{s.new}</h1><p class="lead">{s.new_lead}</p><p class="muted">{view.organization.name.clone()}</p></header>
            {content}
        </main>
    }
    .markup()
}

fn form(t: &'static Messages, page: &NewPage) -> Markup {
    let s = &t.standing;
    let (form, view) = (&page.form, &page.view);
    let acts = StandingAct::ALL
        .iter()
        .map(|act| {
            let covers = t.label.standing_covers(*act);
            view! { <Choice form=form name="acts" value=act.code() label=t.label.standing_act(*act) hint=covers own_error=false /> }
        })
        .collect::<Vec<_>>();
    let systems = view
        .systems
        .iter()
        .map(|system| {
            let facts = format!("{}, {}", system.service_id, system.primary_ipv4);
            view! { <Choice form=form name="systems" value=system.id.to_string() label=system.name.clone() hint=facts own_error=false /> }
        })
        .collect::<Vec<_>>();
    // What was emptied on purpose stays empty when the form comes back.
    let today = if form.problems().is_empty() {
        view.today.clone()
    } else {
        String::new()
    };
    view! {
        <form method="post" action=format!("{}/new", list_path(view.organization.id)) class="stack form" novalidate>
            <ErrorSummary form=form t=t />
            <Choices form=form name="acts" legend=s.acts_legend>{acts}</Choices>
            <Choices form=form name="systems" legend=s.systems_legend>{systems}</Choices>
            <Field form=form name="from" label=s.from input=Input::Date hint=s.from_hint value=today required=true />
            <Field form=form name="until" label=s.until input=Input::Date hint=s.until_hint />
            <div><Button kind=ButtonKind::Primary large=true>{s.to_text}</Button></div>
        </form>
    }
    .markup()
}

/// What the signing page shows.
pub struct SignPage {
    /// Values and problems. Fields: signer_name, code, password, mail_code.
    pub form: Form,
    /// The customer.
    pub organization: OrganizationRow,
    /// As chosen: goes back with the signature.
    pub choice: Chosen,
    /// Back to the choice.
    pub back: String,
    /// The text to sign.
    pub text: String,
    /// Its digest, hex.
    pub sha256: String,
    /// When it was shown, RFC 3339: the text contains the day, so the signature sends it back.
    pub shown_at: String,
    /// What is asked for.
    pub factor: Factor,
}

/// The page *Dauergenehmigung unterschreiben*.
pub fn sign(t: &'static Messages, page: &SignPage) -> Markup {
    let s = &t.standing;
    let form = &page.form;
    let path = format!("{}/sign", list_path(page.organization.id));
    let chosen = |name: &'static str, values: &[String]| {
        values
            .iter()
            .map(|value| view! { <Hidden name=name value=value.clone() /> })
            .collect::<Vec<_>>()
    };
    view! {
        <main id="main" class="page page--narrow stack gap-8">
            <Breadcrumbs t=t trail=trail(t, &page.organization, false) here=s.sign />
            <header class="stack"><h1>{s.sign_title}</h1><p class="lead">{s.sign_lead}</p></header>
            {paper(t, &page.text, &page.sha256)}
            <form method="post" action=path.clone() class="stack form" autocomplete="off" novalidate>
                <ErrorSummary form=form t=t />
                {proof(t, form, page.factor, &format!("{path}/code"))}
                {signer(t, form)}
                {chosen("acts", &page.choice.acts)}
                {chosen("systems", &page.choice.systems)}
                <Hidden name="from" value=page.choice.from.clone() />
                <Hidden name="until" value=page.choice.until.clone() />
                <Hidden name="sha256" value=page.sha256.clone() />
                <Hidden name="shown_at" value=page.shown_at.clone() />
                <div><Button kind=ButtonKind::Primary large=true>{s.sign}</Button></div>
                <p class="hint">{s.sign_hint}</p>
            </form>
            <p><a href=page.back.clone()>{s.change}</a></p>
        </main>
    }
    .markup()
}
