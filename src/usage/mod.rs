//! What a password is for, as the place says where it stands, and what two uses of one password differ in.

use serde::{Deserialize, Serialize};

mod difference;
mod server;
mod stage;

pub use difference::{Use, first_difference};
pub use stage::Stage;

/// Who logs in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// A role with which the server is administered.
    Administrator,
    /// A role of what uses the database.
    Application,
}

/// What the key of a password and the text around it say of what the password is for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Usage {
    /// Whether the credential itself names its user, its host and its database: a URI, a statement. Else they stand beside it.
    pub is_whole: bool,
    /// Whether it sets a server up, and is what clients log in with.
    pub is_of_server: bool,
    /// Who logs in, if that is said.
    pub role: Option<Role>,
    /// The words of the key that say whose it is: `auth` of `AUTH_DB_PASSWORD`.
    pub purpose: Option<String>,
    /// What it opens, if the key says that: `redis` of `REDIS_PASSWORD`, `database` of `DB_PASSWORD`.
    pub product: Option<String>,
    /// Which installation it is of, if the key or a section says so.
    pub stage: Option<Stage>,
    /// What the server is called that it is of: the service of a compose file, the resource of a Terraform file.
    pub server: Option<String>,
}
