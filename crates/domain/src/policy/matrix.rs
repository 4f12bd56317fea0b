//! `docs/PERMISSIONS.md`, rendered from the table the program decides by.

use std::fmt::Write as _;

use super::Action;
use super::action::{Condition, Scope, Who};

const COLUMNS: [(&str, Who); 10] = [
    ("Owner", Who::OWNER),
    ("Technical", Who::TECHNICAL),
    ("Billing", Who::BILLING),
    ("Reader", Who::READER),
    ("Right given", Who::RIGHT),
    ("Signer", Who::SIGNER),
    ("Engineer", Who::ENGINEER),
    ("Approver", Who::APPROVER),
    ("Manager", Who::MANAGER),
    ("Admin", Who::ADMIN),
];

const HEAD: &str = "\
# Who may do what

Generated from `domain::policy` (`UPDATE_DOCS=1 cargo test -p domain --test permissions`); a test compares this file with
the code. Whoever has two roles has both columns. Customers' roles count in their own organization only: for everybody
else's things the answer is *not found*. Customers get *not found* for whatever only staff may do.

- *Right given*: a member whom an owner gave the right to authorise interventions; owners have it without.
- *Signer*: the member who signed the authorization in force.
- *Approver*: an engineer given the right to approve reveals.
";

/// The whole table in Markdown.
pub fn permission_matrix() -> String {
    let mut text = String::from(HEAD);
    for (scope, title) in [
        (Scope::Person, "Oneself"),
        (Scope::Organization, "A customer's things"),
        (Scope::Provider, "The provider's things"),
    ] {
        write_section(&mut text, scope, title);
    }
    text
}

fn write_section(text: &mut String, scope: Scope, title: &str) {
    let names = COLUMNS.map(|(name, _)| name).join(" | ");
    let rule = "|:-:".repeat(COLUMNS.len());
    // Writing into a String cannot fail.
    let _ = write!(
        text,
        "\n## {title}\n\n| Act | Code | {names} | Only |\n|---|---{rule}|---|\n"
    );
    for action in Action::ALL.iter().filter(|a| a.rule().scope == scope) {
        let cells = COLUMNS
            .map(|(_, who)| if allows(*action, who) { "●" } else { "" })
            .join(" | ");
        let _ = writeln!(
            text,
            "| {} | `{}` | {cells} | {} |",
            action.describe(),
            action.code(),
            remark(*action)
        );
    }
}

/// An owner always has the right to authorise.
fn allows(action: Action, who: Who) -> bool {
    let allowed = action.rule().who;
    allowed.has(who) || (who == Who::OWNER && allowed.has(Who::RIGHT))
}

fn remark(action: Action) -> &'static str {
    let rule = action.rule();
    match rule.condition {
        _ if rule.who.has(Who::SELF) => "everybody, for themselves",
        Some(Condition::Assignee) => "the current assignee",
        Some(Condition::Author) => "the author",
        Some(Condition::ManagerWhereNeeded) => "the line on repeated cases: a manager",
        Some(Condition::Uninvolved) => "neither assignee nor asker nor a member of the customer",
        None => "",
    }
}
