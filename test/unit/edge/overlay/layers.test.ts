import sharp from 'sharp'
import { describe, expect, it } from 'vitest'
import { factsOf, forgetOverlays, openLayers } from '../../../../src/edge/overlay/layers.ts'
import type { RequestedOverlay } from '../../../../src/edge/source/overlay.ts'
import type { Source } from '../../../../src/edge/source/source.ts'
import { LAYER_PREFIXES } from '../../../../src/engine/options/layers.ts'
import { Failure } from '../../../../src/errors.ts'
import { timing } from '../../../../src/timing.ts'
import { admissionOf } from '../../../support/isolate/admission.ts'
import { LIMITS } from '../../../support/isolate/limits.ts'
import { failure } from '../../../support/process/failure.ts'

const PNG = await sharp({ create: { width: 12, height: 8, channels: 3, background: '#123456' } })
  .png()
  .toBuffer()

const context = {
  limits: LIMITS,
  signal: new AbortController().signal,
  admission: admissionOf(LIMITS).admission,
  timing: timing(),
}
const OUTPUT = { width: 100, height: 80 }

const PIECE = 65_536
/** An image much longer than the part that is read for its header. */
const LONG = Buffer.concat([PNG, new Uint8Array(10 * PIECE)])

interface Log {
  readonly opened: string[]
  readonly cancelled: string[]
}

/** Returns layers of the given files. A file is an image, or the error that opening it throws. */
function requested(
  files: Readonly<Record<string, Uint8Array | Failure>>,
  names: readonly string[],
  log: Log,
) {
  return names.map((name, index): RequestedOverlay => {
    const layer = LAYER_PREFIXES[index] ?? 'ol'
    const open = async (): Promise<Source> => {
      log.opened.push(name)
      const file = files[name] ?? new Failure('not-found')
      if (file instanceof Failure) throw file
      let left = Uint8Array.from(file)
      const body = new ReadableStream<Uint8Array>({
        pull(controller) {
          if (left.length === 0) controller.close()
          else controller.enqueue(left.slice(0, PIECE))
          left = left.subarray(PIECE)
        },
        cancel: () => void log.cancelled.push(name),
      })
      return { body, size: file.length, etag: `"${name}"`, maxAge: 60 }
    }
    return { overlay: { layer, url: name }, files: [{ name, parameter: `${layer}url`, open }] }
  })
}

const newLog = (): Log => ({ opened: [], cancelled: [] })

describe('the layers of a request', () => {
  it('are opened in their order, and a file of several layers only once', async () => {
    const log = newLog()
    const overlays = requested({ '/1/a': PNG, '/1/b': PNG }, ['/1/a', '/1/b', '/1/a'], log)
    const layers = await openLayers(overlays, 1000, context)
    expect(log.opened).toEqual(['/1/a', '/1/b'])
    expect(layers).toHaveLength(3)
    for (const layer of layers) {
      const { size, memory } = await layer.open(OUTPUT)
      expect(size).toEqual({ width: 12, height: 8 })
      expect(memory(size).kernel).toBeGreaterThan(12 * 8 * 4)
    }
    const facts = factsOf(overlays, layers)
    expect(facts.map(({ etag, maxAge, since }) => [etag, maxAge, since])).toEqual([
      ['"/1/a"', 60, 1000],
      ['"/1/b"', 60, 1000],
    ])
    forgetOverlays(overlays)
    await openLayers(overlays, 1001, context)
    expect(log.opened).toEqual(['/1/a', '/1/b', '/1/a', '/1/b'])
  })

  it('share nothing with another instance, whose files have the same names', async () => {
    const logs = [newLog(), newLog()]
    for (let time = 0; time < 2; time++)
      for (const [index, log] of logs.entries())
        await openLayers(requested({ '/0/a': PNG }, ['/0/a'], log), 1000, context, `${index}\n`)
    expect(logs.map(({ opened }) => opened)).toEqual([['/0/a'], ['/0/a']])
    const overlays = requested({ '/0/a': PNG }, ['/0/a'], newLog())
    forgetOverlays(overlays, '0\n')
    for (const [index, log] of logs.entries())
      await openLayers(requested({ '/0/a': PNG }, ['/0/a'], log), 1000, context, `${index}\n`)
    expect(logs.map(({ opened }) => opened.length)).toEqual([2, 1])
  })

  it('share pictures and facts in the isolate', async () => {
    const log = newLog()
    const overlays = requested({ '/2/a': PNG }, ['/2/a', '/2/a'], log)
    const draw = async () => {
      const layers = await openLayers(overlays, 1000, context)
      const frames = []
      for (const layer of layers) frames.push(await (await layer.open(OUTPUT)).render(OUTPUT))
      return frames
    }
    const [first, second] = [await draw(), await draw()]
    expect(log.opened).toEqual(['/2/a'])
    expect(new Set([...first, ...second]).size).toBe(1)
  })

  it.each<[string, Readonly<Record<string, Uint8Array | Failure>>, object]>([
    ['is missing', { '/3/a': LONG }, failure('not-found', 'ol2url: the image could not be used')],
    [
      'is not an image',
      { '/3/a': LONG, '/3/b': Buffer.from('a text') },
      expect.objectContaining({
        code: 'unsupported',
        detail: expect.stringMatching(/^ol2url: the file is not a known image/),
      }),
    ],
  ])('are cancelled if one of them %s, and the error names its parameter', async (_, files, error) => {
    const log = newLog()
    const overlays = requested(files, ['/3/a', '/3/b', '/3/c'], log)
    await expect(openLayers(overlays, 1000, context)).rejects.toThrow(error)
    expect(log.opened).toEqual(['/3/a', '/3/b'])
    expect(log.cancelled).toContain('/3/a')
    forgetOverlays(overlays)
  })

  it('are named in the error if drawing fails', async () => {
    const noise = await sharp({
      create: {
        width: 90,
        height: 90,
        channels: 3,
        background: '#000',
        noise: { type: 'gaussian', mean: 99, sigma: 50 },
      },
    })
      .png()
      .toBuffer()
    const log = newLog()
    const [, cut] = await openLayers(
      requested({ '/4/a': PNG, '/4/b': noise.subarray(0, 9000) }, ['/4/a', '/4/b'], log),
      1000,
      context,
    )
    const opened = await cut?.open(OUTPUT)
    await expect(opened?.render(OUTPUT)).rejects.toThrow(
      expect.objectContaining({ detail: expect.stringMatching(/^ol2url: /) }),
    )
  })
})
