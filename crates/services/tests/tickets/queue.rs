//! The queue's wider filters and teams: what is found, what is refused, who is told.

use domain::audit::EventKind;
use domain::ids::{PersonId, TeamId, TicketNumber};
use domain::ticket::TicketState;
use serde_json::Value;
use services::error::ServiceError;
use services::search;
use services::teams;
use services::tickets::views::Criteria;
use services::tickets::{self, Act, NewTicket, QueueFilter, Wanted};

use crate::desk::{Desk, Result};

/// Numbers of the queue under these filters; nothing where one of them does not exist.
async fn queue(desk: &Desk, wanted: Wanted<'_>) -> Result<Vec<TicketNumber>> {
    let narrowed = tickets::narrowed(&desk.jana, wanted).await?;
    let mut criteria = Criteria::default();
    narrowed.apply(&mut criteria);
    let mut filter = criteria.at(desk.jana.actor.person, desk.context.now(), &[]);
    if !narrowed.problems.is_empty() {
        filter.teams = Some(Vec::new());
    }
    let page = tickets::queue(&desk.jana, &filter, None).await?;
    Ok(page.rows.into_iter().map(|row| row.number).collect())
}

/// Fields and codes of what does not exist.
async fn wrong(desk: &Desk, wanted: Wanted<'_>) -> Result<Vec<(&'static str, &'static str)>> {
    let narrowed = tickets::narrowed(&desk.jana, wanted).await?;
    assert_eq!(
        queue(desk, wanted).await?,
        vec![],
        "{wanted:?} shows something"
    );
    let problems = narrowed.problems.into_iter();
    Ok(problems.map(|error| (error.field, error.code)).collect())
}

/// A team with these members, made by an admin.
async fn team(desk: &Desk, name: &str, members: &[PersonId]) -> Result<TeamId> {
    let admin = desk.admin().await?;
    let id = teams::create(&admin, name).await?;
    let members: Vec<String> = members.iter().map(ToString::to_string).collect();
    let members: Vec<&str> = members.iter().map(String::as_str).collect();
    teams::update(&admin, id, name, &members).await?;
    Ok(id)
}

store::both_databases! {
    async fn the_queue_is_narrowed_by_customer_system_and_colleague(db: Db) {
        let desk = Desk::new(db).await?;
        let plain = desk.file("question", "Frage").await?;
        let server = desk.server.to_string();
        let about = desk.file_with(NewTicket {
            subject: "Server weg",
            class: "fault",
            department: "technical",
            systems: vec![&server],
            body: "Seit heute.",
            ..NewTicket::default()
        }).await?;
        tickets::change(&desk.jana, plain, Act::Assign(Some(desk.tobias.actor.person))).await?;
        let (jana, tobias) = (desk.jana.actor.person.to_string(), desk.tobias.actor.person.to_string());
        let none = Wanted::default();
        for (wanted, expected) in [
            (none, vec![about, plain]),
            (Wanted { customer: "10001", ..none }, vec![about, plain]),
            (Wanted { customer: "10001 Lindner & Söhne", ..none }, vec![about, plain]),
            (Wanted { customer: " lindner & SÖHNE ", ..none }, vec![about, plain]),
            (Wanted { customer: "10002", ..none }, vec![]),
            (Wanted { system: "web-03.lindner.example", ..none }, vec![about]),
            (Wanted { system: "SRV-20417", customer: "10001", ..none }, vec![about]),
            (Wanted { who: &tobias, ..none }, vec![plain]),
            (Wanted { who: &jana, ..none }, vec![]),
            (Wanted { who: &tobias, system: "SRV-20417", ..none }, vec![]),
        ] {
            let narrowed = tickets::narrowed(&desk.jana, wanted).await?;
            assert_eq!(narrowed.problems, vec![], "{wanted:?}");
            let mut found = queue(&desk, wanted).await?;
            found.sort_unstable_by_key(|number| std::cmp::Reverse(*number));
            assert_eq!(found, expected, "{wanted:?}");
            // The search knows the same tickets.
            let hits = search::find_narrowed(&desk.jana, "heute", narrowed.of_search()).await?;
            assert!(hits.iter().all(|hit| expected.contains(&hit.number)), "{wanted:?}");
        }
        // The default asks for nothing and is the default.
        let mut criteria = Criteria::default();
        tickets::narrowed(&desk.jana, none).await?.apply(&mut criteria);
        assert_eq!(criteria, Criteria::default());
        assert_eq!(criteria.at(desk.jana.actor.person, desk.context.now(), &[]), QueueFilter::default());
    }

    /// Where two go by one name none of them is taken: both are offered, each by what means only it.
    async fn of_several_with_one_name_none_is_taken(db: Db) {
        let desk = Desk::new(db).await?;
        let number = desk.file("question", "Frage").await?;
        let mut tx = desk.context.db().begin().await?;
        let stranger = desk.stranger.actor.memberships.first().ok_or("no membership")?.organization;
        let mut other = store::organizations::find(&mut tx, stranger).await?.ok_or("no customer")?;
        (other.name, other.city) = ("LINDNER & Söhne".to_owned(), "Bonn".to_owned());
        store::organizations::update(&mut tx, &other).await?;
        let mut twin = store::systems::find(&mut tx, desk.server).await?.ok_or("no system")?;
        twin.id = domain::ids::SystemId::new(desk.context.now(), desk.context.random());
        twin.organization_id = stranger;
        "SRV-90001".clone_into(&mut twin.service_id);
        twin.primary_ipv4 = "198.51.100.77".parse()?;
        store::systems::insert(&mut tx, &twin).await?;
        tx.save().await?;

        let none = Wanted::default();
        let (both, web) = ("lindner & söhne", "web-03.lindner.example");
        for (wanted, field, expected) in [
            (Wanted { customer: both, ..none }, "customer", ["10001", "10002"]),
            (Wanted { system: web, ..none }, "system", ["SRV-20417", "SRV-90001"]),
        ] {
            assert_eq!(wrong(&desk, wanted).await?, [(field, "namesakes")]);
            let mut offered = tickets::narrowed(&desk.jana, wanted).await?.namesakes;
            offered.sort_by(|one, other| one.value.cmp(&other.value));
            assert!(offered.iter().all(|one| one.field == field && one.told.contains(&one.value)), "{offered:?}");
            let values: Vec<_> = offered.into_iter().map(|one| one.value).collect();
            assert_eq!(values, expected);
        }
        // Its number means one customer, and with the customer the name means one system.
        assert_eq!(queue(&desk, Wanted { customer: "10001 Lindner & Söhne", ..none }).await?, [number]);
        let narrowed = tickets::narrowed(&desk.jana, Wanted { customer: "10001", system: web, ..none }).await?;
        assert_eq!((narrowed.problems.len(), narrowed.system.map(|system| system.id)), (0, Some(desk.server)));

        // Nor is a caller's ticket filed with the first of them.
        let call = tickets::CallerTicket {
            organization: both,
            caller: "Petra Lindner",
            minutes: "1",
            subject: "Server weg",
            class: "fault",
            priority: "normal",
            department: "technical",
            body: "Seit heute.",
            ..tickets::CallerTicket::default()
        };
        let Err(ServiceError::Invalid(problems)) = tickets::file_for_caller(&desk.jana, call).await else {
            return Err("filed with one of two".into());
        };
        let told: Vec<_> = problems.iter().map(|problem| (problem.field, problem.code)).collect();
        assert_eq!(told, [("organization", "namesakes")]);
        let names = problems.iter().flat_map(|problem| &problem.params).map(|(_, value)| value.as_str());
        let names: String = names.collect();
        assert!(names.contains("10001 Lindner & Söhne") && names.contains("10002 LINDNER & Söhne, Bonn"), "{names}");
    }

    /// A search is about the reader's tickets or nobody's as the queue is.
    async fn a_search_can_be_about_ones_own_tickets_or_nobodys(db: Db) {
        let desk = Desk::new(db).await?;
        let (mine, nobodys) = (desk.file("fault", "Eins").await?, desk.file("fault", "Zwei").await?);
        tickets::change(&desk.jana, mine, Act::Assign(Some(desk.jana.actor.person))).await?;
        for (who, expected) in [("", vec![nobodys, mine]), (tickets::ME, vec![mine]), (tickets::NOBODY, vec![nobodys])] {
            let wanted = Wanted { who, ..Wanted::default() };
            let by = tickets::narrowed(&desk.jana, wanted).await?.of_search();
            let hits = search::find_narrowed(&desk.jana, "heute", by).await?;
            assert_eq!(hits.iter().map(|hit| hit.number).collect::<Vec<_>>(), expected, "{who}");
            let mut found = queue(&desk, wanted).await?;
            found.sort_unstable_by_key(|number| std::cmp::Reverse(*number));
            assert_eq!(found, expected, "{who}");
        }
    }

    async fn a_filter_that_names_nothing_is_said_and_shows_nothing(db: Db) {
        let desk = Desk::new(db).await?;
        desk.file("question", "Frage").await?;
        let none = Wanted::default();
        let petra = desk.petra.actor.person.to_string();
        let nobody = PersonId::from_uuid(desk.server.uuid()).to_string();
        for (wanted, expected) in [
            (Wanted { customer: "99999", ..none }, vec![("customer", "unknown")]),
            (Wanted { customer: "%' OR 1=1", ..none }, vec![("customer", "unknown")]),
            (Wanted { system: "web-99", ..none }, vec![("system", "unknown")]),
            // Somebody else's system.
            (Wanted { system: "SRV-20417", customer: "10002", ..none }, vec![("system", "unknown")]),
            // A customer is no colleague, and looks like nobody.
            (Wanted { who: &petra, ..none }, vec![("who", "unknown")]),
            (Wanted { who: &nobody, ..none }, vec![("who", "unknown")]),
            (Wanted { who: "irgendwer", ..none }, vec![("who", "unknown")]),
            (Wanted { team: &nobody, ..none }, vec![("team", "unknown")]),
            (Wanted { team: "1", customer: "x", ..none }, vec![("customer", "unknown"), ("team", "unknown")]),
        ] {
            assert_eq!(wrong(&desk, wanted).await?, expected, "{wanted:?}");
        }
        // Customers and admins learn nothing here.
        let refused = tickets::narrowed(&desk.petra, none).await;
        assert!(matches!(refused, Err(ServiceError::NotFound)));
        assert!(tickets::narrowed(&desk.admin().await?, none).await.is_err());
    }

    async fn a_ticket_belongs_to_a_team_beside_its_engineer(db: Db) {
        let desk = Desk::new(db).await?;
        let (jana, tobias) = (desk.jana.actor.person, desk.tobias.actor.person);
        let linux = team(&desk, "Linux", &[jana, tobias]).await?;
        let number = desk.file("fault", "Server weg").await?;
        tickets::change(&desk.jana, number, Act::AssignTeam(Some(linux))).await?;
        let row = desk.row(number).await?;
        // Nobody works on it by that.
        assert_eq!((row.team_id, row.assignee_id, row.state), (Some(linux), None, TicketState::New));
        // The others of the team are told, whoever did it is not.
        let told = desk.mails("tobias.kraemer@example.test").await?;
        assert!(told.iter().any(|(subject, _)| subject.contains("Ihrem Team zugewiesen")), "{told:?}");
        assert_eq!(desk.mails("jana.brandt@example.test").await?, vec![]);
        // It stays the team's when somebody takes it over, and the other way round.
        tickets::change(&desk.jana, number, Act::Assign(Some(jana))).await?;
        assert_eq!(desk.row(number).await?.team_id, Some(linux));
        let view = tickets::view(&desk.jana, number, tickets::Chronicle::Moments).await?;
        assert!(view.teams.iter().any(|team| team.id == linux && team.name == "Linux"));
        assert_eq!(tickets::view(&desk.petra, number, tickets::Chronicle::Moments).await?.teams, vec![]);

        // Twice is once.
        let kinds = desk.kinds(number).await?;
        tickets::change(&desk.jana, number, Act::AssignTeam(Some(linux))).await?;
        assert_eq!(desk.kinds(number).await?, kinds);
        tickets::change(&desk.jana, number, Act::AssignTeam(None)).await?;
        let row = desk.row(number).await?;
        assert_eq!((row.team_id, row.assignee_id), (None, Some(jana)));

        let history = tickets::history(&desk.jana, number, None).await?;
        let told: Vec<_> = history
            .entries
            .iter()
            .filter(|entry| entry.kind == EventKind::TicketAssigned)
            .map(|entry| (entry.data.get("team").cloned(), entry.data.get("team_name").cloned()))
            .collect();
        let named = (Some(Value::from(linux.to_string())), Some(Value::from("Linux")));
        assert_eq!(told, [(Some(Value::from("")), None), (None, None), named]);
    }

    async fn only_the_desk_gives_tickets_to_teams_and_only_to_those_there_are(db: Db) {
        let desk = Desk::new(db).await?;
        let linux = team(&desk, "Linux", &[]).await?;
        let number = desk.file("fault", "Server weg").await?;
        for op in [&desk.petra, &desk.reader, &desk.stranger] {
            let refused = tickets::change(op, number, Act::AssignTeam(Some(linux))).await;
            assert!(matches!(refused, Err(ServiceError::NotFound)));
        }
        let nobody = TeamId::from_uuid(desk.server.uuid());
        let refused = tickets::change(&desk.jana, number, Act::AssignTeam(Some(nobody))).await;
        assert!(matches!(refused, Err(ServiceError::Invalid(errors)) if errors[0].field == "team"));
        assert_eq!(desk.row(number).await?.team_id, None);
        tickets::change(&desk.jana, number, Act::Close).await?;
        let refused = tickets::change(&desk.jana, number, Act::AssignTeam(Some(linux))).await;
        assert!(matches!(refused, Err(ServiceError::Conflict("ticket_state"))));
    }

    async fn teams_have_their_queue_and_everybody_the_one_of_theirs(db: Db) {
        let desk = Desk::new(db).await?;
        let jana = desk.jana.actor.person;
        let linux = teams::create(&desk.admin().await?, "Linux").await?;
        let number = desk.file("fault", "Server weg").await?;
        desk.file("fault", "Ein anderer").await?;
        tickets::change(&desk.jana, number, Act::AssignTeam(Some(linux))).await?;
        let id = linux.to_string();
        let wanted = Wanted { team: &id, ..Wanted::default() };
        assert_eq!(queue(&desk, wanted).await?, [number]);
        // Nobody's team is nobody's view.
        let mine = tickets::my_teams(&desk.jana).await?;
        assert_eq!(mine, vec![]);
        let mut tx = desk.context.db().begin().await?;
        store::teams::add_member(&mut tx, linux, jana).await?;
        tx.save().await?;
        let mine = tickets::my_teams(&desk.jana).await?;
        assert_eq!(mine, [linux]);
        let filter = QueueFilter { teams: Some(mine), ..QueueFilter::default() };
        let page = tickets::queue(&desk.jana, &filter, None).await?;
        assert_eq!(page.rows.iter().map(|row| row.number).collect::<Vec<_>>(), [number]);
    }
}
