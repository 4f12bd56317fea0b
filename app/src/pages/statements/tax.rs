//! How a customer is taxed: seat, answers of VIES, decisions. // V-08, V-09, billing rules 13 and 14

use domain::billing::vat::{Abroad, Country, SpecialArea};
use leptos::prelude::*;
use services::tax::{TaxView, ViesRow};

use super::STATEMENTS;
use crate::components::{
    Breadcrumbs, Button, ButtonKind, Column, DataTable, ErrorSummary, Facts, Field, Input, Opt,
    Panel,
};
use crate::forms::Form;
use crate::i18n::Messages;
use crate::markup::{IntoMarkup, Markup};
use crate::wording::Lang;

/// What the page shows.
pub struct TaxPage {
    /// The customer.
    pub view: TaxView,
    /// Values and problems of an answer of VIES.
    pub vies: Form,
    /// Values and problems of the place.
    pub place: Form,
}

/// What an area is called.
pub fn area_name(t: &'static Messages, area: SpecialArea) -> &'static str {
    let (de, en) = match area {
        SpecialArea::Buesingen => ("Büsingen am Hochrhein", "Büsingen am Hochrhein"),
        SpecialArea::Helgoland => ("Helgoland", "Heligoland"),
        SpecialArea::Jungholz => ("Jungholz und Mittelberg", "Jungholz and Mittelberg"),
        SpecialArea::Canaries => ("Kanarische Inseln", "Canary Islands"),
        SpecialArea::CeutaMelilla => ("Ceuta und Melilla", "Ceuta and Melilla"),
        SpecialArea::Aland => ("Åland", "Åland"),
        SpecialArea::Madeira => ("Madeira", "Madeira"),
        SpecialArea::Azores => ("Azoren", "Azores"),
        SpecialArea::NorthernIreland => ("Nordirland", "Northern Ireland"),
    };
    if t.lang == Lang::De { de } else { en }
}

/// Areas to choose from: those of a country, or all.
pub fn areas(t: &'static Messages, country: Option<Country>) -> Vec<Opt> {
    let mut all = vec![Opt::new("", t.billing.area_none)];
    let of = |area: &&SpecialArea| country.is_none_or(|country| area.country() == country);
    let areas = SpecialArea::ALL.iter().filter(of);
    all.extend(areas.map(|area| Opt::new(area.code(), area_name(t, *area))));
    all
}

/// The page.
pub fn tax(t: &'static Messages, page: &TaxPage) -> Markup {
    let b = &t.billing;
    let view = &page.view;
    let one = &view.organization;
    let trail = vec![(STATEMENTS.to_owned(), b.statements.into())];
    let business = if one.business { b.business } else { b.private };
    let vat_id = if one.vat_id.is_empty() {
        b.vat_id_none
    } else {
        &one.vat_id
    };
    let rows = vec![
        (b.seat.into(), view! { {one.country.as_str()} }.markup()),
        (b.customer.into(), view! { {business} }.markup()),
        (b.vat_id.into(), view! { {vat_id.to_owned()} }.markup()),
    ];
    view! {
        <main id="main" class="page stack gap-6">
            <header class="stack gap-2">
                <Breadcrumbs t=t trail=trail here=b.tax />
                <h1>{b.tax_of(&one.name)}</h1>
                <p class="muted">{b.tax_lead}</p>
            </header>
            <Panel id="seat" title=b.seat><div class="stack"><Facts rows=rows />{place(t, page)}</div></Panel>
            <Panel id="vies" title=b.vies>{answers(t, &view.vies)}{answer(t, page)}</Panel>
        </main>
    }
    .markup()
}

fn place(t: &'static Messages, page: &TaxPage) -> Markup {
    let b = &t.billing;
    let one = &page.view.organization;
    let stored = page.view.place.as_ref();
    let area = stored
        .and_then(|row| row.area)
        .map(SpecialArea::code)
        .unwrap_or_default();
    let abroad = stored
        .and_then(|row| row.abroad)
        .map(Abroad::code)
        .unwrap_or_default();
    let choices = vec![
        Opt::new("", b.abroad_open),
        Opt::new(Abroad::NotTaxable.code(), b.abroad_not),
        Opt::new(Abroad::Domestic.code(), b.abroad_domestic),
    ];
    let action = format!("{STATEMENTS}/{}/tax/place", one.id);
    let areas = areas(t, one.country.parse().ok());
    view! {
        <form method="post" action=action class="stack form" novalidate>
            <ErrorSummary form=&page.place t=t />
            <Field form=&page.place name="area" label=b.area input=Input::Select(areas) value=area />
            <Field form=&page.place name="abroad" label=b.abroad input=Input::Select(choices) value=abroad />
            <div><Button>{t.common.save}</Button></div>
        </form>
    }
    .markup()
}

fn answers(t: &'static Messages, all: &[ViesRow]) -> Markup {
    let b = &t.billing;
    if all.is_empty() {
        return view! { <p class="muted">{b.vies_none}</p> }.markup();
    }
    let rows = all
        .iter()
        .map(|row| {
            let said = match row.valid {
                Some(true) => b.vies_yes,
                Some(false) => b.vies_no,
                None => b.vies_unavailable,
            };
            view! {
                <tr role="row">
                    <td role="cell" data-label=b.vies_on>{row.on_day.as_str()}</td>
                    <td role="cell" data-label=b.vies_about>{row.about.as_str()}</td>
                    <td role="cell" data-label=b.vies_answer>{said}</td>
                    <td role="cell" data-label=b.vies_number>{row.number.as_str()}</td>
                </tr>
            }
        })
        .collect::<Vec<_>>();
    let columns = vec![
        Column::text(b.vies_on),
        Column::text(b.vies_about),
        Column::text(b.vies_answer),
        Column::text(b.vies_number),
    ];
    view! { <DataTable caption=b.vies columns=columns><tbody role="rowgroup">{rows}</tbody></DataTable> }.markup()
}

fn answer(t: &'static Messages, page: &TaxPage) -> Markup {
    let b = &t.billing;
    let form = &page.vies;
    let choices = vec![
        Opt::new("", ""),
        Opt::new("yes", b.vies_yes),
        Opt::new("no", b.vies_no),
        Opt::new("unavailable", b.vies_unavailable),
    ];
    let action = format!("{STATEMENTS}/{}/tax/vies", page.view.organization.id);
    let ask = (!page.view.own.is_empty())
        .then(|| view! { <p class="sub">{b.vies_ask(&page.view.own)}</p> });
    view! {
        <form method="post" action=action class="stack form" novalidate>
            <h3>{b.vies_new}</h3>
            <ErrorSummary form=form t=t />
            {ask}
            <div class="columns col-narrow">
                <Field form=form name="answer" label=b.vies_answer input=Input::Select(choices) required=true />
                <Field form=form name="on" label=b.vies_on input=Input::Date required=true />
            </div>
            <Field form=form name="number" label=b.vies_number maxlength=60 />
            <div><Button kind=ButtonKind::Primary>{b.enter_act}</Button></div>
        </form>
    }
    .markup()
}
