//! The key page of the README, generated from the table.

use super::{Layer, TABLE};

/// Every layer as a Markdown table, in the order of the table.
pub fn key_page() -> String {
    let mut layers: Vec<Layer> = Vec::new();
    for row in TABLE {
        if !layers.contains(&row.layer) {
            layers.push(row.layer);
        }
    }
    let mut page = String::new();
    for layer in layers {
        page.push_str(&format!("**{}**\n\n| key | what it does | name |\n|---|---|---|\n", layer.title()));
        for row in TABLE.iter().filter(|row| row.layer == layer) {
            let keys: Vec<String> = row.keys.iter().map(|key| format!("`{key}`")).collect();
            page.push_str(&format!("| {} | {} | {} |\n", keys.join(" "), row.help, row.act.name()));
        }
        page.push('\n');
    }
    page
}
