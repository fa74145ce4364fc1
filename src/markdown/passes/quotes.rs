//! What stands in quotations: alerts, and the tags around tabs and shade boxes.
//!
//! Decided on the parsed quotation, so that indentation, lists and lazy lines are Markdown's business. Only the
//! closed list of words counts: `[!DNL x]` at the start of a quoted line is text. A tag further down in the same
//! quotation starts the next alert.

use super::pieces::{Line, Mark, Piece, joined, lines};
use super::{Page, piece};
use crate::diagnostic::codes;
use crate::markdown::transclusion::depth;
use crate::markdown::tree::{AlertKind, Kind, Literal, MAX_DEPTH, Node, Video};
use crate::markdown::{tags, text};
use crate::span::Span;

/// Words of the dialect that are no alerts.
const OTHER_TAGS: [&str; 5] = ["DNL", "UICONTROL", "BADGE", "SLIDE", "CONTEXTUALHELP"];

/// Words that translations have put in the place of an alert's.
#[rustfmt::skip]
const TRANSLATED: [(AlertKind, &[&str]); 10] = [
    (AlertKind::Note, &[
        "NOTA", "NOTE", "REMARQUE", "HINWEIS", "注意", "メモ", "注記", "备注", "備註", "注", "注释", "說明", "说明", "附註",
        "참고", "메모", "노트", "OPMERKING", "ANMERKUNG", "NOTIZ", "OBS", "OBSERVAÇÃO", "OBSERVACIÓN", "NOTERA",
        "ANTECKNING", "OBSERVERA", "BEMÆRK", "MERK", "UWAGA", "ПРИМЕЧАНИЕ", "ملاحظة", "POZNÁMKA",
        "HUOMAUTUS", "注記事項", "참고 사항",
    ]),
    (AlertKind::Warning, &[
        "ADVERTENCIA", "ADVERTÊNCIA", "AVERTISSEMENT", "WARNUNG", "警告", "AVVERTENZA", "AVISO", "경고",
        "VARNING", "WAARSCHUWING", "ADVARSEL", "OSTRZEŻENIE", "ПРЕДУПРЕЖДЕНИЕ", "UYARI", "تحذير",
        "VAROITUS", "UPOZORNĚNÍ", "AVVISO", "WARNHINWEIS", "警示",
    ]),
    (AlertKind::Important, &[
        "WICHTIG", "重要", "IMPORTANTE", "중요", "BELANGRIJK", "VIKTIGT", "VIGTIGT", "VIKTIG", "WAŻNE",
        "ВАЖНО", "ÖNEMLI", "مهم", "TÄRKEÄÄ", "DŮLEŽITÉ", "重要提示", "重要说明", "중요 사항",
    ]),
    (AlertKind::Tip, &[
        "CONSEIL", "ASTUCE", "TIPP", "ヒント", "CONSEJO", "SUGERENCIA", "SUGESTÃO", "DICA",
        "SUGGERIMENTO", "CONSIGLIO", "提示", "小贴士", "技巧", "팁", "도움말", "TIPS", "WSKAZÓWKA", "PORADA",
        "СОВЕТ", "İPUCU", "IPUCU", "نصيحة", "تلميح", "VIHJE",
    ]),
    (AlertKind::Caution, &[
        "ATENÇÃO", "ATENCIÓN", "ATTENZIONE", "ATTENTION", "ACHTUNG", "VORSICHT", "PRUDENCE",
        "PRECAUCIÓN", "CUIDADO", "CAUTELA", "小心", "注意事項", "주의", "VOORZICHTIG", "FÖRSIKTIGHET", "تنبيه",
    ]),
    (AlertKind::Info, &[
        "INFORMATION", "INFORMATIONEN", "INFORMACIÓN", "INFORMAÇÃO", "INFORMAZIONI", "INFORMATIE", "信息",
        "資訊", "情報", "정보", "معلومات",
    ]),
    (AlertKind::Error, &[
        "FEHLER", "ERREUR", "ERRO", "ERRORE", "FOUT", "FEL", "错误", "錯誤", "エラー", "오류", "خطأ",
    ]),
    (AlertKind::Success, &[
        "ERFOLG", "SUCCÈS", "ÉXITO", "SUCESSO", "成功", "성공",
    ]),
    (AlertKind::Availability, &[
        "VERFÜGBARKEIT", "DISPONIBILITÉ", "DISPONIBILIDAD", "DISPONIBILIDADE", "DISPONIBILITÀ",
        "BESCHIKBAARHEID", "可用性", "提供状況", "가용성",
    ]),
    (AlertKind::Prerequisites, &[
        "VORAUSSETZUNGEN", "PRÉREQUIS", "PREREQUISITOS", "REQUISITOS", "PREREQUISITI", "前提条件", "先决条件",
        "先決條件",
    ]),
];

/// What ends the word of a tag.
const ENDS: [char; 10] = [']', '］', ' ', '\u{a0}', '\u{3000}', '：', '"', '«', '“', '„'];

/// What a line begins with, and what is left of it.
enum Start {
    /// The kind, the rest of the line, and whether that is the word of the tag.
    Alert(AlertKind, Vec<Node>, bool),
    Mark(Mark, Vec<Node>),
    Video(Node),
}

/// Cuts a quotation into what it holds; hands it back when that is nothing but a quotation.
pub(super) fn cut(page: &mut Page<'_>, mut quote: Node, pieces: &mut Vec<Piece>) {
    if let Some(first) = quote.children.first_mut().filter(|first| first.kind == Kind::Paragraph) {
        mend(page, first);
    }
    report_unknown(page, &quote);
    let tagged = quote.children.iter().any(|child| is_tagged(page, child));
    // A quotation around nothing but alerts was quoted twice.
    let twice = !tagged
        && !quote.children.is_empty()
        && quote.children.iter().all(|child| matches!(child.kind, Kind::Alert(_)));
    if twice {
        return pieces.extend(quote.children.drain(..).map(Piece::Node));
    }
    if !tagged {
        return pieces.push(Piece::Node(quote));
    }
    let mut own = Vec::new();
    let mut parts = Parts { pieces: &mut own, open: false, start: quote.span.start as usize, alerts: 0 };
    for child in quote.children {
        if is_tagged(page, &child) {
            for line in lines(child) {
                parts.line(page, line);
            }
            parts.settle();
        } else {
            parts.block(page, child);
        }
    }
    parts.end(quote.span);
    // What stands in one quotation with the tags of a region is its content, and no quotation.
    let marked = own.iter().any(|piece| matches!(piece, Piece::Mark(..)));
    for piece in own {
        match piece {
            Piece::Node(node) if marked && node.kind == Kind::BlockQuote => {
                pieces.extend(node.children.into_iter().map(Piece::Node));
            }
            piece => pieces.push(piece),
        }
    }
}

/// Cuts a paragraph where a line begins with the tag of a quotation behind a full-width sign, `＞[!NOTE]`: into what
/// stands before it, and the quotation that is meant.
pub(super) fn cut_wide(page: &mut Page<'_>, paragraph: Node) -> (Option<Node>, Option<Node>) {
    let source = page.source();
    let Some(at) = paragraph.children.split(super::is_break).position(|line| is_wide(page, line)) else {
        return (Some(paragraph), None);
    };
    if page.depth + depth(std::slice::from_ref(&paragraph)) >= MAX_DEPTH {
        return (Some(paragraph), None);
    }
    let mut before = lines(paragraph);
    let quoted = before.split_off(at);
    let span = quoted.iter().map(Line::span).reduce(Span::to).unwrap_or_default();
    let before = before.into_iter().flat_map(|line| line.nodes.into_iter().chain(line.end)).collect();
    let mut children = Vec::new();
    let mut text = Vec::new();
    for mut line in quoted {
        let signed = line.nodes.first().and_then(|first| Some((first, behind_sign(first, source)?)));
        if let Some((first, behind)) = signed {
            let rest = piece(first, behind..first.literal(source).len(), source);
            let sign = super::place(first, 0..WIDE_SIGN.len_utf8());
            let finding = page
                .finding(&codes::TAG_MISSPELT, sign.unwrap_or(first.span), "this `＞` is full-width")
                .help("write `>`");
            page.findings.push(match sign {
                Some(sign) => finding.fix(sign, ">"),
                None => finding,
            });
            line.nodes.splice(..1, rest);
        }
        if line.nodes.is_empty() {
            children.extend(joined(std::mem::take(&mut text)));
        } else {
            text.extend(line.nodes);
            text.extend(line.end);
        }
    }
    children.extend(joined(text));
    (joined(before), Some(Node::branch(Kind::BlockQuote, span, children)))
}

/// What some translations make of `>`.
const WIDE_SIGN: char = '＞';

/// Where a line's first text goes on behind the full-width sign that it begins with.
fn behind_sign(first: &Node, source: &str) -> Option<usize> {
    let literal = matches!(first.kind, Kind::Text(_)).then(|| first.literal(source))?;
    Some(literal.len() - literal.strip_prefix(WIDE_SIGN)?.trim_start().len())
}

/// Whether a line is a full-width sign and a tag.
fn is_wide(page: &Page<'_>, line: &[Node]) -> bool {
    let Some((first, rest)) = line.split_first() else { return false };
    let text = behind_sign(first, page.source())
        .and_then(|behind| piece(first, behind..first.literal(page.source()).len(), page.source()));
    text.is_some_and(|text| start(page, &text, rest).is_some())
}

/// Whether what stands before a tag on its line is the full-width sign of a quotation.
pub(super) fn is_wide_sign(before: &str) -> bool {
    before.trim_end() == WIDE_SIGN.encode_utf8(&mut [0; 4])
}

/// Puts the tag of an alert in the place of one that translation tools have damaged: `[[!NOTE]]`, `[!**NOTE**]`, `!NOTE]`.
///
/// It is the first line of a quotation, and of nothing but the word in capitals and signs around it.
fn mend(page: &mut Page<'_>, paragraph: &mut Node) {
    let source = page.source();
    let end = paragraph.children.iter().position(super::is_break).unwrap_or(paragraph.children.len());
    let Some((first, rest)) = paragraph.children.get(..end).and_then(<[Node]>::split_first) else { return };
    let line = paragraph.children.get(..end).unwrap_or_default();
    let is_short = first.literal(source).len() <= MAX_TORN;
    if !is_short || !line.iter().all(is_words) || start(page, first, rest).is_some() {
        return;
    }
    let written = text::plain(line, source);
    let Some(kind) = torn(&written) else { return };
    let span = rest.last().map_or(first.span, |last| first.span.to(last.span));
    let right = format!("[!{}]", kind.name().to_uppercase());
    let message = format!("`{}` is no tag as it is written", span.of(source));
    let finding = page.finding(&codes::TAG_MISSPELT, span, message);
    page.findings.push(finding.help(format!("write `{right}`")).fix(span, right.clone()));
    let tag = Node::leaf(Kind::Text(Literal::Owned(right.into())), span);
    paragraph.children.splice(..end, [tag]);
}

/// Whether a node shows nothing but words.
fn is_words(node: &Node) -> bool {
    matches!(node.kind, Kind::Text(_) | Kind::Strong | Kind::Emphasis) && node.children.iter().all(is_words)
}

/// No damaged tag is longer than this, in bytes.
const MAX_TORN: usize = 64;

/// The kind of an alert whose tag is damaged, if a line is one.
fn torn(line: &str) -> Option<AlertKind> {
    let is_sign = |c: char| "[](){}【】［］（）!！¡\\*_:： \u{a0}".contains(c);
    let word = line.trim_matches(is_sign);
    let before = line.get(..line.len() - line.trim_start_matches(is_sign).len())?;
    let is_tag = before.contains(|c: char| "[({【［（!！¡".contains(c)) && line.len() <= MAX_TORN;
    let is_capital = word.chars().all(|c| c.is_ascii_uppercase());
    AlertKind::named(word).filter(|_| is_tag && is_capital)
}

/// Whether a line of this paragraph begins with a tag.
fn is_tagged(page: &Page<'_>, node: &Node) -> bool {
    node.kind == Kind::Paragraph
        && super::pieces::any_line(&node.children, |first, rest| start(page, first, rest).is_some())
}

/// The parts of a quotation in the making.
struct Parts<'p> {
    pieces: &'p mut Vec<Piece>,
    /// Whether the last piece is a part that more may go into.
    open: bool,
    /// Where the next part begins.
    start: usize,
    alerts: usize,
}

impl Parts<'_> {
    fn line(&mut self, page: &mut Page<'_>, line: Line) {
        let found = line
            .nodes
            .first()
            .and_then(|first| start(page, first, line.nodes.get(1..).unwrap_or_default()).map(|_| ()));
        if found.is_none() {
            let broken = line.end;
            self.open_part();
            return self.push_inlines(line.nodes, broken);
        }
        self.settle();
        let span = line.span();
        match take(page, line.nodes) {
            Some(Start::Alert(kind, rest, word)) => {
                self.alerts += 1;
                if self.alerts > 1 {
                    let finding =
                        page.finding(&codes::ALERT_GLUED, span, "a second alert stands in the same quotation");
                    page.findings.push(finding.help("put a blank line before it"));
                }
                if !rest.is_empty() && !word {
                    let finding = page.finding(&codes::ALERT_GLUED, span, "text stands on the line of the alert's tag");
                    page.findings.push(finding.help("begin the text on a line of its own: `>`, then `>text`"));
                }
                self.part(Kind::Alert(kind), span);
                self.push_inlines(rest, line.end);
            }
            Some(Start::Mark(mark, rest)) => {
                self.pieces.push(Piece::Mark(mark, span));
                self.open = false;
                self.start = span.end as usize;
                if !rest.is_empty() {
                    self.open_part();
                    self.push_inlines(rest, line.end);
                }
            }
            Some(Start::Video(video)) => {
                self.pieces.push(Piece::Node(video));
                self.open = false;
                self.start = span.end as usize;
            }
            None => {}
        }
    }

    /// A block that is no line with a tag.
    fn block(&mut self, page: &mut Page<'_>, node: Node) {
        self.open_part();
        let Some(Piece::Node(part)) = self.pieces.last_mut() else { return };
        if matches!(part.kind, Kind::Alert(_)) && node.kind == Kind::BlockQuote {
            let finding = page.finding(
                &codes::ALERT_NESTED_QUOTE,
                node.span,
                "a quotation stands in an alert; its text is shown as the alert's",
            );
            page.findings.push(finding.help("write one `>`"));
            part.children.extend(node.children);
        } else {
            part.children.push(node);
        }
    }

    fn open_part(&mut self) {
        if !self.open {
            self.part(Kind::BlockQuote, Span::at(self.start));
        }
    }

    fn part(&mut self, kind: Kind, span: Span) {
        self.pieces.push(Piece::Node(Node::branch(kind, span, Vec::new())));
        self.open = true;
    }

    /// Adds a line to the paragraph that the part ends in.
    fn push_inlines(&mut self, nodes: Vec<Node>, end: Option<Node>) {
        let Some(Piece::Node(part)) = self.pieces.last_mut() else { return };
        if nodes.is_empty() {
            return;
        }
        let growing = part.children.last().is_some_and(|last| last.kind == Kind::Paragraph && last.span.is_empty());
        if !growing {
            // A paragraph that grows has no span yet.
            part.children.push(Node::branch(Kind::Paragraph, Span::at(self.start), Vec::new()));
        }
        if let Some(paragraph) = part.children.last_mut() {
            paragraph.children.extend(nodes);
            paragraph.children.extend(end);
        }
    }

    /// Finishes the paragraph that grows.
    fn settle(&mut self) {
        let Some(Piece::Node(part)) = self.pieces.last_mut().filter(|_| self.open) else { return };
        if let Some(last) = part.children.pop() {
            if last.kind == Kind::Paragraph && last.span.is_empty() {
                part.children.extend(joined(last.children));
            } else {
                part.children.push(last);
            }
        }
    }

    /// Lets the parts of the quotation share its span.
    fn end(&mut self, whole: Span) {
        self.settle();
        let mut end = whole.end;
        for piece in self.pieces.iter_mut().rev() {
            let span = match piece {
                Piece::Node(node) => {
                    node.children.shrink_to_fit();
                    &mut node.span
                }
                Piece::Mark(_, span) => span,
            };
            span.end = end.max(span.start);
            end = span.start;
        }
    }
}

/// The tag with which a line begins.
fn start(page: &Page<'_>, first: &Node, rest: &[Node]) -> Option<Tag> {
    let source = page.source();
    if let Kind::Link(_) = first.kind {
        let blank =
            rest.iter().all(|node| matches!(node.kind, Kind::Text(_)) && node.literal(source).trim().is_empty());
        return (blank && is_film(&text::plain(&first.children, source))).then_some(Tag::Video);
    }
    if !matches!(first.kind, Kind::Text(_)) {
        return None;
    }
    let literal = first.literal(source);
    let opened = ["[!", "[！", "［!", "［！"].iter().find_map(|open| literal.strip_prefix(open))?;
    let wide = !literal.starts_with("[!");
    let name = opened.trim_start().split(ENDS).next().unwrap_or_default();
    let closed = opened.find([']', '］']);
    if let Some(mark) = Word::of(name) {
        return Some(Tag::Mark(mark));
    }
    let (inside, closed) = (opened.get(..closed?)?, closed?);
    let behind = literal.len() - opened.len() + closed;
    let length = behind + literal.get(behind..)?.chars().next()?.len_utf8();
    let word = inside.trim();
    if let Some(kind) = AlertKind::named(word) {
        return Some(Tag::Alert { kind, length, translated: wide.then(|| word.to_owned()), known: true });
    }
    if OTHER_TAGS.iter().any(|tag| tag.eq_ignore_ascii_case(word)) {
        return None;
    }
    let upper = word.to_uppercase();
    if let Some((kind, _)) = TRANSLATED.iter().find(|(_, names)| names.contains(&&*upper)) {
        return Some(Tag::Alert { kind: *kind, length, translated: Some(word.to_owned()), known: true });
    }
    // A tag tabs were given by an older convention: `[! Name]`.
    if opened.starts_with(' ') && !word.is_empty() {
        return Some(Tag::Mark(Word::Nameless));
    }
    let foreign = !word.is_empty() && !word.is_ascii() && word.chars().all(char::is_alphabetic);
    foreign.then(|| Tag::Alert { kind: AlertKind::Note, length, translated: Some(word.to_owned()), known: false })
}

enum Tag {
    Video,
    Alert { kind: AlertKind, length: usize, translated: Option<String>, known: bool },
    Mark(Word),
}

/// The words of tags around regions.
#[derive(Clone, Copy)]
enum Word {
    BeginTabs,
    Tab,
    Nameless,
    EndTabs,
    BeginShadeBox,
    EndShadeBox,
}

impl Word {
    fn of(name: &str) -> Option<Self> {
        let words = [
            ("BEGINTABS", Self::BeginTabs),
            ("TAB", Self::Tab),
            ("ENDTABS", Self::EndTabs),
            ("BEGINSHADEBOX", Self::BeginShadeBox),
            ("ENDSHADEBOX", Self::EndShadeBox),
        ];
        words.into_iter().find_map(|(word, mark)| word.eq_ignore_ascii_case(name).then_some(mark))
    }
}

/// Takes the tag off a line.
fn take(page: &mut Page<'_>, mut nodes: Vec<Node>) -> Option<Start> {
    let source = page.source();
    let tag = start(page, nodes.first()?, nodes.get(1..).unwrap_or_default())?;
    match tag {
        Tag::Video => {
            let film = nodes.first()?;
            let Kind::Link(link) = &film.kind else { return None };
            report_film(page, film);
            Some(Start::Video(Node::leaf(Kind::Video(Box::new(Video { reference: link.reference })), film.span)))
        }
        Tag::Alert { kind, length, translated, known } => {
            let first = nodes.remove(0);
            if let Some(word) = translated {
                report_translated(page, &first, &word, kind, length, known);
            }
            let literal = first.literal(source);
            let behind = literal.get(length..)?;
            // A colon alone behind the tag belongs to it.
            let shown = Some(behind.trim()).filter(|behind| !["：", ":"].contains(behind)).map_or("", |_| behind);
            let blanks = behind.len() - shown.trim_start().len();
            let rest = piece(&first, length + blanks..literal.len(), source);
            // The word is all that a reader has to go by.
            let opened = literal.len() - literal.trim_start_matches(['[', '［', '!', '！', ' ']).len();
            let word = (!known).then(|| piece(&first, opened..length - closing(literal, length), source)).flatten();
            let unknown = word.is_some();
            Some(Start::Alert(kind, word.into_iter().chain(rest).chain(nodes).collect(), unknown))
        }
        Tag::Mark(word) => {
            let (label, rest) = label(&nodes, source);
            let mark = match word {
                Word::BeginTabs => Mark::BeginTabs,
                Word::EndTabs => Mark::EndTabs,
                Word::EndShadeBox => Mark::EndShadeBox,
                Word::Tab | Word::Nameless => Mark::Tab(label),
                Word::BeginShadeBox => Mark::BeginShadeBox(title(label, source)),
            };
            Some(Start::Mark(mark, rest))
        }
    }
}

/// How long the bracket is that a tag of this length ends in.
fn closing(literal: &str, length: usize) -> usize {
    literal.get(..length).and_then(|tag| tag.chars().next_back()).map_or(0, char::len_utf8)
}

/// The mark that a line outside of a quotation is, if it is nothing else.
pub(super) fn bare_mark(page: &Page<'_>, nodes: &[Node]) -> Option<Mark> {
    let source = page.source();
    let Tag::Mark(word) = start(page, nodes.first()?, nodes.get(1..)?)? else { return None };
    let (label, rest) = label(nodes, source);
    let mark = match word {
        Word::BeginTabs => Mark::BeginTabs,
        Word::EndTabs => Mark::EndTabs,
        Word::EndShadeBox => Mark::EndShadeBox,
        Word::Tab => Mark::Tab(label),
        Word::Nameless => return None,
        Word::BeginShadeBox => Mark::BeginShadeBox(title(label, source)),
    };
    rest.is_empty().then_some(mark)
}

/// What stands in a tag behind its word, as it is written: nothing in it is markup; and what stands behind the tag.
fn label(nodes: &[Node], source: &str) -> (Option<Node>, Vec<Node>) {
    let Some((first, others)) = nodes.split_first() else { return (None, Vec::new()) };
    let literal = first.literal(source);
    let word = |text: &str| {
        let inside = text.trim_start_matches(['[', '［', '!', '！']);
        let name = inside.find(ENDS).unwrap_or(inside.len());
        let nameless = inside.starts_with(' ');
        text.len() - inside.len() + if nameless { 0 } else { name }
    };
    if let Some(close) = literal.find([']', '］']) {
        let inside = literal.get(word(literal)..close).unwrap_or_default();
        let shown = inside.trim_start().trim_start_matches('：').trim();
        let start = close - inside.trim_start().trim_start_matches('：').trim_start().len();
        let label = piece(first, start..start + shown.len(), source);
        let behind = literal.get(close..).and_then(|rest| rest.chars().next()).map_or(close, |c| close + c.len_utf8());
        let blanks = literal.get(behind..).map_or(0, |rest| rest.len() - rest.trim_start().len());
        let rest = piece(first, behind + blanks..literal.len(), source).into_iter().chain(others.iter().cloned());
        return (label, rest.collect());
    }
    let span = nodes.last().map_or(first.span, |last| first.span.to(last.span));
    let raw = span.of(source);
    let inside = raw.get(word(raw)..raw.rfind([']', '］']).unwrap_or(raw.len())).unwrap_or_default();
    let mut shown = String::new();
    let mut at = 0;
    for cut in tags::find(inside, &tags::openings(inside, true)).cuts {
        shown.push_str(inside.get(at..cut.start).unwrap_or_default());
        at = cut.end;
    }
    shown.push_str(inside.get(at..).unwrap_or_default());
    let shown = text::collapse(&shown.replace("&#x200B;", "").replace('\u{200b}', ""));
    (Some(Node::leaf(Kind::Text(Literal::Owned(shown.into())), span)), Vec::new())
}

/// A shade box's title, without the quotes around it in any language.
fn title(label: Option<Node>, source: &str) -> Option<Node> {
    let label = label?;
    let literal = label.literal(source);
    let is_quote = |c: char| "\"'“”„«»‘’‚‹›「」『』\u{a0}\u{202f} ".contains(c);
    let start = literal.len() - literal.trim_start_matches(is_quote).len();
    piece(&label, start..literal.trim_end_matches(is_quote).len().max(start), source)
}

/// The word of a film's tag, and what translations have put in its place.
#[rustfmt::skip]
const FILM: [&str; 13] = [
    "VIDEO", "VIDÉO", "VÍDEO", "VIDEOCLIP", "WIDEO", "ВИДЕО", "فيديو", "ビデオ", "動画", "视频", "影片", "비디오", "동영상",
];

/// Whether the text of a link is the tag of a film.
pub(super) fn is_film(text: &str) -> bool {
    let word = text.trim().strip_prefix(['!', '！']);
    word.is_some_and(|word| FILM.contains(&&*word.trim().to_uppercase()))
}

/// Reports the tag of a film that is not written as it should be.
fn report_film(page: &mut Page<'_>, film: &Node) {
    let written = text::plain(&film.children, page.source());
    if written.eq_ignore_ascii_case("!VIDEO") {
        return;
    }
    let message = format!("`[{written}]` is no tag as it is written");
    let finding = page.finding(&codes::TAG_MISSPELT, film.span, message).help("write `[!VIDEO]`");
    let place = film.children.first().filter(|_| film.children.len() == 1).and_then(|text| {
        let length = text.literal(page.source()).len();
        super::place(text, 0..length)
    });
    page.findings.push(match place {
        Some(place) => finding.fix(place, "!VIDEO"),
        None => finding,
    });
}

fn report_translated(page: &mut Page<'_>, node: &Node, word: &str, kind: AlertKind, length: usize, known: bool) {
    let right = kind.name().to_uppercase();
    let span = super::place(node, 0..length);
    let finding = page.finding(
        &codes::ALERT_TRANSLATED,
        span.unwrap_or(node.span),
        format!("the tag of this alert is written `{word}`"),
    );
    page.findings.push(match span {
        Some(span) if known => finding.help(format!("write `[!{right}]`")).fix(span, format!("[!{right}]")),
        _ if known => finding.help(format!("write `[!{right}]`")),
        _ => finding.help("write the English word; it is shown as a note"),
    });
}

/// Whether a text at the start of a line is the tag of an alert.
pub(super) fn is_alert(text: &str) -> bool {
    let Some(inside) = text.strip_prefix("[!") else { return false };
    let rest = inside.trim_start_matches(|c: char| c.is_ascii_uppercase());
    let name = inside.get(..inside.len() - rest.len()).unwrap_or_default();
    rest.starts_with(']') && AlertKind::named(name).is_some()
}

/// Reports the tag of an alert that stands where none is read.
pub(super) fn report_left(page: &mut Page<'_>, span: Span, tag: &str) {
    let finding = page.finding(&codes::TAG_MISSPELT, span, format!("`{tag}` begins no quotation, so it is text"));
    page.findings.push(finding.help("begin its line with `>`; where it is meant to be read, put it in backticks"));
}

/// Reports a quotation whose first line is `[!WORD]`, a word that no alert has.
fn report_unknown(page: &mut Page<'_>, quote: &Node) {
    let Some(paragraph) = quote.children.first().filter(|child| child.kind == Kind::Paragraph) else { return };
    let alone = paragraph.children.get(1).is_none_or(super::is_break);
    let Some(first) = paragraph.children.first().filter(|_| alone) else { return };
    let text = first.literal(page.source()).trim_end();
    let Some(name) = text.strip_prefix("[!").and_then(|text| text.strip_suffix(']')) else { return };
    let is_word = !name.is_empty() && name.chars().all(|c| c.is_alphanumeric() || c == ' ');
    let known = OTHER_TAGS.iter().any(|tag| tag.eq_ignore_ascii_case(name));
    if is_word && !known && start(page, first, &[]).is_none() {
        let finding =
            page.finding(&codes::ALERT_UNKNOWN, first.span, format!("there is no alert of the kind `{name}`"));
        let near = crate::suggest::nearest(name, AlertKind::ALL.into_iter().map(AlertKind::name));
        page.findings.push(match near {
            Some(near) => finding.help(format!("did you mean `[!{}]`?", near.to_uppercase())),
            None => finding.help("`baton explain alert-unknown` lists the kinds"),
        });
    }
}
