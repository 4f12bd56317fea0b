use domain::ids::{ActionId, InterventionId};
use domain::intervention::Task;
use domain::intervention::action_log::LogMethod;
use store::actions;
use store::actions::ActionRow;

use super::make::{self, RANDOM, now};

fn entry(intervention: InterventionId, case: &make::Case, what: &str, visible: bool) -> ActionRow {
    ActionRow {
        id: ActionId::new(now(), &RANDOM),
        intervention_id: intervention,
        seq: 0,
        author_id: case.staff,
        at: now(),
        method: LogMethod::Rescue,
        what: what.to_owned(),
        target: "/dev/sda1".to_owned(),
        result: "sauber".to_owned(),
        changed_file: String::new(),
        why: String::new(),
        reverted: false,
        visible,
        corrects_id: None,
        audit_seq: 1,
        written_at: None,
        task: Some(Task::CheckFileSystem),
    }
}

store::both_databases! {
    async fn the_log_is_numbered_and_only_grows(db: Db) {
        // I-43
        let (case, intervention, _) = make::intervention(&db).await?;
        let mut tx = db.begin().await?;
        let mut first = entry(intervention.id, &case, "Dateisystem geprüft", true);
        let mut second = entry(intervention.id, &case, "Passwort notiert", false);
        second.corrects_id = Some(first.id);
        second.method = LogMethod::Outside;
        second.written_at = Some(now().plus_seconds(600));
        first.seq = actions::append(&mut tx, &first).await?;
        second.seq = actions::append(&mut tx, &second).await?;
        assert_eq!((first.seq, second.seq), (1, 2));
        let lines = actions::list(&mut tx, intervention.id).await?;
        assert_eq!(lines.iter().map(|l| l.action.clone()).collect::<Vec<_>>(), [first.clone(), second.clone()]);
        assert!(lines.iter().all(|l| l.author_name == "technik"));
        assert_eq!(second.logged().entry.corrects, Some(first.id));
        let visible = actions::list_visible(&mut tx, intervention.id).await?;
        assert_eq!(visible.iter().map(|l| l.action.id).collect::<Vec<_>>(), [first.id]);
        tx.save().await?;
        make::assert_append_only(&db, "action_entries").await?;
    }
}
