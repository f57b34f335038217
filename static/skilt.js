// The built-in theme's behaviour. Every part is optional: without it the page is complete, only less handy.
(function () {
  'use strict';
  var doc = document, root = doc.documentElement;
  var base = doc.currentScript.src.replace(/[^/]*$/, '');
  var all = (selector, from) => Array.from((from || doc).querySelectorAll(selector));
  var one = (selector, from) => (from || doc).querySelector(selector);
  var { local, session, choice } = window.skilt;
  // Makes an element. Properties are set as properties, names with a dash as attributes.
  function make(tag, props, ...inside) {
    var node = doc.createElement(tag);
    for (var key in props) if (key === 'role' || key.includes('-')) node.setAttribute(key, props[key]); else node[key] = props[key];
    node.append(...inside.filter(Boolean));
    return node;
  }
  // A text of the theme in the language of the page: a file of words comes before this one where that is not English.
  var words = window.skiltWords || {};
  function say(text, values) { return (words[text] || text).replace(/\{(\w+)\}/g, (_, name) => values[name]); }
  function setQuery(change) {
    var url = new URL(location.href);
    change(url.searchParams);
    history.replaceState(history.state, '', url.pathname + url.search.replace(/%2C/g, ',') + url.hash);
  }

  // Theme: automatic, light, dark, in turn.
  all('[data-theme-switch]').forEach(function (button) {
    var names = { '': say('Theme: automatic'), light: say('Theme: light'), dark: say('Theme: dark') }, order = ['', 'light', 'dark'];
    function show() {
      button.title = names[root.dataset.theme || ''];
      button.setAttribute('aria-label', button.title);
    }
    button.addEventListener('click', function () {
      var next = order[(order.indexOf(root.dataset.theme || '') + 1) % 3];
      if (next) root.dataset.theme = next; else delete root.dataset.theme;
      local.set('theme', next || null);
      show();
    });
    show();
  });

  // Platform: what was chosen is an attribute of the root, set before the first paint; the style sheet does the rest.
  var view = one('[data-view]'), choices = view ? all('input', view) : [];
  function chosenKeys() { return (root.dataset.for || '').split(' ').filter(Boolean); }
  function showView() {
    var keys = chosenKeys();
    choices.forEach(function (option) {
      option.checked = option.value ? keys.includes(option.value) : !choices.some(o => o.name === option.name && o.value && keys.includes(o.value));
    });
  }
  // Shows a choice. The address says it if the reader has made it here, or said another.
  function show(keys, made) {
    var other = keys.join(' ') !== chosenKeys().join(' ');
    if (keys.length) root.dataset.for = keys.join(' '); else delete root.dataset.for;
    showView();
    if (made || /[?&]for=/.test(location.search)) setQuery(function (query) { if (keys.length) query.set('for', keys.join('.')); else query.delete('for'); });
    if (other) doc.dispatchEvent(new CustomEvent('skilt:view'));
  }
  // The choice as the form shows it: one value of a facet.
  function picked() { return choices.filter(option => option.checked && option.value); }
  function values() { return picked().map(option => option.value); }
  function setView(keys) {
    // That nothing is chosen is kept too, as it is newer than what an address says that the reader comes back to.
    local.set('for', keys.join('.'));
    session.set('for', null);
    show(keys, true);
    var names = picked().map(option => one('.tag', option.parentNode).lastChild.textContent);
    one('[data-view-status]').textContent = names.length ? say('Showing what applies to {names}', { names: names.join(', ') }) : say('Showing everything');
  }
  Object.assign(window.skilt, { chosen: chosenKeys, say, all, one, make, setQuery });
  if (view) {
    view.addEventListener('change', function () { setView(values()); });
    view.addEventListener('submit', function (event) { event.preventDefault(); });
    all('[data-view-clear]').forEach(function (link) {
      link.addEventListener('click', function (event) { event.preventDefault(); setView([]); one('.view-button').focus(); });
    });
    // Also a page that the browser has kept as it was shows the newest choice.
    var again = function () { show(choice()); show(values()); };
    addEventListener('pageshow', again);
    again();
  }

  // Search is a module of its own, fetched when first asked for.
  function search() {
    import(base + 'search.js').then(function (module) { module.open(base); }, function () {
      all('[data-search-open] span').forEach(function (label) { label.textContent = say(location.protocol === 'file:' ? 'Search needs a web server' : 'Search is out of reach'); });
    });
  }
  var results = one('[data-search-page]');
  if (results) {
    import(base + 'search.js').then(function (module) { module.page(base, results); }, function () {
      results.textContent = say(location.protocol === 'file:' ? 'Search needs a web server: browsers do not let pages opened from a disk read other files.' : 'Search is out of reach');
    });
  }
  all('[data-search-open]').forEach(function (button) {
    button.addEventListener('click', search);
    if (/Mac|iP/.test(navigator.platform)) { var key = one('kbd', button); if (key) key.textContent = '⌘ K'; }
    addEventListener('keydown', function (event) {
      if ((event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey && event.key === 'k') { event.preventDefault(); search(); }
      // One key alone only where nothing is typed or open, and not for readers who switched it off (WCAG 2.1.4).
      var target = event.target, busy = event.ctrlKey || event.metaKey || event.altKey || target.isContentEditable || target.closest(':is(input, textarea, select, dialog[open], :popover-open)');
      if (event.key === '/' && !busy && local.get('slash') !== 'off') { event.preventDefault(); search(); }
    });
  });

  // Sidebar: brings the current page into view. Filtering over the whole site, and the whole tree, are a module.
  var nav = one('.side-nav');
  if (nav) {
    var sidebar = one('.sidebar'), current = one('.nav-body .is-current', nav), input = one('input', nav), more = one('.nav-all a', nav);
    // An entry stands after the click where it stood before, if it leads here; else the current one is somewhere in view.
    var place = (session.get('place') || '').split(' '), depth = entry => entry.getBoundingClientRect().top - sidebar.getBoundingClientRect().top;
    session.set('place', null);
    if (current && place[1] === location.pathname) sidebar.scrollTop += depth(current.firstElementChild) - place[0];
    else if (current && current.offsetTop > sidebar.clientHeight - 80) sidebar.scrollTop = current.offsetTop - sidebar.clientHeight / 3;
    nav.addEventListener('click', function (event) {
      var link = event.target.closest('a');
      if (link) session.set('place', depth(link) + ' ' + link.pathname);
    });
    var tree = null, whole = () => tree = tree || import(base + 'nav.js').then(module => module.start(nav));
    input.addEventListener('focus', whole, { once: true });
    if (more && nav.dataset.nav) more.addEventListener('click', function (event) {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      whole().then(open => open()).catch(function () { location.href = more.href; });
    });
  }
  var drawer = one('.sidebar');
  if (drawer && drawer.hidePopover) {
    var shut = function () { if (drawer.matches(':popover-open')) drawer.hidePopover(); };
    matchMedia('(min-width: 56.25em)').addEventListener('change', shut);
    addEventListener('pagehide', shut);
  }

  // A page pointed at is fetched ahead, unless the reader saves data.
  if (!(navigator.connection && navigator.connection.saveData)) {
    var ahead = new Set();
    addEventListener('pointerover', function (event) {
      var link = event.target.closest && event.target.closest('a[href]');
      if (!link || link.origin !== location.origin || link.pathname === location.pathname || ahead.has(link.pathname)) return;
      if (!/(\.html|\/)$/.test(link.pathname)) return;
      ahead.add(link.pathname);
      doc.head.append(make('link', { rel: 'prefetch', href: link.href }));
    }, { passive: true });
  }
})();
