//! The purpose of a password by its location, and the difference between two uses of one password.

use serde::{Deserialize, Serialize};

mod difference;
mod server;
mod stage;

pub use difference::{Use, first_difference};
pub use stage::Stage;

/// The role that logs in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// An administrator of the server.
    Administrator,
    /// A user of the database.
    Application,
}

/// The purpose of a password, from its key and the surrounding text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Usage {
    /// True if the credential itself names its user, host and database (a URI, a statement), and not the text next to
    /// it.
    pub is_whole: bool,
    /// True if it configures a server, whose clients log in with it.
    pub is_of_server: bool,
    /// The role that logs in, if known.
    pub role: Option<Role>,
    /// The words of the key that name its owner: `auth` of `AUTH_DB_PASSWORD`.
    pub purpose: Option<String>,
    /// The product that it opens, if the key names it: `redis` of `REDIS_PASSWORD`, `database` of `DB_PASSWORD`.
    pub product: Option<String>,
    /// The stage of the installation, if the key or a section names it.
    pub stage: Option<Stage>,
    /// The name of its server: the service of a compose file, the resource of a Terraform file.
    pub server: Option<String>,
}
