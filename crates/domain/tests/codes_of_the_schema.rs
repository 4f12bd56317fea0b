//! The codes of the procedure's enums are exactly what the database accepts, on both databases.

use std::fs;
use std::path::Path;

use domain::contract::{OrderState, Plan};
use domain::credential::{
    ApprovalState, RevealOutcome, SecretClass, SecretField, SecretState, ShardPurpose,
};
use domain::intervention::{
    AuthorizationState, AuthorizationVersionKind, Complexity, HardwareState, InterventionState,
    ProbeResult, SecondFactor,
};
use domain::system::{OsFamily, ProvisionedBy, SystemKind, WayIn};

/// The codes between the parentheses of `CHECK (column IN (…))` in one table.
fn accepted(sql: &str, table: &str, column: &str) -> Vec<String> {
    let start = sql
        .find(&format!("CREATE TABLE {table} ("))
        .unwrap_or_else(|| panic!("no table {table}"));
    let body = &sql[start..];
    let body = &body[..body.find(';').unwrap_or(body.len())];
    let check = format!("CHECK ({column} IN (");
    let from = body
        .find(&check)
        .unwrap_or_else(|| panic!("{table}.{column} has no list"))
        + check.len();
    let list = &body[from..];
    let list = &list[..list.find(')').unwrap_or(list.len())];
    list.split(',')
        .map(|code| code.trim().trim_matches('\'').to_owned())
        .collect()
}

fn schema(folder: &str) -> String {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../migrations")
        .join(folder);
    let mut files: Vec<_> = fs::read_dir(folder)
        .expect("the migrations are there")
        .map(|entry| entry.expect("readable").path())
        .collect();
    files.sort();
    files
        .iter()
        .map(|file| fs::read_to_string(file).expect("readable"))
        .collect()
}

#[test]
fn the_database_accepts_every_code_and_no_other() {
    for folder in ["sqlite", "postgres"] {
        let sql = schema(folder);
        macro_rules! same {
            ($($table:literal . $column:literal => $name:ident),+ $(,)?) => {$(
                let codes: Vec<&str> = $name::ALL.iter().map(|value| value.code()).collect();
                assert_eq!(accepted(&sql, $table, $column), codes, "{folder}: {}.{}", $table, $column);
            )+};
        }
        same! {
            "systems"."kind" => SystemKind,
            "systems"."os_family" => OsFamily,
            "systems"."provisioned_by" => ProvisionedBy,
            "systems"."way_in" => WayIn,
            "contracts"."plan" => Plan,
            "orders"."state" => OrderState,
            "interventions"."state" => InterventionState,
            "interventions"."complexity" => Complexity,
            "authorizations"."state" => AuthorizationState,
            "authorization_versions"."kind" => AuthorizationVersionKind,
            "authorization_versions"."second_factor" => SecondFactor,
            "probe_runs"."result" => ProbeResult,
            "shards"."purpose" => ShardPurpose,
            "secrets"."class" => SecretClass,
            "secrets"."field" => SecretField,
            "secrets"."state" => SecretState,
            "reveals"."outcome" => RevealOutcome,
            "reveal_approvals"."state" => ApprovalState,
            "hardware_cases"."state" => HardwareState,
        }
    }
}
