// The page for missing addresses offers a search for the words of the address.
(function () {
  'use strict';
  var root = new URL('..', document.currentScript.src);
  addEventListener('DOMContentLoaded', function () {
    var link = document.querySelector('[data-lost]');
    if (!link) return;
    var path = location.pathname;
    try { path = decodeURIComponent(path); } catch (e) { /* Words are taken from what stands there. */ }
    var words = path.slice(root.pathname.length).replace(/\.\w+$/, '').split('/').slice(-2).join(' ').replace(/[^\p{L}\p{N}]+/gu, ' ').replace(/\bindex$/, '').trim();
    if (!words) return;
    link.textContent = window.skilt.say('Search for “{words}”', { words: words });
    link.href = new URL('search.html?q=' + encodeURIComponent(words), root).href;
    // The pages that these words find, where the index can be read.
    var list = document.querySelector('[data-lost-pages]'), base = new URL('assets/', root).href;
    import(base + 'search.js').then(function (module) { return module.lost(base, list, words); })
      .then(function (found) { list.parentNode.hidden = !found; }, function () { /* The link stays. */ });
  });
})();
