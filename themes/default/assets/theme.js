// Runs before the first paint: says that scripts run, and applies the reader's own choice of light or dark.
document.documentElement.dataset.scripts = "";
try {
  const theme = localStorage.getItem("baton-theme");
  if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
} catch {
  // Storage may be forbidden; the system's choice it is.
}
