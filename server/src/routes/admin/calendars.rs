//! *Kalender*: the list, one calendar with its year, the form with its effect. // rules 1 to 7, 25, 34

use app::forms::Form;
use app::pages::admin::{
    CalendarFormPage, CalendarPage, CalendarsPage, calendar_form, calendar_values,
};
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Response;
use domain::account::StaffRole;
use domain::time::{Timestamp, local};
use services::calendars::{
    self, CalendarFields, CalendarRow, DAY_FIELDS, Effect, NewFields, Saving,
};
use services::context::OpContext;
use services::error::{Result, ServiceError};

use super::sheet;
use crate::router::{Access, Route, get, post};
use crate::web::{Failure, Fields, Op, Visit, WebResult, refused, see_other};

/// Routes of this area.
pub fn routes() -> Vec<Route> {
    vec![
        get("/admin/calendars", Access::Manager, list),
        get("/admin/calendars/new", Access::Manager, new),
        post("/admin/calendars/new", Access::Manager, create),
        get("/admin/calendars/{code}", Access::Manager, show),
        get("/admin/calendars/{code}/edit", Access::Manager, edit),
        post("/admin/calendars/{code}/edit", Access::Manager, change),
    ]
}

fn is_admin(op: &OpContext) -> bool {
    op.actor.staff == Some(StaffRole::Admin)
}

async fn list(visit: Visit, Op(op): Op) -> WebResult {
    let page = CalendarsPage {
        calendars: calendars::list(&op).await?,
        is_admin: is_admin(&op),
        now: op.now(),
    };
    let title = visit.t().calendars.title;
    Ok(sheet(&visit, title, StatusCode::OK, move |t| {
        app::pages::admin::calendars(t, &page)
    })
    .await)
}

/// Year and Land come with the address; what is none is as if it were not there.
async fn show(visit: Visit, Op(op): Op, Path(code): Path<String>) -> WebResult {
    let this_year = local(op.now()).year();
    let year = visit.query("year").and_then(|year| year.parse().ok());
    let page = CalendarPage {
        view: calendars::show(&op, &code).await?,
        year: year
            .filter(|year| (1990..=2199).contains(year))
            .unwrap_or(this_year),
        land: visit.query("land").and_then(|land| land.parse().ok()),
        is_admin: is_admin(&op),
        now: op.now(),
    };
    let row = &page.view.line.row;
    let title = visit.t().lang.pick(&row.name_de, &row.name_en).to_owned();
    Ok(sheet(&visit, title, StatusCode::OK, move |t| {
        app::pages::admin::calendar(t, &page)
    })
    .await)
}

fn entered(fields: &Fields) -> CalendarFields<'_> {
    CalendarFields {
        tz: fields.text("tz"),
        hours: fields.text("hours"),
        week: DAY_FIELDS.map(|day| fields.text(day)),
        region: fields.text("region"),
        closed: fields.text("closed"),
        open: fields.text("open"),
        valid_from: fields.text("valid_from"),
        reason: fields.text("reason"),
    }
}

fn entered_new(fields: &Fields) -> NewFields<'_> {
    NewFields {
        short_name: fields.text("short_name"),
        name_de: fields.text("name_de"),
        name_en: fields.text("name_en"),
        purpose: fields.text("purpose"),
    }
}

async fn new(visit: Visit, Op(op): Op) -> WebResult {
    // Nobody but those who may create one sees the form.
    calendars::list(&op).await?;
    let form = Form::new()
        .with("tz", "Europe/Berlin")
        .with("hours", "weekly");
    let sheet = Sheet::of(&visit, &op, None, 0);
    Ok(sheet.form(StatusCode::OK, form, None).await)
}

async fn edit(visit: Visit, Op(op): Op, Path(code): Path<String>) -> WebResult {
    let view = calendars::show(&op, &code).await?;
    let newest = view.newest().ok_or_else(Failure::not_found)?;
    let form = calendar_values(visit.t(), &newest.definition);
    let last = newest.valid_from;
    let mut sheet = Sheet::of(&visit, &op, Some(view.line.row.clone()), newest.version);
    sheet.last = Some(last);
    Ok(sheet.form(StatusCode::OK, form, None).await)
}

async fn change(visit: Visit, Op(op): Op, Path(code): Path<String>, fields: Fields) -> WebResult {
    let typed = entered(&fields);
    let (base, seen) = (fields.text("base"), fields.text("seen"));
    let done = if fields.text("step") == "save" {
        Box::pin(calendars::save(&op, &code, &typed, base, seen)).await
    } else {
        let effect = calendars::preview(&op, &code, &typed, base).await;
        effect.map(|effect| Saving::Look(Box::new(effect)))
    };
    let view = calendars::show(&op, &code).await?;
    let newest = view.newest().map_or(view.in_force, |newest| newest.version);
    let base = base.trim().parse().unwrap_or(newest);
    let last = view.newest().map(|newest| newest.valid_from);
    let mut sheet = Sheet::of(&visit, &op, Some(view.line.row), base);
    sheet.last = last;
    sheet.answer(&fields, done).await
}

async fn create(visit: Visit, Op(op): Op, fields: Fields) -> WebResult {
    let (new, typed) = (entered_new(&fields), entered(&fields));
    let done = if fields.text("step") == "save" {
        Box::pin(calendars::create(&op, &new, &typed, fields.text("seen"))).await
    } else {
        let effect = calendars::preview_new(&op, &new, &typed).await;
        effect.map(|effect| Saving::Look(Box::new(effect)))
    };
    Sheet::of(&visit, &op, None, 0).answer(&fields, done).await
}

/// The page with the form.
struct Sheet<'a> {
    visit: &'a Visit,
    row: Option<CalendarRow>,
    base: i64,
    /// When the version written last begins.
    last: Option<Timestamp>,
    is_admin: bool,
    now: Timestamp,
}

impl<'a> Sheet<'a> {
    fn of(visit: &'a Visit, op: &OpContext, row: Option<CalendarRow>, base: i64) -> Self {
        Self {
            visit,
            row,
            base,
            last: None,
            is_admin: is_admin(op),
            now: op.now(),
        }
    }

    /// Saved: on to the calendar. Otherwise the form again, with what saving would do or with what is wrong.
    async fn answer(self, fields: &Fields, done: Result<Saving>) -> WebResult {
        match done {
            Ok(Saving::Saved) => {
                let code = match &self.row {
                    Some(row) => row.code.as_str(),
                    None => fields.text("short_name").trim(),
                };
                let ok = if self.row.is_some() {
                    "saved"
                } else {
                    "created"
                };
                Ok(see_other(&format!("/admin/calendars/{code}?ok={ok}")))
            }
            Ok(Saving::Look(effect)) => {
                let status = if effect.overtaken.is_some() {
                    StatusCode::CONFLICT
                } else {
                    StatusCode::OK
                };
                let form = refused(self.visit, fields, &[], Vec::new());
                let is_other = fields.text("step") == "save";
                Ok(self.form(status, form, Some((effect, is_other))).await)
            }
            Err(ServiceError::Invalid(errors)) => {
                let form = refused(self.visit, fields, &[], errors);
                let status = StatusCode::UNPROCESSABLE_ENTITY;
                Ok(self.form(status, form, None).await)
            }
            Err(error) => Err(error.into()),
        }
    }

    async fn form(
        self,
        status: StatusCode,
        form: Form,
        effect: Option<(Box<Effect>, bool)>,
    ) -> Response {
        let title = if self.row.is_some() {
            self.visit.t().calendars.change
        } else {
            self.visit.t().calendars.create
        };
        let (effect, is_other) =
            effect.map_or((None, false), |(effect, is_other)| (Some(effect), is_other));
        let page = CalendarFormPage {
            row: self.row,
            base: self.base,
            form,
            effect,
            is_other,
            is_admin: self.is_admin,
            last: self.last,
            now: self.now,
        };
        sheet(self.visit, title, status, move |t| calendar_form(t, &page)).await
    }
}
