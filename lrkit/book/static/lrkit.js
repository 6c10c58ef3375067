// A page that was opened as a file may not fetch others, so that search shows titles without text.
if (location.protocol === "file:") DOCUMENTATION_OPTIONS.SHOW_SEARCH_SUMMARY = false;
