//! What would excuse a finding: texts to paste, the reason left open.

use crate::decision::Decided;
use crate::text::for_terminal;

/// What to paste; each needs a reason in the place of `<why>`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Excuse {
    /// A comment for the line, or the one above; none where the file has no comments.
    pub(super) comment: Option<String>,
    /// An entry for `.dsnitch.toml`; none where the fingerprint is that of other values too.
    pub(super) entry: Option<String>,
}

/// Whether an excuse goes with `decided`: of one that has run out none does, nor of what is enforced higher up.
pub(super) fn takes_excuse(decided: &Decided) -> bool {
    *decided.finding.rule != *"allow-expired" && !decided.is_enforced
}

impl Excuse {
    /// What excuses `decided`; none if it is excused already, or neither goes.
    pub(super) fn of(decided: &Decided) -> Option<Excuse> {
        if decided.suppressed.is_some() || !takes_excuse(decided) {
            return None;
        }
        let finding = &decided.finding;
        let rule = for_terminal(&finding.rule);
        let entry = finding.fingerprint.names_one_value().then(|| {
            let quoted = |text: &str| toml::Value::String(text.to_owned()).to_string();
            let (rule, print) = (quoted(&rule), quoted(finding.fingerprint.as_str()));
            format!("[[allow]]\nrule = {rule}\nfingerprint = {print}\nreason = \"<why>\"")
        });
        let comment = finding
            .comment
            .map(|form| format!("{} dsnitch:allow {rule} -- <why> {}", form.opens, form.closes).trim().to_owned());
        (comment.is_some() || entry.is_some()).then_some(Excuse { comment, entry })
    }
}
