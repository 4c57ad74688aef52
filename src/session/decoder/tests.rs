//! Keys, pastes, answers and garbage, cut anywhere.

use proptest::prelude::*;

use super::*;

/// What the bytes mean, given in these pieces, with a silence at the end.
fn decoded(pieces: &[&[u8]]) -> Vec<Event> {
    let mut decoder = Decoder::default();
    let mut events = Vec::new();
    for piece in pieces {
        decoder.feed(piece, &mut events);
    }
    if decoder.patience().is_some() {
        decoder.silence(&mut events);
    }
    events
}

fn words(bytes: &[u8]) -> String {
    let word = |event: &Event| match event {
        Event::Key(chord) => chord.to_string(),
        Event::Paste(text) => format!("paste({text})"),
        other => panic!("{other:?}"),
    };
    decoded(&[bytes]).iter().map(word).collect::<Vec<_>>().join(" ")
}

#[test]
fn keys_in_every_disguise() {
    for (bytes, expected) in [
        (&b"aA1"[..], "a A 1"),
        ("é漢🦀".as_bytes(), "é 漢 🦀"),
        (b"\r\n\t", "Enter Enter Tab"),
        (b"\x7f\x08", "Backspace Backspace"),
        (b"\x01\x0f\x1a", "Ctrl+A Ctrl+O Ctrl+Z"),
        (b"\x1b", "Esc"),
        (b"\x1b\x1b", "Esc Esc"),
        (b"\x1bx\x1bX", "Alt+x Alt+X"),
        ("\x1bé".as_bytes(), "Alt+é"),
        (b"\x1b\r", "Alt+Enter"),
        (b"\x1b[A\x1b[B\x1b[C\x1b[D", "Up Down Right Left"),
        (b"\x1bOA\x1bOF\x1bOP", "Up End F1"),
        (b"\x1b[H\x1b[F\x1b[1~\x1b[4~\x1b[5~\x1b[6~", "Home End Home End PgUp PgDn"),
        (b"\x1b[2~\x1b[3~", "Ins Del"),
        (b"\x1b[15~\x1b[17~\x1b[24~\x1b[[E", "F5 F6 F12 F5"),
        (b"\x1b[1;5C\x1b[1;3A\x1b[3;5~", "Ctrl+Right Alt+Up Ctrl+Del"),
        (b"\x1b\x1b[A\x1b\x1bOB", "Alt+Up Alt+Down"),
        (b"\x1b[Z\x1b[1;2Z", "Shift+Tab Shift+Tab"),
        (b"\x1b[1;2R", "F3"),
        (b"\x1b[97;5u\x1b[27u\x1b[97;1:3u", "Ctrl+A Esc"),
        (b"\x1b]", "Alt+]"),
        (b"\x1bO", "Alt+O"),
        (b"\x1b[", "Alt+["),
        (b"\x1b[A\x1b", "Up Esc"),
        (b"jj\x1b[B\x1b[200~two\x1b[201~q", "j j Down paste(two) q"),
    ] {
        assert_eq!(words(bytes), expected, "{:?}", String::from_utf8_lossy(bytes));
    }
}

#[test]
fn answers_to_questions_nobody_asked_are_swallowed() {
    for bytes in [
        &b"\x1b]11;rgb:0000/0000/0000\x07"[..],
        b"\x1b]11;rgb:0000/0000/0000\x1b\\",
        b"\x1bP>|XTerm(390)\x1b\\",
        b"\x1b_Gi=1;OK\x1b\\",
        b"\x1b^private\x1b\\",
        b"\x1b[?62;22c",
        b"\x1b[>41;390;0c",
        b"\x1b[12;40R",
        b"\x1b[0n",
        b"\x1b[?2026;2$y",
        b"\x1b[<0;10;10M\x1b[<0;10;10m",
        b"\x1b[M !!",
        b"\x1b[I\x1b[O",
        b"\x1b[8;24;80t",
    ] {
        assert_eq!(words(&[bytes, b"q"].concat()), "q", "{:?}", String::from_utf8_lossy(bytes));
    }
}

#[test]
fn an_answer_that_pauses_is_still_swallowed() {
    let mut decoder = Decoder::default();
    let mut events = Vec::new();
    decoder.feed(b"\x1b]11;rgb:", &mut events);
    assert_eq!(decoder.patience(), Some(ANSWER), "longer than an Escape is waited for");
    decoder.feed(b"ffff/ffff/ffff\x1b\\j", &mut events);
    assert_eq!(events, [Event::Key(Chord::char('j'))]);
}

#[test]
fn a_lone_escape_waits_for_silence_only() {
    let mut decoder = Decoder::default();
    let mut events = Vec::new();
    decoder.feed(b"\x1b", &mut events);
    assert_eq!((events.len(), decoder.patience()), (0, Some(ESCAPE)));
    decoder.silence(&mut events);
    decoder.feed(b"x", &mut events);
    assert_eq!(events, [Event::Key(Chord::ESC), Event::Key(Chord::char('x'))]);
    assert_eq!(decoder.patience(), None);
}

#[test]
fn a_paste_of_two_megabytes_is_one_event_and_no_key() {
    let mut bytes = b"\x1b[200~".to_vec();
    bytes.extend(b"delete everything\r".iter().cycle().take(2 * PASTE));
    bytes.extend(b"\x1b[201~q");
    let events = decoded(&[&bytes]);
    assert_eq!(events.len(), 2, "one paste and one key");
    match &events[0] {
        Event::Paste(text) => assert_eq!(text.len(), PASTE),
        other => panic!("{other:?}"),
    }
    assert_eq!(events[1], Event::Key(Chord::char('q')));
}

#[test]
fn a_paste_waits_for_its_end_however_long_it_takes() {
    let mut decoder = Decoder::default();
    let mut events = Vec::new();
    decoder.feed(b"\x1b[200~half", &mut events);
    assert_eq!(decoder.patience(), None);
    decoder.silence(&mut events);
    decoder.feed(b"\x1b[A\x1b\x1b[201~", &mut events);
    assert_eq!(events, [Event::Paste("half\x1b[A\x1b".into())]);
}

#[test]
fn sequences_without_end_keep_nothing() {
    let mut decoder = Decoder::default();
    let mut events = Vec::new();
    decoder.feed(b"\x1b[", &mut events);
    decoder.feed(&b"1;".repeat(100_000), &mut events);
    assert!(decoder.kept.len() <= SEQUENCE);
    decoder.feed(b"A\x1b]", &mut events);
    decoder.feed(&b"x".repeat(LONGEST_ANSWER + 1), &mut events);
    assert!(events.is_empty());
    decoder.feed(b"q", &mut events);
    assert_eq!(events, [Event::Key(Chord::char('q'))]);
}

/// Bytes that look like what terminals send, and bytes that do not.
fn bytes() -> impl Strategy<Value = Vec<u8>> {
    let part = prop_oneof![
        any::<u8>().prop_map(|byte| vec![byte]),
        prop::sample::select(vec![
            &b"\x1b"[..],
            b"\x1b[",
            b"\x1bO",
            b"\x1b]",
            b"\x1bP",
            b"\x1b\\",
            b"\x07",
            b"\x1b[200~",
            b"\x1b[201~",
            b"1;5",
            b"A",
            b"~",
            b"u",
            b"M",
            b"\xe6\xbc\xa2",
            b"\xf0\x9f",
            b"3",
            b"[",
        ])
        .prop_map(<[u8]>::to_vec),
    ];
    prop::collection::vec(part, 0..60).prop_map(|parts| parts.concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn cut_anywhere_is_the_same_as_whole(bytes in bytes(), cuts in prop::collection::vec(any::<prop::sample::Index>(), 0..6)) {
        let whole = decoded(&[&bytes]);
        let mut at: Vec<usize> = cuts.iter().map(|cut| cut.index(bytes.len() + 1)).collect();
        at.extend([0, bytes.len()]);
        at.sort_unstable();
        let pieces: Vec<&[u8]> = at.windows(2).map(|pair| &bytes[pair[0]..pair[1]]).collect();
        prop_assert_eq!(decoded(&pieces), whole);
    }

    #[test]
    fn no_bytes_make_it_panic_or_type_a_control(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        for event in decoded(&[&bytes]) {
            if let Event::Key(chord) = event && let Some(c) = chord.typed() {
                prop_assert!(!c.is_control());
            }
        }
    }
}
