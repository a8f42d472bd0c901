import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { importsOf } from '../../../support/project/imports.ts'

const root = fileURLToPath(new URL('../../../../', import.meta.url))

/** Returns all files that an entry imports, itself or through others, without types. */
function closureOf(entry: string): ReadonlySet<string> {
  const found = new Set([entry])
  for (const file of found) {
    if (!file.endsWith('.ts') || !file.startsWith('src/')) continue
    for (const { target, typeOnly } of importsOf(file)) if (!typeOnly) found.add(target)
  }
  return found
}

const wasmOf = (entry: string) =>
  [...closureOf(entry)]
    .filter((file) => file.endsWith('.wasm'))
    .map((file) => file.split('/').at(-1))
    .sort()

describe('the entries', () => {
  it('for JPEG has no codec that JPEG does not need', () => {
    expect(wasmOf('src/api/engine/jpeg.ts')).toEqual([
      'kernel.wasm',
      'math.wasm',
      'side.wasm',
      'sizes.wasm',
      'vp8-encoder.wasm',
    ])
  })

  it.each(['src/api/engine/index.ts', 'src/api/sharp/index.ts'])(
    '%s has the codecs of the standard build',
    (entry) => {
      expect(wasmOf(entry)).toEqual(
        expect.arrayContaining(['avif-encoder.wasm', 'av1-decoder.wasm', 'vp8-encoder.wasm']),
      )
      expect(wasmOf(entry)).not.toContain('libheif.wasm')
    },
  )

  it.each(['src/api/engine/index.ts', 'src/api/engine/jpeg.ts', 'src/api/sharp/index.ts'])(
    '%s imports nothing of the Worker',
    (entry) => {
      const files = [...closureOf(entry)]
      expect(files.filter((file) => /^src\/(?:edge|handler|index)/.test(file))).toEqual([])
      expect(files.filter((file) => file.startsWith('cloudflare:'))).toEqual([])
    },
  )
})

describe('importing an entry', () => {
  const run = (script: string) => {
    const args = ['--import', './test/support/engine/lazy-wasm-hook.ts', '--input-type=module', '-e', script]
    const { stdout, status, stderr } = spawnSync(process.execPath, args, { cwd: root, encoding: 'utf8' })
    return { status: status === 0 ? 0 : stderr, compiled: stdout.split('\n').filter((line) => line !== '') }
  }

  it('compiles nothing', () => {
    const script = ['engine/index', 'engine/jpeg', 'sharp/index'].map(
      (entry) => `await import('./src/api/${entry}.ts')`,
    )
    expect(run(script.join('\n'))).toEqual({ status: 0, compiled: [] })
  })

  it('and making a JPEG compile what JPEG needs', () => {
    const script = `
      import { transform } from './src/api/engine/index.ts'
      import { readFileSync } from 'node:fs'
      await transform(readFileSync('test/golden/photo.jpg,blur=10.jpeg'), { width: 60 })
    `
    expect(run(script)).toEqual({ status: 0, compiled: ['sizes.wasm', 'kernel.wasm'] })
  })

  it('without libwebp write lossy WebP, with transparency too', () => {
    const script = `
      import { equal } from 'node:assert/strict'
      import { transform } from './src/api/engine/jpeg.ts'
      import { readFileSync } from 'node:fs'
      const alpha = readFileSync('test/golden/bubble.png,format=webp&alphaquality=20.webp')
      equal((await transform(alpha, { width: 20 })).type, 'image/webp')
      equal((await transform(alpha, { width: 20, removealpha: true })).type, 'image/webp')
      equal((await transform(alpha, { width: 20, lossless: true })).type, 'image/webp')
    `
    expect(run(script).status).toBe(0)
  })
})
