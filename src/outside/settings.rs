//! Which store, and who is asking: the places that may say so, in their order, and which of them decided.
//!
//! Resolves texts into checked values. It opens no store and signs nobody in.

use std::fmt;
use std::path::{Path, PathBuf};

use super::config::{Configuration, Located, Scope};
use super::environment::{Lookup, is_damaged, set};
use super::paths::Paths;
use crate::model::{Email, TextError};

/// The variable that names the store.
pub const STORE_VARIABLE: &str = "ORGADM_STORE";

/// The variable that names the person.
pub const IDENTITY_VARIABLE: &str = "ORGADM_AS";

/// Who decided where the store lies, first of all first ("Where the store lies").
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StoreSource {
    /// `--store`.
    Flag,
    /// [`STORE_VARIABLE`].
    Environment,
    /// The user's configuration file.
    UserConfiguration(PathBuf),
    /// The host's configuration file.
    SystemConfiguration(PathBuf),
    /// Nobody: the user's data directory. Only here may the first-run screen appear.
    DataDirectory,
}

impl fmt::Display for StoreSource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Flag => f.write_str("--store"),
            Self::Environment => f.write_str(STORE_VARIABLE),
            Self::UserConfiguration(file) | Self::SystemConfiguration(file) => file.display().fmt(f),
            Self::DataDirectory => f.write_str("the user's data directory"),
        }
    }
}

/// Where the store lies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StorePlace {
    /// Its directory; as typed, so possibly relative, if a flag or a variable named it.
    pub path: PathBuf,
    /// Who said so.
    pub source: StoreSource,
}

impl StorePlace {
    /// The first that applies of `--store`, [`STORE_VARIABLE`], the user's and the host's configuration, and the data
    /// directory.
    ///
    /// # Errors
    ///
    /// An empty flag, a variable that is not UTF-8 (falling through would open another store than the one meant), and
    /// nobody saying anything where there is no data directory either.
    pub fn resolve(
        flag: Option<&Path>,
        env: Lookup,
        configuration: &Configuration,
        paths: &Paths,
    ) -> Result<Self, SettingsError> {
        let place = |path: PathBuf, source| Ok(Self { path, source });
        if let Some(path) = flag {
            if path.as_os_str().is_empty() {
                return Err(SettingsError::EmptyStore);
            }
            return place(path.to_path_buf(), StoreSource::Flag);
        }
        if let Some(path) = set(env, STORE_VARIABLE) {
            if is_damaged(&path) {
                return Err(SettingsError::NotText);
            }
            return place(path.into(), StoreSource::Environment);
        }
        if let Some(Located { value, scope, file, .. }) = configuration.store.clone() {
            let source = match scope {
                Scope::User => StoreSource::UserConfiguration(file),
                Scope::System => StoreSource::SystemConfiguration(file),
            };
            return place(value, source);
        }
        match &paths.default_store {
            Some(path) => place(path.clone(), StoreSource::DataDirectory),
            None => Err(SettingsError::NoStore),
        }
    }
}

/// Who said whom to sign in as, first of all first ("Signing in locally").
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum IdentitySource {
    /// `--as`.
    Flag,
    /// [`IDENTITY_VARIABLE`].
    Environment,
    /// A configuration file, the user's before the host's.
    Configuration(PathBuf),
    /// What this OS user was last signed in as.
    Remembered,
}

impl fmt::Display for IdentitySource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Flag => f.write_str("--as"),
            Self::Environment => f.write_str(IDENTITY_VARIABLE),
            Self::Configuration(file) => file.display().fmt(f),
            Self::Remembered => f.write_str("the last sign-in"),
        }
    }
}

/// Whom to sign in as.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Identity {
    /// The address.
    pub email: Email,
    /// Who said so.
    pub source: IdentitySource,
}

impl Identity {
    /// The first that applies of `--as`, [`IDENTITY_VARIABLE`], the configuration and what is remembered; `None` leaves
    /// it to the picker.
    ///
    /// # Errors
    ///
    /// A flag or variable that is not an address. It is not passed over: the person would act as somebody else.
    pub fn resolve(
        flag: Option<&str>,
        env: Lookup,
        configuration: &Configuration,
        remembered: Option<Email>,
    ) -> Result<Option<Self>, SettingsError> {
        let parse = |text: &str, source: IdentitySource| match Email::parse(text) {
            Ok(email) => Ok(Some(Self { email, source })),
            Err(why) => Err(SettingsError::Identity { from: source, why }),
        };
        if let Some(text) = flag {
            return parse(text, IdentitySource::Flag);
        }
        if let Some(text) = set(env, IDENTITY_VARIABLE) {
            return parse(&text, IdentitySource::Environment);
        }
        if let Some(Located { value, file, .. }) = configuration.identity.clone() {
            return Ok(Some(Self { email: value, source: IdentitySource::Configuration(file) }));
        }
        Ok(remembered.map(|email| Self { email, source: IdentitySource::Remembered }))
    }
}

/// Why a setting given for this run cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SettingsError {
    /// `--store ""`.
    #[error("--store needs the path of a directory.")]
    EmptyStore,
    /// The variable is not UTF-8.
    #[error("{STORE_VARIABLE} is not UTF-8 text; name the store with --store.")]
    NotText,
    /// No place for a store at all.
    #[error("There is no home directory to keep a store in; name one with --store or {STORE_VARIABLE}.")]
    NoStore,
    /// Not an e-mail address.
    #[error("{from}: {why}.")]
    Identity {
        /// Who said it.
        from: IdentitySource,
        /// What is wrong with it.
        why: TextError,
    },
}

#[cfg(test)]
mod tests;
