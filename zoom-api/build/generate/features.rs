//! The features that choose groups.

/// What stands around the features of groups in Cargo.toml, where `cargo xtask gen` writes them.
const START: &str = "\n# Groups of calls";
const END: &str = "\n# End of the groups";

/// Which groups are wanted.
pub struct Features<'a> {
    /// What says so, unless all are.
    chosen: Option<Chosen<'a>>,
}

struct Chosen<'a> {
    /// The text of Cargo.toml.
    manifest: &'a str,
    is_on: &'a dyn Fn(&str) -> bool,
}

impl<'a> Features<'a> {
    /// All groups, and no feature for any.
    pub fn all() -> Self {
        Self { chosen: None }
    }

    /// The groups for which the package has a feature that is on.
    pub fn new(manifest: &'a str, is_on: &'a dyn Fn(&str) -> bool) -> Self {
        Self { chosen: Some(Chosen { manifest, is_on }) }
    }

    /// Whether a group is wanted.
    pub fn has(&self, group: &str) -> bool {
        match (&self.chosen, self.of(group)) {
            (Some(chosen), Some(feature)) => (chosen.is_on)(&feature),
            _ => true,
        }
    }

    /// The feature of a group: its name, or one with `-calls` where the package has another of that name. A group without a
    /// feature is always there.
    pub fn of(&self, group: &str) -> Option<String> {
        let (_, rest) = self.chosen.as_ref()?.manifest.split_once(START)?;
        let (block, _) = rest.split_once(END)?;
        let name = group.replace('_', "-");
        let other = format!("{name}-calls");
        let is_declared = |feature: &String| {
            let mut ends = block.lines().filter_map(|line| line.strip_prefix(feature.as_str()));
            ends.any(|rest| rest.trim_start().starts_with('='))
        };
        [name, other].into_iter().find(is_declared)
    }
}
