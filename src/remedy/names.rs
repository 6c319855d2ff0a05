//! Assigns variable names to values, derived from the key, the service or the form; each name has one value.

use std::collections::BTreeMap;

use super::env_file::{EnvFile, is_name, unlike};
use super::naming;
use super::references::is_referred_to;
use super::secrets::Key;
use super::site::{Site, env_of};

/// The `.env` files of a run, by directory, and the assigned names.
#[derive(Default)]
pub(crate) struct Names {
    pub(super) files: BTreeMap<String, EnvFile>,
    /// Directory, wished name, value, and the assigned name.
    given: Vec<(String, String, String, String)>,
    /// Notes on names that got a number.
    pub(crate) notes: Vec<String>,
    /// Keys of Kubernetes Secrets that are created from variables.
    pub(crate) secrets: Vec<Key>,
    /// For each directory and variable that a file declares, its path.
    declared: BTreeMap<(String, String), String>,
    /// For each directory and variable that this run adds, the file with its value.
    owners: BTreeMap<(String, String), String>,
    /// The last number used for each directory and name.
    numbers: BTreeMap<(String, String), u64>,
    /// For each weak value, its replacement.
    pub(super) replaced: Vec<(String, String)>,
    /// Generates a strong password, if weak ones are to be replaced.
    pub(super) stronger: Option<Box<Stronger>>,
    /// True if images that can read files get Compose secrets.
    pub(crate) compose_secrets: bool,
}

/// Generates a strong password.
pub(crate) type Stronger = dyn Fn() -> Option<String>;

/// A request for a variable.
pub(crate) struct Wish<'w> {
    /// The directory of the `.env` to contain it.
    pub(crate) home: &'w str,
    pub(crate) name: &'w str,
    pub(crate) value: &'w str,
    /// True if another name of the same value is acceptable.
    pub(crate) is_generic: bool,
}

impl Names {
    /// Creates an empty set; `stronger` generates the replacement of a weak password.
    pub(crate) fn new(stronger: Option<Box<Stronger>>, compose_secrets: bool) -> Names {
        Names { stronger, compose_secrets, ..Names::default() }
    }

    /// Loads the content of the `.env` of `home`.
    pub(crate) fn know(&mut self, home: &str, text: &str) {
        self.files.insert(home.to_owned(), EnvFile::parse(text));
    }

    /// The value that the `.env` of `home` has or gets under `name`.
    pub(crate) fn value_of(&self, home: &str, name: &str) -> Option<&str> {
        self.files.get(home).and_then(|file| file.get(name))
    }

    /// True unless another file of the directory declares the variable `name` in this run; the file of `site` does so now.
    pub(crate) fn is_first_in(&mut self, site: &Site<'_>, name: &str) -> bool {
        let key = (site.home.to_owned(), name.to_owned());
        self.declared.entry(key).or_insert_with(|| site.path.to_owned()) == site.path
    }

    pub(crate) fn knows(&self, home: &str) -> bool {
        self.files.contains_key(home)
    }

    /// Each `.env` that files refer to, by directory.
    pub(crate) fn used(&self) -> impl Iterator<Item = (&str, &EnvFile)> {
        self.files.iter().map(|(home, file)| (home.as_str(), file)).filter(|(_, file)| !file.used_names().is_empty())
    }

    /// The variables that hold the value of `site`, or a text with it, in the order in which they were given.
    pub(crate) fn holding(&self, site: &Site<'_>) -> Vec<&str> {
        let (Some(value), Some(file)) = (site.value(), self.files.get(site.home)) else { return Vec::new() };
        let names = file.used_names().iter().map(String::as_str);
        // In a URL, the value stands as it is written there.
        let holds = |held: &str| held.contains(value) || held.contains(site.written());
        names.filter(|name| file.get(name).is_some_and(holds)).collect()
    }

    /// Reverts to the state of `mark`, which [`Names::mark`] returned.
    pub(crate) fn restore(&mut self, mark: Mark) {
        self.files = mark.files;
        self.given = mark.given;
        self.notes = mark.notes;
        self.secrets = mark.secrets;
        self.declared = mark.declared;
        self.owners = mark.owners;
    }

    pub(crate) fn mark(&self) -> Mark {
        Mark {
            files: self.files.clone(),
            given: self.given.clone(),
            notes: self.notes.clone(),
            secrets: self.secrets.clone(),
            declared: self.declared.clone(),
            owners: self.owners.clone(),
        }
    }

    /// As [`Self::take`], with a name derived from the finding's key.
    pub(crate) fn take_of_key(&mut self, site: &Site<'_>, value: &str) -> Result<String, String> {
        let (name, is_generic) = naming::of_key(site);
        self.take(site, &Wish { home: site.home, name: &name, value, is_generic })
    }

    /// As [`Self::take`], where the program that reads the variable knows it by the wished name alone.
    ///
    /// # Errors
    /// If `.env` has another value under that name.
    pub(crate) fn take_exactly(&mut self, site: &Site<'_>, wish: &Wish<'_>) -> Result<(), String> {
        if self.assign(site, wish, true)? == wish.name {
            return Ok(());
        }
        let (name, env) = (wish.name, env_of(wish.home));
        let had = self.files.get(wish.home).is_some_and(|file| file.had(name));
        let owner = self.owners.get(&(wish.home.to_owned(), name.to_owned())).filter(|_| !had);
        let place = owner.map_or(env, |owner| format!("{owner}, which is fixed with it"));
        Err(format!(
            "{name} has another value in {place}, and no other name is read: choose one of the two, and take the other out"
        ))
    }

    /// As [`Self::take_of_key`], for a value that the text assigns to a shell variable: what refers to that variable means
    /// this value, so that its name is free.
    pub(crate) fn take_of_shell(&mut self, site: &Site<'_>, value: &str) -> Result<String, String> {
        let (name, is_generic) = naming::of_key(site);
        let before = site.before().trim_end_matches(['"', '\'']).trim_end();
        // `set -x NAME value` in fish.
        let set = || Some(before).filter(|before| before.trim_start().starts_with("set "));
        let is_own = before.strip_suffix('=').or_else(set).is_some_and(|before| before.trim_end().ends_with(&name));
        self.assign(site, &Wish { home: site.home, name: &name, value, is_generic }, is_own)
    }

    /// Assigns a name to the value and adds it to `.env`; returns the name.
    pub(crate) fn take(&mut self, site: &Site<'_>, wish: &Wish<'_>) -> Result<String, String> {
        self.assign(site, wish, false)
    }

    /// With `is_own`, references in the text mean this value; so they do where a language that marks its variables assigns it to
    /// one of that name: `$DB_PASSWORD = "`.
    fn assign(&mut self, site: &Site<'_>, wish: &Wish<'_>, is_own: bool) -> Result<String, String> {
        let is_marked = |head: &str| head.strip_suffix(wish.name).is_some_and(|head| head.ends_with('$'));
        let mut heads = site.before().split('=').map(str::trim_end);
        let is_own = is_own || heads.any(is_marked);
        let value = self.value_for(site, wish.value)?;
        let known = |(home, name, known, _): &&(String, String, String, String)| {
            home == wish.home && name == wish.name && *known == value
        };
        if let Some((.., given)) = self.given.iter().find(known) {
            return Ok(given.clone());
        }
        if let Some(what) = unlike(&value) {
            return Err(format!("its value has {what}, which not every reader of .env takes alike"));
        }
        let file = self.files.entry(wish.home.to_owned()).or_default();
        let same = wish.is_generic.then(|| file.name_of(&value)).flatten().map(str::to_owned);
        let name = match same {
            Some(name) => name,
            None => {
                let wished = if is_name(wish.name) { wish.name } else { "DB_PASSWORD" };
                let is_free = |name: &str, file: &EnvFile| match file.get(name) {
                    // A key without a value, as in a copy of the template, gets one; one with the weak value that is
                    // replaced gets the new one.
                    Some(known) if !known.is_empty() => known == value || known == wish.value && file.may_repeat(name),
                    _ => is_own && name == wished || !is_referred_to(site.text, name),
                };
                let last = self.numbers.entry((wish.home.to_owned(), wished.to_owned())).or_insert(1);
                let mut name = if *last == 1 { wished.to_owned() } else { format!("{wished}_{last}") };
                while !is_free(&name, file) {
                    *last += 1;
                    name = format!("{wished}_{last}");
                }
                // A conflict within a file is visible from its changed lines; another one needs a note.
                let owner = self.owners.get(&(wish.home.to_owned(), wished.to_owned()));
                if name != wished && file.had(wished) && file.get(wished) != Some("") {
                    self.notes.push(format!("{wished} has another value already, so this one is {name}"));
                } else if let Some(other) = owner.filter(|other| name != wished && *other != site.path) {
                    let path = site.path;
                    self.notes
                        .push(format!("{wished} is another value, that of {other}, so the one of {path} is {name}"));
                }
                self.owners.entry((wish.home.to_owned(), name.clone())).or_insert_with(|| site.path.to_owned());
                match file.get(&name) {
                    Some(known) if known == value => {}
                    Some(known) if !known.is_empty() => {
                        self.notes.push(again(&name, wish.home));
                        file.add(&name, &value);
                    }
                    _ => file.add(&name, &value),
                }
                name
            }
        };
        file.refer_to(&name);
        self.given.push((wish.home.to_owned(), wish.name.to_owned(), value, name.clone()));
        Ok(name)
    }

    /// Keeps the name of a variable that the text already refers to and whose default is this value.
    pub(crate) fn keep(&mut self, site: &Site<'_>, home: &str, name: &str, value: &str) -> Result<(), String> {
        let known = self.value_of(home, name).filter(|known| !known.is_empty()).map(str::to_owned);
        let had = self.files.get(home).is_some_and(|file| file.had(name));
        // What runs is the value of `.env`: a default that is another one is no password in use, which none replaces.
        let is_in_use = known.as_ref().is_none_or(|known| known == value || !had);
        let strong = if is_in_use { self.value_for(site, value)? } else { value.to_owned() };
        let is_new = known.as_deref() != Some(&strong);
        let file = self.files.entry(home.to_owned()).or_default();
        if is_new && let Some(what) = unlike(&strong) {
            return Err(format!("its value has {what}, which not every reader of .env takes alike"));
        }
        match known {
            _ if !is_new => {}
            None => file.add(name, &strong),
            Some(known) if known == value => {
                if !file.may_repeat(name) {
                    return Err(format!(
                        "another line of {} takes {name} into its value: give {name} a strong one there by hand (dsnitch generate)",
                        env_of(home)
                    ));
                }
                file.add(name, &strong);
                self.notes.push(again(name, home));
            }
            Some(_) if !had => {
                return Err(format!(
                    "{name} has another value in another place that is fixed with it: give each a variable of its own"
                ));
            }
            Some(_) if file.name_of(value).is_some() => {}
            // The name has another value already; the default is kept under a further name that nothing reads.
            Some(_) => {
                let number = (2_u64..).find(|number| file.get(&format!("{name}_{number}")).is_none()).unwrap_or(2);
                let other = format!("{name}_{number}");
                file.add(&other, value);
                let env = env_of(home);
                let line = site.found.finding.location.line;
                self.notes.push(format!(
                    "{name} has another value in {env} than the default of {}:{line} was, and that is the one that runs now: {env} keeps this default as {other}, which nothing reads",
                    site.path
                ));
            }
        }
        file.refer_to(name);
        Ok(())
    }
}

/// A note that the `.env` of `home` has a variable twice, the second time with a generated value.
fn again(name: &str, home: &str) -> String {
    format!("{} has {name} twice now: the last line counts, and the one with the weak value can go", env_of(home))
}

impl Mark {
    /// A copy.
    pub(crate) fn again(&self) -> Mark {
        self.clone()
    }
}

/// A state of [`Names`] to revert to.
#[derive(Clone)]
pub(crate) struct Mark {
    files: BTreeMap<String, EnvFile>,
    given: Vec<(String, String, String, String)>,
    notes: Vec<String>,
    secrets: Vec<Key>,
    declared: BTreeMap<(String, String), String>,
    owners: BTreeMap<(String, String), String>,
}
