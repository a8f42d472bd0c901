import { spawnSync } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { expect, inject, test } from 'vitest'
import { NAME } from './calls.ts'

const folder = inject('installed')
const compiler = join(createRequire(import.meta.url).resolve('typescript/package.json'), '..', 'bin', 'tsc')

const RIGHT = `
import { createSigner, type Grant, type ImgAttrs, type Signer, stableExpiry, widths } from '${NAME}'
import { imageFromGrant } from '${NAME}/grant'
import { hmac } from '${NAME}/noble'
import { createQuerySigner } from '${NAME}/query'
import { createSyncSigner, type SyncSigner } from '${NAME}/sync'
import { thumbHashDataUri } from '${NAME}/thumbhash'

const settings = { key: 'k' as string | undefined, baseUrl: 'https://img.example.com' }
const signer: Signer = createSigner(settings)
const sync: SyncSigner = createSyncSigner({ ...settings, hmac })
const width: number | undefined = undefined
export const url: string = await signer.sign('/a.jpg', { width, height: 5, bg: 'ffd666', crop: 'smart' }, { expire: '1h' })
export const original: string = sync.sign('/a.jpg', { original: true }, { expire: stableExpiry('1h') })
export const grant: Grant = await signer.grant('/a.jpg', { format: 'auto' }, { widths: widths({ max: 1920 }), ip: '::1' })
export const image: string = imageFromGrant(grant, 320)
export const attributes: ImgAttrs = sync.imgAttrs('/a.jpg', {}, { dprs: [1, 2], placeholder: thumbHashDataUri('') })
export const type: string | undefined = sync.picture('/a.jpg', {}, { widths: [320], sizes: '50vw' }).sources[0]?.type
export const own: Promise<string> = createQuerySigner(settings).sign('/a.jpg', 'width=5')
`

const WRONG = [
  `signer.sign('/a.jpg')`,
  `signer.sign('/a.jpg', { width: '400' })`,
  `signer.sign('/a.jpg', { color: 'red' })`,
  `signer.sign('/a.jpg', { original: false })`,
  `signer.sign('/a.jpg', { width: 5 }, { expires: '1h' })`,
  `signer.grant('/a.jpg', { dpr: 2 }, { widths: [320] })`,
  `signer.grant('/a.jpg', {}, { widths: [320], dprs: [1] })`,
  `signer.grant('/a.jpg', {}, {})`,
  `signer.imgAttrs('/a.jpg', {}, { widths: [320], size: '50vw' })`,
]

const MODES = {
  nodenext: { module: 'nodenext', moduleResolution: 'nodenext' },
  bundler: { module: 'esnext', moduleResolution: 'bundler' },
}

/**
 * Type-checks a file without any platform's types. The package's declarations are checked as well.
 */
function check(mode: keyof typeof MODES, file: string): { status: number | null; stdout: string } {
  const options = {
    ...MODES[mode],
    target: 'es2022',
    lib: 'es2022',
    types: '',
    strict: 'true',
    exactOptionalPropertyTypes: 'true',
    noEmit: 'true',
  }
  const args = Object.entries(options).flatMap(([name, value]) => [`--${name}`, value])
  return spawnSync(process.execPath, [compiler, ...args, '--ignoreConfig', file], {
    cwd: folder,
    encoding: 'utf8',
  })
}

test.each(['nodenext', 'bundler'] as const)('type-checks with moduleResolution %s', async (mode) => {
  await writeFile(join(folder, 'right.ts'), RIGHT)
  expect(check(mode, 'right.ts')).toMatchObject({ status: 0, stdout: '' })
  const wrong = WRONG.map((call) => `// @ts-expect-error\n${call}`).join('\n')
  await writeFile(join(folder, 'wrong.ts'), `${RIGHT}\n${wrong}\n`)
  expect(check(mode, 'wrong.ts')).toMatchObject({ status: 0, stdout: '' })
  await writeFile(join(folder, 'wrong.ts'), `${RIGHT}\nsigner.sigh('/a.jpg')\n`)
  expect(check(mode, 'wrong.ts').stdout).toContain("Property 'sigh' does not exist")
})
