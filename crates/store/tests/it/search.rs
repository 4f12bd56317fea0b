use domain::ids::{OrganizationId, TicketNumber};
use domain::ticket::Department;
use store::search::{SearchDocument, Searcher};
use store::{SearchKind, search};
use uuid::Uuid;

use super::make;

fn document(
    n: u128,
    ticket: TicketNumber,
    organization: OrganizationId,
    kind: SearchKind,
    body: &str,
) -> SearchDocument {
    SearchDocument {
        ticket_number: ticket,
        organization_id: organization,
        kind,
        source_id: Uuid::from_u128(n),
        body: body.to_owned(),
    }
}

store::both_databases! {
    async fn words_are_found_by_their_beginning_and_names_by_their_parts(db: Db) {
        let case = make::case(&db).await?;
        let (ticket, organization) = (case.ticket.number, case.organization);
        let mut tx = db.begin().await?;
        let body = "Der Mailserver web-03.lindner.example (203.0.113.42) nimmt seit gestern keine Verbindungen mehr an.";
        search::put(&mut tx, &document(1, ticket, organization, SearchKind::Message, body)).await?;
        let other = make::ticket(&mut tx, make::ticket_row(organization, case.customer, "Rechnung")).await?;
        search::put(&mut tx, &document(2, other.number, organization, SearchKind::Subject, "Rechnung für Oktober")).await?;
        tx.save().await?;
        let mut tx = db.read().await?;
        for text in ["mailserver", "Mailserver", "mails", "web-03", "lindner", "web-03.lindner.example", "203.0.113.42", "verbindung gestern", "lindner.exam"] {
            let hits = search::find(&mut tx, text, Searcher::Staff, 10).await?;
            assert_eq!(hits.iter().map(|h| h.number).collect::<Vec<_>>(), [ticket], "{text}");
        }
        for text in ["mailserver rechnung", "203.0.114.42", "server03", "", " -- ", "\"' OR 1=1", "web-04", "ab"] {
            assert_eq!(search::find(&mut tx, text, Searcher::Staff, 10).await?, vec![], "{text}");
        }
    }

    async fn a_hit_names_ticket_and_customer_and_marks_the_words(db: Db) {
        let case = make::case(&db).await?;
        let mut tx = db.begin().await?;
        let text = document(1, case.ticket.number, case.organization, SearchKind::Subject, "Server antwortet nicht");
        search::put(&mut tx, &text).await?;
        let hits = search::find(&mut tx, "antwortet", Searcher::Staff, 10).await?;
        let hit = hits.first().ok_or("no hit")?;
        assert_eq!((hit.subject.as_str(), hit.organization_name.as_str()), ("Server antwortet nicht", "Kunde K-1"));
        assert_eq!((hit.state, hit.kind, hit.organization_id), (case.ticket.state, SearchKind::Subject, case.organization));
        let marked: Vec<_> = hit.excerpt.iter().filter(|p| p.hit).map(|p| p.text.as_str()).collect();
        assert_eq!(marked, ["antwortet"]);
        let whole: String = hit.excerpt.iter().map(|p| p.text.as_str()).collect();
        assert_eq!(whole, "Server antwortet nicht");
    }

    async fn a_department_has_its_tickets_and_customers_see_their_own(db: Db) {
        // I-37
        let case = make::case(&db).await?;
        let stranger = make::organization(&db, "K-77").await?;
        let mut tx = db.begin().await?;
        let mut row = make::ticket_row(case.organization, case.customer, "Rechnung doppelt");
        row.department = Department::Billing;
        let bill = make::ticket(&mut tx, row).await?.number;
        let numbers = async |tx: &mut store::Tx, department, searcher: Searcher<'_>| {
            search::list_of_department(tx, department, searcher, 9)
                .await
                .map(|hits| hits.iter().map(|hit| hit.number).collect::<Vec<_>>())
        };
        assert_eq!(numbers(&mut tx, Department::Billing, Searcher::Staff).await?, [bill]);
        assert_eq!(numbers(&mut tx, Department::Technical, Searcher::Staff).await?, [case.ticket.number]);
        assert_eq!(numbers(&mut tx, Department::Billing, Searcher::Members(&[case.organization])).await?, [bill]);
        assert_eq!(numbers(&mut tx, Department::Billing, Searcher::Members(&[stranger])).await?, []);
    }

    async fn a_replaced_or_removed_text_is_not_found(db: Db) {
        let case = make::case(&db).await?;
        let (ticket, organization) = (case.ticket.number, case.organization);
        let mut tx = db.begin().await?;
        search::put(&mut tx, &document(1, ticket, organization, SearchKind::Subject, "Festplatte voll")).await?;
        search::put(&mut tx, &document(1, ticket, organization, SearchKind::Subject, "Speicher voll")).await?;
        assert_eq!(search::find(&mut tx, "festplatte", Searcher::Staff, 10).await?.len(), 0);
        assert_eq!(search::find(&mut tx, "speicher", Searcher::Staff, 10).await?.len(), 1);
        search::delete(&mut tx, Uuid::from_u128(1)).await?;
        assert_eq!(search::find(&mut tx, "speicher", Searcher::Staff, 10).await?.len(), 0);
    }

    async fn customers_find_their_own_and_no_notes(db: Db) {
        let case = make::case(&db).await?;
        let other = make::organization(&db, "K-2").await?;
        let (ticket, mine) = (case.ticket.number, case.organization);
        let mut tx = db.begin().await?;
        let theirs = make::ticket(&mut tx, make::ticket_row(other, case.customer, "Fremd")).await?;
        search::put(&mut tx, &document(1, ticket, mine, SearchKind::Note, "Zertifikat intern geprüft")).await?;
        search::put(&mut tx, &document(2, theirs.number, other, SearchKind::Message, "Zertifikat abgelaufen")).await?;
        assert_eq!(search::find(&mut tx, "zertifikat", Searcher::Staff, 10).await?.len(), 2);
        assert_eq!(search::find(&mut tx, "zertifikat", Searcher::Members(&[mine]), 10).await?, vec![]);
        let found = search::find(&mut tx, "zertifikat", Searcher::Members(&[mine, other]), 10).await?;
        assert_eq!(found.iter().map(|h| h.number).collect::<Vec<_>>(), [theirs.number]);
        assert_eq!(search::find(&mut tx, "zertifikat", Searcher::Members(&[]), 10).await?, vec![]);
    }

    async fn the_newest_tickets_come_first_and_each_once(db: Db) {
        let case = make::case(&db).await?;
        let mut tx = db.begin().await?;
        let mut numbers = vec![case.ticket.number];
        for _ in 0..3 {
            let row = make::ticket_row(case.organization, case.customer, "Backup");
            numbers.push(make::ticket(&mut tx, row).await?.number);
        }
        let mut n = 0;
        for number in &numbers {
            for _ in 0..3 {
                n += 1;
                let text = document(n, *number, case.organization, SearchKind::Message, "Backup fehlgeschlagen");
                search::put(&mut tx, &text).await?;
            }
        }
        let found = search::find(&mut tx, "backup", Searcher::Staff, 3).await?;
        let expected: Vec<_> = numbers.into_iter().rev().take(3).collect();
        assert_eq!(found.iter().map(|h| h.number).collect::<Vec<_>>(), expected);
    }

    /// Rare words, common ones, those of long ago: each way through many texts finds the same.
    async fn among_many_texts_every_word_is_found_newest_first(db: Db) {
        let case = make::case(&db).await?;
        let mut tx = db.begin().await?;
        let mut tickets = vec![case.ticket.number];
        for _ in 0..3 {
            let row = make::ticket_row(case.organization, case.customer, "Viele Texte");
            tickets.push(make::ticket(&mut tx, row).await?.number);
        }
        let stands = |word: &str, n: usize| match word {
            "unikum" => n == 3,
            "damals" => n < 90,
            "beides" => n < 60 || n == 1_400,
            "oft" => n.is_multiple_of(3),
            "ebenso" => n.is_multiple_of(150),
            _ => true,
        };
        let words = ["unikum", "damals", "beides", "oft", "ebenso", "immer"];
        let ticket = |n: usize| tickets[n / 7 % 4];
        let texts: Vec<_> = (0..1_500)
            .map(|n| {
                let body: Vec<_> = words.iter().filter(|word| stands(word, n)).copied().collect();
                document(n as u128, ticket(n), case.organization, SearchKind::Message, &body.join(" "))
            })
            .collect();
        store::bulk::search_documents(&mut tx, &texts).await?;
        tx.save().await?;
        let mut tx = db.read().await?;
        for word in words {
            for limit in [2, 50] {
                let mut expected = Vec::new();
                for n in (0..1_500).rev().filter(|n| stands(word, *n)).take(4 * limit) {
                    if expected.len() < limit && !expected.contains(&ticket(n)) {
                        expected.push(ticket(n));
                    }
                }
                for searcher in [Searcher::Staff, Searcher::Members(&[case.organization])] {
                    let hits = search::find(&mut tx, word, searcher, limit).await?;
                    assert_eq!(hits.iter().map(|hit| hit.number).collect::<Vec<_>>(), expected, "{word} {limit}");
                }
            }
        }
    }
}
