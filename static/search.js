// Search in the files below `search/`, which skilt writes. Fetched when a reader first searches.
// Text from the index and from the reader only ever becomes text nodes.

// A text of the theme in the language of the page.
const say = (text, values) => globalThis.skilt ? globalThis.skilt.say(text, values) : text;

const LETTERS = { æ: 'ae', œ: 'oe', ø: 'o', ß: 'ss', đ: 'd', ð: 'd', þ: 'th', ł: 'l', ı: 'i', ς: 'σ' };
const WORD = /[\p{Alphabetic}\p{N}\p{M}_]+/gu;
// Words of questions: they count a little, and a page need not have them.
const LIGHT = new Set(('a an and are as at be by can do does for from how i if in into is it my of on or that the this to use using what when where which who why with you your ' +
  'av den det en er et for hva hvordan hvor i jeg med og om på som til å der die das ein eine ist mit und von wie zu de het een hoe met van ett hur och').split(' '));
const DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
const VALUE = new Map(Array.from(DIGITS, (c, at) => [c, at]));

export function fold(word) {
  return word.toLowerCase().replace(/[æœøßđðþłıς]/g, c => LETTERS[c]).normalize('NFKD').replace(/\p{M}/gu, '').slice(0, 40);
}

// The words of a query: text, and the parts of an identifier.
export function words(query) {
  const found = [], text = query.normalize('NFC');
  for (const match of text.matchAll(WORD)) {
    const word = match[0], tail = text.slice(match.index + word.length);
    const special = /^[cf]$/i.test(word) && tail[0] === '#' ? word.toLowerCase() + 'sharp' : /^c$/i.test(word) && tail.startsWith('++') ? 'cpp' : '';
    const whole = special || fold(word.replace(/_/g, ''));
    if (!whole) continue;
    const parts = special ? [] : word.match(/\p{Lu}+(?!\p{Ll})|\p{Lu}?[\p{Ll}\p{Lo}\p{M}]+|\p{Lu}|\p{N}+/gu) || [];
    found.push({ text: whole, parts: parts.length > 1 ? parts.map(fold) : [] });
  }
  return found.slice(0, 12);
}

// Edits between two words, a swap of neighbours counting as one; gives up above `most`.
export function distance(a, b, most) {
  if (Math.abs(a.length - b.length) > most) return most + 1;
  let before = [], last = Array.from({ length: b.length + 1 }, (_, at) => at);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    let best = i;
    for (let j = 1; j <= b.length; j++) {
      let cost = Math.min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1));
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) cost = Math.min(cost, before[j - 2] + 1);
      row.push(cost);
      best = Math.min(best, cost);
    }
    if (best > most) return most + 1;
    before = last;
    last = row;
  }
  return last[b.length];
}

const fileName = (kind, start) => kind + '-' + Array.from(start, c => /[a-z0-9]/.test(c) ? c : '_' + c.codePointAt(0).toString(16)).join('') + '.txt';
const mistakes = word => word.length >= 8 ? 2 : word.length >= 3 ? 1 : 0;

function decode(text) {
  let at = 0;
  const number = () => {
    let value = 0, shift = 0, digit;
    do { digit = VALUE.get(text[at++]); value += (digit & 31) << shift; shift += 5; } while (digit & 32);
    return value;
  };
  const pages = number(), list = [];
  for (let page = 0; at < text.length;) { page += number(); list.push([page, VALUE.get(text[at++])]); }
  return { pages, list };
}

// What ranks pages: the share of the words of a query that they have, to this power; having all; being one of many; a
// title that says what the query says, or a heading that does; the words one after the other in title or heading.
const RANK = { share: 1.1, whole: 1.3, minor: 0.33, cover: 1.2, section: 1.08, phrase: 1.15, heading: 1.2 };

// Levels above this are of words in titles.
const TEXT = 40;
const strength = level => level > TEXT ? 0.6 + 0.4 * (level - TEXT - 1) / 22 : 0.6 * level / TEXT;

// What words end with in their forms: has a vowel, or is one letter. Other letters are rather a mistake.
const ENDING = /^([dnrst]|[^fpqwxz]*[aeiouy][^fpqwxz]*)$/;

// What a word may be a form of: the index has the stem of each word beside its forms. A stem of English ends with i for y,
// and a consonant is doubled before some endings.
function bases(word) {
  const found = word.endsWith('y') ? [word.slice(0, -1) + 'i'] : [];
  for (let cut = 1; cut < 6 && word.length - cut >= 2; cut++) {
    const base = word.slice(0, -cut), doubled = word.at(-cut) === base.at(-1), ending = word.slice(-cut);
    // Short words are left by the commonest endings alone.
    const usual = base.length > 3 ? ENDING : cut < 2 ? /s/ : /^(ing|e[dnrst]|ene)$/;
    if (!usual.test(ending) && !(doubled && usual.test(ending.slice(1)))) continue;
    found.push(base, ...(base.endsWith('y') ? [base.slice(0, -1) + 'i'] : []), ...(base.length < 4 ? [base + 'e'] : []));
  }
  return found;
}

// How many pages a word is on.
function counted(entry) {
  entry.decoded = entry.decoded || decode(entry.coded);
  return entry.decoded.pages;
}

// How many pages words are on that look the same.
const on = entries => entries.reduce((sum, entry) => sum + counted(entry), 0);

// On how many of its best pages a word is in the title.
function titled(entry) {
  counted(entry);
  return entry.decoded.list.reduce((sum, [, level]) => sum + (level > TEXT ? 1 : 0), 0);
}

export class Index {
  // `read` gives the text of a file of the index by its name.
  constructor(read) { this.read = read; this.cache = new Map(); }

  file(name, parse) {
    if (!this.cache.has(name)) {
      this.cache.set(name, this.read(name).then(parse, error => { this.cache.delete(name); throw error; }));
    }
    return this.cache.get(name);
  }

  async start() {
    const data = await this.file('index.json', JSON.parse);
    if (this.starts) return;
    const { pages, capacity, shared, facets, values } = data;
    Object.assign(this, { pages, capacity, shared, facets, values });
    // What a value of a facet is marked with: its title, its key in the choice of platform, its letters.
    this.marked = new Map(values.filter(([, , key]) => key).map(([value, title, key, letters]) => [value, { value, title, key, letters }]));
    this.isStop = new Set(data.stop);
    this.files = [];
    data.sets.forEach(([name, files, language, section, kind, values]) => {
      const reference = kind === 1, own = new Map([['kind', [reference ? 'API reference' : 'Articles']], ['language', [language]], ['section', [section]]]);
      values.forEach(at => { const [facet, value] = data.values[at][0].split(/:(.*)/s); own.set(facet, (own.get(facet) || []).concat(value)); });
      const set = { reference, minor: kind > 0, own };
      for (let at = 0; at < files; at++) this.files.push({ name: 'd-' + name + '-' + at + '.json', set });
    });
    this.starts = { w: new Set(data.words), t: new Set(data.tails) };
  }

  // Whether any page has a value of a facet, or is of a kind, language or section.
  knows(name, value) { return (this.files || []).some(({ set }) => (set.own.get(name) || []).includes(value)); }

  set(page) { return this.files[Math.floor(page / this.capacity)].set; }

  // The file that a word is in if it is anywhere: that with the longest matching start.
  shard(kind, word) {
    const letters = Array.from(word);
    for (let length = letters.length; length >= 0; length--) {
      const start = letters.slice(0, length).join('');
      if (this.starts[kind].has(start)) return start;
    }
    return null;
  }

  words(start) {
    return this.file(fileName('w', start), text => {
      const found = new Map();
      text.split('\n').forEach(line => {
        const [forms, coded] = line.split('\t');
        if (coded) { const entry = { coded, forms: forms.split(' ') }; entry.forms.forEach(form => found.set(form, (found.get(form) || []).concat(entry))); }
      });
      return found;
    });
  }

  async exact(word) {
    const start = this.shard('w', word);
    return start === null ? null : (await this.words(start)).get(word) || null;
  }

  // Words that stand for a word of the query: [word, entries, how well, whether it is another form of that word].
  async candidates(word, open) {
    const start = this.shard('w', word), own = start === null ? new Map() : await this.words(start), found = [];
    if (own.has(word)) found.push([word, own.get(word), 1]);
    // A rare word that is in no title may be a misspelling of one that is much more common; short words are like too
    // many others to tell.
    const pages = found.length && !own.get(word).some(titled) ? on(own.get(word)) : 0;
    if (pages && this.pages > 20 && pages < (word.length < 6 ? 3 : 3 + this.pages / 1000)) {
      const common = pages * (this.pages > 400 ? 20 : 5);
      (await this.similar(word, own)).filter(([other, entries, fit]) => other !== word && fit >= 0.7 && (on(entries) > common || (common <= 40 && entries.some(titled)))).forEach(([other, entries]) => found.push([other, entries, 0.6]));
    }
    if (open && word.length > 1) {
      const longer = new Map(Array.from(own).filter(([other]) => other !== word && other.startsWith(word)));
      const deeper = this.starts.w.size < 2 ? [] : Array.from(this.starts.w).filter(other => other.length > word.length && other.startsWith(word));
      for (const other of found.length ? [] : deeper.slice(0, 2)) (await this.words(other)).forEach((entries, form) => longer.set(form, entries));
      Array.from(longer).sort((a, b) => a[0].length - b[0].length || (a[0] < b[0] ? -1 : 1)).slice(0, 30)
        .forEach(([other, entries]) => found.push([other, entries, 0.5 + 0.35 * word.length / other.length]));
    }
    if (own.has(word)) return found;
    // Another form of a word that is there.
    let plural = false;
    for (const base of bases(word)) {
      const entries = await this.exact(base);
      if (!entries) continue;
      if (!found.some(([other]) => other === base)) found.push([base, entries, base.length >= word.length - 1 ? 0.75 : 0.6, true]);
      plural = word === base + 's';
      break;
    }
    // What begins so may be meant, or what was mistyped.
    if (plural || (found.length && word.length < 4)) return found;
    const near = await this.similar(word, own), known = new Set(found.map(([other]) => other));
    return found.concat(near.filter(([other, , fit]) => !known.has(other) && (!found.length || fit >= 0.5)));
  }

  // Words that may have been meant: those with the fewest mistakes, and of them those that are in titles or on many
  // pages.
  async similar(word, own) {
    const most = mistakes(word), near = new Map();
    if (word.length < 3) return [];
    const weigh = other => {
      if (other === word || Math.max(word.length, other.length) < 4 || other.length < 3) return 0;
      const edits = Math.min(...[other, word.endsWith('s') ? other + 's' : word.endsWith('y') ? other.replace(/i$/, 'y') : other].map(form => distance(word, form, most)));
      if (edits <= most) return 0.7 / edits ** 2;
      let same = 0;
      while (same < word.length && word[same] === other[same]) same++;
      return same >= Math.max(4, word.length - 3) && other.length - same <= 3 ? 0.2 : 0;
    };
    const gather = (entries, other) => { const fit = weigh(other); if (fit) near.set(other, [other, entries, fit]); };
    own.forEach(gather);
    // The file of the word that was meant may be named after letters that were mistyped.
    const start = this.shard('w', word) || '';
    const beside = own.has(word) ? [] : Array.from(this.starts.w).filter(other => other.length > start.length && other.startsWith(start) && [-1, 0, 1].some(more => distance(other, word.slice(0, other.length + more), 1) <= 1));
    for (const other of beside.slice(0, 3)) (await this.words(other)).forEach(gather);
    const end = this.shard('t', Array.from(word).reverse().join(''));
    if (end !== null) {
      const listed = (await this.file(fileName('t', end), text => text.split('\n')).catch(() => [])).filter(other => other && !near.has(other) && !own.has(other));
      const best = listed.map(other => [other, weigh(other)]).filter(([, fit]) => fit >= 0.35).sort((a, b) => b[1] - a[1]).slice(0, 4);
      for (const [other, fit] of best) { const entries = await this.exact(other); if (entries) near.set(other, [other, entries, fit]); }
    }
    const rank = ([other, entries, fit]) => {
      const titles = entries.reduce((sum, entry) => sum + titled(entry), 0);
      return fit * (Math.log(2 + on(entries)) + 2 * Math.log(1 + titles)) * (other[0] === word[0] ? 1 : 0.8);
    };
    const ranked = Array.from(near.values(), found => [rank(found), found]).sort((a, b) => b[0] - a[0] || (a[1][0] < b[1][0] ? -1 : 1));
    return ranked.filter(([rank]) => rank >= ranked[0][0] * 0.4).slice(0, 4).map(([rank, [other, entries, fit]]) => [other, entries, fit * rank / ranked[0][0]]);
  }

  // Pages with their scores for some candidates. A word counts as rare as `worth` at most.
  score(found, worth) {
    const pages = new Map();
    found.forEach(([, entries, fit]) => entries.forEach(entry => {
      const rarity = Math.min(worth, this.rarity(entry));
      entry.decoded.list.forEach(([page, level]) => {
        const score = fit * rarity * strength(level);
        if (!(pages.get(page) >= score)) pages.set(page, score);
      });
    }));
    return pages;
  }

  rarity(entry) { return Math.log(1 + this.pages / counted(entry)); }

  // Everything that answers a query: pages in order, words that were found, words that had to be corrected.
  async find(query) {
    await this.start();
    let terms = words(query);
    const phrase = terms.flatMap(term => term.parts.length ? term.parts : term.text);
    if (terms.some(term => !this.isStop.has(term.text))) terms = terms.filter(term => !this.isStop.has(term.text));
    let identifier = /_|\(\)|\p{L}\.(\p{Lu}|\p{L}+\.\p{L})/u.test(query);
    const open = /[\p{Alphabetic}\p{N}_]$/u.test(query), jobs = [];
    for (let at = 0; at < terms.length; at++) {
      const term = terms[at], last = open && at === terms.length - 1;
      const whole = term.parts.length ? await this.exact(term.text) : null;
      // Names of products are written as those from code are, but stand on many pages.
      identifier = identifier || (term.parts.length > 0 && !(whole && whole.some(entry => counted(entry) > 20 + this.pages / 50)));
      // A name in which one letter is wrong is still that name, before its parts are looked for.
      const near = term.parts.length && !whole ? await this.candidates(term.text, false) : [];
      if (term.parts.length && !whole && !near.some(([, , fit, form]) => !form && fit >= 0.5)) term.parts.forEach((part, n) => jobs.push({ text: part, last: last && n === term.parts.length - 1 }));
      else jobs.push({ text: term.text, last });
    }
    const lists = await Promise.all(jobs.map(async job => {
      const found = await this.candidates(job.text, job.last);
      // How much a word tells: the less common it is. What may stand for it tells no more.
      const rarities = found.filter(([, , fit]) => fit >= 0.5 || fit === found[0][2]).flatMap(([, entries]) => entries.map(entry => this.rarity(entry)));
      const worth = rarities.length ? Math.min(...rarities) : 0;
      return { job, found, pages: this.score(found, worth), light: LIGHT.has(job.text) || (found.length > 0 && found[0][2] < 1 && this.isStop.has(found[0][0])), worth };
    }));
    // A word in the title of a few pages and nowhere else is a name too.
    identifier = identifier || lists.some(({ job, found }) => found.length && found[0][0] === job.text && found[0][1].some(entry => counted(entry) <= 5 && titled(entry)));
    const heavy = lists.filter(list => !list.light).length;
    if (!heavy) lists.forEach(list => { list.light = false; });
    for (let at = 0; at + 1 < lists.length && lists.length < 5; at++) {
      const joined = jobs[at].text + jobs[at + 1].text, entries = await this.exact(joined);
      if (entries) [at, at + 1].forEach(n => this.score([[joined, entries, 0.8]], lists[n].worth * 1.5).forEach((score, page) => {
        const own = lists[n].pages.get(page) || 0;
        lists[n].pages.set(page, Math.max(own, score) + 0.3 * Math.min(own, score));
      }));
    }
    const total = new Map();
    lists.forEach(list => list.pages.forEach((score, page) => {
      const known = total.get(page) || { page, score: 0, hits: 0, worth: 0 };
      known.score += list.light ? score / 4 : score;
      if (!list.light) { known.hits++; known.worth += list.worth; }
      total.set(page, known);
    }));
    const ranked = Array.from(total.values()).filter(hit => hit.hits), wanted = heavy || lists.length;
    const all = lists.reduce((sum, list) => sum + (list.light ? 0 : list.worth), 0) || 1;
    ranked.forEach(hit => {
      hit.whole = hit.hits === wanted;
      hit.score *= (hit.worth / all) ** RANK.share * (hit.whole ? RANK.whole : 1) * (this.set(hit.page).minor && !identifier ? RANK.minor : 1);
    });
    ranked.sort((a, b) => b.score - a.score || a.page - b.page);
    const marks = new Set(lists.flatMap(list => [list.job.text].concat(list.found.flatMap(([, entries]) => entries.flatMap(entry => entry.forms)))));
    // Corrected is what was found as another word, not as a form of the same.
    const best = list => list.found.reduce((a, b) => b[2] > a[2] ? b : a);
    const inflected = list => list.found.some(([, entries, , form]) => form && entries.some(entry => best(list)[1].includes(entry)));
    const corrected = lists.filter(list => list.found.length && !inflected(list) && list.found.every(([word, , fit, form]) => form || fit < 1 && !word.startsWith(list.job.text) && !list.job.text.startsWith(word)));
    const told = phrase.map(text => ({ text, forms: new Set([text].concat(...lists.filter(list => list.job.text === text).map(list => list.found.flatMap(([, entries]) => entries.flatMap(entry => entry.forms))))) }));
    return { ranked, marks, terms: told, missing: lists.filter(list => !list.found.length).map(list => list.job.text), corrected: corrected.map(list => [list.job.text, best(list)[0], best(list)[1].flatMap(entry => entry.forms)]) };
  }

  // The choices that can be made among pages: [name, title, [[value, title, pages]]].
  // `view` is the choice of platform: pages that say nothing of a facet apply to all of it.
  choices(ranked, picked, view) {
    const fits = (page, but) => Array.from(picked).every(([name, value]) => name === but || (this.set(page).own.get(name) || []).includes(value))
      && Array.from(view).every(([name, { value }]) => name === but || picked.has(name) || !this.set(page).own.has(name) || this.set(page).own.get(name).includes(value.slice(name.length + 1)));
    const titles = new Map(this.values.map(([value, title]) => [value, title]));
    const names = [['kind', say('Kind')], ['language', say('Language')], ['section', say('Section')]].concat(this.facets);
    const all = names.map(([name, title]) => {
      const counts = new Map();
      ranked.forEach(({ page }) => { if (fits(page, name)) (this.set(page).own.get(name) || []).forEach(value => counts.set(value, (counts.get(value) || 0) + 1)); });
      if (picked.has(name) && !counts.has(picked.get(name))) counts.set(picked.get(name), 0);
      const values = Array.from(counts).sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
      return [name, title, values.filter(([value]) => value).map(([value, count]) => [value, titles.get(name + ':' + value) || spoken(name, value), count])];
    });
    return { pages: ranked.filter(({ page }) => fits(page)), choices: all.filter(([name, , values]) => values.length > 1 || picked.has(name)) };
  }

  // The reader's choice of platform, facet by facet.
  view() {
    const keys = (document.documentElement.dataset.for || '').split(' ').filter(Boolean), found = new Map();
    this.marked.forEach(mark => { if (keys.includes(mark.key)) found.set(mark.value.split(':')[0], mark); });
    return found;
  }

  // What is shown of pages, the best first. Now their titles are known: those that say what the query says and little
  // else come first.
  async show(hits, terms) {
    const weight = word => LIGHT.has(word) ? 0.3 : 1, sum = list => list.reduce((sum, term) => sum + weight(term.text), 0);
    const said = terms.map(term => term.text).join(' '), split = text => (text.match(WORD) || []).flatMap(word => {
      const parts = word.match(/\p{Lu}+(?!\p{Ll})|\p{Lu}?[\p{Ll}\p{Lo}\p{M}]+|\p{Lu}|\p{N}+/gu) || [];
      return terms.some(term => term.forms.has(fold(word))) ? [fold(word)] : parts.map(fold);
    });
    // How much a text says the same as the query, from 0 to 1, and whether it says it word for word.
    const covers = text => {
      const name = split(text), used = terms.filter(term => name.some(word => term.forms.has(word)));
      const told = name.reduce((sum, word) => sum + (terms.some(term => term.text === word) ? 1 : terms.some(term => term.forms.has(word)) ? 0.9 : 0) * weight(word), 0);
      return [(told + sum(used)) / (name.reduce((sum, word) => sum + weight(word), 0) + sum(terms) || 1), terms.length > 1 && name.join(' ').includes(said)];
    };
    // A file that is out of reach takes only its own pages along.
    let lost;
    const shown = await Promise.all(hits.map(async hit => {
      const file = this.files[Math.floor(hit.page / this.capacity)];
      const [title, address, excerpt, flat, similar] = (await this.file(file.name, JSON.parse))[hit.page % this.capacity];
      const headings = [];
      for (let at = 0; at < flat.length; at += 2) headings.push({ id: flat[at], text: flat[at + 1] });
      const [cover, phrase] = covers(title), sections = headings.map(h => covers(h.text));
      // A page of many sections is less about each.
      const best = Math.max(cover * RANK.cover, ...sections.map(([part]) => part > 0.7 ? part * RANK.section / (1 + headings.length / 50) : 0));
      const factor = (1 + best) * (phrase ? RANK.phrase : sections.some(([, phrase]) => phrase) ? RANK.heading : 1);
      return { title, address, excerpt, headings, similar: similar || [], score: hit.score * factor, page: hit.page, set: file.set };
    }).map(hit => hit.catch(error => { lost = error; })));
    if (lost && !shown.some(Boolean)) throw lost;
    return shown.filter(Boolean).sort((a, b) => b.score - a.score || a.page - b.page);
  }
}

function spoken(name, value) {
  if (name === 'kind') return say(value);
  if (name === 'language') {
    try { return new Intl.DisplayNames([document.documentElement.lang || 'en'], { type: 'language' }).of(value) || value; } catch (e) { return value; }
  }
  const text = value.replace(/[-_]/g, ' ');
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function make(tag, props, ...children) {
  const node = document.createElement(tag);
  for (const [key, value] of Object.entries(props || {})) {
    if (key.includes('-') || key === 'role' || key === 'for') node.setAttribute(key, value); else node[key] = value;
  }
  node.append(...children.filter(Boolean));
  return node;
}

// A text with the words that were searched for marked.
function marked(text, marks) {
  const parts = document.createDocumentFragment();
  let at = 0;
  for (const match of text.matchAll(WORD)) {
    const word = fold(match[0].replace(/_/g, ''));
    const hit = marks.has(word) || Array.from(marks).some(mark => mark.length > 3 && word.startsWith(mark)) || match[0].split(/(?<=\p{Ll})(?=\p{Lu})|_/u).some(part => marks.has(fold(part)));
    if (!hit) continue;
    parts.append(text.slice(at, match.index), make('mark', { textContent: match[0] }));
    at = match.index + match[0].length;
  }
  parts.append(text.slice(at));
  return parts;
}

// The line of a Markdown text that has the most of the words, as plain text, shortened around the first of them.
export function passageOf(markdown, marks) {
  const body = markdown.replace(/^---\n[^]*?\n---\n/, '').replace(/^(`{3,})[^]*?^\1`*$/gm, '');
  let best = null;
  for (const line of body.split('\n')) {
    if (/^(#|\| -|> \[!)/.test(line)) continue;
    const text = line.replace(/!?\[([^\]]*)\]\([^)]*\)/g, '$1').replace(/^[\s>|*+-]+|(?<!\\)[*`|]/g, '').replace(/\\([^\p{L}\p{N}\s])/gu, '$1').trim();
    const seen = new Map();
    for (const match of text.matchAll(WORD)) { const word = fold(match[0]); if (marks.has(word) && !seen.has(word)) seen.set(word, match.index); }
    if (seen.size && (!best || seen.size > best.seen.size)) best = { text, seen };
  }
  if (!best) return '';
  const first = Math.min(...best.seen.values()), from = first < 70 ? 0 : best.text.indexOf(' ', first - 60) + 1, cut = best.text.slice(from, from + 190);
  const end = from + 190 < best.text.length ? cut.replace(/\s+\S*$/, '') + ' …' : cut;
  return (from ? '… ' : '') + end;
}

// A word that was found as people write it: its form nearest to what was typed, of those on the pages that are shown. Where
// none is shown, a form but the shortest, which may be a stem that nobody writes.
function written([typed, word, forms], shown) {
  const texts = shown.flatMap(hit => [hit.excerpt, ...hit.headings.map(h => h.text), hit.title]);
  const seen = texts.flatMap(text => text.match(WORD) || []).filter(other => forms.includes(fold(other)));
  const far = other => distance(fold(other), typed, 9);
  return (seen.length ? seen : forms.filter(form => forms.some(other => other.length < form.length))).sort((a, b) => far(a) - far(b))[0] || word;
}

// Where a reader can look who searches in vain: the links of the footer.
function ways() {
  const links = Array.from(document.querySelectorAll('.foot-links a, .nav-all a'), a => make('a', { href: a.href, textContent: a.textContent.toLowerCase() }));
  return links.flatMap((link, at) => at ? [', ', link] : [link]).concat('.');
}

// The filters that were picked last.
const kept = {
  get() { try { return new Map(JSON.parse(skilt.local.get('search') || '[]')); } catch (e) { return new Map(); } },
  set(picked) { skilt.local.set('search', JSON.stringify(Array.from(picked))); }
};

// The field, the filters and the list, in the dialog or on the page of results.
class Panel {
  constructor(base, inDialog) {
    this.root = new URL('..', base);
    this.index = indexAt(base);
    this.inDialog = inDialog;
    this.limit = 10;
    this.picked = kept.get();
    this.status = make('p', { className: 'search-status', role: 'status' });
    this.filters = make('div', { className: 'search-filters', role: 'group', 'aria-label': say('Narrow the results') });
    this.list = inDialog
      ? make('ul', { className: 'search-results', id: 'skilt:results', role: 'listbox', tabIndex: -1, 'aria-label': say('Results') })
      : make('ol', { className: 'search-results' });
    this.input = make('input', { type: 'search', id: 'skilt:field', autocomplete: 'off', spellcheck: false, placeholder: say('Search'), 'aria-label': say('Search this site') });
    this.input.setAttribute('autocapitalize', 'off');
    if (inDialog) {
      Object.entries({ role: 'combobox', 'aria-controls': 'skilt:results', 'aria-expanded': 'false', 'aria-autocomplete': 'list' }).forEach(([key, value]) => this.input.setAttribute(key, value));
      this.input.addEventListener('keydown', event => this.key(event));
      ['click', 'auxclick'].forEach(type => this.list.addEventListener(type, event => { const row = event.target.closest('[role=option]'); if (row && event.button < 2) this.go(row, event.button || event.ctrlKey || event.metaKey); }));
    }
    this.input.addEventListener('input', () => { clearTimeout(this.timer); this.done = null; this.timer = setTimeout(() => this.run(), 120); });
    this.more = make('button', { type: 'button', className: 'text-button', textContent: say('Show more results'), hidden: true });
    this.more.addEventListener('click', () => { this.limit += 20; this.run(true); });
    document.addEventListener('skilt:view', () => { this.everything = false; this.run(); });
  }

  key(event) {
    // Keys that choose among the words that an input method offers are not for the list. Safari tells by the code alone.
    if (event.isComposing || event.keyCode === 229) return;
    const rows = Array.from(this.list.children), at = rows.findIndex(row => row.getAttribute('aria-selected') === 'true');
    const to = { ArrowDown: at + 1, ArrowUp: at < 0 ? rows.length - 1 : at - 1 }[event.key];
    // A field of type search would only be emptied, and the dialog want another press.
    if (event.key === 'Escape') { event.preventDefault(); dialog.close(); }
    if (to !== undefined && rows.length) { event.preventDefault(); this.select(rows[(to + rows.length) % rows.length]); }
    if (event.key === 'Enter') { event.preventDefault(); this.enter(event.ctrlKey || event.metaKey); }
  }

  // Opens the row that is chosen, once the list answers what was typed last.
  async enter(apart) {
    if (!this.done) this.run();
    const done = this.done;
    await done;
    const row = this.list.querySelector('[aria-selected=true]');
    if (row && done === this.done && dialog.open) this.go(row, apart);
  }

  select(row) {
    Array.from(this.list.children).forEach(other => other.setAttribute('aria-selected', String(other === row)));
    if (row) { this.input.setAttribute('aria-activedescendant', row.id); row.scrollIntoView({ block: 'nearest' }); } else this.input.removeAttribute('aria-activedescendant');
  }

  go(row, apart) { if (apart) window.open(row.dataset.href, '_blank', 'noopener'); else location.href = row.dataset.href; }

  address() {
    const query = new URLSearchParams({ q: this.input.value.trim() });
    this.picked.forEach((value, name) => query.set(name, value));
    return new URL('search.html?' + query, this.root).href;
  }

  run(kept) {
    clearTimeout(this.timer);
    return this.done = this.answer(kept);
  }

  async answer(kept) {
    const query = this.input.value, turn = this.turn = {};
    if (!kept) this.limit = 10;
    this.onchange();
    if (!query.trim()) {
      this.list.replaceChildren();
      this.filters.replaceChildren();
      this.more.hidden = true;
      if (this.inDialog) { this.input.setAttribute('aria-expanded', 'false'); this.select(null); }
      this.status.textContent = say('Type a word, a name from the API, or the beginning of one.');
      return;
    }
    // What takes long is told, once.
    const wait = setTimeout(() => { if (turn === this.turn) this.status.textContent = say('Searching …'); }, 400);
    try {
      const found = await this.index.find(query);
      if (turn !== this.turn) return;
      // What was picked in an earlier build and is no longer there narrows nothing.
      this.picked.forEach((value, name) => { if (!this.index.knows(name, value)) this.picked.delete(name); });
      const view = this.everything ? new Map() : this.index.view();
      this.picked.forEach((value, name) => view.delete(name));
      const { pages, choices } = this.index.choices(found.ranked, this.picked, view);
      const shown = await this.index.show(pages.slice(0, this.limit), found.terms);
      if (turn !== this.turn) return;
      this.draw(found, pages, choices, shown, view);
      this.passages(shown, found.marks, turn);
    } catch (error) {
      if (turn !== this.turn) return;
      this.list.replaceChildren();
      this.status.textContent = say(location.protocol === 'file:' ? 'Search reads files of the site, which browsers allow only on a web server, not for pages opened from a disk.' : 'The search index cannot be reached. Try again in a moment.');
    } finally { clearTimeout(wait); }
  }

  // Puts the passage that matches in the place of a page's description, from the page's own Markdown.
  async passages(shown, marks, turn) {
    const told = text => (text.match(WORD) || []).filter(word => marks.has(fold(word))).length;
    for (const hit of shown.slice(0, this.inDialog ? 5 : 10)) {
      if (hit.set.reference || told(hit.excerpt) >= Math.min(2, marks.size) || this.noMarkdown) continue;
      try {
        const answer = await fetch(new URL(hit.address.replace(/\/$/, '/index.html') + '.md', this.root));
        if (!answer.ok) { this.noMarkdown = answer.status === 404; continue; }
        const passage = passageOf(await answer.text(), marks);
        if (turn !== this.turn) return;
        const place = this.list.querySelector('[data-page="' + hit.page + '"] p');
        if (passage && place) place.replaceChildren(marked(passage, marks));
      } catch (e) { return; /* The description stays. */ }
    }
  }

  draw(found, pages, choices, shown, view) {
    const whole = pages.filter(hit => hit.whole).length, count = n => say(n === 1 ? '1 page' : '{n} pages', { n });
    const notes = found.corrected.map(one => say('Showing “{to}” for “{from}”.', { to: written(one, shown), from: one[0] })).concat(found.missing.map(word => say('Nothing has “{word}”.', { word })));
    this.status.replaceChildren((whole ? count(whole) + '.' : pages.length ? say(pages.length === 1 ? 'No page has all the words; 1 has some.' : 'No page has all the words; {n} have some.', { n: pages.length }) : say('No results.')) + (notes.length ? ' ' + notes.join(' ') : ''));
    if (view.size) {
      const all = make('button', { type: 'button', className: 'text-button', textContent: say('Search everything') });
      all.addEventListener('click', () => { this.everything = true; this.run(); this.input.focus(); });
      this.status.append(' ' + say('Only what applies to {names}.', { names: Array.from(view.values(), mark => mark.title).join(', ') }) + ' ', all);
    }
    if (!pages.length) {
      if (found.ranked.length && this.picked.size) {
        const clear = make('button', { type: 'button', className: 'text-button', textContent: say('Search without filters ({count})', { count: count(found.ranked.length) }) });
        clear.addEventListener('click', () => { this.picked.clear(); kept.set(this.picked); this.run(); this.input.focus(); });
        this.status.append(' ', clear);
      } else if (!found.ranked.length) this.status.append(' ' + say('Try fewer or shorter words, or the beginning of a name, or look through') + ' ', ...ways());
    }
    this.filters.replaceChildren(...choices.map(([name, title, values]) => {
      const select = make('select', { 'aria-label': title }, make('option', { value: '', textContent: say('{title}: all', { title }) }),
        ...values.map(([value, text, n]) => make('option', { value, textContent: text + ' (' + n + ')', selected: this.picked.get(name) === value })));
      select.addEventListener('change', async () => {
        if (select.value) this.picked.set(name, select.value); else this.picked.delete(name);
        kept.set(this.picked);
        await this.run();
        const same = this.filters.querySelector('[aria-label="' + CSS.escape(title) + '"]');
        if (same) same.focus();
      });
      return select;
    }));
    this.more.hidden = pages.length <= this.limit;
    this.list.replaceChildren(...shown.flatMap((hit, at) => this.rows(hit, at, found.marks)));
    if (this.inDialog) { this.input.setAttribute('aria-expanded', String(shown.length > 0)); this.select(this.list.firstElementChild); }
  }

  rows(hit, at, marks) {
    const lang = (hit.set.own.get('language') || [''])[0], href = new URL(hit.address, this.root).href, has = text => (text.match(WORD) || []).filter(word => marks.has(fold(word))).length;
    const headings = hit.headings.map(h => [has(h.text), h]).filter(([n]) => n).sort((a, b) => b[0] - a[0]).slice(0, 3).map(([, h]) => h);
    // Folders that all pages share tell none from another.
    const path = hit.address.split('/').slice(this.index.shared, -1).map(part => { try { return decodeURIComponent(part); } catch (e) { return part; } }).join(' › ');
    const values = Array.from(hit.set.own).flatMap(([name, list]) => list.map(value => this.index.marked.get(name + ':' + value))).filter(Boolean);
    const more = values.length > 4 ? make('i', { textContent: '+' + (values.length - 3) }) : null;
    const spine = values.length ? make('span', { className: 'marks', role: 'img', title: values.map(mark => mark.title).join(', ') },
      ...values.slice(0, more ? 3 : 4).map(mark => make('i', { 'data-v': mark.key, textContent: mark.letters })), more) : null;
    const others = hit.similar.length ? make('span', { className: 'search-path', textContent: ' ' + say('and {n} similar', { n: hit.similar.length }) }) : null;
    const text = make('p', {}, marked(hit.excerpt, marks));
    const trail = make('span', { className: 'search-path', textContent: path });
    if (!this.inDialog) {
      const list = headings.length ? make('ul', {}, ...headings.map(h => make('li', {}, make('a', { href: href + '#' + h.id }, marked(h.text, marks))))) : null;
      const copies = hit.similar.length ? make('details', {}, make('summary', { textContent: say('{n} similar', { n: hit.similar.length }) }), make('ul', {}, ...hit.similar.map(to => make('li', {}, make('a', { href: new URL(to, this.root).href, textContent: to }))))) : null;
      return [make('li', { lang, 'data-page': String(hit.page) }, make('div', { className: 'search-head' }, make('a', { href }, marked(hit.title, marks)), trail, spine), text, list, copies)];
    }
    const option = (id, to, name, ...inside) => make('li', { id, lang, role: 'option', 'aria-selected': 'false', 'data-href': to, 'data-page': name ? '' : String(hit.page), className: name }, ...inside);
    return [option('skilt:' + at, href, '', make('div', { className: 'search-head' }, make('span', { className: 'search-title' }, marked(hit.title, marks)), others, spine), trail, text)]
      .concat(headings.map((h, n) => option('skilt:' + at + '-' + n, href + '#' + h.id, 'search-heading', make('span', { className: 'visually-hidden', textContent: hit.title + ': ' }), marked(h.text, marks))));
  }

  onchange() { /* The page of results keeps its address. */ }
}

let index = null;
function indexAt(base) {
  index = index || new Index(name => fetch(base + 'search/' + name).then(answer => { if (!answer.ok) throw new Error(name + ' ' + answer.status); return answer.text(); }));
  return index;
}

// The style sheet of the dialog, once.
function styled(base) {
  if (document.querySelector('link[href$="search.css"]')) return Promise.resolve();
  return new Promise(done => document.head.append(make('link', { rel: 'stylesheet', href: base + 'search.css', onload: done, onerror: done })));
}

let dialog = null;
// Opens the dialog. `base` is the address of the folder that this file is in.
export async function open(base) {
  await styled(base);
  if (!dialog) {
    const panel = new Panel(base, true), all = make('a', { textContent: say('All results and settings') });
    panel.onchange = () => { all.href = panel.address(); };
    const close = make('button', { type: 'button', className: 'text-button', textContent: say('Close') });
    close.addEventListener('click', () => dialog.close());
    dialog = make('dialog', { className: 'search-dialog', 'aria-label': say('Search') }, panel.input, panel.filters, panel.status, panel.list, make('p', { className: 'search-status search-end' }, all, close));
    dialog.addEventListener('click', event => { if (event.target === dialog) dialog.close(); });
    document.body.append(dialog);
    dialog.panel = panel;
    panel.run();
    panel.index.start().catch(() => { /* Said when something is searched for. */ });
  }
  if (!dialog.open) { dialog.showModal(); dialog.panel.select(dialog.panel.list.firstElementChild); }
  dialog.panel.input.select();
  dialog.panel.input.focus();
}

// The best pages for the words of an address that leads nowhere.
export async function lost(base, place, query) {
  await styled(base);
  const index = indexAt(base), panel = new Panel(base, false), found = await index.find(query);
  const whole = found.ranked.filter(hit => hit.whole);
  const shown = await index.show(whole.length ? whole.slice(0, 5) : found.ranked.slice(0, 3), found.terms);
  place.replaceChildren(...shown.flatMap((hit, at) => panel.rows(hit, at, found.marks)));
  return shown.length;
}

// Fills the page of results.
export function page(base, place) {
  const panel = new Panel(base, false), query = new URLSearchParams(location.search);
  panel.input.value = query.get('q') || '';
  // What the address says beside the search stays in it.
  panel.onchange = () => skilt.setQuery(query => {
    Array.from(query).forEach(([name, value]) => { if (panel.index.knows(name, value)) query.delete(name); });
    query.set('q', panel.input.value.trim());
    panel.picked.forEach((value, name) => query.set(name, value));
  });
  const slash = make('input', { type: 'checkbox', id: 'skilt:slash' });
  slash.checked = skilt.local.get('slash') !== 'off';
  slash.addEventListener('change', () => skilt.local.set('slash', slash.checked ? 'on' : 'off'));
  const form = make('form', { role: 'search' }, panel.input);
  form.addEventListener('submit', event => { event.preventDefault(); panel.run(); });
  place.replaceChildren(form, panel.filters, panel.status, panel.list, panel.more, make('p', { className: 'search-status' }, slash, make('label', { for: 'skilt:slash', textContent: ' ' + say('The key / opens search on every page') })));
  // Which filters an address can name the index tells. Where it is out of reach, the search says so.
  panel.index.start().catch(() => {}).then(() => {
    if (query.has('q')) panel.picked = new Map(Array.from(query).filter(([name, value]) => panel.index.knows(name, value)));
    panel.run();
  });
}
