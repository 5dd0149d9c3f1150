//! The features of the client's manifest that are groups of calls, in a block that `gen` keeps.
//!
//! The rest of the manifest is a person's: a group that is called like a feature of theirs gives way.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

/// The line before the block.
pub const START: &str = "# Groups of calls, a feature each; written by `cargo xtask gen`.";
/// The line behind the block.
pub const END: &str = "# End of the groups.";

/// The feature that has all groups.
const ALL: &str = "all";

/// Returns the groups of a document's operations.
pub fn groups(document: &Value) -> BTreeSet<&str> {
    let paths = document["paths"].as_object().into_iter().flat_map(|paths| paths.values());
    paths.flat_map(|path| path.as_object().into_iter().flat_map(|path| path.values())).filter_map(group_of).collect()
}

/// Returns the group of an operation; nothing for what is none, as the parameters of a path.
pub fn group_of(operation: &Value) -> Option<&str> {
    // That of operations that name none is zoom-api's.
    operation["responses"].is_object().then(|| operation["x-sdk-group"].as_str().unwrap_or("operations"))
}

/// A manifest of cargo's, around the block.
#[derive(Debug)]
pub struct Manifest<'m> {
    before: &'m str,
    behind: &'m str,
    /// The features that a person wrote.
    others: BTreeSet<&'m str>,
}

impl<'m> Manifest<'m> {
    /// Finds the block.
    ///
    /// # Errors
    ///
    /// If there is none among the features, or more than one: what was found, and how to mend it.
    pub fn read(text: &'m str) -> Result<Self, String> {
        let mut starts = lines(text).filter(|(_, line)| line.trim_end() == START);
        let mut ends = lines(text).filter(|(_, line)| line.trim_end() == END);
        let found = (starts.next(), ends.next(), starts.next().or_else(|| ends.next()));
        let (start, end) = match found {
            (Some((start, line)), Some((end, _)), None) if start < end => (start + line.len(), end),
            (Some(_), Some(_), _) => {
                return Err(wrong("more than one block for the features of groups, or no end of it"));
            }
            _ => return Err(wrong("no block for the features of groups")),
        };
        let (before, behind) = (&text[..start], &text[end..]);
        if table_of(before) != Some("[features]") || lines(&text[start..end]).any(|(_, line)| line.starts_with('[')) {
            return Err(wrong("the block for the features of groups is not in [features]"));
        }
        let features = |text: &'m str| lines(text).filter_map(|(_, line)| key(line));
        let table = before.rfind("[features]").unwrap_or_default();
        let behind_it = behind.find("\n[").map_or(behind, |end| &behind[..end]);
        let others = features(&before[table..]).chain(features(behind_it)).collect();
        Ok(Self { before, behind, others })
    }

    /// Returns the feature of each group: its name in kebab case, with `-calls` behind it if a feature of a person's, or
    /// another group's, is called so.
    pub fn features<'g>(&self, groups: &BTreeSet<&'g str>) -> BTreeMap<&'g str, String> {
        let plain = |group: &str| group.replace('_', "-");
        let is_free = |name: &str| name != ALL && !self.others.contains(name);
        let mut taken: BTreeSet<String> =
            groups.iter().map(|group| plain(group)).filter(|name| is_free(name)).collect();
        let feature = |group: &&'g str| {
            let mut name = plain(group);
            if !is_free(&name) {
                while !is_free(&name) || taken.contains(&name) {
                    name.push_str("-calls");
                }
                taken.insert(name.clone());
            }
            (*group, name)
        };
        groups.iter().map(feature).collect()
    }

    /// Returns the manifest with a feature for each of these groups, and for no other.
    pub fn with(&self, groups: &BTreeSet<&str>) -> String {
        let mut features: Vec<_> = self.features(groups).into_values().collect();
        features.sort_unstable();
        // A line each: a group that comes moves no other.
        let mut block = format!("{ALL} = [\n");
        features.iter().for_each(|feature| block.push_str(&format!("    \"{feature}\",\n")));
        block.push_str("]\n");
        for feature in &features {
            let is_bare = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
            let quote = if feature.chars().all(is_bare) { "" } else { "\"" };
            block.push_str(&format!("{quote}{feature}{quote} = []\n"));
        }
        format!("{}{block}{}", self.before, self.behind)
    }
}

fn wrong(problem: &str) -> String {
    // Without `all`, cargo would not take the manifest, nor run this.
    let lines = format!("\n    {START}\n    {ALL} = []\n    {END}");
    format!("{problem}\n  fix: have these lines in [features], once, and run `cargo xtask gen`{lines}")
}

/// Each line with its break, and where it starts.
fn lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    text.split_inclusive('\n').scan(0, |at, line| {
        let start = *at;
        *at += line.len();
        Some((start, line))
    })
}

/// The heading of the table that a text ends in.
fn table_of(text: &str) -> Option<&str> {
    lines(text).map(|(_, line)| line.trim_end()).filter(|line| line.starts_with('[')).last()
}

/// The key that a line gives a value.
fn key(line: &str) -> Option<&str> {
    let (key, _) = line.split_once('=')?;
    let key = key.trim();
    let key = key.strip_prefix('"').and_then(|key| key.strip_suffix('"')).unwrap_or(key);
    (!key.is_empty() && !key.contains(['#', '"', ' '])).then_some(key)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn manifest(block: &str) -> String {
        format!(
            "[package]\nname = \"x\"\nusers = 1\n\n[features]\ndefault = [\"all\"]\n# A = b\n{START}\n{block}{END}\n\
             oauth = []\n\n[dependencies]\nphone = \"1\"\n"
        )
    }

    #[track_caller]
    fn check(groups: &[&str], expected: &str) {
        let empty = manifest("");
        let written = Manifest::read(&empty).unwrap().with(&groups.iter().copied().collect());
        assert_eq!(written, manifest(expected));
        // What stands in the block is of no account.
        let again = Manifest::read(&written).unwrap().with(&groups.iter().copied().collect());
        assert_eq!(again, written);
    }

    #[test]
    fn a_feature_for_each_group() {
        check(
            &["users", "chat_channels"],
            "all = [\n    \"chat-channels\",\n    \"users\",\n]\nchat-channels = []\nusers = []\n",
        );
        check(&[], "all = [\n]\n");
        check(&["日本"], "all = [\n    \"日本\",\n]\n\"日本\" = []\n");
    }

    #[test]
    fn a_group_gives_way_to_what_a_person_wrote() {
        let text = manifest("users = []\n");
        let features = |groups: &[&'static str]| {
            let features = Manifest::read(&text).unwrap().features(&groups.iter().copied().collect());
            features.into_iter().map(|(group, feature)| format!("{group}: {feature}")).collect::<Vec<_>>()
        };
        assert_eq!(
            features(&["all", "default", "oauth", "phone", "users"]),
            ["all: all-calls", "default: default-calls", "oauth: oauth-calls", "phone: phone", "users: users"]
        );
        assert_eq!(features(&["oauth", "oauth_calls"]), ["oauth: oauth-calls-calls", "oauth_calls: oauth-calls"]);
    }

    #[test]
    fn where_the_block_is_not_as_it_should_be() {
        let whole = manifest("");
        for (text, expected) in [
            ("[features]\n".to_owned(), "no block"),
            (whole.replace(END, ""), "no block"),
            (format!("{whole}{START}\n"), "more than one block"),
            (format!("[features]\n{END}\n{START}\n"), "or no end of it"),
            (whole.replace("[features]\n", ""), "not in [features]"),
            (manifest("[features.more]\n"), "not in [features]"),
        ] {
            let problem = Manifest::read(&text).unwrap_err();
            assert!(problem.contains(expected) && problem.contains(START) && problem.contains(END), "{problem}");
        }
    }
}
