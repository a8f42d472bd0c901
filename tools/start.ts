import { type ChildProcess, spawn } from 'node:child_process'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { parseArgs } from 'node:util'
import { command, type Io, refuse } from '../src/cli/command.ts'
import { findSecret } from '../src/cli/key-source.ts'
import { createSigner } from '../src/sdk/index.ts'
import { ensureDevVars } from './dev-vars.ts'
import { putSamples } from './put-samples.ts'
import { QUIET } from './quiet.ts'

const USAGE = 'start [--port 8787] [--var NAME:VALUE …]'

const START_TIMEOUT_MS = 60_000

function spawnWrangler(port: string, variables: readonly string[], io: Io): ChildProcess {
  const manifest = createRequire(import.meta.url).resolve('wrangler/package.json')
  const script = join(dirname(manifest), 'bin', 'wrangler.js')
  const vars = ['ENVIRONMENT:development', ...variables].flatMap((variable) => ['--var', variable])
  const args = [
    script,
    'dev',
    '--ip',
    '127.0.0.1',
    '--port',
    port,
    '--log-level',
    'warn',
    '--show-interactive-dev-session=false',
  ]
  return spawn(process.execPath, [...args, ...vars], {
    cwd: io.cwd,
    env: { ...io.env, ...QUIET },
    stdio: ['ignore', 'inherit', 'inherit'],
  })
}

async function untilHealthy(base: string, ended: Promise<unknown>): Promise<boolean> {
  let running = true
  ended.finally(() => {
    running = false
  })
  for (const limit = Date.now() + START_TIMEOUT_MS; running && Date.now() < limit; ) {
    const response = await fetch(`${base}/health`).catch(() => undefined)
    if (response?.ok) return true
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  return false
}

async function sampleUrls(base: string, key: string): Promise<string[]> {
  const { sign } = createSigner({ key, baseUrl: base })
  return Promise.all([
    sign('/samples/landscape.jpg', { width: 1200, format: 'webp' }),
    sign('/samples/landscape.jpg', { width: 800, height: 800, position: 'right', quality: 70 }),
    sign('/samples/portrait.jpg', { width: 600 }),
    sign('/samples/bubble.png', { width: 600, format: 'auto' }),
    sign('/samples/bubble.png', {
      width: 600,
      height: 600,
      fit: 'contain',
      bg: { r: 255, g: 214, b: 102, alpha: 1 },
      format: 'jpeg',
    }),
    sign('/samples/pebbles.webp', { crop: { width: 800, height: 533 } }),
    sign('/samples/portrait.jpg', { width: 800, height: 800, crop: 'smart', format: 'auto' }),
    sign('/samples/landscape.jpg', {
      width: 900,
      olurl: '/samples/stamp.svg',
      olalign: 'bottomright',
      olscale: 15,
    }),
    sign('/samples/landscape.jpg', { width: 900, saturation: 1.4, radius: 60, format: 'webp' }),
    sign('/samples/portrait.jpg', { output: 'json' }),
    sign('/samples/landscape.jpg', { original: true }),
  ])
}

/** Serves the samples with a development key, and prints signed URLs to open. */
export const start = command(USAGE, async (args, io) => {
  const options = {
    port: { type: 'string', default: '8787' },
    var: { type: 'string', multiple: true },
  } as const
  const { port, var: variables = [] } = parseArgs({ args: [...args], options }).values
  if (!/^[0-9]{1,5}$/.test(port)) return refuse(`--port must be a port number, got ${port}`)
  const base = `http://127.0.0.1:${port}`

  Object.assign(process.env, QUIET)
  if (await ensureDevVars(io.cwd)) io.err('created .dev.vars with a random signing key')
  if ((await putSamples(io.cwd)) > 0) io.err('stored the samples in the local bucket')
  const server = spawnWrangler(port, variables, io)
  const ended = new Promise<number>((resolve) => server.once('exit', (code) => resolve(code ?? 0)))
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => server.kill(signal))

  if (await untilHealthy(base, ended)) {
    io.err(`Signet listens on ${base}. Signed URLs to open:`)
    for (const url of await sampleUrls(base, await findSecret('SIGNING_KEYS', undefined, io))) io.out(url)
  } else server.kill()
  return ended
})
