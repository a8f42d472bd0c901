//! Signs URLs of Signet with the crates base64, hmac and sha2:
//! sign(&key, "/photo (1).jpg", &[("width", "400")]).

use base64::{prelude::BASE64_URL_SAFE_NO_PAD, Engine};
use hmac::{Hmac, Mac};
use sha2::Sha256;

// Characters that stay raw, beside letters and digits. Every other byte of the UTF-8 is %XX.
// NON_ALPHANUMERIC of percent-encoding encodes more, and the server answers 400.
const RAW_IN_PATH: &str = "-._~!$&'()*+,;=:@/";
const RAW_IN_VALUE: &str = "-._~!$()*,;:@/?";

fn encode(text: &str, raw: &str) -> String {
    let is_raw = |byte: u8| byte.is_ascii_alphanumeric() || raw.as_bytes().contains(&byte);
    let spell = |byte: u8| if is_raw(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") };
    text.bytes().map(spell).collect()
}

/// The path and query of the URL. Neither path nor values are encoded yet.
fn sign(key: &[u8], path: &str, query: &[(&str, &str)]) -> String {
    let path = encode(path, RAW_IN_PATH);
    let pair = |(name, value): &(&str, &str)| format!("{name}={}", encode(value, RAW_IN_VALUE));
    let mut pairs: Vec<String> = query.iter().map(pair).collect();
    let mut mac = Hmac::<Sha256>::new_from_slice(key).expect("HMAC takes keys of any length");
    mac.update(format!("signet-v1\n{path}\n{}", pairs.join("&")).as_bytes());
    pairs.push(format!("token={}", BASE64_URL_SAFE_NO_PAD.encode(mac.finalize().into_bytes())));
    format!("{path}?{}", pairs.join("&"))
}

/// The bytes of SIGNING_KEYS' first key: id:base64url[,id:base64url…].
fn first_key(keys: &str) -> Option<Vec<u8>> {
    let (_, text) = keys.split(',').next()?.split_once(':')?;
    BASE64_URL_SAFE_NO_PAD.decode(text).ok()
}

/// Each line of the input is a path and name=value pairs, with tabs between them.
fn main() {
    let keys = std::env::var("SIGNING_KEYS").expect("SIGNING_KEYS is not set");
    let key = first_key(&keys).expect("SIGNING_KEYS must be id:base64url");
    for line in std::io::stdin().lines() {
        let line = line.expect("the input must be UTF-8");
        let mut fields = line.split('\t');
        let path = fields.next().unwrap_or_default();
        let query: Vec<_> = fields.filter_map(|field| field.split_once('=')).collect();
        println!("{}", sign(&key, path, &query));
    }
}
