//! Libraries that read a configuration file and fill in nothing, but put a variable over a key: viper for Go, and the
//! package `config` for Node. The file's own value becomes empty, and the note says what binds the variable to the key.

use crate::remedy::edit::Edit;
use crate::remedy::keys;
use crate::remedy::names::{Names, Wish};
use crate::remedy::naming;
use crate::remedy::project;
use crate::remedy::site::Site;

use super::{Fix, Mended, ends, json_text, yaml_scalar};

/// A library.
struct Library {
    /// The file that lists the project's dependencies, and the words that name the library there.
    listed: (&'static str, &'static str),
    /// True if it reads a file with this path and lower-case name.
    reads: fn(&str, &str) -> bool,
    /// What binds the variable `NAME` to the key `KEY`.
    note: fn(&[String], &str) -> String,
}

const LIBRARIES: [Library; 2] = [
    Library {
        listed: ("go.mod", "github.com/spf13/viper"),
        reads: |_, name| ends(name, &[".yaml", ".yml", ".json", ".toml"]),
        note: |keys, name| {
            format!(
                "viper fills nothing in: viper.BindEnv(\"{}\", \"{name}\") puts the variable over the key",
                keys.join(".")
            )
        },
    },
    Library {
        listed: ("package.json", "\"config\":"),
        reads: |path, name| {
            path.rsplit('/').nth(1) == Some("config") && ends(name, &[".json", ".yaml", ".yml", ".toml"])
        },
        note: |keys, name| {
            let opened: String = keys.iter().map(|key| format!("{{\"{key}\": ")).collect();
            let closed = "}".repeat(keys.len());
            format!(
                "node-config fills nothing in: {opened}\"{name}\"{closed} in custom-environment-variables.json beside the file puts the variable over the key"
            )
        },
    },
];

/// The fix of a value in the file of such a library; `None` if the project names none.
pub(super) fn mend(site: &Site<'_>, names: &mut Names) -> Option<Mended> {
    let name = site.name();
    let library = LIBRARIES.iter().find(|library| {
        let (list, word) = library.listed;
        (library.reads)(site.path, &name)
            && project::nearest(site.top, site.path, list).is_some_and(|text| text.contains(word))
    })?;
    Some(emptied(site, names, library))
}

fn emptied(site: &Site<'_>, names: &mut Names, library: &Library) -> Mended {
    let is_yaml = ends(&site.name(), &[".yaml", ".yml"]);
    let is_json = ends(&site.name(), &[".json"]);
    let keys = match () {
        () if is_yaml => keys::of_yaml(site.text, site.found.span.start),
        () if is_json => json_text::keys_above(site.text, site.found.span.start),
        () => keys::of(site),
    };
    let (value, edit) = if is_yaml {
        let pair = yaml_scalar::pair_of(site)?;
        (pair.value, Edit::new(yaml_scalar::value_of_line(site).ok_or("its value is no text of one line")?, "\"\""))
    } else {
        let span = json_text::string_around(site).ok_or("its value is no string of one line")?;
        let whole = site.span_text(span);
        if whole.contains('\\') {
            return Err("its value is written with escapes".to_owned());
        }
        (whole.to_owned(), Edit::new(span, ""))
    };
    let (wished, is_generic) = if site.value() == Some(value.as_str()) {
        naming::of_key(site)
    } else {
        (naming::of_string(keys.last().map_or("", String::as_str), &site.found.scheme, &value), false)
    };
    let name = names.take(site, &Wish { home: site.home, name: &wished, value: &value, is_generic })?;
    Ok(Fix::of(vec![edit]).noting((library.note)(&keys, &name)))
}
