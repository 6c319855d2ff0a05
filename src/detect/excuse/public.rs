//! Keys that are meant to be public.

use base64::Engine as _;

use super::described::Described;
use crate::detect::record;
use crate::extract::assignment::key;

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
        || PUBLISHED.contains(&value)
        || is_public_jwk(value)
        || is_object_identifier(value)
        || jwt_claims(value).is_some_and(|claims| memchr::memmem::find(&claims, b"\"role\":\"anon\"").is_some())
}

/// The documented keys of Azure's emulators for storage, Cosmos DB, and event hubs and service buses.
const EMULATORS: [&[u8]; 3] = [
    b"Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==",
    b"SAS_KEY_VALUE",
    b"C2y6yDjf5/R+ob0N8A7Cgv30VRDJIWEHLM+4QDU5DE2nQ9nDuVTqobD4b8mGGyPMbIZnqyMsEcaGQy67XIw/Jw==",
];

/// What everybody has: GitHub's and Bitbucket's words in the place of the password beside a token, the mark by which React's
/// checks of properties know each other, and the key in dotenv's own message.
const PUBLISHED: [&[u8]; 4] =
    [b"x-oauth-basic", b"x-token-auth", b"SECRET_DO_NOT_PASS_THIS_OR_YOU_WILL_BE_FIRED", b"key_1234"];

/// True for the id of an access key of AWS or Tencent Cloud, which names the key and is sent with each request (AWS IAM, "Unique
/// identifiers"; Tencent Cloud, "Signature v3").
pub(super) fn is_id_of_access_key(value: &[u8]) -> bool {
    const LENGTH: usize = 20;
    const OF_TENCENT: usize = 36;
    let is_letter = |b: &u8| b.is_ascii_uppercase() || matches!(b, b'2'..=b'7');
    let is_of_aws = || (value.starts_with(b"AKIA") || value.starts_with(b"ASIA")) && value.iter().all(is_letter);
    match value.len() {
        LENGTH => is_of_aws(),
        OF_TENCENT => value.starts_with(b"AKID") && value.iter().all(u8::is_ascii_alphanumeric),
        _ => false,
    }
}

/// True for the key by which a browser searches an index of Algolia: it stands beside the application and the index. A key that
/// administers the index stands beside no index.
pub(super) fn is_search_key(it: &Described<'_, '_>) -> bool {
    const LENGTH: usize = 32;
    let is_hex = it.value.len() == LENGTH && it.value.iter().all(u8::is_ascii_hexdigit);
    if !is_hex || !it.candidate.key.ends_with("api_key") {
        return false;
    }
    // Elements of Writerside's: <algolia-index-name>x</algolia-index-name><algolia-api-key>…
    const NEAR: usize = 256;
    let span = it.candidate.secret.span;
    let near = it.cx.text.get(span.start.saturating_sub(NEAR)..it.cx.text.len().min(span.end + NEAR));
    if it.candidate.key == "algolia_api_key"
        && near.is_some_and(|near| memchr::memmem::find(near, b"<algolia-index").is_some())
    {
        return true;
    }
    let beside = record::entries(it.cx, it.candidate);
    let has = |ends: [&str; 2]| {
        beside.iter().any(|pair| {
            let name = key::normalise(pair.name);
            ends.iter().any(|end| name == *end || name.strip_suffix(end).is_some_and(|head| head.ends_with('_')))
        })
    };
    has(["index_name", "index"]) && has(["app_id", "application_id"])
}

/// True for an object identifier (X.660) below what is registered to RSA, to the internet and to organisations of the USA.
fn is_object_identifier(value: &[u8]) -> bool {
    const REGISTERED: [&[u8]; 3] = [b"1.2.840.113549.", b"1.3.6.1.", b"2.16.840.1."];
    let is_number = |arc: &[u8]| !arc.is_empty() && arc.iter().all(u8::is_ascii_digit);
    let rest = REGISTERED.iter().find_map(|root| value.strip_prefix(*root));
    rest.is_some_and(|rest| rest.split(|b| *b == b'.').all(is_number))
}

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
