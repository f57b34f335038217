// Runs before the first paint: says that scripts work and applies the reader's choices of theme and platform.
(function (root) {
  root.classList.add('js');
  try {
    var theme = localStorage.getItem('skilt.theme');
    if (theme === 'light' || theme === 'dark') root.dataset.theme = theme;
  } catch (e) { /* Storage may be switched off; the system's theme stands. */ }
  // The platform: what the address says, for this tab; else what was chosen on this device.
  var view = new URLSearchParams(location.search).get('for');
  try {
    if (view !== null) sessionStorage.setItem('skilt.for', view);
    else view = sessionStorage.getItem('skilt.for');
    if (view === null) view = localStorage.getItem('skilt.for');
  } catch (e) { /* Not remembered. */ }
  view = (view || '').split('.').filter(function (key) { return /^[\p{L}\p{N}-]{1,60}$/u.test(key); }).slice(0, 8).join(' ');
  if (view) root.dataset.for = view;
  // If a script that pages need cannot be loaded, the page must look as it does without scripts.
  addEventListener('error', function (event) {
    if (event.target && /(skilt|text)\.js/.test(event.target.src || '')) root.classList.remove('js');
  }, true);
})(document.documentElement);
