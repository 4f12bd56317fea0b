//! *Zusagen*: the list, one policy with a case to try out, the form with its effect. // rules 24 to 26

use app::forms::Form;
use app::pages::admin::{PoliciesPage, PolicyFormPage, PolicyPage, policy_form, rule_values};
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Response;
use domain::account::StaffRole;
use domain::sla::promise::{Case, ContractKind, PolicyRules};
use domain::ticket::Priority;
use services::context::OpContext;
use services::error::{Result, ServiceError};
use services::policies::{
    self, Draft, Effect, Open, PolicyFields, PolicyView, RULE_FIELDS, RuleFields, Saving, Step,
};

use super::sheet;
use crate::router::{Access, Route, get, post};
use crate::web::{Failure, Fields, Op, Visit, WebResult, refused, see_other};

/// Routes of this area.
pub fn routes() -> Vec<Route> {
    vec![
        get("/admin/policies", Access::Manager, list),
        get("/admin/policies/{code}", Access::Manager, show),
        get("/admin/policies/{code}/edit", Access::Manager, edit),
        post("/admin/policies/{code}/edit", Access::Manager, change),
    ]
}

fn is_admin(op: &OpContext) -> bool {
    op.actor.staff == Some(StaffRole::Admin)
}

async fn list(visit: Visit, Op(op): Op) -> WebResult {
    let page = PoliciesPage {
        policies: policies::list(&op).await?,
        is_admin: is_admin(&op),
    };
    let title = visit.t().policies.title;
    Ok(sheet(&visit, title, StatusCode::OK, move |t| {
        app::pages::admin::policies(t, &page)
    })
    .await)
}

async fn show(visit: Visit, Op(op): Op, Path(code): Path<String>) -> WebResult {
    let page = PolicyPage {
        view: policies::show(&op, &code).await?,
        tried: tried(&visit),
        is_admin: is_admin(&op),
        now: op.now(),
    };
    let row = &page.view.line.row;
    let title = visit.t().lang.pick(&row.name_de, &row.name_en).to_owned();
    Ok(sheet(&visit, title, StatusCode::OK, move |t| {
        app::pages::admin::policy(t, &page)
    })
    .await)
}

/// The case in the address; what is none of the offered values is as if it were not there.
fn tried(visit: &Visit) -> Option<Case> {
    let priority = visit.query("priority").and_then(|text| text.parse().ok());
    let contract = visit.query("contract").and_then(|text| text.parse().ok());
    let contract = contract.unwrap_or(ContractKind::None);
    let premium = visit.query("premium").is_some_and(|text| text == "yes");
    Some(Case {
        class: visit.query("class")?.parse().ok()?,
        priority: priority.unwrap_or(Priority::Normal),
        complexity: visit.query("complexity").and_then(|text| text.parse().ok()),
        contract,
        premium: premium || contract.includes_premium(),
    })
}

async fn edit(visit: Visit, Op(op): Op, Path(code): Path<String>) -> WebResult {
    let view = policies::show(&op, &code).await?;
    let newest = view.newest().ok_or_else(Failure::not_found)?;
    let draft = Draft {
        rules: newest.rules.clone(),
        open: None,
    };
    let sheet = Sheet::of(&visit, &op, view, "");
    Ok(sheet.form(StatusCode::OK, Form::new(), draft, None).await)
}

fn entered(fields: &Fields) -> RuleFields<'_> {
    RuleFields {
        rule: fields.text("rule"),
        class: fields.text("class"),
        priority: fields.text("priority"),
        complexity: fields.text("complexity"),
        contract: fields.text("contract"),
        premium: fields.text("premium"),
        promises: RULE_FIELDS
            .map(|(_, minutes, calendar)| (fields.text(minutes), fields.text(calendar))),
    }
}

/// First the open rule is taken over, then happens what was pressed.
async fn change(visit: Visit, Op(op): Op, Path(code): Path<String>, fields: Fields) -> WebResult {
    let step = Step::read(fields.text("step"));
    let draft = policies::edit(&op, &code, fields.text("draft"), &entered(&fields), step).await;
    let (draft, done) = match draft {
        Ok(draft) => {
            let done = act(&op, &code, &fields, &draft, step).await;
            (Some(draft), done)
        }
        Err(error) => (None, Err(error)),
    };
    let view = policies::show(&op, &code).await?;
    let sheet = Sheet::of(&visit, &op, view, fields.text("base"));
    sheet.answer(&code, &fields, draft, step, done).await
}

/// Looks at the effect or saves; the other steps only work on the form.
async fn act(
    op: &OpContext,
    code: &str,
    fields: &Fields,
    draft: &Draft,
    step: Step,
) -> Result<Option<Saving>> {
    let rules = serde_json::to_string(&draft.rules).map_err(ServiceError::internal)?;
    let typed = PolicyFields {
        draft: &rules,
        valid_from: fields.text("valid_from"),
        reason: fields.text("reason"),
    };
    let (base, seen) = (fields.text("base"), fields.text("seen"));
    match step {
        Step::Save => Box::pin(policies::save(op, code, &typed, base, seen))
            .await
            .map(Some),
        Step::Look => {
            let effect = policies::preview(op, code, &typed, base).await?;
            Ok(Some(Saving::Look(Box::new(effect))))
        }
        _ => Ok(None),
    }
}

/// The page with the form.
struct Sheet<'a> {
    visit: &'a Visit,
    op: &'a OpContext,
    view: PolicyView,
    base: i64,
}

impl<'a> Sheet<'a> {
    fn of(visit: &'a Visit, op: &'a OpContext, view: PolicyView, base: &str) -> Self {
        let newest = view.newest().map_or(0, |newest| newest.version);
        Self {
            visit,
            op,
            base: base.trim().parse().unwrap_or(newest),
            view,
        }
    }

    /// Saved: on to the policy. Otherwise the form again, with the rules as they are now or with what is wrong.
    async fn answer(
        self,
        code: &str,
        fields: &Fields,
        draft: Option<Draft>,
        step: Step,
        done: Result<Option<Saving>>,
    ) -> WebResult {
        match done {
            Ok(Some(Saving::Saved)) => Ok(see_other(&format!("/admin/policies/{code}?ok=saved"))),
            Ok(Some(Saving::Look(effect))) => {
                let status = if effect.overtaken.is_some() {
                    StatusCode::CONFLICT
                } else {
                    StatusCode::OK
                };
                let draft = draft.unwrap_or_else(|| self.stored());
                let shown = Some((effect, step == Step::Save));
                Ok(self.form(status, kept(fields), draft, shown).await)
            }
            Ok(None) => {
                let draft = draft.unwrap_or_else(|| self.stored());
                let form = match draft.open {
                    Some(Open::Rule(position)) => {
                        rule_values(kept(fields), draft.rules.at(position))
                    }
                    Some(Open::New) | None => kept(fields),
                };
                Ok(self.form(StatusCode::OK, form, draft, None).await)
            }
            Err(ServiceError::Invalid(errors)) => {
                let form = refused(self.visit, fields, &[], errors);
                // Wrong is a field of the open rule, or something else once the rule was taken over.
                let draft =
                    draft.unwrap_or_else(|| match policies::read_draft(fields.text("draft")) {
                        Ok(rules) => Draft {
                            rules,
                            open: Open::read(fields.text("rule")),
                        },
                        Err(_) => self.stored(),
                    });
                let status = StatusCode::UNPROCESSABLE_ENTITY;
                Ok(self.form(status, form, draft, None).await)
            }
            Err(error) => Err(error.into()),
        }
    }

    /// The rules written last.
    fn stored(&self) -> Draft {
        let newest = self.view.newest();
        Draft {
            rules: newest.map_or_else(PolicyRules::default, |newest| newest.rules.clone()),
            open: None,
        }
    }

    async fn form(
        self,
        status: StatusCode,
        form: Form,
        draft: Draft,
        effect: Option<(Box<Effect>, bool)>,
    ) -> Response {
        let title = self.visit.t().policies.change;
        let (effect, is_other) =
            effect.map_or((None, false), |(effect, is_other)| (Some(effect), is_other));
        let page = PolicyFormPage {
            view: self.view,
            base: self.base,
            rules: draft.rules,
            open: draft.open,
            form,
            effect,
            is_other,
            is_admin: is_admin(self.op),
            now: self.op.now(),
        };
        sheet(self.visit, title, status, move |t| policy_form(t, &page)).await
    }
}

/// What stays in the form whatever happens to the rules.
fn kept(fields: &Fields) -> Form {
    Form::new()
        .with("valid_from", fields.text("valid_from"))
        .with("reason", fields.text("reason"))
}
