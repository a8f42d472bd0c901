import { expect, test } from 'vitest'
import { settingsTexts } from '../../../../cli/plan/settings-texts.ts'
import type { EncodeSettings } from '../../../../src/engine/formats/codec.ts'
import type { OutputFormat } from '../../../../src/engine/formats/codecs.ts'
import { SETTINGS } from '../../../support/engine/encode-settings.ts'

const GOAL = { maxBytes: 20_000, isSearched: true }

function textOf(format: OutputFormat, settings: Partial<EncodeSettings>, goal?: typeof GOAL): string {
  const texts = settingsTexts({ format, settings: { ...SETTINGS, ...settings }, goal })
  return texts.filter((text) => typeof text === 'string').join(', ')
}

test.each<[OutputFormat, Partial<EncodeSettings>, string]>([
  ['jpeg', {}, 'quality 80'],
  [
    'jpeg',
    { progressive: true, effort: 'best', subsampling: '444' },
    'quality 80, progressive, best effort, full chroma',
  ],
  ['png', {}, 'compression 3'],
  ['png', { colors: 8, dither: false }, 'up to 8 colors, not dithered, compression 3'],
  ['png', { colors: 256 }, 'up to 256 colors, compression 3'],
  ['webp', { alpha: true, nearLossless: true }, 'near lossless, quality 80, alpha quality 100'],
  ['jxl', { lossless: true }, 'lossless'],
  ['avif', { alpha: true }, 'quality 80, with alpha'],
])('describes the settings of %s: %j', (format, settings, text) => {
  expect(textOf(format, settings)).toBe(text)
})

test.each<[OutputFormat, string]>([
  ['jpeg', 'quality up to 80'],
  ['webp', 'quality up to 80'],
  ['avif', 'quality up to 80'],
  ['jxl', 'quality up to 80'],
])('says that the quality of %s is an upper bound if it is searched', (format, text) => {
  expect(textOf(format, {}, GOAL)).toBe(text)
})
