//! The numbered parts of the request's form.

use std::borrow::Cow;

use domain::charge::Tariff;
use domain::credential::AccountRights;
use domain::intervention::{AccessMethod, Acknowledgement, Symptom, TaskMode};
use leptos::prelude::*;

use super::{OfferLine, RequestPage, section};
use crate::components::{
    Choice, ChoiceKind, Choices, Field, Hidden, Input, Notice, Opt, Shape, Tone, badge, euros,
};
use crate::forms::Form;
use crate::i18n::Messages;
use crate::islands::CopyButton;
use crate::markup::{IntoMarkup, Markup};

pub(super) fn system_section(t: &'static Messages, page: &RequestPage) -> Markup {
    let i = &t.intervention;
    let form = &page.form;
    let organization = if page.organizations.len() > 1 {
        let options = page
            .organizations
            .iter()
            .map(|(id, name)| Opt::new(id.clone(), name.clone()))
            .collect();
        view! { <Field form=form name="organization" label=i.organization input=Input::Select(options) required=true /> }
            .markup()
    } else {
        let only = page
            .organizations
            .first()
            .map_or_else(String::new, |(id, _)| id.clone());
        view! { <Hidden name="organization" value=only /> }.markup()
    };
    let suggestions = page
        .systems
        .iter()
        .map(|(name, facts)| Opt::new(name.clone(), facts.clone()))
        .collect();
    let found = page.found.as_ref().map(|found| {
        view! {
            <p class="notice">
                <span class="state-badge" data-state="ok"><span><b>{i.found}</b>" "{found.facts.clone()}</span></span>
            </p>
        }
    });
    let content = view! {
        {organization}
        <Field form=form name="system" label=t.common.system hint=i.system_hint suggestions=suggestions required=true maxlength=200 />
        {found}
    };
    section(1, i.section_system, content.markup())
}

/// Description, error messages and what is wanted are fields of their own. // I-24, I-38
pub(super) fn problem_section(t: &'static Messages, form: &Form) -> Markup {
    let i = &t.intervention;
    let mut symptoms = vec![Opt::new("", t.common.please_choose)];
    symptoms.extend(
        Symptom::ALL
            .iter()
            .map(|s| Opt::new(s.code(), t.label.symptom(*s))),
    );
    let content = view! {
        <Field form=form name="symptom" label=i.symptom input=Input::Select(symptoms) required=true />
        <Field form=form name="problem" label=i.problem input=Input::Area(5) required=true maxlength=20_000 />
        <Field form=form name="error_messages" label=i.error_messages input=Input::Area(3) mono=true maxlength=20_000 />
        <Field form=form name="wanted_action" label=i.wanted_action input=Input::Area(2) maxlength=5_000 />
    };
    section(2, i.section_problem, content.markup())
}

/// What a task costs, in words.
pub(super) fn price(t: &'static Messages, line: &OfferLine) -> Cow<'static, str> {
    let i = &t.intervention;
    match (line.mode, line.tariff) {
        (TaskMode::NotOffered, _) => Cow::Borrowed(i.not_offered),
        _ if line.varies => Cow::Borrowed(i.by_contract),
        (TaskMode::OnRequest, _) | (_, None) => Cow::Borrowed(i.by_offer),
        (_, Some(Tariff::Free)) => Cow::Borrowed(i.free),
        (_, Some(Tariff::Fixed { price })) => Cow::Owned(euros(price.0, t.lang)),
        (_, Some(Tariff::PerUnit { price, unit_min })) => {
            Cow::Owned(i.per_unit_short(&euros(price.0, t.lang), unit_min))
        }
        (
            _,
            Some(Tariff::Hourly {
                inside, outside, ..
            }),
        ) => Cow::Owned(i.per_hour(&euros(inside.0, t.lang), &euros(outside.0, t.lang))),
    }
}

pub(super) fn task_choice(t: &'static Messages, form: &Form, line: &OfferLine) -> Markup {
    view! {
        <Choice
            form=form
            name="task"
            value=line.task.code()
            label=t.label.task(line.task)
            price=price(t, line)
            disabled=line.mode == TaskMode::NotOffered
            own_error=false
        />
    }
    .markup()
}

pub(super) fn task_section(t: &'static Messages, form: &Form, tasks: &[OfferLine]) -> Markup {
    let i = &t.intervention;
    let group = |fee: bool| {
        tasks
            .iter()
            .filter(|line| line.task.against_fee() == fee)
            .map(|line| task_choice(t, form, line))
            .collect::<Vec<_>>()
    };
    let content = view! {
        <Choices form=form name="task" legend=i.included hint=i.included_hint>{group(false)}</Choices>
        <Choices form=form name="fee_task" legend=i.fee_tasks hint=i.fee_hint>{group(true)}</Choices>
        <Field form=form name="ceiling" label=i.ceiling hint=i.ceiling_hint input=Input::Amount unit="€" maxlength=12 />
    };
    section(3, i.section_tasks, content.markup())
}

pub(super) fn method_hint(t: &'static Messages, method: AccessMethod) -> &'static str {
    let i = &t.intervention;
    match method {
        AccessMethod::Ssh => i.method_ssh,
        AccessMethod::IpKvm => i.method_kvm,
        AccessMethod::Rescue => i.method_rescue,
        AccessMethod::Vnc => i.method_vnc,
        AccessMethod::DataCentre => i.method_site,
    }
}

pub(super) fn access_section(t: &'static Messages, page: &RequestPage) -> Markup {
    let i = &t.intervention;
    let form = &page.form;
    let offered: &[AccessMethod] = page
        .found
        .as_ref()
        .map_or(AccessMethod::ALL, |found| &found.methods);
    let methods = offered
        .iter()
        .map(|method| {
            view! {
                <Choice form=form name="method" value=method.code() label=t.label.method(*method) hint=method_hint(t, *method) own_error=false />
            }
            .markup()
        })
        .collect::<Vec<_>>();
    let windows = page.found.as_ref().is_some_and(|found| found.windows);
    // The line for Windows opens the way for credentials, so it stays in sight with them.
    let (class, text) = if windows {
        ("stack", i.rdp_text)
    } else {
        ("stack access-key", i.key_text)
    };
    let installed = (!windows)
        .then(|| view! { <Choice form=form name="key_installed" label=i.key_installed /> });
    let content = view! {
        <Choices form=form name="access" legend=i.access_question legend_hidden=true>
            <Choice form=form name="access" value="none" kind=ChoiceKind::Radio block=true label=i.access_none hint=i.access_none_hint own_error=false />
            <Choice form=form name="access" value="credentials" kind=ChoiceKind::Radio block=true label=i.access_credentials hint=i.access_credentials_hint own_error=false />
        </Choices>
        <div class=class>
            <p>{text}</p>
            <code class="code" id="key-commands" tabindex="0">{page.key.text.clone()}</code>
            <div class="cluster"><CopyButton from="key-commands".to_owned() label=i.key_copy.to_owned() done=t.common.copied.to_owned() /></div>
            {installed}
        </div>
        <Choices form=form name="method" legend=i.methods>{methods}</Choices>
        {credentials(t, page)}
    };
    section(4, i.section_access, content.markup())
}

/// The fields that go straight into the vault; their values are never shown again. // I-25, I-27, I-28
pub(super) fn credentials(t: &'static Messages, page: &RequestPage) -> Markup {
    let i = &t.intervention;
    let form = &page.form;
    if !page.vault_open {
        return view! { <Notice tone=Tone::Warn>{i.sealed}</Notice> }.markup();
    }
    let mut rights = vec![Opt::new("", t.common.please_choose)];
    rights.extend(
        AccountRights::ALL
            .iter()
            .map(|r| Opt::new(r.code(), t.label.account_rights(*r))),
    );
    let there = (page.deposited.username || page.deposited.secret)
        .then(|| view! { <p>{badge(Shape::Done, i.deposited)}</p> });
    let warning = form
        .has("account_rights", AccountRights::Unknown.code())
        .then(|| {
            view! { <Notice tone=Tone::Warn>{i.rights_warning}</Notice> }
        });
    view! {
        <div class="stack access-secret">
            <Choices form=form name="temporary_account" legend=i.account_question>
                <Choice form=form name="temporary_account" value="yes" kind=ChoiceKind::Radio block=true label=i.account_temporary hint=i.account_advice own_error=false />
                <Choice form=form name="temporary_account" value="no" kind=ChoiceKind::Radio block=true label=i.account_existing hint=i.account_existing_hint own_error=false />
            </Choices>
            {there}
            {kept(t, page)}
            <Field form=form name="username" label=i.username autocomplete="off" maxlength=200 />
            <Field form=form name="password" label=i.password input=Input::Password autocomplete="off" maxlength=1_000 />
            <Field form=form name="private_key" label=i.private_key input=Input::SecretArea(3) maxlength=20_000 mono=true />
            <Field form=form name="account_rights" label=i.rights input=Input::Select(rights) />
            {warning}
        </div>
    }
    .markup()
}

/// What the customer kept after an earlier case, to be taken instead of typed. // RULINGS 10
pub(super) fn kept(t: &'static Messages, page: &RequestPage) -> Markup {
    let i = &t.intervention;
    let form = &page.form;
    if page.kept.is_empty() {
        return Markup::EMPTY;
    }
    let rows = page
        .kept
        .iter()
        .map(|row| {
            let label = format!("{}, {}", row.label, t.label.secret_field(row.field));
            view! { <Choice form=form name="kept" value=row.id.clone() label=label hint=row.from.clone() own_error=false /> }
                .markup()
        })
        .collect::<Vec<_>>();
    view! { <Choices form=form name="kept" legend=i.kept hint=i.kept_hint>{rows}</Choices> }
        .markup()
}

/// Five duties, none ticked beforehand, and how to reach somebody. // I-54
pub(super) fn duty_section(t: &'static Messages, form: &Form) -> Markup {
    let i = &t.intervention;
    let duties = Acknowledgement::ALL
        .iter()
        .map(|duty| {
            view! { <Choice form=form name="ack" value=duty.code() label=t.label.acknowledgement(*duty) own_error=false /> }
                .markup()
        })
        .collect::<Vec<_>>();
    let content = view! {
        <Choices form=form name="ack" legend=i.section_duties legend_hidden=true hint=i.duties_hint>{duties}</Choices>
        <Field form=form name="contact_phone" label=i.contact_phone input=Input::Tel maxlength=50 />
        <Field form=form name="reachable_until" label=i.reachable_until hint=i.reachable_hint maxlength=100 />
    };
    section(5, i.section_duties, content.markup())
}
