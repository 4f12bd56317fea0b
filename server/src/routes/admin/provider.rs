//! The page *Anbieter*. // RULINGS 21

use app::forms::Form;
use app::pages::admin::ProviderPage;
use axum::http::StatusCode;
use axum::response::Response;
use services::error::ServiceError;
use services::places::AddressFields;
use services::provider::{self, ProviderFields, ProviderRow};

use super::sheet;
use crate::router::{Access, Route, get, post};
use crate::web::{Fields, Op, Visit, WebResult, refused, see_other};

/// Routes of this area.
pub fn routes() -> Vec<Route> {
    vec![
        get("/admin/provider", Access::Admin, page),
        post("/admin/provider", Access::Admin, update),
    ]
}

/// The address fields, as several forms have them.
pub(super) fn address(fields: &Fields) -> AddressFields<'_> {
    AddressFields {
        street: fields.text("street"),
        postal_code: fields.text("postal_code"),
        city: fields.text("city"),
        country: fields.text("country"),
        land: fields.text("land"),
        vat_id: fields.text("vat_id"),
    }
}

async fn page(visit: Visit, Op(op): Op) -> WebResult {
    let provider = provider::view(&op).await?;
    Ok(show(&visit, StatusCode::OK, provider, Form::new()).await)
}

async fn update(visit: Visit, Op(op): Op, fields: Fields) -> WebResult {
    let entered = ProviderFields {
        name: fields.text("name"),
        address: address(&fields),
        email: fields.text("email"),
        phone: fields.text("phone"),
        phone_hours: fields.text("phone_hours"),
        emergency_phone: fields.text("emergency_phone"),
        source_ips: fields.text("source_ips"),
        ssh_public_key: fields.text("ssh_public_key"),
        name_servers: fields.text("name_servers"),
        guide_url: fields.text("guide_url"),
    };
    match provider::update(&op, entered).await {
        Ok(()) => {
            visit.app().forget_provider();
            Ok(see_other("/admin/provider?ok=saved"))
        }
        Err(ServiceError::Invalid(errors)) => {
            // Fields emptied on purpose stay empty: nothing stored shows through.
            let form = refused(&visit, &fields, &[], errors);
            let nothing = provider::nothing();
            Ok(show(&visit, StatusCode::UNPROCESSABLE_ENTITY, nothing, form).await)
        }
        Err(error) => Err(error.into()),
    }
}

async fn show(visit: &Visit, status: StatusCode, provider: ProviderRow, form: Form) -> Response {
    let t = visit.t();
    let page = ProviderPage { provider, form };
    sheet(visit, t.admin.provider, status, move |t| {
        app::pages::admin::provider(t, &page)
    })
    .await
}
