//! Texts to paste that excuse a finding, with a placeholder for the reason.

use crate::decision::Decided;
use crate::finding::CommentForm;
use crate::fragment::Provenance;
use crate::text::for_terminal;

/// The texts; each needs a reason in place of `<why>`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Excuse {
    /// A comment for the line or the one above; `None` if the file format has no comments, or the line is in a commit.
    pub(super) comment: Option<String>,
    /// An entry for `.dsnitch.toml`; `None` if other values share the fingerprint.
    pub(super) entry: Option<String>,
}

/// Whether an excuse goes with `decided`: none does with an excuse that has run out or is of no use, nor with what is enforced
/// higher up.
pub(super) fn takes_excuse(decided: &Decided) -> bool {
    !matches!(&*decided.finding.rule, "allow-expired" | "allow-unused") && !decided.is_enforced
}

/// The allow comment for findings of `rules` on one line.
pub(super) fn comment(form: CommentForm, rules: &[&str]) -> String {
    format!("{} dsnitch:allow {} -- <why> {}", form.opens, rules.join(", "), form.closes).trim().to_owned()
}

impl Excuse {
    /// The texts that excuse `decided`; `None` if it is excused already, or if neither form is possible.
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
        // The content of a commit cannot be changed.
        let is_in_commit = matches!(finding.origin.provenance, Provenance::Commit(_));
        let comment = finding.comment.filter(|_| !is_in_commit).map(|form| comment(form, &[&rule]));
        (comment.is_some() || entry.is_some()).then_some(Excuse { comment, entry })
    }
}
