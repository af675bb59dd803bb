// Roll call: marks are kept in the browser first and leave from there, so that no cut, reload or sign-out loses a tap.
// Elements: <roll-call> owns the sheet, <outbox-drain> sends what is left from every other page, <offline-page> counts.
// The browser keeps opaque ids only: never a name.
(() => {
  'use strict';

  if (customElements.get('roll-call')) {
    return;
  }

  const TIMEOUT = 4000; // An answer that takes longer is no answer.
  const SILENCE = 4000; // The stream beats every 1.5 s. Longer silence is a cut, whatever the sockets say.
  const PROBE_EVERY = 1000; // While cut. A new request each time: those before the cut healed may hang for ever.
  const POLL_EVERY = 1000; // Only where something between us and the server holds the stream back.
  const BATCH = 100;
  const LONG_PRESS = 450;
  const NOTE_SHOWN = 30000;
  const BACK_SHOWN = 4000;

  // The order a tired teacher needs: one tap for who is here, a second for who is not. Nobody becomes unmarked by tapping.
  const NEXT = { '': 'present', present: 'absent', absent: 'late', late: 'excused', excused: 'present' };
  const SAVE = { saved: '#state-saved', pending: '#state-ontablet', retrying: '#state-retrying' };
  const BEAT = { '': 'n', present: 'p', absent: 'a', late: 'l', excused: 'e' };

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
  const show = (element, visible) => { element.hidden = !visible; };

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

  /** One request that ends in time. `none`: no answer. `blocked`: somebody else answered. */
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
        return { kind: json?.code === 'another-user' ? 'signed-out' : 'error', status: response.status, json, retryAfter: Number(response.headers.get('Retry-After')) || 0 };
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
    /** up, down, signed-out, blocked or failing: what the last request came to. */
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

    /** Sends what waits, oldest first, one sender per browser. */
    async drain(leaving = false) {
      if (!this.#user || !this.items.size || this.link === 'down' || (this.link !== 'up' && this.link !== 'failing')) {
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
        } while (this.#again && (this.link === 'up' || this.link === 'failing'));
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
      this.#setLink('failing');
      this.#changed();
      this.#retryIn(delay);
      return true;
    }
  }

  const outbox = new Outbox();

  // ---- The sheet -------------------------------------------------------------------------------------------------

  class RollCall extends HTMLElement {
    #started = false;
    #live = new AbortController();
    #rows = new Map();
    #undo = [];
    #cursor = '';
    #heardAt = 0;
    #stream = null;
    #streamFailed = 0;
    #backTimer = 0;
    #wasDown = false;
    #closed = false;
    #closing = false;

    connectedCallback() {
      // After the parser has put the rows in.
      if (document.readyState === 'loading') {
        document.addEventListener('DOMContentLoaded', () => this.#start(), { once: true });
      } else {
        queueMicrotask(() => this.#start());
      }
    }

    disconnectedCallback() {
      this.#live.abort();
      this.#stream?.abort();
    }

    #$(selector) {
      return this.querySelector(selector);
    }

    #start() {
      if (this.#started || !this.isConnected) {
        return;
      }

      this.#started = true;
      const data = this.dataset;
      this.texts = JSON.parse(data.texts);
      this.session = data.session;
      this.organization = data.organization;
      this.user = data.user;
      this.address = `${data.base}/sessions/${data.session}`;
      this.time = new Intl.DateTimeFormat(data.lang, { hour: '2-digit', minute: '2-digit', timeZone: data.timeZone });
      this.#closed = data.closed === 'true';
      this.#cursor = data.cursor ?? '';
      clock.notePage(Number(data.now));
      this.querySelectorAll('.rc-tile[data-student]').forEach(tile => this.#adopt(tile));
      try {
        localStorage.setItem('cadence.theme', document.documentElement.dataset.theme);
      } catch { /* The offline page stays light. */ }

      this.#wire();
      outbox.start({ user: this.user, organization: this.organization, base: data.base, probe: timeout => this.#pull(timeout) }).then(() => {
        this.#restore();
        this.#paint();
        this.toggleAttribute('data-ready', true);
        navigator.storage?.persist?.().catch(() => {});
        navigator.serviceWorker?.register('/service-worker.js').catch(() => {});
        this.#follow();
      });
    }

    #adopt(tile) {
      const row = {
        tile,
        student: tile.dataset.student,
        name: tile.querySelector('.rc-name').textContent,
        beat: this.#$(`.rc-beats i[data-student="${tile.dataset.student}"]`),
        server: { status: tile.dataset.status ?? '', at: tile.dataset.at ?? null, version: Number(tile.dataset.version ?? 0) },
        pending: [],
        note: null,
      };
      this.#rows.set(row.student, row);
      return row;
    }

    /** Taps of this page before a reload, or of another tab. */
    #restore() {
      for (const row of this.#rows.values()) {
        row.pending = [];
      }

      for (const entry of outbox.of(this.session)) {
        const row = entry.kind === 'mark' && this.#rows.get(entry.student);
        if (row) {
          row.pending.push(entry);
          row.last = entry.id;
        }
      }

      this.#closing = outbox.of(this.session).some(entry => entry.kind === 'close');
    }

    // -- Fingers and keys

    #wire() {
      const on = { signal: this.#live.signal };
      const sheet = this.#$('.rc-tiles');
      let press = 0;
      let pressedLong = false;
      const endPress = () => clearTimeout(press);
      sheet.addEventListener('pointerdown', event => {
        const tap = event.target.closest('.rc-tap');
        pressedLong = false;
        endPress();
        if (tap && event.button === 0) {
          const { clientX, clientY } = event;
          press = setTimeout(() => { pressedLong = true; this.#choose(tap); }, LONG_PRESS);
          const moved = move => Math.hypot(move.clientX - clientX, move.clientY - clientY) > 12 && endPress();
          tap.addEventListener('pointermove', moved, on);
          addEventListener('pointerup', () => { endPress(); tap.removeEventListener('pointermove', moved); }, { once: true, signal: this.#live.signal });
        }
      }, on);
      sheet.addEventListener('pointercancel', endPress, on);
      sheet.addEventListener('contextmenu', event => {
        const tap = event.target.closest('.rc-tap');
        if (tap) {
          event.preventDefault();
          endPress();
          if (!pressedLong) {
            pressedLong = event.button === 0;
            this.#choose(tap);
          }
        }
      }, on);
      sheet.addEventListener('click', event => {
        endPress();
        const tap = event.target.closest('.rc-tap');
        if (tap && pressedLong && event.detail > 0) {
          pressedLong = false;
        } else if (tap) {
          this.#cycle(this.#rows.get(tap.closest('.rc-tile').dataset.student));
        } else if (event.target.closest('.rc-choose-more')) {
          this.#choose(event.target.closest('.rc-choose-more'));
        }
      }, on);
      sheet.addEventListener('keydown', event => this.#key(event), on);
      this.addEventListener('click', event => {
        const action = event.target.closest('[data-action]')?.dataset.action;
        if (action) {
          this.#act(action, event.target.closest('[data-action]'));
        }
      }, on);
      outbox.addEventListener('change', () => { this.#restore(); this.#paint(); }, on);
      outbox.addEventListener('settled', event => this.#settled(event.detail), on);
      outbox.addEventListener('heard', event => event.detail?.marks && this.#apply(event.detail), on);
      document.addEventListener('visibilitychange', () => document.visibilityState === 'visible' && this.#follow(), on);
      const watch = setInterval(() => this.#watch(), 250);
      this.#live.signal.addEventListener('abort', () => clearInterval(watch));
      this.#wireGuests(on);
    }

    #key(event) {
      const tile = event.target.closest('.rc-tile');
      if (!tile) {
        return;
      }

      const taps = [...this.querySelectorAll('.rc-tap')];
      const at = taps.indexOf(tile.querySelector('.rc-tap'));
      if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
        event.preventDefault();
        taps[at + (event.key === 'ArrowDown' ? 1 : -1)]?.focus();
      } else if (event.key === 'ArrowRight') {
        event.preventDefault();
        tile.querySelector('.rc-choose-more')?.focus();
      } else if (event.key === 'ArrowLeft') {
        event.preventDefault();
        taps[at]?.focus();
      } else if (event.key === 'ContextMenu' || (event.shiftKey && event.key === 'F10')) {
        event.preventDefault();
        this.#choose(event.target);
      }
    }

    #act(action, button) {
      if (action === 'all-present') {
        this.#mark([...this.#rows.values()].filter(row => this.#status(row) === '').map(row => [row, 'present']));
      } else if (action === 'undo') {
        this.#undoLast();
      } else if (action === 'finish') {
        this.#finish();
      } else if (action === 'menu') {
        const menu = this.#$('.rc-menu');
        show(menu, menu.hidden);
        button.setAttribute('aria-expanded', String(!menu.hidden));
        if (!menu.hidden) {
          menu.querySelector('button, a').focus();
          const close = event => {
            if (event.type !== 'keydown' ? !event.composedPath().includes(button) : event.key === 'Escape') {
              show(menu, false);
              button.setAttribute('aria-expanded', 'false');
              removeEventListener('click', close, true);
              removeEventListener('keydown', close, true);
              if (event.type === 'keydown') {
                button.focus();
              }
            }
          };
          setTimeout(() => { addEventListener('click', close, true); addEventListener('keydown', close, true); });
        }
      } else if (action === 'reload') {
        location.reload();
      } else if (action === 'help') {
        this.#$('dialog.rc-help').showModal();
      } else if (action === 'close-dialog') {
        button.closest('dialog').close();
      } else if (action === 'choose') {
        const dialog = button.closest('dialog');
        dialog.close();
        this.#mark([[this.#rows.get(dialog.dataset.student), button.dataset.status]]);
      } else if (action === 'close') {
        button.closest('dialog').close();
        this.#close(button.dataset.gaps ?? null, button.dataset.held === undefined ? null : button.dataset.held === 'true');
      } else if (action === 'add-guest') {
        this.#openGuests();
      }
    }

    #choose(from) {
      const row = this.#rows.get(from.closest('.rc-tile').dataset.student);
      if (this.#readOnly) {
        return;
      }

      const dialog = this.#$('dialog.rc-choose');
      dialog.dataset.student = row.student;
      dialog.querySelector('.rc-dialog-title').textContent = row.name;
      dialog.querySelectorAll('[data-status]').forEach(option => option.setAttribute('aria-pressed', String(option.dataset.status === this.#status(row))));
      show(dialog.querySelector('[data-status=""]'), this.#status(row) !== '');
      navigator.vibrate?.(10);
      dialog.showModal();
      dialog.onclose = () => from.focus();
    }

    #cycle(row) {
      this.#mark([[row, NEXT[this.#status(row)]]]);
    }

    get #readOnly() {
      return this.dataset.readOnly === 'true';
    }

    /** What the row shows: the last tap of this device, else what the server said. */
    #status(row) {
      return row.pending.length ? row.pending.at(-1).status ?? '' : row.server.status;
    }

    #mark(changes, remember = true) {
      const wanted = changes.filter(([row, status]) => row && this.#status(row) !== status);
      if (this.#readOnly || !wanted.length) {
        return;
      }

      if (remember) {
        this.#undo.push(wanted.map(([row, status]) => ({ row, from: this.#status(row), to: status })));
      }

      wanted.forEach(([row]) => { row.note = null; });
      this.#say(wanted.length === 1 ? `${wanted[0][0].name}: ${this.texts.status[wanted[0][1]]}` : fill(this.texts.markedFormat, wanted.length));
      outbox.add(wanted.map(([row, status]) => {
        // Of two taps of one device the later counts, however long the first was under way.
        const after = row.last ?? null;
        row.last = newId();
        return { id: row.last, after, kind: 'mark', organization: this.organization, session: this.session, student: row.student, status: status || null };
      }));
    }

    #undoLast() {
      const last = this.#undo.pop();
      if (last) {
        // What somebody else changed meanwhile is theirs.
        this.#mark(last.filter(change => this.#status(change.row) === change.to).map(change => [change.row, change.from]), false);
      }

      this.#paint();
    }

    // -- Closing

    get #left() {
      return [...this.#rows.values()].filter(row => this.#status(row) === '').length;
    }

    #finish() {
      if (this.#rows.size === 0) {
        this.#$('dialog.rc-empty').showModal();
      } else if (this.#left > 0) {
        const dialog = this.#$('dialog.rc-gaps');
        dialog.querySelector('.rc-gaps-count').textContent = this.#left === 1 ? this.texts.gapsOne : fill(this.texts.gapsManyFormat, this.#left);
        dialog.showModal();
      } else {
        this.#close(null, null);
      }
    }

    #close(gaps, held) {
      this.#warn = null;
      this.#closing = true;
      outbox.add([{ id: newId(), kind: 'close', organization: this.organization, session: this.session, gaps, held }]);
    }

    // -- What the server says

    #settled({ session, answer, ids }) {
      if (session !== this.session) {
        return;
      }

      this.#apply(answer, true);
      for (const result of answer.results ?? []) {
        const row = result.student && this.#rows.get(result.student);
        if (!ids.includes(result.id)) {
          continue;
        }

        if (row && result.outcome !== 'saved') {
          this.#note(row, result.reason, false);
        } else if (!row && result.outcome !== 'saved') {
          this.#warn = result.reason;
        }
      }

      this.#restore();
      this.#paint();
    }

    #apply(answer, own = false) {
      this.#cursor = answer.cursor ?? this.#cursor;
      for (const mark of answer.marks ?? []) {
        const row = this.#rows.get(mark.student);
        if (!row || mark.version <= row.server.version) {
          continue;
        }

        const shown = this.#status(row);
        row.server = { status: mark.status ?? '', at: mark.at, version: mark.version };
        if (!own && !mark.mine && (mark.status ?? '') !== shown && mark.by !== undefined) {
          this.#note(row, fill(this.texts.byOtherFormat, mark.by ?? this.texts.someone), true);
        }
      }

      if (answer.session) {
        this.#closed = answer.session.closed;
        this.#stale = answer.session.roster !== undefined && answer.session.roster !== this.dataset.roster;
        if (answer.session.cancelled !== (this.dataset.cancelled === 'true')) {
          this.#stale = true;
        }
      }

      this.#paint();
    }

    #stale = false;
    #warn = null;

    #note(row, text, passing) {
      row.note = { text, passing, at: performance.now() };
      this.#say(`${row.name}: ${text}`);
    }

    /** Fetches what others marked; also the question whether the server is there. */
    #pull(timeout = TIMEOUT) {
      return ask(`${this.address}/marks?since=${encodeURIComponent(this.#cursor)}`, { user: this.user, timeout });
    }

    /** Listens to others' marks. Something between us and the server may hold a stream back: then it asks every second. */
    async #follow() {
      if (this.#stream || document.visibilityState === 'hidden' || !this.isConnected) {
        return;
      }

      const stream = this.#stream = new AbortController();
      this.#heardAt = performance.now();
      try {
        const response = await fetch(`${this.address}/marks/stream?since=${encodeURIComponent(this.#cursor)}`, {
          headers: { 'X-Cadence': '1', 'X-Cadence-User': this.user, Accept: 'text/event-stream' }, cache: 'no-store', redirect: 'manual', signal: stream.signal,
        });
        if (!response.ok || !(response.headers.get('Content-Type') ?? '').startsWith('text/event-stream')) {
          throw new Error('no stream');
        }

        const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
        let buffer = '';
        for (;;) {
          const { value, done } = await reader.read();
          if (done) {
            break;
          }

          this.#heardAt = performance.now();
          this.#streamFailed = 0;
          if (outbox.link === 'down') {
            outbox.heard({ kind: 'ok' });
          }

          buffer += value;
          const messages = buffer.split('\n\n');
          buffer = messages.pop();
          for (const message of messages) {
            const data = message.split('\n').filter(line => line.startsWith('data:')).map(line => line.slice(5)).join('\n');
            if (data) {
              const json = JSON.parse(data);
              clock.note(json.now);
              this.#apply(json);
            }
          }
        }
      } catch {
        this.#streamFailed++;
      }

      if (this.#stream === stream) {
        this.#stream = null;
        this.#after();
      }
    }

    /** The stream ended: ask plainly once, then listen again, or keep asking where streams do not get through. */
    async #after() {
      if (!this.isConnected || document.visibilityState === 'hidden') {
        return;
      }

      if (outbox.link !== 'down') {
        const answer = await this.#pull(SILENCE - 500);
        outbox.heard(answer);
      }

      await wait(jitter(this.#streamFailed > 2 ? POLL_EVERY * 2 : 600));
      while (outbox.link === 'down' && this.isConnected) {
        await wait(250);
      }

      if (this.#streamFailed > 2 && this.#streamFailed % 30 !== 0) {
        this.#streamFailed++;
        if (!this.#stream) {
          this.#after();
        }
      } else {
        this.#follow();
      }
    }

    #lastWatch = 0;

    #watch() {
      const now = performance.now();
      const slept = now - this.#lastWatch > 2000;
      this.#lastWatch = now;
      if (slept) {
        this.#heardAt = Math.max(this.#heardAt, now - SILENCE / 2);
      } else if (this.#stream && now - this.#heardAt > SILENCE) {
        const stream = this.#stream;
        this.#stream = null;
        this.#streamFailed++;
        stream.abort();
        outbox.down();
        this.#after();
      }

      let expired = false;
      for (const row of this.#rows.values()) {
        if (row.note?.passing && now - row.note.at > NOTE_SHOWN) {
          row.note = null;
          expired = true;
        }
      }

      if (expired) {
        this.#paint();
      }
    }

    // -- What people see

    #say(text) {
      this.#$('.rc-said').textContent = text;
    }

    #paint() {
      if (!this.texts) {
        return;
      }

      const counts = { '': 0, present: 0, absent: 0, late: 0, excused: 0 };
      for (const row of this.#rows.values()) {
        const status = this.#status(row);
        counts[status]++;
        this.#paintRow(row, status);
      }

      const all = this.#rows.size;
      const marked = all - counts[''];
      const parts = ['present', 'late', 'absent', 'excused'].filter(status => counts[status]).map(status => fill((counts[status] === 1 ? this.texts.countOne : this.texts.countMany)[status], counts[status]));
      set(this.#$('.rc-score-count'), fill(this.texts.scoreFormat, marked, all));
      set(this.#$('.rc-score-parts'), parts.length ? parts.join(', ') : this.texts.nobodyYet);
      const beats = this.#$('.rc-beats');
      beats.setAttribute('aria-label', [...parts, ...(counts[''] ? [fill((counts[''] === 1 ? this.texts.countOne : this.texts.countMany).unmarked, counts[''])] : [])].join(', '));
      this.#$('[data-action="all-present"]').disabled = counts[''] === 0 || this.#readOnly;
      this.#$('[data-action="undo"]').disabled = this.#undo.length === 0;
      const finish = this.#$('[data-action="finish"]');
      finish.disabled = this.#closed || this.#closing || this.#readOnly;
      set(finish.querySelector('.rc-label'), this.#closed ? this.texts.finished : this.#closing ? this.texts.finishing
        : counts[''] === 0 ? this.texts.finish : fill(this.texts.finishFormat, counts['']));
      this.#paintBanner();
    }

    #paintRow(row, status) {
      const { tile } = row;
      const last = row.pending.at(-1);
      const save = !last ? (status || row.server.version > 0 ? 'saved' : '') : row.pending.some(entry => outbox.isRetrying(entry.id)) ? 'retrying' : 'pending';
      tile.dataset.status = status;
      tile.dataset.save = save;
      tile.querySelector('.rc-glyph use').setAttribute('href', `#state-${status || 'unmarked'}`);
      tile.querySelector('.rc-save use').setAttribute('href', SAVE[save] ?? SAVE.saved);
      const at = last ? clock.now() - clock.age(last.stamp) : row.server.at && Date.parse(row.server.at);
      set(tile.querySelector('.rc-word'), status === 'late' && at ? `${this.texts.status.late} · ${this.time.format(at)}` : this.texts.status[status]);
      // What happened to the mark takes the place of its word; the glyph still says which it is.
      const noted = save !== 'retrying' && row.note !== null;
      tile.toggleAttribute('data-noted', noted);
      tile.querySelector('.rc-word').classList.toggle('visually-hidden', noted);
      set(tile.querySelector('.rc-note'), noted ? row.note.text : save === 'retrying' ? ` · ${this.texts.retryingNote}` : '');
      set(tile.querySelector('.rc-save-word'), save ? `, ${this.texts.save[save]}` : '');
      if (row.beat) {
        row.beat.className = BEAT[status];
      }
    }

    #paintBanner() {
      const { link } = outbox;
      const waiting = outbox.marks;
      const kept = waiting === 0 ? '' : waiting === 1 ? this.texts.keptOne : fill(this.texts.keptManyFormat, waiting);
      let state = '';
      let title = '';
      let text = '';
      if (link === 'down') {
        [state, title, text] = ['late', this.texts.offline, kept ? `${kept} ${this.texts.offlineGoOn}` : this.texts.offlineNone];
      } else if (link === 'signed-out') {
        [state, title, text] = ['late', this.texts.signedOut, `${kept} ${this.texts.signedOutGoOn}`];
      } else if (link === 'blocked') {
        [state, title, text] = ['late', this.texts.blocked, `${kept} ${this.texts.blockedGoOn}`];
      } else if (link === 'failing' && waiting) {
        [state, title, text] = ['late', this.texts.failing, `${kept} ${this.texts.failingGoOn}`];
      } else if (outbox.lost) {
        [state, title, text] = ['late', this.texts.notKept, this.texts.notKeptGoOn];
      } else if (this.#warn) {
        [state, text] = ['late', this.#warn];
      } else if (this.#wasDown && !waiting) {
        [state, title, text] = ['ok', this.texts.back, this.texts.backSaved];
        this.#backTimer ||= setTimeout(() => { this.#wasDown = false; this.#backTimer = 0; this.#paintBanner(); }, BACK_SHOWN);
      } else if (this.#stale) {
        [state, text] = ['info', this.texts.stale];
      } else {
        text = this.dataset.notice || this.texts.hint;
        state = this.dataset.notice ? 'info' : '';
      }

      if (link === 'down') {
        this.#wasDown = true;
      }

      const banner = this.#$('.rc-banner');
      if (banner.dataset.state !== state || banner.dataset.link !== link) {
        banner.dataset.state = state;
        banner.dataset.link = link;
      }

      set(banner.querySelector('.rc-banner-title'), title);
      set(banner.querySelector('.rc-banner-text'), text.trim());
      show(banner.querySelector('.rc-banner-icon'), state === 'late' || link === 'down');
      show(banner.querySelector('.rc-banner-sign-in'), link === 'signed-out');
      show(banner.querySelector('.rc-banner-reload'), this.#stale && !state.startsWith('l') && link === 'up');
    }

    // -- Somebody who is not on the list: needs the server, because names are never kept here

    #openGuests() {
      const dialog = this.#$('dialog.rc-guests');
      dialog.querySelector('input[type="search"]').value = '';
      dialog.querySelector('.rc-found').replaceChildren();
      set(dialog.querySelector('.rc-guests-said'), outbox.link === 'down' ? this.texts.guestOffline : '');
      dialog.showModal();
    }

    #wireGuests(on) {
      const dialog = this.#$('dialog.rc-guests');
      const input = dialog.querySelector('input[type="search"]');
      const found = dialog.querySelector('.rc-found');
      const said = dialog.querySelector('.rc-guests-said');
      let timer = 0;
      let asked = 0;
      const search = async () => {
        const mine = ++asked;
        const text = input.value.trim();
        if (text.length < 2) {
          found.replaceChildren();
          set(said, '');
          return;
        }

        const answer = await ask(`${this.address}/guests?q=${encodeURIComponent(text)}`, { user: this.user });
        if (mine !== asked) {
          return;
        }

        if (answer.kind !== 'ok') {
          found.replaceChildren();
          set(said, answer.kind === 'none' || answer.kind === 'blocked' ? this.texts.guestOffline : answer.kind === 'signed-out' ? this.texts.signedOut : answer.json?.reason ?? this.texts.guestFailed);
          return;
        }

        found.replaceChildren(...answer.json.people.map(person => {
          const option = dialog.querySelector('template').content.firstElementChild.cloneNode(true);
          option.querySelector('.rc-found-name').textContent = person.name;
          option.querySelector('.rc-found-hint').textContent = person.hint ?? '';
          option.querySelector('button').dataset.student = person.student;
          return option;
        }));
        set(said, answer.json.people.length ? '' : this.texts.guestNobody);
      };
      input.addEventListener('input', () => { clearTimeout(timer); timer = setTimeout(search, 250); }, on);
      dialog.querySelector('form').addEventListener('submit', event => { event.preventDefault(); search(); }, on);
      found.addEventListener('click', async event => {
        const button = event.target.closest('button[data-student]');
        if (!button || button.disabled) {
          return;
        }

        button.disabled = true;
        const answer = await ask(`${this.address}/guests`, { user: this.user, body: { student: button.dataset.student, kind: dialog.querySelector('input[name="kind"]:checked').value } });
        button.disabled = false;
        if (answer.kind === 'ok') {
          dialog.close();
          this.#addTile(answer.json);
        } else {
          set(said, answer.kind === 'error' ? answer.json?.reason ?? this.texts.guestFailed : answer.kind === 'signed-out' ? this.texts.signedOut : this.texts.guestOffline);
        }
      }, on);
    }

    /** A guest stands last until the next load: nobody moves. */
    #addTile({ student, name, guest, roster }) {
      this.dataset.roster = roster;
      if (this.#rows.has(student)) {
        return;
      }

      const tile = this.#$('template.rc-tile-template').content.firstElementChild.cloneNode(true);
      tile.dataset.student = student;
      tile.querySelector('.rc-name').textContent = name;
      tile.querySelector('.rc-guest').textContent = `${guest} · `;
      tile.querySelector('.rc-choose-more').setAttribute('aria-label', fill(this.texts.chooseMoreFormat, name));
      const tiles = this.#$('.rc-tiles');
      tiles.insertBefore(tile, this.#$('.rc-add'));
      const beat = document.createElement('i');
      beat.dataset.student = student;
      this.#$('.rc-beats').append(beat);
      this.#$('.rc-beats').style.setProperty('--people', String(this.#rows.size + 1));
      this.#adopt(tile);
      // The legend gives its place up before a row is added.
      const cells = this.#rows.size + 1;
      show(this.#$('.rc-legend'), cells % 6 !== 0 && cells % 3 !== 0);
      const shown = cells + (this.#$('.rc-legend').hidden ? 0 : 1);
      tiles.style.setProperty('--rows-2', String(Math.ceil(shown / 2)));
      tiles.style.setProperty('--rows-3', String(Math.ceil(shown / 3)));
      this.#paint();
      tile.querySelector('.rc-tap').focus();
    }
  }

  const set = (element, text) => {
    if (element.textContent !== text) {
      element.textContent = text;
    }
  };

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
      root.querySelector('.leave').addEventListener('click', () => { dialog.close(); this.#form?.submit(); });
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
        this.#form.submit();
        this.#form = null;
      }
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

  customElements.define('roll-call', RollCall);
  customElements.define('outbox-drain', OutboxDrain);
  customElements.define('offline-page', OfflinePage);
})();
