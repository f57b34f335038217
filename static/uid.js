// Permanent addresses: /uid/UID leads to the page that declares the uid, asked for in the site's own lookup.
(function () {
  'use strict';
  var root = new URL('..', document.currentScript.src).pathname;
  var path = location.pathname;
  if (path.indexOf(root + 'uid/') !== 0) return;
  var uid = decodeURIComponent(path.slice(root.length + 4).replace(/\/(index\.html)?$/, ''));
  var hash = 0x811c9dc5;
  new TextEncoder().encode(uid).forEach(function (byte) { hash = Math.imul(hash ^ byte, 0x01000193); });
  var shard = ('0' + (hash & 255).toString(16)).slice(-2);
  fetch(root + 'uid/lookup/' + shard + '.json')
    .then(function (answer) { return answer.ok ? answer.json() : {}; })
    .then(function (map) { if (Object.hasOwn(map, uid)) location.replace(root + map[uid]); })
    .catch(function () { /* The page for missing addresses stays. */ });
})();
