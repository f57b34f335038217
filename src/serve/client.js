// Reloads a page when a build has changed it, and shows what is wrong with it. Put into pages by `skilt serve` only.
(() => {
  "use strict";
  const self = document.currentScript;
  if (!self || window.top !== window || !window.EventSource) return;
  const { route, prefix } = self.dataset;
  let build = self.dataset.build;
  let source = null;
  let dismissed = "";

  // Paths in the output are compared as texts, without the site's prefix.
  const inSite = (address) => {
    const url = new URL(address, location.href);
    if (url.origin !== location.origin) return null;
    let path = url.pathname;
    try { path = decodeURIComponent(path); } catch { /* stays as it is */ }
    path = path.replace(/^\//, "");
    return prefix && path.startsWith(prefix + "/") ? path.slice(prefix.length + 1) : path;
  };

  const page = () => {
    const path = inSite(location.href).replace(/\/$/, "");
    return new Set([route, path, path + ".html", path ? path + "/index.html" : "index.html"]);
  };

  const sheets = () => [...document.querySelectorAll('link[rel~="stylesheet"][href]')];

  const assets = () => {
    const used = [...document.querySelectorAll("script[src], img[src], source[src], video[src], iframe[src]")];
    return new Set(used.map((element) => inSite(element.src)));
  };

  // Scroll positions survive a reload in the session's storage.
  const key = "skilt-scroll:" + location.pathname;
  const store = (work) => { try { return work(sessionStorage); } catch { return null; } };
  const kept = store((storage) => { const at = storage.getItem(key); storage.removeItem(key); return at; });
  if (kept !== null) {
    const [x, y] = kept.split(",").map(Number);
    addEventListener("load", () => scrollTo({ left: x, top: y, behavior: "instant" }), { once: true });
  }
  const reload = () => {
    store((storage) => storage.setItem(key, scrollX + "," + scrollY));
    location.reload();
  };

  // The new sheet is put beside the old one, which goes when the new one is there: no flash of bare HTML.
  const swap = (changed) => {
    for (const old of sheets().filter((sheet) => changed.has(inSite(sheet.href)))) {
      const fresh = old.cloneNode();
      const url = new URL(old.href);
      url.searchParams.set("skilt", build);
      fresh.href = url.href;
      fresh.addEventListener("load", () => old.remove());
      old.after(fresh);
    }
  };

  const onBuild = (event) => {
    const change = JSON.parse(event.data);
    build = change.build;
    const changed = new Set([...change.changed, ...change.removed]);
    const has = (paths) => [...paths].some((path) => changed.has(path));
    if (change.all || has(page()) || has(assets())) return reload();
    swap(changed);
    diagnose();
  };

  // A hidden page gives its connection back: a browser keeps only six to one server.
  const connect = () => {
    if (document.hidden || source) return;
    source = new EventSource("/__skilt/events?since=" + encodeURIComponent(build));
    source.addEventListener("build", onBuild);
  };
  const disconnect = () => { if (source) source.close(); source = null; };
  document.addEventListener("visibilitychange", () => (document.hidden ? disconnect() : connect()));
  addEventListener("pagehide", disconnect);
  addEventListener("pageshow", connect);

  const STYLE = `
    :host { all: initial; }
    section { position: fixed; inset: auto 1rem 1rem 1rem; max-width: 46rem; max-height: 45vh; margin-left: auto;
      overflow: auto; z-index: 2147483647; box-sizing: border-box; padding: .9rem 1.1rem; border-radius: .6rem;
      border: 1px solid #d0455b; border-left-width: .35rem; background: #fff; color: #1c1e26;
      box-shadow: 0 .5rem 2rem #0004; font: 14px/1.5 system-ui, sans-serif; }
    section.warning { border-color: #c98a06; }
    header { display: flex; align-items: start; gap: 1rem; }
    h2 { flex: 1; margin: 0; font-size: 15px; }
    button { font: inherit; border: 0; background: none; color: inherit; cursor: pointer; padding: 0 .4rem; }
    ul { margin: .4rem 0 0; padding: 0; list-style: none; }
    li { padding: .45rem 0; border-top: 1px solid #8883; overflow-wrap: anywhere; }
    a, code { font: 12.5px/1.5 ui-monospace, monospace; color: inherit; }
    p { margin: .1rem 0 0; }
    .help { opacity: .75; }
    @media (prefers-color-scheme: dark) { section { background: #20222b; color: #e8e8ee; } }
    @media print { section { display: none; } }`;

  const make = (name, text, parent, type) => {
    const element = document.createElement(name);
    if (text) element.textContent = text;
    if (type) element.className = type;
    if (parent) parent.append(element);
    return element;
  };

  const host = make("skilt-problems");
  const shadow = host.attachShadow({ mode: "open" });
  try {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(STYLE);
    shadow.adoptedStyleSheets = [sheet];
  } catch { /* an old browser shows the panel plainly */ }

  const show = (panel, text) => {
    const errors = panel.problems.some((problem) => problem.severity === "error");
    const section = make("section", "", null, errors ? "" : "warning");
    section.setAttribute("role", "status");
    const header = make("header", "", section);
    const one = panel.count === 1;
    const title = panel.failed ? "The site cannot be built; this is the page as it was"
      : panel.count + (one ? " problem" : " problems") + " on this page";
    make("h2", title, header);
    const close = make("button", "\u00d7", header);
    close.setAttribute("aria-label", "Dismiss");
    close.addEventListener("click", () => { dismissed = text; host.remove(); });
    const list = make("ul", "", section);
    for (const problem of panel.problems) {
      const item = make("li", "", list);
      const place = [problem.file, problem.line, problem.column].filter((part) => part !== null).join(":");
      if (place && problem.href) make("a", place, item).href = problem.href;
      else if (place) make("code", place, item);
      make("p", problem.severity + " " + problem.code + ": " + problem.message, item);
      if (problem.help) make("p", "help: " + problem.help, item, "help");
    }
    shadow.replaceChildren(section);
    document.body.append(host);
  };

  const diagnose = async () => {
    try {
      const answer = await fetch("/__skilt/diagnostics?path=" + encodeURIComponent(location.pathname));
      const text = await answer.text();
      const panel = JSON.parse(text);
      if (panel.count === 0) host.remove();
      else if (text !== dismissed) show(panel, text);
    } catch { /* the server is gone; the next connection tells */ }
  };

  connect();
  diagnose();
})();
