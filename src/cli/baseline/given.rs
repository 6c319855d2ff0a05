//! Loads the baseline of a scan. It is searched for where the configuration is, and trusted as far.

use std::fs;
use std::path::Path;

use dsnitch::baseline::{self, BASELINE, Placed};
use dsnitch::failure::Failure;
use dsnitch::fingerprint::FingerprintKey;

use super::super::args::Global;
use super::super::config::{read_bytes, read_named_bytes};
use super::super::home::{Given, Home};

/// Largest baseline that is read, in bytes: several hundred thousand findings.
const LIMIT: u64 = 32 << 20;

/// The baseline that a scan uses.
pub(crate) struct GivenBaseline {
    given: Given,
    /// Its name in messages.
    name: String,
    /// A note about a baseline that exists but is not used.
    passed_over: Option<String>,
}

impl GivenBaseline {
    /// No baseline.
    pub(crate) fn nothing() -> Self {
        GivenBaseline { given: Given::Nothing, name: BASELINE.to_owned(), passed_over: None }
    }

    /// Its origin, which decides how far it is trusted.
    pub(crate) const fn given(&self) -> &Given {
        &self.given
    }

    /// Its name in messages.
    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    /// A note about a baseline that exists but is not used.
    pub(crate) fn passed_over(&self) -> Option<&str> {
        self.passed_over.as_deref()
    }

    /// The error for an entry with an unknown rule.
    pub(crate) fn unknown_rule(&self, line: usize) -> Failure {
        let what = format!("{}, line {line}", self.name);
        let next = "dsnitch baseline prune takes out what is not found, or write it anew";
        Failure::new(what, "an accepted finding of a rule that there is not", next)
    }
}

/// Reads the baseline for a scan with `configuration`, and its entries. A file named by `--baseline` takes precedence.
/// Where the configuration is named explicitly, the repository's own configuration and baseline are both ignored.
pub(crate) fn load(
    global: &Global,
    home: &Home<'_>,
    configuration: &Given,
    key: Option<&FingerprintKey>,
) -> Result<(GivenBaseline, Vec<Placed>), Failure> {
    let (given, name, bytes) = match (&global.baseline, home, configuration) {
        (Some(path), ..) => {
            let name = path.display().to_string();
            let bytes = of_size(path, read_named_bytes(path, LIMIT)?)?;
            // Nothing is accepted by /dev/null; an empty file is no baseline.
            let is_nothing = bytes.is_empty() && fs::metadata(path).is_ok_and(|metadata| !metadata.is_file());
            (Given::Named(name.clone()), name, (!is_nothing).then_some(bytes))
        }
        (None, Home::WorkTree(top), Given::Named(named)) => {
            let is_there = top.join(BASELINE).symlink_metadata().is_ok();
            let why = || {
                format!("{BASELINE} excuses nothing here, since {named} was named: --baseline {BASELINE} has it count")
            };
            return Ok((GivenBaseline { passed_over: is_there.then(why), ..GivenBaseline::nothing() }, Vec::new()));
        }
        (None, Home::WorkTree(top), _) => {
            let bytes = read(&top.join(BASELINE), Some(top))?;
            let text = bytes.as_deref().map(|bytes| String::from_utf8_lossy(bytes).into_owned());
            (text.map_or(Given::Nothing, Given::WorkTree), BASELINE.to_owned(), bytes)
        }
        (None, Home::Trusted(_), Given::Named(_)) | (None, Home::None, _) => {
            return Ok((GivenBaseline::nothing(), Vec::new()));
        }
        (None, Home::Trusted(file_of), _) => {
            let bytes = file_of(BASELINE)?;
            (if bytes.is_some() { Given::Trusted } else { Given::Nothing }, BASELINE.to_owned(), bytes)
        }
    };
    let entries = bytes.map_or(Ok(Vec::new()), |bytes| baseline::parse(&name, &bytes, key))?;
    Ok((GivenBaseline { given, name, passed_over: None }, entries))
}

/// The bytes of the baseline at `path`; `None` if there is no such file.
pub(crate) fn read(path: &Path, within: Option<&Path>) -> Result<Option<Vec<u8>>, Failure> {
    read_bytes(path, within, LIMIT)?.map(|bytes| of_size(path, bytes)).transpose()
}

fn of_size(path: &Path, bytes: Vec<u8>) -> Result<Vec<u8>, Failure> {
    if u64::try_from(bytes.len()).unwrap_or(u64::MAX) > LIMIT {
        return Err(Failure::new(path.display().to_string(), "larger than 32 MiB", "write it anew"));
    }
    Ok(bytes)
}
