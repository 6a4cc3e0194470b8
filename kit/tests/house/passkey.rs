//! A passkey that answers as a device does: the whole ceremony, with a key of its own.

use crate::on_each_engine;
use ::account::{AccountError, OPERATOR, OrganisationId, Passkeys, Password, PersonId, Provider, Visitor, Whose};
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD as BASE64};
use kit::{PASSWORD, World};
use p256::ecdsa::{Signature, SigningKey, signature::Signer};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use std::net::{IpAddr, Ipv4Addr};

const BASE: &str = "https://wire.example";
const HERE: IpAddr = IpAddr::V4(Ipv4Addr::LOCALHOST);
const ID: [u8; 16] = [9; 16];

on_each_engine! {
    a_passkey_is_no_way_past_a_forced_provider => super::a_passkey_is_no_way_past_a_forced_provider;
}

/// A device with one key (`WebAuthn` Level 3 §6).
struct Device {
    key: SigningKey,
    /// Whose key it is, as the site named them.
    holder: Value,
}

impl Device {
    fn new() -> Self {
        Self { key: SigningKey::from_slice(&[7; 32]).unwrap(), holder: Value::Null }
    }

    /// What the device knows of the site, and that its holder was there and proved it.
    fn seen(flags: u8) -> Vec<u8> {
        let mut data = Sha256::digest("wire.example").to_vec();
        data.push(flags);
        data.extend([0; 4]);
        data
    }

    fn client(kind: &str, asked: &Value) -> Vec<u8> {
        let challenge = &asked["publicKey"]["challenge"];
        json!({"type": kind, "challenge": challenge, "origin": BASE}).to_string().into_bytes()
    }

    /// Makes the key, without a word on who made the device.
    fn create(&mut self, asked: &Value) -> Value {
        self.holder = asked["publicKey"]["user"]["id"].clone();
        let point = self.key.verifying_key().to_sec1_point(false);
        let mut data = Self::seen(0x45);
        data.extend([0; 16]);
        data.extend([0, 16]);
        data.extend(ID);
        // As RFC 9053 §7.1 writes it: an EC2 key for ES256 on P-256.
        data.extend([0xa5, 1, 2, 3, 0x26, 0x20, 1, 0x21, 0x58, 32]);
        data.extend(point.x().unwrap());
        data.extend([0x22, 0x58, 32]);
        data.extend(point.y().unwrap());
        let mut object = b"\xa3cfmtdnonegattStmt\xa0hauthData\x58".to_vec();
        object.push(u8::try_from(data.len()).unwrap());
        object.extend(data);
        let client = BASE64.encode(Self::client("webauthn.create", asked));
        let response = json!({"attestationObject": BASE64.encode(object), "clientDataJSON": client});
        json!({"id": BASE64.encode(ID), "rawId": BASE64.encode(ID), "type": "public-key", "response": response})
    }

    /// Signs for whoever asked.
    fn answer(&self, asked: &Value) -> Value {
        let (data, client) = (Self::seen(0x05), Self::client("webauthn.get", asked));
        let signed = [data.clone(), Sha256::digest(&client).to_vec()].concat();
        let signature: Signature = self.key.sign(&signed);
        let response = json!({
            "authenticatorData": BASE64.encode(data),
            "clientDataJSON": BASE64.encode(client),
            "signature": BASE64.encode(signature.to_der()),
            "userHandle": self.holder,
        });
        json!({"id": BASE64.encode(ID), "rawId": BASE64.encode(ID), "type": "public-key", "response": response})
    }
}

async fn comes(passkeys: &Passkeys, device: &Device) -> Result<Visitor, AccountError> {
    let (question, asked) = passkeys.begin_alone(HERE).unwrap();
    passkeys.finish_alone(&question, device.answer(&asked)).await
}

async fn force(world: &World, organisation: &OrganisationId, forced: bool) {
    let provider = Provider {
        organisation: organisation.clone(),
        issuer: "https://login.paper.example".to_owned(),
        client_id: "tellal".to_owned(),
        client_secret: "a secret".to_owned(),
        domains: vec!["paper.example".to_owned()],
        forced,
        adds: false,
    };
    world.accounts.set_provider(&provider, OPERATOR).await.unwrap();
}

/// Ayşe at the paper, whose device holds a key.
async fn ayse(world: &World, passkeys: &Passkeys) -> (OrganisationId, PersonId, Device) {
    let paper = world.accounts.add_organisation("Paper", OPERATOR).await.unwrap().id;
    let password = Some(Password::new(PASSWORD).unwrap());
    let ayse =
        world.accounts.add_person(&paper, "ayse@paper.example", "Ayşe", false, password, OPERATOR).await.unwrap();
    let secret = world.accounts.open_session(&Whose::Person(ayse.clone()), true, HERE, "").await.unwrap().secret;
    let session = world.accounts.session(&secret).await.unwrap().unwrap();
    let mut device = Device::new();
    let asked = passkeys.begin_adding(&session, HERE).await.unwrap();
    passkeys.add(&session, "Phone", device.create(&asked)).await.unwrap();
    (paper, ayse, device)
}

async fn a_passkey_is_no_way_past_a_forced_provider(world: World) {
    let passkeys = Passkeys::at(BASE, "Tellal", world.accounts.clone()).unwrap();
    let (paper, ayse, device) = ayse(&world, &passkeys).await;
    let came = comes(&passkeys, &device).await.unwrap();
    assert_eq!(came.whose(), Whose::Person(ayse.clone()));
    force(&world, &paper, false).await;
    assert!(comes(&passkeys, &device).await.is_ok(), "the provider is one way of several");
    force(&world, &paper, true).await;
    assert!(matches!(comes(&passkeys, &device).await, Err(AccountError::SignIn)), "it is the only way");
    // Nor as the second step of a sign-in that began before.
    let half = world.accounts.open_session(&Whose::Person(ayse), false, HERE, "").await.unwrap().secret;
    let half = world.accounts.session(&half).await.unwrap().unwrap();
    let asked = passkeys.begin_second(&half, HERE).await.unwrap();
    let answered = passkeys.finish_second(&half, device.answer(&asked)).await;
    assert!(matches!(answered, Err(AccountError::SignIn)));
    force(&world, &paper, false).await;
    assert!(comes(&passkeys, &device).await.is_ok());
    let asked = passkeys.begin_second(&half, HERE).await.unwrap();
    passkeys.finish_second(&half, device.answer(&asked)).await.unwrap();
}
