// The navigation of the whole site: filters it by title, and unfolds it. Fetched when a reader first asks for it.

const { all, one, make, say } = window.skilt;

// The mark of a facet's value by its key, as the choice of platform draws it.
function markOf(key) {
  const option = all('[data-view] input').find(function (o) { return o.value === key; }), letters = option && one('b', option.parentNode);
  return letters && make('i', { 'data-v': key, textContent: letters.textContent });
}

function titleOf(key) {
  const option = all('[data-view] input').find(function (o) { return o.value === key; });
  return option ? one('.tag', option.parentNode).lastChild.textContent : key;
}

// Makes a navigation filter itself and gives what unfolds it.
export function start(nav) {
  const body = one('.nav-body', nav), found = one('.nav-found', nav), input = one('input', nav);
  // How many were found is told, not each of them.
  const status = make('p', { role: 'status' }), list = make('ul');
  found.append(status, list);
  found.hidden = false;
  let whole = null, flat = null;
  let load = function () {
    if (!nav.dataset.nav) return Promise.reject(new Error('no data'));
    whole = whole || fetch(nav.dataset.nav).then(function (answer) { if (!answer.ok) throw new Error(answer.status); return answer.json(); }).then(function (data) {
      let folder = new URL(nav.dataset.nav, location.href);
      (function walk(items, trail) {
        items.forEach(function (item) {
          item.href = item.u ? new URL(item.u, folder).href : '';
          item.trail = trail;
          if (item.c) walk(item.c, trail.concat(item.t));
        });
      })(data.items, []);
      return data.items;
    });
    return whole;
  };
  let flatten = function (items, into) {
    items.forEach(function (item) { if (item.href) into.push(item); if (item.c) flatten(item.c, into); });
    return into;
  };
  let local = function () { return all('a', body).map(function (a) { return { t: a.firstElementChild.textContent, href: a.href, trail: [], node: a }; }); };
  // A link of the navigation with its marks, from the data of the tree or from the branch on the page.
  let named = function (item) {
    let link = make('a', { href: item.href }, make('span', { textContent: item.t }));
    (item.a || []).forEach(function (keys, slot) { if (keys) link.setAttribute('data-e' + slot, keys); });
    if (item.node) Object.keys(item.node.dataset).forEach(function (name) { link.dataset[name] = item.node.dataset[name]; });
    if (item.m && item.m.length < 9) {
      let marks = make('span', { className: 'marks', role: 'img', title: item.m.map(titleOf).join(', ') });
      item.m.slice(0, 3).forEach(function (key) { marks.append(markOf(key) || ''); });
      if (item.m.length > 3) marks.append(make('i', { textContent: '+' + (item.m.length - 3) }));
      link.append(' ', marks);
    }
    return link;
  };
  let filter = function () {
    let words = input.value.toLowerCase().split(/\s+/).filter(Boolean);
    body.hidden = words.length > 0;
    list.replaceChildren();
    status.textContent = '';
    if (!words.length) return;
    let hits = (flat || local()).filter(function (item) {
      let text = item.t.toLowerCase();
      return words.every(function (word) { return text.includes(word); });
    });
    hits.slice(0, 60).forEach(function (item) {
      let link = named(item);
      if (item.trail.length) link.append(make('small', { textContent: item.trail.join(' / ') }));
      list.append(make('li', {}, link));
    });
    status.textContent = say(hits.length > 60 ? 'First {n} of {all} pages' : hits.length === 1 ? '1 page' : '{n} pages', { n: Math.min(hits.length, 60), all: hits.length });
  };
  load().then(items => { flat = flat || flatten(items, []); filter(); }, () => { /* The branch on the page is filtered instead. */ });
  input.addEventListener('input', filter);
  input.addEventListener('keydown', function (event) {
    if (event.key === 'Escape' && input.value) { event.preventDefault(); input.value = ''; filter(); }
  });
  let branch = function (items) {
    let here = location.href.replace(/[?#].*/, ''), list = make('ul', { className: 'nav-list' });
    items.forEach(function (item) {
      let name = item.href ? named(item) : make('span', { className: 'nav-label', textContent: item.t });
      let row = make('li', { className: 'nav-item' + (item.href === here ? ' is-current' : '') });
      if (item.href === here) name.setAttribute('aria-current', 'page');
      if (item.c && item.c.length) {
        let inside = make('details', {}, make('summary', {}, item.href ? name : item.t));
        let fill = function () { if (inside.children.length < 2) inside.append(branch(item.c)); };
        inside.addEventListener('toggle', fill);
        if (contains(item, here)) { fill(); inside.open = true; }
        row.append(inside);
      } else row.append(name);
      list.append(row);
    });
    return list;
  };
  let contains = function (item, href) {
    return item.href === href || (item.c || []).some(function (child) { return contains(child, href); });
  };
  if (input.value) filter();
  return function () {
    return load().then(function (items) {
      body.replaceChildren(branch(items));
      one('.nav-all', nav).hidden = true;
      const mark = one('[aria-current]', body) || one('a, summary', body);
      if (mark) { mark.focus(); mark.scrollIntoView({ block: 'center' }); }
    });
  };
}
