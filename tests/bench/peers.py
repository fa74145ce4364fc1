"""How the same pages become a site of each generator, and how it is asked to build it.

Equal means: every page with its title, description and content; code coloured by classes; a navigation with the page's
ancestors, their siblings and its own, and its children; breadcrumbs, an outline, the page before and after; images with
the pages. (mdBook has one navigation a book, which a script puts into its pages.) What only Baton does (checking
every link, falling back to another locale, holding translations against their sources) it does all the same; what only
Baton writes (an index for search, the Markdown of each page for programs, originals beside translations) it writes once,
and once not.
"""

import json
import os
import re
import shutil
import subprocess
from pathlib import Path

from corpus import title_and_body, write
from measure import run, total

LAYOUT = """<!doctype html>
<html lang="{{ .Site.Language.Lang }}">
<head>
<meta charset="utf-8">
<title>{{ .Title }} | {{ .Site.Title }}</title>
<meta name="description" content="{{ .Description }}">
<link rel="stylesheet" href="{{ "style.css" | relURL }}">
{{ range .Translations }}<link rel="alternate" hreflang="{{ .Language.Lang }}" href="{{ .Permalink }}">
{{ end }}</head>
<body>
<header><a href="{{ site.Home.RelPermalink }}">{{ .Site.Title }}</a>
<ul>{{ range .Translations }}<li><a href="{{ .RelPermalink }}">{{ .Language.LanguageName }}</a></li>{{ end }}</ul></header>
<nav aria-label="breadcrumbs"><ol>{{ range .Ancestors.Reverse }}<li><a href="{{ .RelPermalink }}">{{ .Title }}</a></li>{{ end }}</ol></nav>
<nav>{{ template "branch" (dict "page" . "pages" site.Sections) }}</nav>
<main><article>{{ .Content }}</article>
{{ with .PrevInSection }}<a rel="prev" href="{{ .RelPermalink }}">{{ .Title }}</a>{{ end }}
{{ with .NextInSection }}<a rel="next" href="{{ .RelPermalink }}">{{ .Title }}</a>{{ end }}</main>
<aside>{{ .TableOfContents }}</aside>
</body>
</html>
{{ define "branch" }}{{ $page := .page }}<ul>{{ range .pages }}<li><a href="{{ .RelPermalink }}"{{ if eq . $page }} aria-current="page"{{ end }}>{{ .LinkTitle }}</a>
{{ if and .IsSection (or (eq . $page) (.IsAncestor $page)) }}{{ template "branch" (dict "page" $page "pages" .Pages) }}{{ end }}</li>{{ end }}</ul>{{ end }}
"""


class Baton:
    """This program as it is or, to write no more than the others, pages alone."""

    def __init__(self, program, folder, locales, alone=False):
        self.name = "Baton, pages alone" if alone else "Baton"
        self.program, self.folder = program, folder
        entry = lambda locale: f"  {locale.tag}: {{ path: {json.dumps(str(locale.path))}, pages: {json.dumps(locale.pages)} }}\n"
        settings = "title: Bench\n"
        if alone:
            settings += "search: false\ntwins: false\ntranslation: { show_original: false, compare: false, dashboard: false }\n"
        write(folder / "content/site.yml", settings + "locales:\n" + "".join(map(entry, locales)))

    def build(self, output, memo=None):
        """Publishes into `output`, which the memo of another output may help; findings of the content are no failure."""
        beside = output.parent / f".baton-{output.name}"
        if memo:
            beside.mkdir(parents=True)
            shutil.copy(memo.parent / f".baton-{memo.name}" / "highlight.memo", beside)
        output.parent.mkdir(parents=True, exist_ok=True)
        command = [self.program, "build", "--quiet", "--root", self.folder, "--output", output]
        return run(command, output.parent, accepts=(0, 1))


class Hugo:
    """Hugo with all locales in one site."""

    def __init__(self, program, folder, locales):
        version = subprocess.run([program, "version"], capture_output=True, text=True, check=True).stdout
        self.name = "Hugo " + (re.search(r"hugo v([\d.]+)", version) or [None, "?"])[1]
        self.program, self.folder = program, folder
        settings = {
            "baseURL": "https://example.org/",
            "title": "Bench",
            "defaultContentLanguage": locales[0].tag,
            "defaultContentLanguageInSubdir": True,
            "disableKinds": ["taxonomy", "term", "rss"],
            "enableGitInfo": False,
            "languages": {
                locale.tag: {"weight": n + 1, "label": locale.tag, "contentDir": f"content/{locale.tag}"}
                for n, locale in enumerate(locales)
            },
            "markup": {
                "goldmark": {
                    "renderer": {"unsafe": True},
                    "parser": {"attribute": {"block": True, "title": True}},
                    "extensions": {"definitionList": True, "footnote": True, "linkify": True, "strikethrough": True, "table": True, "taskList": True},
                },
                "highlight": {"noClasses": False, "codeFences": True, "guessSyntax": False},
            },
        }
        write(folder / "hugo.json", json.dumps(settings, ensure_ascii=False))
        for name in ("page.html", "section.html", "home.html"):
            write(folder / "layouts" / name, LAYOUT)
        write(folder / "static/style.css", "body { max-width: 60rem }\n")
        for locale in locales:
            for below, text in locale.texts():
                title, description, body = title_and_body(text)
                front = json.dumps({"title": title or below.stem, "description": description}, ensure_ascii=False)
                name = below.with_name("_index.md") if below.name == "index.md" else below
                # Text in double braces would be Hugo's shortcodes.
                write(folder / "content" / locale.tag / name, f"{front}\n\n{body.replace('{{', '{ {')}")
            for section in {parent for below, _ in locale.texts() for parent in below.parents}:
                index = folder / "content" / locale.tag / section / "_index.md"
                if not index.exists():
                    write(index, json.dumps({"title": section.name or locale.tag}) + "\n")
        copy_pictures(locales, folder / "static")

    def build(self, output):
        output.parent.mkdir(parents=True, exist_ok=True)
        env = {**os.environ, "HUGO_CACHEDIR": str(output.parent / "cache")}
        command = [self.program, "--quiet", "--source", self.folder, "--destination", output, "--noBuildLock"]
        return run(command, output.parent, env)


class MdBook:
    """mdBook, which makes one book a locale."""

    def __init__(self, program, folder, locales):
        version = subprocess.run([program, "--version"], capture_output=True, text=True, check=True).stdout
        self.name = "mdBook " + version.split("v")[-1].strip()
        self.program, self.books = program, {locale.tag: folder / locale.tag for locale in locales}
        for locale in locales:
            book, lines = folder / locale.tag, ["# Summary", ""]
            # It watches nothing that the nearest list of this kind names, and this folder may lie in one that is named.
            write(book / ".gitignore", "")
            write(book / "book.toml", f'[book]\ntitle = "Bench"\nlanguage = "{locale.tag}"\n')
            for below, text in locale.texts():
                title, _, body = title_and_body(text)
                write(book / "src" / below, body.replace("{{", "{ {"))
                lines.append(f"- [{re.sub(r'[][<>`]', '', title) or below.stem}]({below.as_posix().replace(' ', '%20')})")
            write(book / "src/SUMMARY.md", "\n".join(lines) + "\n")
            copy_pictures([locale], book / "src", tagged=False)

    def build(self, output):
        output.mkdir(parents=True, exist_ok=True)
        each = ([self.program, "build", book, "--dest-dir", output / tag] for tag, book in self.books.items())
        return total(run(command, output.parent) for command in each)


def copy_pictures(locales, to, tagged=True):
    """Copies what pages may show; Baton publishes of these what is used."""
    kinds = {".png", ".jpg", ".jpeg", ".gif", ".webp", ".svg"}
    for locale in locales:
        for file in locale.path.rglob("*"):
            if file.suffix.lower() in kinds and file.is_file():
                target = to / (locale.tag if tagged else "") / file.relative_to(locale.path)
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.copy(file, target)
