//! The command line. No other folder uses clap.

mod baseline;
mod command;
mod global;
mod install;
mod remedies;
mod rules_and_reports;
mod scans;
mod takes;
mod typed;

pub(crate) use baseline::{BaselineCommand, Scope};
pub(crate) use command::Command;
pub(crate) use global::{Accepting, ColorChoice, Global};
pub(crate) use install::{AgentName, HookName, Install, Uninstall};
pub(crate) use remedies::{Allow, Fix, Generate, Review};
pub(crate) use rules_and_reports::{ReportCommand, RulesCommand};
pub(crate) use scans::{Files, History, Range, Staged};
pub(crate) use takes::takes;
pub(crate) use typed::Typed;
