import { createCipheriv, createDecipheriv, createHash, pbkdf2Sync, randomBytes } from 'node:crypto';

/** Which form of password verifier the account has: of 12c or 11g, or an old one that the driver cannot do in Thin mode. */
export type Verifier = '12c' | '11g' | '10g';

const VERIFIER_FLAGS: Readonly<Record<Verifier, number>> = { '12c': 0x4815, '11g': 0xb152, '10g': 0x0939 };
const ROUNDS = { verifier: 1000, session: 3 };

/** A key and what came with it: text, and the flags of that pair. */
export type Pair = readonly [key: string, value: string, flags?: number];

/** The server's side of one login (TNS: O5LOGON), phase one: what it says before it knows the client's half of the key. */
export interface Challenge {
  readonly pairs: readonly Pair[];
  /**
   * Phase two: whether the client knows the password.
   * @param given the pairs that the client sent
   * @returns the proof that the server knows it, too; null: the password is wrong
   */
  readonly answer: (given: ReadonlyMap<string, string>) => string | null;
}

/** Begins a login for an account with this password. */
export function challenge(password: string, verifier: Verifier): Challenge {
  const isOld = verifier !== '12c';
  const salt = randomBytes(isOld ? 10 : 16);
  const mixing = randomBytes(16);
  const half = randomBytes(isOld ? 48 : 32);
  const key = isOld ? elevenKey(password, salt) : twelveKey(password, salt);
  const pairs: Pair[] = [
    ['AUTH_SESSKEY', hex(encrypt(key, half))],
    ['AUTH_VFR_DATA', hex(salt), VERIFIER_FLAGS[verifier]],
    ['AUTH_PBKDF2_CSK_SALT', hex(mixing)],
    ['AUTH_PBKDF2_VGEN_COUNT', String(ROUNDS.verifier)],
    ['AUTH_PBKDF2_SDER_COUNT', String(ROUNDS.session)],
  ];
  return {
    pairs: isOld ? pairs.slice(0, 2) : pairs,
    answer: (given) => {
      const theirs = decrypt(key, unhex(given.get('AUTH_SESSKEY')));
      const combined = isOld ? elevenCombined(half, theirs) : twelveCombined(theirs, half, mixing);
      const said = unpad(decrypt(combined, unhex(given.get('AUTH_PASSWORD'))).subarray(16));
      if (said?.toString() !== password) return null;
      const proof = Buffer.concat([randomBytes(16), Buffer.from('SERVER_TO_CLIENT'), Buffer.alloc(16, 16)]);
      return hex(encrypt(combined, proof));
    },
  };
}

function twelveKey(password: string, salt: Buffer): Buffer {
  const speedy = Buffer.concat([salt, Buffer.from('AUTH_PBKDF2_SPEEDY_KEY')]);
  const derived = pbkdf2Sync(password, speedy, ROUNDS.verifier, 64, 'sha512');
  return createHash('sha512').update(derived).update(salt).digest().subarray(0, 32);
}

function twelveCombined(theirs: Buffer, half: Buffer, mixing: Buffer): Buffer {
  return pbkdf2Sync(hex(Buffer.concat([theirs.subarray(0, 32), half])), mixing, ROUNDS.session, 32, 'sha512');
}

function elevenKey(password: string, salt: Buffer): Buffer {
  return Buffer.concat([createHash('sha1').update(password).update(salt).digest(), Buffer.alloc(4)]);
}

function elevenCombined(half: Buffer, theirs: Buffer): Buffer {
  const mixed = Buffer.from(half.subarray(16, 40).map((byte, index) => byte ^ (theirs[16 + index] ?? 0)));
  const digest = (part: Buffer) => createHash('md5').update(part).digest();
  return Buffer.concat([digest(mixed.subarray(0, 16)), digest(mixed.subarray(16))]).subarray(0, 24);
}

function encrypt(key: Buffer, bytes: Buffer): Buffer {
  const cipher = createCipheriv(`aes-${key.length * 8}-cbc`, key, Buffer.alloc(16)).setAutoPadding(false);
  return Buffer.concat([cipher.update(bytes), cipher.final()]);
}

function decrypt(key: Buffer, bytes: Buffer): Buffer {
  const whole = bytes.subarray(0, bytes.length - (bytes.length % 16));
  const decipher = createDecipheriv(`aes-${key.length * 8}-cbc`, key, Buffer.alloc(16)).setAutoPadding(false);
  return Buffer.concat([decipher.update(whole), decipher.final()]);
}

/** Takes the padding off; undefined where there is none, since the key was another. */
function unpad(bytes: Buffer): Buffer | undefined {
  const length = bytes.at(-1) ?? 0;
  return length >= 1 && length <= 16 ? bytes.subarray(0, bytes.length - length) : undefined;
}

function hex(bytes: Buffer): string {
  return bytes.toString('hex').toUpperCase();
}

function unhex(text = ''): Buffer {
  return Buffer.from(text, 'hex');
}
