import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { Io } from '../../cli/command.ts'
import { SIGNING_KEYS } from '../../test/support/worker/worker.ts'
import { script } from '../script.ts'
import { APPS, type App } from './apps.ts'
import { findChromium, openPage } from './browser.ts'
import { buildPackages, install, uninstall } from './install.ts'
import { findLeaks } from './leaks.ts'
import { runProgram } from './run-program.ts'
import { startServer } from './server.ts'
import { startService } from './service.ts'
import { stopwatch } from './stopwatch.ts'

const SPEC = {
  name: 'examples',
  does: 'Builds the apps below examples, and checks their pages in Chromium with a local Worker.',
  flags: { clean: { about: 'removes their packages afterwards' } },
} as const

/** Environment variables that keep the frameworks from sending telemetry. */
const QUIET = { NEXT_TELEMETRY_DISABLED: '1', ASTRO_TELEMETRY_DISABLED: '1' }

const SECRET = SIGNING_KEYS.slice(SIGNING_KEYS.indexOf(':') + 1)

/**
 * Prefix of every message that is signed. Code that can sign contains this text, which therefore
 * must not occur in files for browsers.
 */
const SIGNER = 'signet-v1'

interface Checks {
  readonly io: Io
  readonly stage: ReturnType<typeof stopwatch>
  readonly chromium: string | undefined
  /** Origin of the local Worker that delivers the images. */
  readonly origin: string
}

/** Returns the faults of the images on an app's page in Chromium. */
async function lookAt(app: App, folder: string, { io, chromium, origin }: Checks): Promise<string[]> {
  if (!chromium) return []
  const env = { ...QUIET, SIGNING_KEYS, SIGNET_URL: origin }
  const server = await startServer(app.serve, { cwd: folder, env })
  try {
    const pictures = join(io.cwd, 'dist', 'examples')
    await mkdir(pictures, { recursive: true })
    const { images, errors } = await openPage(chromium, server.url, join(pictures, `${app.name}.png`))
    const missing = images.filter(
      ({ naturalWidth, source }) => naturalWidth === 0 || !source.startsWith(origin),
    )
    return [
      ...errors,
      ...missing.map(({ alt, source }) => `the image "${alt}" does not show: ${source}`),
      ...(images.length === app.images ? [] : [`${images.length} images instead of ${app.images}`]),
    ]
  } finally {
    await server.close()
  }
}

async function check(app: App, checks: Checks): Promise<string[]> {
  const { stage, io, origin } = checks
  const folder = join(io.cwd, 'examples', app.name)
  const env = { ...QUIET, SIGNING_KEYS, SIGNET_URL: origin }
  await stage(`${app.name}: npm ci`, () => install(folder))
  await stage(`${app.name}: build`, () => runProgram(app.build, { cwd: folder, env }))
  const bundle = join(folder, app.browserFiles)
  const leaks = await findLeaks(bundle, SECRET)
  const signers = await findLeaks(bundle, SIGNER)
  const faults = await stage(`${app.name}: look`, () => lookAt(app, folder, checks))
  const { also } = app
  const others = also ? await stage(`${app.name}: ${also.name}`, () => also.run(folder, env)) : []
  const all = [
    ...leaks.map((file) => `${file} contains the key`),
    ...signers.map((file) => `${file} contains the signer`),
    ...faults,
    ...others,
  ]
  return all.map((fault) => `${app.name}: ${fault}`)
}

export const examples = script(SPEC, async ({ flags: { clean } }, io) => {
  const chromium = findChromium(io.env)
  if (!chromium) io.err('no Chromium found: the apps are built, but their pages are not checked')
  const stage = stopwatch(io.out)
  await stage('packages', () => buildPackages(io.cwd))
  const service = await stage('Worker and samples', startService)
  const faults: string[] = []
  try {
    for (const app of APPS) {
      const origin = `http://127.0.0.1:${service.port}`
      faults.push(...(await check(app, { io, stage, chromium, origin })))
      if (clean) await uninstall(join(io.cwd, 'examples', app.name))
    }
  } finally {
    await service.close()
  }
  for (const fault of faults) io.err(fault)
  return faults.length === 0 ? 0 : 1
})
