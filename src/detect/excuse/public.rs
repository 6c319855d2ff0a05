//! Keys that are meant to be public.

use base64::Engine as _;

/// True for keys that their issuers declare public: Supabase's publishable and anonymous keys, Stripe's publishable
/// keys.
pub(super) fn is_public(value: &[u8]) -> bool {
    if [
        b"sb_publishable_".as_slice(),
        b"pk_live_",
        b"pk_test_",
        b"pk.eyJ",
        b"ssh-rsa ",
        b"ssh-ed25519 ",
        b"-----BEGIN PUBLIC",
        b"-----BEGIN CERT",
    ]
    .iter()
    .any(|start| value.starts_with(start))
    {
        return true;
    }
    EMULATORS.contains(&value)
        || is_public_jwk(value)
        || jwt_claims(value).is_some_and(|claims| memchr::memmem::find(&claims, b"\"role\":\"anon\"").is_some())
}

/// The documented keys of Azure's emulators for storage, Cosmos DB, and event hubs and service buses.
const EMULATORS: [&[u8]; 3] = [
    b"Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==",
    b"SAS_KEY_VALUE",
    b"C2y6yDjf5/R+ob0N8A7Cgv30VRDJIWEHLM+4QDU5DE2nQ9nDuVTqobD4b8mGGyPMbIZnqyMsEcaGQy67XIw/Jw==",
];

/// True for JSON Web Keys without a private part (RFC 7518, 6).
fn is_public_jwk(value: &[u8]) -> bool {
    let has = |member: &[u8]| memchr::memmem::find(value, member).is_some();
    let is_object = value.starts_with(b"{") && value.ends_with(b"}");
    is_object && has(b"\"kty\"") && !has(b"\"d\"") && !has(b"\"k\"")
}

/// The decoded claims of a JSON Web Token (RFC 7519).
fn jwt_claims(value: &[u8]) -> Option<Vec<u8>> {
    if !value.starts_with(b"eyJ") || value.len() > 8_192 {
        return None;
    }
    let claims = value.split(|b| *b == b'.').nth(1)?;
    base64::engine::general_purpose::URL_SAFE_NO_PAD.decode(claims).ok()
}
