import { writeFile } from 'node:fs/promises'
import { parseIntent } from '../../src/signing/url/intent.ts'
import { parseWire } from '../../src/signing/url/wire.ts'
import { type Command, refuse } from '../command.ts'
import { readZones } from '../project.ts'
import { type ProjectPlace, projectCommand } from '../project-place.ts'
import { listFiles } from '../start/folder-origin.ts'
import { assertImage, JXL_DECODER } from './assert-image.ts'
import type { CorpusServer } from './corpus-server.ts'

const SPEC = {
  name: 'corpus',
  does: 'Requests every file below a folder from the built Worker. Lists the files that are refused or fail, and counts the outcomes.',
  argument: { name: 'DIR', about: 'folder with images' },
  flags: {
    query: { value: 'QUERY', initial: 'width=64&format=jpeg', about: 'parameters for each file' },
    heic: { about: 'runs the build that decodes HEIC' },
    report: { value: 'FILE', about: 'writes the outcome of each file as JSON' },
  },
  examples: ["~/Pictures --query 'width=400&format=webp' --report report.json"],
} as const

const PROGRESS_SECONDS = 5

const HEADER_ONLY = 'only the header was read'

/** Outcome for one file: `ok`, `refused` with a typed 4xx answer, or `failed` in any other way. */
interface Outcome {
  readonly kind: 'ok' | 'refused' | 'failed'
  /** HTTP status, if there was an answer. */
  readonly status?: number
  /** Reason if the outcome is not `ok`, or if only the header of the image was read. */
  readonly why?: string
}

async function judgeRefusal(response: Response): Promise<Outcome> {
  const { status, headers } = response
  const typed = headers.get('content-type') === 'application/problem+json' && status < 500
  const reason = headers.get('signet-reason') ?? ''
  await response.body?.cancel()
  return { kind: typed ? 'refused' : 'failed', status, why: `${headers.get('x-ip-error') ?? ''}: ${reason}` }
}

/** Judges an answer. It is `ok` if it contains an image that decodes or JSON that parses. */
async function judge(request: Promise<Response>, jxlDecoder: string): Promise<Outcome> {
  try {
    const response = await request
    if (!response.ok) return await judgeRefusal(response)
    const ok = { kind: 'ok', status: response.status } as const
    const body = Buffer.from(await response.arrayBuffer())
    const type = response.headers.get('content-type')
    if (type === 'application/json') JSON.parse(body.toString())
    else if (!(await assertImage(body, type, jxlDecoder))) return { ...ok, why: HEADER_ONLY }
    return ok
  } catch (error) {
    return { kind: 'failed', why: String(error) }
  }
}

/**
 * Checks the query before the Worker is built, which takes some seconds.
 * @throws Failure bad-url, bad-parameter: no file could be answered
 */
function assertQuery(query: string): void {
  const wire = parseWire(`http://127.0.0.1/origin/file?${query}`)
  if (wire.token !== undefined) refuse('--query: leave out the token, which is made for each file')
  parseIntent(wire)
}

/**
 * Creates the command `corpus`.
 * @param start starts the Worker for a folder
 * @param jxlDecoder program that decodes JPEG XL
 */
export function makeCorpus(
  start: (directory: string, place: ProjectPlace, heic: boolean) => Promise<CorpusServer>,
  jxlDecoder = JXL_DECODER,
): Command {
  return projectCommand(SPEC, async ({ argument: directory, flags: { query, heic = false, report } }, io) => {
    assertQuery(query)
    const files = await listFiles(directory)
    if (files.length === 0) refuse(`${directory}: there are no files`)
    await readZones(io.project)
    // Creates the report before the run, so that a path that cannot be written is noticed at once.
    if (report !== undefined) await writeFile(report, '')
    io.err(`${files.length} files; building the Worker`)
    const server = await start(directory, io.project, heic)
    const outcomes: (Outcome & { readonly file: string })[] = []
    const count = (kind: Outcome['kind']) => outcomes.filter((outcome) => outcome.kind === kind).length
    try {
      let told = io.now()
      for (const file of files) {
        const outcome = await judge(server.request(file, query), jxlDecoder)
        outcomes.push({ file, ...outcome })
        const { kind, status = '', why } = outcome
        if (kind !== 'ok') io.out(`${kind.padEnd(7)}  ${file}: ${status} ${why}`)
        if (io.now() - told < PROGRESS_SECONDS) continue
        told = io.now()
        io.err(
          `${outcomes.length} of ${files.length}: ${count('refused')} refused, ${count('failed')} failed`,
        )
      }
    } finally {
      await server.close()
    }
    const counts = {
      files: files.length,
      ok: count('ok'),
      refused: count('refused'),
      failed: count('failed'),
    }
    if (report !== undefined)
      await writeFile(report, `${JSON.stringify({ query, counts, files: outcomes }, null, 2)}\n`)
    const unread = outcomes.filter(({ why }) => why === HEADER_ONLY).length
    if (unread > 0)
      io.err(
        `${unread} JPEG XL: ${HEADER_ONLY}, because ${jxlDecoder} (Debian: libjxl-tools) is not installed`,
      )
    io.out(JSON.stringify(counts))
    return counts.failed > 0 ? 1 : 0
  })
}

/**
 * Requests every file below a folder from the built Worker in workerd, with signed URLs, and counts
 * the outcomes.
 */
export const corpus = makeCorpus(async (directory, place, heic) => {
  // Loading wrangler takes two seconds. It is not loaded for `--help` or wrong arguments.
  const { startCorpusServer } = await import('./corpus-server.ts')
  return startCorpusServer(directory, place, heic)
})
