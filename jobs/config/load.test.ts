import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { describe, expect, it, onTestFinished } from 'vitest';
import { loadSettings } from './load.ts';
import { pickSiteSettings } from './schema.ts';

function load(content: string | null, environment: NodeJS.ProcessEnv = {}, file?: string) {
  const folder = mkdtempSync(join(tmpdir(), 'runinfo-config-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  if (content !== null) writeFileSync(join(folder, 'runinfo.config.yaml'), content);
  return { folder, load: () => loadSettings({ file, environment, folder }) };
}

describe('settings', () => {
  it('take an address from a file that the environment names, which systemd and clusters give secrets in', () => {
    expect(load('#\n', { RUNINFO_SLACK_WEBHOOK_FILE: 'gone' }).load).toThrow(
      'RUNINFO_SLACK_WEBHOOK_FILE: there is no file',
    );
    const { folder, load: read } = load(null, {
      RUNINFO_SLACK_WEBHOOK_FILE: 'webhook',
      RUNINFO_HEARTBEAT_FILE: 'beat',
    });
    writeFileSync(join(folder, 'webhook'), 'https://chat.example/hooks/abc\n');
    writeFileSync(join(folder, 'beat'), 'https://beat.example/1');
    expect(read()).toMatchObject({
      channels: [{ form: 'mattermost', webhook: 'https://chat.example/hooks/abc' }],
      heartbeat: 'https://beat.example/1',
    });
  });

  it('have a default for every key', () => {
    const { folder, load: read } = load(null);
    const settings = read();
    expect(settings).toMatchObject({
      settle: 120,
      giveUpAfter: 86_400,
      zone: 'Europe/Zurich',
      siteUrl: null,
      longRun: 1800,
      channels: [{ name: 'main', form: 'slack', webhook: null, variable: 'RUNINFO_SLACK_WEBHOOK' }],
      heartbeat: null,
    });
    expect(settings.channels[0]?.partitions).toEqual(settings.rules.partitions);
    expect(settings.expectedFile).toBe(join(folder, 'runinfo.expected.yaml'));
    expect(settings.archive).toBe(join(folder, 'data/archive'));
    expect(settings.state).toBe(join(folder, 'data/state/archive'));
    expect(settings.rules.watched).toContain('CFGDOC_TXT');
  });

  it.each([
    ['site: web\narchive: web/archive', 'archive', 'site'],
    ['site: web\nstate: web/state', 'state', 'site'],
    ['site: web\nnotes: web/notes', 'notes', 'site'],
    ['site: data/archive/site', 'site', 'archive'],
    ['state: data/archive/.git', 'state', 'archive'],
    ['state: data/archive', 'state', 'archive'],
    ['archive: x\nstate: y\nsite: y/site', 'site', 'state'],
    ['notes: data/archive/runs', 'notes', 'archive'],
    ['site: web\narchive: linked/archive', 'archive', 'site'],
  ])('refuse a folder within another: %s', (content, inner, outer) => {
    const { folder, load: read } = load(`${content}\n`);
    mkdirSync(join(folder, 'web'));
    symlinkSync('web', join(folder, 'linked'));
    expect(read).toThrow(
      expect.objectContaining({ code: 'config', message: expect.stringContaining(`${inner}: `) as string }),
    );
    expect(read).toThrow(`is within the folder of ${outer}: name one outside of it`);
  });

  it('take folders beside each other, and notes above them', () => {
    const read = load('site: data/site\narchive: data/site-archive\nstate: data/state\nnotes: .\n').load;
    expect(read()).toMatchObject({ site: expect.stringContaining('data/site') as string });
  });

  it('take the file, then the environment over it, with paths from where each was written', () => {
    const environment = {
      RUNINFO_ARCHIVE: 'elsewhere/store',
      RUNINFO_SOURCE: 'sqlite:x.sqlite',
      RUNINFO_SITE_URL: 'https://hcal.example/runs',
      RUNINFO_SETTLE: '30',
      RUNINFO_NOTIFY_DIGEST_ABOVE: '9',
      RUNINFO_RULES_WATCHED: '[FM_URL, CFGDOC_TXT]',
      RUNINFO_SLACK_WEBHOOK: '',
      RUNINFO_PUBLISH_AFTER: 'rsync -a ./ web:/srv/www',
    };
    const { folder, load: read } = load('settle: 60\nlookBack: 7\n', environment);
    expect(read()).toMatchObject({
      archive: join(folder, 'elsewhere/store'),
      state: join(folder, 'elsewhere/state/store'),
      source: `sqlite:${join(folder, 'x.sqlite')}`,
      siteUrl: 'https://hcal.example/runs/',
      settle: 30,
      lookBack: 7,
      notify: { digestAbove: 9 },
      rules: { watched: ['FM_URL', 'CFGDOC_TXT'] },
      channels: [{ webhook: null }],
      publish: { after: ['rsync', '-a', './', 'web:/srv/www'] },
    });
  });

  it('name their interpretation rules by a digest that other keys do not move', () => {
    const digest = (content: string) => load(content).load().rulesDigest;
    expect(digest('')).toMatch(/^[0-9a-f]{16}$/);
    expect(digest('settle: 5\n')).toBe(digest(''));
    expect(digest('rules: { ignored: [CFGDOC_TXT] }\n')).not.toBe(digest(''));
  });

  it('have the rules and words of their preset where they say nothing else', () => {
    const { load: read } = load(
      'preset: ecal\nrules: { central: { state: null }, watched: [X] }\nlabels: { name: ECAL at B904 }\n',
    );
    const { rules, labels } = read();
    expect(rules).toMatchObject({
      partitions: ['ECAL', 'ES'],
      levelOne: null,
      outList: null,
      central: { state: null, start: 'CMS.LVL0:START_TIME_T' },
      watched: ['X'],
      redact: { builtIn: 1 },
    });
    expect(labels).toMatchObject({ name: 'ECAL at B904', partition: 'detector' });
    expect(load('preset: gem\n').load).toThrow('line 1: preset: ');
    expect(load(null, { RUNINFO_PRESET: 'csc' }).load().rules.takesPart).toBe('CMS.LVL0:CSC');
  });

  it('leave what is as in the default out of the archive, so that no digest moves', () => {
    const { rules, archivedRules, rulesDigest } = load('').load();
    expect(Object.keys(rules).length - Object.keys(archivedRules).length).toBe(5);
    expect(rulesDigest).toBe('e0d367a2483e12dd');
    expect(load('preset: hcal\nrules: { timeZone: UTC }\nlabels: { name: X }\n').load().rulesDigest).toBe(rulesDigest);
    const moved = load('rules: { timeZone: Europe/Zurich }\n').load();
    expect(moved.archivedRules).toEqual({ ...archivedRules, timeZone: 'Europe/Zurich' });
  });

  it('report all problems at once, each with its key', () => {
    const { load: read } = load(
      'archive: 3\nsettle: -1\nzone: Nowhere/Town\nrules: { list: 4, other: 1 }\nnoSuchKey: 1\n',
    );
    const parts = ['invalid configuration in ', 'archive:', 'settle:', 'zone:', 'rules.list:', 'noSuchKey', '"other"'];
    for (const part of parts) expect(read).toThrow(part);
  });

  it('name the line of each problem, the variable that gave it, and the nearest known key', () => {
    const file = [
      'settle: -1',
      'maxPack: 3',
      'notify:',
      '  digestabove: 2',
      '  channels: { hf: { partition: [HF] } }',
      'digestAbove: 4',
      'rules:',
      '  partitions: []',
      '  aliases:',
      '    - { name: A }',
      'zzzzzz: 1',
    ].join('\n');
    const environment = { RUNINFO_LOOK_BACK: 'many', RUNINFO_HEARTBEAT: 'secret/place' };
    const { load: read } = load(file, environment);
    const parts = [
      'line 1: settle: ',
      'line 2: maxPack: unknown key "maxPack": did you mean maxPacks?',
      'line 4: notify.digestabove: unknown key "digestabove": did you mean notify.digestAbove?',
      'line 5: notify.channels.hf.partition: unknown key "partition": did you mean notify.channels.hf.partitions?',
      'line 6: digestAbove: unknown key "digestAbove": did you mean notify.digestAbove?',
      'line 8: rules.partitions: name at least one partition',
      'line 10: rules.aliases.0.partition: ',
      'line 11: zzzzzz: unknown key "zzzzzz"',
      'RUNINFO_LOOK_BACK: ',
      'RUNINFO_HEARTBEAT: not an http or https address',
    ];
    for (const part of parts) expect(read).toThrow(part);
    expect(read).not.toThrow('secret');
    expect(load(null, { RUNINFO_RULES_PARTITIONS: '[]' }).load).toThrow('RUNINFO_RULES_PARTITIONS: name at least one');
  });

  it('take null from the environment where a key may be null, and for a text elsewhere', () => {
    const none = { RUNINFO_RULES_OUT_LIST: 'null', RUNINFO_RULES_TAKES_PART: 'null', RUNINFO_RULES_LEVEL_ONE: 'null' };
    const { rules } = load(null, {
      ...none,
      RUNINFO_RULES_CENTRAL_STATE: 'null',
      RUNINFO_RULES_NAMESPACE: 'null',
    }).load();
    expect(rules).toMatchObject({ outList: null, takesPart: null, levelOne: null, namespace: 'null' });
    expect(rules.central.state).toBeNull();
    expect(load(null, { RUNINFO_RULES_OUT_LIST: 'OUT' }).load().rules.outList).toBe('OUT');
  });

  it('name gates and aliases of what is no partition', () => {
    const listed = 'the partitions are HCAL_HBHE, HCAL_HF, HCAL_HO, HCAL_Laser';
    const gate = load("rules: { gates: { HF: 'CMS.LVL0:HF' } }\n");
    expect(gate.load).toThrow(`rules.gates: unknown partition HF; ${listed}`);
    const alias = load('rules: { aliases: [{ name: HCAL_HFx, partition: HF }] }\n');
    expect(alias.load).toThrow(`rules.aliases: unknown partition HF; ${listed}`);
    // The defaults may name partitions that somebody left out.
    expect(load('rules: { partitions: [HCAL_HF], gates: { HCAL_HF: X } }\n').load().rules.gates).toEqual({
      HCAL_HF: 'X',
    });
  });

  it('name variables that are none, with the nearest that is one, and pass over those of others', () => {
    const others = { RUNINFO_TICK: 'yes', RUNINFO_DIFFER_SERVICE_PORT: '80', RUNINFO_PORT_80_TCP: 'tcp://10.0.0.1:80' };
    expect(load(null, { ...others, RUNINFO_MYSQL_PASSWORD_FILE: 'x', RUNINFO_NOTIFY: '' }).load).not.toThrow();
    const wrong = {
      RUNINFO_SETLE: '30',
      RUNINFO_SLACK_WEBHOOK_HX: 'https://chat.example/secret',
      RUNINFO_ORACLE_PASWORD: 'secret',
      RUNINFO_QQQQQQQQ: '1',
    };
    const { load: read } = load('notify: { channels: { hf: {} } }', { ...others, ...wrong });
    expect(read).toThrow(
      /RUNINFO_ORACLE_PASWORD: unknown variable: did you mean RUNINFO_ORACLE_PASSWORD\?; RUNINFO_QQQQQQQQ: unknown variable; RUNINFO_SETLE: unknown variable: did you mean RUNINFO_SETTLE\?; RUNINFO_SLACK_WEBHOOK_HX: there is no channel hx in notify\.channels$/,
    );
    expect(read).not.toThrow('secret');
  });

  it('say which of them pages are made from, as plain data', () => {
    const settings = load('siteUrl: https://hcal.example\npublish: { data: true, threads: 2 }\n').load();
    const picked = pickSiteSettings(settings);
    expect(picked).toMatchObject({ siteUrl: 'https://hcal.example/', zone: 'Europe/Zurich', publish: { data: true } });
    expect(structuredClone(picked)).toEqual(picked);
    expect(Object.keys(picked)).not.toContain('archive');
    expect(picked.publish).toEqual({ data: true, mode: '0644' });
  });

  it.each([
    ['a: [1', ['not valid YAML']],
    ['- 1\n- 2\n', ['must hold keys and values']],
    ['archive: [a\nsettle: 3\n  bad: : x\n', ['not valid YAML', 'line 2: ', 'line 3: ']],
    ['rules:\n\twatched: [A]\n', ['not valid YAML', 'line 2: Tabs are not allowed']],
    [
      'archive: *gone\nrules:\n  list: [*A]\n',
      ['not valid YAML', 'line 1: *gone: put', 'line 3: *A: put what begins with *'],
    ],
    [`a: &a [1, 2]\nb: &b [*a, *a, *a]\nc: [${'*b, '.repeat(60)}]\n`, ['not valid YAML']],
    ['a: 1\n---\na: 2\n', ['line 2: Source contains multiple documents']],
    [
      'settle: 1\nzone: Mars\nsettle: 2\nrules:\n  list: [A]\n  list: [B]\n',
      ['line 2: zone: unknown', 'line 3: settle: this key is there twice', 'line 6: list: this key is there twice'],
    ],
    ['source: { sqlite: a }\n12: x\n', ['line 1: source: ', 'line 2: 12: unknown key']],
    [
      'archive:\nlinks:\n  - { name: A }\npublish: { after: 3 }\n',
      ['line 1: archive: ', 'line 3: links.0.url: is missing', 'line 4: publish.after: ', 'or: '],
    ],
    [
      'publish: { after: [] }\nrules: { levelOne: "" }\nnotify: { channels: { Main: {} } }\n',
      ['publish.after: is empty: name', 'rules.levelOne: is empty', 'Main: a name is lower-case'],
    ],
    [
      'notify: { channels: { hf: { form: slck }, ho: { form: fax } } }\n',
      ['hf.form: unknown value: did you mean slack?', 'ho.form: is none of auto, mattermost, slack'],
    ],
    [
      'settle: soon\nwatchedFile: gone.txt\nnotify: { channels: { main: { partitions: [HQ] } } }\n',
      ['line 1: settle: ', 'watchedFile: there is no file', 'unknown partition HQ; the partitions are HCAL_HBHE'],
    ],
    [
      'rules:\n  partitions: [HF, constructor, __proto__]\n',
      ['line 2: rules.partitions.1: a name that JavaScript keeps', 'rules.partitions.2: '],
    ],
    ['rules: { partitions: [HF, HO, HF] }\n', ['line 1: rules.partitions: one is there twice']],
    [
      'archive: "a\\0b"\nsiteUrl: https://hcal.example/?a\nnotify: { channels: { constructor: {} } }\n',
      [
        'line 1: archive: no path has a NUL',
        'line 2: siteUrl: an address with ?',
        'constructor: a name that JavaScript',
      ],
    ],
    ['rules:\n  gates: { __proto__: In }\n', ['line 2: __proto__: no key can be called so']],
    ['watchedFile: .\nsettle: -1\n', ['line 2: settle: ', 'watchedFile: cannot read']],
  ])('refuse %j, and say all that is wrong', (content, parts) => {
    const { load: read } = load(content);
    for (const part of parts) expect(read).toThrow(part);
    expect(read).toThrow(expect.objectContaining({ code: 'config' }));
  });

  it('are not held against defaults that stand in for rules that are wrong', () => {
    const { load: read } = load(
      'rules: { partitions: [HCAL_A], list: 3 }\nnotify: { channels: { main: { partitions: [A] } } }\n',
      { RUNINFO_REDACTION_KEY_FILE: '.' },
    );
    expect(read).toThrow('rules.list: ');
    expect(read).toThrow('RUNINFO_REDACTION_KEY_FILE: cannot read');
    expect(read).not.toThrow('unknown partition');
  });

  it('take no folder for a settings file', () => {
    expect(load(null, {}, '.').load).toThrow(expect.objectContaining({ code: 'config' }));
    expect(load(null, {}, '.').load).toThrow('--config: cannot read');
  });

  it('ask for a file that was named and is not there', () => {
    expect(load(null, {}, 'gone.yaml').load).toThrow('there is no settings file');
  });

  it('never repeat a webhook that is no address', () => {
    const { load: read } = load(null, { RUNINFO_SLACK_WEBHOOK: 'hooks/T0/secret' });
    expect(read).toThrow('RUNINFO_SLACK_WEBHOOK');
    expect(read).not.toThrow('secret');
  });

  it('know an Oracle source, with paths from where they were written, and an account from the environment only', () => {
    const environment = {
      RUNINFO_ORACLE_CLIENT_DIR: 'client',
      RUNINFO_ORACLE_TIMEOUT: '7',
      RUNINFO_ORACLE_USER: 'reader',
      RUNINFO_ORACLE_PASSWORD_FILE: 'secret.txt',
      TNS_ADMIN: '/etc/tns',
    };
    const { folder, load: read } = load('oracle: { schema: CMS_RUNINFO, wallet: purse, timeout: 5 }\n', environment);
    writeFileSync(join(folder, 'secret.txt'), 'sesame \r\n');
    const settings = read();
    expect(settings.oracle).toMatchObject({
      schema: 'CMS_RUNINFO',
      wallet: join(folder, 'purse'),
      clientDir: join(folder, 'client'),
      configDir: '/etc/tns',
      timeout: 7,
    });
    expect(settings.oracle.readAccount()).toEqual({ user: 'reader', password: 'sesame ', walletPassword: null });
    expect(JSON.stringify(settings) + inspect(settings, { depth: 9 })).not.toContain('sesame');
    const { load: inFile } = load('oracle: { user: reader, password: sesame, schema: "A B" }\n');
    expect(inFile).toThrow('oracle.schema: not a valid owner name');
    expect(inFile).toThrow('"password"');
    expect(inFile).not.toThrow('sesame');
  });

  it('ask for what the account lacks only when somebody wants it', () => {
    const { oracle } = load(null, { RUNINFO_ORACLE_PASSWORD_FILE: 'gone.txt' }).load();
    expect(oracle.readAccount).toThrow('there is no file');
    expect(load(null).load().oracle.readAccount).toThrow(/RUNINFO_ORACLE_USER, and RUNINFO_ORACLE_PASSWORD or/);
  });

  it("take the original's list of watched parameters as it is", () => {
    const { folder, load: read } = load('watchedFile: diffed_parameters.txt\n');
    const list = (text: string) => writeFileSync(join(folder, 'diffed_parameters.txt'), text);
    list(
      '#A :HCAL_HF\nno colon here\nFM_URL :HCAL_HBHE HCAL_LASER  HO \r\nCFGDOC_TXT  ignored words :HCAL_HF\nEMPTY_FMS :HCAL_HBHEa\n',
    );
    expect(read().rules.watched).toEqual([
      'HCAL_HBHE:FM_URL',
      'HCAL_Laser:FM_URL',
      'HCAL_HO:FM_URL',
      'HCAL_HF:CFGDOC_TXT',
      'HCAL_HBHE:EMPTY_FMS',
    ]);
    list('FM_URL :HCAL_HF\nFM_URI :HCAL_HF HCAL_LAZER\n');
    expect(read).toThrow(/line 2: unknown partition HCAL_LAZER; the partitions are HCAL_HBHE/);
  });
});
