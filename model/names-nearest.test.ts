import { describe, expect, it } from 'vitest';
import { findNearestNames } from './names.ts';

const NAMES = ['maxPacks', 'lookBack', 'settle', 'source', 'CFGDOC_TXT', 'FM_URL', 'FM_URI', 'uHTR_TPG_TAG'];

describe('findNearestNames', () => {
  it.each([
    ['maxPack', ['maxPacks']],
    ['maxpakcs', ['maxPacks']],
    ['lookback', ['lookBack']],
    ['FM_UR', ['FM_URL', 'FM_URI']],
    ['tpg', ['uHTR_TPG_TAG']],
    ['CMS_CFGDOC_TXT_2', ['CFGDOC_TXT']],
    ['CFGDOC_TEXT', ['CFGDOC_TXT']],
    ['somethingElse', []],
    ['e', []],
    ['', []],
  ])('%s', (written, nearest) => {
    expect(findNearestNames(written, NAMES, 3)).toEqual(nearest);
  });

  it('gives no more than it is asked for, nearest first', () => {
    const names = Array.from({ length: 40 }, (_, index) => `uHTRManager_Firmware_Crate${index}`);
    expect(findNearestNames('uHTRManager_Firmware_Crate3x', names, 3)).toHaveLength(3);
    expect(findNearestNames('firmware_crate7', names, 1)).toEqual(['uHTRManager_Firmware_Crate7']);
  });
});
