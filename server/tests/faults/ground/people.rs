//! Who is in the test's house: people, organizations, and their browsers.

use domain::account::{MemberRole, StaffRole};
use domain::ids::{MembershipId, OrganizationId, PersonId};
use secrecy::SecretString;
use store::Hidden;
use store::people::PersonRow;
use store::testing::rows;

use super::{Ground, PASSWORD, Result};
use crate::browser::Browser;

impl Ground {
    /// Somebody with [`PASSWORD`].
    pub async fn person(&self, email: &str, staff: Option<StaffRole>) -> Result<PersonId> {
        let context = &self.context;
        let password = SecretString::from(PASSWORD.to_owned());
        let id = PersonId::new(context.now(), context.random());
        let row = PersonRow {
            staff_role: staff,
            password_hash: Some(Hidden(context.hasher().hash(password, [9; 16]).await?)),
            password_changed_at: Some(context.now()),
            ..rows::person(id, email, context.now())
        };
        let mut tx = context.db().begin().await?;
        store::people::insert(&mut tx, &row).await?;
        tx.save().await?;
        Ok(id)
    }

    /// A customer's organization.
    pub async fn organization(&self, number: &str) -> Result<OrganizationId> {
        let context = &self.context;
        let id = OrganizationId::new(context.now(), context.random());
        let row = rows::organization(id, number, context.now());
        let mut tx = context.db().begin().await?;
        store::organizations::insert(&mut tx, &row).await?;
        tx.save().await?;
        Ok(id)
    }

    /// An owner of a new organization, logged in.
    pub async fn customer(&self, email: &str, number: &str) -> Result<(Browser, OrganizationId)> {
        let organization = self.owner(email, number).await?;
        Ok((self.log_in(email).await?, organization))
    }

    /// An owner of a new organization.
    pub async fn owner(&self, email: &str, number: &str) -> Result<OrganizationId> {
        let context = &self.context;
        let person = self.person(email, None).await?;
        let organization = self.organization(number).await?;
        let id = MembershipId::new(context.now(), context.random());
        let mut tx = context.db().begin().await?;
        let role = MemberRole::Owner;
        store::memberships::insert(&mut tx, id, organization, person, role, context.now()).await?;
        tx.save().await?;
        Ok(organization)
    }

    /// A customer's browser.
    pub async fn log_in(&self, email: &str) -> Result<Browser> {
        self.password(email, "/").await
    }

    /// Somebody of the staff, logged in with a second factor just set up.
    pub async fn staff(&self, email: &str, role: StaffRole) -> Result<Browser> {
        self.person(email, Some(role)).await?;
        let browser = self.password(email, "/login/enrol").await?;
        let code = services::accounts::present_code(&self.context, email).await?;
        let page = browser.post("/login/enrol", &[("code", &code)]).await?;
        assert_eq!(page.status.as_u16(), 200, "{}", page.main());
        Ok(browser)
    }

    /// A browser whose password was right, and led here.
    async fn password(&self, email: &str, leads_to: &str) -> Result<Browser> {
        let browser = self.browser()?;
        let fields = [("email", email), ("password", PASSWORD)];
        let page = browser.post("/login", &fields).await?;
        assert_eq!(page.location(), leads_to, "{}", page.main());
        Ok(browser)
    }
}
