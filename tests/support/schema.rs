//! The part of JSON Schema 2020-12 that `assets/schema` uses, checked strictly: an unknown keyword fails the test, and so
//! does a member that no schema names, though the schemas themselves let readers ignore it.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

/// The names that schemas give the members of each object of a value, by its place.
type Named = BTreeMap<String, BTreeSet<String>>;

/// The schemas, by the names of their files.
#[derive(Debug)]
pub struct Schemas(BTreeMap<String, Value>);

impl Schemas {
    pub fn load() -> Self {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/assets/schema");
        let files = std::fs::read_dir(folder).expect("the schemas are there");
        let paths = files.map(|file| file.expect("readable").path());
        let each = paths.map(|path| {
            let name = path.file_name().and_then(|name| name.to_str()).expect("a plain name").to_owned();
            let text = std::fs::read_to_string(&path).expect("readable");
            let schema = serde_json::from_str(&text).unwrap_or_else(|error| panic!("{name}: {error}"));
            (name, schema)
        });
        Self(each.collect())
    }

    pub fn files(&self) -> impl Iterator<Item = (&str, &Value)> {
        self.0.iter().map(|(name, schema)| (name.as_str(), schema))
    }

    /// What a reference such as `user.json#/$defs/list` stands for, and the file it stands in.
    pub fn find(&self, file: &str, reference: &str) -> Option<(&str, &Value)> {
        let (other, pointer) = reference.split_once('#')?;
        let (name, schema) = self.0.get_key_value(if other.is_empty() { file } else { other })?;
        Some((name, schema.pointer(pointer)?))
    }

    /// What is wrong with the value; nothing if it is as the reference says.
    pub fn check(&self, reference: &str, value: &Value) -> Result<(), String> {
        let mut named = Named::new();
        let schema = serde_json::json!({ "$ref": reference });
        self.against("", &schema, value, "", &mut named)?;
        unnamed(value, "", &named)
    }

    fn against(
        &self,
        file: &str,
        schema: &Value,
        value: &Value,
        at: &str,
        named: &mut Named,
    ) -> Result<(), String> {
        let wrong = |what: String| Err(format!("{file} {at}: {what}: {value}"));
        let no_members = Map::new();
        let members = value.as_object().unwrap_or(&no_members);
        for (keyword, wanted) in schema.as_object().expect("a schema is an object") {
            match keyword.as_str() {
                "$schema" | "$id" | "$defs" | "title" | "description" => {}
                "$ref" => {
                    let reference = wanted.as_str().expect("a text");
                    let (other, found) = self.find(file, reference).unwrap_or_else(|| panic!("{reference}"));
                    self.against(other, found, value, at, named)?;
                }
                "anyOf" => {
                    let each = wanted.as_array().expect("a list").iter().map(|one| {
                        let mut own = named.clone();
                        self.against(file, one, value, at, &mut own).map(|()| own)
                    });
                    let (fits, others): (Vec<_>, Vec<_>) = each.partition(Result::is_ok);
                    match fits.into_iter().flatten().next() {
                        Some(own) => *named = own,
                        None => return wrong(format!("none of these: {others:?}")),
                    }
                }
                "type" => {
                    let types = wanted.as_array().cloned().unwrap_or_else(|| vec![wanted.clone()]);
                    if !types.iter().any(|one| is_of(one.as_str().expect("a text"), value)) {
                        return wrong(format!("is not of type {wanted}"));
                    }
                }
                "enum" if wanted.as_array().expect("a list").contains(value) => {}
                "enum" => return wrong(format!("is none of {wanted}")),
                "minimum" => {
                    if value.as_i64().is_some_and(|number| number < wanted.as_i64().expect("a number")) {
                        return wrong(format!("is below {wanted}"));
                    }
                }
                "format" => {
                    assert_eq!(wanted, "date-time", "the only format known here");
                    let time = |text: &str| text.parse::<jiff::Timestamp>().is_ok();
                    if value.as_str().is_some_and(|text| !time(text)) {
                        return wrong("is no time".to_owned());
                    }
                }
                "required" if value.is_object() => {
                    let names = wanted.as_array().expect("a list").iter().filter_map(Value::as_str);
                    if let Some(missing) = names.into_iter().find(|name| !members.contains_key(*name)) {
                        return wrong(format!("has no {missing}"));
                    }
                }
                "required" => {}
                "properties" => {
                    let wanted = wanted.as_object().expect("an object");
                    named.entry(at.to_owned()).or_default().extend(wanted.keys().cloned());
                    for (name, inner) in wanted {
                        if let Some(member) = members.get(name) {
                            self.against(file, inner, member, &format!("{at}/{name}"), named)?;
                        }
                    }
                }
                "items" => {
                    for (n, item) in value.as_array().into_iter().flatten().enumerate() {
                        self.against(file, wanted, item, &format!("{at}/{n}"), named)?;
                    }
                }
                other => panic!("{file}: {other} is not known here"),
            }
        }
        Ok(())
    }
}

fn is_of(word: &str, value: &Value) -> bool {
    match word {
        "null" => value.is_null(),
        "boolean" => value.is_boolean(),
        "integer" => value.is_i64() || value.is_u64(),
        "string" => value.is_string(),
        "array" => value.is_array(),
        "object" => value.is_object(),
        other => panic!("{other} is no type known here"),
    }
}

fn unnamed(value: &Value, at: &str, named: &Named) -> Result<(), String> {
    let none = BTreeSet::new();
    let names = named.get(at).unwrap_or(&none);
    for (name, member) in value.as_object().into_iter().flatten() {
        if !names.contains(name) {
            return Err(format!("{at}: no schema names {name}"));
        }
        unnamed(member, &format!("{at}/{name}"), named)?;
    }
    for (n, item) in value.as_array().into_iter().flatten().enumerate() {
        unnamed(item, &format!("{at}/{n}"), named)?;
    }
    Ok(())
}
