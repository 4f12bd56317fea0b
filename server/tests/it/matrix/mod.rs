//! Every route × every role × own and foreign ids.
//!
//! The list of routes is the router's own: a route without a row here fails the test, and so does a row without a route.
//! A row says where its ids come from and who gets through; for everybody else the refusal is checked, which depends on
//! who asks: nobody logged in is sent to the log-in, customers find nothing, staff are told that it is none of theirs.
//!
//! Rows live beside each other by area; add yours to [`rows`], and what their ids need to [`World`].

mod accounts;
pub mod case;
mod foreign;
mod interventions;
mod tickets;
pub mod world;

use std::collections::BTreeSet;

use reqwest::StatusCode;
use server::router::{Access, routes};

use super::desk::{Page, Result};
use world::{Role, Whose, World};

/// One route in the matrix.
pub struct Row {
    /// GET or POST.
    method: &'static str,
    /// Path pattern, exactly as in the router.
    path: &'static str,
    /// The path with ids of the own or of a foreign organization filled in.
    fill: fn(&World, Whose) -> String,
    /// Fields of a post.
    fields: fn(&World, Whose) -> Vec<(&'static str, String)>,
    /// Who gets through, where the use case decides finer than the guard.
    through: Option<&'static [Role]>,
    /// The path holds ids of an organization: foreign ones must not be found.
    has_ids: bool,
    /// The answer never ends: only its head is looked at.
    streams: bool,
}

impl Row {
    /// A route whose path is complete.
    pub fn plain(method: &'static str, path: &'static str) -> Self {
        Self {
            method,
            path,
            fill: |_, _| String::new(),
            fields: |_, _| Vec::new(),
            through: None,
            has_ids: false,
            streams: false,
        }
    }

    /// A route with ids in its path.
    pub fn with_ids(
        method: &'static str,
        path: &'static str,
        fill: fn(&World, Whose) -> String,
    ) -> Self {
        Self {
            fill,
            has_ids: true,
            ..Self::plain(method, path)
        }
    }

    /// Fields of a post.
    pub fn fields(mut self, fields: fn(&World, Whose) -> Vec<(&'static str, String)>) -> Self {
        self.fields = fields;
        self
    }

    /// Only these get through.
    pub fn only(mut self, roles: &'static [Role]) -> Self {
        self.through = Some(roles);
        self
    }

    /// The ids in the path belong to no organization (tokens).
    pub fn without_foreign(mut self) -> Self {
        self.has_ids = false;
        self
    }

    /// The answer never ends.
    pub fn streaming(mut self) -> Self {
        self.streams = true;
        self
    }

    fn concrete(&self, world: &World, whose: Whose) -> String {
        match (self.fill)(world, whose) {
            path if path.is_empty() => self.path.to_owned(),
            path => path,
        }
    }
}

/// All rows, by area.
fn rows() -> Vec<Row> {
    let mut all = Vec::new();
    all.extend(accounts::rows());
    all.extend(tickets::rows());
    all.extend(interventions::rows());
    all
}

/// Roles the guard lets through.
fn admitted(access: Access) -> &'static [Role] {
    match access {
        Access::Asset | Access::Public => Role::ALL,
        Access::LoggingIn => Role::WITH_SESSION,
        Access::LoggedIn => Role::LOGGED_IN,
        Access::Customer => Role::CUSTOMERS,
        Access::Staff => Role::STAFF,
        Access::Engineer => &[Role::Engineer],
        Access::Manager => &[Role::Manager, Role::Admin],
        Access::Admin => &[Role::Admin],
    }
}

#[test]
fn every_route_has_exactly_one_row() {
    let routed: BTreeSet<_> = routes()
        .iter()
        .map(|route| format!("{} {}", route.method, route.path))
        .collect();
    let rows: Vec<_> = rows()
        .iter()
        .map(|row| format!("{} {}", row.method, row.path))
        .collect();
    let tested: BTreeSet<_> = rows.iter().cloned().collect();
    assert_eq!(rows.len(), tested.len(), "a row twice");
    let missing: Vec<_> = routed.difference(&tested).collect();
    let stale: Vec<_> = tested.difference(&routed).collect();
    assert!(missing.is_empty(), "routes without a row: {missing:#?}");
    assert!(stale.is_empty(), "rows without a route: {stale:#?}");
}

#[test]
fn no_page_changes_anything_and_every_change_is_a_post() {
    for route in routes() {
        let known = ["GET", "POST"].contains(&route.method.as_str());
        assert!(known, "{} {}", route.method, route.path);
        assert!(
            route.method != "GET" || route.body_limit == 0,
            "{}",
            route.path
        );
    }
}

/// One role against every route. Whatever changes nothing shares a world; each act that gets through has its own.
async fn walk(role: Role) -> Result {
    let all = routes();
    let shared = World::build(role).await?;
    let mut problems = Vec::new();
    for row in rows() {
        let access = all
            .iter()
            .find(|route| route.method == row.method && route.path == row.path)
            .map(|route| route.access)
            .ok_or("a row without a route")?;
        let admitted = admitted(access).contains(&role);
        let through = admitted && row.through.is_none_or(|roles| roles.contains(&role));
        let fresh = if through && row.method == "POST" {
            Some(World::build(role).await?)
        } else {
            None
        };
        let world = fresh.as_ref().unwrap_or(&shared);
        if row.has_ids && role.is_customer() {
            let page = ask(world, &row, Whose::Foreign).await?;
            if page.status != StatusCode::NOT_FOUND || page.text.contains(World::CANARY) {
                let (method, path, status) = (row.method, row.path, page.status);
                problems.push(format!("{method} {path} with foreign ids: {status}"));
            }
        }
        let page = ask(world, &row, Whose::Own).await?;
        if let Some(problem) = judge(role, &row, admitted, through, &page) {
            problems.push(format!("{} {}: {problem}", row.method, row.path));
        }
        if role.is_customer() && page.text.contains(World::CANARY) {
            problems.push(format!("{} {}: a foreign name", row.method, row.path));
        }
        if let Some(world) = fresh {
            world.end().await?;
        }
    }
    shared.end().await?;
    assert!(problems.is_empty(), "{role:?}: {problems:#?}");
    Ok(())
}

macro_rules! walks {
    ($($name:ident $role:ident),+ $(,)?) => {$(
        #[tokio::test]
        async fn $name() -> Result {
            walk(Role::$role).await
        }
    )+};
}
walks! {
    nobody_logged_in_gets_through_only_where_everybody_may Anonymous,
    somebody_half_way_logged_in_is_not_logged_in HalfWay,
    an_owner_gets_through_exactly_where_owners_may Owner,
    a_technical_member_gets_through_exactly_where_they_may Technical,
    a_billing_member_gets_through_exactly_where_they_may Billing,
    a_reader_gets_through_exactly_where_readers_may Reader,
    an_engineer_gets_through_exactly_where_engineers_may Engineer,
    a_manager_gets_through_exactly_where_managers_may Manager,
    an_admin_gets_through_exactly_where_admins_may Admin,
}

async fn ask(world: &World, row: &Row, whose: Whose) -> Result<Page> {
    let path = row.concrete(world, whose);
    if row.streams {
        return world.browser.head_of(&path).await;
    }
    if row.method == "GET" {
        return world.browser.get(&path).await;
    }
    let fields = (row.fields)(world, whose);
    let fields: Vec<_> = fields
        .iter()
        .map(|(name, value)| (*name, value.as_str()))
        .collect();
    world.browser.post(&path, &fields).await
}

/// What is wrong with an answer, if anything.
fn judge(role: Role, row: &Row, admitted: bool, through: bool, page: &Page) -> Option<String> {
    // The steps of the log-in send each other on; that is no refusal.
    let to_login = page.location().starts_with("/login") && !row.path.starts_with("/log");
    // Let in, and told that something is missing, that the case does not stand so, or that a link is used up.
    let asked = [
        StatusCode::UNPROCESSABLE_ENTITY,
        StatusCode::CONFLICT,
        StatusCode::GONE,
    ];
    let refused = matches!(page.status, StatusCode::FORBIDDEN | StatusCode::NOT_FOUND);
    let right = if page.status.is_server_error() {
        false
    } else if through {
        !refused && !to_login && (!page.status.is_client_error() || asked.contains(&page.status))
    } else if admitted {
        refused
    } else if !role.is_logged_in() {
        page.location().starts_with("/login")
    } else if role.is_customer() {
        page.status == StatusCode::NOT_FOUND
    } else {
        page.status == StatusCode::FORBIDDEN
    };
    (!right).then(|| format!("{} {}", page.status, page.location()))
}
