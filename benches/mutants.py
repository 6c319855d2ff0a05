#!/usr/bin/env python3
"""Puts small faults into the code that decides, and counts those that no test notices.

All faults are compiled into one build and switched on by a number at run time, so that a fault costs a few tests
instead of a build. Needs `pip install tree-sitter tree-sitter-rust`; works in a scratch folder only.

    mutants.py build  SCRATCH          copies this tree to SCRATCH/tree, puts faults in, builds; drops what does not compile
    mutants.py record SCRATCH          runs each test once: which faults change a value in it, and how long it takes
    mutants.py run    SCRATCH [N SEED [SECONDS]] [PREFIX...]
                                       N faults drawn by SEED (0: all) of files that begin with a PREFIX; for each, the
                                       tests that reach it, cheapest first, until one fails, for at most SECONDS
    mutants.py left   SCRATCH [PREFIX...]       shows those that passed

A fault that is set aside because it changes nothing is a line `KEY<tab>reason` in SCRATCH/equivalent.tsv. Limit of time of a
test: five times its own and 20 s; beyond, the fault counts as found. Tests that take longer than $LIMIT (60 s) alone are left out.
"""
import collections, json, os, random, re, shutil, signal, subprocess, sys, threading, time

DECIDING = """policy/ decision/ pragma.rs reason.rs detect/pragma detect/unused_pragmas detect/shown_line detect/snippet/ secret.rs leaks/
baseline/ coverage/ fingerprint/ scan/ source/added_lines cli/allow cli/baseline/ cli/complete cli/config/ cli/exit cli/install/
cli/masked cli/scan/ cli/settings report/finished/ report/shared report/merge report/covered/ report/ending report/tally
report/totals report/excuse""".split()
SWAP = {"min": "max", "max": "min", "first": "last", "last": "first", "any": "all", "all": "any",
        "starts_with": "ends_with", "ends_with": "starts_with"}
BOOL_METHODS = set("any all starts_with ends_with contains contains_key is_some_and is_none_or insert".split())
TAKES_BOOL = set("filter any all position rposition find take_while skip_while retain is_some_and is_none_or map_while".split())
NOT_CODE = {"attribute_item", "inner_attribute_item", "macro_definition", "const_item", "static_item", "token_tree",
            "use_declaration", "line_comment", "block_comment", "enum_item", "struct_item", "type_item"}
EDITS = {
    "src/lib.rs": ("pub mod advice;", "pub mod advice;\npub mod mutant;"),
    "src/main.rs": ("cli::main()", "dsnitch::mutant::on(0);\n    cli::main()"),
    "tests/support/repo.rs": (".env_clear();", """.env_clear();
        command.envs(std::env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("DSNITCH_MUTANT")));"""),
    "Cargo.toml": ("[lints.rust]", None),
}
RUNTIME = '''//! Which fault is on, and which were reached.
#![allow(missing_docs)]
use std::sync::OnceLock; use std::sync::atomic::{AtomicBool, Ordering}; use std::io::Write as _;
static SEEN: [AtomicBool; MAX] = [const { AtomicBool::new(false) }; MAX];
static STATE: OnceLock<(usize, Option<std::fs::File>)> = OnceLock::new();
fn state() -> &'static (usize, Option<std::fs::File>) { STATE.get_or_init(|| {
    let id = std::env::var("DSNITCH_MUTANT").ok().and_then(|n| n.parse().ok()).unwrap_or(0);
    let seen = std::env::var_os("DSNITCH_MUTANT_SEEN").and_then(|f| std::fs::OpenOptions::new().append(true).create(true).open(f).ok());
    (id, seen) }) }
fn see(id: usize) { if let Some(mut f) = state().1.as_ref() && !SEEN[id].swap(true, Ordering::Relaxed) { let _ = f.write_all(format!("{id}\\n").as_bytes()); } }
pub fn on(id: usize) -> bool { see(id); state().0 == id }
pub fn t(id: usize, is: bool) -> bool { if !is { see(id); } is || state().0 == id }
pub fn f(id: usize, is: bool) -> bool { if is { see(id); } is && state().0 != id }
pub fn tf(id: usize, is: bool) -> bool { t(id, f(id + 1, is)) }
pub fn pick(id: usize, is: bool, other: impl FnOnce() -> bool) -> bool {
    if state().0 != id && state().1.is_none() { return is; }
    let other = other(); if other != is { see(id); } if state().0 == id { other } else { is } }
'''


class File:
    """One source file with its faults. Marks in the text tell where each begins and ends."""

    def __init__(self, path, source, dropped, faults):
        import tree_sitter, tree_sitter_rust
        self.path, self.src, self.dropped, self.faults = path, source, dropped, faults
        self.crate = "::dsnitch" if path.startswith("src/cli/") else "crate"
        self.count, self.where = collections.Counter(), ""
        tree = tree_sitter.Parser(tree_sitter.Language(tree_sitter_rust.language())).parse(source)
        self.out = self.emit(tree.root_node, False)

    def raw(self, node):
        return self.src[node.start_byte:node.end_byte].decode()

    def new(self, node, kind):
        """The number of a fault, or None where it is known not to compile."""
        key = f"{self.path}|{self.where}|{kind}|{' '.join(self.raw(node).split())[:70]}"
        self.count[key] += 1
        key += f"|{self.count[key]}"
        self.faults.append((key, node.start_point[0] + 1))
        return None if key in self.dropped else len(self.faults)

    def mark(self, number, text):
        return f"\ue000{number}\ue001{text}\ue002"

    def call(self, name, number, text):
        return self.mark(number, f"{self.crate}::mutant::{name}({number}, {text})")

    def on(self, number):
        return f"{self.crate}::mutant::on({number})"

    def instead(self, node, kind, other, text):
        number = self.new(node, kind)
        return text if number is None else self.mark(number, f"(if {self.on(number)} {{ {other} }} else {{ {text} }})")

    def true(self, node, text):
        number = self.new(node, "true")
        return text if number is None else self.call("t", number, text)

    def false(self, node, text):
        number = self.new(node, "false")
        return text if number is None else self.call("f", number, text)

    def both(self, node, text):
        return self.true(node, self.false(node, text))

    def children(self, node, special=()):
        out, at = "", node.start_byte
        special = dict(special)
        for child in node.children:
            out += self.src[at:child.start_byte].decode()
            out += special.get(child.id) or self.emit(child, False)
            at = child.end_byte
        return out + self.src[at:node.end_byte].decode()

    def condition(self, node):
        """A condition of `if`, a guard or a loop: an expression, or parts of which some are `let`."""
        if node.type == "let_condition":
            return self.children(node)
        if node.type == "let_chain":
            return self.children(node, [(c.id, self.condition(c)) for c in node.named_children if c.type != "let_chain"]
                                 + [(c.id, self.condition(c)) for c in node.named_children if c.type == "let_chain"])
        return self.emit(node, True)

    def operands(self, node, operator, change):
        """The operands of a chain of one operator, each of them changed."""
        if node.type == "binary_expression" and node.child_by_field_name("operator").type == operator:
            left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
            return f"{self.operands(left, operator, change)} {operator} {self.operands(right, operator, change)}"
        return change(node, self.emit(node, False, operand=True))

    def emit(self, node, is_bool, operand=False):
        kind = node.type
        if kind in NOT_CODE or kind.endswith("_pattern") and kind != "match_pattern" or kind.endswith("_type"):
            return self.raw(node)
        if kind in ("block", "declaration_list", "source_file"):
            return self.statements(node)
        if kind == "function_item":
            return self.function(node)
        if kind in ("if_expression", "while_expression"):
            condition = node.child_by_field_name("condition")
            return self.children(node, [(condition.id, self.condition(condition))])
        if kind == "match_expression":
            return self.match(node)
        if kind in ("true", "boolean_literal", "false") and not node.children[1:]:
            number = self.new(node, "literal")
            bang = "!" if self.raw(node) == "true" else ""
            return self.raw(node) if number is None else self.mark(number, f"({bang}{self.on(number)})")
        if kind == "integer_literal":
            match = re.fullmatch(r"(\d[\d_]*)([ui]\w+)?", self.raw(node))
            if not match or node.parent.type == "field_expression":
                return self.raw(node)
            return self.instead(node, "+1", f"{int(match[1].replace('_', '')) + 1}{match[2] or ''}", self.raw(node))
        if kind == "binary_expression":
            text = self.binary(node, operand)
            if node.child_by_field_name("operator").type in ("&&", "||"):
                return text
            is_bool = is_bool or node.child_by_field_name("operator").type in ("==", "!=", "<", "<=", ">", ">=")
            return self.both(node, text) if is_bool and not operand else text
        if kind == "closure_expression":
            body = node.child_by_field_name("body")
            return self.children(node, [(body.id, self.emit(body, is_bool and body.type != "block"))])
        if kind == "call_expression":
            return self.called(node, is_bool, operand)
        if kind in ("field_expression", "identifier", "macro_invocation", "unary_expression", "parenthesized_expression",
                    "await_expression", "index_expression", "scoped_identifier"):
            inner = node.named_children[-1] if kind in ("unary_expression", "parenthesized_expression") else None
            text = self.children(node, [(inner.id, self.emit(inner, False, operand=True))] if inner else ()) \
                if kind != "macro_invocation" else self.raw(node)
            is_bool = is_bool or kind == "macro_invocation" and text.startswith("matches!")
            return self.both(node, text) if is_bool and not operand else text
        return self.children(node)

    def binary(self, node, operand):
        operator = node.child_by_field_name("operator").type
        if operator in ("&&", "||"):
            text = self.operands(node, operator, self.true if operator == "&&" else self.false)
            return (self.false if operator == "&&" else self.true)(node, text) if not operand else text
        left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
        text = self.children(node)
        other = {"<": "<=", "<=": "<", ">": ">=", ">=": ">"}.get(operator)
        if other:
            number = self.new(node, other)
            swapped = f"{self.raw(left)} {other} {self.raw(right)}"
            return text if number is None else self.call("pick", number, f"{text}, || {swapped}")
        if operator in "+-" and '"' not in self.raw(node):
            other = "-" if operator == "+" else "+"
            return self.instead(node, other, f"{self.raw(left)} {other} {self.raw(right)}", text)
        return text

    def called(self, node, is_bool, operand):
        function, arguments = node.child_by_field_name("function"), node.child_by_field_name("arguments")
        if self.raw(function) == "Some":
            return self.instead(node, "None", "None", self.children(node))
        name = self.raw(function.child_by_field_name("field")) if function.type == "field_expression" else ""
        special = []
        if name in TAKES_BOOL:
            special = [(c.id, self.emit(c, True)) for c in arguments.named_children if c.type == "closure_expression"]
        head = self.emit(function, False)
        text = head + self.src[function.end_byte:arguments.start_byte].decode() + self.children(arguments, special)
        value = self.raw(function.child_by_field_name("value")) if name else ""
        if name in SWAP:
            text = self.instead(node, SWAP[name], f"{value}.{SWAP[name]}{self.raw(arguments)}", text)
        if name in ("trim", "trim_start", "trim_end"):
            text = self.instead(node, "no trim", value, text)
        is_bool = is_bool or name in BOOL_METHODS or re.match(r"(is|has|are|may|can)_", name or self.raw(function).split("::")[-1])
        statement = node.parent.type in ("expression_statement", "try_expression")
        return self.both(node, text) if is_bool and not operand and not statement else text

    def match(self, node):
        special = []
        arms = node.child_by_field_name("body")
        patterns = [a.child_by_field_name("pattern") for a in arms.named_children if a.type == "match_arm"]
        rest = bool(patterns) and self.raw(patterns[-1]) == "_"
        for arm in arms.named_children:
            if arm.type != "match_arm":
                continue
            pattern, value = arm.child_by_field_name("pattern"), arm.child_by_field_name("value")
            guard = pattern.child_by_field_name("condition")
            shape = self.raw(pattern) if not guard else self.src[pattern.start_byte:guard.start_byte].decode().rstrip()[:-2].rstrip()
            condition = self.condition(guard) if guard else ""
            if rest and pattern.id != patterns[-1].id:
                number = self.new(pattern, "no arm")
                if number is not None:
                    condition = self.mark(number, f"!{self.on(number)}") + (f" && {condition}" if "let" in condition else f" && ({condition})" if condition else "")
            text = shape + (f" if {condition}" if condition else "")
            special.append((arm.id, self.children(arm, [(pattern.id, text)])))
        return self.children(node, [(arms.id, self.children(arms, special))])

    def statements(self, node):
        special, test = [], False
        for child in node.named_children:
            if child.type == "attribute_item":
                test = test or "cfg(test)" in self.raw(child)
                continue
            if child.type in ("mod_item", "function_item", "impl_item") and test:
                special.append((child.id, self.raw(child)))
            elif child.type == "expression_statement" and not test:
                special.append((child.id, self.statement(child)))
            test = False
        return self.children(node, special)

    def statement(self, node):
        inner = node.named_children[0]
        target = inner.named_children[0] if inner.type == "try_expression" else inner
        if inner.type == "compound_assignment_expr":
            operator = self.raw(inner.child_by_field_name("operator"))
            if operator in ("+=", "-="):
                other = self.raw(inner).replace(operator, "-=" if operator == "+=" else "+=", 1)
                return self.instead(inner, "other sign", other, self.emit(inner, False)) + ";"
        text = self.children(node)
        if not text.rstrip().endswith(";") or target.type not in (
                "call_expression", "macro_invocation", "assignment_expression", "break_expression", "continue_expression",
                "return_expression", "compound_assignment_expr") or self.raw(target).startswith(("assert", "debug_assert", "unreachable")):
            return text
        number = self.new(inner, "left out")
        return text if number is None else self.mark(number, f"if !{self.on(number)} {{ {text} }}")

    def function(self, node):
        body, result = node.child_by_field_name("body"), node.child_by_field_name("return_type")
        head = self.src[node.start_byte:body.start_byte].decode() if body else ""
        if not body or re.search(r"\bconst (unsafe )?fn\b", head):
            return self.raw(node)
        before, self.where = self.where, self.raw(node.child_by_field_name("name"))
        result = self.raw(result) if result else "()"
        parts = [c for c in body.named_children if not c.type.endswith("comment")]
        if result == "bool" and len(parts) == 1 and parts[0].type.endswith("expression") and parts[0].type not in (
                "if_expression", "match_expression"):
            text = self.children(body, [(parts[0].id, self.emit(parts[0], True))])
            returns = []
        else:
            text = self.emit(body, False)
            returns = {"bool": ["true", "false"], "()": [""], "usize": ["0"], "u32": ["0"], "u64": ["0"], "&str": ['""']}.get(result, [])
            returns = returns or (["None"] if result.startswith("Option<") else ["Ok(())"] if re.match(r"Result<\(\)", result) else
                                  ["Default::default()"] if re.match(r"(Vec|String|BTree|Hash)", result) else [])
        for value in returns:
            number = self.new(node, f"returns {value}")
            if number is not None:
                text = "{" + self.mark(number, f" if {self.on(number)} {{ return {value}; }} ") + text.lstrip()[1:]
        self.where = before
        return head + text


def generate(root, scratch):
    """Writes the tree with its faults; returns the places of each in each file."""
    tree = f"{scratch}/tree"
    mutated = lambda path: path.endswith(".rs") and not path.endswith("tests.rs") and path.startswith(tuple(f"src/{d}" for d in DECIDING))
    for path in subprocess.run(["git", "ls-files", "-co", "--exclude-standard"], cwd=root, capture_output=True, text=True).stdout.splitlines():
        if path in EDITS:
            old, new = EDITS[path]
            text = open(f"{root}/{path}").read()
            assert old in text, f"{path} has changed: {old}"
            write(f"{tree}/{path}", text.replace(old, new, 1) if new else text[:text.index(old)])
        elif path != "target" and not mutated(path) and os.path.lexists(f"{root}/{path}"):
            copy(f"{root}/{path}", f"{tree}/{path}")
    dropped = set(json.load(open(f"{scratch}/dropped.json"))) if os.path.exists(f"{scratch}/dropped.json") else set()
    faults, places = [], {}
    paths = (os.path.relpath(os.path.join(d, f), root) for d, _, fs in os.walk(f"{root}/src") for f in fs)
    for path in sorted(p for p in paths if mutated(p)):
        out, at, stack, spans = [], 0, [], []
        for part in re.split("(\ue000\\d+\ue001|\ue002)", File(path, open(f"{root}/{path}", "rb").read(), dropped, faults).out):
            if part.startswith("\ue000"):
                stack.append((int(part[1:-1]), at))
            elif part == "\ue002":
                number, start = stack.pop()
                spans.append((start, at, number))
            else:
                out.append(part)
                at += len(part.encode())
        places[path] = spans
        write(f"{tree}/{path}", "".join(out))
    write(f"{tree}/src/mutant.rs", RUNTIME.replace("MAX", str(len(faults) + 2)))
    json.dump(faults, open(f"{scratch}/faults.json", "w"))
    return faults, places, dropped


def copy(old, new):
    """Copies what differs, so that cargo builds only that anew."""
    os.makedirs(os.path.dirname(new), exist_ok=True)
    if os.path.islink(old):
        os.path.lexists(new) or os.symlink(os.readlink(old), new)
    elif not os.path.isfile(new) or open(old, "rb").read() != open(new, "rb").read():
        shutil.copy(old, new)


def write(path, text):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    if os.path.exists(path) and open(path).read() == text:
        return
    open(path, "w").write(text)


def at(places, span):
    """The innermost fault around a place of the compiler's, or those within it."""
    spans = places.get(span["file_name"], [])
    around = [p for p in spans if p[0] <= span["byte_start"] and span["byte_end"] <= p[1]]
    around = around or [p for p in spans if span["byte_start"] <= p[0] and p[1] <= span["byte_end"]]
    return {min(around, key=lambda p: p[1] - p[0])[2]} if around else set()


def build(root, scratch):
    os.makedirs(scratch, exist_ok=True)
    parts = ["--lib", "--bins", "--tests"]
    while True:
        faults, places, dropped = generate(root, scratch)
        command = ["cargo", "build", "--profile", "quick", "--locked", parts[0], "--message-format=json"]
        run = subprocess.run(command, cwd=f"{scratch}/tree", capture_output=True, text=True,
                             env=dict(os.environ, CARGO_TARGET_DIR=f"{scratch}/target"))
        lines = [json.loads(line) for line in run.stdout.splitlines() if line.startswith("{")]
        if run.returncode == 0 and parts.pop(0) != "--tests":
            continue
        if run.returncode == 0:
            json.dump(sorted({m["executable"] for m in lines if m.get("executable") and m["profile"]["test"]}),
                      open(f"{scratch}/binaries.json", "w"))
            print(f"{len(faults)} faults, {len(dropped)} of them do not compile")
            return
        bad, strange = set(), []
        for message in (m["message"] for m in lines if m.get("reason") == "compiler-message"):
            if message["level"] != "error" or not message["spans"]:
                continue
            named = {fault for span in message["spans"] if span["is_primary"] for fault in at(places, span)}
            named = named or {fault for span in message["spans"] for fault in at(places, span)}
            # Something moved or not set, for want of a statement some lines above.
            named = named or {n for n, (key, line) in enumerate(faults, 1) for span in message["spans"]
                              if key not in dropped and key.startswith(span["file_name"] + "|") and "|left out|" in key
                              and span["line_start"] - 20 <= line <= span["line_end"]}
            bad |= named
            strange += [] if named else [message["rendered"]]
        print(time.strftime("%T"), f"{len(bad)} do not compile; {len(strange)} errors elsewhere", flush=True)
        if not bad:
            sys.exit("\n".join(strange[:20]) or run.stderr[-3000:])
        json.dump(sorted(dropped | {faults[n - 1][0] for n in bad}), open(f"{scratch}/dropped.json", "w"))


def once(scratch, test, limit, **env):
    """Runs one test; returns whether it passed and the seconds."""
    start = time.time()
    process = subprocess.Popen(["nice", "-n", "10", test[0], "--exact", test[1]], cwd=f"{scratch}/tree", process_group=0,
                               env=dict(os.environ, CARGO_MANIFEST_DIR=f"{scratch}/tree", PROPTEST_FAILURE_PERSISTENCE="off", **env),
                               stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        passed = process.wait(limit) == 0
    except subprocess.TimeoutExpired:
        passed = False
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except ProcessLookupError:
        pass
    process.wait()
    return passed, time.time() - start


def parallel(jobs, work):
    lock = threading.Lock()

    def go():
        while True:
            with lock:
                if not jobs:
                    return
                job = jobs.pop(0)
            work(job, lock)
    threads = [threading.Thread(target=go) for _ in range(2)]
    [t.start() for t in threads]
    [t.join() for t in threads]


def record(scratch, wanted=()):
    """Adds to SCRATCH/reach.json what is not in it, or those whose names hold a word of `wanted` anew."""
    file = f"{scratch}/reach.json"
    reach = json.load(open(file)) if os.path.exists(file) else {}
    jobs = []
    for binary in json.load(open(f"{scratch}/binaries.json")):
        names = subprocess.run([binary, "--list", "--format=terse"], capture_output=True, text=True, cwd=f"{scratch}/tree").stdout
        jobs += [(binary, n[:-6]) for n in names.splitlines() if n.endswith(": test")]
    here = {n: b for b, n in jobs}
    reach = {n: dict(r, binary=here[n]) for n, r in reach.items() if n in here and not any(w in n for w in wanted)}
    jobs = [j for j in jobs if j[1] not in reach]

    def work(job, lock):
        seen = f"{scratch}/seen.{threading.get_ident()}"
        open(seen, "w").close()
        passed, seconds = once(scratch, job, int(os.environ.get("LIMIT", "60")), DSNITCH_MUTANT_SEEN=seen)
        numbers = sorted({int(n) for n in open(seen).read().split() if n.isdigit()})
        keys = [faults[n - 1][0] for n in numbers if 0 < n <= len(faults)]
        with lock:
            reach[job[1]] = dict(binary=job[0], passed=passed, seconds=seconds, faults=keys)
            if len(reach) % 40 == 0:
                print(time.strftime("%T"), len(reach), len(jobs), flush=True)
                json.dump(reach, open(file, "w"))
    faults = json.load(open(f"{scratch}/faults.json"))
    order = json.load(open(f"{scratch}/seconds.json")) if os.path.exists(f"{scratch}/seconds.json") else {}
    jobs = sorted((j for j in jobs if re.search(os.environ.get("ONLY", ""), j[1])), key=lambda job: order.get(job[1], 1))
    parallel(jobs, work)
    json.dump(reach, open(file, "w"))
    print(len(reach), "tests;", "not passed or too long:", [n for n, r in reach.items() if not r["passed"]])


def chosen(scratch, prefixes):
    dropped = set(json.load(open(f"{scratch}/dropped.json")))
    aside = {line.split("\t")[0] for line in open(f"{scratch}/equivalent.tsv")} if os.path.exists(f"{scratch}/equivalent.tsv") else set()
    faults = json.load(open(f"{scratch}/faults.json"))
    return [(n, k, line) for n, (k, line) in enumerate(faults, 1) if k not in dropped | aside
            and (not prefixes or k[4:].startswith(tuple(prefixes)))]


def run(scratch, count, seed, budget, prefixes):
    file = f"{scratch}/result.json"
    result = json.load(open(file)) if os.path.exists(file) else {}
    faults = chosen(scratch, prefixes)
    if count:
        faults = random.Random(seed).sample(faults, min(count, len(faults)))
    reach = {n: r for n, r in json.load(open(f"{scratch}/reach.json")).items() if r["passed"]}
    tests, kills = collections.defaultdict(list), collections.Counter()
    for name, one in reach.items():
        for key in one["faults"]:
            tests[key].append(name)

    def work(job, lock):
        number, key, _ = job
        had = result.get(key) or dict(killed="", tried=[])
        if had["killed"] and had["killed"] in reach:
            return
        had["killed"], path = "", key.split("|")[0]
        left = sorted(set(tests[key]) - set(had["tried"]), key=lambda n: reach[n]["seconds"] / (1 + 5 * kills[path, n]))
        spent = 0
        while left and not had["killed"] and spent < budget:
            name = left.pop(0)
            passed, seconds = once(scratch, (reach[name]["binary"], name), reach[name]["seconds"] * 5 + 20, DSNITCH_MUTANT=str(number))
            spent += seconds
            had["tried"].append(name)
            had["killed"] = "" if passed else name
        had["left"] = len(left)
        with lock:
            kills[path, had["killed"]] += 1
            result[key] = had
            json.dump(result, open(file, "w"))
            print(time.strftime("%T"), len(jobs), "found" if had["killed"] else "PASSED" if tests[key] else "UNREACHED", key, flush=True)
    jobs = list(faults)
    random.Random(1).shuffle(jobs)
    parallel(jobs, work)
    found = sum(bool(result[k]["killed"]) for _, k, _ in faults)
    print(f"{found} of {len(faults)} found ({found / len(faults):.0%}); {sum(bool(result[k].get('left')) and not result[k]['killed'] for _, k, _ in faults)} with tests left")


def left(scratch, prefixes):
    result = json.load(open(f"{scratch}/result.json"))
    for number, key, line in chosen(scratch, prefixes):
        if key in result and not result[key]["killed"]:
            print(f"{number} line {line} tried {len(result[key]['tried'])} left {result[key]['left']} {key}")


if __name__ == "__main__":
    root = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    verb, scratch, *more = sys.argv[1:]
    scratch = os.path.abspath(scratch)
    numbers = [int(n) for n in more if n.isdigit()] + [0] * 3
    words = [w for w in more if not w.isdigit()]
    {"build": lambda: build(root, scratch), "record": lambda: record(scratch, words), "left": lambda: left(scratch, words),
     "run": lambda: run(scratch, numbers[0], numbers[1], numbers[2] or 10 ** 9, words)}[verb]()
