import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import sharp from 'sharp'
import { beforeEach, describe, expect, it } from 'vitest'
import type { EncodeSettings } from '../../../../src/engine/formats/codec.ts'
import { decoders, encoders, type OutputFormat } from '../../../../src/engine/formats/codecs.ts'
import { decoder as heicDecoder } from '../../../../src/engine/formats/heic/decoder.ts'
import { drawSvg } from '../../../../src/engine/svg/draw.ts'
import { readSvg } from '../../../../src/engine/svg/read.ts'
import { shapeText } from '../../../../src/engine/text/shape.ts'
import { view } from '../../../../src/engine/wasm/kernel.ts'
import { STACKS } from '../../../../tools/codecs/stacks.ts'
import { CONSTANTS, MODULES } from '../../../../tools/kernel/modules.ts'
import { boundsOf } from '../../../../tools/stacks/built.ts'
import { decodeWhole } from '../../../support/engine/decode-whole.ts'
import { SETTINGS } from '../../../support/engine/encode-settings.ts'
import { inKernel } from '../../../support/engine/operate.ts'
import { heicFiles } from '../../../support/heic/files.ts'
import { dropIdle } from '../../../support/isolate/memories.ts'
import { type ForeignName, withSmallStack } from '../../../support/kernel/small-stack.ts'
import { makePicture } from '../../../support/picture/pictures.ts'
import { failure } from '../../../support/process/failure.ts'
import { FONTS } from '../../../support/text/fonts.ts'
import '../../../support/engine/libheif.ts'
import { LOGOS } from '../../../support/text/svg.ts'

const NAMES = Object.keys(STACKS) as ForeignName[]
const MIN_STACK = 256 * 1024

const picture = makePicture(96, 72, { noise: 40 })

const avif = (chromaSubsampling: string) =>
  sharp(picture.data, { raw: { width: 96, height: 72, channels: 4 } })
    .removeAlpha()
    .avif({ effort: 2, chromaSubsampling })
    .toBuffer()

const decodeAvif = async (chroma: string) => decodeWhole(decoders.avif, await avif(chroma))

async function encode(format: OutputFormat, settings: Partial<EncodeSettings> = {}): Promise<Uint8Array> {
  const { kernel, picture: placed } = inKernel(picture)
  return encoders[format].encode(placed, { ...SETTINGS, ...settings }, kernel)
}

async function draw(): Promise<Uint8Array> {
  const { kernel } = inKernel(picture)
  const svg = readSvg(new TextEncoder().encode(Object.values(LOGOS)[0]))
  const { planes, width, height } = drawSvg(svg, { width: 60, height: 40 }, kernel)
  return view(kernel, planes[0]?.address ?? 0, width * height * 4).slice()
}

async function decodeHeic() {
  const [file] = heicFiles(50, 38).values()
  return decodeWhole(heicDecoder, file ?? expect.fail())
}

/** Work for each module, and the code of its failure on a stack overflow. */
const WORK: Readonly<Record<ForeignName, readonly ['corrupt' | 'internal', () => Promise<unknown>]>> = {
  'av1-decoder': ['corrupt', () => decodeAvif('4:2:0')],
  'avif-decoder': ['corrupt', () => decodeAvif('4:4:4')],
  'avif-encoder': ['internal', () => encode('avif')],
  harfbuzz: ['corrupt', async () => shapeText('Signet fi', [FONTS.latin()])],
  libheif: ['corrupt', decodeHeic],
  thorvg: ['corrupt', draw],
}
/** Stack size that is enough to start each module, and less than any work takes. */
const SMALL = 1024

beforeEach(dropIdle)

describe.each(NAMES)('the stack of %s', (name) => {
  const { size, deepest } = STACKS[name]
  const [code, work] = WORK[name]

  it('has the documented size: at least 256 KB, and at least twice the measured depth', () => {
    const { base, limit } = boundsOf(name)
    expect(base - limit).toBe(size)
    expect(size).toBeGreaterThanOrEqual(Math.max(MIN_STACK, 2 * deepest))
  })

  it('traps on an overflow, and the next image is correct', async () => {
    const right = await work()
    dropIdle()
    await withSmallStack(name, SMALL, async () => {
      await expect(work()).rejects.toThrow(failure(code, undefined, expect.stringContaining('unreachable')))
    })
    expect(await work()).toEqual(right)
  })
})

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) => join(folder, name))
}

describe('the modules of foreign codecs', () => {
  it('are all built with a checked stack', () => {
    const own: readonly string[] = [CONSTANTS, ...Object.values(MODULES)].map(({ output }) => output)
    const built = filesBelow('src/engine/wasm/built').filter(
      (name) => name.endsWith('.wasm') && !own.includes(name),
    )
    const names = [...NAMES, ...STACK_FIRST.built]
    expect(built.sort()).toEqual(names.map((name) => `src/engine/wasm/built/${name}.wasm`).sort())
  })

  /** Rust's linker puts the stack first, where an overflow leaves the memory and traps. */
  const STACK_FIRST = { built: ['hqx', 'magic'] }

  it('are never imported unchanged', () => {
    const imported = filesBelow('src')
      .filter((name) => name.endsWith('.ts'))
      .flatMap((name) =>
        [...readFileSync(name, 'utf8').matchAll(/from '([^']*\.wasm)'/g)].map(([, path]) => path),
      )
      .filter((path) => path !== undefined && !/(?:^|\/)(?:wasm|\.{1,2})\/built\/|kernel\.wasm$/.test(path))
    expect(imported).toEqual([])
  })
})
