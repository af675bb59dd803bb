// Loaded in the head, before the first paint: turns the "system" theme that the server wrote into what the device prefers.
(() => {
  const root = document.documentElement;
  const prefersDark = window.matchMedia('(prefers-color-scheme: dark)');
  let automatic = false;

  const resolve = () => {
    if (root.dataset.theme === 'system') {
      automatic = true;
      root.dataset.theme = prefersDark.matches ? 'dark' : 'light';
    }
  };

  resolve();
  // Navigating between static pages writes the server's attribute again.
  new MutationObserver(resolve).observe(root, { attributes: true, attributeFilter: ['data-theme'] });
  prefersDark.addEventListener('change', () => {
    if (automatic) {
      root.dataset.theme = prefersDark.matches ? 'dark' : 'light';
    }
  });
})();
