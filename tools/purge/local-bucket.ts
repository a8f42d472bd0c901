import { join } from 'node:path'
import { BINDING } from '../../src/cache/r2-store.ts'
import { refuse } from '../../src/cli/command.ts'
import { QUIET } from '../quiet.ts'
import type { PurgeBucket } from './purge-bucket.ts'

/** Uses the bucket of derivatives of `npm start`. @throws Failure bad-parameter: none is declared */
export async function withLocalBucket<T>(cwd: string, use: (bucket: PurgeBucket) => Promise<T>): Promise<T> {
  // wrangler takes two seconds to load: not for `--help` or a mistake.
  const { getPlatformProxy } = await import('wrangler')
  Object.assign(process.env, QUIET)
  const platform = await getPlatformProxy<Record<string, R2Bucket>>({
    configPath: join(cwd, 'wrangler.toml'),
  })
  try {
    const bucket = platform.env[BINDING]
    return await use(bucket ?? refuse(`wrangler.toml: there is no bucket with the binding ${BINDING}`))
  } finally {
    await platform.dispose()
  }
}
