import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { createTestHarness } from 'wrangler'
import { importKey, signHmac } from '../../src/signing/auth/hmac.ts'
import { encodePath } from '../../src/signing/url/canonical.ts'
import { formatWire } from '../../src/signing/url/wire.ts'
import { refuse } from '../command.ts'
import { QUIET } from '../quiet.ts'
import { serveFolder } from '../start/folder-origin.ts'

const FILE_TIMEOUT_MS = 30_000

/** A local Worker that serves the files of a folder. */
export interface CorpusServer {
  /**
   * Signs and sends a request for a file.
   * @param file path relative to the folder, with slashes
   */
  request(file: string, query: string): Promise<Response>
  close(): Promise<void>
}

/** Builds the Worker of a project and starts it in workerd with a folder as its origin. */
export async function startCorpusServer(directory: string, cwd: string): Promise<CorpusServer> {
  if (!existsSync(join(cwd, 'wrangler.toml'))) refuse(`there is no wrangler.toml in ${cwd}`)
  const bytes = new Uint8Array(randomBytes(32))
  const key = await importKey('corpus', bytes)
  const origin = await serveFolder(directory)
  Object.assign(process.env, QUIET)
  const harness = createTestHarness({
    root: cwd,
    workers: [
      {
        configPath: 'wrangler.toml',
        vars: { ENVIRONMENT: 'development', DEV_ORIGIN: origin.url },
        secrets: { SIGNING_KEYS: `corpus:${Buffer.from(bytes).toString('base64url')}` },
      },
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
