//! The items of a collection in the order of its tree, each with what it inherits.

use super::super::address;
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
        for item in items {
            let here = Inherited {
                path: inherited.path.join(item.name.as_deref().unwrap_or_default()).in_file(item.file.clone()),
                auth: item.auth.as_deref().or(inherited.auth),
                variables: inherited.variables.within(&item.variable),
            };
            scripts(&here.path, &item.event, self.warnings);
            if let Some(request) = &item.request {
                self.found.push(Located {
                    tag: tag(&inherited.path),
                    auth: request.auth.as_deref().or(here.auth),
                    path: here.path,
                    item,
                    request,
                    variables: here.variables,
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
