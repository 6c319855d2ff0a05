//! `dsnitch generate`: a strong password from the kernel's random numbers.

use std::io::{self, Write as _};

use dsnitch::failure::Failure;

use super::args::Generate;
use super::exit::Exit;
use super::terminal;

/// The URL-safe base64 alphabet (RFC 4648, section 5): 64 characters, so that six bits of a random byte select one
/// without bias. URLs, shells and connection strings accept each of them unquoted.
const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/// Writes one password, or an assignment of it, to standard output.
pub(crate) fn run(generate: &Generate) -> Exit {
    match line(generate) {
        Ok(line) => {
            let mut out = io::stdout().lock();
            let written = out.write_all(line.as_bytes()).and_then(|()| out.flush());
            if let Err(error) = &written {
                terminal::lost("standard output", error, "send the output elsewhere");
            }
            Exit::Pass.after_writing(written.is_ok())
        }
        Err(error) => {
            terminal::complain(&error);
            Exit::Failed
        }
    }
}

fn line(generate: &Generate) -> Result<String, Failure> {
    let password = password(generate.length).map_err(|error| {
        Failure::new("random numbers", error, "use another source, for example: openssl rand -base64 32")
    })?;
    match generate.env.as_deref() {
        None => Ok(format!("{password}\n")),
        Some(name) if is_name(name) => Ok(format!("{name}={password}\n")),
        Some(_) => {
            Err(Failure::new("--env", "not the name of a variable", "use letters, digits and _ only: DB_PASSWORD"))
        }
    }
}

/// True if a shell accepts `name` as a variable name.
fn is_name(name: &str) -> bool {
    let is_word = |b: u8| b.is_ascii_alphanumeric() || b == b'_';
    name.bytes().all(is_word) && name.bytes().next().is_some_and(|first| !first.is_ascii_digit())
}

/// Length of a generated `fingerprint_key`, in characters.
const KEY: u16 = 32;

/// A new `fingerprint_key` for the configuration `name`.
pub(crate) fn fingerprint_key(name: &str) -> Result<String, Failure> {
    password(KEY).map_err(|error| {
        let next = format!("put fingerprint_key = \"…\" into {name} yourself, 20 characters or more");
        Failure::new("random numbers", error, next)
    })
}

/// A password of `length` characters. It begins with a letter or a digit: many programs read a leading `-` as an
/// option.
pub(crate) fn password(length: u16) -> Result<String, getrandom::Error> {
    let mut password = String::with_capacity(usize::from(length));
    let mut bytes = [0_u8; 64];
    while password.len() < usize::from(length) {
        getrandom::fill(&mut bytes)?;
        for byte in bytes {
            let Some(letter) = ALPHABET.get(usize::from(byte % 64)) else { continue };
            let is_wanted = !password.is_empty() || letter.is_ascii_alphanumeric();
            if is_wanted && password.len() < usize::from(length) {
                password.push(char::from(*letter));
            }
        }
    }
    Ok(password)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn passwords_differ_and_have_the_requested_length() {
        let mut seen = std::collections::HashSet::new();
        for length in [16, 24, 63, 64, 65, 1024] {
            for _ in 0..50 {
                let password = password(length).unwrap();
                assert_eq!(password.len(), usize::from(length));
                assert!(password.bytes().all(|b| ALPHABET.contains(&b)) && !password.starts_with(['-', '_']));
                assert!(seen.insert(password));
            }
        }
        // Every character of the alphabet occurs: for 256 × 50 characters, the chance that one does not is negligible.
        let all: String = seen.into_iter().collect();
        assert!(ALPHABET.iter().all(|letter| all.contains(char::from(*letter))));
    }

    #[test]
    fn a_variable_name_is_validated() {
        for (name, good) in [
            ("DB_PASSWORD", true),
            ("_x1", true),
            ("1x", false),
            ("", false),
            ("A B", false),
            ("é", false),
            ("A=B", false),
        ] {
            assert_eq!(is_name(name), good, "{name}");
        }
    }
}
