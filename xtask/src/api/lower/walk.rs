//! The items of a collection in the order of its tree, each with what it inherits.

use super::super::address::{self, Address};
use super::super::model::Tag;
use super::super::prose;
use crate::diagnostics::{ItemPath, Warning, WarningKind, Warnings};
use crate::postman::Collection;
use crate::postman::model::{Auth, Event, Item, Request, Variable};

/// An item where it stands.
#[derive(Debug)]
pub(super) struct Located<'c> {
    pub(super) path: ItemPath,
    pub(super) item: &'c Item,
    pub(super) request: &'c Request,
    /// The folder's tag, if the item is in a folder.
    pub(super) tag: Option<String>,
    /// The item's own authorization or the nearest inherited one.
    pub(super) auth: Option<&'c Auth>,
    pub(super) variables: Scope<'c>,
}

/// The variables that an item sees, innermost first.
#[derive(Debug, Clone, Default)]
pub(in crate::api) struct Scope<'c>(Vec<&'c [Variable]>);

impl<'c> Scope<'c> {
    /// The scope of these lists of variables, innermost first.
    pub(in crate::api) fn of(variables: &[&'c [Variable]]) -> Self {
        Self(variables.to_vec())
    }

    fn within(&self, inner: &'c [Variable]) -> Self {
        let mut scope = self.clone();
        if !inner.is_empty() {
            scope.0.insert(0, inner);
        }
        scope
    }
}

impl Scope<'_> {
    /// The name of a variable with a value that differs from this one in capitals and signs alone, or in one letter.
    pub(super) fn spelled_like(&self, name: &str) -> Option<&str> {
        let plain = |name: &str| -> Vec<char> {
            name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
        };
        let name_of = plain(name);
        let all = self.0.iter().flat_map(|variables| variables.iter()).filter(|variable| !variable.disabled);
        let with_value = all.filter(|variable| variable.value.as_deref().is_some_and(|value| !value.trim().is_empty()));
        with_value.filter_map(Variable::key).find(|known| *known != name && is_near(&plain(known), &name_of))
    }
}

/// Whether two names are one but for a letter; short names are not looked at so closely.
fn is_near(a: &[char], b: &[char]) -> bool {
    let same = a.iter().zip(b).take_while(|(a, b)| a == b).count();
    let (a, b) = (&a[same..], &b[same..]);
    let end = a.iter().rev().zip(b.iter().rev()).take_while(|(a, b)| a == b).count();
    let (left_a, left_b) = (a.len() - end, b.len() - end);
    let is_numbered = a[..left_a].iter().chain(&b[..left_b]).any(|letter| letter.is_numeric());
    let is_one = left_a == 0 && left_b == 0;
    same + end > 0 && is_one || same + end >= 5 && left_a <= 1 && left_b <= 1 && !is_numbered
}

impl address::Variables for Scope<'_> {
    /// A variable's value; never that of a secret.
    fn value(&self, name: &str) -> Option<&str> {
        let all = self.0.iter().flat_map(|variables| variables.iter());
        let mut named = all.filter(|variable| variable.key() == Some(name));
        let found = named.find(|variable| !variable.disabled)?;
        if found.kind.as_deref() == Some("secret") { None } else { found.value.as_deref() }
    }
}

struct Walk<'w, 'c> {
    found: Vec<Located<'c>>,
    tags: &'w mut Vec<Tag>,
    warnings: &'w mut Vec<Warning>,
}

/// What a folder's items inherit.
#[derive(Clone, Default)]
struct Inherited<'c> {
    path: ItemPath,
    auth: Option<&'c Auth>,
    variables: Scope<'c>,
}

/// Lists items of a collection and those in folders of it, adds a tag for each folder that has items of its own, and
/// warns of scripts.
pub(super) fn items<'c>(
    collection: &'c Collection,
    items: &'c [Item],
    tags: &mut Vec<Tag>,
    warnings: &mut Vec<Warning>,
) -> Vec<Located<'c>> {
    let mut walk = Walk { found: Vec::new(), tags, warnings };
    let root = Inherited {
        path: ItemPath::default(),
        auth: collection.auth.as_deref(),
        variables: Scope(vec![&collection.variable]),
    };
    walk.folder(&root, items);
    walk.found
}

impl<'c> Walk<'_, 'c> {
    fn folder(&mut self, inherited: &Inherited<'c>, items: &'c [Item]) {
        for (number, item) in items.iter().enumerate() {
            let path = inherited.path.join(item.name.as_deref().unwrap_or_default()).in_file(item.file.clone());
            let place = match inherited.path.place() {
                Some(folder) => format!("{folder}.item[{number}]"),
                None => format!("item[{number}]"),
            };
            let here = Inherited {
                path: path.at(place.into()),
                auth: item.auth.as_deref().or(inherited.auth),
                variables: inherited.variables.within(&item.variable),
            };
            scripts(&here.path, &item.event, self.warnings);
            if let Some(request) = &item.request {
                let request = self.addressed(item, request, &here);
                if let Some(items) = &item.item {
                    // A folder that is called as well.
                    self.tag(&here.path, item, items);
                    self.folder(&here, items);
                }
                self.found.push(Located {
                    tag: tag(&inherited.path),
                    auth: request.auth.as_deref().or(here.auth),
                    path: here.path.clone(),
                    item,
                    request,
                    variables: here.variables.clone(),
                });
            } else if let Some(items) = &item.item {
                self.tag(&here.path, item, items);
                self.folder(&here, items);
            } else {
                let text = "neither a folder nor a request, nothing to convert";
                Warnings::of(&here.path, self.warnings).add(WarningKind::Unrepresentable, "", text);
            }
        }
    }

    /// The request of an item; without an address, that of a saved example which has one.
    fn addressed(&mut self, item: &'c Item, request: &'c Request, here: &Inherited<'c>) -> &'c Request {
        let has_address =
            |request: &&Request| request.url.as_ref().is_some_and(|url| Address::read(url, &here.variables).is_some());
        let saved = || item.response.iter().filter_map(|response| response.original_request.as_deref());
        if has_address(&request) {
            return request;
        }
        let Some(saved) = saved().find(has_address) else { return request };
        let text = "no URL, so the request of a saved example stands for it";
        Warnings::of(&here.path, self.warnings).add(WarningKind::Assumed, "request", text);
        saved
    }

    fn tag(&mut self, path: &ItemPath, folder: &Item, items: &[Item]) {
        let description = folder.description.as_deref().and_then(prose::markdown);
        let holds_items = items.iter().any(|item| item.request.is_some());
        if (holds_items || description.is_some())
            && let Some(name) = tag(path)
        {
            self.tags.push(Tag { name, description });
        }
    }
}

/// Warns of scripts.
pub(super) fn scripts(path: &ItemPath, events: &[Event], warnings: &mut Vec<Warning>) {
    for event in events.iter().filter(|event| !event.disabled && event.has_code()) {
        let part = format!("{} script", event.listen.as_deref().unwrap_or("unnamed"));
        let text = "scripts have no place in OpenAPI, passed over";
        Warnings::of(path, warnings).add(WarningKind::Unrepresentable, part, text);
    }
}

/// The tag of a folder: its name behind those of the folders around it, so that equal names stay apart.
fn tag(folder: &ItemPath) -> Option<String> {
    (!folder.names().is_empty()).then(|| folder.to_string())
}
