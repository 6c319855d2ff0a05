//! The service that an env file belongs to, by its folder.

use crate::text::is_env_name;

/// Folders with a folder for each service of a system.
const FOLDERS: [&[u8]; 3] = [b"services", b"microservices", b"apps"];

/// Returns the folder of the service whose env file is at `path`: `api` of `services/api/.env`.
pub(super) fn of_path(path: &[u8]) -> Option<String> {
    let mut parts: Vec<&[u8]> = path.split(|b| *b == b'/').collect();
    let name = parts.pop()?;
    let at = parts.iter().position(|part| FOLDERS.contains(part))?;
    let service = parts.get(at + 1).filter(|_| is_env_name(name))?;
    Some(String::from_utf8_lossy(service).to_ascii_lowercase())
}

#[cfg(test)]
mod tests {
    use super::of_path;

    #[test]
    fn an_env_file_belongs_to_the_service_of_its_folder() {
        for (path, service) in [
            ("services/api/.env", Some("api")),
            ("apps/Web/config/.env.production", Some("web")),
            ("services/.env", None),
            ("api/.env", None),
            ("services/api/settings.py", None),
        ] {
            assert_eq!(of_path(path.as_bytes()).as_deref(), service, "{path}");
        }
    }
}
