//! The written part of the demo: customers and stories, as TOML beside this file.

use serde::Deserialize;

use crate::error::{Result, ServiceError};

#[derive(Deserialize)]
struct Organizations {
    organizations: Vec<String>,
    staff: Vec<String>,
}

/// A customer as written.
pub(super) struct Customer {
    pub name: String,
    pub street: String,
    pub postal_code: String,
    pub city: String,
    pub land: Option<String>,
    pub country: &'static str,
    pub business: bool,
    pub domain: String,
    /// Owner, technical, billing; the same name may stand twice.
    pub people: [String; 3],
}

/// A member of staff as written.
pub(super) struct Member {
    pub name: String,
    pub role: String,
}

/// A story: a ticket's subject and what was said.
#[derive(Deserialize, Clone)]
pub(super) struct Story {
    pub class: String,
    pub department: String,
    pub subject: String,
    /// `K:` customer, `S:` support, `N:` internal note, `F:` follow-up of the customer.
    pub thread: Vec<String>,
}

#[derive(Deserialize)]
struct Stories {
    story: Vec<Story>,
}

pub(super) fn stories() -> Result<Vec<Story>> {
    let parsed: Stories =
        toml::from_str(include_str!("stories.toml")).map_err(ServiceError::internal)?;
    Ok(parsed.story)
}

pub(super) fn cast() -> Result<(Vec<Customer>, Vec<Member>)> {
    let parsed: Organizations =
        toml::from_str(include_str!("organizations.toml")).map_err(ServiceError::internal)?;
    let customers = parsed
        .organizations
        .iter()
        .filter_map(|line| customer(line))
        .collect();
    let staff = parsed
        .staff
        .iter()
        .filter_map(|line| {
            let (name, role) = line.split_once(" | ")?;
            Some(Member {
                name: name.to_owned(),
                role: role.to_owned(),
            })
        })
        .collect();
    Ok((customers, staff))
}

fn customer(line: &str) -> Option<Customer> {
    let parts: Vec<&str> = line.split(" | ").collect();
    let [
        name,
        street,
        postal_code,
        city,
        land,
        business,
        domain,
        owner,
        technical,
        billing,
    ] = <[&str; 10]>::try_from(parts).ok()?;
    let country = match (land, city) {
        ("-", "Feldkirch") => "AT",
        ("-", "Metz") => "FR",
        ("-", _) => "CA",
        _ => "DE",
    };
    Some(Customer {
        name: name.to_owned(),
        street: street.to_owned(),
        postal_code: postal_code.to_owned(),
        city: city.to_owned(),
        land: land.strip_prefix("DE-").map(str::to_owned),
        country,
        business: business == "yes",
        domain: domain.to_owned(),
        people: [owner, technical, billing].map(str::to_owned),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_cast_is_as_large_as_promised_and_every_line_is_whole() -> Result<()> {
        let (customers, staff) = cast()?;
        assert_eq!(customers.len(), 40);
        assert_eq!(staff.iter().filter(|m| m.role == "engineer").count(), 8);
        assert_eq!(staff.iter().filter(|m| m.role == "manager").count(), 2);
        let lands: Vec<_> = customers.iter().filter_map(|c| c.land.as_deref()).collect();
        let known = |land: &&str| crate::places::LAENDER.iter().any(|(code, _)| code == land);
        assert!(
            lands.len() > 30 && lands.iter().all(known),
            "a form would refuse it"
        );
        let stories = stories()?;
        assert!(stories.len() >= 40);
        let mut subjects: Vec<_> = stories.iter().map(|s| s.subject.as_str()).collect();
        subjects.sort_unstable();
        subjects.dedup();
        assert_eq!(subjects.len(), stories.len(), "no story is told twice");
        Ok(())
    }
}
