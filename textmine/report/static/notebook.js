// A notebook's page: outputs that are wider than the page can be reached and moved by keys.
"use strict";

for (const output of document.querySelectorAll(".notebook .output_area")) {
  if (output.scrollWidth > output.clientWidth) {
    output.tabIndex = 0;
    output.setAttribute("role", "group");
    output.setAttribute("aria-label", output.querySelector(".prompt")?.textContent.trim() || "output");
  }
}
