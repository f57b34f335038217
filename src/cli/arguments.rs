//! What the command line may say. The reference page of the commands is held against this.

use clap::{Args, Parser, Subcommand};
use std::path::PathBuf;

/// Turns folders of Markdown into a documentation site whose every link holds.
#[derive(Debug, Parser)]
#[command(name = "skilt", version, about, max_term_width = 100, arg_required_else_help = true)]
pub struct Arguments {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Build the site
    Build(BuildArguments),
    /// Check the site without writing anything
    Check(CheckArguments),
    /// Build the site, serve it on this machine and rebuild it on every change
    Serve(ServeArguments),
    /// Print the content of one page as HTML, without a template
    Render(RenderArguments),
    /// Say where a uid or file is declared, its address, and who links to it
    Refs(RefsArguments),
    /// Say what differs between two outputs: what a deploy has to upload
    Diff(DiffArguments),
    /// Print the documentation of a diagnostic code
    Explain(ExplainArguments),
    /// Start a site in a folder
    Init(InitArguments),
    /// Start a page that passes the checks
    New(NewArguments),
}

/// Which site, and how loudly.
#[derive(Debug, Args)]
pub struct SiteArguments {
    /// The site folder: one with skilt.yml, docfx.json or content/, or any folder of Markdown
    #[arg(value_name = "SITE", default_value = ".")]
    pub site: PathBuf,
    /// How many threads may work [default: one a core]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub jobs: Option<u16>,
    /// Print problems only
    #[arg(long, short)]
    pub quiet: bool,
}

/// What is told of the time that a run takes.
#[derive(Debug, Args)]
pub struct TimingArguments {
    /// Say on standard error what each phase took, as a table or as json
    #[arg(long, value_name = "FORMAT", num_args = 0..=1, require_equals = true, default_missing_value = "human")]
    #[arg(value_parser = ["human", "json"])]
    pub timings: Option<String>,
    /// Write a file that viewers of Chrome traces open: when each file was read and each page made
    #[arg(long, value_name = "FILE")]
    pub trace: Option<PathBuf>,
}

/// How problems are reported.
#[derive(Debug, Args)]
pub struct ReportArguments {
    /// The format of the report: human, json, sarif, github or junit; with =FILE it goes to a file. Can be repeated
    #[arg(long, value_name = "FORMAT[=FILE]", default_value = "human")]
    pub format: Vec<String>,
    /// Fail on problems of this severity or code too: warnings, suggestion, info, or a code. Can be repeated
    #[arg(long, value_name = "LEVEL|CODE")]
    pub deny: Vec<String>,
}

/// `skilt build`.
#[derive(Debug, Args)]
pub struct BuildArguments {
    /// The site.
    #[command(flatten)]
    pub site: SiteArguments,
    /// The output folder [default: what the configuration says, or _site in the site]
    #[arg(long, short, value_name = "DIR")]
    pub output: Option<PathBuf>,
    /// The absolute address that the site will have, for canonical links and the sitemap
    #[arg(long, value_name = "URL")]
    pub base_url: Option<String>,
    /// Start from nothing: read every file and write every file anew
    #[arg(long)]
    pub no_cache: bool,
    /// The timing.
    #[command(flatten)]
    pub timing: TimingArguments,
    /// The report.
    #[command(flatten)]
    pub report: ReportArguments,
}

/// `skilt check`.
#[derive(Debug, Args)]
pub struct CheckArguments {
    /// The site.
    #[command(flatten)]
    pub site: SiteArguments,
    /// Ask other sites whether links to them hold; what they say is remembered in .skilt/external.json
    #[arg(long)]
    pub external: bool,
    /// Start from nothing: read every file anew
    #[arg(long)]
    pub no_cache: bool,
    /// The timing.
    #[command(flatten)]
    pub timing: TimingArguments,
    /// The report.
    #[command(flatten)]
    pub report: ReportArguments,
}

/// `skilt serve`.
#[derive(Debug, Args)]
pub struct ServeArguments {
    /// The site.
    #[command(flatten)]
    pub site: SiteArguments,
    /// The port; 0 takes any free one [default: 8080, or the next that is free]
    #[arg(long, value_name = "N")]
    pub port: Option<u16>,
    /// The address to listen on; anything but this machine's own is open to the network
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1")]
    pub host: String,
    /// Open the site in the browser
    #[arg(long)]
    pub open: bool,
}

/// `skilt render`.
#[derive(Debug, Args)]
pub struct RenderArguments {
    /// The page: a path, relative to the current folder or to the site
    #[arg(value_name = "PAGE")]
    pub page: PathBuf,
    /// The site folder
    #[arg(long, value_name = "SITE", default_value = ".")]
    pub site: PathBuf,
}

/// `skilt refs`.
#[derive(Debug, Args)]
pub struct RefsArguments {
    /// A uid, or the path of a page, image or fragment
    #[arg(value_name = "UID|PATH")]
    pub what: String,
    /// The site folder
    #[arg(long, value_name = "SITE", default_value = ".")]
    pub site: PathBuf,
    /// The format of the answer: human or json
    #[arg(long, value_name = "FORMAT", default_value = "human", value_parser = ["human", "json"])]
    pub format: String,
}

/// `skilt diff`.
#[derive(Debug, Args)]
pub struct DiffArguments {
    /// The older output folder, or its manifest.json
    #[arg(value_name = "OLD")]
    pub old: PathBuf,
    /// The newer output folder, or its manifest.json
    #[arg(value_name = "NEW")]
    pub new: PathBuf,
    /// The format of the answer: human or json
    #[arg(long, value_name = "FORMAT", default_value = "human", value_parser = ["human", "json"])]
    pub format: String,
}

/// `skilt explain`.
#[derive(Debug, Args)]
pub struct ExplainArguments {
    /// The code; without one all codes are listed
    #[arg(value_name = "CODE")]
    pub code: Option<String>,
}

/// `skilt init`.
#[derive(Debug, Args)]
pub struct InitArguments {
    /// The folder; it is made if it is not there
    #[arg(value_name = "DIR", default_value = ".")]
    pub folder: PathBuf,
    /// Write the skilt.yml that says the same as this docfx.json
    #[arg(long, value_name = "FILE")]
    pub from: Option<PathBuf>,
}

/// `skilt new`.
#[derive(Debug, Args)]
pub struct NewArguments {
    /// Where the page goes; `.md` is added if it is missing
    #[arg(value_name = "PATH")]
    pub path: PathBuf,
    /// Its title [default: made of the file name]
    #[arg(long, value_name = "TITLE")]
    pub title: Option<String>,
}
