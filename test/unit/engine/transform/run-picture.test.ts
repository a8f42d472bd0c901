import { expect, it } from 'vitest'
import '../../../support/engine/codecs.ts'
import sharp from 'sharp'
import { inMemory } from '../../../../src/engine/bytes/in-memory.ts'
import { makePlan } from '../../../../src/engine/plan/make-plan.ts'
import { run } from '../../../../src/engine/transform/run-picture.ts'
import { seatIn } from '../../../../src/memory/seat.ts'
import { timing } from '../../../../src/timing.ts'
import { headerOf } from '../../../support/engine/decode-whole.ts'
import { intentOf } from '../../../support/engine/transformed.ts'
import { LIMITS } from '../../../support/isolate/limits.ts'
import { watchReleases } from '../../../support/isolate/releases.ts'
import { failure } from '../../../support/process/failure.ts'

it.each([1_000_000, 10])(
  'frees the copied picture of a large kernel: file of up to %d bytes',
  async (maxFile) => {
    const create = { width: 80, height: 50, channels: 3, background: '#246' } as const
    const file = new Uint8Array(await sharp({ create }).png().toBuffer())
    const header = headerOf(file)
    const plan = makePlan(header, intentOf('format=avif'), file.length, LIMITS)
    const memory = new WebAssembly.Memory({ initial: 2, maximum: 100 })
    const holder = { bytes: 0, owner: { at: Number.POSITIVE_INFINITY }, isLarge: true }
    const { seat } = seatIn(() => memory, holder)
    const signal = new AbortController().signal
    const freed = watchReleases()
    const running = run({ ...plan, maxFile }, inMemory(file), header, {
      timing: timing(),
      signal,
      seat,
      overlays: [],
    })
    if (maxFile > 10) await running
    else await expect(running).rejects.toThrow(failure('over-budget'))
    expect(freed()).toContain(80 * 50 * 4)
  },
)
