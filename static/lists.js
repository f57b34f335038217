// Lists of a facet's value: any value within a facet, every facet together; the choice lives in the address.

const { all, one, chosen, say, setQuery } = window.skilt;

// Whether something applies to what was chosen: of each facet that it names values of.
const choices = all('[data-view] input');
function suits(node) {
  return choices.every(function (choice) {
    if (!choice.value || !choice.checked) return true;
    let keys = node.getAttribute('data-e' + choice.name.slice(4));
    return !keys || keys.split(' ').includes(choice.value);
  });
}

let form = one('[data-filters]');
if (form) {
  let options = all('input', form), names = Array.from(new Set(options.map(function (o) { return o.name; })));
  let status = one('[data-filter-status]'), clear = one('[data-filter-clear]'), nothing = one('[data-filter-nothing]');
  let sections = all('.group').map(function (node) {
    return {
      node: node, count: one('[data-group-count]', node),
      rows: all('.rows > li', node).map(function (row) {
        return { node: row, key: one('a', row).getAttribute('href'), values: new Set(row.dataset.f.split(' ')) };
      })
    };
  });
  let matches = function (row, picked, except) {
    return names.every(function (name) {
      return name === except || !picked[name] || picked[name].some(function (value) { return row.values.has(name + ':' + value); });
    });
  };
  let apply = function () {
    let picked = {}, pages = new Set(), total = new Set(), any = false;
    options.forEach(function (o) { if (o.checked) { any = true; (picked[o.name] = picked[o.name] || []).push(o.value); } });
    let tally = new Map(options.map(function (o) { return [o, new Set()]; }));
    sections.forEach(function (section) {
      let shown = 0;
      section.rows.forEach(function (row) {
        let hit = matches(row, picked);
        total.add(row.key);
        row.node.hidden = !hit;
        if (hit) { shown++; pages.add(row.key); }
      });
      section.count.textContent = shown;
      section.node.hidden = !shown;
    });
    names.forEach(function (name) {
      let mine = options.filter(function (o) { return o.name === name; });
      sections.forEach(function (section) {
        section.rows.forEach(function (row) {
          if (matches(row, picked, name)) mine.forEach(function (o) { if (row.values.has(name + ':' + o.value)) tally.get(o).add(row.key); });
        });
      });
    });
    options.forEach(function (o) {
      let n = tally.get(o).size;
      one('.n', o.parentNode).textContent = n;
      o.parentNode.classList.toggle('is-empty', !n);
    });
    let mine = chosen().length && sections.reduce(function (found, section) {
      section.rows.forEach(function (row) { if (!row.node.hidden && suits(row.node)) found.add(row.key); });
      return found;
    }, new Set()).size;
    status.textContent = say(any ? '{n} of {all} pages' : total.size === 1 ? '1 page' : '{n} pages', { n: pages.size, all: total.size }) + (chosen().length ? ', ' + say('{n} for the platform you chose', { n: mine }) : '');
    clear.hidden = !any;
    nothing.hidden = pages.size > 0;
    return picked;
  };
  let read = function () {
    let query = new URLSearchParams(location.search);
    options.forEach(function (o) {
      o.checked = query.getAll(o.name).some(function (text) { return text.split(',').includes(o.value); });
    });
    apply();
  };
  let write = function () {
    let picked = apply();
    setQuery(function (query) {
      names.forEach(function (name) { if (picked[name]) query.set(name, picked[name].join(',')); else query.delete(name); });
    });
  };
  form.addEventListener('change', write);
  form.addEventListener('submit', function (event) { event.preventDefault(); });
  clear.addEventListener('click', function () {
    options.forEach(function (o) { o.checked = false; });
    write();
    options[0].focus();
  });
  document.addEventListener('skilt:view', apply);
  addEventListener('popstate', read);
  addEventListener('pageshow', function (event) { if (event.persisted) read(); });
  read();
}
