"""Pages to measure with: those of given folders, or made ones, the same on every machine.

A made page has what pages of such wikis have: front matter, headings, alerts, tables, lists, links, code in ten
languages. About a third of the code is the same in all locales, as in real translations nearly all of it is.
"""

import random
import re
from dataclasses import dataclass, field
from pathlib import Path

WORDS = {
    "en": "the team hands over each service with its runbook owner alert and plan before launch so that support knows "
    "which change broke what when a queue fills or a certificate ends and who decides about the next release of data "
    "access backup restore test budget report mail form cart price stock order refund search index cache region key",
    "fr": "l’équipe remet chaque service avec son carnet son responsable et ses alertes avant le lancement afin que le "
    "support sache quel changement a cassé quoi quand une file se remplit ou un certificat expire et qui décide de la "
    "prochaine version des données accès sauvegarde essai budget rapport courriel panier prix stock commande recherche",
    "ja": "チームは 公開前に 各サービスを 手順書 担当者 警報 とともに 引き渡す 変更が 何を 壊したか 窓口が 分かる ように 証明書の 期限 "
    "待ち行列 復元 試験 予算 報告 次の 版を 誰が 決めるか データ 権限 控え 価格 在庫 注文 返金 検索 索引 地域 鍵 の は を に",
}
GUIDES = ("operations", "support", "security", "integration", "commerce", "reporting", "training", "governance")
ALERTS = ("NOTE", "TIP", "IMPORTANT", "WARNING", "CAUTION")

CODE = {
    "json": '{{\n  "service": "{a}",\n  "retries": {n},\n  "tags": ["{b}", "{c}"],\n  "window": {{ "from": "0{d}:00", "open": true }}\n}}',
    "yaml": "service: {a}\nretries: {n}\nsteps:\n  - name: {b}\n    run: ./bin/{c} --wait {d}\n  # the owner decides\n  - uses: {a}/{b}@v{d}",
    "javascript": "import {{ {a} }} from './{b}.js';\n\nexport async function {c}(id) {{\n  const row = await {a}.find({{ id, limit: {n} }});\n  return row ? `${{row.name}}: ${{row.{b}}}` : null; // {c}\n}}",
    "php": "<?php\nfinal class {A}\n{{\n    public function {c}(int $id): ?string\n    {{\n        return $this->{b}[$id + {n}] ?? null;\n    }}\n}}",
    "bash": "set -eu\nfor host in {a} {b}; do\n  ssh \"$host\" \"systemctl restart {c}\" || echo \"{n}: $host failed\" >&2\ndone",
    "sql": "SELECT {a}, COUNT(*) AS total\nFROM {b}\nWHERE {c} > {n} AND state = 'open'\nGROUP BY {a}\nORDER BY total DESC;",
    "xml": '<{a} version="1.{d}">\n  <{b} id="{n}">{c}</{b}>\n  <!-- handed over -->\n  <{c} enabled="true"/>\n</{a}>',
    "java": "public class {A} {{\n    private final int {b} = {n};\n\n    public String {c}(String name) {{\n        return name == null ? \"none\" : name.trim() + {b};\n    }}\n}}",
    "python": "from dataclasses import dataclass\n\n@dataclass\nclass {A}:\n    {b}: int = {n}\n\n    def {c}(self, value: str) -> str:\n        \"\"\"What is left.\"\"\"\n        return f\"{{value}}-{{self.{b}}}\"",
    "css": ".{a} > .{b}:hover {{\n  margin: {d}px auto;\n  color: #0{d}{d}a{d}f;\n}}\n@media (min-width: {n}px) {{\n  .{c} {{ display: grid; }}\n}}",
}


@dataclass
class Locale:
    """A tree of pages: its tag, where it lies, and the folder in it that holds the pages."""

    tag: str
    path: Path
    pages: str = ""
    files: list = field(default_factory=list)

    def texts(self):
        """Every page by its path, tables of contents and includes left out."""
        root = self.path / self.pages
        for file in sorted(root.rglob("*.md")):
            below = file.relative_to(root)
            if file.name in ("TOC.md", "metadata.md") or "_includes" in below.parts:
                continue
            try:
                yield below, file.read_text(encoding="utf-8-sig")
            except UnicodeDecodeError:
                continue


def title_and_body(text):
    """A page's title, its description, and what stands below its front matter."""
    front, body = "", text
    match = re.match(r"---\r?\n(.*?\r?\n)---\r?\n", text, re.S)
    if match:
        front, body = match.group(1), text[match.end() :]
    key = lambda name: (re.search(rf"^{name}:[ \t]*(.+?)\s*$", front, re.M | re.I) or [None, ""])[1].strip("'\"")
    return key("title"), key("description"), body


def make(folder, pages):
    """Writes a wiki of `pages` pages in each of three locales; always the same one."""
    plan = [(GUIDES[n % len(GUIDES)], f"part-{n // len(GUIDES) % 12}", f"page-{n}") for n in range(pages)]
    for tag in WORDS:
        for number, (guide, part, name) in enumerate(plan):
            write(folder / tag / guide / part / f"{name}.md", page(tag, number, plan))
        for guide in GUIDES:
            write(folder / tag / guide / "TOC.md", toc(tag, guide, plan))
        write(folder / tag / "index.md", f"---\ntitle: {sentence(tag, random.Random(tag), 3)}\n---\n\n# {tag}\n")
    return [Locale(tag, folder / tag) for tag in WORDS]


def write(path, text):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def sentence(tag, rng, words):
    text = ("" if tag == "ja" else " ").join(rng.choices(WORDS[tag].split(), k=words))
    return text[:1].upper() + text[1:]


def paragraph(tag, rng):
    stop = "。" if tag == "ja" else ". "
    sentences = (sentence(tag, rng, rng.randint(8, 22)) for _ in range(rng.randint(2, 5)))
    return stop.join(sentences) + stop.strip()


def code(number, rng, tag):
    """A block of code: two of three are the same in all locales and on twenty pages."""
    rng = rng if rng.random() < 0.33 else random.Random(number // 20)
    language = rng.choice(list(CODE))
    a, b, c = (rng.choice("order price stock mail form cart report queue owner region".split()) for _ in range(3))
    lines = CODE[language].format(a=a, b=b, c=c, A=a.title(), n=rng.randint(10, 999), d=rng.randint(1, 9))
    return f"```{language}\n{lines}\n```"


def page(tag, number, plan):
    rng = random.Random(f"{tag}/{number}")
    guide, part, _ = plan[number]
    parts = [f"---\ntitle: {sentence(tag, rng, 4)}\ndescription: {sentence(tag, rng, 12)}\nlast-update: 2026-0{1 + number % 9}-11\n---\n"]
    parts.append(f"# {sentence(tag, rng, 5)} {number}\n\n{paragraph(tag, rng)}")
    for section in range(rng.randint(3, 7)):
        parts.append(f"## {sentence(tag, rng, 4)} {section}\n\n{paragraph(tag, rng)}")
        other = plan[rng.randrange(len(plan))]
        link = f"../../{other[0]}/{other[1]}/{other[2]}.md"
        parts.append(f"{paragraph(tag, rng)} [{sentence(tag, rng, 2)}]({link}), `{rng.choice(list(CODE))}`, **{sentence(tag, rng, 2)}**.")
        choice = rng.random()
        if choice < 0.3:
            parts.append(code(number, rng, tag))
        elif choice < 0.5:
            parts.append(f">[!{rng.choice(ALERTS)}]\n>\n>{paragraph(tag, rng)}")
        elif choice < 0.65:
            rows = "".join(f"| {sentence(tag, rng, 2)} | `{rng.randint(1, 99)}` | {sentence(tag, rng, 6)} |\n" for _ in range(6))
            parts.append(f"| A | B | C |\n|---|---:|---|\n{rows}")
        else:
            parts.append("".join(f"{n}. {sentence(tag, rng, 8)}\n" for n in range(1, 6)))
    return "\n\n".join(parts) + "\n"


def toc(tag, guide, plan):
    rng = random.Random(f"{tag}/{guide}")
    lines = [f"---\ntitle: {sentence(tag, rng, 2)}\n---\n", f"# {sentence(tag, rng, 2)} {{#{guide}}}\n"]
    own = [(part, name) for own, part, name in plan if own == guide]
    for part in sorted({part for part, _ in own}):
        lines.append(f"+ {sentence(tag, rng, 2)} {{#{part}}}")
        lines += [f"  + [{sentence(tag, rng, 4)}]({part}/{name}.md)" for owner, name in own if owner == part]
    return "\n".join(lines) + "\n"
