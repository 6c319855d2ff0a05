//! Passes the messages of commits and tags to a sink.

use std::ops::ControlFlow;

use git2::Oid;

use crate::fragment::Provenance;
use crate::git::pack::PackSet;
use crate::source::{Note, Sink};

use super::commit_graph::CommitGraph;
use super::messages;
use super::shard::Shard;

/// Passes the messages with findings of `commits` and `tags` to `sink`, and returns the commits. Messages of another
/// shard are left out.
pub(super) fn visit(
    graph: &CommitGraph<'_>,
    packs: &PackSet,
    commits: &[Oid],
    tags: &[Oid],
    shard: Option<Shard>,
    sink: &mut dyn Sink,
) -> (Vec<Oid>, ControlFlow<()>) {
    let mut reported = Vec::new();
    let commits = commits.iter().map(|id| (*id, "commit"));
    for (id, kind) in commits.chain(tags.iter().map(|id| (*id, "tag"))) {
        if shard.is_some_and(|shard| !shard.has(format!("{kind}:{id}").as_bytes())) {
            continue;
        }
        if let Some(bytes) = graph.clean_message(id) {
            sink.note(Note::Message(bytes));
            continue;
        }
        // An unreadable commit has been reported already.
        if packs.damage(kind, id).is_err() {
            continue;
        }
        let object = match graph.objects().whole(id, kind) {
            Ok(object) => object,
            Err(error) => {
                sink.failed(error);
                continue;
            }
        };
        let provenance = if kind == "commit" {
            reported.push(id);
            graph.commit_ref(id).map_or(Provenance::File, Provenance::Commit)
        } else {
            Provenance::File
        };
        if messages::emit(object.data(), id, kind, &provenance, sink).is_break() {
            return (reported, ControlFlow::Break(()));
        }
    }
    (reported, ControlFlow::Continue(()))
}
