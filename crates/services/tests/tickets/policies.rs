//! Who may see and change what is promised, and that the effect counts the tickets as they are.

use services::error::ServiceError;
use services::policies::{self, PolicyFields, RuleFields, Step};

use crate::desk::Desk;

store::both_databases! {
    async fn engineers_and_customers_neither_see_nor_change_policies(db: Db) {
        let desk = Desk::new(db).await?;
        let fields = PolicyFields { draft: "[]", reason: "Nichts mehr zusagen", ..PolicyFields::default() };
        for op in [&desk.jana, &desk.petra] {
            assert!(policies::list(op).await.is_err());
            assert!(policies::show(op, "standard").await.is_err());
            let edited = policies::edit(op, "standard", "[]", &RuleFields::default(), Step::Add).await;
            assert!(matches!(edited, Err(ServiceError::Denied(_) | ServiceError::NotFound)));
            let looked = policies::preview(op, "standard", &fields, "1").await;
            assert!(matches!(looked, Err(ServiceError::Denied(_) | ServiceError::NotFound)));
            let saved = policies::save(op, "standard", &fields, "1", "").await;
            assert!(matches!(saved, Err(ServiceError::Denied(_) | ServiceError::NotFound)));
        }
    }

    async fn open_tickets_that_would_be_promised_something_else_are_counted(db: Db) {
        let desk = Desk::new(db).await?;
        let admin = desk.admin().await?;
        let first = desk.file("fault", "Der Dienst steht").await?;
        desk.file("fault", "Der Dienst steht wieder").await?;
        desk.file("order", "Bitte mehr Platz").await?;
        // Orders are promised nothing before and after; without rules faults are promised nothing.
        let fields = PolicyFields { draft: "[]", reason: "Nichts mehr zusagen", ..PolicyFields::default() };
        let effect = policies::preview(&admin, "standard", &fields, "1").await?;
        let counted: Vec<_> = effect.tickets.iter().map(|one| (one.count, one.first, one.before.len(), one.after.len())).collect();
        assert_eq!(effect.open, 3);
        assert_eq!(counted, vec![(2, first, 1, 0)]);
        assert_eq!(effect.findings.len(), 5, "a warning for each class: {:?}", effect.findings);
    }

    async fn another_target_gets_its_own_escalation_and_the_same_one_keeps_it(db: Db) {
        // Rules 27 and 28.
        let desk = Desk::new(db).await?;
        let admin = desk.admin().await?;
        let shipped = policies::show(&admin, "standard").await?.line.rules;
        let draft = serde_json::to_string(&shipped)?.replace("\"ack_min\":30", "\"ack_min\":7");
        let rule = |minutes| RuleFields { rule: "4", class: "fault", promises: [(minutes, "24x7"), ("", ""), ("", ""), ("", ""), ("", "")], ..RuleFields::default() };
        let acknowledged = |draft: &policies::Draft| draft.rules.at(4).and_then(|rule| Some(rule.promises.first()?.ladder.ack_min));
        let same = policies::edit(&admin, "standard", &draft, &rule("60"), Step::Apply).await?;
        assert_eq!(acknowledged(&same), Some(7));
        let other = policies::edit(&admin, "standard", &draft, &rule("61"), Step::Apply).await?;
        assert_eq!(acknowledged(&other), Some(30));
    }
}
