//! The intervention on the customer's ticket page: what it waits for, what the reader can do about it now.

use domain::intervention::InterventionState;
use leptos::prelude::*;
use services::interventions::CredentialsAsked;

use super::sign::Factor;
use crate::components::{
    Breadcrumbs, Button, ButtonKind, ErrorSummary, Field, Hidden, Input, LinkButton, Menu, Notice,
    PostButton, Section, Stepper, Tone, intervention_steps, paragraphs,
};
use crate::forms::Form;
use crate::i18n::Messages;
use crate::markup::{IntoMarkup, Markup};

/// An offer of a price.
pub struct OfferRow {
    /// Id of the order.
    pub id: String,
    /// What would be done.
    pub scope: String,
    /// What it costs, in words.
    pub price: String,
    /// Until when it can be accepted.
    pub until: String,
    /// The reader may accept or decline.
    pub may_answer: bool,
}

/// What the panel shows. Every flag is what the reader may do now; nothing is offered that would be refused.
#[expect(
    clippy::struct_excessive_bools,
    reason = "one flag for each act, written by name"
)]
pub struct CasePanel {
    /// Values and problems of a refused form.
    pub form: Form,
    /// Number of the ticket.
    pub ticket: i64,
    /// State now.
    pub state: InterventionState,
    /// The furthest state of this cycle.
    pub reached: InterventionState,
    /// What is happening, or what it waits for.
    pub lead: String,
    /// What the request still lacks.
    pub missing: Vec<String>,
    /// May change the request.
    pub may_edit: bool,
    /// May sign it now.
    pub may_sign: bool,
    /// May watch the access log.
    pub may_watch: bool,
    /// A signed text exists and may be read.
    pub pdf: bool,
    /// Until when the authorization holds.
    pub validity: Option<String>,
    /// What the work was classified as, and how long that may take. // I-47/48
    pub complexity: Option<String>,
    /// Somebody goes to the data centre: where, and when they are expected. // I-51
    pub on_site: Option<String>,
    /// May extend, by how many hours.
    pub extension: Option<i64>,
    /// May lock.
    pub may_lock: bool,
    /// May withdraw.
    pub may_withdraw: bool,
    /// Credentials are asked for, and why.
    pub wants_credentials: Option<CredentialsAsked>,
    /// Offers.
    pub offers: Vec<OfferRow>,
    /// May raise the ceiling: what it is now.
    pub ceiling: Option<String>,
    /// What has been spent of it, in words.
    pub spent: Option<String>,
    /// The password change is to be confirmed by the reader.
    pub confirm_password: bool,
    /// It was confirmed.
    pub confirmed: Option<String>,
    /// May open it again.
    pub may_reopen: bool,
    /// May download the evidence pack.
    pub evidence: bool,
    /// Hand-overs that can be read: their labels.
    pub handovers: Vec<String>,
}

/// The panel.
pub fn case_panel(t: &'static Messages, panel: &CasePanel) -> Markup {
    let i = &t.intervention;
    let ticket = panel.ticket;
    let missing = (!panel.missing.is_empty()).then(|| {
        let lines = panel
            .missing
            .iter()
            .map(|line| view! { <li>{line.clone()}</li> }.markup())
            .collect::<Vec<_>>();
        view! { <div><h3>{i.missing_title}</h3><ul class="bullets">{lines}</ul></div> }
    });
    let validity = panel.validity.as_ref().map(
        |when| view! { <p class="muted">{t.live.your_authorization}": "{i.valid_until(when)}</p> },
    );
    let complexity = panel
        .complexity
        .as_ref()
        .map(|what| view! { <p>{i.complexity}": "{what.clone()}</p> });
    let on_site = panel
        .on_site
        .as_ref()
        .map(|place| view! { <p><b>{i.on_site}</b>": "{place.clone()}</p> });
    view! {
        <Section id="intervention" title=i.title>
            <div class="stack">
                <Stepper label=i.title steps=intervention_steps(t, panel.state, panel.reached, true) />
                {paragraphs(&panel.lead)}
                {missing}
                {validity}
                {complexity}
                {on_site}
                {links(t, panel)}
                {password(t, panel)}
                {credentials(t, panel)}
                {offers(t, panel)}
                {handovers(t, panel)}
                {acts(t, ticket, panel)}
            </div>
        </Section>
    }
    .markup()
}

fn links(t: &'static Messages, panel: &CasePanel) -> Markup {
    let i = &t.intervention;
    let ticket = panel.ticket;
    let sign = panel.may_sign.then(|| {
        view! { <LinkButton href=format!("/interventions/{ticket}/sign") kind=ButtonKind::Primary>{i.to_sign}</LinkButton> }
    });
    let edit = panel.may_edit.then(|| {
        let text = if panel.missing.is_empty() {
            i.change_form
        } else {
            i.continue_form
        };
        view! { <LinkButton href=format!("/interventions/{ticket}/request")>{text}</LinkButton> }
    });
    let watch = panel.may_watch.then(|| {
        view! { <LinkButton href=format!("/tickets/{ticket}/live")>{i.watch}</LinkButton> }
    });
    let pdf = panel.pdf.then(|| {
        view! { <li><a href=format!("/tickets/{ticket}/authorization.pdf")>{i.signed_pdf}</a></li> }
    });
    let evidence = panel.evidence.then(|| {
        view! {
            <li><PostButton action=format!("/tickets/{ticket}/evidence.pdf") kind=ButtonKind::Quiet>{i.evidence_pdf}</PostButton></li>
            <li><PostButton action=format!("/tickets/{ticket}/evidence.json") kind=ButtonKind::Quiet>{i.evidence_json}</PostButton></li>
        }
    });
    let files =
        (panel.pdf || panel.evidence).then(|| view! { <ul class="plain">{pdf}{evidence}</ul> });
    view! { <div class="cluster">{sign}{edit}{watch}</div>{files} }.markup()
}

/// The advice of the source, until somebody confirms. // I-55, I-62
fn password(t: &'static Messages, panel: &CasePanel) -> Markup {
    let i = &t.intervention;
    let ticket = panel.ticket;
    if let Some(confirmed) = &panel.confirmed {
        return view! { <p class="muted">{confirmed.clone()}</p> }.markup();
    }
    if !panel.confirm_password {
        return Markup::EMPTY;
    }
    view! {
        <Notice tone=Tone::Warn title=i.password_title>
            <p>{i.password_text}</p>
            <PostButton action=format!("/interventions/{ticket}/password-changed") kind=ButtonKind::Primary>{i.password_changed}</PostButton>
        </Notice>
    }
    .markup()
}

fn credentials(t: &'static Messages, panel: &CasePanel) -> Markup {
    let i = &t.intervention;
    let form = &panel.form;
    let text = match panel.wants_credentials {
        None => return Markup::EMPTY,
        Some(CredentialsAsked::Rejected) => i.new_credentials_text,
        Some(CredentialsAsked::Destroyed) => i.new_credentials_again,
    };
    let action = format!("/interventions/{}/credentials", panel.ticket);
    view! {
        <Notice tone=Tone::Warn title=i.new_credentials>
            <p>{text}</p>
            <form method="post" action=action class="stack" autocomplete="off">
                <Field form=form name="username" label=i.username autocomplete="off" maxlength=200 />
                <Field form=form name="password" label=i.password input=Input::Password autocomplete="off" maxlength=1_000 />
                <Field form=form name="private_key" label=i.private_key input=Input::SecretArea(3) maxlength=20_000 mono=true />
                <div><Button kind=ButtonKind::Primary>{i.deposit}</Button></div>
            </form>
        </Notice>
    }
    .markup()
}

fn offers(t: &'static Messages, panel: &CasePanel) -> Markup {
    let i = &t.intervention;
    let ticket = panel.ticket;
    if panel.offers.is_empty() {
        return Markup::EMPTY;
    }
    let rows = panel
        .offers
        .iter()
        .map(|offer| {
            let answer = offer.may_answer.then(|| {
                let action = format!("/interventions/{ticket}/offers/{}", offer.id);
                view! {
                    <form method="post" action=action class="cluster">
                        <Button kind=ButtonKind::Primary small=true name="answer" value="accept">{i.offer_accept}</Button>
                        <Button small=true name="answer" value="decline">{i.offer_decline}</Button>
                    </form>
                }
            });
            view! {
                <li class="stack gap-2">
                    <p><b>{offer.scope.clone()}</b>", "{offer.price.clone()}" "<span class="muted">{i.offer_until(&offer.until)}</span></p>
                    {answer}
                </li>
            }
            .markup()
        })
        .collect::<Vec<_>>();
    view! { <h3>{i.offers}</h3><ul class="rows">{rows}</ul> }.markup()
}

fn handovers(t: &'static Messages, panel: &CasePanel) -> Markup {
    let i = &t.intervention;
    if panel.handovers.is_empty() {
        return Markup::EMPTY;
    }
    let rows = panel
        .handovers
        .iter()
        .map(|label| view! { <li>{label.clone()}</li> }.markup())
        .collect::<Vec<_>>();
    view! {
        <Notice tone=Tone::Info title=i.handovers>
            <ul class="bullets">{rows}</ul>
            <p><a href="/vault">{i.to_vault}</a></p>
        </Notice>
    }
    .markup()
}

fn acts(t: &'static Messages, ticket: i64, panel: &CasePanel) -> Markup {
    let i = &t.intervention;
    let form = &panel.form;
    let extend = panel.extension.map(|hours| {
        view! { <LinkButton href=format!("/interventions/{ticket}/extend")>{t.live.extend(hours)}</LinkButton> }
    });
    let ceiling = panel.ceiling.clone().map(|now| {
        view! {
            <Menu label=i.raise_ceiling open=form.error("new_ceiling").is_some()>
                {panel.spent.clone().map(|words| view! { <p class="muted">{words}</p> })}
                <form method="post" action=format!("/interventions/{ticket}/ceiling") class="stack">
                    <Field form=form name="new_ceiling" label=i.new_ceiling input=Input::Amount unit="€" value=now maxlength=12 required=true />
                    <div><Button>{i.raise_ceiling}</Button></div>
                </form>
            </Menu>
        }
    });
    let withdraw = panel.may_withdraw.then(|| {
        view! {
            <Menu label=i.withdraw open=form.error("withdraw_reason").is_some()>
                <form method="post" action=format!("/interventions/{ticket}/withdraw") class="stack">
                    <Field form=form name="withdraw_reason" label=i.withdraw_reason maxlength=500 />
                    <div><Button kind=ButtonKind::Danger>{i.withdraw}</Button></div>
                </form>
            </Menu>
        }
    });
    let reopen = panel.may_reopen.then(|| {
        view! {
            <Menu label=i.reopen open=form.error("reopen_reason").is_some()>
                <form method="post" action=format!("/interventions/{ticket}/reopen") class="stack">
                    <Field form=form name="reopen_reason" label=i.reopen_reason input=Input::Area(3) required=true minlength=10 maxlength=500 />
                    <div><Button kind=ButtonKind::Primary>{i.reopen_do}</Button></div>
                </form>
            </Menu>
        }
    });
    let lock = panel.may_lock.then(|| {
        view! { <PostButton action=format!("/tickets/{ticket}/lock") kind=ButtonKind::Danger>{t.live.lock}</PostButton> }
    });
    view! { <div class="cluster">{extend}{ceiling}{withdraw}{reopen}{lock}</div> }.markup()
}

/// The panel as a page of its own: where one of its forms was refused.
pub fn case_page(t: &'static Messages, panel: &CasePanel) -> Markup {
    let ticket = panel.ticket;
    let path = format!("/tickets/{ticket}");
    let trail = vec![
        ("/".to_owned(), t.portal.title.into()),
        (path, format!("Ticket {ticket}").into()),
    ];
    view! {
        <main id="main" class="page page--narrow stack gap-8">
            <Breadcrumbs t=t trail=trail here=t.intervention.title />
            <h1>{t.intervention.title}" "{ticket}</h1>
            <ErrorSummary form=&panel.form t=t secrets=true />
            {case_panel(t, panel)}
        </main>
    }
    .markup()
}

/// What the extension page shows.
pub struct ExtendPage {
    /// Values and problems.
    pub form: Form,
    /// Number of the ticket.
    pub ticket: i64,
    /// How many hours are added.
    pub hours: i64,
    /// "Um 2 Stunden verlängern, bis heute 20:14".
    pub question: String,
    /// Until when the version in force holds.
    pub now_until: String,
    /// What is asked for as proof.
    pub factor: Factor,
}

/// One confirmation by the customer extends. // I-04
pub fn extend(t: &'static Messages, page: &ExtendPage) -> Markup {
    let i = &t.intervention;
    let ticket = page.ticket;
    let trail = vec![
        ("/".to_owned(), t.portal.title.into()),
        (
            format!("/tickets/{ticket}"),
            format!("Ticket {ticket}").into(),
        ),
    ];
    let action = format!("/interventions/{ticket}/extend");
    let proof = super::sign::proof(t, &page.form, page.factor, &format!("{action}/code"));
    view! {
        <main id="main" class="page page--narrow stack gap-8">
            <Breadcrumbs t=t trail=trail here=i.extend_title />
            <header class="stack">
                <h1>{i.extend_title}</h1>
                <p class="lead">{page.question.clone()}</p>
                <p class="muted">{t.live.your_authorization}": "{i.valid_until(&page.now_until)}</p>
            </header>
            <form method="post" action=action class="stack form" autocomplete="off" novalidate>
                <ErrorSummary form=&page.form t=t />
                <p>{i.extend_hint}</p>
                {proof}
                <Hidden name="hours" value=page.hours.to_string() />
                <div class="cluster">
                    <Button kind=ButtonKind::Primary large=true>{i.extend_do}</Button>
                    <a href=format!("/tickets/{ticket}")>{t.common.cancel}</a>
                </div>
            </form>
        </main>
    }
    .markup()
}
