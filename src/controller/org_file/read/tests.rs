//! Files that are wrong: a line, a sentence, a remedy, and nothing taken.

use super::*;

fn refused(bytes: &[u8]) -> Refusal {
    OrgFile::read("org.toml", bytes).expect_err("refused")
}

#[track_caller]
fn says(text: &str, line: usize, what: &str) {
    let refusal = refused(text.as_bytes());
    let row = refusal.rows.first().expect("a row");
    assert!(row.row == line && row.sentence.contains(what), "{text}: line {}: {}", row.row, row.sentence);
    for text in refusal.rows.iter().flat_map(|row| [&row.sentence, &row.remedy]) {
        assert!(text.ends_with('.') && !text.contains(['\n', '\u{1b}']), "no sentence: {text:?}");
    }
}

#[test]
fn what_is_wrong_is_said_with_its_line() {
    for (text, line, what) in [
        ("usres = []", 1, "the nearest is “users”"),
        ("zzz = 1", 1, "has no “zzz”"),
        ("version = 2", 1, "version 2"),
        ("\n\nusers = [\n  { emial = \"a@b.example\" },\n]", 4, "the nearest is “email”"),
        ("users = [\n  { name = \"Ada\" },\n]", 2, "needs “email”"),
        ("users = [\n  { email = \"ada\" },\n]", 2, "needs an @"),
        ("users = [\n  { email = 1 },\n]", 2, "not an integer"),
        ("users = { }", 1, "takes a list"),
        ("users = [\n  1,\n]", 2, "Here belongs a user"),
        ("users = [{ email = \"a@b.example\", role = \"onwer\" }]", 1, "The nearest is “owner”"),
        ("users = [{ email = \"a@b.example\", name = \"A\\u001b[2J\" }]", 1, "a control character"),
        (
            "users = [\n{ email = \"a@b.example\" },\n{ email = \"A@b.example\" },\n]",
            3,
            "the first is on line 2",
        ),
        ("accounts = [\n{ name = \"A\", hipaa = \"yes\" },\n]", 2, "true or false"),
        ("accounts = [{ name = \"A\", sid = \"US12\" }]", 1, "AC followed by"),
        ("accounts = [{ name = \"A\", closed = 2026-11-24T00:00:00Z }]", 1, "state is closed"),
        ("accounts = [{ name = \"A\", standing = \"independent\", hipaa = true }]", 1, "independent"),
        ("access = [{ user = \"a@b.example\", account = \"A\", roles = [] }]", 1, "at least one role"),
        (
            "access = [{ user = \"a@b.example\", account = \"A\", roles = [\"administrator\", \"support\"] }]",
            1,
            "excludes them",
        ),
        ("domains = [{ name = \"acme.example\", token = \"12\" }]", 1, "32 hexadecimal digits"),
        ("organization = { sid = \"x\" }", 1, "OR followed by"),
        ("users = [\n  { email = \"a@b.example\" },\n", 2, "unclosed array"),
        ("users = []\nusers = []", 2, "not TOML"),
        ("users = [\u{0}]", 1, "not TOML"),
    ] {
        says(text, line, what);
    }
}

#[test]
fn roles_that_do_not_go_together_are_told_whatever_else_is_wrong() {
    let entry = |(account, roles)| {
        format!("{{ user = \"a@b.example\", account = \"{account}\", roles = {roles} }},\n")
    };
    let roles = ["[\"administrator\", \"support\"]", "[]", "[\"suport\"]", "1"];
    let wrong: String = ["A", "B", "C", "D"].into_iter().zip(roles).map(entry).collect();
    let refusal = refused(format!("access = [\n{wrong}]").as_bytes());
    let rows: Vec<(usize, &str)> = refusal.rows.iter().map(|row| (row.row, row.sentence.as_str())).collect();
    let says =
        [(2, "excludes them"), (3, "at least one role"), (4, "nearest is “support”"), (5, "not an integer")];
    assert_eq!(rows.len(), says.len(), "one each: {rows:?}");
    for ((row, sentence), (line, what)) in rows.into_iter().zip(says) {
        assert!(row == line && sentence.contains(what), "{line} {what}: {sentence}");
    }
}

#[test]
fn another_encoding_is_named_by_its_first_byte() {
    let refusal = refused(b"users = [\n  { name = \"Andr\xe9\" },\n]");
    assert!(refusal.sentence.starts_with("Line 2 of org.toml: The byte 0xE9"), "{}", refusal.sentence);
}

#[test]
fn many_problems_are_counted_and_the_first_named() {
    let lines: String = (0..250).map(|_| "{ emial = 1 },\n").collect();
    let refusal = refused(format!("users = [\n{lines}]").as_bytes());
    assert_eq!(refusal.rows.len(), 100);
    assert!(refusal.sentence.contains("Line 2 of") && refusal.sentence.contains("more lines are wrong"));
}

#[test]
fn a_file_that_is_too_long_is_refused_by_its_size() {
    let refusal = refused(&vec![b'#'; MOST_BYTES + 1]);
    assert!(refusal.sentence.contains("longer than 16 MiB"), "{}", refusal.sentence);
}

#[test]
fn deep_nesting_and_other_hostile_text_is_refused_not_followed() {
    for text in ["users = ".to_owned() + &"[".repeat(100_000), "a.".repeat(100_000) + "b = 1"] {
        assert_eq!(OrgFile::read("x", text.as_bytes()).map_err(|it| it.code), Err(RefusalCode::Invalid));
    }
}

#[test]
fn both_ways_of_writing_lists_and_a_mark_at_the_beginning_are_read() {
    let one = "\u{feff}users = [{ email = \"ada@acme.example\", role = \"owner\" }]";
    let other = "[[users]]\nemail = \"ada@acme.example\"\nrole = \"owner\"";
    let read = |text: &str| OrgFile::read("x", text.as_bytes()).expect("sound").users.expect("there").entries;
    let (one, other) = (read(one), read(other));
    assert_eq!((one.len(), &one[0].email, one[0].role), (1, &other[0].email, other[0].role));
}
