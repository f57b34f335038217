// How well the search finds: node tests/bench/relevance.mjs REPOSITORY OUTPUT [tune|held|unseen|all] [missed]
// Asks the queries of relevance.tsv for a repository (of ../relevance/own.tsv for `own`) of the index in the built site
// OUTPUT, as the browser would, once as written and once with a letter of the longest word wrong. Prints mean reciprocal rank, success at five, the same with
// the wrong letter, and the bytes that each query reads first, compressed. With `missed` it lists what is not found first.
import { readFile } from 'node:fs/promises';
import { gzipSync } from 'node:zlib';

const [repository, output, half = 'all', missed] = process.argv.slice(2);
const beside = name => new URL(name, import.meta.url);
const source = await readFile(beside('../../static/search.js'));
const { Index } = await import('data:text/javascript;base64,' + source.toString('base64'));
const prefix = repository === 'own' ? '' : repository + (repository === 'contribution' ? '/' : '/docs/');
const rows = async name => (await readFile(beside(name), 'utf8')).split('\n').filter(line => line && !line.startsWith('#')).map(line => line.split('\t'));
const chosen = repository === 'own' ? await rows('../relevance/own.tsv')
  : (await rows('relevance.tsv')).filter(([of, part]) => of === repository && (half === 'all' || half === part)).map(([, , query, pages]) => [query, pages]);
const queries = chosen.map(([query, pages]) => [query, pages.split(' ').map(page => page.startsWith('/') ? page.slice(1) : prefix + page)]);

let read = 0;
const text = async name => {
  const bytes = await readFile(output + '/assets/search/' + name);
  read += gzipSync(bytes, { level: 9 }).length;
  return bytes.toString();
};
const fresh = () => new Index(text);
const index = fresh();

// One letter of the longest word left out, swapped with its neighbour, or replaced.
function misspelled(query, turn) {
  const words = query.split(' ');
  const at = words.reduce((best, word, n) => word.length > words[best].length ? n : best, 0), word = words[at];
  if (word.length < 4) return query;
  const place = 1 + (turn * 7) % (word.length - 2), before = word.slice(0, place), behind = word.slice(place + 1);
  words[at] = [before + behind, before + behind[0] + word[place] + behind.slice(1), before + (word[place] === 'e' ? 'a' : 'e') + behind][turn % 3];
  return words.join(' ');
}

async function answer(from, query) {
  const found = await from.find(query);
  return from.show(from.choices(found.ranked, new Map(), new Map()).pages.slice(0, 10), found.terms);
}

const rank = (shown, wanted) => shown.findIndex(hit => wanted.includes(hit.address)) + 1;
const mean = list => list.reduce((sum, n) => sum + n, 0) / list.length;
const ranks = [], wrong = [], bytes = [];
for (const [turn, [query, wanted]] of queries.entries()) {
  const typo = misspelled(query, turn), shown = await answer(index, query), other = await answer(index, typo);
  ranks.push(rank(shown, wanted));
  wrong.push(rank(other, wanted));
  read = 0;
  await answer(fresh(), query);
  bytes.push(read);
  if (missed === 'missed') {
    const list = found => found.slice(0, 4).map(hit => '\n      ' + hit.score.toFixed(2) + ' ' + hit.title + ' (' + hit.address.replace(prefix, '') + ')').join('');
    if (ranks.at(-1) !== 1) console.log(ranks.at(-1) + ' ' + query + ' -> ' + wanted.map(page => page.replace(prefix, '')).join(' ') + list(shown));
    if (wrong.at(-1) !== 1 && wrong.at(-1) !== ranks.at(-1)) console.log(wrong.at(-1) + ' TYPO ' + typo + list(other));
  }
}
const figures = list => mean(list.map(n => n && 1 / n)).toFixed(3) + ' / ' + (100 * mean(list.map(n => n > 0 && n <= 5 ? 1 : 0))).toFixed(0) + ' %';
bytes.sort((a, b) => a - b);
console.log(`${repository} ${half}: ${queries.length} queries: ${figures(ranks)}; one letter wrong ${figures(wrong)}; read ${bytes[0]} to ${bytes.at(-1)} bytes, median ${bytes[bytes.length >> 1]}`);
