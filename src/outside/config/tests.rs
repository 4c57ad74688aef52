use std::path::PathBuf;

use super::layer::KEYS;
use super::*;

/// A user's file and a host's file in a directory of their own.
struct Files {
    _dir: tempfile::TempDir,
    paths: Paths,
}

impl Files {
    fn new(user: Option<&str>, system: Option<&str>) -> Self {
        let dir = tempfile::tempdir().expect("dir");
        let file = |name: &str, text: Option<&str>| {
            let path = dir.path().join(name);
            if let Some(text) = text {
                std::fs::write(&path, text).expect("write");
            }
            path
        };
        let paths = Paths {
            home: Some("/home/ada".into()),
            user_config: Some(file("user.toml", user)),
            system_config: file("system.toml", system),
            default_store: None,
            state: None,
        };
        Self { _dir: dir, paths }
    }

    fn user(&self) -> PathBuf {
        self.paths.user_config.clone().expect("named above")
    }

    fn load(&self) -> Result<Configuration, ConfigError> {
        Configuration::load(&self.paths)
    }
}

/// What is wrong with this user's file, as "line: sentence".
fn problems(text: &str) -> Vec<String> {
    match Files::new(Some(text), None).load() {
        Err(ConfigError::Wrong { problems, .. }) => {
            problems.into_iter().map(|problem| format!("{}: {}", problem.line, problem.what)).collect()
        }
        other => panic!("{text}: {other:?}"),
    }
}

#[test]
fn missing_files_are_the_defaults() {
    assert_eq!(Files::new(None, None).load(), Ok(Configuration::default()));
    let mut files = Files::new(None, None);
    files.paths.user_config = None;
    assert_eq!(files.load(), Ok(Configuration::default()));
}

#[test]
fn the_sample_is_the_defaults_with_and_without_its_comments() {
    let sample = include_str!("../../../assets/config.toml");
    let uncommented: String = sample
        .lines()
        .map(|line| match line.strip_prefix('#') {
            Some(rest) if rest.starts_with(|c: char| c.is_ascii_lowercase() || c == '[') => rest,
            _ => line,
        })
        .flat_map(|line| [line, "\n"])
        .collect();
    assert!(uncommented.contains("\ntheme = \"dark\"\n"), "nothing was uncommented");
    for text in [sample, &uncommented] {
        assert_eq!(Files::new(Some(text), None).load(), Ok(Configuration::default()));
    }
}

#[test]
fn the_sample_names_every_key() {
    let sample = include_str!("../../../assets/config.toml");
    for key in KEYS {
        let named = |line: &str| {
            line.starts_with(&format!("#{key} = "))
                || line.starts_with(&format!("#   {key} = "))
                || line == format!("#[{key}]")
        };
        assert!(sample.lines().any(named), "{key}");
    }
}

#[test]
fn the_examples_of_the_sample_are_valid() {
    let sample = include_str!("../../../assets/config.toml");
    let examples: String = sample
        .lines()
        .filter_map(|line| line.strip_prefix("#   ").filter(|line| line.contains(" = ")))
        .flat_map(|line| {
            let table = match line {
                line if line.starts_with("action") => "[keys]\n",
                line if line.starts_with("courier") => "[mail]\n",
                _ => "",
            };
            [table, line, "\n"]
        })
        .collect();
    let configuration = Files::new(Some(&examples), None).load().expect(&examples);
    assert_eq!(configuration.store.map(|store| store.value), Some("/srv/orgadm/store".into()));
    assert_eq!(configuration.identity.map(|email| email.value.to_string()), Some("ada@acme.example".into()));
    assert_eq!(configuration.keys.len(), 1);
    assert!(matches!(configuration.mail.courier, CourierChoice::Smtp(smtp) if smtp.port == 587));
    assert!(configuration.mail.phone_command.is_some() && configuration.mail.texts.is_some());
}

#[test]
fn the_sample_names_every_key_of_mail() {
    let sample = include_str!("../../../assets/config.toml");
    let (_, mail) = sample.split_once("#[mail]").expect("the table");
    for key in super::mail::KEYS.into_iter().filter(|key| *key != "password") {
        assert!(mail.contains(&format!("{key} = ")), "{key}");
    }
}

const SMTP: &str = "[mail]\ncourier = \"smtp\"\nfrom = \"o@acme.example\"\nhost = \"mail.acme.example\"\n";

#[test]
fn a_mail_server_is_read_with_what_belongs_to_it() {
    let of = |more: &str| match Files::new(Some(&format!("{SMTP}{more}")), None)
        .load()
        .map(|it| it.mail.courier)
    {
        Ok(CourierChoice::Smtp(smtp)) => smtp,
        other => panic!("{other:?}"),
    };
    let plain = of("");
    assert_eq!(
        (plain.port, plain.security, plain.login, plain.ca_file),
        (587, Security::StartTls, None, None)
    );
    assert_eq!(of("security = \"tls\"").port, 465);
    assert_eq!(of("security = \"none\"").port, 25);
    assert_eq!(of("security = \"none\"\nport = 2525").port, 2525);
    let login = of("user = \"o\"\npassword_file = \"~/secret\"").login.expect("a login");
    assert_eq!(login, ("o".into(), PasswordFrom::File("/home/ada/secret".into())));
    let login = of("user = \"o\"\npassword_env = \"MAIL\"").login.expect("a login");
    assert_eq!(login.1, PasswordFrom::Variable("MAIL".into()));
}

#[test]
fn what_does_not_go_together_is_told_with_its_line() {
    for (text, wanted) in [
        ("[mail]\ncourier = \"post\"", "2: mail.courier takes"),
        ("[mail]\ncourier = \"smpt\"", "the nearest is \"smtp\""),
        ("[mail]\ncourier = \"smtp\"\nhost = \"h\"", "2: courier = \"smtp\" needs from"),
        ("[mail]\ncourier = \"smtp\"\nfrom = \"o@acme.example\"", "2: courier = \"smtp\" needs host"),
        (
            "[mail]\ncourier = \"command\"\nfrom = \"o@acme.example\"",
            "2: courier = \"command\" needs command",
        ),
        ("[mail]\n\nhost = \"h\"", "3: mail.host goes with courier = \"smtp\" only"),
        ("[mail]\ncommand = [\"/bin/x\"]", "2: mail.command goes with courier = \"command\" only"),
        (
            "[mail]\ncourier = \"command\"\nfrom = \"o@acme.example\"\ncommand = [\"sendmail\"]",
            "4: mail.command begins with",
        ),
        ("[mail]\ncourier = \"command\"\nfrom = \"o@acme.example\"\ncommand = []", "not an empty one"),
        ("[mail]\nphone_command = \"/bin/x\"", "not a string"),
        ("[mail]\nfrom = \"Ada\"", "2: mail.from takes an address"),
        ("[mail]\nfrom = \"a@b.example\\r\\nBcc: c@d.example\"", "2: mail.from takes"),
        ("[mail]\ntimeout = 0", "2: mail.timeout takes a number from 1 to 600"),
        ("[mail]\npassword = \"hunter2\"", "2: a password does not stand here"),
        ("[mail]\nhots = \"h\"", "the nearest is \"host\""),
        ("mail = 3", "mail takes a table"),
        (&format!("{SMTP}port = 70000"), "5: mail.port takes a number from 1 to 65535"),
        (&format!("{SMTP}user = \"o\""), "5: mail.user needs password_file or password_env"),
        (&format!("{SMTP}password_env = \"X\""), "5: mail.password_env needs user"),
        (
            &format!("{SMTP}user = \"o\"\npassword_file = \"/a\"\npassword_env = \"B\""),
            "7: mail.password_file and",
        ),
        (
            &format!("{SMTP}security = \"none\"\nuser = \"o\"\npassword_env = \"B\""),
            "6: mail.user needs security",
        ),
        (&format!("{SMTP}security = \"none\"\nca_file = \"/a\""), "6: mail.ca_file needs security"),
        (&format!("{SMTP}security = \"ssl\""), "5: mail.security takes"),
    ] {
        let found = problems(text);
        assert!(matches!(found.as_slice(), [one] if one.contains(wanted)), "{text}: {found:?}");
        assert!(!found.iter().any(|it| it.contains("hunter2")), "a password is not repeated");
    }
}

#[test]
fn one_file_says_all_about_mail() {
    let files = Files::new(Some("[mail]\ntimeout = 5"), Some(SMTP));
    assert_eq!(files.load().map(|it| it.mail), Ok(MailSettings { timeout: 5, ..MailSettings::default() }));
    let files = Files::new(Some("ascii = true"), Some(SMTP));
    assert!(matches!(files.load().map(|it| it.mail.courier), Ok(CourierChoice::Smtp(_))));
}

#[test]
fn every_key_is_read_with_its_place() {
    let files = Files::new(
        Some(
            "store = \"~/s\"\nas = \"Ada@acme.example\"\ntheme = \"light\"\nascii = true\n\n[keys]\nopen = [\"ctrl-o\",\n \"o\"]\nquit = []\n",
        ),
        None,
    );
    let file = files.user();
    let located = |line| (Scope::User, file.clone(), line);
    let configuration = files.load().expect("valid");
    let store = configuration.store.expect("store");
    assert_eq!(store.value, PathBuf::from("/home/ada/s"));
    assert_eq!((store.scope, store.file, store.line), located(1));
    let identity = configuration.identity.expect("as");
    assert_eq!(identity.value.as_str(), "ada@acme.example");
    assert_eq!((identity.scope, identity.file, identity.line), located(2));
    assert_eq!(configuration.theme, ThemeChoice::Light);
    assert!(configuration.ascii);
    let chord = |text: &str, line| Chord { text: text.into(), line };
    assert_eq!(
        configuration.keys,
        [
            Binding {
                action: "open".into(),
                chords: vec![chord("ctrl-o", 7), chord("o", 8)],
                file: file.clone(),
                line: 7
            },
            Binding { action: "quit".into(), chords: vec![], file: file.clone(), line: 9 },
        ]
    );
}

#[test]
fn the_users_file_goes_before_the_hosts_key_by_key() {
    let system = "store = \"/system\"\nas = \"system@acme.example\"\ntheme = \"mono\"\nascii = true\n[keys]\nopen = [\"a\"]\nquit = [\"b\"]\n";
    let files = Files::new(Some("store = \"/user\"\nascii = false\n[keys]\nopen = [\"c\"]\n"), Some(system));
    let configuration = files.load().expect("valid");
    let store = configuration.store.expect("store");
    assert_eq!((store.value, store.scope), (PathBuf::from("/user"), Scope::User));
    assert_eq!(configuration.identity.map(|email| email.scope), Some(Scope::System));
    assert_eq!(configuration.theme, ThemeChoice::Mono);
    assert!(!configuration.ascii);
    let keys: Vec<(&str, &str)> = configuration
        .keys
        .iter()
        .map(|binding| (binding.action.as_str(), binding.chords[0].text.as_str()))
        .collect();
    assert_eq!(keys, [("open", "c"), ("quit", "b")]);
}

#[test]
fn an_unknown_key_names_the_nearest_or_all() {
    assert_eq!(problems("\n\nthem = \"dark\"\n"), ["3: there is no key \"them\"; the nearest is \"theme\""]);
    assert_eq!(problems("Store = \"/s\""), ["1: there is no key \"Store\"; the nearest is \"store\""]);
    assert_eq!(problems("[keyz]\n"), ["1: there is no key \"keyz\"; the nearest is \"keys\""]);
    assert_eq!(
        problems("reason = true"),
        [
            "1: there is no key \"reason\"; the keys are store, socket, group, as, theme, ascii, domains, keys, mail"
        ]
    );
}

#[test]
fn a_wrong_value_says_what_is_expected() {
    for (text, wanted) in [
        ("store = 3", "not an integer"),
        ("store = \"\"", "an absolute path"),
        ("store = \"here/store\"", "not \"here/store\""),
        ("as = true", "not a boolean"),
        ("as = \"ada\"", "as: An e-mail address needs an @"),
        ("theme = [\"dark\"]", "not an array"),
        ("theme = \"drak\"", "not \"drak\"; the nearest is \"dark\""),
        ("ascii = \"yes\"", "ascii takes true or false, not a string"),
        ("keys = \"x\"", "keys takes a table"),
        ("[keys]\nopen = \"o\"", "keys.open takes a list of chords"),
        ("[keys.open]\nchord = 1", "keys.open takes a list of chords, such as [\"ctrl-o\"], not a table"),
        ("[keys]\nopen = [\"o\", 1]", "not an integer"),
    ] {
        let found = problems(text);
        assert!(matches!(found.as_slice(), [one] if one.contains(wanted)), "{text}: {found:?}");
    }
}

#[test]
fn a_theme_may_be_a_file() {
    for (text, path) in [("/themes/mine.toml", "/themes/mine.toml"), ("~/mine.toml", "/home/ada/mine.toml")] {
        let files = Files::new(Some(&format!("theme = \"{text}\"")), None);
        assert_eq!(files.load().map(|c| c.theme), Ok(ThemeChoice::File(path.into())));
    }
}

#[test]
fn everything_wrong_is_told_at_once_in_the_order_of_lines() {
    let text = "zzz = 1\nascii = 2\n[keys]\na = 1\nb = [\n 2,\n \"ok\",\n 3]\n";
    let lines: Vec<String> =
        problems(text).iter().filter_map(|p| p.split(':').next()).map(str::to_owned).collect();
    assert_eq!(lines, ["1", "2", "4", "6", "8"]);
}

#[test]
fn what_is_not_toml_is_told_with_its_line() {
    for (text, line) in [("ascii = true\ntheme = = 1", 2), ("ascii = true\nascii = true", 2), ("[keys", 1)] {
        let found = problems(text);
        let start = format!("{line}: not valid TOML: ");
        assert!(matches!(found.as_slice(), [one] if one.starts_with(&start)), "{found:?}");
    }
}

#[test]
fn a_message_names_file_and_line_and_lets_nothing_act_on_the_terminal() {
    let files = Files::new(Some("ascii = true\n\"\\u001b[2J\" = 1\nx = 2\n"), None);
    let file = files.user().display().to_string();
    let message = files.load().expect_err("unknown keys").to_string();
    let lines: Vec<&str> = message.lines().collect();
    assert_eq!(lines.len(), 2, "{message}");
    assert!(
        lines[0].starts_with(&format!("{file}, line 2: there is no key \"\\u{{1b}}[2J\"; ")),
        "{message}"
    );
    assert!(lines[1].starts_with(&format!("{file}, line 3: ")) && lines[1].ends_with('.'), "{message}");
}

#[test]
fn a_wrong_host_file_is_an_error_too() {
    let files = Files::new(None, Some("zzz = 1"));
    let message = files.load().expect_err("unknown key").to_string();
    assert!(message.starts_with(&files.paths.system_config.display().to_string()), "{message}");
}

#[test]
fn a_file_that_cannot_be_read_is_an_error() {
    let mut files = Files::new(None, None);
    let cannot = |files: &Files, why: &str| {
        let message = files.load().expect_err(why).to_string();
        assert!(message.ends_with(&format!(" cannot be read: {why}.")), "{message}");
    };
    files.paths.user_config = files.paths.system_config.parent().map(Path::to_path_buf);
    cannot(&files, "it is not a regular file");

    let files = Files::new(Some(&"#".repeat(300_000)), None);
    cannot(&files, "it has more than 262144 bytes");

    // A file where a directory should be: unlike a mode, this stops the superuser too.
    let mut files = Files::new(Some("ascii = true"), None);
    files.paths.user_config = Some(files.user().join("config.toml"));
    cannot(&files, "Not a directory (os error 20)");
}
