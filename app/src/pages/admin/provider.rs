//! The page *Anbieter*. // RULINGS 21

use domain::audit::HouseTopic;
use leptos::prelude::*;

use services::provider::ProviderRow;

use super::places::{Stored, address_fields};
use super::{Area, log_link, page};
use crate::components::{Button, ButtonKind, ErrorSummary, Field, Input, Panel};
use crate::forms::Form;
use crate::i18n::Messages;
use crate::markup::{IntoMarkup, Markup};

/// What the page shows.
pub struct ProviderPage {
    /// The stored facts.
    pub provider: ProviderRow,
    /// Values and problems, by the names of the facts.
    pub form: Form,
}

/// The page.
pub fn provider(t: &'static Messages, data: &ProviderPage) -> Markup {
    let a = &t.admin;
    let (form, p) = (&data.form, &data.provider);
    let stored = Stored {
        street: &p.street,
        postal_code: &p.postal_code,
        city: &p.city,
        country: &p.country,
        land: p.land.as_deref().unwrap_or_default(),
        vat_id: &p.vat_id,
    };
    let content = view! {
        <p class="lead">{a.provider_lead}</p>
        {log_link(t, HouseTopic::Provider)}
        <form method="post" action="/admin/provider" class="stack gap-8 form" novalidate>
            <ErrorSummary form=form t=t />
            <Panel id="address" title=a.address>
                <div class="stack">
                    <Field form=form name="name" label=a.company value=p.name.clone() autocomplete="organization" required=true maxlength=120 />
                    {address_fields(t, form, stored)}
                </div>
            </Panel>
            <Panel id="contact" title=a.contact>
                <div class="stack">
                    <Field form=form name="email" label=t.common.email value=p.email.clone() input=Input::Email maxlength=254 />
                    <Field form=form name="phone" label=a.phone value=p.phone.clone() input=Input::Tel maxlength=40 />
                    <Field form=form name="phone_hours" label=a.phone_hours hint=a.phone_hours_hint value=p.phone_hours.clone() maxlength=120 />
                    <Field form=form name="emergency_phone" label=a.emergency_phone hint=a.emergency_phone_hint value=p.emergency_phone.clone() input=Input::Tel maxlength=40 />
                </div>
            </Panel>
            <Panel id="technology" title=a.technology>
                <div class="stack">
                    <Field form=form name="source_ips" label=a.source_ips hint=a.source_ips_hint value=p.source_ips.clone() input=Input::Area(3) mono=true />
                    <Field form=form name="ssh_public_key" label=a.ssh_public_key hint=a.ssh_public_key_hint value=p.ssh_public_key.clone() input=Input::Area(3) mono=true />
                    <Field form=form name="name_servers" label=a.name_servers hint=a.name_servers_hint value=p.name_servers.clone() input=Input::Area(3) mono=true />
                    <Field form=form name="guide_url" label=a.guide_url hint=a.guide_url_hint value=p.guide_url.clone() maxlength=300 />
                </div>
            </Panel>
            <div><Button kind=ButtonKind::Primary>{t.common.save}</Button></div>
        </form>
    }
    .markup();
    page(t, Area::Provider, a.provider, content)
}
