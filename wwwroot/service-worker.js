// Keeps what every reader gets alike: styles, fonts, the outbox's script and the offline page in both languages.
// Nothing about a person is ever kept here.
'use strict';

const KEPT = 'cadence-static-2';
const PAGES = ['/es/offline', '/en/offline'];
const SCRIPTS = ['/js/outbox.js'];
const FONTS = ['/fonts/instrument-sans-latin-standard-normal.woff2', '/fonts/instrument-sans-latin-ext-standard-normal.woff2'];
const STATIC = /^\/(?:css\/[\w.-]+\.css|js\/(?:outbox|theme)[\w.-]*\.js|fonts\/[\w.-]+\.woff2|icon[\w.-]*\.svg)$/;
const PAGE_TIMEOUT = 6000;
const FILE_TIMEOUT = 3000;
const REFRESH_EVERY = 3600000;

let refreshed = 0;

/** Also ends where the network swallows everything: a hole answers nothing, ever. */
const inTime = async (request, ms, options) => {
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), ms);
  try {
    return await fetch(request, { ...options, signal: stop.signal });
  } finally {
    clearTimeout(timer);
  }
};

/** The pages without a cookie, so without a person, and the files they name. */
const keep = async () => {
  const cache = await caches.open(KEPT);
  const files = new Set([...SCRIPTS, ...FONTS]);
  for (const page of PAGES) {
    const response = await fetch(page, { credentials: 'omit', cache: 'no-store', headers: { Accept: 'text/html' } });
    if (response.ok && !response.redirected) {
      const text = await response.clone().text();
      await cache.put(page, response);
      for (const [, address] of text.matchAll(/(?:href|src)="([^"]+)"/g)) {
        const path = new URL(address, self.location.origin).pathname;
        if (STATIC.test(path)) {
          files.add(path);
        }
      }
    }
  }

  for (const file of files) {
    if (!(await cache.match(file))) {
      const response = await fetch(file, { credentials: 'omit' });
      if (response.ok) {
        await cache.put(file, response);
      }
    }
  }

  refreshed = Date.now();
};

self.addEventListener('install', event => {
  event.waitUntil(keep().then(() => self.skipWaiting()));
});

self.addEventListener('activate', event => {
  event.waitUntil((async () => {
    for (const name of await caches.keys()) {
      if (name.startsWith('cadence-static-') && name !== KEPT) {
        await caches.delete(name);
      }
    }

    await self.clients.claim();
  })());
});

const page = async event => {
  const path = new URL(event.request.url).pathname;
  try {
    const response = await inTime(event.request, PAGE_TIMEOUT);
    if (Date.now() - refreshed > REFRESH_EVERY) {
      refreshed = Date.now();
      event.waitUntil(keep().catch(() => {}));
    }

    return response;
  } catch (error) {
    const cache = await caches.open(KEPT);
    const offline = await cache.match(path.startsWith('/en/') ? '/en/offline' : '/es/offline');
    if (offline) {
      return offline;
    }

    throw error;
  }
};

const file = async event => {
  const cache = await caches.open(KEPT);
  const path = new URL(event.request.url).pathname;
  try {
    const response = await inTime(event.request, FILE_TIMEOUT);
    if (response.ok) {
      event.waitUntil(cache.put(path, response.clone()));
    }

    return response;
  } catch (error) {
    const kept = await cache.match(path);
    if (kept) {
      return kept;
    }

    throw error;
  }
};

self.addEventListener('fetch', event => {
  const { request } = event;
  const address = new URL(request.url);
  if (request.method !== 'GET' || address.origin !== self.location.origin) {
    return;
  }

  if (request.mode === 'navigate') {
    event.respondWith(page(event));
  } else if (STATIC.test(address.pathname)) {
    event.respondWith(file(event));
  }
});
