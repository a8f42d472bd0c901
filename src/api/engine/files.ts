import { assertNotAborted, reasonOf, untilAborted } from '../../abort.ts'
import type { ImageSource } from '../../engine/bytes/image-source.ts'
import type { FileOption, OverlayOptions } from '../../engine/options/layers.ts'
import { withOption } from '../../engine/overlay/with-option.ts'
import { errorMessage, Failure, readFailure } from '../../errors.ts'
import { type OpenInput, openInput } from './input.ts'
import { readable } from './plain.ts'
import type { Settings } from './settings.ts'
import type { Input } from './types.ts'

type FileSettings = Pick<Settings, 'files' | 'font' | 'signal'>
type Files = NonNullable<Settings['files']>

/** File that `files` has returned. */
export interface OpenFile {
  /**
   * Opens the file. Calls `files` again if the file can be read only once and was opened before.
   * @throws Failure not-found, bad-origin, and those that `files` throws
   */
  open(): Promise<Pick<ImageSource, 'body' | 'size'>>
  /** Cancels the file if it was not opened. */
  cancel(): void
}

/** An overlay's files, and the option that names them. */
export interface OverlayFiles {
  readonly overlay: OverlayOptions
  readonly option: FileOption
  /** A picture, or the fonts for a text. */
  readonly files: readonly OpenFile[]
  /** Cancels the files that were not opened. */
  cancel(): void
}

/** Addresses of an overlay's files, and the option that names them. */
interface Addresses {
  readonly option: FileOption
  readonly addresses: readonly string[]
}

function addressesOf({ layer, url, font }: OverlayOptions, settings: FileSettings): Addresses {
  if (url !== undefined) return { option: `${layer}url`, addresses: [url] }
  if (font) return { option: `${layer}font`, addresses: font }
  if (settings.font === undefined)
    throw new Failure('bad-parameter', `${layer}text needs ${layer}font, or font in the context`)
  return { option: `${layer}text`, addresses: [settings.font] }
}

/** Calls `files`. If the signal fires meanwhile, a late result is cancelled. */
async function called(address: string, files: Files, signal: AbortSignal): Promise<OpenInput> {
  const calling = (async () => files(address, signal))()
  const opening = calling.then((input: Input | null | undefined) => {
    if (input === undefined || input === null)
      throw new Failure('not-found', `files returned nothing for ${address}`)
    return readable(`the file ${address}`, () => openInput(input))
  })
  opening.then(
    (file) => signal.aborted && file.cancel(reasonOf(signal)),
    () => undefined,
  )
  try {
    return await untilAborted(() => opening, signal)
  } catch (error) {
    assertNotAborted(signal)
    // Errors that `files` itself throws come from an origin.
    const failure = readFailure(error)
    if (failure) throw failure
    throw new Failure('bad-origin', `files failed for ${address}`, errorMessage(error))
  }
}

async function openFile(address: string, files: Files, signal: AbortSignal): Promise<OpenFile> {
  const first = await called(address, files, signal)
  let isOpen = false
  return {
    async open() {
      const file = isOpen && first.isOnce ? await called(address, files, signal) : first
      isOpen = true
      return { body: file.open(), size: file.size }
    },
    cancel: () => first.cancel(undefined),
  }
}

/**
 * Calls `files` for all overlays at the same time. The call has no slot yet, so `files` may itself
 * transform images.
 * @throws Failure bad-parameter, and every failure that `files` throws. The detail names the
 *   overlay option that failed first
 */
export async function openFiles(
  overlays: readonly OverlayOptions[],
  settings: FileSettings,
): Promise<readonly OverlayFiles[]> {
  const { files, signal } = settings
  const named = overlays.map((overlay) => ({ overlay, ...addressesOf(overlay, settings) }))
  const [first] = named
  if (!first) return []
  if (!files) throw new Failure('bad-parameter', `${first.option} needs files in the context`)
  const opening = named.map(async ({ overlay, option, addresses }) => {
    const open = await allOrNone(
      addresses.map((address) => withOption(option, () => openFile(address, files, signal))),
    )
    return { overlay, option, files: open, cancel: () => cancelAll(open) }
  })
  return allOrNone(opening)
}

function cancelAll(opened: readonly Pick<OpenFile, 'cancel'>[]): void {
  for (const { cancel } of opened) cancel()
}

/** Waits for all. If one fails, rejects at once and cancels the others as they arrive. */
async function allOrNone<T extends Pick<OpenFile, 'cancel'>>(
  opening: readonly Promise<T>[],
): Promise<readonly T[]> {
  try {
    return await Promise.all(opening)
  } catch (error) {
    for (const each of opening) void each.then(({ cancel }) => cancel()).catch(() => undefined)
    throw error
  }
}
