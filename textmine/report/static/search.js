// The search: every place where a run of characters stands in any document, with what is left and right of it.
"use strict";

(async () => {
  const { make, both } = textmine;
  const WINDOW = 20; // characters on each side; they end with the segment
  const SHOWN = 200;
  const [query, group, sort] = ["query", "group", "sort"].map((id) => document.getElementById(id));
  const [state, hits, further] = ["status", "hits", "further"].map((id) => document.getElementById(id));
  const say = (zh, en) => state.replaceChildren(both(zh, en));
  say("正在读入文本…", "reading the texts …");
  const documents = await textmine.ready("documents");
  const lower = (text) => text.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
  const texts = await Promise.all(
    documents.map(async ([id]) => {
      const { text, paths, segments, astral } = await textmine.texts.text(id, "");
      const places = astral ? counted(text, segments) : segments;
      return { text, paths, segments: places, lowered: lower(text), starts: places.map(([, , start]) => start) };
    }),
  );

  // Segments with offsets as the script counts, where a rare character takes two places.
  function counted(text, segments) {
    const at = [0];
    for (const character of text) at.push(at.at(-1) + character.length);
    return segments.map(([place, path, start, end]) => [place, path, at[start], at[end]]);
  }

  function segmentAt(text, place) {
    let [low, high] = [0, text.starts.length];
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (text.starts[middle] <= place) low = middle;
      else high = middle;
    }
    return text.segments[low];
  }

  function find(words) {
    const found = [];
    const wanted = lower(words);
    texts.forEach((text, number) => {
      if (group.value !== "" && String(documents[number][2]) !== group.value) return;
      for (let at = text.lowered.indexOf(wanted); at >= 0; at = text.lowered.indexOf(wanted, at + wanted.length)) {
        found.push({ number, at, end: at + wanted.length });
      }
    });
    return found;
  }

  function context({ number, at, end }) {
    const text = texts[number];
    const [place, path, start, stop] = segmentAt(text, at);
    return {
      place,
      path: text.paths[path],
      left: text.text.slice(Math.max(at - WINDOW, start), at),
      match: text.text.slice(at, end),
      right: text.text.slice(end, Math.min(end + WINDOW, stop)),
    };
  }

  function sorted(found) {
    if (sort.value === "text") return found;
    const backwards = (text) => Array.from(text).reverse().join("");
    const keyed = found.map((one) => {
      const around = context(one);
      return [sort.value === "right" ? around.right : backwards(around.left), one];
    });
    keyed.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
    return keyed.map(([, one]) => one);
  }

  function line(one) {
    const { place, path, left, match, right } = context(one);
    const [id, title, number] = documents[one.number];
    const address = `documents/${id}.html#s-${place}`;
    return make(
      "tr",
      { class: `group-${number}`, "data-segment": `${id}/${place}` },
      make("td", { class: "left", lang: "zh" }, left),
      make("td", { class: "match", lang: "zh" }, make("mark", {}, match)),
      make("td", { class: "right", lang: "zh" }, right),
      make("td", { class: "place" }, make("span", { class: "swatch" }), make("a", { href: address, title: `${title} ${path}` }, `${id}/${place}`)),
    );
  }

  let found = [];

  function show(from) {
    const rows = found.slice(from, from + SHOWN).map(line);
    if (from) hits.querySelector("tbody").append(...rows);
    else if (rows.length) {
      const names = [["左文", "left"], ["所查", "match"], ["右文", "right"], ["出处", "where"]];
      const head = make("tr", {}, ...names.map(([zh, en]) => make("th", { scope: "col", class: en }, both(zh, en))));
      hits.replaceChildren(make("table", { class: "concordance" }, make("thead", {}, head), make("tbody", {}, ...rows)));
    } else hits.replaceChildren();
    const shown = Math.min(from + SHOWN, found.length);
    further.replaceChildren();
    if (shown < found.length) {
      const more = make("button", { type: "button", class: "more" }, both("再显示一些", "Show more"));
      more.addEventListener("click", () => show(shown));
      further.append(more);
    }
  }

  function search() {
    const begun = performance.now();
    const words = query.value.trim();
    found = words ? sorted(find(words)) : [];
    show(0);
    const n = new Set(found.map((one) => one.number)).size;
    if (!words) say("", "");
    else if (!found.length) say("没有找到。", "Nothing found.");
    else say(`${n} 份文件中共 ${found.length} 处`, `${found.length} places in ${n} documents`);
    state.dataset.found = found.length;
    state.dataset.milliseconds = (performance.now() - begun).toFixed(1);
    history.replaceState(null, "", words ? `#${encodeURIComponent(words)}` : " ");
  }

  document.getElementById("search").addEventListener("submit", (event) => {
    event.preventDefault();
    search();
  });
  for (const control of [query, group, sort]) control.addEventListener("input", search);
  const asked = decodeURIComponent(location.hash.slice(1));
  if (asked) query.value = asked;
  search();
  state.dataset.ready = "yes";
})();
