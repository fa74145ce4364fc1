// Search in the page: the terms and the ranking are those of Baton's `search` module, step for step; see its page.
// The index comes as scripts that register themselves, so it is read over HTTP and from a folder alike. What is found
// is only ever shown as text.
(() => {
  "use strict";
  const script = document.currentScript;
  const texts = script?.dataset ?? {};

  const SHOWN = 10;

  // ---- terms

  const HIRA = "\\u3005\\u3007\\u3041-\\u309f\\u30a1-\\u30fa\\u30fc-\\u30ff\\u31f0-\\u31ff\\u3400-\\u4dbf\\u4e00-\\u9fff\\uf900-\\ufaff\\uff66-\\uff9f\\u{20000}-\\u{323af}";
  const IDEOGRAPH = new RegExp(`[${HIRA}]`, "u");
  const HANGUL = /[\u1100-\u11ff\u3131-\u318e\uac00-\ud7a3]/u;
  const NOTHING = /[\u00ad\u200b-\u200f\u2060\ufeff\ufe0e\ufe0f\u0640\u0300-\u036f\u064b-\u065f\u0670]/u;
  const MARKS = /[\u0300-\u036f\u064b-\u065f\u0670]/gu;
  const ALPHABETIC = /^[\p{Alphabetic}-]+$/u;
  const LETTER = /[\p{Alphabetic}\p{N}]/u;
  const OTHERS = { œ: "oe", æ: "ae", ß: "ss", þ: "th", ø: "o", ł: "l", đ: "d", ð: "d", ı: "i", ς: "σ" };

  const classes = new Map();
  function classOf(c) {
    let found = classes.get(c);
    if (found === undefined) classes.set(c, (found = classify(c)));
    return found;
  }
  function classify(c) {
    if (/[a-z0-9]/i.test(c) && c < "\x80") return "word";
    if ("_-.:/@\\#".includes(c)) return "joiner";
    if (c < "\x80") return "gap";
    if (NOTHING.test(c)) return "nothing";
    if (c === "\u02bb" || c === "\u02bc") return "gap";
    if (IDEOGRAPH.test(c)) return "ideograph";
    if (HANGUL.test(c)) return "hangul";
    return LETTER.test(c) ? "word" : "gap";
  }

  const folds = new Map();
  function fold(c) {
    let found = folds.get(c);
    if (found === undefined) {
      if (c < "\x80") found = c.toLowerCase();
      else {
        const lower = [...c.normalize("NFKD").replace(MARKS, "")].map((part) => part.toLowerCase()).join("");
        found = [...lower.replace(MARKS, "").normalize("NFC")].map((part) => OTHERS[part] ?? part).join("");
      }
      folds.set(c, found);
    }
    return found;
  }
  const VOICE = { "\u3099": "\u3099", "\uff9e": "\u3099", "\u309a": "\u309a", "\uff9f": "\u309a" };
  const isUpper = (c) => /\p{Uppercase}/u.test(c);
  const isLower = (c) => /\p{Lowercase}/u.test(c);
  const encoder = new TextEncoder();
  const bytes = (text) => encoder.encode(text).length;
  const hexadecimal = (text) => `_${[...encoder.encode(text)].map((byte) => byte.toString(16).padStart(2, "0")).join("")}`;

  // Tokens of a text: { text, kind, start, end }, places in UTF-16 units.
  function tokens(text) {
    const found = [];
    let chain = "";
    let pieces = [];
    let joined = true;
    let before = " ";
    const give = (token, kind, start, end) => found.push({ text: token, kind, start, end });
    const whole = (first, last, count) => {
      const stretch = chain.slice(first.from, last.to);
      if (count > 1 && bytes(stretch) <= 64) give(stretch, "whole", first.start, last.end);
    };
    const flush = () => {
      for (const piece of pieces) {
        const word = chain.slice(piece.from, piece.to);
        if (!word) continue;
        give(word, "word", piece.start, piece.end);
        if (!piece.humps.length) continue;
        const bounds = [piece.from, ...piece.humps, piece.to];
        for (let at = 1; at < bounds.length; at++) {
          const part = chain.slice(bounds[at - 1], bounds[at]);
          if ([...part].length > 1) give(part, "part", piece.start, piece.end);
        }
      }
      if (pieces.length > 1 && pieces.length <= 10) {
        const first = pieces[0];
        const last = pieces[pieces.length - 1];
        let stretch = first;
        let count = 1;
        for (let at = 1; at < pieces.length; at++) {
          if ("/\\:@#".includes(chain[pieces[at - 1].to])) {
            whole(stretch, pieces[at - 1], count);
            stretch = pieces[at];
            count = 0;
          }
          count++;
        }
        const all = chain.slice(first.from, last.to);
        const hyphens = all.split("-").length - 1;
        if (stretch === first && hyphens > 0 && hyphens < 3 && bytes(all) <= 64 && ALPHABETIC.test(all)) give(all.replaceAll("-", ""), "joined", first.start, last.end);
        else whole(stretch, last, count);
        if (stretch !== first) whole(first, last, pieces.length);
      }
      pieces = [];
      chain = "";
      joined = true;
    };
    const characters = [...text];
    let place = 0;
    for (let at = 0; at < characters.length; at++) {
      const c = characters[at];
      const start = place;
      place += c.length;
      const kind = classOf(c);
      if (kind === "nothing") continue;
      if (kind === "word") {
        const from = chain.length;
        chain += fold(c);
        const piece = pieces[pieces.length - 1];
        if (piece && !joined) {
          if (isUpper(c) && (!isUpper(before) || isLower(characters[at + 1] ?? " "))) piece.humps.push(from);
          piece.end = place;
          piece.to = chain.length;
        } else {
          pieces.push({ start, end: place, from, to: chain.length, humps: [] });
          joined = false;
        }
      } else if (kind === "joiner") {
        if (pieces.length) {
          if (joined && !(c === before && ":/\\_".includes(c))) flush();
          else {
            joined = true;
            chain += c;
          }
        }
      } else if (kind === "gap") flush();
      else {
        flush();
        const run = [];
        place = start;
        for (; at < characters.length; at++) {
          const own = characters[at];
          const ownKind = classOf(own);
          if (ownKind !== kind && ownKind !== "nothing") break;
          const ownStart = place;
          place += own.length;
          if (ownKind === "nothing") continue;
          if (VOICE[own]) {
            const voiced = run.pop();
            if (voiced) for (const part of (voiced.c + VOICE[own]).normalize("NFC")) run.push({ c: part, start: voiced.start, end: place });
            continue;
          }
          for (const part of fold(own)) run.push({ c: part, start: ownStart, end: place });
        }
        at--;
        if (run.length === 1) give(run[0].c, "pair", run[0].start, run[0].end);
        for (let pair = 1; pair < run.length; pair++) give(run[pair - 1].c + run[pair].c, "pair", run[pair - 1].start, run[pair].end);
        before = c;
        continue;
      }
      before = c;
    }
    flush();
    return found;
  }
  const isUnit = (token) => token.kind === "word" || token.kind === "pair";

  // ---- files

  const base = new URL(`${texts.root ?? ""}_search/`, script?.src ? document.baseURI : "file:///");
  const policy = self.trustedTypes?.createPolicy("baton-search", {
    createScriptURL: (address) => {
      if (!address.startsWith(base.href)) throw new TypeError("not of this index");
      return address;
    },
  });
  const stemmers = new Map();
  const arrived = new Map();
  const waiting = new Map();
  class Stale extends Error {}
  class Lost extends Error {}
  function receive([kind, name, digest, data]) {
    if (kind === "stemmer") stemmers.set(name, digest);
    else arrived.set(`${kind} ${name}`, { digest, data });
  }
  const queue = (self.batonSearch ||= []);
  queue.splice(0).forEach(receive);
  queue.push = (...items) => items.forEach(receive);

  function fetchScript(path, version) {
    const known = waiting.get(path);
    if (known?.version === version) return known.promise;
    const promise = new Promise((resolve, reject) => {
      const element = document.createElement("script");
      const address = `${new URL(path, base).href}?v=${encodeURIComponent(version)}`;
      element.src = policy ? policy.createScriptURL(address) : address;
      element.addEventListener("load", () => (element.remove(), resolve()));
      element.addEventListener("error", () => {
        element.remove();
        waiting.delete(path);
        reject(new Lost(path));
      });
      document.head.append(element);
    });
    waiting.set(path, { version, promise });
    return promise;
  }
  async function take(kind, name, path, version) {
    await fetchScript(path, version);
    const file = arrived.get(`${kind} ${name}`);
    if (!file) throw new Lost(path);
    if (version && kind !== "root" && file.digest !== version) {
      waiting.delete(path);
      throw new Stale(path);
    }
    return file.data;
  }

  // ---- numbers

  const DIGIT = new Map();
  for (let code = 33, value = 0; code < 127; code++) if (!'"<\\|'.includes(String.fromCharCode(code))) DIGIT.set(String.fromCharCode(code), value++);
  const digit = (c) => DIGIT.get(c) ?? 0;
  const shared = (c) => "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ".indexOf(c);
  function reader(text) {
    let at = 0;
    return {
      more: () => at < text.length,
      digit: () => digit(text[at++]),
      number() {
        let value = 0;
        for (let scale = 1; ; scale *= 30) {
          const next = digit(text[at++]);
          value += next * scale;
          if (next < 60 || at >= text.length) return value;
        }
      },
    };
  }
  // By code points, as the index is sorted.
  function compare(a, b) {
    const left = [...a];
    const right = [...b];
    for (let at = 0; at < left.length && at < right.length; at++) {
      const order = left[at].codePointAt(0) - right[at].codePointAt(0);
      if (order) return order;
    }
    return left.length - right.length;
  }

  // ---- the index of a locale

  function weigh(packed) {
    const title = packed >= 24;
    const heading = Math.floor(packed / 12) % 2 === 1;
    return { amount: (packed % 4) * 1.0 + (Math.floor(packed / 4) % 3) * 0.6 + (heading ? 5.5 : 0.0) + (title ? 11.0 : 0.0), title };
  }

  class Index {
    constructor(root) {
      this.root = root;
      this.tag = root.locale;
      this.shards = root.shards.map(([start, digest]) => ({ start, digest, terms: null }));
      this.lengths = [...root.lengths].map(digit);
      this.titles = [...root.titles].map(digit);
      this.boosts = [...root.boosts].map(digit);
      const sum = this.lengths.reduce((total, own) => total + own * own * 4 + 1, 0);
      this.average = Math.max(sum / Math.max(this.lengths.length, 1), 1);
      this.pieces = new Map();
      this.lexicon = new Map();
      this.stems = new Map();
      this.facets = {};
      for (const [facet, values] of Object.entries(root.facets)) {
        this.facets[facet] = new Map(values.map(([name, packed]) => {
          const numbers = new Set();
          const read = reader(packed);
          for (let next = 0; read.more(); ) {
            const page = next + read.number();
            numbers.add(page);
            next = page + 1;
          }
          return [name, numbers];
        }));
      }
    }
    static async open(tag, fresh) {
      const root = await take("root", tag, `${tag}/root.js`, fresh || "1");
      if (root.format !== 4) throw new Stale("root");
      if (root.stemmer && !stemmers.has(root.stemmer)) await fetchScript(`${tag}/stem.js`, "1");
      return new Index(root);
    }
    stem(word) {
      let stem = this.stems.get(word);
      if (stem === undefined) {
        const stemmer = stemmers.get(this.root.stemmer);
        stem = stemmer && !/[0-9]/.test(word) && bytes(word) <= 96 ? stemmer(word) || word : word;
        this.stems.set(word, stem);
      }
      return stem;
    }
    // The words and pairs of a text, with their stems and places.
    read(text) {
      let known = (this.texts ??= new Map()).get(text);
      if (!known) {
        const found = tokens(text).filter(isUnit);
        this.texts.set(text, (known = { words: found.map((token) => token.text), stems: found.map((token) => this.stemOf(token)), places: found }));
      }
      return known;
    }
    stemOf(token) {
      return token.kind === "pair" ? token.text : this.stem(token.text);
    }
    shardOf(term) {
      let low = 0;
      let high = this.shards.length;
      while (low < high) {
        const middle = (low + high) >> 1;
        if (compare(this.shards[middle].start, term) <= 0) low = middle + 1;
        else high = middle;
      }
      return low - 1;
    }
    async shard(number) {
      const shard = this.shards[number];
      if (!shard) return null;
      if (!shard.terms) {
        const name = `${this.tag}/t/${hexadecimal(shard.start)}`;
        const data = await take("terms", name, `${name}.js`, shard.digest);
        shard.terms = Index.read(data);
        shard.byStem = new Map(shard.terms.map((term) => [term.stem, term]));
      }
      return shard;
    }
    static read([names, gaps, steps, weights]) {
      let before = [];
      const pages = gaps.split("|");
      const [step, weight] = [reader(steps), reader(weights)];
      return names.split("|").map((record, at) => {
        const [front, words] = record.split(" ");
        const letters = [...front];
        before = [...before.slice(0, shared(letters[0])), ...letters.slice(1)];
        const characters = before;
        const stem = characters.join("");
        const surfaces = words ? words.split(",").map((word) => characters.slice(0, shared(word[0])).join("") + word.slice(1)) : [];
        return { stem, surfaces, uses: Index.uses(reader(pages[at]), step, weight) };
      });
    }
    // The pages of a term, each with its sections: [page, [[section, amount, title], ...]].
    static uses(gap, step, weight) {
      const uses = [];
      for (let next = 0; gap.more(); ) {
        const page = next + gap.number();
        const sections = [];
        for (let section = 0, last = 0; !last && step.more(); ) {
          const value = step.number();
          last = value % 2;
          section += (value - last) / 2;
          const { amount, title } = weigh(weight.digit());
          sections.push([section, amount, title]);
        }
        uses.push([page, sections]);
        next = page + 1;
      }
      return uses;
    }
    async term(stem) {
      return (await this.shard(this.shardOf(stem)))?.byStem.get(stem);
    }
    // The words of one file.
    async words(start) {
      let known = this.lexicon.get(start);
      if (!known) {
        const name = `${this.tag}/w/${hexadecimal(start)}`;
        const [words, ranks] = await take("words", name, `${name}.js`, this.root.words.find(([own]) => own === start)[1]);
        let before = [];
        known = (words.match(/[A-Z][^A-Z]*/gu) ?? []).map((record, at) => {
          before = [...before.slice(0, record.charCodeAt(0) - 65), ...record.slice(1)];
          return { letters: before, text: before.join(""), rank: digit(ranks[at]) };
        });
        this.lexicon.set(start, known);
      }
      return known;
    }
    // Where each piece of a page begins, by section.
    starts(page) {
      if (!this.layout) {
        this.layout = [];
        for (const read = reader(this.root.layout); read.more(); ) {
          const starts = [0];
          for (let more = read.number(); more > 0; more--) starts.push(starts[starts.length - 1] + read.number() + 1);
          this.layout.push(starts);
        }
      }
      return this.layout[page];
    }
    // A piece of a page: [path, title, guide, state, [[id, heading, text], ...]].
    async piece(page, number) {
      const name = `${this.tag}/p/${page}-${number}`;
      if (!this.pieces.has(name)) this.pieces.set(name, await take("page", name, `${name}.js`, this.root.digests.slice(page * 2, page * 2 + 2)));
      return this.pieces.get(name);
    }
    // A section, with what is said of its page.
    async section(page, number) {
      const starts = this.starts(page);
      let own = 0;
      while (own + 1 < starts.length && starts[own + 1] <= number) own++;
      const [path, title, guide, state, rows] = await this.piece(page, own);
      const [id, heading, text] = rows[number - starts[own]] ?? ["", "", ""];
      return { path, title, guide, state, id, heading, text };
    }
  }

  // ---- queries

  function parse(index, text) {
    const query = { units: [], wholes: [], phrases: [], without: [] };
    let wanted = "";
    const stems = (part) => tokens(part).filter(isUnit).map((token) => index.stem(token.text));
    const segments = text.split(/["“”„«»]/u);
    segments.forEach((segment, number) => {
      if (number > 0) wanted += " ";
      if (number % 2 === 1) {
        if (number + 1 < segments.length) query.phrases.push(stems(segment));
        wanted += segment;
        return;
      }
      segment.split(/\s/u).forEach((piece, place) => {
        if (place > 0) wanted += " ";
        const rest = [...piece.slice(1)];
        const isOut = piece.startsWith("-") && rest.length > 1 && ["word", "ideograph", "hangul"].includes(classOf(rest[0]));
        if (isOut) query.without.push(...stems(rest.join("")));
        else wanted += piece;
      });
    });
    query.phrases = query.phrases.filter((phrase) => phrase.length > 1);
    let end = 0;
    for (const token of tokens(wanted)) {
      if (isUnit(token)) {
        end = token.end;
        if (query.units.length < 32 && !query.units.some((unit) => unit.text === token.text))
          query.units.push({ text: token.text, stem: index.stemOf(token), pair: token.kind === "pair", open: false });
      } else if (token.kind === "whole" || token.kind === "joined") {
        const whole = token.kind === "joined" ? index.stem(token.text) : token.text;
        if (!query.wholes.includes(whole)) query.wholes.push(whole);
      }
    }
    const last = query.units[query.units.length - 1];
    if (last) last.open = end === wanted.length;
    return query;
  }

  async function answers(index, unit) {
    const found = [];
    const length = [...unit.text].length;
    const term = await index.term(unit.stem);
    if (term) {
      const has = term.surfaces.length ? term.surfaces.includes(unit.text) : term.stem === unit.text;
      found.push({ term, weight: unit.pair || has ? 1.0 : 0.9 });
    }
    const known = found.length > 0;
    if (unit.pair ? length === 1 : (unit.open && length >= 2) || (!known && length >= 3)) await beginnings(index, unit, length, known, found);
    if (!found.length && !unit.pair) await guesses(index, unit, found);
    return found;
  }

  async function beginnings(index, unit, length, known, found) {
    const bucket = [...unit.text].slice(0, 4).join("");
    const first = index.shardOf(bucket);
    if (first < 0) return;
    const begun = [];
    for (let number = first; number < Math.min(first + 3, index.shards.length); number++) {
      const start = index.shards[number].start;
      if (!start.startsWith(bucket) && compare(start, bucket) > 0) break;
      for (const term of (await index.shard(number)).terms) {
        let shortest = Infinity;
        for (const word of term.surfaces.length ? term.surfaces : [term.stem])
          if (word.startsWith(unit.text)) shortest = Math.min(shortest, [...word].length);
        if (shortest === Infinity || term.stem === unit.stem) continue;
        const closeness = 0.55 + 0.35 * (length / Math.max(shortest, 1));
        begun.push({ term, weight: known ? closeness * 0.9 : closeness });
      }
    }
    begun.sort((a, b) => b.term.uses.length - a.term.uses.length || compare(a.term.stem, b.term.stem));
    found.push(...begun.slice(0, 24));
  }

  async function guesses(index, unit, found) {
    const typed = [...unit.text];
    if (typed.length < 4) return;
    const most = typed.length < 8 ? 1 : 2;
    const whole = [];
    const openings = [];
    const gather = (words) => {
      for (const word of words) {
        const [distance, opening] = distances(typed, word.letters, most);
        if (distance <= most) whole.push([distance, word]);
        else if (unit.open && typed.length >= 5 && opening <= 1) openings.push([opening, word]);
      }
    };
    // A first letter is rarely wrong, and the words that have it are in one file of many.
    const [letter] = unit.stem;
    const starts = index.root.words.map(([start]) => start);
    const first = starts.findLast((start) => compare(start, letter) <= 0);
    if (first) gather(await index.words(first));
    if (!whole.length && !openings.length) (await Promise.all(starts.filter((start) => start !== first).map((start) => index.words(start)))).forEach(gather);
    const chosen = whole.length ? whole : openings;
    chosen.sort((a, b) => a[0] - b[0] || b[1].rank - a[1].rank || compare(a[1].text, b[1].text));
    const least = chosen[0]?.[0] ?? 0;
    for (const [distance, word] of chosen.filter((guess) => guess[0] === least).slice(0, 6)) {
      const term = await index.term(index.stem(word.text));
      const weight = !whole.length ? 0.55 : distance === 1 ? 0.7 : 0.5;
      if (term && !found.some((answer) => answer.term === term)) found.push({ term, weight });
    }
  }

  function distances(typed, word, most) {
    if (word.length + most < typed.length) return [most + 1, most + 1];
    let before = [];
    let last = Array.from({ length: word.length + 1 }, (_, column) => column);
    for (let row = 0; row < typed.length; row++) {
      const next = [row + 1];
      let least = row + 1;
      for (let column = 0; column < word.length; column++) {
        let cell = Math.min(last[column] + (typed[row] === word[column] ? 0 : 1), last[column + 1] + 1, next[column] + 1);
        if (row > 0 && column > 0 && typed[row - 1] === word[column] && word[column - 1] === typed[row]) cell = Math.min(cell, before[column - 1] + 1);
        next.push(cell);
        least = Math.min(least, cell);
      }
      if (least > most) return [most + 1, most + 1];
      before = last;
      last = next;
    }
    return [last[last.length - 1], Math.min(...last)];
  }

  function logarithm(number) {
    let halvings = 0;
    while (number >= 2) {
      number /= 2;
      halvings += 1;
    }
    const t = (number - 1) / (number + 1);
    const s = t * t;
    return halvings * Math.LN2 + 2.0 * t * (1.0 + s * (1.0 / 3.0 + s * (0.2 + s * (1.0 / 7.0))));
  }

  // A page that answers; its sections are put in order when they are asked for.
  class Hit {
    constructor(page, score, best, values) {
      Object.assign(this, { page, score, best, values });
    }
    get sections() {
      return (this.chosen ??= this.choose());
    }
    choose() {
      const sections = [];
      this.values.forEach((value, section) => value >= this.best * 0.5 && sections.push([section, value]));
      sections.sort((a, b) => b[1] - a[1] || a[0] - b[0]);
      return sections.slice(0, 3).map(([section]) => section);
    }
  }

  // Pages that answer, best first.
  async function search(index, text, allowed = () => true) {
    const query = parse(index, text);
    const found = await Promise.all(query.units.map((unit) => answers(index, unit)));
    const count = index.lengths.length;
    const rarity = (pages) => logarithm(1.0 + (count - pages + 0.5) / (pages + 0.5));
    const norm = (page) => 1.2 * (1.0 - 0.8 + 0.8 * ((index.lengths[page] * index.lengths[page] * 4 + 1) / index.average));
    // By page, in arrays: keys of a map cost more than the sums.
    const pages = new Array(count);
    const gathered = (page) => (pages[page] ??= { score: 0, mass: 0, title: 0, inTitle: 0, bonus: 0, sections: [] });
    let total = 0;
    for (const list of found) {
      const most = list.reduce((sum, { term }) => Math.max(sum, term.uses.length), 0);
      const rare = rarity(list[0]?.weight >= 0.9 ? list[0].term.uses.length : most);
      total += rare;
      const shares = new Array(count);
      for (const { term, weight } of list) {
        for (const [page, sections] of term.uses) {
          if (!allowed(page)) continue;
          const share = (shares[page] ??= { value: 0, weight: 0, title: false, sections: [] });
          let sum = 0;
          for (const [section, value, title] of sections) {
            sum += value;
            share.title ||= title;
            const own = weight * (value / (value + 1.0));
            if (!(share.sections[section] >= own)) share.sections[section] = own;
          }
          share.value = Math.max(share.value, weight * (sum / (sum + norm(page))));
          share.weight = Math.max(share.weight, weight);
        }
      }
      shares.forEach((share, page) => {
        const own = gathered(page);
        own.score += rare * share.value;
        own.mass += rare * share.weight;
        if (share.title) {
          own.title += rare * share.weight;
          own.inTitle += share.weight;
        }
        share.sections.forEach((value, section) => (own.sections[section] = (own.sections[section] ?? 0) + rare * value));
      });
    }
    for (const whole of query.wholes) {
      const term = await index.term(whole);
      if (!term) continue;
      const rare = rarity(term.uses.length);
      for (const [page, sections] of term.uses) {
        if (!allowed(page)) continue;
        const own = gathered(page);
        for (const [section, value] of sections) {
          const worth = rare * (1.0 + value / (value + 1.0));
          own.bonus = Math.max(own.bonus, worth);
          own.sections[section] = (own.sections[section] ?? 0) + worth;
        }
      }
    }
    const barred = new Set();
    for (const stem of query.without) {
      const term = await index.term(stem);
      if (term) for (const [page] of term.uses) barred.add(page);
    }
    if (!(total > 0)) total = 1;
    const hits = [];
    pages.forEach((own, page) => {
      if (barred.has(page)) return;
      const cover = own.mass / total;
      const title = own.title / total;
      const filled = Math.min(own.inTitle / index.titles[page], 1);
      const best = own.sections.reduce((most, value) => Math.max(most, value), 0);
      let score = own.score * cover * Math.sqrt(cover) * (0.3 + 0.7 * Math.min(best / total, 1));
      score *= 1.0 + 2.0 * title * title * (0.3 + 0.7 * filled);
      score += own.bonus;
      score = (score * (index.boosts[page] ?? 10)) / 10;
      hits.push(new Hit(page, score, best, own.sections));
    });
    const byScore = (a, b) => b.score - a.score || a.page - b.page;
    hits.sort(byScore);
    const stems = found.map((list) => new Set(list.map(({ term }) => term.stem)));
    // By stem: which of the query's words it answers.
    const meets = new Map();
    stems.forEach((set, unit) => set.forEach((stem) => meets.set(stem, (meets.get(stem) ?? new Array(stems.length).fill(false)).with(unit, true))));
    const closer = (await Promise.all(hits.slice(0, 16).map((hit, place) => look(index, query, meets, hit, place)))).filter(Boolean);
    return { hits: [...closer.sort(byScore), ...hits.slice(16)], stems, query };
  }

  // The first pages are judged, and shown, by more of their sections: what is read is fetched.
  async function look(index, query, meets, hit, at) {
    hit.sections.length = Math.min(hit.sections.length, at < 3 ? 3 : at < 8 ? 2 : 1);
    const read = hit.sections.length ? hit.sections : [0];
    const sections = await Promise.all(read.map((number) => index.section(hit.page, number)));
    const has = (text, phrase) => {
      const words = index.read(text).stems;
      return words.some((_, at) => phrase.every((word, offset) => words[at + offset] === word));
    };
    const { title } = sections[0];
    let body = 0;
    let heading = 0;
    const entitled = order(index, query, meets, title);
    const phrases = query.phrases.map((phrase) => has(title, phrase));
    for (const [place, section] of sections.entries()) {
      const worth = place === 0 ? 1.0 : 0.8;
      heading = Math.max(heading, worth * short(order(index, query, meets, section.heading), 0.5));
      body = Math.max(body, worth * long(order(index, query, meets, section.text)));
      query.phrases.forEach((phrase, at) => (phrases[at] ||= has(section.text, phrase) || has(section.heading, phrase)));
    }
    if (phrases.includes(false)) return null;
    let factor = 1.0 + 7.0 * short(entitled, 0.55);
    factor *= 1.0 + 3.0 * heading;
    factor *= 1.0 + 3.2 * body;
    hit.score *= factor;
    return hit;
  }

  // How much of the query stands in a text in one piece: by stems, and letter by letter.
  function order(index, query, meets, text) {
    const units = query.units.length;
    const { stems: own, words } = index.read(text);
    const runs = new Array(units + 1).fill(0);
    const exact = new Array(units + 1).fill(0);
    let longest = 0;
    let letters = 0;
    let running = false;
    for (let at = 0; at < own.length; at++) {
      const met = meets.get(own[at]);
      if (!met) {
        if (running) {
          runs.fill(0);
          exact.fill(0);
          running = false;
        }
        continue;
      }
      running = true;
      for (let unit = units - 1; unit >= 0; unit--) {
        const { text: typed, open } = query.units[unit];
        const same = met[unit] && (words[at] === typed || (open && words[at].startsWith(typed)));
        runs[unit + 1] = met[unit] ? runs[unit] + 1 : 0;
        exact[unit + 1] = same ? exact[unit] + 1 : 0;
        longest = Math.max(longest, runs[unit + 1]);
        letters = Math.max(letters, exact[unit + 1]);
      }
    }
    return { units, count: own.length, longest, letters };
  }
  function short({ units, count, longest, letters }, fill) {
    if (!units) return 0;
    const part = 0.6 * longest + 0.4 * letters;
    const share = part / units;
    return share * share * (1 - fill + fill * Math.min(longest / Math.max(count, 1), 1));
  }
  function long({ units, longest, letters }) {
    if (units < 2) return 0;
    const part = 0.6 * longest + 0.4 * letters;
    const share = Math.max(part - 1, 0) / (units - 1);
    return share * share * ((units - 1) / units);
  }

  self.batonSearchEngine = { tokens, Index, search, parse };
  if (texts.locale) interfaceOf(script, { Index, search, tokens, isUnit, Stale, Lost });

  // ---- the dialog

  function interfaceOf(script, { Index, search, tokens, isUnit, Stale, Lost }) {
    const find = (selector, within = document) => within.querySelector(selector);
    const make = (tag, properties, ...children) => {
      const element = Object.assign(document.createElement(tag), properties);
      element.append(...children);
      return element;
    };
    const stored = (key, value) => {
      try {
        return value === undefined ? localStorage.getItem(key) : localStorage.setItem(key, value);
      } catch {
        return null;
      }
    };
    const fill = (text, values) => text.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
    const root = new URL(texts.root || "./", document.baseURI);
    const FEW = 3;
    let parts = null;
    let indices = null;
    let turn = 0;
    let fresh = "";

    // What was read is of a revision that may be gone: the root is asked for past every cache.
    function forget() {
      fresh = String(Date.now());
      indices = null;
    }

    async function open(query = "") {
      // A live server has a new revision whenever somebody saves, and tells only those who see a page that changed.
      if (find("baton-live")) forget();
      parts ??= build();
      if (!parts.dialog.open) parts.dialog.showModal();
      if (query) parts.input.value = query;
      parts.input.select();
      await run();
    }

    function build() {
      const input = make("input", { type: "search", name: "q", autocomplete: "off", spellcheck: false, placeholder: texts.placeholder });
      input.setAttribute("role", "combobox");
      input.setAttribute("aria-label", texts.label);
      input.setAttribute("aria-expanded", "true");
      input.setAttribute("aria-controls", "search-results");
      input.setAttribute("aria-autocomplete", "list");
      const close = make("button", { type: "button", className: "tool", textContent: texts.close });
      const status = make("p", { className: "search-status" });
      status.setAttribute("role", "status");
      const results = make("div", { id: "search-results", className: "search-results" });
      results.setAttribute("role", "listbox");
      results.setAttribute("aria-label", texts.results);
      const filters = make("div", { className: "search-filters" });
      const dialog = make("dialog", { className: "search" }, make("div", { className: "search-bar" }, input, close), filters, status, results);
      dialog.setAttribute("aria-label", texts.label);
      close.addEventListener("click", () => dialog.close());
      dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());
      dialog.addEventListener("close", () => address(""));
      input.addEventListener("input", run);
      dialog.addEventListener("keydown", keys);
      results.addEventListener("click", (event) => event.target.closest("a") && remember());
      document.body.append(dialog);
      return { dialog, input, status, results, filters };
    }

    function keys(event) {
      const options = [...parts.results.querySelectorAll("a")];
      const at = options.indexOf(find("a[aria-selected=true]", parts.results));
      const moves = { ArrowDown: at + 1, ArrowUp: at - 1 };
      if (event.isComposing || event.target.closest("select")) return;
      if (event.key in moves && options.length) {
        event.preventDefault();
        select(options[(moves[event.key] + options.length) % options.length]);
      } else if (event.key === "Enter" && event.target === parts.input) {
        const chosen = options[Math.max(at, 0)];
        if (!chosen) return;
        event.preventDefault();
        remember();
        chosen.click();
      }
    }

    function select(option) {
      for (const other of parts.results.querySelectorAll("[aria-selected=true]")) other.setAttribute("aria-selected", "false");
      option.setAttribute("aria-selected", "true");
      parts.input.setAttribute("aria-activedescendant", option.id);
      option.scrollIntoView({ block: "nearest" });
    }

    // The query stands in the address, so that it can be passed on and comes back with the page.
    function address(query) {
      const url = new URL(location.href);
      if (query) url.searchParams.set("q", query);
      else url.searchParams.delete("q");
      try {
        history.replaceState(history.state, "", url);
      } catch {
        // Pages from a folder may not change their address.
      }
    }

    const recent = () => {
      try {
        return JSON.parse(stored("baton-searches") ?? "[]").filter((text) => typeof text === "string").slice(0, 5);
      } catch {
        return [];
      }
    };
    function remember() {
      const query = parts.input.value.trim();
      if (query) stored("baton-searches", JSON.stringify([query, ...recent().filter((other) => other !== query)].slice(0, 5)));
    }

    async function load() {
      indices ??= (async () => {
        const own = await Index.open(texts.locale, fresh);
        offer(own);
        return own;
      })();
      try {
        return await indices;
      } catch (error) {
        indices = null;
        throw error;
      }
    }

    function offer(index) {
      const chosen = new Map([...parts.filters.children].map((menu) => [menu.name, menu.value]));
      parts.filters.replaceChildren();
      for (const facet of ["guide", "role", "type"]) {
        const values = index.facets[facet];
        if (!values || values.size < 2) continue;
        const menu = make("select", { name: facet }, make("option", { value: "", textContent: texts[facet] }));
        menu.setAttribute("aria-label", texts[facet]);
        for (const name of values.keys()) menu.append(make("option", { value: name, textContent: name }));
        if (values.has(chosen.get(facet))) menu.value = chosen.get(facet);
        menu.addEventListener("change", run);
        parts.filters.append(menu);
      }
    }

    function allowed(index) {
      const sets = [...parts.filters.querySelectorAll("select")].filter((menu) => menu.value).map((menu) => index.facets[menu.name]?.get(menu.value) ?? new Set());
      return (page) => sets.every((set) => set.has(page));
    }

    async function run(again) {
      const mine = ++turn;
      const query = parts.input.value.trim();
      address(query);
      if (!query) return empty();
      try {
        const index = await load();
        const found = await search(index, parts.input.value, allowed(index));
        if (mine !== turn) return;
        const groups = [{ index, ...found }];
        const filtered = [...parts.filters.querySelectorAll("select")].some((menu) => menu.value);
        if (found.hits.length < FEW && index.root.source && !filtered) {
          const source = await (index.source ??= Index.open(index.root.source, fresh));
          groups.push({ index: source, foreign: true, ...(await search(source, parts.input.value)) });
        }
        const nodes = (await Promise.all(groups.map(show))).flat();
        if (mine !== turn) return;
        parts.results.replaceChildren(...nodes);
        parts.input.removeAttribute("aria-activedescendant");
        const links = [...parts.results.querySelectorAll("a")];
        links.forEach((link, number) => (link.id = `search-hit-${number}`));
        if (links.length) select(links[0]);
        const count = groups.reduce((sum, group) => sum + group.hits.length, 0);
        parts.status.textContent = count ? fill(texts.count, { count }) : fill(texts.none, { query });
      } catch (error) {
        if (mine !== turn) return;
        if (error instanceof Stale && again !== true) {
          // The site was published anew: once more, with what it is now.
          forget();
          return run(true);
        }
        parts.results.replaceChildren();
        fail(error instanceof Stale ? texts.stale : navigator.onLine === false ? texts.offline : texts.broken);
        if (!(error instanceof Stale) && !(error instanceof Lost)) throw error;
      }
    }

    function fail(message) {
      const retry = make("button", { type: "button", className: "tool", textContent: texts.retry });
      retry.addEventListener("click", () => {
        forget();
        run();
      });
      parts.status.replaceChildren(message, " ", retry);
    }

    function empty() {
      parts.status.textContent = "";
      const searches = recent().map((query) => {
        const button = make("button", { type: "button", className: "search-recent", textContent: query });
        button.addEventListener("click", () => {
          parts.input.value = query;
          run();
          parts.input.focus();
        });
        return button;
      });
      parts.results.replaceChildren(...(searches.length ? [make("p", { className: "search-group", textContent: texts.recent }), ...searches] : []));
    }

    // A page with its sections; each an option of the list.
    async function show({ index, hits, stems, foreign }) {
      const nodes = [];
      if (foreign && hits.length) nodes.push(make("p", { className: "search-group", textContent: fill(texts.foreign, { language: called(index.tag) }) }));
      for (const hit of hits.slice(0, SHOWN)) {
        const sections = await Promise.all((hit.sections.length ? hit.sections : [0]).map((number) => index.section(hit.page, number)));
        const [page] = sections;
        const group = make("div", { className: "search-page" });
        group.setAttribute("role", "group");
        if (foreign) group.lang = index.tag;
        const title = link(page.path, "");
        title.className = "search-title";
        title.append(...marked(index, stems, page.title));
        if (page.guide) title.append(make("small", { textContent: page.guide }));
        if (page.state) title.append(make("small", { textContent: texts[page.state] ?? page.state }));
        group.append(title);
        for (const { id, heading, text } of sections) {
          const excerpt = make("span", { className: "search-excerpt" }, ...marked(index, stems, cut(index, stems, text)));
          if (!id) {
            if (text) title.append(excerpt);
            continue;
          }
          const option = link(page.path, id);
          option.append(make("b", {}, ...marked(index, stems, heading)), excerpt);
          group.append(option);
        }
        nodes.push(group);
      }
      return nodes;
    }

    function link(path, id) {
      const url = new URL(path, root);
      url.searchParams.set("highlight", parts.input.value.trim());
      if (id) url.hash = id;
      const option = make("a", { href: url.href });
      option.setAttribute("role", "option");
      option.setAttribute("aria-selected", "false");
      return option;
    }

    const hitsIn = (index, stems, text) => {
      const read = index.read(text);
      return read.places.filter((_, at) => stems.some((set) => set.has(read.stems[at])));
    };

    // The stretch of a text with the most of the query.
    function cut(index, stems, text) {
      const places = hitsIn(index, stems, text).map((token) => token.start);
      let [best, most, end] = [places[0] ?? 0, 0, 0];
      places.forEach((start, at) => {
        while (end < places.length && places[end] < start + 130) end++;
        if (end - at > most) [best, most] = [start, end - at];
      });
      const from = best < 40 ? 0 : text.lastIndexOf(" ", best - 20) + 1 || best - 20;
      const start = best - from > 80 ? best : from;
      return `${start ? "… " : ""}${text.slice(start, start + 180)}${start + 180 < text.length ? " …" : ""}`;
    }

    // Pairs of characters overlap: what is next to each other is one mark.
    function marked(index, stems, text) {
      const runs = [];
      for (const { start, end } of hitsIn(index, stems, text)) {
        const last = runs[runs.length - 1];
        if (last && start <= last.end) last.end = Math.max(end, last.end);
        else runs.push({ start, end });
      }
      const nodes = [];
      let from = 0;
      for (const { start, end } of runs) {
        nodes.push(text.slice(from, start), make("mark", { textContent: text.slice(start, end) }));
        from = end;
      }
      return [...nodes, text.slice(from)];
    }

    // What a language is called in the reader's.
    function called(tag) {
      try {
        return new Intl.DisplayNames([texts.locale], { type: "language" }).of(tag);
      } catch {
        return tag;
      }
    }

    // The page that a result led to shows what was looked for.
    async function highlight(query) {
      const article = find("article");
      if (!article) return;
      const url = new URL(location.href);
      url.searchParams.delete("highlight");
      try {
        history.replaceState(history.state, "", url);
      } catch {
        // From a folder the address stays.
      }
      const index = await Index.open(texts.locale, "");
      const wanted = new Set(tokens(query).filter(isUnit).map((token) => index.stemOf(token)));
      const walker = document.createTreeWalker(article, NodeFilter.SHOW_TEXT);
      const nodes = [];
      while (walker.nextNode()) if (!walker.currentNode.parentElement.closest("[data-outline-skip], button, svg")) nodes.push(walker.currentNode);
      for (const node of nodes) {
        const pieces = marked(index, [wanted], node.data);
        if (pieces.length > 1) node.replaceWith(...pieces);
      }
    }

    for (const button of document.querySelectorAll("[data-search]")) {
      button.addEventListener("click", (event) => {
        if (event.metaKey || event.ctrlKey || event.shiftKey) return;
        event.preventDefault();
        open();
      });
    }
    addEventListener("keydown", (event) => {
      const command = event.key.toLowerCase() === "k" && (event.metaKey || event.ctrlKey) && !event.altKey && !event.shiftKey;
      const typing = event.target.closest?.("input, textarea, select, [contenteditable]");
      const slash = event.key === "/" && !event.metaKey && !event.ctrlKey && !event.altKey && !typing && stored("baton-keys") !== "off";
      if (!command && !slash) return;
      event.preventDefault();
      open();
    });
    document.addEventListener("baton:patch", () => {
      forget();
      if (parts?.dialog.open) run();
    });
    const given = new URL(location.href).searchParams;
    if (given.get("highlight")) highlight(given.get("highlight")).catch(() => {});
    if (given.get("q")) open(given.get("q"));
  }
})();
