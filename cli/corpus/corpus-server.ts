import { randomBytes } from 'node:crypto'
import { createTestHarness } from 'wrangler'
import { importKey, signHmac } from '../../src/signing/auth/hmac.ts'
import { encodePath } from '../../src/signing/url/canonical.ts'
import { formatWire } from '../../src/signing/url/wire.ts'
import { refuse } from '../command.ts'
import { readProject } from '../project.ts'
import { missingFile, type ProjectPlace } from '../project-place.ts'
import { QUIET } from '../quiet.ts'
import { serveFolder } from '../start/folder-origin.ts'

/** Entry for the build with HEIC, relative to the repository's root. */
const HEIC_MAIN = 'src/builds/heic.ts'

const FILE_TIMEOUT_MS = 30_000

/** A local Worker that serves a folder's files. */
export interface CorpusServer {
  /**
   * Signs and sends a request for a file.
   * @param file path relative to the folder, with slashes
   */
  request(file: string, query: string): Promise<Response>
  close(): Promise<void>
}

/**
 * Builds a project's Worker and starts it in workerd with a folder as its origin.
 * @param heic `true` for the build that decodes HEIC, as `npm run deploy -- src/builds/heic.ts`
 *   deploys it
 */
export async function startCorpusServer(
  directory: string,
  place: ProjectPlace,
  heic = false,
): Promise<CorpusServer> {
  const { folder, file, environment } = place
  if (file === undefined) return refuse(missingFile(place))
  const bytes = new Uint8Array(randomBytes(32))
  const key = await importKey('corpus', bytes)
  // The key is a variable there, and `secrets` would demand it as a secret too.
  const { secrets: _, ...tables } = (await readProject(place))?.tables ?? {}
  const origin = await serveFolder(directory)
  const vars = { ENVIRONMENT: 'development', DEV_ORIGIN: origin.url }
  const secrets = { SIGNING_KEYS: `corpus:${Buffer.from(bytes).toString('base64url')}` }
  Object.assign(process.env, QUIET)
  const harness = createTestHarness({
    root: folder,
    // The harness takes another `main` only inside a whole configuration.
    workers: [
      heic
        ? { config: { ...tables, main: HEIC_MAIN, vars: { ...Object(tables['vars']), ...vars, ...secrets } } }
        : { configPath: file, ...(environment !== undefined && { env: environment }), vars, secrets },
    ],
  })
  async function close(): Promise<void> {
    await harness.close()
    origin.close()
  }
  try {
    const { url } = await harness.listen()
    return {
      async request(file, query) {
        const path = encodePath(`/origin/${file}`)
        const signed = formatWire({
          origin: url.origin,
          path,
          query,
          token: await signHmac(key, path, query),
        })
        return fetch(signed, { signal: AbortSignal.timeout(FILE_TIMEOUT_MS) })
      },
      close,
    }
  } catch (error) {
    await close()
    throw error
  }
}
