import { isAbortError, reasonOf, untilAborted } from '../../abort.ts'
import { byteSource, type PeekedSource } from '../../engine/bytes/byte-source.ts'
import type { ImageSource } from '../../engine/bytes/image-source.ts'
import { HEADER_READ, readHeader } from '../../engine/formats/read-header.ts'
import { overlaysOf } from '../../engine/options/layers.ts'
import type { TransformOptions } from '../../engine/options/transform-options.ts'
import { assertLimits } from '../../engine/plan/check-limits.ts'
import { holdInput } from '../../engine/transform/held-input.ts'
import type { Job } from '../../engine/transform/job.ts'
import { mayReadTwice } from '../../engine/transform/read-twice.ts'
import { Failure, toFailure } from '../../errors.ts'
import { timing } from '../../timing.ts'
import { inSlot } from './admission.ts'
import { openFiles } from './files.ts'
import { type OpenInput, openInput, streamOf } from './input.ts'
import { openLayers } from './overlays.ts'
import { readable } from './plain.ts'
import { type Settings, settingsOf } from './settings.ts'
import type { Context, Input } from './types.ts'

/** A job and its opened input. */
export interface InputJob extends Job {
  readonly source: ImageSource | PeekedSource
}

type Work<T> = (job: InputJob) => Promise<T>
/** Job that `reopen` is added to, depending on its input. */
type UnopenedJob = Omit<Job, 'reopen'>

async function readAgain(): Promise<never> {
  throw new Failure('internal', undefined, 'an input that can be read once is read again')
}

function ofRepeatable<T>(input: OpenInput, job: UnopenedJob, work: Work<T>) {
  const { size } = input
  const { signal } = job
  const source = () => ({ body: input.open(), size, etag: undefined, signal })
  return work({ ...job, source: source(), reopen: async () => source() })
}

/**
 * Works on an input that can be read only once. The input is read as it arrives, or held in memory
 * if the work may read it twice.
 */
async function ofOnce<T>(input: OpenInput, job: UnopenedJob, work: Work<T>) {
  const { limits, signal, timing } = job
  const source = { body: input.open(), size: input.size, etag: undefined, signal }
  const bytes = byteSource(source, limits.bytes)
  const onAbort = () => bytes.cancel(reasonOf(signal))
  signal.addEventListener('abort', onAbort)
  try {
    const head = await timing.stage('source', () => bytes.peek(1))
    if (head.length === 0) throw new Failure('unsupported', 'the input is empty, or was read before')
    const probed = await timing.stage('probe', () => readHeader(bytes, HEADER_READ))
    if (probed) assertLimits(probed.header, limits)
    if (probed && !mayReadTwice(probed.header, input.size, job))
      return await work({ ...job, source: { ...source, input: bytes }, reopen: readAgain })

    const { pieces, size, reserved, release } = await holdInput(bytes, input.size, job)
    try {
      const room = { ...limits, held: reserved }
      const repeated: OpenInput = { ...input, size, open: () => streamOf(pieces) }
      return await ofRepeatable(repeated, { ...job, limits: room }, work)
    } finally {
      release()
    }
  } finally {
    signal.removeEventListener('abort', onAbort)
    bytes.cancel()
  }
}

async function admitted<T>(
  input: OpenInput,
  intent: TransformOptions,
  settings: Settings,
  work: Work<T>,
): Promise<T> {
  const { limits, signal } = settings
  const overlays = intent.output === 'json' ? [] : overlaysOf(intent)
  const files = await openFiles(overlays, settings)
  try {
    return await inSlot(limits, signal, async (admission) => {
      const opened = { limits, admission, timing: timing(), signal }
      const layers = await openLayers(files, opened)
      try {
        const open = input.isOnce ? ofOnce : ofRepeatable
        return await open(input, { ...opened, intent, layers }, work)
      } finally {
        for (const { cancel } of layers) cancel()
      }
    })
  } finally {
    for (const { cancel } of files) cancel()
  }
}

/** Converts an error to a failure. A source that was aborted by somebody else is a bad origin. */
function failureOf(error: unknown): Failure {
  if (!isAbortError(error)) return toFailure(error)
  return new Failure('bad-origin', 'the input was aborted while it was read', error.message)
}

/**
 * Opens an input and works on it in one of the isolate's slots.
 * @param read returns the engine's options
 * @throws Failure with any code; the signal's reason
 */
export async function onInput<T>(
  input: Input,
  context: Context | undefined,
  read: (settings: Settings) => Promise<TransformOptions>,
  work: Work<T>,
): Promise<T> {
  let opened: OpenInput | undefined
  let signal: AbortSignal | undefined
  try {
    const checked = readable('the input', () => openInput(input))
    opened = checked
    const settings = readable('the context', () => settingsOf(context))
    signal = settings.signal
    return await untilAborted(
      async () => admitted(checked, await read(settings), settings, work),
      settings.signal,
    )
  } catch (error) {
    opened?.cancel(error)
    if (signal?.aborted) throw reasonOf(signal)
    throw failureOf(error)
  }
}
