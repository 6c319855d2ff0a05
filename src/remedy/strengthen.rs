//! Replaces the weak passwords of an env file that is untracked: they stand where their values are read, so that moving
//! them mends nothing.

use super::change::Work;
use super::edit::{Edit, Edits};
use super::env_file::EnvFile;
use super::found::{self, Found};
use super::plan::Target;
use super::planning::Planning;
use super::shown::{self, Strong};
use super::site::{Site, directory_of};
use super::untrack::Secretive;
use super::versions::Versions;
use crate::finding::{Class, Finding};
use crate::text::{command_word, for_terminal};

/// What the output shows in place of the new password.
const GENERATED: &str = "(generated)";

impl Planning<'_> {
    /// The change of the env file at `path` that replaces the weak passwords among `targets` by strong ones; `None` if
    /// there are none, or if they are to be kept.
    ///
    /// # Errors
    /// If the work tree's file is another one than the staged one, with the reason.
    pub(super) fn strengthen(
        &mut self,
        path: &str,
        kind: Secretive,
        versions: &Versions,
        targets: &[&Target],
    ) -> Result<Option<Work>, String> {
        let (Some(staged), Some(work)) = (&versions.staged, &versions.work) else { return Ok(None) };
        if !self.names.strengthens() {
            return Ok(None);
        }
        let all = found::find(self.detector, path.as_bytes(), work.text.as_bytes())?;
        let is_target = |finding: &Finding| {
            targets.iter().any(|target| *finding.rule == *target.rule && finding.location == target.location)
        };
        let weak: Vec<&Found> =
            all.iter().filter(|found| found.finding.class() == Class::Weak && is_target(&found.finding)).collect();
        if weak.is_empty() {
            return Ok(None);
        }
        if kind == Secretive::Whole {
            for found in weak {
                self.plan.note(format!(
                    "{}:{} keeps its weak password: only those of an env file are replaced; dsnitch generate gives a strong one",
                    for_terminal(path),
                    found.finding.location.line
                ));
            }
            return Ok(None);
        }
        if !staged.text.lines().eq(work.text.lines()) {
            let file = command_word(path);
            return Err(format!(
                "it has changes that are not staged, and its weak password is replaced in both or nowhere: git add -f {file}, and run dsnitch fix --weak again"
            ));
        }
        let mut edits = Edits::default();
        for found in weak {
            let site = Site {
                top: self.layout.top(),
                path,
                language_path: path,
                text: &work.text,
                home: directory_of(path),
                found,
                fixed: &[],
            };
            let strong = self.names.replacement(site.value().unwrap_or_default())?;
            edits.add(&[Edit::new(found.span, strong)]);
            let strong = Strong {
                variable: key_of(&site).to_owned(),
                is_whole: site.before().trim_end_matches(['"', '\'']).ends_with('='),
                env: path.to_owned(),
                role: found.finding.role().map(str::to_owned),
            };
            self.plan.lines.push(shown::line(&site, &[Edit::new(found.span, GENERATED)], Some(strong)));
        }
        let (text, _) = edits.apply(&work.text);
        self.strengthened.insert(path.to_owned(), text.clone());
        let (_, work) = versions.changed(None, Some(&text));
        Ok(work.map(|work| Work { is_env: true, ..work }))
    }
}

impl Planning<'_> {
    /// A note on the other variables of the env file at `path` with a weak password that is replaced: once the server has
    /// the new one, they open nothing. `file` has what is added to `text`.
    ///
    /// # Errors
    /// If the file was not read completely.
    pub(super) fn still_weak(&self, path: &str, text: &str, file: &EnvFile) -> Result<Option<String>, String> {
        if !self.names.strengthens() {
            return Ok(None);
        }
        let mut names: Vec<String> = Vec::new();
        for found in &found::find(self.detector, path.as_bytes(), text.as_bytes())? {
            let site = Site {
                top: self.layout.top(),
                path,
                language_path: path,
                text,
                home: directory_of(path),
                found,
                fixed: &[],
            };
            let name = key_of(&site);
            let is_old = site.is_weak() && site.value().is_some_and(|value| self.names.is_replaced(value));
            if is_old && !file.added().any(|(added, _)| added == name) && !names.iter().any(|known| known == name) {
                names.push(name.to_owned());
            }
        }
        Ok((!names.is_empty()).then(|| {
            let path = for_terminal(path);
            format!(
                "{path} has the weak password in {} too: where that is for the same role, put the new one in as well",
                names.join(", ")
            )
        }))
    }
}

/// The variable that is assigned on the line of `site`.
fn key_of<'a>(site: &Site<'a>) -> &'a str {
    let key = site.before().split('=').next().unwrap_or_default().trim();
    key.strip_prefix("export ").unwrap_or(key).trim()
}
