//! The next version of a tariff: of the list, or of a contract's own. A version is never changed. // S-17, billing rules 1 and 7

use std::collections::BTreeMap;

use domain::audit::EventKind;
use domain::billing::vat::WorkKind;
use domain::billing::{
    Article, ArticleClass, ArticleCode, ArticleRefusal, Charging, TariffHistory, TariffRefusal,
    TariffVersion,
};
use domain::charge::{Cents, Tariff};
use domain::policy::{Action, Resource, may};
use domain::time::{Timestamp, day_begins};
use serde_json::json;
use store::Tx;
use store::contracts::ContractRow;
use store::tariffs::{LIST, TariffRow, TariffVersionRow};

use crate::context::OpContext;
use crate::error::{Checks, FieldError, Result, ServiceError};
use crate::{audit, house};

/// Most items of a tariff that the form takes.
pub const ARTICLES_MAX: usize = 12;

/// Names of the fields of one item.
#[derive(Debug, Clone, Copy)]
pub struct ArticleNames {
    /// Its code.
    pub code: &'static str,
    /// German name.
    pub de: &'static str,
    /// English name.
    pub en: &'static str,
    /// Class of billing rule 7.
    pub class: &'static str,
    /// Rate of an hour inside the billing hours.
    pub inside: &'static str,
    /// Outside.
    pub outside: &'static str,
    /// Price of a unit, or of the whole.
    pub price: &'static str,
    /// Minutes of a unit.
    pub unit: &'static str,
    /// What it is for VAT.
    pub kind: &'static str,
}

macro_rules! names {
    ($($n:literal)*) => {
        [$(ArticleNames {
            code: concat!("code_", $n),
            de: concat!("de_", $n),
            en: concat!("en_", $n),
            class: concat!("class_", $n),
            inside: concat!("inside_", $n),
            outside: concat!("outside_", $n),
            price: concat!("price_", $n),
            unit: concat!("unit_", $n),
            kind: concat!("kind_", $n),
        }),*]
    };
}

/// The lines of the form.
pub const ARTICLES: [ArticleNames; ARTICLES_MAX] =
    names!("0" "1" "2" "3" "4" "5" "6" "7" "8" "9" "10" "11");

/// One item as typed; without a code and names it is left out.
#[derive(Debug, Clone, Default)]
pub struct ArticleFields {
    /// Code.
    pub code: String,
    /// German name.
    pub de: String,
    /// English name.
    pub en: String,
    /// Class.
    pub class: String,
    /// EUR an hour inside.
    pub inside: String,
    /// EUR an hour outside.
    pub outside: String,
    /// EUR a unit, or for the whole.
    pub price: String,
    /// Minutes of a unit.
    pub unit: String,
    /// Code of the kind of work; empty: work of people.
    pub kind: String,
}

/// A version as typed.
#[derive(Debug, Clone, Default)]
pub struct TariffForm {
    /// Number of the version it was begun with.
    pub base: String,
    /// First day, `2026-11-21`.
    pub from: String,
    /// Minutes that may lie between entries of one Einsatz.
    pub gap: String,
    /// Least number of units of an Einsatz.
    pub least: String,
    /// Why.
    pub reason: String,
    /// The items.
    pub articles: Vec<ArticleFields>,
}

/// Which tariff.
pub(super) enum Target {
    /// The list.
    List,
    /// That of a contract, whether or not it has one yet.
    Contract(ContractRow),
}

impl Target {
    /// The contract with this id or number, the list where nothing is named; `None` where nobody has such a contract.
    pub(super) async fn find(tx: &mut Tx, named: &str) -> Result<Option<Self>> {
        let named = named.trim();
        if named.is_empty() {
            return Ok(Some(Self::List));
        }
        let found = match named.parse() {
            Ok(id) => store::contracts::find(tx, id).await?,
            Err(_) => store::contracts::find_by_number(tx, named).await?,
        };
        Ok(found.map(Self::Contract))
    }

    /// What events call it.
    fn name(&self) -> &str {
        match self {
            Self::List => LIST,
            Self::Contract(row) => &row.number,
        }
    }

    /// Its code; a contract gets its tariff with the first version.
    async fn code(&self, tx: &mut Tx, now: Timestamp) -> Result<String> {
        let Self::Contract(row) = self else {
            return Ok(LIST.to_owned());
        };
        if let Some(known) = store::tariffs::find_of_contract(tx, row.id).await? {
            return Ok(known.code);
        }
        let tariff = TariffRow {
            code: row.id.to_string(),
            contract_id: Some(row.id),
            created_at: now,
        };
        store::tariffs::insert(tx, &tariff).await?;
        Ok(tariff.code)
    }
}

/// Writes the next version of the list, or of the tariff of the contract with this id or number, its first one included. What was
/// billed by those before it stays as it is.
///
/// # Errors
/// [`ServiceError::Invalid`] on every field; [`ServiceError::Conflict`] `changed_meanwhile` where somebody wrote one since;
/// not found where nobody has such a contract.
pub async fn add(op: &OpContext, contract: &str, form: &TariffForm) -> Result<()> {
    may(&op.actor, Action::ManageTariffs, &Resource::provider())?;
    let mut tx = house::begin(&op.app).await?;
    let target = Target::find(&mut tx, contract).await?;
    let target = target.ok_or(ServiceError::NotFound)?;
    let code = target.code(&mut tx, op.now()).await?;
    let rows = store::tariffs::list_versions(&mut tx, &code).await?;
    let last = rows.last();
    let number = last.map_or(0, |last| last.version);
    if form.base != number.to_string() {
        return Err(ServiceError::Conflict("changed_meanwhile"));
    }
    let row = read(op, form, (code, number + 1), last)?;
    let versions = rows.iter().cloned().chain([row.clone()]);
    let checked = TariffHistory::new(versions.map(TariffVersion::from).collect());
    checked.map_err(|refusal| ServiceError::Invalid(vec![refused(&refusal)]))?;
    store::tariffs::insert_version(&mut tx, &row).await?;
    let before = last.map(|last| &last.articles);
    let event = audit::by(op, EventKind::TariffChanged)
        .with("tariff", target.name())
        .with("version", row.version)
        .with("valid_from", row.valid_from.to_string())
        .with("reason", row.reason.as_str())
        .with(
            "articles",
            json!({ "before": before, "after": row.articles }),
        );
    house::tell(&op.app, &mut tx, event).await?;
    tx.save().await?;
    Ok(())
}

/// The version as typed.
fn read(
    op: &OpContext,
    form: &TariffForm,
    (tariff, version): (String, i64),
    last: Option<&TariffVersionRow>,
) -> Result<TariffVersionRow> {
    let mut checks = Checks::new();
    let last = last.map(|last| last.valid_from);
    let valid_from = first_instant(&mut checks, &form.from, last, op.now());
    let gap_s = number(&mut checks, "gap", &form.gap, 0, 15).map(|minutes| minutes * 60);
    let least = number(&mut checks, "least", &form.least, 1, 96);
    let reason = checks.plain("reason", &form.reason, 300);
    let articles = articles(&mut checks, &form.articles);
    checks.finish()?;
    let (Some(valid_from), Some(gap_s), Some(least_units)) = (valid_from, gap_s, least) else {
        return Err(ServiceError::NotFound);
    };
    Ok(TariffVersionRow {
        tariff,
        version,
        valid_from,
        gap_s,
        least_units,
        articles,
        author_id: Some(op.actor.person),
        reason,
        created_at: op.now(),
    })
}

/// A day that is not over: prices never change behind anybody's back.
fn first_instant(
    checks: &mut Checks,
    typed: &str,
    last: Option<Timestamp>,
    now: Timestamp,
) -> Option<Timestamp> {
    let today = domain::time::local(now).date().to_string();
    let Some(at) = day_begins(typed) else {
        checks.add(FieldError::new(
            "from",
            if typed.is_empty() { "required" } else { "date" },
        ));
        return None;
    };
    if typed < today.as_str() {
        checks.add(FieldError::new("from", "day_past"));
        return None;
    }
    if last.is_some_and(|last| at <= last) {
        checks.add(FieldError::said(
            "from",
            "Die neue Fassung beginnt nach der letzten.",
            "The new version begins after the last one.",
        ));
        return None;
    }
    Some(at)
}

fn number(
    checks: &mut Checks,
    field: &'static str,
    typed: &str,
    least: i64,
    most: i64,
) -> Option<i64> {
    let Ok(number) = typed.trim().parse::<i64>() else {
        checks.add(FieldError::new(field, "number"));
        return None;
    };
    if number < least {
        checks.add(FieldError::new(field, "at_least").with("min", least));
    } else if number > most {
        checks.add(FieldError::new(field, "at_most").with("max", most));
    } else {
        return Some(number);
    }
    None
}

fn articles(checks: &mut Checks, lines: &[ArticleFields]) -> BTreeMap<ArticleCode, Article> {
    let mut all = BTreeMap::new();
    for (names, line) in ARTICLES.iter().zip(lines) {
        let empty = [&line.code, &line.de, &line.en]
            .iter()
            .all(|text| text.trim().is_empty());
        if empty {
            continue;
        }
        let code: Option<ArticleCode> = line.code.trim().parse().ok();
        if code.is_none() {
            checks.add(FieldError::said(
                names.code,
                "Kleine Buchstaben, Ziffern und Bindestriche, zum Beispiel remote-hands.",
                "Small letters, digits and hyphens, for example remote-hands.",
            ));
        }
        let german = checks.plain(names.de, &line.de, 80);
        let english = checks.plain(names.en, &line.en, 80);
        let charging = charging(checks, names, line);
        let kind = match line.kind.as_str() {
            "" => Some(WorkKind::Human),
            text => checks.code::<WorkKind>(names.kind, text),
        };
        let (Some(code), Some(charging), Some(kind)) = (code, charging, kind) else {
            continue;
        };
        let article = Article {
            german,
            english,
            charging,
            kind,
        };
        if all.insert(code, article).is_some() {
            checks.add(FieldError::new(names.code, "taken"));
        }
    }
    if all.is_empty() && lines.iter().all(|line| line.code.trim().is_empty()) {
        checks.add(FieldError::new(ARTICLES[0].code, "required"));
    }
    all
}

/// The price as its class asks for it; an empty one is refused, never taken as nothing. // S-17
fn charging(checks: &mut Checks, names: &ArticleNames, line: &ArticleFields) -> Option<Charging> {
    let class = checks.code::<ArticleClass>(names.class, &line.class)?;
    let mut price = |field, typed: &str| {
        let amount = Cents::typed(typed).filter(|amount| *amount > Cents::ZERO);
        if amount.is_none() {
            checks.add(FieldError::new(field, "amount"));
        }
        amount
    };
    let (inside, outside, each) = match class {
        ArticleClass::Included | ArticleClass::Offer => (None, None, None),
        ArticleClass::IncludedInside => {
            (Some(Cents::ZERO), price(names.outside, &line.outside), None)
        }
        ArticleClass::Hour => (
            price(names.inside, &line.inside),
            price(names.outside, &line.outside),
            None,
        ),
        ArticleClass::Unit | ArticleClass::Fixed => (None, None, price(names.price, &line.price)),
    };
    let timed = matches!(
        class,
        ArticleClass::Hour | ArticleClass::IncludedInside | ArticleClass::Unit
    );
    let unit_min = if timed {
        number(checks, names.unit, &line.unit, 1, 1440)
    } else {
        None
    };
    Some(match class {
        ArticleClass::Included => Charging::At(Tariff::Free),
        ArticleClass::Offer => Charging::OnOffer,
        ArticleClass::Hour | ArticleClass::IncludedInside => Charging::At(Tariff::Hourly {
            inside: inside?,
            outside: outside?,
            unit_min: unit_min?,
        }),
        ArticleClass::Unit => Charging::At(Tariff::PerUnit {
            price: each?,
            unit_min: unit_min?,
        }),
        ArticleClass::Fixed => Charging::At(Tariff::Fixed { price: each? }),
    })
}

/// What the rules still refuse.
fn refused(refusal: &TariffRefusal) -> FieldError {
    let field = match refusal {
        TariffRefusal::Gap => "gap",
        TariffRefusal::Minimum => "least",
        TariffRefusal::Article(_, ArticleRefusal::Unit) => ARTICLES[0].unit,
        TariffRefusal::Article(..) | TariffRefusal::NoArticles(_) | TariffRefusal::Empty => {
            ARTICLES[0].code
        }
        TariffRefusal::Number { .. } | TariffRefusal::Order(_) => "from",
    };
    FieldError::new(field, "choice")
}
