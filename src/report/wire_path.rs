//! The serialised form of a path.

use std::borrow::Cow;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::Serialize;

#[derive(Serialize)]
pub(super) struct WirePath<'a> {
    path: Cow<'a, str>,
    /// The exact bytes, if `path` is only an approximation.
    #[serde(skip_serializing_if = "Option::is_none")]
    path_bytes: Option<String>,
}

impl<'a> WirePath<'a> {
    pub(super) fn of(path: &'a [u8]) -> Self {
        let text = String::from_utf8_lossy(path);
        let path_bytes = matches!(text, Cow::Owned(_)).then(|| STANDARD.encode(path));
        WirePath { path: text, path_bytes }
    }
}
