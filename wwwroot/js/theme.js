// Loaded in the head, before the first paint: turns the "system" theme that the server wrote into what the device prefers.
// The choice is kept for the offline page ("kept"), which the server wrote for everybody.
(() => {
  const root = document.documentElement;
  const prefersDark = window.matchMedia('(prefers-color-scheme: dark)');
  let automatic = false;

  const kept = 'cadence.theme';

  const resolve = () => {
    try {
      if (root.dataset.theme === 'kept') {
        root.dataset.theme = localStorage.getItem(kept) ?? 'system';
      } else if (!automatic) {
        localStorage.setItem(kept, root.dataset.theme);
      }
    } catch {
      // Without storage the device decides.
      root.dataset.theme = root.dataset.theme === 'kept' ? 'system' : root.dataset.theme;
    }

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
