//! The page about commands has a section for each command, in order, and its tables say what `--help` says.
//! `SKILT_UPDATE_DOCS=1 cargo test --test commands_docs` writes the tables anew.

use clap::{Arg, Command, CommandFactory};
use std::path::Path;

fn cell(text: &str) -> String {
    text.replace('|', "\\|")
}

/// How an argument is written: each of its spellings with its value.
fn spelling(arg: &Arg) -> String {
    let names: Vec<String> = arg.get_value_names().unwrap_or_default().iter().map(ToString::to_string).collect();
    let value = if arg.get_action().takes_values() { names.join(" ") } else { String::new() };
    if arg.is_positional() {
        return format!("`{}`", cell(&value));
    }
    let long = arg.get_long().map(|long| format!("--{long}"));
    let short = arg.get_short().map(|short| format!("-{short}"));
    let written = long.into_iter().chain(short).map(|name| format!("`{}`", cell(format!("{name} {value}").trim_end())));
    written.collect::<Vec<_>>().join(", ")
}

fn meaning(arg: &Arg) -> String {
    let help = arg.get_help().map(ToString::to_string).unwrap_or_default();
    let defaults: Vec<String> = arg.get_default_values().iter().map(|v| v.to_string_lossy().into_owned()).collect();
    if defaults.is_empty() || !arg.get_action().takes_values() {
        return cell(&help);
    }
    cell(&format!("{help} [default: {}]", defaults.join(", ")))
}

/// The table of a command: positional arguments first, then the options in the order of the help.
fn table(command: &Command) -> String {
    let mut args: Vec<&Arg> = command.get_arguments().filter(|arg| !arg.is_hide_set()).collect();
    args.sort_by_key(|arg| !arg.is_positional());
    let rows = args.iter().map(|arg| format!("| {} | {} |\n", spelling(arg), meaning(arg)));
    format!("| flag | meaning |\n|---|---|\n{}", rows.collect::<String>())
}

/// The page with the table of each command replaced by the one that is right, and what is missing altogether.
fn corrected(page: &str, commands: &[&Command]) -> (String, Vec<String>) {
    let mut out = page.to_owned();
    let mut missing = Vec::new();
    for command in commands {
        let heading = format!("\n## skilt {}\n", command.get_name());
        let Some(start) = out.find(&heading).map(|at| at + heading.len()) else {
            missing.push(format!("no section `{}`", heading.trim()));
            continue;
        };
        let end = out[start..].find("\n## ").map_or(out.len(), |at| start + at);
        let Some(from) = out[start..end].find("| flag |").map(|at| start + at) else {
            missing.push(format!("no table of flags below `{}`", heading.trim()));
            continue;
        };
        let length: usize =
            out[from..end].split_inclusive('\n').take_while(|line| line.starts_with('|')).map(str::len).sum();
        out.replace_range(from..from + length, &table(command));
    }
    (out, missing)
}

#[test]
fn the_page_says_what_the_help_says() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("content/reference/commands.md");
    let page = std::fs::read_to_string(&path).expect("the page can be read").replace("\r\n", "\n");
    let arguments = skilt::cli::Arguments::command();
    let commands: Vec<&Command> = arguments.get_subcommands().filter(|command| command.get_name() != "help").collect();
    let (wanted, missing) = corrected(&page, &commands);
    assert!(missing.is_empty(), "{missing:?}");
    if std::env::var_os("SKILT_UPDATE_DOCS").is_some() {
        std::fs::write(&path, &wanted).expect("the page can be written");
    }
    let found = std::fs::read_to_string(&path).expect("the page can be read").replace("\r\n", "\n");
    assert!(found == wanted, "the page differs from the help; run with SKILT_UPDATE_DOCS=1 and look at the difference");
    let sections: Vec<&str> = page.lines().filter_map(|line| line.strip_prefix("## skilt ")).collect();
    let names: Vec<&str> = commands.iter().map(|command| command.get_name()).collect();
    assert_eq!(sections, names, "the sections are the commands, in the order of the help");
}
