/* Fills what only a browser can know: how old the collector's last word (status.json) is. Pages work without it. */
(() => {
  const STALE_AFTER_MINUTES = 30;

  const age = (minutes) => {
    if (minutes < 2) return 'a minute ago';
    if (minutes < 120) return `${Math.round(minutes)} minutes ago`;
    return minutes < 48 * 60 ? `${Math.round(minutes / 60)} hours ago` : `${Math.round(minutes / 1440)} days ago`;
  };

  const freshness = (status) => {
    const minutes = (Date.now() - Date.parse(status.finished)) / 60000;
    if (Number.isNaN(minutes)) return ['bad', 'The collector left no readable word of its last tick.'];
    const when = `last tick ${age(Math.max(0, minutes))}`;
    if (minutes > STALE_AFTER_MINUTES) return ['bad', `Not collecting: ${when}. Newer runs may be missing.`];
    if (status.ok !== true) return ['bad', `Collector in trouble, ${when}: ${status.message ?? 'no message'}`];
    return ['good', `Collecting: ${when}.`];
  };

  const say = (element, [state, text]) => {
    element.dataset.state = state;
    element.textContent = text;
  };

  const cell = (name, text) => {
    const made = document.createElement(name);
    made.textContent = text;
    return made;
  };

  /* Lists in status.json hold runs with what is known of them. */
  const describe = (value) => {
    if (!Array.isArray(value)) return cell('td', String(value ?? 'none'));
    const made = cell('td', value.length === 0 ? 'none' : '');
    for (const item of value) made.append(cell('div', item.run ? `${item.run}: ${item.why}` : JSON.stringify(item)));
    return made;
  };

  const drawTable = (place, status) => {
    const table = document.createElement('table');
    table.className = 'facts';
    for (const [key, value] of Object.entries(status)) {
      const row = document.createElement('tr');
      const head = cell('th', key);
      head.scope = 'row';
      row.append(head, describe(value));
      table.append(row);
    }
    place.replaceChildren(table);
  };

  const line = document.getElementById('freshness');
  const table = document.getElementById('status');

  const look = async () => {
    try {
      const answer = await fetch(line.dataset.status, { cache: 'no-store' });
      if (!answer.ok) throw new Error(`the server answers ${answer.status}`);
      const status = await answer.json();
      say(line, freshness(status));
      if (table) drawTable(table, status);
    } catch (error) {
      say(line, [
        'unknown',
        `Not known whether the collector is alive: status.json cannot be read (${error.message}).`,
      ]);
    }
  };

  if (line) {
    void look();
    setInterval(() => void look(), 60000);
  }
})();
