//! What one session commits reaches the others at once, and two who commit at the same time are told apart.

use std::path::Path;
use std::sync::Barrier;
use std::sync::mpsc::channel;
use std::time::{Duration, Instant};

use crate::client::{Client, socket};
use crate::people::{ADA, GRACE, Place};

fn clients(home: &Path, tab: &str, text: &str) -> [Client; 2] {
    [ADA, GRACE].map(|who| {
        let mut client = Client::attach(&socket(home), (80, 24), who);
        client.see("Acme Corp");
        client.press(tab);
        client.see(text);
        client
    })
}

/// The line of the list with the selection, by what stands first on it, and where.
fn cursor(client: &Client) -> Option<(usize, String)> {
    let screen = client.screen();
    let mut lines = screen.lines().enumerate();
    lines.find(|(_, line)| line.contains('▌')).map(|(at, line)| (at, line.chars().take(20).collect()))
}

#[test]
fn a_change_is_on_the_other_screens_within_a_tenth_of_a_second() {
    let place = Place::with_grace();
    let [mut ada, mut grace] = clients(place.home.path(), "3", "Managed 2");
    ada.press("g");
    grace.press("G");
    grace.see("▌ Grace Hopper");
    let before = cursor(&grace);
    let rounds = 7;
    let (seen, heard) = channel();
    let watches = std::thread::spawn(move || {
        for n in 0..rounds {
            grace.see(&format!("Ada Number {n}"));
            let _ = seen.send(Instant::now());
        }
        grace
    });
    let mut took = Vec::new();
    for n in 0..rounds {
        ada.press("e");
        ada.see("Name");
        ada.press(&format!("\x15Ada Number {n}\r"));
        ada.see("The same as a command line");
        ada.press("\r");
        // The preview closes with the answer to the commit.
        ada.gone("The same as a command line");
        let answered = Instant::now();
        let Ok(there) = heard.recv_timeout(crate::terminal::BOUND) else { break };
        took.push(there.saturating_duration_since(answered));
    }
    let grace = watches.join().expect("ended");
    took.sort();
    assert!(took[rounds / 2] < Duration::from_millis(100), "{took:?}");
    assert!(grace.screen().contains("changed by ada@acme.example"), "{}", grace.screen());
    assert_eq!(cursor(&grace), before, "the cursor moved");
}

/// Both press Enter at once; reads on until one of the texts is on each screen, and says which.
fn both(clients: &mut [Client; 2], texts: &[&'static str]) -> Vec<&'static str> {
    let barrier = Barrier::new(2);
    std::thread::scope(|scope| {
        let ended: Vec<_> = clients
            .iter_mut()
            .map(|client| {
                scope.spawn(|| {
                    barrier.wait();
                    client.press("\r");
                    loop {
                        let screen = client.screen();
                        if let Some(text) = texts.iter().find(|text| screen.contains(**text)) {
                            return *text;
                        }
                        assert!(client.step(), "the connection ended:\n{screen}");
                    }
                })
            })
            .collect();
        let mut came: Vec<_> = ended.into_iter().map(|it| it.join().expect("ended")).collect();
        came.sort_unstable();
        came
    })
}

#[test]
fn two_who_cancel_the_same_invitation_at_their_screens_are_told_apart() {
    let place = Place::with_grace();
    place.done(&["--as", ADA, "user", "invite", "guest@acme.example"]);
    let mut two = clients(place.home.path(), "3", "Managed 2");
    for client in &mut two {
        client.press("]]");
        client.see("guest@acme.example");
        client.press("c");
        client.see("Cancel the invitation");
    }
    assert_eq!(
        both(&mut two, &["Done: Cancel", "code: invitation-ended"]),
        ["Done: Cancel", "code: invitation-ended"]
    );
    let told = two.iter().find(|client| client.screen().contains("code: invitation-ended")).expect("one");
    assert!(told.screen().contains("guest@acme.example was canceled."), "{}", told.screen());
}

#[test]
fn two_who_change_the_same_record_at_their_screens_are_told_apart() {
    let place = Place::with_grace();
    let mut two = clients(place.home.path(), "2", "My first account");
    for (client, name) in two.iter_mut().zip(["By Ada", "By Grace"]) {
        client.press("e");
        client.see("Rename");
        client.press(&format!("\x15{name}\r"));
        client.see("The same as a command line");
    }
    let texts = ["As it was previewed", "Done: "];
    assert_eq!(both(&mut two, &texts), texts, "one won, the other is shown the difference");
    let lost = usize::from(two[1].screen().contains(texts[0]));
    // Nothing was overwritten; whoever is told decides.
    let (first, second) = if lost == 1 { ("By Ada", "By Grace") } else { ("By Grace", "By Ada") };
    let name = || place.done(&["--as", ADA, "account", "list"]);
    assert!(name().contains(first) && !name().contains(second));
    two[lost].press("\r");
    two[lost].see("Done: ");
    assert!(name().contains(second) && !name().contains(first));
}
