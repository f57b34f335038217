// What belongs to a text: code, tables, tabs, headings, pictures. Comes after skilt.js, on pages that have one.
(function () {
  'use strict';
  var doc = document, { chosen: chosenKeys, say, all, one, make, local, setQuery } = window.skilt;

  // What the address leads to on this page.
  function aim() { try { return doc.getElementById(decodeURIComponent(location.hash.slice(1))); } catch (e) { return null; } }

  all('.zone-off').forEach(function (note) {
    var show = make('button', { type: 'button', className: 'text-button', textContent: say('Show') });
    show.addEventListener('click', function () { var zone = note.closest('.zone'); zone.dataset.open = ''; zone.tabIndex = -1; zone.focus(); });
    note.append(' ', show);
  });

  // A button that puts a text on the clipboard. It is where it is of use only: clipboards need a secure address.
  function copier(label, text, failed) {
    var button = make('button', { type: 'button', className: 'text-button', textContent: say(label), 'aria-live': 'polite' });
    button.addEventListener('click', function () {
      text().then(text => navigator.clipboard.writeText(text)).then(function () {
        button.textContent = say('Copied');
        setTimeout(function () { button.textContent = say(label); }, 1600);
      }).catch(failed);
    });
    return navigator.clipboard ? button : '';
  }

  // Code: a copy button in each head; panes that scroll can be reached by keyboard.
  all('.code').forEach(function (block) {
    var head = one('.code-head', block), code = one('code', block);
    if (head && code) head.append(copier('Copy', async function () { return code.textContent.replace(/\n$/, ''); }));
  });
  function measure(box) {
    var table = box.matches('.table') && box.firstElementChild, wide = (table ? table.offsetWidth : box.scrollWidth) > box.clientWidth + 1;
    if (table) { box.classList.toggle('fits', !wide); box.classList.toggle('scrolls', wide); }
    if (wide) box.tabIndex = 0; else box.removeAttribute('tabindex');
  }
  // Declarations of an API wrap. What is far away has no width yet and is a stop for the keyboard until it has one.
  // What is measured changes its own size, so that is done in the next frame.
  var resized = new ResizeObserver(function (entries) { requestAnimationFrame(function () { entries.forEach(function (entry) { measure(entry.target); }); }); });
  all('.table, main pre:not([data-lang])').forEach(function (box) { box.tabIndex = 0; resized.observe(box); });

  // Tabs: groups that share ids move together; a tab with a condition shows only while that other tab is chosen, so groups
  // with conditions are drawn last.
  var groups = all('.tabGroup').map(function (group) {
    var tabs = all('[role=tab]', group).filter(tab => tab.closest('.tabGroup') === group);
    return {
      node: group, depends: tabs.some(tab => tab.dataset.condition),
      tabs: tabs.map(function (tab) {
        return { tab: tab, panel: doc.getElementById(tab.getAttribute('aria-controls')), ids: (tab.dataset.tab || '').split('+'), condition: tab.dataset.condition };
      })
    };
  }).filter(group => group.tabs.length).sort((a, b) => a.depends - b.depends);
  var chosen = [];
  function idsOf(group) { return group.tabs.flatMap(t => t.ids); }
  function split(text) { return (text || '').split(',').filter(Boolean); }
  function tabsOfView() {
    var keys = chosenKeys();
    return all('[role=tab][data-view]').filter(tab => tab.dataset.view.split(' ').some(key => keys.includes(key)))
      .flatMap(tab => tab.dataset.tab.split('+'));
  }
  function drawTabs() {
    var active = [];
    groups.forEach(function (group) {
      var visible = group.tabs.filter(t => !t.condition || active.includes(t.condition));
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
        if (t.panel) { t.panel.hidden = !on; t.panel.ariaLabel = t.tab.textContent; }
      });
      group.node.dataset.ready = '';
    });
    // Declarations of an API's members follow the choice by style alone: there can be a thousand.
    doc.documentElement.dataset.tabs = active.join(' ');
  }
  function choose(group, entry, focus) {
    var before = entry.tab.getBoundingClientRect().top;
    var rivals = idsOf(group), here = groups.flatMap(idsOf);
    chosen = entry.ids.concat(chosen.filter(id => !rivals.includes(id)));
    drawTabs();
    if (focus) entry.tab.focus({ preventScroll: true });
    scrollBy(0, entry.tab.getBoundingClientRect().top - before);
    local.set('tabs', chosen.slice(0, 12).join(','));
    setQuery(function (query) { query.set('tabs', chosen.filter(id => here.includes(id)).join(',')); });
  }
  if (groups.length) {
    chosen = split(new URLSearchParams(location.search).get('tabs')).concat(tabsOfView(), split(local.get('tabs')));
    doc.addEventListener('skilt:view', function () { chosen = tabsOfView().concat(chosen); drawTabs(); setQuery(function (query) { query.delete('tabs'); }); });
    groups.forEach(function (group) {
      group.tabs.forEach(function (entry) {
        entry.tab.addEventListener('click', function (event) { event.preventDefault(); choose(group, entry, true); });
        entry.tab.addEventListener('keydown', function (event) {
          var shown = group.tabs.filter(t => !t.tab.parentNode.hidden), at = shown.indexOf(entry);
          var step = doc.dir ? -1 : 1, to = { ArrowRight: at + step, ArrowLeft: at - step, Home: 0, End: -1 }[event.key];
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
      var target = aim(), panel = target && target.closest('[role=tabpanel][hidden]');
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
    var fold = one('details', toc), column = matchMedia('(min-width: 75em)');
    // Beside the text it cannot be folded.
    var arrange = function () { fold.firstElementChild.inert = fold.open = column.matches; };
    column.addEventListener('change', arrange);
    arrange();
    var links = new Map(), root = doc.documentElement, pinned = null, last = null;
    all('a', toc).forEach(function (link) {
      var heading = doc.getElementById(decodeURIComponent(link.hash.slice(1)));
      if (heading) links.set(heading, link);
      link.addEventListener('click', function () { if (!column.matches) fold.open = false; pin(heading); });
    });
    var headings = Array.from(links.keys());
    // Where a heading stands in the window; in a hidden panel nowhere.
    var top = heading => heading.offsetParent ? heading.getBoundingClientRect().top : NaN;
    // Current is the heading that was asked for, while it is in sight. Else it is the last one that has come to the top; at
    // the end of the page, where no other can come there, the last one in sight.
    var mark = function () {
      var head = parseFloat(getComputedStyle(root).scrollPaddingTop) || 0, line = head + 40;
      if (pinned && doc.readyState === 'complete' && !(top(pinned) > head - 40 && top(pinned) < innerHeight)) pinned = null;
      if (scrollY > 0 && scrollY + innerHeight > root.scrollHeight - 2) line = innerHeight;
      var current = pinned || headings.filter(heading => top(heading) < line).pop() || null;
      if (current === last) return;
      if (last) links.get(last).removeAttribute('aria-current');
      last = current;
      if (!current) return;
      var link = links.get(current), box = toc.getBoundingClientRect(), at = link.getBoundingClientRect();
      link.setAttribute('aria-current', 'location');
      if (at.top < box.top || at.bottom > box.bottom) toc.scrollTop += at.top - box.top - box.height / 3;
    };
    // The browser goes to a heading after the click on its link.
    var pin = function (heading) { pinned = links.has(heading) && heading; requestAnimationFrame(mark); };
    addEventListener('hashchange', function () { pin(aim()); });
    ['scroll', 'resize', 'load'].forEach(function (name) { addEventListener(name, mark, { passive: true }); });
    pin(aim());
  }

  // The page as Markdown, on the clipboard.
  all('[data-markdown]').forEach(function (link) {
    link.after(copier('Copy page as Markdown', async function () {
      var answer = await fetch(link.href);
      if (!answer.ok) throw new Error(answer.status);
      return answer.text();
    }, function () { location.href = link.href; }));
  });

  // Pictures drawn smaller than they are open at full size.
  function zoomable(img) {
    if (img.closest('a, button') || !img.clientWidth || img.naturalWidth < img.clientWidth * 1.2) return;
    var button = make('button', { type: 'button', className: 'zoom', 'aria-label': say('Enlarge: {name}', { name: img.alt || say('Picture') }) });
    img.replaceWith(button);
    button.append(img);
    button.addEventListener('click', function () {
      var close = make('button', { type: 'button', className: 'icon-button', textContent: '✕', 'aria-label': say('Close') });
      var box = make('dialog', { className: 'lightbox', 'aria-label': img.alt || say('Picture') }, close, make('img', { src: img.currentSrc || img.src, alt: img.alt }));
      box.addEventListener('click', function () { box.close(); });
      box.addEventListener('close', function () { box.remove(); button.focus(); });
      doc.body.append(box);
      box.showModal();
    });
  }
  // A picture has its size once it is loaded and in sight, and another in another window.
  var sized = new ResizeObserver(function (entries) { entries.forEach(function (entry) { zoomable(entry.target); }); });
  all('.prose img').forEach(function (img) {
    img.addEventListener('load', function () { zoomable(img); });
    sized.observe(img);
  });
})();
