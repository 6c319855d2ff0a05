//! The names of the variables that values get: from the key, the service or the form, each for one value.

use std::collections::BTreeMap;

use super::env_file::{EnvFile, is_name, unlike};
use super::naming;
use super::secrets::Key;
use super::shown::Strong;
use super::site::{Site, env_of};
use crate::secret::MASK;

/// The `.env` files of a run, by their directory, and the names that were given.
#[derive(Default)]
pub(crate) struct Names {
    files: BTreeMap<String, EnvFile>,
    /// Directory, wished name and value; the name that came of it.
    given: Vec<(String, String, String, String)>,
    /// What is said of names that were numbered.
    pub(crate) told: Vec<String>,
    /// Keys of Secrets that are made of variables.
    pub(crate) secrets: Vec<Key>,
    /// For each directory and name, the last number that was taken.
    numbers: BTreeMap<(String, String), u64>,
    /// For each weak value, the one that comes in its place.
    replaced: Vec<(String, String)>,
    /// Makes a strong password, where weak ones are to be replaced.
    stronger: Option<Box<Stronger>>,
    /// Whether images that read files get secrets of Compose.
    pub(crate) compose_secrets: bool,
}

/// Makes a strong password.
pub(crate) type Stronger = dyn Fn() -> Option<String>;

/// A variable that is wished for.
pub(crate) struct Wish<'w> {
    /// The directory whose `.env` is to have it.
    pub(crate) home: &'w str,
    pub(crate) name: &'w str,
    pub(crate) value: &'w str,
    /// Whether another name of the same value does as well.
    pub(crate) is_generic: bool,
}

impl Names {
    /// No names yet; `stronger` makes what comes in place of a weak password.
    pub(crate) fn new(stronger: Option<Box<Stronger>>, compose_secrets: bool) -> Names {
        Names { stronger, compose_secrets, ..Names::default() }
    }

    /// Says what the `.env` of `home` says already.
    pub(crate) fn know(&mut self, home: &str, text: &str) {
        self.files.insert(home.to_owned(), EnvFile::parse(text));
    }

    pub(crate) fn knows(&self, home: &str) -> bool {
        self.files.contains_key(home)
    }

    /// Each `.env` that files refer to, by its directory.
    pub(crate) fn used(&self) -> impl Iterator<Item = (&str, &EnvFile)> {
        self.files.iter().map(|(home, file)| (home.as_str(), file)).filter(|(_, file)| !file.used_names().is_empty())
    }

    /// Takes back what was given since `mark`, which [`Names::mark`] made.
    pub(crate) fn restore(&mut self, mark: Mark) {
        self.files = mark.files;
        self.given = mark.given;
        self.told = mark.told;
        self.secrets = mark.secrets;
    }

    pub(crate) fn mark(&self) -> Mark {
        Mark {
            files: self.files.clone(),
            given: self.given.clone(),
            told: self.told.clone(),
            secrets: self.secrets.clone(),
        }
    }

    /// As [`Self::take`], with the name that the key of the finding gives.
    pub(crate) fn take_of_key(&mut self, site: &Site<'_>, value: &str) -> Result<String, String> {
        let (name, is_generic) = naming::of_key(site);
        self.take(site, &Wish { home: site.home, name: &name, value, is_generic })
    }

    /// The name under which the value stands in `.env`.
    pub(crate) fn take(&mut self, site: &Site<'_>, wish: &Wish<'_>) -> Result<String, String> {
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
                    Some(known) => known == value,
                    None => !is_referred_to(site.text, name),
                };
                let last = self.numbers.entry((wish.home.to_owned(), wished.to_owned())).or_insert(1);
                let mut name = if *last == 1 { wished.to_owned() } else { format!("{wished}_{last}") };
                while !is_free(&name, file) {
                    *last += 1;
                    name = format!("{wished}_{last}");
                }
                // What this run has added by itself is told with the lines that the file gets.
                if name != wished && file.had(wished) {
                    self.told.push(format!("{wished} has another value already, so this one is {name}"));
                }
                if file.get(&name).is_none() {
                    file.add(&name, &value);
                }
                name
            }
        };
        file.refer_to(&name);
        self.given.push((wish.home.to_owned(), wish.name.to_owned(), value, name.clone()));
        Ok(name)
    }

    /// Keeps the value of a variable that the text refers to already, and that has this one by default.
    pub(crate) fn keep(&mut self, site: &Site<'_>, home: &str, name: &str, value: &str) -> Result<(), String> {
        let value = self.value_for(site, value)?;
        let file = self.files.entry(home.to_owned()).or_default();
        match file.get(name) {
            Some(known) if known == value => {}
            Some(_) if file.name_of(&value).is_some() => {}
            // One variable has one value: the other one is kept, where nothing reads it.
            Some(_) => {
                let number = (2_u64..).find(|number| file.get(&format!("{name}_{number}")).is_none()).unwrap_or(2);
                let other = format!("{name}_{number}");
                if let Some(what) = unlike(&value) {
                    return Err(format!("its value has {what}, which not every reader of .env takes alike"));
                }
                file.add(&other, &value);
                let env = env_of(home);
                let line = site.found.finding.location.line;
                self.told.push(format!(
                    "{name} has another value in {env} than the default of {}:{line} was, and that is the one that runs now: {env} keeps this default as {other}, which nothing reads",
                    site.path
                ));
            }
            None => match unlike(&value) {
                Some(what) => return Err(format!("its value has {what}, which not every reader of .env takes alike")),
                None => file.add(name, &value),
            },
        }
        file.refer_to(name);
        Ok(())
    }

    /// Where the strong password stands that has come in the place of the one of `site`.
    pub(crate) fn strong(&self, site: &Site<'_>) -> Option<Strong> {
        self.stronger.as_ref().filter(|_| site.is_weak())?;
        let weak = site.value()?;
        let (_, strong) = self.replaced.iter().find(|(known, _)| known == weak)?;
        let file = self.files.get(site.home)?;
        let (variable, is_whole) =
            file.name_of(strong).map(|name| (name, true)).or_else(|| Some((file.name_around(strong)?, false)))?;
        let role = site.found.finding.user.clone().filter(|user| !user.contains(MASK));
        Some(Strong { variable: variable.to_owned(), is_whole, env: env_of(site.home), role })
    }

    /// `value`, or a strong password in its place where it is weak and that was asked for.
    fn value_for(&mut self, site: &Site<'_>, value: &str) -> Result<String, String> {
        let Some(stronger) = self.stronger.as_ref().filter(|_| site.is_weak()) else {
            return Ok(value.to_owned());
        };
        let weak = site.value().unwrap_or_default();
        let strong = match self.replaced.iter().find(|(known, _)| known == weak) {
            Some((_, strong)) => strong.clone(),
            None => {
                let strong = stronger().ok_or("the kernel gives no random numbers")?;
                self.replaced.push((weak.to_owned(), strong.clone()));
                strong
            }
        };
        // Of a whole connection string, the password alone is another.
        let written = site.written();
        if value == weak || value == written {
            return Ok(strong);
        }
        for one in [written, weak] {
            if value.matches(one).count() == 1 && !one.is_empty() {
                return Ok(value.replacen(one, &strong, 1));
            }
        }
        Err("its password is not the only place where these characters stand in it".to_owned())
    }
}

impl Mark {
    /// The same once more.
    pub(crate) fn again(&self) -> Mark {
        self.clone()
    }
}

/// What was given up to some time.
#[derive(Clone)]
pub(crate) struct Mark {
    files: BTreeMap<String, EnvFile>,
    given: Vec<(String, String, String, String)>,
    told: Vec<String>,
    secrets: Vec<Key>,
}

/// Whether `text` refers to the variable `name`, whose value nobody knows here.
fn is_referred_to(text: &str, name: &str) -> bool {
    let is_word = |c: char| c.is_ascii_alphanumeric() || c == '_';
    ["${", "$", "env.", "secrets."].iter().any(|mark| {
        text.match_indices(&format!("{mark}{name}"))
            .any(|(at, found)| !text.get(at + found.len()..).unwrap_or_default().starts_with(is_word))
    })
}

#[cfg(test)]
mod tests {
    use super::is_referred_to;

    #[test]
    fn a_reference_is_seen() {
        assert!(is_referred_to("x: ${DB_X}", "DB_X") && !is_referred_to("x: ${DB_XY} DB_X", "DB_X"));
    }
}
