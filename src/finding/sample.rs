//! A finding for unit tests.

use std::sync::Arc;

use super::{Class, Confidence, Evidence, Finding, Location, Severity, Snippet, Weakness};
use crate::advice::Advice;
use crate::fingerprint::{Fingerprint, HeldId, SecretId};
use crate::fragment::{Origin, Provenance};
use crate::usage::Usage;

/// A finding of the rule `env-password` at the start of the file `path`.
pub(crate) fn finding(class: Class, path: &str) -> Finding {
    Finding {
        rule: Arc::from("env-password"),
        evidence: Evidence::Secret {
            id: SecretId::of(b"x"),
            masked: "••••••••".into(),
            weakness: if class == Class::Weak { vec![Weakness::KnownWeak] } else { Vec::new() },
            characters: None,
            breaks_uri: false,
        },
        severity: Severity::High,
        confidence: Confidence::High,
        origin: Arc::new(Origin { path: path.into(), provenance: Provenance::Staged }),
        location: Location { line: 1, column: 1, end_line: 1, end_column: 2, characters: (1, 2) },
        user: None,
        host: None,
        database: None,
        usage: Usage::default(),
        snippet: Snippet { text: "••••••••".into(), mark: 0..24 },
        message: String::new(),
        remedy: Advice::general(""),
        fingerprint: Fingerprint::of("env-password", path.as_bytes(), b"x"),
        ordinal: 0,
        held: HeldId::of("env-password", "", b"x"),
        slot: HeldId::of("env-password", "", b""),
        last_line: 1,
        deployed_by: None,
        for_tests_by: None,
        pragma: None,
        comment: None,
    }
}
