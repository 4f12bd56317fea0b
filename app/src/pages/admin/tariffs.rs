//! *Tarife*: the list or a contract's own tariff, its versions, and the next one. // S-17

use domain::audit::HouseTopic;
use domain::billing::vat::WorkKind;
use domain::billing::{Article, ArticleClass, Charging};
use domain::charge::{Cents, Tariff};
use domain::ids::ContractId;
use domain::time::{Timestamp, date};
use leptos::prelude::*;
use services::tariffs::{ARTICLES, ArticleNames, TariffVersionView, TariffsView};

use super::{Area, log_link, page_for};
use crate::components::{
    Button, ButtonKind, ErrorSummary, Field, Hidden, Input, Opt, Panel, price,
};
use crate::forms::Form;
use crate::i18n::Messages;
use crate::markup::{IntoMarkup, Markup};
use crate::wording::Lang;

/// Empty lines at the end of the form: one more each time.
const MORE: usize = 1;

/// What the page shows.
pub struct TariffsPage {
    /// The tariff.
    pub tariff: TariffsView,
    /// The contract that was asked for, as typed.
    pub asked: String,
    /// The reader is an administrator.
    pub is_admin: bool,
    /// Values and problems of the next version.
    pub form: Form,
    /// Now.
    pub now: Timestamp,
}

/// Address of a contract's tariff.
pub fn tariff_path(contract: ContractId) -> String {
    format!("/admin/tariffs?contract={contract}")
}

/// What a class is called.
fn class_name(t: &'static Messages, class: ArticleClass) -> &'static str {
    let b = &t.billing;
    match class {
        ArticleClass::Included => b.class_included,
        ArticleClass::IncludedInside => b.class_inside,
        ArticleClass::Hour => b.class_hour,
        ArticleClass::Unit => b.class_unit,
        ArticleClass::Fixed => b.class_fixed,
        ArticleClass::Offer => b.class_offer,
    }
}

/// The page.
pub fn tariffs(t: &'static Messages, data: &TariffsPage) -> Markup {
    let b = &t.billing;
    let versions = data
        .tariff
        .versions
        .iter()
        .map(|one| version(t, one))
        .collect::<Vec<_>>();
    let (lead, none) = match &data.tariff.whose {
        Some(own) => (
            b.tariff_of(&own.contract, &own.customer, &own.system),
            data.tariff.versions.is_empty().then_some(b.tariff_none),
        ),
        None => (b.tariffs_lead.to_owned(), None),
    };
    let none = none.map(|none| view! { <p class="empty">{none}</p> });
    let content = view! {
        <p class="lead">{lead}</p>
        {log_link(t, HouseTopic::Catalogue)}
        {whose(t, data)}
        {none}
        {versions}
        {next(t, data)}
    }
    .markup();
    page_for(t, Area::Tariffs, data.is_admin, b.tariffs, content)
}

/// Another tariff: that of a contract, or the list again.
fn whose(t: &'static Messages, data: &TariffsPage) -> Markup {
    let b = &t.billing;
    let mut form = Form::new();
    if data.tariff.unknown {
        form = form.with("contract", data.asked.as_str());
        form = form.problem("contract", b.contract_unknown);
    }
    let own = data.tariff.own.iter().map(|own| {
        let label = b.tariff_line(&own.contract, &own.customer, &own.system);
        view! { <li><a href=tariff_path(own.id)>{label}</a></li> }
    });
    let own = own.collect::<Vec<_>>();
    let own = (!own.is_empty()).then(|| view! { <ul class="bullets">{own}</ul> });
    let list = data.tariff.whose.is_some();
    let list = list.then(|| view! { <p><a href="/admin/tariffs">{b.tariff_list}</a></p> });
    view! {
        <Panel id="contracts" title=b.tariffs_own>
            <div class="stack">
                {list}
                {own}
                <form method="get" action="/admin/tariffs" class="stack form" novalidate>
                    <Field form=&form name="contract" label=b.contract_number hint=b.contract_hint maxlength=60 />
                    <div><Button>{b.contract_show}</Button></div>
                </form>
            </div>
        </Panel>
    }
    .markup()
}

fn version(t: &'static Messages, one: &TariffVersionView) -> Markup {
    let b = &t.billing;
    let german = t.lang == Lang::De;
    let row = &one.row;
    let articles = row
        .articles
        .iter()
        .map(|(code, article)| {
            let cost = match article.charging {
                Charging::OnOffer => b.class_offer.to_owned(),
                Charging::At(tariff) => price(t, tariff),
            };
            view! { <li><b>{article.label(t.label.locale()).to_owned()}</b>" ("{code.to_string()}"): "{cost}</li> }
        })
        .collect::<Vec<_>>();
    let by = one.author.clone().unwrap_or_else(|| b.shipped.to_owned());
    let told = b.version_by(&by, &date(row.created_at, german));
    let now = one.in_force.then_some(b.version_now);
    let title = b.version(&row.version.to_string(), &date(row.valid_from, german));
    let heading = format!("version-{}", row.version);
    let labelled = heading.clone();
    view! {
        <section class="panel" aria-labelledby=labelled>
            <header><h2 id=heading>{title}</h2>{now.map(|now| view! { <span>{now}</span> })}</header>
            <div class="stack">
                <p class="muted">{told}" "{row.reason.as_str()}</p>
                <ul class="bullets">{articles}</ul>
            </div>
        </section>
    }
    .markup()
}

fn next(t: &'static Messages, data: &TariffsPage) -> Markup {
    let (b, form) = (&t.billing, &data.form);
    let newest = data.tariff.versions.first();
    let base = newest.map_or(0, |one| one.row.version).to_string();
    let contract = data.tariff.whose.as_ref();
    let contract =
        contract.map(|own| view! { <Hidden name="contract" value=own.id.to_string() /> });
    let stored: Vec<_> = newest
        .map(|one| one.row.articles.iter().collect())
        .unwrap_or_default();
    let typed = |names: &ArticleNames| {
        !form.value(names.code).is_empty() || form.error(names.code).is_some()
    };
    let filled = ARTICLES.iter().rposition(typed).map_or(0, |last| last + 1);
    let shown = (stored.len().max(filled) + MORE).min(ARTICLES.len());
    let untouched = form.values().next().is_none();
    let lines = ARTICLES
        .iter()
        .take(shown)
        .enumerate()
        .map(|(n, names)| {
            let known = stored.get(n).filter(|_| untouched);
            line(
                t,
                form,
                *names,
                known.map(|(code, article)| (code.to_string(), *article)),
            )
        })
        .collect::<Vec<_>>();
    let gap = newest.map_or(0, |one| one.row.gap_s / 60).to_string();
    let least = newest.map_or(1, |one| one.row.least_units).to_string();
    view! {
        <Panel id="next" title=b.version_new>
            <form method="post" action="/admin/tariffs" class="stack gap-8 form" novalidate>
                <ErrorSummary form=form t=t />
                <Hidden name="base" value=base />
                {contract}
                <div class="columns col-narrow">
                    <Field form=form name="from" label=b.valid_from input=Input::Date required=true />
                    <Field form=form name="gap" label=b.gap hint=b.gap_hint input=Input::Digits value=gap maxlength=2 />
                    <Field form=form name="least" label=b.least input=Input::Digits value=least maxlength=2 />
                </div>
                <Field form=form name="reason" label=b.version_why required=true maxlength=300 />
                <fieldset class="stack"><legend>{b.articles}</legend><ul class="rows">{lines}</ul></fieldset>
                <div><Button kind=ButtonKind::Primary>{b.add_version}</Button></div>
            </form>
        </Panel>
    }
    .markup()
}

/// The fields of one item.
fn line(
    t: &'static Messages,
    form: &Form,
    names: ArticleNames,
    stored: Option<(String, &Article)>,
) -> Markup {
    let b = &t.billing;
    let article = stored.as_ref().map(|(_, article)| *article);
    let code = stored
        .as_ref()
        .map(|(code, _)| code.clone())
        .unwrap_or_default();
    let de = article.map(|one| one.german.clone()).unwrap_or_default();
    let en = article.map(|one| one.english.clone()).unwrap_or_default();
    let class = article.map(|one| one.class().code()).unwrap_or_default();
    let kind = article.map_or(WorkKind::Human, |one| one.kind).code();
    let (inside, outside, each, unit) = article.map(amounts).unwrap_or_default();
    let mut classes = vec![Opt::new("", "")];
    classes.extend(
        ArticleClass::ALL
            .iter()
            .map(|one| Opt::new(one.code(), class_name(t, *one))),
    );
    let kinds = vec![
        Opt::new(WorkKind::Human.code(), b.kind_human),
        Opt::new(WorkKind::Electronic.code(), b.kind_electronic),
    ];
    view! {
        <li class="stack gap-2">
            <div class="columns col-narrow">
                <Field form=form name=names.code label=b.code hint=b.code_hint value=code maxlength=40 />
                <Field form=form name=names.de label=b.german value=de maxlength=80 />
                <Field form=form name=names.en label=b.english value=en maxlength=80 />
            </div>
            <div class="columns col-narrow">
                <Field form=form name=names.class label=b.class input=Input::Select(classes) value=class />
                <Field form=form name=names.unit label=b.unit input=Input::Digits value=unit maxlength=4 />
                <Field form=form name=names.kind label=b.kind input=Input::Select(kinds) value=kind />
            </div>
            <div class="columns col-narrow">
                <Field form=form name=names.inside label=b.inside input=Input::Amount unit="€" value=inside maxlength=12 />
                <Field form=form name=names.outside label=b.outside input=Input::Amount unit="€" value=outside maxlength=12 />
                <Field form=form name=names.price label=b.each input=Input::Amount unit="€" value=each maxlength=12 />
            </div>
        </li>
    }
    .markup()
}

/// Inside, outside, price, unit as they are typed.
fn amounts(article: &Article) -> (String, String, String, String) {
    let typed = |cents: Cents| format!("{},{:02}", cents.0 / 100, cents.0 % 100);
    let none = String::new;
    match article.charging {
        Charging::OnOffer | Charging::At(Tariff::Free) => (none(), none(), none(), none()),
        Charging::At(Tariff::Fixed { price }) => (none(), none(), typed(price), none()),
        Charging::At(Tariff::PerUnit { price, unit_min }) => {
            (none(), none(), typed(price), unit_min.to_string())
        }
        Charging::At(Tariff::Hourly {
            inside,
            outside,
            unit_min,
        }) => {
            let inside = if inside == Cents::ZERO {
                none()
            } else {
                typed(inside)
            };
            (inside, typed(outside), none(), unit_min.to_string())
        }
    }
}
