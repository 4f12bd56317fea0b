use domain::ids::{AttachmentId, MessageId, PersonId, TicketId};
use domain::ticket::MessageKind;
use store::attachments::AttachmentRow;
use store::messages::{MessageRow, Reader};
use store::{attachments, messages};

use super::make::{self, RANDOM, now};

pub fn message(ticket: TicketId, author: PersonId, kind: MessageKind, seconds: i64) -> MessageRow {
    let at = now().plus_seconds(seconds);
    MessageRow {
        id: MessageId::new(at, &RANDOM),
        ticket_id: ticket,
        author_id: Some(author),
        kind,
        from_staff: true,
        body: format!("Text nach {seconds} s"),
        created_at: at,
        release_at: at.plus_seconds(15),
        released_at: None,
        withdrawn_at: None,
        asks_customer: false,
        idempotency_key: None,
    }
}

store::both_databases! {
    async fn a_message_is_seen_by_others_after_its_release_only(db: Db) {
        // RULINGS 8
        let case = make::case(&db).await?;
        let first = message(case.ticket.id, case.staff, MessageKind::Message, 0);
        let mut tx = db.begin().await?;
        messages::insert(&mut tx, &first).await?;
        assert_eq!(messages::find(&mut tx, first.id).await?.as_ref(), Some(&first));
        let customer = Reader::Customer(case.customer);
        assert_eq!(messages::find_entry(&mut tx, first.id, customer).await?, None);
        let own = messages::find_entry(&mut tx, first.id, Reader::Customer(case.staff)).await?;
        assert_eq!(own.and_then(|e| e.author_name).as_deref(), Some("technik"), "the author sees it at once");
        assert!(messages::find_entry(&mut tx, first.id, Reader::Staff).await?.is_some());

        assert_eq!(messages::list_unreleased(&mut tx, now().plus_seconds(14), 10).await?, vec![]);
        assert_eq!(messages::list_unreleased(&mut tx, now().plus_seconds(15), 10).await?, vec![first.clone()]);
        assert!(!messages::release(&mut tx, first.id, now().plus_seconds(14)).await?, "too early");
        assert!(messages::release(&mut tx, first.id, now().plus_seconds(15)).await?);
        assert!(!messages::release(&mut tx, first.id, now().plus_seconds(16)).await?, "once");
        assert!(!messages::withdraw(&mut tx, first.id, case.staff, now().plus_seconds(1)).await?, "released");
        let seen = messages::find_entry(&mut tx, first.id, customer).await?.ok_or("not seen")?;
        assert_eq!(seen.message.released_at, Some(now().plus_seconds(15)));
    }

    async fn a_message_is_taken_back_in_time_by_its_author(db: Db) {
        let case = make::case(&db).await?;
        let first = message(case.ticket.id, case.staff, MessageKind::Message, 0);
        let mut tx = db.begin().await?;
        messages::insert(&mut tx, &first).await?;
        assert!(!messages::withdraw(&mut tx, first.id, case.customer, now()).await?, "not the author");
        assert!(!messages::withdraw(&mut tx, first.id, case.staff, now().plus_seconds(15)).await?, "too late");
        assert!(messages::withdraw(&mut tx, first.id, case.staff, now().plus_seconds(14)).await?);
        assert!(!messages::release(&mut tx, first.id, now().plus_seconds(15)).await?, "it was taken back");
        assert_eq!(messages::timeline(&mut tx, case.ticket.id, Reader::Staff, None, 10).await?, vec![]);
    }

    async fn a_customers_timeline_has_no_notes(db: Db) {
        let case = make::case(&db).await?;
        let mut tx = db.begin().await?;
        let kinds = [MessageKind::Message, MessageKind::Note, MessageKind::Automatic, MessageKind::Message];
        let mut rows = Vec::new();
        for (kind, seconds) in kinds.into_iter().zip([0, 20, 40, 60]) {
            let row = message(case.ticket.id, case.staff, kind, seconds);
            messages::insert(&mut tx, &row).await?;
            messages::release(&mut tx, row.id, row.release_at).await?;
            rows.push(row.id);
        }
        let ids = |entries: Vec<store::messages::TimelineEntry>| entries.into_iter().map(|e| e.message.id).collect::<Vec<_>>();
        let all = messages::timeline(&mut tx, case.ticket.id, Reader::Staff, None, 10).await?;
        assert_eq!(ids(all), rows);
        let customers = messages::timeline(&mut tx, case.ticket.id, Reader::Customer(case.customer), None, 10).await?;
        assert_eq!(ids(customers), [rows[0], rows[2], rows[3]]);
        let newest = messages::timeline(&mut tx, case.ticket.id, Reader::Staff, None, 2).await?;
        let key = newest.first().map(|e| (e.message.created_at, e.message.id));
        assert_eq!(ids(newest), rows[2..]);
        let before = messages::timeline(&mut tx, case.ticket.id, Reader::Staff, key, 2).await?;
        assert_eq!(ids(before), rows[..2]);
    }

    async fn the_same_form_sends_one_message(db: Db) {
        let case = make::case(&db).await?;
        let row = |key: &str| MessageRow {
            idempotency_key: Some(key.to_owned()),
            ..message(case.ticket.id, case.customer, MessageKind::Message, 0)
        };
        let mut tx = db.begin().await?;
        let first = row("form-7");
        messages::insert(&mut tx, &first).await?;
        assert_eq!(messages::find_by_idempotency_key(&mut tx, "form-7").await?.as_ref(), Some(&first));
        let error = messages::insert(&mut tx, &row("form-7")).await.expect_err("sent twice");
        assert!(error.is_conflict_on("messages_idempotency_key_key"), "{error:?}");
    }

    async fn a_file_reads_back_as_written(db: Db) {
        let case = make::case(&db).await?;
        let row = |n: u8| AttachmentRow {
            id: AttachmentId::new(now().plus_seconds(n.into()), &RANDOM),
            ticket_id: case.ticket.id,
            message_id: None,
            internal: n == 2,
            file_name: "protokoll.txt".to_owned(),
            content_type: "text/plain".to_owned(),
            size: 1_000 * i64::from(n),
            sha256: [n; 32],
            storage_key: format!("k{n}"),
            uploaded_by: case.customer,
            created_at: now(),
        };
        let mut tx = db.begin().await?;
        assert_eq!(attachments::total_size(&mut tx, case.ticket.id).await?, 0);
        for n in [1, 2] {
            attachments::insert(&mut tx, &row(n)).await?;
        }
        let listed = attachments::list(&mut tx, case.ticket.id).await?;
        assert_eq!(listed.iter().map(|a| (a.sha256, a.internal)).collect::<Vec<_>>(), [([1; 32], false), ([2; 32], true)]);
        assert_eq!(attachments::find(&mut tx, listed[1].id).await?.as_ref(), Some(&listed[1]));
        assert_eq!(attachments::total_size(&mut tx, case.ticket.id).await?, 3_000);
        assert!(attachments::is_stored(&mut tx, "k1").await?);
        assert!(!attachments::is_stored(&mut tx, "k3").await?);
    }
}
