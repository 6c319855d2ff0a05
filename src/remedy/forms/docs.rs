//! Documentation: the password is replaced by a placeholder.

use crate::remedy::edit::Edit;
use crate::remedy::names::Names;
use crate::remedy::site::Site;

use super::{Fix, Home, Mended, Row, ends, value};

pub(super) const ROWS: &[Row] = &[Row { is: |_, name, _| is(name), mend, home: Home::Project, has_other_way: false }];

/// True if a file of this name is documentation.
pub(super) fn is(name: &str) -> bool {
    ends(name, &[".md", ".mdx", ".rst", ".adoc", ".asciidoc", ".txt", ".org", ".textile"])
}

fn mend(site: &Site<'_>, names: &mut Names) -> Mended {
    let value = value::of(site, false)?;
    names.take_of_key(site, &value)?;
    Ok(Fix::of(vec![Edit::new(site.found.span, "<password>")]))
}
