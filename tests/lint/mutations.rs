//! Each kind of mistake, made alone, is one finding at the right places; and so wherever on a page it is made.

use super::{found, parse};
use proptest::prelude::*;
use proptest::sample::select;

pub const EN: &str = "\
---
title: Hand over
---

# Hand over the system

The team ramps down before the last week of the project.

## Goals {#goals}

- Keep the lights on with `baton serve`.
- Train the people who run [the system](../system.md).
- Tell everybody what changed, and why.

>[!WARNING]
>
>Back up the database before you begin.

Write <name> into the file and set $HOME for the user, or ask {{owner}}.

{{on-call}}

## Steps

```bash
make backup
make restore --all
```

![The four phases](assets/phases.svg)

| Role | Task | Tool |
|---|---|---|
| Lead | Plan the week | `jira` |
| Admin | Restore the data | `psql` |

### Who to ask <a id=\"contacts\"></a>

1. Call the hotline of [the vendor](https://www.example.com/help/call).
1. Write down the answer of the vendor.

The plan of the project ends here, and the work begins.
";

pub const FR: &str = "\
---
title: Transférer
---

# Transférer le système

L’équipe est réduite avant la dernière semaine du projet.

## Objectifs {#goals}

- Rester allumé avec `baton serve`.
- Former les personnes qui exploitent [le système](../system.md).
- Dire à tout le monde ce qui a changé, et pourquoi.

>[!WARNING]
>
>Sauvegardez la base de données avant de commencer.

Écrivez <name> dans le fichier et définissez $HOME pour l’utilisateur, ou demandez à {{owner}}.

{{on-call}}

## Étapes

```bash
make backup
make restore --all
```

![Les quatre phases](assets/phases.svg)

| Rôle | Tâche | Outil |
|---|---|---|
| Chef | Planifier la semaine | `jira` |
| Admin | Restaurer les données | `psql` |

### Qui appeler <a id=\"contacts\"></a>

1. Appelez l’assistance [du fournisseur](https://www.example.com/fr/help/call?lang=fr).
1. Notez la réponse du fournisseur.

Le plan du projet se termine ici, et le travail commence.
";

/// What is changed in the translation, into what, and the finding: its code, and the texts at its two places.
const MUTATIONS: [(&str, &str, &str, &str, &str); 38] = [
    ("## Étapes", "### Étapes", "heading-level-differs", "### Étapes", "## Steps"),
    ("# Transférer", "## Transférer", "heading-level-differs", "## Transférer", "# Hand over the"),
    ("### Qui", "## Qui", "heading-level-differs", "## Qui", "### Who"),
    ("make restore --all", "make restore --tout", "code-differs", "make restore --tout", "make restore --all"),
    ("make backup\n", "", "code-differs", "make restore", "make backup"),
    ("make backup\n", "make backup\nmake sauvegarde\n", "code-differs", "make sauvegarde", "make restore --all"),
    ("`baton serve`", "`baton servir`", "code-differs", "`baton servir`", "`baton serve`"),
    ("`baton serve`", "baton serve", "code-lost-in-translation", "baton serve", "`baton serve`"),
    ("avec `baton serve`", "toujours", "code-lost-in-translation", "Rester", "`baton serve`"),
    ("| `jira` |", "| jira |", "code-lost-in-translation", "jira |", "`jira`"),
    (
        "```bash\nmake backup\nmake restore --all\n```",
        "make backup make restore --all",
        "code-lost-in-translation",
        "make backup",
        "```bash",
    ),
    ("](../system.md)", "](../systeme.md)", "link-differs", "../systeme.md", "../system.md"),
    ("[le système](../system.md)", "le système", "link-differs", "Former", "../system.md"),
    ("Notez la réponse", "Notez [la réponse](x.md)", "link-differs", "x.md", "Write down"),
    ("/fr/help/call?lang=fr", "/fr/help/appel?lang=fr", "link-differs", "https://www.example.com/fr/help/a", "https"),
    ("phases.svg", "phase.svg", "image-differs", "assets/phase.svg", "assets/phases.svg"),
    ("![Les quatre phases]", "![]", "alt-lost", "assets/phases.svg", "assets/phases.svg"),
    (">[!WARNING]", ">[!NOTE]", "alert-differs", "[!NOTE]", "[!WARNING]"),
    (">[!WARNING]\n>\n", "", "alert-differs", ">Sauvegardez", "[!WARNING]"),
    (">[!WARNING]\n>\n>Sauv", "Sauv", "alert-differs", "Sauvegardez", "[!WARNING]"),
    (
        "| Chef | Planifier la semaine | `jira` |",
        "| Chef Planifier la semaine | `jira` | |",
        "table-differs",
        "| Chef",
        "| Lead",
    ),
    ("| Chef | Planifier la semaine | `jira` |\n", "", "table-differs", "| Rôle", "| Lead"),
    ("| Rôle | Tâche | Outil |\n|---|---|---|", "| Rôle | Tâche |\n|---|---|", "table-differs", "| Rôle", "| Role"),
    ("{#goals}", "{#objectifs}", "anchor-differs", "## Objectifs", "## Goals"),
    (" {#goals}", "", "anchor-differs", "## Objectifs", "## Goals"),
    ("id=\"contacts\"", "id=\"gens\"", "anchor-differs", "gens\"", "contacts\""),
    ("<name>", "<nom>", "placeholder-lost", "<nom>", "<name>"),
    ("$HOME", "$MAISON", "placeholder-lost", "$MAISON", "$HOME"),
    ("à {{owner}}", "au propriétaire", "placeholder-lost", "Écrivez", "{{owner}}"),
    ("{{owner}}", "{{propriétaire}}", "placeholder-lost", "{{propriétaire}}", "{{owner}}"),
    ("{{on-call}}\n", "{{astreinte}}\n", "placeholder-lost", "{{astreinte}}", "{{on-call}}"),
    ("{{on-call}}\n\n", "", "structure-differs-from-source", "Écrivez", "{{on-call}}"),
    (
        "Dire à tout le monde ce qui a changé, et pourquoi.",
        "Tell everybody what changed, and why it is so.",
        "untranslated",
        "Tell",
        "Tell",
    ),
    (
        "Le plan du projet se termine ici, et le travail commence.",
        "The plan of the project ends here, and the work begins.",
        "untranslated",
        "The plan",
        "The plan",
    ),
    ("Rester allumé avec", "Оставайтесь на связи с", "script-wrong", "Оставайтесь", "Keep"),
    ("- Dire à tout le monde ce qui a changé, et pourquoi.\n", "", "structure-differs-from-source", "Former", "Tell"),
    ("## Étapes\n", "Encore une phrase de trop.\n\n## Étapes\n", "structure-differs-from-source", "Encore", "## Steps"),
    (
        "Notez la réponse du fournisseur.\n\n",
        "Notez la réponse du fournisseur.\n\n   ",
        "structure-differs-from-source",
        "Le plan du projet",
        "The plan of the project",
    ),
];

fn place(path: &str, text: &str, needle: &str) -> String {
    let at = baton::span::position(text, text.find(needle).unwrap_or_else(|| panic!("no {needle:?}")));
    format!("{path}:{}:{}", at.line, at.column)
}

#[test]
fn a_faithful_translation_has_no_finding() {
    assert_eq!(found("fr", FR, EN), Vec::<String>::new());
}

#[test]
fn each_mistake_is_one_finding_at_the_right_places() {
    let mut wrong = Vec::new();
    for (from, to, code, here, there) in MUTATIONS {
        let mutated = FR.replacen(from, to, 1);
        assert_ne!(mutated, FR, "{from:?}");
        let expected = format!("{code} {} {}", place("fr.md", &mutated, here), place("en.md", EN, there));
        let found = found("fr", &mutated, EN);
        if found != [expected.clone()] {
            wrong.push(format!("{from:?} -> {to:?}\n  expected {expected}\n  found    {found:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Paragraphs of a page in two languages, so unlike each other that none is taken for another.
fn body() -> impl Strategy<Value = Vec<(String, String)>> {
    let block = select(vec![
        ("Plan the work of the team with care.", "Planifiez le travail de l’équipe avec soin."),
        ("- Ask the lead first.\n- Then ask the admin.", "- Demandez d’abord au chef.\n- Puis à l’administrateur."),
        ("```sh\nrun --now\n```", "```sh\nrun --now\n```"),
        (">[!NOTE]\n>\n>The vendor has to agree.", ">[!NOTE]\n>\n>Le fournisseur doit être d’accord."),
        ("| A | B |\n|---|---|\n| one | two |", "| A | B |\n|---|---|\n| un | deux |"),
        ("See [the page](page.md) for more.", "Voir [la page](page.md) pour plus."),
        ("### A part of it", "### Une partie"),
    ]);
    prop::collection::vec(block, 0..8)
        .prop_map(|blocks| blocks.into_iter().map(|(en, fr)| (en.to_owned(), fr.to_owned())).collect())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn one_mistake_is_one_finding_wherever_it_is(before in body(), behind in body(), mistake in 0..MUTATIONS.len()) {
        let join = |blocks: &[(String, String)], side: fn(&(String, String)) -> &String| {
            blocks.iter().map(side).cloned().collect::<Vec<_>>().join("\n\n")
        };
        let whole = |side: fn(&(String, String)) -> &String, middle: &str| {
            let middle = middle.split_once("---\n\n").unwrap().1;
            format!("# Title\n\n{}\n\n## Middle\n\n{}\n\n## End\n\n{}\n", join(&before, side), middle, join(&behind, side))
        };
        let (from, to, code, ..) = MUTATIONS[mistake];
        let source = whole(|pair| &pair.0, EN);
        let faithful = whole(|pair| &pair.1, FR);
        prop_assert_eq!(found("fr", &faithful, &source), Vec::<String>::new());
        let mutated = whole(|pair| &pair.1, &FR.replacen(from, to, 1));
        let found = found("fr", &mutated, &source);
        prop_assert_eq!(found.len(), 1, "{:?} -> {:?}: {:?}", from, to, found);
        prop_assert!(found[0].starts_with(code), "{:?}: {:?}", code, found);
    }

    #[test]
    fn nothing_panics_on_two_texts_that_have_nothing_to_do_with_each_other(a in "(?s).{0,300}", b in "(?s).{0,300}") {
        let (own, source) = (parse("fr.md", &a), parse("en.md", &b));
        super::damage("ja", &own, &source, None, &super::terms("keep: [a]\nuse: {b: {fr: c}}\n"));
    }
}
