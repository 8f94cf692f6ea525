// On every page: the reader's language, and data that scripts hand over.
"use strict";

const textmine = (() => {
  const root = document.documentElement;
  const KEY = "textmine-language";

  function remembered() {
    try {
      return localStorage.getItem(KEY);
    } catch {
      return null; // a browser may keep nothing for pages of the disk
    }
  }

  function setLanguage(language) {
    root.dataset.language = language;
    root.lang = language === "zh" ? "zh-Hans" : "en";
    for (const option of document.querySelectorAll("option[data-zh]")) option.textContent = option.dataset[language];
    try {
      localStorage.setItem(KEY, language);
    } catch {
      // it holds for this page
    }
  }

  const own = remembered();
  const language = own === "zh" || own === "en" ? own : navigator.language.startsWith("zh") ? "zh" : "en";
  root.dataset.language = language;
  root.lang = language === "zh" ? "zh-Hans" : "en";
  document.addEventListener("DOMContentLoaded", () => {
    setLanguage(root.dataset.language);
    document.getElementById("language").addEventListener("click", () => {
      setLanguage(root.dataset.language === "zh" ? "en" : "zh");
    });
  });

  // Data come as scripts, since a page of the disk may read no other files. Each calls receive once.
  const received = new Map();
  const waiting = new Map();

  function promised(key) {
    if (!waiting.has(key)) {
      const entry = {};
      entry.promise = new Promise((resolve, reject) => Object.assign(entry, { resolve, reject }));
      waiting.set(key, entry);
    }
    return waiting.get(key);
  }

  function receive(key, value) {
    received.set(key, value);
    promised(key).resolve(value);
  }

  function load(key, address) {
    const entry = promised(key);
    if (!received.has(key) && !entry.asked) {
      entry.asked = true;
      const script = document.createElement("script");
      script.src = address;
      script.onerror = () => entry.reject(new Error(`${address} is missing`));
      document.head.append(script);
    }
    return entry.promise;
  }

  // An element with its attributes and children; text is never read as markup.
  function make(name, attributes = {}, ...children) {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    made.append(...children);
    return made;
  }

  // Both languages side by side; the style sheet shows one.
  function both(zh, en) {
    if (zh === en) return document.createTextNode(zh);
    const made = document.createDocumentFragment();
    made.append(make("span", { lang: "zh", class: "zh" }, zh), make("span", { lang: "en", class: "en" }, en));
    return made;
  }

  return { receive, load, ready: (key) => promised(key).promise, make, both };
})();
