// Finds operations and types by what is typed: `/` begins, arrows choose, Enter opens, Escape ends. Names that begin with the
// text come first, then those whose words begin with its letters (`gc` is get_call), those with a word that begins with it,
// and those that have it anywhere; of equal ones the shortest.
"use strict";
(() => {
  const root = document.body.dataset.root;
  const input = document.getElementById("search");
  const list = document.getElementById("found");
  const MOST = 12;
  let chosen = 0;

  const rank = ([vendor, name, what, summary], words) => {
    const low = name.toLowerCase();
    const all = `${low} ${what} ${summary} ${vendor}`.toLowerCase();
    const first = words[0];
    const here = document.title.startsWith(`${vendor} ·`) ? 0 : 4;
    const initials = low.split(/[_\W]+/).map((part) => part[0]).join("");
    if (words.length === 1 && first.length > 1 && initials.startsWith(first)) return here + 0.5;
    if (!words.every((word) => all.includes(word))) return -1;
    if (low.startsWith(first)) return here;
    if (low.split(/[_\W]+/).some((part) => part.startsWith(first))) return here + 1;
    return here + (low.includes(first) ? 2 : 3);
  };

  const show = () => {
    const words = input.value.toLowerCase().split(/\s+/).filter(Boolean);
    list.textContent = "";
    list.hidden = words.length === 0;
    if (list.hidden) return;
    const found = window.INDEX.map((entry, at) => [rank(entry, words), at, entry])
      .filter(([score]) => score >= 0)
      .sort((a, b) => a[0] - b[0] || a[2][1].length - b[2][1].length || a[1] - b[1])
      .slice(0, MOST);
    for (const [, , [vendor, name, what, summary, address]] of found) {
      const item = document.createElement("li");
      const link = document.createElement("a");
      link.href = root + address;
      const title = document.createElement("b");
      title.textContent = name;
      const more = document.createElement("small");
      more.textContent = [vendor, what, summary].filter(Boolean).join(" · ");
      link.append(title, more);
      item.append(link);
      list.append(item);
    }
    if (found.length === 0) {
      const item = document.createElement("li");
      item.textContent = "Nothing has this name.";
      list.append(item);
    }
    choose(0);
  };

  const links = () => [...list.querySelectorAll("a")];
  const choose = (at) => {
    const all = links();
    chosen = Math.max(0, Math.min(at, all.length - 1));
    all.forEach((link, position) => link.setAttribute("aria-selected", String(position === chosen)));
    all[chosen]?.scrollIntoView({ block: "nearest" });
  };

  const open = () => {
    const target = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (!target) return;
    if (target.tagName === "DETAILS") target.open = true;
    target.scrollIntoView();
  };

  // Where there is room beside the page, what it consists of is shown at once.
  const sections = document.querySelector("details.sections");
  if (sections) sections.open = matchMedia("(min-width: 46.01rem)").matches;

  input.addEventListener("input", show);
  input.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown") choose(chosen + 1);
    else if (event.key === "ArrowUp") choose(chosen - 1);
    else if (event.key === "Enter") links()[chosen]?.click();
    else if (event.key === "Escape") input.blur();
    else return;
    event.preventDefault();
  });
  list.addEventListener("click", () => {
    input.value = "";
    list.hidden = true;
    input.blur();
  });
  document.addEventListener("keydown", (event) => {
    const isTyping = event.target instanceof HTMLInputElement || event.ctrlKey || event.metaKey || event.altKey;
    if (event.key !== "/" || isTyping) return;
    event.preventDefault();
    input.focus();
    input.select();
  });
  document.addEventListener("click", (event) => {
    if (!event.target.closest(".search")) list.hidden = true;
  });
  addEventListener("hashchange", open);
  open();
})();
