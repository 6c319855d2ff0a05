//! The integration tests: one executable, one module per subject.
#![allow(
    missing_docs,
    unreachable_pub,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::disallowed_methods,
    clippy::type_complexity,
    reason = "tests may stop at the first surprise, run the built binary and git, and have tables of rows"
)]

/// Practices that several findings violate together.
mod across;
/// What each commit of a generated history adds.
mod additions;
/// The findings of each command for a text at a path, and its definition of new.
mod agreement;
/// Calls and commands with a secret at a known place.
mod arguments;
/// No import cycles between the files of `src`.
mod branches;
mod circles;
/// The built binary, from the outside.
mod cli;
/// Invented files: the clean ones yield nothing, the others exactly what is annotated.
mod comments;
mod corpus;
/// Packs with malformed entries.
mod damaged_packs;
/// The names in docs/design.md.
mod design;
/// Random text for the detector: no panic, spans within their lines, the same findings in any source, linear time.
mod detection_properties;
/// Files that a text holds encoded.
mod encoded_files;
/// The environment of a file.
mod environments;
/// Examples of reports, and the picture of a refused commit.
mod examples;
/// The same scan in every format.
mod formats;
/// Inputs on which fuzzing once failed.
mod fuzz_regressions;
/// The grammars of `pg`, by tables in `data/`.
mod grammar;
/// Texts with repeated keywords take linear time.
mod growth;
/// Two security guides: their advice causes no finding, their examples block nothing, the practices they warn of are
/// refused.
mod guides;
/// Text before a password on its line.
mod hidden_literals;
/// A history in any storage.
mod history;
/// The patterns of ignore files, compared with git.
mod ignored;
/// Code blocks of documentation, and what commands write to files.
mod inner_texts;
/// The layers of `src`: imports, IO, and one place for each heavy crate.
mod layers;
/// The end of a literal.
mod literal_ends;
/// Random work on an index: what is planted on added lines is reported, and nothing else.
mod model;
/// Keys that are told by their value.
mod named_keys;
/// No bytes of a secret are printed.
mod outgoing;
/// The fields of the JSON formats, as documented.
mod output_fields;
/// Packages: their versions, the hooks of the frameworks, and only advice that can be followed.
mod packaging;
/// Passwords of every kind in every position of a literal.
mod passwords;
/// The steps for a leaked password, against a real server.
mod playbook;
/// Practices of the guides: their effect in each profile, and the table of the rules that check them.
mod practices;
/// The promises of the product, through the binary.
mod promises;
/// Random input: no panic, spans in bounds, round trips, linear time.
mod properties;
/// The examples in the documentation are run.
mod put_together;
mod readme;
mod reference_names;
/// `dsnitch fix`: findings become references, and values become lines of `.env`.
mod remedy;
/// Every format over a fixed set of reports.
mod report;
/// The generated index of the rules is current.
mod right_lines;
mod rule_files;
mod rule_index;
/// The shipped rules, against their own examples.
mod rules;
/// References in the password arguments of commands.
mod sentences;
mod shell_references;
/// The sources: their fragments, added lines, skips and failures.
mod source_contract;
/// Each part of each form of a credential made long: the credential is found whole, or reported as cut.
mod stretched;
/// Temporary repositories, the built binary, and shared cases.
mod support;
/// The columns of tables.
mod tables;
/// The threat model: each line names tests that exist.
mod threat_model;
/// Values that the structure around them tells from secrets.
mod told_by_structure;
/// The word lists: sorted, unique, lower case; bless rewrites them.
mod words;
mod work_tree;
