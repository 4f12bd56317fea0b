use domain::account::MemberRole;
use domain::ids::MembershipId;
use store::{memberships, organizations, people};

use super::make::{self, RANDOM, now};

store::both_databases! {
    async fn an_organization_reads_back_as_written(db: Db) {
        let mut row = make::organization_row("K-1");
        let mut tx = db.begin().await?;
        organizations::insert(&mut tx, &row).await?;
        assert_eq!(organizations::find(&mut tx, row.id).await?.as_ref(), Some(&row));
        assert_eq!(organizations::find_by_number(&mut tx, "K-1").await?.as_ref(), Some(&row));
        assert_eq!(organizations::find_for_update(&mut tx, row.id).await?.as_ref(), Some(&row));
        row.four_eyes = true;
        row.land = None;
        "Ärzte am Markt".clone_into(&mut row.name);
        organizations::update(&mut tx, &row).await?;
        assert_eq!(organizations::list(&mut tx).await?, vec![row]);
        assert_eq!(organizations::count(&mut tx).await?, 1);
        let error = organizations::insert(&mut tx, &make::organization_row("K-1")).await.expect_err("a second K-1");
        assert!(error.is_conflict_on("organizations_number_key"), "{error:?}");
    }

    async fn a_membership_gives_and_loses_rights(db: Db) {
        // I-21
        let anna = make::person(&db, "anna@example.org").await?;
        let berta = make::person(&db, "berta@example.org").await?;
        let one = make::organization(&db, "K-1").await?;
        let id = || MembershipId::new(now(), &RANDOM);
        let mut tx = db.begin().await?;
        assert!(memberships::insert(&mut tx, id(), one, anna, MemberRole::Owner, now()).await?);
        assert!(memberships::insert(&mut tx, id(), one, berta, MemberRole::Reader, now()).await?);
        assert!(!memberships::insert(&mut tx, id(), one, berta, MemberRole::Owner, now()).await?, "a member already");
        assert_eq!(memberships::count_owners(&mut tx, one).await?, 1);

        memberships::update_role(&mut tx, one, berta, MemberRole::Technical).await?;
        memberships::grant_authorise(&mut tx, one, berta, anna, now()).await?;
        let row = memberships::find(&mut tx, one, berta).await?.ok_or("no membership")?;
        assert_eq!((row.role, row.may_authorise, row.authorise_granted_by), (MemberRole::Technical, true, Some(anna)));
        assert!(people::actor(&mut tx, berta).await?.is_some_and(|actor| actor.may_authorise_in(one)));
        memberships::revoke_authorise(&mut tx, one, berta).await?;
        assert!(memberships::find(&mut tx, one, berta).await?.is_some_and(|row| !row.may_authorise));

        memberships::grant_authorise(&mut tx, one, berta, anna, now()).await?;
        memberships::remove(&mut tx, one, berta, now()).await?;
        assert_eq!(memberships::find(&mut tx, one, berta).await?, None);
        let members = memberships::list(&mut tx, one).await?;
        assert_eq!(members.iter().map(|m| m.person.id).collect::<Vec<_>>(), vec![anna]);
        assert!(memberships::insert(&mut tx, id(), one, berta, MemberRole::Reader, now()).await?);
        let back = memberships::find(&mut tx, one, berta).await?.ok_or("not back")?;
        assert_eq!((back.role, back.may_authorise), (MemberRole::Reader, false), "an old right came back");
        let theirs = organizations::list_of_person(&mut tx, berta).await?;
        assert_eq!(theirs.iter().map(|o| o.id).collect::<Vec<_>>(), vec![one]);
    }
}
