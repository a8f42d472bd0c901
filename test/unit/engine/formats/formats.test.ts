import { readdirSync } from 'node:fs'
import { describe, expect, it, test } from 'vitest'
import { decoders, encoders } from '../../../../src/engine/formats/codecs.ts'
import { formats } from '../../../../src/engine/formats/formats.ts'
import { reachableFrom } from '../../../support/project/imports.ts'

/** The folder of the container that AVIF and HEIC share. */
const SHARED = 'heif'

const folders = readdirSync('src/engine/formats', { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name)
  .filter((name) => name !== SHARED)

test('lists each folder in the table of formats and in the table of decoders', () => {
  expect(Object.keys(formats).sort()).toEqual(folders.sort())
  expect(Object.keys(decoders)).toEqual(Object.keys(formats))
})

describe.each(Object.entries(formats))('the entry of %s', (name, format) => {
  it('has the name of its key', () => {
    expect(format).toMatchObject({ name, mediaType: `image/${name}` })
  })

  it('names a default output that can be written', () => {
    expect(Object.keys(encoders)).toContain(format.defaultOutput)
    if (name in encoders && name !== 'avif' && name !== 'jxl') expect(format.defaultOutput).toBe(name)
  })

  it('reads the kind of metadata that it writes, and detects files without metadata', () => {
    if (!format.writeMetadata) return
    expect(format).toMatchObject({ readMetadata: expect.any(Function), isStripped: expect.any(Function) })
  })
})

test('loads no WebAssembly for probing, counting frames and metadata', () => {
  for (const file of ['probe', 'frames', 'metadata']) {
    const reached = [...reachableFrom(`src/engine/formats/${file}.ts`)]
    expect(reached).toContain('src/engine/formats/png/header.ts')
    expect(
      reached.filter((name) => /\.wasm$|^src\/engine\/wasm\/(?!optional)|^#avif|^@jsquash\//.test(name)),
    ).toEqual([])
  }
})
