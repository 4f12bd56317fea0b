//! The certificate of a month for one customer: the domain's, and whose it is.

use domain::policy::{Action, Resource, may};
use domain::report::Certificate;
use serde_json::Value;

use super::facts::{Facts, Lines};
use super::read;
use crate::context::OpContext;
use crate::error::{Result, ServiceError};
use crate::interventions::letterhead;

/// A certificate with what stands at its head.
#[derive(Debug)]
pub struct Certified {
    /// The figures.
    pub certificate: Certificate,
    /// The customer's name.
    pub name: String,
    /// The customer number.
    pub number: String,
    /// The letterhead, in the shape of `documents::Provider`.
    pub provider: Value,
}

/// The certificate an address asks for. Only a month of one customer has one: other filters would stay out of sight.
///
/// # Errors
/// `Denied` for everybody but managers and admins; not found where [`domain::report::Query::certifies`] nobody, and for a
/// customer nobody has; [`ServiceError::Conflict`] `query` where the address is not understood.
pub async fn certificate(op: &OpContext, text: &str) -> Result<Certified> {
    may(&op.actor, Action::ReadReports, &Resource::provider())?;
    let (query, problem) = read(op, text)?;
    if problem.is_some() {
        return Err(ServiceError::Conflict("query"));
    }
    let customer = query.certifies().ok_or(ServiceError::NotFound)?;
    let _turn = op.app.turns().wait().await?;
    let mut tx = op.app.db().read().await?;
    let organization = store::organizations::find(&mut tx, customer)
        .await?
        .ok_or(ServiceError::NotFound)?;
    let as_of = op.now();
    let lines = Lines::read(&mut tx, &query, None).await?;
    let certificate = move |facts: &Facts| facts.certificate(customer, query.period, as_of);
    Ok(Certified {
        certificate: lines.count(as_of, certificate).await?,
        name: organization.name,
        number: organization.number,
        provider: letterhead(&mut tx).await?,
    })
}
