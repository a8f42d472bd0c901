import { afterAll, expect, test, vi } from 'vitest'
import type { Header } from '../../../../../src/engine/formats/header.ts'
import type { TransformOptions } from '../../../../../src/engine/options/transform-options.ts'
import { LIMITS } from '../../../../support/isolate/limits.ts'
import { failure } from '../../../../support/process/failure.ts'

// Leaves out the codecs of AVIF and JPEG XL, as `npm run deploy -- src/builds/small.ts` does. Test
// files share modules, therefore modules are reset before and after.
vi.resetModules()
await import('../../../../../src/engine/codecs/small.ts')
const { makePlan } = await import('../../../../../src/engine/plan/make-plan.ts')

afterAll(() => vi.resetModules())

const PNG: Header = {
  format: 'png',
  width: 40,
  height: 30,
  orientation: 1,
  alpha: false,
  depth: 8,
  components: 3,
  icc: false,
  frames: 1,
  progressive: false,
}

const plan = (header: Header, intent: TransformOptions) => makePlan(header, intent, 1000, LIMITS)

test.each<[TransformOptions['accepts'], string]>([
  [['avif', 'webp'], 'webp'],
  [['jxl', 'avif', 'webp'], 'webp'],
  [['avif'], 'jpeg'],
  [['jxl'], 'jpeg'],
  [['webp'], 'webp'],
])('chooses the format without AVIF and JPEG XL: a client that accepts %j gets %s', (accepts, format) => {
  expect(plan(PNG, { format: 'auto', ...(accepts && { accepts }) }).format).toBe(format)
})

test.each<[string, Header, TransformOptions]>([
  [
    'AVIF cannot be read by this build: upload another format, or add codecs/avif-decoder (docs/package.md)',
    { ...PNG, format: 'avif' },
    { width: 20 },
  ],
  [
    'AVIF cannot be written by this build: use another format, or add codecs/avif-encoder (docs/package.md)',
    PNG,
    { format: 'avif' },
  ],
  [
    'JPEG XL cannot be written by this build: use another format, or add codecs/jxl-encoder (docs/package.md)',
    PNG,
    { format: 'jxl' },
  ],
])('refuses a request: %s', (detail, header, intent) => {
  expect(() => plan(header, intent)).toThrow(failure('unsupported', detail))
})
