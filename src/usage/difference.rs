//! Compares two uses of one password.

use serde::{Deserialize, Serialize};

use super::server::are_two;
use super::{Role, Stage};

/// A use of a password: everything in which it may differ from another one.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Use {
    /// The user that logs in; `None` if unknown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user: Option<String>,
    /// The host that the credential itself names.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub host: Option<String>,
    /// The database.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub database: Option<String>,
    /// As in [`super::Usage`].
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub is_whole: bool,
    /// As in [`super::Usage`].
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub is_of_server: bool,
    /// The role that logs in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub role: Option<Role>,
    /// As in [`super::Usage`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub purpose: Option<String>,
    /// As in [`super::Usage`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub product: Option<String>,
    /// As in [`super::Usage`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub server: Option<String>,
    /// The service whose folder the env file is in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub service: Option<String>,
    /// The stage that the key, the section or the path names.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stage: Option<Stage>,
    /// True if the location is one of production, and not only its host.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub is_production: bool,
    /// True if tests use it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub is_of_tests: bool,
}

/// The word in a key for a database of unspecified kind.
const ANY_DATABASE: &str = "database";

/// The kinds of databases that it may mean.
const DATABASES: [&str; 7] = ["postgresql", "mysql", "mariadb", "mongo", "mongodb", "mssql", "oracle"];

/// Returns the first of the `uses` of one password that differs from an earlier one: its index, the index of the other,
/// and the difference, in words that follow "the password of A again, …".
pub fn first_difference(uses: &[&Use]) -> Option<(usize, usize, &'static str)> {
    uses.iter().enumerate().find_map(|(at, one)| {
        let before = uses.get(..at).unwrap_or_default();
        before.iter().enumerate().find_map(|(first, other)| Some((at, first, other.difference(one)?)))
    })
}

impl Use {
    /// Returns the difference between two uses, unless they are a service and its client. It is symmetric.
    pub fn difference(&self, other: &Use) -> Option<&'static str> {
        // Tests may reuse passwords freely.
        if self.is_of_tests && other.is_of_tests {
            return None;
        }
        if self.is_production != other.is_production || differ(&self.stage, &other.stage) {
            Some("in another environment")
        } else if self.is_for_another_database(other) {
            Some("for another database")
        } else if self.role.is_some_and(|role| other.role.is_some_and(|theirs| role != theirs)) {
            Some("for an administrator and for an application")
        } else if self.is_on_another_server(other) {
            Some("on another server")
        } else if self.is_for_another_service(other) {
            Some("for another service")
        } else if self.is_whole && other.is_whole && self.users_differ(other) {
            Some("for another role")
        } else {
            None
        }
    }

    fn is_for_another_database(&self, other: &Use) -> bool {
        let (Some(one), Some(two)) = (&self.database, &other.database) else { return false };
        // The configuration of a server names its first database; its clients may use any.
        if one == two || self.is_of_server != other.is_of_server {
            return false;
        }
        // One role may use the database that every server has, and several databases of one application.
        let is_of_all = |name: &str| matches!(name, "postgres" | "template1" | "defaultdb");
        let belong = |one: &str, two: &str| one.strip_prefix(two).is_some_and(|rest| rest.starts_with('_'));
        let are_near = is_of_all(one) || is_of_all(two) || belong(one, two) || belong(two, one);
        let is_one_role = self.user.is_some() && other.user.is_some() && !self.users_differ(other);
        !(are_near && is_one_role)
    }

    fn is_on_another_server(&self, other: &Use) -> bool {
        match (&self.server, &other.server) {
            (Some(one), Some(two)) => are_two(one, two),
            (Some(service), None) => {
                other.host.as_ref().is_some_and(|host| !host.contains('.') && are_two(service, host))
            }
            (None, Some(service)) => {
                self.host.as_ref().is_some_and(|host| !host.contains('.') && are_two(service, host))
            }
            (None, None) => self.host.as_ref().zip(other.host.as_ref()).is_some_and(|(one, two)| are_two(one, two)),
        }
    }

    fn is_for_another_service(&self, other: &Use) -> bool {
        let is_one_product = |one: &str, other: &str| {
            let is_any = |product: &str| product == ANY_DATABASE;
            // `mongo` is `mongodb`, and an unspecified database may be any of them.
            (is_any(one) && DATABASES.contains(&other)) || one.starts_with(other)
        };
        if let (Some(one), Some(two)) = (&self.product, &other.product)
            && !is_one_product(one, two)
            && !is_one_product(two, one)
        {
            return true;
        }
        let is_one_role = self.user.is_some() && self.user == other.user;
        let has = |all: &str, some: &str| some.split('_').all(|word| all.split('_').any(|own| own == word));
        let differ = |one: &String, two: &String| !has(one, two) && !has(two, one);
        let are_clients = !self.is_of_server && !other.is_of_server;
        if are_clients
            && !is_one_role
            && self.service.as_ref().zip(other.service.as_ref()).is_some_and(|(one, two)| are_two(one, two))
        {
            return true;
        }
        !is_one_role && self.purpose.as_ref().zip(other.purpose.as_ref()).is_some_and(|(one, two)| differ(one, two))
    }

    fn users_differ(&self, other: &Use) -> bool {
        // Providers append a project or server to the role: `postgres.abcd`, `app@server`.
        let role = |user: &str| user.split(['.', '@']).next().unwrap_or_default().to_ascii_lowercase();
        self.user.as_ref().zip(other.user.as_ref()).is_some_and(|(one, two)| role(one) != role(two))
    }
}

/// Returns whether both are known and differ.
fn differ<T: PartialEq>(one: &Option<T>, other: &Option<T>) -> bool {
    matches!((one, other), (Some(one), Some(other)) if one != other)
}
