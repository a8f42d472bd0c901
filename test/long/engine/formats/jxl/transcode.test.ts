import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import sharp from 'sharp'
import { describe, expect, it } from 'vitest'
import { transcodeObstacle } from '../../../../../src/engine/formats/jxl/transcode-memory.ts'
import { headerOf } from '../../../../support/engine/decode-whole.ts'
import { shownBlocks } from '../../../../support/jpeg/coefficients.ts'
import {
  apart,
  type Factors,
  interleaved,
  progression,
  QUANT,
  randomComponents,
} from '../../../../support/jpeg/pictures.ts'
import { gridsOf, type JpegSpec, writeJpeg } from '../../../../support/jpeg/writer.ts'
import { transcode, transcodedBlocks } from '../../../../support/jxl/transcode.ts'
import { guarded } from '../../../../support/kernel/guarded.ts'
import { jpegFiles } from '../../../../support/picture/files.ts'
import { runs, spreadRows } from '../../../../support/properties/runs.ts'

const DJXL = '/usr/bin/djxl'

const one = (h: number, v: number): Factors => [
  [h, v],
  [1, 1],
  [1, 1],
]

const SAMPLINGS = {
  gray: [[1, 1]],
  '4:4:4': one(1, 1),
  '4:2:2': one(2, 1),
  '4:4:0': one(1, 2),
  '4:2:0': one(2, 2),
  'all doubled': [
    [2, 1],
    [2, 1],
    [2, 1],
  ],
  mixed: [
    [2, 2],
    [1, 2],
    [2, 1],
  ],
} satisfies Record<string, Factors>

const FORMS = {
  baseline: (count: number, restart: number) => ({ scans: interleaved(count, restart), progressive: false }),
  'separate scans': (count: number, restart: number) => ({
    scans: apart(count, restart),
    progressive: false,
  }),
  progressive: (count: number, restart: number) => ({
    scans: progression(count, restart),
    progressive: true,
  }),
}

/** Adobe's segment without a color transform: the components are R, G and B. */
const ADOBE_RGB = [0xff, 0xee, 0, 14, ...[...'Adobe'].map((it) => it.charCodeAt(0)), 0, 100, 0, 0, 0, 0, 0]

interface Given {
  readonly width: number
  readonly height: number
  readonly sampling: keyof typeof SAMPLINGS
  readonly form: keyof typeof FORMS
  readonly restart: number
  readonly seed: number
}

function specOf({ width, height, sampling, form, restart, seed }: Given): JpegSpec {
  const factors: Factors = SAMPLINGS[sampling]
  const components = randomComponents({ width, height }, factors, seed)
  return { width, height, components, quant: QUANT, ...FORMS[form](factors.length, restart) }
}

/** Expects a transcode to have all coefficients of a JPEG, and to take the planned memory. */
async function expectSame(spec: JpegSpec): Promise<void> {
  const { codestream, planned, memory } = await transcode(writeJpeg(spec))
  const sizes = spec.components.map((_, index) => gridsOf(spec, spec.components, index).shown)
  expect(transcodedBlocks(codestream, sizes)).toEqual(shownBlocks(spec))
  expect(memory).toBeLessThanOrEqual(planned)
}

const side = fc.integer({ min: 1, max: 200 })
const given: fc.Arbitrary<Given> = fc.record({
  width: side,
  height: side,
  sampling: fc.constantFrom(...(Object.keys(SAMPLINGS) as (keyof typeof SAMPLINGS)[])),
  form: fc.constantFrom(...(Object.keys(FORMS) as (keyof typeof FORMS)[])),
  restart: fc.constantFrom(0, 0, 1, 7),
  seed: fc.nat(0xffff_ffff),
})

describe('a JPEG transcoded to JPEG XL', () => {
  it('has the same coefficients, whatever its size, subsampling and form', async () => {
    await fc.assert(
      fc.asyncProperty(given, (picture) => expectSame(specOf(picture))),
      { numRuns: runs(200) },
    )
  })

  it.each(Object.keys(SAMPLINGS) as (keyof typeof SAMPLINGS)[])(
    'has the same coefficients in several groups, with %s',
    async (sampling) => {
      const picture = { width: 530, height: 270, sampling, form: 'baseline', restart: 0, seed: 3 } as const
      await expectSame(specOf(picture))
    },
  )

  it('has the same coefficients in several LF groups', async () => {
    const picture = {
      width: 2060,
      height: 20,
      sampling: '4:2:0',
      form: 'baseline',
      restart: 0,
      seed: 4,
    } as const
    await expectSame(specOf(picture))
  })

  it('keeps RGB, whose samples begin at black', async () => {
    for (const quant of [QUANT, [new Array<number>(64).fill(1)], [new Array<number>(64).fill(3)]]) {
      const size = { width: 61, height: 45 }
      const components = randomComponents(
        size,
        SAMPLINGS['4:4:4'],
        5,
        quant.length > 1 ? quant : [...quant, ...quant],
      )
      const spec = { ...size, components, quant: [...quant, ...quant].slice(0, 2), scans: interleaved(3) }
      await expectSame({ ...spec, prelude: [ADOBE_RGB] })
    }
  })

  it('keeps the largest coefficients', async () => {
    const size = { width: 40, height: 24 }
    const components = randomComponents(size, SAMPLINGS['4:2:0'], 6).map((component) => ({
      ...component,
      blocks: component.blocks.map((block, index) =>
        block.map((value, k) =>
          k === 0 ? value : (index + k) % 3 === 0 ? (k % 2 === 0 ? 1023 : -1023) : value,
        ),
      ),
    }))
    await expectSame({ ...size, components, quant: QUANT, scans: interleaved(3) })
  })

  it('refuses subsampling by 4, and colors that are not in three components', async () => {
    const size = { width: 40, height: 24 }
    const factors: Factors[] = [one(4, 1), [...one(1, 1), [1, 1]]]
    for (const each of factors) {
      const components = randomComponents(size, each, 7)
      const file = writeJpeg({ ...size, components, quant: QUANT, scans: interleaved(each.length) })
      await expect(transcode(file)).rejects.toMatchObject({ code: 'unsupported' })
    }
  })

  it('accesses no memory outside of the blocks', async () => {
    for (const [, file] of jpegFiles(75, 300)) {
      if (transcodeObstacle(headerOf(file)) !== undefined) continue
      const { result } = await guarded(() => transcode(file))
      expect(result.memory).toBeLessThanOrEqual(result.planned)
    }
  })

  it('is refused if it is cut anywhere', async () => {
    const spec = specOf({ width: 33, height: 27, sampling: '4:2:0', form: 'baseline', restart: 2, seed: 8 })
    const file = writeJpeg(spec)
    const start = file.findIndex((byte, at) => byte === 0xff && file[at + 1] === 0xda)
    const lengths = [...file.keys()].slice(start, -4)
    for (const length of new Set([...spreadRows(lengths, 60), ...lengths.slice(-5)]))
      await expect(transcode(file.subarray(0, length))).rejects.toMatchObject({ code: 'corrupt' })
  })
})

/** Returns the samples that djxl decodes: the last bytes in a PGM or PPM. */
function samplesByDjxl(codestream: Uint8Array, components: number, length: number): Buffer {
  const folder = mkdtempSync(join(tmpdir(), 'jxl-'))
  const [from, to] = [join(folder, 'a.jxl'), join(folder, components === 1 ? 'a.pgm' : 'a.ppm')]
  try {
    writeFileSync(from, codestream)
    execFileSync(DJXL, [from, to, '--quiet'], { stdio: 'pipe' })
    const file = readFileSync(to)
    return file.subarray(file.length - length)
  } finally {
    rmSync(folder, { recursive: true })
  }
}

it.runIf(existsSync(DJXL))('djxl shows the picture of every kind of JPEG', { timeout: 60_000 }, async () => {
  for (const [kind, file] of jpegFiles(261, 145)) {
    const header = headerOf(file)
    if (transcodeObstacle(header) !== undefined) continue
    const { codestream } = await transcode(file)
    const { components } = header
    const picture = sharp(file).toColourspace(components === 1 ? 'b-w' : 'srgb')
    const data = await picture.raw().toBuffer()
    const samples = samplesByDjxl(codestream, components, data.length)
    const differences = data.map((sample, at) => Math.abs(sample - (samples[at] ?? 0)))
    // Decoders round chroma and single coefficients differently.
    const sum = differences.reduce((total, each) => total + each, 0)
    expect(sum / data.length, kind).toBeLessThan(0.6)
  }
})
