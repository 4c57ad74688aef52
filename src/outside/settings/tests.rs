use super::*;

/// The environment of these variables.
fn env(variables: &[(&'static str, &str)]) -> impl Fn(&str) -> Option<String> {
    let variables: Vec<(&str, String)> =
        variables.iter().map(|(name, value)| (*name, (*value).to_owned())).collect();
    move |name| variables.iter().find(|(known, _)| *known == name).map(|(_, value)| value.clone())
}

fn paths() -> Paths {
    Paths::find(&env(&[("HOME", "/home/ada")]), None)
}

fn located<T>(value: T, scope: Scope) -> Option<Located<T>> {
    let file = match scope {
        Scope::User => "/home/ada/.config/orgadm/config.toml",
        Scope::System => "/etc/orgadm/config.toml",
    };
    Some(Located { value, scope, file: file.into(), line: 1 })
}

fn email(text: &str) -> Email {
    Email::parse(text).expect("valid")
}

#[test]
fn the_store_is_named_by_the_first_that_applies() {
    let configured = |scope| Configuration {
        store: located(PathBuf::from("/configured"), scope),
        ..Configuration::default()
    };
    let (user, system, nothing) =
        (configured(Scope::User), configured(Scope::System), Configuration::default());
    let set = env(&[(STORE_VARIABLE, "/variable")]);
    let unset = env(&[(STORE_VARIABLE, "")]);
    for (flag, env, configuration, path, source) in [
        (Some(Path::new("flag")), &set as Lookup, &user, "flag", "--store"),
        (None, &set, &user, "/variable", "ORGADM_STORE"),
        (None, &unset, &user, "/configured", "/home/ada/.config/orgadm/config.toml"),
        (None, &unset, &system, "/configured", "/etc/orgadm/config.toml"),
        (None, &unset, &nothing, "/home/ada/.local/share/orgadm/store", "the user's data directory"),
    ] {
        let place = StorePlace::resolve(flag, env, configuration, &paths()).expect(source);
        assert_eq!((place.path.as_path(), place.source.to_string()), (Path::new(path), source.to_owned()));
    }
}

#[test]
fn the_two_configurations_are_told_apart() {
    let source = |scope| {
        let configuration =
            Configuration { store: located(PathBuf::from("/configured"), scope), ..Configuration::default() };
        StorePlace::resolve(None, &env(&[]), &configuration, &paths()).expect("a place").source
    };
    assert!(matches!(source(Scope::User), StoreSource::UserConfiguration(_)));
    assert!(matches!(source(Scope::System), StoreSource::SystemConfiguration(_)));
}

#[test]
fn a_store_that_was_named_badly_is_never_replaced_by_another() {
    let nothing = Configuration::default();
    let resolve = |flag, variable: &str, paths: &Paths| {
        StorePlace::resolve(flag, &env(&[(STORE_VARIABLE, variable)]), &nothing, paths)
    };
    assert_eq!(resolve(Some(Path::new("")), "/variable", &paths()), Err(SettingsError::EmptyStore));
    assert_eq!(resolve(None, "/st\u{fffd}re", &paths()), Err(SettingsError::NotText));
    assert_eq!(resolve(None, "", &Paths::find(&env(&[]), None)), Err(SettingsError::NoStore));
}

#[test]
fn the_identity_is_named_by_the_first_that_applies() {
    let configuration = Configuration {
        identity: located(email("configured@acme.example"), Scope::User),
        ..Configuration::default()
    };
    let nothing = Configuration::default();
    let set = env(&[(IDENTITY_VARIABLE, "Variable@acme.example")]);
    let unset = env(&[(IDENTITY_VARIABLE, "")]);
    for (flag, env, configuration, address, source) in [
        (Some("flag@acme.example"), &set as Lookup, &configuration, "flag@acme.example", "--as"),
        (None, &set, &configuration, "variable@acme.example", "ORGADM_AS"),
        (None, &unset, &configuration, "configured@acme.example", "/home/ada/.config/orgadm/config.toml"),
        (None, &unset, &nothing, "remembered@acme.example", "the last sign-in"),
    ] {
        let identity = Identity::resolve(flag, env, configuration, Some(email("remembered@acme.example")))
            .expect("valid")
            .expect("somebody");
        assert_eq!((identity.email.as_str(), identity.source.to_string()), (address, source.to_owned()));
    }
    assert_eq!(Identity::resolve(None, &unset, &nothing, None), Ok(None));
}

#[test]
fn an_identity_that_is_no_address_is_an_error_that_names_its_source() {
    let nothing = Configuration::default();
    let remembered = || Some(email("remembered@acme.example"));
    let flag = Identity::resolve(Some("ada"), &env(&[]), &nothing, remembered()).expect_err("flag");
    assert_eq!(
        flag.to_string(),
        "--as: An e-mail address needs an @ between name and domain; an address looks like ada@acme.example."
    );
    let variable = Identity::resolve(None, &env(&[(IDENTITY_VARIABLE, "ada")]), &nothing, remembered());
    assert!(variable.expect_err("variable").to_string().starts_with("ORGADM_AS: "));
    assert!(Identity::resolve(Some(""), &env(&[]), &nothing, remembered()).is_err());
}
