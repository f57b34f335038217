const queries = arguments[0];
return (async () => {
  const { Index } = await import('/assets/search.js');
  const index = new Index(name => fetch('/assets/search/' + name).then(answer => answer.text()));
  // One letter of the longest word left out, swapped with its neighbour, or replaced.
  const misspelled = (query, turn) => {
    const words = query.split(' ');
    const at = words.reduce((best, word, n) => word.length > words[best].length ? n : best, 0), word = words[at];
    if (word.length < 4) return query;
    const place = 1 + (turn * 7) % (word.length - 2), before = word.slice(0, place), behind = word.slice(place + 1);
    words[at] = [before + behind, before + behind[0] + word[place] + behind.slice(1), before + (word[place] === 'e' ? 'a' : 'e') + behind][turn % 3];
    return words.join(' ');
  };
  const rank = async (query, wanted) => {
    const found = await index.find(query);
    const shown = await index.show(index.choices(found.ranked, new Map(), new Map()).pages.slice(0, 10), found.terms);
    return shown.findIndex(hit => wanted.includes(hit.address)) + 1;
  };
  let plain = 0, five = 0, typo = 0;
  const missed = [];
  for (const [turn, [query, wanted]] of queries.entries()) {
    const first = await rank(query, wanted), second = await rank(misspelled(query, turn), wanted);
    if (first) plain += 1 / first;
    if (first && first <= 5) five++; else missed.push(query);
    if (second) typo += 1 / second; else missed.push(misspelled(query, turn));
  }
  return { plain: plain / queries.length, five: five / queries.length, typo: typo / queries.length, missed };
})();
