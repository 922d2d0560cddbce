import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { makePlace } from '../original/place.ts';
import { tagged } from './told-runs.ts';
import type { Ran } from './workplace.ts';

const SNAPSHOT = ['tick', '--only', 'snapshot,notify', '--quiet'];

/** A place with run 100 archived, settings of its own, and ticks two minutes apart. */
export async function beginPlace(settings: string, environment: NodeJS.ProcessEnv, words = SNAPSHOT) {
  const place = makePlace();
  writeFileSync(join(place.folder, 'runinfo.config.yaml'), settings);
  const tick = async (more: NodeJS.ProcessEnv = {}): Promise<Ran> => {
    place.clock.now += 120_000;
    return place.run(words, { ...environment, ...more });
  };
  place.file.add(100, tagged('v0', 'o0'));
  expect(await tick()).toMatchObject({ code: 0 });
  return { place, tick };
}

/** Of each message its headline. */
export const firstLines = (texts: readonly string[]) => texts.map((text) => text.split('\n')[0]);
