//! The record that is to be written in the place of one that lets in more than it should.

use super::record::{Method, Record};
use crate::host::is_loopback;

impl Record<'_> {
    /// The same record for encrypted connections of one network, with a method that gives no password away; `None` if a part of it
    /// is no text. `text` is what it was read from.
    pub(in crate::extract::practice) fn strict(&self, text: &[u8]) -> Option<String> {
        let name = |field: &[u8]| {
            let name = std::str::from_utf8(field).ok()?;
            let is_plain = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | ',' | '.' | '+' | '@' | '/');
            Some(if name.chars().all(is_plain) { name.to_owned() } else { format!("\"{name}\"") })
        };
        let kind = if is_loopback(self.host()) || self.address.0 == b"samehost" {
            name(self.kind.0)?
        } else {
            "hostssl".to_owned()
        };
        let address = match self.mask {
            _ if self.is_open() => "<network of the clients>".to_owned(),
            Some(mask) => format!("{} {}", name(self.address.0)?, name(mask)?),
            None => std::str::from_utf8(self.address.0).ok()?.to_owned(),
        };
        let method = match self.method.0 {
            Method::Trust | Method::Weak => "scram-sha-256".to_owned(),
            Method::Good | Method::Certificate | Method::Reject => name(self.method.1.of(text))?,
        };
        Some(format!("{kind} {} {} {address} {method}", name(self.database)?, name(self.user)?))
    }
}

#[cfg(test)]
mod tests {
    use super::Record;
    use crate::text::Span;

    #[test]
    fn a_record_becomes_a_strict_one() {
        for (record, strict) in [
            ("host shop shop_app 10.1.2.0/24 md5", "hostssl shop shop_app 10.1.2.0/24 scram-sha-256"),
            ("host all all 0.0.0.0/0 trust", "hostssl all all <network of the clients> scram-sha-256"),
            (
                "host \"app db\" app 10.0.0.0 255.0.0.0 password",
                "hostssl \"app db\" app 10.0.0.0 255.0.0.0 scram-sha-256",
            ),
            ("host all all 127.0.0.1/32 ident", "host all all 127.0.0.1/32 scram-sha-256"),
            ("hostssl app app all cert map=m", "hostssl app app <network of the clients> cert"),
            ("hostnossl app app db.corp.net ldap ldapbindpasswd=x", "hostssl app app db.corp.net ldap"),
        ] {
            let text = record.as_bytes();
            let found = Record::parse(text, Span::new(0, text.len())).and_then(|record| record.strict(text));
            assert_eq!(found.as_deref(), Some(strict), "{record}");
        }
    }
}
