//! Weak passwords and the strong ones that replace them.

use super::names::Names;
use super::shown::Strong;
use super::site::{Site, env_of};

impl Names {
    /// The location of the strong password that replaces the one of `site`.
    pub(crate) fn strong(&self, site: &Site<'_>) -> Option<Strong> {
        self.stronger.as_ref().filter(|_| site.is_weak())?;
        let weak = site.value()?;
        let (_, strong) = self.replaced.iter().find(|(known, _)| known == weak)?;
        let file = self.files.get(site.home)?;
        let (variable, is_whole) =
            file.name_of(strong).map(|name| (name, true)).or_else(|| Some((file.name_around(strong)?, false)))?;
        let role = site.found.finding.role().map(str::to_owned);
        Some(Strong { variable: variable.to_owned(), is_whole, env: env_of(site.home), role })
    }

    /// True if weak passwords are replaced by strong ones.
    pub(crate) const fn strengthens(&self) -> bool {
        self.stronger.is_some()
    }

    /// True if `weak` was replaced by a strong password.
    pub(crate) fn is_replaced(&self, weak: &str) -> bool {
        self.replaced.iter().any(|(known, _)| known == weak)
    }

    /// The strong password that replaces `weak`, the same one each time.
    ///
    /// # Errors
    /// If none could be generated.
    pub(crate) fn replacement(&mut self, weak: &str) -> Result<String, String> {
        if let Some((_, strong)) = self.replaced.iter().find(|(known, _)| known == weak) {
            return Ok(strong.clone());
        }
        let strong =
            self.stronger.as_ref().and_then(|stronger| stronger()).ok_or("the kernel gives no random numbers")?;
        self.replaced.push((weak.to_owned(), strong.clone()));
        Ok(strong)
    }

    /// The name of a variable in the output, with a word if its value, or the password in it, is generated.
    pub(crate) fn described(&self, name: &str, value: &str) -> String {
        let is_whole = self.replaced.iter().any(|(_, strong)| strong == value);
        match is_whole || self.replaced.iter().any(|(_, strong)| value.contains(strong)) {
            false => name.to_owned(),
            true if is_whole => format!("{name} (generated)"),
            true => format!("{name} (its password generated)"),
        }
    }

    /// `value`, with a weak password in it replaced by a strong one if requested.
    pub(super) fn value_for(&mut self, site: &Site<'_>, value: &str) -> Result<String, String> {
        if !self.strengthens() || !site.is_weak() {
            return Ok(value.to_owned());
        }
        let weak = site.value().unwrap_or_default();
        let strong = self.replacement(weak)?;
        // In a whole connection string, only the password is replaced.
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
