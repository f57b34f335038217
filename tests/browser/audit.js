(() => {
  const found = [], say = (what, node) => found.push(what + ': ' + (node.outerHTML || '').slice(0, 120));
  const all = (selector, from) => [...(from || document).querySelectorAll(selector)];
  const seen = node => node.checkVisibility({ visibilityProperty: true, opacityProperty: true });
  const name = node => (node.getAttribute('aria-label') || (node.getAttribute('aria-labelledby') || '').split(' ').filter(Boolean).map(id => (document.getElementById(id) || {}).textContent).join(' ')
    || (node.labels && node.labels.length ? node.labels[0].textContent : '') || node.textContent || node.alt || all('img[alt]', node).map(i => i.alt).join(' ') || node.title || '').trim();

  // Names (4.1.2, 1.1.1, 2.4.4), and what they refer to.
  all('a[href], button, input, select, textarea, summary, [role=tab], [role=option]').filter(seen).forEach(node => { if (!name(node)) say('no name', node); });
  all('img:not([alt])').forEach(node => say('no alt', node));
  all('iframe:not([title])').forEach(node => say('no title', node));
  all('[aria-controls], [aria-labelledby], label[for]').filter(seen).forEach(node => ['aria-controls', 'aria-labelledby', 'for'].forEach(attribute => {
    (node.getAttribute(attribute) || '').split(' ').filter(Boolean).forEach(id => { if (!document.getElementById(id)) say(attribute + ' leads nowhere', node); });
  }));
  const ids = new Set();
  all('[id]').forEach(node => { if (ids.has(node.id)) say('id twice', node); ids.add(node.id); });
  all('[tabindex]').forEach(node => { if (node.tabIndex > 0) say('tabindex above 0', node); });

  // Landmarks and headings (1.3.1, 2.4.1, 2.4.6, 3.1.1).
  if (!document.documentElement.lang) say('no language', document.documentElement);
  if (all('main').filter(seen).length !== 1) say('not one main', document.body);
  const skip = document.querySelector('.skip');
  if (!skip || !document.getElementById(skip.getAttribute('href').slice(1))) say('no skip link', document.body);
  const labels = new Set();
  all('nav, section[aria-label]:not([role]), aside').filter(seen).forEach(node => { const label = node.tagName + name(node).slice(0, 60); if (node.tagName === 'NAV' && !node.getAttribute('aria-label')) say('no label', node); if (labels.has(label)) say('label twice', node); labels.add(label); });
  let last = 0;
  all('main :is(h1, h2, h3, h4, h5, h6):not([role=none])').filter(seen).forEach(node => { const level = +node.tagName[1]; if (level > last + 1) say('heading skips a level', node); last = level; });

  // Contrast (1.4.6): the text's colour on the first ground below it that is not transparent.
  const parse = text => {
    const srgb = /^color\(srgb ([^)]*)\)/.exec(text), numbers = (srgb ? srgb[1] : text).match(/[\d.e-]+/g).map(Number);
    return { rgb: numbers.slice(0, 3).map(n => srgb ? n : n / 255), a: numbers.length > 3 ? numbers[3] : 1 };
  };
  const light = rgb => { const [r, g, b] = rgb.map(c => c <= .04045 ? c / 12.92 : ((c + .055) / 1.055) ** 2.4); return .2126 * r + .7152 * g + .0722 * b; };
  const over = (top, under) => top.rgb.map((c, at) => c * top.a + under[at] * (1 - top.a));
  const ground = node => {
    const layers = [];
    for (let at = node; at; at = at.parentElement) { const own = parse(getComputedStyle(at).backgroundColor); if (own.a > 0) layers.push(own); if (own.a === 1) break; }
    return layers.reverse().reduce((under, layer) => over(layer, under), [1, 1, 1]);
  };
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT), told = new Set();
  while (walker.nextNode()) {
    const node = walker.currentNode.parentElement;
    if (!walker.currentNode.data.trim() || told.has(node) || !seen(node) || node.closest('svg, .visually-hidden, .skip, option')) continue;
    told.add(node);
    const style = getComputedStyle(node), size = parseFloat(style.fontSize), large = size >= 24 || (size >= 18.66 && +style.fontWeight >= 700);
    const under = ground(node), ink = over(parse(style.color), under), [a, b] = [light(ink), light(under)];
    const contrast = (Math.max(a, b) + .05) / (Math.min(a, b) + .05);
    if (contrast < (large ? 4.5 : 7)) say('contrast ' + contrast.toFixed(2), node);
  }

  // Targets (2.5.8): 24 pixels, unless in a line of text or with room around them.
  all('header a, header button, nav a, button, input:enabled, select, .rows a, .view-bar a, .site-foot a').filter(seen).forEach(node => {
    const box = [node, ...(node.labels || [])].map(part => part.getBoundingClientRect()).sort((a, b) => b.height - a.height)[0];
    if (box.width && !node.closest('.visually-hidden, .skip') && getComputedStyle(node).position !== 'absolute' && (box.height < 23.5 || box.width < 12)) say('small ' + Math.round(box.width) + ' by ' + Math.round(box.height), node);
  });
  return found;
})()