import { readFileSync } from 'node:fs'
import type { Source } from '../../src/edge/source/source.ts'
import '../../src/engine/codecs/standard.ts'
import type { ByteSource } from '../../src/engine/bytes/byte-source.ts'
import { probe } from '../../src/engine/formats/probe.ts'
import { overlaysOf } from '../../src/engine/options/layers.ts'
import { granted, openOverlay } from '../../src/engine/overlay/overlay.ts'
import type { Frame } from '../../src/engine/picture/picture.ts'
import { assertLimits } from '../../src/engine/plan/check-limits.ts'
import { makePlan } from '../../src/engine/plan/make-plan.ts'
import { runOneEncode } from '../../src/engine/transform/run-picture.ts'
import { parseIntent } from '../../src/signing/url/intent.ts'
import { parseWire } from '../../src/signing/url/wire.ts'
import { timing } from '../../src/timing.ts'
import { inKernel } from '../../test/support/engine/operate.ts'
import { LIMITS } from '../../test/support/isolate/limits.ts'
import { OPERATIONS, type OperationId } from './operations.ts'
import { paintPictures } from './pictures.ts'
import { SET_OVERLAY, SET_SOURCE, SETS, type SetName } from './sets.ts'
import { type Run, type Side, timed } from './side.ts'

const PIECE = 262_144

async function operate(id: OperationId, frame: Frame): Promise<Run> {
  const { kernel, picture } = inKernel(frame)
  const { cpu, result } = await timed(() => OPERATIONS[id].ours(kernel, picture))
  return { cpu, pixels: result.width * result.height }
}

function piecesOf(file: Uint8Array<ArrayBuffer>): ByteSource {
  return {
    readAll: async () => file,
    async *chunks() {
      for (let at = 0; at < file.length; at += PIECE) yield file.subarray(at, at + PIECE)
    },
  }
}

function sourceOf(file: Uint8Array<ArrayBuffer>): Source {
  const body = new Blob([file]).stream()
  return { body, size: file.length, etag: undefined, maxAge: undefined }
}

async function transform(query: string, file: Uint8Array<ArrayBuffer>, overlay: Uint8Array<ArrayBuffer>) {
  const { mark: _none, ...intent } =
    parseIntent(parseWire(`https://images.example/photograph?${query}`)) ?? {}
  const header = probe(file, true)
  if (!header) throw new Error('the photograph has no header')
  assertLimits(header, LIMITS)
  const overlays = await Promise.all(overlaysOf(intent).map(() => openOverlay(sourceOf(overlay), granted)))
  const plan = makePlan(header, intent, file.length, LIMITS, { overlays })
  const aids = { timing: timing(), signal: new AbortController().signal, overlays }
  return { plan, made: await runOneEncode(plan, piecesOf(file), header, aids) }
}

/** Runs operations in the kernel, and sets through the complete image stage. */
export async function signet(): Promise<Side> {
  const pictures = paintPictures()
  const [file, overlay] = [SET_SOURCE, SET_OVERLAY].map((path) => new Uint8Array(readFileSync(path)))
  async function runSet(id: SetName): Promise<Run> {
    if (!file || !overlay) throw new Error('no sources')
    const { cpu, result } = await timed(() => transform(SETS[id].query, file, overlay))
    const { width, height } = result.plan.output
    return { cpu, pixels: width * height, file: result.made }
  }
  return async ({ kind, id }) => {
    if (kind === 'set') return runSet(id)
    if (kind === 'operation') return operate(id, pictures[OPERATIONS[id].picture])
    throw new Error('Signet has no cost of raw pixels')
  }
}
