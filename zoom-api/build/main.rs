//! Generates the client from the fragment, at build time: nothing that progenitor writes is checked in.

mod data_keywords;
mod int_or_string;
mod loose_values;
mod mock_bodies;
mod nullable_lists;
mod operations;

use std::error::Error;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::{env, fs};

use progenitor::{GenerationSettings, Generator, HooksMode, InterfaceStyle, TypeImpl};
use schemars::schema::{InstanceType, SchemaObject};

/// A link to `spec/zoom.openapi.json`; in a package, the file itself.
const FRAGMENT: &str = "zoom.openapi.json";

fn main() -> ExitCode {
    println!("cargo::rerun-if-changed={FRAGMENT}");
    println!("cargo::rerun-if-changed=build");
    match generate() {
        Ok(()) => ExitCode::SUCCESS,
        Err(problem) => {
            println!("cargo::error={problem}");
            ExitCode::FAILURE
        }
    }
}

fn generate() -> Result<(), Box<dyn Error>> {
    let fragment = PathBuf::from(env::var("CARGO_MANIFEST_DIR")?).join(FRAGMENT);
    let spec = read(&fragment)?;
    let out = PathBuf::from(env::var("OUT_DIR")?);

    let refuse = |problem| format!("{}: not taken by progenitor: {problem}; {FIX}", fragment.display());
    let mut generator = Generator::new(&settings(&spec));
    let mut client = syn::parse2(taken(|| generator.generate_tokens(&spec)).map_err(refuse)?)?;
    nullable_lists::rewrite(&mut client);
    let operations =
        operations::function(&spec, &client).map_err(|problem| format!("{}: {problem}; {FIX}", fragment.display()))?;
    client.items.push(operations);
    fs::write(out.join("client.rs"), prettyplease::unparse(&client))?;

    if env::var_os("CARGO_FEATURE_MOCK").is_some() {
        let mut mock = syn::parse2(taken(|| generator.httpmock(&spec, "crate::generated")).map_err(refuse)?)?;
        mock_bodies::expose(&mut mock);
        fs::write(out.join("mock.rs"), prettyplease::unparse(&mock))?;
    }
    Ok(())
}

/// What progenitor makes of the fragment. Some of what it does not take it meets with a panic.
fn taken<T>(generate: impl FnOnce() -> Result<T, progenitor::Error>) -> Result<T, String> {
    match catch_unwind(AssertUnwindSafe(generate)) {
        Ok(result) => result.map_err(|error| error.to_string()),
        Err(panic) => {
            let message = panic.downcast_ref::<String>().map(String::as_str);
            Err(message.or_else(|| panic.downcast_ref().copied()).unwrap_or("it panicked").to_owned())
        }
    }
}

const FIX: &str = "run `cargo xtask gen` in the workspace to write it anew";

fn read(fragment: &Path) -> Result<openapiv3::OpenAPI, String> {
    let text = fs::read_to_string(fragment)
        .map_err(|error| format!("{}: cannot be read: {error}; {FIX}", fragment.display()))?;
    if text.starts_with("..") {
        let advice = "check out again with `git config core.symlinks true`";
        return Err(format!("{}: a link that was checked out as text; {advice}", fragment.display()));
    }
    let spec = serde_json::from_str(&text).and_then(|mut document| {
        data_keywords::strip(&mut document);
        loose_values::loosen(&mut document);
        serde_json::from_value(document)
    });
    spec.map_err(|error| format!("{}: not an OpenAPI 3.0 document: {error}; {FIX}", fragment.display()))
}

fn settings(spec: &openapiv3::OpenAPI) -> GenerationSettings {
    let mut settings = GenerationSettings::new();
    let password = SchemaObject {
        instance_type: Some(InstanceType::String.into()),
        format: Some("password".to_owned()),
        ..SchemaObject::default()
    };
    settings
        .with_interface(InterfaceStyle::Builder)
        .with_derive("schemars::JsonSchema")
        .with_hooks(HooksMode::Optional)
        .with_conversion(password, "crate::Secret", std::iter::empty::<TypeImpl>());
    for name in int_or_string::schemas(spec) {
        settings.with_replacement(name, "crate::IntOrString", [TypeImpl::Display, TypeImpl::FromStr].into_iter());
    }
    settings
}
