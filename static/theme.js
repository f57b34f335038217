// Runs before the first paint: says that scripts work and applies the reader's choice of theme.
(function (root) {
  root.classList.add('js');
  try {
    var theme = localStorage.getItem('skilt.theme');
    if (theme === 'light' || theme === 'dark') root.dataset.theme = theme;
  } catch (e) { /* Storage may be switched off; the system's theme stands. */ }
  // If the main script cannot be loaded, the page must look as it does without scripts.
  addEventListener('error', function (event) {
    if (event.target && /skilt\.js/.test(event.target.src || '')) root.classList.remove('js');
  }, true);
})(document.documentElement);
