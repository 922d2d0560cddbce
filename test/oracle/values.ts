/** The types of columns and binds that the server knows, by their numbers on the wire. */
export const TYPES = { varchar: 1, number: 2, long: 8, clob: 112, timestamp: 180 } as const;

/** An Oracle NUMBER: an exponent byte and digits to the base of 100, each one more (negative: 101 less each, then 102). */
export function encodeNumber(value: number | bigint): Buffer {
  if (value === 0) return Buffer.from([0x80]);
  const [mantissa = '', power = '0'] = toExponential(value).split('e');
  let digits = mantissa.replace('.', '');
  let before = Number(power) + 1;
  if (Math.abs(before) % 2 === 1) [digits, before] = [`0${digits}`, before + 1];
  if (digits.length % 2 === 1) digits += '0';
  const pairs = (digits.match(/../g) ?? []).map(Number);
  const exponent = before / 2;
  return value > 0
    ? Buffer.from([192 + exponent, ...pairs.map((pair) => pair + 1)])
    : Buffer.from([63 - exponent, ...pairs.map((pair) => 101 - pair), 102]);
}

/** Such as `3.62695e+5`; of a bigint with all of its digits. */
function toExponential(value: number | bigint): string {
  if (typeof value === 'number') return Math.abs(value).toExponential();
  const digits = String(value).replace('-', '');
  return `${digits}e${digits.length - 1}`;
}

/** The reverse of `encodeNumber`. */
export function decodeNumber(bytes: Buffer): number {
  const [first = 0x80, ...rest] = bytes;
  if (first === 0x80) return 0;
  const isPositive = first > 0x80;
  const pairs = rest.filter((pair) => isPositive || pair !== 102).map((pair) => (isPositive ? pair - 1 : 101 - pair));
  const exponent = isPositive ? first - 192 : 63 - first;
  const digits = pairs.map((pair) => String(pair).padStart(2, '0')).join('');
  return Number(`${isPositive ? '' : '-'}0.${digits}e${exponent * 2}`);
}

/** A TIMESTAMP from `2018-06-21 13:40:22.123456`; null where the text is no such moment. */
export function encodeTimestamp(text: string): Buffer | null {
  const found = /^(\d\d)(\d\d)-(\d\d)-(\d\d)[ T](\d\d):(\d\d):(\d\d)(?:\.(\d{1,9}))?/.exec(text);
  if (found === null) return null;
  const [century = 0, year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = found.slice(1, 8).map(Number);
  const date = [century + 100, year + 100, month, day, hour + 1, minute + 1, second + 1];
  const fraction = Number((found[8] ?? '').padEnd(9, '0'));
  const nanoseconds = Buffer.alloc(fraction === 0 ? 0 : 4);
  if (fraction > 0) nanoseconds.writeUInt32BE(fraction);
  return Buffer.concat([Buffer.from(date), nanoseconds]);
}
