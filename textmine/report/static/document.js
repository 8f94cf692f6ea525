// A document's page: which marks are shown, and which theme stands out.
"use strict";

(() => {
  const reading = document.querySelector(".reading");
  for (const box of document.querySelectorAll("input[data-show]")) {
    const apply = () => reading.classList.toggle(`without-${box.dataset.show}`, !box.checked);
    box.addEventListener("change", apply);
    apply();
  }
  const theme = document.getElementById("theme");
  if (theme) {
    const apply = () => {
      for (const segment of document.querySelectorAll(".segment")) {
        segment.classList.toggle("dimmed", theme.value !== "" && segment.dataset.theme !== theme.value);
      }
    };
    theme.addEventListener("change", apply);
    apply();
  }
  if (matchMedia("(min-width: 60rem)").matches) document.querySelector(".outline").open = true;
})();
