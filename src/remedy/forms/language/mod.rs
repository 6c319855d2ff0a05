//! Programming languages, one row each, with what `fix` needs to replace a literal by a look-up of a variable without a
//! default. How a language reads a variable is in the table of languages (`extract/language/table.rs`); this table
//! holds deviations and additions.

mod row;
mod table;

use crate::remedy::project;
use crate::remedy::site::Site;

pub(super) use row::{Fills, Import, Joins, Language};
use table::LANGUAGES;

/// The language of a file with this name, which is in lower case.
pub(super) fn of_name(name: &str) -> Option<&'static Language> {
    LANGUAGES.iter().find(|language| language.endings.iter().any(|ending| name.ends_with(ending)))
}

/// The look-up of `name`: the framework's, if it has its own.
pub(super) fn lookup(site: &Site<'_>, language: &Language, name: &str) -> String {
    let is_laravel = || {
        let nearest = |name| project::nearest(site.top, site.path, name);
        site.text.contains("env('")
            || nearest("composer.json").is_some_and(|text| text.contains("laravel/framework"))
            || nearest("artisan").is_some_and(|text| text.contains("php"))
    };
    if site.path.ends_with(".php") && site.path.contains("config/") && is_laravel() {
        return format!("env('{name}')");
    }
    language.lookup(site.language_path, name)
}

#[cfg(test)]
mod tests;
