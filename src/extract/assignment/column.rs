//! The kinds of columns that tables have.

use super::key::normalise;

/// The column of a table below its key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Column {
    /// One of values.
    Values,
    /// One of secrets or tokens, which holds their names just as often.
    Mixed,
}

impl Column {
    /// The column that is headed `name`, in a table for people.
    pub(crate) fn headed(name: &[u8]) -> Self {
        const HEADS: [&str; 21] = [
            "password",
            "passwd",
            "passwort",
            "pwd",
            "pass",
            "passphrase",
            "senha",
            "contrasena",
            "contraseña",
            "kennwort",
            "motdepasse",
            "密码",
            "密碼",
            "비밀번호",
            "암호",
            "パスワード",
            "пароль",
            "парола",
            "hasło",
            "heslo",
            "wachtwoord",
        ];
        let name = normalise(name);
        if HEADS.iter().any(|head| name.ends_with(head)) { Column::Values } else { Column::Mixed }
    }
}
