import { expect, test } from 'vitest'
import { isolatedStacks, jobOf, timedStacks, titleOf } from '../../../bench/jobs.ts'
import { DEFAULT_QUALITY } from '../../../src/engine/options/default-quality.ts'

test('a job of JPEG XL is timed beside sharp alone', () => {
  const job = jobOf('jpeg12_jxl1200')
  const quality = DEFAULT_QUALITY.jxl
  expect(job).toMatchObject({ width: 1200, height: 900, format: 'jxl', quality, transcodes: false })
  expect(timedStacks(job)).toEqual(['signet', 'sharp'])
  expect(isolatedStacks(job)).toEqual(['signet'])
  expect(titleOf('jpeg12_jxl1200')).toBe('12 MP → 1200 JPEG XL')
})

test('a transcode has the size of its source and no other stack', () => {
  const job = jobOf('jpeg12_transcode')
  expect(job).toMatchObject({ width: 4000, height: 3000, format: 'jxl', transcodes: true })
  expect(timedStacks(job)).toEqual(['signet'])
  expect(isolatedStacks(job)).toEqual(['signet'])
  expect(titleOf('jpeg12_transcode')).toBe('12 MP → JPEG XL, transcoded')
})

test('other jobs have the stacks that read their source', () => {
  expect(timedStacks(jobOf('jpeg12_webp1200'))).toEqual([
    'signet',
    'sharp',
    'sharp-effort2',
    'jsquash',
    'photon',
  ])
  expect(timedStacks(jobOf('jpeg108_400'))).toEqual(['signet', 'sharp'])
  expect(timedStacks(jobOf('heic12_400'))).toEqual(['signet', 'jsquash'])
  expect(isolatedStacks(jobOf('avif12_400'))).toEqual(['signet', 'jsquash'])
  expect(titleOf('prog12_400')).toBe('12 MP progressive → 400 JPEG')
  expect(titleOf('film100_240')).toBe('GIF, 100 frames of 480 × 270 → 240 WebP')
})
