//! What can be typed.

use crate::diagnostic::{self, Severity};
use crate::output::Mode;
use crate::workspace::Standing;
use clap::{Args, Parser, Subcommand, ValueEnum};
use clap_complete::Shell;
use std::path::PathBuf;

/// Build a static, searchable knowledge base from localized Markdown pages.
#[derive(Debug, Parser)]
#[command(name = "baton", version, after_help = AFTER)]
pub struct Arguments {
    #[command(flatten)]
    pub global: Global,
    #[command(subcommand)]
    pub verb: Verb,
}

const AFTER: &str = "Exit codes: 0 clean, 1 findings at or above the fail level, 2 usage, configuration or template, \
                     3 disk, 4 another build is at work, 70 a bug in Baton.";

const GLOBAL: &str = "Options of every command";

/// Options that every verb takes.
#[derive(Args, Debug)]
pub struct Global {
    /// The site's folder [default: the nearest folder upwards that holds `content/`]
    #[arg(long, global = true, help_heading = GLOBAL, value_name = "DIR")]
    pub root: Option<PathBuf>,
    /// The configuration [default: content/site.yml]
    #[arg(long, global = true, help_heading = GLOBAL, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// When to colour; `auto`: on a terminal, unless `NO_COLOR` is set
    #[arg(long, global = true, help_heading = GLOBAL, value_name = "WHEN", default_value = "auto")]
    pub color: Color,
    /// Say only what makes the run fail
    #[arg(long, short, global = true, help_heading = GLOBAL)]
    pub quiet: bool,
}

/// When to colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Color {
    Auto,
    Always,
    Never,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Verb {
    /// Make a small site to start from; files that are there stay as they are
    Init {
        /// Where
        #[arg(default_value = ".")]
        dir: PathBuf,
        /// Write only a configuration, for repositories of Experience League pages where they lie, one a language;
        /// `TAG=PATH` where the language can't be told
        #[arg(long, value_name = "PATH", num_args = 1..)]
        from: Vec<PathBuf>,
    },
    /// Make a page with front matter
    New {
        /// The page below `content/`, such as `en/guide/plan.md`
        path: String,
    },
    /// Build the site and publish it into the output folder
    Build(Build),
    /// Serve the site while it is written: every page that is open shows a change at once, and what is wrong
    Serve(Serve),
    /// Build the site, and again whenever something changes
    Watch(Watch),
    /// Look for everything that is wrong; write nothing, but for `--fix`
    Check(Check),
    /// Search the pages as their readers do; exit code 1 where nothing is found
    Search(Search),
    /// Tell how far translations are, and what of them hurts most
    Status(Status),
    /// Remove what was published
    Clean {
        /// The output folder [default: output]
        #[arg(long, short, value_name = "DIR")]
        output: Option<PathBuf>,
    },
    /// Explain a kind of finding
    Explain {
        /// The code, such as `link-broken`
        #[arg(required_unless_present = "list")]
        code: Option<String>,
        /// List every code
        #[arg(long, conflicts_with = "code")]
        list: bool,
    },
    /// Print a completion script for a shell
    Completions {
        /// Which shell
        shell: Shell,
    },
}

/// What a build takes.
#[derive(Args, Debug)]
pub struct Build {
    #[command(flatten)]
    pub work: Work,
    /// The output folder [default: output]
    #[arg(long, short, value_name = "DIR")]
    pub output: Option<PathBuf>,
    /// The address at which the site will be read
    #[arg(long, short = 'u', value_name = "URL")]
    pub base_url: Option<String>,
    /// How the new site takes the place of the old one [default: as the output folder is]
    #[arg(long, value_name = "MODE")]
    pub publish: Option<Publish>,
}

/// What a check takes.
#[derive(Args, Debug)]
pub struct Check {
    #[command(flatten)]
    pub work: Work,
    /// Mend what has one certain mend; what is left is reported
    #[arg(long)]
    pub fix: bool,
    /// How to write the findings down
    #[arg(long, default_value = "text")]
    pub format: Format,
    /// Report only on these files and folders
    #[arg(value_name = "PATH")]
    pub paths: Vec<PathBuf>,
}

/// What a server takes.
#[derive(Args, Debug)]
pub struct Serve {
    /// The port; 0 takes any that is free
    #[arg(long, short, value_name = "PORT", default_value = "1111")]
    pub port: u16,
    /// The address to listen at, such as `0.0.0.0` for everybody in the network [default: this machine alone]
    #[arg(long, value_name = "ADDR")]
    pub host: Option<std::net::IpAddr>,
    /// A further name that the server may be asked by; can be given more than once
    #[arg(long, value_name = "NAME")]
    pub allow_host: Vec<String>,
    /// Open the site in a browser
    #[arg(long)]
    pub open: bool,
    /// Open it in a tab that goes to each page that is saved
    #[arg(long)]
    pub follow: bool,
    /// Only this language; can be given more than once
    #[arg(long = "locale", short, value_name = "TAG")]
    pub locales: Vec<String>,
    /// Drafts too
    #[arg(long)]
    pub drafts: bool,
    /// Look for changes every so many milliseconds, where the system does not tell of them
    #[arg(long, value_name = "MS", num_args = 0..=1, require_equals = true, default_missing_value = "1000", value_parser = clap::value_parser!(u64).range(50..=60_000))]
    pub poll: Option<u64>,
    /// How findings open an editor, by the pattern of its addresses; `none` for not at all
    #[arg(long, value_name = "URL", default_value = crate::serve::Editor::DEFAULT)]
    pub editor: String,
}

/// What a standing build takes.
#[derive(Args, Debug)]
pub struct Watch {
    #[command(flatten)]
    pub work: Work,
    /// The output folder [default: output]
    #[arg(long, short, value_name = "DIR")]
    pub output: Option<PathBuf>,
    /// The address at which the site will be read
    #[arg(long, short = 'u', value_name = "URL")]
    pub base_url: Option<String>,
    /// Look for changes every so many milliseconds, where the system does not tell of them
    #[arg(long, value_name = "MS", num_args = 0..=1, require_equals = true, default_missing_value = "1000", value_parser = clap::value_parser!(u64).range(50..=60_000))]
    pub poll: Option<u64>,
}

/// What a search takes.
#[derive(Args, Debug)]
pub struct Search {
    /// What to look for
    #[arg(required = true, value_name = "QUERY")]
    pub query: Vec<String>,
    /// The language to search [default: the source]
    #[arg(long, short, value_name = "TAG")]
    pub locale: Option<String>,
    /// How to write the results down
    #[arg(long, default_value = "text")]
    pub format: SearchFormat,
    /// The most pages to show
    #[arg(long, value_name = "N", default_value = "10")]
    pub limit: usize,
}

/// What a status takes.
#[derive(Args, Debug)]
pub struct Status {
    /// Only this language; can be given more than once
    #[arg(long = "locale", short, value_name = "TAG")]
    pub locales: Vec<String>,
    /// Drafts too
    #[arg(long)]
    pub drafts: bool,
    /// How to write it down
    #[arg(long, default_value = "table")]
    pub format: StatusFormat,
    /// Fail (exit code 1) when a page stands like this; several with commas between
    #[arg(long, value_name = "STATE", value_delimiter = ',')]
    pub fail_on: Vec<State>,
    /// Write into `content/.translations.lock` that these translations, or those in these folders, say what their
    /// source says now
    #[arg(long, value_name = "PATH", num_args = 1.., conflicts_with_all = ["format", "fail_on"])]
    pub accept: Vec<PathBuf>,
}

/// How to write a status down.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum StatusFormat {
    /// For people: the languages, and the pages that hurt most
    Table,
    /// One JSON document
    Json,
    /// One page a line
    Csv,
    /// A page with every change, block by block
    Html,
}

/// How a page of a translation stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum State {
    /// The source says something else by now
    Changed,
    /// There is no translation
    Missing,
    /// Nobody knows what it was made from
    Unknown,
    /// The source has no such page
    Orphan,
    /// The source was touched and says the same
    Cosmetic,
}

impl State {
    /// The same for the engine.
    pub fn standing(self) -> Standing {
        match self {
            Self::Changed => Standing::Changed,
            Self::Missing => Standing::Missing,
            Self::Unknown => Standing::Unknown,
            Self::Orphan => Standing::Orphan,
            Self::Cosmetic => Standing::Cosmetic,
        }
    }
}

/// How to write results down.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum SearchFormat {
    /// For people
    Text,
    /// One JSON document
    Json,
}

/// What build and check share.
#[derive(Args, Debug, Default)]
pub struct Work {
    /// Only this language; can be given more than once
    #[arg(long = "locale", short, value_name = "TAG")]
    pub locales: Vec<String>,
    /// Drafts too
    #[arg(long)]
    pub drafts: bool,
    /// Fail on warnings too (`--fail-on warning`)
    #[arg(long, conflicts_with = "fail_on")]
    pub strict: bool,
    /// The least finding that makes the run fail
    #[arg(long, value_name = "LEVEL", default_value = "error")]
    pub fail_on: FailOn,
    /// Tell how long each stage took
    #[arg(long)]
    pub timings: bool,
    /// How many threads to work with [default: one a core]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub threads: Option<u16>,
}

impl Work {
    /// The least severity that makes the run fail, if any does.
    pub fn fail_level(&self) -> Option<Severity> {
        match self.fail_on {
            _ if self.strict => Some(Severity::Warning),
            FailOn::Error => Some(Severity::Error),
            FailOn::Warning => Some(Severity::Warning),
            FailOn::Note => Some(Severity::Note),
            FailOn::Never => None,
        }
    }
}

/// The least finding that makes a run fail.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum FailOn {
    #[default]
    Error,
    #[value(alias = "warn")]
    Warning,
    Note,
    Never,
}

/// How to write findings down.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// For people
    Text,
    /// One JSON document
    Json,
    /// SARIF 2.1.0, for code scanning
    Sarif,
    /// Annotations in a GitHub workflow
    Github,
}

impl From<Format> for diagnostic::Format {
    fn from(format: Format) -> Self {
        match format {
            Format::Text => Self::Text,
            Format::Json => Self::Json,
            Format::Sarif => Self::Sarif,
            Format::Github => Self::Github,
        }
    }
}

/// How the new site takes the place of the old one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Publish {
    /// The two folders change places in one step
    Exchange,
    /// A new folder among the releases, and a link to it
    Releases,
}

impl From<Publish> for Mode {
    fn from(publish: Publish) -> Self {
        match publish {
            Publish::Exchange => Self::Exchange,
            Publish::Releases => Self::Releases,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_arguments_fit_together() {
        Arguments::command().debug_assert();
    }
}
