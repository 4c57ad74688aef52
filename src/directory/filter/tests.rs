//! The language: what is read, what is refused and where, what is offered.

use super::*;
use crate::model::Span;

fn terms(text: &str) -> Vec<Term> {
    Filter::parse(text, Scope::Users).expect(text).terms
}

fn plain(test: Test) -> Term {
    Term { negated: false, test }
}

fn refused(text: &str, scope: Scope) -> (String, String) {
    let error = Filter::parse(text, scope).expect_err(text);
    (text.get(error.at.clone()).expect("a part of the text").to_owned(), error.sentence)
}

#[test]
fn words_fields_and_their_opposites_are_read() {
    assert_eq!(terms("  "), []);
    assert_eq!(terms("ACME ada"), [plain(Test::Word("acme".into())), plain(Test::Word("ada".into()))]);
    assert_eq!(terms("role:admin"), [plain(Test::Is(Field::Role, 1))]);
    assert_eq!(terms("2FA:Off"), [plain(Test::Is(Field::TwoFactor, 1))]);
    assert_eq!(terms("-status:inactive"), [Term { negated: true, test: Test::Is(Field::Status, 1) }]);
    assert_eq!(terms("-corp"), [Term { negated: true, test: Test::Word("corp".into()) }]);
    assert_eq!(terms("seen:<3d"), [plain(Test::Age(Field::Seen, Than::Less, Span::days(3)))]);
    assert_eq!(terms("seen:never"), [plain(Test::Never(Field::Seen))]);
    assert_eq!(terms("account:>10"), [plain(Test::Count(Field::Account, Than::More, 10))]);
    assert_eq!(terms("account:\"Care Line\""), [plain(Test::Has(Field::Account, "care line".into()))]);
    assert_eq!(terms("\"role:admin\""), [plain(Test::Word("role:admin".into()))]);
    assert_eq!(terms("- -"), [plain(Test::Word("-".into())), plain(Test::Word("-".into()))]);
    assert_eq!(
        terms("o’neill 太郎"),
        [plain(Test::Word("o’neill".into())), plain(Test::Word("太郎".into()))]
    );
}

#[test]
fn days_are_days_of_utc() {
    let day = 86_400_000;
    let from = Timestamp(1_795_478_400_000);
    assert_eq!(
        terms("created:2026-11-24"),
        [plain(Test::Within(Field::Created, from, Timestamp(from.0 + day)))]
    );
    assert_eq!(terms("created:<2026-11-24"), [plain(Test::Within(Field::Created, Timestamp(0), from))]);
    let after = Test::Within(Field::Created, Timestamp(from.0 + day), Timestamp(u64::MAX));
    assert_eq!(terms("created:>2026-11-24"), [plain(after)]);
}

#[test]
fn what_is_wrong_is_named_with_its_place() {
    let fields = "the fields are role, status, 2fa, domain, account, owns, created, seen";
    let cases: &[(&str, &str, &str)] = &[
        ("corp zzz:admin", "zzz", &format!("There is no field zzz here; {fields}")),
        ("rol:admin", "rol", "There is no field rol here; did you mean role?"),
        ("a role:x b", "role:x", "role is one of owner, administrator, standard."),
        ("role:", "role:", "role is one of owner, administrator, standard."),
        ("seen:", "seen:", "seen needs a value: <3d, >2w, >2026-01-31 or never."),
        ("seen:3d", "seen:3d", "seen is compared like <3d, >2w, >2026-01-31 or never."),
        ("created:<3x", "created:<3x", "created is compared like <3d, >2w or >2026-01-31."),
        ("account:>many", "account:>many", "account is compared like acme, or >10."),
        ("ada \"love", "\"love", "The quotation mark is not closed."),
        ("expires:<2d", "expires", &format!("There is no field expires here; {fields}")),
        ("owner:ada", "owner", "There is no field owner here; did you mean owns?"),
    ];
    for (text, part, sentence) in cases {
        let found = refused(text, Scope::Users);
        assert_eq!(found, ((*part).to_owned(), (*sentence).to_owned()), "{text}");
    }
}

#[test]
fn the_audit_has_fields_of_its_own() {
    let audit = |text: &str| Filter::parse(text, Scope::Audit).expect(text).terms;
    assert_eq!(audit("actor:Grace"), [plain(Test::Has(Field::Actor, "grace".into()))]);
    assert_eq!(audit("kind:user.role-changed"), [plain(Test::Has(Field::Kind, "user.role-changed".into()))]);
    assert_eq!(audit("kind:role"), [plain(Test::Has(Field::Kind, "role".into()))]);
    assert!(audit("-kind:session")[0].negated);
    assert_eq!(audit("time:<3d"), [plain(Test::Age(Field::Time, Than::Less, Span::days(3)))]);
    let sentence = "kind is a word of the audit, such as user.role-changed; Tab offers them.";
    assert_eq!(refused("x kind:zzz", Scope::Audit), ("kind:zzz".into(), sentence.into()));
    assert_eq!(refused("kind:", Scope::Audit).1, "kind needs a value: user.role-changed.");
    assert_eq!(refused("role:x", Scope::Audit).0, "role");
    assert_eq!(
        complete("kind:user.r", Scope::Audit).offers,
        ["kind:user.role-changed", "kind:user.renamed", "kind:user.removed"]
    );
}

#[test]
fn a_word_that_two_values_begin_with_is_refused_unless_it_is_one() {
    assert_eq!(refused("2fa:o", Scope::Users).0, "2fa:o");
    assert_eq!(terms("2fa:on"), [plain(Test::Is(Field::TwoFactor, 2))]);
}

#[test]
fn ten_thousand_bytes_are_read_at_once_or_refused_in_one_sentence() {
    let one = "x".repeat(10_000);
    assert_eq!(terms(&one).len(), 1);
    let many = "ab ".repeat(3_400);
    let (part, sentence) = refused(&many, Scope::Users);
    assert_eq!(sentence, "A filter has at most 32 terms.");
    assert_eq!(part.len(), many.len() - 32 * 3);
    let quotes = "\"".repeat(10_001);
    assert!(Filter::parse(&quotes, Scope::Users).is_err());
}

#[test]
fn tab_offers_fields_and_their_words() {
    let offers = |text: &str| {
        let completion = complete(text, Scope::Users);
        completion.offers.iter().map(|offer| format!("{}{offer}", completion.before)).collect::<Vec<_>>()
    };
    assert_eq!(offers("corp ro"), ["corp role:"]);
    assert_eq!(offers("-s"), ["-status:", "-seen:"]);
    assert_eq!(offers("role:"), ["role:owner", "role:administrator", "role:standard"]);
    assert_eq!(offers("x status:i"), ["x status:inactive"]);
    assert_eq!(offers("seen:n"), ["seen:never"]);
    assert!(offers("domain:a").is_empty() && offers("zzz").is_empty() && offers("zzz:a").is_empty());
    assert_eq!(offers("").len(), 8);
}
