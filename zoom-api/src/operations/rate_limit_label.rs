//! What an operation costs of an account's rate limits.

use std::fmt;
use std::str::FromStr;

use crate::UnknownName;

/// The cost of an operation, as Zoom labels it: each label has its own limits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum RateLimitLabel {
    /// Light.
    Light,
    /// Medium.
    Medium,
    /// Heavy.
    Heavy,
    /// Resource-intensive.
    ResourceIntensive,
}

impl RateLimitLabel {
    pub(crate) const ALL: [Self; 4] = [Self::Light, Self::Medium, Self::Heavy, Self::ResourceIntensive];

    /// Returns Zoom's word for it: `Resource-intensive`.
    pub fn as_str(&self) -> &'static str {
        match self {
            Self::Light => "Light",
            Self::Medium => "Medium",
            Self::Heavy => "Heavy",
            Self::ResourceIntensive => "Resource-intensive",
        }
    }
}

impl fmt::Display for RateLimitLabel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl FromStr for RateLimitLabel {
    type Err = UnknownName;

    /// Reads Zoom's word, in upper or lower case.
    fn from_str(word: &str) -> Result<Self, UnknownName> {
        UnknownName::find("rate-limit label", &Self::ALL, word)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_label_is_read_as_it_is_written() {
        for label in RateLimitLabel::ALL {
            assert_eq!(label.to_string().parse(), Ok(label));
            assert_eq!(label.to_string().to_uppercase().parse(), Ok(label));
        }
        let error = "Free".parse::<RateLimitLabel>().unwrap_err().to_string();
        assert_eq!(error, "unknown rate-limit label: expected Light, Medium, Heavy or Resource-intensive");
    }

    #[test]
    fn every_label_of_the_fragment_is_known() {
        let fragment: serde_json::Value =
            serde_json::from_str(include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/zoom.openapi.json"))).unwrap();
        let operations = fragment["paths"].as_object().unwrap().values().flat_map(|item| item.as_object().unwrap());
        let labels: Vec<_> = operations.filter_map(|(_, operation)| operation["x-rate-limit-label"].as_str()).collect();
        assert!(!labels.is_empty());
        for label in labels {
            assert_eq!(label.parse::<RateLimitLabel>().map(|known| known.as_str()), Ok(label));
        }
    }
}
