// The sheet of the roll call. What is tapped goes to the outbox (outbox.js, loaded before this) and nowhere else.
(() => {
  'use strict';

  if (customElements.get('roll-call')) {
    return;
  }

  const { outbox, clock, ask, newId, wait, jitter, fill, TIMEOUT } = window.cadenceOutbox;

  const SILENCE = 4000; // The stream beats every 1.5 s. Longer silence is a cut, whatever the sockets say.
  const POLL_EVERY = 1000; // Only where something between us and the server holds the stream back.
  const LONG_PRESS = 450;
  const NOTE_SHOWN = 30000;
  const BACK_SHOWN = 4000;

  // The order a tired teacher needs: one tap for who is here, a second for who is not. Nobody becomes unmarked by tapping.
  const NEXT = { '': 'present', present: 'absent', absent: 'late', late: 'excused', excused: 'present' };
  const SAVE = { saved: '#state-saved', pending: '#state-ontablet', retrying: '#state-retrying' };
  const BEAT = { '': 'n', present: 'p', absent: 'a', late: 'l', excused: 'e' };

  const show = (element, visible) => { element.hidden = !visible; };
  const set = (element, text) => {
    if (element.textContent !== text) {
      element.textContent = text;
    }
  };

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
      this.time = new Intl.DateTimeFormat(data.lang, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23', timeZone: data.timeZone });
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
          if (outbox.link === 'down' || outbox.link === 'refused') {
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
      } else if (link === 'refused') {
        [state, title, text] = ['late', this.texts.refused, `${kept} ${this.texts.refusedGoOn}`];
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
          set(said, answer.kind === 'error' || answer.kind === 'refused' ? answer.json?.reason ?? this.texts.guestFailed : answer.kind === 'signed-out' ? this.texts.signedOut : this.texts.guestOffline);
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

  customElements.define('roll-call', RollCall);
})();
