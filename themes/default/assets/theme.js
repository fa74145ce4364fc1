// Runs before the first paint: the reader's own choice of light or dark, if one was stored.
try {
  const theme = localStorage.getItem("baton-theme");
  if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
} catch {
  // Storage may be forbidden; the system's choice it is.
}
