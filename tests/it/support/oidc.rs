//! An OpenID provider on a port of its own. It does what the standard says, with keys of its own,
//! unless a test tells it to lie.

use axum::{
    Form, Json, Router,
    extract::{Query, State},
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Redirect, Response},
    routing::{get, post},
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use hmac::{Hmac, KeyInit, Mac};
use openidconnect::{
    JsonWebKeyId, PrivateSigningKey,
    core::{CoreJwsSigningAlgorithm, CoreRsaPrivateSigningKey},
};
use platssamverkan::clock::Clock;
use rsa::{
    RsaPrivateKey,
    pkcs1::EncodeRsaPrivateKey,
    pkcs8::{EncodePublicKey, LineEnding},
};
use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};
use std::{
    collections::HashMap,
    sync::{Arc, Mutex, OnceLock},
};

pub(crate) const CLIENT_ID: &str = "platssamverkan";
pub(crate) const CLIENT_SECRET: &str = "prov/hemlighet:med+tecken";

/// How a token is signed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Sign {
    /// As it should be.
    Own,
    /// `alg: none`, no signature.
    None,
    /// HMAC with the public key as the secret.
    HmacPublicKey,
    /// HMAC with the client's secret.
    HmacClientSecret,
    /// With a key that nobody has published, under the name of the right one.
    WrongKey,
    /// The same under a name of its own.
    UnknownKey,
    /// The payload is changed after signing.
    TamperedPayload,
    /// The signature is changed.
    TamperedSignature,
}

/// What the provider does at its next questions.
#[derive(Debug, Clone)]
pub(crate) struct Script {
    /// Who signs in.
    pub(crate) subject: String,
    /// Groups of that user; in the id token and in the user info.
    pub(crate) groups: Vec<String>,
    pub(crate) sign: Sign,
    /// Claims set or, when null, taken away.
    pub(crate) claims: Map<String, Value>,
    /// The same for the token's header.
    pub(crate) header: Map<String, Value>,
    /// The same for the discovery document.
    pub(crate) discovery: Map<String, Value>,
    /// A token to hand out instead of a new one.
    pub(crate) token: Option<String>,
    /// What the response says in `iss` instead of the truth; null: nothing.
    pub(crate) iss: Option<Value>,
    /// Refuses the user.
    pub(crate) error: bool,
    /// Hands out a token for a used code, and whatever the verifier.
    pub(crate) careless: bool,
    pub(crate) userinfo_subject: Option<String>,
    /// Paths that answer with a redirect, with 300 KiB too much, or with an error.
    pub(crate) redirecting: Option<&'static str>,
    pub(crate) bloated: Option<&'static str>,
    pub(crate) broken: Option<&'static str>,
}

impl Script {
    fn honest() -> Self {
        Self {
            subject: "s-1".into(),
            groups: Vec::new(),
            sign: Sign::Own,
            claims: Map::new(),
            header: Map::new(),
            discovery: Map::new(),
            token: None,
            iss: None,
            error: false,
            careless: false,
            userinfo_subject: None,
            redirecting: None,
            bloated: None,
            broken: None,
        }
    }
}

/// What was granted for a code.
#[derive(Debug, Clone)]
struct Granted {
    nonce: String,
    challenge: String,
    redirect_uri: String,
    used: bool,
}

/// What the provider has seen.
#[derive(Debug, Clone, Default)]
pub(crate) struct Seen {
    /// Codes exchanged with the right secret and the right verifier.
    pub(crate) n_exchanged: usize,
    /// Codes that came without the right verifier.
    pub(crate) n_wrong_verifier: usize,
    /// Times the keys were fetched.
    pub(crate) n_keys: usize,
    /// The last id token.
    pub(crate) token: Option<String>,
}

struct Inner {
    issuer: String,
    clock: Arc<dyn Clock>,
    keys: Mutex<(Arc<Key>, String)>,
    script: Mutex<Script>,
    granted: Mutex<HashMap<String, Granted>>,
    seen: Mutex<Seen>,
}

struct Key {
    signing: CoreRsaPrivateSigningKey,
    public_pem: String,
}

/// It stops with the value.
pub(crate) struct Provider {
    inner: Arc<Inner>,
    _runtime: tokio::runtime::Runtime,
}

impl Provider {
    pub(crate) fn start(clock: Arc<dyn Clock>, key: usize) -> Self {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .enable_all()
            .build()
            .expect("a runtime");
        let listener = runtime.block_on(tokio::net::TcpListener::bind("127.0.0.1:0"));
        let listener = listener.expect("a free port");
        let issuer = format!("http://{}", listener.local_addr().expect("bound"));
        let inner = Arc::new(Inner {
            issuer,
            clock,
            keys: Mutex::new((self::key(key), "k1".into())),
            script: Mutex::new(Script::honest()),
            granted: Mutex::default(),
            seen: Mutex::default(),
        });
        let router = Router::new()
            .route("/.well-known/openid-configuration", get(discovery))
            .route("/jwks", get(jwks))
            .route("/authorize", get(authorize))
            .route("/token", post(token))
            .route("/userinfo", get(userinfo))
            .with_state(inner.clone());
        runtime.spawn(async move {
            axum::serve(listener, router).await.expect("serving does not end");
        });
        Self { inner, _runtime: runtime }
    }

    pub(crate) fn issuer(&self) -> &str {
        &self.inner.issuer
    }

    /// Honest again, but for what is changed.
    pub(crate) fn acts(&self, change: impl FnOnce(&mut Script)) {
        let mut script = Script::honest();
        change(&mut script);
        *self.inner.script.lock().expect("not poisoned") = script;
    }

    /// Signs with another key from now on, which it publishes.
    pub(crate) fn rotate(&self, key: usize, kid: &str) {
        *self.inner.keys.lock().expect("not poisoned") = (self::key(key), kid.into());
    }

    pub(crate) fn seen(&self) -> Seen {
        self.inner.seen.lock().expect("not poisoned").clone()
    }
}

/// Keys are costly to make: each is made once.
fn key(number: usize) -> Arc<Key> {
    static KEYS: [OnceLock<Arc<Key>>; 4] = [const { OnceLock::new() }; 4];
    let make = || {
        // The last belongs to the attacker, who can do with less.
        let bits = if number == WRONG { 1024 } else { 2048 };
        let key = RsaPrivateKey::new(&mut rsa::rand_core::OsRng, bits).expect("a key");
        let pem = key.to_pkcs1_pem(LineEnding::LF).expect("PEM");
        let signing =
            CoreRsaPrivateSigningKey::from_pem(&pem, Some(JsonWebKeyId::new("k1".into())));
        let public_pem = key.to_public_key().to_public_key_pem(LineEnding::LF).expect("PEM");
        Arc::new(Key { signing: signing.expect("it signs"), public_pem })
    };
    KEYS[number].get_or_init(make).clone()
}

const WRONG: usize = 3;

fn merged(base: Value, changes: &Map<String, Value>) -> Value {
    let mut base = base;
    let fields = base.as_object_mut().expect("an object");
    for (name, value) in changes {
        match value {
            Value::Null => fields.remove(name),
            value => fields.insert(name.clone(), value.clone()),
        };
    }
    base
}

impl Inner {
    fn script(&self) -> Script {
        self.script.lock().expect("not poisoned").clone()
    }

    /// What a path that lies answers with.
    fn lie(&self, path: &'static str) -> Option<Response> {
        let script = self.script();
        if script.redirecting == Some(path) {
            return Some(Redirect::temporary(&format!("{}{path}", self.issuer)).into_response());
        }
        if script.bloated == Some(path) {
            return Some(Json(json!({"keys": [], "x": "x".repeat(300 * 1024)})).into_response());
        }
        (script.broken == Some(path)).then(|| StatusCode::BAD_GATEWAY.into_response())
    }

    fn id_token(&self, script: &Script, nonce: &str, access_token: &str) -> String {
        if let Some(token) = &script.token {
            return token.clone();
        }
        let now = self.clock.now().as_second();
        let hash = Sha256::digest(access_token.as_bytes());
        let claims = json!({
            "iss": self.issuer, "sub": script.subject, "aud": CLIENT_ID, "azp": CLIENT_ID,
            "iat": now, "exp": now + 300, "nonce": nonce, "groups": script.groups,
            "at_hash": URL_SAFE_NO_PAD.encode(&hash[..16]),
            // What a provider also says of a person; nothing of it is kept.
            "email": "nagon@example.se", "name": "Någon",
        });
        let claims = merged(claims, &script.claims);
        let (key, kid) = self.keys.lock().expect("not poisoned").clone();
        let (algorithm, kid) = match script.sign {
            Sign::None => ("none", kid),
            Sign::HmacPublicKey | Sign::HmacClientSecret => ("HS256", kid),
            Sign::UnknownKey => ("RS256", "k-unknown".into()),
            _ => ("RS256", kid),
        };
        let header = merged(json!({"alg": algorithm, "typ": "JWT", "kid": kid}), &script.header);
        let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
        let signed = format!("{}.{}", part(&header), part(&claims));
        let rsa = |key: &Key| {
            let algorithm = CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha256;
            key.signing.sign(&algorithm, signed.as_bytes()).expect("signed")
        };
        let hmac = |secret: &[u8]| {
            let mut mac = Hmac::<Sha256>::new_from_slice(secret).expect("any length");
            mac.update(signed.as_bytes());
            mac.finalize().into_bytes().to_vec()
        };
        let mut signature = match script.sign {
            Sign::None => Vec::new(),
            Sign::HmacPublicKey => hmac(key.public_pem.as_bytes()),
            Sign::HmacClientSecret => hmac(CLIENT_SECRET.as_bytes()),
            Sign::WrongKey | Sign::UnknownKey => rsa(&self::key(WRONG)),
            Sign::Own | Sign::TamperedPayload | Sign::TamperedSignature => rsa(&key),
        };
        if script.sign == Sign::TamperedSignature {
            signature[9] ^= 1;
        }
        let payload = match script.sign {
            Sign::TamperedPayload => {
                let other = json!({"sub": "s-chef"});
                part(&merged(claims, other.as_object().expect("an object")))
            }
            _ => part(&claims),
        };
        format!("{}.{payload}.{}", part(&header), URL_SAFE_NO_PAD.encode(signature))
    }
}

async fn discovery(State(inner): State<Arc<Inner>>) -> Response {
    if let Some(lie) = inner.lie("/.well-known/openid-configuration") {
        return lie;
    }
    let at = |path: &str| format!("{}{path}", inner.issuer);
    let document = json!({
        "issuer": inner.issuer,
        "authorization_endpoint": at("/authorize"),
        "token_endpoint": at("/token"),
        "userinfo_endpoint": at("/userinfo"),
        "jwks_uri": at("/jwks"),
        "response_types_supported": ["code"],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["RS256", "HS256", "none"],
        "authorization_response_iss_parameter_supported": true,
    });
    Json(merged(document, &inner.script().discovery)).into_response()
}

async fn jwks(State(inner): State<Arc<Inner>>) -> Response {
    if let Some(lie) = inner.lie("/jwks") {
        return lie;
    }
    inner.seen.lock().expect("not poisoned").n_keys += 1;
    let (key, kid) = inner.keys.lock().expect("not poisoned").clone();
    let mut jwk = serde_json::to_value(key.signing.as_verification_key()).expect("JSON");
    jwk["kid"] = kid.into();
    Json(json!({"keys": [jwk]})).into_response()
}

/// Whoever comes is signed in at once, as whom the script says.
async fn authorize(
    State(inner): State<Arc<Inner>>,
    Query(asked): Query<HashMap<String, String>>,
) -> Response {
    let script = inner.script();
    let fits = asked["response_type"] == "code"
        && asked["client_id"] == CLIENT_ID
        && asked["code_challenge_method"] == "S256"
        && asked["scope"].split(' ').any(|scope| scope == "openid");
    if !fits {
        return StatusCode::BAD_REQUEST.into_response();
    }
    let mut pairs = vec![("state", asked["state"].clone())];
    if script.error {
        pairs.push(("error", "access_denied".into()));
        pairs.push(("error_description", "nej".into()));
    } else {
        let code = format!("code-{}", inner.granted.lock().expect("not poisoned").len());
        let granted = Granted {
            nonce: asked["nonce"].clone(),
            challenge: asked["code_challenge"].clone(),
            redirect_uri: asked["redirect_uri"].clone(),
            used: false,
        };
        inner.granted.lock().expect("not poisoned").insert(code.clone(), granted);
        pairs.push(("code", code));
        // Providers say more than the standard asks for.
        pairs.push(("session_state", "abc".into()));
    }
    if let Value::String(iss) = script.iss.unwrap_or_else(|| inner.issuer.clone().into()) {
        pairs.push(("iss", iss));
    }
    let mut back = openidconnect::url::Url::parse(&asked["redirect_uri"]).expect("an address");
    back.query_pairs_mut().extend_pairs(pairs);
    Redirect::to(back.as_str()).into_response()
}

async fn token(
    State(inner): State<Arc<Inner>>,
    headers: HeaderMap,
    Form(asked): Form<HashMap<String, String>>,
) -> Response {
    if let Some(lie) = inner.lie("/token") {
        return lie;
    }
    let refused =
        |why: &str| (StatusCode::BAD_REQUEST, Json(json!({"error": why}))).into_response();
    let encoded = |text: &str| {
        openidconnect::url::form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>()
    };
    let basic = format!("{}:{}", encoded(CLIENT_ID), encoded(CLIENT_SECRET));
    let basic = base64::engine::general_purpose::STANDARD.encode(basic);
    if headers.get(header::AUTHORIZATION).and_then(|v| v.to_str().ok())
        != Some(format!("Basic {basic}").as_str())
    {
        return refused("invalid_client");
    }
    let script = inner.script();
    let verifier = asked.get("code_verifier").cloned().unwrap_or_default();
    let mut granted = inner.granted.lock().expect("not poisoned");
    let Some(grant) = granted.get_mut(&asked["code"]) else { return refused("invalid_grant") };
    let right = URL_SAFE_NO_PAD.encode(Sha256::digest(verifier.as_bytes())) == grant.challenge;
    {
        let mut seen = inner.seen.lock().expect("not poisoned");
        if right { seen.n_exchanged += 1 } else { seen.n_wrong_verifier += 1 }
    }
    let same = asked.get("redirect_uri") == Some(&grant.redirect_uri);
    if !script.careless && (!right || grant.used || !same) {
        return refused("invalid_grant");
    }
    grant.used = true;
    let access_token = "an-access-token";
    let id_token = inner.id_token(&script, &grant.nonce, access_token);
    inner.seen.lock().expect("not poisoned").token = Some(id_token.clone());
    let answer = json!({"access_token": access_token, "token_type": "Bearer", "expires_in": 300,
        "id_token": id_token});
    Json(answer).into_response()
}

async fn userinfo(State(inner): State<Arc<Inner>>, headers: HeaderMap) -> Response {
    let token = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    if token != Some("Bearer an-access-token") {
        return StatusCode::UNAUTHORIZED.into_response();
    }
    let script = inner.script();
    let subject = script.userinfo_subject.unwrap_or(script.subject);
    Json(json!({"sub": subject, "groups": script.groups})).into_response()
}
