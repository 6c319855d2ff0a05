//! Texts within a text that have a language of their own: the code blocks of documentation, the here-documents that a command
//! writes to a file, and the here-strings of PowerShell.

mod block;
mod here_document;
mod here_string;

use crate::extract::language::{Construct, names_a_language};
use crate::extract::{Dialect, Language};
use crate::text::Span;

/// A text within another text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct InnerText {
    /// Its lines.
    pub(crate) span: Span,
    /// The file that it is, or a name of a file in its language.
    pub(crate) name: Vec<u8>,
    /// What says so.
    pub(crate) kind: Kind,
}

/// What gives a text within another its language.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A code block of documentation names it. People write them by hand, and cut them short.
    Block,
    /// A command writes the text to a file, after replacing variables.
    Expanded,
    /// A command writes the text to a file as it is.
    Verbatim,
}

/// The texts within `text`, in that language, whose own language is known; in order and apart from each other.
pub(super) fn find(text: &[u8], language: Language) -> Vec<InnerText> {
    let is_documentation = language.dialect() == Dialect::Prose;
    let has_here_strings = language.tongue.has(Construct::BacktickEscape);
    let mark: &[u8] = if has_here_strings { b"@" } else { b"<<" };
    if !is_documentation && memchr::memmem::find(text, mark).is_none() {
        return Vec::new();
    }
    let mut found = Vec::new();
    let mut blocks = block::Blocks::new(is_documentation);
    let (mut unclosed, mut at, mut within) = (0, 0, 0);
    while at < text.len() {
        let end =
            memchr::memchr(b'\n', text.get(at..).unwrap_or_default()).map_or(text.len(), |length| at + length + 1);
        let line = Span::new(at, end);
        if at >= within
            && let Some((inner, past)) = blocks.over(text, line)
        {
            // Here-documents of a block in no known language are found as if they stood in none.
            let inner = known(inner);
            at = if inner.is_some() { past.max(end) } else { end };
            within = past;
            found.extend(inner);
            continue;
        }
        let here = match has_here_strings {
            true => here_string::after(text, line, &mut unclosed),
            false => here_document::after(text, line, &mut unclosed),
        };
        at = here.as_ref().map_or(end, |inner| inner.span.end.max(end));
        found.extend(here.and_then(known));
    }
    found
}

/// `inner`, if its name says in which language it is.
fn known(inner: InnerText) -> Option<InnerText> {
    (!inner.span.is_empty() && names_a_language(&inner.name)).then_some(inner)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extract::Context;

    /// Each row: the path, the text, and what is found in it: a name and the text.
    #[test]
    fn blocks_and_here_documents_have_languages() {
        for (path, text, expected) in [
            ("a.md", "```hcl\nx\n```\ny\n", vec![("x.hcl", "x\n")]),
            ("a.md", "````ts title=\"a\"\nx\n```\ny\n````\n", vec![("x.ts", "x\n```\ny\n")]),
            ("a.md", "> ~~~ {.python .x}\n> x\n> ~~~\n", vec![("x.py", "> x\n")]),
            ("a.md", "  ```terraform\n  x\n", vec![("x.tf", "  x\n")]),
            ("a.md", "```{code-block} python\nx\n```\n", vec![("x.py", "x\n")]),
            ("a.mdx", "```js:app.js\nx\n```\n", vec![("x.js", "x\n")]),
            ("a.md", "```\nx\n```\n```hcl\ny\n```\n", vec![("x.hcl", "y\n")]),
            ("a.md", "```hcl x``` y\nz\n", vec![]),
            ("a.md", "```\ncat > a.py <<E\nx\nE\n```\n```hcl\ny\n```\n", vec![("a.py", "x\n"), ("x.hcl", "y\n")]),
            ("a.md", "```nonsense\nx\n```\n", vec![]),
            ("a.py", "```hcl\nx\n```\n", vec![]),
            ("a.md", "{% highlight ruby %}\nx\n{% endhighlight %}\n", vec![("x.rb", "x\n")]),
            ("a.org", "#+BEGIN_SRC python :x\nx\n#+END_SRC\n", vec![("x.py", "x\n")]),
            ("a.adoc", "[source,hcl]\n----\nx\n----\ny\n", vec![("x.hcl", "x\n")]),
            ("a.adoc", "[source%linenums,ruby,x]\n.Title\n....\nx\n....\n", vec![("x.rb", "x\n")]),
            ("a.adoc", "[,java]\n----\nx\n----\n", vec![("x.java", "x\n")]),
            (
                "a.rst",
                ".. code-block:: hcl\n   :linenos:\n\n   x\n\n   y\nz\n",
                vec![("x.hcl", "   :linenos:\n\n   x\n\n   y\n")],
            ),
            ("a.rst", "  .. code:: python\n\n  x\n", vec![]),
            ("a.sh", "cat > main.tf <<'EOF'\nx\nEOF\ny\n", vec![("main.tf", "x\n")]),
            ("a.sh", "cat <<-EOF >>\"a b/$X/c.py\"\n\tx\n\tEOF\n", vec![("a b/$X/c.py", "\tx\n")]),
            ("a.sh", "tee -a a.js >/dev/null <<eof 2>&1\nx\neof\n", vec![("a.js", "x\n")]),
            ("a.sh", "cat <<A > a.py && cat <<B > b.py\nx\nA\ny\nB\n", vec![("a.py", "x\n")]),
            ("a.sh", "cat > a.py <<EOF\nx\n", vec![]),
            ("a.sh", "cat > a <<EOF\nx\nEOF\n", vec![]),
            ("a.sh", "cat 2>a.py <<EOF\nx\nEOF\n", vec![]),
            ("a.sh", "cat > a.py <<< EOF\nx\nEOF\n", vec![]),
            ("Dockerfile", "COPY --chmod=1 <<\"EOF\" /app/a.py\nx\nEOF\n", vec![("/app/a.py", "x\n")]),
            ("a.yml", "- run: |\n    cat > a.tf <<'E'\n    x\n    E\n", vec![("a.tf", "    x\n")]),
            ("a.ps1", "$c = @\"\nA_B=x\n\nexport C=y\n\"@\nz\n", vec![("x.env", "A_B=x\n\nexport C=y\n")]),
            ("a.ps1", "@'\nx: y\nz:\n  - a\n'@ | Set-Content b\n", vec![("x.yml", "x: y\nz:\n  - a\n")]),
            ("a.ps1", "@'\nx\n'@ | Set-Content -Path \"$d/a.py\"\n", vec![("$d/a.py", "x\n")]),
            ("a.ps1", "Set-Content .env @\"\nx\n\"@\n", vec![(".env", "x\n")]),
            ("a.ps1", "$c = @\"\nx y\n\"@\n", vec![]),
            ("a.ps1", "$c = @\"\nA_BCDE=x\n  \"@\n", vec![]),
            ("a.sh", "$c = @\"\nA=x\n\"@\n", vec![]),
            ("a.md", "```sh\ncat > a.tf <<'E'\nx\nE\n```\n", vec![("x.sh", "cat > a.tf <<'E'\nx\nE\n")]),
        ] {
            let texts = find(text.as_bytes(), Context::new(text.as_bytes(), path.as_bytes()).language());
            let found: Vec<(&str, &str)> = texts
                .iter()
                .map(|inner| (std::str::from_utf8(&inner.name).unwrap(), inner.span.of(text.as_bytes())))
                .map(|(name, text)| (name, std::str::from_utf8(text).unwrap()))
                .collect();
            assert_eq!(found, expected, "{path}: {text}");
        }
    }
}
