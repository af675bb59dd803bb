// The outbox of the roll call: taps are kept in the browser first and leave from there, so that no cut, reload or sign-out loses one.
// <outbox-drain> sends what is left from every page, <offline-page> counts; roll-call.js draws the sheet on top.
// The browser keeps opaque ids only: never a name.
(() => {
  'use strict';

  if (window.cadenceOutbox) {
    return;
  }

  const TIMEOUT = 4000; // An answer that takes longer is no answer.
  const PROBE_EVERY = 1000; // While cut. A new request each time: those before the cut healed may hang for ever.
  const BATCH = 100;

  const newId = () => {
    if (crypto.randomUUID) {
      return crypto.randomUUID();
    }

    // Only https and localhost have randomUUID; a tablet on the school's own network may have neither.
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    bytes[6] = (bytes[6] & 0x0f) | 0x40;
    bytes[8] = (bytes[8] & 0x3f) | 0x80;
    const hex = Array.from(bytes, b => b.toString(16).padStart(2, '0')).join('');
    return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
  };

  const wait = ms => new Promise(resolve => setTimeout(resolve, ms));
  const jitter = ms => ms * (0.5 + Math.random() / 2);
  const fill = (text, ...values) => text.replace(/\{(\d)\}/g, (_, i) => values[i]);

  // ---- Where taps wait -------------------------------------------------------------------------------------------
  // IndexedDB with strict durability: localStorage is written to disk seconds later, so a dead battery would lose taps.
  // Where a browser refuses IndexedDB, localStorage; where it refuses both, memory, and the page says so.

  class IndexedStore {
    durable = true;

    static open() {
      return new Promise((resolve, reject) => {
        const request = indexedDB.open('cadence', 1);
        request.onupgradeneeded = () => {
          request.result.createObjectStore('outbox', { keyPath: 'seq', autoIncrement: true }).createIndex('id', 'id', { unique: true });
          request.result.createObjectStore('places', { keyPath: 'organization' });
        };
        request.onblocked = request.onerror = () => reject(request.error);
        request.onsuccess = () => resolve(new IndexedStore(request.result));
      });
    }

    constructor(db) {
      this.db = db;
      db.onversionchange = () => db.close();
    }

    #write(store, change) {
      return new Promise((resolve, reject) => {
        const transaction = this.db.transaction(store, 'readwrite', { durability: 'strict' });
        transaction.oncomplete = () => resolve();
        transaction.onerror = transaction.onabort = () => reject(transaction.error);
        change(transaction.objectStore(store));
        // Asked for at once, so that a reload in the very next moment finds the tap.
        transaction.commit?.();
      });
    }

    #all(store) {
      return new Promise((resolve, reject) => {
        const request = this.db.transaction(store).objectStore(store).getAll();
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error);
      });
    }

    add(entries) {
      return this.#write('outbox', store => entries.forEach(entry => store.add(entry)));
    }

    all() {
      return this.#all('outbox');
    }

    remove(entries) {
      return this.#write('outbox', store => entries.forEach(entry => store.delete(entry.seq)));
    }

    place(organization, base) {
      return this.#write('places', store => store.put({ organization, base }));
    }

    async places() {
      return new Map((await this.#all('places')).map(place => [place.organization, place.base]));
    }
  }

  class LocalStore {
    durable = true;
    #seq = 0;

    constructor() {
      localStorage.setItem('cadence.probe', '1');
      localStorage.removeItem('cadence.probe');
    }

    #keys(prefix) {
      return Object.keys(localStorage).filter(key => key.startsWith(prefix)).sort();
    }

    async add(entries) {
      for (const entry of entries) {
        const seq = `${String(Date.now()).padStart(15, '0')}.${String(this.#seq++).padStart(6, '0')}.${entry.id}`;
        localStorage.setItem(`cadence.outbox.${seq}`, JSON.stringify({ ...entry, seq }));
      }
    }

    async all() {
      return this.#keys('cadence.outbox.').map(key => JSON.parse(localStorage.getItem(key)));
    }

    async remove(entries) {
      entries.forEach(entry => localStorage.removeItem(`cadence.outbox.${entry.seq}`));
    }

    async place(organization, base) {
      localStorage.setItem(`cadence.place.${organization}`, base);
    }

    async places() {
      return new Map(this.#keys('cadence.place.').map(key => [key.slice('cadence.place.'.length), localStorage.getItem(key)]));
    }
  }

  class MemoryStore {
    durable = false;
    #entries = [];
    #places = new Map();
    #seq = 0;

    async add(entries) {
      this.#entries.push(...entries.map(entry => ({ ...entry, seq: ++this.#seq })));
    }

    async all() {
      return [...this.#entries];
    }

    async remove(entries) {
      const gone = new Set(entries.map(entry => entry.seq));
      this.#entries = this.#entries.filter(entry => !gone.has(entry.seq));
    }

    async place(organization, base) {
      this.#places.set(organization, base);
    }

    async places() {
      return this.#places;
    }
  }

  const openStore = async () => {
    try {
      return await IndexedStore.open();
    } catch {
      try {
        return new LocalStore();
      } catch {
        return new MemoryStore();
      }
    }
  };

  // ---- How old a tap is ------------------------------------------------------------------------------------------
  // Every answer carries the server's clock; how far it is ahead of the monotonic clock is known best from the quickest answer.
  // So the tablet's own clock may be wrong, or be set while the page lives. It only helps where the monotonic one stood still:
  // in a sleep, if the answers before and after agree with it.

  const clock = {
    base: null,
    latest: null,

    note(server, perf = performance.now()) {
      if (!Number.isFinite(server)) {
        return;
      }

      const answer = { server, ahead: server - perf, wall: Date.now() - (performance.now() - perf) };
      this.latest = answer;
      if (!this.base || answer.ahead > this.base.ahead || this.base.ahead - answer.ahead > 2000) {
        this.base = answer;
      }
    },

    /** The page was written by the server a moment before its first byte arrived; a page out of a cache tells nothing. */
    notePage(server) {
      const navigation = performance.getEntriesByType('navigation')[0];
      if (!this.base && navigation && navigation.type !== 'back_forward' && navigation.transferSize > 0) {
        this.note(server, navigation.responseStart);
      }
    },

    /** The server's time now, as well as it is known. */
    now() {
      return this.base ? this.base.ahead + performance.now() : Date.now();
    },

    stamp() {
      return { wall: Date.now(), server: this.now(), base: this.base && { server: this.base.server, wall: this.base.wall } };
    },

    age(stamp) {
      const { base } = stamp;
      if (!this.base || !base) {
        return Math.max(0, Math.round(Date.now() - stamp.wall));
      }

      const slept = (stamp.wall - base.wall) - (stamp.server - base.server);
      const agrees = Math.abs((this.latest.server - base.server) - (this.latest.wall - base.wall)) <= 2000;
      const made = stamp.server + (slept > 2000 && agrees ? slept : 0);
      return Math.max(0, Math.round(this.now() - made));
    },
  };

  // ---- Asking the server -----------------------------------------------------------------------------------------

  /** One request that ends in time. `none`: no answer. `blocked`: somebody else answered. `refused`: this person may not, or not any more. */
  const ask = async (url, { body, user, timeout = TIMEOUT, keepalive = false } = {}) => {
    const stop = new AbortController();
    const timer = setTimeout(() => stop.abort(), timeout);
    try {
      const headers = { 'X-Cadence': '1', Accept: 'application/json' };
      if (user) {
        headers['X-Cadence-User'] = user;
      }

      if (body !== undefined) {
        headers['Content-Type'] = 'application/json';
      }

      const response = await fetch(url, {
        method: body === undefined ? 'GET' : 'POST',
        body: body === undefined ? undefined : JSON.stringify(body),
        headers,
        keepalive,
        cache: 'no-store',
        credentials: 'same-origin',
        redirect: 'manual',
        signal: stop.signal,
      });
      if (response.status === 401) {
        return { kind: 'signed-out' };
      }

      const json = (response.headers.get('Content-Type') ?? '').includes('json') ? await response.json().catch(() => null) : null;
      if (response.type === 'opaqueredirect' || (response.ok && json === null)) {
        return { kind: 'blocked' };
      }

      if (!response.ok) {
        return { kind: json?.code === 'another-user' ? 'signed-out' : response.status === 403 || response.status === 404 ? 'refused' : 'error', status: response.status, json, retryAfter: Number(response.headers.get('Retry-After')) || 0 };
      }

      clock.note(json.now);
      return { kind: 'ok', json };
    } catch {
      return { kind: 'none' };
    } finally {
      clearTimeout(timer);
    }
  };

  /** Whether the server answers at all: a file that is always there and that no cache holds. */
  const askWhetherThere = async (timeout = TIMEOUT) => {
    const stop = new AbortController();
    const timer = setTimeout(() => stop.abort(), timeout);
    try {
      const response = await fetch('/service-worker.js', { cache: 'no-store', redirect: 'manual', signal: stop.signal });
      return { kind: response.ok && (response.headers.get('Content-Type') ?? '').includes('javascript') ? 'ok' : 'blocked' };
    } catch {
      return { kind: 'none' };
    } finally {
      clearTimeout(timer);
    }
  };

  const people = entries => new Set([...entries].filter(entry => entry.kind === 'mark').map(entry => `${entry.session} ${entry.student}`)).size;

  // ---- The outbox ------------------------------------------------------------------------------------------------

  class Outbox extends EventTarget {
    /** up, down, signed-out, blocked, refused or failing: what the last request came to. */
    link = 'up';
    items = new Map();
    lost = false;
    #store = null;
    #ready = null;
    #user = null;
    #channel = null;
    #draining = false;
    #again = false;
    #probing = false;
    #tries = 0;
    #later = new Map();
    #flying = new Set();
    #probe = askWhetherThere;

    /** Begins with this page's user; taps of anybody else stay where they are. */
    start({ user, organization, base, probe }) {
      this.#user = user ?? this.#user;
      this.#probe = probe ?? this.#probe;
      this.#ready ??= this.#open();
      return this.#ready.then(async () => {
        if (organization && base) {
          await this.#store.place(organization, base).catch(() => {});
        }

        this.drain();
      });
    }

    /** People whose marks wait on this device, whoever made them. */
    async countAll() {
      this.#ready ??= this.#open();
      await this.#ready;
      return people(await this.#store.all());
    }

    /** People whose marks wait: somebody tapped three times is still one mark to send. */
    get marks() {
      return people(this.items.values());
    }

    /** A tap that was sent and not answered, or answered wrongly. */
    isRetrying(id) {
      return (this.items.get(id)?.tries ?? 0) > 0;
    }

    of(session) {
      return [...this.items.values()].filter(entry => entry.session === session);
    }

    async add(entries) {
      const stamped = entries.map(entry => ({ ...entry, user: this.#user, stamp: clock.stamp() }));
      stamped.forEach(entry => this.items.set(entry.id, { ...entry, tries: 0 }));
      this.#changed();
      // Without waiting where the store is open: the write has to be on its way before this task ends.
      const write = this.#store ? this.#store.add(stamped) : this.#ready.then(() => this.#store.add(stamped));
      try {
        await write;
      } catch {
        await this.#reopen(stamped);
      }

      this.#channel?.postMessage({ type: 'added' });
      this.drain();
    }

    async #open() {
      this.#store = await openStore();
      this.lost = !this.#store.durable;
      if ('BroadcastChannel' in window) {
        this.#channel = new BroadcastChannel('cadence-outbox');
        this.#channel.onmessage = message => this.#heard(message.data);
      }

      await this.#load();
      const hint = () => { this.#later.clear(); this.drain(); };
      addEventListener('online', hint);
      addEventListener('pageshow', hint);
      document.addEventListener('visibilitychange', () => this.drain(document.visibilityState === 'hidden'));
    }

    async #load() {
      const stored = await this.#store.all();
      const ids = new Set(stored.map(entry => entry.id));
      for (const entry of stored.filter(entry => entry.user === this.#user)) {
        this.items.set(entry.id, { ...entry, tries: this.items.get(entry.id)?.tries ?? 0 });
      }

      for (const [id, entry] of this.items) {
        if (entry.seq !== undefined && !ids.has(id)) {
          this.items.delete(id);
        }
      }

      this.#changed();
    }

    async #reopen(entries) {
      // The database was evicted or is full: what is still in memory moves to the next best place.
      this.#store = await openStore();
      try {
        await this.#store.add(entries);
      } catch {
        this.#store = new MemoryStore();
        await this.#store.add([...this.items.values()].map(({ tries, seq, ...entry }) => entry));
      }

      this.lost = !this.#store.durable;
      this.#changed();
    }

    #heard(message) {
      if (message.type === 'settled') {
        message.ids.forEach(id => this.items.delete(id));
        this.#settled(message);
      } else {
        this.#load();
      }
    }

    #changed() {
      this.dispatchEvent(new Event('change'));
    }

    #settled(detail) {
      this.dispatchEvent(new CustomEvent('settled', { detail }));
      this.#changed();
    }

    #setLink(link) {
      if (this.link !== link) {
        this.link = link;
        this.#changed();
      }
    }

    /** No answer, or silence on the stream: asks again and again until somebody answers. */
    async down() {
      this.#setLink('down');
      if (this.#probing) {
        return;
      }

      this.#probing = true;
      let answered = false;
      // Each waits for its own answer beside the others: the first one after the cut has healed ends them all.
      // A browser has six connections to a server, so most give up soon and only some wait as long as a slow network may need.
      const probe = timeout => this.#probe(timeout).then(answer => {
        if (!answered && answer.kind !== 'none') {
          answered = true;
          this.#probing = false;
          this.heard(answer);
        }
      });
      // Connections that idled before the cut may be dead without the browser's knowing; the first probes use them up.
      for (let n = 0; n < 4; n++) {
        probe(1200);
      }

      for (let n = 1; !answered; n++) {
        probe(n % 4 === 0 ? 2 * TIMEOUT : 2200);
        await wait(document.visibilityState === 'hidden' ? 10 * PROBE_EVERY : n < 300 ? PROBE_EVERY : 4 * PROBE_EVERY);
      }
    }

    /** Somebody answered something. */
    heard(answer) {
      if (answer.kind === 'ok') {
        this.#setLink('up');
        this.dispatchEvent(new CustomEvent('heard', { detail: answer.json }));
        this.drain();
      } else if (answer.kind === 'none') {
        this.down();
      } else if (answer.kind === 'refused') {
        this.#setLink('refused');
        this.drain();
      } else if (answer.kind === 'error') {
        this.#setLink('up');
        this.drain();
      } else {
        this.#setLink(answer.kind);
        this.#retryIn(3000);
      }
    }

    #timer = 0;

    #retryIn(ms) {
      clearTimeout(this.#timer);
      this.#timer = setTimeout(() => {
        if (this.link === 'signed-out' || this.link === 'blocked') {
          // Signed in again in another tab, or past the network's own page: ask before sending.
          this.#probe().then(answer => this.heard(answer));
        } else {
          this.drain();
        }
      }, jitter(ms));
    }

    /** Refused in one place, it may be let in in another; what is refused waits on, for rights may come back. */
    get #canSend() {
      return this.link === 'up' || this.link === 'failing' || this.link === 'refused';
    }

    /** Sends what waits, oldest first, one sender per browser. */
    async drain(leaving = false) {
      if (!this.#user || !this.items.size || !this.#canSend) {
        return;
      }

      if (this.#draining) {
        this.#again = true;
        return;
      }

      this.#draining = true;
      try {
        do {
          this.#again = false;
          await this.#alone(() => this.#send(leaving));
        } while (this.#again && this.#canSend);
      } finally {
        this.#draining = false;
      }
    }

    async #alone(work) {
      if (!navigator.locks) {
        return work();
      }

      const stop = new AbortController();
      const timer = setTimeout(() => stop.abort(), 6000);
      try {
        return await navigator.locks.request('cadence-outbox', { signal: stop.signal }, () => { clearTimeout(timer); return work(); });
      } catch (error) {
        if (error.name !== 'AbortError') {
          throw error;
        }

        // A frozen tab holds the lock. Sending twice is harmless: every tap has its id.
        return work();
      }
    }

    async #send(leaving) {
      const places = await this.#store.places();
      const stored = (await this.#store.all()).filter(entry => entry.user === this.#user);
      const sessions = new Map();
      for (const entry of stored) {
        const key = `${entry.organization}/${entry.session}`;
        sessions.set(key, [...(sessions.get(key) ?? []), entry]);
      }

      for (const [key, entries] of sessions) {
        const base = places.get(entries[0].organization);
        const again = this.#later.get(key);
        if (!base || (again && again.at > performance.now())) {
          continue;
        }

        const address = `${base}/sessions/${entries[0].session}`;
        // In the order of the taps; a close leaves only when all marks before it are answered.
        const firstClose = entries.findIndex(entry => entry.kind === 'close');
        const batch = firstClose === 0 ? entries.slice(0, 1) : entries.slice(0, firstClose < 0 ? entries.length : firstClose).slice(0, again?.single ? 1 : BATCH);
        const answer = firstClose === 0
          ? await ask(`${address}/close`, { user: this.#user, keepalive: leaving, body: { id: batch[0].id, gaps: batch[0].gaps, held: batch[0].held } })
          : await ask(`${address}/marks`, { user: this.#user, keepalive: leaving, body: { marks: batch.map(entry => ({ id: entry.id, student: entry.student, status: entry.status, ageMs: clock.age(entry.stamp), after: entry.after })) } });
        if (!(await this.#answered(key, batch, entries.length, answer))) {
          return;
        }
      }
    }

    /** False where sending on makes no sense now. */
    async #answered(key, batch, waiting, answer) {
      if (answer.kind === 'ok') {
        // Saved is only what the answer names. Anything else waits on.
        const named = new Set((answer.json.results ?? []).map(result => result.id));
        const done = batch.filter(entry => named.has(entry.id));
        if (done.length) {
          await this.#store.remove(done).catch(() => {});
          done.forEach(entry => this.items.delete(entry.id));
          const detail = { type: 'settled', session: batch[0].session, ids: done.map(entry => entry.id), answer: answer.json };
          this.#channel?.postMessage(detail);
          this.#tries = 0;
          this.#later.delete(key);
          this.#setLink('up');
          this.#settled({ ...detail, entries: done });
          this.#again ||= waiting > done.length;
          return true;
        }
      }

      batch.forEach(entry => {
        const item = this.items.get(entry.id);
        if (item) {
          item.tries++;
        }
      });
      if (answer.kind === 'none') {
        this.down();
        return false;
      }

      if (answer.kind === 'signed-out' || answer.kind === 'blocked') {
        this.heard(answer);
        this.#changed();
        return false;
      }

      // The server answers, but not with what was asked. This session waits, the others go on.
      const delay = Math.max(answer.retryAfter * 1000 || 0, Math.min(30000, 1000 * 2 ** Math.min(this.#tries++, 5)));
      this.#later.set(key, { at: performance.now() + delay * 0.4, single: answer.status === 400 || answer.status === 413 || answer.status === 422 });
      this.#setLink(answer.kind === 'refused' ? 'refused' : 'failing');
      this.#changed();
      this.#retryIn(delay);
      return true;
    }
  }

  const outbox = new Outbox();

  // ---- Every other page ------------------------------------------------------------------------------------------

  const chipStyle = `
    :host { position: fixed; z-index: 1200; right: 16px; bottom: 16px; font: 400 15px/1.4 var(--font); }
    [hidden] { display: none !important; }
    .chip { display: flex; align-items: center; gap: 12px; min-height: 44px; padding: 0 16px; border-radius: 10px; background: var(--c-late-tint); color: var(--c-late); box-shadow: var(--e-2); }
    a { color: inherit; font-weight: 600; padding: 12px 0; }
    dialog { border: 1px solid var(--c-line); border-radius: 20px; padding: 24px; max-width: 26rem; background: var(--c-surface); color: var(--c-ink); box-shadow: var(--e-3); }
    dialog::backdrop { background: var(--c-scrim, rgb(39 26 43 / .38)); }
    h2 { font: var(--t-h2); margin: 0 0 8px; }
    p { margin: 0 0 24px; color: var(--c-ink-2); }
    .row { display: flex; flex-wrap: wrap; gap: 12px; justify-content: flex-end; }
    button { min-height: 44px; padding: 0 20px; border-radius: 10px; font: 600 14.5px/1 var(--font); cursor: pointer; border: 1px solid var(--c-line-strong); background: transparent; color: var(--c-ink); }
    button.primary { background: var(--c-primary); border-color: var(--c-primary); color: var(--c-on-primary); }
    button:focus-visible, a:focus-visible { outline: none; box-shadow: var(--focus); }`;

  class OutboxDrain extends HTMLElement {
    #off = new AbortController();
    #form = null;

    connectedCallback() {
      if (this.shadowRoot || !this.dataset.user) {
        return;
      }

      this.texts = JSON.parse(this.dataset.texts);
      const root = this.attachShadow({ mode: 'open' });
      root.innerHTML = '<style></style><div class="chip" role="status" hidden><span></span><a hidden></a></div><dialog aria-labelledby="t"><h2 id="t"></h2><p></p><div class="row"><button class="leave"></button><button class="primary stay"></button></div></dialog>';
      root.querySelector('style').textContent = chipStyle;
      root.querySelector('a').textContent = this.texts.signIn;
      root.querySelector('a').href = this.dataset.signIn ?? '';
      root.querySelector('h2').textContent = this.texts.signOutTitle;
      root.querySelector('.leave').textContent = this.texts.signOutLeave;
      root.querySelector('.stay').textContent = this.texts.signOutStay;
      const dialog = root.querySelector('dialog');
      root.querySelector('.stay').addEventListener('click', () => { this.#form = null; dialog.close(); });
      root.querySelector('.leave').addEventListener('click', () => { dialog.close(); this.#signOut(); });
      const on = { signal: this.#off.signal };
      outbox.addEventListener('change', () => this.#paint(), on);
      // Signing out asks while taps wait, and goes on by itself once they have left.
      document.addEventListener('submit', event => {
        if (event.target.matches('form[data-sign-out]') && outbox.items.size) {
          event.preventDefault();
          event.stopImmediatePropagation();
          this.#form = event.target;
          this.#paint();
          dialog.showModal();
          outbox.drain();
        }
      }, { capture: true, signal: this.#off.signal });
      outbox.start({ user: this.dataset.user, organization: this.dataset.organization, base: this.dataset.base }).then(() => this.#paint());
    }

    disconnectedCallback() {
      this.#off.abort();
    }

    #paint() {
      const root = this.shadowRoot;
      const waiting = outbox.items.size;
      const text = waiting === 1 ? this.texts.waitingOne : fill(this.texts.waitingManyFormat, waiting);
      const onSheet = document.querySelector('roll-call') !== null;
      root.querySelector('.chip span').textContent = text;
      root.querySelector('.chip a').hidden = outbox.link !== 'signed-out';
      root.querySelector('.chip').hidden = waiting === 0 || onSheet;
      root.querySelector('p').textContent = `${text} ${this.texts.signOutText}`;
      if (waiting === 0 && this.#form) {
        root.querySelector('dialog').close();
        this.#signOut();
      }
    }

    /** The page may have been drawn anew while it asked, and a form that is no longer in it sends nothing. */
    #signOut() {
      const form = this.#form?.isConnected ? this.#form : this.#form && document.querySelector('form[data-sign-out]');
      this.#form = null;
      form?.submit();
    }
  }

  // ---- The page of a reload while cut ----------------------------------------------------------------------------

  class OfflinePage extends HTMLElement {
    async connectedCallback() {
      const texts = JSON.parse(this.dataset.texts);
      // Written by the sheet: this page is kept for everybody and knows nobody's theme.
      try {
        document.documentElement.dataset.theme = localStorage.getItem('cadence.theme') ?? 'light';
      } catch { /* Light, then. */ }

      const count = await outbox.countAll();
      this.querySelector('[data-count]').textContent = count === 0 ? texts.keptNone : count === 1 ? texts.keptOne : fill(texts.keptManyFormat, count);
      this.querySelector('[data-count]').dataset.count = String(count);
      this.querySelector('button').addEventListener('click', () => location.reload());
      for (;;) {
        await wait(jitter(2500));
        // A file that is always there and never kept: only the server itself can answer it.
        if ((await askWhetherThere()).kind === 'ok') {
          location.reload();
          return;
        }
      }
    }
  }

  customElements.define('outbox-drain', OutboxDrain);
  customElements.define('offline-page', OfflinePage);
  window.cadenceOutbox = { outbox, clock, ask, newId, wait, jitter, fill, TIMEOUT };
})();
