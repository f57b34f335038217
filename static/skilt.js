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

  // Platform: what was chosen is an attribute of the root, set before the first paint; the style sheet does the rest.
  var view = one('[data-view]'), choices = view ? all('input', view) : [];
  function chosenKeys() { return (root.dataset.for || '').split(' ').filter(Boolean); }
  function markOf(key) {
    var option = choices.find(function (o) { return o.value === key; }), letters = option && one('b', option.parentNode);
    return letters && make('i', { 'data-v': key, textContent: letters.textContent });
  }
  // Whether something applies to what was chosen: of each facet that it names values of.
  function suits(node) {
    return choices.every(function (choice) {
      if (!choice.value || !choice.checked) return true;
      var keys = node.getAttribute('data-e' + choice.name.slice(4));
      return !keys || keys.split(' ').includes(choice.value);
    });
  }
  function showView() {
    var keys = chosenKeys();
    choices.forEach(function (option) {
      option.checked = option.value ? keys.includes(option.value) : !choices.some(function (o) { return o.name === option.name && o.value && keys.includes(o.value); });
    });
  }
  function setView(keys) {
    if (keys.length) root.dataset.for = keys.join(' '); else delete root.dataset.for;
    store.set('for', keys.join('.') || null);
    try { sessionStorage.removeItem('skilt.for'); } catch (e) { /* It was not there either. */ }
    setQuery(function (query) { if (keys.length) query.set('for', keys.join('.')); else query.delete('for'); });
    showView();
    var names = choices.filter(function (o) { return o.value && o.checked; }).map(function (o) { return one('.tag', o.parentNode).lastChild.textContent; });
    one('[data-view-status]').textContent = names.length ? 'Showing what applies to ' + names.join(', ') : 'Showing everything';
    doc.dispatchEvent(new CustomEvent('skilt:view', { detail: keys }));
  }
  window.skilt = { chosen: chosenKeys, suits: suits };
  if (view) {
    var kept = chosenKeys().filter(function (key) { return choices.some(function (o) { return o.value === key; }); });
    if (kept.length !== chosenKeys().length) { if (kept.length) root.dataset.for = kept.join(' '); else delete root.dataset.for; }
    view.addEventListener('change', function () {
      setView(choices.filter(function (o) { return o.checked && o.value; }).map(function (o) { return o.value; }));
    });
    view.addEventListener('submit', function (event) { event.preventDefault(); });
    all('[data-view-clear]').forEach(function (link) {
      link.addEventListener('click', function (event) { event.preventDefault(); setView([]); one('.view-button').focus(); });
    });
    addEventListener('pageshow', showView);
    showView();
  }
  all('.zone-off').forEach(function (note) {
    var show = make('button', { type: 'button', className: 'text-button', textContent: 'Show' });
    show.addEventListener('click', function () { note.closest('.zone').dataset.open = ''; });
    note.append(' ', show);
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
  function tabsOfView() {
    var keys = chosenKeys();
    return all('[role=tab][data-view]').filter(function (tab) { return tab.dataset.view.split(' ').some(function (key) { return keys.includes(key); }); })
      .reduce(function (ids, tab) { return ids.concat(tab.dataset.tab.split('+')); }, []);
  }
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
    chosen = split(new URLSearchParams(location.search).get('tabs')).concat(tabsOfView(), split(store.get('tabs')));
    doc.addEventListener('skilt:view', function () { chosen = tabsOfView().concat(chosen); drawTabs(); });
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

  // Sidebar: brings the current page into view. Filtering over the whole site, and the whole tree, are a module.
  var nav = one('.side-nav');
  if (nav) {
    var sidebar = one('#site-nav'), current = one('.nav-body .is-current', nav), input = one('input', nav), more = one('.nav-all a', nav);
    if (current && current.offsetTop > sidebar.clientHeight - 80) sidebar.scrollTop = current.offsetTop - sidebar.clientHeight / 3;
    var tree = null, whole = function () { return tree = tree || import(base + 'nav.js').then(function (module) { return module.start(nav, markOf); }); };
    input.addEventListener('focus', whole, { once: true });
    if (more && nav.dataset.nav) more.addEventListener('click', function (event) {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      whole().then(function (open) { return open(); }).catch(function () { location.href = more.href; });
    });
  }
  var drawer = one('#site-nav');
  if (drawer && drawer.hidePopover) {
    matchMedia('(min-width: 900px)').addEventListener('change', function () { if (drawer.matches(':popover-open')) drawer.hidePopover(); });
  }

  // The page as Markdown, on the clipboard.
  all('[data-markdown]').forEach(function (link) {
    if (!navigator.clipboard) return;
    var button = make('button', { type: 'button', className: 'text-button', textContent: 'Copy page as Markdown', 'aria-live': 'polite' });
    button.addEventListener('click', function () {
      fetch(link.href).then(function (answer) { if (!answer.ok) throw new Error(answer.status); return answer.text(); })
        .then(function (text) { return navigator.clipboard.writeText(text); })
        .then(function () { button.textContent = 'Copied'; setTimeout(function () { button.textContent = 'Copy page as Markdown'; }, 1600); })
        .catch(function () { location.href = link.href; });
    });
    link.before(button);
  });

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
