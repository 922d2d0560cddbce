/** Two texts to compare, and in how many milliseconds that must be done. */
export interface TextCase {
  readonly name: string;
  readonly most: number;
  readonly texts: () => readonly [readonly string[], readonly string[]];
}

const MEGABYTE = 1024 * 1024;
const SCRIPT = 1435;

const range = (length: number, line: (place: number) => string) => Array.from({ length }, (_, place) => line(place));

/** The same numbers below 2^31 every time (a linear congruential generator). */
function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return Math.floor(state / 65_536);
  };
}

function item(place: number, value: number): string {
  if (place % 10 === 0) return `ngRBX${place} {`;
  if (place % 10 === 9) return '}';
  return `  OrbitDelay[${place % 36}]=${value}   # crate ${20 + (place % 18)}, tuned in the last scan`;
}

function randomWords(seed: number): readonly string[] {
  const next = randomNumbers(seed);
  return range(SCRIPT, () => range(8, () => next().toString(36)).join(' '));
}

function randomLines(seed: number, length: number, kinds: number): readonly string[] {
  const next = randomNumbers(seed);
  return range(length, () => `line ${next() % kinds}`);
}

const script = range(SCRIPT, (place) => item(place, place));
const long = 'x'.repeat(5 * MEGABYTE);

/** Texts of the forms that are known to be hard. */
export const TEXT_CASES: readonly TextCase[] = [
  { name: '1,435 lines, none changed', most: 20, texts: () => [script, [...script]] },
  {
    name: '1,435 lines, 5 scattered changes',
    most: 20,
    texts: () => [script, script.map((line, place) => (place % 300 === 7 ? `${line}!` : line))],
  },
  { name: '1,435 lines, one digit in each', most: 20, texts: () => [script, script.map((line) => `${line}1`)] },
  {
    name: '1,435 lines, a value in each',
    most: 20,
    texts: () => [range(SCRIPT, (place) => `  a[${place}]=${place}`), range(SCRIPT, (place) => `  a[${place}]=0x2e`)],
  },
  { name: '1,435 lines, unrelated', most: 20, texts: () => [randomWords(1), randomWords(2)] },
  { name: '1,435 lines, all removed', most: 20, texts: () => [script, []] },
  {
    name: '200,000 lines, all different',
    most: 2000,
    texts: () => [range(200_000, (place) => `old ${place}`), range(200_000, (place) => `new ${place}`)],
  },
  {
    name: '200,000 lines, every tenth changed',
    most: 2000,
    texts: () => [
      range(200_000, (place) => item(place, place)),
      range(200_000, (place) => item(place, place % 10 === 5 ? 0 : place)),
    ],
  },
  {
    name: '20,000 random lines out of 50',
    most: 2000,
    texts: () => [randomLines(1, 20_000, 50), randomLines(2, 20_000, 50)],
  },
  {
    name: '200,000 random lines out of 32,768',
    most: 2000,
    texts: () => [randomLines(1, 200_000, 32_768), randomLines(2, 200_000, 32_768)],
  },
  {
    name: '200,000 lines in another order',
    most: 2000,
    texts: () => [range(200_000, String), range(200_000, (place) => String((place * 7919) % 200_000))],
  },
  {
    name: '200,000 lines, each with a brace that nothing closes',
    most: 2000,
    texts: () => [
      range(200_000, (place) => `b${place} {`),
      range(200_000, (place) => `b${place} {${place % 9 === 0 ? '!' : ''}`),
    ],
  },
  { name: 'one line of 5 MB', most: 2000, texts: () => [[`a ${long} b`], [`a ${long}y b`]] },
  {
    name: '16 MB in lines of 80, every third changed',
    most: 2000,
    texts: () => {
      const lines = range((16 * MEGABYTE) / 80, (place) => `${place} `.padEnd(79, 'word '));
      return [lines, lines.map((line, place) => (place % 3 === 0 ? line.replace('word', 'term') : line))];
    },
  },
  {
    name: '16 MB in lines of 1,500, all changed',
    most: 2000,
    texts: () => {
      const lines = range((16 * MEGABYTE) / 1500, (place) => `put HB${place}; `.repeat(110));
      return [lines, lines.map((line) => line.replaceAll('put', 'get'))];
    },
  },
];
