// A page that was opened as a file may not fetch others, so that search shows titles without text.
if (location.protocol === "file:") DOCUMENTATION_OPTIONS.SHOW_SEARCH_SUMMARY = false;

// For the keyboard and for screen readers: what scrolls sideways can be reached, the sidebar's headings
// have a level, and the two sidebars have names.
const SCROLLERS = "pre, .table-wrapper, .cell_output";
const reachable = () => document.querySelectorAll(SCROLLERS).forEach((element) => {
  if (element.scrollWidth > element.clientWidth) element.tabIndex = 0;
});
addEventListener("DOMContentLoaded", () => {
  document.querySelectorAll('.caption[role="heading"]').forEach((element) => element.ariaLevel = "2");
  document.querySelector(".sidebar-drawer")?.setAttribute("aria-label", "All pages");
  document.querySelector(".toc-drawer")?.setAttribute("aria-label", "On this page");
});
addEventListener("load", reachable);
addEventListener("resize", reachable);
