// Runs before the first paint: says that scripts work and applies the reader's choices of theme and platform.
(function (root) {
  root.classList.add('js');
  // What is remembered belongs to this site alone: sites can share an origin, so a key ends with the site's own path.
  var path = new URL('..', document.currentScript.src).pathname;
  function store(area) {
    function ask(verb, key, value) { try { return window[area][verb + 'Item']('skilt.' + key + path, value); } catch (e) { return null; /* Not remembered, still applied. */ } }
    return {
      get: function (key) { return ask('get', key); },
      set: function (key, value) { ask(value === null ? 'remove' : 'set', key, value); }
    };
  }
  var local = store('localStorage'), session = store('sessionStorage');
  // The platform: what the address says, for this tab; else what was chosen on this device. Keys of which the site has none
  // are no choice. The address counts when a reader arrives by it: until the reader comes back to it, something else may have
  // been chosen.
  function keys(text) {
    var found = (text || '').split('.').filter(function (key) { return key && (root.dataset.keys || '').split(' ').includes(key); });
    return found[0] || text === '' ? found : null;
  }
  var asked = new URLSearchParams(location.search).get('for'), way = performance.getEntriesByType('navigation')[0];
  if (keys(asked) && !(way && way.type !== 'navigate')) session.set('for', asked);
  function choice() { return keys(session.get('for')) || keys(local.get('for')) || keys(asked) || []; }
  window.skilt = { local, session, choice };
  var theme = local.get('theme'), view = choice().join(' ');
  if (theme) root.dataset.theme = theme;
  if (view) root.dataset.for = view;
  // If a script that pages need cannot be loaded, the page must look as it does without scripts.
  addEventListener('error', function (event) {
    if (event.target && /(skilt|text)\.js/.test(event.target.src || '')) root.classList.remove('js');
  }, true);
})(document.documentElement);
