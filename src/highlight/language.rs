//! Which language a code block is in, as its info string tells.

/// What an info string names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Language {
    /// The name as it was written, in lower case, safe in an attribute or a class; empty where there is none.
    pub token: String,
    /// What can be done with it.
    pub kind: Kind,
}

/// What is known about a language.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// Text that has no colours: nothing was named, or something like `text`.
    Plain,
    /// The name of the grammar that colours it.
    Grammar(&'static str),
    /// Markdown, and what becomes of it below lines such as `--- html`.
    Example,
    /// A name that nobody knows; it is shown plain, and the writer may want to hear of it.
    Unknown,
}

/// The longest name of a language, in bytes.
const MAX_TOKEN: usize = 32;

impl Language {
    /// The language that a fence's info string names: its first word, up to a blank, `{` or `?`.
    ///
    /// Upper and lower case are the same. A word with characters other than letters, digits and `+#.-`, or with
    /// more than 32 of them, names nothing.
    #[must_use]
    pub fn of(info: &str) -> Self {
        let end = |character: char| character.is_whitespace() || matches!(character, '{' | '?');
        let word = info.trim_start().split(end).next().unwrap_or_default();
        // The first line of a script, `#!/bin/bash`, names what runs it.
        let word = word.strip_prefix("#!").map_or(word, |path| path.rsplit('/').next().unwrap_or_default());
        if word.is_empty() {
            return Self { token: String::new(), kind: Kind::Plain };
        }
        let fits = |byte: u8| byte.is_ascii_alphanumeric() || b"+#.-".contains(&byte);
        if word.len() > MAX_TOKEN || !word.bytes().all(fits) {
            return Self { token: String::new(), kind: Kind::Unknown };
        }
        let token = word.to_ascii_lowercase();
        Self { kind: kind(&token), token }
    }
}

fn kind(token: &str) -> Kind {
    let known = GRAMMARS.iter().find(|(_, tokens)| tokens.contains(&token));
    match known {
        Some((grammar, _)) => Kind::Grammar(grammar),
        None if token == "example" => Kind::Example,
        None if PLAIN.contains(&token) => Kind::Plain,
        None => Kind::Unknown,
    }
}

/// What writers call text without colours.
const PLAIN: &[&str] = &[
    "cms",
    "code",
    "csv",
    "log",
    "none",
    "output",
    "plain",
    "plaintext",
    "table",
    "text",
    "tree",
    "tsv",
    "txt",
    "unix",
];

/// The grammars in use, and what writers call them (a misspelling of a real corpus included).
///
/// The list holds what a playbook of implementation projects shows, not all that could be coloured: each grammar
/// is a set of foreign regular expressions, and a hostile page picks the slowest. Left out for that reason are
/// reStructuredText (3 s for 20 KB), Less and SCSS (100 and 55 s for 64 KB; shown as CSS), C# (6 s for 32 KB) and the
/// like. `PHP Source` is PHP that does not wait for `<?php`. What writers call `conf` is nginx's, Varnish's or
/// Apache's; nginx's grammar colours all three without taking a `;` for a comment.
pub(super) const GRAMMARS: &[(&str, &[&str])] = &[
    ("Apache Conf", &["apache", "apacheconf", "htaccess"]),
    (
        "Bourne Again Shell (bash)",
        &["bash", "bsh", "console", "curl", "sh", "shell", "shell-session", "shellsession", "terminal", "zsh"],
    ),
    ("C", &["c", "h"]),
    ("C++", &["c++", "cc", "cpp", "hpp"]),
    ("CSS", &["css", "less", "sass", "scss"]),
    ("Crontab", &["cron", "crontab"]),
    ("Dart", &["dart"]),
    ("Diff", &["diff", "patch"]),
    ("Dockerfile", &["docker", "dockerfile"]),
    ("DotENV", &["dotenv", "env"]),
    ("Git Ignore", &["gitignore"]),
    ("Go", &["go", "golang"]),
    ("GraphQL", &["gql", "grapql", "graphql", "graphqls"]),
    ("Graphviz (DOT)", &["dot", "graphviz"]),
    ("Groovy", &["gradle", "groovy", "jenkinsfile"]),
    ("HTML", &["htm", "html", "xhtml"]),
    ("HTML (Twig)", &["twig"]),
    ("HTTP Request and Response", &["http", "https", "rest", "restapi"]),
    ("INI", &["cfg", "config", "editorconfig", "ini"]),
    ("JQ", &["jq"]),
    ("JSON", &["json", "json5", "jsonc"]),
    ("Java", &["java"]),
    ("Java Properties", &["properties"]),
    ("JavaScript", &["javascript", "js", "jsx", "mjs", "node"]),
    ("Kotlin", &["kotlin", "kt"]),
    ("Lua", &["lua"]),
    ("Makefile", &["make", "makefile"]),
    ("Markdown", &["markdown", "md"]),
    ("PHP Source", &["php", "phtml"]),
    ("Perl", &["perl", "pl"]),
    ("Python", &["py", "python", "python3"]),
    ("R", &["r"]),
    ("Ruby", &["rb", "ruby"]),
    ("Rust", &["rs", "rust"]),
    ("SQL", &["mariadb", "mysql", "plsql", "postgres", "postgresql", "sql"]),
    ("SSH Config", &["ssh-config"]),
    ("Scala", &["scala"]),
    ("Swift", &["swift"]),
    ("TOML", &["toml"]),
    ("Terraform", &["hcl", "terraform", "tf"]),
    ("TypeScript", &["ts", "typescript"]),
    ("TypeScriptReact", &["tsx"]),
    ("Vue Component", &["vue"]),
    ("XML", &["svg", "wsdl", "xml", "xsd", "xsl", "xslt"]),
    ("YAML", &["yaml", "yml"]),
    ("nginx", &["conf", "nginx", "varnish", "vcl"]),
];
