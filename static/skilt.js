// The built-in theme's behaviour. Every part is optional: without it the page is complete, only less handy.
(function () {
  'use strict';
  var doc = document, root = doc.documentElement;
  var base = doc.currentScript.src.replace(/[^/]*$/, '');
  var all = function (selector, from) { return Array.from((from || doc).querySelectorAll(selector)); };
  var one = function (selector, from) { return (from || doc).querySelector(selector); };
  var store = {
    get: function (key) { try { return localStorage.getItem('skilt.' + key); } catch (e) { return null; } },
    set: function (key, value) {
      try { if (value === null) localStorage.removeItem('skilt.' + key); else localStorage.setItem('skilt.' + key, value); } catch (e) { /* Not remembered, still applied. */ }
    }
  };
  // Makes an element. Properties are set as properties, names with a dash as attributes.
  function make(tag, props) {
    var node = doc.createElement(tag);
    Object.keys(props || {}).forEach(function (key) {
      if (key.indexOf('-') > 0 || key === 'role') node.setAttribute(key, props[key]); else node[key] = props[key];
    });
    for (var i = 2; i < arguments.length; i++) if (arguments[i]) node.append(arguments[i]);
    return node;
  }
  function setQuery(change) {
    var url = new URL(location.href);
    change(url.searchParams);
    history.replaceState(history.state, '', url.pathname + url.search.replace(/%2C/g, ',') + url.hash);
  }

  // Theme: automatic, light, dark, in turn.
  all('[data-theme-switch]').forEach(function (button) {
    var names = { '': 'automatic', light: 'light', dark: 'dark' }, order = ['', 'light', 'dark'];
    function show() {
      button.title = 'Theme: ' + names[root.dataset.theme || ''];
      button.setAttribute('aria-label', button.title);
    }
    button.addEventListener('click', function () {
      var next = order[(order.indexOf(root.dataset.theme || '') + 1) % 3];
      if (next) root.dataset.theme = next; else delete root.dataset.theme;
      store.set('theme', next || null);
      show();
    });
    show();
  });

  // Search is a module of its own, fetched when first asked for.
  function search() {
    import(base + 'search.js').then(function (module) { module.open(base); }, function () {
      all('[data-search-open] span').forEach(function (label) { label.textContent = location.protocol === 'file:' ? 'Search needs a web server' : 'Search is out of reach'; });
    });
  }
  var results = one('[data-search-page]');
  if (results) {
    import(base + 'search.js').then(function (module) { module.page(base, results); }, function () {
      results.textContent = location.protocol === 'file:' ? 'Search needs a web server: browsers do not let pages opened from a disk read other files.' : 'Search is out of reach.';
    });
  }
  all('[data-search-open]').forEach(function (button) {
    button.addEventListener('click', search);
    if (/Mac|iP/.test(navigator.platform)) { var key = one('kbd', button); if (key) key.textContent = '⌘ K'; }
    addEventListener('keydown', function (event) {
      if ((event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey && event.key === 'k') { event.preventDefault(); search(); }
      // One key alone only where no element has the focus, and not for readers who switched it off (WCAG 2.1.4).
      var idle = event.target === doc.body && !event.ctrlKey && !event.metaKey && !event.altKey;
      if (idle && event.key === '/' && store.get('slash') !== 'off') { event.preventDefault(); search(); }
    });
  });

  // Code: a copy button in each head; panes that scroll can be reached by keyboard.
  all('.code').forEach(function (block) {
    var head = one('.code-head', block), code = one('code', block);
    if (!head || !code || !navigator.clipboard) return;
    var button = make('button', { type: 'button', className: 'text-button', textContent: 'Copy', 'aria-live': 'polite' });
    button.addEventListener('click', function () {
      navigator.clipboard.writeText(code.textContent.replace(/\n$/, '')).then(function () {
        button.textContent = 'Copied';
        setTimeout(function () { button.textContent = 'Copy'; }, 1600);
      });
    });
    head.append(button);
  });
  function measure(box) {
    var inner = box.matches('.table') ? box.firstElementChild : box;
    var wide = box.matches('.table') ? inner && inner.offsetWidth > box.clientWidth + 1 : box.scrollWidth > box.clientWidth + 1;
    if (box.matches('.table')) { box.classList.toggle('fits', !wide); box.classList.toggle('scrolls', wide); }
    if (wide) box.tabIndex = 0; else box.removeAttribute('tabindex');
  }
  var boxes = all('.table, main pre');
  if ('ResizeObserver' in window && boxes.length) {
    var resized = new ResizeObserver(function (entries) { entries.forEach(function (entry) { measure(entry.target); }); });
    boxes.forEach(function (box) { resized.observe(box); });
  }

  // Tabs: groups that share ids move together; a tab with a condition shows only while that other tab is chosen.
  var groups = all('.tabGroup').map(function (group) {
    var tabs = all('[role=tab]', group).filter(function (tab) { return tab.closest('.tabGroup') === group; });
    return {
      node: group, depends: tabs.some(function (tab) { return tab.dataset.condition; }),
      tabs: tabs.map(function (tab) {
        return { tab: tab, panel: doc.getElementById(tab.getAttribute('aria-controls')), ids: (tab.dataset.tab || '').split('+'), condition: tab.dataset.condition };
      })
    };
  }).filter(function (group) { return group.tabs.length; });
  var chosen = [];
  function split(text) { return (text || '').split(',').filter(Boolean); }
  function drawTabs() {
    var active = [];
    groups.filter(function (g) { return !g.depends; }).concat(groups.filter(function (g) { return g.depends; })).forEach(function (group) {
      var visible = group.tabs.filter(function (t) { return !t.condition || active.includes(t.condition); });
      if (!visible.length) visible = group.tabs.slice(0, 1);
      var current = visible[0], rank = Infinity;
      visible.forEach(function (t) {
        t.ids.forEach(function (id) { var at = chosen.indexOf(id); if (at >= 0 && at < rank) { rank = at; current = t; } });
      });
      active = active.concat(current.ids);
      group.tabs.forEach(function (t) {
        var on = t === current;
        t.tab.setAttribute('aria-selected', on);
        t.tab.tabIndex = on ? 0 : -1;
        t.tab.parentNode.hidden = !visible.includes(t);
        if (t.panel) t.panel.hidden = !on;
      });
      group.node.dataset.ready = '';
    });
    // Declarations of an API's members follow the choice by style alone: there can be a thousand.
    doc.documentElement.dataset.tabs = active.join(' ');
  }
  function choose(group, entry, focus) {
    var before = entry.tab.getBoundingClientRect().top;
    var rivals = group.tabs.reduce(function (ids, t) { return ids.concat(t.ids); }, []);
    chosen = entry.ids.concat(chosen.filter(function (id) { return !rivals.includes(id); }));
    drawTabs();
    if (focus) entry.tab.focus({ preventScroll: true });
    scrollBy(0, entry.tab.getBoundingClientRect().top - before);
    store.set('tabs', chosen.slice(0, 12).join(','));
    var here = groups.reduce(function (ids, g) { return g.tabs.reduce(function (list, t) { return list.concat(t.ids); }, ids); }, []);
    setQuery(function (query) { query.set('tabs', chosen.filter(function (id) { return here.includes(id); }).join(',')); });
  }
  if (groups.length) {
    chosen = split(new URLSearchParams(location.search).get('tabs')).concat(split(store.get('tabs')));
    groups.forEach(function (group) {
      group.tabs.forEach(function (entry) {
        entry.tab.addEventListener('click', function (event) { event.preventDefault(); choose(group, entry, true); });
        entry.tab.addEventListener('keydown', function (event) {
          var shown = group.tabs.filter(function (t) { return !t.tab.parentNode.hidden; }), at = shown.indexOf(entry);
          var to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: -1 }[event.key];
          if (event.key === ' ') to = at;
          if (to === undefined) return;
          event.preventDefault();
          choose(group, shown[(to + shown.length) % shown.length], true);
        });
      });
    });
    drawTabs();
    // A link to something inside a hidden panel opens that panel.
    var reveal = function () {
      var target = location.hash.length > 1 && doc.getElementById(decodeURIComponent(location.hash.slice(1)));
      var panel = target && target.closest('[role=tabpanel][hidden]');
      groups.forEach(function (group) {
        group.tabs.forEach(function (entry) { if (panel && entry.panel === panel) { choose(group, entry); target.scrollIntoView(); } });
      });
    };
    addEventListener('hashchange', reveal);
    reveal();
  }

  // On this page: open where it is a column, and marks the heading being read.
  var toc = one('.toc');
  if (toc) {
    var fold = one('details', toc), column = matchMedia('(min-width: 1200px)');
    var arrange = function () { fold.open = column.matches; };
    column.addEventListener('change', arrange);
    arrange();
    var links = new Map(), seen = new Set();
    all('a', toc).forEach(function (link) {
      var heading = doc.getElementById(decodeURIComponent(link.hash.slice(1)));
      if (heading) links.set(heading, link);
      link.addEventListener('click', function () { if (!column.matches) fold.open = false; });
    });
    var headings = Array.from(links.keys()), last = null;
    var watch = new IntersectionObserver(function (entries) {
      entries.forEach(function (entry) { if (entry.isIntersecting) seen.add(entry.target); else seen.delete(entry.target); });
      var current = headings.find(function (heading) { return seen.has(heading); });
      if (!current) current = headings.filter(function (heading) { return heading.getBoundingClientRect().top < 120; }).pop();
      if (current === last) return;
      if (last) links.get(last).removeAttribute('aria-current');
      if (current) links.get(current).setAttribute('aria-current', 'location');
      last = current || null;
    }, { rootMargin: '-56px 0px -65% 0px' });
    headings.forEach(function (heading) { watch.observe(heading); });
  }

  // Sidebar: brings the current page into view, filters by title over the whole site, unfolds the whole tree.
  var nav = one('.side-nav');
  if (nav) {
    var sidebar = one('#sidebar'), body = one('.nav-body', nav), found = one('.nav-found', nav), input = one('input', nav);
    var current = one('.is-current', body);
    if (current && current.offsetTop > sidebar.clientHeight - 80) sidebar.scrollTop = current.offsetTop - sidebar.clientHeight / 3;
    var whole = null, flat = null;
    var load = function () {
      if (!nav.dataset.nav) return Promise.reject(new Error('no data'));
      whole = whole || fetch(nav.dataset.nav).then(function (answer) { if (!answer.ok) throw new Error(answer.status); return answer.json(); }).then(function (data) {
        var folder = new URL(nav.dataset.nav, location.href);
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
    var flatten = function (items, into) {
      items.forEach(function (item) { if (item.href) into.push(item); if (item.c) flatten(item.c, into); });
      return into;
    };
    var local = function () { return all('a', body).map(function (a) { return { t: a.firstChild.textContent, href: a.href, trail: [] }; }); };
    var filter = function () {
      var words = input.value.toLowerCase().split(/\s+/).filter(Boolean);
      body.hidden = words.length > 0;
      found.hidden = !words.length;
      if (!words.length) return found.replaceChildren();
      var hits = (flat || local()).filter(function (item) {
        var text = item.t.toLowerCase();
        return words.every(function (word) { return text.includes(word); });
      });
      var list = make('ul');
      hits.slice(0, 60).forEach(function (item) {
        var link = make('a', { href: item.href, textContent: item.t });
        if (item.trail.length) link.append(make('small', { textContent: item.trail.join(' / ') }));
        list.append(make('li', {}, link));
      });
      found.replaceChildren(make('p', { textContent: hits.length > 60 ? 'First 60 of ' + hits.length + ' pages' : hits.length === 1 ? '1 page' : hits.length + ' pages' }), list);
    };
    input.addEventListener('focus', function () {
      load().then(function (items) { flat = flat || flatten(items, []); filter(); }, function () { /* The branch on the page is filtered instead. */ });
    }, { once: true });
    input.addEventListener('input', filter);
    input.addEventListener('keydown', function (event) {
      if (event.key === 'Escape' && input.value) { event.preventDefault(); input.value = ''; filter(); }
    });
    var branch = function (items) {
      var here = location.href.replace(/[?#].*/, ''), list = make('ul', { className: 'nav-list' });
      items.forEach(function (item) {
        var name = item.href ? make('a', { href: item.href, textContent: item.t }) : make('span', { className: 'nav-label', textContent: item.t });
        var row = make('li', { className: 'nav-item' + (item.href === here ? ' is-current' : '') });
        if (item.href === here) name.setAttribute('aria-current', 'page');
        if (item.c && item.c.length) {
          var inside = make('details', {}, make('summary', {}, item.href ? name : item.t));
          var fill = function () { if (inside.children.length < 2) inside.append(branch(item.c)); };
          inside.addEventListener('toggle', fill);
          if (contains(item, here)) { fill(); inside.open = true; }
          row.append(inside);
        } else row.append(name);
        list.append(row);
      });
      return list;
    };
    var contains = function (item, href) {
      return item.href === href || (item.c || []).some(function (child) { return contains(child, href); });
    };
    var more = one('.nav-all a', nav);
    if (more && nav.dataset.nav) more.addEventListener('click', function (event) {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      load().then(function (items) {
        body.replaceChildren(branch(items));
        more.parentNode.hidden = true;
        var mark = one('[aria-current]', body) || one('a, summary', body);
        if (mark) { mark.focus(); mark.scrollIntoView({ block: 'center' }); }
      }).catch(function () { location.href = more.href; });
    });
  }
  var drawer = one('#sidebar');
  if (drawer && drawer.hidePopover) {
    matchMedia('(min-width: 900px)').addEventListener('change', function () { if (drawer.matches(':popover-open')) drawer.hidePopover(); });
  }

  // Facet lists: any value within a facet, every facet together; the choice lives in the address.
  var form = one('[data-filters]');
  if (form) {
    var options = all('input', form), names = Array.from(new Set(options.map(function (o) { return o.name; })));
    var status = one('[data-filter-status]'), clear = one('[data-filter-clear]'), nothing = one('[data-filter-nothing]');
    var sections = all('.group').map(function (node) {
      return {
        node: node, count: one('[data-group-count]', node),
        rows: all('.rows > li', node).map(function (row) {
          return { node: row, key: one('a', row).getAttribute('href'), values: new Set(row.dataset.f.split(' ')) };
        })
      };
    });
    var matches = function (row, picked, except) {
      return names.every(function (name) {
        return name === except || !picked[name] || picked[name].some(function (value) { return row.values.has(name + ':' + value); });
      });
    };
    var apply = function () {
      var picked = {}, pages = new Set(), total = new Set(), any = false;
      options.forEach(function (o) { if (o.checked) { any = true; (picked[o.name] = picked[o.name] || []).push(o.value); } });
      var tally = new Map(options.map(function (o) { return [o, new Set()]; }));
      sections.forEach(function (section) {
        var shown = 0;
        section.rows.forEach(function (row) {
          var hit = matches(row, picked);
          total.add(row.key);
          row.node.hidden = !hit;
          if (hit) { shown++; pages.add(row.key); }
        });
        section.count.textContent = shown;
        section.node.hidden = !shown;
      });
      names.forEach(function (name) {
        var mine = options.filter(function (o) { return o.name === name; });
        sections.forEach(function (section) {
          section.rows.forEach(function (row) {
            if (matches(row, picked, name)) mine.forEach(function (o) { if (row.values.has(name + ':' + o.value)) tally.get(o).add(row.key); });
          });
        });
      });
      options.forEach(function (o) {
        var n = tally.get(o).size;
        one('.n', o.parentNode).textContent = n;
        o.parentNode.classList.toggle('is-empty', !n);
      });
      status.textContent = (any ? pages.size + ' of ' : '') + total.size + (total.size === 1 ? ' page' : ' pages');
      clear.hidden = !any;
      nothing.hidden = pages.size > 0;
      return picked;
    };
    var read = function () {
      var query = new URLSearchParams(location.search);
      options.forEach(function (o) {
        o.checked = query.getAll(o.name).some(function (text) { return text.split(',').includes(o.value); });
      });
      apply();
    };
    var write = function () {
      var picked = apply();
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
    addEventListener('popstate', read);
    addEventListener('pageshow', function (event) { if (event.persisted) read(); });
    read();
  }

  // Pictures drawn smaller than they are open at full size.
  function zoomable(img) {
    if (img.closest('a, button') || !img.clientWidth || img.naturalWidth < img.clientWidth * 1.2) return;
    var button = make('button', { type: 'button', className: 'zoom', 'aria-label': 'Enlarge: ' + (img.alt || 'picture') });
    img.replaceWith(button);
    button.append(img);
    button.addEventListener('click', function () {
      var close = make('form', { method: 'dialog' }, make('button', { className: 'icon-button', textContent: '✕', 'aria-label': 'Close' }));
      var box = make('dialog', { className: 'lightbox', 'aria-label': img.alt || 'Picture' }, close, make('img', { src: img.currentSrc || img.src, alt: img.alt }));
      box.addEventListener('click', function (event) { if (event.target.tagName !== 'BUTTON') box.close(); });
      box.addEventListener('close', function () { box.remove(); button.focus(); });
      doc.body.append(box);
      box.showModal();
    });
  }
  all('.prose img').forEach(function (img) {
    if (img.complete) zoomable(img); else img.addEventListener('load', function () { zoomable(img); }, { once: true });
  });

  // A page pointed at is fetched ahead, unless the reader saves data.
  if (!(navigator.connection && navigator.connection.saveData)) {
    var ahead = new Set();
    addEventListener('pointerover', function (event) {
      var link = event.target.closest && event.target.closest('a[href]');
      if (!link || link.origin !== location.origin || link.pathname === location.pathname || !/^http/.test(link.protocol) || ahead.has(link.pathname)) return;
      if (!/(\.html|\/)$/.test(link.pathname)) return;
      ahead.add(link.pathname);
      doc.head.append(make('link', { rel: 'prefetch', href: link.href }));
    }, { passive: true });
  }
})();
