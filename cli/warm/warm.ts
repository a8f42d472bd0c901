import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { text } from 'node:stream/consumers'
import { eachAtOnce } from '../at-once.ts'
import { type Command, command, refuse } from '../command.ts'
import type { Fetch } from '../doctor/visit.ts'
import { type Sleep, sleep } from '../fetch-with-retry.ts'
import { type Screen, showProgress } from '../progress.ts'
import { parseUrls, withoutToken } from './read-urls.ts'
import { type Outcome, warmImage } from './warm-image.ts'

const MAX_CONCURRENCY = 64

/**
 * Value of the header `Accept` that selects the same formats as current browsers do: JPEG XL, AVIF
 * and WebP are preferred.
 */
const BROWSER = 'image/jxl,image/avif,image/webp,image/*,*/*;q=0.8'

const SPEC = {
  name: 'warm',
  does: 'Requests signed URLs, so that their images are made and cached before visitors ask. It fills the data center that answers, and the bucket of derivatives.',
  argument: { name: 'FILE', about: 'signed URLs, one a line; - reads them from stdin' },
  flags: {
    concurrency: { value: 'N', initial: '4', about: `requests at the same time, 1 to ${MAX_CONCURRENCY}` },
    accept: {
      value: 'TYPES',
      many: true,
      about: `header Accept of the visitors; each URL is requested once for every one that is given (default: "${BROWSER}")`,
    },
  },
  examples: [
    'urls.txt',
    "urls.txt --accept 'image/jxl,image/avif,image/webp' --accept 'image/avif,image/webp' --accept image/webp --accept '*/*'",
  ],
} as const

/** The command's dependencies in addition to `Io`. */
export interface WarmMeans {
  readonly fetch: Fetch
  readonly sleep: Sleep
  readonly screen: Screen
  readonly readStdin: () => Promise<string>
  /**
   * Registers `stop` as the handler for an interruption by the user.
   * @returns a function that removes the handler
   */
  readonly onInterrupt: (stop: () => void) => () => void
}

/**
 * Creates the command `warm`.
 * @param means functions for requests, waiting, progress, standard input and interruption. Tests
 * pass substitutes.
 */
export function makeWarm({ readStdin, screen, onInterrupt, ...network }: WarmMeans): Command {
  return command(SPEC, async ({ argument: file, flags }, io) => {
    const concurrency = /^\d{1,2}$/.test(flags.concurrency) ? Number(flags.concurrency) : 0
    if (concurrency < 1 || concurrency > MAX_CONCURRENCY)
      refuse(`--concurrency must be a whole number from 1 to ${MAX_CONCURRENCY}, got ${flags.concurrency}`)
    const list = file === '-' ? await readStdin() : await readFile(resolve(io.cwd, file), 'utf8')
    const urls = parseUrls(list, file === '-' ? 'stdin' : file)
    const requests = urls.flatMap((listed) =>
      (flags.accept ?? [BROWSER]).map((accept) => ({ ...listed, accept })),
    )

    const counts: Record<Outcome['kind'], number> = { made: 0, cached: 0, failed: 0, left: 0 }
    const failures: string[] = []
    const summary = () => `made ${counts.made}, cached ${counts.cached}, failed ${counts.failed}`
    const stop = new AbortController()
    const forget = onInterrupt(() => stop.abort())
    const progress = showProgress(screen, requests.length)
    let done = 0
    await eachAtOnce(requests, concurrency, async ({ url, line, accept }) => {
      const outcome: Outcome = stop.signal.aborted
        ? { kind: 'left' }
        : await warmImage(url, accept, { ...network, signal: stop.signal })
      counts[outcome.kind]++
      if (outcome.kind === 'failed')
        failures.push(`failed  ${outcome.why}  ${withoutToken(url)}  (line ${line})`)
      progress.show(++done, summary())
    })
    progress.end()
    forget()
    for (const failure of failures) io.out(failure)
    io.out(counts.left > 0 ? `${summary()}, not requested ${counts.left}` : summary())
    return counts.failed + counts.left > 0 ? 1 : 0
  })
}

/** Requests all listed URLs, so that their images are cached. */
export const warm = makeWarm({
  fetch: globalThis.fetch,
  sleep,
  screen: process.stderr,
  readStdin: () => text(process.stdin),
  onInterrupt(stop) {
    process.once('SIGINT', stop)
    return () => process.off('SIGINT', stop)
  },
})
