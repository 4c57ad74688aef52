//! Files on sites: right, missing, endless, redirecting, at addresses and with certificates that do not count.

use std::time::{Duration, Instant};

use orgadm::controller::port::{Heard, Resolver, Stop};
use orgadm::model::DomainName;
use orgadm::outside::proofs::{Asking, Network};

use crate::names::{Row, serving};
use crate::records::LONG;
use crate::site::Site;

struct Asked {
    site: Site,
    asking: Asking,
}

impl Asked {
    fn new() -> Self {
        let site = Site::new();
        let server = serving(&[
            Row::Address("site.example", [127, 0, 0, 1]),
            Row::Address("other.example", [127, 0, 0, 1]),
            Row::Address("private.example", [10, 0, 0, 1]),
            Row::Text("noaddress.example", vec![b"text"]),
        ]);
        let asking = Asking {
            servers: vec![server],
            timeout: LONG,
            authorities: Some(site.authority.path().into()),
            private_addresses: true,
            port: site.port,
        };
        Self { site, asking }
    }

    fn file(&self, asking: Asking, domain: &str, path: &str) -> Heard<Vec<u8>> {
        let domain = DomainName::parse(domain).expect("valid");
        Network::new(asking).file(&domain, path, LONG, &Stop::default())
    }

    fn get(&self, path: &str) -> Heard<Vec<u8>> {
        self.file(self.asking.clone(), "site.example", path)
    }
}

#[track_caller]
fn unfit(heard: Heard<Vec<u8>>) -> String {
    match heard {
        Heard::Unfit(sentence) => sentence,
        other => panic!("{other:?}"),
    }
}

#[track_caller]
fn silence(heard: Heard<Vec<u8>>) -> String {
    match heard {
        Heard::Silence(sentence) => sentence,
        other => panic!("{other:?}"),
    }
}

#[track_caller]
fn nothing(heard: Heard<Vec<u8>>) -> String {
    match heard {
        Heard::Nothing(sentence) => sentence,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_file_is_read_also_behind_redirects_on_the_same_host() {
    let it = Asked::new();
    for path in ["/right", "/hop", "/whole"] {
        assert_eq!(it.get(path), Heard::Answer(b"the proof".to_vec()), "{path}");
    }
}

#[test]
fn nothing_counts_that_comes_from_another_place() {
    let it = Asked::new();
    for (path, place) in [
        ("/plain", "http://site.example/right"),
        ("/elsewhere", "https://other.example"),
        ("/inside", "https://127.0.0.1/right"),
        ("/metadata", "https://169.254.169.254/latest"),
        ("/userinfo", "@10.0.0.1/right"),
    ] {
        let sentence = unfit(it.get(path));
        assert!(sentence.contains(place) && sentence.ends_with("by HTTPS."), "{sentence}");
    }
    let sentence = unfit(it.get("/control"));
    assert!(sentence.chars().all(|c| orgadm::model::hidden_character(c).is_none()), "{sentence:?}");
    assert!(unfit(it.get("/loop")).ends_with("more than 3 times."));
}

#[test]
fn a_missing_file_is_nothing_and_a_broken_site_says_nothing() {
    let it = Asked::new();
    assert!(nothing(it.get("/gone")).ends_with("(404)."));
    assert!(nothing(it.get("/private")).ends_with("(403)."));
    assert!(silence(it.get("/broken")).contains("503"));
    assert!(silence(it.get("/cut")).contains("did not come to its end"));
}

#[test]
fn an_endless_file_is_given_up_and_proves_nothing() {
    let it = Asked::new();
    assert!(unfit(it.get("/endless")).contains("is longer than 64 KiB"));
}

#[test]
fn a_site_that_stalls_is_given_up_in_time() {
    let it = Asked::new();
    let begun = Instant::now();
    let timeout = Duration::from_secs(1);
    let sentence = silence(it.file(Asking { timeout, ..it.asking.clone() }, "site.example", "/stalled"));
    assert!(sentence.contains("within 1 s"), "{sentence}");
    assert!(begun.elapsed() < Duration::from_secs(8), "{:?}", begun.elapsed());
}

#[test]
fn a_certificate_for_another_name_or_of_an_unknown_authority_is_refused() {
    let it = Asked::new();
    let sentence = silence(it.file(it.asking.clone(), "other.example", "/right"));
    assert!(sentence.starts_with("The certificate that other.example shows is not valid"), "{sentence}");
    let system = Asking { authorities: None, ..it.asking.clone() };
    let sentence = silence(it.file(system, "site.example", "/right"));
    assert!(sentence.starts_with("The certificate that site.example shows is not valid"), "{sentence}");
    let none = Asking { authorities: Some("/nowhere/ca.pem".into()), ..it.asking.clone() };
    assert!(silence(it.file(none, "site.example", "/right")).contains("/nowhere/ca.pem"));
    // The same site, asked rightly, answers.
    assert_eq!(it.get("/right"), Heard::Answer(b"the proof".to_vec()));
    drop(it.site);
}

#[test]
fn an_address_inside_is_not_asked() {
    let it = Asked::new();
    let outside = Asking { private_addresses: false, ..it.asking.clone() };
    for (domain, address) in [("site.example", "127.0.0.1"), ("private.example", "10.0.0.1")] {
        let sentence = silence(it.file(outside.clone(), domain, "/right"));
        assert!(sentence.contains(address) && sentence.ends_with("is not asked."), "{sentence}");
    }
}

#[test]
fn a_domain_without_an_address_or_a_name_has_no_file() {
    let it = Asked::new();
    assert_eq!(
        nothing(it.file(it.asking.clone(), "noaddress.example", "/right")),
        "noaddress.example has no address."
    );
    assert!(nothing(it.file(it.asking.clone(), "none.example", "/right")).ends_with("(NXDOMAIN)."));
}
