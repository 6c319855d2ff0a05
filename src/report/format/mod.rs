//! The output formats: the single list of their names, used by the command line, the documentation and the tests.

mod concise;
pub mod github;
mod gitlab;
mod html;
mod human;
mod json;
mod jsonl;
mod junit;
mod sarif;
mod sarif_shape;

use super::listing::OfListing;
use super::{Reporter, Style};
use concise::ConciseReporter;
use human::HumanReporter;
use json::JsonReporter;
use jsonl::JsonlReporter;

/// Defines [`Format`] from rows of description, variant, name and reporter constructor.
macro_rules! formats {
    ($(#[doc = $about:literal] $variant:ident $name:literal $reporter:expr;)+) => {
        /// An output format.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Format {
            $(#[doc = $about] $variant,)+
        }

        impl Format {
            /// Every format.
            pub const ALL: &'static [Format] = &[$(Format::$variant),+];

            /// The name on the command line.
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Format::$variant => $name,)+
                }
            }

            /// A short description.
            pub const fn about(self) -> &'static str {
                match self {
                    $(Format::$variant => $about.trim_ascii(),)+
                }
            }

            /// Creates the reporter of this format; `style` affects only the formats for people.
            pub fn reporter(self, style: Style) -> Box<dyn Reporter> {
                let make: fn(Style) -> Box<dyn Reporter> = match self {
                    $(Format::$variant => $reporter,)+
                };
                make(style)
            }
        }
    };
}

formats! {
    /// For people.
    Human "human" |style| Box::new(HumanReporter::new(style));
    /// A finding on each line, for people and editors.
    Concise "concise" |style| Box::new(ConciseReporter::new(style));
    /// One JSON document.
    Json "json" |_| Box::new(JsonReporter);
    /// One JSON object on each line.
    Jsonl "jsonl" |_| Box::new(JsonlReporter);
    /// SARIF 2.1.0, for code scanning.
    Sarif "sarif" |_| Box::new(OfListing(sarif::write));
    /// Annotations of GitHub Actions.
    Github "github" |_| Box::new(OfListing(github::write));
    /// GitLab's report of secret detection.
    Gitlab "gitlab" |_| Box::new(OfListing(gitlab::write));
    /// JUnit's XML.
    Junit "junit" |_| Box::new(OfListing(junit::write));
    /// One page that holds all that it needs.
    Html "html" |_| Box::new(OfListing(html::write));
}

impl Format {
    /// True if the format contains the time of the scan and the HEAD commit.
    pub const fn says_when(self) -> bool {
        matches!(self, Format::Gitlab | Format::Html)
    }

    /// The format with that name.
    pub fn parse(name: &str) -> Option<Format> {
        Format::ALL.iter().copied().find(|format| format.as_str() == name)
    }
}

#[cfg(test)]
mod tests {
    use super::Format;

    #[test]
    fn each_format_has_a_unique_name() {
        for format in Format::ALL {
            assert_eq!(Format::parse(format.as_str()), Some(*format));
            assert!(format.about().ends_with('.') && !format.about().starts_with(' '), "{format:?}");
        }
        assert_eq!(Format::parse("Human"), None);
    }
}
