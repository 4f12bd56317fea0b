//! *Umsatzsteuersätze*: which rate holds where from when, and how the provider itself is taxed. // V-01 to V-08

use domain::audit::HouseTopic;
use domain::billing::vat::{RateClass, SpecialArea};
use leptos::prelude::*;
use services::tax::VatView;

use super::{Area, log_link, page_for};
use crate::components::{
    Button, ButtonKind, Choice, Column, DataTable, ErrorSummary, Field, Input, Opt, Panel,
};
use crate::forms::Form;
use crate::i18n::Messages;
use crate::markup::{IntoMarkup, Markup};
use crate::pages::statements::{area_name, areas, percent};

/// What the page shows.
pub struct VatPage {
    /// The rates.
    pub view: VatView,
    /// The reader is an administrator.
    pub is_admin: bool,
    /// Values and problems of a new rate.
    pub form: Form,
    /// Values and problems of the provider's own.
    pub own: Form,
}

fn class_name(t: &'static Messages, class: RateClass) -> &'static str {
    match class {
        RateClass::Standard => t.billing.rate_standard,
        RateClass::Reduced => t.billing.rate_reduced,
    }
}

/// The page.
pub fn vat(t: &'static Messages, data: &VatPage) -> Markup {
    let b = &t.billing;
    let content = view! {
        <p class="lead">{b.rates_lead}</p>
        {log_link(t, HouseTopic::Catalogue)}
        {new(t, data)}
        {own(t, data)}
        <Panel id="rates" title=b.rates>{table(t, data)}</Panel>
        <Panel id="other" title=b.other><p>{b.other_text}</p></Panel>
    }
    .markup();
    page_for(t, Area::Vat, data.is_admin, b.rates, content)
}

fn table(t: &'static Messages, data: &VatPage) -> Markup {
    let b = &t.billing;
    let rows = data
        .view
        .places
        .iter()
        .map(|((country, area, class), rates)| {
            let told = rates
                .iter()
                .map(|row| {
                    let points = u16::try_from(row.basis_points).unwrap_or_default();
                    b.since(&percent(t, points), &row.from_day)
                })
                .collect::<Vec<_>>()
                .join("; ");
            let place = match area {
                Some(area) => format!("{country}, {}", area_name(t, *area)),
                None => country.to_string(),
            };
            view! {
                <tr role="row">
                    <td role="cell" data-label=b.country>{place}</td>
                    <td role="cell" data-label=b.rate_class>{class_name(t, *class)}</td>
                    <td role="cell" data-label=b.vat_rate>{told}</td>
                </tr>
            }
        })
        .collect::<Vec<_>>();
    let columns = vec![
        Column::text(b.country),
        Column::text(b.rate_class),
        Column::text(b.vat_rate),
    ];
    view! { <DataTable caption=b.rates columns=columns><tbody role="rowgroup">{rows}</tbody></DataTable> }.markup()
}

fn new(t: &'static Messages, data: &VatPage) -> Markup {
    let (b, form) = (&t.billing, &data.form);
    let classes = RateClass::ALL
        .iter()
        .map(|class| Opt::new(class.code(), class_name(t, *class)))
        .collect();
    view! {
        <Panel id="new" title=b.rate_new>
            <form method="post" action="/admin/vat" class="stack form" novalidate>
                <ErrorSummary form=form t=t />
                <div class="columns col-narrow">
                    <Field form=form name="country" label=b.country hint=b.country_hint required=true maxlength=2 />
                    <Field form=form name="area" label=b.area input=Input::Select(areas(t, None)) />
                    <Field form=form name="class" label=b.rate_class input=Input::Select(classes) />
                </div>
                <div class="columns col-narrow">
                    <Field form=form name="rate" label=b.rate input=Input::Amount unit="%" required=true maxlength=6 />
                    <Field form=form name="from" label=b.first_day input=Input::Date required=true />
                </div>
                <div><Button kind=ButtonKind::Primary>{b.enter_act}</Button></div>
            </form>
        </Panel>
    }
    .markup()
}

fn own(t: &'static Messages, data: &VatPage) -> Markup {
    let (b, form) = (&t.billing, &data.own);
    let own = &data.view.own;
    let area = own.area.map(SpecialArea::code).unwrap_or_default();
    let areas = areas(t, data.view.home.parse().ok());
    view! {
        <Panel id="own" title=b.own>
            <form method="post" action="/admin/vat/own" class="stack form" novalidate>
                <ErrorSummary form=form t=t />
                <Field form=form name="own_area" label=b.area input=Input::Select(areas) value=area />
                <Choice form=form name="one_stop_shop" label=b.own_oss checked=own.one_stop_shop />
                <div><Button>{t.common.save}</Button></div>
            </form>
        </Panel>
    }
    .markup()
}
