//! Kubernetes Secrets that are created from a `.env`, and the commands that create them.

use std::collections::BTreeMap;

use super::site::env_of;

/// A key of a Secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Key {
    /// The directory of the `.env`.
    pub(crate) home: String,
    /// The manifest of the Secret, if there is one.
    pub(crate) manifest: Option<String>,
    /// The name of the Secret.
    pub(crate) object: String,
    /// Empty for the current context's.
    pub(crate) namespace: String,
    /// Empty for `Opaque`.
    pub(crate) of_type: String,
    pub(crate) key: String,
    /// The variable.
    pub(crate) name: String,
}

/// A note for each Secret, with all of its keys.
pub(crate) fn notes(keys: &[Key]) -> Vec<String> {
    let mut secrets: BTreeMap<_, Vec<&Key>> = BTreeMap::new();
    for key in keys {
        let of = secrets.entry((&key.home, &key.namespace, &key.object)).or_default();
        if !of.iter().any(|known| (&known.key, &known.name) == (&key.key, &key.name)) {
            of.push(key);
        }
    }
    secrets.into_values().filter_map(|keys| note(&keys)).collect()
}

/// A note with a command that applies only these keys, under a separate field manager, so that the Secret's other keys
/// are kept. The command fails if a variable is unset or empty.
fn note(keys: &[&Key]) -> Option<String> {
    let first = keys.first()?;
    let mut command = format!("{} && kubectl create secret generic {}", load(&first.home), word(&first.object));
    if !first.namespace.is_empty() {
        command.push_str(&format!(" -n {}", word(&first.namespace)));
    }
    if let Some(of_type) = keys.iter().map(|key| &key.of_type).find(|of_type| !of_type.is_empty()) {
        command.push_str(&format!(" --type={}", word(of_type)));
    }
    for Key { key, name, .. } in keys {
        command.push_str(&format!(" --from-literal={}=\"${{{name}:?}}\"", word(key)));
    }
    command.push_str(" --dry-run=client -o yaml | kubectl apply --server-side --field-manager=dotenv -f -");
    let env = env_of(&first.home);
    let object = &first.object;
    Some(match keys.iter().find_map(|key| key.manifest.as_ref()) {
        Some(manifest) => format!(
            "the Secret {object} gets from {env} what {manifest} has no more: apply {manifest} first, which takes it out, then: {command}"
        ),
        None => format!("the Secret {object} is made from {env}: {command}"),
    })
}

/// The commands that load the `.env` of `home` into a shell at the top of the repository, or fail.
fn load(home: &str) -> String {
    format!("set -a && . {} && set +a", word(&format!("./{}", env_of(home))))
}

/// `text` quoted as one shell word.
fn word(text: &str) -> String {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "_./:@%+,=-".contains(c);
    if !text.is_empty() && text.chars().all(is_plain) {
        return text.to_owned();
    }
    format!("'{}'", text.replace('\'', "'\\''"))
}

#[cfg(test)]
mod tests {
    use super::{Key, notes};

    #[test]
    fn a_secret_is_created_by_one_correctly_quoted_command() {
        let key = |home: &str, object: &str, namespace: &str, key: &str| Key {
            home: home.to_owned(),
            manifest: None,
            object: object.to_owned(),
            namespace: namespace.to_owned(),
            of_type: String::new(),
            key: key.to_owned(),
            name: key.to_ascii_uppercase(),
        };
        let keys = [key("k8s", "db", "prod", "a"), key("k8s", "db", "prod", "b"), key("k8s", "db", "prod", "a")];
        let end = " --dry-run=client -o yaml | kubectl apply --server-side --field-manager=dotenv -f -";
        let load = "the Secret db is made from k8s/.env: set -a && . ./k8s/.env && set +a";
        assert_eq!(
            notes(&keys),
            [format!(
                "{load} && kubectl create secret generic db -n prod --from-literal=a=\"${{A:?}}\" --from-literal=b=\"${{B:?}}\"{end}"
            )]
        );
        let hostile = notes(&[key("a b", "x; id", "", "k")]).remove(0);
        assert!(hostile.contains(". './a b/.env' && ") && hostile.contains(" generic 'x; id' --from"), "{hostile}");
    }
}
