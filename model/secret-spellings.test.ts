import { describe, expect, it } from 'vitest';
import { replaceSecrets } from './secret-spellings.ts';
import { strengthOf } from './secret-names.ts';

const hide = (text: string) => replaceSecrets(text, () => '[redacted]');

/** Texts with secrets, each between « and »: nothing but these may go. All are invented. */
const SECRETS = [
  // USER/PASSWORD@DB and what else Oracle takes.
  'db1 = "occi://READER/«NotSecret01»@cms_db?LHWM_VERSION=22"',
  'db2 = "jdbc:oracle:thin:READER/«NotSecret02»@host.example:10121/service"',
  'jdbc:oracle:thin:reader/«NotSecret»@//db.example:1521/svc.example',
  'jdbc:oracle:oci8:scott/«tiger»@tns_alias',
  'sqlplus -s reader/«not#Secret1»@cms_db @/home/x/script.sql',
  'sqlplus scott/«tiger»',
  '$ORACLE_HOME/bin/sqlplus "hcal_r/«p@ss@word1»@//db.example:1521/svc"',
  'sqlldr userid=hcal_w/«NotSecret»@devdb control=load.ctl',
  'SQL> connect hcal_r/«NotSecret»@int2r',
  'rman target sys/«NotSecret»@prod catalog rco/«NotSecret2»@cat',
  'oracle://READER:«NotSecret12»@cms_db',
  'oracle+cx_oracle://hcal:«NotSecret»@host:1521/?service_name=x',
  'dbConnect = CMS_HCL_APPUSER_R/«NotSecret»@cms_rcms',
  'READER/«NotSecret01»@cms_omds_lb',
  'CMS_HCL_PRTTYPE_R[PROXY_USER]/«Not$ecret»@cms_db',
  'userid: "hcal[proxy]/«NotSecret»@db"',
  'occi://R1/«pw1»@db1,occi://R2/«pw2»@db2',
  'ALTER USER hcal IDENTIFIED BY «NotSecret01»;',
  'create user hcal identified by "«NotSecret 01»" account unlock',
  "IDENTIFIED BY VALUES '«S:0123456789ABCDEF»'",
  '(DESCRIPTION=(ADDRESS=(PROTOCOL=TCPS)(HOST=h))(SECURITY=(WALLET_PASSWORD=«NotSecret1»)))',
  'set password «NotSecret06»',
  'set password to "«NotSecret»"',
  // XML of XDAQ, CORAL, Java.
  '<dbPassword xsi:type="xsd:string">«NotSecret03»</dbPassword>',
  '<password>«NotSecret04»</password>',
  '<xdaq:Password\n  type="string">\n  «NotSecret04»\n</xdaq:Password>',
  '<password><![CDATA[«Not<Secret»]]></password>',
  '<password value="«NotSecret»"/>',
  '<property name="password" value="«NotSecret05»"/>',
  "<property value='«NotSecret05»' name='dbPassword' />",
  '<parameter name="password" value="«NotSecret»"/><parameter name="user" value="reader"/>',
  '<entry key="db.password">«NotSecret»</entry>',
  '<property name="password"><value>«NotSecret»</value></property>',
  '<key>password</key><string>«NotSecret»</string>',
  '&lt;password&gt;«NotSecret»&lt;/password&gt;',
  '<xc:Application password=&quot;«NotSecret»&quot; id="5"/>',
  '<connection url="jdbc:x" user="reader" password="«NotSecret»" timeout="5"/>',
  // Names and values of INI, shell, YAML, code.
  'DB_PASS = "«NotSecret07»"',
  'pwd = «NotSecret08»',
  'password = «NotSecret11»',
  'password=«ab,cd;ef» user=me',
  "password = «it's(me)1»",
  'passphrase = «correct horse battery staple»',
  'passphrase: «correct horse» # of the key',
  'export AWS_SECRET_ACCESS_KEY=«wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY»',
  'aws_secret_access_key = «/wJalrXUtn/FEMIK7MDENGbPxRfiCYEXAMPLEKEY»',
  'DB_PASSWORD_PROD=«NotSecret»',
  'PASSWORD1=«NotSecret»;PASSWORD2=«NotSecret2»',
  'ORACLEPWD=«123456»',
  'Server=db;Uid=me;Pwd=«NotSecret»;Encrypt=yes',
  "'password' => '«NotSecret»',",
  'password: |\n  «NotSecret»\nuser: me',
  '- name: DB_PASSWORD\n  value: «NotSecret»\n- name: OTHER\n  value: 5',
  'clientSecret: «0a1b2c3d-NotSecret»',
  'client-secret=«NotSecret»',
  'setPassword("«NotSecret»");',
  'api_key: «0123456789abcdef»',
  'X-Api-Key: «NotSecret»',
  'private_token = "«NotSecret»"',
  'accessToken := `«NotSecret»`',
  'mysqldump --password=«NotSecret» -u me',
  'wget --http-password «NotSecret» https://host/x',
  'sshpass -p «NotSecret» ssh me@host',
  'curl -s -u hcal:«NotSecret» https://host/x',
  'machine host login me password «NotSecret»',
  'username admin privilege 15 secret 5 «$1$mERr$hx5rVt7rPNoS4wqbXKX7m0»',
  'password «NotSecret12»',
  'spring.datasource.password=«NotSecret»',
  'storepass=«NotSecret»',
  // JSON, also within a text of JSON.
  '{"user":"me","password":"«NotSecret»","port":5}',
  String.raw`{\"password\":\"«NotSecret»\",\"port\":5}`,
  String.raw`"{\\\"password\\\":\\\"«NotSecret»\\\"}"`,
  String.raw`{"password":"«Not\"Secret»","x":1}`,
  '{"name":"password","value":"«NotSecret»"}',
  '{"value": "«NotSecret»", "name": "DB_PASSWORD"}',
  // Addresses.
  'https://me:«NotSecret»@host.example/path?x=1',
  'redis://:«NotSecret»@host:6379/0',
  'amqp://user:«p@ss»@host/vhost',
  'postgres://user:«p/w?d#»@host/db',
  'http://proxy:«NotSecret»@proxy.example:3128',
  'dsn = "me:«NotSecret»@tcp(host:3306)/db"',
  'https://host/login?user=me&password=«NotSecret»&next=/home',
  'https://host/x?a=1&amp;token=«NotSecret1»&amp;b=2',
  'https://x.logic.azure.example:443/workflows/0a1b/triggers/manual/paths/invoke?sp=%2F&sv=1.0&sig=«NotSecret»',
  'https://bucket.example/x?X-Amz-Expires=60&X-Amz-Signature=«0123abcd»',
  // Webhooks.
  'hook = https://hooks.slack.example/services/T0/B0/«NotSecret09»',
  'https://hooks.slack.com/workflows/T01/A02/123/«NotSecret»',
  'https://mattermost.example/hooks/«9pi5zgs8q7fk5xj6wkbmtqdaoc»',
  'https://mattermost.example/hooks/«NotSecret1»',
  'https://chat.example/hooks/0123456789abcdefg/«NotSecret0123»',
  'https://cern.webhook.office.com/webhookb2/«aa-bb@cc-dd/IncomingWebhook/0123ab/ee-ff»',
  'https://discord.example/api/webhooks/123456789/«Not_Secret-0123456789»',
  'https://api.telegram.org/bot123456:«AAH-NotSecret0123456789abcdef»/sendMessage',
  // Headers and tokens.
  'header = "Authorization: Bearer «NotSecret10»"',
  '-H "Authorization: Basic «bWU6Tm90U2VjcmV0»"',
  'Authorization: «NotSecret»',
  'PRIVATE-TOKEN: «NotSecret»',
  'Bearer «0123456789abcdef»',
  'git clone https://«ghp_0123456789abcdefghijABCDEFGHIJ012345»@github.com/a/b',
  'x = «glpat-0123456789abcdefghij»',
  'x = «xoxb-0123456789-abcdefghij»',
  'x = «AKIAIOSFODNN7EXAMPLE»',
  'x = «eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.dBjftJeZ4CVP-mB92K27uhbUJU1p1r»',
  'root:«$6$d468dc01f1cd655d$1c0a188389f4db6399265080815ac488»:18515:0',
  '-----BEGIN RSA PRIVATE KEY-----«\nMIIEow\nABCD==\n»-----END RSA PRIVATE KEY-----\nmore',
  String.raw`{"k":"-----BEGIN PRIVATE KEY-----«\nMIIEow\n»-----END PRIVATE KEY-----\n"}`,
  '-----BEGIN OPENSSH PRIVATE KEY-----«\nb3BlbnNzaC1r»',
];

/** Texts that look a little like it and hold none: nothing of them may go, or a change in them is not seen. */
const NONE = [
  'BusyToken = 8',
  'MaxToken=12',
  'max_tokens: 4096',
  'token_ring=3',
  'TokenTimeout = 30 s',
  'token: 0x1F',
  'tokens = a, b',
  'tokenizer = bpe',
  'token_type: Bearer',
  'token=true',
  'passThrough = 5',
  'pass_through=true',
  'bypass = true',
  'ByPass = 3',
  'low_pass = butterworth',
  'bandPass: 12.5 MHz',
  'compass=north',
  'pass = 2',
  'Pass: 5 Fail: 0',
  'passes=3',
  'password_required=false',
  'passwordRequired = yes',
  'PASSWORD_MIN_LENGTH=8',
  'password_file = /run/secrets/db',
  'RUNINFO_ORACLE_PASSWORD_FILE: there is no file x',
  'passwordPolicy=strict',
  'secretName: hcal-db',
  'password = ${DB_PASSWORD}',
  'password=$DB_PASSWORD',
  'password: {{ vault_password }}',
  'password = getPassword()',
  'password = os.environ["PW"]',
  'password: string',
  'password = none',
  'password = ""',
  'password=********',
  '<password/>',
  '<password></password>',
  '<xs:element name="password" type="xs:string"/>',
  'PWD=/nfshome0/hcalpro/run',
  'OLDPWD=/tmp',
  'secretary = Bob',
  'no secret, no password',
  'a token ring and a pass of data',
  'the password for HF is kept by the expert',
  'set password policy strict',
  'passwd: files sss',
  'public_key = AAAAB3NzaC1yc2E',
  'LOCAL_RUNKEY_SELECTED = global_run',
  'RunKey { key = value }',
  'primary_key=ID',
  'key: value',
  'HCAL_DAQ_RELEASE=17_6_1',
  'a/b@c',
  'hcal/config/HF@v5',
  'HCAL/Config@v5',
  'CMS/hcalDAQ@1.2.3',
  'images/logo@2x.png',
  'mail to hcal-ops@cern.example or CMS/ops@cern.example',
  'ssh hcalpro@hcal-daq01:/opt/x',
  'git@gitlab.example:hcal/cfg.git',
  'image: registry.example/hcal/daq:v1@sha256:0123abcd',
  'http://fm.example:16001/urn:rcms-fm:fullpath=/hcalpro/Global/GlobalRun,group=a@b',
  'http://host:8080/user@2x.png',
  'oracle://cms_orcon_prod/CMS_HCAL_21A',
  'jdbc:oracle:thin:@//host.example:1521/svc',
  'jdbc:oracle:thin:@(DESCRIPTION=(ADDRESS=(HOST=h)(PORT=1521)))',
  'sqlplus /nolog',
  'sqlplus / as sysdba @script.sql',
  'connect HF/HBHE boxes',
  'db = hcal/v2',
  'sqlite:data/sample/runinfo.sqlite',
  'https://host/docs/hooks/overview',
  'https://gitlab.example/hcal/hooks/pre-receive.sh',
  'Basic configuration of the crates',
  'bearer of news',
  'Authorization: none',
  'hf_something_that_has_a_long_name_1',
  'npm_config_registry_of_the_project_x1',
  'eyJustAWord',
  '0123456789abcdef0123456789abcdef01234567',
  '-----BEGIN CERTIFICATE-----\nMIIEow\n-----END CERTIFICATE-----',
  '-----BEGIN PUBLIC KEY-----\nMIIEow\n-----END PUBLIC KEY-----',
  'std::token::value',
  'if (token == 5) {',
  '$1 $5 $6 left',
];

describe('secrets', () => {
  it.each(SECRETS)('are found: %s', (marked) => {
    const text = marked.replaceAll(/[«»]/g, '');
    expect(hide(text)).toBe(marked.replaceAll(/«[^»]*»/g, '[redacted]'));
    expect(hide(hide(text)), 'twice is once').toBe(hide(text));
    expect(
      replaceSecrets(
        replaceSecrets(text, () => '[redacted 1a2b3c4d]'),
        hide,
      ),
      'and with digits',
    ).toBe(replaceSecrets(text, () => '[redacted 1a2b3c4d]'));
  });

  it.each(NONE)('are not found: %s', (text) => {
    expect(hide(text)).toBe(text);
  });
});

it.each([
  ['DB_PASSWORD', 'strong'],
  ['HCAL_DB_PWD', 'strong'],
  ['dbPass', 'weak'],
  ['ORACLE_TOKEN', 'weak'],
  ['BusyToken', 'weak'],
  ['HCAL_PASSTHROUGH', null],
  ['HCAL_PASSWORD_FILE', null],
  ['HCAL_TOKENRING', null],
  ['CFGDOC_TXT', null],
])('the name %s is that of a secret: %s', (name, expected) => {
  expect(strengthOf(name)).toBe(expected);
});

describe('the time is in proportion to the text', () => {
  /** Of a form that is quadratic, a text of this length would take hours. */
  const LENGTH = 2_000_000;
  const units = [
    ' ',
    '\n',
    'a',
    '_',
    '=',
    '"',
    '\\\\',
    '@',
    '/',
    '<',
    '&',
    '[',
    'password',
    'password ',
    'password=${',
    'token=f(x)',
  ];
  const further = [
    '<password',
    'name="password" ',
    '://',
    '://a:',
    'oracle:a/',
    'sqlplus ',
    'READER/',
    'eyJ',
    '-----BEGIN ',
  ];

  it.each([...units, ...further])('where %j stands over and over', (unit) => {
    const text = `x ${unit.repeat(LENGTH / unit.length)}`;
    expect(replaceSecrets(text, () => '').length).toBeLessThanOrEqual(text.length);
  });

  it('where blanks stand between a name, a sign and a value', () => {
    const blanks = ' '.repeat(LENGTH / 2);
    expect(hide(`password${blanks}=${blanks}NotSecret`)).toBe(`password${blanks}=${blanks}[redacted]`);
    expect(hide(`<password>${blanks}NotSecret${blanks}</password>`)).toBe(
      `<password>${blanks}[redacted]${blanks}</password>`,
    );
  });
});
