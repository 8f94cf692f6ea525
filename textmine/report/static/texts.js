// Texts of documents: their characters, segments and sentences.
"use strict";

textmine.texts = (() => {
  // Offsets count characters as people do; the script's own count differs where a rare character takes two places.
  class Text {
    constructor(id, data) {
      Object.assign(this, data, { id });
      this.points = data.astral ? Array.from(data.text) : null;
    }

    slice(start, end) {
      return this.points ? this.points.slice(start, end).join("") : this.text.slice(start, end);
    }

    sentence(number) {
      const [segment, start, end, line] = this.sentences[number];
      const [place, path] = this.segments[segment];
      return { document: this.id, place, path: this.paths[path], start, end, line, text: this.slice(start, end) };
    }
  }

  const known = new Map();

  function text(id, up) {
    if (!known.has(id)) {
      known.set(id, textmine.load(`texts/${id}`, `${up}data/texts/${id}.js`).then((data) => new Text(id, data)));
    }
    return known.get(id);
  }

  return { text };
})();
