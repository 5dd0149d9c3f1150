//! The types of bodies, made of progenitor's.
//!
//! | progenitor's | here |
//! |---|---|
//! | a field is read as it is documented | it is read as Zoom may send it: `crate::loose` |
//! | an optional list is an `Option` | in a response it is empty if it is absent or null; in a request `None` sends nothing |
//! | a struct can be taken apart and written | one that only Zoom writes is `non_exhaustive` |
//! | a closed enumeration | one with `Other`, since Zoom adds values |

use std::collections::{BTreeMap, BTreeSet, HashMap};

use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use syn::{
    Attribute, Field, Fields, File, Ident, Item, ItemEnum, ItemImpl, ItemMod, ItemStruct, LitStr, Type, parse_quote,
};

use super::reading::{self, Reading};
use super::requests::argument_of;

/// Where types stand.
pub struct Reach {
    /// The types of requests, and those within them.
    pub requests: BTreeSet<String>,
}

/// The types of a generated client.
pub struct Types {
    pub module: ItemMod,
    pub names: Vec<Ident>,
    structs: HashMap<String, Vec<Member>>,
    aliases: HashMap<String, Type>,
    /// Those that have a default.
    defaults: BTreeSet<String>,
}

/// A member of a type.
#[derive(Clone)]
pub struct Member {
    /// Its name in JSON.
    pub name: String,
    pub ident: Ident,
    pub ty: Type,
}

impl Types {
    /// Takes the types out of a generated client and rewrites them.
    ///
    /// # Errors
    ///
    /// If there are none.
    pub fn take(client: &mut File, reach: &Reach) -> Result<Self, String> {
        let at = client.items.iter().position(|item| matches!(item, Item::Mod(module) if module.ident == "types"));
        let Some(Item::Mod(mut module)) = at.map(|at| client.items.remove(at)) else {
            return Err("progenitor wrote no module of types".to_owned());
        };
        let (_, items) = module.content.as_mut().ok_or("progenitor's module of types is empty")?;
        open_enums(items);
        let mut types = Self {
            names: Vec::new(),
            structs: HashMap::new(),
            aliases: HashMap::new(),
            defaults: BTreeSet::new(),
            module: parse_quote!(
                mod types {}
            ),
        };
        let mut readers = Vec::new();
        let mut read_by_hand = BTreeSet::new();
        for item in items.iter_mut() {
            match item {
                Item::Struct(item) => {
                    if let Some(reader) = rewrite(item, reach) {
                        readers.push(reader);
                        read_by_hand.insert(item.ident.clone());
                    }
                    types.record(item);
                    types.names.push(item.ident.clone());
                }
                Item::Enum(item) => types.names.push(item.ident.clone()),
                _ => {}
            }
        }
        let loose = loose(items, &read_by_hand);
        items.extend(loose);
        items.extend(readers.into_iter().map(Item::Verbatim));
        types.module = module;
        Ok(types)
    }

    fn record(&mut self, item: &ItemStruct) {
        if item.attrs.iter().any(|it| it.path().is_ident("derive") && quote!(#it).to_string().contains("Default")) {
            self.defaults.insert(item.ident.to_string());
        }
        match &item.fields {
            Fields::Named(fields) => {
                let members = fields.named.iter().filter_map(|field| {
                    let ident = field.ident.clone()?;
                    let name =
                        renamed(&field.attrs).unwrap_or_else(|| ident.to_string().trim_start_matches("r#").to_owned());
                    Some(Member { name, ident, ty: field.ty.clone() })
                });
                self.structs.insert(item.ident.to_string(), members.collect());
            }
            Fields::Unnamed(fields) if fields.unnamed.len() == 1 => {
                self.aliases.insert(item.ident.to_string(), fields.unnamed[0].ty.clone());
            }
            _ => {}
        }
    }

    /// The member of a type, `types::UserList` or `UserList`.
    pub fn member(&self, ty: &Type, name: &str) -> Option<&Member> {
        self.structs.get(&name_of(ty)?)?.iter().find(|member| member.name == name)
    }

    /// The name of a type that has a default and members to set.
    pub fn with_default(&self, ty: &Type) -> Option<String> {
        let name = name_of(ty)?;
        let has_members = self.structs.get(&name).is_some_and(|members| !members.is_empty());
        (has_members && self.defaults.contains(&name)).then_some(name)
    }

    /// What a type around one value is around.
    pub fn within(&self, ty: &Type) -> Option<&Type> {
        self.aliases.get(&name_of(ty)?)
    }
}

/// The name of a type: the last part of its path.
pub fn name_of(ty: &Type) -> Option<String> {
    let Type::Path(path) = ty else { return None };
    path.path.segments.last().map(|segment| segment.ident.to_string())
}

/// Has each other type read as Zoom may send it. Enumerations of texts see to that themselves.
fn loose(items: &[Item], read_by_hand: &BTreeSet<Ident>) -> [Item; 2] {
    let (mut wrappers, mut values) = (Vec::new(), Vec::new());
    for item in items {
        match item {
            Item::Struct(ItemStruct { ident, fields: Fields::Unnamed(fields), .. }) if fields.unnamed.len() == 1 => {
                wrappers.push(ident);
            }
            Item::Struct(ItemStruct { ident, .. }) | Item::Enum(ItemEnum { ident, .. })
                if !read_by_hand.contains(ident) =>
            {
                values.push(ident);
            }
            _ => {}
        }
    }
    [parse_quote! { crate::loose::wrappers!(#(#wrappers),*); }, parse_quote! { crate::loose::values!(#(#values),*); }]
}

/// Rewrites a type, and returns what reads it.
fn rewrite(item: &mut ItemStruct, reach: &Reach) -> Option<TokenStream> {
    let Fields::Named(fields) = &mut item.fields else { return None };
    let is_request = reach.requests.contains(&item.ident.to_string());
    if !is_request {
        item.attrs.push(parse_quote!(#[non_exhaustive]));
    }
    let members: Vec<_> = fields.named.iter_mut().map(|field| rewrite_field(field, is_request)).collect();
    reading::read_by_hand(item, &members.into_iter().collect::<Option<Vec<_>>>()?)
}

/// Rewrites a member, and returns how it is read; nothing for one that serde's derive has to read.
fn rewrite_field(field: &mut Field, is_request: bool) -> Option<Reading> {
    let said = serde_words(&field.attrs);
    if ["flatten", "with", "deserialize_with", "alias", "skip"].iter().any(|word| said.contains_key(*word)) {
        return None;
    }
    let ident = field.ident.as_ref()?.to_string();
    let name = renamed(&field.attrs).unwrap_or_else(|| ident.trim_start_matches("r#").to_owned());
    // A default that is a function's is serde's business.
    if said.get("default").is_some_and(Option::is_some) {
        return None;
    }
    let reading = |field: &Field, is_loose: bool, is_optional: bool| {
        let has_default = is_optional || said.contains_key("default");
        Reading { name: name.clone(), ty: field.ty.clone(), is_loose, has_default }
    };
    let list = argument_of(&field.ty, "Option").filter(|inner| argument_of(inner, "Vec").is_some()).cloned();
    if let (Some(list), false) = (list, is_request) {
        field.attrs.retain(|attribute| !attribute.path().is_ident("serde"));
        if let Some(name) = said.get("rename").and_then(Option::as_ref) {
            field.attrs.push(parse_quote!(#[serde(rename = #name)]));
        }
        field.attrs.push(parse_quote!(#[serde(
            default,
            deserialize_with = "crate::loose::read",
            skip_serializing_if = "::std::vec::Vec::is_empty"
        )]));
        let with = quote!(::std::option::Option<#list>).to_string();
        field.attrs.push(parse_quote!(#[cfg_attr(feature = "schemars", schemars(with = #with))]));
        field.ty = list;
        return Some(reading(field, true, true));
    }
    let is_optional = argument_of(&field.ty, "Option").is_some();
    if !is_optional && !is_scalar_or_collection(&field.ty) {
        // What has to be there and has no default is read as it is documented.
        return Some(reading(field, false, false));
    }
    field.attrs.push(if is_optional && !said.contains_key("default") {
        parse_quote!(#[serde(default, deserialize_with = "crate::loose::read")])
    } else {
        parse_quote!(#[serde(deserialize_with = "crate::loose::read")])
    });
    Some(reading(field, true, is_optional))
}

fn is_scalar_or_collection(ty: &Type) -> bool {
    const NAMES: [&str; 11] = ["String", "bool", "i64", "u64", "i32", "u32", "f64", "f32", "Vec", "HashMap", "Secret"];
    name_of(ty).is_some_and(|name| NAMES.contains(&name.as_str()))
}

/// Gives enumerations of texts a value for what is not known yet.
fn open_enums(items: &mut Vec<Item>) {
    let mut opened = BTreeMap::new();
    for item in items.iter() {
        if let Item::Enum(item) = item
            && let Some(variants) = texts(item)
        {
            opened.insert(item.ident.to_string(), open_enum(item, &variants));
        }
    }
    items.retain(|item| match item {
        Item::Enum(item) => !opened.contains_key(&item.ident.to_string()),
        Item::Impl(item) => !target(item).is_some_and(|name| opened.contains_key(&name)),
        _ => true,
    });
    for tokens in opened.into_values() {
        items.push(Item::Verbatim(tokens));
    }
}

fn target(item: &ItemImpl) -> Option<String> {
    name_of(&item.self_ty)
}

/// The texts of an enumeration that has nothing else.
fn texts(item: &ItemEnum) -> Option<Vec<(Ident, String)>> {
    let is_plain = item.variants.iter().all(|variant| matches!(variant.fields, Fields::Unit));
    let is_untagged = serde_words(&item.attrs).contains_key("untagged");
    (is_plain && !is_untagged && !item.variants.is_empty()).then(|| {
        let text = |variant: &syn::Variant| renamed(&variant.attrs).unwrap_or_else(|| variant.ident.to_string());
        item.variants.iter().map(|variant| (variant.ident.clone(), text(variant))).collect()
    })
}

fn open_enum(item: &ItemEnum, variants: &[(Ident, String)]) -> TokenStream {
    let ident = &item.ident;
    // Without a description there is the name alone.
    let repeats_name = |attribute: &&Attribute| quote!(#attribute).to_string().contains(&format!("`{ident}`"));
    let docs: Vec<_> = item.attrs.iter().filter(|it| it.path().is_ident("doc") && !repeats_name(it)).collect();
    let docs = if docs.is_empty() {
        quote!(#[doc = "One of these values, or another that Zoom has added."])
    } else {
        quote!(#(#docs)*)
    };
    let (names, texts): (Vec<_>, Vec<_>) = variants.iter().map(|(name, text)| (name, text)).unzip();
    let docs_of = texts.iter().map(|text| format!("`{text}`"));
    // A value may be called so itself.
    let other =
        if names.iter().any(|name| **name == "Other") { format_ident!("Other_") } else { format_ident!("Other") };
    quote! {
        crate::values::open_enum! {
            #docs
            pub enum #ident { #(#[doc = #docs_of] #names = #texts,)* } other #other
        }
    }
}

/// The name that serde is told.
fn renamed(attributes: &[Attribute]) -> Option<String> {
    serde_words(attributes).get("rename").cloned().flatten().map(|text| text.value())
}

/// What serde is told: each word with its value.
fn serde_words(attributes: &[Attribute]) -> HashMap<String, Option<LitStr>> {
    let mut words = HashMap::new();
    for attribute in attributes.iter().filter(|attribute| attribute.path().is_ident("serde")) {
        // What is not understood is left as it is.
        let _ = attribute.parse_nested_meta(|meta| {
            let value = match meta.value() {
                Ok(value) => value.parse().ok(),
                Err(_) => None,
            };
            words.extend(meta.path.get_ident().map(|word| (word.to_string(), value)));
            Ok(())
        });
    }
    words
}
