// Sets the chosen theme before anything is painted; without a choice the system decides.
try {
  const theme = localStorage.getItem('viva-theme');
  if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme;
} catch {
  // Storage is switched off: the system decides.
}
