//! Comments of template languages, which stand in files of any other language.

/// A template language, and the marks that open and close its comments; without the latter, a comment ends with its line. Of
/// two marks that begin alike, the longer one comes first.
pub(crate) struct Template {
    /// Read by tests only.
    #[cfg_attr(not(test), expect(dead_code, reason = "a row says whose marks it has"))]
    pub(crate) language: &'static str,
    pub(crate) comments: &'static [(&'static str, &'static str)],
}

const fn row(language: &'static str, comments: &'static [(&'static str, &'static str)]) -> Template {
    Template { language, comments }
}

/// The table. A language is a row.
pub(crate) const TEMPLATES: &[Template] = &[
    row("Jinja, Twig, Django, Nunjucks", &[("{#", "#}")]),
    row("ERB, EJS", &[("<%#", "%>")]),
    row("JSP, ASP.NET", &[("<%--", "--%>")]),
    row("Go, Helm", &[("{{/*", "*/"), ("{{- /*", "*/")]),
    row("Blade", &[("{{--", "--}}")]),
    row("Handlebars, Mustache", &[("{{!--", "--}}"), ("{{~!--", "--~}}"), ("{{!", "}}"), ("{{~!", "}}")]),
    row("Liquid", &[("{% comment %}", "{%"), ("{%- comment -%}", "{%")]),
    row("FreeMarker", &[("<#--", "-->")]),
    row("Velocity", &[("##", ""), ("#*", "*#")]),
    row("Smarty", &[("{*", "*}")]),
    row("Razor", &[("@*", "*@")]),
];

/// The marks of all of them.
pub(crate) fn template_comments() -> impl Iterator<Item = (&'static str, &'static str)> {
    TEMPLATES.iter().flat_map(|template| template.comments.iter().copied())
}

/// The marks of the comment that `text` begins with, if it begins with one.
pub(crate) fn template_comment_at(text: &[u8]) -> Option<(&'static str, &'static str)> {
    let begins = |(open, _): &(&str, &str)| text.starts_with(open.as_bytes());
    // Only few bytes begin one.
    matches!(text.first(), Some(b'{' | b'<' | b'#' | b'@')).then(|| template_comments().find(begins)).flatten()
}
