//! A collection in one file, as Postman's API gives it: its folders and requests are `items`, and examples stand in requests.

use std::fs::File as OpenFile;
use std::io::Read as _;
use std::path::Path;

use super::auth::Level;
use super::definition::Definition;
use super::fields::Fields;
use super::{File, Part, Reader};
use crate::diagnostics::{ItemPath, WarningKind};
use crate::postman::load::LoadError;
use crate::yaml::{Kind, Node};

/// Whether a file is one, by how it begins.
pub(super) fn is_export(path: &Path) -> bool {
    let is_data =
        path.extension().is_some_and(|extension| ["json", "yaml", "yml"].iter().any(|known| extension == *known));
    let Some(file) = OpenFile::open(path).ok().filter(|_| is_data && path.is_file()) else { return false };
    let mut head = Vec::new();
    let _ = file.take(4096).read_to_end(&mut head);
    let head = String::from_utf8_lossy(&head);
    head.contains("$kind") && head.contains("items") && !head.contains("\"info\"")
}

impl Reader {
    /// Reads a collection from its file.
    pub(super) fn export(&mut self, path: &Path) -> Result<(Definition, Vec<Part>), LoadError> {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let item = ItemPath::default();
        let file = File { path: path.to_owned(), name: (*name).into(), item, part: String::new() };
        // There is no rest of it that could be read without it.
        let (definition, items) = self.described(&file, super::mapping(&file)?, true);
        self.levels.push(Level::of(&definition));
        let parts = self.listed(&file, items)?;
        Ok((definition, parts))
    }

    /// What a collection or a folder says of itself, and what is in it.
    fn described(&mut self, file: &File, map: Vec<(String, Node)>, is_root: bool) -> (Definition, Option<Node>) {
        let mut fields = Fields::of(self, file, "", map);
        let items = fields.take("items");
        let definition = Definition::read(&mut fields, is_root);
        fields.finish();
        (definition, items)
    }

    fn listed(&mut self, file: &File, items: Option<Node>) -> Result<Vec<Part>, LoadError> {
        let list = match items.map(|node| (node.at, node.kind)) {
            None => Vec::new(),
            Some((_, Kind::List(list))) => list,
            Some((at, _)) => {
                self.warn(file, Some(at), WarningKind::Unread, "`items`", "expected a list; ignored");
                Vec::new()
            }
        };
        let mut found = Vec::new();
        for node in list {
            let Kind::Map(map) = node.kind else {
                self.warn(file, Some(node.at), WarningKind::Unread, "`items`", "expected a mapping; ignored");
                continue;
            };
            let text = |name: &str| map.iter().find(|(key, _)| key == name).and_then(|(_, node)| node.text());
            let name = text("name").unwrap_or_default();
            let is_folder = matches!(text("$kind").as_deref(), Some("collection" | "folder"))
                || map.iter().any(|(key, _)| key == "items");
            if is_folder {
                let inner = File { item: file.item.join(&name), ..file.clone() };
                let (definition, items) = self.described(&inner, map, false);
                let fields = definition.folder(&name);
                self.levels.push(Level::of(&definition));
                let parts = self.listed(&inner, items);
                self.levels.pop();
                found.push((definition.order, Part::Folder { fields, parts: parts? }));
            } else if let Some(item) = self.item(file.clone(), map, &name, None)? {
                found.push(item);
            }
        }
        found.sort_by(|(a, _), (b, _)| a.total_cmp(b));
        Ok(found.into_iter().map(|(_, part)| part).collect())
    }
}
